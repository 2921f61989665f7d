"""Joins the rows of tables that a terminal broke at its width: once the header is whole, each row must stand under it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from antrea_parse.commands.chatter import is_chatter, is_elision
from antrea_parse.commands.kubectl_table import Table
from antrea_parse.text.source import Lines

#: Terminals are seldom narrower, or wider.
_NARROWEST, _WIDEST = 40, 512
_USUAL = (80, 100, 120, 132, 140, 150, 160, 180, 200, 240)
#: Blanks that may be lost at the end of the longest line, and at the end of a line of words one blank apart.
_TRIMMED, _NEARLY = 24, 2
#: What antctl calls objects by, whole.
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?: |$)")
#: Lines that a header may have been broken into.
_PIECES = 8


@dataclass(frozen=True, slots=True)
class Rejoiner:
    """Joins the rows of some kinds of tables.

    Attributes:
        first_titles: with which their headers begin.
        begin: the table of which a line, or several joined, is the header; None where it is none.
    """

    first_titles: tuple[str, ...]
    begin: Callable[[str], Table | None]

    def __call__(self, lines: Lines) -> list[Lines] | None:
        """Readings of the lines with the rows of their tables joined.

        Args:
            lines: the lines as they stand; blanks at their ends may be lost.

        Returns:
            A reading for each width at which something could be joined; None for rows without a header.
        """
        if not any(text.startswith(self.first_titles) for text in lines.texts):
            return None
        longest = max(map(len, lines.texts))
        if not _NARROWEST <= longest <= _WIDEST:
            return []
        widths = [longest]
        if longest not in _USUAL and not any(text.endswith(" ") for text in lines.texts):
            # Blanks were lost at the ends of all lines: the widths that terminals have come first.
            widths = [*(width for width in _USUAL if longest < width <= longest + _TRIMMED), longest, longest + 1]
        return [joined for width in widths if (joined := self._joined(lines, width)) is not None]

    def _joined(self, lines: Lines, width: int) -> Lines | None:
        texts: list[str] = []
        numbers: list[int] = []
        position = 0
        table: Table | None = None
        pieces = 1
        # One line alone is the longest of any text; what follows the last row may be anything.
        is_told = width in _USUAL or sum(_is_filled(text, width) and not text.startswith(self.first_titles) for text in lines.texts) > 1
        while position < len(lines):
            size, whole, begun = self._header(lines, position, width)
            if begun is not None:
                table, pieces = begun, size
            elif table is not None:
                size, whole = self._row(lines, position, width, table, pieces)
                if not (is_told or pieces > 1 or self._is_row(lines, position + size, table)):
                    size, whole = 1, lines.texts[position]
            texts.append(whole)
            numbers.append(lines.numbers[position])
            position += size
        if len(texts) == len(lines):
            return None
        return Lines(lines.source, texts, [*numbers, lines.numbers[len(lines)]], lines.ended)

    def _header(self, lines: Lines, position: int, width: int) -> tuple[int, str, Table | None]:
        """How many lines the header has that begins here, the header, and its table."""
        found: tuple[int, str, Table | None] = (1, lines.texts[position], None)
        if not lines.texts[position].startswith(self.first_titles):
            return found
        for size in range(1, min(_PIECES, len(lines) - position) + 1):
            whole = _joined(lines, position, size, width)
            table = self.begin(whole)
            if table is not None and all(title.count("(") == title.count(")") for title in table.titles):
                found = size, whole, table
            if size > 1 and any(letter.islower() for letter in lines.texts[position + size - 1][:64]):
                break
        return found

    def _row(self, lines: Lines, position: int, width: int, table: Table, pieces: int) -> tuple[int, str]:
        """How many lines the row has that begins here, and the row; one where nothing stands under the header."""
        most = min(pieces + _PIECES, len(lines) - position)
        most = next((size for size in range(1, most) if is_elision(lines.texts[position + size]) or _is_prompt(lines.texts[position + size])), most)
        if table.is_flat:
            return self._flat_row(lines, position, width, table, most)
        sizes = [pieces, *range(pieces + 1, most + 1), *range(pieces - 1, 0, -1)]
        if table.kind.padding == 1:
            sizes = [pieces]  # all lines are padded to one length
        elif pieces < most and len(lines.texts[position + pieces - 1]) == width:
            sizes = [pieces + 1, *sizes]  # the last cell goes on
        if table.kind.padding > 1 and (end := _end(lines, position, most, width, table)) is not None:
            sizes = [end, *sizes]
        found: list[tuple[bool, bool, int, str]] = []
        for size in dict.fromkeys(sizes):
            if size > most or not _reach(lines, position, size, width, table):
                continue
            whole = _joined(lines, position, size, width)
            if table.row(whole) is not None:
                found.append((not self._may_begin(lines, position + size, width, table), _has_gap(whole, table), size, whole))
                if not any(found[-1][:2]):
                    break
        if not found:
            return 1, lines.texts[position]
        # Best is a row behind which another one begins, and in whose last cell no run of blanks stands, as between two cells.
        _, _, size, whole = min(found, key=lambda item: item[:2])
        return size, whole

    def _may_begin(self, lines: Lines, position: int, width: int, table: Table) -> bool:
        """Whether a row, a header or no part of the table begins here."""
        text = lines.texts[position] if position < len(lines) else ""
        if not text or (text.isspace() and len(text) < width) or is_chatter(text) or text.startswith(self.first_titles):
            return True
        return any(table.row(_joined(lines, position, size, width)) is not None for size in range(1, min(_PIECES, len(lines) - position) + 1))

    def _flat_row(self, lines: Lines, position: int, width: int, table: Table, most: int) -> tuple[int, str]:
        """The same where runs of blanks are lost: a line that fills its width goes on in the next one, unless that is a row of its own."""
        fitting = (1, lines.texts[position])
        if table.columns[-1].pattern.fullmatch("two  blanks"):
            return fitting  # any line would go on with it
        for size in range(1, most + 1):
            whole = _joined(lines, position, size, width)
            if table.readings(whole):
                fitting = size, whole
                if self._is_own(lines, position + size, table):
                    break
            if not _is_filled(lines.texts[position + size - 1], width):
                break
        return fitting

    def _is_own(self, lines: Lines, position: int, table: Table) -> bool:
        """Whether what stands here is nothing that a row goes on with."""
        text = lines.texts[position] if position < len(lines) else ""
        return not text or text.isspace() or is_chatter(text) or _UUID.match(text) is not None or self._is_row(lines, position, table)

    def _is_row(self, lines: Lines, position: int, table: Table) -> bool:
        """Whether a row or a header stands here."""
        text = lines.texts[position] if position < len(lines) else ""
        return text.startswith(self.first_titles) or (bool(text) and table.row(text) is not None)


def _is_prompt(text: str) -> bool:
    """Whether a line is the sign of a shell that waits alone; no cell ends in one, as some do in ``%`` and ``>``."""
    return text.rstrip() in ("$", "#")


def _is_filled(text: str, width: int) -> bool:
    return width - _NEARLY <= len(text) <= width


def _end(lines: Lines, position: int, most: int, width: int, table: Table) -> int | None:
    """How many lines a row has of which the last ends before the width, in the last column."""
    starts = table.header.starts
    if starts is None:
        return None
    lengths = [len(lines.texts[position + number]) for number in range(most)]
    return next((number + 1 for number, length in enumerate(lengths) if length < width and number * width + length > starts[-1]), None)


def _has_gap(row: str, table: Table) -> bool:
    starts = table.header.starts
    return starts is not None and "  " in row[starts[-1] :].strip()


def _reach(lines: Lines, position: int, size: int, width: int, table: Table) -> bool:
    """Whether none of these lines but the last ends before its width in the last column: nothing is padded there, so the row would end with it."""
    starts = table.header.starts
    return starts is None or all(
        len(lines.texts[position + number]) + number * width <= starts[-1] or len(lines.texts[position + number]) >= width - _NEARLY
        for number in range(size - 1)
    )


def _joined(lines: Lines, position: int, size: int, width: int) -> str:
    parts = lines.texts[position : position + size]
    return "".join([part.ljust(width) for part in parts[:-1]]) + parts[-1]
