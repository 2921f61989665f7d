"""Pod ↔ port by address and MAC: flows let a port send with its own pod's addresses only.

Tables SpoofGuard and ARPSpoofGuard, and for what is sent to a pod L3Forwarding and L2ForwardingCalc (antrea pkg/agent/openflow). The address joins
the port to the pod of the pod table; the MAC joins it to a pod whose own MAC another capture tells. The MAC of the host's end is never used.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from antrea_parse.topology.basis import ONE_MOMENT, Certainty
from antrea_parse.topology.board import Board, PodKey, PortClaim
from antrea_parse.topology.strength import FLOWS


def apply(board: Board) -> None:
    """Claim the port of every pod whose address flows tell."""
    by_address, by_mac = _pods(board)
    for sender in board.senders:
        keys = by_address.get((sender.node, sender.ip), [])
        named = by_mac.get((sender.node, sender.mac), [])
        # A pod whose MAC is known to be another is not the one, though it has the address: an address is given again.
        keys = [key for key in keys if board.pods[key].get("mac") in (None, sender.mac)]
        rule = "flow-address"
        if len(named) == 1 and named != keys:
            keys, rule = named, "flow-mac"
        certainty: Certainty = "inferred" if len(keys) == 1 else "ambiguous"
        for key in keys:
            pod = board.pods[key]
            proof = (*sender.evidence, *pod.proof("ip" if rule == "flow-address" else "mac"))
            if certainty == "inferred":
                pod.put("mac", sender.mac, proof, certainty="inferred", rule=rule, assumes=ONE_MOMENT)
                if sender.ofport is not None:
                    board.numbers.setdefault(key, (sender.ofport, proof))
            if sender.port is not None:
                board.claims.append(PortClaim(key, sender.node, sender.port, FLOWS, certainty, rule, proof, sender.ofport, assumes=ONE_MOMENT))


def _pods(board: Board) -> tuple[dict[tuple[str, Any], list[PodKey]], dict[tuple[str, str], list[PodKey]]]:
    """Pods of the pod network that have not ended, by node and address, and by node and MAC."""
    by_address: dict[tuple[str, Any], list[PodKey]] = defaultdict(list)
    by_mac: dict[tuple[str, str], list[PodKey]] = defaultdict(list)
    for key, pod in board.pods.items():
        node = pod.get("node")
        if node is None or pod.get("host_network") is True or pod.get("ended"):
            continue
        for ip in pod.get("ips") or ():
            by_address[node, ip].append(key)
        if pod.get("mac"):
            by_mac[node, pod.get("mac")].append(key)
    return by_address, by_mac
