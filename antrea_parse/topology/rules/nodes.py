"""Nodes: what ``kubectl get nodes`` and node objects print, and the nodes that only prompts or pods name."""

from __future__ import annotations

import re
from typing import Any

from antrea_parse.text.values import is_ip
from antrea_parse.topology.board import Board
from antrea_parse.topology.captured import evidence

_AGENT = re.compile(r"antrea-agent(?:-windows)?-\w{5}$")
_FIELDS = ("status", "version", "os_image", "kernel_version", "container_runtime", "labels", "annotations")
_GATEWAY_MAC = "node.antrea.io/mac-address"
_MULTICLUSTER_GATEWAY = "multicluster.antrea.io/gateway"


def apply(board: Board) -> None:
    """Make a draft of every node."""
    for capture, record in board.captured.rows("kubectl get nodes"):
        _node(board, capture, record)
    for name in board.captured.nodes():
        board.node(name)
    for capture, record in board.captured.rows("kubectl get pods"):
        if record.node is not None and (record.node in board.nodes or not board.captured.is_cut(record)):
            node = board.node(record.node)
            proof = evidence(capture, record)
            if "name" not in node.basis:
                node.put("name", record.node, proof)
            if is_ip(record.host_ip):
                node.put("internal_ip", record.host_ip, proof, certainty="inferred", rule="host-ip-of-pod")
            # The agent uses its node's network.
            elif is_ip(record.ip) and _AGENT.match(record.name):
                node.put("internal_ip", record.ip, proof, certainty="inferred", rule="address-of-agent-pod")
    for name, node in board.nodes.items():
        node.values["captured"] = board.captured.commands_of(name)
        if "internal_ip" not in node.basis:
            node.put("internal_ip", None, certainty="unknown", missing=("kubectl get nodes -o wide",))
        elif "addresses" not in node.basis:
            node.rest("addresses", (node.get("internal_ip"),), node.basis["internal_ip"])


def _node(board: Board, capture: Any, record: Any) -> None:
    node = board.node(record.name)
    proof = evidence(capture, record)
    node.put("name", record.name, proof)
    for field in _FIELDS:
        value = getattr(record, field)
        if value is not None:
            node.put(field, value, proof)
    if "roles" in record.model_fields_set:
        node.put("roles", None if record.roles is None else tuple(record.roles), proof)
    if record.external_ip:
        node.put("external_ips", tuple(str(ip) for ip in record.external_ip), proof)
    addresses = tuple(item.address for item in record.addresses or () if item.type == "InternalIP" and is_ip(item.address))
    first = record.internal_ip if is_ip(record.internal_ip) else next(iter(addresses), None)
    # Of half a row, the last thing that it says may be half of it.
    if first is not None and (record.os_image is not None or not board.captured.is_cut(record)):
        node.put("internal_ip", first, proof)
    if addresses:
        node.put("addresses", addresses, proof)
    system = record.operating_system or (record.labels or {}).get("kubernetes.io/os")
    if system in ("linux", "windows"):
        node.put("os", system, proof)
    elif record.os_image is not None:
        # Windows says so in the name of each of its releases.
        node.put("os", "windows" if record.os_image.startswith("Windows") else "linux", proof, certainty="inferred", rule="name-of-os")
    annotations = record.annotations or {}
    if _GATEWAY_MAC in annotations:
        node.put("gateway_mac", annotations[_GATEWAY_MAC].lower(), proof)
    if annotations:
        node.put("multicluster_gateway", annotations.get(_MULTICLUSTER_GATEWAY) == "true", proof)
