"""What was not checked because no capture tells it."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.asked import in_full
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.findings.proof import all_pods, listed
from antrea_parse.topology.model import Topology

#: Any of the commands tells what is checked.
_NEEDED = (
    ("the gateway, and the node's own address", ("ip address",)),
    ("routes to pods", ("ip route",)),
    ("ports", ("ovs-vsctl show", "ovs-ofctl show", "ovs-ofctl dump-ports-desc")),
)


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """One note on all that is missing; nothing where the cluster was not looked at in this way at all."""
    parts = []
    for what, commands in _NEEDED:
        lacking = [node.name for node in topology.nodes if node.os != "windows" and not _captured(board, node.name, commands)]
        if len(lacking) < len(topology.nodes):
            parts += [f"{what} of {listed(lacking)} (no whole '{commands[0]}')"] if lacking else []
    if topology.pods and not all_pods(board):
        parts.append("ports without pods and pods without ports (no whole 'kubectl get pods -A -o wide')")
    if parts:
        yield finding("AP429", f"not checked: {'; '.join(parts)}")


def _captured(board: Board, node: str, commands: tuple[str, ...]) -> bool:
    return any(in_full(board.captured, command, node, 4) or in_full(board.captured, command, node, 6) for command in commands)
