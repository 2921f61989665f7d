"""The address of a node's gateway interface: missing, several, not the first of its network (findings 6, 7, 8)."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.asked import in_full
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.model import Interface, IPInterface, Node, Topology

#: Addresses that a network leaves before its first one: the network's own.
_FIRST = 1


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Look at the gateway interface of each node whose ``ip address`` was captured."""
    for node in topology.nodes:
        gateway = next((interface for interface in node.interfaces if interface.kind == "gateway"), None)
        if gateway is None:
            continue
        addresses = [address for address in gateway.addresses if not address.ip.is_link_local]
        if not addresses:
            yield from _missing(board, node, gateway)
        for version in (4, 6):
            family = [address for address in addresses if address.version == version]
            yield from _several(node, gateway, family)
            yield from _not_first(node, gateway, family)


def _missing(board: Board, node: Node, gateway: Interface) -> Iterator[Diagnostic]:
    captures = in_full(board.captured, "ip address", node.name)
    used = _use(node, gateway)
    # A file that was cut behind a line's end shows no sign of it: what stands last may go on.
    last = [getattr(capture.output.records[-1], "ifname", None) for capture in captures if capture.output is not None and board.captured.ends_source(capture)]
    if len(captures) > last.count(gateway.name) and used:
        message = f"{node.name}: {gateway.name} has no address, and routes of the node lead through it"
        yield finding("AP413", message, (*gateway.why("name").evidence[:1], *used))


def _use(node: Node, gateway: Interface) -> tuple[Evidence, ...]:
    """What needs the gateway's address: a route through the gateway."""
    for position, form in enumerate(node.routes.forms):
        if form.dev == gateway.name and form.meaning != "local":
            return node.routes[position].why("dst").evidence[:1]
    return ()


def _several(node: Node, gateway: Interface, family: list[IPInterface]) -> Iterator[Diagnostic]:
    if len(family) > 1:
        names = ", ".join(map(str, family))
        yield finding("AP414", f"{node.name}: {gateway.name} has {len(family)} IPv{family[0].version} addresses: {names}", gateway.why("addresses").evidence)


def _not_first(node: Node, gateway: Interface, family: list[IPInterface]) -> Iterator[Diagnostic]:
    for address in family:
        # With networkPolicyOnly the gateway has the node's own address, without a network.
        if address.network.prefixlen < address.max_prefixlen and int(address.ip) - int(address.network.network_address) != _FIRST:
            first = address.network.network_address + _FIRST
            message = f"{node.name}: {gateway.name} has {address}, which is not the first address of its network, {first}"
            yield finding("AP415", message, gateway.why("addresses").evidence)
