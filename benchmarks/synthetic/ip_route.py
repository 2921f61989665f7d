"""What ``ip route``, ``ip rule`` and ``ip neigh`` print on a node."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Network, ip_address, ip_network

from benchmarks.synthetic.model import VIRTUAL_MAC, State
from benchmarks.synthetic.objects import Address, Network, Node, Route

_SERVICE = {4: ip_address("169.254.0.253"), 6: ip_address("fc01::aabb:ccdd:eeff")}
_Key = tuple[int, int, str]
_NODE_PORT = {4: ip_address("169.254.0.252"), 6: ip_address("fc01::aabb:ccdd:eefe")}


def routes(state: State, node: Node, family: int) -> Iterator[Route]:
    """Routes of a node's main table but those to peers, in no order."""
    position = state.families.index(family)
    release = state.release
    gateway = release.gateway
    yield Route(None, node.nic, via=node.subnets[position][1], protocol="static" if family == 4 else "", metric=100 if family == 4 else 1024)
    source = node.own_ips[position] if family == 4 else None
    yield Route(node.subnets[position], node.nic, src=source, protocol="kernel", link=True, metric=100 if family == 4 else 256)
    if family == 4 and not release.containerd:
        yield Route(IPv4Network("172.17.0.0/16"), "docker0", src=ip_address("172.17.0.1"), protocol="kernel", link=True, linkdown=True)
    if family == 6:
        for device in (node.nic, gateway):
            yield Route(ip_network("fe80::/64"), device, protocol="kernel", link=True, metric=256)
    metric = 0 if family == 4 else 1024
    if not node.pod_cidrs:
        for pod in node.pods:
            if pod.interface:
                yield Route(_host(pod.ips[position]), gateway, link=True, metric=metric)
        return
    own = node.pod_cidrs[position]
    if family == 4 and "leftovers" in state.config.extras:
        yield Route(IPv4Network("10.22.0.0/16"), "cni0", src=ip_address("10.22.0.1"), protocol="kernel", link=True, linkdown=True)
    yield from (route for route in node.extra_routes if route.dst is not None and route.dst.version == family)
    if node.gateway_ips and node.name not in node.lost_routes:
        yield Route(own, gateway, src=node.gateway_ips[position] if family == 4 else None, protocol="kernel", link=True, metric=metric and 256)
    if state.config.proxy_all and release.number >= (1, 4):
        service = _SERVICE[family]
        yield Route(_host(service), gateway, link=True, metric=metric)
        yield Route(state.service_cidrs[position], gateway, via=service, metric=metric)
        if release.number >= (1, 7):
            yield Route(_host(_NODE_PORT[family]), gateway, via=service, metric=metric)
        for item in state.services:
            if item.external_ip is not None and item.external_ip.version == family:
                yield Route(_host(item.external_ip), gateway, via=service, metric=metric)


def _routes_to_peers(state: State, node: Node, position: int) -> Iterator[Route]:
    for peer in state.peers(node):
        if peer.name not in node.lost_routes:
            yield from _peer_routes(state, node, peer, position)


@lru_cache(maxsize=64)
def _common_lines(state: State, family: int, subnet: int) -> list[tuple[_Key, str, str]]:
    """Place, text and peer of the routes that all nodes of a subnet have, each but to itself."""
    position = state.families.index(family)
    reader = next(node for node in state.nodes if node.subnet == subnet)
    found = [(_key(route), _line(route, family), peer.name) for peer in state.nodes for route in _peer_routes(state, reader, peer, position)]
    return sorted(found)


def _peer_routes(state: State, node: Node, peer: Node, position: int) -> Iterator[Route]:
    gateway = state.release.gateway
    network = peer.pod_cidrs[position]
    v6 = network.version == 6
    metric = 1024 if v6 else 0
    if state.config.encryption == "wireguard":
        yield Route(network, "antrea-wg0", src=node.gateway_ips[position] if node.gateway_ips else None, link=True, metric=metric)
    elif state.encapsulated(node, peer):
        if v6:
            yield Route(_host(network[1]), gateway, link=True, metric=metric)
        yield Route(network, gateway, via=network[1], onlink=not v6, metric=metric)
    elif node.subnet == peer.subnet:
        yield Route(network, node.nic, via=peer.ips[position], metric=metric)


def _host(ip: Address) -> Network:
    return ip_network(ip)


def _key(route: Route) -> _Key:
    """Place of a route in the kernel's tables that it is sorted by."""
    if route.dst is None:
        return (0 if route.via is None or route.via.version == 4 else 1 << 128, 0, "")
    return (int(route.dst.network_address), route.dst.prefixlen, route.dev)


def route_text(state: State, node: Node, family: int = 4) -> str:
    """The text of ``ip [-6] route``, ordered as the kernel's tables are."""
    found = [(_key(route), _line(route, family)) for route in routes(state, node, family)]
    if node.pod_cidrs:
        if state.alike and state.config.encryption != "wireguard":
            skipped = node.lost_routes | {node.name}
            found += [(key, line) for key, line, peer in _common_lines(state, family, node.subnet) if peer not in skipped]
        else:
            found += [(_key(route), _line(route, family)) for route in _routes_to_peers(state, node, state.families.index(family))]
    found.sort()
    return "".join([line for _, line in found])


def _line(route: Route, family: int) -> str:
    parts = ["default" if route.dst is None else str(route.dst.network_address) if route.dst.prefixlen == route.dst.max_prefixlen else str(route.dst)]
    if route.via is not None:
        parts.append(f"via {route.via}")
    parts.append(f"dev {route.dev}")
    if route.table:
        parts.append(f"table {route.table}")
    if route.protocol:
        parts.append(f"proto {route.protocol}")
    if route.link and family == 4:
        parts.append("scope link")
    if route.src is not None:
        parts.append(f"src {route.src}")
    if route.metric:
        parts.append(f"metric {route.metric}")
    if route.onlink:
        parts.append("onlink")
    if route.linkdown:
        parts.append("linkdown")
    if family == 6:
        return " ".join(parts) + " pref medium\n"
    return " ".join(parts) + " \n"


def local_routes(state: State, node: Node) -> Iterator[Route]:
    """IPv4 routes of the table local that the kernel keeps for a node's own addresses."""
    position = state.families.index(4)
    yield Route(ip_network("127.0.0.0/8"), "lo", src=ip_address("127.0.0.1"), protocol="kernel", table="local")
    own = [(node.nic, node.ips[position])]
    own += [(state.release.gateway, ip) for ip in node.gateway_ips if ip.version == 4]
    for device, ip in own:
        yield Route(_host(ip), device, src=ip, protocol="kernel", table="local")


def all_tables_text(state: State, node: Node) -> str:
    """The text of ``ip route show table all``: IPv4 first, then IPv6, tables other than main named."""
    out = []
    for family in state.families:
        out.append(route_text(state, node, family))
        if family == 4:
            for route in local_routes(state, node):
                line = _line(route, 4).rstrip("\n ")
                out.append("local " + line.replace(" src ", " scope host src ") + " \n")
    return "".join(out)


def rule_text(state: State, node: Node) -> str:
    """The text of ``ip rule``."""
    lines = ["0:\tfrom all lookup local"]
    if state.mode == "hybrid" and state.release.number >= (2, 5):
        lines.append("1000:\tfrom all fwmark 0x40000000/0x40000000 lookup 141")
    if node.egress_vlan:
        lines.append("32765:\tfrom all fwmark 0x1/0xff lookup 101")
    lines += ["32766:\tfrom all lookup main", "32767:\tfrom all lookup default"]
    return "\n".join(lines) + "\n"


def neighbour_text(state: State, node: Node) -> str:
    """The text of ``ip neigh``: the gateways of peers, the nodes themselves, some pods."""
    gateway = state.release.gateway
    out = []
    if state.config.proxy_all and state.release.number >= (1, 4):
        out += [f"{_SERVICE[family]} dev {gateway} lladdr {VIRTUAL_MAC} PERMANENT " for family in state.families]
    for pod in node.pods[:8]:
        if pod.interface:
            out += [f"{ip} dev {gateway} lladdr {pod.pod_mac} STALE " for ip in pod.ips]
    for peer in state.peers(node):
        for position, ip in enumerate(peer.ips):
            if peer.subnet == node.subnet:
                out.append(f"{ip} dev {node.nic} lladdr {peer.nic_mac} {'REACHABLE' if peer.index % 3 else 'STALE'} ")
            if state.encapsulated(node, peer) and peer.name not in node.lost_routes:
                out.append(f"{peer.pod_cidrs[position][1]} dev {gateway} lladdr {VIRTUAL_MAC} {'PERMANENT' if ip.version == 6 else 'REACHABLE'} ")
    return "\n".join([*out, ""])
