"""Reads the tables of ``kubectl get``: one or several, with headers or without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, Protocol

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.chatter import is_chatter, without_elisions
from antrea_parse.commands.kubectl_headless import Headless, prefix_of
from antrea_parse.commands.kubectl_kind import FIRST_TITLES, LINE_LIMIT, LONG_TITLES, TEMPLATE, Chooser, Kind
from antrea_parse.commands.kubectl_recovery import Recovery
from antrea_parse.commands.kubectl_table import NAME, Table
from antrea_parse.commands.kubectl_unwrap import Rejoiner
from antrea_parse.engine.table import Header, flat_titles, grammar, read_header
from antrea_parse.text.source import Lines

#: What every row has.
_NAMES = frozenset({"namespace", "name", "event"})
#: Fields that hold the cells of several columns.
_GROUPS = frozenset({"cells", "label_columns"})


class Bareheaded(Protocol):
    """Reads rows before any header."""

    def row(self, line: str, index: int) -> tuple[type[Record], dict[str, Any]] | None:
        """The fields of a row and what record they make; None for a line that is no row."""


def read_tables(
    lines: Iterable[str],
    ledger: Ledger,
    choose: Chooser,
    headless: Bareheaded | None = None,
    prefixes: Mapping[str, Kind] = MappingProxyType({}),
) -> Iterator[Record]:
    """The records of all tables in the lines.

    Args:
        lines: the lines.
        ledger: the account of the lines.
        choose: tells the kind of table by its header.
        headless: reads rows before any header.
        prefixes: kinds by what stands before the names of their rows (``pod/``), for headers that several have.
    """
    table: Table | None = None
    header: Header | None = None  # of a table whose first row is awaited
    uses = ledger.uses
    watched = bool(ledger.options.get("watch") or ledger.options.get("watch_events"))
    fresh = not ledger.options.get("no_headers")
    blanks = 0
    spread = False  # a blank line stands between any two
    is_abridged = False  # columns were left out
    for index, line in enumerate(lines):
        if not line or line.isspace():
            blanks += 1
            spread = spread or header is not None
            if blanks > spread:
                # kubectl puts a blank line before the next table; what follows is no row of one whose rows may be anything.
                fresh = fresh or table is not None
                if table is not None and table.kind.is_open:
                    table = None
            continue
        blanks = 0
        shown = line
        if "..." in line or "…" in line:
            shown = without_elisions(line)
            if not shown:
                continue
            if is_abridged:
                line = shown
        chosen = choose(shown, fresh=fresh) if fresh or shown.lstrip().startswith(FIRST_TITLES) else None
        if chosen is not None:
            uses[index] = READ
            is_abridged = shown is not line
            if is_abridged:
                ledger.report("AP213", "columns left out by whoever saved this", index)
            headless, fresh = None, False
            if header is not None and header.titles == chosen[1].titles:
                ledger.report("AP205", "header stands here again", index)
                continue
            (kind, header), first = chosen, index
            continue
        if header is not None:
            own = prefixes.get(prefix_of(line)) if kind.is_open else None
            if own is not None and own.label_columns(header.titles) is not None:
                kind = own
            table = _begun(kind, header, ledger, first)
            recovery, build, header = Recovery(table), kind.record.build, None
        if table is not None:
            values = table.row(line)
            if values is None:
                values = None if " " not in line and _is_rest(table, line) else recovery.row(line, index)
                if values is None:
                    continue
            is_bare = not any(any(value.values()) if name in _GROUPS and value else value for name, value in values.items() if name not in _NAMES)
            if is_bare and _is_rest(table, line):
                continue
            if len(line) >= table.edge:
                table.cut_at_edge(values, line, index)
            fresh = False
            table.rows += 1
            uses[index] = READ
            if is_bare and (table.is_flat or not table.is_padded(line)):
                ledger.report("AP206", "row of a name alone: its cells are empty, or it is half of one that was broken", index)
            if watched or not table.repeats(values, index):
                yield build(values, ledger.span(index))
        elif headless is not None:
            found = headless.row(line, index)
            if found is not None:
                fresh = False
                uses[index] = READ
                yield found[0].build(found[1], ledger.span(index))
            else:
                fresh = fresh and (is_chatter(line) or uses.find(READ) < 0)


def _begun(kind: Kind, header: Header, ledger: Ledger, index: int) -> Table:
    """A table of which this is the header; what can be lost of its cells is reported."""
    table = Table(kind, header, grammar(TEMPLATE), ledger)
    if table.shared:
        ledger.report("AP212", f"{', '.join(table.shared)} read as columns of {kind.name}, though -L makes such titles too", index)
    if table.is_flat:
        free = [column.title for column in table.columns if column.pattern.fullmatch("two  blanks")]
        lost = f"; {', '.join(free)} may have lost blanks" if free else ""
        ledger.report("AP111", f"runs of blanks lost: cells told by the grammar of their columns{lost}", index)
        unknown = [title for title, column in zip(header.titles, table.columns, strict=True) if not column.known]
        if unknown and kind.is_open:
            ledger.report("AP206", f"cells told by their number, as if none were empty or held blanks: {', '.join(unknown)}", index)
    return table


def _is_rest(table: Table, line: str) -> bool:
    """Whether a name alone is the rest of a row that a terminal broke: kubectl pads each row, and prints an age in most."""
    may_be_empty = "AGE" not in table.titles and (table.is_open or NAME.fullmatch(line.rstrip()) is not None)
    return not table.is_flat and not may_be_empty and not table.is_padded(line) and "<" not in line


def _is_of(line: str, *, fresh: bool, kind: Kind) -> tuple[Kind, Header] | None:
    if not line.lstrip().startswith(FIRST_TITLES):
        return None
    header = read_header(line, LONG_TITLES)
    if kind.label_columns(header.titles, loosely=True) is None:
        header = Header(flat_titles(line.split(), LONG_TITLES), None)
    return (kind, header) if kind.label_columns(header.titles, loosely=True) is not None else None


class _OneKind:
    """Rows of one kind before any header."""

    def __init__(self, kind: Kind, ledger: Ledger) -> None:
        self._kind = kind
        self._ledger = ledger

    @cached_property
    def _rows(self) -> Headless:
        return Headless(self._kind, grammar(TEMPLATE), self._ledger)

    def row(self, line: str, index: int) -> tuple[type[Record], dict[str, Any]] | None:
        values = self._rows.row(line, index)
        return None if values is None else (self._kind.record, values)


def _read_kind(lines: Iterable[str], ledger: Ledger, kind: Kind) -> Iterator[Record]:
    tables = partial(read_tables, ledger=ledger, choose=partial(_is_of, kind=kind), headless=_OneKind(kind, ledger))
    return read_objects_or(tables, f"kubectl get {kind.name}", lines, ledger)


def read_objects_or(tables: Callable[[Iterable[str]], Iterator[Record]], command: str, lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The records of objects, where the command line or the first line tells that these are objects, else of tables.

    Args:
        tables: reads lines as tables.
        command: canonical name of the command.
        lines: the lines.
        ledger: the account of the lines.
    """
    from antrea_parse.commands.objects import forms  # it names all kinds, which name this module

    form, lines = forms.form_of(lines, ledger.options)
    return tables(lines) if form is None else forms.READERS[form](command, lines, ledger)


def rejoiner(choose: Chooser) -> Rejoiner:
    """Joins the broken rows of tables of the kinds that a chooser tells by their headers."""

    def begin(text: str) -> Table | None:
        chosen = choose(text, fresh=False)
        return None if chosen is None else Table(*chosen, grammar(TEMPLATE), Ledger(Lines.at([])))

    return Rejoiner(FIRST_TITLES, begin)


def table_command(kind: Kind, output: type[Output], *signs: tuple[str, str]) -> Command:
    """``kubectl get`` of one kind; with signs of its rows where its header is any resource's."""
    distinct = kind.distinct_headers
    return Command(
        name=f"kubectl get {kind.name}",
        record=kind.record,
        output=output,
        template=TEMPLATE,
        read=partial(_read_kind, kind=kind),
        rejoin=rejoiner(partial(_is_of, kind=kind)),
        starts=kind.header_pattern(kind.headers),
        signs=((kind.header_pattern(distinct), f"is the header of a table of {kind.name}"), *signs) if distinct else signs,
        line_limit=LINE_LIMIT,
    )
