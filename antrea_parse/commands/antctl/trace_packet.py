"""``antctl trace-packet`` and ``ovs-appctl ofproto/trace``: the tables that a packet passes.

Sources of the format: antrea pkg/agent/apiserver/handlers/ovstracing; ofproto/ofproto-dpif-trace.c of Open vSwitch. Up to v1.3 of Antrea tables are
numbers, later names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from antrea_parse.commands.base import READ, UNREAD, Command, Ledger, Output, Record
from antrea_parse.commands.cells import Part
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "antctl_trace_packet.textfsm"
_PRIORITY = re.compile(r"(?:^|,) ?priority (\d{1,5})(?=,|$)")
_COOKIE = re.compile(r", cookie (0x[0-9a-f]{1,16})(?=,|$)")
_NO_MATCH = "No match"


class TraceStep(Part):
    """A table that the packet passed.

    Attributes:
        table: its number or name.
        match: match of the flow that was hit; empty for one that matches every packet, None where none was.
        priority: of the flow; 32768 where none is printed.
        cookie: of the flow; unset where none is printed.
        actions: what the flow did, one text a line.
    """

    table: int | str
    match: str | None = None
    priority: int | None = None
    cookie: int | None = None
    actions: list[str] = []  # noqa: RUF012  # a field of a model


class Trace(Record):
    """One way through the bridge; a recirculation begins another.

    Attributes:
        flow: the packet, as a flow.
        bridge: the bridge.
        resumed: what the way goes on from: ``recirc(0x3)``; unset for the first.
        steps: the tables, in order.
        final_flow: the packet at the end; ``unchanged`` where nothing was written.
        megaflow: what the datapath would match.
        datapath_actions: what the datapath would do.
    """

    flow: str | None = None
    bridge: str | None = None
    resumed: str | None = None
    steps: list[TraceStep] | None = None
    final_flow: str | None = None
    megaflow: str | None = None
    datapath_actions: str | None = None


class TracePacketOutput(Output):
    """Output of ``antctl trace-packet`` and ``ovs-appctl ofproto/trace``: one record, and one more for each recirculation."""

    records: tuple[Trace, ...] = ()


#: Label of a line, field of the record.
_FIELDS = {"FLOW": "flow", "BRIDGE": "bridge", "FINAL": "final_flow", "MEGAFLOW": "megaflow", "DATAPATH": "datapath_actions"}


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The ways of the packet."""
    values: dict[str, Any] = {}
    first = last = 0
    resumed: tuple[str, int] | None = None
    for index, label, found in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        text = found[0] or ""
        if label == "RESUMED":
            resumed = text, index
            continue
        if label == "FLOW":
            if values:
                yield Trace.build(_finished(values), ledger.span(first, last))
            values, first = {"flow": text}, index
            if resumed is not None:
                values["resumed"], first = resumed
                resumed = None
        elif label == "TABLE":
            values.setdefault("steps", []).append(_step(text, found[1] or ""))
        elif label == "ACTION":
            steps = values.get("steps")
            if steps is None or "final_flow" in values or "megaflow" in values:
                ledger.uses[index] = UNREAD  # a word of something else
                continue
            steps[-1]["actions"].append(text)
        else:
            values[_FIELDS[label]] = text
        last = index
    if values:
        if "datapath_actions" not in values:
            ledger.report("AP202", "the trace ends before its datapath actions", last)
        yield Trace.build(_finished(values), ledger.span(first, last))


def _step(table: str, text: str) -> dict[str, Any]:
    step: dict[str, Any] = {"table": int(table) if table.isdecimal() else table, "actions": []}
    if text.startswith(_NO_MATCH):
        return step
    cookie = _COOKIE.search(text)
    priority = _PRIORITY.search(text)
    cut = min((match.start() for match in (cookie, priority) if match is not None), default=len(text))
    step |= {"match": text[:cut].rstrip(", ").removesuffix("."), "priority": int(priority[1]) if priority else 32768}
    if cookie is not None:
        step["cookie"] = int(cookie[1], 16)
    return step


def _finished(values: dict[str, Any]) -> dict[str, Any]:
    if "steps" in values:
        values["steps"] = [TraceStep(**step) for step in values["steps"]]
    return values


COMMANDS = (
    Command(
        name="antctl trace-packet",
        record=Trace,
        output=TracePacketOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*(?:result:\s*[|>]|Flow:\s)",
        signs=((r"\s*(?:Datapath actions|Megaflow): \S", "is a line of ofproto/trace"),),
    ),
)
