"""``kubectl get`` of Antrea's own resources: Egresses and their pools, Traceflows, infos of agents and controller.

Source of the format: printer columns of the CustomResourceDefinitions in antrea build/charts/antrea/crds, v0.13 to v2.7.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from antrea_parse.commands.base import Command, Output, Record
from antrea_parse.commands.cells import AgeOrWord, to_age
from antrea_parse.commands.kubectl_kind import Field, Kind
from antrea_parse.commands.kubectl_reader import table_command
from antrea_parse.commands.objects.parts import AntreaPeer, Condition, FlowTable, IPRange, NodeResult
from antrea_parse.commands.selectors import LabelSelector
from antrea_parse.text.values import IPAddress, to_ip


class Egress(Record):
    """An Egress: the address that Pods have outside the cluster.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the Egress.
        egress_ip: the address; None where none is assigned.
        age: since it was created.
        node: node that holds the address; None where none does.
        labels: of the Egress; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the Egress, with ``--output-watch-events``.
        egress_ips: its addresses, where it has several.
        external_ip_pool: pool that its address is taken from.
        applied_to: its Pods.
        bandwidth: ``rate`` and ``burst`` it is limited to.
        conditions: what is observed of it.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    egress_ip: IPAddress | None = None
    age: AgeOrWord | None = None
    node: str | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    egress_ips: list[IPAddress | str] | None = None
    external_ip_pool: str | None = None
    applied_to: AntreaPeer | None = None
    bandwidth: dict[str, str] | None = None
    conditions: list[Condition] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class ExternalIPPool(Record):
    """Addresses that Egresses and Services are given.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the pool.
        total: addresses that it has.
        used: addresses that are given away.
        age: since it was created.
        labels: of the pool; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the pool, with ``--output-watch-events``.
        ip_ranges: the addresses.
        node_selector: nodes that may hold them.
        gateway: of their subnet.
        prefix_length: of their subnet.
        vlan: of their subnet.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    total: int | None = None
    used: int | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    ip_ranges: list[IPRange] | None = None
    node_selector: LabelSelector | None = None
    gateway: str | None = None
    prefix_length: int | None = None
    vlan: int | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class Traceflow(Record):
    """A Traceflow: a packet that is followed through the cluster.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the Traceflow.
        phase: ``Pending``, ``Running``, ``Succeeded`` or ``Failed``.
        source_pod: where the packet starts.
        destination_pod: where it should go.
        destination_ip: where it should go, as an address.
        live_traffic: a packet of real traffic is followed.
        dropped_only: only a dropped packet is followed.
        timeout: in seconds.
        age: since it was created.
        labels: of the Traceflow; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the Traceflow, with ``--output-watch-events``.
        source: where the packet starts: ``namespace/pod`` or an address.
        destination: where it should go: ``namespace/pod``, ``namespace/service`` or an address.
        reason: why it failed.
        packet: the packet, as the object has it.
        results: what each node saw.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    phase: str | None = None
    source_pod: str | None = None
    destination_pod: str | None = None
    destination_ip: IPAddress | None = None
    live_traffic: bool | None = None
    dropped_only: bool | None = None
    timeout: int | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    source: str | None = None
    destination: str | None = None
    reason: str | None = None
    packet: dict[str, Any] | None = None
    results: list[NodeResult] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class AntreaAgentInfo(Record):
    """What an agent says of itself.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the agent's node.
        healthy: ``True``, ``False`` or ``Unknown``.
        last_heartbeat: since it was last heard of.
        version: of the agent.
        node: its node.
        num_pods: Pods on the node that it serves.
        subnets: Pod CIDRs of the node.
        age: since the object was created; only before v1.0.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        pod: ``namespace/name`` of the agent's Pod.
        ovs_version: of Open vSwitch.
        bridge: name of the bridge.
        flow_tables: how many flows each table has.
        api_port: port of the agent's own API.
        network_policies: policies that concern its Pods.
        address_groups: groups of addresses that they name.
        applied_to_groups: groups of Pods that they apply to.
        conditions: what it observes of itself.
        transport_interface: interface of the node that carries the Pods' traffic; since v2.6.
        transport_mtu: MTU of that interface.
        transport_ips: addresses of that interface, with their prefix lengths.
        pod_mtu: MTU of the Pods' interfaces.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    healthy: str | None = None
    last_heartbeat: AgeOrWord | None = None
    version: str | None = None
    node: str | None = None
    num_pods: int | None = None
    subnets: list[str] | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    pod: str | None = None
    ovs_version: str | None = None
    bridge: str | None = None
    flow_tables: list[FlowTable] | None = None
    api_port: int | None = None
    network_policies: int | None = None
    address_groups: int | None = None
    applied_to_groups: int | None = None
    conditions: list[Condition] | None = None
    transport_interface: str | None = None
    transport_mtu: int | None = None
    transport_ips: list[str] | None = None
    pod_mtu: int | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class AntreaControllerInfo(Record):
    """What the controller says of itself.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the object.
        healthy: ``True``, ``False`` or ``Unknown``.
        last_heartbeat: since it was last heard of.
        version: of the controller.
        connected_agents: agents that are connected to it.
        node: its node.
        num_network_policies: policies that it computes.
        age: since the object was created; only before v1.0.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        pod: ``namespace/name`` of the controller's Pod.
        service: ``namespace/name`` of its Service.
        api_port: port of the controller's own API.
        address_groups: groups of addresses it computes.
        applied_to_groups: groups of Pods it computes.
        conditions: what it observes of itself.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    healthy: str | None = None
    last_heartbeat: AgeOrWord | None = None
    version: str | None = None
    connected_agents: int | None = None
    node: str | None = None
    num_network_policies: int | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    pod: str | None = None
    service: str | None = None
    api_port: int | None = None
    address_groups: int | None = None
    applied_to_groups: int | None = None
    conditions: list[Condition] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


def _truth(text: str) -> bool:
    return text == "true"


def _subnets(text: str) -> list[str]:
    """A list of a custom resource, which the API server prints as JSON, before Kubernetes 1.18 as Go does: ``[a b]``."""
    return [str(item) for item in json.loads(text)] if text.startswith('["') else text[1:-1].split()


_HEALTH = {"HEALTHY": Field("healthy"), "LAST HEARTBEAT": Field("last_heartbeat", to_age), "VERSION": Field("version"), "NODE": Field("node")}

EGRESSES = Kind(
    "egresses",
    Egress,
    headers=(("NAME", "EGRESSIP", "AGE", "NODE"), ("NAME", "EGRESSIP", "AGE")),
    fields={"EGRESSIP": Field("egress_ip", to_ip), "NODE": Field("node")},
)
EXTERNALIPPOOLS = Kind(
    "externalippools",
    ExternalIPPool,
    headers=(("NAME", "TOTAL", "USED", "AGE"), ("NAME", "AGE")),
    fields={"TOTAL": Field("total", int), "USED": Field("used", int)},
)
TRACEFLOWS = Kind(
    "traceflows",
    Traceflow,
    headers=(
        ("NAME", "PHASE", "AGE"),
        ("NAME", "PHASE", "SOURCE-POD", "DESTINATION-POD", "DESTINATION-IP", "AGE"),
        ("NAME", "PHASE", "SOURCE-POD", "DESTINATION-POD", "DESTINATION-IP", "LIVE-TRAFFIC", "DROPPED-ONLY", "TIMEOUT", "AGE"),
    ),
    fields={
        "PHASE": Field("phase"),
        "SOURCE-POD": Field("source_pod"),
        "DESTINATION-POD": Field("destination_pod"),
        "DESTINATION-IP": Field("destination_ip", to_ip),
        "LIVE-TRAFFIC": Field("live_traffic", _truth),
        "DROPPED-ONLY": Field("dropped_only", _truth),
        "TIMEOUT": Field("timeout", int),
    },
)
ANTREAAGENTINFOS = Kind(
    "antreaagentinfos",
    AntreaAgentInfo,
    headers=(
        ("NAME", "AGE"),
        ("NAME", "HEALTHY", "LAST HEARTBEAT"),
        ("NAME", "HEALTHY", "LAST HEARTBEAT", "VERSION", "NODE", "NUM PODS", "SUBNETS"),
    ),
    fields={**_HEALTH, "NUM PODS": Field("num_pods", int), "SUBNETS": Field("subnets", _subnets)},
    anchor="HEALTHY",
)
ANTREACONTROLLERINFOS = Kind(
    "antreacontrollerinfos",
    AntreaControllerInfo,
    headers=(
        ("NAME", "AGE"),
        ("NAME", "HEALTHY", "LAST HEARTBEAT"),
        ("NAME", "HEALTHY", "LAST HEARTBEAT", "VERSION", "CONNECTED AGENTS", "NODE", "NUM NETWORK POLICIES"),
    ),
    fields={**_HEALTH, "CONNECTED AGENTS": Field("connected_agents", int), "NUM NETWORK POLICIES": Field("num_network_policies", int)},
    anchor="HEALTHY",
)

KINDS = (EGRESSES, EXTERNALIPPOOLS, TRACEFLOWS, ANTREAAGENTINFOS, ANTREACONTROLLERINFOS)


class EgressesOutput(Output):
    """Output of ``kubectl get egresses``: one record for each Egress."""

    records: tuple[Egress, ...] = ()


class ExternalIPPoolsOutput(Output):
    """Output of ``kubectl get externalippools``: one record for each pool of addresses."""

    records: tuple[ExternalIPPool, ...] = ()


class TraceflowsOutput(Output):
    """Output of ``kubectl get traceflows``: one record for each Traceflow."""

    records: tuple[Traceflow, ...] = ()


class AntreaAgentInfosOutput(Output):
    """Output of ``kubectl get antreaagentinfos``: one record for each agent."""

    records: tuple[AntreaAgentInfo, ...] = ()


class AntreaControllerInfosOutput(Output):
    """Output of ``kubectl get antreacontrollerinfos``: one record for the controller."""

    records: tuple[AntreaControllerInfo, ...] = ()


COMMANDS: tuple[Command, ...] = (
    table_command(EGRESSES, EgressesOutput),
    table_command(EXTERNALIPPOOLS, ExternalIPPoolsOutput),
    table_command(TRACEFLOWS, TraceflowsOutput),
    table_command(ANTREAAGENTINFOS, AntreaAgentInfosOutput),
    table_command(ANTREACONTROLLERINFOS, AntreaControllerInfosOutput),
)
