"""Cuts tables into cells: by the header's offsets where the blanks were kept, by the grammar of the columns where they were lost.

A template holds the grammar of every known column as a TextFSM Value; which columns a table has, only its header tells. A `Layout`
is what a header makes of them: offsets for a table that kept its blanks, and for one that lost them a row rule put together from
the columns. Cells of an aligned table may be empty or hold blanks of their own, so they are never told apart by their blanks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from antrea_parse.engine.catalogue import template_text
from antrea_parse.engine.readings import WORD_LIMIT, Column, Reading, Words, readings
from antrea_parse.text.errors import TemplateError

#: Grammar of a column that is not known: one word.
ANY_WORD = r"\S+"

#: Blanks between the cells of a table that somebody drew anew.
NARROW = 2

_WORD = re.compile(r"\S+")
#: The start of a group that captures.
_GROUP = re.compile(r"(?<!\\)\((?!\?)")

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
        compiled = re.compile(pattern or ANY_WORD, re.ASCII)
        words = tuple(word for word in dict.fromkeys(re.findall(r"<\w+>", compiled.pattern)) if compiled.fullmatch(word))
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


@cache
def _gaps(least: int) -> re.Pattern[str]:
    """Titles that stand at least so many blanks apart."""
    return re.compile(r"\S+" if least == 1 else rf"\S+(?: {{1,{least - 1}}}\S+)*")


def read_header(line: str, long_titles: Sequence[str], gap: int = 3) -> Header:
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
    if "\t" not in line:
        for least in range(gap, min(gap, NARROW) - 1, -1):
            found = list(_gaps(least).finditer(line))
            titles = tuple(match.group() for match in found)
            if gap == 1 or not (any("  " in title for title in titles) or _is_flat(titles, long_titles)):
                return Header(titles, tuple(match.start() for match in found))
    return Header(flat_titles(line.split(), long_titles), None)


def told_header(line: str, titles: Sequence[str], gap: int = 3) -> Header | None:
    """A header of which the titles are known; None for another line.

    >>> told_header("WHO WHERE IT RUNS", ("WHO", "WHERE IT RUNS"))
    Header(titles=('WHO', 'WHERE IT RUNS'), starts=None)
    """
    match = re.fullmatch(r"\s*" + r"\s+".join(f"({re.escape(title)})" for title in titles) + r"\s*", line)
    if match is None:
        return None
    spans = [match.span(number) for number in range(1, len(titles) + 1)]
    is_spaced = "\t" not in line and all(after - stop >= gap for (_, stop), (after, _) in pairwise(spans))
    return Header(tuple(titles), tuple(start for start, _ in spans) if is_spaced else None)


#: Titles that are seldom part of a longer one.
_ALONE = frozenset({"NAME", "NAMESPACE", "READY", "STATUS", "RESTARTS", "AGE", "LABELS"})


def _is_flat(titles: Sequence[str], long_titles: Sequence[str]) -> bool:
    """Whether what stands one blank apart are several titles of a header whose blanks were lost, all or some."""
    first = titles[0].split() if titles else []
    if len(first) > 1 and first[0] in ("NAME", "NAMESPACE"):
        return True
    if len(titles) == 1:
        return titles[0] not in long_titles and (len(flat_titles(first, long_titles)) < len(first) or not _ALONE.isdisjoint(first[1:]))
    return any(title not in long_titles and sum(word in _ALONE for word in title.split()) > 1 for title in titles)


def flat_titles(words: Sequence[str], long_titles: Sequence[str]) -> tuple[str, ...]:
    """The titles that these words make, known ones that hold blanks included."""
    by_first: dict[str, list[list[str]]] = {}
    for title in sorted(long_titles, key=len, reverse=True):
        parts = title.split()
        by_first.setdefault(parts[0], []).append(parts)
    titles: list[str] = []
    position = 0
    while position < len(words):
        fitting = next((parts for parts in by_first.get(words[position], ()) if words[position : position + len(parts)] == parts), [words[position]])
        titles.append(" ".join(fitting))
        position += len(fitting)
    return tuple(titles)


class Layout:
    """The columns of one table and how its rows are cut.

    Args:
        columns: the columns in the order of the header.
        starts: offset of each, or None for a table whose blanks were lost.
        padding: blanks that the tool puts at least between two cells.
    """

    def __init__(self, columns: Sequence[Column], starts: Sequence[int] | None = None, padding: int = 3) -> None:
        self.columns = tuple(columns)
        self.padding = padding
        several = sum(column.several for column in columns)
        # With one word for each column but one, the number of words settles which cell is where: one match is enough.
        self._settled = re.compile(self._rule(), re.ASCII) if several < 2 and not any(column.optional for column in columns) else None
        self.starts: tuple[int, ...] | None = None
        self._aligned: re.Pattern[str] | None = None
        self._reach = 0
        if starts is not None:
            self.move(starts)

    def move(self, starts: Sequence[int], padding: int | None = None) -> None:
        """From here on the columns stand at these offsets, and so many blanks apart."""
        self.starts = tuple(starts)
        self.padding = padding or self.padding
        self._aligned = re.compile(_aligned_rule(self.starts, self.padding), re.DOTALL)
        self._reach = starts[-1]

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

    def is_short(self, line: str) -> bool:
        """Whether a row kept blanks at its end, but not as many as stand before the last column: something before them is gone."""
        return len(line) < self._reach and line.endswith(" ")

    def grown(self, line: str) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
        """The cells of a row of which some are longer than the rows before left room for, and where the columns stand now.

        That is how a watch goes on: a longer cell moves the columns behind it, for the rows that follow too.
        """
        if self.starts is None:
            return None
        gap = " " * self.padding
        position = self.starts[0]
        cells, starts = [], [position]
        for before, after in pairwise(self.starts):
            stop = position + after - before
            if line[stop - self.padding : stop].strip(" "):
                end = line.find(gap, stop - self.padding + 1)
                if end < 0:
                    end = len(line)
                if gap in line[position:end].lstrip(" ") or line[position : position + 1] == " ":
                    return None  # the row stands elsewhere
                stop = end + self.padding
            cells.append(line[position:stop])
            starts.append(stop)
            position = stop
        cells.append(line[position:])
        if line[: self.starts[0]].strip(" ") or line[position : position + 1] == " ":
            return None
        return tuple(cells), tuple(starts)

    def readings(self, line: str, count: int | None = None, *, missing: bool = False, ageless: bool = False) -> list[Reading]:
        """All ways to read a row by the grammar of the columns; where the row kept wide gaps, those whose cells end there.

        Args:
            line: the row.
            count: number of columns that are read, for a row that was cut; all by default.
            missing: columns that may print a word in angle brackets may lack their cell, AGE only if `ageless`.
            ageless: AGE may lack its cell too.

        Returns:
            For each way the cells; None for a missing one. At most `READING_LIMIT`.
        """
        if self._settled and count is None and not missing:
            match = self._settled.match(line)
            return [match.groups()] if match else []
        if len(line.split(maxsplit=WORD_LIMIT)) > WORD_LIMIT:
            return []
        words, columns = Words(line), self.columns if count is None else self.columns[:count]
        is_spaced = self.padding > 1 and " " * self.padding in line.strip()
        found = list(readings(words, columns, missing=missing, ageless=ageless, gap=self.padding)) if is_spaced else []
        return found or list(readings(words, columns, missing=missing, ageless=ageless))

    def shifted(self, line: str, found: Sequence[Reading]) -> list[Reading]:
        """Of readings of a row that lost words like ``<none>``, those whose cells stand as far left of their titles as the lost words were long."""
        return self.standing(line, found) or list(found)

    def standing(self, line: str, found: Sequence[Reading]) -> list[Reading]:
        """Of such readings those whose cells stand there; all in a table whose blanks were lost."""
        places = [match.start() for match in _WORD.finditer(line)]
        return [reading for reading in found if self._stands(places, reading)]

    def _stands(self, places: Sequence[int], reading: Reading) -> bool:
        lost = {0}
        word = 0
        for start, column, cell in zip(self.starts or (), self.columns, reading, strict=False):
            if not cell:
                longer = {before + len(name) for before in lost for name in column.words}
                lost = longer | lost if column.optional or not longer else longer
            else:
                if start - places[word] not in lost:
                    return False
                lost = {start - places[word]}
                word += len(cell.split())
        return True


def _aligned_rule(starts: tuple[int, ...], padding: int) -> str:
    widths = [after - before for before, after in pairwise(starts)]
    cells = [rf"(.{{{max(0, width - padding)}}}) {{{min(padding, width)}}}" for width in widths]
    return rf" {{{starts[0]}}}" + "".join(cells) + "(.*)"
