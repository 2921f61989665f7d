"""The rows under one header, as they stand there."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from operator import getitem
from typing import Any

from antrea_parse.commands.base import Ledger
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.kubectl_kind import COMMON_FIELDS, NOTHING, Field, Kind
from antrea_parse.engine.readings import Column, Reading
from antrea_parse.engine.table import ANYTHING, Grammar, Header, Layout

#: Rows whose repetition is noticed; later ones are not remembered, so that a stream of rows needs constant memory.
REMEMBERED = 10_000
_IN_BRACKETS = ("<none>", "<NONE>", "<unknown>", "<unset>", "<pending>", "<invalid>")
#: Where a node has no metrics, old releases of kubectl top put further columns between its cells than the header has.
_UNKNOWNS = "<unknown>   "
#: Different texts of one column that are converted once only.
CACHED = 4096
NAME = re.compile(r"(?:[a-z0-9.-]+/)?[a-z0-9](?:[-a-z0-9.:]*[a-z0-9])?")


class Misfit(Exception):  # noqa: N818  # says what a cell is, and never leaves the tables
    """A cell is not of its column's grammar."""


class _Cells(dict[str, Any]):
    """Typed cells of one column by their text, made when first asked for."""

    def __init__(self, fits: Callable[[str], Any], convert: Callable[[str], Any]) -> None:
        super().__init__()
        self._fits = fits
        self._convert = convert

    def __missing__(self, cell: str) -> Any:
        text = cell.rstrip(" ")
        if not self._fits(text):
            raise Misfit
        value = self._convert(text)
        if len(self) < CACHED:
            self[cell] = value
        return value


def _converter(field: Field, nothing: str) -> Callable[[str], Any]:
    """Makes the value of a cell's text, or its fields where it gives several."""
    name, convert, spread, _ = field
    empty = {name: None} if spread else None
    if convert is None:
        return lambda text: empty if not text or text == nothing else text

    def converted(text: str) -> Any:
        if not text or text == nothing:
            return empty
        try:
            return convert(text)
        except ValueError as error:
            raise Misfit from error

    return converted


class Table:
    """The rows under one header.

    Args:
        kind: the kind of table.
        header: its header.
        columns: the grammar of its columns.
        ledger: where findings are reported.

    Attributes:
        is_flat: the header lost its runs of blanks.
        is_open: cells may be anything, told by where they stand alone.
        rows: how many rows were read.
        shared: titles of the kind's own columns that may as well be labels'.
        edge: length of lines that may have been cut; no line is as long where the header has its last columns.
        shows_none: a row showed a word in angle brackets, so that this text kept them.
    """

    def __init__(self, kind: Kind, header: Header, columns: Grammar, ledger: Ledger) -> None:
        self.kind = kind
        self.header = header
        self.titles = titles = header.titles
        self.ledger = ledger
        self.rows = 0
        self.is_flat = header.starts is None
        self.is_open = kind.is_open and not self.is_flat
        added = kind.label_columns(titles, loosely=True) or ()
        end = len(titles) - (titles[-1] == "LABELS")
        keys = [key for key in str(ledger.options.get("label_columns") or "").split(",") if key]
        labels = dict(zip(range(end - len(added), end), keys if len(keys) == len(added) else added, strict=True))
        self.shared: list[str] = []
        self.edge = sys.maxsize
        if not keys:  # somebody left columns out: these are the kind's own
            own = [number for number in labels if titles[number] in kind.fields and titles[number] not in titles[:number]]
            self.shared = [titles[number] for number in own if ledger.options.get("output") != "wide"]
            if len(titles) - 1 in own and not self.is_flat:
                self.edge = max(map(len, ledger.lines.texts), default=0)
            labels = {number: key for number, key in labels.items() if number not in own}
        self.columns = [
            self._column(columns, "LABEL VALUE" if number in labels else title, again=title in titles[:number]) for number, title in enumerate(titles)
        ]
        self.fields = kind.ordered or tuple(
            Field("label_columns", key=labels[number]) if number in labels else self._field(title) for number, title in enumerate(titles)
        )
        self.layout = Layout(self.columns, header.starts, kind.padding)
        self.anchor = next((titles.index(title) for title in (kind.anchor, "NAME") if title in titles), 0)
        self.shows_none = False
        self._has_words = any(column.words for column in self.columns)
        self._converters = [_converter(field, kind.nothing) for field in self.fields]
        self._cells = [_Cells(column.pattern.fullmatch, convert) for column, convert in zip(self.columns, self._converters, strict=True)]
        # A row is put together by its columns' keys; what is a part of a field or several fields is then put in its place.
        self._keys = [number if field.key is not None else field.name for number, field in enumerate(self.fields)]
        self._spread = [field.name for field in self.fields if field.spread]
        self._grouped = [(number, field.name, field.key) for number, field in enumerate(self.fields) if field.key is not None]
        self._has_nothing = NOTHING in self.fields
        # Rows without names may well be equal in kubectl's tables; antctl prints none twice, whatever its first column is.
        self._first = self.fields[0].name if kind.is_strict and all(field.name != "name" for field in self.fields) else "name"
        self._seen: dict[tuple[Any, Any], tuple[int, dict[str, Any]]] = {}

    def _column(self, columns: Grammar, title: str, *, again: bool) -> Column:
        if self.is_open:
            return ANYTHING
        if self.kind.is_open and not self.kind.name and (title not in COMMON_FIELDS or again):
            return columns.column("", "?")  # in a table that is not known, a title says nothing of its cells
        return columns.column(self.kind.name, "NO NAMESPACE" if title == "NAMESPACE" and not self.kind.namespaced else title)

    def _field(self, title: str) -> Field:
        if title == "NAMESPACE" and not self.kind.namespaced:
            return NOTHING
        return self.kind.fields.get(title) or COMMON_FIELDS[title]

    def row(self, line: str) -> dict[str, Any] | None:
        """The fields of a row that is as its header says; None for one that is not."""
        if "<" in line and not self.shows_none:
            self.shows_none = any(word in line for word in _IN_BRACKETS)
        cells: Sequence[str | None] | None = self.layout.aligned(line)
        if cells is None:
            readings = self.readings(line) if self.is_flat else ()
            if len(readings) != 1 or self.may_lack(readings):
                return None
            cells = readings[0]
        elif (self.is_open and not self.is_row(line, cells)) or (self._has_words and self.hidden(line, cells)):
            return None
        try:
            return self.values(cells)
        except Misfit:
            return None

    def values(self, cells: Sequence[str | None]) -> dict[str, Any]:
        """The fields of a row by its cells.

        Raises:
            Misfit: a cell is not of its column's grammar.
        """
        values: dict[Any, Any] = dict(zip(self._keys, map(getitem, self._cells, cells), strict=True))  # type: ignore[arg-type]  # no cell is missing here
        for name in self._spread:
            values.update(values.pop(name))
        for number, name, key in self._grouped:
            values.setdefault(name, {})[key] = values.pop(number)
        if self._has_nothing:
            del values[NOTHING.name]
        return values

    def is_row(self, line: str, cells: Sequence[str | None]) -> bool:
        """Whether a line that happens to fit under an open header is a row rather than a message, prose or a row that stands elsewhere."""
        first = cells[0] or ""
        if first[:1] == " ":
            if len(self.columns) < 2 or first.strip() or not (cells[1] or "").strip():
                return False
        elif " " in first.rstrip(" ") or ":" in first or not any(cell and not cell.isspace() for cell in cells[1:]):
            alone = not any(cell and cell.strip() for cell in cells[1:])
            if is_chatter(line) or (alone and not (NAME.fullmatch(first.rstrip()) and self.is_padded(line))):
                return False
        if self.titles[0] == "NAMESPACE" and not (NAME.fullmatch(first.rstrip()) or first.isspace() or first.rstrip() in ("", self.kind.nothing)):
            return False
        if _UNKNOWNS in (cells[-1] or "").rstrip(" "):
            return False
        # Three blanks before a cell are no part of it: the cell stands elsewhere. kubectl cannot print a cell of blanks alone either.
        return not any(cell and cell.startswith("   ") and not cell.isspace() for cell in cells[1:])

    def is_padded(self, line: str) -> bool:
        """Whether a line reaches the second column, as a row does even if all its other cells are empty."""
        starts = self.layout.starts
        return starts is None or len(starts) < 2 or len(line) >= starts[1]

    def convert(self, number: int, text: str) -> Any:
        """The value of a cell's text, or its fields where it gives several; its grammar is not looked at.

        Raises:
            Misfit: the text cannot be converted.
        """
        return self._converters[number](text)

    def store(self, values: dict[str, Any], number: int, cell: str, *, checked: bool = False) -> None:
        """Add a cell to the fields of a row.

        Args:
            values: the fields.
            number: the column.
            cell: the cell.
            checked: its grammar was looked at.

        Raises:
            Misfit: the cell is not of its column's grammar.
        """
        value = self.convert(number, cell) if checked else self._cells[number][cell]
        field = self.fields[number]
        if field is NOTHING:
            return
        if field.spread:
            values |= value
        elif field.key is None:
            values[field.name] = value
        else:
            values.setdefault(field.name, {})[field.key] = value

    def readings(self, line: str, count: int | None = None, *, missing: bool = False, ageless: bool = False) -> list[Reading]:
        """Readings of a row by the grammar of its columns; where cells are missing or empty, those whose cells go together."""
        consistent = self.kind.consistent
        readings = self.layout.readings(line, count, missing=missing, ageless=ageless)
        return [reading for reading in readings if self._is_whole(reading) or consistent(dict(zip(self.titles, reading, strict=False)))]

    def _is_whole(self, reading: Reading) -> bool:
        """Whether no cell is missing or empty but those of labels, which tell nothing of the others."""
        return all(reading) or all(cell or field.name == "label_columns" for cell, field in zip(reading, self.fields, strict=False))

    def may_lack(self, readings: Sequence[Reading]) -> bool:
        """Whether what these readings take for an empty cell may as well be a neighbour's word in angle brackets that a page took for a tag."""
        return self._has_words and not self.shows_none and any("" in reading for reading in readings)

    def hides(self, number: int) -> bool:
        """Whether an empty cell of a column may be a word in angle brackets that a page took for a tag, and that tells something."""
        return not self.shows_none and any(word != self.kind.nothing and self._tells(number, word) for word in self.columns[number].words)

    def hidden(self, line: str, cells: Sequence[str | None]) -> list[int]:
        """Columns at the end of an aligned row that may have lost such a word: blanks are gone with it, where a row has any at its end."""
        if not self.layout.is_short(line):
            return []
        last = max((number for number, cell in enumerate(cells) if cell and not cell.isspace()), default=0)
        return [number for number in range(last + 1, len(cells)) if self.hides(number)]

    def _tells(self, number: int, text: str) -> bool:
        try:
            return self.convert(number, text) not in (None, "", {})
        except Misfit:
            return False

    def cut_at_edge(self, values: dict[str, Any], line: str, index: int) -> None:
        """Leave the last cell of a row unset that may have lost its end with the columns behind it."""
        field = self.fields[-1]
        if line[-1] != " " and values.get(field.name) is not None:
            del values[field.name]
            self.ledger.report("AP204", f"row ends with its {self.titles[-1]}, which may be cut as the columns behind it are: left unset", index)

    def repeats(self, values: dict[str, Any], index: int) -> bool:
        """Whether an earlier row of this table says all that this one does; it is reported then."""
        key = (values.get("namespace"), values.get(self._first))
        known = self._seen.get(key)
        if known is None:
            if key[1] is not None and len(self._seen) < REMEMBERED:
                self._seen[key] = index, values
            return False
        first, earlier = known
        if any(name not in earlier or earlier[name] != value for name, value in values.items()):
            self._seen[key] = index, values
            return False
        cut = "" if len(values) == len(earlier) else ", cut short"
        self.ledger.report("AP205", f"row repeats line {self.ledger.span(first).first_line}{cut}: kept once", index)
        return True
