"""What lies between nodes: the overlay of tunnels and the networks below it."""

from __future__ import annotations

from typing import Any

from antrea_parse.text.values import to_ip
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.names import tunnel_device


def apply(board: Board) -> None:
    """Make drafts of the overlay and the underlays."""
    _overlay(board)
    _underlays(board)
    _versions(board)


def _overlay(board: Board) -> None:
    draft = board.overlay
    tunnel_proof: list[Evidence] = []
    for node in board.nodes:
        for _, port in board.ports_of(node):
            if port.get("kind") == "tunnel":
                proof = port.basis["name"].evidence[:1]
                tunnel_proof += proof
                if port.get("type"):
                    draft.put("type", port.get("type"), port.basis["type"].evidence[:1])
                if port.get("options"):
                    shared = {key: value for key, value in port.get("options").items() if key not in ("local_ip", "psk", "remote_name")}
                    draft.put("options", shared, proof)
        for interface in board.interfaces.get(node, {}).values():
            if interface.get("kind") == "tunnel" and (device := tunnel_device(interface.get("name"))):
                proof = interface.basis["name"].evidence[:1]
                draft.put("type", device[0], proof)
                if device[1] is not None:
                    draft.put("udp_port", device[1], proof)
                tunnel_proof += proof
    onlink = [
        proof
        for routes in board.routes.values()
        for route in routes.values()
        if route.get("meaning") == "peer-pods" and "onlink" in route.get("flags")
        for proof in route.basis["dst"].evidence[:1]
    ]
    if onlink and tunnel_proof:
        draft.put("mode", "encap", [*tunnel_proof[:2], *onlink[:2]], certainty="inferred", rule="tunnel-and-onlink-routes")
    elif tunnel_proof:
        draft.put("mode", None, tunnel_proof[:1], certainty="unknown", missing=("ip route",))


def _underlays(board: Board) -> None:
    for name, node in board.nodes.items():
        uplink = board.interfaces.get(name, {}).get(node.get("uplink") or "")
        internal = node.get("internal_ip")
        for address in (uplink.get("addresses") or ()) if uplink is not None else ():
            if address.ip == internal and uplink is not None:
                draft = _underlay(board, address.network)
                proof = uplink.basis["addresses"].evidence[:1]
                draft.put("network", address.network, proof)
                draft.values["nodes"].append((name, "observed", proof))
    for name, node in board.nodes.items():
        internal = node.get("internal_ip")
        if internal is None or node.get("uplink") is not None:
            continue
        fitting = [draft for network, draft in board.underlays.items() if internal in network]
        if len(fitting) == 1:
            fitting[0].values["nodes"].append((name, "inferred", node.basis["internal_ip"].evidence[:1]))
    for node in board.nodes.values():
        via = node.get("default_via")
        if via is not None:
            for network, draft in board.underlays.items():
                if to_ip(via) in network:
                    draft.put("gateway", via, node.basis["default_via"].evidence[:1])


def _underlay(board: Board, network: Any) -> Draft:
    if network not in board.underlays:
        board.underlays[network] = Draft(f"underlay {network}", network=network, nodes=[])
    return board.underlays[network]


def _versions(board: Board) -> None:
    for capture, record in board.captured.rows("antctl version"):
        version = record.controller_version or record.agent_version
        if version is not None:
            board.cluster.put("antrea_version", version, evidence(capture, record))
