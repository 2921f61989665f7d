"""The truth about a synthetic cluster: what was asked for, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from benchmarks.synthetic.objects import Binding, Egress, Fault, Network, Node, Pod, Policy, Service
from benchmarks.synthetic.releases import Release, release

#: What answers for the gateways of peers.
VIRTUAL_MAC = "aa:bb:cc:dd:ee:ff"

#: What some clusters have, by the first release that can: devices and routes of a network plugin that was there before; pods that failed and whose
#: addresses are others' now; the transport interface in the bridge (FlexibleIPAM); Egress addresses on a VLAN of their own; ports of nodes that lead
#: to one pod.
EXTRAS = {"leftovers": (0, 1), "failed-pods": (0, 1), "bridging": (1, 8), "egress-vlan": (1, 15), "node-port-local": (0, 13)}
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
        secondary: some pods have an interface on a secondary network.
        subnets: transport subnets that the nodes are spread over; 0: two in hybrid mode, else one.
        extras: what some clusters have, of `EXTRAS`.
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
    secondary: bool = False
    subnets: int = 0
    extras: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    seed: int = 1

    def __post_init__(self) -> None:
        if self.mode not in MODES or self.family not in FAMILIES or self.encryption not in ("", "ipsec", "wireguard"):
            raise ValueError(f"mode is one of {MODES}, family one of {tuple(FAMILIES)}, encryption ipsec or wireguard")
        if not 1 <= self.nodes <= 30000 or not 0 <= self.pods <= 240:
            raise ValueError("1 to 30,000 nodes with up to 240 pods each")
        if self.encryption == "wireguard" and release(self.antrea).number < (1, 3):
            raise ValueError("WireGuard came with v1.3")
        if self.secondary and (release(self.antrea).number < (1, 14) or self.mode == "networkPolicyOnly"):
            raise ValueError("secondary networks came with v1.14, for Antrea's own pod networks")
        if unknown := set(self.extras) - EXTRAS.keys():
            raise ValueError(f"no such extra: {', '.join(sorted(unknown))}; there are {', '.join(EXTRAS)}")
        if late := [extra for extra in self.extras if release(self.antrea).number < EXTRAS[extra]]:
            raise ValueError(f"{late[0]} came with v{'{}.{}'.format(*EXTRAS[late[0]])}")


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
