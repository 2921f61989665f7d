"""What all tables of ``kubectl get`` share: kinds of tables, headers, rows, and the recovery of rows that were damaged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.cells import to_age, to_labels
from antrea_parse.engine.table import READING_LIMIT, Header, Layout, grammar, read_header

TEMPLATE = "kubectl_get.textfsm"
#: Rows whose repetition is noticed; older ones are forgotten, so that a stream of rows needs constant memory.
REMEMBERED = 10_000
#: Different texts of one column that are converted once only.
CACHED = 4096

#: Titles that hold a blank, of all tables that are known.
LONG_TITLES = (
    "NOMINATED NODE",
    "READINESS GATES",
    "NODE SELECTOR",
    "LAST HEARTBEAT",
    "LAST SEEN",
    "NUM PODS",
    "NUM NETWORK POLICIES",
    "CONNECTED AGENTS",
    "DESIRED NODES",
    "CURRENT NODES",
    "ACCESS MODES",
    "RECLAIM POLICY",
    "LOCAL ASN",
    "GATEWAY IP",
    "INTERNAL IP",
    "CLUSTER ID",
    "CLUSTERSET ID",
    "SERVICE CIDR",
    "LEADER CLUSTER NAMESPACE",
    "TOTAL CLUSTERS",
    "READY CLUSTERS",
)
_FIRST_TITLES = ("NAME", "NAMESPACE", "EVENT", "LAST")


class Field(NamedTuple):
    """Where a column's cells go.

    Attributes:
        name: the record's field.
        convert: makes the value of the text; None keeps the text.
        spread: the conversion gives a dict of several fields.
    """

    name: str
    convert: Callable[[str], Any] | None = None
    spread: bool = False


#: Columns that kubectl itself adds, and those that most tables have.
COMMON_FIELDS: Mapping[str, Field] = {
    "EVENT": Field("event"),
    "NAMESPACE": Field("namespace"),
    "NAME": Field("name"),
    "AGE": Field("age", to_age),
    "LABELS": Field("labels", to_labels),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table.

    Columns that ``-L`` added go to the field `label_columns`: by the label where the command line is known, else by the column's title,
    which is the upper-cased last part of the label (``-L app.kubernetes.io/name`` makes a second NAME).

    Attributes:
        name: the resource, plural.
        record: type of its records.
        headers: known lists of columns, without those that kubectl adds (NAMESPACE, labels).
        fields: by title, where it is not one of `COMMON_FIELDS`.
        anchor: column that a row, however short, must show to be one.
        consistent: whether cells told by their grammar can stand in one row; missing ones are None.
    """

    name: str
    record: type[Record]
    headers: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Field]
    anchor: str = "AGE"
    consistent: Callable[[Mapping[str, str | None]], bool] = field(default=lambda cells: True)

    def label_columns(self, titles: Sequence[str]) -> tuple[str, ...] | None:
        """The columns that ``-L`` added to these titles; None when they are not of this kind."""
        rest = tuple(titles)
        rest = rest[1:] if rest[:1] == ("EVENT",) else rest
        rest = rest[1:] if rest[:1] == ("NAMESPACE",) else rest
        rest = rest[:-1] if rest[-1:] == ("LABELS",) else rest
        fitting = [header for header in self.headers if rest[: len(header)] == header]
        return rest[len(max(fitting, key=len)) :] if fitting else None


class Misfit(Exception):  # noqa: N818  # says what a cell is, and never leaves this module
    """A cell is not of its column's grammar."""


class Table:
    """The rows under one header.

    Args:
        kind: the kind of table.
        header: its header.
        ledger: where findings are reported.
        index: line of the header.
    """

    def __init__(self, kind: Kind, header: Header, ledger: Ledger, index: int) -> None:
        self.kind = kind
        self.titles = titles = header.titles
        self.ledger = ledger
        self.rows = 0
        added = kind.label_columns(titles) or ()
        end = len(titles) - (titles[-1] == "LABELS")
        keys = str(ledger.options.get("label_columns", "")).split(",")
        self._labels = dict(zip(range(end - len(added), end), keys if len(keys) == len(added) else added, strict=True))
        columns = grammar(TEMPLATE)
        self.columns = [columns.column(kind.name, "LABEL VALUE" if number in self._labels else title) for number, title in enumerate(titles)]
        self.fields = [
            Field("label_columns") if number in self._labels else kind.fields.get(title) or COMMON_FIELDS[title] for number, title in enumerate(titles)
        ]
        self.layout = Layout(self.columns, header.starts)
        self._anchor = titles.index(kind.anchor)
        self._caches: list[dict[str, dict[str, Any]]] = [{} for _ in titles]
        self._jobs = [(number, cache) for number, cache in enumerate(self._caches) if number not in self._labels]
        self._shows_none = False
        self._told_flat = header.starts is None
        self._seen: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
        if self._told_flat:
            ledger.report("AP111", "runs of blanks lost: cells told by the grammar of their columns", index)

    def row(self, line: str) -> dict[str, Any] | None:
        """The fields of a row that is as its header says; None for one that is not."""
        if "<none>" in line:
            self._shows_none = True
        cells: Sequence[str | None] | None = self.layout.aligned(line)
        if cells is None:
            readings = self._readings(line) if self.layout.starts is None else ()
            if len(readings) != 1:
                return None
            cells = readings[0]
        values: dict[str, Any] = {}
        try:
            for number, cache in self._jobs:
                cell = cells[number]
                part = cache.get(cell)  # type: ignore[arg-type]  # no cell is missing here
                values.update(self._load(number, cell) if part is None else part)  # type: ignore[arg-type]
            if self._labels:
                values["label_columns"] = {key: self._label(number, cells[number]) for number, key in self._labels.items()}
        except Misfit:
            return None
        return values

    def _load(self, number: int, cell: str) -> dict[str, Any]:
        """The fields of one cell.

        Raises:
            Misfit: the cell is not of its column's grammar.
        """
        text = cell.rstrip(" ")
        if not self.columns[number].pattern.fullmatch(text):
            raise Misfit
        part = self._convert(number, text)
        cache = self._caches[number]
        if len(cache) < CACHED:
            cache[cell] = part
        return part

    def _label(self, number: int, cell: str | None) -> str | None:
        text = (cell or "").rstrip(" ")
        if not self.columns[number].pattern.fullmatch(text):
            raise Misfit
        return text or None

    def _convert(self, number: int, text: str) -> dict[str, Any]:
        name, convert, spread = self.fields[number]
        if not text or text == "<none>":
            return {name: None}
        if convert is None:
            return {name: text}
        try:
            return convert(text) if spread else {name: convert(text)}
        except ValueError as error:
            raise Misfit from error

    def recover(self, line: str, index: int) -> dict[str, Any] | None:
        """The fields of a row that is not as its header says; None for a line that is no row.

        What could not be told for sure is unset and reported.
        """
        cells = self.layout.aligned(line)
        values, misfits = self._lenient(cells) if cells else ({}, [self._anchor])
        standing = self._anchor not in misfits
        empty = [number for number in misfits if cells and not cells[number].strip()]
        if standing and not misfits:
            return values
        readings = self._readings(line)
        if readings:
            if not self._told_flat:
                self.ledger.report("AP111", "row does not stand under its header: cells told by the grammar of their columns", index)
            return self._merged(readings, index)
        if empty or not standing:
            found = self._short(line, index)
            if found is not None or not standing or not self._shows_none:
                return found
        for number in misfits:
            cell = cells[number].strip() if cells else ""
            if cell:
                self.ledger.report("AP203", f"{self.titles[number]}: {cell[:80]!r} not understood, left unset", index)
        return values

    def _readings(self, line: str, **options: Any) -> list[tuple[str | None, ...]]:
        """Readings of a row by the grammar of its columns; where cells are missing or empty, those that the kind allows."""
        consistent = self.kind.consistent
        return [reading for reading in self.layout.readings(line, **options) if all(reading) or consistent(dict(zip(self.titles, reading, strict=False)))]

    def _lenient(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[int]]:
        """The fields of an aligned row whose text cells may be anything, and the columns that could not be read."""
        values: dict[str, Any] = {}
        misfits = []
        labels: dict[str, str | None] = {}
        for number, cell in enumerate(cells):
            text = cell.rstrip(" ")
            if number in self._labels:
                labels[self._labels[number]] = text or None
                continue
            try:
                values.update(self._load(number, cell))
            except Misfit:
                if self.fields[number].convert is None and text and text[0] != " ":
                    values[self.fields[number].name] = text
                else:
                    misfits.append(number)
        if labels:
            values["label_columns"] = labels
        return values, misfits

    def _short(self, line: str, index: int) -> dict[str, Any] | None:
        """A row of which cells are missing: at its end, or words in angle brackets anywhere that a browser took for tags."""
        total = len(self.columns)
        if self._shows_none:  # this text kept its words in angle brackets
            cut = [(*reading, *[None] * (total - count)) for count in range(total - 1, self._anchor, -1) for reading in self._readings(line, count=count)]
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

    def _merged(self, readings: list[tuple[str | None, ...]], index: int) -> dict[str, Any] | None:
        """The fields on which all readings of a row agree; the others are reported."""
        values: dict[str, Any] = {}
        labels: dict[str, str | None] = {}
        unclear = []
        last = max(number for reading in readings for number, cell in enumerate(reading) if cell is not None)
        for number, column in enumerate(self.columns):
            fitting = list(dict.fromkeys(reading[number] for reading in readings))
            if len(fitting) > 1 or len(readings) == READING_LIMIT:
                unclear.append(f"{self.titles[number]} {' or '.join('nothing' if cell is None else repr(cell) for cell in fitting[:4])}")
                if number <= self._anchor:
                    return None
                continue
            cell = fitting[0]
            if cell is None:
                if number < last and column.words == ("<none>",):
                    values[self.fields[number].name] = None
            elif number in self._labels:
                labels[self._labels[number]] = cell or None
            else:
                try:
                    values.update(self._convert(number, cell))
                except Misfit:
                    self.ledger.report("AP203", f"{self.titles[number]}: {cell[:80]!r} not understood, left unset", index)
        if labels:
            values["label_columns"] = labels
        if unclear:
            self.ledger.report("AP206", f"row reads in several ways, left unset: {'; '.join(unclear)}", index)
        return values

    def repeats(self, values: dict[str, Any], index: int) -> bool:
        """Whether an earlier row of this table says all that this one does; it is reported then."""
        key = (values.get("namespace"), values.get("name"))
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) < REMEMBERED:
                self._seen[key] = index, values
            return False
        first, earlier = known
        if any(name not in earlier or earlier[name] != value for name, value in values.items()):
            return False
        cut = "" if len(values) == len(earlier) else ", cut short"
        self.ledger.report("AP205", f"row repeats line {self.ledger.span(first).first_line}{cut}: kept once", index)
        return True


def read_tables(lines: Iterable[str], ledger: Ledger, kinds: Sequence[Kind]) -> Iterator[Record]:
    """The records of all tables in the lines that are of these kinds."""
    table: Table | None = None
    uses = ledger.uses
    watched = bool(ledger.options.get("watch") or ledger.options.get("watch_events"))
    for index, line in enumerate(lines):
        if not line or line.isspace():
            continue
        if line.lstrip().startswith(_FIRST_TITLES):
            header = read_header(line, LONG_TITLES)
            kind = next((kind for kind in kinds if kind.label_columns(header.titles) is not None), None)
            if kind is not None:
                uses[index] = READ
                if table is not None and not table.rows and table.titles == header.titles:
                    ledger.report("AP205", "header stands here again", index)
                    continue
                table = Table(kind, header, ledger, index)
                continue
        if table is None:
            continue
        values = table.row(line)
        if values is None:
            values = table.recover(line, index)
            if values is None:
                continue
        uses[index] = READ
        table.rows += 1
        if watched or not table.repeats(values, index):
            yield table.kind.record.build(values, ledger.span(index))


def table_command(kind: Kind, output: type[Output]) -> Command:
    """``kubectl get`` of one kind."""
    starts = _header_pattern(kind)
    return Command(
        name=f"kubectl get {kind.name}",
        record=kind.record,
        output=output,
        template=TEMPLATE,
        read=partial(read_tables, kinds=(kind,)),
        starts=starts,
        signs=((starts, f"is the header of a table of {kind.name}"),),
    )


def _header_pattern(kind: Kind) -> str:
    """A pattern of the headers of a kind: the columns that are always there, in order."""
    shortest = [header for header in kind.headers if not any(other != header and header[: len(other)] == other for other in kind.headers)]
    ways = "|".join(r"\s+".join(re.escape(title) for title in header) for header in shortest)
    return rf"\s*(?:EVENT\s+)?(?:NAMESPACE\s+)?(?:{ways})(?:\s|$)"
