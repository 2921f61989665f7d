"""Reads the lines of a flow dump into records: one match a line, no decoding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from antrea_parse.commands.base import READ, Ledger
from antrea_parse.commands.flows import values
from antrea_parse.commands.flows.record import Flow
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ovs_ofctl_dump_flows.textfsm"

#: More digits than 64 bits need.
_DIGITS = 30
_ITEM = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*+"|[^ \t",]+)|(\w+)')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"')


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Flow]:
    """The flows of a dump."""
    texts = ledger.lines.texts
    for index, label, found in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        items: dict[str, Any] = {}
        if label == "cookie":
            (cookie, table_id, duration, table, n_packets, n_bytes, off_packets, off_bytes, idle, hard, flags, importance, idle_age, hard_age, *rest) = found
            priority, match, actions = rest
            # One `if` for each item: a loop over names would cost more than all of the matching.
            if cookie is not None:
                items["cookie"] = int(cookie, 16)
            if table_id is not None:
                items["table_id"] = int(table_id)
            if duration is not None:
                items["duration"] = float(duration)
            if table is not None:
                items["table"] = values.table(table)
            if n_packets is not None:
                items["n_packets"] = int(n_packets)
            if n_bytes is not None:
                items["n_bytes"] = int(n_bytes)
            if off_packets is not None:
                items["n_offload_packets"] = int(off_packets)
                items["n_offload_bytes"] = int(off_bytes)  # type: ignore[arg-type]  # the two stand together
            if idle is not None:
                items["idle_timeout"] = int(idle)
            if hard is not None:
                items["hard_timeout"] = int(hard)
            if flags is not None:
                items["flags"] = tuple(flags.split())
            if importance is not None:
                items["importance"] = int(importance)
            if idle_age is not None:
                items["idle_age"] = int(idle_age)
            if hard_age is not None:
                items["hard_age"] = int(hard_age)
            if priority is not None:
                items["priority"] = int(priority)
        elif label == "decode_error":
            ledger.report("AP202", f"ovs-ofctl could not decode the switch's reply ({found[0]}); the flows behind this line are missing", index)
            continue
        else:
            head, match, actions = found
            if not _read_items(head or "", items, ledger, index):
                continue
        items["match"] = match
        items["actions"] = actions
        line = texts[index]
        column = len(line) - len(actions)  # type: ignore[arg-type]  # no flow without actions
        if line[-1].isspace():
            column -= len(line) - len(line.rstrip())
        if actions.count("(") != actions.count(")"):  # type: ignore[union-attr]
            _report_cut(actions, ledger, index)  # type: ignore[arg-type]
        yield Flow.at(items, ledger.span(index), column)


def _read_items(head: str, items: dict[str, Any], ledger: Ledger, index: int) -> bool:
    """Items in an unusual order; False for one whose value is none."""
    flags = []
    for name, value, flag in _ITEM.findall(head):
        if flag:
            flags.append(flag)
            continue
        try:
            items[name] = _TYPES[name](value)
        except ValueError:
            ledger.report("AP203", f"{name}={value[:40]} is not a value that {name} can have", index)
            return False
    if flags:
        items["flags"] = tuple(flags)
    return True


def _whole(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= _DIGITS):
        raise ValueError(text)
    return int(text)


def _cookie(text: str) -> int:
    return int(text, 16) if text[:2] == "0x" and len(text) <= _DIGITS else _whole(text)


def _duration(text: str) -> float:
    text = text.removesuffix("s")
    _whole(text.replace(".", "", 1))
    return float(text)


_TYPES: dict[str, Any] = {name: _whole for name, info in Flow.model_fields.items() if info.annotation in (int, int | None)}
_TYPES |= {"cookie": _cookie, "duration": _duration, "table": values.table}


def _report_cut(actions: str, ledger: Ledger, index: int) -> None:
    bare = _QUOTED.sub("", actions)
    if bare.count("(") != bare.count(")"):
        ledger.report("AP202", "parentheses of the actions do not match: the line seems cut", index)
