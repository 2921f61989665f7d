"""``kubectl describe``: the words of a description are put back into the shape of the object, from which the record is made.

Each line is told by its own key, not by its indentation, which pages lose. Source: kubectl pkg/describe/describe.go, 1.20 to 1.33.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile
from typing import Any

from antrea_parse.commands import registry
from antrea_parse.commands.base import CHATTER, READ, Ledger, Record
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.objects.access import Access, known
from antrea_parse.commands.objects.described_custom import read_custom, titles_of, type_of
from antrea_parse.commands.objects.described_kinds import ANY, Form, form_by_keys, form_of_command
from antrea_parse.commands.objects.described_workload import split_data
from antrea_parse.commands.objects.description import Entry, Refused, Section, Unreadable, pairs_of, to_object
from antrea_parse.commands.objects.generic import KubernetesObject
from antrea_parse.commands.objects.kinds import Kind, find_kind, kind_of
from antrea_parse.commands.objects.making import disputed, values_of
from antrea_parse.commands.objects.passing import description_pieces, read_pieces
from antrea_parse.engine.documents import Object

#: What descriptions of all kinds have.
_META = ("Name", "Namespace", "Labels", "Annotations", "CreationTimestamp", "Created on")
#: What may stand behind a name.
_SECOND = ("Namespace:", "Labels:", "Role:", "Roles:", "Selector:", "IsDefaultClass:", "Value:")
#: One of them stands within so many lines of a name.
_SOON = ("Labels:", "Annotations:", "Selector:", "CreationTimestamp:", "Resource Used", "Schedule:")
_REACH = 12
#: Keys of sections that also stand inside another, with that one.
_INSIDE = frozenset({("IP", "IPs"), ("Reason", "Containers"), ("Message", "Containers"), ("Reason", "Init Containers"), ("Message", "Init Containers")})
#: Lines without a key that are not indented.
_BARE = re.compile(
    r"Data|BinaryData|=+|[- ]+|Resource Quotas?|No resource quota\.|No LimitRange resource\.|Resource Limits|(?:Type|Resource) +(?:Resource|Used) .*"
    r"|\"\*\*\*\"|\S{1,253} +\d{1,20}\S{0,20} +\d{1,20}\S{0,20}"
)
#: Fields that are made of several lines, of which some may lie behind a cut.
_COUNTED = frozenset(
    {"ready", "restarts", "status", "external_ip", "ports", "endpoints", "data", "keys", "agent", "controller", "current", "up_to_date", "available"}
)
_RULES = frozenset({"applied_to", "ingress", "egress"})
_NAME = re.compile(r"\s*Name:\s+(\S+)\s*$")
_ENTRY = re.compile(r"\s*(?P<key>[^\s:#][^:]{0,80}?):(?:\s+(?P<value>(?:\S(?:.*\S)?)?))?\s*$")


def holds_description(texts: Iterable[str]) -> bool:
    """Whether the first of these lines that says something may begin a description."""
    first = next((text for text in texts if text.strip() and not is_chatter(text)), "")
    return len(first) < 1024 and _NAME.match(first) is not None


def recognise_description(texts: Sequence[str]) -> tuple[str, str, int] | None:
    """The command whose objects are described, what gave it away, and on which line (its index)."""
    if not holds_description(texts):
        return None
    starts = _starts(texts)
    if not starts:
        return None
    commands = {command for start, behind in _spans(starts, len(texts)) if (command := _command_of(texts, start, behind))}
    if not commands:
        return None
    return commands.pop() if len(commands) == 1 else ANY, "begins a description of an object", starts[0]


def _command_of(texts: Sequence[str], start: int, behind: int) -> str | None:
    keys = _keys(texts, start, behind)
    if not keys & {"Labels", "Annotations"}:
        return None
    kind, version = _kind_of_custom(texts, start, behind)
    if kind and version:
        found = find_kind(kind, version)
        return found.command if found else ANY
    form = form_by_keys(keys)
    return form.command if form else None


def _kind_of_custom(texts: Sequence[str], start: int, behind: int) -> tuple[str, str]:
    """Kind and API version, which stand beside the outermost keys; empty where a cut leaves in doubt which they are."""
    kind = version = ""
    margin = len(texts[start]) - len(texts[start].lstrip())
    is_indented = _is_indented(texts, start, behind)
    for text in texts[start:behind]:
        match = _ENTRY.match(text) if len(text) < 1024 else None
        if match is None or (is_indented and match.start("key") > margin):
            continue
        if match["key"] == "Metadata" and kind:
            return kind, version  # without indentation: a kind before it may be of what stands before the object's own, one behind it is another's
        if match["key"] == "Kind":
            kind = match["value"] or ""
        elif match["key"] == "API Version":
            version = version or match["value"] or ""
    return (kind, version) if is_indented else ("", "")


def _is_indented(texts: Sequence[str], start: int, behind: int) -> bool:
    margin = len(texts[start]) - len(texts[start].lstrip())
    return any(len(text) - len(text.lstrip()) > margin for text in texts[start + 1 : behind] if text.strip())


def _keys(texts: Sequence[str], start: int, behind: int) -> frozenset[str]:
    found = {match["key"] for text in texts[start:behind] if len(text) < 4096 and (match := _ENTRY.match(text))}
    for text, following in zip(texts[start:behind], texts[start + 1 : behind], strict=False):
        if text.strip() == "Data" and following.strip() == "====":
            found.add("Data")
        elif text.strip() in ("Resource Quotas", "No resource quota."):
            found.add("Resource Quotas")
    return frozenset(found)


def _starts(texts: Sequence[str]) -> list[int]:
    """Where descriptions begin: at a name behind which stand the keys that follow every name, no deeper than the first."""
    found: list[int] = []
    margin = -1
    for index, text in enumerate(texts):
        if "Name:" not in text or len(text) > 1024 or not _NAME.match(text):
            continue
        following = [" ".join(line.split()) for line in texts[index + 1 : index + _REACH] if line.strip()]
        following = list(takewhile(lambda line: not line.startswith(("Name:", "Events:")), following))
        indent = len(text) - len(text.lstrip())
        if not following or not following[0].startswith(_SECOND) or indent > (margin if margin >= 0 else indent):
            continue
        stands_alone = index == 0 or not texts[index - 1].strip()
        if stands_alone or any(line.startswith(_SOON) for line in following):
            margin = indent
            found.append(index)
    return found


def _spans(starts: Sequence[int], end: int) -> Iterator[tuple[int, int]]:
    yield from zip(starts, [*starts[1:], end], strict=False)


def read_described(command: str, lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The records of the objects that are described."""
    ledger.holds_objects = True
    if not isinstance(ledger.uses, bytearray):  # they pass by once
        yield from read_pieces(description_pieces(lines, ledger), lambda texts, own: _read(command, texts, own), ledger)
        return
    yield from _read(command, list(lines), ledger)


def _read(command: str, texts: Sequence[str], ledger: Ledger) -> Iterator[Record]:
    reader = _Reader(texts, ledger, command)
    others: dict[str, int] = {}
    for start, behind in _spans(_starts(texts), len(texts)):
        found = reader.read(start, behind)
        if found is not None and command in (ANY, found[0]):
            yield found[1]
        elif found is not None:
            others.setdefault(found[0], start)
    for name, index in others.items():
        ledger.report("AP208", f"objects of {name!r}, not of {command!r}", index, hint="Read them without naming a command.")


class _Reader:
    """Reads the descriptions in some lines."""

    def __init__(self, texts: Sequence[str], ledger: Ledger, command: str) -> None:
        self._texts = texts
        self._ledger = ledger
        self._by_command = form_of_command(command, str(ledger.options.get("resource", "")))
        self._has_events = ledger.options.get("show_events") is not False
        self._untyped: set[str] = set()

    def read(self, start: int, behind: int) -> tuple[str, Record] | None:
        """The record of one description, and the command that lists such records."""
        keys = _keys(self._texts, start, behind)
        name, version = _kind_of_custom(self._texts, start, behind)
        if name and version:
            return self._custom(start, behind, name, version)
        form = form_by_keys(keys) or self._by_command
        if form is None or "API Version" in keys:
            self._ledger.report("AP310", "description of an object whose kind nothing tells", start, last=behind - 1)
            for index in range(start, behind):
                self._ledger.uses[index] = CHATTER if self._texts[index].strip() else 0
            return None
        return self._built_in(start, behind, form)

    def _built_in(self, start: int, behind: int, form: Form) -> tuple[str, Record] | None:
        texts = self._texts
        data: dict[str, str] = {}
        if form.kind == "ConfigMap":
            first = next((index for index in range(start, behind) if texts[index].strip() == "Data"), behind)
            data, binary, end = split_data(texts, first, behind)
            sections = [*_sections(texts, start, first, form.keys), *_sections(texts, end, behind, form.keys)]
            extra: dict[str, Any] = {"data": data, "binaryData": dict.fromkeys(binary, "")}
        else:
            sections, extra = _sections(texts, start, behind, form.keys), {}
        whole = [section for section in sections if section.key not in form.unread]
        last = self._mark(start, sections, form)
        is_cut = self._is_cut(sections, form)
        if is_cut:
            kept = "not kept" if form.kind == "NetworkPolicy" else "what is not there proves nothing"
            self._ledger.report("AP202", f"description of a {form.kind} cut: {kept}", start)
            whole = whole[: max(1, len(whole) - (form.kind != "NetworkPolicy"))]
        shape: dict[str, Any] = {}
        if form.make is None:
            self._untyped_kind(form.kind, start)
        else:
            try:
                shape = {**form.make(whole), **extra}
            except Unreadable as error:
                self._ledger.report("AP203", str(error), error.index)
                return None
        if is_cut and form.kind == "NetworkPolicy":
            return None
        untold = form.untold | _COUNTED if is_cut else form.untold
        for line, message in _take_refused(shape):
            self._ledger.report("AP203", message, line)
        shape["metadata"] = {**_metadata(whole), **shape.get("metadata", {})}
        kind = kind_of(form.command)
        values = self._values(to_object(shape, start), kind)
        if {"agent", "controller"} & values.keys() and not _is_indented(texts, start, behind):
            self._ledger.report("AP111", "indentation lost: settings put together by their names", start, last=last)
        values = {key: value for key, value in values.items() if key not in untold and (key != "phase" or value)}
        return form.command, self._record(values, form.kind, kind, start, last)

    def _is_cut(self, sections: Sequence[Section], form: Form) -> bool:
        """Whether a description lacks what stands at the end of every one."""
        if form.kind == "NetworkPolicy":
            return not any(entry.key == "Policy Types" for section in sections for entry in section.entries)
        if not form.ends or (form.ends == frozenset({"Events"}) and not self._has_events):
            return False
        return not any(section.key in form.ends for section in sections)

    def _custom(self, start: int, behind: int, name: str, version: str) -> tuple[str, Record] | None:
        kind = find_kind(name, version)
        type_ = type_of(name, version) if kind is not None else None
        sections = _sections(self._texts, start, behind, titles_of(type_))
        is_cut = self._has_events and not any(section.key == "Events" for section in sections)
        last = max(entry.line for section in sections for entry in section.entries)
        for section in sections:
            for entry in section.entries:
                self._ledger.uses[entry.line] = READ
        if is_cut:
            self._ledger.report("AP202", f"description of a {name} cut: what is not there proves nothing", start)
            sections = sections[:-1]
        meta = {**_metadata(sections), **_inner_metadata(sections)}
        if kind is None or type_ is None:
            self._untyped_kind(name, start)
            values = self._values(to_object({"metadata": meta}, start), None)
            return ANY, self._record({**known(api_version=version or None), **values}, name, None, start, last)
        found = read_custom(sections, type_, indented=_is_indented(self._texts, start, behind))
        if found.stop is not None:
            self._ledger.report("AP203", f"description of {name}: {found.stop.message}", found.stop.line)
        data = found.data if found.data is not None else Object(start)
        values = self._values(_with_metadata(data, meta), kind)
        fields = disputed(values, kind, [(_with_metadata(other, meta), line, message) for other, line, message in found.alternatives], self._ledger)
        if fields & _RULES and name.endswith("NetworkPolicy"):
            fields |= _RULES  # a policy without one of its rules would be another
        values = {key: value for key, value in values.items() if key not in fields}
        return kind.command, self._record(values, name, kind, start, last)

    def _values(self, data: Object, kind: Kind | None) -> dict[str, Any]:
        return values_of(Access(lambda line, message: self._ledger.report("AP203", message, line)), data, kind)

    def _record(self, values: dict[str, Any], name: str, kind: Kind | None, start: int, last: int) -> Record:
        span = self._ledger.span(start, last)
        if kind is None:
            return KubernetesObject.build({"kind": name, **values}, span)
        record = registry.load(kind.command).record
        if "namespace" not in record.model_fields:
            values.pop("namespace", None)
        return record.build(values, span)

    def _untyped_kind(self, name: str, start: int) -> None:
        if name not in self._untyped:
            self._untyped.add(name)
            self._ledger.report("AP310", f"objects of kind {name} are not typed: only their metadata is kept", start)

    def _mark(self, start: int, sections: Sequence[Section], form: Form) -> int:
        """Mark the lines of a description; the index of its last."""
        entries = [
            entry
            for section in sections
            for entry in section.entries
            if form.make is None or section.key in form.keys or section.key in _META or (not entry.key and _is_bare(entry.text))
        ]
        lines = [entry.line for entry in entries]
        if form.kind in ("ConfigMap", "Secret"):  # what stands in their data has no keys
            events = next((section.entries[0].line for section in sections if section.key == "Events"), None)
            lines += range(start, len(self._texts) if events is None else events)
        for line in lines:
            if self._texts[line].strip():
                self._ledger.uses[line] = READ
        return max(lines)


def _take_refused(shape: dict[str, Any]) -> list[tuple[int, str]]:
    """What of an object was not understood, taken out of it."""
    found: list[tuple[int, str]] = []
    for key, value in list(shape.items()):
        if isinstance(value, Refused):
            found += value
            del shape[key]
        elif isinstance(value, dict):
            found += _take_refused(value)
    return found


def _is_bare(text: str) -> bool:
    """Whether a line without a key is one of a description."""
    return len(text) < 1024 and _BARE.fullmatch(text.strip()) is not None


def _sections(texts: Sequence[str], start: int, behind: int, keys: frozenset[str]) -> list[Section]:
    """The lines by the sections that their keys begin: where the lines are indented all outermost keys, else those that are known."""
    if start >= behind:
        return []
    known_keys = {*keys, *_META, "Events"}
    current = "Name"
    margin = len(texts[start]) - len(texts[start].lstrip())
    is_indented = _is_indented(texts, start, behind)
    entries: list[tuple[str, Entry]] = []
    seen: set[str] = set()
    for index in range(start, behind):
        text = texts[index]
        if not text.strip():
            if current == "Events":
                break  # what follows its table, or none, is no description
            continue
        match = _ENTRY.match(text) if len(text) < 1 << 16 else None
        key, value = (match["key"], match["value"] or "") if match else ("", text.strip())
        indent = len(text) - len(text.lstrip())
        is_outer = indent <= margin
        if is_indented and not key and is_outer and not _is_bare(text):
            break  # what follows is no description
        if current == "Events" and entries[-1][1].value == "<none>":
            break
        # A known key may stand for something else inside a section: the indentation tells, where there is any.
        begins = is_outer if is_indented else key in known_keys and (key, current) not in _INSIDE and not (key in _META and key in seen)
        if key and begins:
            current = key
            seen.add(key)
        entries.append((current, Entry(index, key, value, text.strip(), indent - margin)))
    return [Section(key, tuple(entry for _, entry in run)) for key, run in groupby(entries, lambda item: item[0])]


def _metadata(sections: Sequence[Section]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section in sections:
        if section.key in ("Name", "Namespace"):
            found.setdefault(section.key.lower(), section.value)
        elif section.key in ("Labels", "Annotations"):
            found.setdefault(section.key.lower(), pairs_of(section) or None)
        elif section.key in ("CreationTimestamp", "Created on"):
            found.setdefault("creationTimestamp", section.time)
    return found


def _inner_metadata(sections: Sequence[Section]) -> dict[str, Any]:
    """What a description of a custom resource says below ``Metadata:``."""
    keys = {"Creation Timestamp": "creationTimestamp", "UID": "uid"}
    found: dict[str, Any] = {}
    for section in sections:
        for entry in section.below if section.key == "Metadata" else ():
            if entry.key in keys and entry.value:  # those of its owners stand before
                found[keys[entry.key]] = entry.value
    return found


def _with_metadata(data: Object, meta: dict[str, Any]) -> Object:
    found = Object(data.first)
    found.update(data)
    found.lines = data.lines
    found["metadata"] = to_object(meta, data.first)
    return found
