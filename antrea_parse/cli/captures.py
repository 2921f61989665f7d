"""``antrea-parse captures PATH…``: what was captured where, and what every line was taken for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from antrea_parse.cli.shared import add_strict, print_table, read, verdict
from antrea_parse.text.diagnostic import Diagnostic

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser("captures", help="what was captured where", description="Lists the captures of files and folders and accounts for every line.")
    parser.add_argument("paths", metavar="PATH", nargs="+")
    parser.add_argument("--unparsed", action="store_true", help="show the lines that were not understood")
    add_strict(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the captures and the use of every line."""
    snap = read(arguments.paths)
    rows = [
        {
            "node": capture.node or "-",
            "command": capture.command or " ".join(capture.argv) or "-",
            "lines": str(capture.span),
            "records": "-" if capture.output is None else len(capture.output),
            "problems": capture.reason or _problems(capture.output.diagnostics if capture.output else ()),
        }
        for capture in snap.captures
    ]
    print_table(rows, ("node", "command", "lines", "records", "problems"))
    print()
    print(", ".join(f"{count} {use}" for use, count in snap.coverage.counts.items() if count) or "no lines")
    if arguments.unparsed:
        for item in snap.diagnostics:
            if item.code == "AP201":
                print(item)
    return verdict(snap.diagnostics, strict=arguments.strict)


def _problems(diagnostics: Sequence[Diagnostic]) -> str:
    counts = {level: sum(item.level == level for item in diagnostics) for level in ("error", "warning")}
    return ", ".join(f"{count} {level}{'s' * (count > 1)}" for level, count in counts.items() if count)
