"""Tunnel ports: there without need, missing, of different kinds (findings 22, 23)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.asked import in_full
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.findings.proof import line, listed
from antrea_parse.topology.model import Node, Port, Topology
from antrea_parse.topology.names import TUNNELS, WIREGUARD, tunnel_device
from antrea_parse.topology.rules.routes import network

#: Outputs that list every port of a bridge.
_PORT_LISTS = ("ovs-vsctl show", "ovs-ofctl show", "ovs-ofctl dump-ports-desc")


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Compare tunnel ports with the routes of their node, and with those of other nodes."""
    for node in topology.nodes:
        yield from _unused(topology, board, node)
        yield from _missing(board, node)
    yield from _mixed(topology)


def _tunnel(node: Node) -> Port | None:
    return next((port for bridge in node.bridges for port in bridge.ports if port.name in TUNNELS), None)


def _unused(topology: Topology, board: Board, node: Node) -> Iterator[Diagnostic]:
    """A tunnel port although no peer is reached through the gateway."""
    port = _tunnel(node)
    peers = [(position, form) for position, form in enumerate(node.routes.forms) if form.meaning == "peer-pods"]
    if port is None or not peers or topology.multicluster is not None or any(form.dev == node.gateway for _, form in peers):
        return
    versions = {net.version for _, form in peers if (net := network(form.dst)) is not None}
    if not all(in_full(board.captured, "ip route", node.name, version) for version in versions):
        return  # one through the gateway may be among those that are missing
    wireguard = node.wireguard is not None or any(form.dev == WIREGUARD for _, form in peers)
    if wireguard and not _without_wireguard_tunnel(topology):
        return  # up to v1.14 the port is there, unused
    mode = topology.overlay.mode if topology.overlay is not None else None
    certainty = topology.overlay.why("mode").certainty if topology.overlay is not None else "unknown"
    if mode == "hybrid" and certainty == "observed":
        return
    proof = (*port.why("name").evidence[:1], *node.routes[peers[0][0]].why("dst").evidence[:1])
    message = f"{node.name}: {port.name} is there, and every route to peers' pods goes without a tunnel"
    if wireguard or (mode in ("noEncap", "networkPolicyOnly") and certainty == "observed"):
        yield finding("AP422", message, proof)
    else:
        yield finding("AP422", f"{message}: right in hybrid mode only", proof, level="info")


def _without_wireguard_tunnel(topology: Topology) -> bool:
    """Since v1.15 WireGuard takes the place of the tunnel port."""
    version = (topology.antrea_version or "").lstrip("v").split(".")
    return len(version) > 1 and version[0].isdecimal() and version[1].isdecimal() and (int(version[0]), int(version[1])) >= (1, 15)


def _missing(board: Board, node: Node) -> Iterator[Diagnostic]:
    """Peers are reached through the gateway, and there is no tunnel port behind it."""
    if any(port.kind == "tunnel" for bridge in node.bridges for port in bridge.ports) or node.wireguard is not None:
        return
    captures = [capture for command in _PORT_LISTS for capture in in_full(board.captured, command, node.name)]
    gateway = any(port.kind == "gateway" for bridge in node.bridges for port in bridge.ports)
    for position, form in enumerate(node.routes.forms):
        if captures and gateway and form.meaning == "peer-pods" and form.dev == node.gateway:
            proof = (line(captures[0]), *node.routes[position].why("dst").evidence[:1])
            yield finding("AP422", f"{node.name}: routes lead to peers' pods through {node.gateway}, and no tunnel port is there", proof)
            return


def _mixed(topology: Topology) -> Iterator[Diagnostic]:
    kinds: dict[str, dict[str, tuple[Evidence, ...]]] = defaultdict(dict)
    numbers: dict[int, dict[str, tuple[Evidence, ...]]] = defaultdict(dict)
    for node in topology.nodes:
        port = _tunnel(node)
        if port is not None and port.type:
            kinds[port.type].setdefault(node.name, port.why("type").evidence[:1])
        for interface in node.interfaces:
            device = tunnel_device(interface.name) if interface.kind == "tunnel" else None
            if device is not None:
                kinds[device[0]].setdefault(node.name, interface.why("name").evidence[:1])
            if device is not None and device[1] is not None:
                numbers[device[1]].setdefault(node.name, interface.why("name").evidence[:1])
    if len(kinds) > 1:
        yield _differ("tunnels are of different types", kinds)
    elif len(numbers) > 1:
        yield _differ("tunnels use different ports", {str(number): nodes for number, nodes in numbers.items()})


def _differ(what: str, found: dict[str, dict[str, tuple[Evidence, ...]]]) -> Diagnostic:
    ranked = sorted(found.items(), key=lambda item: len(item[1]))  # the few that differ first
    words = "; ".join(f"{value} on {listed(nodes)}" for value, nodes in ranked)
    return finding("AP423", f"{what}: {words}", [item for _, nodes in ranked for proof in list(nodes.values())[:1] for item in proof])
