"""``kubectl describe``: the words of a description are put back into the shape of the object, from which the record is made.

Each line is told by its own key, not by its indentation, which pages lose. Source: kubectl pkg/describe/describe.go, 1.20 to 1.32.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.base import CHATTER, READ, Ledger, Record
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.objects import described_network, described_pod
from antrea_parse.commands.objects.access import Access
from antrea_parse.commands.objects.description import Entry, Section, Unreadable, pairs_of, to_object
from antrea_parse.commands.objects.kinds import Kind, kind_of
from antrea_parse.commands.objects.read import values_of

#: What every description begins with.
_META = ("Name", "Namespace", "Labels", "Annotations", "CreationTimestamp", "Created on")
#: Keys of sections that also stand inside another, with that one.
_INSIDE = frozenset({("IP", "IPs"), ("Reason", "Containers"), ("Message", "Containers"), ("Reason", "Init Containers"), ("Message", "Init Containers")})
#: Fields that a description does not tell, whatever is made of it: the network of a Pod, the phase of one that is being deleted.
_UNTOLD = frozenset({"host_network", "phase"})
_NAME = re.compile(r"\s*Name:\s+(\S+)\s*$")
_ENTRY = re.compile(r"\s*(?P<key>[^\s:#][^:]{0,80}?):(?:\s+(?P<value>.*?))?\s*$")


class _Form(NamedTuple):
    """How objects of a kind are described.

    Attributes:
        keys: of the lines with which sections begin, without those that all kinds have.
        sign: keys that no other kind's description has.
        make: puts the sections into the shape of the object.
        unread: sections that hold nothing that a record has.
    """

    keys: frozenset[str]
    sign: tuple[str, ...]
    make: Callable[[Sequence[Section]], dict[str, Any]]
    unread: frozenset[str] = frozenset({"Events"})


_FORMS: Mapping[str, _Form] = {
    "kubectl get pods": _Form(described_pod.POD_KEYS, ("QoS Class", "Containers"), described_pod.pod, frozenset({"Events", "Volumes", "Tolerations"})),
    "kubectl get nodes": _Form(
        described_pod.NODE_KEYS, ("System Info", "Capacity"), described_pod.node, frozenset({"Events", "Non-terminated Pods", "Allocated resources", "Lease"})
    ),
    "kubectl get services": _Form(described_network.SERVICE_KEYS, ("Session Affinity",), described_network.service),
    "kubectl get endpoints": _Form(frozenset({"Subsets", "Events"}), ("Subsets",), described_network.endpoints),
    "kubectl get networkpolicies": _Form(frozenset({"Spec"}), ("Spec",), described_network.networkpolicy, frozenset()),
    "kubectl get namespaces": _Form(
        frozenset({"Status"}) | described_network.NAMESPACE_KEYS, (), described_network.namespace, described_network.NAMESPACE_KEYS
    ),
}


def holds_description(texts: Iterable[str]) -> bool:
    """Whether the first of these lines that says something may begin a description."""
    first = next((text for text in texts if text.strip() and not is_chatter(text)), "")
    return len(first) < 1024 and _NAME.match(first) is not None


def recognise_description(texts: Sequence[str]) -> tuple[str, str, int] | None:
    """The command whose objects are described, what gave it away, and on which line (its index)."""
    if not holds_description(texts):
        return None
    first = next(index for index, text in enumerate(texts) if text.strip() and not is_chatter(text))
    keys = {match["key"] for text in texts[first:] if len(text) < 4096 and (match := _ENTRY.match(text))}
    for command, form in _FORMS.items():
        if form.sign and keys.issuperset(form.sign) and keys & set(_META[2:4]) and (form.sign != ("Spec",) or "PodSelector" in keys):
            return command, "begins a description of an object", first
    return None


def read_described(command: str, lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The records of the objects that are described."""
    texts = []
    for index, line in enumerate(lines):
        texts.append(line)
        ledger.uses[index] = CHATTER  # lines that pass by once cannot be marked afterwards
    for index in range(len(texts)):
        ledger.uses[index] = 0
    ledger.holds_objects = True
    form, kind = _FORMS.get(command), kind_of(command)
    starts = [index for index, text in enumerate(texts) if len(text) < 1024 and _NAME.match(text) and _begins(texts, index)]
    for start, behind in zip(starts, [*starts[1:], len(texts)], strict=False):
        if form is None or kind is None:
            ledger.report("AP310", f"descriptions of {command!r} are not read", start, last=behind - 1)
            for index in range(start, behind):
                ledger.uses[index] = CHATTER if texts[index].strip() else 0
            continue
        yield from _described(texts, start, behind, ledger, form, kind)


def _begins(texts: Sequence[str], index: int) -> bool:
    """Whether a name begins a description: the keys that follow every name do."""
    following = [text.strip() for text in texts[index + 1 : index + 8] if text.strip()]
    return any(text.startswith(("Namespace:", "Labels:", "Roles:")) for text in following[:2])


def _described(texts: Sequence[str], start: int, behind: int, ledger: Ledger, form: _Form, kind: Kind) -> Iterator[Record]:
    sections = _sections(texts, start, behind, form)
    try:
        shape = form.make([section for section in sections if section.key not in form.unread])
    except Unreadable as error:
        ledger.report("AP203", str(error), error.index)
        return
    shape["metadata"] = {**_metadata(sections), **shape.get("metadata", {})}
    data = to_object(shape, start)
    refused: list[tuple[int, str]] = []
    values = values_of(Access(lambda line, message: refused.append((line, message))), data, kind)
    for line, message in refused:
        ledger.report("AP203", message, line)
    record = registry.load(kind.command).record
    if "namespace" not in record.model_fields:
        values.pop("namespace", None)
    values = {key: value for key, value in values.items() if key not in _UNTOLD or (key == "phase" and value)}
    known = [entry.line for section in sections if section.key in form.keys or section.key in _META for entry in section.entries]
    last = max(known)
    for line in known:
        ledger.uses[line] = READ
    yield record.build(values, ledger.span(start, last))


def _sections(texts: Sequence[str], start: int, behind: int, form: _Form) -> list[Section]:
    """The lines by the sections that their keys begin."""
    known = form.keys | set(_META)
    current = "Name"
    is_indented = any(text[:1].isspace() and text.strip() for text in texts[start + 1 : behind])
    entries: list[tuple[str, Entry]] = []
    for index in range(start, behind):
        text = texts[index]
        if not text.strip():
            continue
        match = _ENTRY.match(text) if len(text) < 1 << 16 else None
        key, value = (match["key"], match["value"] or "") if match else ("", text.strip())
        if is_indented and not key and not text[0].isspace():
            break  # what follows is no description
        # A known key may stand for something else inside a section: the indentation tells, where there is any.
        if key and not (text[0].isspace() if is_indented else key not in known or (key, current) in _INSIDE):
            current = key
        entries.append((current, Entry(index, key, value, text.strip())))
    return [Section(key, tuple(entry for _, entry in run)) for key, run in groupby(entries, lambda item: item[0])]


def _metadata(sections: Sequence[Section]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section in sections:
        if section.key in ("Name", "Namespace"):
            found[section.key.lower()] = section.value
        elif section.key in ("Labels", "Annotations"):
            found[section.key.lower()] = pairs_of(section) or None
        elif section.key in ("CreationTimestamp", "Created on"):
            found["creationTimestamp"] = section.time
    return found
