"""The MTUs along a pod's way out of its node: its own interface, the gateway, the tunnel device, the uplink."""

from __future__ import annotations

from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board

_ALONG = ("uplink", "gateway", "tunnel", "wireguard")


def apply(board: Board) -> None:
    """Gather the MTUs of each node."""
    for name, interfaces in board.interfaces.items():
        found: dict[str, int] = {}
        proof: list[Evidence] = []
        pods = {draft.get("mtu") for draft in interfaces.values() if draft.get("kind") == "pod" and draft.get("mtu")}
        for draft in interfaces.values():
            kind = draft.get("kind")
            if draft.get("mtu") and (kind in _ALONG or (kind == "pod" and len(pods) == 1)) and ("pods" if kind == "pod" else kind) not in found:
                found["pods" if kind == "pod" else kind] = draft.get("mtu")
                proof += draft.proof("mtu")
        if found:
            board.node(name).put("mtus", found, proof)
