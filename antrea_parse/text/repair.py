"""Damage to a whole capture that only shows once its lines do not read: prefixes before each line, lines wrapped by a terminal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from antrea_parse.text.clean import unbold
from antrea_parse.text.source import Lines

#: A prefix must stand before this share of the lines.
_PREFIX_SHARE = 0.8
#: Terminals are seldom narrower, or wider.
_NARROWEST = 40
_WIDEST = 512
_USUAL = 80
#: Blanks that a paste may have trimmed where a line was broken.
_TRIMMED = 8
#: Lines that one line may have been broken into.
_RUN = 64
#: Pieces of one line that are tried when the whole run of full lines does not read.
_FEW = 4
_PREFIXES = (
    ("quotation mark", re.compile(r"\s*(?:>|&gt;) ?")),
    ("comment mark", re.compile(r"\s*# ?")),
    ("diff mark", re.compile(r"[+|│] ?")),
    ("line number", re.compile(r"\s*\d+(?:\t| *[:|│]\s?)")),
    ("list number", re.compile(r"\s*\d+[.)] ")),
    ("list mark", re.compile(r"\s*[-*•] ")),
    ("bare line number", re.compile(r"\s*\d+ {1,4}")),
)


def without_prefix(lines: Lines) -> list[tuple[str, Lines]]:
    """Readings of the lines without what a page, a mail or an editor put before each of them.

    Returns:
        For each kind of prefix that stands before nearly all lines: its name and the lines without it (and without bold marks behind it).
    """
    full = [text for text in lines.texts if text.strip()]
    found = []
    for name, pattern in _PREFIXES:
        heads = [pattern.match(text) for text in full]
        if full and sum(head is not None for head in heads) >= _PREFIX_SHARE * len(full) and _counts_up(name, heads):
            texts = [text[head.end() :] if (head := pattern.match(text)) else text for text in lines.texts]
            plain = [unbold(text) for text in texts]
            found.append((name if plain == texts else f"{name} and bold marks", replace(lines, texts=plain)))
    return found


def _counts_up(name: str, heads: list[re.Match[str] | None]) -> bool:
    """Numbers before lines are a prefix only if they count the lines."""
    if "number" not in name:
        return True
    numbers = [int(digits.group()) for head in heads if head and (digits := re.search(r"\d+", head.group()))]
    return numbers == [1] or (len(numbers) > 1 and all(0 < after - before <= 3 for before, after in pairwise(numbers)))


def unwrapped(lines: Lines, is_whole: Callable[[str], bool]) -> list[Lines]:
    """Readings of the lines with those joined that a terminal broke at its width, also inside words.

    A line is joined with the next only if it fills the width (or did, before its trailing blanks were trimmed), if one of the two
    does not read by itself, and if what they make together reads. Each line is looked at a bounded number of times.

    Args:
        lines: the lines as they stand.
        is_whole: whether a line, taken alone, is one that the command prints.

    Returns:
        A reading for each width at which something could be joined.
    """
    wholes: dict[str, bool] = {}

    def reads(text: str) -> bool:
        known = wholes.get(text)
        if known is None:
            known = wholes[text] = is_whole(text)
        return known

    found = []
    for width in _widths(lines):
        joined = _unwrapped_at(width, lines, reads)
        if joined is not None:
            found.append(joined)
    return found


def _widths(lines: Lines) -> list[int]:
    """Widths that the terminal may have had: of the longest line, of several lines, and the usual one."""
    counts = Counter(len(text) for text in lines.texts)
    longest = max(counts, default=0)
    common = max((width for width, count in counts.items() if count > 1), default=0)
    usual = _USUAL if counts[_USUAL] else 0
    return [width for width in dict.fromkeys((longest, common, usual)) if _NARROWEST <= width <= _WIDEST]


def _unwrapped_at(width: int, lines: Lines, reads: Callable[[str], bool]) -> Lines | None:
    texts: list[str] = []
    numbers: list[int] = []
    position, count = 0, len(lines)
    while position < count:
        size, text = 1, lines.texts[position]
        for pieces in _sizes(width, lines.texts, position):
            parts = lines.texts[position : position + pieces]
            whole = _joined(width, parts)
            if not all(reads(part) for part in parts) and reads(whole):
                # The end of a line can fill the width too: what makes two lines is not one.
                size = next((cut for cut in range(2, pieces) if reads(_joined(width, parts[:cut])) and reads(_joined(width, parts[cut:]))), pieces)
                text = _joined(width, parts[:size])
                break
        texts.append(text)
        numbers.append(lines.numbers[position])
        position += size
    numbers.append(lines.numbers[count])
    return None if len(texts) == count else Lines(lines.source, texts, numbers, lines.ended)


def _joined(width: int, parts: Sequence[str]) -> str:
    return "".join([part.ljust(width) for part in parts[:-1]]) + parts[-1]


def _sizes(width: int, texts: Sequence[str], position: int) -> list[int]:
    """Numbers of lines that one may have been broken into: up to the first that is not full, nearly full, and a few."""
    last = min(len(texts) - 1, position + _RUN)
    full = position
    while full < last and len(texts[full]) == width:
        full += 1
    nearly = full
    while nearly < last and width - _TRIMMED <= len(texts[nearly]) <= width:
        nearly += 1
    most = nearly - position + 1
    return [size for size in dict.fromkeys((full - position + 1, most, *range(_FEW, 1, -1))) if 1 < size <= most]
