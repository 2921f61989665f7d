"""Pod networks that two nodes have, and nodes that send their own pods' traffic to others (findings 9)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.findings.proof import listed
from antrea_parse.topology.model import IPNetwork, Node, Topology
from antrea_parse.topology.rules.routes import network


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Networks that overlap, and routes through a peer to the node's own network."""
    known = [(net, node) for node in topology.nodes if node.why("pod_cidrs").certainty == "observed" for net in node.pod_cidrs]
    yield from _shared(known)
    for node in topology.nodes:
        own = set(node.pod_cidrs)
        for position, form in enumerate(node.routes.forms):
            if form.via is not None and form.meaning == "peer-pods" and network(form.dst) in own:
                proof = (*node.routes[position].why("dst").evidence[:1], *node.why("pod_cidrs").evidence[:1])
                yield finding("AP416", f"{node.name}: a route sends its own pod network {form.dst} to another node, {form.via}", proof)


def _shared(known: list[tuple[IPNetwork, Node]]) -> Iterator[Diagnostic]:
    for version in (4, 6):
        family = sorted(((net, node) for net, node in known if net.version == version), key=lambda item: (int(item[0].network_address), item[0].prefixlen))
        groups: list[list[tuple[IPNetwork, Node]]] = []
        for before, after in pairwise(family):
            # Sorted by their first address, networks that overlap stand next to each other.
            if int(after[0].network_address) <= int(before[0].broadcast_address):
                if groups and groups[-1][-1] == before:
                    groups[-1].append(after)
                else:
                    groups.append([before, after])
        for group in groups:
            names = listed(dict.fromkeys(f"{node.name} ({net})" for net, node in group))
            if len({node.name for _, node in group}) > 1:
                yield finding("AP416", f"pod networks that overlap: {names}", [item for _, node in group for item in node.why("pod_cidrs").evidence[:1]])
