"""Routes to pods: missing to peers' (findings 4), missing to the node's own (5), taken by others (10)."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.snapshot.capture import Capture
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.asked import in_full
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.findings.proof import line, listed
from antrea_parse.topology.model import IPNetwork, Node, RouteForm, Topology
from antrea_parse.topology.names import WIREGUARD, is_leftover
from antrea_parse.topology.rules.routes import network, next_hop

#: Meanings of routes that Antrea or the kernel sets on purpose.
_OURS = frozenset({"default", "own-pods", "pod", "peer-pods", "peer-gateway", "service-gateway", "services", "egress", "egress-reply", "local"})
#: Bridges that container engines and hypervisors make.
_ENGINES = ("docker0", "virbr0", "cni-podman0", "lxcbr0", "lxdbr0")
#: Pod networks as routes print them, with the nodes they are of.
_Peers = dict[str, list[tuple[IPNetwork, Node]]]


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Compare the routes of each node with the pod networks that are known."""
    observed = [node for node in topology.nodes if node.why("pod_cidrs").certainty == "observed"]
    by_family: dict[int, _Peers] = {4: {}, 6: {}}
    for node in observed:
        for net in node.pod_cidrs:
            by_family[net.version].setdefault(str(net), []).append((net, node))
    networks = {net for node in observed for net in node.pod_cidrs}
    modes = _modes(topology)
    for node in topology.nodes:
        for version in (4, 6):
            captures = in_full(board.captured, "ip route", node.name, version)
            if captures:
                yield from _own(node, version, captures[0])
                yield from _to_peers(node, by_family[version], modes, captures[0])
        yield from _others(topology, board, node, networks, modes)


def _modes(topology: Topology) -> frozenset[str]:
    """Traffic modes that are possible; none where nothing tells."""
    overlay = topology.overlay
    if overlay is None:
        return frozenset()
    return frozenset([overlay.mode] if overlay.mode is not None else overlay.why("mode").candidates)


def _own(node: Node, version: int, capture: Capture) -> Iterator[Diagnostic]:
    gateway = next((interface for interface in node.interfaces if interface.kind == "gateway"), None)
    if gateway is None or gateway.operstate == "DOWN":
        return
    routed = {form.dst for form in node.routes.forms if form.dev == gateway.name and form.table == "main"}
    for address in gateway.addresses:
        net = address.network
        if address.version == version and not address.ip.is_link_local and net.prefixlen < net.max_prefixlen and str(net) not in routed:
            message = f"{node.name}: no route to its own pod network {net} through {gateway.name}"
            yield finding("AP412", message, (*gateway.why("addresses").evidence[:1], line(capture)))


def _to_peers(node: Node, peers: _Peers, modes: frozenset[str], capture: Capture) -> Iterator[Diagnostic]:
    if node.os == "windows":
        return
    routed = {form.dst for form in node.routes.forms}
    missing = [pair for dst, pairs in peers.items() if dst not in routed for pair in pairs]
    lost = [(net, peer) for net, peer in missing if peer is not node and net not in node.pod_cidrs and _needs_route(node, peer, net, modes)]
    if lost:
        names = listed(f"{peer.name} ({net})" for net, peer in lost)
        proof = [line(capture), *(item for _, peer in lost for item in peer.why("pod_cidrs").evidence[:1])]
        yield finding("AP411", f"{node.name}: no route to the pods of {names}", proof)


def _needs_route(node: Node, peer: Node, net: IPNetwork, modes: frozenset[str]) -> bool:
    """Whether Antrea sets a route from a node to a peer's pods, in each mode that is possible."""
    if not modes or "networkPolicyOnly" in modes:
        return False
    if "noEncap" not in modes or node.wireguard is not None:
        return True
    # Without a tunnel only peers in the node's own transport subnet get a route; the underlay must know the others.
    uplink = next((interface for interface in node.interfaces if interface.name == node.uplink), None)
    links = [address.network for address in uplink.addresses if not address.ip.is_link_local] if uplink is not None else []
    return any(ip.version == net.version == link.version and ip in link for ip in peer.addresses for link in links)


def _others(topology: Topology, board: Board, node: Node, networks: set[IPNetwork], modes: frozenset[str]) -> Iterator[Diagnostic]:
    lengths: set[tuple[int, int]] = {(net.version, net.prefixlen) for net in networks}
    for position, form in enumerate(node.routes.forms):
        if form.meaning in _OURS or form.table != "main":
            continue
        net = network(form.dst)
        if net is None:
            continue
        around = _around(net, networks, lengths)
        if around is not None and _is_foreign(topology, form, modes) and not any(map(board.captured.is_cut, node.routes.evidence(position))):
            how = " ".join(filter(None, (form.type, form.dst, f"via {form.via}" if form.via else "", f"dev {form.dev}" if form.dev else "", form.protocol)))
            message = f"{node.name}: the route '{how}' takes traffic of the pod network {around}"
            yield finding("AP417", message, node.routes[position].why("dst").evidence)


def _around(net: IPNetwork, networks: set[IPNetwork], lengths: set[tuple[int, int]]) -> IPNetwork | None:
    """The pod network that a network is, or lies in."""
    for version, length in lengths:
        if version == net.version and length <= net.prefixlen and (found := net.supernet(new_prefix=length)) in networks:
            return found
    return None


def _is_foreign(topology: Topology, form: RouteForm, modes: frozenset[str]) -> bool:
    """Whether a route is none that Antrea's mode needs: without tunnels the underlay's own routes to nodes are welcome."""
    if is_leftover(form.dev or "") or form.dev in _ENGINES or form.type in ("blackhole", "unreachable", "prohibit"):
        return True
    if form.dev == WIREGUARD or not modes or not modes <= {"encap"}:
        return False
    return next_hop(form.via) is not None or form.dev is not None
