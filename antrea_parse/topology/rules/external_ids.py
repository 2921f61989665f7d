"""Pod ↔ interface by the external_ids that the agent writes on each port: ``ovs-vsctl list interface`` or ``port``."""

from __future__ import annotations

from antrea_parse.text.values import to_ip
from antrea_parse.topology.board import Board, PortClaim
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.strength import EXTERNAL_IDS


def apply(board: Board) -> None:
    """Claim the interface of every pod that a port names."""
    for command in ("ovs-vsctl list interface", "ovs-vsctl list port"):
        for capture, record in board.captured.rows(command):
            ids = getattr(record, "external_ids", None) or {}
            name, namespace = ids.get("pod-name"), ids.get("pod-namespace")
            if capture.node is None or not name or not namespace or record.name is None:
                continue
            proof = evidence(capture, record, f"pod-name={name}")
            key = (namespace, name)
            pod = board.pod(key)
            pod.put("name", name, proof)
            pod.put("namespace", namespace, proof)
            pod.put("node", capture.node, proof)
            pod.put("host_network", False, proof)
            if ids.get("attached-mac"):
                pod.put("mac", ids["attached-mac"].lower(), proof)
            try:
                addresses = tuple(to_ip(part.strip()) for part in ids.get("ip-address", "").split(",") if part.strip())
            except ValueError:
                addresses = ()
            if addresses and pod.get("ip") is None:
                pod.put("ip", addresses[0], proof)
                pod.put("ips", addresses, proof)
            ofport = getattr(record, "ofport", None)
            number = ofport if isinstance(ofport, int) and ofport > 0 else None
            board.claims.append(PortClaim(key, capture.node, record.name, EXTERNAL_IDS, "observed", "external-ids", (proof,), number))
