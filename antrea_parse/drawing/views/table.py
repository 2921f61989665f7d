"""A table in a drawing: headed columns, rows of runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from antrea_parse.drawing.scene import Box, Line, Run, blank, cell, frame, line, row, stack

_PAD = 9
_ROW = 19


class Column(NamedTuple):
    """A column: its title and its width; 0 takes what is left."""

    title: str
    width: int


#: A cell: runs on one line, several lines, or a box of its own.
Cell = Sequence[Run] | Sequence[Line] | Box


def table(
    key: str, columns: Sequence[Column], rows: Sequence[tuple[str, Sequence[Cell]]], width: int, *, more: str = "", hints: dict[str, str] | None = None
) -> Box:
    """A framed table.

    Args:
        key: which table it is; rows are named ``<key>/<row>``.
        columns: titles and widths.
        rows: name and cells of each row.
        width: of the whole.
        more: what is said below where rows were left out.
        hints: tooltips of rows by their names.
    """
    inner = width - 2
    left = inner - 2 * _PAD - sum(column.width for column in columns)
    widths = [column.width or left for column in columns]
    head = row([cell(space, line(Run(column.title, 9, "bold", "mute", elastic=1)), height=20, pad=2) for column, space in zip(columns, widths, strict=True)])
    body = [_padded(head, "row", f"{key}-head")]
    for name, cells in rows:
        height = max(_ROW, *(_height(content) for content in cells))
        level = row([_cell(content, space, height) for content, space in zip(cells, widths, strict=True)])
        body.append(_padded(level, kind="row", key=f"{key}-{name}", tooltip=(hints or {}).get(name, "")))
    if more:
        body.append(cell(inner, line(Run(more, 10, "italic", "mute", elastic=1)), height=19, pad=_PAD + 2, kind="more", key=key))
    return frame(stack(body), 1, kind="table", key=key, fill="card", stroke="frame")


def _height(content: Cell) -> int:
    return content.height + 4 if isinstance(content, Box) else sum(item.height for item in _lines(content)) + 5


def _cell(content: Cell, width: int, height: int) -> Box:
    if not isinstance(content, Box):
        return cell(width, *_lines(content), height=height, pad=2)
    above = (height - content.height) // 2
    return stack([blank(width, above), content, blank(width, height - content.height - above)])


def _lines(content: Sequence[Run] | Sequence[Line]) -> list[Line]:
    items = list(content)
    if items and isinstance(items[0], Line):
        return [item for item in items if isinstance(item, Line)]
    return [line(*(item for item in items if isinstance(item, Run)))]


def _padded(inner: Box, kind: str = "", key: str = "", tooltip: str = "") -> Box:
    side = blank(_PAD, inner.height)
    return Box(inner.width + 2 * _PAD, inner.height, kind, key, tooltip=tooltip, axis="row", children=(side, *inner.children, side))
