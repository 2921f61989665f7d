"""Rows of tables that have no record type of their own: cells by title, typed by their look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from antrea_parse.commands.base import Record
from antrea_parse.commands.cells import Age, AgeOrWord, Quantity, Ready, to_age, to_ready
from antrea_parse.commands.kubectl_kind import COMMON_FIELDS, Field, Kind
from antrea_parse.commands.kubectl_shapes import SHAPES
from antrea_parse.commands.selectors import LabelSelector, to_selector
from antrea_parse.text.values import IPAddress, to_ip

#: What a cell of a generic table may be; text that looks like something else stays text.
Cell = str | bool | int | Age | Quantity | Ready | IPAddress | LabelSelector | None


class Row(Record):
    """A row of a table that has no record type of its own.

    Attributes:
        namespace: of the object, where the table begins with such a column.
        name: of the object, with the resource before it where several are listed (``statefulset.apps/web``).
        cells: the other columns by their titles in lower case, blanks and signs replaced by ``_`` (``PORT(S)``: ``port_s``); a title that
            stands there again gets a number; ``column_3`` without a header. Typed where nothing of the text is lost; None for ``<none>``
            and for an empty cell.
        age: since the object was created.
        labels: of the object, with ``--show-labels``.
        event: what happened to the object, with ``--output-watch-events``.
    """

    namespace: str | None = None
    name: str | None = None
    cells: dict[str, Cell] | None = None
    age: str | AgeOrWord | None = None
    labels: dict[str, str] | None = None
    event: str | None = None


_INTEGER = re.compile(r"0|-?[1-9]\d{0,17}", re.ASCII)
_READY = re.compile(r"\d{1,9}/\d{1,9}", re.ASCII)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-f]*:)[0-9a-f:.]+", re.ASCII)
_AGE_TITLES = frozenset({"AGE", "LAST SEEN", "FIRST SEEN", "DURATION", "LAST HEARTBEAT", "LAST SCHEDULE", "EXPIRES"})
_QUANTITY_TITLES = frozenset({"CAPACITY", "CPU(cores)", "MEMORY(bytes)", "CPU(CORES)", "MEMORY(BYTES)", "CPU", "MEMORY", "REQUEST", "LIMIT", "SIZE"})
_SELECTOR_TITLES = frozenset({"SELECTOR", "POD-SELECTOR", "POD SELECTOR"})


def to_cell(text: str, title: str) -> Cell:
    """A cell of a generic table, typed by its title and look; the text where nothing fits or something of it would be lost.

    >>> to_cell("3/3", "READY"), to_cell("10Gi", "CAPACITY"), to_cell("web", "APP"), to_cell("007", "ID")
    (Ready(ready=3, total=3), Quantity('10Gi'), 'web', '007')
    """
    if text in ("true", "false"):
        return text == "true"
    try:
        value = _typed(text, title)
    except ValueError:
        return text
    return value if str(value) == text else text


def _typed(text: str, title: str) -> Cell:
    if title in _AGE_TITLES:
        return to_age(text)
    if title in _QUANTITY_TITLES:
        return Quantity(text)
    if title in _SELECTOR_TITLES:
        return to_selector(text)
    if _INTEGER.fullmatch(text):
        return int(text)
    if _READY.fullmatch(text):
        return to_ready(text)
    return to_ip(text) if _ADDRESS.fullmatch(text) else text


def _age_or_text(text: str) -> AgeOrWord | str:
    try:
        return to_age(text)
    except ValueError:
        return text


_OWN_FIELDS = {**COMMON_FIELDS, "NAME": Field("name"), "AGE": Field("age", _age_or_text)}


def generic_kind(titles: Sequence[str], *, custom: bool = False) -> Kind:
    """A kind for a table without a record type of its own; known columns are told by their grammar where blanks were lost.

    Args:
        titles: its header.
        custom: the columns are somebody's own, in any order.
    """
    fields: list[Field] = []
    keys: set[str] = set()
    front = 1 + (titles[:1] == ("EVENT",))
    for number, title in enumerate(titles):
        # A NAMESPACE further behind is another object's.
        if title in _OWN_FIELDS and title not in titles[:number] and (title != "NAMESPACE" or number < front or custom):
            fields.append(_OWN_FIELDS[title])
            continue
        base = key = snake_case(title)
        count = 2 if title in _OWN_FIELDS else 1
        while key in keys or count == 2:
            key = f"{base}_{max(count, 2)}"
            count = max(count, 2) + 1
        keys.add(key)
        fields.append(Field("cells", partial(to_cell, title=title), key=key))
    name, headers = "", ()
    for shape, lists in SHAPES.items():
        kind = Kind(shape, Row, headers=lists, fields={})
        if kind.label_columns(titles) is not None:
            name, headers = shape, lists  # type: ignore[assignment]  # a tuple of any length
    return Kind(name, Row, headers=headers, fields={}, anchor="NAME", is_open=True, ordered=tuple(fields))


def custom_titles(form: str) -> tuple[str, ...]:
    """The titles of somebody's own columns, as the command line tells them; none where a file has them.

    >>> custom_titles("custom-columns=WHO:.metadata.name,WHERE:.spec.nodeName")
    ('WHO', 'WHERE')
    """
    word, _, columns = form.partition("=")
    titles = tuple(column.partition(":")[0] for column in columns.split(",")) if word == "custom-columns" else ()
    return titles if all(titles) else ()


def snake_case(title: str) -> str:
    """A column's title as a name.

    >>> snake_case("PORT(S)")
    'port_s'
    """
    return re.sub(r"\W+", "_", title.lower()).strip("_") or "_"
