"""``ovs-ofctl show`` and ``ovs-ofctl dump-ports-desc``: the ports of a bridge as OpenFlow sees them.

Source of the format: Open vSwitch lib/ofp-print.c `ofp_print_switch_features` and lib/ofp-port.c `ofputil_phy_port_format`; 2.5 to 3.7,
OpenFlow 1.0 to 1.5. A port's name is printed raw and cut at 15 bytes or at the first one that is not ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.blocks import Blocks
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ovs_ofctl_show.textfsm"


class PortDesc(Record):
    """A port as the switch describes it.

    Attributes:
        port_no: its number, or ``LOCAL`` for the bridge's own port.
        name: the first 15 bytes of its name.
        hw_addr: MAC address; of 8 bytes where only such a one is known.
        config: words like ``PORT_DOWN``, ``NO_FLOOD``; empty for a printed 0.
        state: words like ``LINK_DOWN``, ``LIVE`` (which OpenFlow 1.0 never shows); empty for a printed 0.
        curr: features in use, e.g. ``10GB-FD COPPER``.
        advertised: features that the port advertises.
        supported: features that the port supports.
        peer: features that its peer advertises.
        curr_speed: in Mbit/s.
        max_speed: in Mbit/s.
    """

    port_no: int | str
    name: str
    hw_addr: str
    config: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    curr: tuple[str, ...] = ()
    advertised: tuple[str, ...] = ()
    supported: tuple[str, ...] = ()
    peer: tuple[str, ...] = ()
    curr_speed: int | None = None
    max_speed: int | None = None


class PortsOutput(Output):
    """Output of ``ovs-ofctl show`` or ``dump-ports-desc``: one record for each port, in the switch's order.

    Attributes:
        openflow: version of OpenFlow that was spoken, e.g. ``1.3``.
        datapath_id: of the switch, 16 hexadecimal digits.
        n_tables: number of flow tables.
        n_buffers: number of packets that the switch can buffer.
        auxiliary_id: of the connection; printed unless 0.
        capabilities: words like ``FLOW_STATS``.
        actions: actions that the switch supports; OpenFlow 1.0 only.
        frags: how IP fragments are handled.
        miss_send_len: bytes of a packet that are sent to a controller.
    """

    records: tuple[PortDesc, ...] = ()
    openflow: str | None = None
    datapath_id: str | None = None
    n_tables: int | None = None
    n_buffers: int | None = None
    auxiliary_id: int | None = None
    capabilities: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    frags: str | None = None
    miss_send_len: int | None = None


_LISTS = frozenset({"CONFIG", "STATE", "CURR", "ADVERTISED", "SUPPORTED", "PEER"})
_WHOLE = {
    "FEATURES": ("openflow", "datapath_id"),
    "N_TABLES": ("n_tables", "n_buffers", "auxiliary_id"),
    "CAPABILITIES": ("capabilities",),
    "ACTIONS": ("actions",),
    "PORTS": ("openflow",),
    "CONFIGURATION": ("openflow", "frags", "miss_send_len"),
}
_NUMBERS = frozenset({"n_tables", "n_buffers", "auxiliary_id", "miss_send_len"})
# A port's own lines stand this far in, their values in one column.
_RAW_CONFIG = re.compile(r"\s+config: {5}\S")
# OpenFlow 1.0 prints the state of spanning tree first and no blank behind it.
_GLUED = re.compile(r"(STP_(?:LEARN|FORWARD|BLOCK))(?=\S)")


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    if text == "0":
        return ()
    return tuple(_GLUED.sub(r"\1 ", text).split())


def _read(lines: Iterable[str], ledger: Ledger, *, show: bool) -> Iterator[PortDesc]:
    """Fold the lines of each port into a record.

    Args:
        lines: the lines.
        ledger: their account.
        show: read what only ``show`` prints, too.
    """
    ports = Blocks(ledger, PortDesc, what=lambda values: f"port {values['port_no']}", key=lambda port: (port.port_no, port.name), last_column="curr_speed")
    header = "FEATURES" if show else "PORTS"
    told: set[str] = set()
    last, before = -1, ""
    ended = True
    flat = False
    for index, label, values in line_format(TEMPLATE).events(lines):
        if label in _LISTS:
            ports.add(index, {label.lower(): _words(values[0] or "")})
            if label == "CONFIG" and not flat and not _RAW_CONFIG.match(ledger.lines.texts[index]):
                flat = True
                ledger.report("AP111", "", index)
        elif label == "CURR_SPEED":
            current, maximum = values
            ports.add(index, {"curr_speed": int(current or 0), "max_speed": int(maximum or 0)})
        elif label == "PORT_NO":
            number, name, address = values
            yield from ports.begin(index, {"port_no": int(number or 0) if (number or "").isdecimal() else number, "name": name, "hw_addr": address})
        elif label == "CUT":  # what follows is not told of the port before
            yield from ports.finish()
            continue
        elif show or label == "PORTS":
            yield from ports.finish()
            if label == header and before != label:
                ports.forget()
                told.clear()
            if label in told:
                ledger.report("AP205", f"the line of {label.lower()} stands here again", index)
            told.add(label)
            ended = label == "CONFIGURATION"
            _whole(ledger, index, label, values)
        else:
            continue
        ledger.uses[index] = READ
        last, before = index, label
    yield from ports.finish()
    if show and not ended:
        ledger.report("AP202", "OFPT_GET_CONFIG_REPLY, which the tool prints last, is missing", last)


def _whole(ledger: Ledger, index: int, label: str, values: tuple[str | None, ...]) -> None:
    """A line about the switch."""
    if label in ("FEATURES", "PORTS", "CONFIGURATION"):
        values = (values[1] or "1.0", *values[2:])
    for name, text in zip(_WHOLE[label], values, strict=True):
        if text is not None:
            value = int(text) if name in _NUMBERS else _words(text) if label in ("CAPABILITIES", "ACTIONS") else text
            known = ledger.extras.setdefault(name, value)
            if known != value:
                ledger.report("AP208", f"{name} {text} of another output; {known} of the first is kept, the ports of both", index)


COMMANDS = (
    Command(
        name="ovs-ofctl show",
        record=PortDesc,
        output=PortsOutput,
        template=TEMPLATE,
        read=partial(_read, show=True),
        nests=True,
        starts=r"\s*OFPT_FEATURES_REPLY\b",
        signs=((r"\s*OFPT_FEATURES_REPLY\b.*\bdpid:", "is the features reply of a switch"),),
    ),
    Command(
        name="ovs-ofctl dump-ports-desc",
        record=PortDesc,
        output=PortsOutput,
        template=TEMPLATE,
        read=partial(_read, show=False),
        nests=True,
        starts=r"\s*OFPST_PORT_DESC reply\b",
        signs=((r"\s*OFPST_PORT_DESC reply\b", "is the port description of a switch"),),
    ),
)
