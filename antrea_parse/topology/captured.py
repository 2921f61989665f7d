"""The records of a snapshot, as the rules ask for them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

from antrea_parse.commands.base import Record
from antrea_parse.commands.registry import load, names, options_of
from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.snapshot import Snapshot
from antrea_parse.text.span import Span
from antrea_parse.topology.basis import GUESSED, Evidence
from antrea_parse.topology.prompt_hosts import NO_HOST, numberless, stems, told_nodes
from antrea_parse.topology.snapshot_lines import any_between, ends_open, fills_a_line, lines_where, lossy_lines, prints, starting_lines, typed_lines

#: Commands of Kubernetes and Antrea tell of the cluster; those typed in an agent of its node.
_OF_CLUSTER = ("kubectl", "antctl")
#: Diagnostics of a capture that may lack lines.
_INCOMPLETE = frozenset({"AP104", "AP202", "AP204", "AP213", "AP303"})


#: What no output lists twice, by command: where it stands again, the output of another host or bridge begins, whose prompt was lost.
_ONCE = {
    "ip address": "ifindex",
    "ip link": "ifindex",
    "ovs-ofctl show": "port_no",
    "ovs-ofctl dump-ports-desc": "port_no",
    "ovs-vsctl show": "name",
    "ovs-vsctl list interface": "name",
}
#: One record of these holds many things; rules leave out those that are cut.
_NESTED = frozenset({"ovs-vsctl show"})


#: What lies in namespaces.
_NAMESPACED = frozenset(f"kubectl get {name}" for name in ("pods", "services", "endpoints", "networkpolicies", "networkpolicies.crd.antrea.io"))

#: The last columns of tables whose rows hold addresses, which the end of a line may cut.
_LAST = {"kubectl get endpoints": "age", "antctl get podinterface": "container_id"}
_NAMESPACE = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")

#: A prompt in the middle of a command line.
_INNER_PROMPT = re.compile(r"\S.*?[\w.-]{1,64}@[\w.-]{1,255}(?:[: ][^\s#$%]{1,100})?\]? ?[#$%\ue0b0] ")
#: How far behind an object lines that were not understood may be its own.
_NEAR = 5
#: One in how many lines is words on a page, not in a log.
_PAGE = 10
#: Uses of lines that may be of the output before them.
_STRAY = frozenset({"unparsed", "other"})


class Captured:
    """Captures by command, with evidence for what their records say.

    Args:
        snapshot: the captures.

    Attributes:
        mixed: records with which an output begins again, with their captures.
        endless: objects whose end may be missing, with their captures; they are left out.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._by_command: dict[str, list[Capture]] = defaultdict(list)
        self._by_node: dict[tuple[str, str], list[Capture]] = defaultdict(list)
        self._commands: dict[str, set[str]] = defaultdict(set)
        self._every_pod: bool | None = None
        self._coverage = snapshot.coverage
        self.mixed: list[tuple[Capture, Record]] = []
        self._begun_again: set[Span] = set()
        self._lossy = lossy_lines(snapshot, _INCOMPLETE)
        # A line behind which something is missing is whole itself.
        self._half = lossy_lines(snapshot, _INCOMPLETE - {"AP202", "AP213"})
        self._elided = lines_where(snapshot, lambda item: item.code == "AP213")
        self.endless: list[tuple[Capture, Record]] = []
        self._logs: dict[str, bool] = {}
        self._told = told_nodes(snapshot)
        self._stems = stems(snapshot, self._told)
        # Lines that were not understood in the middle of which a prompt stands: what is behind them is another command's.
        self._glued: dict[str, list[int]] = lines_where(snapshot, lambda item: _INNER_PROMPT.search(item.text or "") is not None)
        self._typed = typed_lines(snapshot)
        self._starts = starting_lines(snapshot)
        # Lines that were not understood and look like the end of a row.
        self._ends = {(item.source, item.line) for item in snapshot.diagnostics if item.code == "AP201" and (item.text or "").startswith((",", " "))}
        self._wrapped = lines_where(snapshot, lambda item: item.code == "AP110")
        # Lines on which a prompt stands; an output that ends on one was cut in the middle of a line.
        self._prompts = {capture.typed_at for capture in snapshot.captures}
        glued = {capture.node for capture in snapshot.captures if self._is_glued(capture)}
        for capture in chain.from_iterable(map(_by_kind, snapshot.captures)):
            command = capture.command
            if _INNER_PROMPT.search(capture.command_line) or capture.node in glued:
                capture = replace(capture, node=None)
            if command is not None and capture.output is not None:
                alone = self._alone(capture)
                self._by_command[command].append(alone)
                if capture.node is not None:
                    self._by_node[command, capture.node].append(alone)
                    self._commands[capture.node].add(command)
        self._newest_first()

    def _is_glued(self, capture: Capture) -> bool:
        """Whether what the prompt says of the host is no name, or ends in the name of a known node or one like it: another output's end stands before it."""
        name = capture.node
        if name is None or name in self._told:
            return False
        if NO_HOST.search(name) is not None or capture.node_reason != "prompt":
            return NO_HOST.search(name) is not None
        stem = numberless(name)
        return any(map(name.endswith, self._told)) or any(stem != like and stem.endswith(like) for like in self._stems)

    def _alone(self, capture: Capture) -> Capture:
        """A capture without half a record at its end, and without what another's lost prompt left there."""
        records = capture.output.records if capture.output is not None else ()
        if records and capture.output is not None and capture.command not in _NESTED and self._before_prompt(records[-1], capture):
            return self._alone(replace(capture, output=capture.output.model_copy(update={"records": records[:-1]}), partial=True))
        if records and capture.output is not None and self._lost_its_end(capture):
            self.endless.append((capture, records[-1]))
            return replace(capture, output=capture.output.model_copy(update={"records": records[:-1]}))
        glued = self._glued.get(capture.span.source)
        if glued and records and capture.output is not None and any_between(glued, capture.span.first_line + 1, capture.span.last_line):
            end = glued[bisect_left(glued, capture.span.first_line + 1)]
            kept = tuple(record for record in records if record.span is None or record.span.last_line < end)
            if len(kept) < len(records):
                return self._alone(replace(capture, output=capture.output.model_copy(update={"records": kept}), partial=True))
        field = _ONCE.get(capture.command or "")
        if field is None or capture.output is None:
            return capture
        records, seen = capture.output.records, set()
        for position, record in enumerate(records):
            key = getattr(record, field)
            if key is None or key not in seen:
                seen.add(key)
                continue
            # A host's first interface is its loopback, which the first of the two outputs may have lost.
            if field == "ifindex" and position > 1 and getattr(records[position - 1], field) == 1:
                position -= 1
            self.begins_again(capture, records[position])
            # The one before may have been cut by what lost the prompt.
            end = position - 1 if position and self.loses(records[position - 1]) else position
            return replace(capture, output=capture.output.model_copy(update={"records": records[:end]}), partial=True)
        return capture

    def _before_prompt(self, record: Record, capture: Capture) -> bool:
        """Whether a record ends in the middle of a line, where the next prompt begins."""
        span = record.span
        return span is not None and span.last_line > capture.span.first_line and (span.source, span.last_line) in self._prompts

    def _lost_its_end(self, capture: Capture) -> bool:
        """Whether objects stand in a log between the outputs of others, without the command that printed them and without the end of their list.

        Where the line of the command was lost, the end of the last object may be too. A manifest is a file of its own, or another command shows it.
        """
        if capture.invocation is not None or not capture.partial or not (capture.command or "").startswith("kubectl get"):
            return False
        source, first, last = capture.span
        lines = self._typed.get(source, [])
        position = bisect_left(lines, (first, False))
        behind = self._coverage.use_of(source, last + 1)
        return position > 0 and not lines[position - 1][1] and (behind == "command" or self._start_behind(source, last) == last + 1)

    def _newest_first(self) -> None:
        """Where logs tell the time of all captures of a command, the newest is believed first."""
        for captures in (*self._by_command.values(), *self._by_node.values()):
            if len(captures) > 1 and all(capture.time is not None for capture in captures):
                captures.sort(key=lambda capture: capture.time.timestamp() if capture.time else 0, reverse=True)

    def captures(self, command: str, node: str | None = None) -> list[Capture]:
        """Captures of a command (canonical name), of one node or of all."""
        return self._by_command.get(command, []) if node is None else self._by_node.get((command, node), [])

    def rows(self, *commands: str) -> Iterator[tuple[Capture, Any]]:
        """Each record of some commands with its capture; of rows and objects that are cut none."""
        for command in commands:
            for capture in self.captures(command):
                if capture.output is None:
                    continue
                if command.startswith(_OF_CLUSTER):
                    yield from ((capture, record) for record in self._sound(capture))
                else:
                    yield from ((capture, record) for record in capture.output.records)

    def _sound(self, capture: Capture) -> Iterator[Any]:
        """The rows and objects of a capture that are whole."""
        records = capture.output.records if capture.output is not None else ()
        for position, record in enumerate(records):
            following = records[position + 1].span if position + 1 < len(records) else None
            if self._is_sound(record, capture, following):
                yield record

    def ends_source(self, capture: Capture) -> bool:
        """Whether nothing stands behind a capture in its source: what it shows last may have gone on."""
        source, _, last = capture.span
        behind = self._coverage.use_of(source, last + 1)
        return behind is None or (behind == "blank" and self._coverage.use_of(source, last + 2) is None)

    def begins_again(self, capture: Capture, record: Record) -> None:
        """Say that an output begins again with a record: what is missing before it was another host's prompt, and perhaps more."""
        self.mixed.append((capture, record))
        self._begun_again.add(capture.span)

    def whole(self, capture: Capture) -> bool:
        """Whether a capture shows all that its command printed, as far as can be told: what it lacks is not there.

        An output that went through a filter, that has lines which were not understood, or whose last line is cut does not; nor one behind which
        lines stand that may be its own: in a terminal's log nobody writes words in between.
        """
        if capture.partial or capture.output is None or capture.span in self._begun_again:
            return False
        source, first, last = capture.span
        use = self._coverage.use_of(source, last + 1)
        if use in _STRAY or (use == "prose" and (self._is_log(source) or any_between(self._wrapped.get(source, []), first, last))):
            return False
        if use == "prose" and self._coverage.use_of(source, last + 2) is None:
            return False  # the last line of a file that was cut looks like a word
        return not any_between(self._lossy.get(source, []), first, last)

    def complete(self, capture: Capture) -> bool:
        """Whether a capture is whole and each of its records too."""
        if capture.output is None or not self.whole(capture):
            return False
        # Where nothing is missing, each row of a host's tables is whole; there are millions of them.
        return not (capture.command or "").startswith(_OF_CLUSTER) or len(capture.output.records) == sum(1 for _ in self._sound(capture))

    def _is_sound(self, record: Record, capture: Capture, following: Span | None) -> bool:
        """Whether a row or object is whole: one without a name, or behind which lines were not understood that may be its own, may say something else."""
        if getattr(record, "name", "") is None:
            return False
        if capture.command in _NAMESPACED and getattr(record, "namespace", "") is None and options(capture).get("all_namespaces"):
            return False  # kubectl prints the namespace of each then
        if not _NAMESPACE.fullmatch(getattr(record, "namespace", None) or "default"):
            return False  # a prompt stands in it
        span = record.span
        if span is None:
            return True
        source, first, last = span
        lossy = self._lossy.get(source, [])
        last_column = _LAST.get(capture.command or "")
        if last_column is not None and last_column not in record.model_fields_set and (prints(capture, last_column) or any_between(lossy, last + 1, last + 1)):
            return False  # its last address may be half of one
        wrapped = any_between(self._wrapped.get(source, []), capture.span.first_line, capture.span.last_line)
        # A row as long as the terminal's lines may go on in the next line, and that be no row of its own.
        if first == last and source in self._wrapped and (fills_a_line(capture, first) or fills_a_line(capture, first - 1)):
            return False
        if first == last:
            # The line below a row is its end, where a terminal wrapped lines.
            return not any_between(lossy, last + 1, last + 1) or not ((source, last + 1) in self._ends or wrapped or fills_a_line(capture, last))
        if following is None and ends_open(capture, last):
            return False
        end = following.first_line if following is not None and following.first_line > last else self._start_behind(source, last)
        return not any_between(lossy, first, max(last, min(end - 1, last + _NEAR)))

    def _start_behind(self, source: str, line: int) -> int:
        """The first line behind this one on which a capture begins."""
        starts = self._starts.get(source, [])
        position = bisect_left(starts, line + 1)
        return starts[position] if position < len(starts) else line + 2

    def lists_every_pod(self) -> bool:
        """Whether a whole table of all pods of the cluster was captured: a pod that it lacks does not exist."""
        if self._every_pod is None:
            self._every_pod = any(
                options(capture).get("all_namespaces") and self.whole(capture) and not options(capture).keys() & {"selector", "field_selector"}
                for capture in self.captures("kubectl get pods")
            )
        return self._every_pod

    def is_cut(self, record: Record | Evidence) -> bool:
        """Whether the last line of a record (or of evidence) lacks its end: the last thing that it says may be half of it."""
        if record.span is None:
            return False
        if (record.span.source, record.span.last_line) in self._prompts:
            return True
        return any_between(self._half.get(record.span.source, []), record.span.last_line, record.span.last_line)

    def _is_log(self, source: str) -> bool:
        """Whether a source is a log of a terminal, not a page with words between the outputs."""
        found = self._logs.get(source)
        if found is None:
            counts = self._coverage.of(source)
            found = self._logs[source] = bool(self._typed.get(source)) and counts["prose"] * _PAGE < sum(counts.values())
        return found

    def is_elided(self, record: Record, until: Record) -> bool:
        """Whether somebody left out lines between the beginning of a record and the end of another inside it."""
        if record.span is None or until.span is None:
            return False
        return any_between(self._elided.get(record.span.source, []), record.span.first_line, until.span.last_line)

    def loses(self, record: Record) -> bool:
        """Whether anything is missing on the lines of a record."""
        if record.span is None:
            return False
        source, first, last = record.span
        return any_between(self._lossy.get(source, []), first, last)

    def commands_of(self, node: str) -> tuple[str, ...]:
        """Canonical names of the commands that were captured of a node."""
        return tuple(sorted(self._commands.get(node, ())))

    def nodes(self) -> tuple[str, ...]:
        """Nodes that captures of node state tell about."""
        return tuple(sorted(node for node, commands in self._commands.items() if any(not command.startswith(_OF_CLUSTER) for command in commands)))


def options(capture: Capture) -> Mapping[str, Any]:
    """What the options of a capture's command line ask for."""
    return options_of(capture.argv)


def is_manifest(capture: Capture, record: Any) -> bool:
    """Whether an object was read from a manifest: what somebody wanted, not what the cluster said."""
    return capture.partial and getattr(record, "uid", None) is None and getattr(record, "age", None) is None and getattr(record, "status", None) is None


def inside(capture: Capture) -> bool:
    """Whether a capture was taken in a network namespace other than the host's."""
    return capture.invocation is not None and capture.invocation.has_own_network


def evidence(capture: Capture, record: Record | None = None, says: str = "") -> Evidence:
    """The lines of a record (or of a whole capture) as evidence."""
    span = (record.span if record is not None else None) or capture.span
    if capture.node_reason.startswith("inferred"):
        says = f"{GUESSED}, {capture.node_reason}"
    return Evidence(span[0], span[1], span[2], capture.command or "", capture.node, says)


@cache
def _tables() -> dict[type[Record], str]:
    """The commands of tables by the type of their records."""
    return {load(name).record: name for name in names() if name.startswith("kubectl get ")}


def _by_kind(capture: Capture) -> list[Capture]:
    """A capture of ``kubectl get`` that lists several resources as one of each, as if each had been asked for.

    What they lack proves nothing: the command line may have named single objects.
    """
    if capture.command != "kubectl get" or capture.output is None:
        return [capture]
    found: dict[str, list[Record]] = defaultdict(list)
    for record in capture.output.records:
        found[_tables().get(type(record), capture.command)].append(record)
    return [
        replace(capture, command=command, output=capture.output.model_copy(update={"records": tuple(records)}), partial=True)
        for command, records in found.items()
    ]
