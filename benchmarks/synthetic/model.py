"""The truth about a synthetic cluster: plain dataclasses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import NamedTuple

from benchmarks.synthetic.releases import Release, release

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: What answers for the gateways of peers.
VIRTUAL_MAC = "aa:bb:cc:dd:ee:ff"

MODES = ("encap", "noEncap", "hybrid", "networkPolicyOnly")
FAMILIES = {"4": (4,), "6": (6,), "dual": (4, 6)}


@dataclass(frozen=True)
class Config:
    """What cluster to make up.

    Attributes:
        nodes: how many, the control plane's first one included.
        pods: pods of the pod network on each node, Completed ones not counted.
        antrea: release.
        mode: traffic mode.
        family: ``4``, ``6`` or ``dual``.
        encryption: empty, ``ipsec`` or ``wireguard``.
        tunnel: ``geneve``, ``vxlan``, ``gre``, ``stt``; empty for the release's default.
        proxy_all: AntreaProxy serves the node's own traffic too.
        subnets: transport subnets that the nodes are spread over; 0: two in hybrid mode, else one.
        faults: names of faults to build in, see `benchmarks.synthetic.faults`.
        seed: same seed, same cluster.
    """

    nodes: int = 3
    pods: int = 10
    antrea: str = "v1.13.1"
    mode: str = "encap"
    family: str = "4"
    encryption: str = ""
    tunnel: str = ""
    proxy_all: bool = False
    subnets: int = 0
    faults: tuple[str, ...] = ()
    seed: int = 1

    def __post_init__(self) -> None:
        if self.mode not in MODES or self.family not in FAMILIES or self.encryption not in ("", "ipsec", "wireguard"):
            raise ValueError(f"mode is one of {MODES}, family one of {tuple(FAMILIES)}, encryption ipsec or wireguard")
        if not 1 <= self.nodes <= 30000 or not 0 <= self.pods <= 240:
            raise ValueError("1 to 30,000 nodes with up to 240 pods each")
        if self.encryption == "wireguard" and release(self.antrea).number < (1, 3):
            raise ValueError("WireGuard came with v1.3")


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
        lost_routes: names of peers it has no route to.
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
    lost_routes: set[str] = field(default_factory=set)
    left_ports: list[LeftPort] = field(default_factory=list)
    pods: list[Pod] = field(default_factory=list)

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


@dataclass(eq=False)
class State:
    """A cluster at one moment.

    Attributes:
        config: what was asked for.
        nodes: all nodes in order.
        pods: all pods by namespace and name, as ``kubectl get pods -A`` lists them.
        services: all Services.
        policies: all NetworkPolicies.
        egresses: all Egresses.
        faults: what was built in.
        service_cidrs: network of the cluster's Services, per family.
    """

    config: Config
    nodes: list[Node] = field(default_factory=list)
    pods: list[Pod] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    egresses: list[Egress] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    service_cidrs: tuple[Network, ...] = ()

    @property
    def release(self) -> Release:
        """The release of Antrea."""
        return release(self.config.antrea)

    @property
    def mode(self) -> str:
        """Traffic mode."""
        return self.config.mode

    @property
    def tunnel_type(self) -> str:
        """Encapsulation between nodes; empty without."""
        return next((node.tunnel_type for node in self.nodes if node.tunnel_type), "")

    @property
    def families(self) -> tuple[int, ...]:
        """IP versions, first the one of the first address."""
        return FAMILIES[self.config.family]

    @cached_property
    def node(self) -> dict[str, Node]:
        """Nodes by name."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def pod(self) -> dict[tuple[str, str], Pod]:
        """Pods by namespace and name."""
        return {pod.key: pod for pod in self.pods}

    @cached_property
    def bindings(self) -> dict[tuple[str, str], Binding]:
        """Where each pod with a port hangs."""
        return {pod.key: Binding(pod.node, pod.interface, pod.ofport, pod.host_mac, pod.pod_mac, pod.ips[0]) for pod in self.pods if pod.interface}

    @cached_property
    def alike(self) -> bool:
        """Whether no two nodes have the same pod network, so that what they say about a peer is the same text."""
        networks = [network for node in self.nodes for network in node.pod_cidrs]
        return len(set(networks)) == len(networks)

    @property
    def control_plane(self) -> Node:
        """The node on which kubectl is typed."""
        return self.nodes[0]

    def encapsulated(self, node: Node, peer: Node) -> bool:
        """Whether traffic of pods between two nodes goes through the tunnel."""
        if self.config.encryption == "wireguard":
            return False
        return self.mode == "encap" or (self.mode == "hybrid" and node.subnet != peer.subnet)

    def peers(self, node: Node) -> Iterator[Node]:
        """Other nodes whose pod networks this one can tell from its own."""
        seen = set(node.pod_cidrs)
        for peer in self.nodes:
            if peer is not node and peer.pod_cidrs and not seen.intersection(peer.pod_cidrs):
                seen.update(peer.pod_cidrs)
                yield peer
