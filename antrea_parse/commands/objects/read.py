"""Turns lines that hold Kubernetes objects into records, whatever form and state the objects are in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any

from antrea_parse.commands.base import READ, Ledger, Record
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.objects.fits import breaks_off, drop_misplaced, fits, is_askew, items_of, set_whole
from antrea_parse.commands.objects.flattened import rebuild
from antrea_parse.commands.objects.kinds import find_kind, kind_of
from antrea_parse.commands.objects.making import ANY, Found, Maker
from antrea_parse.commands.objects.mended import breaks_of, mend, open_at, template_in
from antrea_parse.commands.objects.passing import object_pieces, read_pieces
from antrea_parse.engine.documents import Array, Document, Object, Problem, read_documents, read_list

_START = re.compile(
    r"\s*(?:---(?:\s|$)|(?:- )?[\"']?(?:apiVersion|kind)[\"']?\s*:\s*[\"']?[A-Za-z]|\{\s*(?:\"|$|'?(?:apiVersion|kind|metadata|items)'?\s*:)"
    r"|(?:- )?(?:metadata|items|addressType|data)\s*:\s*(?:#.*)?$)"
)
#: Kinds of resources that are not typed, for lists that do not name their kind.
_SINGULAR = {"replicasets": "ReplicaSet", "statefulsets": "StatefulSet", "jobs": "Job"}
_LIST_END = re.compile(r"(?:apiVersion|items|metadata|  (?:resourceVersion|selfLink))\s*:|kind\s*:\s*\w*List\s*$")
_LIST_KIND = re.compile(r"kind\s*:\s*\w*List\s*$")
#: What a list has beside its items.
_LIST_KEYS = frozenset({"apiVersion", "items", "kind", "metadata"})
#: One of them is in every object.
_OBJECT_KEYS = frozenset({"apiVersion", "kind", "metadata", "items", "objectmeta"})
#: Damaged items of one list that are passed over.
_BREAKS = 50
_ITEM = re.compile(r"- (?:apiVersion|addressType|kind|metadata)\s*:")
_DIVIDER = re.compile(r"(?:---|\.\.\.)(?:\s|$)")


def holds_objects(texts: Iterable[str]) -> bool:
    """Whether the first of these lines that says something may begin a Kubernetes object in YAML or JSON."""
    for text in texts:
        if text and not text.isspace() and not text.lstrip().startswith("#") and text.rstrip() != "--" and not is_chatter(text):
            return len(text) < 1 << 16 and _START.match(text) is not None
    return False


def read_as(command: str, lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The records that one command lists; objects of other kinds are reported.

    Args:
        command: canonical name of the command.
        lines: the lines.
        ledger: their account.
    """
    ledger.holds_objects = True
    kind = kind_of(command)
    assumed = kind.name if kind else _SINGULAR.get(str(ledger.options.get("resource", "")))
    if not isinstance(ledger.uses, bytearray):  # they pass by once
        yield from read_pieces(object_pieces(lines, ledger), lambda texts, own: _of_command(command, texts, own, assumed), ledger)
        return
    yield from _of_command(command, list(lines), ledger, assumed)


def _of_command(command: str, texts: Sequence[str], ledger: Ledger, assumed: str | None) -> Iterator[Record]:
    others: dict[str, int] = {}
    for found in read_objects(texts, ledger, assumed):
        if command in (ANY, found.command):
            yield found.record
        else:
            others.setdefault(found.command, found.first)
    for name, index in others.items():
        ledger.report("AP208", f"objects of {name!r}, not of {command!r}", index, hint="Read them without naming a command.")


def read_objects(texts: Sequence[str], ledger: Ledger, assumed: str | None = None) -> Iterator[Found]:
    """All objects in these lines: YAML or JSON, one or many documents, lists, with their indentation or without.

    Args:
        texts: the lines without their ends.
        ledger: their account: lines of objects are marked, what is wrong is reported.
        assumed: kind of the objects that do not name theirs.
    """
    whole = read_list(texts, 0, len(texts))
    if whole is not None:  # nothing of it is damaged
        yield from _Reader(texts, ledger, assumed, (), frozenset(), has_templates=False).document(whole)
        return
    texts, elided = mend(texts, ledger)
    breaks = breaks_of(texts)
    reader = _Reader(texts, ledger, assumed, elided, breaks, has_templates=any("{{" in text for text in texts))
    position = 0
    for document in read_documents(texts, breaks=breaks):
        if document.first >= position:  # else it lies in lines that were read in another way
            position = yield from reader.document(document)


class _Reader:
    """Reads the documents of some lines."""

    def __init__(
        self, texts: Sequence[str], ledger: Ledger, assumed: str | None, elided: Sequence[int], breaks: frozenset[int], *, has_templates: bool
    ) -> None:
        self._texts = texts
        self._breaks = breaks
        self._has_templates = has_templates
        self._elided = elided
        self._ledger = ledger
        self._assumed = assumed
        self._make = Maker(ledger, has_gaps=bool(elided))

    def document(self, document: Document) -> Generator[Found, None, int]:
        """The objects of a document; returns the index behind it."""
        data, stop = document.data, document.stop
        if self._has_templates and (behind := self._template(document)):
            return behind
        if self._elided and self._has_gaps(document):
            return (yield from self._with_gaps(document))
        is_list = type(data) is Array and bool(data) and all(type(item) is Object for item in data)
        if type(data) is not Object and not is_list:
            if stop is None:
                return document.last + 1
            behind = self._run_end(stop.line)  # nothing reads as YAML; perhaps line by line
            found = list(self._rebuilt(self._run_start(stop.line), behind, silent=True))
            if not found and self._texts[document.first].startswith(("{", "[")):
                self._report(stop)
            yield from found
            return behind
        behind = -1  # where the run of lines ends is looked for when it matters
        if stop is not None and fits(data) and self._ends_before(stop):
            behind, stop = stop.line, None
            set_whole(data, whole=True)
            data.last = behind - 1
        if stop is None and type(data) is Object and items_of(data) and "kind" not in data and self._assumed is not None:
            set_whole(data["items"], whole=False)  # kubectl writes the kind behind the items
        if stop is None and type(data) is Object and breaks_off(data) and self._is_last(document):
            set_whole(data, whole=False)
        if type(data) is Object and (items := items_of(data)) and not _LIST_KEYS.issuperset(data) and type(items[-1]) is Object:
            items[-1].whole = False  # a line of its own lost its indentation, and looks like one of the list
        is_loose = type(data) is Object and _has_strangers(items_of(data))
        is_json = self._texts[document.first].lstrip()[:1] in ("{", "[")  # whose brackets tell what hangs where
        is_broken = stop is not None or not fits(data) or (not is_json and is_askew(data, self._assumed))
        if (is_loose or is_broken) and behind < 0:
            behind = self._run_end(document.first)
        if stop is not None and items_of(data) is not None:
            return (yield from self._broken_list(data, stop, behind))
        if is_loose:
            return (yield from self._loosened(data, behind))
        if is_broken:
            found = list(self._rebuilt(document.first, behind, silent=stop is not None or fits(data)))
            if found or (stop is None and not fits(data)):
                yield from found
                return behind
            for line, key in drop_misplaced(data, self._assumed):
                self._report(Problem(line, None, f"{key}: expected a list"))
        if type(data) is Object and _OBJECT_KEYS.isdisjoint(data):
            if stop is not None and self._texts[document.first].startswith("{"):
                self._report(stop)
            return document.last + 1
        for problem in document.problems:
            self._report(problem)
        if stop is not None:
            self._report(stop)
        found = list(self._make.all_of(data, self._assumed, None))
        if found:
            self._mark(document.first, (stop.line - 1) if stop is not None else data.last if type(data) is Object else document.last)
            yield from found
        elif stop is None and type(data) is Object and items_of(data) == [] and str(data.get("kind", "")).endswith("List"):
            self._mark(document.first, document.last)  # of such objects there are none
        return document.last + 1

    def _template(self, document: Document) -> int:
        """Name a document that is a template of Helm's; the index behind it, 0 where it is none."""
        if self._texts[document.first].startswith("{") and document.stop is None:
            return 0
        behind = self._run_end(document.first)
        line = template_in(self._texts, document.first, behind)
        if line is None:
            return 0
        self._ledger.report("AP305", "a template of Helm's, not rendered: read what 'helm template' prints", line)
        self._mark(document.first, behind - 1)
        return behind

    def _has_gaps(self, document: Document) -> bool:
        """Whether lines of a document were left out; the parts of it that may have gone on there are no longer whole."""
        if bisect_left(self._elided, document.first) == len(self._elided):
            return False
        behind = self._run_end(document.first)
        inside = self._elided[bisect_left(self._elided, document.first) : bisect_right(self._elided, behind)]
        if not inside or not isinstance(document.data, (Object, Array)):
            return bool(inside)
        if document.stop is not None or not fits(document.data):
            set_whole(document.data, whole=False)
            document.data.whole = False
            return True
        return open_at(document.data, inside, self._texts)

    def _with_gaps(self, document: Document) -> Generator[Found, None, int]:
        """The objects of a document of which somebody left out lines: nothing is put together across the gap."""
        for problem in (*document.problems, *((document.stop,) if document.stop else ())):
            self._report(problem)
        self._mark(document.first, document.last if document.stop is None else max(document.first, document.stop.line - 1))
        if isinstance(document.data, (Object, Array)):
            yield from self._make.all_of(document.data, self._assumed, None)
        return self._run_end(document.first)

    def _broken_list(self, data: Object | Array, stop: Problem, behind: int) -> Generator[Found, None, int]:
        """The objects of a list that broke off: those before the damage, the damaged one as far as it can be told, those behind it."""
        texts = self._texts
        self._mark_frame(data.first, next((item.first for item in items_of(data) or () if type(item) is Object), stop.line))
        for _ in range(_BREAKS):
            items = items_of(data) or Array(stop.line)
            sound = Array(data.first)
            for number, item in enumerate(items):
                # What only looks like an item is part of the one before it.
                if _is_stranger(item) or not item.whole or "metadata" not in item or any(map(_is_stranger, items[number + 1 : number + 2])):
                    break
                sound.append(item)
            yield from self._read_all(sound)
            broken = items[len(sound) : len(sound) + 1]
            start = broken[0].first if broken and type(broken[0]) is Object else stop.line
            following = self._next_item(start, behind, sound[0] if sound else broken[0] if broken else None)
            end = following
            while following == behind and end > start + 1 and (not texts[end - 1].strip() or _LIST_END.match(texts[end - 1])):
                end -= 1  # what kubectl writes behind the last item is none of it
            # kubectl writes the kind of the list behind its items.
            is_cut = following == behind and self._assumed is not None and not any(_LIST_KIND.match(text) for text in texts[end:behind])
            found = list(self._rebuilt(start, end, silent=True, item=True, is_cut=is_cut))
            if not found:
                self._report(stop)
                found = [part for item in broken if type(item) is Object and not item.whole for part in self._make.all_of(item, self._assumed, None)]
                for part in found:
                    self._mark(part.first, min(part.last, stop.line - 1))
            yield from found
            if following == behind:
                self._mark_frame(end, behind)
                return behind
            rest = [*[""] * following, *texts[following:behind]]
            if texts[following].lstrip().startswith("{"):
                rest[following] = "[" + rest[following]
            document = next(read_documents(rest), None)
            if document is None or type(document.data) is not Array:
                break
            data = document.data
            ending = document.stop
            if ending is None or _LIST_END.match(texts[ending.line]):
                set_whole(data, whole=True)
                if _has_strangers(data):
                    return (yield from self._loosened(data, behind))
                yield from self._read_all(data)
                self._mark_frame(behind if ending is None else ending.line, behind)
                return behind
            stop = ending
        self._report(stop)
        return behind

    def _next_item(self, start: int, behind: int, item: Any) -> int:
        """The index of the next line with which an item of a list begins."""
        texts = self._texts
        opening = texts[item.first] if type(item) is Object and texts[item.first].strip() == "{" else None
        return next((index for index in range(start + 1, behind) if (texts[index] == opening if opening else _ITEM.match(texts[index]))), behind)

    def _loosened(self, data: Object | Array, behind: int) -> Generator[Found, None, int]:
        """The objects of a list in which lines that lost their indentation look like items: they belong to the object before them."""
        items = items_of(data) or Array(data.first)
        self._mark_frame(data.first, items[0].first)
        starts = [number for number, item in enumerate(items) if not _is_stranger(item)]
        end = items[0].first
        for number, following in zip(starts, [*starts[1:], len(items)], strict=False):
            item = items[number]
            end = items[following].first if following < len(items) else items.last + 1
            run = Array(item.first)
            run.append(item)
            found = list(self._rebuilt(item.first, end, silent=True, item=True) if following > number + 1 else self._read_all(run))
            if not found:
                self._report(Problem(item.first, None, "behind it stand items that are no objects: was their indentation lost?"))
            yield from found
        self._mark_frame(end, behind)
        return behind

    def _read_all(self, items: Array) -> Iterator[Found]:
        for found in self._make.all_of(items, self._assumed, None):
            self._mark(found.first, found.last)
            yield found

    def _mark_frame(self, first: int, behind: int) -> None:
        """Mark what stands around the items of a list."""
        for index in range(first, behind):
            if _LIST_END.match(self._texts[index]):
                self._ledger.uses[index] = READ

    def _ends_before(self, stop: Problem) -> bool:
        """Whether the line at which a document broke off is none of its own: it is not indented, nor is what follows it."""
        if stop.line == 0 or not stop.message.startswith("YAML"):
            return False
        texts = self._texts
        following = next((text for text in texts[stop.line + 1 : stop.line + 50] if text.strip()), "")
        return bool(texts[stop.line]) and not texts[stop.line][0].isspace() and not following[:1].isspace()

    def _is_last(self, document: Document) -> bool:
        """Whether nothing stands behind a document that does not end with a bracket."""
        texts = self._texts
        return not texts[document.first].startswith("{") and not any(texts[index].strip() for index in range(document.last + 1, len(texts)))

    def _run_start(self, last: int) -> int:
        """The index behind the mark between documents before this line."""
        return next(
            (index + (index not in self._breaks) for index in range(last - 1, -1, -1) if index in self._breaks or _DIVIDER.match(self._texts[index])), 0
        )

    def _run_end(self, first: int) -> int:
        """The index of the next mark between documents; JSON needs none."""
        is_json = self._texts[first].startswith("{")
        for index in range(first + 1, len(self._texts)):
            if index in self._breaks or _DIVIDER.match(self._texts[index]) or (is_json and self._texts[index].startswith("{")):
                return index
        return len(self._texts)

    def _report(self, problem: Problem) -> None:
        self._ledger.report("AP203", problem.message, min(problem.line, len(self._texts) - 1), column=problem.column)

    def _mark(self, first: int, last: int) -> None:
        """Lines of a document, with the marks and comments before it."""
        texts, uses = self._texts, self._ledger.uses
        while first > 0 and uses[first - 1] == 0 and (_DIVIDER.match(texts[first - 1]) or texts[first - 1].lstrip()[:1] in ("#", "%")):
            first -= 1
        blank = [index for index, text in enumerate(texts[first : last + 1], first) if not text or text.isspace()]
        kept = [uses[index] for index in blank]
        uses[first : last + 1] = bytes([READ]) * (last + 1 - first)
        for index, use in zip(blank, kept, strict=True):
            uses[index] = use
        while last + 1 < len(texts) and _DIVIDER.match(texts[last + 1]):
            last += 1
            uses[last] = READ

    def _rebuilt(self, first: int, behind: int, *, silent: bool, item: bool = False, is_cut: bool = False) -> Iterator[Found]:
        """Objects of lines that lost their indentation; an item of a list begins with its mark, and may lack its end."""
        for result in rebuild(self._texts, first, behind, self._assumed, item=item):
            data = result.data
            if data is None:
                if result.stop is not None and not silent:
                    self._report(result.stop)
                continue
            name, version = str(data.get("kind") or self._assumed), data.get("apiVersion")
            version = version if isinstance(version, str) else None
            data.whole = data.whole and not is_cut
            if breaks_off(data) and not any(self._texts[index].strip() for index in range(data.last + 1, len(self._texts))):
                set_whole(data, whole=False)
            found = self._make.one(data, find_kind(name, version), name, version, result.alternatives)
            self._ledger.report("AP111", f"indentation lost: {name} put together by the names of its fields", data.first, last=data.last)
            for line, message in result.notes:
                self._ledger.report("AP212", message, line)
            self._mark(data.first, data.last)
            if found is not None:
                yield found


def _is_stranger(item: Any) -> bool:
    """Whether an item of a list of objects is none itself."""
    return type(item) is not Object or not any(key in item for key in ("metadata", "objectmeta", "kind", "apiVersion"))


def _has_strangers(items: Array | None) -> bool:
    """Whether some items are objects and others are not."""
    found = [_is_stranger(item) for item in items or ()]
    return any(found[1:]) and not found[0]
