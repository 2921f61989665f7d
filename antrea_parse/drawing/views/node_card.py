"""A node of the overview: tunnel on top, head, pods with their ports, bridge and gateway, uplink below."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from antrea_parse.drawing.scene import Box, Corners, Run, blank, cell, frame, line, row, stack
from antrea_parse.drawing.views.common import (
    GAP,
    WIDTH,
    address_runs,
    bad_runs,
    binding_run,
    certainty_of,
    empty_cell,
    field_grounds,
    header_lines,
    is_bad,
    line_runs,
    names,
    node_tooltip,
    ofport_run,
    paint,
    plural,
    pod_tooltip,
    shown_name,
    tag,
    tooltip,
    unknown,
    without_overlay,
)
from antrea_parse.drawing.views.verdicts import Policies
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Node, Pod, Policy, Port, Topology

_PAD, _GAP, _TAB = 7, 5, 23
#: Rows of pods that a card has room for in any case; narrowest place of a pod; height that the rows of all cards may take together.
_ROWS, _NARROWEST, _TALL = 12, 200, 500


class CardForm(NamedTuple):
    """How the cards of a drawing look.

    Attributes:
        width: of a card.
        total: of a row of cards.
        columns: of pods on a card.
        rows: of pods on a card, at most; the rest is counted.
        detailed: a pod has two lines.
    """

    width: int
    total: int
    columns: int
    rows: int
    detailed: bool

    @property
    def row(self) -> int:
        """Height of a pod."""
        return 36 if self.detailed else 22

    @property
    def most(self) -> int:
        """Pods that a card shows."""
        return self.rows * self.columns


def card_form(topology: Topology, cards: int, rows: int) -> CardForm:
    """The form in which so many rows of so many cards are readable on one page.

    Args:
        topology: what is drawn.
        cards: cards side by side.
        rows: rows of cards.
    """
    pods = max((len(split_pods(topology, node, len(topology.pods))[0]) for node in topology.nodes), default=0)
    # A single card is no wider than it must; an even width, so that the links of the middle stand upright.
    width = 600 if cards == 1 and pods <= _ROWS else (WIDTH - GAP * (cards - 1)) // cards // 2 * 2
    columns = max(1, (width - 2 * _PAD + _GAP) // (_NARROWEST + _GAP))
    form = CardForm(width, width * cards + GAP * (cards - 1), columns, _ROWS, detailed=True)
    if pods <= form.most and -(-pods // columns) * (form.row + _GAP) * rows <= _TALL:
        return form
    form = form._replace(detailed=False)
    return form._replace(rows=max(_ROWS, _TALL // (form.row + _GAP) // rows))


def split_pods(topology: Topology, node: Node, most: int) -> tuple[list[Pod], list[Pod]]:
    """The pods that get a row, and those that are counted; what needs a look comes first where not all have room."""
    pods = [pod for pod in topology.pods_of(node.name) if not pod.host_network and not pod.ended]
    if len(pods) <= most:
        return pods, []
    pods = sorted(pods, key=lambda pod: not is_bad(pod))
    return pods[:most], pods[most:]


def body_height(topology: Topology, node: Node, form: CardForm) -> int:
    """Height that the pods of a card take: those with a row and the line that counts the others."""
    shown, hidden = split_pods(topology, node, form.most)
    rows = max(1, -(-len(shown) // form.columns))
    return rows * (form.row + _GAP) - _GAP + (16 if hidden else 0)


def node_card(topology: Topology, acting: Policies, node: Node, form: CardForm, tallest: int) -> tuple[Box, Box | None, Box]:
    """A node: tunnel on top, head, pods, bridge and gateway, uplink below; the card, and the parts that links end at."""
    width = form.width
    shown, hidden = split_pods(topology, node, form.most)
    # Where no packet is wrapped a node without a tunnel lacks nothing.
    tunnel = None if node.tunnel is None and without_overlay(topology.overlay) else tunnel_tab(node, min(width - 40, 190), "top")
    uplink = uplink_tab(node, min(width - 40, 224), "bottom")
    head = cell(width, *header_lines(node), height=43, pad=9, kind="head", key=node.name, tooltip=node_tooltip(node), fill="head")
    inner = width - 2 * _PAD
    body = stack([_pod_grid(shown, acting, form, inner) if shown else empty_cell(inner, nothing(topology, node), form.row), *_more_line(node, hidden, inner)])
    level = stack([body, blank(inner, tallest - body.height)])
    content = frame(stack([cidr_line(node, inner), level, _host_line(topology, node, inner)], _GAP), _PAD, fill="card", stroke="frame")
    card = stack([*([tunnel] if tunnel is not None else []), head, content, bridge_row(node, width), uplink], align="centre")
    return frame(card, 0, kind="node", key=node.name, tooltip=node_tooltip(node)), tunnel, uplink


def _pod_grid(pods: list[Pod], acting: Policies, form: CardForm, width: int) -> Box:
    """Pods in columns, read row by row."""
    each = (width - _GAP * (form.columns - 1)) // form.columns
    cells = [_pod_cell(pod, acting.on(pod), each, form) for pod in pods]
    return stack([row(cells[start : start + form.columns], _GAP) for start in range(0, len(cells), form.columns)], _GAP)


def _more_line(node: Node, hidden: list[Pod], width: int) -> list[Box]:
    if not hidden:
        return []
    bad = sum(map(is_bad, hidden))
    text = Run(f"and {plural(len(hidden), 'pod')} more" + (f", {bad} not running" if bad else ""), 10, color="mute")
    return [cell(width, line(text), height=16, pad=2, kind="more", key=node.name, tooltip=names((shown_name(pod) for pod in hidden), 60))]


def nothing(topology: Topology, node: Node) -> str:
    """Words for a card without pods."""
    return "none on the pod network" if topology.pods_of(node.name) else "no pod of this node in the captures"


def cidr_line(node: Node, width: int, word: Run | None = None) -> Box:
    """The pod network of a node, with how it is known."""
    runs = [word or Run("Pods", 10, "bold")]
    certainty = certainty_of(node, "pod_cidrs")
    if node.pod_cidrs:
        inferred = certainty != "observed"
        runs += [
            Run(("~" if inferred else "") + str(network), 10, "mono", "mute", gap=6, elastic=1, mark="inferred" if inferred else "")
            for network in node.pod_cidrs
        ]
    else:
        runs += [Run("network", 10, color="mute"), unknown()]
    rule = node.why("pod_cidrs").rule
    right = [Run(f"by {rule.replace('-', ' ').replace('_', ' ')}", 9, "italic", "mute", elastic=1)] if rule and certainty == "inferred" else []
    hint = tooltip(f"Pod network of {node.name}: {names(map(str, node.pod_cidrs)) or 'not captured'}", field_grounds(node, "pod_cidrs"))
    return cell(width, line(*runs, right=right), height=17, pad=6 if word else 2, kind="cidr", key=node.name, tooltip=hint)


def _pod_cell(pod: Pod, policies: list[Policy], width: int, form: CardForm) -> Box:
    number, bad = binding_run(pod), bad_runs(pod)
    name, word = Run(pod.name, 11 if form.detailed and form.columns == 1 else 10, "bold" if form.detailed else "sans", elastic=2), tag("POD", "pod")
    if form.detailed:
        interface = pod.ports[0].interface if pod.ports else None
        # The usual namespace is said only where nothing else is.
        where = [] if interface and pod.namespace == "default" else [Run(pod.namespace or "?", 9, color="mute", gap=0, elastic=1)]
        where += [Run("·", 9, color="mute", gap=3)] if interface and where else []
        where += [Run(interface, 9, "mono", "mute", gap=3, elastic=1)] if interface else []
        right = [*policy_runs(policies), number]
        lines = [line(word, name, right=address_runs(pod), height=15), line(*where, *bad, right=right, height=13, indent=word.width + name.gap)]
    else:
        space = [Run(pod.namespace, 9, color="mute", elastic=1)] if pod.namespace not in (None, "default") else []
        lines = [line(word, name, *space, *bad, right=[*policy_runs(policies)[:1], *line_runs(pod, 10), number])]
    return cell(
        width,
        *lines,
        height=form.row,
        kind="pod",
        key=pod.key,
        certainty=certainty_of(pod, "node"),
        tooltip=pod_tooltip(pod),
        evidence=pod.ports[0].evidence if pod.ports else (),
        corners="all",
        **paint("warning" if is_bad(pod) and not form.detailed else "pod"),
    )


def policy_runs(policies: list[Policy]) -> list[Run]:
    """The policies on a pod: the name of the only one, else how many."""
    if not policies:
        return []
    word = policies[0].name if len(policies) == 1 else plural(len(policies), "policy", "policies")
    return [Run("NP", 9, "bold", "np-line", mark="np"), Run(word, 9, color="mute", gap=3, elastic=1)]


def _host_line(topology: Topology, node: Node, width: int) -> Box:
    pods = [pod for pod in topology.pods_of(node.name) if pod.host_network]
    ended = [pod for pod in topology.pods_of(node.name) if pod.ended and not pod.host_network]
    text = f"+ {plural(len(pods), 'host-network pod')}" if pods else "no host-network pod in the captures"
    bad = sum(map(is_bad, pods))
    runs = [Run(text + (f", {len(ended)} ended" if ended else ""), 10, color="mute")]
    if bad:
        runs.append(Run(f"! {bad} not running", 10, "bold", "warn-line", mark="bad"))
    return cell(width, line(*runs), height=16, pad=2, kind="hostpods", key=node.name, tooltip=names((shown_name(pod) for pod in [*pods, *ended]), 60))


def _port(node: Node, name: str | None) -> Port | None:
    return next((port for bridge in node.bridges for port in bridge.ports if port.name == name), None)


def tunnel_tab(node: Node, width: int, corners: Corners, height: int = _TAB, *, short: bool = False) -> Box:
    """The tunnel port of a node, or why there is none; `short` leaves its name to the tooltip."""
    tab = partial(_tab, node, width=width, corners=corners, height=height)
    if node.tunnel is None:
        wireguard = next((item for item in node.interfaces if item.kind == "wireguard"), None)
        if wireguard is not None:
            hint = tooltip(f"{node.name}: {wireguard.name} encrypts what leaves for other nodes", field_grounds(wireguard, "kind"))
            return tab("tun", "TUN", [Run(wireguard.name, 10, elastic=1)], certainty_of(wireguard, "kind"), hint)
        if node.bridges:
            hint = f"{node.name}: the bridge was captured, and has no tunnel port"
            return tab("tun", "TUN", [Run("none" if short else "no tunnel port", 10, "italic", "mute")], "observed", hint)
    certainty = certainty_of(node, "tunnel")
    port = _port(node, node.tunnel)
    name = [] if short else [Run(node.tunnel, 10, elastic=1)] if node.tunnel else [Run("tunnel", 10, color="mute")]
    options = " ".join(f"{key}={value}" for key, value in sorted(port.options.items())) if port else ""
    hint = tooltip(
        f"{node.name}: tunnel port {node.tunnel or 'not captured'}",
        f"{port.type} {options} · OVS port {'?' if port.ofport is None else port.ofport} · {port.mac or ''}" if port else "",
        field_grounds(node, "tunnel"),
    )
    return tab("tun", "TUN", [*name, ofport_run(port.ofport if port else None, "observed")], certainty, hint)


def uplink_tab(node: Node, width: int, corners: Corners, height: int = _TAB, *, short: bool = False) -> Box:
    """The interface that a node reaches others by; `short` leaves its address to the head of the card."""
    interface = next((item for item in node.interfaces if item.name == node.uplink), None)
    certainty = certainty_of(node, "uplink")
    inferred = certainty == "inferred"
    known = Run(("~" if inferred else "") + (node.uplink or ""), 10, elastic=1, mark="inferred" if inferred else "")
    name = [known] if node.uplink else [*([] if short else [Run("uplink", 10, color="mute")]), unknown()]
    address = str(node.internal_ip) if node.internal_ip else ""
    if interface is not None and node.internal_ip is not None:
        address = next((str(item) for item in interface.addresses if item.ip == node.internal_ip), address)
    hint = tooltip(
        f"{node.name}: uplink {node.uplink or 'not captured'} {address}",
        f"ifindex {interface.ifindex} · mtu {interface.mtu} · {interface.mac}" if interface else "",
        field_grounds(node, "uplink"),
    )
    if address and not short:
        name.append(Run(address, 10, "mono", elastic=2))
    return _tab(node, "nic", "NIC", name, certainty, hint, width=width, corners=corners, height=height)


def _tab(node: Node, kind: str, word: str, runs: Iterable[Run], certainty: Certainty, hint: str, *, width: int, corners: Corners, height: int) -> Box:
    text = line(tag(word, kind), *runs, centre=True)
    return cell(
        width,
        text,
        height=height,
        pad=7 if corners != "none" else 2,
        kind=kind,
        key=node.name,
        certainty=certainty,
        tooltip=hint,
        corners=corners,
        **paint(kind, certainty),
    )


def bridge_row(node: Node, width: int, height: int = 27, *, short: bool = False) -> Box:
    """Bridge and gateway of a node; `short` leaves their names to the tooltip."""
    port = _port(node, node.gateway)
    bridge = next((item for item in node.bridges if port in item.ports), node.bridges[0] if node.bridges else None)
    left = [tag("OVS", "ovs"), Run(bridge.name, 11, elastic=1) if bridge else Run("bridge", 10, color="mute")]
    left += [] if bridge else [unknown(3)]
    right = [tag("GW", "gw"), *([] if short else [Run(node.gateway, 10, elastic=1) if node.gateway else Run("gateway", 10, color="mute")])]
    inferred = certainty_of(node, "gateway_ips") != "observed"
    right += [
        Run(("~" if inferred else "") + str(address), 9 if short else 10, "mono", gap=3 if short else 5, elastic=2, mark="inferred" if inferred else "")
        for address in node.gateway_ips[: 1 if short else 2]
    ]
    right.append(ofport_run(port.ofport if port else None, "observed"))
    certainty: Certainty = "observed"
    if bridge is None:
        certainty = certainty_of(node, "gateway" if node.gateway else "gateway_ips")
    number = "?" if port is None or port.ofport is None else str(port.ofport)
    hint = tooltip(
        f"{node.name}: bridge {bridge.name}, {plural(len(bridge.ports), 'port')}, datapath {bridge.datapath_id or '?'}" if bridge is not None else "",
        f"gateway {node.gateway or '?'} {names(map(str, node.gateway_ips))}, OVS port {number}" + (f" {port.mac}" if port is not None and port.mac else ""),
        field_grounds(node, "gateway" if node.gateway else "gateway_ips"),
        "" if bridge is not None else f"'ovs-vsctl show' of {node.name} would tell the bridge and its ports",
    )
    return cell(
        width,
        line(*right, height=16, centre=True) if short else line(*left, right=right, height=16),
        height=height,
        pad=2 if short else 7,
        kind="ovs",
        key=node.name,
        certainty=certainty,
        tooltip=hint,
        **paint("ovs", certainty),
    )
