"""Link-local addresses that a node gave up because another machine has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.values import is_ip
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.captured import evidence, inside
from antrea_parse.topology.findings.proof import listed
from antrea_parse.topology.model import Topology


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Addresses whose duplicate address detection failed, with who is seen to have them."""
    failed: dict[Any, dict[str, Any]] = defaultdict(dict)
    held: dict[Any, dict[str, Any]] = defaultdict(dict)
    for capture, record in board.captured.rows("ip address"):
        if capture.node is None or inside(capture):
            continue
        for address in record.addr_info or ():
            if is_ip(address.local) and address.local.version == 6 and not address.local.is_loopback:
                place = f"{capture.node} ({record.ifname})"
                (failed if address.dadfailed else held)[address.local].setdefault(place, evidence(capture, record))
    for ip, places in failed.items():
        holders = {place: proof for place, proof in held.get(ip, {}).items() if place not in places}
        by = f"; {listed(holders)} has it" if holders else ""
        proof = [*places.values(), *holders.values()]
        yield finding("AP428", f"{ip} failed duplicate address detection on {listed(places)}{by}", proof)
