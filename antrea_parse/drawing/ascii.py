"""Scene → a tree of lines for terminals, logs and notebooks that show nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from antrea_parse.drawing.scene import Box, Line, Scene
from antrea_parse.drawing.widths import columns
from antrea_parse.text.shown import clean_label

#: Kinds that hold others: what follows them inside is indented.
_CARDS = {"node", "column", "endpoint", "client"}
#: Kinds whose cells stand on one line.
_ROWS = {"row", "strip"}
#: A wider column is not aligned: it would push all others out of sight.
_WIDEST = 48


class _Item(NamedTuple):
    """A line of the tree: its cells, what hangs below it; items of one kind have their cells in columns."""

    kind: str
    cells: tuple[str, ...]
    below: tuple[_Item, ...] = ()


def write_text(scene: Scene) -> str:
    """The scene as text: title, each box with words on a line of its own, cards indented, the legend."""
    found = [clean_label(scene.title), clean_label(scene.subtitle), ""]
    for lane in scene.lanes:
        items = _items(lane)
        # A column of a picture that goes from left to right has a heading.
        if scene.direction == "LR" and len(items) > 1 and _is_heading(lane):
            items = [items[0]._replace(below=tuple(items[1:]))]
        found += _written(items)
    if scene.footer is not None:
        found += ["", *_table(scene.footer)]
    found += ["", *map(clean_label, scene.notes)] if scene.notes else []
    marks = [f"{clean_label(entry.sample.text)} {entry.label}" for entry in scene.legend if entry.sample is not None]
    if any(entry.dashed for entry in scene.legend):
        marks.append("~ inferred")
    if marks:
        found += ["", " · ".join(marks)]
    return "\n".join(text.rstrip() for text in found) + "\n"


def _is_heading(lane: Box) -> bool:
    first = next((box for box in lane.walk() if box.lines), None)
    return first is not None and not first.fill


def _items(box: Box) -> list[_Item]:
    if box.kind == "strip":
        return [_Item("", (_strip(box),))]
    if not box.children:
        cells = tuple(text for item in box.lines for text in _halves(item))
        return [_Item(box.kind, cells)] if cells else []
    if box.kind in _CARDS:
        heads = [item for inner in box.walk() if inner.kind == "head" for item in _items(inner)]
        first, *rest = [*heads, *_within(box)] or [_Item("", ("",))]
        return [_Item("", first.cells, (*first.below, *rest))]
    found = [item for child in box.children for item in _items(child)]
    if box.stroke and box.axis and box.kind and len(box.children) == 1 and box.children[0].axis == "row":
        # One thing in several cells, such as a port with its number.
        return [_Item(box.kind, tuple(text for item in found for text in item.cells))]
    return found


def _within(box: Box) -> Iterator[_Item]:
    """What a card holds beside its head."""
    for child in box.children:
        if child.kind == "head":
            continue
        yield from _within(child) if child.children and child.kind not in _ROWS else _items(child)


def _strip(box: Box) -> str:
    """Labels, then one character or number for each cell; a point where all is well."""
    labels = [text for child in box.children if not child.fill for text in _texts(child)]
    cells = ["".join(_texts(child)) or "·" for child in box.children if child.fill]
    return "  ".join(labels) + "  " + "".join(cells)


def _written(items: Sequence[_Item], front: str = "") -> list[str]:
    """The items with what hangs below them; those of one kind in columns."""
    found = []
    for _, alike in groupby(items, key=lambda item: (item.kind, len(item.cells))):
        group = list(alike)
        for item, text in zip(group, _aligned([item.cells for item in group]), strict=True):
            found.append(front + text)
            for number, line in enumerate(lines := _written(item.below), 1):
                found.append(front + _branch(line, last=not any(_is_branch(other) for other in lines[number:])))
    return found


def _is_branch(line: str) -> bool:
    return not line.startswith(("├─ ", "└─ ", "│  ", "   "))


def _branch(line: str, *, last: bool) -> str:
    if _is_branch(line):
        return ("└─ " if last else "├─ ") + line
    return ("   " if last else "│  ") + line


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    if len(rows) == 1:
        return ["  ".join(rows[0])]
    widths = [min(_WIDEST, max(map(columns, column))) for column in zip_longest(*rows, fillvalue="")]
    return ["  ".join(text + " " * (width - columns(text)) for text, width in zip(row, widths, strict=False)).rstrip() for row in rows]


def _table(box: Box) -> list[str]:
    """A table as the picture has it: each row as high as its highest cell."""
    rows = [[_texts(cell) for cell in inner.children if cell.kind or cell.lines or cell.children] for inner in box.walk() if inner.kind == "row"]
    widths = [max((columns(text) for texts in column for text in texts), default=0) for column in zip_longest(*rows, fillvalue=[])]
    levels = (level for row in rows for level in zip_longest(*row, fillvalue=""))
    found = ["  ".join(text + " " * (width - columns(text)) for text, width in zip(level, widths, strict=False)) for level in levels]
    more = [text for child in box.walk() if child.lines and child.kind == "more" for text in _texts(child)]
    return found + more


def _texts(box: Box) -> list[str]:
    return [text for inner in box.walk() for item in inner.lines if (text := " ".join(_halves(item)))]


def _halves(item: Line) -> Iterable[str]:
    """What stands on the left of a line, and what on the right."""
    for side in (item.left, item.right):
        if words := " ".join(clean_label(run.whole) for run in side if run.text.strip()):
            yield words
