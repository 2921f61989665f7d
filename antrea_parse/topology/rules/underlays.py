"""The networks that nodes are connected to."""

from __future__ import annotations

from typing import Any

from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.rules.routes import network as to_network
from antrea_parse.topology.rules.routes import next_hop


def apply(board: Board) -> None:
    """Make drafts of the networks that hold the nodes' addresses."""
    seen: set[tuple[str, Any]] = set()
    for name, node in board.nodes.items():
        uplink = board.interfaces.get(name, {}).get(node.get("uplink") or "")
        for address in (uplink.get("addresses") or ()) if uplink is not None else ():
            if address.ip in (node.get("addresses") or ()) and uplink is not None and address.network.prefixlen < address.max_prefixlen:
                _add(board, address.network, name, node.certainty("uplink"), uplink.proof("addresses"))
                seen.add((name, address.ip))
    for name, routes in board.routes.items():
        node = board.node(name)
        for position, form in routes.of("connected") if node.get("uplink") else ():
            ip, net = node.get("internal_ip"), to_network(form.dst)
            if form.dev == node.get("uplink") and form.src == str(ip) and net is not None and (name, ip) not in seen:
                _add(board, net, name, "inferred", (routes.evidence(position),))
                seen.add((name, ip))
    for name, node in board.nodes.items():
        for ip in node.get("addresses") or ():
            if (name, ip) in seen:
                continue
            fitting = [draft for network, draft in board.underlays.items() if ip.version == network.version and ip in network]
            if len(fitting) == 1 and not any(member[0] == name for member in fitting[0].values["nodes"]):
                fitting[0].values["nodes"].append((name, "inferred", node.proof("addresses")))
    for node in board.nodes.values():
        via = next_hop(node.get("default_via"))
        if via is not None:
            for network, draft in board.underlays.items():
                if via.version == network.version and via in network:
                    draft.put("gateway", str(via), node.proof("default_via"))


def _add(board: Board, network: Any, name: str, certainty: Certainty, proof: Any) -> None:
    draft = board.underlays.get(network)
    if draft is None:
        draft = board.underlays[network] = Draft(f"underlay {network}", network=network, nodes=[])
    draft.put("network", network, proof)
    if not any(member[0] == name for member in draft.values["nodes"]):
        draft.values["nodes"].append((name, certainty, proof))
