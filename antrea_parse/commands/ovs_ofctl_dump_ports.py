"""``ovs-ofctl dump-ports``: the counters of a bridge's ports.

Source of the format: Open vSwitch lib/ofp-port.c `ofputil_port_stats_format`; 2.5 to 3.7, OpenFlow 1.0 to 1.5.
With names (``--names``, or on a terminal) a port's name stands in place of its number.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from pydantic import Field

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.blocks import Blocks
from antrea_parse.commands.ovsdb_value import to_string
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ovs_ofctl_dump_ports.textfsm"


class PortStats(Record):
    """The counters of one port; a counter that the port does not keep (``?``) is None.

    Attributes:
        port_no: its number, or ``LOCAL`` for the bridge's own port; unset where names are shown.
        name: its name; unset where numbers are shown.
        rx_packets: packets received.
        rx_bytes: bytes received.
        rx_dropped: packets dropped on receipt.
        rx_errors: errors on receipt.
        rx_frame_err: frame alignment errors.
        rx_over_err: packets with receive overrun.
        rx_crc_err: CRC errors.
        tx_packets: packets sent.
        tx_bytes: bytes sent.
        tx_dropped: packets dropped on sending.
        tx_errors: errors on sending.
        collisions: collisions.
        duration: seconds that the port has been alive; OpenFlow 1.3 and later.
        custom: statistics of the device under its own names; OpenFlow 1.4 and later.
        rx_rfc2819: packets received by size, and the like, under the names of RFC 2819; OpenFlow 1.4 and later.
        tx_rfc2819: the same of packets sent.
    """

    port_no: int | str | None = None
    name: str | None = None
    rx_packets: int | None = None
    rx_bytes: int | None = None
    rx_dropped: int | None = None
    rx_errors: int | None = None
    rx_frame_err: int | None = None
    rx_over_err: int | None = None
    rx_crc_err: int | None = None
    tx_packets: int | None = None
    tx_bytes: int | None = None
    tx_dropped: int | None = None
    tx_errors: int | None = None
    collisions: int | None = None
    duration: float | None = None
    custom: dict[str, int] = Field(default_factory=dict)
    rx_rfc2819: dict[str, int] = Field(default_factory=dict)
    tx_rfc2819: dict[str, int] = Field(default_factory=dict)


class DumpPortsOutput(Output):
    """Output of ``ovs-ofctl dump-ports``: one record for each port, in the order printed.

    Attributes:
        openflow: version of OpenFlow that was spoken, e.g. ``1.3``.
    """

    records: tuple[PortStats, ...] = ()
    openflow: str | None = None


_RX = ("rx_packets", "rx_bytes", "rx_dropped", "rx_errors", "rx_frame_err", "rx_over_err", "rx_crc_err")
_TX = ("tx_packets", "tx_bytes", "tx_dropped", "tx_errors", "collisions")
# Numbers below 10 are padded, and the second line stands below the first's counters.
_RAW_TX = re.compile(r"\s* {11}tx pkts=")


def _counters(names: tuple[str, ...], values: tuple[str | None, ...]) -> dict[str, int | None]:
    return {name: None if value == "?" else int(value or 0) for name, value in zip(names, values, strict=True)}


def _pairs(text: str) -> dict[str, int]:
    return {name: int(value) for name, _, value in (item.rpartition("=") for item in text.rstrip(", ").replace(",", " ").split())}


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[PortStats]:
    """Fold the lines of each port into a record."""
    ports = Blocks(
        ledger,
        PortStats,
        what=lambda values: f"port {values['name'] if 'name' in values else values['port_no']}",
        key=_key,
        last_column="tx_packets",
    )
    header = -1
    expected = 0
    flat = False
    for index, label, values in line_format(TEMPLATE).events(lines):
        if label == "PORT":
            try:
                port = _port(values[0] or "")
            except ValueError:
                continue
            _look_for_custom(ports)
            yield from ports.begin(index, port | _counters(_RX, values[1:]))
        elif label == "TX_PACKETS":
            ports.add(index, _counters(_TX, values))
            if not flat and not _RAW_TX.match(ledger.lines.texts[index]):
                flat = True
                ledger.report("AP111", "", index)
        elif label == "DURATION":
            ports.add(index, {"duration": float(values[0] or 0)})
        elif label == "CUSTOM_TITLE":
            ports.add(index, {"custom": {}})
        elif label == "CUSTOM":
            _add_custom(ports, index, _pairs(values[0] or ""))
        elif label == "DIRECTION":
            ports.add(index, {f"{values[0]}_rfc2819": _pairs(values[1] or "")})
        else:
            _look_for_custom(ports)
            yield from ports.finish()
            _count(ports, expected, header)
            ports.forget()
            expected, header = int(values[2] or 0), index
            ledger.extras.setdefault("openflow", values[1] or "1.0")
        ledger.uses[index] = READ
    _look_for_custom(ports)
    yield from ports.finish()
    _count(ports, expected, header)


def _key(port: PortStats) -> Hashable:
    # With names, a port that is called LOCAL reads like the bridge's own: a second one is no repetition.
    return object() if port.port_no == "LOCAL" else (port.port_no, port.name)


def _port(text: str) -> dict[str, Any]:
    if text.isdecimal():
        return {"port_no": int(text)}
    return {"port_no": text} if text == "LOCAL" else {"name": to_string(text)}


def _add_custom(ports: Blocks[PortStats], index: int, values: dict[str, int]) -> None:
    """A line of the device's own statistics, of which there are several."""
    known = ports.values.get("custom")
    if known is None:
        ports.ledger.report("AP202", "custom statistics whose title is missing", index)
    elif known.keys().isdisjoint(values):
        known.update(values)
        ports.last = index
    elif values.items() <= known.items():
        ports.ledger.report("AP205", "these statistics stand here again", index)
    else:
        ports.ledger.report("AP206", "these statistics stand here again with other values; the first are kept", index)


def _look_for_custom(ports: Blocks[PortStats]) -> None:
    """The title of custom statistics is printed only where there are some."""
    if ports.values.get("custom") == {}:
        ports.ledger.report("AP202", "custom statistics have a title and no numbers", ports.last)


def _count(ports: Blocks[PortStats], expected: int, header: int) -> None:
    if header >= 0 and expected != ports.count:
        ports.ledger.report("AP202", f"the header counts {expected} ports, {ports.count} stand here", header)


COMMANDS = (
    Command(
        name="ovs-ofctl dump-ports",
        record=PortStats,
        output=DumpPortsOutput,
        template=TEMPLATE,
        read=read,
        nests=True,
        starts=r"\s*OFPST_PORT reply\b",
        signs=((r"\s*OFPST_PORT reply\b", "is the port statistics of a switch"),),
    ),
)
