"""A node of the overview: tunnel on top, head, pods with their ports, bridge and gateway, uplink below."""

from __future__ import annotations

from collections.abc import Iterable

from antrea_parse.drawing.scene import Box, Corners, Run, blank, cell, frame, line, stack
from antrea_parse.drawing.views.common import (
    binding_run,
    certainty_of,
    empty_cell,
    field_grounds,
    header_lines,
    is_bad,
    names,
    node_tooltip,
    ofport_run,
    paint,
    plural,
    pod_tooltip,
    shown_name,
    tag,
    tooltip,
    unknown,
    without_overlay,
)
from antrea_parse.drawing.views.verdicts import Policies
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Node, Pod, Policy, Port, Topology

#: Pod rows on a card before the rest is counted.
_ROWS_DETAILED = 12
_ROWS = 8
_PAD = 7


def pods_shown(topology: Topology, node: Node, *, detailed: bool) -> tuple[list[Pod], list[Pod]]:
    """The pods that get a row, and those that are counted; what needs a look comes first where not all have room."""
    pods = [pod for pod in topology.pods_of(node.name) if not pod.host_network and not pod.ended]
    limit = _ROWS_DETAILED if detailed else _ROWS
    if len(pods) <= limit:
        return pods, []
    pods = sorted(pods, key=lambda pod: not is_bad(pod))
    return pods[:limit], pods[limit:]


def _row_height(*, detailed: bool) -> int:
    return 36 if detailed else 24


def body_height(shown: tuple[list[Pod], list[Pod]], *, detailed: bool) -> int:
    """Height that the pods of a card take: those with a row and the line that counts the others."""
    rows = max(1, len(shown[0]))
    return rows * (_row_height(detailed=detailed) + 5) - 5 + (16 if shown[1] else 0)


def node_card(topology: Topology, acting: Policies, node: Node, width: int, tallest: int, *, detailed: bool) -> tuple[Box, tuple[Box | None, Box]]:
    """A node: tunnel on top, head, pods, bridge and gateway, uplink below."""
    shown = pods_shown(topology, node, detailed=detailed)
    # Where no packet is wrapped a node without a tunnel lacks nothing.
    tunnel = None if node.tunnel is None and without_overlay(topology.overlay) else _tunnel_tab(node, width)
    uplink = _uplink_tab(node, width)
    head = cell(width, *header_lines(node), height=43, pad=9, kind="head", key=node.name, tooltip=node_tooltip(node), fill="head")
    inner = width - 2 * _PAD
    parts = [_cidr_line(node, inner)]
    rows = [_pod_row(pod, acting.on(pod), inner, detailed=detailed) for pod in shown[0]] or [
        empty_cell(inner, _nothing(topology, node), _row_height(detailed=detailed))
    ]
    pods = [stack(rows, 5)]
    if shown[1]:
        hidden = f"and {plural(len(shown[1]), 'pod')} more"
        bad = sum(map(is_bad, shown[1]))
        text = Run(hidden + (f", {bad} not running" if bad else ""), 10, color="mute")
        pods.append(cell(inner, line(text), height=16, pad=2, kind="more", key=node.name, tooltip=names((shown_name(pod) for pod in shown[1]), 60)))
    body = stack(pods)
    parts.append(stack([body, blank(inner, tallest - body.height)]))
    parts.append(_host_line(topology, node, inner))
    content = frame(stack(parts, 5), _PAD, fill="card", stroke="frame")
    card = stack([*([tunnel] if tunnel is not None else []), head, content, _bridge_row(node, width), uplink], align="centre")
    return frame(card, 0, kind="node", key=node.name, tooltip=node_tooltip(node)), (tunnel, uplink)


def _nothing(topology: Topology, node: Node) -> str:
    return "none on the pod network" if topology.pods_of(node.name) else "no pod of this node in the captures"


def _cidr_line(node: Node, width: int) -> Box:
    runs = [Run("Pods", 10, "bold")]
    certainty = certainty_of(node, "pod_cidrs")
    if node.pod_cidrs:
        inferred = certainty != "observed"
        runs += [
            Run(("~" if inferred else "") + str(network), 10, "mono", "mute", gap=6, elastic=1, mark="inferred" if inferred else "")
            for network in node.pod_cidrs
        ]
    else:
        runs += [Run("network", 10, color="mute"), unknown()]
    rule = node.why("pod_cidrs").rule
    right = [Run(f"by {rule.replace('-', ' ').replace('_', ' ')}", 9, "italic", "mute", elastic=1)] if rule and certainty == "inferred" else []
    hint = tooltip(f"Pod network of {node.name}: {names(map(str, node.pod_cidrs)) or 'not captured'}", field_grounds(node, "pod_cidrs"))
    return cell(width, line(*runs, right=right), height=17, pad=2, kind="cidr", key=node.name, tooltip=hint)


def _pod_row(pod: Pod, policies: list[Policy], width: int, *, detailed: bool) -> Box:
    address = Run(str(pod.ip), 10, "mono", elastic=2) if pod.ip else unknown()
    number = binding_run(pod)
    bad = [Run(f"! {pod.status if pod.status != 'Running' else pod.ready}", 9, "bold", "warn-line", mark="bad", elastic=1)] if is_bad(pod) else []
    name, word = Run(pod.name, 11, "bold" if detailed else "sans", elastic=1), tag("POD", "pod")
    if detailed:
        interface = pod.ports[0].interface if pod.ports else None
        where = [Run(pod.namespace or "?", 9, color="mute", gap=0)]
        where += [Run("·", 9, color="mute", gap=3), Run(interface, 9, "mono", "mute", gap=3, elastic=1)] if interface else []
        right = [*_policy_runs(policies), number]
        lines = [line(word, name, right=[address], height=15), line(*where, *bad, right=right, height=13, indent=word.width + name.gap)]
    else:
        space = [Run(pod.namespace, 9, color="mute", elastic=1)] if pod.namespace not in (None, "default") else []
        lines = [line(word, name, *space, *bad, right=[*_policy_runs(policies)[:1], address, number])]
    return cell(
        width,
        *lines,
        height=_row_height(detailed=detailed),
        kind="pod",
        key=pod.key,
        certainty=certainty_of(pod, "node"),
        tooltip=pod_tooltip(pod),
        evidence=pod.ports[0].evidence if pod.ports else (),
        corners="all",
        **paint("pod"),
    )


def _policy_runs(policies: list[Policy]) -> list[Run]:
    """The policies on a pod: the name of the only one, else how many."""
    if not policies:
        return []
    word = policies[0].name if len(policies) == 1 else plural(len(policies), "policy", "policies")
    return [Run("NP", 8, "bold", "np-line", mark="np"), Run(word, 9, color="mute", gap=3, elastic=1)]


def _host_line(topology: Topology, node: Node, width: int) -> Box:
    pods = [pod for pod in topology.pods_of(node.name) if pod.host_network]
    ended = [pod for pod in topology.pods_of(node.name) if pod.ended and not pod.host_network]
    text = f"+ {plural(len(pods), 'host-network pod')}" if pods else "no host-network pod in the captures"
    bad = sum(map(is_bad, pods))
    runs = [Run(text + (f", {len(ended)} ended" if ended else ""), 10, color="mute")]
    if bad:
        runs.append(Run(f"! {bad} not running", 10, "bold", "warn-line", mark="bad"))
    return cell(width, line(*runs), height=16, pad=2, kind="hostpods", key=node.name, tooltip=names((shown_name(pod) for pod in [*pods, *ended]), 60))


def _port(node: Node, name: str | None) -> Port | None:
    return next((port for bridge in node.bridges for port in bridge.ports if port.name == name), None)


def _tunnel_tab(node: Node, width: int) -> Box:
    width = min(width - 40, 190)
    if node.tunnel is None:
        wireguard = next((item for item in node.interfaces if item.kind == "wireguard"), None)
        if wireguard is not None:
            hint = tooltip(f"{node.name}: {wireguard.name} encrypts what leaves for other nodes", field_grounds(wireguard, "kind"))
            return _tab(node, "tun", "TUN", [Run(wireguard.name, 10, elastic=1)], certainty_of(wireguard, "kind"), hint, width, "top")
        if node.bridges:
            hint = f"{node.name}: the bridge was captured, and has no tunnel port"
            return _tab(node, "tun", "TUN", [Run("no tunnel port", 10, "italic", "mute")], "observed", hint, width, "top")
    certainty = certainty_of(node, "tunnel")
    port = _port(node, node.tunnel)
    name = [Run(node.tunnel, 10, elastic=1)] if node.tunnel else [Run("tunnel", 10, color="mute")]
    options = " ".join(f"{key}={value}" for key, value in sorted(port.options.items())) if port else ""
    hint = tooltip(
        f"{node.name}: tunnel port {node.tunnel or 'not captured'}",
        f"{port.type} {options} · OVS port {'?' if port.ofport is None else port.ofport} · {port.mac or ''}" if port else "",
        field_grounds(node, "tunnel"),
    )
    return _tab(node, "tun", "TUN", [*name, ofport_run(port.ofport if port else None, "observed")], certainty, hint, width, "top")


def _uplink_tab(node: Node, width: int) -> Box:
    interface = next((item for item in node.interfaces if item.name == node.uplink), None)
    certainty = certainty_of(node, "uplink")
    name = [Run(node.uplink, 10, elastic=1)] if node.uplink else [Run("uplink", 10, color="mute"), unknown()]
    address = str(node.internal_ip) if node.internal_ip else ""
    if interface is not None and node.internal_ip is not None:
        address = next((str(item) for item in interface.addresses if item.ip == node.internal_ip), address)
    hint = tooltip(
        f"{node.name}: uplink {node.uplink or 'not captured'} {address}",
        f"ifindex {interface.ifindex} · mtu {interface.mtu} · {interface.mac}" if interface else "",
        field_grounds(node, "uplink"),
    )
    return _tab(node, "nic", "NIC", [*name, *([Run(address, 10, "mono", elastic=2)] if address else [])], certainty, hint, min(width - 40, 224), "bottom")


def _tab(node: Node, kind: str, word: str, runs: Iterable[Run], certainty: Certainty, hint: str, width: int, corners: Corners) -> Box:
    text = line(tag(word, kind), *runs, centre=True)
    return cell(width, text, height=23, kind=kind, key=node.name, certainty=certainty, tooltip=hint, corners=corners, **paint(kind, certainty))


def _bridge_row(node: Node, width: int) -> Box:
    port = _port(node, node.gateway)
    bridge = next((item for item in node.bridges if port in item.ports), node.bridges[0] if node.bridges else None)
    left = [tag("OVS", "ovs"), Run(bridge.name, 11, elastic=1) if bridge else Run("bridge", 10, color="mute")]
    left += [] if bridge else [unknown(3)]
    right = [tag("GW", "gw"), Run(node.gateway, 10, elastic=1) if node.gateway else Run("gateway", 10, color="mute")]
    inferred = certainty_of(node, "gateway_ips") != "observed"
    right += [Run(("~" if inferred else "") + str(address), 10, "mono", elastic=2, mark="inferred" if inferred else "") for address in node.gateway_ips[:2]]
    right.append(ofport_run(port.ofport if port else None, "observed"))
    certainty: Certainty = "observed"
    if bridge is None:
        certainty = certainty_of(node, "gateway" if node.gateway else "gateway_ips")
    number = "?" if port is None or port.ofport is None else str(port.ofport)
    hint = tooltip(
        f"{node.name}: bridge {bridge.name}, {plural(len(bridge.ports), 'port')}, datapath {bridge.datapath_id or '?'}" if bridge is not None else "",
        f"gateway {node.gateway or '?'} {names(map(str, node.gateway_ips))}, OVS port {number}" + (f" {port.mac}" if port is not None and port.mac else ""),
        field_grounds(node, "gateway" if node.gateway else "gateway_ips"),
        "" if bridge is not None else f"'ovs-vsctl show' of {node.name} would tell the bridge and its ports",
    )
    return cell(
        width,
        line(*left, right=right, height=16),
        height=27,
        kind="ovs",
        key=node.name,
        certainty=certainty,
        tooltip=hint,
        **paint("ovs", certainty),
    )
