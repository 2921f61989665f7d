"""Joins the rows of tables that a terminal broke at its width: once the header is whole, each row must stand under it."""

from __future__ import annotations

from antrea_parse.commands.base import Ledger
from antrea_parse.commands.kubectl_kind import FIRST_TITLES, TEMPLATE, Chooser
from antrea_parse.commands.kubectl_table import Table
from antrea_parse.engine.table import grammar
from antrea_parse.text.source import Lines

#: Terminals are seldom narrower, or wider.
_NARROWEST, _WIDEST = 40, 512
_USUAL = (80, 100, 120, 132, 140, 150, 160, 180, 200, 240)
#: Blanks that may be lost at the end of the longest line, and at the end of a line of words one blank apart.
_TRIMMED, _NEARLY = 24, 2
#: Lines that a header may have been broken into.
_PIECES = 8


def rejoined(lines: Lines, choose: Chooser) -> list[Lines] | None:
    """Readings of the lines with the rows of their tables joined.

    Args:
        lines: the lines as they stand; blanks at their ends may be lost.
        choose: tells the kind of a table by its header.

    Returns:
        A reading for each width at which something could be joined; None for rows without a header.
    """
    if not any(text.startswith(FIRST_TITLES) for text in lines.texts):
        return None
    longest = max(map(len, lines.texts))
    if not _NARROWEST <= longest <= _WIDEST:
        return []
    # Blanks may be lost at the ends of all lines that the terminal broke.
    widths = [longest, *(width for width in _USUAL if longest < width <= longest + _TRIMMED)]
    return [joined for width in widths if (joined := _rejoined(lines, width, choose)) is not None]


def _rejoined(lines: Lines, width: int, choose: Chooser) -> Lines | None:
    texts: list[str] = []
    numbers: list[int] = []
    position = 0
    table: Table | None = None
    pieces = 1
    while position < len(lines):
        size, whole, begun = _header(lines, position, width, choose)
        if begun is not None:
            table, pieces = begun, size
        elif table is not None:
            size, whole = _row(lines, position, width, table, pieces)
        texts.append(whole)
        numbers.append(lines.numbers[position])
        position += size
    if len(texts) == len(lines):
        return None
    return Lines(lines.source, texts, [*numbers, lines.numbers[len(lines)]], lines.ended)


def _joined(lines: Lines, position: int, size: int, width: int) -> str:
    parts = lines.texts[position : position + size]
    return "".join([part.ljust(width) for part in parts[:-1]]) + parts[-1]


def _header(lines: Lines, position: int, width: int, choose: Chooser) -> tuple[int, str, Table | None]:
    """How many lines the header has that begins here, the header, and its table."""
    found: tuple[int, str, Table | None] = (1, lines.texts[position], None)
    if not lines.texts[position].startswith(FIRST_TITLES):
        return found
    for size in range(1, min(_PIECES, len(lines) - position) + 1):
        whole = _joined(lines, position, size, width)
        chosen = choose(whole, fresh=False)
        if chosen is not None:
            found = size, whole, Table(*chosen, grammar(TEMPLATE), Ledger(Lines.at([])))
        if any(letter.islower() for letter in lines.texts[position + size - 1][:64]):
            break
    return found


def _row(lines: Lines, position: int, width: int, table: Table, pieces: int) -> tuple[int, str]:
    """How many lines the row has that begins here, and the row; one where nothing stands under the header."""
    most = min(pieces + _PIECES, len(lines) - position)
    if table.is_flat:
        return _flat_row(lines, position, width, table, most)
    sizes = [pieces, *range(pieces + 1, most + 1), *range(pieces - 1, 1, -1)]
    if pieces < most and len(lines.texts[position + pieces - 1]) == width:
        sizes = [pieces + 1, *sizes]  # the last cell goes on
    for size in dict.fromkeys(sizes):
        if size > most:
            continue
        whole = _joined(lines, position, size, width)
        if table.row(whole) is not None:
            return size, whole
    return 1, lines.texts[position]


def _flat_row(lines: Lines, position: int, width: int, table: Table, most: int) -> tuple[int, str]:
    """The same where runs of blanks are lost: a row that reads is whole, another goes on in the next line if it fills its own."""
    for size in range(1, most + 1):
        whole = _joined(lines, position, size, width)
        if table.row(whole) is not None:
            return size, whole
        if not width - _NEARLY <= len(lines.texts[position + size - 1]) <= width:
            break
    return 1, lines.texts[position]
