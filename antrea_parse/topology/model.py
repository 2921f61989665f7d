"""The topology: what hangs on what, how sure that is, and which lines say so.

Every entity has plain fields and, in `basis`, what each of them rests on: ``node.basis["pod_cidrs"].certainty``. A field that is
None (or empty) without a basis was not asked about by any rule; one whose basis is ``unknown`` names the captures that would tell.
"""

from __future__ import annotations

import difflib
from functools import cached_property
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import Field

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import TopologyError
from antrea_parse.text.values import IPAddress
from antrea_parse.topology.basis import Basis, Certainty, Evidence, Model

if TYPE_CHECKING:
    import networkx as nx

    from antrea_parse.drawing.diagram import Diagram
    from antrea_parse.topology.diff import Change
    from antrea_parse.topology.questions import Statements

IPNetwork = IPv4Network | IPv6Network
IPInterface = IPv4Interface | IPv6Interface

T = TypeVar("T")
K = TypeVar("K", "Pod", "Service", "Policy")

#: Names that an error message lists.
_LISTED = 10

#: Version of the JSON form of a topology; raised when a field changes its meaning or goes away.
FORMAT = 1

InterfaceKind = Literal["uplink", "gateway", "tunnel", "pod", "egress", "wireguard", "bridged", "vlan", "datapath", "loopback", "leftover", "other"]
PortKind = Literal["gateway", "tunnel", "pod", "uplink", "local", "other"]


class Entity(Model):
    """Something in the topology.

    Attributes:
        basis: what each field rests on, by field name.
    """

    basis: dict[str, Basis] = Field(default_factory=dict)

    def why(self, field: str) -> Basis:
        """What a field rests on; a basis of unknown certainty where no rule spoke about it."""
        return self.basis.get(field) or Basis(certainty="unknown")


class Interface(Entity):
    """A network interface of a node's host, as ``ip address`` shows it.

    Attributes:
        name: its name, without ``@…``.
        kind: what Antrea uses it for.
        ifindex: its index on the node.
        mac: link-layer address; of a pod's veth the host end's, never the pod's own.
        mtu: in bytes.
        operstate: ``UP``, ``DOWN``, ``UNKNOWN``…
        master: device it is enslaved to (``ovs-system`` for ports of the kernel datapath).
        link_index: index of its peer in the peer's network namespace.
        link_netnsid: number of that namespace, local to the node.
        addresses: with their prefix lengths.
        pod: ``namespace/name`` of the pod at its other end, when that is known.
    """

    name: str
    kind: InterfaceKind = "other"
    ifindex: int | None = None
    mac: str | None = None
    mtu: int | None = None
    operstate: str | None = None
    master: str | None = None
    link_index: int | None = None
    link_netnsid: int | None = None
    addresses: tuple[IPInterface, ...] = ()
    pod: str | None = None


class Port(Entity):
    """A port of an Open vSwitch bridge.

    Attributes:
        name: as ``ovs-vsctl show`` prints it.
        kind: what Antrea uses it for.
        ofport: its OpenFlow port number; ``LOCAL`` is 65534.
        type: ``internal``, ``geneve``, …; empty for a plain device.
        options: of a tunnel; all values are text, secrets masked.
        mac: the address that ``ovs-ofctl show`` prints: of the host's device.
        tag: VLAN.
        error: why Open vSwitch could not open it.
        interface: name of the host interface, where ``ip address`` of the node lists it.
        pod: ``namespace/name`` of the pod behind it, when that is known.
    """

    name: str
    kind: PortKind = "other"
    ofport: int | None = None
    type: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    mac: str | None = None
    tag: int | None = None
    error: str | None = None
    interface: str | None = None
    pod: str | None = None


class Bridge(Entity):
    """An Open vSwitch bridge of a node.

    Attributes:
        name: ``br-int`` unless configured otherwise.
        datapath_type: ``system``, ``netdev``; empty when not set.
        datapath_id: 16 hex digits.
        fail_mode: ``secure`` or ``standalone``.
        ports: its ports in natural order.
    """

    name: str
    datapath_type: str = ""
    datapath_id: str | None = None
    fail_mode: str | None = None
    ports: tuple[Port, ...] = ()

    def port(self, name: str) -> Port:
        """The port with this name.

        Raises:
            TopologyError: there is none.
        """
        return _find(self.ports, "name", name, f"port of bridge {self.name}")


class Route(Entity):
    """A route of a node.

    Attributes:
        dst: ``default`` or a prefix.
        via: next hop.
        dev: device.
        src: preferred source.
        flags: ``onlink``, ``linkdown``…
        table: ``main`` unless printed.
        meaning: what the route is for: ``default``, ``own-pods``, ``peer-pods``, ``connected``, ``service``, ``other``.
        peer: node whose pods it leads to.
    """

    dst: str
    via: str | None = None
    dev: str | None = None
    src: str | None = None
    flags: tuple[str, ...] = ()
    table: str = "main"
    meaning: str = "other"
    peer: str | None = None


class Node(Entity):
    """A node of the cluster.

    Attributes:
        name: Kubernetes name.
        roles: as kubectl prints them; None when it prints ``<none>``.
        status: ``Ready``, ``NotReady,SchedulingDisabled``…
        version: of the kubelet.
        internal_ip: its address on the underlay.
        external_ips: other addresses that kubectl prints.
        os_image: operating system.
        kernel_version: kernel.
        container_runtime: ``docker://20.10.7``.
        pod_cidrs: networks of its pods.
        gateway_ips: addresses of its gateway interface on those networks.
        gateway: name of the gateway interface (``antrea-gw0``).
        tunnel: name of the tunnel port (``antrea-tun0``).
        uplink: name of the interface that holds the internal address.
        default_via: next hop of its default route.
        ovs_version: version of Open vSwitch.
        interfaces: of its host.
        bridges: of its Open vSwitch.
        routes: of its host.
        captured: canonical names of the commands of which an output of this node was read.
    """

    name: str
    roles: tuple[str, ...] | None = None
    status: str | None = None
    version: str | None = None
    internal_ip: IPAddress | None = None
    external_ips: tuple[str, ...] = ()
    os_image: str | None = None
    kernel_version: str | None = None
    container_runtime: str | None = None
    pod_cidrs: tuple[IPNetwork, ...] = ()
    gateway_ips: tuple[IPAddress, ...] = ()
    gateway: str | None = None
    tunnel: str | None = None
    uplink: str | None = None
    default_via: str | None = None
    ovs_version: str | None = None
    interfaces: tuple[Interface, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    routes: tuple[Route, ...] = ()
    captured: tuple[str, ...] = ()

    def bridge(self, name: str) -> Bridge:
        """The bridge with this name.

        Raises:
            TopologyError: there is none.
        """
        if not self.bridges:
            raise TopologyError(f"no bridge of node {self.name} is known; an output of 'ovs-vsctl show' or 'ovs-ofctl show' from it would tell")
        return _find(self.bridges, "name", name, f"bridge of node {self.name}")

    def interface(self, name: str) -> Interface:
        """The host interface with this name.

        Raises:
            TopologyError: there is none.
        """
        if not self.interfaces:
            raise TopologyError(f"no interface of node {self.name} is known; an output of 'ip address' from it would tell")
        return _find(self.interfaces, "name", name, f"interface of node {self.name}")


class Binding(Model):
    """A pod's attachment: which interface it hangs on, and how sure that is.

    Attributes:
        interface: name of the host's interface and OVS port; None when unknown or ambiguous.
        ofport: OpenFlow port number; None when no capture tells.
        mac: of the host's end of the veth pair; the pod's own is `Pod.mac`.
        bridge: name of the bridge.
        certainty: of the join pod ↔ interface.
        ofport_certainty: of the number, given the interface: ``observed`` where a capture prints it.
        rule: the rule that made the join.
        evidence: the lines behind it.
        candidates: all interfaces that fit.
        missing: captures that would tell what is None.
    """

    interface: str | None = None
    ofport: int | None = None
    mac: str | None = None
    bridge: str | None = None
    certainty: Certainty = "unknown"
    ofport_certainty: Certainty = "unknown"
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Pod(Entity):
    """A pod.

    Attributes:
        namespace: its namespace; None when no table printed it.
        name: its name.
        node: the node it runs on.
        status: ``Running``, ``Completed``…
        ready: ``1/1``.
        restarts: how often its containers restarted.
        ip: its first address.
        ips: all its addresses.
        mac: of its own end of the veth pair.
        host_network: it uses its node's network: no port of its own. None when unknown.
        labels: its labels, where a capture prints them.
        ports: its attachments, the primary one first; empty for a host-network pod.
    """

    namespace: str | None = None
    name: str
    node: str | None = None
    status: str | None = None
    ready: str | None = None
    restarts: int | None = None
    ip: IPAddress | None = None
    ips: tuple[IPAddress, ...] = ()
    mac: str | None = None
    host_network: bool | None = None
    labels: dict[str, str] | None = None
    ports: tuple[Binding, ...] = ()

    @property
    def key(self) -> str:
        """``namespace/name``; ``?/name`` where no capture tells the namespace."""
        return f"{self.namespace or '?'}/{self.name}"

    @property
    def port(self) -> Binding:
        """Its primary attachment.

        Raises:
            TopologyError: a host-network pod has none.
        """
        if not self.ports:
            raise TopologyError(f"pod {self.key} has no port of its own" + (": it uses its node's network" if self.host_network else ""))
        return self.ports[0]


class ServicePort(Model):
    """A port of a Service."""

    port: int
    protocol: str = "TCP"
    node_port: int | None = None
    target_port: str | None = None
    name: str | None = None


class Service(Entity):
    """A Service.

    Attributes:
        namespace: its namespace.
        name: its name.
        type: ``ClusterIP``, ``NodePort``…
        cluster_ip: its virtual address; None for a headless one.
        external_ips: as kubectl prints them.
        ports: what it listens on.
        selector: labels of the pods behind it.
    """

    namespace: str | None = None
    name: str
    type: str | None = None
    cluster_ip: IPAddress | None = None
    external_ips: tuple[str, ...] = ()
    ports: tuple[ServicePort, ...] = ()
    selector: dict[str, str] | None = None

    @property
    def key(self) -> str:
        """``namespace/name``."""
        return f"{self.namespace or '?'}/{self.name}"


class EndpointAddress(Entity):
    """One address behind a Service.

    Attributes:
        ip: the address.
        port: the port; None where kubectl prints none.
        pod: ``namespace/name`` of the pod that holds the address.
        node: the node that holds it, for host-network endpoints.
    """

    ip: IPAddress
    port: int | None = None
    pod: str | None = None
    node: str | None = None


class Endpoints(Entity):
    """The addresses behind a Service.

    Attributes:
        namespace: its namespace.
        name: its name: the Service's.
        addresses: those that are printed.
        more: how many more the table counts without printing them.
    """

    namespace: str | None = None
    name: str
    addresses: tuple[EndpointAddress, ...] = ()
    more: int = 0

    @property
    def key(self) -> str:
        """``namespace/name``."""
        return f"{self.namespace or '?'}/{self.name}"


class PolicyRule(Model):
    """A rule of a policy, in words, with the pods it names.

    Attributes:
        direction: ``ingress`` or ``egress``.
        peers: what is allowed, as text; empty for everybody.
        peer_pods: ``namespace/name`` of the pods that the peers select.
        ports: ``TCP/80``; empty for all.
        action: ``Allow`` unless an Antrea policy says otherwise.
    """

    direction: Literal["ingress", "egress"]
    peers: tuple[str, ...] = ()
    peer_pods: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    action: str = "Allow"


class Policy(Entity):
    """A network policy.

    Attributes:
        kind: ``NetworkPolicy``, ``ClusterNetworkPolicy``…
        namespace: its namespace; None for a cluster-wide one.
        name: its name.
        pod_selector: as kubectl prints it.
        directions: ``ingress``, ``egress``: those it isolates.
        pods: ``namespace/name`` of the pods it selects.
        rules: what it allows or denies.
    """

    kind: str = "NetworkPolicy"
    namespace: str | None = None
    name: str
    pod_selector: str | None = None
    directions: tuple[Literal["ingress", "egress"], ...] = ()
    pods: tuple[str, ...] = ()
    rules: tuple[PolicyRule, ...] = ()

    @property
    def key(self) -> str:
        """``namespace/name``."""
        return f"{self.namespace or '?'}/{self.name}"


class Overlay(Entity):
    """How pods of different nodes reach each other.

    Attributes:
        mode: ``encap``, ``noEncap``, ``hybrid``, ``networkPolicyOnly``.
        type: ``geneve``, ``vxlan``, ``gre``, ``stt``.
        udp_port: of the tunnel.
        options: of the tunnel ports.
    """

    mode: str | None = None
    type: str | None = None
    udp_port: int | None = None
    options: dict[str, str] = Field(default_factory=dict)


class Underlay(Entity):
    """A network that nodes are connected to.

    Attributes:
        network: its prefix.
        gateway: next hop of the default routes through it.
        nodes: names of the nodes on it; ``basis["nodes.worker-01"]`` has what each rests on.
    """

    network: IPNetwork
    gateway: str | None = None
    nodes: tuple[str, ...] = ()


class Topology(Model):
    """Everything that the captures of a snapshot tell about a cluster, joined.

    Attributes:
        format: version of this form.
        title: a name for it; file names of the sources unless given.
        nodes: in natural order, like all that follow.
        pods: each pod once.
        services: Services.
        endpoints: Endpoints objects.
        policies: network policies.
        overlay: tunnels between nodes; None when nothing tells.
        underlays: networks between nodes.
        antrea_version: of the controller or the agents.
        diagnostics: what joining brought to light.
    """

    format: int = FORMAT
    title: str = ""
    nodes: tuple[Node, ...] = ()
    pods: tuple[Pod, ...] = ()
    services: tuple[Service, ...] = ()
    endpoints: tuple[Endpoints, ...] = ()
    policies: tuple[Policy, ...] = ()
    overlay: Overlay | None = None
    underlays: tuple[Underlay, ...] = ()
    antrea_version: str | None = None
    basis: dict[str, Basis] = Field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def node(self, name: str) -> Node:
        """The node with this name.

        Raises:
            TopologyError: there is none; the message lists those that are known.
        """
        return _find(self.nodes, "name", name, "node", "kubectl get nodes")

    def pod(self, key: str) -> Pod:
        """The pod ``namespace/name``; the name alone does where only one pod has it.

        Raises:
            TopologyError: no pod or several fit.
        """
        return _find_key(self.pods, key, "pod", "kubectl get pods -A -o wide")

    def service(self, key: str) -> Service:
        """The Service ``namespace/name``.

        Raises:
            TopologyError: no Service or several fit.
        """
        return _find_key(self.services, key, "service", "kubectl get services -A")

    def policy(self, key: str) -> Policy:
        """The network policy ``namespace/name``.

        Raises:
            TopologyError: no policy or several fit.
        """
        return _find_key(self.policies, key, "network policy", "kubectl get networkpolicies -A -o yaml")

    def pods_of(self, node: str) -> tuple[Pod, ...]:
        """The pods that run on a node."""
        return self._pods_by_node.get(node, ())

    @cached_property
    def _pods_by_node(self) -> dict[str, tuple[Pod, ...]]:
        found: dict[str, list[Pod]] = {}
        for pod in self.pods:
            if pod.node is not None:
                found.setdefault(pod.node, []).append(pod)
        return {node: tuple(pods) for node, pods in found.items()}

    def graph(self) -> nx.MultiDiGraph[str]:
        """The topology as a networkx graph with typed nodes and edges (`antrea_parse.topology.graph` has the schema)."""
        from antrea_parse.topology.graph import to_graph  # 200 ms for networkx, only where a graph is wanted

        return to_graph(self)

    def where(self, wanted: str) -> Statements:
        """Everything that is known about an address, a MAC, an interface, a pod, a node or a port number, with evidence.

        Args:
            wanted: ``10.211.1.15``, ``36:ab:6b:31:0c:75``, ``antrea-gw0``, ``default/frontend``, ``worker-01``, ``15``.

        Raises:
            TopologyError: nothing is known about it.
        """
        from antrea_parse.topology.questions import where  # asks about every entity defined here

        return where(self, wanted)

    def explain(self, pod: str) -> Statements:
        """The way of a pod's packets to the wire, step by step, with the lines behind each step.

        Args:
            pod: ``namespace/name``.

        Raises:
            TopologyError: there is no such pod.
        """
        from antrea_parse.topology.questions import explain  # asks about every entity defined here

        return explain(self, pod)

    def diff(self, other: Topology) -> tuple[Change, ...]:
        """What another topology says differently, as seen from this one: facts added, removed and changed, with the evidence of both."""
        from antrea_parse.topology.diff import diff  # compares every entity defined here

        return diff(self, other)

    def to_dataframe(self, what: str) -> list[dict[str, Any]]:
        """Flat rows, ready for ``pandas.DataFrame(topo.to_dataframe("pods"))``.

        Args:
            what: ``nodes``, ``pods``, ``services``, ``endpoints``, ``policies``, ``interfaces``, ``ports`` or ``routes``.

        Raises:
            TopologyError: there is no such table.
        """
        from antrea_parse.topology.rows import rows  # lists every entity defined here

        return rows(self, what)

    def draw(self, view: str = "overview", **options: Any) -> Diagram:
        """Draw a view.

        Args:
            view: ``overview``, ``node``, ``service``, ``findings``.
            **options: what the view is about: ``node="worker-01"``, ``service="default/backendsvc"``; ``title``, ``theme``.

        Returns:
            A diagram that shows itself in a notebook and saves itself by suffix.

        Raises:
            RenderError: there is no such view, or it needs another option.
            TopologyError: what it should show is not in the topology.
        """
        from antrea_parse.drawing.diagram import draw  # a door up, opened when called

        return draw(self, view, **options)


def _find(items: tuple[T, ...], field: str, wanted: str, what: str, capture: str = "") -> T:
    for item in items:
        if getattr(item, field) == wanted:
            return item
    raise _missed(what, wanted, [str(getattr(item, field)) for item in items], capture)


def _find_key(items: tuple[K, ...], key: str, what: str, capture: str) -> K:
    exact = [item for item in items if item.key == key]
    found = exact or [item for item in items if item.name == key or (item.namespace is None and item.name == key.rpartition("/")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        raise TopologyError(f"{len(found)} {what}s are called {key!r}: {', '.join(item.key for item in found)}; give one as namespace/name")
    raise _missed(what, key, [item.key for item in items], capture)


def _missed(what: str, wanted: str, known: list[str], capture: str) -> TopologyError:
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)
    listed = ", ".join(known[:_LISTED]) + (f" and {len(known) - _LISTED} more" if len(known) > _LISTED else "")
    message = f"no {what} {wanted!r}; known: {listed or 'none'}"
    if near:
        message += f"; did you mean {' or '.join(near)}?"
    elif capture:
        message += f"; an output of '{capture}' would tell"
    return TopologyError(message)
