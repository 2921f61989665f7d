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
        whole = [draft for draft in interfaces.values() if draft.get("mtu") and not any(map(board.captured.is_cut, draft.proof("mtu")))]
        pods = {draft.get("mtu") for draft in whole if draft.get("kind") == "pod"}
        for draft in whole:
            kind = draft.get("kind")
            if (kind in _ALONG or (kind == "pod" and len(pods) == 1)) and ("pods" if kind == "pod" else kind) not in found:
                found["pods" if kind == "pod" else kind] = draft.get("mtu")
                proof += draft.proof("mtu")
        if found:
            board.node(name).put("mtus", found, proof)
