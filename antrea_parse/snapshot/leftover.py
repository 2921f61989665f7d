"""Tells apart what no prompt announced: manifests, outputs without a command line, messages, prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from antrea_parse.commands import registry
from antrea_parse.commands.base import READ, Command
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.detect import Detection, broken, candidates, settled
from antrea_parse.commands.kubectl_kind import FIRST_TITLES
from antrea_parse.commands.objects.describe import recognise_description
from antrea_parse.commands.parse import parse_lines, read_once
from antrea_parse.snapshot.capture import Setting
from antrea_parse.snapshot.objects import object_captures, unread_lines
from antrea_parse.snapshot.output import find_cut, read_output
from antrea_parse.snapshot.page import Page
from antrea_parse.snapshot.shape import begins_objects, is_prose, is_sentence, is_written, objects_end
from antrea_parse.text.source import Lines

#: Longest line that can give a command away.
_LIMIT = 65536
#: Lines that are looked at first where nothing tells how long an output is, and how many at their end must be none of it.
_WINDOW = 128
#: Lines in which the header of a table stands that a terminal broke.
_BROKEN = 5
_GAP = 32
_FIRST = re.compile(r"\s*(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:system|netdev)@[^\s:]+:)\s*")
#: First words of the lines of an output that are kept, and the characters in which they are looked for.
_MOST_HEADS, _HEAD_OF_LINE = 1000, 64
#: Terminals are seldom narrower.
_NARROWEST = 40


def take_leftover(page: Page, start: int, end: int, setting: Setting, *, near: bool = False) -> None:
    """Tell apart the lines that no command claims.

    Args:
        page: what is being split.
        start: the first of the lines.
        end: the line behind the last.
        setting: what is known of outputs that are recognised here.
        near: that is known only of an output that begins on the first line.
    """
    texts = page.lines.texts
    signs = _all_signs() if start < end else None
    index = start
    while index < end:
        text = texts[index]
        if not text.strip():
            page.mark(index, "blank")
            index += 1
            continue
        if begins_objects(texts, index, end):
            index = take_object(page, index, end)
        elif is_chatter(text):
            page.mark(index, "chatter")
            index += 1
        elif text.startswith("Name:") and (described := recognise_description(texts[index : min(end, index + _WINDOW)])) is not None:
            index = max(index + 1, _take_description(page, registry.load(described[0]), index, end, setting))
        elif signs and len(text) < _LIMIT and (signs.match(text) or text.startswith(FIRST_TITLES)):
            # The identity of a database, as the name of a datapath, says nothing alone; above its output it is the first line of it.
            first = index - 1 if index > start and _FIRST.fullmatch(texts[index - 1]) else index
            index = max(index + 1, _recognise(page, index, end, setting, first))
        else:
            index += 1
        if near:
            setting, near = Setting(), False


def take_other(page: Page, start: int, end: int, setting: Setting) -> int:
    """Mark the output of a command that is not read; it ends where prose, a manifest or an output that is recognised begins.

    A sentence is prose behind a blank line, when it does not begin as lines of the output do: logs hold sentences.
    """
    texts = page.lines.texts
    signs = _all_signs()
    index = start
    heads: set[str] = set()
    while index < end and not begins_objects(texts, index, end):
        text = texts[index]
        head = text[:_HEAD_OF_LINE].split(None, 1)[:1]
        if is_written(text) or (heads.isdisjoint(head) and (is_sentence(text) if index == start else not texts[index - 1].strip() and is_prose(text))):
            break
        if len(heads) < _MOST_HEADS:
            heads.update(head)
        if len(texts[index]) < _LIMIT and signs.match(texts[index]):
            behind = _recognise(page, index, end, setting)
            if behind > index:
                index = behind
                continue
        page.mark(index, "other" if texts[index].strip() else "blank")
        index += 1
    return index


def take_object(page: Page, start: int, end: int) -> int:
    """Read the objects that begin here; the index behind them."""
    behind = max(objects_end(page.lines.texts, start, end), start + 1)
    captures, ledger = object_captures(page.lines[start:behind])
    last = max(ledger.uses.rfind(READ), 0)
    if captures or ledger.uses[last] == READ:
        unread_lines(ledger, last)
    else:
        last = behind - start - 1
        page.report("AP305", "manifest not read", start, behind - 1, quote=True)
    page.captures += captures
    page.diagnostics += ledger.diagnostics
    for index in range(last + 1):
        text = page.lines.texts[start + index]
        page.mark(start + index, "blank" if not text.strip() else "object" if ledger.uses[index] == READ or not captures else "unparsed")
    return start + last + 1


def _take_description(page: Page, command: Command, index: int, end: int, setting: Setting) -> int:
    """Read the descriptions of objects that begin here; the index behind them."""
    output, behind = read_output(page, command, index, end, {"describe": True}, None, setting.node)
    if output is None or not output.records:
        return index
    page.captures.append(setting.capture(page.lines.span(index, behind - 1), command=command.name, output=output))
    page.report("AP209", f"recognised as {command.name!r}: a description of an object", index)
    return behind


@cache
def _all_signs() -> re.Pattern[str]:
    patterns = [pattern for name in registry.names() for pattern, _ in registry.load(name).signs]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def gives_itself_away(text: str) -> bool:
    """Whether a line is one that only commands which are read print."""
    return len(text) < _LIMIT and _all_signs().match(text) is not None


def _recognise(page: Page, index: int, end: int, setting: Setting, first: int | None = None) -> int:
    """Read an output that no command line announced, which may begin before the line that gives it away; the index behind it, or `index` when it is none."""
    first = index if first is None else first
    found = [item for item in candidates(page.lines[index : min(end, index + 2)]) if item.line == 0 or re.match(item.command.starts, page.lines.texts[index])]
    found = found or [item for item in broken(page.lines[index : min(end, index + _BROKEN)]) if item.line == 0]
    if len(found) > 1:
        found = settled(_longest(page.lines[index : min(end, index + _WINDOW)], found))
    if len(found) > 1:
        names = " and ".join(item.command.name for item in found)
        page.report("AP206", f"both {names} could have printed this; put the command line before it", index, quote=True)
        return index
    for item in found:
        begin = first if re.match(item.command.starts, page.lines.texts[first]) else index
        output, behind = read_output(page, item.command, begin, _reach(page, item.command, index, end), {}, None, setting.node, bare=True)
        if output is not None:
            page.captures.append(setting.capture(page.lines.span(begin, behind - 1), command=item.command.name, output=output))
            page.report("AP209", f"recognised as {item.command.name!r}: {item.reason}", index)
            return behind
    return index


def _longest(lines: Lines, found: list[Detection]) -> list[Detection]:
    """Those whose readers understand most of the lines."""
    readings = []
    for item in found:
        output = parse_lines(item.command, lines, open_end=True)
        if output.records and output.ledger is not None:
            readings.append((len(output.ledger.read), item))
    best = max((count for count, _ in readings), default=0)
    return [item for count, item in readings if count == best]


def _reach(page: Page, command: Command, index: int, end: int) -> int:
    """How far the output that begins here may go, at the price of few more lines than it has."""
    size = _WINDOW
    while True:
        lines = page.lines[index : min(end, index + size)]
        ledger = read_once(command, lines, {})[1]
        cut = find_cut(command, ledger, lines)
        if cut is not None and _may_be_wrapped(lines.texts, cut):
            found = parse_lines(command, lines, open_end=True).ledger
            cut = None if found is None else find_cut(command, found, lines)
        if cut is not None:
            return index + cut
        last = ledger.uses.rfind(READ)
        if index + size >= end or last < size - _GAP:
            return min(end, index + max(last, 0) + 1 + _GAP)
        size *= 4


def _may_be_wrapped(texts: Sequence[str], cut: int) -> bool:
    """Whether the line where an output seems to end is the rest of the line before it, which a terminal broke at its width."""
    return cut > 0 and len(texts[cut - 1]) >= max(_NARROWEST, *map(len, texts[:cut]))
