"""The host's column of the view of a node: routes, gateway, uplink, and what else Antrea uses."""

from __future__ import annotations

from typing import NamedTuple

from antrea_parse.drawing.scene import Box, Run, blank, cell, frame, line, stack
from antrea_parse.drawing.views.common import certainty_of, field_grounds, grounds, names, paint, plural, tag, tooltip, unknown
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Interface, Node, Route

#: Width of the column, height of a row, space between rows.
HOST = 276
ROW = 40
GAP = 6
_ROUTE = 19
_MAX_ROUTES = 14
#: Interfaces that get a cell of their own: tag, what they are for, kind of box.
EXTRA = {
    "wireguard": ("WG", "encryption", "tun"),
    "egress": ("EGR", "Egress addresses", "nic"),
    "ingress": ("ING", "Service addresses", "nic"),
    "bridged": ("NIC", "uplink in the bridge", "nic"),
    "vlan": ("VLAN", "Egress VLAN", "nic"),
}
_MEANINGS = {"own-pods": "its own pods", "peer-pods": "pods of", "default": "default", "service": "Services", "connected": "connected"}


class Pitch(NamedTuple):
    """Rows of pods and ports: height of one, space between two, lines in one."""

    row: int
    gap: int
    lines: int

    def height(self, rows: int) -> int:
        """Height of so many."""
        return rows * (self.row + self.gap) - self.gap if rows else 0


WIDE, NARROW = Pitch(ROW, GAP, 2), Pitch(22, 3, 1)


def routes_box(node: Node, height: int) -> Box:
    """The kernel's routes, those of the main table first; as many as fit into the height of the rows beside them, some in any case."""
    most = max(_MAX_ROUTES, (height - 29) // _ROUTE - 1)
    width = HOST - 2
    if not node.routes:
        body = [cell(width, line(Run("ip route", 10, "bold", "mute"), Run("not captured", 10, "italic", "mute"), unknown()), height=ROW - 2, pad=9)]
    else:
        body = [cell(width, line(Run("ip route", 10, "bold", "mute")), height=22, pad=9)]
        body += [_route(number, route, width) for number, route in enumerate(node.routes[:most])]
        if len(node.routes) > most:
            rest = node.routes[most:]
            text = line(Run(f"and {plural(len(rest), 'route')} more", 10, "italic", "mute"))
            body.append(cell(width, text, height=_ROUTE, pad=9, kind="more", key="routes", tooltip=names((_route_words(route) for route in rest), 60)))
        body.append(blank(width, 5))
    certainty: Certainty = "observed" if node.routes else "unknown"
    return frame(stack(body), 1, kind="routes", key=node.name, certainty=certainty, tooltip=f"Routes of {node.name}", fill="card", stroke="frame")


def _route_words(route: Route) -> str:
    return " ".join(part for part in (route.dst, route.via and f"via {route.via}", route.dev and f"dev {route.dev}", *route.flags) if part)


def _route(number: int, route: Route, width: int) -> Box:
    # Where the peer is known the device is the gateway's.
    way = " ".join(part for part in (route.via and f"via {route.via}", None if route.via and route.peer else route.dev) if part)
    meaning = " ".join(part for part in (_MEANINGS.get(route.meaning, ""), route.peer or "") if part)
    note = f"→ {route.peer}" if route.peer else "own pods" if route.meaning == "own-pods" else ""
    return cell(
        width,
        line(Run(route.dst, 9, "mono", elastic=2), right=[Run(way, 9, "mono", "mute", elastic=2), *([Run(note, 9, color="mute", elastic=1)] if note else [])]),
        height=_ROUTE,
        pad=9,
        kind="route",
        key=f"{route.table}-{route.dst}-{number}",
        tooltip=tooltip(_route_words(route), meaning, *(grounds(basis) for basis in list(route.basis.values())[:1])),
    )


def host_column(node: Node, upper: int, routes: Box) -> list[Box]:
    """Routes beside the pods' ports, all `upper` points high; gateway, uplink and the rest below them."""
    space = upper - routes.height
    above = stack([routes, blank(HOST, space)]) if space else routes
    extra = [_extra_cell(node, item) for item in node.interfaces if item.kind in EXTRA and item.name not in (node.gateway, node.uplink)]
    return [above, _interface_cell(node, node.gateway, "gw"), _interface_cell(node, node.uplink, "nic"), *extra]


def _extra_cell(node: Node, interface: Interface) -> Box:
    """An interface that Antrea uses beside gateway and uplink."""
    word, meaning, kind = EXTRA[interface.kind]
    addresses = [str(item) for item in interface.addresses if not item.ip.is_link_local]
    first = line(tag(word, kind), Run(interface.name, 11, "bold", elastic=2), right=[Run(names(addresses, 2), 10, "mono", elastic=1)], height=16)
    facts = [meaning, f"mtu {interface.mtu}" if interface.mtu else "", interface.operstate or ""]
    second = line(Run(" · ".join(fact for fact in facts if fact), 9, color="mute", elastic=1), right=[Run(interface.mac or "", 9, "mono", "mute")], height=13)
    certainty = certainty_of(interface, "kind")
    hint = tooltip(f"{node.name}: {interface.name}, {meaning}", names(map(str, interface.addresses)), field_grounds(interface, "kind"))
    return cell(HOST, first, second, height=ROW, kind=kind, key=interface.name, certainty=certainty, tooltip=hint, corners="all", **paint(kind, certainty))


def _interface_cell(node: Node, name: str | None, kind: str) -> Box:
    interface: Interface | None = next((item for item in node.interfaces if item.name == name), None)
    word = tag({"gw": "GW", "nic": "NIC"}[kind], kind)
    field = {"gw": "gateway", "nic": "uplink"}[kind]
    certainty = certainty_of(node, field)
    if interface is None:
        known = node.gateway_ips if kind == "gw" else ((node.internal_ip,) if node.internal_ip else ())
        sure = certainty_of(node, "gateway_ips" if kind == "gw" else "internal_ip") == "observed"
        address = Run(("" if sure or not known else "~") + names(map(str, known)), 10, "mono", elastic=1, mark="" if sure or not known else "inferred")
        first = line(
            word,
            Run(name or field, 11, "bold" if name else "italic", "ink" if name else "mute"),
            right=[address],
            height=16,
        )
        second = line(Run("ip address not captured", 9, color="mute"), unknown(), height=13)
    else:
        addresses = [str(item) for item in interface.addresses if not item.ip.is_link_local]
        first = line(word, Run(interface.name, 11, "bold", elastic=2), right=[Run(names(addresses, 2), 10, "mono", elastic=1)], height=16)
        facts = [f"ifindex {interface.ifindex}" if interface.ifindex else "", f"mtu {interface.mtu}" if interface.mtu else "", interface.operstate or ""]
        second = line(
            Run(" · ".join(fact for fact in facts if fact), 9, color="mute", elastic=1), right=[Run(interface.mac or "?", 9, "mono", "mute")], height=13
        )
    hint = tooltip(f"{node.name}: {field} {name or 'not captured'}", names(map(str, interface.addresses)) if interface else "", field_grounds(node, field))
    return cell(HOST, first, second, height=ROW, kind=kind, key=name or field, certainty=certainty, tooltip=hint, corners="all", **paint(kind, certainty))
