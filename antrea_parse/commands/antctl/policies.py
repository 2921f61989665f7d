"""``antctl get networkpolicy``: policies as the controller computed them and agents enforce them.

Source of the format: antrea pkg/antctl/transform/networkpolicy, rule and common (to v0.11 a table of its own); pkg/apis/controlplane/types.go.
"""

from __future__ import annotations

from typing import Any

import pydantic

from antrea_parse.commands.antctl.columns import listing
from antrea_parse.commands.antctl.objects import (
    METADATA,
    Convert,
    IPNetwork,
    Key,
    Reading,
    Shape,
    boolean,
    integer,
    listed,
    made,
    network,
    number,
    qualified,
    spread,
    text,
)
from antrea_parse.commands.antctl.reader import Resource, antctl_kind
from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.cells import Part
from antrea_parse.commands.kubectl_kind import Field
from antrea_parse.engine.documents import Object


class PolicyReference(Part):
    """The object that a policy was made of.

    Attributes:
        type: ``K8sNetworkPolicy``, ``AntreaNetworkPolicy``, ``AntreaClusterNetworkPolicy``, ``AdminNetworkPolicy``, ….
        namespace: its namespace; None where the kind has none.
        name: its name.
        uid: its uid; only objects tell.

    >>> str(PolicyReference(type="K8sNetworkPolicy", namespace="default", name="deny"))
    'K8sNetworkPolicy:default/deny'
    """

    type: str | None = None
    namespace: str | None = None
    name: str | None = None
    uid: str | None = None

    def __str__(self) -> str:
        name = f"{self.namespace}/{self.name}" if self.namespace else self.name or ""
        return f"{self.type}:{name}" if self.type else name


class IPBlock(Part):
    """A network of which a rule speaks, less others.

    Attributes:
        cidr: the network.
        excepted: the networks in it of which it does not speak.
    """

    cidr: IPNetwork | None = None
    excepted: list[IPNetwork] | None = None


class Peer(Part):
    """The other end of a rule.

    Attributes:
        address_groups: names of groups.
        ip_blocks: networks.
        fqdns: names that are resolved.
        to_services: Services, as ``namespace/name``.
        label_identities: numbers of label identities in a cluster set.
    """

    address_groups: list[str] | None = None
    ip_blocks: list[IPBlock] | None = None
    fqdns: list[str] | None = None
    to_services: list[str] | None = None
    label_identities: list[int] | None = None


class PolicyService(Part):
    """Traffic that a rule names.

    Attributes:
        protocol: ``TCP``, ``UDP``, ``SCTP``, ``ICMP`` or ``IGMP``.
        port: number or name of the port; None for all.
        end_port: last port of a range.
        src_port: source port.
        src_end_port: last source port of a range.
        icmp_type: type of ICMP.
        icmp_code: code of ICMP.
    """

    protocol: str | None = None
    port: int | str | None = None
    end_port: int | None = None
    src_port: int | None = None
    src_end_port: int | None = None
    icmp_type: int | None = None
    icmp_code: int | None = None


class PolicyRule(Part):
    """A rule of a policy.

    Attributes:
        direction: ``In`` or ``Out``.
        from_: who sends, for ``In``.
        to: who receives, for ``Out``.
        services: traffic; none means all.
        name: of the rule.
        action: ``Allow``, ``Drop``, ``Reject``, ``Pass``; None where the policy's kind has none.
        priority: of the rule in its policy; -1 where the kind has none.
        enable_logging: packets are logged.
        applied_to_groups: groups of this rule alone.
        log_label: written in the log.
    """

    direction: str | None = None
    from_: Peer | None = pydantic.Field(default=None, alias="from")
    to: Peer | None = None
    services: list[PolicyService] | None = None
    name: str | None = None
    action: str | None = None
    priority: int | None = None
    enable_logging: bool | None = None
    applied_to_groups: list[str] | None = None
    log_label: str | None = None


class ComputedPolicy(Record):
    """A NetworkPolicy as the controller computed it.

    Attributes:
        namespace: of the policy (v0.7 to v0.11); later tables have it in `source`.
        name: of the policy to v0.11; later the uid of the object that it was made of.
        applied_to: names of the groups that it applies to.
        rules: how many rules it has.
        source: the object that it was made of (v0.12 and later).
        tier_priority: policies of a lower one are looked at first; None for a policy of Kubernetes.
        priority: within its tier; lower goes first.
        more: how many groups the table does not show; unset when it shows all.
        rule_list: the rules; only objects tell.
    """

    namespace: str | None = None
    name: str
    applied_to: list[str] | None = None
    rules: int | None = None
    source: PolicyReference | None = None
    tier_priority: int | None = None
    priority: float | None = None
    more: int | None = None
    rule_list: list[PolicyRule] | None = None


class NetworkPolicyOutput(Output):
    """Output of ``antctl get networkpolicy`` (table, YAML, JSON) and ``networkpolicies`` of a support bundle: one record for each policy."""

    records: tuple[ComputedPolicy, ...] = ()


def to_source(cell: str) -> PolicyReference:
    """``K8sNetworkPolicy:default/deny`` as a reference."""
    kind, _, name = cell.rpartition(":")
    namespace, _, name = name.rpartition("/")
    return PolicyReference(type=kind or None, namespace=namespace or None, name=name)


def _port(value: Any, reading: Reading) -> int | str | None:
    """A port: number, name, or both in an object as Go keeps them."""
    if isinstance(value, Object):
        parts = {name.lower(): part for name, part in value.items()}
        return text(parts.get("strval"), reading) if parts.get("type") == 1 else integer(parts.get("intval"), reading)
    return value if isinstance(value, str) and not value.isdigit() else integer(value, reading)


def _plain(make: type[Any], shape: Shape) -> Convert:
    """A part whose keys that hold nothing are as if they were not there."""
    return made(lambda **values: make(**{name: value for name, value in values.items() if value is not None}), shape)


def _listed_text(field: str) -> Key:
    return Key(field, listed(text))


_BLOCK = Shape({"cidr": Key("cidr", network), "except": Key("excepted", listed(network))})
_PEER = Shape(
    {
        "addressgroups": _listed_text("address_groups"),
        "ipblocks": Key("ip_blocks", listed(_plain(IPBlock, _BLOCK))),
        "fqdns": _listed_text("fqdns"),
        "toservices": Key("to_services", listed(qualified)),
        "labelidentities": Key("label_identities", listed(integer)),
    }
)
_SERVICE = Shape(
    {
        "protocol": Key("protocol", text),
        "port": Key("port", _port),
        "endport": Key("end_port", integer),
        "srcport": Key("src_port", integer),
        "srcendport": Key("src_end_port", integer),
        "icmptype": Key("icmp_type", integer),
        "icmpcode": Key("icmp_code", integer),
    },
    frozenset({"igmptype", "groupaddress"}),
)
_RULE = Shape(
    {
        "direction": Key("direction", text),
        "from": Key("from_", _plain(Peer, _PEER)),
        "to": Key("to", _plain(Peer, _PEER)),
        "services": Key("services", listed(_plain(PolicyService, _SERVICE))),
        "name": Key("name", text),
        "action": Key("action", text),
        "priority": Key("priority", integer),
        "enablelogging": Key("enable_logging", boolean),
        "appliedtogroups": _listed_text("applied_to_groups"),
        "loglabel": Key("log_label", text),
    },
    frozenset({"l7protocols", "l7rulevlanid"}),
)
_SOURCE = Shape({"type": Key("type", text), "namespace": Key("namespace", text), "name": Key("name", text), "uid": Key("uid", text)})
_META = Shape({"name": Key("name", text), "namespace": Key("namespace", text)}, METADATA)


def _finish(values: dict[str, Any]) -> None:
    if "rule_list" in values:
        values["rules"] = len(values["rule_list"] or ())


NETWORKPOLICY = Resource(
    antctl_kind(
        "networkpolicy",
        ComputedPolicy,
        ("NAME APPLIED-TO RULES SOURCE TIER-PRIORITY PRIORITY", "NAMESPACE NAME APPLIED-TO RULES"),
        (
            Field("name"),
            listing("applied_to"),
            Field("rules", int),
            Field("source", to_source),
            Field("tier_priority", int),
            Field("priority", float),
            Field("namespace"),
        ),
        anchor="RULES",
        needed=("SOURCE", "NAMESPACE"),
    ),
    Shape(
        {
            "name": Key("name", text),
            "namespace": Key("namespace", text),
            "metadata": spread(_META),
            "objectmeta": spread(_META),
            "rules": Key("rule_list", listed(_plain(PolicyRule, _RULE))),
            "appliedtogroups": _listed_text("applied_to"),
            "priority": Key("priority", number),
            "tierpriority": Key("tier_priority", integer),
            "sourceref": Key("source", made(PolicyReference, _SOURCE)),
        },
        frozenset({"typemeta", "kind", "apiversion", "appliedtoperrule"}),
    ),
    frozenset({"rules", "sourceref", "appliedtogroups", "tierpriority"}),
    _finish,
)

COMMANDS = (
    NETWORKPOLICY.command(NetworkPolicyOutput, (r"\s*(?:- )?\"?(?:appliedToGroups|appliedtogroups|sourceRef|sourceref)\"?:", "is a key of a computed policy")),
)
