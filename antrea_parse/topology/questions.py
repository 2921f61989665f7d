"""Questions to a topology: where is this address, how does a pod reach the wire."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from antrea_parse.text.errors import TopologyError
from antrea_parse.topology.basis import Basis, Certainty, Evidence, Model
from antrea_parse.topology.diff import entities
from antrea_parse.topology.model import Binding, Entity, Interface, Node, Pod, Port, Topology


class Statement(Model):
    """One thing that is known.

    Attributes:
        about: the entity, as the graph names it.
        says: what is known, in words.
        certainty: how sure it is.
        rule: the rule that concluded it.
        evidence: the lines behind it.
        candidates: all that fit, where several do.
        missing: captures that would tell more.
    """

    about: str
    says: str
    certainty: Certainty = "observed"
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @classmethod
    def of(cls, about: str, says: str, basis: Basis | Binding) -> Statement:
        """A statement that rests on a basis."""
        return cls(
            about=about, says=says, certainty=basis.certainty, rule=basis.rule, evidence=basis.evidence, candidates=basis.candidates, missing=basis.missing
        )

    def __str__(self) -> str:
        how = self.certainty + (f" by {self.rule}" if self.rule else "")
        lines = [f"{self.says}  [{how}]"]
        lines += [f"    {item.span}" + (f"  {item.command}" if item.command else "") for item in self.evidence]
        if self.candidates and self.certainty == "ambiguous":
            lines.append(f"    candidates: {', '.join(self.candidates)}")
        if self.missing:
            lines.append(f"    would tell: {', '.join(self.missing)}")
        return "\n".join(lines)


class Statements(tuple[Statement, ...]):
    """Statements that show themselves one below the other."""

    __slots__ = ()

    def __str__(self) -> str:
        return "\n".join(str(item) for item in self)

    __repr__ = __str__


def where(topology: Topology, wanted: str) -> Statements:
    """Everything that is known about an address, a MAC, an interface, a pod, a node or a port number.

    Args:
        topology: the topology.
        wanted: ``10.211.1.15``, ``36:ab:6b:31:0c:75``, ``antrea-gw0``, ``default/frontend``, ``worker-01``, ``15``.

    Raises:
        TopologyError: nothing is known about it.
    """
    wanted = wanted.strip()
    address = _address(wanted)
    found = []
    for name, entity in entities(topology):
        for field, says in _mentions(name, entity, wanted, address):
            found.append(Statement.of(name, f"{says}: {name}", entity.why(field)))
        if isinstance(entity, Pod):
            found.extend(_bindings(name, entity, wanted))
    if not found:
        raise TopologyError(f"nothing is known about {wanted!r}; expected an address, MAC, interface, port number, namespace/pod or node that a capture prints")
    return Statements(found)


def _bindings(name: str, pod: Pod, wanted: str) -> Iterator[Statement]:
    for binding in pod.ports:
        if binding.interface is not None and wanted in (binding.interface, binding.mac, str(binding.ofport)):
            yield Statement.of(name, f"{binding.interface} (OpenFlow port {_number(binding)}) is the port of {name}", binding)


def _address(wanted: str) -> Any:
    try:
        return ip_address(wanted)
    except ValueError:
        return None


def _mentions(name: str, entity: Entity, wanted: str, address: Any) -> Iterator[tuple[str, str]]:
    """Fields of an entity that hold what is wanted, with words for each."""
    if wanted in (name, name.partition("/")[2], getattr(entity, "name", None)):
        yield "name" if "name" in entity.basis else "dst", f"this is {type(entity).__name__.lower()}"
    for field in type(entity).model_fields:
        value = getattr(entity, field)
        if value is None or field in ("basis", "name"):
            continue
        if address is not None:
            if value == address:
                yield field, f"{field} of"
            elif field in ("network", "pod_cidrs") and any(
                address in net for net in (value if isinstance(value, tuple) else (value,)) if net.version == address.version
            ):
                yield field, f"{address} lies in {field.replace('_', ' ')} {_text(value)} of"
            elif field == "addresses" and any(getattr(item, "ip", None) == address for item in value):
                yield field, "address of"
            elif field in ("via", "gateway") and value == wanted:
                yield field, f"{field} of"
        elif field in ("mac", "tunnel", "gateway", "uplink") and str(value).lower() == wanted.lower():
            yield field, f"{field} of"
        elif field == "ofport" and wanted == str(value):
            yield field, "OpenFlow port number of"
        elif field == "pod" and value == wanted:
            yield field, f"pod {value} hangs on"


def _text(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)


def explain(topology: Topology, pod_key: str) -> Statements:
    """The way of a pod's packets to the wire, step by step: pod, interface, port, bridge, gateway and tunnel, uplink.

    Args:
        topology: the topology.
        pod_key: ``namespace/name``.

    Raises:
        TopologyError: there is no such pod.
    """
    pod = topology.pod(pod_key)
    steps = [Statement.of(f"pod/{pod.key}", f"pod {pod.key} has the address {pod.ip or '?'} and runs on {pod.node or '?'}", pod.why("ip"))]
    if pod.node is None:
        return Statements(steps)
    node = topology.node(pod.node)
    if pod.host_network:
        steps.append(Statement.of(f"pod/{pod.key}", f"it uses the network of {node.name}: no port of its own", pod.why("host_network")))
    elif pod.ports:
        steps.extend(_attachment(pod, node))
        steps.extend(_gateway(topology, node))
    steps.append(Statement.of(f"node/{node.name}", f"the uplink of {node.name} is {node.uplink or '?'} with {node.internal_ip or '?'}", _uplink_basis(node)))
    steps.extend(
        Statement.of(
            f"underlay/{underlay.network}",
            f"it lies in {underlay.network}, default gateway {underlay.gateway or '?'}",
            underlay.why(f"nodes.{node.name}"),
        )
        for underlay in topology.underlays
        if node.name in underlay.nodes
    )
    return Statements(steps)


def _attachment(pod: Pod, node: Node) -> Iterator[Statement]:
    binding = pod.port
    if binding.interface is None:
        what = "one of " + ", ".join(binding.candidates) if binding.candidates else "?"
        yield Statement.of(f"pod/{pod.key}", f"its interface on the host is {what}", binding)
        return
    yield Statement.of(f"pod/{pod.key}", f"its interface on the host is {binding.interface}", binding)
    interface = next((item for item in node.interfaces if item.name == binding.interface), None)
    if isinstance(interface, Interface):
        words = f"{interface.name} is interface {interface.ifindex} of {node.name}, MAC {interface.mac}, master {interface.master or 'none'}"
        yield Statement.of(f"interface/{node.name}/{interface.name}", words, interface.why("name"))
    port = _port(node, binding)
    if port is not None:
        words = f"{port.name} is OpenFlow port {_number(binding)} of {binding.bridge}"
        yield Statement.of(f"port/{node.name}/{binding.bridge}/{port.name}", words, port.why("ofport"))


def _gateway(topology: Topology, node: Node) -> Iterator[Statement]:
    cidrs = ", ".join(str(cidr) for cidr in node.pod_cidrs) or "?"
    gateway = ", ".join(str(ip) for ip in node.gateway_ips) or "?"
    yield Statement.of(f"node/{node.name}", f"its gateway is {node.gateway or '?'} with {gateway}, on the pod network {cidrs}", node.why("pod_cidrs"))
    if topology.overlay is not None and node.tunnel is not None:
        words = f"pods of other nodes are reached through {node.tunnel} ({topology.overlay.type or '?'})"
        yield Statement.of(f"node/{node.name}", words, node.why("tunnel"))


def _port(node: Node, binding: Binding) -> Port | None:
    for bridge in node.bridges:
        if bridge.name == binding.bridge:
            return next((port for port in bridge.ports if port.name == binding.interface), None)
    return None


def _uplink_basis(node: Node) -> Basis:
    return node.why("uplink") if node.uplink is not None else Basis(certainty="unknown", missing=(f"ip address on {node.name}",))


def _number(binding: Binding) -> str:
    return "?" if binding.ofport is None else str(binding.ofport)
