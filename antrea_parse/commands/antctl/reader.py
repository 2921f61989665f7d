"""Reads what antctl prints of one resource: its padded table, YAML or JSON.

antctl pads every cell to the longest of its column and one blank more, so that titles may stand one blank apart in a table that kept its
blanks. Source of the format: antrea pkg/antctl/output/output.go and pkg/antctl/command_definition.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

from antrea_parse.commands.antctl.objects import Reading, Shape
from antrea_parse.commands.base import READ, UNREAD, Command, Ledger, Output, Record
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.kubectl_kind import Field, Kind
from antrea_parse.commands.kubectl_recovery import Recovery
from antrea_parse.commands.kubectl_table import Table
from antrea_parse.commands.kubectl_unwrap import Rejoiner
from antrea_parse.engine.documents import Array, Document, Object, read_documents
from antrea_parse.engine.table import Grammar, Header, grammar
from antrea_parse.text.source import Lines

TEMPLATE = "antctl_get.textfsm"
#: Titles, of which one holds a blank.
_TITLE = re.compile(r"EXPIRATION TIME|\S+")
_TITLE_LIKE = re.compile(r"[A-Z][A-Za-z0-9_/-]*|EXPIRATION TIME")
_DOCUMENT = re.compile(r"[\[{]|null$|---(?:\s|$)|- |#|[\"']?[A-Za-z][\w.-]*[\"']?\s*:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that antctl prints.

    Attributes:
        kind: its table.
        shape: its object.
        marks: keys in lower case of which an object has one.
        finish: derives fields that its table prints.
        is_flat: its objects hold no others.
        items: key of the list that holds them where antctl prints several in one object.
    """

    kind: Kind
    shape: Shape
    marks: frozenset[str]
    finish: Callable[[dict[str, Any]], None] | None = None
    is_flat: bool = False
    items: str = "items"

    def is_in(self, data: Object) -> bool:
        """Whether an object is one of this resource."""
        return any(name.lower() in self.marks for name in data)

    def command(self, output: type[Output], *signs: tuple[str, str], verb: str = "get") -> Command:
        """``antctl get`` of it.

        Args:
            output: type of its output.
            *signs: what tells its YAML or JSON; the header of its table does too.
            verb: ``query`` for what antctl asks.
        """
        kind = self.kind
        ways = "|".join(r"\s+".join(re.escape(title) for title in header) for header in kind.headers)
        return Command(
            name=f"antctl {verb} {kind.name}",
            record=kind.record,
            output=output,
            template=TEMPLATE,
            read=partial(read_resource, resource=self),
            rejoin=partial(_rejoined, kind=kind),
            starts=rf"\s*(?:{ways})\s*$",
            signs=((rf"\s*(?:{ways})\s*$", f"is the header of a table of {kind.name} as antctl prints it"), *signs),
        )


def antctl_kind(name: str, record: type[Record], headers: Sequence[str], fields: Sequence[Field], *, anchor: str, needed: tuple[str, ...] = ()) -> Kind:
    """A table of antctl's.

    Args:
        name: the resource; columns are looked up by it in the template.
        record: type of its records.
        headers: as printed by each range of releases.
        fields: where the cells of all columns go, by their order of appearance in the headers.
        anchor: column that a row must show to be one.
        needed: columns without any of which a line of which words were lost is no row.
    """
    split = tuple(tuple(_TITLE.findall(header)) for header in headers)
    titles = dict.fromkeys(title for header in split for title in header)
    # With a conversion, a cell that is not of its column's grammar is left unset and named.
    by_title = {title: field if field.convert else field._replace(convert=str) for title, field in zip(titles, fields, strict=True)}
    consistent = partial(_enough, needed=needed)
    return Kind(name, record, headers=split, fields=by_title, anchor=anchor, consistent=consistent, is_strict=True, padding=1, nothing="<NONE>")


def _enough(cells: Mapping[str, str | None], needed: tuple[str, ...]) -> bool:
    """Whether so many cells are there that a line is a row of which words were lost, and no other text."""
    is_there = all(cells.get(title, "") is not None for title in needed)
    return is_there and sum(cell is not None for cell in cells.values()) * 2 >= max(len(cells), 3)


def is_document(line: str) -> bool:
    """Whether YAML or JSON may begin here."""
    return _DOCUMENT.match(line.lstrip()) is not None


def read_resource(lines: Iterable[str], ledger: Ledger, resource: Resource) -> Iterator[Record]:
    """The records in what antctl printed of a resource."""
    passing = enumerate(lines)
    for index, line in passing:
        if not line or line.isspace() or is_chatter(line):
            continue
        rest = chain([(index, line)], passing)
        if is_document(line):
            yield from read_objects(rest, ledger, resource)
        else:
            yield from _read_table(rest, ledger, resource.kind)
        return


# --- tables


def read_header(line: str, kind: Kind) -> Header | None:
    """The header of this kind's table; None for another line. Later releases may add columns."""
    found = list(_TITLE.finditer(line))
    titles = tuple(match.group() for match in found)
    if titles not in kind.headers:
        begins = any(titles[:2] == header[:2] for header in kind.headers)
        if len(titles) < 2 or not begins or len(set(titles)) < len(titles) or not all(_TITLE_LIKE.fullmatch(title) for title in titles):
            return None
    return Header(titles, tuple(match.start() for match in found))


def _read_table(lines: Iterable[tuple[int, str]], ledger: Ledger, kind: Kind) -> Iterator[Record]:
    columns = grammar(TEMPLATE)
    table: Table | None = None
    head = 0
    blanks = 0
    is_spread = False  # a blank line stands between any two
    for index, line in lines:
        if not line or line.isspace():
            blanks += 1
            is_spread = is_spread or (table is not None and not table.rows)
            if table is not None and table.rows and blanks > is_spread:
                table = None  # antctl puts none between rows: what follows is no row of this table
            continue
        blanks = 0
        header = read_header(line, kind)
        if header is not None:
            ledger.uses[index] = READ
            if table is not None and table.titles == header.titles:
                ledger.report("AP205", "header stands here again", index)
                continue
            table, head = _open(kind, header, columns, ledger, index), index
            recovery, is_narrow = Recovery(table), "  " not in line.strip()
        elif table is not None:
            values = table.row(line)
            if values is None and not table.rows and not table.is_flat and is_narrow:
                # The header alone does not tell whether blanks were lost; its first row does.
                table = Table(table.kind, Header(table.titles, None), columns, ledger)
                recovery, values = Recovery(table), table.row(line)
                ledger.report("AP111", "runs of blanks lost: cells told by the grammar of their columns", head)
            if values is None:
                values = recovery.row(line, index)
            if values is None:
                continue
            table.rows += 1
            ledger.uses[index] = READ
            values.pop("", None)
            if not table.repeats(values, index):
                yield kind.record.build(values, ledger.span(index))


def _open(kind: Kind, header: Header, columns: Grammar, ledger: Ledger, index: int) -> Table:
    unknown = [title for title in header.titles if title not in kind.fields]
    if unknown:
        ledger.report("AP211", f"columns not known here, their cells left out: {', '.join(unknown)[:200]}", index)
    ordered = _ordered(kind, header)
    if header.titles not in kind.headers and any(known[: len(header.titles)] == header.titles for known in kind.headers) and ordered.ordered:
        ledger.report("AP202", f"the header is cut behind {header.titles[-1]}: the cells of this column, which may be cut too, are left out", index)
        ordered = replace(ordered, ordered=(*ordered.ordered[:-1], Field("")))
    return Table(ordered, header, columns, ledger)


def _ordered(kind: Kind, header: Header) -> Kind:
    return replace(kind, ordered=tuple(kind.fields.get(title, Field("")) for title in header.titles))


def _rejoined(lines: Lines, kind: Kind) -> list[Lines] | None:
    """Readings of lines with the rows of their tables joined: as of tables that kept their blanks, and as of such that lost them."""
    found = [Rejoiner(tuple({header[0] for header in kind.headers}), partial(_begin, kind=kind, is_flat=is_flat))(lines) for is_flat in (False, True)]
    return None if None in found else [joined for ways in found for joined in ways or ()]


def _begin(text: str, kind: Kind, *, is_flat: bool) -> Table | None:
    header = read_header(text, kind)
    if header is None or header.titles not in kind.headers or (is_flat and "  " in text.strip()):
        return None
    return Table(_ordered(kind, header), header._replace(starts=None) if is_flat else header, grammar(TEMPLATE), Ledger(Lines.at([])))


# --- YAML and JSON


def read_objects(lines: Iterable[tuple[int, str]], ledger: Ledger, resource: Resource) -> Iterator[Record]:
    """The records of a resource printed as YAML or JSON."""
    texts: list[str] = []
    for index, line in lines:
        texts.extend([""] * (index - len(texts)))
        texts.append(line)
        ledger.uses[index] = READ  # until they turn out not to be: the lines of a stream pass only once
    texts = _dedented(texts)
    if resource.is_flat and _lost_indentation(texts):
        texts = [line if line.startswith("- ") else f"  {line}" for line in texts]
        ledger.report("AP111", "indentation lost: a key belongs to the item before it", next(index for index, line in enumerate(texts) if line.strip()))
    reading = Reading(ledger)
    unread = {index for index, line in enumerate(texts) if line.strip() not in ("", "null", "---")}
    for document in read_documents(texts):
        items = _items(document.data, resource)
        if items is None:
            continue
        unread.difference_update(range(document.first, document.last + 1))
        _report_problems(document, texts, ledger)
        for item in items:
            values = reading.fields(item, resource.shape)
            if resource.finish is not None:
                resource.finish(values)
            yield resource.kind.record.build(values, ledger.span(item.first, item.last))
    for index in unread:
        ledger.uses[index] = UNREAD
    reading.finish()


def _dedented(texts: list[str]) -> list[str]:
    """The lines without the blanks that stand before all of them; none where the first line is deeper than another, as in the middle of a text."""
    filled = [line for line in texts if line and not line.isspace()]
    depths = [len(line) - len(line.lstrip(" ")) for line in filled]
    least = min(depths, default=0)
    if depths and depths[0] > least:
        return []
    return [line[least:] for line in texts] if least else texts


def _lost_indentation(texts: list[str]) -> bool:
    filled = [line for line in texts if line and not line.isspace()]
    return len(filled) > 1 and filled[0].startswith("- ") and not any(line[0] == " " for line in filled) and not filled[1].startswith("- ")


def _items(data: Any, resource: Resource) -> list[Object] | None:
    """The resource's objects in a document: one, a list of them, or the items of a list; None where there are others."""
    if type(data) is Object and not resource.is_in(data) and type(data.get(resource.items)) is Array:
        data = data[resource.items]
    items = data if type(data) is Array else [data]
    return items if all(type(item) is Object and resource.is_in(item) for item in items) else None


def _report_problems(document: Document, texts: Sequence[str], ledger: Ledger) -> None:
    for problem in document.problems:
        ledger.report("AP203", problem.message, problem.line, column=problem.column)
    stop = document.stop
    if stop is None:
        return
    last = max(index for index, line in enumerate(texts) if line.strip())
    if stop.line >= last and stop.message.endswith(("the end", "end of stream")):
        ledger.report("AP202", f"the document breaks off: {stop.message}", document.last)
    elif texts[stop.line][:1].strip() and stop.column == 1 and stop.message.startswith("YAML"):
        return  # something else begins on a line of its own
    else:
        ledger.report("AP203", stop.message, stop.line, column=stop.column)
