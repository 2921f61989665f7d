"""Damage to a whole capture that only shows once its lines do not read: prefixes before each line, lines wrapped by a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from antrea_parse.text.source import Lines

#: A prefix must stand before this share of the lines.
_PREFIX_SHARE = 0.8
#: Terminals are seldom narrower; a short line that happens to be the longest is not a full one.
_NARROWEST = 72
_USUAL = 80
_PREFIXES = (
    ("quotation mark", re.compile(r"\s*(?:>|&gt;) ?")),
    ("comment mark", re.compile(r"\s*# ?")),
    ("diff mark", re.compile(r"[+|│] ?")),
    ("line number", re.compile(r"\s*\d+\s*[:|│\t]\s?")),
    ("list number", re.compile(r"\s*\d+[.)] ")),
    ("list mark", re.compile(r"\s*[-*•] ")),
    ("bare line number", re.compile(r"\s*\d+ {1,4}")),
)


def without_prefix(lines: Lines) -> list[tuple[str, Lines]]:
    """Readings of the lines without what a page, a mail or an editor put before each of them.

    Returns:
        For each kind of prefix that stands before nearly all lines: its name and the lines without it.
    """
    full = [text for text in lines.texts if text.strip()]
    found = []
    for name, pattern in _PREFIXES:
        heads = [pattern.match(text) for text in full]
        if full and sum(head is not None for head in heads) >= _PREFIX_SHARE * len(full) and _counts_up(name, heads):
            texts = [text[head.end() :] if (head := pattern.match(text)) else text for text in lines.texts]
            found.append((name, Lines(lines.source, texts, lines.numbers, lines.ended)))
    return found


def _counts_up(name: str, heads: list[re.Match[str] | None]) -> bool:
    """Numbers before lines are a prefix only if they count the lines."""
    if "number" not in name:
        return True
    numbers = [int(digits.group()) for head in heads if head and (digits := re.search(r"\d+", head.group()))]
    return len(numbers) > 1 and all(0 < after - before <= 3 for before, after in pairwise(numbers))


def unwrapped(lines: Lines, is_whole: Callable[[str], bool]) -> Lines | None:
    """Join lines that a terminal broke at its width, also inside words.

    A line is joined with the next only if it fills the width that the longest lines share, and if the joined line reads
    (``is_whole``) while one of its parts does not.

    Args:
        lines: the lines as they stand.
        is_whole: whether a line, taken alone, is one that the command prints.

    Returns:
        The joined lines, or None when nothing was joined.
    """
    width = max((len(text) for text in lines.texts), default=0)
    filled = sum(len(text) == width for text in lines.texts)
    if width < _NARROWEST or (filled < 2 and width != _USUAL):
        return None
    texts: list[str] = []
    numbers: list[int] = []
    index = 0
    while index < len(lines):
        text = lines.texts[index]
        numbers.append(lines.numbers[index])
        last = index
        joined = text
        while last + 1 < len(lines) and len(lines.texts[last]) == width:
            joined += lines.texts[last + 1]
            last += 1
            parts = lines.texts[index : last + 1]
            if is_whole(joined) and not all(is_whole(part) for part in parts):
                text, index = joined, last
        texts.append(text)
        index += 1
    numbers.append(lines.numbers[len(lines)])
    if len(texts) == len(lines):
        return None
    return Lines(lines.source, texts, numbers, lines.ended)
