"""Keeps what stands inside a quotation that was wrapped over lines from being taken for lines of the output."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from antrea_parse.commands.base import READ, UNREAD, Ledger

#: The end of a quotation is looked for in so many lines behind its beginning.
_LINES = 1000
_ESCAPED = re.compile(r"\\.")


def outside_quotations(lines: Iterable[str], ledger: Ledger, is_whole: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """The lines that may be lines of the output, with their indexes.

    A line that opens a quotation and does not close it was wrapped or cut. What follows it, up to the line that closes one, may
    be its rest, whatever it looks like: an error message that holds ``Port eth0`` must not become a port. Where no quotation
    ends, the line was cut, and the lines behind it are given after all.

    Args:
        lines: the lines.
        ledger: their account; lines that are held back are marked as read until they turn out to be no lines of their own.
        is_whole: whether a text, alone, is a line of the output.
    """
    held: list[tuple[int, str]] = []
    is_open = False
    for index, text in enumerate(lines):
        is_odd = '"' in text and _ESCAPED.sub("", text).count('"') % 2 == 1
        if not is_open:
            is_open = is_odd
            if not is_odd:
                yield index, text
        elif is_odd:
            for inside, _ in held:
                ledger.uses[inside] = UNREAD
            held, is_open = [], False
        else:
            held.append((index, text))
            if is_whole(text):
                ledger.uses[index] = READ
            if len(held) > _LINES:
                yield from held
                held, is_open = [], False
    yield from held
