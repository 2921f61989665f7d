"""Addresses that two pods have (findings 31), or a pod that has ended and one that runs (32)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from antrea_parse.commands.registry import options_of
from antrea_parse.snapshot.capture import Capture
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import TopologyError
from antrea_parse.text.values import is_ip
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.model import Topology

_GOING = "Terminating"


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Look at each table of pods by itself: it is of one moment."""
    told: set[tuple[str, ...]] = set()
    for capture in board.captured.captures("kubectl get pods"):
        # A watch shows many moments.
        if capture.output is None or options_of(capture.argv).get("watch"):
            continue
        for ip, rows in _by_address(capture).items():
            for diagnostic, names in _shared(topology, capture, ip, rows):
                if names not in told:
                    told.add(names)
                    yield diagnostic
    yield from _senders(board)


def _by_address(capture: Capture) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for record in capture.output.records if capture.output is not None else ():
        for ip in getattr(record, "ips", None) or (getattr(record, "ip", None),):
            if is_ip(ip):
                found[ip].append(record)
    return {ip: rows for ip, rows in found.items() if len(rows) > 1}


def _shared(topology: Topology, capture: Capture, ip: Any, rows: list[Any]) -> Iterator[tuple[Diagnostic, tuple[str, ...]]]:
    live, ended = {}, {}
    for record in rows:
        key = _key(topology, capture, record)
        if key is None or topology.pod(key).host_network is not False:
            continue
        if topology.pod(key).ended:
            ended[key] = record
        elif record.status != _GOING:
            live[key] = record
    if len(live) > 1:
        proof = [evidence(capture, record) for record in live.values()]
        yield finding("AP426", f"{ip} is the address of {' and of '.join(live)}", proof), (*live, str(ip))
    elif live and ended:
        (holder,) = live
        proof = [evidence(capture, record) for record in (*live.values(), *ended.values())]
        message = f"{ip} of {', '.join(ended)}, which has ended, is the address of {holder} now"
        yield finding("AP427", message, proof), (*live, *ended, str(ip))


def _key(topology: Topology, capture: Capture, record: Any) -> str | None:
    namespace = record.namespace or options_of(capture.argv).get("namespace") or "default"
    try:
        return topology.pod(f"{namespace}/{record.name}").key
    except TopologyError:
        return None


def _senders(board: Board) -> Iterator[Diagnostic]:
    """Two ports of a node that flows let send with one address."""
    ports: dict[tuple[str, Any], dict[str, Any]] = defaultdict(dict)
    for sender in board.senders:
        name = sender.port or (None if sender.ofport is None else f"port {sender.ofport}")
        if name is not None and not sender.ip.is_link_local:
            ports[sender.node, sender.ip].setdefault(name, sender)
    for (node, ip), found in ports.items():
        # A port told by name in one dump and by number in another is one port.
        if len({sender.mac for sender in found.values()}) > 1:
            proof = [sender.evidence[0] for sender in found.values()]
            if len({item.source for item in proof}) == 1:
                yield finding("AP426", f"{node}: flows let {' and '.join(found)} send with {ip}", proof)
