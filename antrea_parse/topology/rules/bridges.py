"""Bridges and ports: ``ovs-vsctl`` names them, ``ovs-ofctl`` numbers them; the port's name joins the two."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from typing import Any

from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, options
from antrea_parse.topology.model import PortKind
from antrea_parse.topology.names import GATEWAYS, INTEGRATION_BRIDGE, LOCAL, TUNNEL_TYPES, TUNNELS, ipsec_port, port_prefix

#: OpenFlow cuts port names at this length; the database does not.
_OPENFLOW_NAME = 15
_NUMBERED = ("ovs-ofctl show", "ovs-ofctl dump-ports-desc")
_TAP = re.compile(r"antrea-(?:l7|tc)-tap\d+$")
#: What the agent writes on ports since v1.5.
_ANTREA_TYPES: dict[str, PortKind] = {
    "container": "pod",
    "gateway": "gateway",
    "tunnel": "tunnel",
    "ipsec-tunnel": "tunnel",
    "uplink": "uplink",
    "host": "local",
    "traffic-control": "tap",
}


def apply(board: Board) -> None:
    """Make drafts of bridges and ports."""
    for capture, record in board.captured.rows("ovs-vsctl show"):
        if capture.node is not None:
            _bridge(board, capture, record)
    for capture in board.captured.captures("ovs-vsctl show"):
        version = getattr(capture.output, "ovs_version", None)
        if version and capture.node is not None:
            board.node(capture.node).put("ovs_version", version, evidence(capture))
    for command in _NUMBERED:
        for capture in board.captured.captures(command):
            if capture.node is not None and capture.output is not None:
                _numbers(board, capture)
    for capture, record in board.captured.rows("ovs-vsctl list bridge"):
        if capture.node is not None and record.name:
            _listed_bridge(board, capture, record)
    _listed_ports(board)


def finish(board: Board) -> None:
    """Kinds of ports, host interfaces of the same name, the node's tunnel and gateway; when all have spoken that name ports."""
    ipsec = frozenset(ipsec_port(node) for node in board.nodes)
    for node in board.nodes:
        _finish(board, node, ipsec)


def bridge_draft(board: Board, node: str, bridge: str) -> Draft:
    """The draft of a bridge, made when first asked for."""
    bridges = board.bridges.setdefault(node, {})
    if bridge not in bridges:
        bridges[bridge] = Draft(f"bridge {bridge} of {node}", name=bridge)
        board.ports[node, bridge] = {}
    return bridges[bridge]


def port_draft(board: Board, node: str, bridge: str, name: str) -> Draft:
    """The draft of a port, made when first asked for."""
    bridge_draft(board, node, bridge)
    ports = board.ports[node, bridge]
    if name not in ports:
        ports[name] = Draft(f"port {name} of {bridge} on {node}", name=name)
    return ports[name]


def asked_bridge(board: Board, capture: Any) -> str:
    """The bridge that a capture of ``ovs-ofctl`` is of: the one that its command line names, or the only one, or Antrea's."""
    named = options(capture).get("bridge")
    if named is not None:
        return str(named)
    known = list(board.bridges.get(capture.node, {}))
    return known[0] if len(known) == 1 else INTEGRATION_BRIDGE


def _bridge(board: Board, capture: Any, record: Any) -> None:
    bridge = bridge_draft(board, capture.node, record.name)
    proof = evidence(capture, record)
    # A plain device has no type; one whose type was cut off looks the same.
    whole = bool(capture.output.ovs_version) and board.captured.whole(capture)
    bridge.put("name", record.name, proof)
    if record.datapath_type:
        bridge.put("datapath_type", record.datapath_type, proof)
    if record.fail_mode:
        bridge.put("fail_mode", record.fail_mode, proof)
    for port in record.ports or ():
        for interface in port.interfaces or ():
            # OpenFlow numbers interfaces: a bond has one port and several of them.
            if board.captured.is_cut(interface if interface.span else port):
                continue  # half a name names nothing
            part = interface if interface.span else port
            put = partial(port_draft(board, capture.node, record.name, interface.name).put, evidence=evidence(capture, part))
            if board.captured.is_elided(record, part):
                put = partial(put, certainty="inferred", rule="bridge-above", assumes=f"the lines left out begin no other bridge behind {record.name}")
            put("name", interface.name)
            if interface.type or whole:
                put("type", interface.type or "")
            if interface.options:
                put("options", dict(interface.options))
            if interface.error:
                put("error", interface.error)
            if port.tag is not None:
                put("tag", port.tag)
            if port.trunks:
                put("trunks", tuple(port.trunks))


def _numbers(board: Board, capture: Any) -> None:
    name = asked_bridge(board, capture)
    bridge = bridge_draft(board, capture.node, name)
    datapath_id = getattr(capture.output, "datapath_id", None)
    if datapath_id:
        bridge.put("datapath_id", datapath_id, evidence(capture))
    bridge.put("name", name, evidence(capture))
    ports = board.ports[capture.node, name]
    cut = {port[:_OPENFLOW_NAME]: port for port in ports}
    for record in capture.output.records:
        draft = port_draft(board, capture.node, name, record.name if record.name in ports else cut.get(record.name, record.name))
        proof = evidence(capture, record)
        draft.put("name", draft.values["name"], proof)
        number = LOCAL if record.port_no == "LOCAL" else record.port_no
        if isinstance(number, int):
            draft.put("ofport", number, proof)
        if record.hw_addr and not board.captured.is_cut(record):
            draft.put("mac", record.hw_addr, proof)


def _listed_bridge(board: Board, capture: Any, record: Any) -> None:
    bridge = bridge_draft(board, capture.node, record.name)
    proof = evidence(capture, record)
    bridge.put("name", record.name, proof)
    for field in ("datapath_type", "datapath_id", "fail_mode"):
        value = getattr(record, field, None)
        if value:
            bridge.put(field, value, proof)
    ids = getattr(record, "external_ids", None) or {}
    if ids.get("antrea-type") == "secondary-bridge":
        bridge.put("role", "secondary", proof)
    if ids.get("roundNum", "").isdecimal():
        board.node(capture.node).put("round", int(ids["roundNum"]), proof)


def _listed_ports(board: Board) -> None:
    """Rows of tables Interface and Port: they do not say of which bridge, so they speak of a port only where one bridge has it."""
    rows = list(board.captured.rows("ovs-vsctl list interface", "ovs-vsctl list port"))
    # A pod's port with another device than eth0 is of a secondary network, which has a bridge of its own.
    several = {capture.node for capture, record in rows if _device(record) not in (None, "eth0")}
    for capture, record in rows:
        if capture.node is None or record.name is None:
            continue
        bridge = _home(board, capture.node, record.name, alone=capture.node not in several or _is_antreas(record))
        if bridge is None:
            continue
        draft = port_draft(board, capture.node, bridge, record.name)
        proof = evidence(capture, record)
        draft.put("name", record.name, proof)
        if capture.command == "ovs-vsctl list interface" and not board.captured.is_cut(record):
            _interface_row(draft, record, proof)
        elif getattr(record, "tag", None) is not None:
            draft.put("tag", record.tag, proof)
        kind = _ANTREA_TYPES.get((getattr(record, "external_ids", None) or {}).get("antrea-type", ""))
        if kind is not None:
            draft.put("kind", kind, proof)


def _device(record: Any) -> str | None:
    """The device inside the pod that a port's row names."""
    device: str | None = (getattr(record, "external_ids", None) or {}).get("if-dev")
    return device


def _is_antreas(record: Any) -> bool:
    """Whether a port is of Antrea's own bridge whatever others there are: its gateway, its tunnel, a pod's primary port."""
    ids = getattr(record, "external_ids", None) or {}
    return record.name in (*GATEWAYS, *TUNNELS) or ("pod-name" in ids and _device(record) in (None, "eth0"))


def _home(board: Board, node: str, port: str, *, alone: bool) -> str | None:
    known = [bridge for bridge in board.bridges.get(node, {}) if port in board.ports[node, bridge]]
    if len(known) == 1:
        return known[0]
    # Nodes without a secondary network have one bridge.
    return INTEGRATION_BRIDGE if alone and not known and not board.bridges.get(node, {}).keys() - {INTEGRATION_BRIDGE} else None


def _interface_row(draft: Draft, record: Any, proof: Any) -> None:
    if record.type is not None:
        draft.put("type", "" if record.type == "system" else record.type, proof)
    if record.options:
        draft.put("options", dict(record.options), proof)
    if record.error:
        draft.put("error", record.error, proof)
    if isinstance(record.ofport, int):
        draft.put("ofport", record.ofport, proof)
    if record.mac_in_use:
        draft.put("mac", record.mac_in_use, proof)


def _finish(board: Board, node: str, ipsec: frozenset[str]) -> None:
    interfaces = board.interfaces.get(node, {})
    draft = board.node(node)
    for bridge, port in board.ports_of(node):
        name = port.get("name")
        _put_kind(node, port, "tunnel" if name in ipsec else _kind(port, bridge), interfaces.get(name))
        kind = port.get("kind")
        if kind == "tunnel" and draft.get("tunnel") is None and name in TUNNELS:
            draft.put("tunnel", name, port.basis["name"].evidence)
        if kind == "gateway" and draft.get("gateway") is None:
            draft.put("gateway", name, port.basis["name"].evidence)
        if kind == "gateway" and port.get("mac"):
            draft.put("gateway_mac", port.get("mac"), port.proof("mac"))
        if name in interfaces:
            port.put("interface", name, (*port.proof("name"), *interfaces[name].proof("name")), rule="same-name")
        if "ofport" not in port.basis:
            port.put("ofport", None, certainty="unknown", missing=(f"ovs-ofctl show {bridge} on {node}",))
    _roles(board, node)


def _put_kind(node: str, port: Draft, kind: PortKind, interface: Draft | None) -> None:
    if "kind" in port.basis:
        return
    if kind == "pod" and "type" not in port.basis and (interface is None or interface.get("kind") != "pod"):
        # Tunnels to peers with IPsec have names like those of pods.
        missing = (f"ovs-vsctl show on {node}", f"ip address on {node}")
        port.put("kind", kind, port.proof("name"), certainty="ambiguous", rule="port-name-and-type", candidates=("pod", "tunnel"), missing=missing)
    elif kind != "other":
        certainty: Certainty = "observed" if kind in ("local", "tunnel") else "inferred"
        port.put("kind", kind, port.proof("name"), certainty=certainty, rule="port-name-and-type")
    elif interface is not None and interface.get("kind") in ("pod", "bridged", "tap"):
        # With networkPolicyOnly pods have the names that the primary network plugin gave them.
        host = {"bridged": "uplink"}.get(interface.get("kind"), interface.get("kind"))
        port.put("kind", host, (*port.proof("name"), *interface.proof("kind")), certainty="inferred", rule="kind-of-interface")


def _roles(board: Board, node: str) -> None:
    """Antrea's bridge has its gateway; another one with pods is of secondary networks."""
    bridges = board.bridges.get(node, {})
    kinds: dict[str, set[str]] = defaultdict(set)
    for bridge, port in board.ports_of(node):
        kinds[bridge].add(port.get("kind"))
    main = [bridge for bridge in bridges if "gateway" in kinds[bridge]]
    for bridge, draft in bridges.items():
        if "role" in draft.basis:
            continue
        if bridge in main or (not main and bridge == INTEGRATION_BRIDGE):
            draft.put("role", "integration", draft.proof("name") or _any_port(board, node, bridge), certainty="inferred", rule="gateway-on-bridge")
        elif main and "pod" in kinds[bridge]:
            draft.put("role", "secondary", draft.proof("name") or _any_port(board, node, bridge), certainty="inferred", rule="pods-without-gateway")


def _any_port(board: Board, node: str, bridge: str) -> Any:
    return next((port.proof("name") for port in board.ports[node, bridge].values() if port.proof("name")), ())


def _kind(port: Draft, bridge: str) -> PortKind:
    name, type_ = port.get("name"), port.get("type") or ""
    if name in GATEWAYS:
        return "gateway"
    if name in TUNNELS or (type_ in TUNNEL_TYPES and "remote_ip" in (port.get("options") or {})):
        return "tunnel"
    if name == bridge or port.get("ofport") == LOCAL:
        return "local"
    if _TAP.match(name) or type_ in TUNNEL_TYPES:
        return "tap"
    if name.endswith("~"):
        return "uplink"
    if port_prefix(name) and type_ in ("", "system", "internal", "dummy"):
        return "pod"
    return "other"
