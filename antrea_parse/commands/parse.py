"""Runs a command over the lines of a capture: reads, repairs what does not read, accounts for every line."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from antrea_parse.commands.base import BLANK, CHATTER, READ, TWO_IN_ONE, UNREAD, Command, Ledger, Output, Record
from antrea_parse.commands.chatter import is_chatter, is_elision
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import ParseError
from antrea_parse.text.repair import unwrapped, without_prefix
from antrea_parse.text.source import Lines

#: Unread lines that get a diagnostic of their own; further ones are counted in one.
_UNREAD_LIMIT = 500
#: New objects that are not worth walking.
_MANY = 20_000


def parse_lines(
    command: Command,
    lines: Lines,
    *,
    options: Mapping[str, Any] | None = None,
    argv: Sequence[str] | None = None,
    node: str | None = None,
    open_end: bool = False,
    strict: bool = False,
    diagnostics: Iterable[Diagnostic] = (),
) -> Output:
    """Read the output of one command.

    Args:
        command: the command.
        lines: the lines of the capture, without prompt and command line.
        options: what the command line asked for.
        argv: the command line's words.
        node: the node whose state the output tells.
        open_end: lines behind the last one read may be something else (prose, the next output); they are not reported.
        strict: raise at the first line that is not understood.
        diagnostics: findings about the source, put before those of the capture.

    Raises:
        ParseError: a line is not understood and `strict` is set.
    """
    records, ledger = _best_reading(command, lines, options or {})
    end = ledger.uses.rfind(READ) + 1 if open_end else len(ledger.lines)
    _report_unread(command, ledger, end)
    if not lines.ended and end == len(ledger.lines) and end:
        ledger.report("AP104", index=end - 1)
    found = [*diagnostics, *sorted(ledger.diagnostics, key=lambda item: (item.line is None, item.line or 0))]
    if strict:
        raise_first_error(found)
    output = command.output(command=command.name, argv=None if argv is None else tuple(argv), node=node, records=(), diagnostics=tuple(found), **ledger.extras)
    # Set behind pydantic's back: the records are typed already, and validating them would cost more than reading them.
    output.__dict__["records"] = records
    object.__setattr__(output, "_ledger", ledger)
    return output


def raise_first_error(found: Iterable[Diagnostic]) -> None:
    """What `strict` asks for.

    Raises:
        ParseError: of the first finding that is an error.
    """
    for item in found:
        if item.level == "error":
            raise ParseError(item)


def _best_reading(command: Command, lines: Lines, options: Mapping[str, Any]) -> tuple[tuple[Record, ...], Ledger]:
    records, ledger = read_once(command, lines, options)
    if not _trouble(ledger):
        return records, ledger
    best = (_trouble(ledger), records, ledger)
    for name, candidate in without_prefix(lines):
        records, ledger = read_once(command, candidate, options)
        if _trouble(ledger) < best[0]:
            ledger.report("AP109", f"{name} removed from each line", 0, last=len(candidate) - 1)
            best = (_trouble(ledger), records, ledger)
    if best[0]:
        plain = best[2]
        known = command.rejoin(plain.lines) if command.rejoin else None
        least = (0, 0)
        for joined in unwrapped(plain.lines, lambda line: _reads_alone(command, line, options)) if known is None else known:
            records, ledger = read_once(command, joined, options)
            trouble, count = _trouble(ledger), len(lines) - len(joined)
            doubts = len(ledger.diagnostics)
            # Of two readings that explain as much, the one with fewer doubts; else the one that joins less: a row that reads by itself is no rest of another.
            if trouble < best[0] or (trouble == best[0] and (doubts, count) < least):
                least = doubts, count
                ledger.diagnostics[:0] = [item for item in plain.diagnostics if item.code == "AP109"]
                ledger.report("AP110", f"{count} line{'s' * (count > 1)} joined that a terminal had wrapped", 0, last=len(joined) - 1)
                best = trouble, records, ledger
    return best[1], best[2]


def read_once(command: Command, lines: Lines, options: Mapping[str, Any]) -> tuple[tuple[Record, ...], Ledger]:
    """Read lines as they stand, without repairs: the records and the account."""
    ledger = Ledger(lines, options)
    if max(map(len, lines.texts), default=0) > command.line_limit:
        for index, line in enumerate(lines.texts):
            if len(line) > command.line_limit:
                # Readers see nothing of it: no pattern has to stand a line that no tool prints.
                lines = replace(lines, texts=[text if len(text) <= command.line_limit else "" for text in lines.texts])
                ledger.report("AP102", f"line of {len(line):,} characters not read, expected at most {command.line_limit:,}", index)
                ledger.lines = lines
                ledger.uses[index] = CHATTER
    with collector_paused():
        records = tuple(command.read(lines.texts, ledger))
        if command.nests and UNREAD in ledger.uses and any(use == UNREAD and is_elision(text) for use, text in zip(ledger.uses, lines.texts, strict=True)):
            records = _read_in_pieces(command, ledger)
    _explain_unread(ledger)
    return records, ledger


def _read_in_pieces(command: Command, ledger: Ledger) -> tuple[Record, ...]:
    """Read what stands before and behind lines that were left out each by itself, unless a record begins there: it may be of another one."""
    lines = ledger.lines
    ledger.uses[:] = bytes(len(lines))
    ledger.diagnostics = [item for item in ledger.diagnostics if item.code == "AP102"]
    ledger.extras.clear()
    records: list[Record] = []
    starts = re.compile(command.starts)
    texts = lines.texts
    ends = [index for index, text in enumerate(texts) if is_elision(text) and not (index + 1 < len(texts) and starts.match(texts[index + 1]))]
    start = 0
    for end in [*ends, len(lines)]:
        if start < end:
            piece = Ledger(lines[start:end], ledger.options)
            records += command.read(piece.lines.texts, piece)
            ledger.uses[start:end] = piece.uses
            ledger.diagnostics += piece.diagnostics
            ledger.extras = {**piece.extras, **ledger.extras}
        start = end + 1
    return tuple(records)


def _explain_unread(ledger: Ledger) -> None:
    """Tell blank lines, messages and marks for lines left out from lines that nothing explains."""
    uses, texts = ledger.uses, ledger.lines.texts
    index = uses.find(UNREAD)
    while index >= 0:
        line = texts[index]
        if not line or line.isspace():
            uses[index] = BLANK
        elif is_elision(line):
            above = index - 1
            while above >= 0 and uses[above] == BLANK:
                above -= 1
            uses[index] = READ if above >= 0 and uses[above] == READ else CHATTER  # right behind output it is part of it
            ledger.report("AP213", index=index)
        elif is_chatter(line):
            uses[index] = CHATTER
            ledger.report("AP207", f"message: {line.strip()[:120]}", index)
        index = uses.find(UNREAD, index + 1)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Hold the collector back: records are no garbage: a collector that walks all of them again and again takes a third of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > _MANY and not gc.get_freeze_count():
            # They are moved among the old objects, where the next look at the young ones would have put them after walking them all.
            gc.freeze()
            gc.unfreeze()
        gc.enable()


def _trouble(ledger: Ledger) -> int:
    """How much of the lines was not understood: whole lines, and parts of lines."""
    return ledger.uses.count(UNREAD) + sum(item.code == "AP203" for item in ledger.diagnostics)


def _reads_alone(command: Command, line: str, options: Mapping[str, Any]) -> bool:
    if is_elision(line):
        return True  # no line goes on with it
    ledger = Ledger(Lines.at([line]), options)
    for _ in command.read([line], ledger):
        pass
    return ledger.uses[0] == READ and not _trouble(ledger) and not any(item.message == TWO_IN_ONE for item in ledger.diagnostics)


def _report_unread(command: Command, ledger: Ledger, end: int) -> None:
    shown = 0
    first_hidden = last_hidden = -1
    hidden = 0
    for index in range(end):
        if ledger.uses[index] != UNREAD:
            continue
        if shown < _UNREAD_LIMIT:
            ledger.report("AP201", f"{command.name}: line not understood", index)
            shown += 1
        else:
            hidden += 1
            first_hidden = first_hidden if hidden > 1 else index
            last_hidden = index
    if hidden:
        ledger.report("AP201", f"{command.name}: {hidden} more lines not understood", first_hidden, last=last_hidden)
