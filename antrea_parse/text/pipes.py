"""Tables that a page drew with bars, in Markdown or in a box: their cells as columns, as the tools print them."""

from __future__ import annotations

import re

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.span import Span

_ROW = re.compile(r"\s{0,3}\|.*\|\s*$")
_RULE = re.compile(r"\s{0,3}[+|][-=+:| ]*-[-=+:| ]*[+|]\s*$")
#: The header of a table of kubectl or antctl, told from other tables of a page by its first title.
_FIRST = ("NAME", "NAMESPACE", "POD")
_TITLE = re.compile(r"[A-Z][A-Z0-9()%./ -]*")
#: Blanks between columns.
_GAP = "   "


def unpiped(lines: list[str], source: str) -> tuple[list[str], list[Diagnostic]]:
    """Lines with the cells of drawn tables as columns, without changing their number; rules of such tables become blank lines.

    Args:
        lines: the lines.
        source: name of their source, for the diagnostics.

    Returns:
        The lines, and a diagnostic for each table.

    >>> unpiped(["| NAME | STATUS |", "|---|---|", "| n1 | Ready |"], "page")[0]
    ['NAME   STATUS', '', 'n1     Ready']
    """
    found: list[Diagnostic] = []
    result = lines
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and len(lines[end]) < 4096 and (_ROW.match(lines[end]) or _RULE.match(lines[end])):
            end += 1
        if end - index > 1 and (shown := _columns(lines[index:end])) is not None:
            result = lines[:] if result is lines else result
            result[index:end] = shown
            found.append(Diagnostic.of("AP115", span=Span(source, index + 1, end)))
        index = max(end, index + 1)
    return result, found


def _columns(lines: list[str]) -> list[str] | None:
    """The lines of a table in columns; None where it is no table of these tools, or its rows have not as many cells as its header."""
    rows = [None if _RULE.match(line) else [cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    full = [row for row in rows if row is not None]
    if len(full) < 2 or full[0][0] not in _FIRST or not all(map(_TITLE.fullmatch, full[0])) or len({len(row) for row in full}) > 1:
        return None
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    return ["" if row is None else _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
