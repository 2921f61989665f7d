"""Pod ↔ interface as the agent itself lists it: ``antctl get podinterface``."""

from __future__ import annotations

from antrea_parse.text.values import is_ip
from antrea_parse.topology.board import Board, PortClaim
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.rules.pods import pod_on_network
from antrea_parse.topology.strength import PODINTERFACE


def apply(board: Board) -> None:
    """Claim the interface of every pod in the table."""
    for capture, record in board.captured.rows("antctl get podinterface"):
        if capture.node is None or record.interface_name is None or record.namespace is None or record.name is None:
            continue
        proof = evidence(capture, record)
        key = (record.namespace, record.name)
        printed = record.ip if isinstance(record.ip, list | tuple) else (record.ip,)
        pod_on_network(board, key, capture.node, proof, mac=record.mac and str(record.mac), ips=tuple(ip for ip in printed if is_ip(ip)))
        number = record.of_port if isinstance(record.of_port, int) and record.of_port > 0 else None
        board.claims.append(PortClaim(key, capture.node, record.interface_name, PODINTERFACE, "observed", "podinterface", (proof,), number))
