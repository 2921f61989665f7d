"""The way of packets to the wire, step by step: of a pod, a node, a Service, or of whoever has an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from antrea_parse.text.errors import TopologyError
from antrea_parse.topology.model import Node, Pod, Service
from antrea_parse.topology.questions import chain, pods
from antrea_parse.topology.questions.addresses import address
from antrea_parse.topology.questions.index import Index, Thing
from antrea_parse.topology.questions.near import near, searched
from antrea_parse.topology.questions.objects import addresses, no_endpoints, port_words
from antrea_parse.topology.questions.question import Wanted, read
from antrea_parse.topology.questions.statement import Statement, Statements
from antrea_parse.topology.questions.words import listed

#: Backends of a Service whose ports are told.
_BACKENDS = 10
#: What has a way, in the order in which a name is looked for.
_KINDS = ("pod", "node", "service")


def explain(index: Index, question: Any) -> Statements:
    """The way of packets of what is asked."""
    wanted = read(question)
    thing = _holder(index, wanted) if wanted.ip is not None and not index.named(wanted.name, ()) else _named(index, wanted)
    first = [item for item in address(index, wanted) if item.about == thing.about][:1] if wanted.ip is not None else []
    return Statements([*(item.model_copy(update={"heading": "address"}) for item in first), *_STEPS[thing.kind](index, thing.entity)])


def _named(index: Index, wanted: Wanted) -> Thing:
    found = [thing for thing in index.named(wanted.name, wanted.path) if thing.kind in _KINDS]
    for kind in _KINDS:
        same = [thing for thing in found if thing.kind == kind]
        if len(same) == 1:
            return same[0]
        if same:
            keys = listed([thing.key for thing in same], 10)
            raise TopologyError(f"{len(same)} {kind}s are called {wanted.text!r}: {keys}; give one as namespace/name")
    raise _missed(index, wanted)


def _missed(index: Index, wanted: Wanted) -> TopologyError:
    """What is said where there is nothing to explain."""
    message = f"no pod, node or Service {wanted.text!r}"
    if others := index.named(wanted.name, wanted.path):
        return TopologyError(f"{message}; it is {listed([thing.title for thing in others], 3)}: topo.where({wanted.text!r}) tells what is known")
    if found := near(index, wanted):
        return TopologyError(f"{message}; near it are {listed(found, 5)}")
    return TopologyError(f"{message} among {searched(index.topology)}; an output of 'kubectl get pods -A -o wide' would tell")


def _holder(index: Index, wanted: Wanted) -> Thing:
    """The pod, node or Service that has an address."""
    ip = wanted.ip
    mentions = index.addresses.get(ip, []) if ip is not None else []
    pods = {item.thing.about: item.thing for item in mentions if item.says == "pod" and not item.thing.entity.host_network and not item.thing.entity.ended}
    others = {item.thing.about: item.thing for item in mentions if item.says in ("node", "gateway", "service", "external")}
    found = list((pods or others).values())
    if len(found) == 1:
        return found[0]
    if found:
        raise TopologyError(f"{ip} is told of {listed([thing.title for thing in found], 10)}; ask for one of them")
    raise TopologyError(f"no pod, node or Service has {ip}; topo.where({str(ip)!r}) tells what is known; an output of 'kubectl get pods -A -o wide' would tell")


def _pod(index: Index, pod: Pod) -> Iterator[Statement]:
    yield from chain.to_bridge(index, pod)
    node = _node_of(index, pod)
    if node is not None:
        if not pod.host_network and not pod.ended:
            yield from chain.gateway(index.topology, node)
            yield from chain.between(index.topology, node)
        yield from chain.uplink(index.topology, node)
        yield from chain.mtus(index.topology, node, pod)
    if not pod.ended:
        yield from chain.policies(index, pod)
        yield from chain.egress(index, pod, node)
        yield from pods.backing(index, pod, "Services")
        yield from pods.node_port_local(pod, "Services")


def _node_of(index: Index, pod: Pod) -> Node | None:
    return next((thing.entity for thing in index.named(pod.node or "", ("node",))), None) if pod.node else None


def _node(index: Index, node: Node) -> Iterator[Statement]:
    yield Statement.of(f"node/{node.name}", chain.node_words(node), node.why("internal_ip"), "node")
    yield from chain.gateway(index.topology, node)
    yield from chain.between(index.topology, node)
    yield from chain.uplink(index.topology, node)
    yield from chain.mtus(index.topology, node, None)
    if node.egress_ips:
        words = f"traffic of Egresses leaves here with {listed(node.egress_ips)}"
        yield Statement.of(f"node/{node.name}", words, node.why("egress_ips"), "egress")


def _service(index: Index, service: Service) -> Iterator[Statement]:
    about = f"service/{service.key}"
    ports = listed([port_words(port) for port in service.ports])
    ips = service.cluster_ips or ((service.cluster_ip,) if service.cluster_ip else ())
    words = f"Service {service.key} ({service.type or '?'}) has {listed(ips) if ips else 'no cluster IP'}" + (f" and the ports {ports}" if ports else "")
    basis = service.why("cluster_ips" if service.cluster_ips else "cluster_ip")
    yield Statement.of(about, words, basis if basis.evidence else service.why("name"), "Service")
    if service.external_ips:
        yield Statement.of(about, f"from outside it has {listed(service.external_ips)}", service.why("external_ips"), "Service")
    node_ports = [port for port in service.ports if port.node_port is not None]
    if node_ports:
        opened = listed([f"{port.node_port}/{port.protocol}" for port in node_ports])
        yield Statement.of(about, f"every node has it at {opened}", service.why("ports"), "Service")
    found = next((item for item in index.topology.endpoints if item.key == service.key), None)
    if found is None:
        yield no_endpoints(about, "endpoints")
        return
    yield from addresses(found, "endpoints")
    backends = list(dict.fromkeys(item.pod for item in found.addresses if item.pod is not None))
    for key in backends[:_BACKENDS]:
        pod = next((thing.entity for thing in index.named(key.rpartition("/")[2], ("pod", key.rpartition("/")[0]))), None)
        if pod is None:
            continue
        if pod.host_network:
            yield Statement.of(f"pod/{key}", f"{key} uses the network of {pod.node or 'its node'}", pod.why("host_network"), "pods")
        for binding in pod.ports[:1]:
            yield Statement.of(f"pod/{key}", pods.attachment(binding, pod.node).replace("it", key, 1), binding, "pods")
    if len(backends) > _BACKENDS:
        yield Statement(about=about, heading="pods", says=f"{len(backends) - _BACKENDS} more pods are behind it")


_STEPS: dict[str, Callable[[Index, Any], Iterator[Statement]]] = {"pod": _pod, "node": _node, "service": _service}
