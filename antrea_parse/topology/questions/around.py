"""What is round an address: the networks that hold it, the routes that cover it."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.text.values import IPAddress
from antrea_parse.topology.basis import Basis, Certainty, weakest
from antrea_parse.topology.model import IPNetwork, Policy, RouteForm
from antrea_parse.topology.questions.fields import finding
from antrea_parse.topology.questions.index import Index, Mention, Shared
from antrea_parse.topology.questions.statement import Statement, of_fields, together
from antrea_parse.topology.questions.words import counted, listed

#: Networks of one prefix that are told one by one; names of nodes in one sentence.
_SHOWN, _NODES = 6, 4
#: Routes that are told.
_ROUTES = 8
#: What is said beside the field that holds the address.
_BESIDE: dict[str, tuple[str, ...]] = {"pod": ("node",), "gateway": ("gateway",), "egress": ("node",), "underlay gateway": ("network",)}


def basis_of(item: Mention) -> Basis:
    """What it rests on that a thing holds an address."""
    return of_fields(item.thing.entity, item.field, *_BESIDE.get(item.says, ()))


def more(found: list[Mention], says: str, heading: str) -> Statement:
    """Those that are not told one by one."""
    names = listed([item.thing.about for item in found], _NODES)
    return Statement.of(found[0].thing.about, f"{says} {len(found)} more: {names}", together(map(basis_of, found)), heading)


def lies_in(index: Index, ip: IPAddress, heading: str, longest: int | None = None) -> Iterator[Statement]:
    """The networks that hold an address: of pods, of nodes, of other clusters, and blocks that policies name."""
    for network, items in index.networks.covering(ip, longest):
        for item in items[:_SHOWN]:
            yield Statement.of(item.thing.about, f"{network} holds it: {network_words(item)}", network_basis(network, item), heading)
        if len(items) > _SHOWN:
            yield more(items[_SHOWN:], f"{network} holds it, as a network of", heading)


def network_words(item: Mention) -> str:
    """What a network is."""
    match item.says:
        case "pod network":
            return f"the pod network of {item.thing.key}"
        case "underlay":
            return f"the network between nodes, with {listed(item.thing.entity.nodes, _NODES)}"
        case "services":
            return "the network of Services"
        case "other cluster":
            return "a network of another cluster of the set"
    direction, _, rest = item.field.partition(" ")
    return f"an address block that {item.thing.title} names for {direction}" + (f", except {rest}" if rest else "")


def network_basis(network: IPNetwork, item: Mention) -> Basis:
    """What it rests on that a network is what it is."""
    if item.says != "block":
        return basis_of(item)
    policy: Policy = item.thing.entity
    naming = (rule.why("peers") for rule in policy.rules if any(peer.partition(" ")[0] == str(network) for peer in rule.peers))
    return next(naming, policy.why("rules"))


def covering(index: Index, ip: IPAddress, heading: str, longest: int | None = None) -> Iterator[Statement]:
    """Routes that cover an address, the longest prefix first; nodes with the same route together."""
    found = [(network, routes) for network, sets in index.routes.covering(ip, longest) for routes in sets]
    for network, routes in found[:_ROUTES]:
        yield route(index, network, routes, heading)
    if len(found) > _ROUTES:
        yield Statement(about=f"address/{ip}", heading=heading, says=f"{counted(len(found) - _ROUTES, 'route')} more cover it, with shorter prefixes")


def route(index: Index, network: IPNetwork, routes: Shared[RouteForm], heading: str) -> Statement:
    """A route, and the nodes that have it."""
    form = routes.form
    nodes, lines = index.of(routes)
    parts = [form.type, form.dst, f"via {form.via}" if form.via else "", f"dev {form.dev}" if form.dev else "", f"src {form.src}" if form.src else ""]
    parts += [f"table {form.table}" if form.table != "main" else "", f"metric {form.metric}" if form.metric is not None else ""]
    text = " ".join(part for part in parts if part)
    meaning = {
        "own-pods": "its own pods",
        "peer-pods": f"the pods of {form.peer or 'a node that cannot be told'}",
        "peer-gateway": f"the gateway of {form.peer or 'a peer'}",
        "connected": "a network of the host",
        "services": "Services, by AntreaProxy",
        "service-gateway": "the virtual next hop of Services",
        "default": "the default route",
        "leftover": "left by another network plugin",
        "local": "",
        "pod": "a pod of this node",
    }.get(form.meaning, form.meaning if form.meaning != "other" else "")
    where = f"on {listed(nodes, _NODES)}"
    certainty: Certainty = "observed" if form.meaning in ("default", "connected", "local", "other") else "inferred"
    rule = "" if certainty == "observed" else "route-form"
    if form.peer is not None:
        certainty, rule = weakest((certainty, form.peer_certainty)), "network-of-node"
    words = f"route {text} {where}" + (f": {meaning}" if meaning else "")
    return Statement.of(f"node/{nodes[0]}", words, Basis(certainty, rule, tuple(lines)), heading)


def is_routed(index: Index, ip: IPAddress, longest: int | None = None) -> bool:
    """Whether a route leads to an address that is no default route: those lead everywhere."""
    return any(network.prefixlen for network, _ in index.routes.covering(ip, longest))


def named_by_finding(index: Index, word: str, heading: str) -> Iterator[Statement]:
    """Findings that name an address or network."""
    for item in index.findings.get(word, ())[:_SHOWN]:
        yield finding(f"address/{word}", item, heading)
