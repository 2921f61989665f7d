"""What is known of an address: who has it, who names it as neighbour, where it lies, which routes cover it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from antrea_parse.text.values import IPAddress
from antrea_parse.topology.basis import Basis
from antrea_parse.topology.names import VIRTUAL_IPS
from antrea_parse.topology.questions.around import basis_of, covering, is_routed, lies_in, more, named_by_finding
from antrea_parse.topology.questions.index import Index, Mention
from antrea_parse.topology.questions.near import nothing
from antrea_parse.topology.questions.neighbours import neighbours
from antrea_parse.topology.questions.objects import endpoint_words, port_words
from antrea_parse.topology.questions.question import Wanted
from antrea_parse.topology.questions.statement import Statement, together
from antrea_parse.topology.questions.words import counted, listed

#: Things of one sort that are told one by one; names of nodes in one sentence.
_SHOWN, _NODES = 6, 4

_SAYS: dict[str, Callable[[Mention, IPAddress], str]] = {
    "pod": lambda item, ip: f"it is the address of pod {item.thing.key}" + (f" on {item.thing.entity.node}" if item.thing.entity.node else ""),
    "node": lambda item, ip: f"it is an address of node {item.thing.key}",
    "gateway": lambda item, ip: f"it is the address of {item.thing.entity.gateway or 'the gateway'} of {item.thing.key}, the gateway of its pods",
    "interface": lambda item, ip: f"it is on interface {item.thing.key} of {item.thing.node}",
    "sender": lambda item, ip: f"flows let port {item.thing.key} of {item.thing.bridge} on {item.thing.node} send with it",
    "service": lambda item, ip: f"it is the cluster IP of Service {item.thing.key}",
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
    yield from neighbours(index, [item.thing.entity for item in found if item.says == "neighbour"], heading)
    lies = list(lies_in(index, ip, heading))
    if not any(item.says in _HOLDERS for item in found) and all(item.thing.entity.ended for item in pods):
        if not found and not lies and not is_routed(index, ip):
            yield nothing(index, wanted)
        else:
            yield _unheld(index, ip, heading)
    yield from lies
    yield from covering(index, ip, heading)
    yield from named_by_finding(index, str(ip), heading)


def _in_zone(found: list[Mention], zone: str) -> list[Mention]:
    """Link-local addresses are of an interface: those of the one that is named, by name or index."""
    if not zone:
        return found
    near = [
        item
        for item in found
        if (item.says == "interface" and zone in (item.thing.key, str(item.thing.entity.ifindex)))
        or (item.says == "neighbour" and zone == item.thing.entity.form.dev)
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
        lines = together(basis_of(item) for item in own).evidence
        yield Statement.of(f"address/{ip}", words, Basis("ambiguous", "pod-ip", lines, keys), heading)
    else:
        yield from _held(own, "pod", ip, heading)
    if unsure:
        keys = tuple(item.thing.key for item in unsure)
        words = f"it is told of {counted(len(keys), 'pod')} of which no capture tells whether they use their node's network: {listed(keys, _SHOWN)}"
        basis = together(map(basis_of, unsure))
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
        yield Statement.of(item.thing.about, _SAYS[says](item, ip), basis_of(item), heading)
    if len(found) > _SHOWN:
        yield more(found[_SHOWN:], "the same of", heading)


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
