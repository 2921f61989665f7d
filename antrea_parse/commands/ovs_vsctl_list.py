"""``ovs-vsctl list interface``, ``list port``, ``list bridge``: rows of the database, a line for each column.

Source of the format: Open vSwitch lib/table.c `table_print_list__`; columns from vswitchd/vswitch.ovsschema, 2.5 to 3.7.
Each row prints the same columns, so a column that stands there again begins the next row, blank line or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import Field

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.ovsdb_value import Value, mask_secrets, to_value
from antrea_parse.commands.quotation import outside_quotations
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ovs_vsctl_list.textfsm"


class _Row(Record):
    """Columns that all tables have.

    Attributes:
        uuid: of the row (column ``_uuid``).
        name: of what the row describes.
        external_ids: of whoever made the row; Antrea keeps pod and container there.
        other_config: settings without a column of their own.
        status: what the device or protocol reports.
        other_columns: columns that this release does not know, as they are printed.
    """

    uuid: str | None = Field(default=None, alias="_uuid")
    name: str | None = None
    external_ids: dict[str, str] = Field(default_factory=dict)
    other_config: dict[str, str] = Field(default_factory=dict)
    status: dict[str, str] = Field(default_factory=dict)
    other_columns: dict[str, Any] = Field(default_factory=dict)


class InterfaceRow(_Row):
    """A row of table Interface; fields are its columns, documented in ovs-vswitchd.conf.db(5). An empty optional column is None."""

    admin_state: str | None = None
    bfd: dict[str, str] = Field(default_factory=dict)
    bfd_status: dict[str, str] = Field(default_factory=dict)
    cfm_fault: bool | None = None
    cfm_fault_status: tuple[str, ...] = ()
    cfm_flap_count: int | None = None
    cfm_health: int | None = None
    cfm_mpid: int | None = None
    cfm_remote_mpids: tuple[int, ...] = ()
    cfm_remote_opstate: str | None = None
    duplex: str | None = None
    error: str | None = None
    ifindex: int | None = None
    ingress_policing_burst: int | None = None
    ingress_policing_kpkts_burst: int | None = None
    ingress_policing_kpkts_rate: int | None = None
    ingress_policing_rate: int | None = None
    lacp_current: bool | None = None
    link_resets: int | None = None
    link_speed: int | None = None
    link_state: str | None = None
    lldp: dict[str, str] = Field(default_factory=dict)
    mac: str | None = None
    mac_in_use: str | None = None
    mtu: int | None = None
    mtu_request: int | None = None
    ofport: int | None = None
    ofport_request: int | None = None
    options: dict[str, str] = Field(default_factory=dict)
    statistics: dict[str, int] = Field(default_factory=dict)
    type: str | None = None


class PortRow(_Row):
    """A row of table Port; fields are its columns, documented in ovs-vswitchd.conf.db(5). An empty optional column is None."""

    bond_active_slave: str | None = None
    bond_downdelay: int | None = None
    bond_fake_iface: bool | None = None
    bond_mode: str | None = None
    bond_updelay: int | None = None
    cvlans: tuple[int, ...] = ()
    fake_bridge: bool | None = None
    interfaces: tuple[str, ...] = ()
    lacp: str | None = None
    mac: str | None = None
    protected: bool | None = None
    qos: str | None = None
    rstp_statistics: dict[str, int] = Field(default_factory=dict)
    rstp_status: dict[str, str] = Field(default_factory=dict)
    statistics: dict[str, int] = Field(default_factory=dict)
    tag: int | None = None
    trunks: tuple[int, ...] = ()
    vlan_mode: str | None = None


class BridgeRow(_Row):
    """A row of table Bridge; fields are its columns, documented in ovs-vswitchd.conf.db(5). An empty optional column is None."""

    auto_attach: str | None = None
    controller: tuple[str, ...] = ()
    datapath_id: str | None = None
    datapath_type: str | None = None
    datapath_version: str | None = None
    fail_mode: str | None = None
    flood_vlans: tuple[int, ...] = ()
    flow_tables: dict[int, str] = Field(default_factory=dict)
    ipfix: str | None = None
    mcast_snooping_enable: bool | None = None
    mirrors: tuple[str, ...] = ()
    netflow: str | None = None
    ports: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    rstp_enable: bool | None = None
    rstp_status: dict[str, str] = Field(default_factory=dict)
    sflow: str | None = None
    stp_enable: bool | None = None


class InterfaceListOutput(Output):
    """Output of ``ovs-vsctl list interface``: one record for each row."""

    records: tuple[InterfaceRow, ...] = ()


class PortListOutput(Output):
    """Output of ``ovs-vsctl list port``: one record for each row."""

    records: tuple[PortRow, ...] = ()


class BridgeListOutput(Output):
    """Output of ``ovs-vsctl list bridge``: one record for each row."""

    records: tuple[BridgeRow, ...] = ()


@cache
def _columns(row: type[_Row]) -> dict[str, Callable[[Value], Any]]:
    """How the value of each column is typed, from the row's annotations.

    The notation tells strings, numbers and truth values apart; what it cannot tell is whether ``[]`` is an empty set or none.
    """
    hints = {name: hint for name, hint in get_type_hints(row).items() if name in row.model_fields and name != "other_columns"}
    return {row.model_fields[name].alias or name: partial(_typed, _kind(hint), _kinds(hint)) for name, hint in hints.items()}


def _kind(hint: Any) -> type:
    return get_origin(hint) if get_origin(hint) in (tuple, dict) else NoneType


def _kinds(hint: Any) -> tuple[type, ...]:
    return tuple(kind for kind in get_args(hint) if kind not in (NoneType, ...))


def _typed(shape: type, kinds: tuple[type, ...], value: Value) -> Any:
    if shape is dict:
        if isinstance(value, dict) and all(type(key) is kinds[0] and type(item) is kinds[1] for key, item in value.items()):
            return value
    elif shape is tuple:
        items = value if isinstance(value, tuple) else (value,)
        if all(type(item) is kinds[0] for item in items):
            return items
    elif value == ():
        return None
    elif type(value) is kinds[0]:
        return value
    raise ValueError(f"expected {' to '.join(kind.__name__ for kind in kinds)}")


def _read(lines: Iterable[str], ledger: Ledger, *, row: type[_Row]) -> Iterator[Record]:
    """Fold the lines of each row into a record."""
    types = _columns(row)
    values: dict[str, Any] = {}
    first = last = -1
    before = ""
    flat = False
    dense = False  # whether columns of the row stand on lines that follow each other: then a blank line ends it
    columns = _SameColumns(ledger)
    for index, column, datum, value in _data(lines, ledger):
        name = "uuid" if column == "_uuid" else column
        # The tool prints the UUID first, unless it was told otherwise: behind a blank line it begins a row, of whatever the lines above are the rest.
        if values and (dense or name == "uuid") and _only_blanks(ledger.lines.texts, last + 1, index):
            columns.compare(values, first)
            yield row.build(values, ledger.span(first, last))
            values, dense = {}, False
        if name in values or name in values.get("other_columns", ()):
            if index == last + 1 and (len(values) > 1 or name == "uuid") and before == f"{column}:{datum}":
                ledger.report("AP205", f"{column} stands here again", index)
                continue
            columns.compare(values, first)
            yield row.build(values, ledger.span(first, last))
            values, dense = {}, False
        if not values:
            first = index
        elif index == last + 1:
            dense = True
        if not flat and not _is_as_printed(column, ledger.lines.texts[index]):
            flat = True
            ledger.report("AP111", "", index)
        last, before = index, f"{column}:{datum}"
        if isinstance(value, dict):
            for key in mask_secrets(value):
                ledger.report("AP210", f"{column}: the value of {key} is masked", index)
        try:
            values[name] = types[column](value)
        except KeyError:
            values.setdefault("other_columns", {})[column] = value
        except ValueError as error:
            ledger.report("AP203", f"{column}: {error}", index)
            values.setdefault("other_columns", {})[column] = value
    if values:
        columns.compare(values, first)
        yield row.build(values, ledger.span(first, last))


class _SameColumns:
    """Notices rows that lack columns: the tool prints the same ones of each row."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: frozenset[str] = frozenset()
        self._first = -1  # index of the first line of the row that has them

    def compare(self, values: dict[str, Any], first: int) -> None:
        """Compare the columns of a row with those of the one before."""
        names = frozenset([*values, *values.get("other_columns", ())]) - {"other_columns"}
        if self._known and names != self._known:
            fewer = first if len(names) < len(self._known) else self._first
            lacking = sorted(names ^ self._known)
            shown = ", ".join(lacking[:3]) + " and more" * (len(lacking) > 3)
            self._ledger.report("AP202", f"one of two rows in succession lacks columns: {shown}", fewer)
        self._known, self._first = names, first


def _only_blanks(texts: Sequence[str], start: int, end: int) -> bool:
    """Whether nothing but blank lines stands there, at least one; a stream has kept the last of them."""
    if not len(texts):
        return start < end and texts[end - 1] is not None and not texts[end - 1].strip()
    return start < end and not any(texts[index].strip() for index in range(start, end))


def _data(lines: Iterable[str], ledger: Ledger) -> Iterator[tuple[int, str, str, Value]]:
    """Index, column, text and value of each line that holds a datum."""
    template = line_format(TEMPLATE)

    def is_whole(text: str) -> bool:
        return any(_is_datum((values[1] or "").rstrip()) for _, _, values in template.events((text,)))

    index = 0

    def texts() -> Iterator[str]:
        nonlocal index
        for index, text in outside_quotations(lines, ledger, is_whole):  # noqa: B007  # the template counts other lines
            yield text

    for _, _, (column, datum) in template.events(texts()):
        text = (datum or "").rstrip()
        try:
            value = to_value(text)
        except ValueError:
            continue
        ledger.uses[index] = READ
        yield index, column or "", text, value


def _is_as_printed(column: str, line: str | None) -> bool:
    """Whether the name is padded to 20 characters still; a line that has passed by in a stream counts as such."""
    return line is None or f"{column:<20}: " in line


def _is_datum(text: str) -> bool:
    try:
        to_value(text)
    except ValueError:
        return False
    return True


def _command(table: str, row: type[_Row], output: type[Output], columns: str) -> Command:
    return Command(
        name=f"ovs-vsctl list {table}",
        record=row,
        output=output,
        template=TEMPLATE,
        read=partial(_read, row=row),
        nests=True,
        starts=r"\s*_uuid\s*:\s+[0-9a-f]{8}-",
        # Names shorter than 20 characters are padded; what prints them without a blank is another tool, as bond/show is.
        signs=((rf"\s*(?:{columns})(?:\s+|(?<=\w{{20}})):\s+\S", f"is a column of table {table.title()}"),),
    )


COMMANDS = (
    _command("interface", InterfaceRow, InterfaceListOutput, "admin_state|mac_in_use|ofport|ofport_request|link_state|ingress_policing_rate"),
    _command("port", PortRow, PortListOutput, "bond_mode|bond_updelay|bond_fake_iface|fake_bridge|vlan_mode|trunks|cvlans"),
    _command("bridge", BridgeRow, BridgeListOutput, "mcast_snooping_enable|datapath_id|stp_enable|rstp_enable|flood_vlans|flow_tables"),
)
