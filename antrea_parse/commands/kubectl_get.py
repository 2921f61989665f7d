"""``kubectl get`` of any resource, of several, or with columns of one's own.

Tables of the kinds that are known give the records of those kinds, all others generic rows.

Source of the format: cli-runtime pkg/printers/tableprinter.go; kubectl pkg/cmd/get.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from antrea_parse.commands import kubectl_antrea, kubectl_core, kubectl_network
from antrea_parse.commands.base import Command, Ledger, Output, Record
from antrea_parse.commands.cells import Age, AgeOrWord, Quantity, Ready, to_age, to_ready
from antrea_parse.commands.kubectl_kind import COMMON_FIELDS, TEMPLATE, Field, Kind
from antrea_parse.commands.kubectl_reader import read_tables
from antrea_parse.commands.selectors import LabelSelector, to_selector
from antrea_parse.engine.table import Header
from antrea_parse.text.values import IPAddress, to_ip

#: What a cell of a generic table may be.
Cell = Age | Quantity | Ready | IPAddress | LabelSelector | bool | int | str | None

KINDS = (
    kubectl_core.PODS,
    kubectl_core.NODES,
    kubectl_core.SERVICES,
    kubectl_core.ENDPOINTS,
    kubectl_network.ENDPOINTSLICES,
    kubectl_network.NETWORKPOLICIES,
    kubectl_network.DEPLOYMENTS,
    kubectl_network.DAEMONSETS,
    kubectl_antrea.EGRESSES,
    kubectl_antrea.TRACEFLOWS,
)


class Row(Record):
    """A row of a table that is not known.

    Attributes:
        namespace: of the object, where the table has such a column.
        name: of the object, with the resource before it where several are listed (``statefulset.apps/web``).
        cells: the other columns by their titles in lower case, blanks and signs replaced by ``_`` (``PORT(S)``: ``port_s``); a title that
            stands there again gets a number. Typed by their look; None for ``<none>`` and for an empty cell.
        age: since the object was created.
        labels: of the object, with ``--show-labels``.
        event: what happened to the object, with ``--output-watch-events``.
    """

    namespace: str | None = None
    name: str | None = None
    cells: dict[str, Cell] | None = None
    age: AgeOrWord | str | None = None
    labels: dict[str, str] | None = None
    event: str | None = None


class GetOutput(Output):
    """Output of ``kubectl get``: records of the kinds that are known, and a row for each other object."""

    records: tuple[Record, ...] = ()


_INTEGER = re.compile(r"0|-?[1-9]\d{0,17}")
_READY = re.compile(r"\d{1,9}/\d{1,9}")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F]*:)[0-9a-fA-F:.]+")
_AGE_TITLES = frozenset({"AGE", "LAST SEEN", "FIRST SEEN", "DURATION", "LAST HEARTBEAT", "LAST SCHEDULE", "EXPIRES"})
_QUANTITY_TITLES = frozenset({"CAPACITY", "CPU(CORES)", "MEMORY(BYTES)", "CPU", "MEMORY", "REQUEST", "LIMIT", "SIZE"})
_SELECTOR_TITLES = frozenset({"SELECTOR", "POD-SELECTOR", "POD SELECTOR"})


def to_cell(text: str, title: str) -> Cell:
    """A cell of a table that is not known, typed by its title and look; text where nothing fits.

    >>> to_cell("3/3", "READY"), to_cell("10Gi", "CAPACITY"), to_cell("web", "APP")
    (Ready(ready=3, total=3), Quantity('10Gi'), 'web')
    """
    try:
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
        if _ADDRESS.fullmatch(text):
            return to_ip(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text, text)


def _age_or_text(text: str) -> AgeOrWord | str:
    try:
        return to_age(text)
    except ValueError:
        return text


_OWN_FIELDS = {**COMMON_FIELDS, "NAME": Field("name"), "AGE": Field("age", _age_or_text)}


def generic_kind(header: Header) -> Kind:
    """A kind for a table that is not known."""
    fields: list[Field] = []
    keys: set[str] = set()
    for number, title in enumerate(header.titles):
        if title in _OWN_FIELDS and title not in header.titles[:number]:
            fields.append(_OWN_FIELDS[title])
            continue
        base = key = snake_case(title)
        count = 2 if title in _OWN_FIELDS else 1
        while key in keys or count == 2:
            key = f"{base}_{max(count, 2)}"
            count = max(count, 2) + 1
        keys.add(key)
        fields.append(Field("cells", partial(to_cell, title=title), key=key))
    return Kind("", Row, headers=(), fields={}, anchor="NAME", is_open=True, ordered=tuple(fields))


def snake_case(title: str) -> str:
    """A column's title as a name.

    >>> snake_case("PORT(S)")
    'port_s'
    """
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") or "_"


_TITLE = re.compile(r"[A-Z0-9](?:[A-Z0-9 %/:._-]|\([A-Za-z]+\))*")


def _choose(header: Header, *, custom: bool) -> Kind | None:
    if not custom:
        for kind in KINDS:
            is_candidate = header.titles not in kind.headers or header.titles in kind.distinct_headers
            if is_candidate and kind.label_columns(header.titles) is not None:
                return kind
        if len(header.titles) < 2 or not all(len(title) < 64 and _TITLE.fullmatch(title) for title in header.titles):
            return None
    return generic_kind(header)


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The records of all tables."""
    custom = str(ledger.options.get("output", "")).startswith("custom-columns")
    return read_tables(lines, ledger, partial(_choose, custom=custom))


_KNOWN = "|".join(kind.header_pattern(kind.distinct_headers) for kind in (*KINDS, *kubectl_antrea.KINDS))
_SEVERAL = (
    r"\s*(?:[a-z0-9][a-z0-9.-]*\s+)?(?:pod|service|node|endpoints|namespace|(?:deployment|daemonset|replicaset|statefulset)\.apps|job\.batch)"
    r"/[a-z0-9]\S*\s"
)

COMMANDS = (
    Command(
        name="kubectl get",
        record=Row,
        output=GetOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*(?:EVENT\s+)?(?:NAME|NAMESPACE|LAST SEEN)\s+[A-Z]",
        signs=(
            (_SEVERAL, "lists a resource and a name as kubectl does for several resources"),
            (r"(?:NAMESPACE\s+)?LAST SEEN\s+TYPE\s+REASON\s", "is the header of a table of events"),
            (rf"(?!{_KNOWN})(?:NAMESPACE {{3,}})?NAME {{3,}}[A-Z][^a-z]*$", "is the header of a table as kubectl prints it"),
        ),
    ),
)
