"""What a synthetic cluster consists of: plain dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import NamedTuple

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Binding(NamedTuple):
    """Where a pod hangs.

    Attributes:
        node: name of its node.
        interface: name of the host's veth end and of the OVS port.
        ofport: OpenFlow port number.
        host_mac: of the host's end; what ``ip a`` on the node and ``ovs-ofctl show`` print.
        pod_mac: of the pod's own end; what flows and antctl print.
        ip: the pod's (first) address.
    """

    node: str
    interface: str
    ofport: int
    host_mac: str
    pod_mac: str
    ip: Address


@dataclass(slots=True)
class Secondary:
    """A pod's interface on a secondary network.

    Attributes:
        device: its name inside the pod.
        interface: name of the host's end, and of the port of the secondary bridge.
        ofport: OpenFlow number on that bridge.
        ifindex: of the host's end.
        host_mac: of the host's end.
        pod_mac: of the pod's end.
        vlan: tag of the port.
    """

    device: str
    interface: str
    ofport: int
    ifindex: int
    host_mac: str
    pod_mac: str
    vlan: int


@dataclass(slots=True)
class Pod:
    """A pod.

    Attributes:
        namespace: its namespace.
        name: its name.
        node: name of its node.
        labels: its labels.
        ips: its addresses, the cluster's first family first.
        host_network: it lives in the node's network and has no port.
        status: as kubectl's STATUS column shows it.
        ready: ready and all containers.
        restarts: of its containers.
        age: in seconds at the moment of the state.
        container_id: of the sandbox, 64 hex digits; empty without one.
        interface: name of host interface and port; empty without one.
        ofport: OpenFlow port number; 0 without one.
        pod_mac: of its own ``eth0``.
        host_mac: of the host's end.
        ifindex: of the host's end.
        peer_ifindex: of its own ``eth0``.
        netnsid: number of its network namespace on the node.
        port_uuid: row of its OVS port.
        secondary: its interface on a secondary network.
        node_port: port of its node that leads to its port 80; 0 without one.
    """

    namespace: str
    name: str
    node: str
    labels: dict[str, str]
    ips: tuple[Address, ...] = ()
    host_network: bool = False
    status: str = "Running"
    ready: tuple[int, int] = (1, 1)
    restarts: int = 0
    age: int = 300000
    container_id: str = ""
    interface: str = ""
    ofport: int = 0
    pod_mac: str = ""
    host_mac: str = ""
    ifindex: int = 0
    peer_ifindex: int = 2
    netnsid: int = 0
    port_uuid: str = ""
    secondary: Secondary | None = None
    node_port: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Namespace and name."""
        return self.namespace, self.name

    @property
    def running(self) -> bool:
        """Whether it has a sandbox that lives."""
        return self.status == "Running"

    @property
    def netns(self) -> str:
        """Name that containerd gives its network namespace."""
        digest = self.container_id
        return f"cni-{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


@dataclass(slots=True)
class LeftPort:
    """A port whose pod is gone.

    Attributes:
        name: of port and interface.
        ofport: its number; -1 when Open vSwitch could not open the device.
        mac: of the host's end.
        error: what ``ovs-vsctl show`` prints.
        ifindex: of the host's end where it still exists, else 0.
    """

    name: str
    ofport: int
    mac: str = ""
    error: str = ""
    ifindex: int = 0


@dataclass(slots=True)
class Route:
    """A route of a node.

    Attributes:
        dst: network; None for the default route.
        dev: device.
        via: next hop.
        src: preferred source.
        protocol: who set it; empty for ``boot``, which ip does not print.
        link: of scope link.
        onlink: the next hop is on the link though no address says so.
        metric: its metric; 0 when there is none.
        table: routing table; empty for main.
        linkdown: the device has no carrier.
    """

    dst: Network | None
    dev: str
    via: Address | None = None
    src: Address | None = None
    protocol: str = ""
    link: bool = False
    onlink: bool = False
    metric: int = 0
    table: str = ""
    linkdown: bool = False


@dataclass(slots=True)
class Node:
    """A node.

    Attributes:
        name: its name.
        index: its number from 0.
        roles: as labels say.
        ips: its addresses in the transport network.
        subnet: number of its transport subnet.
        subnets: that subnet, per family.
        nic: transport interface.
        nic_mac: of the transport interface.
        nic_mtu: of the transport interface.
        pod_cidrs: its pod networks; empty in networkPolicyOnly mode.
        gateway_ips: addresses of the gateway.
        gateway_prefixes: prefix lengths of these.
        gateway_mac: of the gateway.
        gateway_ofport: OpenFlow number of the gateway.
        gateway_ifindex: of the gateway.
        gateway_mtu: MTU of the gateway; pods have `pod_mtu`.
        tunnel: name of the tunnel port; empty when there is none.
        tunnel_type: encapsulation; empty when there is none.
        tunnel_mac: what ``ovs-ofctl show`` prints for the tunnel port.
        tunnel_ofport: OpenFlow number of the tunnel port.
        sys_mac: of the kernel's tunnel device.
        datapath_mac: of ``ovs-system``.
        other_mac: of docker0, or the egress device.
        pod_mtu: MTU of the pods' interfaces.
        round: restarts of the agent, in the cookies of the flows.
        datapath_id: of the bridge, 16 hex digits.
        ovs_uuid: row of the switch.
        agent_pod: name of its agent pod.
        egress_ips: Egress addresses it holds.
        egress_vlan: VLAN that they are on; 0 without one.
        host_ips: addresses that its transport interface has, where these are others than `ips`.
        failed_ips: addresses that it gave up because another machine has them.
        lost_routes: names of the nodes to whose pods it has no route; its own name for its own pods.
        extra_routes: routes that something else set.
        left_ports: ports whose pods are gone.
        pods: all pods on it.
    """

    name: str
    index: int
    roles: tuple[str, ...]
    ips: tuple[Address, ...]
    subnet: int
    subnets: tuple[Network, ...]
    nic: str
    nic_mac: str
    nic_mtu: int
    pod_cidrs: tuple[Network, ...] = ()
    gateway_ips: tuple[Address, ...] = ()
    gateway_prefixes: tuple[int, ...] = ()
    gateway_mac: str = ""
    gateway_ofport: int = 2
    gateway_ifindex: int = 0
    gateway_mtu: int = 1450
    tunnel: str = ""
    tunnel_type: str = ""
    tunnel_mac: str = ""
    tunnel_ofport: int = 0
    sys_mac: str = ""
    datapath_mac: str = ""
    other_mac: str = ""
    pod_mtu: int = 1450
    round: int = 1
    datapath_id: str = ""
    ovs_uuid: str = ""
    agent_pod: str = ""
    egress_ips: tuple[Address, ...] = ()
    egress_vlan: int = 0
    host_ips: tuple[Address, ...] = ()
    failed_ips: tuple[IPv6Address, ...] = ()
    lost_routes: set[str] = field(default_factory=set)
    extra_routes: list[Route] = field(default_factory=list)
    left_ports: list[LeftPort] = field(default_factory=list)
    pods: list[Pod] = field(default_factory=list)

    @property
    def own_ips(self) -> tuple[Address, ...]:
        """Addresses of its transport interface."""
        return self.host_ips or self.ips

    @property
    def ports(self) -> list[Pod]:
        """Pods that hang on its bridge, by number."""
        return sorted((pod for pod in self.pods if pod.interface), key=lambda pod: pod.ofport)


class ServicePort(NamedTuple):
    """A port of a Service."""

    port: int
    protocol: str
    target: int
    node_port: int = 0


@dataclass(slots=True)
class Service:
    """A Service.

    Attributes:
        namespace: its namespace.
        name: its name.
        type: ``ClusterIP``, ``NodePort``, ``LoadBalancer``.
        cluster_ip: its address; None when headless.
        external_ip: of a load balancer.
        ports: its ports.
        selector: labels of its pods.
        endpoints: addresses of its ready pods, sorted.
        group: number of its OpenFlow group per port.
    """

    namespace: str
    name: str
    type: str
    cluster_ip: Address | None
    ports: tuple[ServicePort, ...]
    selector: dict[str, str]
    external_ip: Address | None = None
    endpoints: tuple[Address, ...] = ()
    group: int = 0


class Rule(NamedTuple):
    """A rule of a NetworkPolicy.

    Attributes:
        direction: ``ingress`` or ``egress``.
        peers: labels of the pods at the other end, in the policy's namespace; empty for anybody.
        ports: port and protocol; empty for all.
    """

    direction: str
    peers: dict[str, str]
    ports: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Policy:
    """A NetworkPolicy of Kubernetes.

    Attributes:
        namespace: its namespace.
        name: its name.
        selector: labels of the pods it isolates; empty for all of the namespace.
        types: ``Ingress``, ``Egress``.
        rules: what it allows.
        selected: the pods it selects.
        peers: the pods its rules name, per rule.
    """

    namespace: str
    name: str
    selector: dict[str, str]
    types: tuple[str, ...]
    rules: tuple[Rule, ...]
    selected: tuple[Pod, ...] = ()
    peers: tuple[tuple[Pod, ...], ...] = ()


@dataclass(slots=True)
class Egress:
    """An Egress.

    Attributes:
        name: its name.
        ip: source address of the traffic.
        node: node that holds the address.
        selector: labels of its pods.
        namespace: namespace of its pods.
        id: number of the address on its node: the packet mark.
        pods: the pods whose traffic leaves by it.
    """

    name: str
    ip: Address
    node: str
    selector: dict[str, str]
    namespace: str
    id: int
    pods: tuple[Pod, ...] = ()


class Fault(NamedTuple):
    """Something that is wrong on purpose.

    Attributes:
        name: kind of fault.
        node: the node it is on; empty for the cluster.
        subject: pod, port, network or peer concerned.
    """

    name: str
    node: str
    subject: str
