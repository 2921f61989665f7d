"""MTUs along a pod's way out of its node that do not fit (findings 2, 3)."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.model import Topology


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Compare the MTUs of gateway, pods and tunnel device of each node."""
    for node in topology.nodes:
        mtus, proof = node.mtus, node.why("mtus").evidence
        gateway, pods, tunnel = mtus.get("gateway"), mtus.get("pods"), mtus.get("tunnel")
        if gateway is not None and pods is not None and gateway != pods:
            yield finding("AP430", f"{node.name}: MTU of {node.gateway} is {gateway}, that of its pods' interfaces {pods}", proof)
        if tunnel is not None and max(gateway or 0, pods or 0) > tunnel:
            yield finding("AP430", f"{node.name}: MTU {max(gateway or 0, pods or 0)} is above that of the tunnel device, {tunnel}", proof, level="error")
