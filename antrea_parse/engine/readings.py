"""Reads the cells of a row whose blanks tell nothing: every way in which its words fit the grammars of the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: Words of one row that are looked at when blanks were lost; no row of a known table has nearly as many.
WORD_LIMIT = 1024
#: Readings of one row that are compared before it counts as ambiguous altogether.
READING_LIMIT = 256
#: Characters of cells that are tried for each character of a row: what keeps the work in proportion to the row.
_TRIES = 256
_WORD = re.compile(r"\S+")

#: The cells of one reading; None for a missing one, empty for one that is printed empty.
Reading = tuple[str | None, ...]


class Column(NamedTuple):
    """One column of a table.

    Attributes:
        title: as the header has it.
        pattern: grammar of its cells.
        optional: a cell may be empty.
        several: a cell may hold blanks.
        words: what may stand in angle brackets instead of a value (``<none>``), which a browser takes for a tag and drops.
        known: whether the template has the column.
    """

    title: str
    pattern: re.Pattern[str]
    optional: bool
    several: bool
    words: tuple[str, ...]
    known: bool


class Words:
    """The words of a row, and where they stand in it.

    Args:
        line: the row.
    """

    def __init__(self, line: str) -> None:
        found = [match.span() for match in _WORD.finditer(line)]
        self.line = line
        self.starts = [start for start, _ in found]
        self.stops = [stop for _, stop in found]
        # What the grammars are held against: the words one blank apart.
        self.text = " ".join([line[start:stop] for start, stop in found])
        self.begins: list[int] = []
        position = 0
        for start, stop in found:
            self.begins.append(position)
            position += stop - start + 1

    def __len__(self) -> int:
        return len(self.starts)

    def cell(self, start: int, stop: int) -> str:
        """The words from one to before another, with the blanks that stand between them in the row."""
        return self.line[self.starts[start] : self.stops[stop - 1]]


def readings(words: Words, columns: Sequence[Column], *, missing: bool = False, ageless: bool = False, gap: int = 0) -> Iterator[Reading]:
    """Every way to assign the words to the columns, at most `READING_LIMIT`.

    One pass from the end finds what can still be completed, one from the front puts it together. The grammars are tried on a number of
    characters that is bounded by the length of the row; a row that would need more is read in no way.

    Args:
        words: the words of the row, at most `WORD_LIMIT`.
        columns: the columns.
        missing: columns that may print a word in angle brackets may lack their cell, but for AGE: the cells around it are told by it.
        ageless: AGE may lack its cell too.
        gap: cells stand at least so many blanks apart, and hold no run of blanks as long as that.
    """
    lacking = [column.optional or (missing and bool(column.words) and (ageless or column.title != "AGE")) for column in columns]
    ends = _ends(words, columns, lacking, gap)
    count = 0
    stack: list[tuple[int, ...]] = [(0,)] if ends is not None else []
    while stack and ends is not None and count < READING_LIMIT:
        cuts = stack.pop()
        depth = len(cuts) - 1
        if depth < len(columns):
            stack.extend([(*cuts, stop) for stop in ends[depth].get(cuts[-1], ())])
            continue
        count += 1
        cells = zip(columns, cuts, cuts[1:], strict=False)
        yield tuple(words.cell(start, stop) if stop > start else ("" if column.optional else None) for column, start, stop in cells)


def _ends(words: Words, columns: Sequence[Column], lacking: Sequence[bool], gap: int) -> list[dict[int, list[int]]] | None:
    """For each column, by the word at which its cell begins, before which words it may end so that the rest fits the columns behind it.

    Those that are `lacking` may end where they begin.
    """
    total = len(words)
    text, begins = words.text, words.begins
    stops = [begins[number] - 1 for number in range(1, total)] + [len(text)]
    is_edge = [True] * (total + 1)
    lowest = [0] * (total + 1)
    if gap:
        is_edge[1:total] = [start - stop >= gap for start, stop in zip(words.starts[1:], words.stops, strict=False)]
        for stop in range(2, total + 1):
            lowest[stop] = stop - 1 if is_edge[stop - 1] else lowest[stop - 1]
    budget = _TRIES * (len(text) + 16)
    reachable = [total]  # words at which the columns looked at so far may begin
    ends: list[dict[int, list[int]]] = []
    for column, may_lack in zip(reversed(columns), reversed(lacking), strict=True):
        fits = column.pattern.fullmatch
        row: dict[int, list[int]] = {start: [start] for start in reachable} if may_lack else {}
        for stop in reachable:
            if not stop:
                continue
            for start in range(stop - 1, (lowest[stop] if column.several else stop - 1) - 1, -1):
                budget -= stops[stop - 1] - begins[start] + 1
                if budget < 0:
                    return None
                if is_edge[start] and fits(text, begins[start], stops[stop - 1]):
                    row.setdefault(start, []).append(stop)
        ends.append(row)
        reachable = sorted(row)
        if not reachable:
            return None
    if 0 not in ends[-1]:
        return None
    ends.reverse()
    return ends
