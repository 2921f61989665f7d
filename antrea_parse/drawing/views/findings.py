"""What joining brought to light, on the topology: what has a finding is marked and numbered, everything else is dimmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from antrea_parse.drawing.scene import Box, LegendEntry, Link, Run, Scene, cell, line
from antrea_parse.drawing.views.cards import ALL, CLUSTER, MOST, Card, Owners, Row, card_rows, draw_cards, title_and_value
from antrea_parse.drawing.views.common import GAP, WIDTH, empty_cell, names, plural, source_name, title_of, tooltip
from antrea_parse.drawing.views.subjects import Subjects
from antrea_parse.drawing.views.table import Cell, Column, table
from antrea_parse.drawing.widths import wrap
from antrea_parse.text.codes import Level
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.model import Topology

#: Rows of the table, and dimmed rows of a card, before they are counted.
_MAX_ROWS, _CONTEXT = 24, 6
_MARKED = 14
_SIGNS: dict[Level, tuple[str, str, str]] = {"error": ("✕", "err", "ERROR"), "warning": ("!", "warn", "WARN"), "info": ("i", "info", "NOTE")}
_ORDER: tuple[Level, ...] = ("error", "warning", "info")
_WHAT = 548
#: What a finding says, and the other places that show it.
_ALSO = re.compile(r"(.*?)(?: \(see also ([^()]*)\))?", re.DOTALL)


def findings_view(topology: Topology) -> Scene:
    """The findings of a topology with the lines behind them."""
    found = sorted(topology.diagnostics, key=lambda item: _ORDER.index(item.level))
    # Looking at every entity takes a while, and nothing is asked where there is no finding.
    subjects = Subjects(topology if found else Topology())
    about = _about(found, subjects)
    found = [item.model_copy(update={"message": subjects.shown(item.message)}) for item in found]
    cards, notes = _cards(topology, found, about, subjects)
    boxes = draw_cards(cards, "no finding")
    if len(boxes) == 1 and len(cards) > 1:
        lanes, direction, links = tuple(boxes[0]), "LR", _links(cards, found)
    else:
        lanes, direction, links = card_rows(boxes), "TB", ()
    if not lanes:
        lanes = (empty_cell(WIDTH, "no finding" if topology.nodes else "no node in what was read"),)
    return Scene(
        "findings",
        title_of(topology, "findings"),
        _subtitle(found),
        _description(found),
        lanes,
        "LR" if direction == "LR" else "TB",
        links,
        _legend(found, cards),
        notes,
        _table(found),
        rank_gap=GAP,
    )


def _sign(number: int, found: Sequence[Diagnostic]) -> tuple[str, str]:
    sign, family, _ = _SIGNS[found[number].level]
    return f"{sign}{number + 1}", family


def _about(found: Sequence[Diagnostic], subjects: Subjects) -> dict[str, list[int]]:
    """Numbers of the findings about each entity, worst first."""
    about: dict[str, list[int]] = {}
    for number, item in enumerate(found):
        for name in subjects.of(item):
            about.setdefault(name, []).append(number)
    return about


def _cards(topology: Topology, found: Sequence[Diagnostic], about: dict[str, list[int]], subjects: Subjects) -> tuple[list[Card], tuple[str, ...]]:
    """Cards of the nodes, those without a finding only where there are few nodes; what is left out."""
    by_node: dict[str, list[str]] = {}
    owners = Owners(topology)
    for name in about:
        by_node.setdefault(owners.of(name), []).append(name)
    everybody = len(topology.nodes) <= ALL
    nodes = [node for node in topology.nodes if everybody or node.name in by_node]
    # Where there are too many those with the worst findings are drawn.
    worst = sorted(nodes, key=lambda node: min((about[name][0] for name in by_node.get(node.name, ())), default=len(found)))
    drawn = {node.name for node in worst[:MOST]}
    cards = []
    for node in nodes:
        if node.name not in drawn:
            continue
        marked = sorted(by_node.get(node.name, []), key=lambda name: about[name])
        rows = [_row(name, about[name], found, subjects) for name in marked[:_MARKED]]
        rest = len(marked) - len(rows)
        context = [] if len(topology.nodes) > ALL else _context(topology, node.name, set(marked))
        room = max(0, _CONTEXT - len(rows))
        hidden = len(context) - room
        words = [f"+ {rest} more with findings"] if rest > 0 else []
        words += [f"+ {plural(hidden, 'thing')} without a finding"] if hidden > 0 else []
        cards.append(Card(node, (*rows, *context[:room]), ", ".join(words)))
    if CLUSTER in by_node:
        marked = sorted(by_node[CLUSTER], key=lambda name: about[name])
        rest = len(marked) - _MARKED
        cards.append(Card(None, tuple(_row(name, about[name], found, subjects) for name in marked[:_MARKED]), f"+ {rest} more" if rest > 0 else ""))
    undrawn = [node.name for node in nodes if node.name not in drawn]
    well = len(topology.nodes) - len(nodes)
    notes = [f"Not drawn: {plural(len(undrawn), 'node')} with findings ({names(undrawn, 6)})"] if undrawn else []
    notes += [f"Not drawn: {plural(well, 'node')} without a finding"] if well else []
    return cards, tuple(notes)


def _row(name: str, numbers: Sequence[int], found: Sequence[Diagnostic], subjects: Subjects) -> Row:
    title, value = title_and_value(name, subjects.entities[name])
    signs = tuple(_sign(number, found) for number in numbers[:2])
    if len(numbers) > 2:
        signs = (*signs, (f"+{len(numbers) - 2}", signs[0][1]))
    hint = tooltip(name, *(f"{_sign(number, found)[0]} {found[number].message}" for number in numbers))
    return Row(name, signs, title, value, signs[0][1], hint)


def _context(topology: Topology, name: str, marked: set[str]) -> list[Row]:
    """What else the node has, dimmed: its gateway, its uplink, its pods."""
    node = topology.node(name)
    rows = [] if node.captured else [Row(f"captures/{name}", (), "captures", "none", hint=f"no capture from {name} itself was read")]
    rows += [Row(f"interface/{name}/{item.name}", (), *title_and_value("", item)) for item in node.interfaces if item.name in (node.gateway, node.uplink)]
    rows += [Row(f"pod/{pod.key}", (), *title_and_value("", pod)) for pod in topology.pods_of(name) if not pod.host_network]
    return [item for item in rows if item.name not in marked]


def _links(cards: Sequence[Card], found: Sequence[Diagnostic]) -> tuple[Link, ...]:
    """A line between neighbours that share a finding, where their rows stand level."""
    links = []
    for left, right in pairwise(cards):
        for first, second in zip(left.rows, right.rows, strict=False):
            shared = [mark for mark in first.marks if mark in second.marks]
            if shared:
                sign, family = shared[0]
                hint = f"{sign}: the same finding, {found[int(sign[1:]) - 1].message}"
                links.append(Link(family, f"{sign}-{left.key}", f"mark/{first.name}", "e", f"mark/{second.name}", "w", tooltip=hint))
    return tuple(links)


def _subtitle(found: Sequence[Diagnostic]) -> str:
    if not found:
        return "joining brought nothing to light that needs a look"
    counts = {level: sum(item.level == level for item in found) for level in _ORDER}
    words = {"error": ("error", ""), "warning": ("warning", ""), "info": ("note", "")}
    parts = [plural(counts[level], words[level][0]) for level in _ORDER if counts[level]]
    return " · ".join([*parts, "everything without a finding is dimmed"])


def _description(found: Sequence[Diagnostic]) -> str:
    return f"{_subtitle(found)}. " + " ".join(f"{_sign(number, found)[0]}: {item.message}." for number, item in enumerate(found[:8]))


def _legend(found: Sequence[Diagnostic], cards: Sequence[Card]) -> tuple[LegendEntry, ...]:
    levels = {item.level for item in found}
    words = {"error": "✕ error", "warning": "! warning", "info": "i note"}
    entries = [LegendEntry(words[level], _SIGNS[level][1], f"{_SIGNS[level][1]}-line") for level in _ORDER if level in levels]
    if any(not item.family for card in cards for item in card.rows):
        entries.append(LegendEntry("no finding", "canvas", "rule"))
    return tuple(entries)


def _table(found: Sequence[Diagnostic]) -> Box | None:
    if not found:
        return None
    rows: list[tuple[str, list[Cell]]] = []
    for number, item in enumerate(found[:_MAX_ROWS]):
        sign, family = _sign(number, found)
        chip = cell(78, line(Run(sign, 10, "bold", f"{family}-line"), right=[Run(_SIGNS[item.level][2], 9, "bold", f"{family}-line")]), height=18, pad=6,
                    kind="finding", key=str(number + 1), tooltip=tooltip(item.message, item.hint), fill=family, stroke=f"{family}-line")  # fmt: skip
        message, also = _ALSO.fullmatch(item.message).groups()  # type: ignore[union-attr]
        what = [line(Run(text, 10)) for text in wrap(message, _WHAT - 6, 10)]
        what += [line(Run(text, 9, color="mute"), height=13) for text in wrap(item.hint, _WHAT - 6, 9, most=1)]
        place = source_name(item.source) + (f":{item.line}" if item.line is not None else "")
        where = [line(Run(item.code, 9, "bold", "mute"), Run(place, 9, "mono", "mute", elastic=1), height=13)]
        where += [line(Run("also", 9, color="mute"), Run(text, 9, "mono", "mute", elastic=1), height=13) for text in (also or "").split(", ")[:2] if text]
        rows.append((str(number + 1), [chip, what, where]))
    rest = found[_MAX_ROWS:]
    counts = [plural(sum(item.level == level for item in rest), level) for level in _ORDER if any(item.level == level for item in rest)]
    more = f"aggregated: {plural(len(rest), 'finding')} more ({names(counts)}); topo.diagnostics lists all" if rest else ""
    return table("findings", (Column("FINDING", 90), Column("WHAT", _WHAT), Column("EVIDENCE", 0)), rows, WIDTH, more=more)
