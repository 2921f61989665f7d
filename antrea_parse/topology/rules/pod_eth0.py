"""Pod ↔ interface by the pod's own ``ip address``: ``eth0@ifN`` names the index of the host's end of the pair."""

from __future__ import annotations

from typing import Any

from antrea_parse.topology.basis import ONE_MOMENT
from antrea_parse.topology.board import Board, PodKey, PortClaim
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.strength import POD_ETH0

_PRIMARY = "eth0"


def apply(board: Board) -> None:
    """Claim the interface of every pod of which an ``ip address`` was taken inside."""
    names: dict[str, list[PodKey]] = {}
    for key in board.pods:
        names.setdefault(key[1], []).append(key)
    for capture, record in board.captured.rows("ip address", "ip link"):
        pod = _pod(board, names, capture)
        if pod is not None and capture.node is not None and record.link_index is not None:
            _claim(board, pod, capture, record)


def _pod(board: Board, names: dict[str, list[PodKey]], capture: Any) -> PodKey | None:
    invocation = capture.invocation
    if invocation is None or invocation.pod is None or "/" in invocation.pod:
        return None
    found = [key for key in names.get(invocation.pod, ()) if invocation.namespace in (None, key[0])]
    if len(found) != 1 or board.pods[found[0]].get("host_network") is not False:
        return None
    return found[0]


def _claim(board: Board, key: PodKey, capture: Any, record: Any) -> None:
    proof = evidence(capture, record)
    pod = board.pods[key]
    device = None if record.ifname == _PRIMARY else record.ifname
    if record.address is not None and device is None:
        pod.put("mac", record.address, proof)
    for name, interface in board.interfaces.get(capture.node, {}).items():
        # Indexes are unique within the host; the pair also points back.
        if interface.get("ifindex") == record.link_index and interface.get("link_index") in (None, record.ifindex):
            lines = (proof, *interface.proof("name"))
            board.claims.append(PortClaim(key, capture.node, name, POD_ETH0, "observed", "pod-eth0", lines, device=device, assumes=ONE_MOMENT))
