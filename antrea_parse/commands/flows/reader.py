"""Reads the lines of a flow dump into records: one match a line, no decoding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from antrea_parse.commands.base import READ, TWO_IN_ONE, UNREAD, Ledger
from antrea_parse.commands.flows import values
from antrea_parse.commands.flows.record import DEFAULT_PRIORITY, Flow
from antrea_parse.engine.lineformat import line_format
from antrea_parse.text.span import Span

TEMPLATE = "ovs_ofctl_dump_flows.textfsm"

# The template bounds the length of a table's name, so that a cache of few is a cache of little.
_table = lru_cache(4096)(values.table)
#: Items that a flow with all statistics may have or not, in the order of the template's first rule.
_OPTIONAL = ("idle_timeout", "hard_timeout", "flags", "importance", "idle_age", "hard_age", "priority")
#: Items of its second rule.
_PARTIAL = ("table_id", "cookie", "duration", "table", "n_packets", "n_bytes", "n_offload_packets", "n_offload_bytes", *_OPTIONAL, "match", "actions")
#: The names printed, by which of `_OPTIONAL` are missing.
_PRINTED: dict[tuple[bool, ...], set[str]] = {}
#: Items that stand at a flow's end.
_LATE = {"match", "actions"}
#: More digits than 64 bits need.
_DIGITS = 30
_ITEM = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*+"|[^ \t",]+)|(\w+)')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"')
#: Where a prompt ends. Actions have no such characters, and hardly any blanks.
_PROMPT = re.compile(r"[#$%>❯]\]? ")
#: Where another flow stands in the same line.
_ANOTHER = re.compile(r"\s(?:cookie|actions)=")


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Flow]:
    """The flows of a dump."""
    texts = ledger.lines.texts
    span = ledger.lines.span
    for index, label, found in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        if label == "cookie":
            flow = _full(found, span(index))
        elif label == "decode_error":
            ledger.report("AP202", f"ovs-ofctl could not decode the switch's reply ({found[0]}); the flows behind this line are missing", index)
            continue
        else:
            items = _partial(found) if label == "table_id" else _unordered(found, ledger, index)
            if items is None:
                continue
            if items.keys() <= _LATE and index and texts[index - 1].strip() and ledger.uses[index - 1] == UNREAD:
                ledger.uses[index] = UNREAD  # what the line above begins: it would read as a flow for all packets
                continue
            flow = Flow.build(items, span(index))
        line, actions = texts[index], flow.actions
        column = len(line) - len(actions)
        if " " in actions and (bare := _QUOTED.sub("", actions)):
            if _PROMPT.search(bare):
                ledger.uses[index] = UNREAD  # the rest of the flow is lost, and the next command stands in its place
                continue
            if _ANOTHER.search(bare):
                ledger.report("AP202", TWO_IN_ONE, index)
                actions = actions.split(None, 1)[0]
                flow = flow.model_copy(update={"actions": actions})
        if line[-1] <= " ":
            column -= len(line) - len(line.rstrip())
        if actions[-1] == "," or ("(" in actions and actions.count("(") != actions.count(")")):
            _report_cut(actions, ledger, index)
        flow.stands_at(column)
        yield flow


def _full(found: tuple[Any, ...], span: Span) -> Flow:
    """A flow with all statistics: nearly every flow, so its dict is made in one piece; a test compares its keys with the fields."""
    cookie, duration, table, n_packets, n_bytes, idle_timeout, hard_timeout, flags, importance, idle_age, hard_age, priority, match, actions = found
    shape = (idle_timeout is None, hard_timeout is None, flags is None, importance is None, idle_age is None, hard_age is None, priority is None)
    state = {
        "cookie": int(cookie, 16),
        "duration": float(duration),
        "table": _table(table),
        "table_id": None,
        "priority": DEFAULT_PRIORITY if priority is None else int(priority),
        "n_packets": int(n_packets),
        "n_bytes": int(n_bytes),
        "n_offload_packets": None,
        "n_offload_bytes": None,
        "idle_timeout": None if idle_timeout is None else int(idle_timeout),
        "hard_timeout": None if hard_timeout is None else int(hard_timeout),
        "idle_age": None if idle_age is None else int(idle_age),
        "hard_age": None if hard_age is None else int(hard_age),
        "importance": None if importance is None else int(importance),
        "flags": () if flags is None else tuple(flags.split()),
        "match": match,
        "actions": actions,
    }
    return Flow.whole(state, _PRINTED.get(shape) or _printed(shape), span)


def _printed(shape: tuple[bool, ...]) -> set[str]:
    names = {name for name, missing in zip(_OPTIONAL, shape, strict=True) if not missing}
    _PRINTED[shape] = names | {"cookie", "duration", "table", "n_packets", "n_bytes", "match", "actions"}
    return _PRINTED[shape]


def _partial(found: tuple[str | None, ...]) -> dict[str, Any]:
    """Some of the items, in their order."""
    return {name: _TYPES[name](value) for name, value in zip(_PARTIAL, found, strict=True) if value is not None}


def _unordered(found: tuple[str | None, ...], ledger: Ledger, index: int) -> dict[str, Any] | None:
    """Items in an unusual order; None where one has a value that is none."""
    head, match, actions = found
    items: dict[str, Any] = {}
    flags = []
    for name, value, flag in _ITEM.findall(head or ""):
        if flag:
            flags.append(flag)
            continue
        try:
            items[name] = _TYPES[name](value)
        except ValueError:
            ledger.report("AP203", f"{name}={value[:40]} is not a value that {name} can have", index)
            return None
    if flags:
        items["flags"] = tuple(flags)
    return {**items, "match": match, "actions": actions}


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


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TYPES: dict[str, Any] = {name: _whole for name, info in Flow.model_fields.items() if info.annotation in (int, int | None)}
_TYPES |= {"cookie": _cookie, "duration": _duration, "table": values.table, "flags": _words, "match": str, "actions": str}


def _report_cut(actions: str, ledger: Ledger, index: int) -> None:
    bare = _QUOTED.sub("", actions)
    if bare.count("(") != bare.count(")"):
        ledger.report("AP202", "parentheses of the actions do not match: the line seems cut", index)
    elif bare.endswith(","):
        ledger.report("AP202", "the actions end in a comma: the line seems cut", index)
