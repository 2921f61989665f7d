"""Kinds of tables that ``kubectl get`` prints: which columns they have, and what becomes of their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from antrea_parse.commands.base import Record
from antrea_parse.commands.cells import to_age
from antrea_parse.commands.selectors import to_labels
from antrea_parse.engine.table import Header

#: Longest line that is read: what the API answers, and jq -c prints, is one line of JSON.
LINE_LIMIT = 16 << 20
TEMPLATE = "kubectl_get.textfsm"

#: First words of headers: a line that begins so is looked at as one wherever it stands.
FIRST_TITLES = ("NAME", "NAMESPACE", "EVENT", "LAST SEEN", "POD")

#: Titles that hold a blank, of all tables that are known.
LONG_TITLES = (
    "NOMINATED NODE",
    "READINESS GATES",
    "NODE SELECTOR",
    "LAST HEARTBEAT",
    "LAST SEEN",
    "NUM PODS",
    "FIRST SEEN",
    "LAST SCHEDULE",
    "CREATED AT",
    "MIN AVAILABLE",
    "MAX UNAVAILABLE",
    "ALLOWED DISRUPTIONS",
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


#: The upper-cased last part of a label.
_LABEL_TITLE = re.compile(r"(?=[^A-Z]*[A-Z])[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?")

_COMMON_HEADERS = (("NAME", "AGE"), ("NAME", "STATUS", "AGE"))


class Field(NamedTuple):
    """Where a column's cells go.

    Attributes:
        name: the record's field.
        convert: makes the value of the text; None keeps the text.
        spread: the conversion gives a dict of several fields.
        key: the field is a dict, and this the cell's key in it.
    """

    name: str
    convert: Callable[[str], Any] | None = None
    spread: bool = False
    key: str | None = None


def to_name(text: str) -> str:
    """A name without the resource that stands before it where several are listed (``pod/frontend``)."""
    return text.rpartition("/")[2] if "/" in text else text


#: Columns that kubectl itself adds, and those that most tables have.
COMMON_FIELDS: Mapping[str, Field] = {
    "EVENT": Field("event"),
    "NAMESPACE": Field("namespace"),
    "NAME": Field("name", to_name),
    "AGE": Field("age", to_age),
    "LABELS": Field("labels", to_labels),
}


#: A column that holds nothing: NAMESPACE of objects that live in none, where others of the same call live in one.
NOTHING = Field("")


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
        is_strict: a line whose cells cannot stand in one row is none, rather than a damaged one.
        is_open: cells of a table that kept its blanks may be anything.
        padding: blanks that stand at least between two cells.
        nothing: what the tool prints for nothing.
        ordered: where each column's cells go, for a kind made for one header.
    """

    name: str
    record: type[Record]
    headers: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Field]
    anchor: str = "AGE"
    consistent: Callable[[Mapping[str, str | None]], bool] = field(default=lambda cells: True)
    is_open: bool = False
    is_strict: bool = False
    padding: int = 3
    nothing: str = "<none>"
    ordered: tuple[Field, ...] | None = None

    @property
    def namespaced(self) -> bool:
        """Whether its objects live in namespaces."""
        return "namespace" in self.record.model_fields

    @property
    def distinct_headers(self) -> tuple[tuple[str, ...], ...]:
        """The headers that tell the kind: any resource may have a table of names and ages."""
        return tuple(header for header in self.headers if header not in _COMMON_HEADERS)

    def header_pattern(self, headers: Sequence[tuple[str, ...]]) -> str:
        """A pattern of lines that are such headers, whatever kubectl added to them."""
        shortest = [header for header in headers if not any(other != header and header[: len(other)] == other for other in headers)]
        ways = "|".join(r"\s+".join(re.escape(title) for title in header) for header in shortest)
        namespace = r"(?:NAMESPACE\s+)?" if self.namespaced else ""
        return rf"\s*(?:EVENT\s+)?{namespace}(?:{ways})(?:\s|$)"

    def label_columns(self, titles: Sequence[str], *, loosely: bool = False) -> tuple[str, ...] | None:
        """The columns that ``-L`` added to these titles; None when they are not of this kind.

        Args:
            titles: all titles of a header.
            loosely: other orders of the kind's columns will do, as a release may print them that is not known.
        """
        rest = tuple(titles)
        rest = rest[1:] if rest[:1] == ("EVENT",) else rest
        rest = rest[1:] if rest[:1] == ("NAMESPACE",) else rest
        rest = rest[:-1] if rest[-1:] == ("LABELS",) else rest
        fitting = [header for header in self.headers if rest[: len(header)] == header]
        if fitting:
            added = rest[len(max(fitting, key=len)) :]
            return added if all(_LABEL_TITLE.fullmatch(title) for title in added) else None
        known = loosely and len(set(rest)) == len(rest) and all(title in self.fields or title in COMMON_FIELDS for title in rest)
        return () if known and "NAME" in rest and self.anchor in rest and len(rest) > 2 else None


class Chooser(Protocol):
    """Tells the kind of table by its header."""

    def __call__(self, line: str, *, fresh: bool) -> tuple[Kind, Header] | None:
        """The kind and the titles; None for a line that is no header of a table that is read here.

        Args:
            line: the line.
            fresh: no table has begun, or the last one is over.
        """
