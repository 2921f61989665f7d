"""Bridges and ports: ``ovs-vsctl show`` names them, ``ovs-ofctl show`` numbers them; the port's name joins the two."""

from __future__ import annotations

from typing import Any

from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, options
from antrea_parse.topology.model import PortKind
from antrea_parse.topology.names import GATEWAYS, LOCAL, TUNNEL_TYPES, TUNNELS, port_prefix

#: OpenFlow cuts port names at this length; the database does not.
_OPENFLOW_NAME = 15


def apply(board: Board) -> None:
    """Make drafts of bridges and ports."""
    for capture, record in board.captured.rows("ovs-vsctl show"):
        if capture.node is not None:
            _bridge(board, capture, record)
    for capture in board.captured.captures("ovs-vsctl show"):
        version = getattr(capture.output, "ovs_version", None)
        if version and capture.node is not None:
            board.node(capture.node).put("ovs_version", version, evidence(capture))
    for command in ("ovs-ofctl show", "ovs-ofctl dump-ports-desc"):
        for capture in board.captured.captures(command):
            if capture.node is not None and capture.output is not None:
                _numbers(board, capture)
    for node in board.nodes:
        _finish(board, node)


def _draft(board: Board, node: str, bridge: str) -> Draft:
    bridges = board.bridges.setdefault(node, {})
    if bridge not in bridges:
        bridges[bridge] = Draft(f"bridge {bridge} of {node}", name=bridge)
        board.ports[node, bridge] = {}
    return bridges[bridge]


def _bridge(board: Board, capture: Any, record: Any) -> None:
    bridge = _draft(board, capture.node, record.name)
    proof = evidence(capture, record)
    bridge.put("name", record.name, proof)
    if record.datapath_type:
        bridge.put("datapath_type", record.datapath_type, proof)
    if record.fail_mode:
        bridge.put("fail_mode", record.fail_mode, proof)
    ports = board.ports[capture.node, record.name]
    for port in record.ports or ():
        for interface in port.interfaces or ():
            # OpenFlow numbers interfaces: a bond has one port and several of them.
            draft = ports.setdefault(interface.name, Draft(f"port {interface.name} of {record.name} on {capture.node}", name=interface.name))
            lines = evidence(capture, interface if interface.span else port)
            draft.put("name", interface.name, lines)
            draft.put("type", interface.type or "", lines)
            if interface.options:
                draft.put("options", dict(interface.options), lines)
            if interface.error:
                draft.put("error", interface.error, lines)
            if port.tag is not None:
                draft.put("tag", port.tag, lines)


def _numbers(board: Board, capture: Any) -> None:
    name = options(capture).get("bridge")
    if name is None:
        known = list(board.bridges.get(capture.node, {}))
        name = known[0] if len(known) == 1 else "br-int"
    bridge = _draft(board, capture.node, name)
    datapath_id = getattr(capture.output, "datapath_id", None)
    if datapath_id:
        bridge.put("datapath_id", datapath_id, evidence(capture))
    ports = board.ports[capture.node, name]
    cut = {port[:_OPENFLOW_NAME]: port for port in ports}
    for record in capture.output.records:
        port_name = record.name if record.name in ports else cut.get(record.name, record.name)
        draft = ports.setdefault(port_name, Draft(f"port {port_name} of {name} on {capture.node}", name=port_name))
        proof = evidence(capture, record)
        draft.put("name", port_name, proof)
        number = LOCAL if record.port_no == "LOCAL" else record.port_no
        if isinstance(number, int):
            draft.put("ofport", number, proof)
        if record.hw_addr:
            draft.put("mac", record.hw_addr, proof)


def _finish(board: Board, node: str) -> None:
    """Kinds of ports, host interfaces of the same name, the node's tunnel and gateway."""
    interfaces = board.interfaces.get(node, {})
    draft = board.node(node)
    for bridge, port in board.ports_of(node):
        name = port.get("name")
        kind = _kind(port, bridge)
        port.put("kind", kind, port.basis["name"].evidence[:1], certainty="observed" if kind in ("local", "tunnel") else "inferred", rule="port-name-and-type")
        if kind == "tunnel" and draft.get("tunnel") is None:
            draft.put("tunnel", name, port.basis["name"].evidence)
        if kind == "gateway" and draft.get("gateway") is None:
            draft.put("gateway", name, port.basis["name"].evidence)
        if name in interfaces:
            port.put("interface", name, (*port.basis["name"].evidence[:1], *interfaces[name].basis["name"].evidence[:1]), rule="same-name")
        if "ofport" not in port.basis:
            port.put("ofport", None, certainty="unknown", missing=(f"ovs-ofctl show {bridge} on {node}",))


def _kind(port: Draft, bridge: str) -> PortKind:
    name, type_ = port.get("name"), port.get("type") or ""
    if name in GATEWAYS:
        return "gateway"
    if name in TUNNELS or type_ in TUNNEL_TYPES:
        return "tunnel"
    if name == bridge or port.get("ofport") == LOCAL:
        return "local"
    if port_prefix(name) and type_ in ("", "system", "internal", "dummy"):
        return "pod"
    return "other"
