"""``antrea-parse explain WHAT PATH…`` and ``antrea-parse where WHAT PATH…``: questions to the topology, answered in words."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from antrea_parse.cli.shared import UNUSABLE, add_strict, join, printable, verdict

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs

_WAY = """Tells the way of packets step by step: interface, OVS port, bridge, gateway and tunnel, uplink; policies and Egress that apply; with the lines
behind each step. Where a step is not known it says which capture would tell."""
_ANYTHING = """Tells everything that is known about an address, network, MAC, interface, bridge, port, OpenFlow number, pod, node, Service, policy or
Egress, with the lines that say so. Exits 2 where nothing is known, and says what was searched and what is near."""
#: By verb, which is also the topology's method: what its help says, and what may be asked.
_QUESTIONS = {
    "explain": ("how a pod reaches the wire", _WAY, "a pod, a node, a Service, or the address of one: default/frontend, frontend, 10.211.1.14, svc/web"),
    "where": (
        "whose address, name or number it is",
        _ANYTHING,
        "10.211.1.15, 10.211.0.0/16, 36:ab:6b:31:0c:75, antrea-gw0, default/frontend, worker-01, 15, worker-01/15",
    ),
}


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    for verb, (title, description, what) in _QUESTIONS.items():
        parser = verbs.add_parser(verb, help=title, description=description)
        parser.add_argument("what", metavar="WHAT", help=what)
        parser.add_argument("paths", metavar="PATH", nargs="+")
        parser.add_argument("--json", action="store_true", help="print JSON")
        add_strict(parser)
        parser.set_defaults(run=run, question=verb)


def run(arguments: argparse.Namespace) -> int:
    """Join and answer."""
    snap, topology = join(arguments.paths)
    answer = getattr(topology, arguments.question)(arguments.what)
    if arguments.json:
        print(json.dumps([item.model_dump(mode="json") for item in answer], indent=2, ensure_ascii=False))
    if not answer.found:
        print(f"antrea-parse: {printable(str(answer))}", file=sys.stderr)
        return UNUSABLE
    if not arguments.json:
        print(printable(str(answer)))
    return verdict([*snap.diagnostics, *topology.diagnostics], strict=arguments.strict)
