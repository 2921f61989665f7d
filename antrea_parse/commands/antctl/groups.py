"""``antctl get addressgroup`` and ``antctl get appliedtogroup``: who stands behind the selectors of policies.

Source of the formats: antrea pkg/antctl/transform/addressgroup and appliedtogroup; pkg/apis/controlplane/types.go (the agent's own files
in a support bundle, addresses as bytes).
"""

from __future__ import annotations

from typing import Any

from antrea_parse.commands.antctl.columns import listing
from antrea_parse.commands.antctl.objects import METADATA, Key, Reading, Shape, address, integer, listed, made, qualified, spread, text
from antrea_parse.commands.antctl.reader import Resource, antctl_kind
from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.cells import Part
from antrea_parse.commands.kubectl_kind import Field
from antrea_parse.engine.documents import Object
from antrea_parse.text.values import IPAddress, to_ip


class NamedPort(Part):
    """A port of a pod that has a name.

    Attributes:
        port: its number.
        name: its name.
        protocol: ``TCP``, ``UDP`` or ``SCTP``.
    """

    port: int | None = None
    name: str | None = None
    protocol: str | None = None


class GroupMember(Part):
    """A member of a group: a pod, a node, an external entity or a Service.

    Attributes:
        pod: ``namespace/name`` of the pod.
        node: name of the node.
        external_entity: ``namespace/name`` of the external entity.
        service: ``namespace/name`` of the Service.
        ips: its addresses.
        ports: its ports that have names.
    """

    pod: str | None = None
    node: str | None = None
    external_entity: str | None = None
    service: str | None = None
    ips: list[IPAddress] | None = None
    ports: list[NamedPort] | None = None


class AddressGroup(Record):
    """Addresses that rules of policies name as a group.

    Attributes:
        name: of the group.
        pod_ips: addresses of its pods and external entities.
        node_ips: addresses of its nodes (v1.6 and later).
        more: how many addresses of pods the table does not show; unset when it shows all.
        more_node_ips: how many addresses of nodes it does not show.
        members: who they are; only objects tell.
    """

    name: str
    pod_ips: list[IPAddress] | None = None
    node_ips: list[IPAddress] | None = None
    more: int | None = None
    more_node_ips: int | None = None
    members: list[GroupMember] | None = None


class AppliedToGroup(Record):
    """Pods that policies apply to as a group.

    Attributes:
        name: of the group.
        pods: ``namespace/name`` of each.
        more: how many the table does not show; unset when it shows all.
        members: who they are; only objects tell.
    """

    name: str
    pods: list[str] | None = None
    more: int | None = None
    members: list[GroupMember] | None = None


class AddressGroupOutput(Output):
    """Output of ``antctl get addressgroup`` (table, YAML, JSON) and ``addressgroups`` of a support bundle: one record for each group."""

    records: tuple[AddressGroup, ...] = ()


class AppliedToGroupOutput(Output):
    """Output of ``antctl get appliedtogroup`` (table, YAML, JSON) and ``appliedtogroups`` of a support bundle: one record for each group."""

    records: tuple[AppliedToGroup, ...] = ()


def _node(value: Any, reading: Reading) -> str | None:
    return text(value.get("name", ""), reading) if isinstance(value, Object) else text(value, reading)


def _one_address(value: Any, reading: Reading) -> list[IPAddress]:
    found = address(value, reading)
    return [] if found is None else [found]


_PORT = Shape({"port": Key("port", integer), "name": Key("name", text), "protocol": Key("protocol", text)})
_MEMBER = Shape(
    {
        "pod": Key("pod", qualified),
        "node": Key("node", _node),
        "externalentity": Key("external_entity", qualified),
        "service": Key("service", qualified),
        "ip": Key("ips", _one_address),
        "ips": Key("ips", listed(address)),
        "ports": Key("ports", listed(made(NamedPort, _PORT))),
    }
)


def _member(**values: Any) -> GroupMember:
    return GroupMember(**{name: value for name, value in values.items() if value is not None})


_MEMBERS = listed(made(_member, _MEMBER))
_NAME = Shape(
    {"name": Key("name", text)},
    METADATA,
)
_KEYS = {
    "name": Key("name", text),
    "metadata": spread(_NAME),
    "objectmeta": spread(_NAME),
    "pods": Key("pods", _MEMBERS),
    "nodes": Key("nodes", _MEMBERS),
    "externalentities": Key("entities", _MEMBERS),
    "groupmembers": Key("members", _MEMBERS),
}
_SHAPE = Shape(_KEYS, frozenset({"typemeta", "kind", "apiversion"}))
_MARKS = frozenset({"pods", "nodes", "groupmembers", "externalentities"})


def _gather(values: dict[str, Any]) -> list[GroupMember]:
    """All members, whichever key held them."""
    found: list[GroupMember] = []
    for key in ("members", "pods", "entities", "nodes"):
        found += values.pop(key, None) or []
    values["members"] = found
    return found


def _finish_addresses(values: dict[str, Any]) -> None:
    members = _gather(values)
    values["pod_ips"] = [ip for member in members if member.node is None for ip in member.ips or ()] or None
    values["node_ips"] = [ip for member in members if member.node is not None for ip in member.ips or ()] or None


def _finish_pods(values: dict[str, Any]) -> None:
    members = _gather(values)
    values["pods"] = [name for member in members if (name := member.pod or member.external_entity or member.service or member.node)] or None


ADDRESSGROUP = Resource(
    antctl_kind(
        "addressgroup",
        AddressGroup,
        ("NAME POD-IPS NODE-IPS", "NAME POD-IPS"),
        (Field("name"), listing("pod_ips", to_ip), listing("node_ips", to_ip, "more_node_ips")),
        anchor="POD-IPS",
    ),
    _SHAPE,
    _MARKS,
    _finish_addresses,
)
APPLIEDTOGROUP = Resource(
    antctl_kind("appliedtogroup", AppliedToGroup, ("NAME PODS",), (Field("name"), listing("pods")), anchor="PODS"),
    _SHAPE,
    _MARKS,
    _finish_pods,
)

COMMANDS = (ADDRESSGROUP.command(AddressGroupOutput), APPLIEDTOGROUP.command(AppliedToGroupOutput))
