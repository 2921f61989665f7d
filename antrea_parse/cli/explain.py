"""``antrea-parse explain POD PATH…``: the way of a pod's packets to the wire."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from antrea_parse.cli.shared import add_strict, join, print_statements, verdict

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "explain",
        help="how a pod reaches the wire",
        description="Tells the way of a pod's packets step by step: interface, OVS port, bridge, gateway and tunnel, uplink; with the lines behind each step.",
    )
    parser.add_argument("pod", metavar="POD", help="namespace/name; the name alone where only one pod has it")
    parser.add_argument("paths", metavar="PATH", nargs="+")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_strict(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Join and explain."""
    snap, topology = join(arguments.paths)
    print_statements(topology.explain(arguments.pod), as_json=arguments.json)
    return verdict([*snap.diagnostics, *topology.diagnostics], strict=arguments.strict)
