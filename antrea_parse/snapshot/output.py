"""Lets readers take their lines: a prompt proposes where an output begins and ends, the command's reader decides."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from antrea_parse.commands.base import BLANK, CHATTER, READ, Command, Ledger, Output
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.parse import parse_lines
from antrea_parse.snapshot.coverage import Use
from antrea_parse.snapshot.page import CODE, Page
from antrea_parse.snapshot.shape import is_prose, starts_object
from antrea_parse.text.source import Lines

# What output holds and headings do not: addresses, versions, settings.
_DATA = re.compile(r"\d[./:]\d|\w=\w")
_DIGIT = re.compile(r"\d")
#: Rows that tell what the others look like.
_ROWS = 50
_KNOWN: dict[int, Use] = {READ: "parsed", BLANK: "blank", CHATTER: "chatter"}
_CODES = bytes(CODE[_KNOWN.get(use, "unparsed")] for use in range(256))
#: The titles of another table.
_TITLES = re.compile(r"[A-Z][A-Z0-9_/-]+(?:\s+[A-Z][A-Z0-9_/-]+[a-z]?)+\s*")


def read_output(
    page: Page, command: Command, start: int, end: int, options: Mapping[str, Any], argv: tuple[str, ...] | None, node: str | None, *, bare: bool = False
) -> tuple[Output | None, int]:
    """Let a command's reader take its lines; the output and the index behind the last of them.

    Where they are `bare`, without a command line, no records means that it is no output.
    """
    lines = page.lines[start:end]
    again = _again(lines.texts)
    if again is not None:
        lines = lines[:again]
    output = parse_lines(command, lines, options=options, argv=argv, node=node, open_end=True)
    cut = None if output.ledger is None else find_cut(command, output.ledger, lines)
    if cut is not None:
        lines = lines[:cut]
        output = parse_lines(command, lines, options=options, argv=argv, node=node, open_end=True)
    ledger = output.ledger
    if bare and not output.records:
        return None, start
    if ledger is None or ledger.extent is None:
        return (output, start + _mark_chatter(page, start, end)) if _is_answer(output) else (None, start)
    last = ledger.uses.rfind(READ)
    if len(ledger.lines) == len(lines):
        behind = start + last + 1
        page.mark_run(start, bytes(ledger.uses[: last + 1]).translate(_CODES))
    else:  # lines were joined
        numbers = lines.numbers
        behind = start
        for position in range(last + 1):
            following = start + bisect_left(numbers, ledger.lines.numbers[position + 1])
            while behind < following:
                page.mark(behind, _KNOWN.get(ledger.uses[position], "unparsed"))
                behind += 1
    if again is not None and last == len(ledger.lines) - 1:
        behind = _skip_repetition(page, command, start, again)
    return output, _unread_tail(page, command, output, behind, end)


def _again(texts: Sequence[str]) -> int | None:
    """Where lines begin that say once more what all lines before them said, and nothing else: a text that was pasted twice."""
    count = len(texts)
    while count and not texts[count - 1].strip():
        count -= 1
    half = (count + 1) // 2
    for again in (half, half + 1) if count > 3 else ():
        if texts[0].rstrip() != texts[again].rstrip():
            continue
        first = [text.rstrip() for text in texts[:again]]
        while first and not first[-1]:
            first.pop()
        if len(first) > 1 and len(set(first)) > 1 and first == [text.rstrip() for text in texts[again:count]]:
            return again
    return None


def _skip_repetition(page: Page, command: Command, start: int, again: int) -> int:
    """Mark the lines of a repetition; the index behind them."""
    index = start + again
    count = sum(1 for text in page.lines.texts[start:index] if text.strip())
    page.report("AP205", f"the output of {command.name!r} stands here again", index, index + count - 1)
    while count:
        blank = not page.lines.texts[index].strip()
        page.mark(index, "blank" if blank else "parsed")
        count -= not blank
        index += 1
    return index


def find_cut(command: Command, ledger: Ledger, lines: Lines) -> int | None:
    """Where another output begins inside these lines: behind a gap, on a line with which outputs of this command begin."""
    starts = re.compile(command.starts)
    gap = seen = False
    gap_start = 0
    for index, use in enumerate(ledger.uses):
        if use == READ:
            if gap and seen and starts.match(ledger.lines.texts[index]):
                return bisect_left(lines.numbers, ledger.lines.numbers[gap_start]) if len(ledger.lines) != len(lines) else gap_start
            seen, gap = True, False
        elif use not in (BLANK, CHATTER) and not gap:
            gap, gap_start = True, index
    return None


def _is_answer(output: Output) -> bool:
    """Whether an output without records says something all the same: ``No resources found``."""
    return any(item.code == "AP207" for item in output.diagnostics)


def _mark_chatter(page: Page, start: int, end: int) -> int:
    count = 0
    for index in range(start, end):
        text = page.lines.texts[index]
        if text.strip() and not is_chatter(text):
            break
        page.mark(index, "chatter" if text.strip() else "blank")
        count += 1
    return count


def _unread_tail(page: Page, command: Command, output: Output, behind: int, end: int) -> int:
    """Lines right behind the last one read that look like output but did not read: damaged, not prose."""
    texts = page.lines.texts
    ledger = output.ledger
    if ledger is None or behind >= end or not texts[behind].strip():
        return behind
    read = [text for text, use in zip(ledger.lines.texts, ledger.uses, strict=True) if use == READ and text.strip()]
    heads = {text.split(None, 1)[0] for text in read}
    # A row of a table is known by about how many words it has.
    sizes = [len(text.split()) for text in read[:_ROWS]] if command.name.startswith(("kubectl ", "antctl ")) else []
    like_rows = range(min(sizes, default=0), max(sizes, default=-2) + 2)
    index = behind
    while index < end:
        text = texts[index]
        words = text.split(None, 1)
        if not words or not (words[0] in heads or text[0].isspace() or _DATA.search(text, 0, 4096) or (_DIGIT.search(text) and len(text.split()) in like_rows)):
            break
        if is_chatter(text) or is_prose(text) or starts_object(text) or (sizes and _TITLES.fullmatch(text)):
            break
        page.mark(index, "unparsed")
        page.report("AP201", f"{command.name}: line not understood", index, quote=True)
        index += 1
    return index
