"""Lines of a snapshot: where outputs begin, where commands were typed, what was lost."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable

from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.snapshot import Snapshot
from antrea_parse.text.diagnostic import Diagnostic

#: Commands that show a file.
_SHOW = frozenset({"cat", "less", "more", "head", "tail", "bat"})
#: Usual widths of terminals.
_WIDTHS = frozenset({80, 100, 120, 132, 160})


def any_between(lines: list[int], first: int, last: int) -> bool:
    """Whether one of these sorted lines lies in a range."""
    position = bisect_left(lines, first)
    return position < len(lines) and lines[position] <= last


def starting_lines(snapshot: Snapshot) -> dict[str, list[int]]:
    """Lines on which captures begin, by source."""
    found: dict[str, list[int]] = defaultdict(list)
    for capture in snapshot.captures:
        found[capture.span.source].append(capture.span.first_line)
    for lines in found.values():
        lines.sort()
    return found


def typed_lines(snapshot: Snapshot) -> dict[str, list[tuple[int, bool]]]:
    """Lines on which commands were typed, by source, and whether each shows a file."""
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for capture in snapshot.captures:
        if capture.command_line:
            found[capture.span.source].append((capture.span.first_line, capture.argv[:1] != () and capture.argv[0] in _SHOW))
    for lines in found.values():
        lines.sort()
    return found


def lines_where(snapshot: Snapshot, wanted: Callable[[Diagnostic], bool]) -> dict[str, list[int]]:
    """Lines with a diagnostic of some kind, by source."""
    found: dict[str, list[int]] = defaultdict(list)
    for item in snapshot.diagnostics:
        if item.line is not None and wanted(item):
            found[item.source].append(item.line)
    for lines in found.values():
        lines.sort()
    return found


def lossy_lines(snapshot: Snapshot, codes: frozenset[str]) -> dict[str, list[int]]:
    """Lines of which something is lost, by source."""
    repeated = {(item.source, item.line) for item in snapshot.diagnostics if item.code == "AP205"}
    found: dict[str, list[int]] = defaultdict(list)
    for item in snapshot.diagnostics:
        # A row that repeats another is lost without harm, however short it is.
        if item.line is not None and (item.level == "error" or item.code in codes) and (item.source, item.line) not in repeated:
            found[item.source].append(item.line)
    for lines in found.values():
        lines.sort()
    return found


def fills_a_line(capture: Capture, line: int) -> bool:
    """Whether a line of a capture is as long as those of usual terminals."""
    ledger = capture.output.ledger if capture.output is not None else None
    if ledger is None:
        return False
    position = bisect_left(ledger.lines.numbers, line)
    return position < len(ledger.lines) and ledger.lines.numbers[position] == line and len(ledger.lines.texts[position]) in _WIDTHS


def ends_open(capture: Capture, last: int) -> bool:
    """Whether the last object of a capture ends in a key without a value: nobody prints that."""
    ledger = capture.output.ledger if capture.output is not None else None
    if ledger is None or not ledger.holds_objects:
        return False
    text = next((ledger.lines.texts[index] for index in range(len(ledger.lines)) if ledger.lines.span(index).last_line == last), "")
    return text.rstrip().endswith((":", "-"))


def prints(capture: Capture, field: str) -> bool:
    """Whether any row of a table has this."""
    return capture.output is not None and any(field in record.model_fields_set for record in capture.output.records)
