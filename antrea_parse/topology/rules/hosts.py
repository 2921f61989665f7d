"""A node's neighbours and policy routing rules by their meaning."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, inside, options
from antrea_parse.topology.names import EGRESS_REPLY_TABLE, EGRESS_TABLES, GATEWAYS, POLICY_ONLY_TABLES, VIRTUAL_IPS, VIRTUAL_MAC

#: Tables of the rules that every kernel has, by priority.
_KERNEL = {0: ("local", "255"), 32766: ("main", "254"), 32767: ("default", "253")}
_SHOWN = (("not_", "not"), ("fwmark", "fwmark"), ("iif", "iif"), ("oif", "oif"), ("ipproto", "ipproto"), ("dport", "dport"), ("tos", "tos"))


def apply(board: Board) -> None:
    """Make drafts of neighbours and rules."""
    for capture, record in board.captured.rows("ip rule"):
        if capture.node is not None and not inside(capture):
            _rule(board, capture, record)
    for capture, record in board.captured.rows("ip neighbour"):
        if capture.node is not None and not inside(capture):
            _neighbour(board, capture, record)


def name_neighbours(board: Board) -> None:
    """Say whose address a neighbour is: a node's, a peer's gateway, a pod's."""
    holders: dict[Any, set[str]] = {}
    for name, node in board.nodes.items():
        for ip in node.get("addresses") or ():
            holders.setdefault(ip, set()).add(f"node/{name}")
        for ip in node.get("gateway_ips") or ():
            holders.setdefault(ip, set()).add(f"node/{name}")
    for (namespace, name), pod in board.pods.items():
        for ip in (pod.get("ips") or ()) if pod.get("host_network") is False and not pod.get("ended") else ():
            holders.setdefault(ip, set()).add(f"pod/{namespace or '?'}/{name}")
    for drafts in board.neighbours.values():
        for draft in drafts:
            _name(draft, holders.get(draft.get("ip"), set()))


def _rule(board: Board, capture: Any, record: Any) -> None:
    family = 6 if options(capture).get("family") == 6 else 4
    proof = evidence(capture, record)
    source = record.src + (f"/{record.srclen}" if record.srclen is not None else "")
    words = [f"from {source}"] + ([f"to {record.dst}" + (f"/{record.dstlen}" if record.dstlen is not None else "")] if record.dst else [])
    for field, word in _SHOWN:
        value = getattr(record, field)
        if field in record.model_fields_set:
            mask = f"/{record.fwmask}" if field == "fwmark" and record.fwmask else ""
            words.append(f"{word} {value}{mask}" if value is not None else word)
    table = None if record.table is None else str(record.table)
    what = f"rule {record.priority} {' '.join(words)} to {table or record.action} of {capture.node}"
    draft = Draft(what, priority=record.priority, family=family, selector=" ".join(words))
    known = board.rules.setdefault(capture.node, [])
    if any((other.what, other.get("family")) == (what, family) for other in known):
        return  # another capture says the same
    known.append(draft)
    draft.put("priority", record.priority, proof)
    if table is not None:
        draft.put("table", table, proof)
    if record.action:
        draft.put("action", record.action, proof)
    kernel = table in _KERNEL.get(record.priority, ())
    draft.put("meaning", _meaning(record, table, kernel=kernel), proof, certainty="observed" if kernel else "inferred", rule="" if kernel else "rule-form")


def _meaning(record: Any, table: str | None, *, kernel: bool) -> str:
    if kernel:
        return "kernel"
    mark = _number(record.fwmark)
    if mark and table in EGRESS_TABLES and _number(record.fwmask) == 0xFF:
        return "egress"
    if table == EGRESS_REPLY_TABLE and mark == 1 << 30:
        return "egress-reply"
    if table in POLICY_ONLY_TABLES and mark == 0x800:
        return "policy-only"
    return "other"


def _number(text: str | None) -> int | None:
    """A mark; None for none, and for half of one."""
    try:
        return int(text, 16) if text else None
    except ValueError:
        return None


def _neighbour(board: Board, capture: Any, record: Any) -> None:
    ip = ip_address(str(record.dst))
    dev = record.dev or options(capture).get("dev")
    known = board.neighbours.setdefault(capture.node, [])
    draft = Draft(f"neighbour {ip} of {capture.node}", ip=ip, dev=dev)
    known.append(draft)
    proof = evidence(capture, record)
    draft.put("ip", ip, proof)
    if record.lladdr:
        draft.put("mac", record.lladdr, proof)
    if record.state:
        draft.put("states", tuple(record.state), proof)
    if dev in GATEWAYS:
        virtual = str(ip) in VIRTUAL_IPS
        if virtual or record.lladdr == VIRTUAL_MAC:
            draft.put("meaning", "virtual" if virtual else "peer-gateway", proof, certainty="inferred", rule="neighbour-form")
        elif record.lladdr and not ip.is_link_local:
            draft.put("meaning", "pod", proof, certainty="inferred", rule="neighbour-form")


def _name(draft: Draft, holders: set[str]) -> None:
    if len(holders) != 1 or draft.get("meaning") == "virtual":
        return
    (holder,) = holders
    wanted = {"peer-gateway": "node/", "pod": "pod/"}.get(draft.get("meaning") or "", "node/")
    if holder.startswith(wanted):
        draft.put("peer", holder, draft.proof("ip"), certainty="inferred", rule="neighbour-address")
        if "meaning" not in draft.basis:
            draft.put("meaning", "node", draft.proof("ip"), certainty="inferred", rule="neighbour-address")
