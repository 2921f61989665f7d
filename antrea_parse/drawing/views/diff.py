"""Two topologies, the later one as seen from the earlier: what was added, removed and changed, by sign and by colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, Literal

from antrea_parse.drawing.scene import Box, LegendEntry, Line, Run, Scene, line
from antrea_parse.drawing.views.cards import ALL, CLUSTER, MOST, Card, Owners, Row, card_rows, draw_cards, title_and_value
from antrea_parse.drawing.views.common import GAP, WIDTH, empty_cell, names, places, plural, source_name, tooltip
from antrea_parse.drawing.views.table import Cell, Column, table
from antrea_parse.drawing.widths import wrap
from antrea_parse.text.errors import RenderError
from antrea_parse.topology.diff import Change, Changes, Comparison
from antrea_parse.topology.model import Entity, Topology

Kind = Literal["added", "removed", "changed"]

#: Sign, colour and word of each kind of change.
SIGNS: dict[Kind, tuple[str, str, str]] = {"added": ("+", "add", "ADDED"), "removed": ("−", "del", "REMOVED"), "changed": ("~", "chg", "CHANGED")}
#: Rows of a card and of the table before they are counted.
_MAX_MARKED, _MAX_ROWS = 16, 30
_VALUE = 196


def diff_view(topology: Topology, other: Topology) -> Scene:
    """What `other` says differently.

    Raises:
        RenderError: `other` is no topology.
    """
    if not isinstance(other, Topology):
        raise RenderError(f'view "diff" compares with a topology, not with {type(other).__name__}: draw("diff", other=later.topology)')
    found = Comparison(topology, other)
    changes = found.changes
    cards, notes = _cards(topology, other, found)
    lanes = card_rows(draw_cards(cards, "no difference"))
    notes.append(_not_told(changes))
    return Scene(
        "diff",
        _title(topology, other),
        _subtitle(changes),
        _description(topology, other, changes),
        lanes or (empty_cell(WIDTH, "no difference in what both tell"),),
        legend=_legend(changes, cards),
        notes=tuple(notes),
        footer=_table(changes),
        rank_gap=GAP,
    )


def _title(topology: Topology, other: Topology) -> str:
    """Both by their names; by their paths where the names are the same."""
    first, second = (PurePosixPath(item.title.replace("\\", "/")) for item in (topology, other))
    short = (first.name, second.name) if first.name != second.name else (source_name(str(first)), source_name(str(second)))
    return f"{short[0] or 'before'} → {short[1] or 'after'} — differences"


def _not_told(changes: Changes) -> str:
    """What could not be compared."""
    kinds = ", ".join(plural(count, kind) if kind != "endpoints" else f"{count} endpoints" for kind, count in sorted(changes.not_told.items()))
    return f"What one side did not capture is no difference{f': {kinds} only one side tells of' if kinds else ''}"


def _cards(topology: Topology, other: Topology, found: Comparison) -> tuple[list[Card], list[str]]:
    by_entity: dict[str, list[Change]] = {}
    for change in found.changes:
        by_entity.setdefault(change.entity, []).append(change)
    owners = Owners(topology, other)
    by_node: dict[str, list[str]] = {}
    for name in by_entity:
        by_node.setdefault(owners.of(name), []).append(name)
    nodes = {node.name: node for node in (*topology.nodes, *other.nodes)}
    everybody = len(nodes) <= ALL
    chosen = [node for name, node in nodes.items() if everybody or name in by_node]
    alike = Counter(map(owners.of, found.alike))
    cards = []
    for node in chosen[:MOST]:
        marked = by_node.get(node.name, [])
        rows = [_row(name, by_entity[name], found.subjects[name]) for name in marked[:_MAX_MARKED]]
        same = alike[node.name]
        words = [f"+ {len(marked) - len(rows)} more differ"] if len(marked) > len(rows) else []
        words += [f"= {plural(same, 'thing')} without a difference"] if same else []
        cards.append(Card(node, tuple(rows), ", ".join(words)))
    loose = [name for owner, found in by_node.items() if owner == CLUSTER or owner not in nodes for name in found]
    if loose:
        rest = len(loose) - _MAX_MARKED
        cards.append(
            Card(None, tuple(_row(name, by_entity[name], found.subjects[name]) for name in loose[:_MAX_MARKED]), f"+ {rest} more differ" if rest > 0 else "")
        )
    undrawn, same = [node.name for node in chosen[MOST:]], len(nodes) - len(chosen)
    notes = [f"Not drawn: {plural(len(undrawn), 'node')} with differences ({names(undrawn, 6)})"] if undrawn else []
    notes += [f"Not drawn: {plural(same, 'node')} without a difference"] if same else []
    return cards, notes


def _row(name: str, changes: Sequence[Change], entity: Entity) -> Row:
    sign, family, _ = SIGNS[changes[0].kind]
    title, value = title_and_value(name, entity)
    if changes[0].kind == "changed":
        first = changes[0]
        if title == name.partition("/")[0] and title != "node":  # without the value nothing would tell which one
            title = value
        value = f"{first.field}: {_text(first.before)} → {_text(first.after)}" if len(changes) == 1 else names((change.field or "" for change in changes), 3)
    return Row(name, ((sign, family),), title, value, family, tooltip(*map(_words, changes)))


def _words(change: Change) -> str:
    sign, _, _ = SIGNS[change.kind]
    text = f"{sign} {change.entity}"
    if change.field is not None:
        text += f" {change.field}: {_text(change.before)} → {_text(change.after)}"
    where = [places(change.evidence_before), places(change.evidence_after)]
    return text + (f" ({' → '.join(filter(None, where))})" if any(where) else "")


def _text(value: Any) -> str:
    if value is None or value in ([], (), {}):
        return "none"
    if isinstance(value, list | tuple):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={_text(item)}" for key, item in value.items())
    return str(value)


def _subtitle(changes: Sequence[Change]) -> str:
    if not changes:
        return "no difference in what both tell"
    return " · ".join(f"{SIGNS[kind][0]} {sum(change.kind == kind for change in changes)} {kind}" for kind in SIGNS if any(c.kind == kind for c in changes))


def _description(topology: Topology, other: Topology, changes: Sequence[Change]) -> str:
    return f"{topology.title or 'The first topology'} compared with {other.title or 'the second'}: {_subtitle(changes)}. " + " ".join(
        f"{_words(change)}." for change in changes[:8]
    )


def _legend(changes: Sequence[Change], cards: Sequence[Card]) -> tuple[LegendEntry, ...]:
    kinds = {change.kind for change in changes}
    return tuple(LegendEntry(f"{sign} {kind}", family, f"{family}-line") for kind, (sign, family, _) in SIGNS.items() if kind in kinds)


def _table(changes: Sequence[Change]) -> Box | None:
    if not changes:
        return None
    columns = (Column("CHANGE", 84), Column("WHAT", 0), Column("BEFORE", _VALUE), Column("AFTER", _VALUE), Column("EVIDENCE", 190))
    rows: list[tuple[str, list[Cell]]] = []
    hints = {}
    for number, change in enumerate(changes[:_MAX_ROWS]):
        sign, family, word = SIGNS[change.kind]
        kind, _, name = change.entity.partition("/")
        node, _, short = name.partition("/") if kind in {"interface", "bridge", "port", "route", "rule", "neighbour"} else ("", "", name)
        about = " · ".join(part for part in (node, change.field) if part)
        what = [line(Run(kind, 10, color="mute"), Run(short, 10, elastic=1))]
        what += [line(Run(about, 9, color="mute", elastic=1), height=13)] if about else []
        sides = [_value(value) if change.field else [] for value in (change.before, change.after)]
        where = (places(change.evidence_before[:1]), places(change.evidence_after[:1]))
        evidence = [line(Run(text, 9, "mono", "mute", elastic=1), height=13) for text in where if text]
        rows.append((str(number), [[Run(sign, 11, "bold", f"{family}-line"), Run(word, 9, "bold", f"{family}-line")], what, *sides, evidence]))
        hints[str(number)] = _words(change)
    rest = len(changes) - _MAX_ROWS
    more = f"aggregated: {plural(rest, 'change')} more; topo.diff(other) lists all" if rest > 0 else ""
    return table("changes", columns, rows, WIDTH, more=more, hints=hints)


def _value(value: Any) -> list[Line]:
    return [line(Run(text, 9, "mono"), height=13) for text in wrap(_text(value), _VALUE - 6, 9, "mono", 2)]
