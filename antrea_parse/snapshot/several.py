"""Where each output begins of several behind one command line, which only their lines tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from antrea_parse.commands import registry
from antrea_parse.commands.base import Command
from antrea_parse.snapshot.steps import Step
from antrea_parse.text.source import Lines

#: What kubectl prints instead of a table.
_NOTHING = "No resources found"
# What routes of IPv6 have and others do not.
_IPV6 = re.compile(r"(?:^|\s)[0-9a-f]{0,4}:[0-9a-f:.]*(?:/|\s|$)|\spref (?:low|medium|high)")


def begins_of(command: Command, steps: Sequence[Step], lines: Lines, cursor: int, start: int, end: int) -> list[int]:
    """Lines on which the outputs of commands of one name may begin; as many as commands where each is told apart.

    Args:
        command: the command.
        steps: what was run.
        lines: the lines.
        cursor: where answers without an output may stand already.
        start: where the first output begins.
        end: the line behind them.
    """
    found = _restarts(command, lines, start, end)
    found = sorted({*found, *(index for index in range(cursor, end) if lines.texts[index].startswith(_NOTHING))})
    families = [step.resolved.options.get("family", 4) for step in steps if step.resolved is not None]
    if command.name == "ip route" and len(found) < len(families) == len(set(families)):
        begins: list[int] = []
        for family in families:
            last = begins[-1] if begins else start - 1
            first = next((index for index in range(last + 1, end) if (_IPV6.search(lines.texts[index]) is None) == (family == 4)), None)
            if first is None or (not begins and first != start):
                return found
            begins.append(first)
        return begins
    return found


def next_start(texts: Sequence[str], own: str, later: Sequence[Step], start: int, end: int) -> int:
    """The first line on which a later command's output may begin."""
    starts = [registry.load(step.resolved.name).starts for step in later if step.resolved is not None]
    if not starts:
        return end
    following = re.compile(starts[0])
    mine = re.compile(own)
    same = own == starts[0]
    first_words = None
    for index in range(start, end):
        text = texts[index]
        if not following.match(text):
            continue
        if same:
            words = text.split(None, 2)[:2]
            if first_words is None:
                first_words = words
            elif words == first_words:
                return index
        elif index > start and not mine.match(text):
            return index
    return end


def _restarts(command: Command, lines: Lines, start: int, end: int) -> list[int]:
    """Lines on which an output like the one that begins here may begin again: they begin with the same words."""
    starts = re.compile(command.starts)
    first = next((index for index in range(start, end) if starts.match(lines.texts[index])), None)
    if first is None:
        return []
    words = lines.texts[first].split()[:2]
    is_id = len(words) == 1 and re.fullmatch(r"[0-9a-f-]{36}", words[0]) is not None
    return [
        index
        for index in range(first, end)
        if starts.match(lines.texts[index]) and (lines.texts[index].split(None, 2)[:2] == words or (is_id and len(lines.texts[index].split()) == 1))
    ]
