"""What joining brings to light: contradictions, gaps and leftovers. One file for each subject; docs/findings.md has the rules.

A subject's module has ``find(topology, board)``, which yields diagnostics; it reads the finished topology, and the board for records that the
topology does not keep. What it needs and no capture tells is no finding: `unchecked` names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.board import Board
from antrea_parse.topology.findings import (
    agents,
    gateways,
    leftovers,
    link_local,
    mtus,
    node_addresses,
    pod_addresses,
    pod_networks,
    ports,
    routes,
    tunnels,
    unchecked,
)
from antrea_parse.topology.model import Topology

Finding = Callable[[Topology, Board], Iterator[Diagnostic]]

#: In the order in which they are told.
_FINDINGS: tuple[Finding, ...] = (
    node_addresses.find,
    agents.find,
    pod_networks.find,
    gateways.find,
    routes.find,
    tunnels.find,
    ports.find,
    pod_addresses.find,
    mtus.find,
    link_local.find,
    leftovers.find,
    unchecked.find,
)


def report(topology: Topology, board: Board) -> Topology:
    """The topology with its findings."""
    found = [diagnostic for find in _FINDINGS for diagnostic in find(topology, board)]
    return topology.model_copy(update={"diagnostics": (*topology.diagnostics, *found)}) if found else topology
