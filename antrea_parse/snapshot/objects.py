"""Kubernetes objects that stand on a page without a command line: captures of the commands that list such objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from antrea_parse.commands import registry
from antrea_parse.commands.base import READ, UNREAD, Ledger, Output
from antrea_parse.commands.objects.making import Found
from antrea_parse.commands.objects.read import read_objects
from antrea_parse.snapshot.capture import Capture
from antrea_parse.text.source import Lines

#: What stands between documents.
_DIVIDERS = frozenset(["---", "..."])


def object_captures(lines: Lines, assumed: str | None = None, node: str | None = None) -> tuple[list[Capture], Ledger]:
    """Read the objects in these lines, of whatever kinds.

    Args:
        lines: the lines.
        assumed: kind of the objects that do not name theirs (``Pod``).
        node: the node that the objects tell of, for objects that tell of one.

    Returns:
        A capture for each run of objects of one kind, and the account of the lines. A diagnostic about the lines of a capture is in
        its output, the others are in the ledger only.
    """
    lines = _outdented(lines)
    ledger = Ledger(lines)
    found = list(read_objects(lines.texts, ledger, assumed))
    for index, text in enumerate(lines.texts):
        if ledger.uses[index] == UNREAD and text.rstrip() in _DIVIDERS:
            ledger.uses[index] = READ
    captures = [_capture(ledger, command, run, node) for command, run in _runs(found)]
    taken = {id(item) for capture in captures if capture.output is not None for item in capture.output.diagnostics}
    ledger.diagnostics = [item for item in ledger.diagnostics if id(item) not in taken]
    return captures, ledger


def _outdented(lines: Lines) -> Lines:
    """Lines without the blanks that a page put before all of them."""
    depth = min((len(text) - len(text.lstrip()) for text in lines.texts if text.strip()), default=0)
    return replace(lines, texts=[text[depth:] for text in lines.texts]) if depth else lines


def _runs(found: Sequence[Found]) -> Iterator[tuple[str, list[Found]]]:
    for (command, _), run in groupby(found, lambda item: (item.command, item.is_live)):
        yield command, list(run)


def _capture(ledger: Ledger, command: str, run: list[Found], node: str | None) -> Capture:
    first, last = min(item.first for item in run), max(item.last for item in run)
    own = Ledger(ledger.lines[first : last + 1], holds_objects=True)
    own.uses = ledger.uses[first : last + 1]
    span = ledger.span(first, last)
    diagnostics = [item for item in ledger.diagnostics if item.line is not None and span.first_line <= item.line <= span.last_line]
    chosen = registry.load(command)
    output: Output = chosen.output(command=command, node=node, diagnostics=tuple(diagnostics))
    # As `parse_lines` does it: the records are typed already.
    output.__dict__["records"] = tuple(item.record for item in run)
    object.__setattr__(output, "_ledger", own)
    return Capture(span=span, command=command, node=node, output=output, partial=not run[0].is_live)


def unread_lines(ledger: Ledger, last: int) -> None:
    """Report each line up to this index that belongs to no object."""
    for index in range(last + 1):
        if ledger.uses[index] == UNREAD and ledger.lines.texts[index].strip():
            ledger.report("AP201", "line of no object that could be read", index)
