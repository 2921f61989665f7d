"""What joining brings to light: contradictions, gaps and leftovers. One file for each finding.

A finding's module has ``find(topology, board)``, which yields diagnostics; it reads the finished topology, and the board for records that the
topology does not keep. What it needs and no capture tells is no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.board import Board
from antrea_parse.topology.model import Topology

Finding = Callable[[Topology, Board], Iterator[Diagnostic]]

#: In the order in which they are told.
_FINDINGS: tuple[Finding, ...] = ()


def report(topology: Topology, board: Board) -> Topology:
    """The topology with its findings."""
    found = [diagnostic for finding in _FINDINGS for diagnostic in finding(topology, board)]
    return topology.model_copy(update={"diagnostics": (*topology.diagnostics, *found)}) if found else topology
