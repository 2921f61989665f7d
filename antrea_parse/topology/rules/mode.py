"""The traffic mode: what the configuration says, else by ruling out the modes that would have left something else on the nodes.

docs/topology.md lists what rules out what; one mode left is inferred, several are ambiguous.
"""

from __future__ import annotations

from typing import Any

from antrea_parse.topology.asked import in_full
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board
from antrea_parse.topology.model import RouteForm
from antrea_parse.topology.names import GATEWAYS, TUNNELS, WIREGUARD
from antrea_parse.topology.rules.routes import network
from antrea_parse.topology.rules.tunnels import settings

MODES = ("encap", "noEncap", "hybrid", "networkPolicyOnly")
_BY_LOWER = {mode.lower(): mode for mode in MODES}


def apply(board: Board) -> None:
    """Say what the traffic mode is."""
    for config, proof in settings(board):
        mode = _BY_LOWER.get((config.traffic_encap_mode or "").lower())
        if mode is not None:
            board.overlay.put("mode", mode, proof)
        elif not config.traffic_encap_mode:
            board.overlay.put("mode", "encap", proof, certainty="inferred", rule="default-of-config")
    _infer(board)


class _Left:
    """The modes that nothing rules out yet, and the lines that ruled out the others."""

    def __init__(self) -> None:
        self.modes = set(MODES)
        self.proof: list[Evidence] = []

    def keep(self, modes: tuple[str, ...], proof: tuple[Evidence, ...]) -> None:
        """Only these are possible."""
        if not self.modes <= set(modes):
            self.modes &= set(modes)
            self.proof += proof


def _infer(board: Board) -> None:
    left = _Left()
    multicluster = any(of_cluster for _, _, of_cluster in board.tunnel_ends) or any(node.get("multicluster_gateway") for node in board.nodes.values())
    for name, node in board.nodes.items():
        _gateway(board, name, node, left)
        _routes(board, name, node, left)
        _without_tunnel(board, name, left)
        if len(left.modes) == 1:
            break
    if not multicluster:  # a gateway between clusters has a tunnel in every mode
        _with_tunnel(board, left)
    if not left.proof:
        if board.overlay.basis:
            board.overlay.put("mode", None, certainty="unknown", missing=("ip route", "kubectl get configmaps -n kube-system -o yaml"))
        return
    if len(left.modes) == 1:
        board.overlay.put("mode", left.modes.pop(), left.proof, certainty="inferred", rule="what-the-mode-leaves")
    elif left.modes:
        candidates = [mode for mode in MODES if mode in left.modes]
        missing = ("ip route", "ip address", "kubectl get configmaps -n kube-system -o yaml")
        board.overlay.put("mode", None, left.proof, certainty="ambiguous", rule="what-the-mode-leaves", candidates=candidates, missing=missing)


def _gateway(board: Board, name: str, node: Any, left: _Left) -> None:
    """With networkPolicyOnly the gateway has the node's own address; else the first one of the pod network, with its prefix."""
    gateway = board.interfaces.get(name, {}).get(node.get("gateway") or "")
    for address in (gateway.get("addresses") or ()) if gateway is not None else ():
        if address.ip.is_link_local or gateway is None:
            continue
        if address.network.prefixlen < address.max_prefixlen:
            left.keep(("encap", "noEncap", "hybrid"), gateway.proof("addresses"))
        elif address.ip in (node.get("addresses") or ()):
            left.keep(("networkPolicyOnly",), gateway.proof("addresses"))


def _routes(board: Board, name: str, node: Any, left: _Left) -> None:
    routes = board.routes.get(name)
    uplink = board.interfaces.get(name, {}).get(node.get("uplink") or "")
    links = [address.network for address in (uplink.get("addresses") or ()) if not address.ip.is_link_local] if uplink is not None else []
    for position, form in routes.of("peer-pods") if routes is not None else ():
        if routes is None or form.dev == WIREGUARD:
            continue
        if form.dev not in GATEWAYS:
            left.keep(("noEncap", "hybrid"), (routes.evidence(position),))
            continue
        left.keep(("encap", "hybrid"), (routes.evidence(position),))
        if "hybrid" in left.modes and uplink is not None and _is_near(board, form, links):
            left.keep(("encap",), (routes.evidence(position), *uplink.proof("addresses")))
        if len(left.modes) == 1:
            return
    for end, proof in board.tunnelled.get(name, {}).items():
        left.keep(("encap", "hybrid"), tuple(proof))
        if uplink is not None and any(end.version == link.version and end in link for link in links):
            left.keep(("encap",), (*proof, *uplink.proof("addresses")))
            return


def _is_near(board: Board, form: RouteForm, links: list[Any]) -> bool:
    """Whether a peer's node lies in the node's own transport subnet: hybrid mode sends to it without a tunnel."""
    peer, net = board.nodes.get(form.peer or ""), network(form.dst)
    if peer is None or net is None:
        return False
    return any(ip.version == net.version == link.version and ip in link for ip in peer.get("addresses") or () for link in links)


def _with_tunnel(board: Board, left: _Left) -> None:
    """A tunnel port is there for encapsulation, or was left when the mode changed: where all routes go without it, both can be."""
    if len(left.modes) == 1 or left.modes & {"encap", "noEncap", "hybrid"} == {"noEncap", "hybrid"}:
        return
    for name in board.nodes:
        for _, port in board.ports_of(name):
            if port.get("name") in TUNNELS:
                left.keep(("encap", "hybrid"), port.proof("name"))
                return


def _without_tunnel(board: Board, name: str, left: _Left) -> None:
    """Encapsulation needs a tunnel port, unless WireGuard takes its place."""
    if not left.modes & {"encap", "hybrid"} or WIREGUARD in board.interfaces.get(name, {}):
        return
    # What is not in the whole list of interfaces is not there.
    hosts = in_full(board.captured, "ip address", name)
    switches = [capture for command in ("ovs-vsctl show", "ovs-ofctl show") for capture in in_full(board.captured, command, name)]
    ports = [port for _, port in board.ports_of(name)]
    if hosts and switches and any(port.get("kind") == "gateway" for port in ports) and not any(port.get("kind") == "tunnel" for port in ports):
        span = switches[0].span
        left.keep(("noEncap", "networkPolicyOnly"), (Evidence(*span, switches[0].command or "", name, "no tunnel port"),))
