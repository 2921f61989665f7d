"""Host interfaces: what ``ip address`` lists of a node, and what Antrea uses each for."""

from __future__ import annotations

from ipaddress import ip_interface
from typing import Any

from antrea_parse.text.values import is_ip
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.model import InterfaceKind
from antrea_parse.topology.names import GATEWAYS, is_leftover, port_prefix, tunnel_device

_KINDS: dict[str, InterfaceKind] = {
    "lo": "loopback",
    "ovs-system": "datapath",
    "ovs-netdev": "datapath",
    "antrea-egress0": "egress",
    "antrea-wg0": "wireguard",
}


def apply(board: Board) -> None:
    """Make a draft of every interface and name each node's gateway and uplink."""
    for command in ("ip address", "ip link"):
        for capture, record in board.captured.rows(command):
            # An `ip address` from inside a pod tells of the pod, not of its node.
            if capture.node is not None and not _inside_pod(capture):
                _interface(board, capture, record)
    for node, interfaces in board.interfaces.items():
        _uplink(board, node, interfaces)
        _gateway(board, node, interfaces)


def _inside_pod(capture: Any) -> bool:
    """Whether a capture was taken in a network namespace other than the host's."""
    invocation = capture.invocation
    if invocation is None:
        return False
    # The agent runs on the host's network, so an exec into it shows the host.
    return invocation.netns is not None or (invocation.pod is not None and "antrea-agent" not in invocation.pod)


def _interface(board: Board, capture: Any, record: Any) -> None:
    drafts = board.interfaces.setdefault(capture.node, {})
    name = record.ifname
    draft = drafts.get(name)
    if draft is None:
        draft = drafts[name] = Draft(f"interface {name} of {capture.node}", name=name)
    proof = evidence(capture, record)
    draft.put("name", name, proof)
    draft.put("kind", _kind(record), proof, certainty="observed" if name in _KINDS else "inferred", rule="interface-name")
    for field, key in (
        ("ifindex", "ifindex"),
        ("mac", "address"),
        ("mtu", "mtu"),
        ("operstate", "operstate"),
        ("master", "master"),
        ("link_index", "link_index"),
        ("link_netnsid", "link_netnsid"),
    ):
        value = getattr(record, key)
        if value is not None:
            draft.put(field, value, proof)
    printed = [item for item in record.addr_info or () if is_ip(item.local) and item.prefixlen is not None]
    addresses = tuple(ip_interface(f"{item.local}/{item.prefixlen}") for item in printed)
    if addresses:
        draft.put("addresses", addresses, proof)


def _kind(record: Any) -> InterfaceKind:
    name = record.ifname
    if name in _KINDS:
        return _KINDS[name]
    if name in GATEWAYS:
        return "gateway"
    if tunnel_device(name):
        return "tunnel"
    if name.startswith("antrea-ext."):
        return "vlan"
    if is_leftover(name):
        return "leftover"
    if record.master in ("ovs-system", "ovs-netdev"):
        return "bridged" if name.endswith("~") else "pod"
    # Only the veth pairs of pods have a peer in another network namespace.
    if record.link_index is not None and port_prefix(name):
        return "pod"
    return "other"


def _uplink(board: Board, node: str, interfaces: dict[str, Draft]) -> None:
    """The interface that holds the node's address."""
    draft = board.node(node)
    internal = draft.get("internal_ip")
    if internal is None:
        return
    for name, interface in interfaces.items():
        if interface.get("kind") in ("other", "uplink") and any(address.ip == internal for address in interface.get("addresses") or ()):
            proof = (*interface.basis["addresses"].evidence[:1], *draft.basis["internal_ip"].evidence[:1])
            draft.put("uplink", name, proof, rule="holds-internal-ip")
            interface.values["kind"] = "uplink"
            interface.basis["kind"] = draft.basis["uplink"]
            return


def _gateway(board: Board, node: str, interfaces: dict[str, Draft]) -> None:
    for name in GATEWAYS:
        interface = interfaces.get(name)
        if interface is not None:
            draft = board.node(node)
            draft.put("gateway", name, interface.basis["name"].evidence)
            addresses = [address.ip for address in interface.get("addresses") or () if not address.ip.is_link_local]
            if addresses:
                draft.put("gateway_ips", tuple(addresses), interface.basis["addresses"].evidence)
            return
