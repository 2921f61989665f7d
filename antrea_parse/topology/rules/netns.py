"""Interfaces of one pod by their network namespace: on a node, one ``link-netnsid`` or ``link-netns`` is one pod's sandbox, with all its interfaces.

What claims one interface of a namespace claims the others too, as those of secondary networks.
"""

from __future__ import annotations

from collections import defaultdict

from antrea_parse.topology.basis import ONE_MOMENT
from antrea_parse.topology.board import Board, PodKey, PortClaim
from antrea_parse.topology.captured import inside
from antrea_parse.topology.strength import NETNS


def apply(board: Board) -> None:
    """Claim the further interfaces of pods whose first is known by more than its name."""
    for command in ("ip address", "ip link"):
        for capture in board.captured.captures(command):
            if capture.node is None or capture.output is None or inside(capture):
                continue
            # Numbers are given again: they tell which interfaces belong together in one capture alone.
            by_namespace: dict[int | str, list[str]] = defaultdict(list)
            for record in capture.output.records:
                number, name = getattr(record, "link_netns", None) or getattr(record, "link_netnsid", None), getattr(record, "ifname", "")
                draft = board.interfaces.get(capture.node, {}).get(name)
                if draft is not None and draft.get("kind") == "pod" and number is not None and number != -1:
                    by_namespace[number].append(name)
            shared = {name: names for names in by_namespace.values() if len(names) > 1 for name in names}
            if shared:
                _claim(board, capture.node, shared)


def _claim(board: Board, node: str, shared: dict[str, list[str]]) -> None:
    known: dict[PodKey, set[str]] = defaultdict(set)
    for claim in board.claims:
        if claim.node == node:
            known[claim.pod].add(claim.interface)
    for claim in list(board.claims):
        if claim.node != node or claim.device is not None or claim.certainty == "ambiguous":
            continue
        for name in shared.get(claim.interface, ()):
            if name not in known[claim.pod]:
                known[claim.pod].add(name)
                interface = board.interfaces[node][name]
                proof = (*claim.evidence[:1], *board.interfaces[node][claim.interface].proof("name"), *interface.proof("name"))
                board.claims.append(PortClaim(claim.pod, node, name, NETNS, "inferred", "network-namespace", proof, device="?", assumes=ONE_MOMENT))
