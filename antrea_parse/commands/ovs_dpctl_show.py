"""``ovs-dpctl show`` and ``ovs-appctl dpctl/show``, also with ``-s``: datapaths and their ports.

Source of the format: Open vSwitch lib/dpctl.c `show_dpif`; 2.5 to 3.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import Field

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.blocks import Blocks
from antrea_parse.commands.ovs_netdev_options import to_options
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ovs_dpctl_show.textfsm"


class DatapathPort(Record):
    """A port of a datapath. Counters are printed with ``-s``; one that the port does not keep (``?``) is None.

    Attributes:
        datapath: type and name of its datapath; None where the page has lost that line.
        port_no: number in the datapath.
        name: of its device, printed raw.
        type: of its device; unset for a device of the system.
        options: of its device.
        rx_packets: packets received.
        rx_errors: errors on receipt.
        rx_dropped: packets dropped on receipt.
        rx_overruns: receive overruns.
        rx_frame: frame alignment errors.
        tx_packets: packets sent.
        tx_errors: errors on sending.
        tx_dropped: packets dropped on sending.
        tx_aborted: packets whose sending was aborted.
        tx_carrier: carrier errors.
        collisions: collisions.
        rx_bytes: bytes received.
        tx_bytes: bytes sent.
        upcall_packets: packets that went up to ovs-vswitchd (since 3.2).
        upcall_errors: packets that should have and could not.
    """

    datapath: str | None = None
    port_no: int
    name: str
    type: str | None = None
    options: dict[str, str] = Field(default_factory=dict)
    rx_packets: int | None = None
    rx_errors: int | None = None
    rx_dropped: int | None = None
    rx_overruns: int | None = None
    rx_frame: int | None = None
    tx_packets: int | None = None
    tx_errors: int | None = None
    tx_dropped: int | None = None
    tx_aborted: int | None = None
    tx_carrier: int | None = None
    collisions: int | None = None
    rx_bytes: int | None = None
    tx_bytes: int | None = None
    upcall_packets: int | None = None
    upcall_errors: int | None = None


class Datapath(Record):
    """A datapath and its tables.

    Attributes:
        name: type and name, e.g. ``system@ovs-system``.
        hit: packets that a flow matched.
        missed: packets that no flow matched.
        lost: packets that were to go up to ovs-vswitchd and did not.
        flows: number of flows.
        masks_hit: masks looked at in all lookups.
        masks_total: number of masks.
        masks_hit_per_pkt: masks looked at for each packet.
        cache_hit: lookups that the mask cache answered.
        cache_hit_rate: their share, in per cent.
        caches: size of each cache.
    """

    name: str
    hit: int | None = None
    missed: int | None = None
    lost: int | None = None
    flows: int | None = None
    masks_hit: int | None = None
    masks_total: int | None = None
    masks_hit_per_pkt: float | None = None
    cache_hit: int | None = None
    cache_hit_rate: float | None = None
    caches: dict[str, int] = Field(default_factory=dict)


class DpctlShowOutput(Output):
    """Output of ``ovs-dpctl show``: one record for each port.

    Attributes:
        datapaths: the datapaths.
    """

    records: tuple[DatapathPort, ...] = ()
    datapaths: tuple[Datapath, ...] = ()


_COUNTERS = {
    "RX_PACKETS": ("rx_packets", "rx_errors", "rx_dropped", "rx_overruns", "rx_frame"),
    "TX_PACKETS": ("tx_packets", "tx_errors", "tx_dropped", "tx_aborted", "tx_carrier"),
    "COLLISIONS": ("collisions",),
    "RX_BYTES": ("rx_bytes", "tx_bytes"),
    "UPCALL_PACKETS": ("upcall_packets", "upcall_errors"),
}
_TABLES = {
    "HIT": ("hit", "missed", "lost"),
    "FLOWS": ("flows",),
    "MASKS_HIT": ("masks_hit", "masks_total", "masks_hit_per_pkt"),
    "CACHE_HIT": ("cache_hit", "cache_hit_rate"),
}
_RAW = re.compile(r"\s* {2}port \d")


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[DatapathPort]:
    """Fold the lines of each port into a record, those of each datapath into another."""
    ports = Blocks(ledger, DatapathPort, what=lambda values: f"port {values['port_no']}", key=lambda port: (port.datapath, port.port_no), last_column="")
    datapaths = Blocks(ledger, Datapath, what=lambda values: f"datapath {values['name']}", key=lambda _: object(), last_column="flows")
    flat = False
    for index, label, values in line_format(TEMPLATE).events(lines):
        if label in ("PORT_NO", "SYSTEM_PORT_NO"):
            if not flat and not _RAW.match(ledger.lines.texts[index]):
                flat = True
                ledger.report("AP111", "", index)
            yield from ports.begin(index, _port(datapaths.values.get("name"), values, ledger, index))
        elif label in _COUNTERS:
            ports.add(index, {name: None if text == "?" else int(text or 0) for name, text in zip(_COUNTERS[label], values, strict=True)})
        elif label == "DATAPATH":
            yield from ports.finish()
            # A listing begins anew, maybe that of the same datapath at another time.
            ports.forget()
            _keep(ledger, datapaths.begin(index, {"name": values[0]}))
        elif label in _TABLES:
            numbers = (float(text or 0) if "." in (text or "") else int(text or 0) for text in values)
            datapaths.add(index, dict(zip(_TABLES[label], numbers, strict=True)))
        elif label == "CACHES":
            datapaths.add(index, {"caches": {}})
        elif "caches" in datapaths.values:
            if values[0] in datapaths.values["caches"]:
                ledger.report("AP205", f"cache {values[0]} stands here again; the first is kept", index)
            datapaths.values["caches"].setdefault(values[0], int(values[1] or 0))
            datapaths.last = index
        else:
            continue
        ledger.uses[index] = READ
    yield from ports.finish()
    _keep(ledger, datapaths.finish())


def _port(datapath: str | None, values: tuple[str | None, ...], ledger: Ledger, index: int) -> dict[str, Any]:
    found: dict[str, Any] = {"port_no": int(values[0] or 0), "name": values[1]}
    if datapath is None:
        ledger.report("AP202", f"port {values[1]}: the line of its datapath is missing", index)
    else:
        found["datapath"] = datapath
    if len(values) > 2:
        found["type"] = values[2]
        if values[3] is not None:
            found["options"] = to_options(values[3], ledger, index)
    return found


def _keep(ledger: Ledger, finished: Iterable[Datapath]) -> None:
    ledger.extras.setdefault("datapaths", []).extend(finished)


COMMANDS = (
    Command(
        name="ovs-dpctl show",
        record=DatapathPort,
        output=DpctlShowOutput,
        template=TEMPLATE,
        read=read,
        nests=True,
        starts=r"\s*[^\s@]+@\S[^:]*:\s*$",
        signs=((r"\s*lookups:\s*hit:\d+\s+missed:\d+\s+lost:\d", "counts the lookups of a datapath"),),
    ),
)
