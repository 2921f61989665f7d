"""Reads records one by one from lines that pass by once: constant memory whatever the size of the input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from antrea_parse.commands.base import UNREAD, Command, Ledger, Record
from antrea_parse.commands.chatter import is_chatter
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
        self._masked = False
        self._passing = _Passing()
        self._mark = _LastMarked()
        self._first_line = first_line
        self._ledger = Ledger(Lines(source, self._passing, _Numbers(first_line)), options)
        self._ledger.uses = self._mark  # type: ignore[assignment]  # stands in for a byte array that would grow with the input
        self._records = command.read(self._feed(lines), self._ledger)

    def __next__(self) -> Record:
        try:
            return next(self._records)
        except StopIteration:
            self._collect()  # what was found behind the last line
            raise

    def _feed(self, lines: Iterable[str]) -> Iterator[str]:
        source, limit = self._ledger.lines.source, self._command.line_limit
        passing = PassingLines()
        for index, line in enumerate(lines):
            (text,), _ = clean([line.rstrip("\r\n")], source, index + self._first_line)
            text, masked = passing.mask(text)
            self._passing.move(text)
            if masked and not self._masked:
                self._masked = True
                self._ledger.report("AP210", f"masked, from here on: {masked.partition(' in ')[0]}", index)
            if len(text) > limit:
                self._ledger.report("AP102", f"line of {len(text):,} characters not read, expected at most {limit:,}", index)
                self._mark.last = index
                text = ""
            yield text
            if self._mark.last != index and text and not text.isspace() and not is_chatter(text):
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
