"""What neighbour tables say of an address or a MAC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from antrea_parse.topology.model import NeighbourForm
from antrea_parse.topology.questions.index import Index, Shared
from antrea_parse.topology.questions.statement import Statement, of_fields, together
from antrea_parse.topology.questions.words import listed

_SHOWN, _NODES = 6, 4
#: Entries whose lines an answer keeps; a thousand nodes may have the same.
_SITES = 8
_KINDS = {"peer-gateway": ", the gateway of a peer", "virtual": ", a virtual address of Antrea", "pod": ", a pod", "node": ", a node"}


def neighbours(index: Index, found: Iterable[Shared[NeighbourForm]], heading: str) -> Iterator[Statement]:
    """Nodes that have it in their neighbour tables, those that say the same together."""
    groups: dict[tuple[Any, ...], list[Shared[NeighbourForm]]] = defaultdict(list)
    for item in found:
        groups[item.form.ip, item.form.dev, item.form.mac, item.form.meaning].append(item)
    told = list(groups.values())
    for group in told[:_SHOWN]:
        sites = sorted(site for item in group for site in item.sites)
        yield _known(index, sites, group, heading)
    left = sorted(site for group in told[_SHOWN:] for item in group for site in item.sites)
    if left:
        nodes = index.topology.nodes
        basis = together(nodes[number].neighbours[position].why("ip") for number, position in left[:_SITES])
        yield Statement.of(f"node/{nodes[left[0][0]].name}", f"{len(left)} more entries of neighbour tables have it", basis, heading)


def _known(index: Index, sites: list[tuple[int, int]], group: list[Shared[NeighbourForm]], heading: str) -> Statement:
    form = group[0].form
    nodes = index.topology.nodes
    names = [nodes[number].name for number, _ in sites]
    states = " ".join(dict.fromkeys(state for item in group for state in item.form.states))
    kind = _KINDS.get(form.meaning, "")
    words = f"{listed(names, _NODES)} {'has' if len(names) == 1 else 'have'} {form.ip} as neighbour on {form.dev or '?'}{kind}"
    words += f": MAC {form.mac}" if form.mac else ": MAC not resolved"
    fields = ("ip", "mac", *(("meaning",) if kind else ()))
    basis = together(of_fields(nodes[number].neighbours[position], *fields) for number, position in sites[:_SITES])
    return Statement.of(f"node/{names[0]}", words + (f", {states}" if states else ""), basis, heading)
