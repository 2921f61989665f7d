"""``antrea-parse draw PATH… -o FILE``: the topology to a diagram."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import antrea_parse as ap
from antrea_parse.cli.shared import add_strict, read, verdict

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser("draw", help="topology to a diagram", description="Joins the captures of files and folders and draws the topology.")
    parser.add_argument("paths", metavar="PATH", nargs="+")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help=".svg .png .pdf .dot .mmd .html or .txt, by suffix")
    parser.add_argument("--view", default="overview", help="overview (default), node, service, findings")
    parser.add_argument("--node", help="the node that the view shows")
    parser.add_argument("--service", metavar="NAMESPACE/NAME", help="the Service that the view shows")
    parser.add_argument("--title", help="title of the diagram")
    add_strict(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Join, draw and save."""
    snap = read(arguments.paths)
    if all(capture.output is None for capture in snap.captures):
        seen = ", ".join(sorted({capture.argv[0] for capture in snap.captures if capture.argv})[:5])
        raise ap.CaptureError(
            f"{', '.join(arguments.paths)}: no capture found" + (f" (only of {seen})" if seen else "") + "; expected the saved output of commands such as "
            "'ip a', 'kubectl get pods -A -o wide' or 'ovs-vsctl show', best with the prompt line before it. "
            "'antrea-parse captures' tells what each line was taken for"
        )
    options = {key: value for key in ("node", "service", "title") if (value := getattr(arguments, key)) is not None}
    diagram = snap.topology.draw(arguments.view, **options)
    diagram.save(arguments.output)
    print(f"{arguments.output}: written", file=sys.stderr)
    return verdict([*snap.diagnostics, *snap.topology.diagnostics], strict=arguments.strict)
