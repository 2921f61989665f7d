"""Tables whose cells have got other widths, aligned again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

_HEAD = re.compile(r"\S+(?: \S+)*(?=\s{2,}|\s*$)")
_HEAD_NARROW = re.compile(r"\S+")


def realigned(lines: Sequence[str], rewrite: Callable[[str, str], str], *, narrow: bool) -> list[str] | None:
    """Rewrite the cells of a table and align its columns; None for lines that are no table whose columns begin below their titles.

    Args:
        lines: the table, its header first.
        rewrite: what is done to a cell below a title.
        narrow: one blank parts the columns, as antctl prints them; else two or more.

    >>> table = ["NAME   IP         NODE", "web    10.0.0.9   w1", "db     10.0.0.8   w1"]
    >>> realigned(table, lambda cell, title: cell.replace("10.0.0.9", "10.99.99.9"), narrow=False)
    ['NAME   IP           NODE', 'web    10.99.99.9   w1', 'db     10.0.0.8     w1']
    """
    if not lines:
        return None
    starts = [match.start() for match in (_HEAD_NARROW if narrow else _HEAD).finditer(lines[0])]
    if len(starts) < 2 or any(not _fits(line, starts) for line in lines[1:]):
        return None
    rows = [[line[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)] for line in lines]
    old = [max(len(row[column].rstrip()) for row in rows) for column in range(len(starts))]
    titles = [cell.strip() for cell in rows[0]]
    cells = [titles, *([rewrite(cell.rstrip(), title) for cell, title in zip(row, titles, strict=True)] for row in rows[1:])]
    new = [max(len(row[column]) for row in cells) for column in range(len(starts))]
    spans = [end - start for start, end in pairwise(starts)]
    gaps = [max(span - width, 1) for span, width in zip(spans, old, strict=False)]
    front = lines[0][: starts[0]]
    found = []
    for line, row in zip(lines, cells, strict=True):
        text = front + "".join(cell.ljust(width + gap) for cell, width, gap in zip(row[:-1], new, gaps, strict=False)) + row[-1]
        found.append(text if line != line.rstrip() else text.rstrip())
    return found


def _fits(line: str, starts: Sequence[int]) -> bool:
    """Whether a row's cells begin where the titles do."""
    return not line[: starts[0]].strip() and all(start >= len(line) or start == 0 or line[start - 1] == " " for start in starts)
