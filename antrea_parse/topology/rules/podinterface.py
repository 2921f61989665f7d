"""Pod ↔ interface as the agent itself lists it: ``antctl get podinterface``."""

from __future__ import annotations

from antrea_parse.topology.board import Board, PortClaim
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.strength import PODINTERFACE


def apply(board: Board) -> None:
    """Claim the interface of every pod in the table."""
    for capture, record in board.captured.rows("antctl get podinterface"):
        if capture.node is None or record.interface_name is None or record.namespace is None or record.name is None:
            continue
        proof = evidence(capture, record)
        key = (record.namespace, record.name)
        pod = board.pod(key)
        pod.put("name", record.name, proof)
        pod.put("namespace", record.namespace, proof)
        pod.put("node", capture.node, proof)
        pod.put("host_network", False, proof)
        if record.mac:
            pod.put("mac", str(record.mac).lower(), proof)
        addresses = tuple(record.ip) if isinstance(record.ip, list | tuple) else (record.ip,) if record.ip is not None else ()
        if addresses and pod.get("ip") is None:
            pod.put("ip", addresses[0], proof)
            pod.put("ips", addresses, proof)
        number = record.of_port if isinstance(record.of_port, int) and record.of_port > 0 else None
        board.claims.append(PortClaim(key, capture.node, record.interface_name, PODINTERFACE, "observed", "podinterface", (proof,), number))
