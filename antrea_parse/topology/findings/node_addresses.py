"""A node's address that none of its interfaces has (findings 14)."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.asked import in_full
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.findings.proof import line
from antrea_parse.topology.model import Topology


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Addresses that kubectl prints and a whole ``ip address`` of the node does not."""
    for node in topology.nodes:
        if not node.interfaces or node.why("internal_ip").certainty != "observed":
            continue
        held = {address.ip for interface in node.interfaces for address in interface.addresses}
        for ip in node.addresses:
            if ip in held or not any(other.version == ip.version for other in held):
                continue
            captures = in_full(board.captured, "ip address", node.name, ip.version)
            if captures:
                proof = (*node.why("internal_ip").evidence[:1], line(captures[0]))
                yield finding("AP418", f"{node.name}: no interface has its address {ip}", proof)
