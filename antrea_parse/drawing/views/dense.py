"""Clusters of some two dozen nodes: the networks as headings, below each its nodes as small cards that list their pods."""

from __future__ import annotations

from collections.abc import Sequence

from antrea_parse.drawing.scene import Box, Run, blank, cell, frame, line, row, stack
from antrea_parse.drawing.views.bars import overlay_bar, underlay_bar
from antrea_parse.drawing.views.common import (
    WIDTH,
    bad_runs,
    binding_run,
    certainty_of,
    header_lines,
    is_bad,
    line_runs,
    names,
    node_tooltip,
    plural,
    pod_tooltip,
    shown_name,
    tag,
    without_overlay,
)
from antrea_parse.drawing.views.node_card import bridge_row, cidr_line, nothing, policy_runs, split_pods, tunnel_tab, uplink_tab
from antrea_parse.drawing.views.verdicts import Policies
from antrea_parse.topology.model import Node, Pod, Topology, Underlay

_GAP = 8
_PAD, _HEAD, _ROW, _FOOT = 6, 38, 16, 20
_TUNNEL, _UPLINK = 46, 58
#: Up to so many nodes cards are wide, and up to so many they list more pods.
_WIDE, _LONG = 9, 12


def dense_lanes(topology: Topology, groups: Sequence[tuple[Underlay | None, Sequence[Node]]]) -> list[Box]:
    """Bars and cards, one below the other.

    Args:
        topology: what is drawn.
        groups: the nodes of each underlay.
    """
    count = len(topology.nodes)
    columns, most = (3 if count <= _WIDE else 4), (8 if count <= _LONG else 6)
    width = (WIDTH - _GAP * (columns - 1)) // columns
    acting = Policies(topology)
    parts = [] if without_overlay(topology.overlay) else [overlay_bar(topology.overlay, WIDTH, "0")]
    for number, (underlay, nodes) in enumerate(groups):
        parts.append(underlay_bar(underlay, WIDTH, str(number), about=plural(len(nodes), "node")))
        for start in range(0, len(nodes), columns):
            level = nodes[start : start + columns]
            tallest = max(len(split_pods(topology, node, most)[0]) for node in level) or 1
            parts.append(row([_card(topology, acting, node, width, tallest, most) for node in level], _GAP))
    return [stack(parts, _GAP)]


def _card(topology: Topology, acting: Policies, node: Node, width: int, rows: int, most: int) -> Box:
    inner = width - 2
    shown, hidden = split_pods(topology, node, most)
    pods = [_pod_row(pod, acting, inner) for pod in shown] or [
        cell(inner, line(Run(nothing(topology, node), 10, "italic", "mute", elastic=1)), height=_ROW, pad=_PAD)
    ]
    pods += [blank(inner, _ROW)] * (rows - len(pods))
    network = frame(
        stack([cidr_line(node, inner, tag("PODS", "pod")), *pods, _counted(topology, node, hidden, inner)]),
        1,
        kind="pods",
        key=node.name,
        tooltip=f"Pods of {node.name}",
        fill="pod",
        stroke="pod-line",
    )
    head = cell(width, *header_lines(node), height=_HEAD, pad=_PAD + 1, kind="head", key=node.name, tooltip=node_tooltip(node), fill="head")
    tunnel = not (node.tunnel is None and without_overlay(topology.overlay))
    feet = [bridge_row(node, width - _UPLINK - (_TUNNEL if tunnel else 0), _FOOT, short=True)]
    feet += [tunnel_tab(node, _TUNNEL, "none", _FOOT, short=True)] if tunnel else []
    feet.append(uplink_tab(node, _UPLINK, "none", _FOOT, short=True))
    return frame(stack([head, network, row(feet)]), 0, kind="node", key=node.name, tooltip=node_tooltip(node))


def _pod_row(pod: Pod, acting: Policies, width: int) -> Box:
    space = [Run(pod.namespace, 9, color="mute", elastic=1)] if pod.namespace not in (None, "default") else []
    policies = policy_runs(acting.on(pod))[:1]
    text = line(Run(pod.name, 10, elastic=2), *space, *bad_runs(pod), right=[*policies, *line_runs(pod, 9), binding_run(pod)])
    return cell(
        width,
        text,
        height=_ROW,
        pad=_PAD,
        kind="pod",
        key=pod.key,
        certainty=certainty_of(pod, "node"),
        tooltip=pod_tooltip(pod),
        fill="warn" if is_bad(pod) else "pod",
    )


def _counted(topology: Topology, node: Node, hidden: Sequence[Pod], width: int) -> Box:
    """What the card has no row for."""
    everyone = topology.pods_of(node.name)
    on_host = [pod for pod in everyone if pod.host_network]
    ended = [pod for pod in everyone if pod.ended and not pod.host_network]
    bad = sum(map(is_bad, [*hidden, *on_host]))
    words = [f"and {plural(len(hidden), 'pod')} more"] if hidden else []
    words += [f"{len(on_host)} host-network"] if on_host else []
    words += [f"{len(ended)} ended"] if ended else []
    runs = [Run(", ".join(words), 9, color="mute", elastic=1)] if words else []
    runs += [Run(f"! {bad} not running", 9, "bold", "warn-line", mark="bad")] if bad else []
    hint = names((shown_name(pod) for pod in [*hidden, *on_host, *ended]), 60)
    return cell(width, line(*runs), height=_ROW, pad=_PAD, kind="more", key=node.name, tooltip=hint)
