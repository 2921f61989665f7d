"""What is known of a pod beside its own fields: where it hangs, what it backs, which policies and Egresses are for it."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.topology.basis import Basis
from antrea_parse.topology.model import Binding, Egress, Interface, Node, Pod, Policy, PolicyRule, Port, Topology
from antrea_parse.topology.questions.fields import fields, findings
from antrea_parse.topology.questions.index import Index, Thing, policy_name
from antrea_parse.topology.questions.statement import Statement, of_fields, together
from antrea_parse.topology.questions.words import counted, listed

#: Policies, Services, rules that are told one by one.
_SHOWN = 8
_LABELS = ("kubectl get pods -A -o wide --show-labels",)


def pod(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """Everything about a pod."""
    entity: Pod = thing.entity
    yield from fields(thing, heading)
    if entity.ended:
        yield Statement.of(thing.about, "it has ended: its address may be another pod's by now", entity.why("ended"), heading)
    yield from attachments(index.topology, entity, heading)
    yield from backing(index, entity, heading)
    yield from policies(index, entity, heading)
    yield from naming(index, entity, heading)
    yield from egresses(index, entity, heading)
    yield from node_port_local(entity, heading)
    yield from findings(index, thing, heading, entity.key)


def attachments(topology: Topology, pod: Pod, heading: str) -> Iterator[Statement]:
    """Where a pod hangs."""
    about = f"pod/{pod.key}"
    if pod.host_network is None and not any(binding.interface for binding in pod.ports):
        yield whose_network(pod, heading)
    if pod.host_network:
        yield Statement.of(about, f"it uses the network of {pod.node or 'its node'}: no port of its own", pod.why("host_network"), heading)
        return
    for binding in pod.ports:
        yield Statement.of(about, attachment(binding, pod.node), binding, heading)
        node, interface, port = on_node(topology, pod, binding)
        if node is not None and interface is not None:
            yield Statement.of(f"interface/{node.name}/{interface.name}", interface_words(interface, node), interface.why("name"), heading)
        if node is not None and port is not None and port.mac is not None and pod.mac is not None:
            words = f"the host's end has MAC {port.mac}, the pod's own end {pod.mac}: two addresses, and flows have the pod's"
            yield Statement.of(about, words, together((port.why("mac"), pod.why("mac"), port.why("pod"))), heading)


def whose_network(pod: Pod, heading: str) -> Statement:
    """That it is not known whether a pod has a network of its own."""
    words = "no capture tells whether it uses its node's network or has a port of its own"
    missing = ("kubectl get nodes -o wide",) if pod.ip is not None else ("kubectl get pods -A -o wide", "kubectl get nodes -o wide")
    return Statement.untold(f"pod/{pod.key}", words, heading, *missing, evidence=pod.why("name").evidence)


def attachment(binding: Binding, node: str | None) -> str:
    """Where one attachment of a pod hangs, in words."""
    what = f"its interface {binding.device} (secondary network)" if binding.device else "it"
    if binding.interface is None:
        number = f", OpenFlow port {binding.ofport}" if binding.ofport is not None else ""
        if binding.candidates and binding.certainty == "ambiguous":
            return f"{what} hangs on one of {listed(binding.candidates)} of {node or '?'}{number}"
        if binding.candidates:
            return f"{what} hangs on no interface that can be told{number}: {listed(binding.candidates)} would fit by name, but its own may not be listed"
        return f"{what} hangs on an interface that no capture tells{number}"
    return f"{what} hangs on {binding.interface}, {number_words(binding)} of {binding.bridge or 'a bridge that no capture tells'} on {node or '?'}"


def number_words(binding: Binding) -> str:
    """The OpenFlow number of an attachment, in words."""
    if binding.ofport is None:
        return "OpenFlow port ?"
    return f"OpenFlow port {binding.ofport}" + (" (the number is inferred)" if binding.ofport_certainty == "inferred" else "")


def interface_words(interface: Interface, node: Node) -> str:
    """A host interface in one sentence."""
    facts = [
        f"interface {interface.ifindex}" if interface.ifindex is not None else "an interface",
        f"of {node.name}: MAC {interface.mac or '?'}, MTU {interface.mtu or '?'}, state {interface.operstate or '?'}, master {interface.master or 'none'}",
    ]
    return f"{interface.name} is {' '.join(facts)}"


def on_node(topology: Topology, pod: Pod, binding: Binding) -> tuple[Node | None, Interface | None, Port | None]:
    """The node, host interface and OVS port of an attachment, as far as they are known."""
    node = next((item for item in topology.nodes if item.name == pod.node), None) if pod.node is not None else None
    if node is None or binding.interface is None:
        return node, None, None
    interface = next((item for item in node.interfaces if item.name == binding.interface), None)
    ports = (port for bridge in node.bridges if bridge.name == binding.bridge for port in bridge.ports)
    return node, interface, next((port for port in ports if port.name == binding.interface), None)


def backing(index: Index, pod: Pod, heading: str) -> Iterator[Statement]:
    """The Services that a pod is behind."""
    found = index.backed.get(pod.key, ())
    for endpoints, address in found[:_SHOWN]:
        place = f"[{address.ip}]" if address.ip.version == 6 else str(address.ip)
        words = f"it is behind Service {endpoints.key} as {place}" + (f":{address.port}" if address.port is not None else "")
        yield Statement.of(f"service/{endpoints.key}", words, address.why("pod"), heading)
    if len(found) > _SHOWN:
        yield Statement(about=f"pod/{pod.key}", heading=heading, says=f"it is behind {counted(len(found) - _SHOWN, 'Service')} more")
    if pod.labels is None or pod.host_network or pod.ended:
        return
    known = {endpoints.key for endpoints in index.topology.endpoints}
    for service in index.topology.services:
        if service.selector and service.key not in known and service.namespace == pod.namespace and service.selector.items() <= pod.labels.items():
            basis = Basis("inferred", "label-selector", (*service.why("selector").evidence[:1], *pod.why("labels").evidence[:1]))
            words = f"its labels are those that Service {service.key} selects; no capture lists the Service's endpoints"
            yield Statement.of(f"service/{service.key}", words, basis, heading)


def policies(index: Index, pod: Pod, heading: str) -> Iterator[Statement]:
    """The policies that select a pod, or may."""
    selecting = index.selected.get(pod.key, ())
    for policy in selecting[:_SHOWN]:
        basis = of_chosen(policy.why("pods"))
        yield Statement.of(f"policy/{policy.kind}/{policy.key}", f"{policy.kind} {policy_name(policy)} selects it: {effect(policy)}", basis, heading)
    if len(selecting) > _SHOWN:
        yield Statement(about=f"pod/{pod.key}", heading=heading, says=f"{counted(len(selecting) - _SHOWN, 'policy')} more select it")
    if pod.host_network or pod.ended:
        return
    unsure = list(index.maybe(pod, "policy"))
    whole = "kubectl get networkpolicies,clusternetworkpolicies -A -o yaml"
    for policy in unsure[:_SHOWN]:
        words = f"{policy.kind} {policy_name(policy)} may select it ({policy.pod_selector or 'no capture tells whom it selects'}): {effect(policy)}"
        yield Statement.of(f"policy/{policy.kind}/{policy.key}", words, _maybe(policy, "selects it", "does not select it", whole), heading)
    if len(unsure) > _SHOWN:
        yield Statement(about=f"pod/{pod.key}", heading=heading, certainty="unknown", says=f"{counted(len(unsure) - _SHOWN, 'policy')} more may select it")


def of_chosen(basis: Basis) -> Basis:
    """What it rests on that a selector means those pods that it names: where of others it cannot be told, they are meant all the same."""
    return basis if basis.certainty in ("observed", "inferred") else Basis("inferred", basis.rule, basis.evidence)


def _maybe(entity: Policy | Egress, yes: str, no: str, whole: str) -> Basis:
    """What it rests on that something may be for a pod: labels would tell, and whom it selects where no capture prints that."""
    basis = entity.why("pods")
    if basis.certainty == "ambiguous":
        return Basis("ambiguous", basis.rule, basis.evidence, (yes, no), basis.missing or _LABELS)
    named = entity.basis.get("name") or next(iter(entity.basis.values()), basis)
    return Basis("unknown", basis.rule, basis.evidence or named.evidence, missing=basis.missing or (whole, *_LABELS))


def effect(policy: Policy) -> str:
    """What a policy does to the pods that it selects, in words."""
    if not policy.directions and not policy.rules:
        return "no capture prints its rules"
    parts = []
    for direction in ("ingress", "egress"):
        rules = [rule for rule in policy.rules if rule.direction == direction]
        if direction not in policy.directions and not rules:
            continue
        if policy.kind == "NetworkPolicy":
            parts.append(f"{direction} only " + " or ".join(map(rule_words, rules[:_SHOWN])) if rules else f"no {direction}")
        else:
            parts.append(f"{direction} " + ", ".join(f"{rule.action} {rule_words(rule)}" for rule in rules[:_SHOWN]))
        if len(rules) > _SHOWN:
            parts[-1] += f" and {len(rules) - _SHOWN} more rules"
    return "; ".join(parts)


def rule_words(rule: PolicyRule) -> str:
    """Who and what a rule is for, in words."""
    word = "from" if rule.direction == "ingress" else "to"
    ports = f" on {listed(rule.ports)}" if rule.ports else ""
    return f"{word} {listed(rule.peers) if rule.peers else 'anybody'}{ports}"


def naming(index: Index, pod: Pod, heading: str) -> Iterator[Statement]:
    """The rules that name a pod as peer."""
    found = index.peers.get(pod.key, ())
    for policy, rule in found[:_SHOWN]:
        basis = of_chosen(rule.why("peer_pods"))
        verb = {"Allow": "lets", "Drop": "drops", "Reject": "rejects"}.get(rule.action, rule.action)
        ports = f" on {listed(rule.ports)}" if rule.ports else ""
        way = "traffic from it to" if rule.direction == "ingress" else "traffic to it from"
        verb = f"{verb} {way}"
        words = f"{policy.kind} {policy_name(policy)} names it as peer: {verb} {_selected(policy)}{ports}" + (" pass" if rule.action == "Allow" else "")
        yield Statement.of(f"policy/{policy.kind}/{policy.key}", words, basis, heading)
    if len(found) > _SHOWN:
        yield Statement(about=f"pod/{pod.key}", heading=heading, says=f"{counted(len(found) - _SHOWN, 'rule')} more name it as peer")


def _selected(policy: Policy) -> str:
    return listed(policy.pods, 4) if policy.pods else f"the pods that it selects ({policy.pod_selector or 'by labels'})"


def egresses(index: Index, pod: Pod, heading: str) -> Iterator[Statement]:
    """The Egresses that give a pod its address outside of the cluster, or may."""
    for egress in index.topology.egresses:
        if pod.key in egress.pods:
            basis = of_chosen(egress.why("pods"))
            words = f"it leaves the cluster with {egress.ip or 'an address that no capture tells'}"
            words += (f" of Egress {egress.name}" if egress.name else "") + (f", which {egress.node} holds" if egress.node else "")
            beside = [item for item in (of_fields(egress, "ip"), of_fields(egress, "node")) if item.evidence]
            yield Statement.of(f"egress/{egress.name or egress.ip}", words, together([basis, *beside]), heading)
    if pod.host_network or pod.ended:
        return
    for egress in index.maybe(pod, "egress"):
        words = f"Egress {egress.name or egress.ip} ({egress.ip or '?'}) may be for it"
        maybe = _maybe(egress, "is for it", "is not for it", "kubectl get egresses -o yaml")
        yield Statement.of(f"egress/{egress.name or egress.ip}", words, maybe, heading)


def node_port_local(pod: Pod, heading: str) -> Iterator[Statement]:
    """The ports of a pod that are reached through ports of its node."""
    if pod.node_port_local:
        parts = [f"{item.node_ip}:{item.node_port} leads to its port {item.pod_port} ({item.protocol})" for item in pod.node_port_local]
        yield Statement.of(f"pod/{pod.key}", f"NodePortLocal: {listed(parts)}", pod.why("node_port_local"), heading)
