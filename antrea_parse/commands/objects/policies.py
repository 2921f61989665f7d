"""Network policies of Kubernetes and of Antrea, and the groups and tiers that Antrea's name.

Sources: k8s.io/api networking/v1; antrea pkg/apis/crd/v1alpha1, v1alpha2, v1alpha3, v1beta1.
"""

from __future__ import annotations

from typing import Any

from antrea_parse.commands.objects.access import Access, Mapping, known, to_network
from antrea_parse.commands.objects.parts import AntreaPeer, AntreaPort, AntreaRule, NamespacedName
from antrea_parse.commands.selectors import IPBlock, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicyRule


def networkpolicy(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a NetworkPolicy of Kubernetes beside its metadata."""
    spec = look.object(data, "spec")
    return known(
        pod_selector=look.selector(spec, "podSelector"),
        policy_types=look.texts(spec, "policyTypes") or None,
        ingress=_rules(look, spec, "ingress", "from"),
        egress=_rules(look, spec, "egress", "to"),
    )


def _rules(look: Access, spec: Mapping, direction: str, far: str) -> list[NetworkPolicyRule] | None:
    if _has_none(look, spec, direction):
        return None
    return [
        NetworkPolicyRule(
            peers=[
                NetworkPolicyPeer(
                    pod_selector=look.selector(peer, "podSelector"),
                    namespace_selector=look.selector(peer, "namespaceSelector"),
                    ip_block=_ip_block(look, peer),
                )
                for peer in look.objects(rule, far)
            ],
            ports=[
                NetworkPolicyPort(protocol=look.text(port, "protocol") or "TCP", port=look.number_or_name(port, "port"), end_port=look.number(port, "endPort"))
                for port in look.objects(rule, "ports")
            ],
        )
        for rule in look.objects(spec, direction)
    ]


def _ip_block(look: Access, peer: Mapping) -> IPBlock | None:
    return _block(look, look.object(peer, "ipBlock"))


def antrea_policy(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a policy of Antrea beside its metadata."""
    spec, status = look.object(data, "spec"), look.object(data, "status")
    return known(
        tier=look.text(spec, "tier"),
        priority=look.real(spec, "priority"),
        desired_nodes=look.number(status, "desiredNodesRealized"),
        current_nodes=look.number(status, "currentNodesRealized"),
        phase=look.text(status, "phase"),
        applied_to=_peers(look, spec, "appliedTo"),
        ingress=_antrea_rules(look, spec, "ingress", "from"),
        egress=_antrea_rules(look, spec, "egress", "to"),
        conditions=look.conditions(status),
    )


def _peers(look: Access, parent: Mapping, key: str) -> list[AntreaPeer] | None:
    if parent.get(key) is None:
        return None
    return [antrea_peer(look, item) for item in look.objects(parent, key)]


def antrea_peer(look: Access, item: Mapping) -> AntreaPeer:
    """Who is meant by an entry of ``from``, ``to`` or ``appliedTo``."""
    namespaces = look.object(item, "namespaces")
    same = look.texts(namespaces, "sameLabels")
    return AntreaPeer(
        pod_selector=look.selector(item, "podSelector"),
        namespace_selector=look.selector(item, "namespaceSelector"),
        namespaces=look.text(namespaces, "match") or (f"same labels: {', '.join(same)}" if same else None),
        external_entity_selector=look.selector(item, "externalEntitySelector"),
        node_selector=look.selector(item, "nodeSelector"),
        service_account=_name(look, item, "serviceAccount"),
        ip_block=_ip_block(look, item),
        fqdn=look.text(item, "fqdn"),
        group=look.text(item, "group"),
        service=_name(look, item, "service"),
        scope=look.text(item, "scope"),
    )


def _name(look: Access, parent: Mapping, key: str) -> NamespacedName | None:
    value = look.object(parent, key)
    name = look.text(value, "name")
    return None if name is None else NamespacedName(namespace=look.text(value, "namespace"), name=name)


def _has_none(look: Access, spec: Mapping, direction: str) -> bool:
    """Whether a policy has no rules of a direction; where it names them and they are not there, they were lost."""
    if direction in spec and spec[direction] is None:
        look.refuse(spec, direction, "a list of rules")
    return spec.get(direction) is None


def _antrea_rules(look: Access, spec: Mapping, direction: str, far: str) -> list[AntreaRule] | None:
    if _has_none(look, spec, direction):
        return None
    return [
        AntreaRule(
            action=look.text(rule, "action") or "Allow",
            peers=_peers(look, rule, far) or [],
            to_services=[
                NamespacedName(namespace=look.text(item, "namespace"), name=look.text(item, "name") or "") for item in look.objects(rule, "toServices")
            ],
            ports=[*_antrea_ports(look, rule), *_protocols(look, rule)],
            applied_to=_peers(look, rule, "appliedTo") or [],
            name=look.text(rule, "name"),
            l7_protocols=[plain(item) for item in look.objects(rule, "l7Protocols")],
            logged=look.truth(rule, "enableLogging"),
        )
        for rule in look.objects(spec, direction)
    ]


def _antrea_ports(look: Access, rule: Mapping) -> list[AntreaPort]:
    return [
        AntreaPort(
            protocol=look.text(port, "protocol") or "TCP",
            port=look.number_or_name(port, "port"),
            end_port=look.number(port, "endPort"),
            source_port=look.number(port, "sourcePort"),
            source_end_port=look.number(port, "sourceEndPort"),
        )
        for port in look.objects(rule, "ports")
    ]


def _protocols(look: Access, rule: Mapping) -> list[AntreaPort]:
    """Protocols without ports."""
    found = []
    for item in look.objects(rule, "protocols"):
        icmp, igmp = look.object(item, "icmp"), look.object(item, "igmp")
        if "icmp" in item:
            found.append(AntreaPort(protocol="ICMP", icmp_type=look.number(icmp, "icmpType"), icmp_code=look.number(icmp, "icmpCode")))
        if "igmp" in item:
            found.append(AntreaPort(protocol="IGMP", icmp_type=look.number(igmp, "igmpType"), group_address=look.text(igmp, "groupAddress")))
    return found


def group(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a ClusterGroup or Group beside its metadata."""
    spec = look.object(data, "spec")
    blocks = [item for item in (*look.objects(spec, "ipBlocks"), look.object(spec, "ipBlock")) if item]
    service = look.object(spec, "serviceReference")
    is_selected = any(key in spec for key in ("podSelector", "namespaceSelector", "externalEntitySelector"))
    name = look.text(service, "name")
    return known(
        selected=antrea_peer(look, spec) if is_selected else None,
        ip_blocks=[block for item in blocks if (block := _block(look, item)) is not None] or None,
        service=NamespacedName(namespace=look.text(service, "namespace"), name=name) if name else None,
        child_groups=look.texts(spec, "childGroups") or None,
        conditions=look.conditions(look.object(data, "status")),
    )


def _block(look: Access, item: Mapping) -> IPBlock | None:
    cidr = look.text(item, "cidr")
    return None if cidr is None else IPBlock(cidr=to_network(cidr), except_=[to_network(text) for text in look.texts(item, "except")])


def tier(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a Tier beside its metadata."""
    spec = look.object(data, "spec")
    return known(priority=look.number(spec, "priority"), description=look.text(spec, "description"))


def plain(value: Any) -> Any:
    """Data without its lines."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
