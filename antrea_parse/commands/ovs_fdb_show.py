"""``ovs-appctl fdb/show``: MAC addresses that a bridge has learned.

Source of the format: Open vSwitch ofproto/ofproto-dpif.c `ofproto_unixctl_fdb_show`; 2.5 to 3.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ovs_fdb_show.textfsm"


class FdbEntry(Record):
    """One learned address.

    Attributes:
        port: OpenFlow number of the port behind which it is, or ``LOCAL``.
        vlan: VLAN in which it was learned; 0 for none.
        mac: the address.
        age: seconds since it was last seen, or ``static`` (since 2.16).
    """

    port: int | str
    vlan: int
    mac: str
    age: int | str


class FdbShowOutput(Output):
    """Output of ``ovs-appctl fdb/show``: one record for each address."""

    records: tuple[FdbEntry, ...] = ()


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[FdbEntry]:
    """A record for each row; an address stands once for each VLAN."""
    seen: dict[tuple[int, str], FdbEntry] = {}
    header = -2
    for index, label, values in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        if label == "HEADER":
            if header == index - 1:
                ledger.report("AP205", "the header stands here again", index)
            header = index
            seen.clear()
            continue
        port, vlan, mac, age = (value or "" for value in values)
        row = {"port": _number(port), "vlan": int(vlan), "mac": mac, "age": _number(age)}
        entry = FdbEntry.build(row, ledger.span(index))
        known = seen.setdefault((entry.vlan, mac), entry)
        if known is not entry:
            if known == entry:
                ledger.report("AP205", f"{mac} stands here again", index)
                continue
            ledger.report("AP206", f"{mac} stands here again in VLAN {vlan}; both are kept", index)
        yield entry


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


COMMANDS = (
    Command(
        name="ovs-appctl fdb/show",
        record=FdbEntry,
        output=FdbShowOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*[Pp]ort\s+VLAN\s+MAC\s+Age\s*$",
        signs=((r"\s*[Pp]ort\s+VLAN\s+MAC\s+Age\s*$", "is the header of a table of learned addresses"),),
    ),
)
