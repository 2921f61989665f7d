"""``antrea-parse diff BEFORE AFTER``: what a later set of captures says differently."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

import antrea_parse as ap
from antrea_parse.cli.draw import add_open, check_output, deliver
from antrea_parse.cli.shared import add_strict, join, printable, verdict

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs

_EXAMPLES = """examples:
  antrea-parse diff monday/ tuesday/
  antrea-parse diff nodes.txt worker-01.txt --to later/ -o changes.svg
"""


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "diff",
        help="what changed between two sets of captures",
        description="Compares the topologies of two sets of captures: facts added (+), removed (-) and changed (~), with the lines of both.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", metavar="PATH", nargs="+", help="two paths, earlier and later; or with --to all paths of the earlier set")
    parser.add_argument("--to", metavar="PATH", nargs="+", default=None, help="paths of the later set")
    parser.add_argument("-o", "--output", metavar="FILE", help="draw the differences to .svg .png .pdf .dot .mmd .html or .txt")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_open(parser)
    add_strict(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Join both sets and compare them."""
    before_paths, after_paths = arguments.paths, arguments.to
    if after_paths is None:
        if len(before_paths) != 2:
            raise ap.CaptureError(f"{len(before_paths)} paths given, expected two (earlier and later); for sets of several give the later one after --to")
        before_paths, after_paths = before_paths[:1], before_paths[1:]
    check_output(arguments.output)
    before_snap, before = join(before_paths)
    after_snap, after = join(after_paths)
    if arguments.output is not None or arguments.open:
        deliver(before.draw("diff", other=after), arguments.output, show=arguments.open)
    changes = before.diff(after)
    if arguments.json:
        print(json.dumps([change.model_dump(mode="json") for change in changes], indent=2, ensure_ascii=False))
    elif arguments.output is None and not arguments.open:
        print("\n".join(printable(str(change)) for change in changes) or "no difference in what both tell")
        if changes.not_told:
            print(f"not compared, because only one side tells of them: {', '.join(f'{count} {kind}' for kind, count in sorted(changes.not_told.items()))}")
    return verdict([*before_snap.diagnostics, *after_snap.diagnostics], strict=arguments.strict)
