"""Every entity of a topology with the name that its graph gives it."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.topology.model import Entity, Node, Topology


def entities(topology: Topology) -> Iterator[tuple[str, Entity]]:
    """Every entity that is known by its name alone, and the routes."""
    yield from named(topology)
    for node in topology.nodes:
        for route in node.routes:
            yield f"route/{node.name}/{route.dst}/{route.via or route.dev}", route


def named(topology: Topology) -> Iterator[tuple[str, Entity]]:
    """Every entity that is known by its name alone."""
    if topology.overlay is not None:
        yield "overlay", topology.overlay
    for underlay in topology.underlays:
        yield f"underlay/{underlay.network}", underlay
    for node in topology.nodes:
        yield f"node/{node.name}", node
        yield from _of_node(node)
    for pod in topology.pods:
        yield f"pod/{pod.key}", pod
    for service in topology.services:
        yield f"service/{service.key}", service
    for endpoints in topology.endpoints:
        yield f"endpoints/{endpoints.key}", endpoints
    for policy in topology.policies:
        yield f"policy/{policy.kind}/{policy.key}", policy
    for egress in topology.egresses:
        if egress.name is not None:
            yield f"egress/{egress.name}", egress


def _of_node(node: Node) -> Iterator[tuple[str, Entity]]:
    for interface in node.interfaces:
        yield f"interface/{node.name}/{interface.name}", interface
    for bridge in node.bridges:
        yield f"bridge/{node.name}/{bridge.name}", bridge
        for port in bridge.ports:
            yield f"port/{node.name}/{bridge.name}/{port.name}", port
