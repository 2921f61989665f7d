"""``antrea-parse where WHAT PATH…``: everything known about an address, a name or a number."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from antrea_parse.cli.shared import add_strict, join, print_statements, verdict

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "where",
        help="whose address, name or number it is",
        description="Tells everything that is known about an address, MAC, interface, pod, node or OpenFlow port number, with the lines that say so.",
    )
    parser.add_argument("what", metavar="WHAT", help="10.211.1.15, 36:ab:6b:31:0c:75, antrea-gw0, default/frontend, worker-01, 15")
    parser.add_argument("paths", metavar="PATH", nargs="+")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_strict(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Join and look it up."""
    snap, topology = join(arguments.paths)
    print_statements(topology.where(arguments.what), as_json=arguments.json)
    return verdict([*snap.diagnostics, *topology.diagnostics], strict=arguments.strict)
