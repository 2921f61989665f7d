"""What is known of an address: who has it, who names it as neighbour, where it lies, which routes cover it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from antrea_parse.text.values import IPAddress
from antrea_parse.topology.basis import Basis, Certainty, weakest
from antrea_parse.topology.model import IPNetwork, Policy
from antrea_parse.topology.names import VIRTUAL_IPS
from antrea_parse.topology.questions.fields import finding
from antrea_parse.topology.questions.index import Index, Mention, RouteSet, Thing
from antrea_parse.topology.questions.near import nothing
from antrea_parse.topology.questions.objects import endpoint_words, port_words
from antrea_parse.topology.questions.question import Wanted
from antrea_parse.topology.questions.statement import Statement, of_fields, together
from antrea_parse.topology.questions.words import counted, listed

#: Things of one sort that are told one by one; names of nodes in one sentence.
_SHOWN, _NODES = 6, 4
#: Routes that are told.
_ROUTES = 8

_SAYS: dict[str, Callable[[Mention, IPAddress], str]] = {
    "pod": lambda item, ip: f"it is the address of pod {item.thing.key}" + (f" on {item.thing.entity.node}" if item.thing.entity.node else ""),
    "node": lambda item, ip: f"it is an address of node {item.thing.key}",
    "gateway": lambda item, ip: f"it is the address of {item.thing.entity.gateway or 'the gateway'} of {item.thing.key}, the gateway of its pods",
    "interface": lambda item, ip: f"it is on interface {item.thing.key} of {item.thing.node}",
    "sender": lambda item, ip: f"flows let port {item.thing.key} of {item.thing.bridge} on {item.thing.node} send with it",
    "service": lambda item, ip: f"it is the cluster IP of Service {item.thing.key}: {listed([port_words(port) for port in item.thing.entity.ports])}",
    "external": lambda item, ip: f"it is an external IP of Service {item.thing.key}",
    "egress": lambda item, ip: f"it is the address of {item.thing.title}" + (f", which {item.thing.entity.node} holds" if item.thing.entity.node else ""),
    "egress held": lambda item, ip: f"node {item.thing.key} holds it for an Egress",
    "tunnel end": lambda item, ip: f"it is an end of the tunnel {item.thing.key} of {item.thing.node}",
    "next hop": lambda item, ip: f"it is the next hop of the default route of {item.thing.key}",
    "underlay gateway": lambda item, ip: f"it is the default gateway of {item.thing.key}, the network between nodes",
}
#: What these are had by somebody of the cluster.
_HOLDERS = ("node", "gateway", "interface", "sender", "service", "external", "egress", "egress held")


def address(index: Index, wanted: Wanted) -> Iterator[Statement]:
    """Everything about an address but the fields of who has it."""
    ip = wanted.ip
    if ip is None:
        return
    heading = wanted.text if wanted.zone or wanted.port is not None else str(ip)
    found = _in_zone(index.addresses.get(ip, []), wanted.zone)
    yield from _special(ip, heading)
    yield from _at_port(index, found, wanted, heading)
    pods = [item for item in found if item.says == "pod"]
    yield from _pods(pods, ip, heading)
    gateways = {(item.thing.key, item.thing.entity.gateway) for item in found if item.says == "gateway"}
    for says in _SAYS:
        items = [item for item in found if item.says == says and (says != "interface" or (item.thing.node, item.thing.key) not in gateways)]
        if says != "pod":
            yield from _held(items, says, ip, heading)
    yield from _endpoints(found, ip, heading)
    yield from _neighbours([item for item in found if item.says == "neighbour"], heading)
    lies = list(lies_in(index, ip, heading))
    if not any(item.says in _HOLDERS for item in found) and all(item.thing.entity.ended for item in pods):
        if not found and not lies and not _is_routed(index, ip):
            yield nothing(index, wanted)
        else:
            yield _unheld(index, ip, heading)
    yield from lies
    yield from covering(index, ip, heading)
    yield from _named_by_finding(index, str(ip), heading)


def _is_routed(index: Index, ip: IPAddress, longest: int | None = None) -> bool:
    """Whether a route leads to an address that is no default route: those lead everywhere."""
    return any(network.prefixlen for network, _ in index.routes.covering(ip, longest))


def _named_by_finding(index: Index, word: str, heading: str) -> Iterator[Statement]:
    for item in index.findings.get(word, ())[:_SHOWN]:
        yield finding(f"address/{word}", item, heading)


def _in_zone(found: list[Mention], zone: str) -> list[Mention]:
    """Link-local addresses are of an interface: those of the one that is named, by name or index."""
    if not zone:
        return found
    near = [
        item
        for item in found
        if (item.says == "interface" and zone in (item.thing.key, str(item.thing.entity.ifindex)))
        or (item.says == "neighbour" and zone == item.thing.entity.dev)
    ]
    return near or found


def _special(ip: IPAddress, heading: str) -> Iterator[Statement]:
    """What an address is by definition."""
    about = f"address/{ip}"
    if str(ip) in VIRTUAL_IPS:
        words = "an address that only Antrea uses: a virtual next hop on the gateway, of Services or Egress replies; no interface of another host has it"
    elif ip.is_unspecified:
        words = "the unspecified address: it stands for any"
    elif ip.is_loopback:
        words = "a loopback address: every host and pod has it"
    elif ip.is_link_local:
        words = "a link-local address: it means something on one link only, several may have it"
    elif ip.is_multicast:
        words = "a multicast address"
    else:
        return
    yield Statement(about=about, heading=heading, says=f"it is {words}", rule="definition")


def _pods(found: list[Mention], ip: IPAddress, heading: str) -> Iterator[Statement]:
    """Pods that have an address: one on the pod network, those of its node on the node's."""
    own = [item for item in found if item.thing.entity.host_network is False and not item.thing.entity.ended]
    unsure = [item for item in found if item.thing.entity.host_network is None and not item.thing.entity.ended]
    if len(unsure) == 1 and not own:
        own, unsure = unsure, []
    on_node = [item for item in found if item.thing.entity.host_network and not item.thing.entity.ended]
    ended = [item for item in found if item.thing.entity.ended]
    if len(own) > 1:
        keys = tuple(item.thing.key for item in own)
        words = f"it is told of {len(own)} pods: {listed(keys, _SHOWN)}; they cannot all have it at one moment"
        lines = together(_basis(item) for item in own).evidence
        yield Statement.of(f"address/{ip}", words, Basis("ambiguous", "pod-ip", lines, keys), heading)
    else:
        yield from _held(own, "pod", ip, heading)
    if unsure:
        keys = tuple(item.thing.key for item in unsure)
        words = f"it is told of {counted(len(keys), 'pod')} of which no capture tells whether they use their node's network: {listed(keys, _SHOWN)}"
        basis = together(map(_basis, unsure))
        yield Statement.of(unsure[0].thing.about, words, Basis("ambiguous", "pod-ip", basis.evidence, keys, ("kubectl get nodes -o wide",)), heading)
    if on_node:
        keys = tuple(item.thing.key for item in on_node)
        words = f"{counted(len(keys), 'pod')} on the network of {on_node[0].thing.entity.node or 'its node'} {'has' if len(keys) == 1 else 'have'} it too"
        basis = together(item.thing.entity.why("host_network") for item in on_node)
        yield Statement.of(on_node[0].thing.about, f"{words}: {listed(keys, _SHOWN)}", basis, heading)
    for item in ended[:_SHOWN]:
        words = f"it was the address of pod {item.thing.key}, which has ended: it may be another pod's by now"
        yield Statement.of(item.thing.about, words, item.thing.entity.why(item.field), heading)


def _held(found: list[Mention], says: str, ip: IPAddress, heading: str) -> Iterator[Statement]:
    for item in found[:_SHOWN]:
        yield Statement.of(item.thing.about, _SAYS[says](item, ip), _basis(item), heading)
    if len(found) > _SHOWN:
        yield more(found[_SHOWN:], "the same of", heading)


#: What is said beside the field that holds the address.
_BESIDE: dict[str, tuple[str, ...]] = {"pod": ("node",), "gateway": ("gateway",), "service": ("ports",), "egress": ("node",), "underlay gateway": ("network",)}


def _basis(item: Mention) -> Basis:
    return of_fields(item.thing.entity, item.field, *_BESIDE.get(item.says, ()))


def more(found: list[Mention], says: str, heading: str) -> Statement:
    """Those that are not told one by one."""
    names = listed([item.thing.about for item in found], _NODES)
    return Statement.of(found[0].thing.about, f"{says} {len(found)} more: {names}", together(map(_basis, found)), heading)


def _at_port(index: Index, found: list[Mention], wanted: Wanted, heading: str) -> Iterator[Statement]:
    """What answers at a port of an address."""
    if wanted.port is None:
        return
    told = False
    for item in found:
        entity = item.thing.entity
        if item.says in ("service", "external"):
            for port in entity.ports:
                if port.port == wanted.port:
                    told = True
                    words = f"it is port {port_words(port)} of Service {item.thing.key}"
                    yield Statement.of(item.thing.about, words, entity.why("ports"), heading)
        elif item.says == "node":
            for other in index.numbers.get(wanted.port, ()):
                if other.says == "node port" and other.thing.kind == "service":
                    told = True
                    words = f"it is the node port of Service {other.thing.key}"
                    yield Statement.of(other.thing.about, words, other.thing.entity.why("ports"), heading)
                elif other.says == "node port" and any(
                    local.node_ip == wanted.ip and local.node_port == wanted.port for local in other.thing.entity.node_port_local
                ):
                    told = True
                    words = f"it is a NodePortLocal port of pod {other.thing.key}"
                    yield Statement.of(other.thing.about, words, other.thing.entity.why("node_port_local"), heading)
        elif item.says == "endpoint":
            told = told or any(address.ip == wanted.ip and address.port == wanted.port for address in entity.addresses)
    if not told:
        missing = ("kubectl get services -A", "kubectl get endpoints -A")
        yield Statement(
            about=f"address/{wanted.ip}", heading=heading, certainty="unknown", missing=missing, says=f"of port {wanted.port} no Service or endpoint tells"
        )


def _endpoints(found: list[Mention], ip: IPAddress, heading: str) -> Iterator[Statement]:
    items = [(item, address) for item in found if item.says == "endpoint" for address in item.thing.entity.addresses if address.ip == ip]
    for item, address in items[:_SHOWN]:
        field = "pod" if "pod" in address.basis else "node"
        basis = address.why(field)
        words = f"it is behind Service {item.thing.key}: {endpoint_words(address)}"
        yield Statement.of(item.thing.about, words, basis, heading)
    if len(items) > _SHOWN:
        yield more([item for item, _ in items[_SHOWN:]], "it is behind", heading)


def _neighbours(found: list[Mention], heading: str) -> Iterator[Statement]:
    """Nodes that have it in their neighbour tables, those that say the same together."""
    groups: dict[tuple[Any, ...], list[Thing]] = defaultdict(list)
    for item in found:
        entity = item.thing.entity
        groups[entity.dev, entity.mac, entity.meaning].append(item.thing)
    for (dev, mac, meaning), things in list(groups.items())[:_SHOWN]:
        yield neighbour(things, dev, mac, meaning, heading, str(things[0].entity.ip))
    if len(groups) > _SHOWN:
        left = [thing for things in list(groups.values())[_SHOWN:] for thing in things]
        basis = together(thing.entity.why("ip") for thing in left)
        yield Statement.of(f"node/{left[0].node}", f"{len(left)} more entries of neighbour tables have it", basis, heading)


def neighbour(things: list[Thing], dev: str | None, mac: str | None, meaning: str, heading: str, ip: str) -> Statement:
    """Nodes that know a neighbour in one way."""
    states = " ".join(dict.fromkeys(state for thing in things for state in thing.entity.states))
    kind = {"peer-gateway": ", the gateway of a peer", "virtual": ", a virtual address of Antrea", "pod": ", a pod", "node": ", a node"}.get(meaning, "")
    words = f"{listed([thing.node for thing in things], _NODES)} {'has' if len(things) == 1 else 'have'} {ip} as neighbour on {dev or '?'}{kind}"
    words += f": MAC {mac}" if mac else ": MAC not resolved"
    basis = together(of_fields(thing.entity, "ip", "mac", *(("meaning",) if kind else ())) for thing in things)
    return Statement.of(f"node/{things[0].node}", words + (f", {states}" if states else ""), basis, heading)


def _unheld(index: Index, ip: IPAddress, heading: str) -> Statement:
    """Nobody is known to have it: what would tell."""
    nodes = [item.thing.key for _, items in index.networks.covering(ip) for item in items if item.says == "pod network"]
    missing = [
        f"{'a newer ' if index.topology.pods else ''}kubectl get pods -A -o wide",
        f"{'a newer ' if index.topology.services else ''}kubectl get services -A",
    ]
    for node in nodes[:2]:
        missing += [f"ovs-ofctl dump-flows br-int on {node}", f"ip neighbour on {node}"]
    return Statement(about=f"address/{ip}", heading=heading, certainty="unknown", says="no capture tells who has it now", missing=tuple(missing))


def lies_in(index: Index, ip: IPAddress, heading: str, longest: int | None = None) -> Iterator[Statement]:
    """The networks that hold an address: of pods, of nodes, of other clusters, and blocks that policies name."""
    for network, items in index.networks.covering(ip, longest):
        for item in items[:_SHOWN]:
            yield Statement.of(item.thing.about, f"{network} holds it: {network_words(item)}", _network_basis(network, item), heading)
        if len(items) > _SHOWN:
            yield more(items[_SHOWN:], f"{network} holds it, as a network of", heading)


def network_words(item: Mention) -> str:
    """What a network is."""
    match item.says:
        case "pod network":
            return f"the pod network of {item.thing.key}"
        case "underlay":
            return f"the network between nodes, with {listed(item.thing.entity.nodes, _NODES)}"
        case "other cluster":
            return "a network of another cluster of the set"
    direction, _, rest = item.field.partition(" ")
    return f"an address block that {item.thing.title} names for {direction}" + (f", except {rest}" if rest else "")


def _network_basis(network: IPNetwork, item: Mention) -> Basis:
    if item.says != "block":
        return _basis(item)
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


def route(index: Index, network: IPNetwork, routes: RouteSet, heading: str) -> Statement:
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
        "local": "the node's own address",
        "pod": "a pod of this node",
    }.get(form.meaning, form.meaning if form.meaning != "other" else "")
    where = f"on {listed(nodes, _NODES)}"
    certainty: Certainty = "observed" if form.meaning in ("default", "connected", "local", "other") else "inferred"
    rule = "" if certainty == "observed" else "route-form"
    if form.peer is not None:
        certainty, rule = weakest((certainty, form.peer_certainty)), "network-of-node"
    words = f"route {text} {where}" + (f": {meaning}" if meaning else "")
    return Statement.of(f"node/{nodes[0]}", words, Basis(certainty, rule, tuple(lines)), heading)


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
    if not (index.networks[asked] or lies or inside or inhabitants or exact or _is_routed(index, asked.network_address, asked.prefixlen - 1)):
        yield nothing(index, wanted)
    for item in index.networks[asked][:_SHOWN]:
        yield Statement.of(item.thing.about, f"it is {network_words(item)}", _network_basis(asked, item), heading)
    yield from lies
    for inner, item in inside[:_SHOWN]:
        yield Statement.of(item.thing.about, f"{inner} lies in it: {network_words(item)}", _network_basis(inner, item), heading)
    if len(inside) > _SHOWN:
        yield more([item for _, item in inside[_SHOWN:]], "in it lie networks of", heading)
    yield from inhabitants
    for routes in exact[:_ROUTES]:
        yield route(index, asked, routes, heading)
    if len(exact) > _ROUTES:
        yield Statement(about=f"network/{asked}", heading=heading, says=f"{counted(len(exact) - _ROUTES, 'route')} more lead to it")
    yield from covering(index, asked.network_address, heading, asked.prefixlen - 1)
    yield from _named_by_finding(index, str(asked), heading)


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
        yield Statement.of(f"network/{asked}", text, together(map(_basis, found.values())), heading)
