"""The cluster on one page: overlay above, node cards side by side, underlay below.

Attachment is shown by adjacency: a pod's row carries the number of its OVS port. Lines are kept for what leaves a card.
"""

from __future__ import annotations

from collections.abc import Sequence

from antrea_parse.drawing.scene import Box, Link, Scene, row, stack
from antrea_parse.drawing.views.bars import anchors, overlay_bar, underlay_bar
from antrea_parse.drawing.views.common import (
    GAP,
    WIDTH,
    empty_cell,
    findings_note,
    legend_for,
    names,
    overlay_words,
    plural,
    stray_pods,
    title_of,
    without_overlay,
)
from antrea_parse.drawing.views.dense import dense_lanes
from antrea_parse.drawing.views.node_card import CardForm, body_height, card_form, node_card
from antrea_parse.drawing.views.scale import scale_view
from antrea_parse.drawing.views.verdicts import Policies
from antrea_parse.topology.model import Node, Topology, Underlay

#: Up to this many nodes cards have lines to the networks; up to this many they are small and list pods.
_JOINED, _LISTED = 6, 24


def overview(topology: Topology) -> Scene:
    """All nodes with their pods, ports, gateways, and the networks that join them."""
    if len(topology.nodes) > _LISTED:
        return scale_view(topology)
    links: list[Link] = []
    groups = _groups(topology)
    lanes = dense_lanes(topology, groups) if len(topology.nodes) > _JOINED else _joined_lanes(topology, groups, links)
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
        legend=legend_for(lanes, links, {"warn": "! needs a look"}),
        notes=findings_note(topology),
    )


def _subtitle(topology: Topology) -> str:
    on_network = sum(1 for pod in topology.pods if not pod.host_network and not pod.ended)
    on_host = sum(1 for pod in topology.pods if pod.host_network)
    ended = len(topology.pods) - on_network - on_host
    mode = topology.overlay.mode if topology.overlay else None
    version = f"Antrea {topology.antrea_version}" if topology.antrea_version else ""
    parts = [
        plural(len(topology.nodes), "node"),
        plural(on_network, "pod-network pod") if topology.pods else "no pod in the captures",
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


def _groups(topology: Topology) -> list[tuple[Underlay | None, list[Node]]]:
    """The nodes of each underlay."""
    of = {name: underlay for underlay in topology.underlays for name in underlay.nodes}
    found: dict[str, tuple[Underlay | None, list[Node]]] = {}
    for node in topology.nodes:
        underlay = of.get(node.name)
        found.setdefault(str(underlay.network) if underlay else "", (underlay, []))[1].append(node)
    return list(found.values())


def _joined_lanes(topology: Topology, groups: Sequence[tuple[Underlay | None, Sequence[Node]]], links: list[Link]) -> list[Box]:
    """Rows of cards, each between the overlay's bar and the underlay's; nodes of different underlays never share one."""
    rows = []
    for underlay, nodes in groups:
        count = {4: 2}.get(len(nodes), 3)
        rows += [(underlay, nodes[start : start + count], start > 0) for start in range(0, len(nodes), count)]
    count = {1: 1, 2: 2, 4: 2}.get(len(topology.nodes), 3)
    form = card_form(topology, count, len(rows))
    acting, lanes = Policies(topology), list[Box]()
    for number, (underlay, nodes, again) in enumerate(rows):
        lanes += _joined_row(topology, acting, form, underlay, nodes, number, links, again=again)
    return lanes


def _joined_row(
    topology: Topology, acting: Policies, form: CardForm, underlay: Underlay | None, nodes: Sequence[Node], number: int, links: list[Link], *, again: bool
) -> list[Box]:
    tallest = max(body_height(topology, node, form) for node in nodes)
    parts = [(node, *node_card(topology, acting, node, form, tallest)) for node in nodes]
    lanes = []
    if not without_overlay(topology.overlay):
        lanes.append(overlay_bar(topology.overlay, form.total, str(number), anchors("overlay", nodes, form.width), again=number > 0))
        for node, _, tunnel, _ in parts:
            if tunnel is not None:
                links.append(
                    Link("tun", f"overlay-{node.name}", f"anchor/overlay-{node.name}", "s", tunnel.name, "n", tunnel.certainty, 3, tooltip=tunnel.tooltip)
                )
    lanes.append(stack([row((card for _, card, _, _ in parts), GAP)], width=form.total))
    lanes.append(underlay_bar(underlay, form.total, str(number), anchors("underlay", nodes, form.width), again=again))
    for node, _, _, uplink in parts:
        links.append(Link("nic", f"underlay-{node.name}", uplink.name, "s", f"anchor/underlay-{node.name}", "n", uplink.certainty, 2, tooltip=uplink.tooltip))
    return lanes
