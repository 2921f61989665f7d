"""The topology as a networkx graph: for questions that walk along it.

Nodes are called ``kind/key`` (``node/worker-01``, ``pod/default/frontend``, ``port/worker-01/br-int/antrea-gw0``) and carry ``kind`` and the plain
fields of their entity; what the topology calls the ``kind`` of an interface, port or policy is there ``interface_kind``, ``port_kind``,
``policy_kind``. Edges carry ``kind``, ``certainty`` and ``rule``, and lead from the part to the whole or along the traffic; `EDGES` lists them.
``docs/graph.schema.json`` is the JSON Schema of ``networkx.node_link_data(topo.graph(), edges="edges")``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import networkx as nx

from antrea_parse.topology.basis import Basis, Certainty
from antrea_parse.topology.model import Bridge, Egress, Entity, Interface, Multicluster, Node, Overlay, Pod, Policy, Port, Service, Topology, Underlay

#: Version of nodes, edges and their attributes; raised when one changes its meaning or goes away.
FORMAT = 1

#: What the nodes of the graph are, by their kind.
NODES: dict[str, type[Entity]] = {
    "node": Node,
    "interface": Interface,
    "bridge": Bridge,
    "port": Port,
    "pod": Pod,
    "service": Service,
    "policy": Policy,
    "egress": Egress,
    "overlay": Overlay,
    "underlay": Underlay,
    "multicluster": Multicluster,
}


class EdgeKind(NamedTuple):
    """What an edge of a kind says.

    Attributes:
        start: kinds of nodes that it leads from.
        end: kinds of nodes that it leads to.
        says: in words.
        attributes: what it carries beside ``kind``, ``certainty`` and ``rule``, as JSON Schema.
    """

    start: tuple[str, ...]
    end: tuple[str, ...]
    says: str
    attributes: dict[str, Any] = {}  # noqa: RUF012  # never changed


_TEXT = {"type": "string"}
_TEXT_OR_NONE = {"type": ["string", "null"]}
_NUMBER_OR_NONE = {"type": ["integer", "null"]}

EDGES: dict[str, EdgeKind] = {
    "runs-on": EdgeKind(("pod",), ("node",), "the pod runs on the node"),
    "attached-to": EdgeKind(("pod",), ("port", "interface"), "the pod hangs on it", {"ofport": _NUMBER_OR_NONE, "device": _TEXT_OR_NONE}),
    "may-be-attached-to": EdgeKind(("pod",), ("port", "interface"), "one of the candidates of an ambiguous attachment", {"score": {"type": "integer"}}),
    "port-of": EdgeKind(("port",), ("bridge",), "the port belongs to the bridge"),
    "device-of": EdgeKind(("port",), ("interface",), "the port is this interface of the host"),
    "part-of": EdgeKind(("bridge", "interface"), ("node",), "it belongs to the node"),
    "connected-to": EdgeKind(("node",), ("underlay",), "the node has an address in the network"),
    "tunnels-through": EdgeKind(("node",), ("overlay",), "the node has a tunnel port"),
    "tunnels-to": EdgeKind(("port",), ("node",), "the port is the tunnel to this node alone (IPsec)"),
    "routes-to": EdgeKind(
        ("node",), ("node",), "a route leads to the other node's pods", {"dst": _TEXT, "via": _TEXT_OR_NONE, "dev": _TEXT_OR_NONE, "table": _TEXT}
    ),
    "leads-to": EdgeKind(("service",), ("pod", "node"), "an address behind the Service is its", {"ip": _TEXT, "port": _NUMBER_OR_NONE}),
    "applies-to": EdgeKind(("policy",), ("pod",), "the policy selects the pod"),
    "names": EdgeKind(("policy",), ("pod",), "a rule of the policy names the pod as peer", {"direction": _TEXT, "action": _TEXT}),
    "leaves-by": EdgeKind(("pod",), ("egress",), "the pod's traffic leaves the cluster with this address"),
    "held-by": EdgeKind(("egress",), ("node",), "the node holds the address"),
    "gateway-of": EdgeKind(("node",), ("multicluster",), "the node is a gateway to other clusters"),
}

#: Fields that are drawn as graph nodes or edges of their own.
_NESTED = frozenset({"basis", "interfaces", "bridges", "routes", "rules", "neighbours", "ports", "addresses", "fdb", "listed"})
#: Fields of the same name that say different things; here they get names of their own.
_RENAMED = {"interface": {"kind": "interface_kind"}, "port": {"kind": "port_kind"}, "policy": {"kind": "policy_kind"}}
#: Fields that `_NESTED` names and these kinds have as plain values.
_KEPT = {"node": frozenset({"addresses"}), "interface": frozenset({"addresses"}), "service": frozenset({"ports"})}


def to_graph(topology: Topology) -> nx.MultiDiGraph[str]:
    """Build the graph.

    Args:
        topology: the topology.

    Returns:
        A new graph; changing it does not change the topology. Attributes are plain data (text, numbers, lists, dicts).
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(format=FORMAT, title=topology.title)
    if topology.overlay is not None:
        _add(graph, "overlay", "overlay", topology.overlay)
    for underlay in topology.underlays:
        _add(graph, f"underlay/{underlay.network}", "underlay", underlay)
    for node in topology.nodes:
        _add_node(graph, node, has_overlay=topology.overlay is not None)
    for node in topology.nodes:
        _add_routes(graph, node)
    for underlay in topology.underlays:
        for name in underlay.nodes:
            _edge(graph, f"node/{name}", f"underlay/{underlay.network}", "connected-to", underlay.why(f"nodes.{name}"))
    for pod in topology.pods:
        _add_pod(graph, pod)
    _add_services(graph, topology)
    for policy in topology.policies:
        _add_policy(graph, policy)
    for egress in topology.egresses:
        _add_egress(graph, egress)
    if topology.multicluster is not None:
        _add(graph, "multicluster", "multicluster", topology.multicluster)
        for name in topology.multicluster.gateways:
            _edge(graph, f"node/{name}", "multicluster", "gateway-of", topology.multicluster.why("gateways"))
    return graph


def _add_node(graph: nx.MultiDiGraph[str], node: Node, *, has_overlay: bool) -> None:
    name = f"node/{node.name}"
    _add(graph, name, "node", node)
    for interface in node.interfaces:
        own = f"interface/{node.name}/{interface.name}"
        _add(graph, own, "interface", interface)
        _edge(graph, own, name, "part-of", interface.why("name"))
    for bridge in node.bridges:
        own = f"bridge/{node.name}/{bridge.name}"
        _add(graph, own, "bridge", bridge)
        _edge(graph, own, name, "part-of", bridge.why("name"))
        for port in bridge.ports:
            end = f"port/{node.name}/{bridge.name}/{port.name}"
            _add(graph, end, "port", port)
            _edge(graph, end, own, "port-of", port.why("name"))
            if port.interface is not None:
                _edge(graph, end, f"interface/{node.name}/{port.interface}", "device-of", port.why("interface"))
            if port.peer is not None:
                _edge(graph, end, f"node/{port.peer}", "tunnels-to", port.why("peer"))
    if has_overlay and node.tunnel is not None:
        _edge(graph, name, "overlay", "tunnels-through", node.why("tunnel"))


def _add_routes(graph: nx.MultiDiGraph[str], node: Node) -> None:
    # A mesh of a thousand nodes has a million of these: no entity is made of them.
    name = f"node/{node.name}"
    for form in node.routes.forms:
        if form.peer is not None and form.meaning == "peer-pods":
            graph.add_edge(
                name,
                f"node/{form.peer}",
                kind="routes-to",
                certainty=form.peer_certainty,
                rule="network-of-node",
                dst=form.dst,
                via=form.via,
                dev=form.dev,
                table=form.table,
            )


def _add_pod(graph: nx.MultiDiGraph[str], pod: Pod) -> None:
    name = f"pod/{pod.key}"
    _add(graph, name, "pod", pod)
    if pod.node is not None:
        _edge(graph, name, f"node/{pod.node}", "runs-on", pod.why("node"))
    for binding in pod.ports:
        if binding.interface is not None:
            target = f"port/{pod.node}/{binding.bridge}/{binding.interface}" if binding.bridge else _interface(graph, pod, binding.interface)
            if target in graph:
                more = {"ofport": binding.ofport, "device": binding.device}
                graph.add_edge(name, target, kind="attached-to", certainty=binding.certainty, rule=binding.rule, **more)
        elif binding.certainty == "ambiguous":
            for candidate, score in zip(binding.candidates, binding.scores, strict=False):
                target = _interface(graph, pod, candidate)
                if target in graph:
                    graph.add_edge(name, target, kind="may-be-attached-to", certainty="ambiguous", rule=binding.rule, score=score)


def _interface(graph: nx.MultiDiGraph[str], pod: Pod, name: str) -> str:
    """The host interface of this name, or the port where no capture lists the interfaces."""
    own = f"interface/{pod.node}/{name}"
    return own if own in graph else f"port/{pod.node}/br-int/{name}"


def _add_services(graph: nx.MultiDiGraph[str], topology: Topology) -> None:
    for service in topology.services:
        _add(graph, f"service/{service.key}", "service", service)
    for endpoints in topology.endpoints:
        name = f"service/{endpoints.key}"
        if name not in graph:
            _add(graph, name, "service", Service(namespace=endpoints.namespace, name=endpoints.name))
        for address in endpoints.addresses:
            target = f"pod/{address.pod}" if address.pod else f"node/{address.node}" if address.node else None
            if target is not None and target in graph:
                _edge(graph, name, target, "leads-to", address.why("pod" if address.pod else "node"), ip=str(address.ip), port=address.port)


def _add_policy(graph: nx.MultiDiGraph[str], policy: Policy) -> None:
    name = f"policy/{policy.kind}/{policy.key}"
    _add(graph, name, "policy", policy)
    for pod in policy.pods:
        _edge(graph, name, f"pod/{pod}", "applies-to", policy.why("pods"))
    for rule in policy.rules:
        for pod in rule.peer_pods:
            _edge(graph, name, f"pod/{pod}", "names", rule.why("peer_pods"), direction=rule.direction, action=rule.action)


def _add_egress(graph: nx.MultiDiGraph[str], egress: Egress) -> None:
    name = f"egress/{egress.name or egress.ip}"
    _add(graph, name, "egress", egress)
    if egress.node is not None and f"node/{egress.node}" in graph:
        _edge(graph, name, f"node/{egress.node}", "held-by", egress.why("node"))
    for pod in egress.pods:
        _edge(graph, f"pod/{pod}", name, "leaves-by", egress.why("pods"))


def _add(graph: nx.MultiDiGraph[str], name: str, kind: str, entity: Entity) -> None:
    data: Mapping[str, Any] = entity.model_dump(mode="json", exclude=set(_NESTED - _KEPT.get(kind, frozenset())))
    renamed = _RENAMED.get(kind, {})
    graph.add_node(name, **{"kind": kind, **{renamed.get(field, field): value for field, value in data.items()}})


def _edge(graph: nx.MultiDiGraph[str], start: str, end: str, kind: str, basis: Basis, **more: Any) -> None:
    certainty: Certainty = basis.certainty
    graph.add_edge(start, end, kind=kind, certainty=certainty, rule=basis.rule, **more)


def schema() -> dict[str, Any]:
    """JSON Schema of ``networkx.node_link_data(topo.graph(), edges="edges")``."""
    definitions: dict[str, Any] = {}
    nodes = []
    for kind, entity in NODES.items():
        found = entity.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
        definitions |= found.pop("$defs", {})
        renamed = _RENAMED.get(kind, {})
        left_out = _NESTED - _KEPT.get(kind, frozenset())
        fields = {renamed.get(name, name): value for name, value in found["properties"].items() if name not in left_out}
        properties = {"id": _TEXT, **fields, "kind": {"const": kind}}
        nodes.append({"title": entity.__name__, "type": "object", "properties": properties, "required": ["id", "kind"], "additionalProperties": False})
    edges = []
    for kind, edge in EDGES.items():
        properties = {"kind": {"const": kind}, "certainty": {"enum": ["observed", "inferred", "ambiguous", "unknown"]}, "rule": _TEXT}
        properties |= {"source": _TEXT, "target": _TEXT, "key": {"type": "integer"}, **edge.attributes}
        words = f"{edge.says}; from {' or '.join(edge.start)} to {' or '.join(edge.end)}"
        edges.append(
            {"title": kind, "description": words, "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
        )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Topology as a graph",
        "type": "object",
        "properties": {
            "directed": {"const": True},
            "multigraph": {"const": True},
            "graph": {"type": "object", "properties": {"format": {"const": FORMAT}, "title": _TEXT}, "required": ["format", "title"]},
            "nodes": {"type": "array", "items": {"oneOf": nodes}},
            "edges": {"type": "array", "items": {"oneOf": edges}},
        },
        "required": ["directed", "multigraph", "graph", "nodes", "edges"],
        "$defs": {name: value for name, value in sorted(definitions.items()) if name not in ("Basis", "Evidence")},
    }
