"""Everything that is known about an address, a MAC, a number or a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from antrea_parse.topology.questions import nodes, objects, pods
from antrea_parse.topology.questions.addresses import address
from antrea_parse.topology.questions.index import Index, Thing
from antrea_parse.topology.questions.macs import mac, number
from antrea_parse.topology.questions.namespaces import namespace
from antrea_parse.topology.questions.near import nothing
from antrea_parse.topology.questions.prefixes import network
from antrea_parse.topology.questions.question import Wanted, read
from antrea_parse.topology.questions.statement import Statement, Statements
from antrea_parse.topology.questions.words import counted, listed

#: Things of one name, or holders of one address, that are told in full.
_FULL = 4
#: Those that are named beyond.
_NAMED = 8

_TELL: dict[str, Callable[[Index, Thing, str], Iterator[Statement]]] = {
    "node": nodes.node,
    "interface": nodes.interface,
    "bridge": nodes.bridge,
    "port": nodes.port,
    "pod": pods.pod,
    "service": objects.service,
    "endpoints": objects.endpoints,
    "policy": objects.policy,
    "egress": objects.egress,
}
#: Whose fields are told with an address, MAC or number: of what it is itself, not of what only refers to it.
_ITSELF = frozenset({"pod", "node", "service", "external", "egress", "interface", "ofport", "ifindex", "port", "sender"})


def where(index: Index, question: Any) -> Statements:
    """Everything that is known about what is asked."""
    wanted = read(question)
    found = [*(network if wanted.ip is None else address)(index, wanted), *mac(index, wanted), *number(index, wanted)]
    things = index.named(wanted.name, wanted.path) if wanted.name else []
    things += [thing for thing in _holders(index, wanted) if thing not in things]
    found += [*namespace(index, wanted), *_told(index, things)]
    return Statements(found or [nothing(index, wanted)])


def _holders(index: Index, wanted: Wanted) -> list[Thing]:
    """Things that an address, MAC or number is of, if they are few."""
    mentions = [
        *(index.addresses.get(wanted.ip, ()) if wanted.ip is not None else ()),
        *(index.macs.get(wanted.mac, ()) if wanted.mac is not None else ()),
        *(item for item in (index.numbers.get(wanted.number, ()) if wanted.number is not None else ()) if not wanted.path),
    ]
    found: dict[str, Thing] = {}
    for item in mentions:
        if item.says in _ITSELF and not (item.thing.kind == "pod" and item.thing.entity.host_network):
            found.setdefault(item.thing.about, item.thing)
    return list(found.values()) if len(found) <= _FULL else []


def _told(index: Index, things: list[Thing]) -> Iterator[Statement]:
    """The fields of things; of many of one name those of the first, and who the others are."""
    for thing in things[:_FULL]:
        yield from _TELL[thing.kind](index, thing, thing.title)
    left = things[_FULL:]
    if left:
        names = listed([thing.about for thing in left], _NAMED)
        yield Statement(about=left[0].about, heading=f"{counted(len(left), 'thing')} more of this name", says=names)
