"""What is known of a node, and of what stands on it: interfaces, bridges, ports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from antrea_parse.topology.basis import Basis
from antrea_parse.topology.model import Bridge, Interface, Node, Port
from antrea_parse.topology.questions.fields import fields, findings
from antrea_parse.topology.questions.index import Index, Thing
from antrea_parse.topology.questions.statement import Statement, of_fields, together
from antrea_parse.topology.questions.words import counted, listed

#: Pods, ports and routes that are told by name.
_SHOWN = 10


def node(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """Everything about a node."""
    entity: Node = thing.entity
    yield from fields(thing, heading)
    for bridge in entity.bridges:
        yield Statement.of(f"bridge/{entity.name}/{bridge.name}", bridge_words(bridge), bridge_basis(bridge), heading)
    yield from _peers(entity, heading)
    for underlay in index.topology.underlays:
        if entity.name in underlay.nodes:
            words = f"it lies in {underlay.network} with {counted(len(underlay.nodes) - 1, 'other node')}, default gateway {underlay.gateway or '?'}"
            yield Statement.of(f"underlay/{underlay.network}", words, of_fields(underlay, "nodes", "gateway"), heading)
    for egress in index.topology.egresses:
        if egress.node == entity.name:
            words = f"it holds {egress.ip or '?'} of Egress {egress.name}" if egress.name else f"it holds the Egress address {egress.ip}"
            yield Statement.of(f"egress/{egress.name or egress.ip}", words, of_fields(egress, "node", "ip"), heading)
    yield from _pods(index, entity, heading)
    yield from _host(entity, heading)
    yield from findings(index, thing, heading, entity.name)


def _exists(entity: Any) -> Basis:
    """What it rests on that there is such a thing."""
    return entity.basis.get("name") or next(iter(entity.basis.values()), Basis(certainty="unknown"))


def bridge_words(bridge: Bridge) -> str:
    """A bridge in one sentence."""
    kinds = Counter(map(kind, bridge.ports))
    role = {"integration": "Antrea's bridge", "secondary": "the bridge of secondary networks"}.get(bridge.role, "a bridge")
    return f"{bridge.name} is {role}, with {counted(len(bridge.ports), 'port')}" + (f": {kinds_words(kinds)}" if kinds else "")


def bridge_basis(bridge: Bridge) -> Basis:
    """What a bridge's sentence rests on: its role and the kinds of its ports are mostly concluded."""
    kinds = [port.basis["kind"] for port in bridge.ports if "kind" in port.basis and port.basis["kind"].certainty != "ambiguous"]
    return together([_exists(bridge), *([bridge.basis["role"]] if "role" in bridge.basis else ()), *kinds])


def kind(entity: Port | Interface) -> str:
    """What an interface or port is for, as far as it can be told."""
    basis = entity.why("kind")
    return " or ".join(basis.candidates) if basis.certainty == "ambiguous" and basis.candidates else str(entity.kind)


def kinds_words(kinds: Counter[str]) -> str:
    """How many of each kind."""
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


def _peers(node: Node, heading: str) -> Iterator[Statement]:
    """Tunnel ports that lead to one peer each, as with IPsec."""
    ends = [(port, bridge) for bridge in node.bridges for port in bridge.ports if port.peer is not None]
    for port, bridge in ends[:_SHOWN]:
        words = f"{port.name} is the tunnel to {port.peer}" + (f" ({port.options['remote_ip']})" if "remote_ip" in port.options else "")
        yield Statement.of(f"port/{node.name}/{bridge.name}/{port.name}", words, port.why("peer"), heading)
    if len(ends) > _SHOWN:
        basis = together(port.why("peer") for port, _ in ends[_SHOWN:])
        yield Statement.of(f"node/{node.name}", f"{len(ends) - _SHOWN} more ports are tunnels to one peer each", basis, heading)


def _pods(index: Index, node: Node, heading: str) -> Iterator[Statement]:
    pods = index.topology.pods_of(node.name)
    about = f"node/{node.name}"
    groups = (
        ("on its pod network", [pod for pod in pods if pod.host_network is False and not pod.ended]),
        ("on its own network", [pod for pod in pods if pod.host_network and not pod.ended]),
        ("of which no capture tells whether they use its network", [pod for pod in pods if pod.host_network is None and not pod.ended]),
        ("that have ended", [pod for pod in pods if pod.ended]),
    )
    for words, found in groups:
        if found:
            names = listed([pod.key for pod in found], _SHOWN)
            yield Statement.of(
                about, f"{counted(len(found), 'pod')} {words}: {names}", together(of_fields(pod, "node", "host_network") for pod in found), heading
            )
    if not pods:
        yield Statement.untold(about, "no capture names a pod on it", heading, "kubectl get pods -A -o wide")


def _host(node: Node, heading: str) -> Iterator[Statement]:
    """What else was captured of a node, in numbers."""
    about = f"node/{node.name}"
    if node.interfaces:
        kinds = kinds_words(Counter(map(kind, node.interfaces)))
        basis = together(of_fields(interface, "name", "kind") for interface in node.interfaces)
        yield Statement.of(about, f"{counted(len(node.interfaces), 'interface')}: {kinds}", basis, heading)
    if node.routes:
        kinds = kinds_words(Counter(form.meaning for form in node.routes.forms))
        lines = tuple(line for position in range(min(3, len(node.routes))) for line in node.routes.evidence(position)[:1])
        yield Statement.of(about, f"{counted(len(node.routes), 'route')}: {kinds}", Basis("inferred", "route-form", lines), heading)
    if node.neighbours:
        kinds = kinds_words(Counter(form.meaning for form in node.neighbours.forms))
        basis = together(of_fields(neighbour, "ip", "meaning") for neighbour in node.neighbours[:_SHOWN])
        yield Statement.of(about, f"{counted(len(node.neighbours), 'neighbour')}: {kinds}", basis, heading)
    wanted = ("ip address", "ip route", "ovs-vsctl show", "ovs-ofctl show", "ovs-ofctl dump-flows")
    missing = tuple(f"{command} on {node.name}" for command in wanted if command not in node.captured)
    if missing:
        what = f"of it were read: {', '.join(node.captured)}" if node.captured else "no output of a command on it was read"
        yield Statement.untold(about, what, heading, *missing)


def interface(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """Everything about a host interface."""
    entity: Interface = thing.entity
    yield from fields(thing, heading)
    yield from _far_end(index, thing, heading)
    node = index.topology.node(thing.node or "")
    ports = [(bridge, port) for bridge in node.bridges for port in bridge.ports if port.interface == entity.name]
    for bridge, port in ports:
        number = "?" if port.ofport is None else port.ofport
        words = f"it is OpenFlow port {number} of {bridge.name}"
        yield Statement.of(
            f"port/{node.name}/{bridge.name}/{port.name}", words, of_fields(port, "interface", *(("ofport",) if port.ofport is not None else ())), heading
        )
    yield from findings(index, thing, heading, entity.name if _is_own(index, entity.name) else f"{thing.node}/{entity.name}")


def _is_own(index: Index, name: str) -> bool:
    """Whether a name is of one node alone: a finding that has it is about that node's."""
    return len({thing.node for thing in index.names.get(name, ())}) == 1


def _far_end(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """The pod at the other end of a veth pair, whose MAC is another than the host end's."""
    pod = next((pod for pod in index.topology.pods_of(thing.node or "") if pod.key == thing.entity.pod), None)
    if pod is not None and thing.entity.mac is not None:
        own = f"the pod's own end has MAC {pod.mac}" if pod.mac else "the MAC of the pod's own end is another, which no capture tells"
        basis = (
            together((pod.why("mac"), thing.entity.why("pod")))
            if pod.mac
            else Basis("unknown", missing=(f"ovs-ofctl dump-flows br-int on {thing.node}", f"antctl get podinterface on {thing.node}"))
        )
        yield Statement.of(f"pod/{pod.key}", f"its MAC is of the host's end of the veth pair; {own}", basis, heading)


def bridge(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """Everything about a bridge."""
    entity: Bridge = thing.entity
    yield from fields(thing, heading)
    ports = [f"{port.name} ({'?' if port.ofport is None else port.ofport})" for port in entity.ports]
    yield Statement.of(thing.about, f"{bridge_words(entity)}; {listed(ports, _SHOWN)}", bridge_basis(entity), heading)


def port(index: Index, thing: Thing, heading: str) -> Iterator[Statement]:
    """Everything about a port of Open vSwitch."""
    entity: Port = thing.entity
    yield from fields(thing, heading)
    if entity.pod_mac is not None and entity.mac is not None and entity.pod_mac != entity.mac:
        words = f"{entity.mac} is the MAC of the host's end, {entity.pod_mac} that of the pod's own end, which flows let it send with"
        yield Statement.of(thing.about, words, of_fields(entity, "mac", "pod_mac"), heading)
    if _is_own(index, entity.name):
        yield from findings(index, thing, heading, entity.name)
