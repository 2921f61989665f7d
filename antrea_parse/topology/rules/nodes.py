"""Nodes: what ``kubectl get nodes`` prints, and the nodes that only prompts or pods name."""

from __future__ import annotations

import re

from antrea_parse.text.values import is_ip
from antrea_parse.topology.board import Board
from antrea_parse.topology.captured import evidence

_AGENT = re.compile(r"antrea-agent(?:-windows)?-\w{5}$")
_FIELDS = ("status", "version", "os_image", "kernel_version", "container_runtime")


def apply(board: Board) -> None:
    """Make a draft of every node."""
    for capture, record in board.captured.rows("kubectl get nodes"):
        node = board.node(record.name)
        proof = evidence(capture, record)
        node.put("name", record.name, proof)
        for field in _FIELDS:
            if field in record.model_fields_set and (value := getattr(record, field)) is not None:
                node.put(field, value, proof)
        if is_ip(getattr(record, "internal_ip", None)):
            node.put("internal_ip", record.internal_ip, proof)
        if "roles" in record.model_fields_set:
            node.put("roles", None if record.roles is None else tuple(record.roles), proof)
        if record.external_ip:
            node.put("external_ips", tuple(str(ip) for ip in record.external_ip), proof)
    for name in board.captured.nodes():
        board.node(name)
    for capture, record in board.captured.rows("kubectl get pods"):
        if record.node is not None:
            node = board.node(record.node)
            node.put("name", record.node, evidence(capture, record))
            # The agent uses its node's network.
            if is_ip(record.ip) and _AGENT.match(record.name):
                node.put("internal_ip", record.ip, evidence(capture, record), certainty="inferred", rule="address-of-agent-pod")
    for name, node in board.nodes.items():
        node.values["captured"] = board.captured.commands_of(name)
        if "internal_ip" not in node.basis:
            node.put("internal_ip", None, certainty="unknown", missing=("kubectl get nodes -o wide",))
