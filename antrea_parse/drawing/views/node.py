"""One node from the inside: pods, ports of the bridge, the host's network stack, in three columns whose rows stand level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from antrea_parse.drawing.scene import Box, Link, Mark, Run, Scene, blank, cell, frame, line, row, stack
from antrea_parse.drawing.views.common import (
    address_runs,
    bad_runs,
    certainty_of,
    empty_cell,
    field_grounds,
    grounds,
    legend_for,
    line_runs,
    names,
    ofport_run,
    paint,
    plural,
    pod_tooltip,
    roles_text,
    shown_name,
    tag,
    tooltip,
    unknown,
)
from antrea_parse.drawing.views.node_host import EXTRA, GAP, HOST, NARROW, ROW, WIDE, Pitch, host_column, routes_box
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Bridge, Node, Pod, Port, Topology

_PODS, _PORTS = 246, 278
_LANE_GAP = 36
_NUMBER = 42
#: Characters from which a number is set smaller.
_LONG_NUMBER = 5
#: More pods than this are counted; a node runs 110 unless told otherwise.
_MAX_ROWS = 120
#: Up to so many pods a row has two lines.
_FEW_ROWS = 24


class _Attached(NamedTuple):
    """A row of the drawing: a pod, its port; of a port without a pod those that may be its, or the one that hangs on another too."""

    pod: Pod | None
    port: Port | None
    candidates: tuple[Pod, ...] = ()
    again: Pod | None = None


def node_view(topology: Topology, node: str) -> Scene:
    """The inside of a node.

    Raises:
        TopologyError: there is no such node.
    """
    found = topology.node(node)
    pods = topology.pods_of(node)
    bridge = _main_bridge(found)
    ports = {port.name: port for port in bridge.ports} if bridge else {}
    gateway, tunnel = ports.pop(found.gateway or "", None), ports.pop(found.tunnel or "", None)
    rows, rest, hidden = _rows(pods, ports, found)

    pitch = WIDE if len(rows) <= _FEW_ROWS else NARROW
    routes = routes_box(found, pitch.height(len(rows)))
    upper = max(pitch.height(len(rows) + bool(hidden)), routes.height, ROW)
    columns = (
        [_level_with(_pod_column(rows, hidden, pitch), pitch, upper, _PODS)],
        [_level_with(_port_column(rows, pitch), pitch, upper, _PORTS), *_own_ports(found, gateway, tunnel, rest)],
        host_column(found, upper, routes),
    )
    heads = _heads(found, pods, bridge)
    lanes = _level([stack([head, stack(column, GAP)], GAP) for head, column in zip(heads, columns, strict=True)])
    links = [*_pod_links(rows), *_host_links(found, gateway, tunnel)]
    return Scene(
        "node",
        node,
        _subtitle(found),
        _description(found, rows, bridge),
        lanes,
        "LR",
        tuple(links),
        legend_for(lanes, links, {"ovs": "OVS port, gateway", "tun": "tunnel port", "nic": "host NIC", "pod": "Pod, veth pair"}),
        _notes(topology, found, bridge, hidden),
        rank_gap=_LANE_GAP,
    )


def _level_with(boxes: list[Box], pitch: Pitch, height: int, width: int) -> Box:
    """Rows of pods or ports, as high as the routes beside them."""
    rows = stack(boxes, pitch.gap, width=width)
    return stack([rows, blank(width, height - rows.height)])


def _level(lanes: list[Box]) -> tuple[Box, ...]:
    """The lanes on one height, so that their rows stand level."""
    height = max(lane.height for lane in lanes)
    return tuple(stack([lane, blank(lane.width, height - lane.height)]) for lane in lanes)


def _main_bridge(node: Node) -> Bridge | None:
    """The bridge with the gateway; the first one where none has it."""
    for bridge in node.bridges:
        if any(port.name == node.gateway for port in bridge.ports):
            return bridge
    return node.bridges[0] if node.bridges else None


def _rows(pods: Iterable[Pod], ports: dict[str, Port], node: Node) -> tuple[list[_Attached], list[Port], list[Pod]]:
    """Pods beside their ports; ports that no pod is joined to; pods without room."""
    shown = [pod for pod in pods if not pod.host_network and not pod.ended]
    hidden = shown[_MAX_ROWS:]
    rows = [_Attached(pod, ports.get(pod.ports[0].interface or "") if pod.ports else None) for pod in shown[:_MAX_ROWS]]
    joined = {pod.ports[0].interface for pod in shown if pod.ports}
    second = {binding.interface: pod for pod in shown for binding in pod.ports[1:]}
    rest = [port for port in ports.values() if port.name not in joined]
    unsure = [pod for pod in shown if pod.ports and pod.ports[0].interface is None]
    alone = [
        _Attached(None, port, tuple(pod for pod in unsure if port.name in pod.ports[0].candidates), second.get(port.name))
        for port in rest
        if port.kind == "pod" or port.name in second
    ]
    rows += alone[: _MAX_ROWS - len(rows)]
    drawn = {entry.port.name for entry in rows if entry.port is not None}
    return rows, [port for port in rest if port.name not in drawn], hidden


def _subtitle(node: Node) -> str:
    cidrs = names(map(str, node.pod_cidrs))
    inferred = "~" if certainty_of(node, "pod_cidrs") == "inferred" else ""
    parts = [
        str(node.internal_ip) if node.internal_ip else "",
        node.status or "",
        roles_text(node),
        node.version or "",
        f"pod CIDR {inferred}{cidrs}" if cidrs else "",
        f"Open vSwitch {node.ovs_version}" if node.ovs_version else "",
    ]
    return " · ".join(part for part in parts if part)


def _description(node: Node, rows: list[_Attached], bridge: Bridge | None) -> str:
    pods = names((entry.pod.name for entry in rows if entry.pod is not None), 12)
    ports = f"Bridge {bridge.name} has {plural(len(bridge.ports), 'port')}." if bridge else "Its bridge was not captured."
    return f"Node {node.name} runs {pods or 'no pod on the pod network'}. {ports} Its uplink is {node.uplink or 'not captured'}."


def _notes(topology: Topology, node: Node, bridge: Bridge | None, hidden: list[Pod]) -> tuple[str, ...]:
    """What is there and not drawn."""
    drawn = {
        node.gateway,
        node.uplink,
        *(item.name for item in node.interfaces if item.kind in EXTRA),
        *(binding.interface for pod in topology.pods_of(node.name) for binding in pod.ports),
    }
    left = [f"{item.name} ({item.operstate.lower()})" if item.operstate == "DOWN" else item.name for item in node.interfaces if item.name not in drawn]
    on_host = [pod.name for pod in topology.pods_of(node.name) if pod.host_network]
    ended = [pod.name for pod in topology.pods_of(node.name) if pod.ended and not pod.host_network]
    others = [item.name for item in node.bridges if item is not bridge]
    notes = [
        f"Not drawn: {plural(len(on_host), 'host-network pod')} ({names(on_host, 6)})" if on_host else "",
        f"Not drawn: {plural(len(ended), 'pod')} that ended ({names(ended, 6)})" if ended else "",
        f"Not drawn: interfaces {names(left, 12)}" if left else "",
        f"Not drawn: bridges {names(others, 6)}" if others else "",
        f"Not drawn: {plural(len(hidden), 'pod')} more ({names(map(shown_name, hidden), 4)})" if hidden else "",
        "" if node.captured else f"No capture from {node.name} itself was read: what is drawn is known from others",
    ]
    return tuple(note for note in notes if note)


def _heads(node: Node, pods: tuple[Pod, ...], bridge: Bridge | None) -> tuple[Box, Box, Box]:
    on_network = sum(1 for pod in pods if not pod.host_network and not pod.ended)
    if bridge is None:
        bridge_head = line(Run("Bridge", 12, "bold"), Run("not captured", 9, color="mute"), unknown())
    else:
        about = " · ".join(
            part for part in (bridge.datapath_type and f"datapath {bridge.datapath_type}", bridge.datapath_id and f"dpid {bridge.datapath_id}") if part
        )
        bridge_head = line(tag("OVS", "ovs"), Run(bridge.name, 12, "bold"), Run(about, 9, color="mute", elastic=1))
    return (
        cell(_PODS, line(Run("Pods", 12, "bold"), Run(f"{on_network} on the pod network", 9, color="mute")), height=22, pad=2),
        cell(_PORTS, bridge_head, height=22, pad=2, kind="bridge", key=bridge.name if bridge else "?", tooltip=field_grounds(bridge, "name") if bridge else ""),
        cell(HOST, line(Run("Host network", 12, "bold"), Run(f"of {node.name}", 9, color="mute", elastic=1)), height=22, pad=2),
    )


def _pod_column(rows: list[_Attached], hidden: list[Pod], pitch: Pitch) -> list[Box]:
    found = [_pod_cell(entry.pod, pitch) if entry.pod else _no_pod(entry, pitch) for entry in rows]
    if not found:
        found = [empty_cell(_PODS, "none on the pod network", pitch.row)]
    if hidden:
        found.append(empty_cell(_PODS, f"and {plural(len(hidden), 'pod')} more", pitch.row))
    return found


def _pod_cell(pod: Pod, pitch: Pitch) -> Box:
    second = [Run(pod.namespace or "?", 9, color="mute", elastic=1), *bad_runs(pod)]
    word = tag("POD", "pod")
    right = [Run(pod.mac, 9, "mono", "mute")] if pod.mac else []
    lines = [
        line(word, Run(pod.name, 11, "bold", elastic=2), right=address_runs(pod), height=16),
        line(*second, right=right, height=13, indent=word.width + 5),
    ]
    if pitch.row < ROW:
        usual = pod.namespace == "default"
        lines = [line(word, Run(pod.name, 10, "bold", elastic=2), *second[1 if usual else 0 :], right=line_runs(pod, 10))]
    return cell(
        _PODS,
        *lines,
        height=pitch.row,
        kind="pod",
        key=pod.key,
        tooltip=pod_tooltip(pod),
        evidence=pod.ports[0].evidence if pod.ports else (),
        corners="all",
        **paint("pod"),
    )


def _no_pod(entry: _Attached, pitch: Pitch) -> Box:
    """In place of a pod beside a port."""
    candidates, name = entry.candidates, entry.port.name if entry.port else ""
    word = tag("POD", "pod")
    hint = f"No pod could be joined to port {name}; 'kubectl get pods -A -o wide' of the same moment would tell"
    lines = [line(word, Run("no pod joined", 10, "italic", "mute"), unknown())]
    certainty: Certainty = "unknown"
    if entry.again is not None:
        certainty = "inferred"
        hint = f"{entry.again.key} hangs on port {name} too"
        lines = [line(word, Run(f"also {entry.again.name}", 10, "italic", "mute", elastic=1))]
    elif candidates:
        certainty = "ambiguous"
        hint = f"One of these pods hangs on port {name}: {names(pod.key for pod in candidates)}"
        lines = [
            line(word, Run(f"one of {plural(len(candidates), 'pod')}", 10, "italic", "mute"), ofport_run(None, "unknown", (name, name)), height=16),
            line(Run(names(pod.name for pod in candidates), 9, color="mute", elastic=1), height=13, indent=word.width + 5),
        ]
    look = paint("pod", "unknown")
    return cell(_PODS, *lines[: pitch.lines], height=pitch.row, kind="nopod", key=name, certainty=certainty, tooltip=hint, corners="all", **look)


def _port_column(rows: list[_Attached], pitch: Pitch) -> list[Box]:
    return [_port_cell(entry.port, pitch=pitch) if entry.port else _unseen_port(entry.pod, pitch) for entry in rows]


def _own_ports(node: Node, gateway: Port | None, tunnel: Port | None, rest: list[Port]) -> list[Box]:
    """The ports that are the node's own, beside its interfaces."""
    found = [_port_cell(gateway, "gw") if gateway else _unseen(node, "gateway", node.gateway)]
    if tunnel is not None:
        found.append(_port_cell(tunnel, "tun"))
    elif not node.bridges:
        found.append(_unseen(node, "tunnel", node.tunnel))
    else:
        # The bridge was captured: there is none.
        found.append(blank(_PORTS, ROW))
    return found + [_port_cell(port) for port in rest]


def _port_box(
    key: str,
    number: Run,
    first: tuple[Run, ...],
    second: tuple[Run, ...],
    word: Run,
    kind: str,
    certainty: Certainty,
    hint: str,
    note: str = "",
    pitch: Pitch = WIDE,
) -> Box:
    """Number on the left, name and MAC beside it, on the right what kind of port it is."""
    right = [Run(note, 9, color="mute", elastic=1)] if note else []
    height = pitch.row - 2
    lines = [line(*first, right=[word], height=16), line(*second, right=right, height=13)]
    if pitch.row < ROW:
        lines = [line(*(replace(run, size=10) for run in first), *right, right=[*second, word])]
        number = replace(number, size=min(number.size, 11))
    left = cell(_NUMBER, line(number, centre=True), height=height, pad=1)
    text = cell(_PORTS - _NUMBER - 2, *lines, height=height, pad=5)
    return frame(row([left, text]), 1, kind="port", key=key, certainty=certainty, tooltip=hint, corners="none", **paint(kind, certainty))


def _port_cell(port: Port, kind: str = "ovs", *, pitch: Pitch = WIDE) -> Box:
    number = ofport_run(port.ofport, "observed", size=13)
    text = number.text.lstrip(":")
    mark: Mark = "number" if number.mark == "ofport" else number.mark
    number = replace(number, text=text, size=number.size if len(text) < _LONG_NUMBER else 11, mark=mark)
    options = " ".join(f"{key}={value}" for key, value in sorted(port.options.items()) if key in {"remote_ip", "local_ip"})
    note = " ".join(part for part in (port.type, options, f"tag {port.tag}" if port.tag else "") if part)
    hint = tooltip(
        f"Port {port.name}, OpenFlow port {'?' if port.ofport is None else port.ofport}",
        " ".join(f"{key}={value}" for key, value in sorted(port.options.items())),
        port.error or "",
        *(f"{name}: {grounds(basis)}" for name, basis in sorted(port.basis.items()) if name in {"name", "ofport", "mac", "pod"}),
    )
    mac = Run(port.mac, 9, "mono", "mute") if port.mac else unknown()
    if port.error:
        mac = Run(f"! {port.error}", 9, "bold", "warn-line", mark="bad", elastic=1)
    word = {"gw": "GW", "tun": "TUN"}.get(kind, "OVS")
    return _port_box(port.name, number, (Run(port.name, 11, "bold", elastic=1),), (mac,), tag(word, kind), kind, "observed", hint, note, pitch)


def _unseen_port(pod: Pod | None, pitch: Pitch) -> Box:
    """The place of a pod's port that no capture of Open vSwitch tells; the host's interface may be known all the same."""
    binding = pod.ports[0] if pod and pod.ports else None
    key = f"{pod.key if pod else ''}-port"
    if binding is None or binding.interface is None:
        candidates = binding.candidates if binding else ()
        many = len(candidates) > 1
        text = Run(f"one of {plural(len(candidates), 'port')}" if many else "interface not captured", 10, "italic", "mute")
        listed = Run(names(candidates, 3) if many else "", 9, "mono", "mute", elastic=1)
        number = ofport_run(None, "unknown", candidates, 12)
        return _port_box(key, number, (text,), (listed,), tag("OVS", "ovs"), "ovs", "unknown", grounds(binding) if binding else "", pitch=pitch)
    second = (Run(binding.mac, 9, "mono", "mute"),) if binding.mac else (unknown(),)
    name = (Run(binding.interface, 11, "bold", elastic=1),)
    return _port_box(
        key, ofport_run(None, "unknown", size=12), name, second, tag("OVS", "ovs"), "ovs", "inferred", grounds(binding), "port number not captured", pitch
    )


def _unseen(node: Node, field: str, name: str | None) -> Box:
    kind = {"gateway": "gw", "tunnel": "tun"}[field]
    certainty: Certainty = "inferred" if name else "unknown"
    text = Run(name, 11, "bold", elastic=1) if name else Run(f"{field} port not captured", 10, "italic", "mute")
    hint = tooltip(field_grounds(node, field), f"'ovs-vsctl show' and 'ovs-ofctl show' of {node.name} would tell")
    return _port_box(f"{field}-port", unknown(), (text,), (Run("", 9),), tag(kind.upper(), kind), kind, certainty, hint)


def _pod_links(rows: list[_Attached]) -> list[Link]:
    found = []
    for pod, port, *_ in rows:
        binding = pod.ports[0] if pod and pod.ports else None
        if pod is None or binding is None or binding.interface is None:
            continue
        target = f"port/{port.name if port else f'{pod.key}-port'}"
        hint = f"{pod.key} hangs on {binding.interface}: {grounds(binding)}"
        found.append(Link("pod", pod.key, f"pod/{pod.key}", "e", target, "w", binding.certainty, tooltip=hint, evidence=binding.evidence))
    return found


def _host_links(node: Node, gateway: Port | None, tunnel: Port | None) -> list[Link]:
    found = []
    if gateway is not None and node.gateway:
        hint = f"{gateway.name} is a port of the bridge and an interface of the host"
        certainty = certainty_of(gateway, "interface") if gateway.interface else "observed"
        found.append(Link("ovs", "gateway", f"port/{gateway.name}", "e", f"gw/{node.gateway}", "w", certainty, tooltip=hint))
    if tunnel is not None:
        hint = f"{tunnel.name} wraps packets that leave through {node.uplink or 'the uplink'}: it holds the node's address"
        found.append(Link("tun", "tunnel", f"port/{tunnel.name}", "e", f"nic/{node.uplink or 'uplink'}", "w", "inferred", 3, tooltip=hint))
    return found
