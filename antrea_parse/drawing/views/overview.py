"""The cluster on one page: overlay above, node cards side by side, underlay below.

Attachment is shown by adjacency: a pod's row carries the number of its OVS port. Lines are kept for what leaves a card.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from antrea_parse.drawing.scene import Box, Link, Run, Scene, blank, cell, frame, line, row, stack
from antrea_parse.drawing.views.common import (
    GAP,
    TUNNELS,
    WIDTH,
    binding_run,
    certainty_of,
    empty_cell,
    field_grounds,
    header_lines,
    is_bad,
    legend_for,
    names,
    node_tooltip,
    ofport_run,
    overlay_words,
    paint,
    plural,
    pod_tooltip,
    shown_name,
    stray_pods,
    tag,
    title_of,
    tooltip,
    unknown,
)
from antrea_parse.drawing.views.scale import scale_view
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Node, Overlay, Pod, Port, Topology, Underlay

#: Up to this many nodes a pod's row has two lines.
_DETAILED = 6
#: Up to this many nodes a card lists pods.
_FULL = 24
#: Pod rows on a card before the rest is counted.
_ROWS_DETAILED = 12
_ROWS = 8
_PAD = 7


def overview(topology: Topology) -> Scene:
    """All nodes with their pods, ports, gateways, and the networks that join them."""
    if len(topology.nodes) > _FULL:
        return scale_view(topology)
    detailed = len(topology.nodes) <= _DETAILED
    lanes: list[Box] = []
    links: list[Link] = []
    groups = _groups(topology)
    for number, (underlay, nodes) in enumerate(groups):
        first = number == 0 or groups[number - 1][0] is not underlay
        _add_row(topology, underlay, nodes, str(number), lanes, links, detailed=detailed, first=first, very_first=number == 0)
    lanes += stray_pods(topology, max((lane.width for lane in lanes), default=WIDTH))
    if not lanes:
        lanes.append(empty_cell(WIDTH, "no node and no pod in what was read"))
    return Scene(
        "overview",
        title_of(topology, "overview"),
        _subtitle(topology),
        _description(topology),
        tuple(lanes),
        links=tuple(links),
        legend=legend_for(lanes, links),
    )


def _subtitle(topology: Topology) -> str:
    on_network = sum(1 for pod in topology.pods if not pod.host_network)
    on_host = len(topology.pods) - on_network
    mode = topology.overlay.mode if topology.overlay else None
    version = f"Antrea {topology.antrea_version}" if topology.antrea_version else ""
    parts = [
        plural(len(topology.nodes), "node"),
        plural(on_network, "pod-network pod"),
        plural(on_host, "host-network pod") if on_host else "",
        ", ".join(part for part in (version, f"{mode} mode" if mode else "") if part),
    ]
    return " · ".join(part for part in parts if part)


def _description(topology: Topology) -> str:
    words = [f"{plural(len(topology.nodes), 'node')}: {names((node.name for node in topology.nodes), 12)}."]
    if overlay_words(topology.overlay):
        words.append(f"A {overlay_words(topology.overlay)} joins them.")
    words += [f"Underlay {underlay.network} holds {names(underlay.nodes, 12)}." for underlay in topology.underlays[:3]]
    for node in topology.nodes[:12]:
        pods = [pod.name for pod in topology.pods_of(node.name) if not pod.host_network]
        words.append(f"{node.name} runs {names(pods, 8) or 'no pod on the pod network'}.")
    return " ".join(words)


def per_row(count: int) -> int:
    """How many cards stand side by side."""
    return {1: 1, 2: 2, 4: 2}.get(count, 3)


def _groups(topology: Topology) -> list[tuple[Underlay | None, list[Node]]]:
    """Rows of nodes; nodes of different underlays never share one."""
    of = {name: underlay for underlay in topology.underlays for name in underlay.nodes}
    by_underlay: dict[str, tuple[Underlay | None, list[Node]]] = {}
    for node in topology.nodes:
        underlay = of.get(node.name)
        by_underlay.setdefault(str(underlay.network) if underlay else "", (underlay, []))[1].append(node)
    rows = []
    for underlay, nodes in by_underlay.values():
        count = per_row(len(nodes))
        rows += [(underlay, nodes[start : start + count]) for start in range(0, len(nodes), count)]
    return rows


def _add_row(
    topology: Topology,
    underlay: Underlay | None,
    nodes: list[Node],
    key: str,
    lanes: list[Box],
    links: list[Link],
    *,
    detailed: bool,
    first: bool,
    very_first: bool,
) -> None:
    """A row of cards between the overlay's bar and the underlay's."""
    count = per_row(len(topology.nodes))
    width = 600 if len(topology.nodes) == 1 else (WIDTH - GAP * (count - 1)) // count
    total = width * count + GAP * (count - 1)
    cards, parts = [], []
    tallest = max(_body_height(_pods_shown(topology, node, detailed=detailed), detailed=detailed) for node in nodes)
    for node in nodes:
        card, edges = _card(topology, node, width, tallest, detailed=detailed)
        cards.append(card)
        parts.append((node, *edges))
    lane = stack([row(cards, GAP)], width=total)
    with_overlay = topology.overlay is None or topology.overlay.mode != "noEncap"
    if with_overlay:
        lanes.append(_overlay_bar(topology.overlay, total, nodes, width, key, again=not very_first))
    lanes.append(lane)
    lanes.append(_underlay_bar(underlay, total, nodes, width, key, again=not first))
    for node, tunnel, uplink in parts:
        if with_overlay:
            links.append(Link("tun", f"overlay-{node.name}", f"anchor/overlay-{node.name}", "s", tunnel.name, "n", tunnel.certainty, 3, tooltip=tunnel.tooltip))
        links.append(Link("nic", f"underlay-{node.name}", uplink.name, "s", f"anchor/underlay-{node.name}", "n", uplink.certainty, 2, tooltip=uplink.tooltip))


def _anchors(prefix: str, nodes: Sequence[Node], width: int) -> Box:
    """Invisible cells that the links of a bar end at, each in the middle of a card; the bar's border takes a point on the left."""
    size = 2 - width % 2
    parts, cursor = [], 1
    for index, node in enumerate(nodes):
        start = index * (width + GAP) + (width - size) // 2
        parts += [blank(start - cursor, 1), Box(size, 1, "anchor", f"{prefix}-{node.name}")]
        cursor = start + size
    return row(parts)


def _overlay_bar(overlay: Overlay | None, total: int, nodes: Sequence[Node], width: int, key: str, *, again: bool) -> Box:
    certainty: Certainty
    if overlay is None or overlay.type is None:
        text, certainty = [Run("not captured", 11, "italic", "mute"), unknown()], "unknown"
        hint = "No capture tells how nodes reach each other's pods; 'ovs-vsctl show' would."
    else:
        certainty = certainty_of(overlay, "type")
        mode = f", {overlay.mode} mode" if overlay.mode else ""
        text = [Run(f"{TUNNELS.get(overlay.type, overlay.type)}{mode}", 11, "bold", elastic=1)]
        hint = tooltip(f"Overlay {overlay.type}, mode {overlay.mode or '?'}", field_grounds(overlay, "type"))
    right = []
    if again:
        right.append(Run("the same overlay as above", 10, color="mute"))
    elif overlay is not None:
        options = [f"{name}={value}" for name, value in sorted(overlay.options.items())]
        options += [f"UDP {overlay.udp_port}"] if overlay.udp_port else []
        right.append(Run(" · ".join(options), 9, "mono", "mute", elastic=1))
    bar = cell(total - 2, line(tag("OVERLAY", "overlay"), *text, right=right), height=25, pad=8)
    body = stack([bar, _anchors("overlay", nodes, width)], width=total - 2)
    return frame(body, 1, kind="overlay", key=key, certainty=certainty, tooltip=hint, corners="all", **paint("overlay", certainty))


def _underlay_bar(underlay: Underlay | None, total: int, nodes: Sequence[Node], width: int, key: str, *, again: bool) -> Box:
    right = []
    certainty: Certainty
    if underlay is None:
        text, certainty = [Run("network not captured", 11, "italic", "mute"), unknown()], "unknown"
        hint = "No capture tells the network of these nodes; 'ip address' would."
    else:
        certainty = certainty_of(underlay, "network")
        text = [Run(str(underlay.network), 11, "monobold")]
        hint = tooltip(f"Underlay network {underlay.network} of {names(underlay.nodes)}", field_grounds(underlay, "network"))
        if underlay.gateway:
            right += [Run("default gateway", 10, color="mute"), Run(underlay.gateway, 10, "mono", "mute")]
    if again:
        right = [Run("the same underlay as above", 10, color="mute")]
    bar = cell(total - 2, line(tag("UNDERLAY", "underlay"), *text, right=right), height=25, pad=8)
    body = stack([_anchors("underlay", nodes, width), bar], width=total - 2)
    return frame(body, 1, kind="underlay", key=key, certainty=certainty, tooltip=hint, corners="all", **paint("underlay", certainty))


def _pods_shown(topology: Topology, node: Node, *, detailed: bool) -> tuple[list[Pod], list[Pod]]:
    """The pods that get a row, and those that are counted; what needs a look comes first where not all have room."""
    pods = [pod for pod in topology.pods_of(node.name) if not pod.host_network]
    limit = _ROWS_DETAILED if detailed else _ROWS
    if len(pods) <= limit:
        return pods, []
    pods = sorted(pods, key=lambda pod: not is_bad(pod))
    return pods[:limit], pods[limit:]


def _row_height(*, detailed: bool) -> int:
    return 36 if detailed else 24


def _body_height(shown: tuple[list[Pod], list[Pod]], *, detailed: bool) -> int:
    rows = max(1, len(shown[0]))
    return rows * (_row_height(detailed=detailed) + 5) - 5 + (16 if shown[1] else 0)


def _card(topology: Topology, node: Node, width: int, tallest: int, *, detailed: bool) -> tuple[Box, tuple[Box, Box]]:
    """A node: tunnel on top, head, pods, bridge and gateway, uplink below."""
    shown = _pods_shown(topology, node, detailed=detailed)
    tunnel, uplink = _tunnel_tab(node, width), _uplink_tab(node, width)
    head = cell(width, *header_lines(node), height=43, pad=9, kind="head", key=node.name, tooltip=node_tooltip(node), fill="head")
    inner = width - 2 * _PAD
    parts = [_cidr_line(node, inner)]
    rows = [_pod_row(pod, inner, detailed=detailed) for pod in shown[0]] or [empty_cell(inner, _nothing(topology, node), _row_height(detailed=detailed))]
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
    card = stack([tunnel, head, content, _bridge_row(node, width), uplink], align="centre")
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


def _pod_row(pod: Pod, width: int, *, detailed: bool) -> Box:
    address = Run(str(pod.ip), 10, "mono", elastic=2) if pod.ip else unknown()
    number = binding_run(pod)
    bad = [Run(f"! {pod.status if pod.status != 'Running' else pod.ready}", 9, "bold", "warn-line", mark="bad", elastic=1)] if is_bad(pod) else []
    name, word = Run(pod.name, 11, "bold" if detailed else "sans", elastic=1), tag("POD", "pod")
    if detailed:
        interface = pod.ports[0].interface if pod.ports else None
        where = [Run(pod.namespace or "?", 9, color="mute", gap=0)]
        where += [Run("·", 9, color="mute", gap=3), Run(interface, 9, "mono", "mute", gap=3, elastic=1)] if interface else []
        lines = [line(word, name, right=[address], height=15), line(*where, *bad, right=[number], height=13, indent=word.width + name.gap)]
    else:
        space = [Run(pod.namespace, 9, color="mute", elastic=1)] if pod.namespace not in (None, "default") else []
        lines = [line(word, name, *space, *bad, right=[address, number])]
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


def _host_line(topology: Topology, node: Node, width: int) -> Box:
    pods = [pod for pod in topology.pods_of(node.name) if pod.host_network]
    text = f"+ {plural(len(pods), 'host-network pod')}" if pods else "no host-network pod in the captures"
    bad = sum(map(is_bad, pods))
    runs = [Run(text, 10, color="mute")]
    if bad:
        runs.append(Run(f"! {bad} not running", 10, "bold", "warn-line", mark="bad"))
    return cell(width, line(*runs), height=16, pad=2, kind="hostpods", key=node.name, tooltip=names((shown_name(pod) for pod in pods), 60))


def _port(node: Node, name: str | None) -> Port | None:
    return next((port for bridge in node.bridges for port in bridge.ports if port.name == name), None)


def _tunnel_tab(node: Node, width: int) -> Box:
    certainty = certainty_of(node, "tunnel")
    port = _port(node, node.tunnel)
    name = [Run(node.tunnel, 10, elastic=1)] if node.tunnel else [Run("tunnel", 10, color="mute")]
    options = " ".join(f"{key}={value}" for key, value in sorted(port.options.items())) if port else ""
    hint = tooltip(
        f"{node.name}: tunnel port {node.tunnel or 'not captured'}",
        f"{port.type} {options} · OVS port {'?' if port.ofport is None else port.ofport} · {port.mac or ''}" if port else "",
        field_grounds(node, "tunnel"),
    )
    number = ofport_run(port.ofport if port else None, "observed")
    return _tab(node, "tun", "TUN", [*name, number], certainty, hint, min(width - 40, 190), "top")


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


def _tab(node: Node, kind: str, word: str, runs: Iterable[Run], certainty: Certainty, hint: str, width: int, corners: str) -> Box:
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
