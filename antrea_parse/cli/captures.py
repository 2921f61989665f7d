"""``antrea-parse captures PATH…``: what was captured where, and what every line was taken for."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from antrea_parse.cli.shared import add_strict, print_table, read, verdict
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.shown import clean_label

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs
    from antrea_parse.snapshot.capture import Capture
    from antrea_parse.snapshot.snapshot import Snapshot

_COLUMNS = ("node", "time", "command", "lines", "records", "problems")
#: Widest cell that is printed whole where the output is no terminal.
_WIDEST = 200
#: Characters that the columns beside command and problems take, about.
_OTHERS = 60
#: Lines shown before and after those that were not understood.
_AROUND = 2


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser("captures", help="what was captured where", description="Lists the captures of files and folders and accounts for every line.")
    parser.add_argument("paths", metavar="PATH", nargs="+")
    parser.add_argument("--unparsed", action="store_true", help="show the lines that were not understood, with those around them")
    add_strict(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the captures and the use of every line."""
    snap = read(arguments.paths)
    width = max(20, (shutil.get_terminal_size().columns - _OTHERS) // 2) if sys.stdout.isatty() else _WIDEST
    rows = [_row(capture, width) for capture in snap.captures]
    has_times = any(row["time"] for row in rows)
    print_table(rows, [name for name in _COLUMNS if name != "time" or has_times])
    print()
    if any(capture.node_reason.startswith("inferred") for capture in snap.captures):
        print("~ the node is inferred: the log does not say it, something else suggests it")
    if len(snap.coverage.sources) > 1:
        _print_sources(snap)
    print(_counted(snap.coverage.counts) or "no lines")
    if arguments.unparsed:
        _print_unparsed(snap)
    return verdict(snap.diagnostics, strict=arguments.strict)


def _row(capture: Capture, width: int) -> dict[str, Any]:
    guessed = "~" if capture.node_reason.startswith("inferred") else ""
    command = capture.command or capture.command_line.partition("\n")[0] or " ".join(capture.argv) or "-"
    return {
        "node": f"{guessed}{capture.node}" if capture.node else "-",
        "time": capture.time.isoformat(" ", "seconds") if capture.time else "",
        "command": _cut(f"{command}{_partial(capture)}", width),
        "lines": str(capture.span),
        "records": "-" if capture.output is None else len(capture.output),
        "problems": _cut(capture.reason or _problems(capture.output.diagnostics if capture.output else ()), width),
    }


def _partial(capture: Capture) -> str:
    """Why a capture may not be all that the command printed."""
    if not capture.partial or capture.part:
        return ""
    if capture.invocation is not None and capture.invocation.filters:
        return " (screen)" if capture.invocation.filters[-1] == "watch" else " (filtered)"
    return " (manifest)" if capture.command is not None and capture.command.startswith("kubectl") else " (screen)"


def _print_sources(snap: Snapshot) -> None:
    for source in snap.coverage.sources:
        print(f"{clean_label(source)}: {_counted(snap.coverage.of(source)) or 'no lines'}")
    print("in total: ", end="")


def _counted(counts: dict[Any, int]) -> str:
    return ", ".join(f"{count} {use}" for use, count in counts.items() if count)


def _print_unparsed(snap: Snapshot) -> None:
    """The lines that were not understood, marked, among their neighbours."""
    for excerpt in snap.excerpts("unparsed", around=_AROUND):
        print()
        print(f"{clean_label(excerpt[0].source)}:{excerpt[0].line}-{excerpt[-1].line}")
        for item in excerpt:
            print(f"{'>' if item.use == 'unparsed' else ' '} {item.line:>6} | {clean_label(item.text[:_WIDEST])}{'…' if len(item.text) > _WIDEST else ''}")


def _problems(diagnostics: Sequence[Diagnostic]) -> str:
    counts = {level: sum(item.level == level for item in diagnostics) for level in ("error", "warning")}
    return ", ".join(f"{count} {level}{'s' * (count > 1)}" for level, count in counts.items() if count)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
