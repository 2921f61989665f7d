"""Routes of a node by their meaning: its own pods, the pods of peers, the way out."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from antrea_parse.text.values import is_ip
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.model import IPNetwork
from antrea_parse.topology.names import GATEWAYS

#: Next hop of Services on the gateway, with proxyAll.
_SERVICE_VIA = ("169.254.0.253", "169.254.169.253", "fc01::aabb:ccdd:eeff")
_SKIPPED_TYPES = ("local", "broadcast", "multicast", "anycast")


def apply(board: Board) -> None:
    """Make drafts of the routes and name each node's default gateway."""
    for capture, record in board.captured.rows("ip route"):
        if capture.node is None or (capture.invocation is not None and capture.invocation.netns is not None) or record.type in _SKIPPED_TYPES:
            continue
        if str(record.table or "main") not in ("main", "254"):
            continue
        _route(board, capture, record)


def _route(board: Board, capture: Any, record: Any) -> None:
    node = capture.node
    dst = str(record.dst)
    via = None if record.gateway is None else str(record.gateway)
    if via is None and record.via is not None:
        via = str(record.via.host)
    draft = Draft(
        f"route {dst} of {node}", dst=dst, via=via, dev=record.dev, src=None if record.prefsrc is None else str(record.prefsrc), flags=tuple(record.flags or ())
    )
    proof = evidence(capture, record)
    draft.put("dst", dst, proof)
    known = board.routes.setdefault(node, {})
    same = known.setdefault((dst, via, record.dev), draft)
    if same is not draft:
        same.put("dst", dst, proof)
        return
    meaning = _meaning(draft)
    draft.put("meaning", meaning, proof, certainty="observed" if meaning in ("default", "connected") else "inferred", rule="route-form")
    if meaning == "default" and is_ip(record.gateway):
        board.node(node).put("default_via", via, proof)


def _meaning(route: Draft) -> str:
    dst, via, dev = route.get("dst"), route.get("via"), route.get("dev")
    if dst in ("default", "0.0.0.0/0", "::/0"):
        return "default"
    if via in _SERVICE_VIA or dst.startswith("169.254.0.25"):
        return "service"
    if dev in GATEWAYS:
        if via is None:
            return "own-pods" if route.get("src") is not None and _network(dst) is not None else "other"
        return "peer-pods" if _is_peer_gateway(dst, via) else "other"
    return "connected" if via is None else "other"


def _is_peer_gateway(dst: str, via: str) -> bool:
    """Antrea routes a peer's pods through the first address of their network."""
    network = _network(dst)
    return network is not None and str(network.network_address + 1) == via


def _network(dst: str) -> IPNetwork | None:
    try:
        return ip_network(dst)
    except ValueError:
        return None
