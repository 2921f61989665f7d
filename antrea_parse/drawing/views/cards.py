"""Cards of nodes whose rows are marked: what the views of findings and of differences draw things on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from antrea_parse.drawing.scene import Box, Run, blank, cell, frame, line, row, stack
from antrea_parse.drawing.views.common import GAP, WIDTH, empty_cell, names, node_tooltip
from antrea_parse.topology.basis import Model
from antrea_parse.topology.model import Interface, Node, Pod, Port, Route, Topology

#: Up to this many nodes each has a card, with a mark on it or not.
ALL = 6
#: More cards than this are counted.
MOST = 12
PER_ROW = 3
_PAD, _ROW, _ROW_GAP = 7, 24, 4
_MARK = 34
#: Card of what belongs to no node.
CLUSTER = ""


class Row(NamedTuple):
    """A row of a card.

    Attributes:
        name: of the entity, as the graph has it: ``interface/worker-01/ens192``.
        marks: signs in front, with their colours: ``("✕1", "err")``.
        title: what it is called.
        value: what is said of it.
        family: colour; empty: dimmed.
        hint: tooltip.
    """

    name: str
    marks: tuple[tuple[str, str], ...]
    title: str
    value: str
    family: str = ""
    hint: str = ""


class Card(NamedTuple):
    """A card: its node (or None for the cluster), its rows, what is counted below them."""

    node: Node | None
    rows: tuple[Row, ...]
    more: str = ""

    @property
    def key(self) -> str:
        """Name of the node."""
        return self.node.name if self.node is not None else "cluster"


class Owners:
    """Which node an entity belongs to, by the entity's name."""

    def __init__(self, *topologies: Topology) -> None:
        self._pods = {pod.key: pod.node or CLUSTER for topology in topologies for pod in topology.pods}

    def of(self, name: str) -> str:
        """The node; `CLUSTER` for what belongs to none."""
        kind, _, rest = name.partition("/")
        if kind == "node":
            return rest
        if kind in {"interface", "bridge", "port", "route", "rule", "neighbour"}:
            return rest.partition("/")[0]
        return self._pods.get(rest, CLUSTER) if kind == "pod" else CLUSTER


def title_and_value(name: str, entity: Model) -> tuple[str, str]:
    """What a row says of an entity: a name, and the address or number it is known by."""
    kind, _, rest = name.partition("/")
    if isinstance(entity, Interface):
        addresses = [str(address) for address in entity.addresses if not address.ip.is_link_local]
        return entity.name, names(addresses or [entity.mac or ""], 1)
    if isinstance(entity, Port):
        return entity.name, "OVS port " + ("?" if entity.ofport is None else str(entity.ofport))
    if isinstance(entity, Route):
        return "route", entity.dst + (f" via {entity.via}" if entity.via else "")
    if isinstance(entity, Pod):
        return entity.name, str(entity.ip or "")
    if isinstance(entity, Node):
        return "node", entity.status or ""
    return kind, rest


def draw_cards(cards: Sequence[Card], empty: str) -> list[list[Box]]:
    """The cards as boxes, row by row; a single row is of one height. `empty` stands on cards without rows."""
    count = min(PER_ROW, max(1, len(cards)))
    width = 600 if count == 1 else (WIDTH - GAP * (count - 1)) // count
    found = []
    for start in range(0, len(cards), PER_ROW):
        part = cards[start : start + PER_ROW]
        tallest = max(_height(card) for card in part) if len(cards) <= PER_ROW else 0
        found.append([_card(card, width, tallest, empty) for card in part])
    return found


def card_rows(rows: Sequence[Sequence[Box]]) -> tuple[Box, ...]:
    """The cards in columns; each stands below the shortest so far."""
    columns: list[list[Box]] = [[] for _ in max(rows, key=len, default=())]
    for card in (card for cards in rows for card in cards):
        min(columns, key=lambda column: sum(other.height + GAP for other in column)).append(card)
    return (row((stack(column, GAP) for column in columns), GAP),) if columns else ()


def _height(card: Card) -> int:
    rows = max(1, len(card.rows))
    return rows * (_ROW + _ROW_GAP) - _ROW_GAP + (16 if card.more else 0)


def _card(card: Card, width: int, tallest: int, empty: str) -> Box:
    node = card.node
    title = node.name if node is not None else "cluster"
    right = [Run(str(node.internal_ip), 10, "mono", "head-mute", elastic=2)] if node is not None and node.internal_ip else []
    hint = node_tooltip(node) if node is not None else "What belongs to no single node"
    head = cell(
        width,
        line(Run(title, 13, "bold", "head-ink", elastic=1), right=right, height=18),
        height=28,
        pad=9,
        kind="head",
        key=card.key,
        tooltip=hint,
        fill="head",
    )
    inner = width - 2 * _PAD
    rows = [_row(item, inner) for item in card.rows] or [empty_cell(inner, empty, _ROW)]
    parts = [stack(rows, _ROW_GAP)]
    if card.more:
        parts.append(cell(inner, line(Run(card.more, 9, color="mute", elastic=1)), height=16, pad=2))
    body = stack(parts)
    content = frame(stack([body, blank(inner, max(0, tallest - body.height))]), _PAD, fill="card", stroke="frame")
    return frame(stack([head, content]), 0, kind="node", key=card.key, tooltip=hint)


def _row(item: Row, width: int) -> Box:
    marks = [Run(sign, 10, "bold", f"{family}-line", gap=4) for sign, family in item.marks]
    used = sum(run.width for run in marks) + 4 * (len(marks) - 1)
    bright = bool(item.family)
    title = Run(item.title, 10, "bold" if bright else "sans", "ink" if bright else "mute", gap=max(5, _MARK - used), elastic=2)
    value = Run(item.value, 9, "mono", "ink" if bright else "mute", elastic=2)
    text = line(*marks, title, right=[value] if item.value else [], indent=0 if marks else _MARK)
    fill, stroke = (item.family, f"{item.family}-line") if bright else ("canvas", "rule")
    return cell(width, text, height=_ROW, kind="mark", key=item.name, tooltip=item.hint or item.name, fill=fill, stroke=stroke)
