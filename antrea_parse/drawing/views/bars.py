"""The networks of an overview as bars: the overlay above the nodes, the underlay below them."""

from __future__ import annotations

from collections.abc import Sequence

from antrea_parse.drawing.scene import Box, Run, blank, cell, frame, line, row, stack
from antrea_parse.drawing.views.common import GAP, certainty_of, field_grounds, names, overlay_words, paint, tag, tooltip, unknown
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Node, Overlay, Underlay

_BAR = 25


def anchors(prefix: str, nodes: Sequence[Node], width: int) -> Box:
    """Invisible cells that the links of a bar end at, each in the middle of a card; the bar's border takes a point on the left."""
    size = 2 - width % 2
    parts, cursor = [], 1
    for index, node in enumerate(nodes):
        start = index * (width + GAP) + (width - size) // 2
        parts += [blank(start - cursor, 1), Box(size, 1, "anchor", f"{prefix}-{node.name}")]
        cursor = start + size
    return row(parts)


def overlay_bar(overlay: Overlay | None, total: int, key: str, ends: Box | None = None, *, again: bool = False) -> Box:
    """What joins the nodes' pods.

    Args:
        overlay: what is known of it.
        total: width of the bar.
        key: which of the bars it is.
        ends: anchors of links to the cards below.
        again: the same one stands above.
    """
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
    bar = cell(total - 2, line(tag("OVERLAY", "overlay"), *text, right=right), height=_BAR, pad=8)
    body = stack([bar, *([ends] if ends else [])], width=total - 2)
    return frame(body, 1, kind="overlay", key=key, certainty=certainty, tooltip=hint, corners="all", **paint("overlay", certainty))


def underlay_bar(underlay: Underlay | None, total: int, key: str, ends: Box | None = None, *, again: bool = False, about: str = "") -> Box:
    """The network that the nodes stand in.

    Args:
        underlay: what is known of it.
        total: width of the bar.
        key: which of the bars it is.
        ends: anchors of links to the cards above.
        again: the same one stands above.
        about: what is said of it beside its network.
    """
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
    if about:
        text.append(Run(about, 10, color="mute", gap=14))
    if again:
        right = [Run("the same underlay as above", 10, color="mute")]
    bar = cell(total - 2, line(tag("UNDERLAY", "underlay"), *text, right=right), height=_BAR, pad=8)
    body = stack([*([ends] if ends else []), bar], width=total - 2)
    return frame(body, 1, kind="underlay", key=key, certainty=certainty, tooltip=hint, corners="all", **paint("underlay", certainty))
