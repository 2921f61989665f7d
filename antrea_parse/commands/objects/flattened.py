"""Puts objects together again whose indentation was lost: each line hangs where the schema has its key.

The lines are taken one by one. For each there are a few places where it may hang: the containers that are still open. All readings are
followed at once; two that would treat all further lines alike become one, and what they differed in is remembered. What differs in the
end is ambiguous. Only two things settle a reading: a word that only one field admits (``type: ClusterIP`` is a Service's type and no
label), and that nobody writes the name of a container and nothing into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from antrea_parse.commands.objects.building import Builder, Step, listed
from antrea_parse.commands.objects.kinds import find_kind
from antrea_parse.commands.objects.schema import KIND_OF, Type, types
from antrea_parse.commands.objects.written import BLOCK, BROKEN, OPEN, Written, admits, admits_entry, take_lines
from antrea_parse.engine.documents import Object, Problem

_DIVIDER = re.compile(r"\s*(?:---|\.\.\.)(?:\s|$)")
#: Readings followed at once; ways in which readings that became one may differ; lines of one document.
_READINGS = 400
_DISPUTES = 40
_LINES = 20_000
#: A line that goes on below is longer: YAML breaks texts at 80 characters, indentation included.
_FOLDED = 36
#: How well a line fits a place: a field of that name, any key may stand there, nothing is known of the place.
_KNOWN, _FREE, _UNKNOWN = range(3)
_STREAM = Type("stream", "stream")
_ROOTS = Type("roots", "union")
_TEXT = Type("text", "text")
_LINE = Type("line", "text")
#: Ends of the names of files that ConfigMaps hold.
_FILES = (".conf", ".conflist", ".yaml", ".yml", ".json", ".crt", ".pem", ".key", ".sh", ".toml", ".ini")
#: An annotation whose text is one line of JSON.
_ONE_LINE = "kubectl.kubernetes.io/last-applied-configuration"


class Rebuilt(NamedTuple):
    """An object put together again.

    Attributes:
        data: the object; None where no reading fits.
        alternatives: the object as other readings that fit have it, with the line (its index) that may be read in two ways, and which.
        notes: lines (their indexes) whose reading was settled, and how.
        stop: the first line that fits nowhere.
    """

    data: Object | None
    alternatives: tuple[tuple[Object, int, str], ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    stop: Problem | None = None


class _Frame(NamedTuple):
    """A container that is open.

    Attributes:
        type: its type.
        seen: the keys it has; of a list: whether it has items.
        indent: blanks before what stands in it, where they tell.
    """

    type: Type
    seen: frozenset[str] = frozenset()
    indent: int | None = None


#: A way to hang a line: the open containers then, what happens, how well it fits, whether only this field admits the value.
_Way = tuple[tuple[_Frame, ...], tuple[Any, ...], int, bool]


class _Path(NamedTuple):
    """The steps of a reading, the last one first."""

    before: _Path | None
    step: Step
    length: int


class _Reading(NamedTuple):
    """One way to read the lines so far.

    Attributes:
        stack: the containers that are open.
        path: its steps.
        cost: how much speaks against it.
        rivals: steps of other readings, to where they became this one.
        crowded: there are more rivals than are kept.
    """

    stack: tuple[_Frame, ...]
    path: _Path | None
    cost: int
    rivals: tuple[_Path, ...] = ()
    crowded: bool = False


def rebuild(texts: Sequence[str], first: int, behind: int, assumed: str | None = None, *, item: bool = False) -> Iterator[Rebuilt]:
    """The objects in these lines, document by document.

    Args:
        texts: lines.
        first: index of the first that is read.
        behind: index behind the last.
        assumed: kind of objects that do not name theirs.
        item: the lines are an item of a list, whose mark stands before the first.
    """
    start = first
    for index in range(first, behind + 1):
        if index == behind or _DIVIDER.match(texts[index]):
            if index > start + _LINES:
                yield Rebuilt(None, stop=Problem(start, None, f"indentation lost, and more than {_LINES:,} lines in one document"))
            elif index > start:
                lines = take_lines(texts, start, index)
                if item and lines:
                    lines[0] = lines[0]._replace(dash=False)
                yield from _document(lines, assumed)
            start = index + 1


def rebuild_told(lines: list[Written], kind: Type) -> Rebuilt:
    """The object of lines without marks before items, whose keys stand in the order of the alphabet: as ``kubectl describe`` prints it.

    Args:
        lines: the lines.
        kind: the type of the object.
    """
    result = _search(lines, (kind,), dashless=True, ordered=True)
    if isinstance(result, Problem):
        return Rebuilt(None, stop=result)
    return next(_results(lines, result, ()), Rebuilt(None))


def rebuild_settings(texts: Sequence[str], kind: str) -> Object | None:
    """The settings of a file without indentation, by the names of the type; None where not all of them are known, or several readings fit.

    >>> dict(rebuild_settings(["antreaProxy:", "proxyAll: true", "noSNAT: false"], "AgentConf"))
    {'antreaProxy': {'proxyAll': True}, 'noSNAT': False}
    """
    inside = take_lines(texts, 0, len(texts))
    head = Written(0, dash=False, key="settings", value=OPEN, plain=True, text="settings:", last=0)
    for settings in (types()[kind], _older(types()[kind])):
        whole = Type("file", "object", {"settings": settings}, {"settings"})
        result = _search([head, *inside], (whole,), dashless=not any(line.dash for line in inside))
        if not isinstance(result, Problem):
            break
    if isinstance(result, Problem) or result.rivals or result.crowded:
        return None
    found = next(_results([head, *inside], result, ()), Rebuilt(None)).data
    read = found.get("settings") if found is not None else None
    return read if isinstance(read, Object) else None


def _older(kind: Type) -> Type:
    """Settings before v1.13: those of the flow exporter had no section of their own."""
    fields = {key: field for key, field in kind.fields.items() if key != "flowExporter"}
    return Type(kind.name, kind.form, {**fields, **types()["FlowConf"].fields}, kind.required)


def _document(lines: list[Written], assumed: str | None) -> Iterator[Rebuilt]:
    roots = _roots(lines, assumed)
    if not lines or not roots:
        return
    has_dashes = any(line.dash for line in lines)
    result = _search(lines, roots, dashless=not has_dashes)
    if isinstance(result, Problem) and has_dashes:
        other = _search(lines, roots, dashless=True)
        result = result if isinstance(other, Problem) else other
    if isinstance(result, Problem):
        yield Rebuilt(None, stop=result)
        return
    notes: tuple[tuple[int, str], ...] = ()
    if (result.rivals or result.crowded) and {"uid", "creationTimestamp"} <= {line.key for line in lines}:
        ordered = _search(lines, roots, dashless=not has_dashes, ordered=True)
        if not isinstance(ordered, Problem):
            result = ordered
            notes = ((lines[0].first, "readings told apart by the order of keys, which is that of the alphabet where kubectl prints them"),)
    yield from _results(lines, result, notes)


def _roots(lines: list[Written], assumed: str | None) -> tuple[Type, ...]:
    """Types of the objects that the lines may hold."""
    names = {line.value for line in lines if line.key == "kind" and isinstance(line.value, str)}
    found = [kind for name, kind in types().items() if "kind" in kind.fields and "metadata" in kind.fields and KIND_OF.get(name, name) in names]
    if any(name.endswith("List") for name in names):
        listed = Type("List", "object", {"apiVersion": types()["s"], "kind": types()["s"], "metadata": types()["ListMeta"]}, {"kind"})
        listed.fields["items"] = Type("[roots]", "list", item=[_ROOTS])
        found.append(listed)
    if not names and assumed in types():
        found.append(types()[str(assumed)])
    if any(find_kind(name) is None and not name.endswith("List") for name in names) and lines and lines[0].key in ("apiVersion", "kind"):
        meta, text = types()["NamedMeta"], types()["s"]
        found.append(Type("other", "object", {"apiVersion": text, "kind": text, "metadata": meta}, {"kind", "metadata"}))
    return tuple(found)


def _search(lines: list[Written], roots: tuple[Type, ...], *, dashless: bool, ordered: bool = False) -> _Reading | Problem:
    """The best reading, with its rivals; the line that fits nowhere when there is none."""
    mover = _Mover(roots, dashless=dashless, ordered=ordered)
    readings = [_Reading((_Frame(_STREAM),), None, 0)]
    for line in lines:
        if line.value is BROKEN and not any(frame.type.form == "text" for reading in readings for frame in reading.stack):
            return Problem(line.first, None, f"indentation lost, and this line is not understood: {line.text[:80]!r}")
        merged: dict[tuple[_Frame, ...], _Reading] = {}
        for reading in readings:
            for following in mover.moves(reading, line):
                known = merged.get(following.stack)
                merged[following.stack] = following if known is None else _merge(known, following)
        if not merged:
            return Problem(line.first, None, f"indentation lost, and no object has a place for {line.text[:80]!r} here")
        if len(merged) > _READINGS:
            return Problem(line.first, None, "indentation lost, and too many readings fit")
        readings = list(merged.values())
        mover.previous = line
    best: _Reading | None = None
    for reading in readings:
        ended = mover.close(reading.stack, 1)
        if ended is not None:
            whole = reading._replace(stack=ended[0], cost=reading.cost + ended[1])
            best = whole if best is None else _merge(best, whole)
    if best is None:
        return Problem(lines[-1].last, None, "indentation lost, and the object that ends here lacks fields that every such object has")
    return best


def _merge(one: _Reading, other: _Reading) -> _Reading:
    """Two readings that go on in the same way as one: the better one; both where none is."""
    if one.cost != other.cost:
        return one if one.cost < other.cost else other
    if one.crowded or other.crowded:
        return one._replace(crowded=True)
    if other.path is None or len(one.rivals) + len(other.rivals) >= _DISPUTES:
        return one._replace(crowded=True, rivals=())
    rivals = [*one.rivals, other.path]
    for rival in other.rivals:  # they became the other reading, and go on as it did
        for step in _steps(other.path)[rival.length :]:
            rival = _Path(rival, step, rival.length + 1)
        rivals.append(rival)
    return one._replace(rivals=tuple(rivals))


def _steps(path: _Path | None) -> list[Step]:
    found = []
    while path is not None:
        found.append(path.step)
        path = path.before
    found.reverse()
    return found


class _Mover:
    """Finds the places where a line may hang."""

    def __init__(self, roots: tuple[Type, ...], *, dashless: bool, ordered: bool) -> None:
        self._roots = roots
        self._ordered = ordered
        self._dashless = dashless
        self.previous: Written | None = None

    def moves(self, reading: _Reading, line: Written) -> Iterator[_Reading]:
        """The reading with this line, for each place where it may hang."""
        found: list[tuple[int, tuple[_Frame, ...], Step, int, bool]] = []
        stack, cost = reading.stack, 0
        for depth in range(len(reading.stack), 0, -1):
            closed = self.close(stack, depth)
            if closed is None:
                break
            stack, more = closed
            cost += more
            for frames, actions, strength, strong in self._hang(stack, line, is_top=depth == len(reading.stack)):
                found.append((cost, frames, Step(depth, actions), strength, strong))
        is_strong = any(strong for *_, strong in found)
        has_known = any(strength == _KNOWN for *_, strength, _ in found)
        for cost, frames, step, strength, strong in found:
            # A word that only one field admits is no label; what a known field takes is no part of unknown data.
            penalty = (strength == _FREE and is_strong) or (strength == _UNKNOWN and has_known)
            moved = step._replace(settled=strong and any(other[3] != _KNOWN for other in found))
            path = _Path(reading.path, moved, reading.path.length + 1 if reading.path else 1)
            yield _Reading(frames, path, reading.cost + cost + penalty, reading.rivals, reading.crowded)

    def _is_open_text(self) -> bool:
        before = self.previous
        return before is not None and isinstance(before.value, str) and before.plain and len(before.text) > _FOLDED

    def close(self, stack: tuple[_Frame, ...], depth: int) -> tuple[tuple[_Frame, ...], int] | None:
        """The stack with only so many containers open, and what that costs; None where one of the others lacks something."""
        cost = 0
        for frame in stack[depth:]:
            if frame.type.form == "object" and not frame.type.required <= frame.seen:
                return None
            if not frame.seen and frame.type.form not in ("any", "text"):
                cost += 1
        return stack[:depth], cost

    def _hang(self, stack: tuple[_Frame, ...], line: Written, *, is_top: bool) -> Iterator[_Way]:
        """Ways to hang a line into the innermost container."""
        frame = stack[-1]
        form = frame.type.form
        if None not in (line.indent, frame.indent) and line.indent != frame.indent:
            return
        if form == "text":
            if is_top and frame.type is _LINE and not frame.seen:
                yield (*stack[:-1], _Frame(_LINE, frozenset({"-"}))), (("text",),), _KNOWN, True
            elif is_top and frame.type is not _LINE:
                is_setting = line.key in frame.type.fields
                yield stack, (("text",),), _KNOWN if is_setting else _FREE, is_setting
        elif form == "any":
            yield stack, (("skip",),), _UNKNOWN, False
        elif form == "stream":
            if line.key is not None and not line.dash:
                for root in self._roots:
                    yield from self._put((*stack, _Frame(root)), line, (("document", root),))
        elif form == "list":
            yield from self._item(stack, line)
        elif frame.type.name == "other" and "metadata" in frame.seen and not (line.key in frame.type.fields and not line.dash):
            yield stack, (("skip",),), _UNKNOWN, False
        elif not line.dash and line.key is not None:
            yield from self._put(stack, line, ())
        elif not line.dash and is_top and line.key is None and line.plain and isinstance(line.value, str) and self._is_open_text():
            yield stack, (("more",),), _UNKNOWN, False  # a long text that was broken over lines

    def _item(self, stack: tuple[_Frame, ...], line: Written) -> Iterator[_Way]:
        if not line.dash and not self._dashless:
            return
        frame = stack[-1]
        item = frame.type.item[0]
        grown = (*stack[:-1], frame._replace(seen=frozenset({"-"})))
        for kind in (self._roots if item is _ROOTS else item.item) if item.form == "union" else (item,):
            if line.key is not None and kind.form == "object":
                yield from self._put((*grown, _Frame(kind, indent=frame.indent)), line, (("item",),))
            elif line.key is not None and kind.form == "any":
                yield (*grown, _Frame(kind)), (("item",),), _UNKNOWN, False
            elif line.key is None and line.value is not OPEN and line.value is not BLOCK and admits(kind, line.value):
                yield grown, (("value",),), _KNOWN, bool(kind.words)

    def _put(self, stack: tuple[_Frame, ...], line: Written, actions: tuple[Any, ...]) -> Iterator[_Way]:
        frame = stack[-1]
        key, value = line.key or "", line.value
        kind = frame.type.fields.get(key) if frame.type.form == "object" else None
        if key in frame.seen or (self._ordered and frame.seen and key < max(frame.seen) and not (line.is_told and frame.type.form == "map")):
            return
        grown = (*stack[:-1], frame._replace(seen=frame.seen | {key}))
        inside = None if line.indent is None else line.indent + 2
        if frame.type.form == "map":
            is_text = frame.type.item[0].name == "text"
            if value is BLOCK and is_text:
                # A name of a file, with text below, is an entry and no line of the one before.
                is_file = key.endswith(_FILES)
                yield (*grown, _Frame(_LINE if key == _ONE_LINE else _settings_of(key))), (*actions, ("block",)), _KNOWN if is_file else _FREE, is_file
            elif value is not OPEN and value is not BLOCK and admits_entry(frame.type, key, value):
                yield grown, (*actions, ("put",)), _FREE, False
        elif kind is None:
            return
        elif value is BLOCK:
            if kind.name == "s":
                yield (*grown, _Frame(_TEXT)), (*actions, ("block",)), _KNOWN, False
        elif value is OPEN:
            if kind.form in ("object", "list", "map", "any"):
                yield (*grown, _Frame(kind, indent=inside)), (*actions, ("open", kind.form)), _KNOWN, False
            elif line.is_told and kind.name in "sn":
                yield grown, (*actions, ("put",)), _KNOWN, False  # a text of no letters
        elif key == "kind" and "apiVersion" in frame.type.fields and "metadata" in frame.type.fields:
            if value == KIND_OF.get(frame.type.name, frame.type.name) or (frame.type.name == "List" and str(value).endswith("List")):
                yield grown, (*actions, ("put",)), _KNOWN, True
            elif frame.type.name == "other" and isinstance(value, str) and find_kind(value) is None:
                yield grown, (*actions, ("put",)), _KNOWN, False
        elif kind.name == "v":
            if isinstance(value, str) and _is_version_of(frame.type.name, value):
                yield grown, (*actions, ("put",)), _KNOWN, False
        elif admits(kind, value):
            yield grown, (*actions, ("put",)), _KNOWN, bool(kind.words) or (kind.name == "t" and value is not None)


@cache
def _settings_of(key: str) -> Type:
    """The type of a text: of Antrea's own files it is known what stands in them."""
    kind = {"antrea-agent.conf": "AgentConf", "antrea-controller.conf": "ControllerConf"}.get(key)
    return Type(key, "text", types()[kind].fields) if kind else _TEXT


def _is_version_of(name: str, version: str) -> bool:
    kind = find_kind(KIND_OF.get(name, name), version)
    return kind is not None and (kind.command.endswith(".crd.antrea.io") == (name == "AntreaNetworkPolicy"))


def _results(lines: list[Written], reading: _Reading, settled: tuple[tuple[int, str], ...]) -> Iterator[Rebuilt]:
    if reading.crowded:
        yield Rebuilt(None, stop=Problem(lines[0].first, None, "indentation lost, and too many readings fit"))
        return
    steps = _steps(reading.path)
    builder = Builder(lines)
    documents = builder.build(steps)
    others = []
    for rival in reading.rivals:
        other = Builder(lines)
        found = other.build([*_steps(rival), *steps[rival.length :]])
        if len(found) != len(documents):
            yield Rebuilt(None, stop=Problem(lines[0].first, None, "indentation lost, and it is not clear where one object ends and the next begins"))
            return
        difference = next((places for places in zip(lines, builder.paths, other.paths, strict=True) if places[1] != places[2]), None)
        if difference is not None:
            place, mine, theirs = difference
            others.append((found, place.first, f"two readings fit: {place.text[:80]!r} is {mine} or {theirs}"))
    notes = [(line.first, f"{line.text[:80]!r} read as {path}") for line, step, path in zip(lines, steps, builder.paths, strict=True) if step.settled]
    for number, document in enumerate(documents):
        rivals = [(other, line, message) for found, line, message in others for other in listed(found[number])]
        for data in listed(document):
            here = range(data.first, data.last + 1)
            yield Rebuilt(
                data,
                tuple(rival for rival in rivals if rival[0].first == data.first and rival[0] != data),
                tuple(note for note in (*settled, *notes) if note[0] in here),
            )
