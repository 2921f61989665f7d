"""Records of many captures to one topology."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from antrea_parse.snapshot.snapshot import Snapshot
from antrea_parse.topology.basis import Basis, weakest
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import Captured
from antrea_parse.topology.model import Bridge, Endpoints, Interface, Node, Overlay, Pod, Policy, Port, Route, Service, Topology, Underlay
from antrea_parse.topology.rules import (
    bridges,
    external_ids,
    interfaces,
    moments,
    name_prefix,
    networks,
    nodes,
    pod_cidrs,
    pod_eth0,
    pod_ports,
    podinterface,
    pods,
    routes,
    services,
)

#: In this order: each builds on what those before it wrote.
_RULES = (
    nodes,
    interfaces,
    bridges,
    routes,
    pods,
    external_ids,
    podinterface,
    pod_cidrs,
    pod_eth0,
    name_prefix,
    pod_ports,
    services,
    networks,
    moments,
)
_DIGITS = re.compile(r"(\d+)")


def natural(text: str) -> list[tuple[int, str]]:
    """Sort key that puts ``worker-2`` before ``worker-10``."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(text) if part]


def assemble(snapshot: Snapshot) -> Topology:
    """Join everything that the captures of a snapshot tell.

    Args:
        snapshot: the captures.

    Returns:
        The topology; what contradicts itself or cannot be told is in its diagnostics and in the basis of its fields.
    """
    board = Board(Captured(snapshot))
    for rule in _RULES:
        rule.apply(board)
    overlay = board.overlay
    basis = dict(board.cluster.basis)
    return Topology(
        title=_title(snapshot.coverage.sources),
        nodes=tuple(_node(board, name) for name in sorted(board.nodes, key=natural)),
        pods=tuple(_pod(board, key) for key in sorted(board.pods, key=_key_order)),
        services=tuple(board.services[key].build(Service) for key in sorted(board.services, key=_key_order)),
        endpoints=tuple(board.endpoints[key].build(Endpoints) for key in sorted(board.endpoints, key=_key_order)),
        policies=tuple(board.policies[key].build(Policy) for key in sorted(board.policies, key=str)),
        overlay=overlay.build(Overlay) if overlay.basis else None,
        underlays=tuple(_underlay(draft) for _, draft in sorted(board.underlays.items(), key=lambda item: (item[0].version, item[0]))),
        antrea_version=board.cluster.get("antrea_version"),
        basis=basis,
        diagnostics=tuple(board.diagnostics),
    )


def _title(sources: Sequence[str]) -> str:
    """Names of the sources, without the folders and suffixes of one machine."""
    names = list(dict.fromkeys(PurePath(source).stem for source in sources))
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _key_order(key: tuple[str | None, str]) -> tuple[Any, Any]:
    return natural(key[0] or ""), natural(key[1])


def _by_name(drafts: Iterable[Draft]) -> list[Draft]:
    return sorted(drafts, key=lambda draft: natural(draft.values["name"]))


def _node(board: Board, name: str) -> Node:
    interfaces = sorted(board.interfaces.get(name, {}).values(), key=lambda draft: (draft.get("ifindex") or 1 << 31, natural(draft.values["name"])))
    return board.nodes[name].build(
        Node,
        interfaces=tuple(draft.build(Interface) for draft in interfaces),
        bridges=tuple(_bridge(board, name, draft) for draft in _by_name(board.bridges.get(name, {}).values())),
        routes=tuple(draft.build(Route) for draft in board.routes.get(name, {}).values()),
    )


def _bridge(board: Board, node: str, draft: Draft) -> Bridge:
    ports = board.ports[node, draft.values["name"]].values()
    return draft.build(Bridge, ports=tuple(port.build(Port) for port in _by_name(ports)))


def _pod(board: Board, key: tuple[str | None, str]) -> Pod:
    return board.pods[key].build(Pod, ports=tuple(board.bindings.get(key, ())))


def _underlay(draft: Draft) -> Underlay:
    """The networks of nodes by the nodes' addresses: as sure as the least sure of its members."""
    members = sorted(draft.values["nodes"], key=lambda item: natural(item[0]))
    rule = "node-address-in-network"
    basis = {f"nodes.{name}": Basis(certainty=certainty, rule=rule, evidence=proof) for name, certainty, proof in members}
    basis["nodes"] = Basis(certainty=weakest(item.certainty for item in basis.values()), rule=rule, evidence=tuple(members[0][2]))
    names = tuple(name for name, _, _ in members)
    return Underlay(network=draft.values["network"], gateway=draft.get("gateway"), nodes=names, basis={**draft.basis, **basis})
