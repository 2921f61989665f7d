"""The topology as a networkx graph: for questions that walk along it.

Nodes are called ``kind/key`` (``node/worker-01``, ``pod/default/frontend``, ``port/worker-01/br-int/antrea-gw0``) and carry ``kind`` and the plain
fields of their entity. Edges carry ``kind``, ``certainty`` and ``rule``, and lead from the part to the whole or along the traffic:

| kind | from | to |
|---|---|---|
| ``runs-on`` | pod | node |
| ``attached-to`` | pod | port or interface |
| ``port-of`` | port | bridge |
| ``device-of`` | port | interface of the same name |
| ``part-of`` | bridge, interface | node |
| ``connected-to`` | node | underlay |
| ``tunnels-through`` | node | overlay |
| ``routes-to`` | node | node whose pods a route leads to |
| ``leads-to`` | service | pod or node behind it |
| ``applies-to`` | policy | pod |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from antrea_parse.topology.basis import Basis
from antrea_parse.topology.model import Entity, Node, Pod, Topology

#: Fields that are drawn as graph nodes of their own.
_NESTED = {"basis", "interfaces", "bridges", "routes", "ports", "addresses"}


def to_graph(topology: Topology) -> nx.MultiDiGraph[str]:
    """Build the graph.

    Args:
        topology: the topology.

    Returns:
        A new graph; changing it does not change the topology. Attributes are plain data (text, numbers, lists, dicts).
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(format=topology.format, title=topology.title)
    if topology.overlay is not None:
        graph.add_node("overlay", kind="overlay", **_plain(topology.overlay))
    for underlay in topology.underlays:
        graph.add_node(f"underlay/{underlay.network}", kind="underlay", **_plain(underlay))
    for node in topology.nodes:
        _add_node(graph, node, has_overlay=topology.overlay is not None)
    for underlay in topology.underlays:
        for name in underlay.nodes:
            _edge(graph, f"node/{name}", f"underlay/{underlay.network}", "connected-to", underlay.why("nodes"))
    for pod in topology.pods:
        _add_pod(graph, pod)
    for service in topology.services:
        graph.add_node(f"service/{service.key}", kind="service", **_plain(service, "ports"))
    for endpoints in topology.endpoints:
        name = f"service/{endpoints.key}"
        if name not in graph:
            graph.add_node(name, kind="service", namespace=endpoints.namespace, name=endpoints.name)
        for address in endpoints.addresses:
            target = f"pod/{address.pod}" if address.pod else f"node/{address.node}" if address.node else None
            if target is not None:
                _edge(graph, name, target, "leads-to", address.why("pod" if address.pod else "node"), ip=str(address.ip), port=address.port)
    for policy in topology.policies:
        name = f"policy/{policy.kind}/{policy.key}"
        graph.add_node(name, kind="policy", **_plain(policy, "kind"))
        for pod_key in policy.pods:
            _edge(graph, name, f"pod/{pod_key}", "applies-to", policy.why("pods"))
    return graph


def _add_node(graph: nx.MultiDiGraph[str], node: Node, *, has_overlay: bool) -> None:
    name = f"node/{node.name}"
    graph.add_node(name, kind="node", **_plain(node))
    for interface in node.interfaces:
        own = f"interface/{node.name}/{interface.name}"
        values = _plain(interface)
        graph.add_node(own, kind="interface", interface_kind=values.pop("kind"), addresses=[str(item) for item in interface.addresses], **values)
        _edge(graph, own, name, "part-of", interface.why("name"))
    for bridge in node.bridges:
        own = f"bridge/{node.name}/{bridge.name}"
        graph.add_node(own, kind="bridge", **_plain(bridge))
        _edge(graph, own, name, "part-of", bridge.why("name"))
        for port in bridge.ports:
            end = f"port/{node.name}/{bridge.name}/{port.name}"
            values = _plain(port)
            graph.add_node(end, kind="port", port_kind=values.pop("kind"), **values)
            _edge(graph, end, own, "port-of", port.why("name"))
            if port.interface is not None:
                _edge(graph, end, f"interface/{node.name}/{port.interface}", "device-of", port.why("interface"))
    for route in node.routes:
        if route.peer is not None:
            _edge(graph, name, f"node/{route.peer}", "routes-to", route.why("peer"), dst=route.dst, via=route.via, dev=route.dev)
    if has_overlay and node.tunnel is not None:
        _edge(graph, name, "overlay", "tunnels-through", node.why("tunnel"))


def _add_pod(graph: nx.MultiDiGraph[str], pod: Pod) -> None:
    name = f"pod/{pod.key}"
    graph.add_node(name, kind="pod", **_plain(pod))
    if pod.node is not None:
        _edge(graph, name, f"node/{pod.node}", "runs-on", pod.why("node"))
    for binding in pod.ports:
        if binding.interface is None:
            continue
        target = f"port/{pod.node}/{binding.bridge}/{binding.interface}" if binding.bridge else f"interface/{pod.node}/{binding.interface}"
        graph.add_edge(name, target, key="attached-to", kind="attached-to", certainty=binding.certainty, rule=binding.rule, ofport=binding.ofport)


def _plain(entity: Entity, *without: str) -> dict[str, Any]:
    data: Mapping[str, Any] = entity.model_dump(mode="json", exclude=_NESTED | set(without))
    return dict(data)


def _edge(graph: nx.MultiDiGraph[str], start: str, end: str, kind: str, basis: Basis, **more: Any) -> None:
    graph.add_edge(start, end, kind=kind, certainty=basis.certainty, rule=basis.rule, **more)
