"""``ip rule``: which routing table is asked for which packets.

Source of the format: iproute2 ip/iprule.c, 4.11 to 7.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import Field

from antrea_parse.commands.base import READ, UNREAD, Command, Ledger, Output, Record
from antrea_parse.commands.ip_words import Special, grammar, natural, read_words
from antrea_parse.engine.lineformat import line_format
from antrea_parse.text.values import PrintedIP, to_ip

TEMPLATE = "ip_rule.textfsm"


class Rule(Record):
    """One rule.

    Attributes:
        priority: rules are asked in this order.
        not_: present (and None) when the rule is for packets that do not match.
        src: source prefix's address, or ``all``; srclen: its length, unless it is a host's.
        dst, dstlen: the same for the destination; unset for all.
        tos: type of service, in hexadecimal.
        dscp, dscp_mask: differentiated services field.
        fwmark, fwmask: mark, in hexadecimal; the mask is unset when every bit counts.
        iif, oif: interface that packets come from, go to; iif_detached, oif_detached: present when there is none of that name.
        l3mdev: present when the table is that of the interface's VRF.
        uid_start, uid_end: users.
        ipproto: ``tcp``, ``udp``, …
        sport, sport_start, sport_end, sport_mask, dport, dport_start, dport_end, dport_mask: ports.
        tun_id: number of the tunnel.
        flowlabel, flowlabel_mask: IPv6 flow label.
        table: routing table; suppress_prefixlen, suppress_ifgroup: answers of it that do not count.
        flow_from, flow_to: realms.
        nat_gateway, masquerade, goto, unresolved, nop, action: what happens instead of asking a table.
        protocol: who added it; unset for the kernel unless ``-d`` prints it.
    """

    priority: int
    not_: None = Field(default=None, alias="not")
    src: str
    srclen: int | None = None
    dst: str | None = None
    dstlen: int | None = None
    tos: str | None = None
    dscp: str | None = None
    dscp_mask: str | None = None
    fwmark: str | None = None
    fwmask: str | None = None
    iif: str | None = None
    iif_detached: None = None
    oif: str | None = None
    oif_detached: None = None
    l3mdev: None = None
    uid_start: int | None = None
    uid_end: int | None = None
    ipproto: str | None = None
    sport: int | str | None = None
    sport_start: int | None = None
    sport_end: int | None = None
    sport_mask: str | None = None
    dport: int | str | None = None
    dport_start: int | None = None
    dport_end: int | None = None
    dport_mask: str | None = None
    tun_id: int | None = None
    flowlabel: str | None = None
    flowlabel_mask: str | None = None
    table: str | None = None
    suppress_prefixlen: int | None = None
    suppress_ifgroup: str | None = None
    flow_from: str | None = None
    flow_to: str | None = None
    nat_gateway: PrintedIP | None = None
    masquerade: None = None
    goto: int | str | None = None
    unresolved: None = None
    nop: None = None
    action: str | None = None
    protocol: str | None = None


class RuleOutput(Output):
    """Output of ``ip rule``: one record for each rule."""

    records: tuple[Rule, ...] = ()


def _masked(key: str, mask_key: str) -> Special:
    """``fwmark 0x1/0xff``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key], slash, mask = words[position].partition("/")
        if slash:
            values[mask_key] = mask
        return position + 1

    return read


def _interface(key: str) -> Special:
    """``iif eth0``, ``iif gone0 [detached]``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key] = words[position]
        position += 1
        if words[position : position + 1] == ["[detached]"]:
            values[f"{key}_detached"] = None
            position += 1
        return position

    return read


def _ports(key: str) -> Special:
    """``dport 443``, ``dport 1000-2000``, ``dport 0x1/0xff``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position]
        first, dash, last = text.partition("-")
        if dash:
            values |= {f"{key}_start": natural(first), f"{key}_end": natural(last)}
        elif "/" in text:
            values[key], _, values[f"{key}_mask"] = text.partition("/")
        else:
            values[key] = natural(text)
        return position + 1

    return read


def _lookup(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``lookup main``, ``lookup [l3mdev-table]``."""
    text = words[position]
    if text == "[l3mdev-table]":
        values["l3mdev"] = None
    elif "table" in values:
        raise ValueError(text)
    else:
        values["table"] = text
    return position + 1


def _users(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``uidrange 1000-2000``."""
    first, _, last = words[position].partition("-")
    values |= {"uid_start": natural(first), "uid_end": natural(last)}
    return position + 1


def _prefix(key: str, length_key: str) -> Special:
    """``10.0.0.0/8`` under two keys."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        address, slash, length = words[position].partition("/")
        if address not in ("all", "0"):
            to_ip(address)
        values[key] = address
        if slash:
            values[length_key] = natural(length)
        return position + 1

    return read


def _realms(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``realms 3/4``, ``realms 4``."""
    source, slash, target = words[position].rpartition("/")
    if slash:
        values["flow_from"] = source
    values["flow_to"] = target
    return position + 1


def _map_to(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    values["nat_gateway"] = to_ip(words[position])
    return position + 1


def _action(name: str) -> Special:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        if "action" in values:
            raise ValueError(name)
        values["action"] = name
        return position

    return read


# With -N an action is its number.
_ACTIONS = ("unreachable", "blackhole", "prohibit", "throw", "none", "6", "7", "8", "9")
_SOURCE = _prefix("src", "srclen")
_WORDS = grammar(
    "tos ipproto tun_id:i suppress_prefixlength=suppress_prefixlen:i suppress_ifgroup masquerade:null "
    "goto:w [unresolved]=unresolved:null nop:null proto=protocol",
    {
        "to": _prefix("dst", "dstlen"),
        "fwmark": _masked("fwmark", "fwmask"),
        "dscp": _masked("dscp", "dscp_mask"),
        "flowlabel": _masked("flowlabel", "flowlabel_mask"),
        "iif": _interface("iif"),
        "oif": _interface("oif"),
        "lookup": _lookup,
        "uidrange": _users,
        "sport": _ports("sport"),
        "dport": _ports("dport"),
        "realms": _realms,
        "map-to": _map_to,
        **{name: _action(name) for name in _ACTIONS},
    },
)


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Rule]:
    """One record a line."""
    previous: tuple[Any, ...] = ()
    last = -2
    for index, _, found in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        if found == previous and index == last + 1:
            ledger.report("AP205", "the line above stands here again", index)
            last = index
            continue
        priority, negated, source, text = found
        values: dict[str, Any] = {"priority": int(priority or 0)}
        if negated:
            values["not_"] = None
        try:
            _SOURCE(values, [source or ""], 0)
        except ValueError:
            ledger.uses[index] = UNREAD
            continue
        known = len(values)
        strange = read_words((text or "").split(), _WORDS, values)
        if strange:
            if len(values) == known:
                ledger.uses[index] = UNREAD
                continue
            ledger.report("AP203", f"not understood: {' '.join(strange)}", index)
        elif len(values) == known:
            ledger.report("AP202", "nothing tells what this rule does", index)
        previous, last = found, index
        yield Rule.build(values, ledger.span(index))


COMMANDS = (
    Command(
        name="ip rule",
        record=Rule,
        output=RuleOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*\d+:\s+(?:not\s+)?from\s+(?:all|[0-9a-fA-F.:]+(?:/\d+)?)\s",
        signs=((r"\s*\d+:\s+(?:not\s+)?from\s+(?:all|[0-9a-fA-F.:]+(?:/\d+)?)\s", "is a rule of `ip rule`"),),
    ),
)
