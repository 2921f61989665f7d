"""Text of captures made fit to be shown: on a terminal, in a picture, in a notebook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import is_dataclass
from typing import Any

from pydantic import BaseModel

# Not allowed in XML 1.0, or of effect beyond their own place: control characters, surrogates, marks that turn the writing direction.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff\ufeff]")
_BLANKS = re.compile(r"[\t\n]+")

#: Longest text that a label or a tooltip holds, and that a cell of a table does.
LIMIT, _CELL = 2000, 400
#: Longest text, and most elements, that a one-line repr holds of a field.
_LONG, _MANY = 200, 30


def clean_label(text: str) -> str:
    r"""The text on one line, each character that a drawing must not hold shown as one that says so.

    >>> clean_label("evil\x1b[31m name")
    'evil�[31m name'
    """
    return clean_tooltip(_BLANKS.sub(" ", text))


def clean_tooltip(text: str) -> str:
    """The text with its line ends, without characters that a drawing must not hold."""
    text = _UNFIT.sub("�", text)
    return text if len(text) <= LIMIT else text[:LIMIT] + "…"


class Brief:
    """Stands in a one-line repr for what would take many."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __repr__(self) -> str:
        return self._words


def brief_fields(fields: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The fields of a one-line repr: without what is unset or empty, lists of records counted, what is long cut."""
    for name, value in fields:
        if value is None or (isinstance(value, Sized) and not len(value)):
            continue
        yield name, _brief(value)


def _brief(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONG else Brief(f"{value[:_LONG]!r}… <{len(value)} characters>")
    if isinstance(value, Mapping) and len(value) > _MANY:
        return Brief(f"<{len(value)} keys>")
    if isinstance(value, Sequence):
        if isinstance(value[0], BaseModel) or is_dataclass(value[0]):
            return Brief(f"<{len(value)} {type(value[0]).__name__}>")
        if len(value) > _MANY:
            return Brief(f"<{len(value)}: {value[0]!r}, …>")
    return value


def html_table(rows: Sequence[Mapping[str, Any]], caption: str = "", more: str = "") -> str:
    """Rows as an HTML table for a notebook; columns that are empty throughout are left out.

    Args:
        rows: by column.
        caption: what it shows, in one line.
        more: what is not shown.
    """
    filled = {name for row in rows for name, value in row.items() if value not in (None, "")}
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name in filled]
    # Jupyter would set cells to the right.
    cell = 'style="text-align:left;vertical-align:top"'
    head = "".join(f"<th {cell}>{_escaped(name)}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td {cell}>{_escaped(row.get(name))}</td>" for name in columns) + "</tr>\n" for row in rows)
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>" if columns else ""
    parts = [f"<p><b>{_escaped(caption)}</b></p>" if caption else "", table, f"<p>{_escaped(more)}</p>" if more else ""]
    return "\n".join(part for part in parts if part)


def _escaped(value: Any) -> str:
    text = "" if value is None else clean_label(str(value))
    # A table is there to be looked over: what is long stands in the thing itself.
    return html.escape(text if len(text) <= _CELL else text[: _CELL - 1] + "…")
