"""A node of the cluster."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from antrea_parse.text.errors import TopologyError
from antrea_parse.text.values import IPAddress
from antrea_parse.topology.model.base import Entity, IPNetwork, find
from antrea_parse.topology.model.host import Interface, Rule
from antrea_parse.topology.model.listing import Listing
from antrea_parse.topology.model.neighbour import Neighbours
from antrea_parse.topology.model.route import Routes
from antrea_parse.topology.model.switch import Bridge


class Node(Entity):
    """A node of the cluster.

    Attributes:
        name: Kubernetes name.
        roles: as kubectl prints them; None when it prints ``<none>``.
        status: ``Ready``, ``NotReady,SchedulingDisabled``…
        version: of the kubelet.
        internal_ip: its first address on the underlay.
        addresses: all its addresses on the underlay, of both families.
        external_ips: other addresses that kubectl prints.
        os: ``linux`` or ``windows``.
        os_image: operating system.
        kernel_version: kernel.
        container_runtime: ``docker://20.10.7``.
        labels: its labels, where a capture prints them.
        annotations: its annotations, where an object prints them.
        antrea_version: of the agent on it.
        pod_cidrs: networks of its pods.
        gateway_ips: addresses of its gateway interface on those networks.
        gateway: name of the gateway interface (``antrea-gw0``).
        gateway_mac: MAC of the gateway interface.
        tunnel: name of the tunnel port (``antrea-tun0``).
        wireguard: name of the WireGuard interface.
        uplink: name of the interface that holds the internal address.
        default_via: next hop of its default route.
        mtus: MTU by what has it: ``uplink``, ``gateway``, ``tunnel``, ``wireguard``; ``pods`` where all pod interfaces have the same.
        ovs_version: version of Open vSwitch.
        round: how often its agent had started, from the bridge or the cookies of its flows.
        proxy_all: AntreaProxy serves the node's own traffic too.
        egress_ips: Egress addresses that it holds.
        multicluster_gateway: it is its cluster's gateway in a multi-cluster set.
        interfaces: of its host.
        bridges: of its Open vSwitch.
        routes: of its host, of all tables that were captured.
        rules: its policy routing rules.
        neighbours: its neighbour table.
        captured: canonical names of the commands of which an output of this node was read.
        listed: lists of it that were captured whole: what they lack was not there.
    """

    name: str
    roles: tuple[str, ...] | None = None
    status: str | None = None
    version: str | None = None
    internal_ip: IPAddress | None = None
    addresses: tuple[IPAddress, ...] = ()
    external_ips: tuple[str, ...] = ()
    os: Literal["linux", "windows"] | None = None
    os_image: str | None = None
    kernel_version: str | None = None
    container_runtime: str | None = None
    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    antrea_version: str | None = None
    pod_cidrs: tuple[IPNetwork, ...] = ()
    gateway_ips: tuple[IPAddress, ...] = ()
    gateway: str | None = None
    gateway_mac: str | None = None
    tunnel: str | None = None
    wireguard: str | None = None
    uplink: str | None = None
    default_via: str | None = None
    mtus: dict[str, int] = Field(default_factory=dict)
    ovs_version: str | None = None
    round: int | None = None
    proxy_all: bool | None = None
    egress_ips: tuple[IPAddress, ...] = ()
    multicluster_gateway: bool | None = None
    interfaces: tuple[Interface, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    routes: Routes = Routes()  # immutable
    rules: tuple[Rule, ...] = ()
    neighbours: Neighbours = Neighbours()
    captured: tuple[str, ...] = ()
    listed: tuple[Listing, ...] = ()

    @field_validator("routes", "neighbours")
    @classmethod
    def _of_the_node(cls, columns: Routes | Neighbours, info: ValidationInfo) -> Routes | Neighbours:
        return columns.of(info.data["name"])

    def bridge(self, name: str) -> Bridge:
        """The bridge with this name.

        Raises:
            TopologyError: there is none.
        """
        if not self.bridges:
            raise TopologyError(f"no bridge of node {self.name} is known; an output of 'ovs-vsctl show' or 'ovs-ofctl show' from it would tell")
        return find(self.bridges, "name", name, f"bridge of node {self.name}")

    def interface(self, name: str) -> Interface:
        """The host interface with this name.

        Raises:
            TopologyError: there is none.
        """
        if not self.interfaces:
            raise TopologyError(f"no interface of node {self.name} is known; an output of 'ip address' from it would tell")
        return find(self.interfaces, "name", name, f"interface of node {self.name}")
