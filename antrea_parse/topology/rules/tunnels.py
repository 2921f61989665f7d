"""The overlay: type, port and options of the tunnels between nodes, and whether they are encrypted."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from antrea_parse.text.values import to_ip
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.names import TUNNELS, WIREGUARD, ipsec_port, tunnel_device

#: Options that differ from node to node.
_OWN = frozenset({"local_ip", "remote_ip", "psk", "remote_name", "remote_cert", "certificate", "private_key"})
#: Options that only IPsec tunnels have.
_IPSEC = frozenset({"psk", "remote_name", "remote_cert"})
CONFIG = "kubectl get configmaps"


def apply(board: Board) -> None:
    """Make the draft of the overlay, and say where IPsec tunnels lead."""
    _configured(board)
    peers = _Peers(board)
    for node in board.nodes:
        for _, port in board.ports_of(node):
            if port.get("kind") == "tunnel":
                _tunnel(board, node, port, peers)
        for interface in board.interfaces.get(node, {}).values():
            if interface.get("kind") == "tunnel" and (device := tunnel_device(interface.get("name"))):
                proof = interface.proof("name")
                _put(board, "type", device[0], proof)
                if device[1] is not None:
                    _put(board, "udp_port", device[1], proof)
        wireguard = board.interfaces.get(node, {}).get(WIREGUARD)
        if wireguard is not None:
            board.overlay.put("encryption", "wireguard", wireguard.proof("name"), certainty="inferred", rule="interface-name")
        routes = board.routes.get(node)
        for position, form in routes.of("peer-pods") if routes else ():
            if form.dev == WIREGUARD and routes is not None:
                board.overlay.put("encryption", "wireguard", routes.evidence(position), certainty="inferred", rule="routes-to-peers")
                break


def settings(board: Board) -> list[tuple[Any, Evidence]]:
    """What the agents' configuration says, with its lines."""
    return [(record.agent, evidence(capture, record)) for capture, record in board.captured.rows(CONFIG) if getattr(record, "agent", None) is not None]


def _configured(board: Board) -> None:
    for config, proof in settings(board):
        if config.tunnel_type and config.traffic_encap_mode in (None, "encap", "hybrid"):
            _put(board, "type", config.tunnel_type.lower(), (proof,))
        if config.tunnel_port:
            _put(board, "udp_port", config.tunnel_port, (proof,))
        mode = (config.traffic_encryption_mode or "").lower()
        if mode in ("ipsec", "wireguard"):
            board.overlay.put("encryption", mode, proof)
        elif config.traffic_encryption_mode is not None:
            board.overlay.put("encryption", None, proof)


def _put(board: Board, field: str, value: Any, proof: tuple[Evidence, ...]) -> None:
    """Nodes should have the same: where they have not, the first is kept and the difference is a conflict."""
    board.overlay.put(field, value, proof)


class _Peers:
    """Nodes by what ports to them are called, and by their addresses."""

    def __init__(self, board: Board) -> None:
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.by_address: dict[Any, list[str]] = defaultdict(list)
        for name, node in board.nodes.items():
            self.by_name[ipsec_port(name)].append(name)
            for ip in node.get("addresses") or ():
                self.by_address[ip].append(name)


def _tunnel(board: Board, node: str, port: Draft, peers: _Peers) -> None:
    options = port.get("options") or {}
    proof = port.proof("name")
    flow_based = port.get("name") in TUNNELS
    if flow_based and port.get("type"):
        _put(board, "type", port.get("type"), port.proof("type"))
    if flow_based and options:
        _put(board, "options", {key: value for key, value in options.items() if key not in _OWN or value == "flow"}, port.proof("options"))
    if _IPSEC & options.keys():
        board.overlay.put("encryption", "ipsec", port.proof("options"))
        if port.get("type"):
            _put(board, "type", port.get("type"), port.proof("type"))
    if flow_based:
        return
    # With IPsec each peer has a port, whose name is computed from the node's.
    named = [peer for peer in peers.by_name.get(port.get("name"), ()) if peer != node]
    try:
        ends = peers.by_address.get(to_ip(options.get("remote_ip", "")), [])
    except ValueError:
        ends = []  # the tunnel leads to a name
    if len(named) == 1 and (not ends or ends == named):
        port.put("peer", named[0], proof, certainty="inferred", rule="ipsec-port-name")
    elif len(ends) == 1 and not named:
        port.put("peer", ends[0], port.proof("options"), certainty="inferred", rule="remote-ip-of-node")
