"""Antrea's other resources: Egresses, pools of addresses, Traceflows, what agents and controller say of themselves.

Source: antrea pkg/apis/crd/v1alpha1, v1alpha2, v1beta1; the support bundle's ``agentinfo`` in its three spellings.
"""

from __future__ import annotations

from typing import Any

from antrea_parse.commands.objects.access import Access, Mapping, ips_or_texts, known, to_network
from antrea_parse.commands.objects.parts import FlowTable, IPRange, NodeResult, Observation
from antrea_parse.commands.objects.policies import antrea_peer, plain
from antrea_parse.engine.documents import Object
from antrea_parse.text.values import ip_or_text


def egress(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of an Egress beside its metadata."""
    spec, status = look.object(data, "spec"), look.object(data, "status")
    bandwidth = look.object(spec, "bandwidth")
    return known(
        egress_ip=look.ip(spec, "egressIP") or look.ip(status, "egressIP"),
        node=look.text(status, "egressNode") or None,
        egress_ips=ips_or_texts(look.texts(spec, "egressIPs")) or None,
        external_ip_pool=look.text(spec, "externalIPPool") or next(iter(look.texts(spec, "externalIPPools")), None),
        applied_to=antrea_peer(look, look.object(spec, "appliedTo")) if "appliedTo" in spec else None,
        bandwidth={key: text for key in bandwidth if (text := look.text(bandwidth, key)) is not None} or None,
        conditions=look.conditions(status),
    )


def externalippool(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of an ExternalIPPool beside its metadata."""
    spec, usage = look.object(data, "spec"), look.object(look.object(data, "status"), "usage")
    subnet = look.object(spec, "subnetInfo")
    return known(
        total=look.number(usage, "total"),
        used=look.number(usage, "used"),
        ip_ranges=[_range(look, item) for item in look.objects(spec, "ipRanges")] or None,
        node_selector=look.selector(spec, "nodeSelector"),
        gateway=look.text(subnet, "gateway"),
        prefix_length=look.number(subnet, "prefixLength"),
        vlan=look.number(subnet, "vlan"),
    )


def _range(look: Access, item: Mapping) -> IPRange:
    cidr, start, end = look.text(item, "cidr"), look.text(item, "start"), look.text(item, "end")
    return IPRange(cidr=to_network(cidr) if cidr else None, start=ip_or_text(start) if start else None, end=ip_or_text(end) if end else None)


def traceflow(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a Traceflow beside its metadata."""
    spec, status = look.object(data, "spec"), look.object(data, "status")
    source, destination = look.object(spec, "source"), look.object(spec, "destination")
    packet = status.get("capturedPacket") or spec.get("packet")
    return known(
        phase=look.text(status, "phase"),
        source_pod=look.text(source, "pod"),
        destination_pod=look.text(destination, "pod"),
        destination_ip=look.ip(destination, "ip"),
        live_traffic=look.truth(spec, "liveTraffic"),
        dropped_only=look.truth(spec, "droppedOnly"),
        timeout=look.number(spec, "timeout"),
        source=_end(look, source),
        destination=_end(look, destination),
        reason=look.text(status, "reason") or None,
        packet=plain(packet) if isinstance(packet, dict) and packet else None,
        results=[_result(look, item) for item in look.objects(status, "results")] or None,
    )


def _end(look: Access, item: Mapping) -> str | None:
    name = look.text(item, "pod") or look.text(item, "service")
    return f"{look.text(item, 'namespace') or '?'}/{name}" if name else look.text(item, "ip")


def _result(look: Access, item: Mapping) -> NodeResult:
    found = []
    for entry in look.objects(item, "observations"):
        addresses = {
            name: ip_or_text(text)
            for name, key in (
                ("translated_src_ip", "translatedSrcIP"),
                ("translated_dst_ip", "translatedDstIP"),
                ("tunnel_dst_ip", "tunnelDstIP"),
                ("egress_ip", "egressIP"),
            )
            if (text := look.text(entry, key))
        }
        found.append(
            Observation(
                component=look.text(entry, "component"),
                action=look.text(entry, "action"),
                component_info=look.text(entry, "componentInfo"),
                pod=look.text(entry, "pod"),
                network_policy=look.text(entry, "networkPolicy"),
                rule=look.text(entry, "networkPolicyRule"),
                egress=look.text(entry, "egress"),
                egress_node=look.text(entry, "egressNode"),
                dst_mac=look.text(entry, "dstMAC"),
                **addresses,
            )
        )
    return NodeResult(node=look.text(item, "node"), role=look.text(item, "role"), observations=found)


_NAMES = """
    apiPort podRef nodeRef nodeSubnets ovsInfo bridgeName flowTable networkPolicyControllerInfo networkPolicyNum addressGroupNum
    appliedToGroupNum localPodNum agentConditions lastHeartbeatTime networkInfo transportInterface transportInterfaceMTU podMTU
    transportInterfaceIPs serviceRef connectedAgentNum controllerConditions
"""
#: Names as the API has them, by the lower-case spelling that releases since v1.5 write into support bundles.
_LOWER = {name.lower(): name for name in _NAMES.split()}


def spelled(value: Any) -> Any:
    """An agent's or controller's info with the names of the API, however its release spelled them."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            value[index] = spelled(item)
    if not isinstance(value, dict):
        return value
    found: Mapping = {}
    if isinstance(value, Object):
        found = Object(value.first)
        found.last, found.whole = value.last, value.whole
        found.lines = {_spelling(key): line for key, line in value.lines.items()}
    for key, item in value.items():
        name = _spelling(key)
        if key != "typemeta":
            found[name] = item if name == "flowTable" else spelled(item)
    return found


def _spelling(key: str) -> str:
    return "metadata" if key == "objectmeta" else _LOWER.get(key, key)


def agentinfo(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of an AntreaAgentInfo beside its metadata."""
    ovs, policies, network = look.object(data, "ovsInfo"), look.object(data, "networkPolicyControllerInfo"), look.object(data, "networkInfo")
    tables = look.object(ovs, "flowTable")
    values = known(
        version=look.text(data, "version"),
        node=look.text(look.object(data, "nodeRef"), "name"),
        num_pods=look.number(data, "localPodNum"),
        subnets=look.texts(data, "nodeSubnets") or None,
        pod=_reference(look, data, "podRef"),
        ovs_version=look.text(ovs, "version"),
        bridge=look.text(ovs, "bridgeName"),
        flow_tables=[FlowTable(table=name, flows=count) for name in tables if (count := look.number(tables, name)) is not None] or None,
        api_port=look.number(data, "apiPort"),
        transport_interface=look.text(network, "transportInterface"),
        transport_mtu=look.number(network, "transportInterfaceMTU"),
        transport_ips=look.texts(network, "transportInterfaceIPs") or None,
        pod_mtu=look.number(network, "podMTU"),
    )
    return {**values, **_policies(look, policies), **_health(look, data, "agentConditions", "AgentHealthy")}


def controllerinfo(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of an AntreaControllerInfo beside its metadata."""
    policies = look.object(data, "networkPolicyControllerInfo")
    values = known(
        version=look.text(data, "version"),
        connected_agents=look.number(data, "connectedAgentNum"),
        node=look.text(look.object(data, "nodeRef"), "name"),
        pod=_reference(look, data, "podRef"),
        service=_reference(look, data, "serviceRef"),
        api_port=look.number(data, "apiPort"),
    )
    counts = _policies(look, policies)
    if "network_policies" in counts:
        counts["num_network_policies"] = counts.pop("network_policies")
    return {**values, **counts, **_health(look, data, "controllerConditions", "ControllerHealthy")}


def _policies(look: Access, data: Mapping) -> dict[str, Any]:
    return known(
        network_policies=look.number(data, "networkPolicyNum"),
        address_groups=look.number(data, "addressGroupNum"),
        applied_to_groups=look.number(data, "appliedToGroupNum"),
    )


def _reference(look: Access, data: Mapping, key: str) -> str | None:
    value = look.object(data, key)
    name = look.text(value, "name")
    namespace = look.text(value, "namespace")
    return f"{namespace}/{name}" if name and namespace else name or None


def _health(look: Access, data: Mapping, key: str, condition: str) -> dict[str, Any]:
    conditions = look.conditions(data, key)
    if conditions is None:
        return {}
    return known(conditions=conditions, healthy=next((item.status for item in conditions if item.type == condition), None))
