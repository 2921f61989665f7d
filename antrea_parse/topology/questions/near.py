"""What is said where nothing is known: what was searched, and what is near."""

from __future__ import annotations

import difflib
import re
from itertools import islice
from typing import Any

from antrea_parse.topology.model import Topology
from antrea_parse.topology.questions.index import KINDS, Index
from antrea_parse.topology.questions.question import Wanted
from antrea_parse.topology.questions.statement import Statement
from antrea_parse.topology.questions.words import counted, listed

_SHOWN = 5
#: Names that are compared letter by letter.
_COMPARED = 2000
#: The beginning of an address, or what nearly is one.
_BEGINNING = re.compile(r"\d{1,3}(?:\.\d{1,4}){1,3}\.?")
_WHAT = ("address", "MAC", "number", "name")


def nothing(index: Index, wanted: Wanted) -> Statement:
    """That nothing is known."""
    as_what = [word for word, held in zip(_WHAT, (wanted.ip or wanted.network, wanted.mac, wanted.number, wanted.name), strict=True) if held not in (None, "")]
    words = f"nothing is known about {wanted.text!r}; looked for as {' and '.join(as_what)} among {searched(index.topology)}"
    if found := near(index, wanted):
        words += f"; near it are {listed(found, _SHOWN)}"
    return Statement(about="", says=words, certainty="unknown", missing=_missing(wanted))


def searched(topology: Topology) -> str:
    """What a topology holds, in numbers."""
    nodes = topology.nodes
    counts = {
        "node": len(nodes),
        "pod": len(topology.pods),
        "Service": len(topology.services),
        "policy": len(topology.policies),
        "Egress": len(topology.egresses),
        "interface": sum(len(node.interfaces) for node in nodes),
        "port": sum(len(bridge.ports) for node in nodes for bridge in node.bridges),
        "route": sum(len(node.routes) for node in nodes),
        "neighbour": sum(len(node.neighbours) for node in nodes),
    }
    told = [counted(count, word) for word, count in counts.items() if count]
    return ", ".join(told) or "nothing: no capture tells of a cluster"


def near(index: Index, wanted: Wanted) -> list[str]:
    """Things whose name or address is like what was asked."""
    if wanted.ip is not None:
        return [str(ip) for ip in _nearest(index, wanted.ip)]
    if wanted.mac is not None:
        return sorted(mac for mac in index.macs if mac[:14] == wanted.mac[:14] or sum(a != b for a, b in zip(mac, wanted.mac, strict=False)) <= 2)[:_SHOWN]
    if _BEGINNING.fullmatch(wanted.name):
        stem = wanted.name.rpartition(".")[0] + "."
        return [str(ip) for ip in sorted(ip for ip in index.addresses if ip.version == 4 and str(ip).startswith(stem))]
    names = index.names
    asked = wanted.name.lower()
    begin = [name for name in names if name.lower().startswith(asked)]
    hold = [name for name in names if asked in name.lower() and name not in begin] if len(asked) > 2 else []
    like: list[str] = []
    if not begin and not hold:
        related = islice((name for name in names if name[:2].lower() == asked[:2] or name[-3:].lower() == asked[-3:]), _COMPARED)
        like = difflib.get_close_matches(wanted.name, list(related), n=_SHOWN, cutoff=0.7)
    found = [[names[name][0] for name in tier] for tier in (begin, hold, like)]
    return [thing.about for tier in found for thing in sorted(tier, key=lambda thing: KINDS.index(thing.kind))]


def _nearest(index: Index, ip: Any) -> list[Any]:
    """Addresses of the same /24 (or /64), the nearest first."""
    bits = ip.max_prefixlen - (24 if ip.version == 4 else 64)
    first = int(ip) >> bits << bits
    found = index.between(type(ip)(first), type(ip)(first + (1 << bits) - 1))
    return sorted(found, key=lambda other: abs(int(other) - int(ip)))[:_SHOWN]


def _missing(wanted: Wanted) -> tuple[str, ...]:
    """Captures in which it could stand."""
    if wanted.ip is not None or wanted.network is not None:
        return "kubectl get pods -A -o wide", "kubectl get nodes -o wide", "kubectl get services -A", "ip address", "ip route"
    if wanted.mac is not None:
        return "ip address", "ip neighbour", "ovs-ofctl show br-int", "ovs-ofctl dump-flows br-int"
    if wanted.number is not None:
        return "ovs-ofctl show br-int", "ip address", "kubectl get services -A"
    return "kubectl get pods -A -o wide", "kubectl get nodes -o wide", "kubectl get services -A", "ovs-vsctl show", "ip address"
