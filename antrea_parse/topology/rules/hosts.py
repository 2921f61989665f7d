"""A node's neighbours and policy routing rules by their meaning."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from antrea_parse.topology.basis import EVIDENCE_LIMIT
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, inside, options
from antrea_parse.topology.column_drafts import NeighbourDrafts
from antrea_parse.topology.model import NeighbourForm
from antrea_parse.topology.names import EGRESS_REPLY_TABLE, EGRESS_TABLES, GATEWAYS, POLICY_ONLY_TABLES, VIRTUAL_IPS, VIRTUAL_MAC

#: Tables of the rules that every kernel has, by priority.
_KERNEL = {0: ("local", "255"), 32766: ("main", "254"), 32767: ("default", "253")}
_SHOWN = (("not_", "not"), ("fwmark", "fwmark"), ("iif", "iif"), ("oif", "oif"), ("ipproto", "ipproto"), ("dport", "dport"), ("tos", "tos"))


def apply(board: Board) -> None:
    """Make drafts of neighbours and rules."""
    for capture, record in board.captured.rows("ip rule"):
        if capture.node is not None and not inside(capture):
            _rule(board, capture, record)
    _neighbours(board)


def name_neighbours(board: Board) -> None:
    """Say whose address a neighbour is: a node's, a peer's gateway, a pod's."""
    holders: dict[str, set[str]] = {}

    def holds(draft: Draft, field: str, name: str) -> None:
        # Half an address is another one.
        if not any(map(board.captured.is_cut, draft.proof(field, EVIDENCE_LIMIT))):
            for ip in draft.get(field) or ():
                holders.setdefault(str(ip), set()).add(name)

    for name, node in board.nodes.items():
        holds(node, "addresses", f"node/{name}")
        holds(node, "gateway_ips", f"node/{name}")
    for (namespace, name), pod in board.pods.items():
        if pod.get("host_network") is False and not pod.get("ended"):
            holds(pod, "ips", f"pod/{namespace or '?'}/{name}")
    named: dict[NeighbourForm, NeighbourForm] = {}
    for drafts in board.neighbours.values():
        for position, form in enumerate(drafts.forms):
            found = named.get(form)
            if found is None:
                found = named[form] = _named(form, holders.get(form.ip, set()))
            drafts.forms[position] = found


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


def _neighbours(board: Board) -> None:
    """The neighbour table of each node. Nodes share what their entries say, and readers share what equal lines hold."""
    by_record: dict[tuple[int, str | None], NeighbourForm] = {}
    shared: dict[NeighbourForm, NeighbourForm] = {}
    for node in list(board.nodes):
        captures = [capture for capture in board.captured.captures("ip neighbour", node) if not inside(capture)]
        if not captures:
            continue
        drafts = board.neighbours[node] = NeighbourDrafts(node)
        known: dict[NeighbourForm, int] = {}
        for capture in captures:
            drafts.begin(capture)
            asked = options(capture).get("dev")
            records = capture.output.records if capture.output is not None else ()
            for record in records:
                form = by_record.get((id(record.__dict__), asked))
                if form is None:
                    form = _form(record, asked)
                    form = by_record[id(record.__dict__), asked] = shared.setdefault(form, form)
                if record is records[-1] and board.captured.is_cut(record):
                    form = _form(record, asked)._replace(mac=None, meaning="other")  # what it says last may be half of it
                drafts.add(form, record.span or capture.span, known)


def _form(record: Any, asked: str | None) -> NeighbourForm:
    ip, dev, mac = ip_address(str(record.dst)), record.dev or asked, record.lladdr
    meaning = "other"
    if dev in GATEWAYS:
        virtual = str(ip) in VIRTUAL_IPS
        if virtual or mac == VIRTUAL_MAC:
            meaning = "virtual" if virtual else "peer-gateway"
        elif mac and not ip.is_link_local:
            meaning = "pod"
    return NeighbourForm(str(ip), dev, mac or None, tuple(record.state or ()), meaning)


def _named(form: NeighbourForm, holders: set[str]) -> NeighbourForm:
    if len(holders) != 1 or form.meaning == "virtual":
        return form
    (holder,) = holders
    wanted = {"peer-gateway": "node/", "pod": "pod/"}.get(form.meaning, "node/")
    if not holder.startswith(wanted):
        return form
    return form._replace(peer=holder, meaning="node" if form.meaning == "other" else form.meaning)
