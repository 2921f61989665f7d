"""Networks of pods: whose they are, from the gateway's address, from routes to peers, and by elimination."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.model import IPNetwork


def apply(board: Board) -> None:
    """Give nodes their pod CIDRs."""
    for name in board.nodes:
        _own(board, name)
    peers = _peer_networks(board)
    _by_pods(board, peers)
    _by_elimination(board, peers)
    for name, node in board.nodes.items():
        if "pod_cidrs" not in node.basis:
            missing = (f"ip address on {name}", f"ip route on {name}", "kubectl get nodes -o yaml")
            node.put("pod_cidrs", (), certainty="unknown", missing=missing)
    _name_peers(board)


def _own(board: Board, name: str) -> None:
    """From the gateway's address and prefix, and the route through it that the kernel made."""
    node = board.nodes[name]
    gateway = board.interfaces.get(name, {}).get(node.get("gateway") or "")
    networks: dict[IPNetwork, list[Evidence]] = {}
    for address in (gateway.get("addresses") or ()) if gateway else ():
        # With networkPolicyOnly the gateway has the node's own address, without a network.
        if not address.ip.is_link_local and address.network.prefixlen < address.max_prefixlen and gateway is not None:
            networks.setdefault(address.network, []).extend(gateway.basis["addresses"].evidence[:1])
    for route in board.routes.get(name, {}).values():
        if route.get("meaning") == "own-pods":
            networks.setdefault(ip_network(route.get("dst")), []).extend(route.basis["dst"].evidence[:1])
    if networks:
        ordered = sorted(networks, key=lambda network: (network.version, network))
        node.put("pod_cidrs", tuple(ordered), [proof for network in ordered for proof in networks[network]], rule="gateway-network")


def _peer_networks(board: Board) -> dict[IPNetwork, list[Draft]]:
    """Networks that nodes route to peers and that are not yet anybody's."""
    owned = {network for node in board.nodes.values() for network in node.get("pod_cidrs") or ()}
    peers: dict[IPNetwork, list[Draft]] = {}
    for routes in board.routes.values():
        for route in routes.values():
            if route.get("meaning") == "peer-pods" and (network := ip_network(route.get("dst"))) not in owned:
                peers.setdefault(network, []).append(route)
    return peers


def _by_pods(board: Board, peers: dict[IPNetwork, list[Draft]]) -> None:
    """A peer's network that holds the addresses of one node's pods is that node's."""
    homes: dict[IPNetwork, dict[str, Any]] = {}
    lengths = {(network.version, network.prefixlen) for network in peers}
    for pod in board.pods.values():
        ip, node = pod.get("ip"), pod.get("node")
        if ip is None or node is None or pod.get("host_network") is not False:
            continue
        for version, length in lengths:
            if version == ip.version and (network := ip_network((ip, length), strict=False)) in peers:
                homes.setdefault(network, {}).setdefault(node, pod)
    for network, nodes in homes.items():
        if len(nodes) == 1:
            ((name, pod),) = nodes.items()
            _assign(board, name, network, [*pod.basis["ip"].evidence[:1], *_proof(peers.pop(network))], "holds-pods-of-one-node")


def _by_elimination(board: Board, peers: dict[IPNetwork, list[Draft]]) -> None:
    """One network and one node are left over, and ``kubectl get nodes`` listed all nodes."""
    listed = [node for node in board.nodes.values() if "status" in node.basis]
    if len(listed) != len(board.nodes):
        return
    for version in (4, 6):
        left = [network for network in peers if network.version == version]
        homeless = [node for node in board.nodes.values() if not any(cidr.version == version for cidr in node.get("pod_cidrs") or ())]
        if len(left) == 1 and len(homeless) == 1:
            routes = peers.pop(left[0])
            _assign(board, homeless[0].values["name"], left[0], [*_proof(routes), *homeless[0].basis["name"].evidence[:1]], "elimination")


def _assign(board: Board, name: str, network: IPNetwork, proof: list[Evidence], rule: str) -> None:
    node = board.nodes[name]
    known = node.get("pod_cidrs") or ()
    if not known:
        node.put("pod_cidrs", (network,), proof, certainty="inferred", rule=rule)
        if not node.get("gateway_ips"):
            node.put("gateway_ips", (network.network_address + 1,), proof, certainty="inferred", rule=rule)


def _proof(routes: list[Draft]) -> list[Evidence]:
    return [item for route in routes for item in route.basis["dst"].evidence[:1]]


def _name_peers(board: Board) -> None:
    """Say to which node each route to a peer's pods leads."""
    owners: dict[IPNetwork, str] = {}
    for name, node in board.nodes.items():
        for network in node.get("pod_cidrs") or ():
            owners[network] = name
    for routes in board.routes.values():
        for route in routes.values():
            owner = owners.get(ip_network(route.get("dst"))) if route.get("meaning") == "peer-pods" else None
            if owner is not None:
                basis = board.nodes[owner].basis["pod_cidrs"]
                route.put("peer", owner, basis.evidence[:2], certainty=basis.certainty, rule="network-of-node")
