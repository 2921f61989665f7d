"""Reads records one by one from lines that pass by once: constant memory whatever the size of the input."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from antrea_parse.commands.base import UNREAD, Command, Ledger, Record
from antrea_parse.commands.chatter import is_chatter, is_elision
from antrea_parse.commands.parse import raise_first_error
from antrea_parse.text.clean import clean
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.secrets import PassingLines
from antrea_parse.text.source import Lines

#: Diagnostics that are kept; later ones are only counted.
KEPT = 1000


class RecordStream(Iterator[Record]):
    """An iterator over the records of a stream of lines.

    Repairs that need the whole capture (line prefixes, wrapped lines) are not tried; a line that is not understood is a diagnostic
    and the reading goes on.

    Attributes:
        diagnostics: the first findings, as far as the lines have been read.
        unread: how many lines were not understood so far.
    """

    def __init__(self, command: Command, lines: Iterable[str], options: Mapping[str, Any], source: str, *, strict: bool = False, first_line: int = 1) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.unread = 0
        self._command = command
        self._strict = strict
        self._source = source
        self._options = options
        self._line = first_line
        self._texts = self._clean(lines)
        self._held: tuple[str, str] | None = None  # a line to begin the next piece with
        self._masked = False
        self._ledger: Ledger
        self._records = self._read()

    def __next__(self) -> Record:
        try:
            return next(self._records)
        except StopIteration:
            self._collect()  # what was found behind the last line
            raise

    def _clean(self, lines: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Each line without control codes and secrets, and which secrets were masked."""
        secrets = PassingLines()
        for line in lines:
            (text,), _ = clean([line.rstrip("\r\n")], self._source, 1)
            yield secrets.mask(text)

    def _read(self) -> Iterator[Record]:
        while True:
            self._ledger = Ledger(Lines(self._source, _Passing(), _Numbers(self._line)), self._options)
            self._ledger.uses = _LastMarked()  # type: ignore[assignment]  # stands in for a byte array that would grow with the input
            yield from self._command.read(self._feed(), self._ledger)
            if self._held is None:
                return

    def _feed(self) -> Iterator[str]:
        """Lines to read, up to one behind lines that were left out, where it may go on with another record."""
        limit = self._command.line_limit
        passing: Any = self._ledger.lines.texts
        mark: Any = self._ledger.uses
        starts = re.compile(self._command.starts)
        held, self._held = self._held, None
        is_left_out = False
        for index, (text, masked) in enumerate(self._texts if held is None else chain((held,), self._texts)):
            if is_left_out and self._command.nests and not starts.match(text):
                self._held = text, masked
                return
            self._line += 1
            passing.move(text)
            if masked and not self._masked:
                self._masked = True
                self._ledger.report("AP210", f"masked, from here on: {masked.partition(' in ')[0]}", index)
            if len(text) > limit:
                self._ledger.report("AP102", f"line of {len(text):,} characters not read, expected at most {limit:,}", index)
                mark.last = index
                text = ""
            yield text
            is_left_out = mark.last != index and is_elision(text)
            if is_left_out:
                self._ledger.report("AP213", index=index)
            elif mark.last != index and text and not text.isspace() and not is_chatter(text):
                self.unread += 1
                self._ledger.report("AP201", f"{self._command.name}: line not understood", index)
            self._collect()

    def _collect(self) -> None:
        found = self._ledger.diagnostics
        if found:
            if self._strict:
                raise_first_error(found)
            self.diagnostics.extend(found[: KEPT - len(self.diagnostics)])
            found.clear()


class _LastMarked:
    """The byte array of a ledger, of which only the last two lines marked are kept."""

    def __init__(self) -> None:
        self.last = self.before = -1
        self._uses: set[int] = set()

    def __setitem__(self, index: int, use: int) -> None:
        if use == UNREAD:  # a reader may take a mark back
            self.last = -1
        elif index != self.last:
            self.before, self.last = self.last, index
        self._uses.add(use)

    def find(self, use: int) -> int:
        """Whether a line had this use, as an index: which one is not kept."""
        return 0 if use in self._uses else -1

    def __getitem__(self, index: int) -> int:
        return int(index >= 0 and index in (self.last, self.before))


class _Passing(Sequence[str]):
    """Lines of which only the current one and the one above are at hand; diagnostics about earlier ones quote nothing."""

    def __init__(self) -> None:
        self.current = self.above = ""
        self.at = -1

    def move(self, text: str) -> None:
        self.above, self.current = self.current, text
        self.at += 1

    def __len__(self) -> int:
        return 0

    def __getitem__(self, index: Any) -> Any:
        return self.current if index == self.at else self.above if index == self.at - 1 else None


class _Numbers(Sequence[int]):
    """Numbers of lines that all stand one after another."""

    def __init__(self, first: int) -> None:
        self.first = first

    def __len__(self) -> int:
        return 0

    def __getitem__(self, index: Any) -> Any:
        return index + self.first
