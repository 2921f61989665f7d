"""Host interfaces: what ``ip address`` lists of a node, and what Antrea uses each for."""

from __future__ import annotations

import re
from ipaddress import ip_interface
from typing import Any

from antrea_parse.text.values import is_ip
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, inside
from antrea_parse.topology.model import InterfaceKind
from antrea_parse.topology.names import GATEWAYS, WIREGUARD, is_leftover, port_prefix, tunnel_device

#: Names that only Antrea, Open vSwitch or the kernel gives.
_KINDS: dict[str, InterfaceKind] = {
    "lo": "loopback",
    "ovs-system": "datapath",
    "ovs-netdev": "datapath",
    "antrea-egress0": "egress",
    "antrea-ingress0": "ingress",
    WIREGUARD: "wireguard",
    "antrea-mc-wg0": "wireguard",
}
_VLAN = re.compile(r"antrea-ext\.(\d+)$")
_TAP = re.compile(r"antrea-(?:l7|tc)-tap\d+$")
_HALF_MAC = re.compile(r"[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){0,4}:?", re.IGNORECASE)
_POD_DEVICE = re.compile(r"(?:eth|net|veth)\d+")
_PEER = re.compile(r"if\d+")
_FIELDS = (
    ("ifindex", "ifindex"),
    ("mac", "address"),
    ("mtu", "mtu"),
    ("operstate", "operstate"),
    ("master", "master"),
    ("link", "link"),
    ("link_index", "link_index"),
    ("link_netnsid", "link_netnsid"),
)


def apply(board: Board) -> None:
    """Make a draft of every interface and name each node's gateway and uplink."""
    strange: dict[int, bool] = {}
    for capture, record in board.captured.rows("ip address", "ip link"):
        if capture.node is None or inside(capture):
            continue
        if id(capture) not in strange:
            strange[id(capture)] = _shows_a_pod(capture)
            if strange[id(capture)]:
                message = f"{capture.node}: {capture.command} shows what a pod sees, a loopback and one end of a pair: it was not taken for the node's"
                board.report("AP402", message, [evidence(capture)])
        if not strange[id(capture)]:
            _interface(board, capture, record)
    for node, interfaces in board.interfaces.items():
        _uplink(board, node, interfaces)
        _gateway(board, node, interfaces)
        if WIREGUARD in interfaces:
            board.node(node).put("wireguard", WIREGUARD, interfaces[WIREGUARD].proof("name"))


def _shows_a_pod(capture: Any) -> bool:
    """Whether a list holds nothing but a loopback and the ends of pairs whose other ends are elsewhere, as that of a pod does.

    A node that is a container looks so too as long as Antrea does not run there; then its list tells the topology nothing either.
    """
    others = [record for record in capture.output.records if record.link_type != "loopback" and record.ifname != "lo"]
    return bool(others) and all(_has_peer_elsewhere(record) and _POD_DEVICE.fullmatch(record.ifname) and record.master is None for record in others)


def _interface(board: Board, capture: Any, record: Any) -> None:
    drafts = board.interfaces.setdefault(capture.node, {})
    name = record.ifname
    draft = drafts.get(name)
    if draft is None:
        draft = drafts[name] = Draft(f"interface {name} of {capture.node}", name=name)
    proof = evidence(capture, record)
    draft.put("name", name, proof)
    for field, key in _FIELDS:
        value = getattr(record, key)
        # Half an address, or the time of a prompt, is none.
        if value is not None and not (key == "address" and _HALF_MAC.fullmatch(value)):
            draft.put(field, value, proof)
    printed = [item for item in record.addr_info or () if is_ip(item.local) and item.prefixlen is not None and item.prefixlen <= item.local.max_prefixlen]
    if printed:
        draft.put("addresses", tuple(ip_interface((item.local, item.prefixlen)) for item in printed), proof)
    if vlan := _VLAN.match(name):
        draft.put("vlan", int(vlan[1]), proof)
    if (kind := _kind(record)) is not None:
        draft.put("kind", kind, proof, certainty="observed" if name in _KINDS else "inferred", rule="" if name in _KINDS else "interface-name")


def _kind(record: Any) -> InterfaceKind | None:
    name = record.ifname
    if name in _KINDS:
        return _KINDS[name]
    if name in GATEWAYS:
        return "gateway"
    if tunnel_device(name):
        return "tunnel"
    if _VLAN.match(name):
        return "vlan"
    if _TAP.match(name):
        return "tap"
    if record.master in ("ovs-system", "ovs-netdev"):
        if _has_peer_elsewhere(record) or port_prefix(name):
            return "pod"
        # Of a line alone, without the one below it, nobody knows where its peer is.
        return "bridged" if record.link_type is not None else None
    if is_leftover(name):
        return "leftover"
    # Only the veth pairs of pods have a peer in another network namespace.
    if _has_peer_elsewhere(record) and port_prefix(name):
        return "pod"
    return None


def _has_peer_elsewhere(record: Any) -> bool:
    """Whether an interface is one end of a pair whose other end is in another network namespace: ``eth0@if7``."""
    return record.link_index is not None or _PEER.fullmatch(record.link or "") is not None


def _uplink(board: Board, node: str, interfaces: dict[str, Draft]) -> None:
    """The interface that holds the node's address."""
    draft = board.node(node)
    internal = draft.get("internal_ip")
    if internal is None:
        return
    for name, interface in interfaces.items():
        # In networkPolicyOnly mode the gateway has the address too.
        if interface.get("kind") in (None, "uplink") and any(address.ip == internal for address in interface.get("addresses") or ()):
            basis = draft.basis["internal_ip"]
            proof = (*interface.proof("addresses"), *basis.evidence[:1])
            draft.put("uplink", name, proof, certainty=basis.certainty, rule="holds-internal-ip")
            interface.values["kind"] = "uplink"
            interface.basis["kind"] = draft.basis["uplink"]
            return


def _gateway(board: Board, node: str, interfaces: dict[str, Draft]) -> None:
    for name in GATEWAYS:
        interface = interfaces.get(name)
        if interface is not None:
            draft = board.node(node)
            draft.put("gateway", name, interface.proof("name"))
            addresses = [address.ip for address in interface.get("addresses") or () if not address.ip.is_link_local]
            if addresses:
                draft.put("gateway_ips", tuple(addresses), interface.proof("addresses"))
            if interface.get("mac"):
                draft.put("gateway_mac", interface.get("mac"), interface.proof("mac"))
            return
