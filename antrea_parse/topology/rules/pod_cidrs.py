"""Networks of pods: whose they are. From what prints it, from the gateway's address, from flows and routes to peers, and by elimination."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

from antrea_parse.topology.basis import EVIDENCE_LIMIT, ONE_MOMENT, Basis, Certainty, Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.model import IPNetwork, RouteForm
from antrea_parse.topology.names import GATEWAYS, WIREGUARD
from antrea_parse.topology.rules.routes import network, next_hop

#: Lines kept for a network that every node routes.
_ENOUGH = 3
#: Objects and tables that print the networks of a node's pods.
_PRINTED = ("kubectl get nodes", "antctl get agentinfo", "kubectl get antreaagentinfos")


def apply(board: Board) -> None:
    """Give nodes their pod CIDRs, and routes to peers the node that they lead to."""
    peers, claims = _Peers(board), _Claims()
    for name in board.nodes:
        _own(board, name, claims)
    _printed(board, claims)
    _by_tunnel_end(board, claims)
    _by_next_hop(board, peers, claims)
    _by_pods(board, peers, claims)
    _by_elimination(board, peers, claims)
    for name, node in board.nodes.items():
        claims.conclude(name, node)
    _name_peers(board, peers)


class _Claims:
    """Who says that a network is of a node's pods, by node."""

    def __init__(self) -> None:
        self._of: dict[str, dict[IPNetwork, Basis]] = {}

    def add(self, name: str, net: IPNetwork, proof: Iterable[Evidence], certainty: Certainty, rule: str) -> None:
        known = self._of.setdefault(name, {})
        if net in known and (known[net].certainty == certainty or certainty == "inferred"):
            known[net] = known[net].and_also(proof)
        else:
            known[net] = Basis(certainty, rule, tuple(proof)[:EVIDENCE_LIMIT], assumes=ONE_MOMENT if certainty == "inferred" else "")

    def owned(self) -> set[IPNetwork]:
        """Networks that are somebody's."""
        return {net for known in self._of.values() for net in known}

    def has(self, name: str, version: int) -> bool:
        """Whether a network of this family is known of a node."""
        return any(net.version == version for net in self._of.get(name, ()))

    def conclude(self, name: str, node: Draft) -> None:
        """Write down what is known: what is observed of a family, else what is inferred if it is one network."""
        said = self._of.get(name, {})
        chosen: dict[IPNetwork, Basis] = {}
        for version in (4, 6):
            family = {net: basis for net, basis in said.items() if net.version == version}
            observed = {net: basis for net, basis in family.items() if basis.certainty == "observed"}
            if observed or len(family) <= 1:
                chosen |= observed or family
            else:
                proof = [item for basis in family.values() for item in basis.evidence[:2]]
                candidates = [str(net) for net in sorted(family, key=_order)]
                node.put("pod_cidrs", (), proof, certainty="ambiguous", rule="several-networks", candidates=candidates)
        if not chosen:
            if "pod_cidrs" not in node.basis:
                missing = (f"ip address on {name}", f"ip route on {name}", "kubectl get nodes -o yaml")
                node.put("pod_cidrs", (), certainty="unknown", missing=missing)
            return
        networks = tuple(sorted(chosen, key=_order))
        least = max(chosen.values(), key=lambda basis: basis.certainty == "inferred")
        proof = [item for net in networks for item in chosen[net].evidence]
        node.put("pod_cidrs", networks, proof, certainty=least.certainty, rule=least.rule, assumes=least.assumes)
        if not node.get("gateway_ips"):
            first = tuple(net.network_address + 1 for net in networks)
            node.put("gateway_ips", first, proof, certainty="inferred", rule=least.rule or "first-address", assumes=least.assumes)


def _own(board: Board, name: str, claims: _Claims) -> None:
    """From the gateway's address and prefix, and the route through it that the kernel made."""
    node = board.nodes[name]
    gateway = board.interfaces.get(name, {}).get(node.get("gateway") or "")
    for address in (gateway.get("addresses") or ()) if gateway else ():
        # With networkPolicyOnly the gateway has the node's own address, without a network.
        if not address.ip.is_link_local and address.network.prefixlen < address.max_prefixlen and gateway is not None:
            claims.add(name, address.network, gateway.proof("addresses"), "observed", "gateway-network")
    routes = board.routes.get(name)
    for position, form in routes.of("own-pods") if routes else ():
        if (own := network(form.dst)) is not None and routes is not None:
            claims.add(name, own, (routes.evidence(position),), "observed", "gateway-network")


def _printed(board: Board, claims: _Claims) -> None:
    for capture, record in board.captured.rows(*_PRINTED):
        listed = getattr(record, "pod_cidrs", None) or getattr(record, "subnets", None) or getattr(record, "node_subnet", None) or ()
        if isinstance(listed, str) or not isinstance(listed, Iterable):
            continue
        # A cell that antctl cut does not tell all of them, but those that it shows are.
        name = getattr(record, "node", None) or record.name
        for item in listed if isinstance(name, str) else ():
            if (found := network(str(item))) is not None:
                board.node(name)
                claims.add(name, found, (evidence(capture, record),), "observed", "")


class _Peers:
    """Networks that nodes route to peers, with where the first routes to each stand."""

    def __init__(self, board: Board) -> None:
        self.forms: dict[RouteForm, list[Evidence]] = {}
        self.networks: dict[IPNetwork, list[Evidence]] = {}
        for routes in board.routes.values():
            for position, form in enumerate(routes.forms):
                known = self.forms.get(form)
                if known is None:
                    known = self.forms[form] = []
                if len(known) < _ENOUGH:
                    known.append(routes.evidence(position))
        for form, proof in self.forms.items():
            if form.meaning == "peer-pods" and (found := network(form.dst)) is not None:
                self.networks.setdefault(found, []).extend(proof[:_ENOUGH])


def _by_tunnel_end(board: Board, claims: _Claims) -> None:
    """Flows send a peer's network to the address of its node."""
    homes = _addresses(board)
    for (cidr, end, multicluster), proof in board.tunnel_ends.items():
        name = homes.get(end)
        if name is not None and not multicluster and cidr.prefixlen < cidr.max_prefixlen:
            claims.add(name, cidr, (*proof, *board.nodes[name].proof("addresses")), "inferred", "flow-tunnel")


def _by_next_hop(board: Board, peers: _Peers, claims: _Claims) -> None:
    """Without tunnels a peer's network is routed to the address of its node, by a route that no protocol set."""
    homes = _addresses(board)
    for form, proof in list(peers.forms.items()):
        via, net = next_hop(form.via), network(form.dst)
        if form.meaning != "other" or form.protocol or form.type or form.table != "main" or net is None or form.dev in (*GATEWAYS, WIREGUARD):
            continue
        name = homes.get(via)
        if name is not None and net.version == via.version and net.prefixlen < net.max_prefixlen and not any(item.node == name for item in proof):
            claims.add(name, net, (*proof, *board.nodes[name].proof("addresses")), "inferred", "route-to-node")


def _by_pods(board: Board, peers: _Peers, claims: _Claims) -> None:
    """A peer's network that holds the addresses of one node's pods is that node's."""
    owned = claims.owned()
    free = {net for net in peers.networks if net not in owned}
    homes: dict[IPNetwork, dict[str, Any]] = {}
    lengths = {(net.version, net.prefixlen) for net in free}
    for pod in board.pods.values():
        node = pod.get("node")
        if node is None or pod.get("host_network") is not False:
            continue
        for ip in pod.get("ips") or ():
            for version, length in lengths:
                if version == ip.version and (net := ip_network((ip, length), strict=False)) in free:
                    homes.setdefault(net, {}).setdefault(node, pod)
    for net, nodes in homes.items():
        if len(nodes) == 1:
            ((name, pod),) = nodes.items()
            claims.add(name, net, (*pod.proof("ips"), *peers.networks[net]), "inferred", "holds-pods-of-one-node")


def _by_elimination(board: Board, peers: _Peers, claims: _Claims) -> None:
    """One network and one node are left over, and ``kubectl get nodes`` listed all nodes."""
    if any("status" not in node.basis for node in board.nodes.values()):
        return
    owned = claims.owned()
    for version in (4, 6):
        left = [net for net in peers.networks if net.version == version and net not in owned]
        homeless = [name for name in board.nodes if not claims.has(name, version)]
        if len(left) == 1 and len(homeless) == 1:
            claims.add(homeless[0], left[0], (*peers.networks[left[0]], *board.nodes[homeless[0]].proof("name")), "inferred", "elimination")


def _addresses(board: Board) -> dict[Any, str]:
    """Node of each address that only one node has."""
    found: dict[Any, set[str]] = {}
    for name, node in board.nodes.items():
        for ip in node.get("addresses") or ():
            found.setdefault(ip, set()).add(name)
    return {ip: next(iter(names)) for ip, names in found.items() if len(names) == 1}


def _name_peers(board: Board, peers: _Peers) -> None:
    """Say to which node each route to a peer's pods leads."""
    owners: dict[IPNetwork, set[str]] = {}
    for name, node in board.nodes.items():
        for net in node.get("pod_cidrs") or ():
            owners.setdefault(net, set()).add(name)
    homes = _addresses(board)
    said: dict[RouteForm, RouteForm] = {form: _said(board, form, owners, homes) for form in peers.forms}
    for name, routes in board.routes.items():
        routes.forms = [said[form] for form in routes.forms]
        for position, form in enumerate(routes.forms):
            if form.peer == name:  # a route to one's own pods leads to no peer
                routes.forms[position] = form._replace(peer=None)


def _said(board: Board, form: RouteForm, owners: dict[IPNetwork, set[str]], homes: dict[Any, str]) -> RouteForm:
    net = network(form.dst)
    if net is None:
        return form
    if form.meaning == "peer-gateway":
        holders = [name for own, names in owners.items() if own.version == net.version and own.network_address + 1 == net.network_address for name in names]
    elif form.meaning in ("peer-pods", "other") and form.type == "" and form.table == "main":
        holders = sorted(owners.get(net, ()))
    else:
        return form
    if len(holders) != 1:
        return form
    certainty: Certainty = board.nodes[holders[0]].certainty("pod_cidrs")
    if form.meaning == "other":
        # A way to the pods of the node that is its next hop: without a tunnel.
        if homes.get(next_hop(form.via)) != holders[0]:
            return form
        return form._replace(meaning="peer-pods", peer=holders[0], peer_certainty=certainty)
    return form._replace(peer=holders[0], peer_certainty=certainty)


def _order(net: IPNetwork) -> tuple[int, int, int]:
    return net.version, int(net.network_address), net.prefixlen
