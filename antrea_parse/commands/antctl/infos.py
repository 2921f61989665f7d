"""``antctl get agentinfo`` and ``antctl get controllerinfo``: who runs where, how well, and how much they know.

Sources of the formats: antrea pkg/antctl/transform/controllerinfo, pkg/agent/apiserver/handlers/agentinfo, pkg/apis/crd/v1beta1 (objects;
v1alpha1 names the same keys), pkg/support/dump.go (the agent's own file in a support bundle).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from antrea_parse.commands.antctl.columns import listing, to_network
from antrea_parse.commands.antctl.objects import METADATA, IPNetwork, Key, Reading, Shape, integer, listed, made, mapped, network, qualified, spread, text, time
from antrea_parse.commands.antctl.reader import Resource, antctl_kind
from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.cells import Part
from antrea_parse.commands.kubectl_kind import Field


class Condition(Part):
    """Something that an agent or the controller watches about itself.

    Attributes:
        type: ``AgentHealthy``, ``ControllerConnectionUp``, ``OVSDBConnectionUp``, ``OpenflowConnectionUp``, …
        status: ``True``, ``False`` or ``Unknown``.
        last_heartbeat_time: when it was looked at last.
        reason: why it is so, as a word.
        message: why it is so.
    """

    type: str | None = None
    status: str | None = None
    last_heartbeat_time: datetime | None = None
    reason: str | None = None
    message: str | None = None


class NetworkInfo(Part):
    """How the node is wired (v2.6 and later).

    Attributes:
        transport_interface: interface of the traffic between nodes.
        transport_interface_mtu: its MTU.
        pod_mtu: MTU of the pods' interfaces.
        transport_interface_ips: its addresses with the lengths of their prefixes.
    """

    transport_interface: str | None = None
    transport_interface_mtu: int | None = None
    pod_mtu: int | None = None
    transport_interface_ips: list[str] | None = None


class AgentInfo(Record):
    """What an agent tells of itself.

    Attributes:
        pod: ``namespace/name`` of the agent's pod; unset on a VM.
        node: its node.
        status: ``Healthy``, ``Unhealthy`` (a condition is False) or ``Unknown``; None when it has no conditions.
        node_subnet: networks of the node's pods.
        network_policies: how many policies concern the node.
        address_groups: how many address groups these use.
        applied_to_groups: how many groups they apply to.
        local_pods: how many pods the agent has connected.
        more: how many networks the table does not show; unset when it shows all.
        name: of the AntreaAgentInfo; only objects tell, like all that follow.
        version: of the agent.
        ovs_version: of Open vSwitch.
        bridge: the bridge.
        flow_table: number of flows by table, tables by number or name.
        conditions: what it watches about itself.
        api_port: port of its API.
        network_info: how the node is wired.
    """

    pod: str | None = None
    node: str | None = None
    status: str | None = None
    node_subnet: list[IPNetwork] | None = None
    network_policies: int | None = None
    address_groups: int | None = None
    applied_to_groups: int | None = None
    local_pods: int | None = None
    more: int | None = None
    name: str | None = None
    version: str | None = None
    ovs_version: str | None = None
    bridge: str | None = None
    flow_table: dict[str, int] | None = None
    conditions: list[Condition] | None = None
    api_port: int | None = None
    network_info: NetworkInfo | None = None


class ControllerInfo(Record):
    """What the controller tells of itself.

    Attributes:
        pod: ``namespace/name`` of the controller's pod.
        node: its node.
        status: ``Healthy``, ``Unhealthy`` (a condition is False) or ``Unknown``; None when it has no conditions.
        network_policies: how many policies it computes.
        address_groups: how many address groups these use.
        applied_to_groups: how many groups they apply to.
        connected_agents: how many agents listen to it.
        name: of the AntreaControllerInfo; only objects tell, like all that follow.
        version: of the controller.
        service: ``namespace/name`` of its Service.
        conditions: what it watches about itself.
        api_port: port of its API.
    """

    pod: str | None = None
    node: str | None = None
    status: str | None = None
    network_policies: int | None = None
    address_groups: int | None = None
    applied_to_groups: int | None = None
    connected_agents: int | None = None
    name: str | None = None
    version: str | None = None
    service: str | None = None
    conditions: list[Condition] | None = None
    api_port: int | None = None


class AgentInfoOutput(Output):
    """Output of ``antctl get agentinfo`` (table, YAML, JSON) and ``agentinfo`` of a support bundle: one record."""

    records: tuple[AgentInfo, ...] = ()


class ControllerInfoOutput(Output):
    """Output of ``antctl get controllerinfo`` (table, YAML, JSON) and ``controllerinfo`` of a support bundle: one record."""

    records: tuple[ControllerInfo, ...] = ()


def _text(value: Any, reading: Reading) -> str | None:
    # The words True and False of conditions are quoted by all tools; edited files may have lost that.
    return str(value) if isinstance(value, bool) else text(value, reading)


_NAMES = Shape(
    {"name": Key("name", text)},
    METADATA,
)
_CONDITION = Shape(
    {
        "type": Key("type", text),
        "status": Key("status", _text),
        "lastheartbeattime": Key("last_heartbeat_time", time),
        "reason": Key("reason", text),
        "message": Key("message", text),
    }
)
_CONDITIONS = Key("conditions", listed(made(Condition, _CONDITION)))
_COUNTS = spread(
    Shape(
        {
            "networkpolicynum": Key("network_policies", integer),
            "addressgroupnum": Key("address_groups", integer),
            "appliedtogroupnum": Key("applied_to_groups", integer),
        }
    )
)
_OVS = spread(Shape({"version": Key("ovs_version", text), "bridgename": Key("bridge", text), "flowtable": Key("flow_table", mapped(integer))}))
_NETWORK = Shape(
    {
        "transportinterface": Key("transport_interface", text),
        "transportinterfacemtu": Key("transport_interface_mtu", integer),
        "podmtu": Key("pod_mtu", integer),
        "transportinterfaceips": Key("transport_interface_ips", listed(text)),
    }
)
_KNOWN = {
    "metadata": spread(_NAMES),
    "objectmeta": spread(_NAMES),
    "version": Key("version", text),
    "podref": Key("pod", qualified),
    "noderef": Key("node", qualified),
    "networkpolicycontrollerinfo": _COUNTS,
    "apiport": Key("api_port", integer),
}
_LEFT_OUT = frozenset({"typemeta", "kind", "apiversion", "apicabundle"})


def _status(values: dict[str, Any]) -> None:
    conditions = values.get("conditions")
    if conditions is None:
        return
    states = {condition.status for condition in conditions}
    values["status"] = "Unhealthy" if "False" in states else "Unknown" if "Unknown" in states else "Healthy"


_AGENT_FIELDS = (
    Field("pod"),
    Field("node"),
    Field("status"),
    listing("node_subnet", to_network),
    Field("network_policies", int),
    Field("address_groups", int),
    Field("applied_to_groups", int),
    Field("local_pods", int),
)
_CONTROLLER_FIELDS = (*_AGENT_FIELDS[:3], *_AGENT_FIELDS[4:7], Field("connected_agents", int))

AGENTINFO = Resource(
    antctl_kind(
        "agentinfo",
        AgentInfo,
        (
            "POD NODE STATUS NODE-SUBNET NETWORK-POLICIES ADDRESS-GROUPS APPLIED-TO-GROUPS LOCAL-PODS",
            "NODE STATUS NETWORK-POLICIES ADDRESS-GROUPS APPLIED-TO-GROUPS",
        ),
        _AGENT_FIELDS,
        anchor="NETWORK-POLICIES",
    ),
    Shape(
        {
            **_KNOWN,
            "nodesubnets": Key("node_subnet", listed(network)),
            "nodesubnet": Key("node_subnet", listed(network)),
            "ovsinfo": _OVS,
            "localpodnum": Key("local_pods", integer),
            "agentconditions": _CONDITIONS,
            "networkinfo": Key("network_info", made(NetworkInfo, _NETWORK)),
        },
        _LEFT_OUT,
    ),
    frozenset({"agentconditions", "localpodnum", "nodesubnets", "nodesubnet", "ovsinfo"}),
    _status,
)
CONTROLLERINFO = Resource(
    antctl_kind(
        "controllerinfo",
        ControllerInfo,
        ("POD NODE STATUS NETWORK-POLICIES ADDRESS-GROUPS APPLIED-TO-GROUPS CONNECTED-AGENTS",),
        _CONTROLLER_FIELDS,
        anchor="NETWORK-POLICIES",
    ),
    Shape(
        {**_KNOWN, "serviceref": Key("service", qualified), "connectedagentnum": Key("connected_agents", integer), "controllerconditions": _CONDITIONS},
        _LEFT_OUT,
    ),
    frozenset({"connectedagentnum", "controllerconditions", "serviceref"}),
    _status,
)

COMMANDS = (
    AGENTINFO.command(
        AgentInfoOutput,
        (r"\s*\"?(?:agentConditions|agentconditions|localPodNum|localpodnum|nodeSubnets)\"?:", "is a key of an AntreaAgentInfo"),
        (r'\s*\{.*"(?:nodeSubnets|localPodNum|agentConditions)":', "holds keys of an AntreaAgentInfo"),
    ),
    CONTROLLERINFO.command(
        ControllerInfoOutput,
        (r"\s*\"?(?:connectedAgentNum|controllerConditions)\"?:", "is a key of an AntreaControllerInfo"),
        (r'\s*\{.*"(?:connectedAgentNum|controllerConditions)":', "holds keys of an AntreaControllerInfo"),
    ),
)
