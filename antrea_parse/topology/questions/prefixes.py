"""What is known of a network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from antrea_parse.topology.model import IPNetwork
from antrea_parse.topology.questions.around import basis_of, covering, is_routed, lies_in, more, named_by_finding, network_basis, network_words, route
from antrea_parse.topology.questions.index import Index, Mention
from antrea_parse.topology.questions.near import nothing
from antrea_parse.topology.questions.question import Wanted
from antrea_parse.topology.questions.statement import Statement, together
from antrea_parse.topology.questions.words import counted, listed

#: Things of one sort that are told one by one, and routes.
_SHOWN, _ROUTES = 6, 8


def network(index: Index, wanted: Wanted) -> Iterator[Statement]:
    """Everything about a network: what it is, what lies in it, what it lies in, which routes lead there."""
    asked = wanted.network
    if asked is None:
        return
    heading = str(asked)
    lies = list(lies_in(index, asked.network_address, heading, asked.prefixlen - 1))
    inside = [(inner, item) for inner, items in index.networks.within(asked) for item in items]
    inhabitants = list(_inhabitants(index, asked, heading))
    exact = index.routes[asked]
    if not (index.networks[asked] or lies or inside or inhabitants or exact or is_routed(index, asked.network_address, asked.prefixlen - 1)):
        yield nothing(index, wanted)
    for item in index.networks[asked][:_SHOWN]:
        yield Statement.of(item.thing.about, f"it is {network_words(item)}", network_basis(asked, item), heading)
    yield from lies
    for inner, item in inside[:_SHOWN]:
        yield Statement.of(item.thing.about, f"{inner} lies in it: {network_words(item)}", network_basis(inner, item), heading)
    if len(inside) > _SHOWN:
        yield more([item for _, item in inside[_SHOWN:]], "in it lie networks of", heading)
    yield from inhabitants
    for routes in exact[:_ROUTES]:
        yield route(index, asked, routes, heading)
    if len(exact) > _ROUTES:
        yield Statement(about=f"network/{asked}", heading=heading, says=f"{counted(len(exact) - _ROUTES, 'route')} more lead to it")
    yield from covering(index, asked.network_address, heading, asked.prefixlen - 1)
    yield from named_by_finding(index, str(asked), heading)


def _inhabitants(index: Index, asked: IPNetwork, heading: str) -> Iterator[Statement]:
    """Who has addresses in a network."""
    groups: dict[str, dict[str, Mention]] = defaultdict(dict)
    words = {"pod": "pod", "node": "node", "gateway": "gateway", "service": "Service", "egress": "Egress"}
    for ip in index.between(asked.network_address, asked.broadcast_address):
        for item in index.addresses[ip]:
            if item.says in words and not (item.says == "pod" and (item.thing.entity.host_network or item.thing.entity.ended)):
                groups[item.says].setdefault(f"{item.thing.key} ({ip})", item)
    for says, found in groups.items():
        verb = "has its address" if len(found) == 1 else "have addresses"
        text = f"{counted(len(found), words[says])} {verb} in it: {listed(list(found), _SHOWN)}"
        yield Statement.of(f"network/{asked}", text, together(map(basis_of, found.values())), heading)
