"""Where no capture lists a node's interfaces: its gateway and uplink by the devices of its routes."""

from __future__ import annotations

from collections.abc import Mapping

from antrea_parse.topology.asked import in_full
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.column_drafts import RouteDrafts
from antrea_parse.topology.names import GATEWAYS


def apply(board: Board) -> None:
    """Name the gateway and the uplink of nodes whose interfaces no capture tells enough of.

    A route through ``antrea-gw0`` shows the device. The kernel's own route to a network names, as its source, the address that the node has
    on that device: where this is the node's address, the device is the uplink.
    """
    for name, routes in board.routes.items():
        node = board.node(name)
        interfaces = board.interfaces.get(name, {})
        listed = any(in_full(board.captured, command, name) for command in ("ip address", "ip link"))
        if node.get("gateway") is None and not listed:
            _gateway(node, routes)
        if node.get("uplink") is None and node.get("internal_ip") is not None:
            _uplink(node, routes, interfaces, listed=listed)


def _gateway(node: Draft, routes: RouteDrafts) -> None:
    for position, form in routes.of("own-pods", "peer-pods", "service-gateway"):
        if form.dev in GATEWAYS:
            node.put("gateway", form.dev, (routes.evidence(position),), rule="route-device")
            return


def _uplink(node: Draft, routes: RouteDrafts, interfaces: Mapping[str, Draft], *, listed: bool) -> None:
    internal = str(node.get("internal_ip"))
    found = [(position, form) for position, form in routes.of("connected") if form.protocol == "kernel" and form.src == internal]
    if len({form.dev for _, form in found}) != 1:
        return
    position, form = found[0]
    interface = interfaces.get(form.dev or "")
    if (listed and interface is None) or (interface is not None and (interface.get("kind") is not None or interface.get("addresses"))):
        return
    proof = (routes.evidence(position), *node.proof("internal_ip")[:1])
    node.put("uplink", form.dev, proof, certainty="inferred", rule="route-device")
    if interface is not None:
        interface.put("kind", "uplink", proof, certainty="inferred", rule="route-device")
