"""``kubectl get nodes|pods|services|endpoints``: the core resources.

Source of the format: kubernetes pkg/printers/internalversion/printers.go, versions 1.8 to 1.33; objects: `antrea_parse.commands.objects`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from antrea_parse.commands.base import Command, Output, Record
from antrea_parse.commands.cells import (
    AgeOrWord,
    EndpointAddress,
    Quantity,
    Ready,
    ServicePort,
    to_addresses,
    to_endpoints,
    to_ready,
    to_restarts,
    to_service_ports,
    to_words,
)
from antrea_parse.commands.kubectl_kind import Field, Kind
from antrea_parse.commands.kubectl_reader import table_command
from antrea_parse.commands.objects.parts import Condition, Container, Network, NodeAddress, NodePortLocal, Owner, PodNetwork, Taint
from antrea_parse.commands.selectors import to_labels
from antrea_parse.text.values import IPAddress, ip_or_text, to_ip


class Node(Record):
    """A node.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the object.
        status: ``Ready``, ``NotReady`` or ``Unknown``, perhaps followed by ``,SchedulingDisabled``.
        roles: sorted as kubectl prints them.
        version: of the kubelet.
        internal_ip: address inside the cluster.
        external_ip: addresses outside.
        os_image: operating system, as the node reports it.
        kernel_version: as the node reports it.
        container_runtime: name and version (``containerd://1.7.13``).
        age: since it was created.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        pod_cidrs: networks of its Pods.
        addresses: all its addresses and names.
        conditions: what is observed of it.
        taints: what keeps Pods from it.
        unschedulable: no new Pods are put on it.
        capacity: what it has (``cpu``, ``memory``, ``pods``).
        allocatable: what of it Pods may use.
        architecture: of its processor (``amd64``).
        operating_system: ``linux`` or ``windows``.
        provider_id: what the cloud calls it.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    status: str | None = None
    roles: list[str] | None = None
    age: AgeOrWord | None = None
    version: str | None = None
    internal_ip: IPAddress | str | None = None
    external_ip: list[IPAddress | str] | None = None
    os_image: str | None = None
    kernel_version: str | None = None
    container_runtime: str | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    pod_cidrs: list[Network] | None = None
    addresses: list[NodeAddress] | None = None
    conditions: list[Condition] | None = None
    taints: list[Taint] | None = None
    unschedulable: bool | None = None
    capacity: dict[str, Quantity | str] | None = None
    allocatable: dict[str, Quantity | str] | None = None
    architecture: str | None = None
    operating_system: str | None = None
    provider_id: str | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class Pod(Record):
    """A Pod.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace (the command line or kubectl's context names it).
        name: of the object.
        ready: containers that are ready, and containers.
        status: phase or reason, as kubectl prints it (``Running``, ``Init:0/1``, ``CrashLoopBackOff``).
        restarts: of its containers, added up.
        last_restart: since the last restart.
        ip: address of the Pod; the node's for a Pod on the host's network.
        node: node that it runs on.
        nominated_node: node that is being cleared for it.
        readiness_gates: gates that are passed, and gates.
        age: since it was created.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        ips: all its addresses.
        host_ip: address of its node.
        host_network: it lives in its node's network; False where an object with a status does not say.
        phase: ``Pending``, ``Running``, ``Succeeded``, ``Failed`` or ``Unknown``; `status` is what kubectl makes of it.
        owner: what made it.
        containers: its containers, those that run first in front.
        conditions: what is observed of it.
        service_account: its account.
        node_selector: labels of the nodes it may run on.
        node_port_local: ports of its node that Antrea leads to it.
        networks: networks it is attached to, or asks for, beside the cluster's.
        started: when its node took it.
        restarted: when a container last ended and was started again.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    ready: Ready | None = None
    status: str | None = None
    restarts: int | None = None
    last_restart: AgeOrWord | None = None
    age: AgeOrWord | None = None
    ip: IPAddress | None = None
    node: str | None = None
    nominated_node: str | None = None
    readiness_gates: Ready | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    ips: list[IPAddress] | None = None
    host_ip: IPAddress | None = None
    host_network: bool | None = None
    phase: str | None = None
    owner: Owner | None = None
    containers: list[Container] | None = None
    conditions: list[Condition] | None = None
    service_account: str | None = None
    node_selector: dict[str, str] | None = None
    node_port_local: list[NodePortLocal] | None = None
    networks: list[PodNetwork] | None = None
    started: datetime | None = None
    restarted: datetime | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class Service(Record):
    """A Service.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace (the command line or kubectl's context names it).
        name: of the object.
        type: ``ClusterIP``, ``NodePort``, ``LoadBalancer`` or ``ExternalName``.
        cluster_ip: its address; the text ``None`` for a headless Service.
        external_ip: addresses and host names; a list of ``<pending>`` while a load balancer is awaited. Tables that are not wide cut
            long lists: the last entry then ends in ``...``.
        ports: of the Service.
        selector: labels of the Pods behind it.
        age: since it was created.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        cluster_ips: its addresses, one for each family.
        external_ips: addresses that somebody else leads to the nodes.
        load_balancer: addresses and names of its load balancer.
        load_balancer_ip: address that it asks its load balancer for.
        load_balancer_class: which load balancer it asks for.
        external_name: name that it stands for, of type ExternalName.
        session_affinity: ``ClientIP`` or ``None``.
        session_affinity_timeout: seconds that a client stays with a Pod.
        external_traffic_policy: ``Cluster`` or ``Local``: Pods of which nodes traffic from outside may go to.
        internal_traffic_policy: the same for traffic from inside.
        ip_families: ``IPv4``, ``IPv6``.
        ip_family_policy: ``SingleStack``, ``PreferDualStack`` or ``RequireDualStack``.
        health_check_node_port: where load balancers ask a node whether it has Pods of the Service.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    type: str | None = None
    cluster_ip: IPAddress | str | None = None
    external_ip: list[IPAddress | str] | None = None
    ports: list[ServicePort] | None = None
    age: AgeOrWord | None = None
    selector: dict[str, str] | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    cluster_ips: list[IPAddress | str] | None = None
    external_ips: list[IPAddress | str] | None = None
    load_balancer: list[IPAddress | str] | None = None
    load_balancer_ip: str | None = None
    load_balancer_class: str | None = None
    external_name: str | None = None
    session_affinity: str | None = None
    session_affinity_timeout: int | None = None
    external_traffic_policy: str | None = None
    internal_traffic_policy: str | None = None
    ip_families: list[str] | None = None
    ip_family_policy: str | None = None
    health_check_node_port: int | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class Endpoints(Record):
    """The addresses behind a Service.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace (the command line or kubectl's context names it).
        name: of the object.
        endpoints: those that kubectl shows, three at most.
        more: how many it does not show; unset when it shows all.
        age: since it was created.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    endpoints: list[EndpointAddress] | None = None
    more: int | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


_ADDRESS = re.compile(r"\d+(?:\.\d+){3}")


def _pod_is_placed(cells: Mapping[str, str | None]) -> bool:
    """A Pod that has an address has a node, and a word that is an address is the Pod's."""
    node = cells.get("NODE", "")
    if cells.get("IP", "") is None:
        return node is None or not _ADDRESS.fullmatch(node)
    return node is not None or cells.get("IP") == "<none>"


def _node_has_reported(cells: Mapping[str, str | None]) -> bool:
    """A node reports its system and its kernel together."""
    return (cells.get("OS-IMAGE", "") is None) == (cells.get("KERNEL-VERSION", "") is None)


def _service_has_address(cells: Mapping[str, str | None]) -> bool:
    """Only a Service of type ExternalName has no address of its own."""
    return (cells.get("TYPE") == "ExternalName") == (cells.get("CLUSTER-IP") in (None, "", "<none>"))


_POD = ("NAME", "READY", "STATUS", "RESTARTS", "AGE")
_NODE = ("NAME", "STATUS", "ROLES", "AGE", "VERSION")
_NODE_WIDE = ("EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME")
_SERVICE = ("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE")
_OLD_SERVICE = ("NAME", *_SERVICE[2:])  # before 1.8

PODS = Kind(
    "pods",
    Pod,
    headers=(_POD, (*_POD, "IP", "NODE", "NOMINATED NODE", "READINESS GATES"), (*_POD, "IP", "NODE", "NOMINATED NODE"), (*_POD, "IP", "NODE")),
    fields={
        "READY": Field("ready", to_ready),
        "STATUS": Field("status"),
        "RESTARTS": Field("restarts", to_restarts, spread=True),
        "IP": Field("ip", to_ip),
        "NODE": Field("node"),
        "NOMINATED NODE": Field("nominated_node"),
        "READINESS GATES": Field("readiness_gates", to_ready),
    },
    anchor="READY",
    consistent=_pod_is_placed,
)
NODES = Kind(
    "nodes",
    Node,
    headers=(_NODE, (*_NODE, "INTERNAL-IP", *_NODE_WIDE), (*_NODE, *_NODE_WIDE)),
    fields={
        "STATUS": Field("status"),
        "ROLES": Field("roles", to_words),
        "VERSION": Field("version"),
        "INTERNAL-IP": Field("internal_ip", ip_or_text),
        "EXTERNAL-IP": Field("external_ip", to_addresses),
        "OS-IMAGE": Field("os_image"),
        "KERNEL-VERSION": Field("kernel_version"),
        "CONTAINER-RUNTIME": Field("container_runtime"),
    },
    anchor="STATUS",
    consistent=_node_has_reported,
)
SERVICES = Kind(
    "services",
    Service,
    headers=(_SERVICE, (*_SERVICE, "SELECTOR"), _OLD_SERVICE, (*_OLD_SERVICE, "SELECTOR")),
    fields={
        "TYPE": Field("type"),
        "CLUSTER-IP": Field("cluster_ip", ip_or_text),
        "EXTERNAL-IP": Field("external_ip", to_addresses),
        "PORT(S)": Field("ports", to_service_ports),
        "SELECTOR": Field("selector", to_labels),
    },
    anchor="TYPE",
    consistent=_service_has_address,
)
ENDPOINTS = Kind(
    "endpoints",
    Endpoints,
    headers=(("NAME", "ENDPOINTS", "AGE"),),
    fields={"ENDPOINTS": Field("endpoints", to_endpoints, spread=True)},
)


class NodesOutput(Output):
    """Output of ``kubectl get nodes``: one record for each node."""

    records: tuple[Node, ...] = ()


class PodsOutput(Output):
    """Output of ``kubectl get pods``: one record for each Pod."""

    records: tuple[Pod, ...] = ()


class ServicesOutput(Output):
    """Output of ``kubectl get services``: one record for each Service."""

    records: tuple[Service, ...] = ()


class EndpointsOutput(Output):
    """Output of ``kubectl get endpoints``: one record for each Endpoints object."""

    records: tuple[Endpoints, ...] = ()


COMMANDS: tuple[Command, ...] = (
    table_command(NODES, NodesOutput),
    table_command(PODS, PodsOutput),
    table_command(SERVICES, ServicesOutput),
    table_command(ENDPOINTS, EndpointsOutput),
)
