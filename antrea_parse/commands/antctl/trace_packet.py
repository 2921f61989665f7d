"""``antctl trace-packet`` and ``ovs-appctl ofproto/trace``: the tables that a packet passes.

Sources of the format: antrea pkg/agent/apiserver/handlers/ovstracing; ofproto/ofproto-dpif-trace.c of Open vSwitch. Up to v1.3 of Antrea tables are
numbers, later names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from antrea_parse.commands.base import READ, UNREAD, Command, Ledger, Output, Record
from antrea_parse.engine.documents import Object, read_documents
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "antctl_trace_packet.textfsm"
_PRIORITY = re.compile(r"(?:^|,) ?priority (\d{1,5})(?=,|$)")
_COOKIE = re.compile(r", cookie (0x[0-9a-f]{1,16})(?=,|$)")
_NO_MATCH = "No match"
#: What an action looks like where its indentation is lost.
_ACTION = re.compile(r"(?:->|>>) ?\S.*|[a-z_]+(?:[:(\[].*)?|bucket \d+|[A-Z_]+(?::\d+)?")
#: Blanks by which an action stands deeper than its table.
_STEP = 4


class TraceStep(Record):
    """A table that the packet passed.

    Attributes:
        bridge: the bridge, where it is not that of the whole way.
        table: its number or name.
        depth: 0 for a table of the pipeline, more for one inside the actions of another (``resubmit``, a bucket of a group).
        match: match of the flow that was hit; empty for one that matches every packet, unset where none was.
        priority: of the flow.
        cookie: of the flow; unset where none is printed.
        actions: what the flow did, and what the switch says of it (``-> …``), one text a line.
    """

    bridge: str | None = None
    table: int | str
    depth: int | None = None
    match: str | None = None
    priority: int | None = None
    cookie: int | None = None
    actions: list[str] | None = None


class Trace(Record):
    """One way through the bridge; a recirculation begins another.

    Attributes:
        flow: the packet, as a flow.
        bridge: the bridge.
        resumed: what the way goes on from (``recirc(0x3)``); unset for the first.
        steps: the tables, in order.
        final_flow: the packet at the end; ``unchanged`` where nothing was written.
        megaflow: what the datapath would match.
        datapath_actions: what the datapath would do.
        slow_path: why the datapath would not handle the packet itself.
    """

    flow: str | None = None
    bridge: str | None = None
    resumed: str | None = None
    steps: list[TraceStep] | None = None
    final_flow: str | None = None
    megaflow: str | None = None
    datapath_actions: str | None = None
    slow_path: list[str] | None = None


class TracePacketOutput(Output):
    """Output of ``antctl trace-packet`` and ``ovs-appctl ofproto/trace``: one record, and one more for each recirculation."""

    records: tuple[Trace, ...] = ()


#: Label of a line, field of the record.
_FIELDS = {"FINAL": "final_flow", "MEGAFLOW": "megaflow", "DATAPATH": "datapath_actions"}


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The ways of the packet: of the text itself, or of the one behind the key ``result``."""
    passing = enumerate(lines)
    first = next(((index, line) for index, line in passing if line and not line.isspace()), None)
    if first is None:
        return
    if first[1].lstrip().startswith(("{", 'result: "', "result: '")):
        yield from _read_quoted(chain([first], passing), ledger)
        return
    whole = chain(("" for _ in range(first[0])), [first[1]], (line for _, line in passing))
    ways = _Ways(ledger)
    for index, label, found in line_format(TEMPLATE).events(whole, ledger.uses, READ):
        if ways.take(index, label, found, ledger.lines.texts[index]):
            yield from ways.ended()
        else:
            ledger.uses[index] = UNREAD  # a line of something else
    yield from ways.finish()


def _read_quoted(lines: Iterable[tuple[int, str]], ledger: Ledger) -> Iterator[Record]:
    """A text that JSON or YAML keeps in quotes; where its lines stand, only the lines of the quotation tell."""
    texts: list[str] = []
    for index, line in lines:
        texts.extend([""] * (index - len(texts)))
        texts.append(line)
        ledger.uses[index] = READ
    unread = {index for index, line in enumerate(texts) if line.strip()}
    for document in read_documents(texts):
        text = document.data.get("result") if type(document.data) is Object else None
        if not isinstance(text, str):
            continue
        unread.difference_update(range(document.first, document.last + 1))
        if document.stop is not None:
            ledger.report("AP203", document.stop.message, document.stop.line, column=document.stop.column)
        ways = _Ways(ledger, (document.first, document.last))
        quoted = text.split("\n")
        for number, label, found in line_format(TEMPLATE).events(quoted):
            if ways.take(number, label, found, quoted[number]):
                yield from ways.ended()
            else:
                ledger.report("AP203", f"line {number + 1} of the result: {quoted[number].strip()[:80]!r} not understood, left out", document.first)
        yield from ways.finish()
    for index in unread:
        ledger.uses[index] = UNREAD


def _level(line: str, margin: int) -> int:
    """How deep a line stands."""
    return max(0, len(line) - len(line.lstrip()) - margin) // _STEP


@dataclass(slots=True)
class _Step:
    """A table while its actions are read: how deep it stands, its fields, its lines."""

    level: int
    values: dict[str, Any]
    first: int
    last: int


class _Ways:
    """Puts the lines of a trace together.

    Args:
        ledger: where findings are reported.
        place: first and last line of all, for a text that is quoted.
    """

    def __init__(self, ledger: Ledger, place: tuple[int, int] | None = None) -> None:
        self._ledger = ledger
        self._place = place
        self._values: dict[str, Any] = {}
        self._steps: list[_Step] = []
        self._open: list[_Step] = []  # each inside the one before it
        self._bridges: list[tuple[int, str]] = []  # how deep each begins, innermost last
        self._resumed: tuple[str, int] | None = None
        self._first = self._last = self._margin = 0
        self._is_indented = False
        self._ended: list[Trace] = []

    def take(self, index: int, label: str, found: tuple[str | None, ...], line: str) -> bool:
        """The next line that has a meaning; False where it has none here."""
        text = found[0] or ""
        if label == "RESUMED":
            self._resumed = text, index
            return True
        if label == "FLOW":
            self._end()
            self._values, self._first, self._margin = {"flow": text}, index, len(line) - len(line.lstrip())
            if self._resumed is not None:
                self._values["resumed"], self._first = self._resumed
                self._resumed = None
        elif not self._values:
            return False
        elif label == "BRIDGE":
            level = _level(line, self._margin)
            self._bridges = [*(item for item in self._bridges if item[0] < level), (level, text)]
            self._values.setdefault("bridge", text)
        elif label == "TABLE":
            self._step(index, text, found[1] or "", _level(line, self._margin))
        elif label == "ACTION":
            if not self._action(index, text, _level(line, self._margin)):
                return False
        elif label == "HANDLED":
            self._values["slow_path"] = []
        elif label == "SLOW":
            if "slow_path" not in self._values:
                return False
            self._values["slow_path"].append(text)
        else:
            self._values[_FIELDS[label]] = text
            self._open.clear()
        self._last = index
        return True

    def _step(self, index: int, table: str, text: str, level: int) -> None:
        while self._open and self._open[-1].level >= level:
            self._open.pop()
        self._bridges = [item for item in self._bridges if item[0] <= level]
        bridge = self._bridges[-1][1] if self._bridges else None
        step: dict[str, Any] = {"bridge": bridge} if bridge != self._values.get("bridge") else {}
        step |= {"table": int(table) if table.isdecimal() else table, "depth": len(self._open)}
        if not text.startswith(_NO_MATCH):
            cookie = _COOKIE.search(text)
            priority = _PRIORITY.search(text)
            cut = min((match.start() for match in (cookie, priority) if match is not None), default=len(text))
            step["match"] = text[:cut].rstrip(", ")
            if priority is not None:
                step["priority"] = int(priority[1])
            if cookie is not None:
                step["cookie"] = int(cookie[1], 16)
        self._open.append(_Step(level, step, index, index))
        self._steps.append(self._open[-1])

    def _action(self, index: int, text: str, level: int) -> bool:
        """A line of a table's actions: of the nearest one that stands less deep."""
        if not self._open or (not level and not _ACTION.fullmatch(text)):
            return False
        while level and len(self._open) > 1 and self._open[-1].level >= level:
            self._open.pop()
        step = self._open[-1]
        step.values.setdefault("actions", []).append(text)
        step.last = index
        self._is_indented = self._is_indented or level > 0
        return True

    def _end(self) -> None:
        values, self._values = self._values, {}
        if not values:
            return
        if "datapath_actions" not in values:
            self._ledger.report("AP202", "the trace ends before its datapath actions", self._index(self._last))
        if not self._is_indented and any("actions" in step.values for step in self._steps):
            self._flatten()
        if self._steps:
            values["steps"] = [TraceStep.build(step.values, self._span(step.first, step.last)) for step in self._steps]
        self._ended.append(Trace.build(values, self._span(self._first, self._last)))
        self._steps, self._open, self._bridges, self._is_indented = [], [], [], False

    def _flatten(self) -> None:
        """Say what a trace without indentation does not tell: where the actions of a table inside another's end."""
        for step in self._steps:
            del step.values["depth"]
        if any(action.startswith(("resubmit", "group", "bucket")) for step in self._steps for action in step.values.get("actions", ())):
            message = "indentation lost: an action behind a table inside another's actions may be the outer one's, it counts to the last table above it"
            self._ledger.report("AP206", message, self._index(self._first), last=self._index(self._last))
        else:
            self._ledger.report("AP111", "indentation lost", self._index(self._first), last=self._index(self._last))

    def _index(self, index: int) -> int:
        return self._place[0] if self._place else index

    def _span(self, first: int, last: int) -> Any:
        return self._ledger.span(*(self._place or (first, last)))

    def ended(self) -> Iterator[Trace]:
        """The ways that ended since the last time."""
        found, self._ended = self._ended, []
        yield from found

    def finish(self) -> Iterator[Trace]:
        """What is left at the end."""
        self._end()
        yield from self.ended()


COMMANDS = (
    Command(
        name="antctl trace-packet",
        record=Trace,
        output=TracePacketOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*(?:(?:\{\s*)?\"?result\"?:\s|Flow:\s+(?!recirc_id=0x))",
        signs=(
            (r"\s*(?:Datapath actions|Megaflow): \S", "is a line of ofproto/trace"),
            (r"\s*(?:\{\s*)?\"?result\"?:\s*\"Flow: ", "holds the text of ofproto/trace"),
            (r"\s*Flow: [a-z0-9]+,in_port=", "is the packet of ofproto/trace"),
        ),
    ),
)
