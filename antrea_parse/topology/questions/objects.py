"""What is known of a Service, of the addresses behind one, of a network policy, of an Egress."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.topology.basis import Basis
from antrea_parse.topology.model import EndpointAddress, Endpoints, Policy, Service
from antrea_parse.topology.questions.fields import fields, findings
from antrea_parse.topology.questions.index import Index, Thing
from antrea_parse.topology.questions.pods import of_chosen, rule_words
from antrea_parse.topology.questions.statement import Statement
from antrea_parse.topology.questions.words import counted, listed

#: Addresses, pods and rules that are told one by one.
_SHOWN = 10


def service(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """Everything about a Service."""
    entity: Service = thing.entity
    yield from fields(thing, heading)
    if entity.ports:
        yield Statement.of(thing.about, f"ports {listed([port_words(port) for port in entity.ports])}", entity.why("ports"), heading)
    found = next((item for item in index.topology.endpoints if item.key == entity.key), None)
    if found is None:
        yield no_endpoints(thing.about, heading)
    else:
        yield from addresses(found, heading)
    yield from findings(index, thing, heading, entity.key)


def no_endpoints(about: str, heading: str) -> Statement:
    """That the addresses behind a Service are not known."""
    return Statement.untold(about, "no capture lists the addresses behind it", heading, "kubectl get endpoints -A", "kubectl get endpointslices -A")


def port_words(port: object) -> str:
    """A port of a Service as kubectl prints it, and where it leads."""
    name, node_port, target = getattr(port, "name", None), getattr(port, "node_port", None), getattr(port, "target_port", None)
    text = f"{getattr(port, 'port', '?')}" + (f":{node_port}" if node_port else "") + f"/{getattr(port, 'protocol', 'TCP')}"
    return text + (f" ({name})" if name else "") + (f" to the pods' {target}" if target else "")


def endpoints(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """The addresses behind a Service, where no capture shows the Service itself."""
    if all(service.key != thing.entity.key for service in index.topology.services):
        yield from addresses(thing.entity, heading)


def addresses(endpoints: Endpoints, heading: str) -> Iterator[Statement]:
    """The addresses behind a Service, each with who has it."""
    about = f"endpoints/{endpoints.key}"
    whole = endpoints.why("addresses")
    if not endpoints.addresses:
        yield Statement.of(about, "no address is behind it", whole, heading)
    for address in endpoints.addresses[:_SHOWN]:
        basis = address.why("pod" if "pod" in address.basis else "node")
        yield Statement.of(about, f"{endpoint_words(address)} is behind it", basis, heading)
    left = len(endpoints.addresses) - _SHOWN + endpoints.more if len(endpoints.addresses) > _SHOWN else endpoints.more
    if left:
        yield Statement.of(about, f"{left} more addresses are behind it", whole, heading)


def endpoint_words(address: EndpointAddress) -> str:
    """An address behind a Service, and who has it."""
    place = f"[{address.ip}]" if address.ip.version == 6 else str(address.ip)
    text = place + (f":{address.port}" if address.port is not None else "")
    if address.pod is not None:
        return f"{text} of pod {address.pod}" + (f" on {address.node}" if address.node else "")
    return text + (f" of node {address.node}" if address.node else " of a holder that no capture tells")


def policy(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """Everything about a network policy."""
    entity: Policy = thing.entity
    yield from fields(thing, heading)
    basis = entity.why("pods")
    if entity.pods:
        told = f"it selects {counted(len(entity.pods), 'pod')}: {listed(entity.pods, _SHOWN)}"
        yield Statement.of(thing.about, told, of_chosen(basis), heading)
    if basis.certainty in ("ambiguous", "unknown"):
        others = [name for name in basis.candidates if name not in entity.pods]
        words = (
            f"it may select {counted(len(others), 'pod')}{' more' if entity.pods else ''}"
            if others
            else f"which {'other ' if entity.pods else ''}pods it selects no capture tells"
        )
        maybe = Basis(
            "ambiguous" if others else "unknown", basis.rule, basis.evidence, tuple(others), basis.missing or ("kubectl get pods -A -o wide --show-labels",)
        )
        yield Statement.of(thing.about, words, maybe, heading)
    elif not entity.pods:
        yield Statement.of(thing.about, "it selects no pod that was read", basis, heading)
    for rule in entity.rules[:_SHOWN]:
        action = "" if entity.kind == "NetworkPolicy" else f" {rule.action}"
        named = f" ({rule.name})" if rule.name else ""
        yield Statement.of(thing.about, f"{rule.direction}{named}:{action} {rule_words(rule)}", rule.why("peers"), heading)
        if rule.peer_pods:
            yield Statement.of(thing.about, f"its peers are {listed(rule.peer_pods, _SHOWN)}", of_chosen(rule.why("peer_pods")), heading)
    if len(entity.rules) > _SHOWN:
        yield Statement(about=thing.about, heading=heading, says=f"{counted(len(entity.rules) - _SHOWN, 'rule')} more")
    for direction in entity.directions:
        if entity.kind == "NetworkPolicy" and all(rule.direction != direction for rule in entity.rules):
            yield Statement.of(thing.about, f"{direction}: it allows nothing", entity.why("directions"), heading)
    yield from findings(index, thing, heading, entity.key)


def egress(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """Everything about an Egress."""
    yield from fields(thing, heading)
    basis = thing.entity.why("pods")
    if thing.entity.pods:
        leave = "leaves" if len(thing.entity.pods) == 1 else "leave"
        words = f"{counted(len(thing.entity.pods), 'pod')} {leave} the cluster with its address: {listed(thing.entity.pods, _SHOWN)}"
        yield Statement.of(thing.about, words, of_chosen(basis), heading)
    if basis.certainty in ("ambiguous", "unknown"):
        others = tuple(name for name in basis.candidates if name not in thing.entity.pods)
        missing = basis.missing or ("kubectl get pods -A -o wide --show-labels", "ovs-ofctl dump-flows br-int")
        yield Statement.of(
            thing.about,
            "which other pods it is for no capture tells",
            Basis("ambiguous" if others else "unknown", basis.rule, basis.evidence, others, missing),
            heading,
        )
    yield from findings(index, thing, heading, thing.key)
