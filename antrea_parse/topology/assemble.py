"""Records of many captures to one topology."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import PurePath
from typing import Any

from antrea_parse.snapshot.snapshot import Snapshot
from antrea_parse.topology.basis import Basis, weakest
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import Captured
from antrea_parse.topology.collection import without_collection
from antrea_parse.topology.findings import report
from antrea_parse.topology.listings import listings
from antrea_parse.topology.model import (
    Bridge,
    Egress,
    Endpoints,
    FdbEntry,
    Interface,
    Listing,
    Multicluster,
    Neighbours,
    Node,
    Overlay,
    Pod,
    Policy,
    Port,
    Routes,
    Rule,
    Service,
    Topology,
    Underlay,
)
from antrea_parse.topology.rules import (
    bridges,
    egress,
    external_ids,
    fdb,
    flow_address,
    flows,
    hosts,
    interfaces,
    mode,
    moments,
    mtus,
    name_prefix,
    netns,
    nodes,
    pod_cidrs,
    pod_eth0,
    pod_ports,
    podinterface,
    pods,
    policies,
    route_devices,
    routes,
    services,
    tunnels,
    underlays,
    versions,
)

#: In this order. First each capture alone: what it prints, and what its lines mean.
_ALONE: tuple[Callable[[Board], None], ...] = (
    nodes.apply,
    interfaces.apply,
    bridges.apply,
    routes.apply,
    hosts.apply,
    pods.apply,
    external_ids.apply,
    podinterface.apply,
    flows.apply,
    bridges.finish,
    fdb.apply,
)
#: Then all together: each builds on what those before it wrote.
_TOGETHER: tuple[Callable[[Board], None], ...] = (
    pod_eth0.apply,
    flow_address.apply,
    netns.apply,
    name_prefix.apply,
    pod_ports.apply,
    route_devices.apply,
    pod_cidrs.apply,
    services.apply,
    policies.apply,
    tunnels.apply,
    mode.apply,
    versions.apply,
    underlays.apply,
    mtus.apply,
    egress.apply,
    hosts.name_neighbours,
    moments.apply,
)
_DIGITS = re.compile(r"(\d+)")
_ARCHIVE = re.compile(r"(?:\.(?:tar|tgz|tbz2?|txz|zip|gz|bz2|xz|zst))+$")


@lru_cache(maxsize=1 << 17)
def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Sort key that puts ``worker-2`` before ``worker-10``."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(text) if part)


def assemble(snapshot: Snapshot) -> Topology:
    """Join everything that the captures of a snapshot tell.

    Args:
        snapshot: the captures.

    Returns:
        The topology; what contradicts itself or cannot be told is in its diagnostics and in the basis of its fields.
    """
    with without_collection():
        board = Board(Captured(snapshot))
        for rule in (*_ALONE, *_TOGETHER):
            rule(board)
        cluster, of_nodes = listings(snapshot, board.captured)
        topology = _build(board, _title(snapshot.coverage.sources), cluster, of_nodes)
        return report(topology, board)


def _build(board: Board, title: str, listed: tuple[Listing, ...], of_nodes: Mapping[str, tuple[Listing, ...]]) -> Topology:
    return Topology(
        title=title,
        nodes=tuple(_node(board, name, of_nodes.get(name, ())) for name in sorted(board.nodes, key=natural)),
        pods=tuple(_pod(board, key) for key in sorted(board.pods, key=_key_order)),
        services=tuple(board.services[key].build(Service) for key in sorted(board.services, key=_key_order)),
        endpoints=tuple(board.endpoints[key].build(Endpoints) for key in sorted(board.endpoints, key=_key_order)),
        policies=tuple(board.policies[key].build(Policy) for key in sorted(board.policies, key=_policy_order)),
        egresses=tuple(board.egresses[key].build(Egress) for key in sorted(board.egresses, key=natural)),
        overlay=board.overlay.build(Overlay) if board.overlay.basis else None,
        underlays=tuple(_underlay(draft) for _, draft in sorted(board.underlays.items(), key=lambda item: (item[0].version, item[0]))),
        multicluster=board.multicluster.build(Multicluster) if board.multicluster.basis else None,
        antrea_version=board.cluster.get("antrea_version"),
        basis=dict(board.cluster.basis),
        service_cidrs=board.cluster.get("service_cidrs") or (),
        listed=listed,
        diagnostics=tuple(board.diagnostics),
    )


def _title(sources: Sequence[str]) -> str:
    """Names of the sources, without the folders and suffixes of one machine; of many the folder or archive that holds them all."""
    names = list(dict.fromkeys(PurePath(source).stem for source in sources))
    if len(names) > 2:
        levels = zip(*(PurePath(source).parts[:-1] for source in sources), strict=False)
        shared = [parts[0] for parts in takewhile(lambda parts: len(set(parts)) == 1, levels)]
        if shared and (name := _ARCHIVE.sub("", shared[-1].strip("/\\"))):
            return name
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _key_order(key: tuple[str | None, str]) -> tuple[Any, Any]:
    return natural(key[0] or ""), natural(key[1])


def _policy_order(key: tuple[str, str | None, str]) -> tuple[Any, ...]:
    return key[0], natural(key[1] or ""), natural(key[2])


def _by_name(drafts: Iterable[Draft]) -> list[Draft]:
    return sorted(drafts, key=lambda draft: natural(draft.values["name"]))


def _node(board: Board, name: str, listed: tuple[Listing, ...]) -> Node:
    interfaces = sorted(board.interfaces.get(name, {}).values(), key=lambda draft: (draft.get("ifindex") or 1 << 31, natural(draft.values["name"])))
    routes, neighbours = board.routes.get(name), board.neighbours.get(name)
    return board.nodes[name].build(
        Node,
        interfaces=tuple(draft.build(Interface) for draft in interfaces),
        bridges=tuple(_bridge(board, name, draft) for draft in _by_name(board.bridges.get(name, {}).values())),
        routes=routes.build() if routes is not None else Routes(),
        rules=tuple(draft.build(Rule) for draft in board.rules.get(name, ())),
        neighbours=neighbours.build() if neighbours is not None else Neighbours(),
        listed=listed,
    )


def _bridge(board: Board, node: str, draft: Draft) -> Bridge:
    ports = board.ports[node, draft.values["name"]].values()
    learned = board.fdb.get((node, draft.values["name"]), ())
    return draft.build(Bridge, ports=tuple(port.build(Port) for port in _by_name(ports)), fdb=tuple(entry.build(FdbEntry) for entry in learned))


def _pod(board: Board, key: tuple[str | None, str]) -> Pod:
    return board.pods[key].build(Pod, ports=tuple(board.bindings.get(key, ())))


def _underlay(draft: Draft) -> Underlay:
    """The networks of nodes by the nodes' addresses: as sure as the least sure of its members."""
    members = sorted(draft.values["nodes"], key=lambda item: natural(item[0]))
    rule = "node-address-in-network"
    basis = {f"nodes.{name}": Basis(certainty, rule, tuple(proof)) for name, certainty, proof in members}
    basis["nodes"] = Basis(weakest(item.certainty for item in basis.values()), rule, tuple(members[0][2]))
    names = tuple(name for name, _, _ in members)
    return Underlay(network=draft.values["network"], gateway=draft.get("gateway"), nodes=names, basis={**draft.basis, **basis})
