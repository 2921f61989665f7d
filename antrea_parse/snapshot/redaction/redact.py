"""Redacts a snapshot: the lines that are understood with pseudonyms, all others withheld."""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from antrea_parse.commands.chatter import is_chatter
from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.coverage import Use
from antrea_parse.snapshot.heading import find_heading
from antrea_parse.snapshot.marks import find_marks
from antrea_parse.snapshot.redaction.addresses import Addresses
from antrea_parse.snapshot.redaction.collect import names_of, networks_of
from antrea_parse.snapshot.redaction.names import Names
from antrea_parse.snapshot.redaction.objects import object_line
from antrea_parse.snapshot.redaction.rewrite import Rewriter
from antrea_parse.snapshot.redaction.tables import realigned
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.prompt import find_prompt, find_prompt_behind, find_tall_prompt
from antrea_parse.text.source import Lines, Source, Unkept

if TYPE_CHECKING:
    from antrea_parse.snapshot.snapshot import Snapshot

#: What stands in place of a line that is not shown.
WITHHELD = "> [withheld]"
#: What objects begin with, and tables do not.
_OBJECT = re.compile(r"\s*(?:---|[{\[#]|(?:- )?[\"']?[A-Za-z][\w.-]*[\"']?\s*:(?:\s|$))")
#: Stands for a line that is a part of the one before.
_GONE = "\0"
_TABLES = ("kubectl get", "antctl get")
#: Tables of what the program itself has.
_OF_TOOLS = frozenset(["antctl get featuregates", "kubectl api-resources", "antctl version"])
#: Columns that hold words of the tools.
_TITLES_OF_TOOLS = frozenset(
    [
        "STATUS",
        "ROLES",
        "VERSION",
        "TYPE",
        "OS-IMAGE",
        "KERNEL-VERSION",
        "CONTAINER-RUNTIME",
        "READY",
        "AGE",
        "RESTARTS",
        "PORT(S)",
        "PORTS",
        "ACTION",
        "DIRECTION",
        "EVENT",
    ]
)
#: A row of a table of nodes, as far as names go.
_NODE_ROW = re.compile(r"(\s*\S+)(\s.*)$")


@dataclass(frozen=True, slots=True)
class Redaction:
    """Captures with pseudonyms.

    Attributes:
        texts: the redacted text of each source, by its redacted name.
        mapping: what was replaced by what: ``names`` and ``addresses``. It undoes the redaction: keep it.
        withheld: how many lines of each use were not shown, because nobody can tell what they say.
        masked: how many lines of objects had values masked.
        dropped: sources that are not shown at all (logs, rules of firewalls), by their redacted names.
    """

    texts: dict[str, str]
    mapping: dict[str, dict[str, str]]
    withheld: dict[str, int] = field(default_factory=dict)
    masked: int = 0
    dropped: tuple[str, ...] = ()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the texts: to a folder, to an archive (``.tar``, ``.tar.gz``, ``.tgz``), or, of one source, to a file.

        Raises:
            CaptureError: it cannot be written, or a folder or file of that name exists.
        """
        target = Path(path)
        try:
            if target.name.endswith((".tar", ".tar.gz", ".tgz")):
                target.write_bytes(self._archive(packed=not target.name.endswith(".tar")))
            elif len(self.texts) == 1 and target.suffix:
                target.write_text(next(iter(self.texts.values())), encoding="utf-8", newline="\n")
            else:
                target.mkdir(parents=True)
                for name, text in self.texts.items():
                    file = target / name
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CaptureError(f"{target}: {error.strerror or error}; expected a new folder, or the name of a file or archive that can be written") from error

    def save_mapping(self, path: str | os.PathLike[str]) -> None:
        """Write the mapping as JSON, readable by its owner alone."""
        target = Path(path)
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123  # a descriptor
                json.dump(self.mapping, file, indent=1, sort_keys=True, ensure_ascii=False)
        except OSError as error:
            raise CaptureError(f"{target}: {error.strerror or error}") from error

    def _archive(self, *, packed: bool) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz" if packed else "w", format=tarfile.PAX_FORMAT) as archive:
            for name, text in self.texts.items():
                data = text.encode()
                info = tarfile.TarInfo(name)
                info.size, info.mode = len(data), 0o644
                archive.addfile(info, io.BytesIO(data))
        return out.getvalue()


def redact(snapshot: Snapshot, key: bytes | str | None = None) -> Redaction:
    """Replace what the captures say of whose cluster it is; see `Snapshot.redact`."""
    secret = secrets.token_bytes(32) if key is None else key.encode() if isinstance(key, str) else key
    rewriter = rewriter_of(snapshot, secret)
    work = _Work(snapshot, rewriter)
    texts: dict[str, str] = {}
    dropped = []
    common = _common([source.name for source in snapshot.sources])
    for source in snapshot.sources:
        name = _renamed(source, common, rewriter)
        if isinstance(source.lines.texts, Unkept):
            dropped.append(name)
        else:
            texts[name] = work.text(source)
    mapping = {"names": rewriter.names.seen, "addresses": dict(sorted(rewriter.addresses.seen.items()))}
    return Redaction(texts, mapping, dict(work.withheld), work.masked, tuple(dropped))


def rewriter_of(snapshot: Snapshot, key: bytes) -> Rewriter:
    """What gives the names and addresses of a snapshot their pseudonyms."""
    addresses = Addresses(key, networks_of(snapshot.sources))
    return Rewriter(Names(key, *names_of(snapshot), addresses), addresses)


def _renamed(source: Source, common: int, rewriter: Rewriter) -> str:
    """The name of a source: that of a bundle's file is a word of the tools."""
    folder, slash, file = _below(source.name, common).rpartition("/")
    in_bundle = source.origin is not None and bool(source.origin.command or source.origin.unread)
    return rewriter.strict(folder, named=True) + slash + rewriter.strict(file, named=not in_bundle)


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]


def _common(names: Sequence[str]) -> int:
    """How many folders stand before all of these: all that they share but the last."""
    paths = [_parts(name)[:-1] for name in names]
    shared = 0
    while paths and all(len(path) > shared and path[shared] == paths[0][shared] for path in paths):
        shared += 1
    return max(shared - 1, 0)


def _below(name: str, common: int) -> str:
    """A path below the folder that is written."""
    return "/".join(_parts(name)[common:]).strip("<>") or "text"


class _Work:
    """Rewrites sources line by line."""

    def __init__(self, snapshot: Snapshot, rewriter: Rewriter) -> None:
        self._coverage = snapshot.coverage
        self._rewriter = rewriter
        self.withheld: Counter[str] = Counter()
        self.masked = 0
        self._captures: dict[str, list[Capture]] = {}
        for capture in snapshot.captures:
            self._captures.setdefault(capture.span.source, []).append(capture)

    def text(self, source: Source) -> str:
        """The redacted text of a source."""
        lines = source.lines
        uses = self._coverage.uses_of(source.name)
        first = lines.numbers[0] if len(lines) else 1
        found: list[str | None] = [None] * len(lines)
        captures = self._captures.get(source.name, [])
        read = {number: index for index, number in enumerate(lines.numbers[:-1]) if uses[number - first] == "parsed"}
        commands = {number: capture.command for capture in captures for number in range(capture.span.first_line, capture.span.last_line + 1)}
        for capture in captures:
            self._wrapped(read, capture, found)
            if (capture.command or "").startswith(_TABLES):
                self._table(lines, read, capture, found)
        self._broken_commands(lines, found)
        unread = {number for capture in captures if capture.command is None for number in [capture.span.first_line]}
        objects = _object_lines(captures)
        for index in range(len(lines)):
            if found[index] is None:
                number = lines.numbers[index]
                command = commands.get(number) or ""
                found[index] = self._line(lines, index, uses[number - first], command, is_object=number in objects, is_unread=number in unread)
        return "\n".join(line for line in found if line is not None and line is not _GONE) + ("\n" if lines.ended and found else "")

    def _line(self, lines: Lines, index: int, use: Use, command: str, *, is_object: bool, is_unread: bool) -> str:
        rewriter, text = self._rewriter, lines.texts[index]
        if not text.strip():
            return text
        if use == "object" or (use == "parsed" and is_object):
            line, masked = object_line(text, rewriter)
            self.masked += masked
            return line
        if use == "parsed":
            return self._row(text, command)
        if use in ("command", "prompt"):
            return rewriter.strict(text) if is_unread else self._typed(lines, index)
        if use == "chatter" and is_chatter(said := rewriter.strict(text, named=True)):
            return said
        if rewriter.is_known(text):
            return rewriter.line(text, named=True)
        if use in ("prose", "other") and (heading := find_heading(lines.texts, index, len(lines))) is not None and (heading[0].command or heading[0].host):
            return rewriter.strict(text)
        self.withheld[use] += 1
        return WITHHELD

    def _row(self, text: str, command: str) -> str:
        """A line of an output; in rows of tables that lost their columns any word may be a name, but for the roles of nodes."""
        rewriter = self._rewriter
        if not command.startswith(_TABLES) or command in _OF_TOOLS:
            return rewriter.line(text)
        if command == "kubectl get nodes" and (match := _NODE_ROW.match(text)) is not None:
            return rewriter.line(match[1], named=True) + rewriter.line(match[2])
        return rewriter.line(text, named=True)

    def _typed(self, lines: Lines, index: int) -> str:
        """A prompt with its command, the upper line of one that has two, or the rest of a command that was continued."""
        text = lines.texts[index]
        prompt = find_prompt(text) or find_prompt_behind(text)
        if prompt is None and index and (prompt := find_tall_prompt(lines.texts[index - 1], text)) is not None:
            return self._rewriter.typed(text, prompt.column)
        if prompt is None and index + 1 < len(lines) and (below := find_tall_prompt(text, lines.texts[index + 1])) is not None:
            return self._rewriter.typed(text, len(text), below.host)
        return self._rewriter.typed(text, prompt.column, prompt.host) if prompt is not None else self._rewriter.typed(text, 0)

    def _broken_commands(self, lines: Lines, found: list[str | None]) -> None:
        """Command lines that a terminal broke are written joined: a name that is cut in two is none."""
        for mark in find_marks(lines):
            if mark.wrapped and mark.prompt is not None and mark.is_certain:
                is_tall = find_tall_prompt(lines.texts[mark.start], lines.texts[mark.start + 1]) is not None
                start = mark.start + is_tall
                head = "".join(lines.texts[start : mark.typed])[: mark.prompt.column]
                found[start] = self._rewriter.typed(head + mark.command, mark.prompt.column, mark.prompt.host)
                for gone in range(start + 1, mark.typed):
                    found[gone] = _GONE

    def _wrapped(self, read: Mapping[int, int], capture: Capture, found: list[str | None]) -> None:
        """Lines that a terminal wrapped are written joined: an address that is cut in two is none."""
        ledger = capture.output.ledger if capture.output is not None else None
        if ledger is None or not any(item.code == "AP110" for item in capture.output.diagnostics):  # type: ignore[union-attr]
            return
        numbers, texts, command = ledger.lines.numbers, ledger.lines.texts, capture.command or ""
        shown: dict[int, str] = {}
        if command.startswith(_TABLES) and not is_object(capture):
            for run in _runs(range(len(texts)), texts):
                shown |= self._aligned(run, texts, command)
        for index, text in enumerate(texts):
            if (index in shown or numbers[index + 1] - numbers[index] > 1) and numbers[index] in read:
                at = read[numbers[index]]
                found[at] = shown.get(index) or self._row(text, command)
                for gone in range(at + 1, min(at + numbers[index + 1] - numbers[index], len(found))):
                    found[gone] = _GONE

    def _table(self, lines: Lines, read: Mapping[int, int], capture: Capture, found: list[str | None]) -> None:
        ledger = capture.output.ledger if capture.output is not None else None
        if ledger is None or not len(ledger.lines) or is_object(capture):
            return
        rows = [read[number] for number in ledger.lines.numbers[:-1] if number in read]
        for run in _runs(rows, lines.texts):
            for index, text in self._aligned(run, lines.texts, capture.command or "").items():
                if found[index] is None:
                    found[index] = text

    def _aligned(self, run: Sequence[int], texts: Sequence[str], command: str) -> dict[int, str]:
        """The lines of a table with its columns aligned again; nothing when they are not aligned now."""
        aligned = realigned([texts[index] for index in run], partial(self._cell, command), narrow=command.startswith("antctl"))
        return {} if aligned is None else dict(zip(run, aligned, strict=True))

    def _cell(self, command: str, cell: str, title: str) -> str:
        if title == "MESSAGE":
            return self._rewriter.strict(cell, named=True)
        return self._rewriter.line(cell, named=title not in _TITLES_OF_TOOLS and command not in _OF_TOOLS)


def is_object(capture: Capture) -> bool:
    """Whether a capture holds objects rather than a table."""
    ledger = capture.output.ledger if capture.output is not None else None
    if ledger is None or not (capture.command or "").startswith(_TABLES):
        return False
    first = next((text for text in ledger.lines.texts if text.strip()), "")
    return _OBJECT.match(first) is not None


def _object_lines(captures: Sequence[Capture]) -> set[int]:
    return {number for capture in captures if is_object(capture) for number in range(capture.span.first_line, capture.span.last_line + 1)}


def _runs(rows: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    """Runs of lines with a header of capitals at their head."""
    run: list[int] = []
    for index in rows:
        text = texts[index]
        head = text.split(None, 1)[0] if text.strip() else ""
        starts = bool(head) and text == text.upper() and head[0].isalpha() and not any(char.isdigit() for char in head)
        if run and (not text.strip() or starts):
            yield run
            run = []
        if starts or (run and text.strip()):
            run.append(index)
    if run:
        yield run
