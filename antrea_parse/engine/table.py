"""Cuts tables into cells: by the header's offsets where the blanks were kept, by the grammar of the columns where they were lost.

A template holds the grammar of every known column as a TextFSM Value; which columns a table has, only its header tells. A `Layout`
is what a header makes of them: offsets for a table that kept its blanks, and for one that lost them a row rule put together from
the columns. Cells of an aligned table may be empty or hold blanks of their own, so they are never told apart by their blanks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from antrea_parse.engine.catalogue import template_text
from antrea_parse.text.errors import TemplateError

#: Words of one row that are looked at when blanks were lost; no row of a known table has nearly as many.
WORD_LIMIT = 128
#: Readings of one row that are compared before it counts as ambiguous altogether.
READING_LIMIT = 256
#: Grammar of a column that is not known: one word.
ANY_WORD = r"\S+"

_GAP = re.compile(r"\S+(?: \S+)*")
_WORD = re.compile(r"\S+")
#: The start of a group that captures.
_GROUP = re.compile(r"(?<!\\)\((?!\?)")


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


#: A column of which nothing is known, in a table that kept its blanks.
ANYTHING = Column("", re.compile(".*", re.DOTALL), optional=True, several=True, words=(), known=False)


class Header(NamedTuple):
    """The titles of a table.

    Attributes:
        titles: in order.
        starts: offset of each title, or None for a header whose blanks were lost.
    """

    titles: tuple[str, ...]
    starts: tuple[int, ...] | None


class Grammar:
    """The grammars of columns that a template holds.

    Args:
        text: the template.
        name: what messages call it.

    Raises:
        TemplateError: textfsm refuses the template.
    """

    def __init__(self, text: str, name: str = "<template>") -> None:
        import textfsm  # only needed once a table is read

        try:
            fsm = textfsm.TextFSM(io.StringIO(text))
        except textfsm.TextFSMTemplateError as error:
            raise TemplateError(f"{name}: {error}") from error
        self._patterns: dict[str, str] = {value.name: value.regex for value in fsm.values}
        self._columns: dict[tuple[str, str], Column] = {}

    def column(self, kind: str, title: str) -> Column:
        """The column with this title in tables of a kind (``pods``, ``READY``); any word for a title that is not known."""
        known = self._columns.get((kind, title))
        if known is None:
            known = self._make(kind, title)
            if len(self._columns) < 4096:  # titles come from the input
                self._columns[kind, title] = known
        return known

    def _make(self, kind: str, title: str) -> Column:
        name = value_name(title)
        pattern = self._patterns.get(f"{value_name(kind)}_{name}") or self._patterns.get(name)
        known = pattern is not None
        compiled = re.compile(pattern or ANY_WORD)
        # An age is what the cells around it are told by; without one no row is read.
        words = () if title == "AGE" else tuple(word for word in dict.fromkeys(re.findall(r"<\w+>", compiled.pattern)) if compiled.fullmatch(word))
        return Column(title, compiled, compiled.fullmatch("") is not None, " " in compiled.pattern, words, known)


def value_name(title: str) -> str:
    """The name of a column's Value in the template.

    >>> value_name("PORT(S)")
    'PORT_S'
    """
    return re.sub(r"[^A-Z0-9]+", "_", title.upper()).strip("_")


@cache
def grammar(template: str) -> Grammar:
    """The grammars in the template with this file name."""
    return Grammar(template_text(template), template)


def read_header(line: str, long_titles: Sequence[str], gap: int = 2) -> Header:
    """Split a header into titles.

    Args:
        line: the header.
        long_titles: known titles that hold blanks; only they tell where a title ends once runs of blanks are lost.
        gap: least number of blanks between two titles of a table that kept its blanks.

    >>> read_header("NAME   NOMINATED NODE   AGE", ("NOMINATED NODE",))
    Header(titles=('NAME', 'NOMINATED NODE', 'AGE'), starts=(0, 7, 24))
    >>> read_header("NAME NODE NOMINATED NODE", ("NOMINATED NODE",))
    Header(titles=('NAME', 'NODE', 'NOMINATED NODE'), starts=None)
    """
    if "\t" not in line and (gap == 1 or "  " in line.strip()):
        found = list((_GAP if gap > 1 else _WORD).finditer(line))
        # One gap alone may be an accident of a paste; a real table pads all its columns.
        if gap == 1 or all(" " not in match.group() or match.group() in long_titles for match in found):
            return Header(tuple(match.group() for match in found), tuple(match.start() for match in found))
    words = line.split()
    titles: list[str] = []
    by_first: dict[str, list[list[str]]] = {}
    for title in sorted(long_titles, key=len, reverse=True):
        parts = title.split()
        by_first.setdefault(parts[0], []).append(parts)
    position = 0
    while position < len(words):
        fitting = next((parts for parts in by_first.get(words[position], ()) if words[position : position + len(parts)] == parts), [words[position]])
        titles.append(" ".join(fitting))
        position += len(fitting)
    return Header(tuple(titles), None)


class Layout:
    """The columns of one table and how its rows are cut.

    Args:
        columns: the columns in the order of the header.
        starts: offset of each, or None for a table whose blanks were lost.
        padding: blanks that the tool puts at least between two cells.
    """

    def __init__(self, columns: Sequence[Column], starts: Sequence[int] | None = None, padding: int = 3) -> None:
        self.columns = tuple(columns)
        self.starts = None if starts is None else tuple(starts)
        several = sum(column.several for column in columns)
        # With one word for each column but one, the number of words settles which cell is where: one match is enough.
        self._settled = re.compile(self._rule()) if several < 2 and not any(column.optional for column in columns) else None
        self._aligned = None if starts is None else re.compile(_aligned_rule(tuple(starts), padding), re.DOTALL)
        self._reach = 0 if starts is None else starts[-1]

    def _rule(self) -> str:
        cells = (_GROUP.sub("(?:", column.pattern.pattern) for column in self.columns)
        return r"\s*" + r"\s+".join(f"({cell})" for cell in cells) + r"\s*$"

    def aligned(self, line: str) -> tuple[str, ...] | None:
        """The cells of a row that stands under its header, each with the blanks behind it; None for a row that does not."""
        if self._aligned is None:
            return None
        match = self._aligned.match(line)
        if match is None and len(line) <= self._reach:
            match = self._aligned.match(line.ljust(self._reach))
        return match.groups() if match else None

    def readings(self, line: str, count: int | None = None, *, missing: bool = False) -> list[tuple[str | None, ...]]:
        """All ways to read a row by the grammar of the columns, the blanks being lost.

        Args:
            line: the row.
            count: number of columns that are read, for a row that was cut; all by default.
            missing: columns that may print a word in angle brackets may lack their cell.

        Returns:
            For each way the cells; None for a missing one. At most `READING_LIMIT`.
        """
        columns = self.columns if count is None else self.columns[:count]
        if self._settled and count is None and not missing:
            match = self._settled.match(line)
            return [match.groups()] if match else []
        words = line.split()
        if len(words) > WORD_LIMIT:
            return []
        return list(_readings(words, columns, missing=missing))

    def shifted(self, line: str, readings: Sequence[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
        """Of readings of a row that lost words like ``<none>``, those whose cells stand as far left of their titles as the lost words were long."""
        if self.starts is None:
            return list(readings)
        places = [match.start() for match in _WORD.finditer(line)]
        return [reading for reading in readings if self._stands(places, reading)] or list(readings)

    def _stands(self, places: Sequence[int], reading: Sequence[str | None]) -> bool:
        lost = {0}
        word = 0
        for start, column, cell in zip(self.starts or (), self.columns, reading, strict=False):
            if cell is None:
                lost = {before + len(name) for before in lost for name in column.words} or lost
            elif cell:
                if start - places[word] not in lost:
                    return False
                lost = {start - places[word]}
                word += cell.count(" ") + 1
        return True


def _aligned_rule(starts: tuple[int, ...], padding: int) -> str:
    widths = [after - before for before, after in pairwise(starts)]
    cells = [rf"(.{{{max(0, width - padding)}}}) {{{min(padding, width)}}}" for width in widths]
    return rf" {{{starts[0]}}}" + "".join(cells) + "(.*)"


def _readings(words: list[str], columns: Sequence[Column], *, missing: bool) -> Iterator[tuple[str | None, ...]]:
    """Assign runs of words to columns, every way that fits: one pass from the end for what can still be completed, one from the front."""
    total = len(words)
    # ends[c][i]: where the cell of column c may end when it begins at word i, so that the rest fits the columns behind it
    reachable = [False] * total + [True]
    ends: list[list[list[int]]] = []
    for column in reversed(columns):
        fits = column.pattern.fullmatch
        row: list[list[int]] = []
        stops = [stop for stop in range(total + 1) if reachable[stop]] if column.several else ()
        for start in range(total + 1):
            found = []
            if reachable[start] and (column.optional or (missing and column.words)):
                found.append(start)
            if start < total:
                if reachable[start + 1] and fits(words[start]):
                    found.append(start + 1)
                found.extend(stop for stop in stops if stop > start + 1 and fits(" ".join(words[start:stop])))
            row.append(found)
        ends.append(row)
        reachable = [bool(found) for found in row]
    ends.reverse()
    count = 0
    stack: list[tuple[int, tuple[int, ...]]] = [(0, (0,))] if reachable[0] else []
    while stack and count < READING_LIMIT:
        depth, cuts = stack.pop()
        if depth == len(columns):
            count += 1
            yield tuple(
                " ".join(words[start:stop]) if stop > start else ("" if column.optional else None)
                for column, start, stop in zip(columns, cuts, cuts[1:], strict=False)
            )
            continue
        stack.extend((depth + 1, (*cuts, stop)) for stop in ends[depth][cuts[-1]])
