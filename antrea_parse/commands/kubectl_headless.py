"""Rows without a header (``--no-headers``): columns told by the grammar of their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from antrea_parse.commands.base import Ledger, Record
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.kubectl_kind import TEMPLATE, Kind
from antrea_parse.commands.kubectl_recovery import WIDE_GAP, Recovery
from antrea_parse.commands.kubectl_table import NAME, Table
from antrea_parse.engine.readings import Words
from antrea_parse.engine.table import Grammar, Header, grammar


class Headless:
    """Rows without a header: each of the kind's headers is tried, and those that fit every row so far remain.

    Args:
        kind: the kind of table.
        columns: the grammar of its columns.
        ledger: the account of the lines.
    """

    def __init__(self, kind: Kind, columns: Grammar, ledger: Ledger) -> None:
        self.kind = kind
        self._ledger = ledger
        options = ledger.options
        self._told = bool(options.get("no_headers"))
        fronts: list[tuple[str, ...]] = [(), ("NAMESPACE",)] if kind.namespaced else [()]
        labels: tuple[str, ...] = tuple(title_of(key) for key in str(options["label_columns"]).split(",")) if options.get("label_columns") else ()
        backs: list[tuple[str, ...]] = [labels, (*labels, "LABELS")]
        known = list(kind.headers)
        if options:  # the command line is known
            backs = backs[1:] if options.get("show_labels") else backs[:1]
            fronts = fronts[-1:] if options.get("all_namespaces") else fronts[:1]
            if options.get("watch_events"):
                fronts = [("EVENT", *front) for front in fronts]
        headers = [(*front, *header, *back) for back in backs for front in fronts for header in known]
        self._tables = [Table(kind, Header(header, None), columns, ledger) for header in headers]

    def row(self, line: str, index: int) -> dict[str, Any] | None:
        """The fields of a row; None for a line that is none. Fields that depend on the header that is not there are unset and reported."""
        fitting = []
        for table in self._tables:
            values = table.row(line)
            if values is not None:
                fitting.append((table, values))
                if table.layout.starts is None:
                    _learn(table, line)
        if not fitting:
            return self._unclear(line, index)
        self._tables = [table for table, _ in fitting]
        self._tell(index)
        first = fitting[0][1]
        agreed = {name: value for name, value in first.items() if all(name in values and values[name] == value for _, values in fitting)}
        if len(agreed) < max(len(values) for _, values in fitting):
            unclear = sorted({name for _, values in fitting for name in values} - set(agreed))
            if "name" in unclear:
                return None
            self._ledger.report("AP206", f"row without header reads in several ways, left unset: {', '.join(unclear)}", index)
        return agreed

    def _tell(self, index: int) -> None:
        if not self._told:
            self._told = True
            self._ledger.report("AP202", "no header: columns told by the grammar of their cells", index)

    def _unclear(self, line: str, index: int) -> dict[str, Any] | None:
        """A row that reads in several ways under one header, or may do so."""
        for table in self._tables:
            recovery, readings = Recovery(table), table.readings(line)
            if table.may_lack(readings):
                readings = recovery.lacking(line, index)
            if readings:
                self._tell(index)
                return recovery.merged(readings, index)
        return None


def prefix_of(line: str) -> str:
    """What stands before the name of a row where several resources are listed; empty elsewhere.

    >>> prefix_of("default   pod/frontend   1/1")
    'pod'
    """
    return next((word.partition("/")[0] for word in line[:1024].split(None, 3)[:3] if "/" in word), "")


class Bare:
    """Rows without a header of any resource, or of several: told by what stands before their names, or else by where their cells stand.

    Args:
        prefixes: the kinds of those resources that have one, by what stands before a name (``pod``).
        generic: makes a kind for titles.
        ledger: the account of the lines.
        titles: of somebody's own columns, as the command line tells them.
    """

    def __init__(self, prefixes: Mapping[str, Kind], generic: Callable[[Sequence[str]], Kind], ledger: Ledger, titles: tuple[str, ...] = ()) -> None:
        self._prefixes = prefixes
        self._generic = generic
        self._ledger = ledger
        self._titles = titles
        self._kinds: dict[str, Headless] = {}
        self._tables: dict[str, tuple[Table, Recovery]] = {}

    def row(self, line: str, index: int) -> tuple[type[Record], dict[str, Any]] | None:
        """The fields of a row and what record they make; None for a line that is no row."""
        prefix = prefix_of(line)
        kind = self._prefixes.get(prefix)
        if kind is not None:
            if prefix not in self._kinds:
                self._kinds[prefix] = Headless(kind, grammar(TEMPLATE), self._ledger)
            values = self._kinds[prefix].row(line, index)
            if values is not None:
                return kind.record, values
        return self._row(line, index, prefix) if self._ledger.options.get("no_headers") else None

    def _row(self, line: str, index: int, prefix: str) -> tuple[type[Record], dict[str, Any]] | None:
        if is_chatter(line):
            return None
        if prefix not in self._tables:
            table = self._begun(line, index)
            if table is None or len(self._tables) > 64:
                return None
            self._tables[prefix] = table, Recovery(table)
        table, recovery = self._tables[prefix]
        values = table.row(line)
        if values is None:
            values = recovery.row(line, index)
        if values is None:
            return None
        table.rows += 1
        return table.kind.record, values

    def _begun(self, line: str, index: int) -> Table | None:
        options = self._ledger.options
        cells = WIDE_GAP.split(line.rstrip())
        is_flat = len(cells) == 1
        gaps = [0, *(len(gap) for gap in WIDE_GAP.findall(line.rstrip()))]
        if is_flat:
            cells = line.split()
        front = [title for name, title in (("watch_events", "EVENT"), ("all_namespaces", "NAMESPACE")) if options.get(name)] + ["NAME"]
        back = [title_of(key) for key in str(options.get("label_columns") or "").split(",") if key] + ["LABELS"] * bool(options.get("show_labels"))
        middle = len(cells) - len(front) - len(back)
        if len(cells) != len(self._titles) if self._titles else middle < 0 or not NAME.fullmatch(cells[len(front) - 1]):
            return None
        titles = self._titles or (*front, *(f"COLUMN {number}" for number in range(len(front) + 1, len(front) + 1 + middle)), *back)
        starts = None if is_flat else tuple(accumulate(length + gap for length, gap in zip([0, *map(len, cells[:-1])], gaps, strict=True)))
        self._ledger.report("AP202", "no header: columns told by where the cells of this row begin, as if none were empty", index)
        return Table(self._generic(titles), Header(titles, starts), grammar(TEMPLATE), self._ledger)


def _learn(table: Table, line: str) -> None:
    """Where the cells of an aligned row stand, those of the next rows stand too; then empty cells are told as well."""
    (reading,) = table.readings(line)
    gap = " " * table.layout.padding
    if gap not in line.strip() or not all(reading):
        return
    starts, word = [], 0
    words = Words(line)
    for cell in reading:
        starts.append(words.starts[word])
        word += len((cell or "").split())
    if all(line[start - len(gap) : start] == gap for start in starts[1:]):
        table.layout.move(starts)


def title_of(label: str) -> str:
    """The title of a column that ``-L`` adds: the last part of the label's key, in upper case.

    >>> title_of("app.kubernetes.io/name")
    'NAME'
    """
    return label.rpartition("/")[2].upper()
