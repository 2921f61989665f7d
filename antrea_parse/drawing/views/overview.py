"""The cluster on one page: overlay above, node cards side by side, underlay below.

Attachment is shown by adjacency: a pod's row carries the number of its OVS port. Lines are kept for what leaves a card.
"""

from __future__ import annotations

from collections.abc import Sequence

from antrea_parse.drawing.scene import Box, Link, Run, Scene, blank, cell, frame, line, row, stack
from antrea_parse.drawing.views.common import (
    GAP,
    WIDTH,
    certainty_of,
    empty_cell,
    field_grounds,
    legend_for,
    names,
    overlay_words,
    paint,
    plural,
    stray_pods,
    tag,
    title_of,
    tooltip,
    unknown,
    without_overlay,
)
from antrea_parse.drawing.views.node_card import body_height, node_card, pods_shown
from antrea_parse.drawing.views.scale import scale_view
from antrea_parse.drawing.views.verdicts import Policies
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Node, Overlay, Topology, Underlay

#: Up to this many nodes a pod's row has two lines.
_DETAILED = 6
#: Up to this many nodes a card lists pods.
_FULL = 24


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
    on_network = sum(1 for pod in topology.pods if not pod.host_network and not pod.ended)
    on_host = sum(1 for pod in topology.pods if pod.host_network)
    ended = len(topology.pods) - on_network - on_host
    mode = topology.overlay.mode if topology.overlay else None
    version = f"Antrea {topology.antrea_version}" if topology.antrea_version else ""
    parts = [
        plural(len(topology.nodes), "node"),
        plural(on_network, "pod-network pod"),
        plural(on_host, "host-network pod") if on_host else "",
        f"{ended:,} ended" if ended else "",
        ", ".join(part for part in (version, f"{mode} mode" if mode else "") if part),
    ]
    return " · ".join(part for part in parts if part)


def _description(topology: Topology) -> str:
    words = [f"{plural(len(topology.nodes), 'node')}: {names((node.name for node in topology.nodes), 12)}."]
    if overlay_words(topology.overlay):
        words.append(f"A {overlay_words(topology.overlay)} overlay joins them.")
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
    # An even width: the links of the middle stand upright.
    width = 600 if len(topology.nodes) == 1 else (WIDTH - GAP * (count - 1)) // count // 2 * 2
    total = width * count + GAP * (count - 1)
    cards, parts, acting = [], [], Policies(topology)
    tallest = max(body_height(pods_shown(topology, node, detailed=detailed), detailed=detailed) for node in nodes)
    for node in nodes:
        card, edges = node_card(topology, acting, node, width, tallest, detailed=detailed)
        cards.append(card)
        parts.append((node, *edges))
    lane = stack([row(cards, GAP)], width=total)
    with_overlay = not without_overlay(topology.overlay)
    if with_overlay:
        lanes.append(_overlay_bar(topology.overlay, total, nodes, width, key, again=not very_first))
    lanes.append(lane)
    lanes.append(_underlay_bar(underlay, total, nodes, width, key, again=not first))
    for node, tunnel, uplink in parts:
        if with_overlay and tunnel is not None:
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
    if overlay is None or not overlay_words(overlay):
        text, certainty = [Run("not captured", 11, "italic", "mute"), unknown()], "unknown"
        hint = "No capture tells how nodes reach each other's pods; 'ovs-vsctl show' would."
    else:
        field = "type" if overlay.type else "encryption"
        certainty = certainty_of(overlay, field)
        mode = f", {overlay.mode} mode" if overlay.mode else ""
        text = [Run(overlay_words(overlay) + mode, 11, "bold", elastic=1)]
        hint = tooltip(f"Overlay {overlay_words(overlay)}, mode {overlay.mode or '?'}", field_grounds(overlay, field))
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
