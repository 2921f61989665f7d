"""Keeps what stands inside a quotation that was wrapped over lines from being taken for lines of the output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from antrea_parse.commands.base import READ, UNREAD, Ledger

#: The end of a quotation is looked for in so many lines and characters behind its beginning.
_LINES, _CHARACTERS = 64, 1 << 16


def outside_quotations(lines: Iterable[str], ledger: Ledger, is_whole: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """The lines that may be lines of the output, with their indexes.

    A line that opens a quotation and does not close it was wrapped or cut. What follows it may be its rest, whatever it looks
    like: an error message that holds ``Port eth0`` must not become a port. Where the quotation turns out to have been cut, the
    lines behind it are given after all.

    Args:
        lines: the lines.
        ledger: their account; lines that are held back are marked as read until they turn out to be no lines of their own.
        is_whole: whether a text, alone, is a line of the output.
    """
    held: list[tuple[int, str]] = []
    opened = ""
    count = 0
    for index, text in enumerate(lines):
        if opened:
            count += 1
            opened += text
            if '"' in text and is_whole(opened):
                for inside, _ in held:
                    ledger.uses[inside] = UNREAD
                held, opened = [], ""
                continue
            if count < _LINES and len(opened) < _CHARACTERS:
                held.append((index, text))
                if is_whole(text):
                    ledger.uses[index] = READ
                continue
            yield from held
            held, opened = [], ""
        if text.count('"') % 2 and not is_whole(text):
            opened, count = text, 0
        else:
            yield index, text
    yield from held
