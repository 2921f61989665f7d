"""Reads the tables of ``kubectl get``: one or several, with headers or without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.kubectl_kind import LONG_TITLES, TEMPLATE, Kind
from antrea_parse.commands.kubectl_table import Headless, Table
from antrea_parse.engine.table import Header, grammar, read_header

#: First words of headers: only a line that begins so is looked at as one.
_FIRST_TITLES = ("NAME", "NAMESPACE", "EVENT", "LAST")
#: Chooses the kind of table that a header has.
Chooser = Callable[[Header], Kind | None]


def read_tables(lines: Iterable[str], ledger: Ledger, choose: Chooser, headless: Kind | None = None) -> Iterator[Record]:
    """The records of all tables in the lines.

    Args:
        lines: the lines.
        ledger: the account of the lines.
        choose: tells the kind of table by its header; None for a header that is not read here.
        headless: kind of rows before any header.
    """
    columns = grammar(TEMPLATE)
    table: Table | None = None
    bare = None if headless is None else Headless(headless, columns, ledger)
    uses = ledger.uses
    watched = bool(ledger.options.get("watch") or ledger.options.get("watch_events"))
    for index, line in enumerate(lines):
        if not line or line.isspace():
            if table is not None and table.kind.is_open:
                table = None  # kubectl puts a blank line before the next table; what follows is no row of this one
            continue
        if line.lstrip().startswith(_FIRST_TITLES):
            header = read_header(line, LONG_TITLES)
            kind = choose(header)
            if kind is not None:
                uses[index] = READ
                bare = None
                if table is not None and not table.rows and table.titles == header.titles:
                    ledger.report("AP205", "header stands here again", index)
                    continue
                table = Table(kind, header, columns, ledger)
                if table.is_flat:
                    ledger.report("AP111", "runs of blanks lost: cells told by the grammar of their columns", index)
                    if kind.is_open:
                        ledger.report("AP206", "columns not known: cells told by their number, as if none were empty or held blanks", index)
                continue
        if table is not None:
            values = table.row(line)
            if values is None:
                values = table.recover(line, index)
                if values is None:
                    continue
            table.rows += 1
            uses[index] = READ
            if watched or not table.repeats(values, index):
                yield table.kind.record.build(values, ledger.span(index))
        elif bare is not None:
            values = bare.row(line, index)
            if values is not None:
                uses[index] = READ
                yield bare.kind.record.build(values, ledger.span(index))


def _is_of(kind: Kind, header: Header) -> Kind | None:
    return kind if kind.label_columns(header.titles, loosely=True) is not None else None


def table_command(kind: Kind, output: type[Output], *signs: tuple[str, str]) -> Command:
    """``kubectl get`` of one kind; with signs of its rows where its header is any resource's."""
    distinct = kind.distinct_headers
    return Command(
        name=f"kubectl get {kind.name}",
        record=kind.record,
        output=output,
        template=TEMPLATE,
        read=partial(read_tables, choose=partial(_is_of, kind), headless=kind),
        starts=kind.header_pattern(kind.headers),
        signs=((kind.header_pattern(distinct), f"is the header of a table of {kind.name}"), *signs) if distinct else signs,
    )
