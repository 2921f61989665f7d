"""What a drawing of a big cluster is made of: nodes in their networks, or networks in larger ones, with what is wrong in each."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network
from typing import NamedTuple

from antrea_parse.drawing.scene import Run
from antrea_parse.drawing.views.common import field_grounds, is_bad, names, node_tooltip, plural, tooltip, unknown
from antrea_parse.topology.model import Node, Topology

#: From this many pods that do not run a node is red; a subnet from this share of its pods, or of its nodes that are not ready.
MANY = 4
SHARE = 0.1
#: A network with more nodes is shown in parts of the size that networks mostly have.
_LONG = 256
#: The tooltip of a node says everything up to this many nodes.
_DETAILED = 200
#: From this number on a cell has no room for it.
_TOO_LONG = 10


class Unit(NamedTuple):
    """What gets a card or a cell: a node, or all nodes of a subnet."""

    kind: str
    key: str
    name: str
    address: str
    nodes: int
    pods: int
    bad: int
    down: int
    captured: bool
    hint: str

    @property
    def family(self) -> str:
        """Colour by the worst that is in it; what no capture tells is no good news."""
        many_down = self.down and self.down >= SHARE * self.nodes
        many_bad = self.bad and self.bad >= (MANY if self.nodes == 1 else SHARE * self.pods)
        if many_down or many_bad:
            return "err"
        if self.bad or self.down:
            return "warn"
        return "fine" if self.captured else "unk"

    @property
    def glyph(self) -> Run:
        """The same without colour."""
        if self.family == "unk":
            return unknown()
        wrong = self.bad + self.down
        word = {"err": "✕", "warn": "!", "fine": "✓"}[self.family] + (short(wrong) if wrong else "")
        return Run(word, 10, "bold", "ok" if self.family == "fine" else f"{self.family}-line")

    @property
    def digit(self) -> str:
        """What a cell says: a node's pods that do not run, a subnet's share of them in percent, up to 9; nothing where all run."""
        if self.family == "unk":
            return "?"
        number = self.bad if self.nodes == 1 else -(-100 * self.bad // max(1, self.pods))
        if self.nodes == 1 and self.down:
            return "✕"
        if not number:
            return "✕" if self.down else ""
        return str(number) if number < _TOO_LONG else "✕"


def short(number: int) -> str:
    """A count in four characters.

    >>> short(980), short(12_004), short(3_400_000)
    ('980', '12k', '3M')
    """
    for size, letter in ((1_000_000, "M"), (10_000, "k")):
        if number >= size:
            return f"{number // min(size, 1_000_000 if letter == 'M' else 1_000)}{letter}"
    return str(number)


class Group(NamedTuple):
    """Units that stand together: those of one network."""

    name: str
    assumed: bool
    units: tuple[Unit, ...]
    hint: str = ""


def node_groups(topology: Topology) -> list[Group]:
    """Nodes by underlay; those of which none is known by the part of the address that such networks mostly have."""
    of = {name: underlay for underlay in topology.underlays for name in underlay.nodes}
    found: dict[tuple[str, bool], list[Node]] = {}
    for node in topology.nodes:
        underlay = of.get(node.name)
        if underlay is not None:
            found.setdefault((str(underlay.network), False), []).append(node)
        elif node.internal_ip is not None:
            found.setdefault((str(ip_network((node.internal_ip, 24 if node.internal_ip.version == 4 else 64), strict=False)), True), []).append(node)
        else:
            found.setdefault(("", False), []).append(node)
    hints = {str(underlay.network): tooltip(f"Underlay network {underlay.network}", field_grounds(underlay, "network")) for underlay in topology.underlays}
    return [
        Group(
            name,
            assumed,
            tuple(_unit(topology, node) for node in nodes),
            hints.get(name, "No capture tells the prefix; addresses that look alike stand together"),
        )
        for (name, assumed), nodes in found.items()
    ]


def _unit(topology: Topology, node: Node) -> Unit:
    pods = topology.pods_of(node.name)
    bad = [pod for pod in pods if is_bad(pod)]
    down = node.status is not None and node.status.split(",")[0] != "Ready"
    hint = tooltip(
        node_tooltip(node)
        if len(topology.nodes) <= _DETAILED
        else f"Node {node.name}" + (f" {node.internal_ip}" if node.internal_ip else "") + (f" {node.status}" if down else ""),
        f"{plural(len(pods), 'pod')}, {len(bad)} not running" + (f": {names((f'{pod.key} {pod.status}' for pod in bad), 4)}" if bad else ""),
    )
    captured = bool(pods) or node.status is not None
    return Unit("node", node.name, node.name, str(node.internal_ip or ""), 1, len(pods), len(bad), int(down), captured, hint)


def subnet_groups(groups: Sequence[Group]) -> list[Group]:
    """Each network as a unit; networks of one larger block stand together."""
    found: dict[str, list[Unit]] = {}
    for group in (part for whole in groups for part in _parts(whole)):
        units = group.units
        pods, bad, down = (sum(getattr(unit, field) for unit in units) for field in ("pods", "bad", "down"))
        hint = tooltip(
            f"Subnet {group.name or 'not captured'}",
            f"{plural(len(units), 'node')}: {names((unit.name for unit in units), 3)}",
            f"{plural(pods, 'pod')}, {bad} not running; {down} nodes not ready",
        )
        unit = Unit(
            "subnet",
            group.name or "?",
            group.name or "no address captured",
            f"{plural(len(units), 'node')}",
            len(units),
            pods,
            bad,
            down,
            any(unit.captured for unit in units),
            hint,
        )
        network = ip_network(group.name) if group.name else None
        block = "" if network is None else str(network.supernet(new_prefix=min(network.prefixlen, 16 if network.version == 4 else 48)))
        found.setdefault(block, []).append(unit)
    return [Group(block, assumed=True, units=tuple(units)) for block, units in found.items()]


def _parts(group: Group) -> list[Group]:
    """A network with more nodes than a row has cells, in parts of the size that rows have."""
    if len(group.units) <= _LONG:
        return [group]
    found: dict[str, list[Unit]] = {}
    for unit in group.units:
        network = "" if not unit.address else str(ip_network((unit.address, 64 if ":" in unit.address else 24), strict=False))
        found.setdefault(network, []).append(unit)
    return [Group(name, assumed=True, units=tuple(units)) for name, units in found.items()]
