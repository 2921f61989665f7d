"""Pod ↔ interface by the external_ids that the agent writes on each port: ``ovs-vsctl list interface`` or ``port``."""

from __future__ import annotations

from typing import Any

from antrea_parse.text.values import to_ip
from antrea_parse.topology.board import Board, PortClaim
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.rules.pods import pod_on_network
from antrea_parse.topology.strength import EXTERNAL_IDS

#: The pod's own interface on its primary network.
_PRIMARY = "eth0"


def apply(board: Board) -> None:
    """Claim the interface of every pod that a port names."""
    for capture, record in board.captured.rows("ovs-vsctl list interface", "ovs-vsctl list port"):
        ids = getattr(record, "external_ids", None) or {}
        name, namespace = ids.get("pod-name"), ids.get("pod-namespace")
        if capture.node is None or not name or not namespace or record.name is None:
            continue
        proof = evidence(capture, record, f"pod-name={name}")
        key = (namespace, name)
        # Since v2.0 ports of secondary networks name the device inside the pod.
        device = ids.get("if-dev")
        device = None if device in (None, _PRIMARY) else device
        if device is None:
            pod_on_network(board, key, capture.node, proof, mac=ids.get("attached-mac"), ips=_addresses(ids.get("ip-address", "")))
        ofport = getattr(record, "ofport", None)
        number = ofport if isinstance(ofport, int) and ofport > 0 else None
        board.claims.append(PortClaim(key, capture.node, record.name, EXTERNAL_IDS, "observed", "external-ids", (proof,), number, device))


def _addresses(text: str) -> tuple[Any, ...]:
    try:
        return tuple(to_ip(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        return ()
