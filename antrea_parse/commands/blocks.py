"""Folds lines into records: one line begins a record, further lines add to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from antrea_parse.commands.base import Ledger, Record

R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Blocks(Generic[R]):
    """The record that is being read, and those that were.

    A page may repeat lines: what stands there again adds nothing, is named and kept once.

    Attributes:
        ledger: account of the lines.
        record: type of the records.
        what: what messages call the record that has these values.
        key: what tells records of one output apart.
        last_column: a column of the last line that each record has; without it the output was cut.
        values: of the record that is being read; empty before the first.
        seen: the records of this output by their key.
        count: how many records this output had.
    """

    ledger: Ledger
    record: type[R]
    what: Callable[[dict[str, Any]], str]
    key: Callable[[R], Hashable]
    last_column: str
    values: dict[str, Any] = field(default_factory=dict)
    seen: dict[Hashable, R] = field(default_factory=dict)
    count: int = 0
    first: int = -1
    last: int = -1

    def begin(self, index: int, values: dict[str, Any]) -> Iterator[R]:
        """The first line of a record; yields the one before."""
        if self.values == values:
            self.ledger.report("AP205", f"{self._name} stands here again", index)
            return
        yield from self.finish()
        self.values = values
        self.first = self.last = index

    def add(self, index: int, values: dict[str, Any]) -> None:
        """A further line."""
        column = next(iter(values))
        if not self.values:
            self.ledger.report("AP202", f"{column} of a record whose first line is missing", index)
        elif column not in self.values:
            self.values.update(values)
            self.last = index
        elif values.items() <= self.values.items():
            self.ledger.report("AP205", f"{column} of {self._name} stands here again", index)
        else:
            self.ledger.report("AP206", f"another {column} of {self._name}; the first is kept", index)

    def finish(self) -> Iterator[R]:
        """The record that was begun, unless it stands here again."""
        if not self.values:
            return
        record = self.record.build(self.values, self.ledger.span(self.first, self.last))
        if self.last_column and self.last_column not in self.values:
            self.ledger.report("AP202", f"{self._name} has no {self.last_column}, which the tool prints last", self.first)
        known = self.seen.setdefault(self.key(record), record)
        if known == record and known is not record:
            self.ledger.report("AP205", f"{self._name} stands here again", self.first)
        else:
            if known is not record:
                self.ledger.report("AP206", f"{self._name} stands here again with other values; both are kept", self.first)
            self.count += 1
            yield record
        self.values = {}

    def forget(self) -> None:
        """Another output begins, in which the same record is no repetition."""
        self.seen.clear()
        self.count = 0

    @property
    def _name(self) -> str:
        return self.what(self.values)
