"""``ovs-ofctl dump-meters`` and ``meter-stats``: a meter and its bands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from antrea_parse.commands.base import READ, UNREAD, Command, Ledger, Output, Record
from antrea_parse.commands.flows.values import table
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ovs_ofctl_dump_meters.textfsm"
STATS_TEMPLATE = "ovs_ofctl_meter_stats.textfsm"

M = TypeVar("M", bound=Record)

_BAND = re.compile(r"type=(\w+)(?: rate=(\d{1,20}))?+(?: burst_size=(\d{1,20}))?+(?: prec_level=(\d{1,20}))?+(?:\s+|$)")


class Band(Record):
    """What a meter does above a rate.

    Attributes:
        type: ``drop`` or ``dscp_remark``.
        rate: in kbit/s or packets/s, as the meter's flags say.
        burst_size: in kbit or packets.
        prec_level: by how much the drop precedence is raised.
    """

    type: str
    rate: int | None = None
    burst_size: int | None = None
    prec_level: int | None = None


class Meter(Record):
    """A meter.

    Attributes:
        meter: its number, or ``controller``, ``slowpath``, ``virtual``.
        flags: ``kbps`` or ``pktps``, ``burst``, ``stats``.
        bands: its bands.
    """

    meter: int | str
    flags: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()


class MetersOutput(Output):
    """Output of ``ovs-ofctl dump-meters``: its meters."""

    records: tuple[Meter, ...] = ()


class BandStats(Record):
    """Counters of a band.

    Attributes:
        packet_count: packets above its rate.
        byte_count: bytes above its rate.
    """

    packet_count: int
    byte_count: int


class MeterStats(Record):
    """Counters of a meter.

    Attributes:
        meter: its number, or a word.
        flow_count: flows that lead to it.
        packet_in_count: packets that it measured.
        byte_in_count: bytes that it measured.
        duration: seconds since it was added.
        bands: counters of its bands, in their order.
    """

    meter: int | str
    flow_count: int
    packet_in_count: int
    byte_in_count: int
    duration: float
    bands: tuple[BandStats, ...] = ()


class MeterStatsOutput(Output):
    """Output of ``ovs-ofctl meter-stats``: counters of each meter."""

    records: tuple[MeterStats, ...] = ()


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Meter]:
    """The meters of a dump."""
    pending: tuple[int, dict[str, Any]] | None = None
    last = 0
    for index, label, found in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        if label == "meter":
            if pending:
                yield _whole(Meter, pending, last, ledger)
            meter, flags, bands = found
            pending = (index, {"meter": table(meter or ""), "flags": tuple((flags or "").split()), "bands": []})
            if bands:
                pending[1]["bands"] = _bands_on_one_line(bands, ledger, index)
        elif pending is None:
            ledger.uses[index] = UNREAD  # a band needs its meter
        else:
            pending[1]["bands"].append(_band(found, ledger, index))
        last = index
    if pending:
        yield _whole(Meter, pending, last, ledger)


def _bands_on_one_line(text: str, ledger: Ledger, index: int) -> list[Band]:
    bands = []
    position = 0
    while found := _BAND.match(text, position):
        bands.append(_band(found.groups(), ledger, index))
        position = found.end()
    if position < len(text):
        ledger.report("AP203", "band not readable", index)
    return bands


def _band(values: tuple[str | None, ...], ledger: Ledger, index: int) -> Band:
    kind, *numbers = values
    items: dict[str, Any] = {"type": kind}
    items |= {name: int(number) for name, number in zip(("rate", "burst_size", "prec_level"), numbers, strict=True) if number is not None}
    return Band.build(items, ledger.span(index))


def read_stats(lines: Iterable[str], ledger: Ledger) -> Iterator[MeterStats]:
    """The counters of a dump."""
    pending: tuple[int, dict[str, Any]] | None = None
    last = 0
    for index, label, found in line_format(STATS_TEMPLATE).events(lines, ledger.uses, READ):
        if label == "meter":
            if pending:
                yield _whole(MeterStats, pending, last, ledger)
            meter, *counters, duration = found
            items: dict[str, Any] = {"meter": table(meter or "")}
            items |= zip(("flow_count", "packet_in_count", "byte_in_count"), (int(counter or 0) for counter in counters), strict=True)
            pending = (index, {**items, "duration": float(duration or 0), "bands": []})
        elif pending is None:
            ledger.uses[index] = UNREAD  # a band needs its meter
        else:
            _, packets, size = found
            band = BandStats.build({"packet_count": int(packets or 0), "byte_count": int(size or 0)}, ledger.span(index))
            pending[1]["bands"].append(band)
        last = index
    if pending:
        yield _whole(MeterStats, pending, last, ledger)


def _whole(kind: type[M], pending: tuple[int, dict[str, Any]], last: int, ledger: Ledger) -> M:
    index, items = pending
    return kind.build({**items, "bands": tuple(items["bands"])}, ledger.span(index, last))


COMMANDS = (
    Command(
        name="ovs-ofctl dump-meters",
        record=Meter,
        output=MetersOutput,
        template=TEMPLATE,
        read=read,
        nests=True,
        starts=r"\s*(?:NXST|OFPST)_METER_CONFIG reply|\s*meter=\w+ (?:\w+ )*bands=",
        signs=(
            (r"\s*(?:NXST|OFPST)_METER_CONFIG reply ", "is the header of a reply with meters"),
            (r"\s*meter=\w+ (?:(?:kbps|pktps|burst|stats) )+bands=", "is a meter"),
        ),
    ),
    Command(
        name="ovs-ofctl meter-stats",
        record=MeterStats,
        output=MeterStatsOutput,
        template=STATS_TEMPLATE,
        read=read_stats,
        nests=True,
        starts=r"\s*(?:NXST|OFPST)_METER reply|\s*meter:\w+ flow_count:",
        signs=(
            (r"\s*(?:NXST|OFPST)_METER reply ", "is the header of a reply with counters of meters"),
            (r"\s*meter:\w+ flow_count:\d", "has the counters of a meter"),
        ),
    ),
)
