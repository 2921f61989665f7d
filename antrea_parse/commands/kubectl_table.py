"""The rows under one header: as they stand, or told by the grammar of their columns where blanks or cells were lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from antrea_parse.commands.base import Ledger
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.kubectl_kind import COMMON_FIELDS, Field, Kind
from antrea_parse.engine.table import ANYTHING, READING_LIMIT, Grammar, Header, Layout

#: Rows whose repetition is noticed; later ones are not remembered, so that a stream of rows needs constant memory.
REMEMBERED = 10_000
_NAME = re.compile(r"(?:[a-z0-9.-]+/)?[a-z0-9](?:[-a-z0-9.:]*[a-z0-9])?")
_WIDE_GAP = re.compile(r" {3,}")
#: Different texts of one column that are converted once only.
CACHED = 4096


class Misfit(Exception):  # noqa: N818  # says what a cell is, and never leaves this module
    """A cell is not of its column's grammar."""


class Table:
    """The rows under one header.

    Args:
        kind: the kind of table.
        header: its header.
        columns: the grammar of its columns.
        ledger: where findings are reported.
    """

    def __init__(self, kind: Kind, header: Header, columns: Grammar, ledger: Ledger) -> None:
        self.kind = kind
        self.titles = titles = header.titles
        self.ledger = ledger
        self.rows = 0
        self.is_flat = header.starts is None
        added = kind.label_columns(titles, loosely=True) or ()
        end = len(titles) - (titles[-1] == "LABELS")
        keys = str(ledger.options.get("label_columns", "")).split(",")
        labels = dict(zip(range(end - len(added), end), keys if len(keys) == len(added) else added, strict=True))
        anything = kind.is_open and not self.is_flat
        self.columns = [
            ANYTHING if anything else columns.column(kind.name, "LABEL VALUE" if number in labels else title) for number, title in enumerate(titles)
        ]
        self.fields = kind.ordered or tuple(
            Field("label_columns", key=labels[number]) if number in labels else kind.fields.get(title) or COMMON_FIELDS[title]
            for number, title in enumerate(titles)
        )
        self.layout = Layout(self.columns, header.starts, kind.padding)
        self._anchor = titles.index(kind.anchor) if kind.anchor in titles else 0
        self._caches: list[dict[str, dict[str, Any]]] = [{} for _ in titles]
        self._plain = [(number, self._caches[number]) for number, field in enumerate(self.fields) if field.key is None]
        self._grouped = [(number, field.name) for number, field in enumerate(self.fields) if field.key is not None]
        self._shows_none = False
        self._seen: dict[tuple[Any, Any], tuple[int, dict[str, Any]]] = {}

    def row(self, line: str) -> dict[str, Any] | None:
        """The fields of a row that is as its header says; None for one that is not."""
        if "<none>" in line:
            self._shows_none = True
        cells: Sequence[str | None] | None = self.layout.aligned(line)
        if cells is None:
            readings = self._readings(line) if self.is_flat else ()
            if len(readings) != 1:
                return None
            cells = readings[0]
        elif self.kind.is_open and not self._is_row(line, cells):
            return None
        values: dict[str, Any] = {}
        try:
            for number, cache in self._plain:
                cell = cells[number]
                part = cache.get(cell)  # type: ignore[arg-type]  # no cell is missing here
                values.update(self._load(number, cell) if part is None else part)  # type: ignore[arg-type]
            for number, name in self._grouped:
                values.setdefault(name, {}).update(self._load(number, cells[number]))  # type: ignore[arg-type]
        except Misfit:
            return None
        return values

    def _is_row(self, line: str, cells: Sequence[str | None]) -> bool:
        """Whether a line that happens to fit under an open header is a row rather than a message or prose."""
        first = cells[0] or ""
        alone = not any(cell and cell.strip() for cell in cells[1:])
        return first[:1] not in ("", " ") and not is_chatter(line) and not (alone and _NAME.fullmatch(first.rstrip()) is None)

    def _load(self, number: int, cell: str) -> dict[str, Any]:
        """The fields of one cell.

        Raises:
            Misfit: the cell is not of its column's grammar.
        """
        cache = self._caches[number]
        part = cache.get(cell)
        if part is None:
            text = cell.rstrip(" ")
            if not self.columns[number].pattern.fullmatch(text):
                raise Misfit
            part = self._convert(number, text)
            if len(cache) < CACHED:
                cache[cell] = part
        return part

    def _convert(self, number: int, text: str) -> dict[str, Any]:
        name, convert, spread, key = self.fields[number]
        if key is not None:
            name = key
        if not text or text == self.kind.nothing:
            return {name: None}
        if convert is None:
            return {name: text}
        try:
            return convert(text) if spread else {name: convert(text)}
        except ValueError as error:
            raise Misfit from error

    def _store(self, values: dict[str, Any], number: int, part: dict[str, Any]) -> None:
        field = self.fields[number]
        if field.key is None:
            values.update(part)
        else:
            values.setdefault(field.name, {}).update(part)

    def recover(self, line: str, index: int) -> dict[str, Any] | None:
        """The fields of a row that is not as its header says; None for a line that is no row.

        What could not be told for sure is unset and reported.
        """
        cells = self.layout.aligned(line)
        if cells and self.kind.is_open and not self._is_row(line, cells):
            cells = None
        values, misfits = self._lenient(cells) if cells else ({}, [self._anchor])
        stands = self._anchor not in misfits
        if stands and not misfits:
            return values
        readings = self._spaced(line) if self.kind.is_open and not self.is_flat else self._readings(line)
        if readings:
            found = self._merged(readings, index)
            if found is not None and not self.is_flat:
                self.ledger.report("AP111", "row does not stand under its header: cells told by the grammar of their columns", index)
            return found
        if self.kind.is_open:
            return values if stands else None
        if not stands or any(cells and not cells[number].strip() for number in misfits):
            found = self._short(line, index)
            if found is not None or not stands or not self._shows_none:
                return found
        for number in misfits:
            self._report_misfit(number, cells[number] if cells else "", index)
        return values

    def _spaced(self, line: str) -> list[tuple[str | None, ...]]:
        """A row of an open table that outgrew its columns, as rows do that ``-w`` adds, cut where its blanks are."""
        cells = _WIDE_GAP.split(line.strip())
        return [tuple(cells)] if len(cells) == len(self.columns) and not is_chatter(line) and _NAME.fullmatch(cells[0]) else []

    def _report_misfit(self, number: int, cell: str, index: int) -> None:
        if cell.strip():
            self.ledger.report("AP203", f"{self.titles[number]}: {cell.strip()[:80]!r} not understood, left unset", index)

    def _readings(self, line: str, count: int | None = None, *, missing: bool = False) -> list[tuple[str | None, ...]]:
        """Readings of a row by the grammar of its columns; where cells are missing or empty, those that the kind allows."""
        consistent = self.kind.consistent
        readings = self.layout.readings(line, count, missing=missing)
        return [reading for reading in readings if all(reading) or consistent(dict(zip(self.titles, reading, strict=False)))]

    def _lenient(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[int]]:
        """The fields of an aligned row whose text cells may be anything, and the columns that could not be read."""
        values: dict[str, Any] = {}
        misfits = []
        for number, cell in enumerate(cells):
            try:
                part = self._load(number, cell)
            except Misfit:
                text = cell.rstrip(" ")
                field = self.fields[number]
                if field.convert is not None or not text or text[0] == " ":
                    misfits.append(number)
                    continue
                part = {field.key or field.name: text}
            self._store(values, number, part)
        return values, misfits

    def _short(self, line: str, index: int) -> dict[str, Any] | None:
        """A row of which cells are missing: at its end, or words in angle brackets anywhere that a browser took for tags."""
        total = len(self.columns)
        if self._shows_none:  # this text kept its words in angle brackets
            counts = range(total - 1, self._anchor, -1)
            cut = [(*reading, *[None] * (total - count)) for count in counts for reading in self._readings(line, count)]
            if cut:
                values = self._merged(cut, index)
                if values is not None:
                    self.ledger.report("AP204", f"row ends before {self._missing(cut)}", index)
                return values
        eaten = self.layout.shifted(line, self._readings(line, missing=True))
        if not eaten:
            return None
        values = self._merged(eaten, index)
        if values is not None:
            self.ledger.report("AP113", f"no {self._missing(eaten)}: words like <none> are missing where a page takes them for tags", index)
        return values

    def _missing(self, readings: Sequence[Sequence[str | None]]) -> str:
        return next(title for number, title in enumerate(self.titles) if any(reading[number] is None for reading in readings))

    def _merged(self, readings: Sequence[tuple[str | None, ...]], index: int) -> dict[str, Any] | None:
        """The fields on which all readings of a row agree, the others are reported; None where they do not agree what row it is."""
        values: dict[str, Any] = {}
        unclear = []
        last = max(number for reading in readings for number, cell in enumerate(reading) if cell is not None)
        for number, column in enumerate(self.columns):
            fitting = list(dict.fromkeys(reading[number] for reading in readings))
            cell = fitting[0]
            if len(fitting) > 1 or len(readings) == READING_LIMIT:
                if number == self._anchor or self.titles[number] in ("NAMESPACE", "NAME"):
                    return None
                unclear.append(f"{self.titles[number]} {' or '.join('nothing' if way is None else repr(way) for way in fitting[:4])}")
            elif cell is None:
                if number < last and column.words == ("<none>",):
                    self._store(values, number, {self.fields[number].key or self.fields[number].name: None})
            else:
                try:
                    self._store(values, number, self._convert(number, cell))
                except Misfit:
                    self._report_misfit(number, cell, index)
        if unclear:
            self.ledger.report("AP206", f"row reads in several ways, left unset: {'; '.join(unclear)}", index)
        return values

    def repeats(self, values: dict[str, Any], index: int) -> bool:
        """Whether an earlier row of this table says all that this one does; it is reported then."""
        key = (values.get("namespace"), values.get("name"))
        known = self._seen.get(key)
        if known is None:
            if key[1] is not None and len(self._seen) < REMEMBERED:
                self._seen[key] = index, values
            return False
        first, earlier = known
        if any(name not in earlier or earlier[name] != value for name, value in values.items()):
            return False
        cut = "" if len(values) == len(earlier) else ", cut short"
        self.ledger.report("AP205", f"row repeats line {self.ledger.span(first).first_line}{cut}: kept once", index)
        return True


class Headless:
    """Rows without a header: each of the kind's headers is tried, and those that fit every row so far remain.

    Args:
        kind: the kind of table.
        columns: the grammar of its columns.
        ledger: where findings are reported.
    """

    def __init__(self, kind: Kind, columns: Grammar, ledger: Ledger) -> None:
        self.kind = kind
        self._ledger = ledger
        self._told = bool(ledger.options.get("no_headers"))
        fronts: list[tuple[str, ...]] = [(), ("NAMESPACE",)] if kind.namespaced else [()]
        backs: list[tuple[str, ...]] = [(), ("LABELS",)]
        if ledger.options:  # the command line is known
            backs = backs[1:] if ledger.options.get("show_labels") else backs[:1]
        headers = [(*front, *header, *back) for back in backs for front in fronts for header in kind.headers]
        self._tables = [Table(kind, Header(header, None), columns, ledger) for header in headers]

    def row(self, line: str, index: int) -> dict[str, Any] | None:
        """The fields of a row; None for a line that is none. Fields that depend on the header that is not there are unset and reported."""
        fitting = [(table, values) for table in self._tables if (values := table.row(line)) is not None]
        if not fitting:
            return None
        self._tables = [table for table, _ in fitting]
        if not self._told:
            self._told = True
            self._ledger.report("AP202", "no header: columns told by the grammar of their cells", index)
        first = fitting[0][1]
        agreed = {name: value for name, value in first.items() if all(name in values and values[name] == value for _, values in fitting)}
        if len(agreed) < max(len(values) for _, values in fitting):
            unclear = sorted({name for _, values in fitting for name in values} - set(agreed))
            if "name" in unclear:
                return None
            self._ledger.report("AP206", f"row without header reads in several ways, left unset: {', '.join(unclear)}", index)
        return agreed
