"""Devices that another network plugin left beside Antrea (findings 11)."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.findings.proof import listed
from antrea_parse.topology.model import Topology


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """One finding for each node that has such devices and a gateway of Antrea's."""
    for node in topology.nodes:
        left = [interface for interface in node.interfaces if interface.kind == "leftover"]
        if left and any(interface.kind == "gateway" for interface in node.interfaces):
            proof = [item for interface in left for item in interface.why("name").evidence[:1]]
            yield finding("AP431", f"{node.name}: devices of another network plugin: {listed(item.name for item in left)}", proof)
