"""Rows that are not as their header says: cells told by the grammar of their columns, and what stays in doubt left unset and named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.kubectl_kind import COMMON_FIELDS
from antrea_parse.commands.kubectl_table import NAME, Misfit, Table
from antrea_parse.engine.readings import READING_LIMIT, Reading
from antrea_parse.engine.table import NARROW

WIDE_GAP = re.compile(r" {3,}")
_WORD = re.compile(r"\S+")
#: How often the columns of a table may move; a watch moves them as often as a longer cell comes.
_MOVES = 256


class Recovery:
    """Reads the rows of a table that the table itself does not.

    Args:
        table: the table.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._moves = 0
        self._is_other = False  # the header is that of a known resource, the rows are another's
        self._required = [name for name, field in table.kind.record.model_fields.items() if field.is_required()]

    def row(self, line: str, index: int) -> dict[str, Any] | None:
        """The fields of a row; None for a line that is no row. What could not be told for sure is unset and reported."""
        values = self._row(line, index)
        return values if values is not None and all(name in values for name in self._required) else None

    def _row(self, line: str, index: int) -> dict[str, Any] | None:
        table = self.table
        moved = self._narrow(line) or self._moved(line)
        if moved is not None:
            return moved
        cells = table.layout.aligned(line)
        if cells and table.is_open and not table.is_row(line, cells):
            if NAME.fullmatch(line.rstrip()) and not table.is_padded(line):
                table.ledger.report("AP204", f"row ends before {table.titles[1]}", index)
            else:
                cells = None
        values, misfits, loose = self._lenient(cells) if cells else ({}, [table.anchor], 0)
        stands = table.anchor not in misfits
        is_eaten = all(table.columns[number].words and table.titles[number] != "AGE" and not (cells and cells[number].strip()) for number in misfits)
        if stands and cells and is_eaten and not (misfits and (loose or table.shows_none)):
            return self._emptied(values, line, cells, misfits, index)
        readings = self._spaced(line) if table.is_open else table.readings(line)
        lost: list[str] = []
        if table.may_lack(readings):
            readings = self.lacking(line, index)
            lost = [title for title, cells in zip(table.titles, zip(*readings, strict=True), strict=False) if all(cell is None for cell in cells)]
        if readings:
            found = self.merged(readings, index)
            if found is not None and lost:
                self._report_eaten(lost, index)
            if found is not None and not table.is_flat:
                table.ledger.report("AP111", "row does not stand under its header: cells told by the grammar of their columns", index)
                self._learn(line, readings)
            return found
        if table.kind.is_open and (table.is_open or not table.kind.name):
            return values if stands else self._named(line, index)
        if table.kind.is_open and (self._is_other or not table.rows):
            counted = self._counted(line, index)
            if counted is not None:
                return counted
        if not stands or not table.shows_none or any(cells and not cells[number].strip() for number in misfits):
            found = self._short(line, index)
            if found is not None or not stands:
                return found
        missing = [number for number in misfits if cells and not cells[number].strip()]
        if missing and missing[-1] == len(table.columns) - 1:
            table.ledger.report("AP204", f"row ends before {table.titles[missing[0]]}, and perhaps within the cell before", index)
        for number in misfits:
            self._report_misfit(number, cells[number] if cells else "", index)
        return values

    def _emptied(self, values: dict[str, Any], line: str, cells: Sequence[str], eaten: Sequence[int], index: int) -> dict[str, Any]:
        """The fields of a row that stands under its header but for cells of which only words in angle brackets are gone, and perhaps its last ones."""
        table = self.table
        for number in eaten:
            if table.columns[number].words == (table.kind.nothing,):
                table.store(values, number, table.kind.nothing, checked=True)
        hidden = table.hidden(line, cells)
        for number in hidden:
            values.pop(table.fields[number].name, None)
        if hidden:
            self._report_unclear([self._hidden(number) for number in hidden], index)
        if eaten:
            self._report_eaten([table.titles[number] for number in eaten], index)
        return values

    def _moved(self, line: str) -> dict[str, Any] | None:
        """A row whose cells are longer than the rows before left room for, or one that stands under the header's own offsets again."""
        table = self.table
        layout, home = table.layout, table.header.starts
        if home is None or self._moves >= _MOVES:
            return None
        grown = layout.grown(line)
        if grown is None or grown[1] == layout.starts:
            if layout.starts == home:
                return None
            before = layout.starts
            layout.move(home)
            values = table.row(line)
            if values is None and before is not None:
                layout.move(before)
            return values
        cells, starts = grown
        if table.is_open and not table.is_row(line, cells):
            return None
        try:
            values = table.values(cells)
        except Misfit:
            return None
        layout.move(starts)
        self._moves += 1
        return values

    def _narrow(self, line: str) -> dict[str, Any] | None:
        """A row whose cells stand under their titles, closer than the tool puts them: somebody drew the table anew."""
        table = self.table
        layout, padding, home = table.layout, table.layout.padding, table.header.starts
        gap = " " * NARROW
        if home is None or padding <= NARROW or not all(line[start - NARROW : start] == gap and line[start : start + 1].strip(" ") for start in home[1:]):
            return None
        before = layout.starts or home
        layout.move(home, NARROW)
        values = table.row(line)
        if values is None:
            layout.move(before, padding)
        return values

    def _learn(self, line: str, readings: Sequence[Reading]) -> None:
        """The next rows stand where this one does."""
        layout = self.table.layout
        if len(readings) > 1 or self._moves >= _MOVES or not all(readings[0]):
            return
        places = [match.start() for match in _WORD.finditer(line)]
        starts, word = [], 0
        for cell in readings[0]:
            starts.append(places[word])
            word += len((cell or "").split())
        gap = " " * layout.padding
        if all(line[start - layout.padding : start] == gap for start in starts[1:]):
            layout.move(starts)
            self._moves += 1

    def _spaced(self, line: str) -> list[Reading]:
        """A row of an open table that stands elsewhere, cut where its blanks are."""
        cells = WIDE_GAP.split(line.strip())
        return [tuple(cells)] if len(cells) == len(self.table.columns) and not is_chatter(line) and NAME.fullmatch(cells[0]) else []

    def _counted(self, line: str, index: int) -> dict[str, Any] | None:
        """A row of another resource than the one whose header this is: of as many words as there are titles, with a name and an age."""
        table = self.table
        cells = line.split()
        if len(cells) != len(table.titles) or "AGE" not in table.titles or is_chatter(line):
            return None
        values: dict[str, Any] = {}
        try:
            for number, (title, cell) in enumerate(zip(table.titles, cells, strict=True)):
                if title == "NAME" and not NAME.fullmatch(cell):
                    return None
                table.store(values, number, cell, checked=title not in ("NAMESPACE", "AGE"))
        except Misfit:
            return None
        self._is_other = True
        unclear = ", ".join(title for title in table.titles if title not in COMMON_FIELDS)
        table.ledger.report("AP206", f"cells told by their number, as if none were empty or held blanks: {unclear}", index)
        return values

    def _named(self, line: str, index: int) -> dict[str, Any] | None:
        """A row of a table that is not known, of which only the name can be told, and the age at its end."""
        table = self.table
        cells = WIDE_GAP.split(line.strip()) if table.is_open else line.split()
        front = [number for number, title in enumerate(table.titles[:3]) if title in ("EVENT", "NAMESPACE", "NAME")]
        last = len(table.titles) - 1
        is_aged = table.titles[last] == "AGE"
        if front != list(range(len(front))) or not front or table.titles[front[-1]] != "NAME" or not len(front) < len(cells) or is_chatter(line):
            return None
        if (not is_aged and table.is_flat) or not all(NAME.fullmatch(cell) for cell in cells[len(front) - 1 : len(front)]):
            return None
        values: dict[str, Any] = {}
        told = [*zip(front, cells, strict=False), *([(last, cells[-1])] if is_aged else [])]
        try:
            for number, cell in told:
                table.store(values, number, cell)
        except Misfit:
            return None
        if is_aged and isinstance(values.get("age"), str) and not values["age"].startswith("<"):
            return None
        unclear = ", ".join(title for number, title in enumerate(table.titles) if number not in dict(told))
        table.ledger.report("AP206", f"row has {len(cells)} cells under {last + 1} titles, left unset: {unclear}", index)
        return values

    def _report_misfit(self, number: int, cell: str, index: int) -> None:
        if cell.strip():
            self.table.ledger.report("AP203", f"{self.table.titles[number]}: {cell.strip()[:80]!r} not understood, left unset", index)

    def _lenient(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[int], int]:
        """The fields of an aligned row whose text cells may be anything, the columns that could not be read, and how many hold other text."""
        values: dict[str, Any] = {}
        misfits = []
        loose = 0
        for number, cell in enumerate(cells):
            try:
                self.table.store(values, number, cell)
            except Misfit:
                text = cell.rstrip(" ")
                if self.table.fields[number].convert is not None or not text or text[0] == " ":
                    misfits.append(number)
                else:
                    self.table.store(values, number, text, checked=True)
                    loose += 1
        return values, misfits, loose

    def _short(self, line: str, index: int) -> dict[str, Any] | None:
        """A row of which cells are missing: at its end, or words in angle brackets anywhere that a browser took for tags."""
        table = self.table
        total = len(table.columns)
        if table.shows_none:  # this text kept its words in angle brackets
            counts = range(total - 1, table.anchor, -1)
            cut: list[Reading] = [(*reading, *[None] * (total - count)) for count in counts for reading in table.readings(line, count)]
            if cut:
                values = self.merged(cut, index)
                if values is not None:
                    table.ledger.report("AP204", f"row ends before {self._missing(cut)[0]}", index)
                return values
            # Cells that do not go together are likelier than words lost from a text that kept others.
            odd = table.layout.readings(line)
            if odd and not table.kind.is_strict:
                return self.merged(odd, index)
        eaten = self.lacking(line, index)
        if not eaten:
            return None
        values = self.merged(eaten, index)
        if values is not None:
            self._report_eaten(self._missing(eaten), index)
        return values

    def lacking(self, line: str, index: int) -> list[Reading]:
        """Readings of a row that may have lost words in angle brackets.

        What can be its age is taken for it, which is reported: an age is lost only where an object has none.
        """
        table = self.table
        found = table.readings(line, missing=True)
        if not table.kind.is_strict and not table.layout.standing(line, found):
            # Cells that do not go together are better than none, and than some that stand elsewhere.
            loose = table.layout.readings(line, missing=True)
            found = table.layout.standing(line, loose) or found or loose
        if "AGE" not in table.titles:
            return table.layout.shifted(line, found)
        age = table.titles.index("AGE")
        ageless = [reading for reading in table.readings(line, missing=True, ageless=True) if reading[age] is None]
        found = table.layout.shifted(line, [*found, *ageless])
        aged = [reading for reading in found if reading[age] is not None]
        if aged and len(aged) < len(found):
            others = {table.titles[number] for reading in found if reading[age] is None for number, cell in enumerate(reading) if cell == aged[0][age]}
            table.ledger.report("AP212", f"{aged[0][age]} taken for AGE rather than {' or '.join(sorted(others))}", index)
        return aged or found

    def _report_eaten(self, titles: Sequence[str], index: int) -> None:
        self.table.ledger.report("AP113", f"no {', '.join(titles) or '<none>'}: words like <none> are missing where a page takes them for tags", index)

    def _missing(self, readings: Sequence[Reading]) -> list[str]:
        return [title for number, title in enumerate(self.table.titles) if any(reading[number] is None for reading in readings)]

    def merged(self, readings: Sequence[Reading], index: int) -> dict[str, Any] | None:
        """The fields on which all readings of a row agree, the others are reported; None where they do not agree what row it is."""
        table = self.table
        values: dict[str, Any] = {}
        unclear = []
        last = max(number for reading in readings for number, cell in enumerate(reading) if cell is not None)
        for number, column in enumerate(table.columns):
            fitting = list(dict.fromkeys(reading[number] for reading in readings))
            cell = fitting[0]
            if len(fitting) > 1 or len(readings) == READING_LIMIT:
                if table.fields[number].key is None and table.fields[number].name in ("namespace", "name"):
                    return None
                unclear.append(f"{table.titles[number]} {' or '.join('nothing' if way is None else repr(way) for way in fitting[:4])}")
                continue
            if cell == "" and table.hides(number):
                unclear.append(self._hidden(number))
                continue
            try:
                if cell is not None:
                    table.store(values, number, cell, checked=True)
                elif number < last and column.words == ("<none>",):
                    table.store(values, number, table.kind.nothing, checked=True)
            except Misfit:
                self._report_misfit(number, cell or "", index)
        if unclear:
            self._report_unclear(unclear, index)
        return values

    def _hidden(self, number: int) -> str:
        return f"{self.table.titles[number]} nothing or {' or '.join(self.table.columns[number].words)}"

    def _report_unclear(self, unclear: Sequence[str], index: int) -> None:
        self.table.ledger.report("AP206", f"row reads in several ways, left unset: {'; '.join(unclear)}", index)
