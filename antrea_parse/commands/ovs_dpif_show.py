"""``ovs-appctl dpif/show``: bridges by datapath, their ports with both numbers.

Source of the format: Open vSwitch ofproto/ofproto-dpif.c `dpif_show_backer`; 2.5 to 3.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import Field

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.ovs_netdev_options import to_options
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ovs_dpif_show.textfsm"


class DpifPort(Record):
    """A port of a bridge.

    Attributes:
        datapath: type and name of its datapath, e.g. ``system@ovs-system``; None where the page has lost that line.
        bridge: name of its bridge; None where the page has lost that line.
        name: its name, printed raw.
        ofport: OpenFlow number; 65534 is the bridge's own port.
        odp_port: number in the datapath, which tunnels of one kind share; None for a patch port (``none``).
        type: type of its device.
        options: of its device.
    """

    datapath: str | None = None
    bridge: str | None = None
    name: str
    ofport: int
    odp_port: int | None = None
    type: str
    options: dict[str, str] = Field(default_factory=dict)


class DpifDatapath(Record):
    """A datapath.

    Attributes:
        name: type and name, e.g. ``system@ovs-system``.
        hit: packets that a flow of the datapath matched.
        missed: packets that went up to ovs-vswitchd.
    """

    name: str
    hit: int
    missed: int


class DpifShowOutput(Output):
    """Output of ``ovs-appctl dpif/show``: one record for each port.

    Attributes:
        datapaths: the datapaths.
    """

    records: tuple[DpifPort, ...] = ()
    datapaths: tuple[DpifDatapath, ...] = ()


_SEVERAL = re.compile(r"\s\d+/(?:\d+|none):\s*\(")
_RAW = re.compile(r"\s* {4}\S")


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[DpifPort]:
    """A record for each port, below its bridge and its datapath."""
    place: dict[str, str | None] = {"datapath": None, "bridge": None}
    seen: dict[tuple[str | None, str], DpifPort] = {}
    order = _Order(ledger)
    flat = False
    for index, label, values in line_format(TEMPLATE).events(lines):
        if label == "NAME":
            port = _port(place, values, ledger, index)
            if not flat and not _RAW.match(ledger.lines.texts[index]):
                flat = True
                ledger.report("AP111", "", index)
            known = seen.setdefault((port.bridge, port.name), port)
            if known is port or known != port:
                order.port(port, index)
                if known is not port:
                    ledger.report("AP206", f"port {port.name} stands here again with other values; both are kept", index)
                yield port
            else:
                ledger.report("AP205", f"port {port.name} stands here again", index)
        elif label == "DATAPATH":
            if place == {"datapath": values[0], "bridge": None}:
                ledger.report("AP205", f"datapath {values[0]} stands here again", index)
                ledger.uses[index] = READ
                continue
            place = {"datapath": values[0], "bridge": None}
            seen.clear()
            order.datapath()
            record = DpifDatapath.build({"name": values[0], "hit": int(values[1] or 0), "missed": int(values[2] or 0)}, ledger.span(index))
            ledger.extras.setdefault("datapaths", []).append(record)
        elif place["datapath"] is None:
            continue
        else:
            if place["bridge"] == values[0]:
                ledger.report("AP205", f"bridge {values[0]} stands here again", index)
            else:
                order.bridge(values[0] or "", index)
            place["bridge"] = values[0]
        ledger.uses[index] = READ


class _Order:
    """Notices that the line of a bridge or datapath is missing: the tool sorts bridges and ports by name, and numbers are unique in a bridge."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.datapath()

    def datapath(self) -> None:
        """Another datapath begins."""
        self._bridge = self._name = ""
        self._numbers: set[int] = set()

    def bridge(self, name: str, index: int) -> None:
        """Another bridge begins."""
        if name < self._bridge:
            self._ledger.report(
                "AP206", f"bridge {name} stands behind {self._bridge}, though the tool sorts them: the line of its datapath may be missing", index
            )
        self._bridge, self._name = name, ""
        self._numbers.clear()

    def port(self, port: DpifPort, index: int) -> None:
        """A port of the bridge."""
        if port.name < self._name or port.ofport in self._numbers:
            self._ledger.report("AP206", f"port {port.name} may be of another bridge, whose line is missing: the tool sorts ports", index)
        self._name = port.name
        self._numbers.add(port.ofport)


def _port(place: dict[str, str | None], values: tuple[str | None, ...], ledger: Ledger, index: int) -> DpifPort:
    name, ofport, odp_port, kind, options = values
    found: dict[str, Any] = {key: value for key, value in place.items() if value is not None}
    if len(found) < len(place):
        ledger.report("AP202", f"port {name}: the line of its bridge or datapath is missing", index)
    found |= {"name": name, "ofport": int(ofport or 0), "odp_port": None if odp_port == "none" else int(odp_port or 0), "type": kind}
    if options is not None:
        found["options"] = to_options(options, ledger, index)
        if len(_SEVERAL.findall(options)):
            ledger.report("AP206", "the name of the port or its options hold what looks like a port", index)
    return DpifPort.build(found, ledger.span(index))


COMMANDS = (
    Command(
        name="ovs-appctl dpif/show",
        record=DpifPort,
        output=DpifShowOutput,
        template=TEMPLATE,
        read=read,
        nests=True,
        starts=r"\s*[^\s@]+@\S[^:]*:\s*hit:\d",
        signs=((r"\s*[^\s@]+@\S[^:]*:\s*hit:\d+\s+missed:\d", "counts the lookups of a datapath above its bridges"),),
    ),
)
