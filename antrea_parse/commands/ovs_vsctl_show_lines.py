"""The lines of ``ovs-vsctl show``, one by one: keyword and typed value; what stands in free text is kept out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from antrea_parse.commands.base import READ, Ledger
from antrea_parse.commands.ovsdb_value import ATOM, DATUM, UUID, Atom, to_atom, to_string, to_strings, to_value, unquoted
from antrea_parse.commands.quotation import outside_quotations

#: Level of each kind of line; the root's UUID is at level 0.
LEVELS = {
    "Manager": 1,
    "Bridge": 1,
    "ovs_version": 1,
    "Controller": 2,
    "fail_mode": 2,
    "datapath_type": 2,
    "Port": 2,
    "is_connected": 3,
    "tag": 3,
    "trunks": 3,
    "Interface": 3,
    "type": 4,
    "options": 4,
    "error": 4,
    "bfd_status": 4,
}
#: Keywords that begin a row and name it; the others are columns.
ROWS = ("Manager", "Bridge", "Controller", "Port", "Interface")
_COLUMNS = tuple(word for word in LEVELS if word not in ROWS)
_LINE = re.compile(rf"(?P<row>{'|'.join(ROWS)}) +(?P<name>{ATOM})|(?P<column>{'|'.join(_COLUMNS)}): *(?P<value>{DATUM})|(?P<uuid>{UUID})")
#: Keyword of the first line, which is a bare UUID.
ROOT = "uuid"


class Line(NamedTuple):
    """A line that has the shape of this output.

    Attributes:
        index: index of the line.
        keyword: kind of row, name of a column, or `ROOT`.
        value: of the column, or the name of the row; None for a value that is not readable.
        text: the line without blanks around.
        margin: its indentation beyond that of its level.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks a line for
    keyword: str
    value: Any
    text: str
    margin: int


def shaped(lines: Iterable[str], ledger: Ledger) -> Iterator[Line]:
    """The lines that have the shape of this output, typed."""
    for index, text in outside_quotations(lines, ledger, _is_whole):
        line = _shape(index, text, ledger)
        if line is not None:
            ledger.uses[index] = READ
            yield line


def _is_whole(text: str) -> bool:
    return _LINE.fullmatch(text.strip()) is not None


def _shape(index: int, line: str, ledger: Ledger) -> Line | None:
    text = line.strip()
    match = _LINE.fullmatch(text)
    if match is None:
        return None
    keyword = match["row"] or match["column"] or ROOT
    try:
        value = _TYPES[keyword](match["name"] or match["value"] or text)
    except ValueError as error:
        ledger.report("AP203", f"{keyword}: {error}", index)
        value = None
    if value is None and keyword in ROWS:
        return None
    margin = len(line) - len(line.lstrip()) - 4 * LEVELS.get(keyword, 0)
    return Line(index, keyword, value, text, margin)


def without_repeats(lines: Iterable[Line], ledger: Ledger) -> Iterator[Line]:
    """A line that stands twice in a row says nothing the second time."""
    before = ""
    for line in lines:
        if line.text == before:
            ledger.report("AP205", f"{line.keyword} stands here again", line.index)
            continue
        before = line.text
        yield line


def _vlan(vlan: Atom) -> int:
    if type(vlan) is not int or not 0 <= vlan <= 4095:
        raise ValueError(f"expected a VLAN, 0 to 4095, not {vlan!r:.80}")
    return vlan


def _vlans(text: str) -> tuple[int, ...]:
    vlans = to_value(text)
    return tuple(_vlan(vlan) for vlan in (vlans if isinstance(vlans, tuple) else (to_atom(text),)))


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"expected true or false, not {text[:80]}")
    return text == "true"


_TYPES: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(ROWS, unquoted),
    **dict.fromkeys(_COLUMNS, to_string),
    ROOT: str,
    "tag": lambda text: _vlan(to_atom(text)),
    "trunks": _vlans,
    "is_connected": _truth,
    "options": to_strings,
    "bfd_status": to_strings,
}
