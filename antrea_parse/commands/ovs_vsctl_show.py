"""``ovs-vsctl show``: managers, bridges with their controllers, ports and interfaces.

Source of the format: Open vSwitch lib/db-ctl-base.c `cmd_show` and utilities/ovs-vsctl.c `cmd_show_tables`; 2.5 to 3.7.
A line's first word tells its level, so indentation is never needed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from antrea_parse.commands.base import UNREAD, Command, Ledger, Output, Record
from antrea_parse.commands.ovs_vsctl_show_lines import ROOT, ROWS, Line, shaped, without_repeats
from antrea_parse.commands.ovsdb_value import ATOM, UUID, mask_secrets
from antrea_parse.engine.nested import Match, nested_format

TEMPLATE = "ovs_vsctl_show.ttp"


class Manager(Record):
    """A manager of the database (OVSDB table Manager).

    Attributes:
        target: connection method, e.g. ``ptcp:6640:127.0.0.1``.
        is_connected: whether it is connected; not printed when it is not.
    """

    target: str
    is_connected: bool = False


class Controller(Record):
    """An OpenFlow controller of a bridge (OVSDB table Controller).

    Attributes:
        target: connection method, e.g. ``tcp:127.0.0.1:6653``.
        is_connected: whether it is connected; not printed when it is not.
    """

    target: str
    is_connected: bool = False


class Interface(Record):
    """An interface of a port (OVSDB table Interface).

    Attributes:
        name: its name.
        type: ``internal``, ``geneve``, ``patch``, …; unset for a device of the system.
        options: of its type; all values are text, those of secrets (``psk``) masked.
        error: why it could not be set up.
        bfd_status: state of bidirectional forwarding detection.
    """

    name: str
    type: str | None = None
    options: dict[str, str] = Field(default_factory=dict)
    error: str | None = None
    bfd_status: dict[str, str] = Field(default_factory=dict)


class Port(Record):
    """A port of a bridge (OVSDB table Port); a bond is a port with several interfaces.

    Attributes:
        name: its name.
        tag: VLAN of an access port.
        trunks: VLANs of a trunk port.
        interfaces: its interfaces, in the order printed.
    """

    name: str
    tag: int | None = None
    trunks: tuple[int, ...] = ()
    interfaces: tuple[Interface, ...] = ()


class Bridge(Record):
    """A bridge (OVSDB table Bridge).

    Attributes:
        name: its name.
        controllers: its OpenFlow controllers.
        fail_mode: ``secure`` or ``standalone``.
        datapath_type: ``system``, ``netdev``, …; unset for the default (and before 2.12, which never prints it).
        ports: its ports, in the order printed, which is neither by name nor by number.
    """

    name: str
    controllers: tuple[Controller, ...] = ()
    fail_mode: str | None = None
    datapath_type: str | None = None
    ports: tuple[Port, ...] = ()


class ShowOutput(Output):
    """Output of ``ovs-vsctl show``: one record for each bridge.

    Attributes:
        ovs_uuid: of the database's root row.
        managers: of the database.
        ovs_version: release of Open vSwitch that runs, e.g. ``2.14.0``.
    """

    records: tuple[Bridge, ...] = ()
    ovs_uuid: str | None = None
    managers: tuple[Manager, ...] = ()
    ovs_version: str | None = None


#: Lines that are nested in one go; only whole sections (bridges) are.
_CHUNK = 2000
_SECTIONS = frozenset({ROOT, "Manager", "Bridge", "ovs_version"})


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Bridge]:
    """Sort lines by their keyword, let the template nest them, make records of the nest."""
    nest = _Nest(ledger)
    chunk: list[Line] = []
    for line in without_repeats(shaped(lines, ledger), ledger):
        if len(chunk) >= _CHUNK and line.keyword in _SECTIONS:
            yield from nest.bridges(chunk)
            chunk = []
        chunk.append(line)
    yield from nest.bridges(chunk)
    nest.finish()


@dataclass(slots=True)
class _Nest:
    """Turns nested matches into records and accounts for every line that went into them."""

    ledger: Ledger
    lines: dict[int, Line] = field(default_factory=dict)
    margin: int | None = None
    flat: bool = False
    ended: bool = True
    seen: dict[str, Record] = field(default_factory=dict)

    def bridges(self, chunk: list[Line]) -> Iterator[Bridge]:
        """The bridges of some whole sections."""
        if not chunk:
            return
        self.lines = {line.index: line for line in chunk}
        left = dict(self.lines)
        # The first line lets the template nest rows whose bridge is missing, so that they are not taken for those of the next.
        numbered = [(0, "(begin)"), *((line.index + 1, line.text) for line in chunk)]
        for section in nested_format(TEMPLATE).matches(numbered, "sections"):
            yield from self._section(section, left)
        self._explain(left)
        if not self.flat:
            self._look_at_margins(chunk)

    def finish(self) -> None:
        """What only the end tells."""
        if not self.ended:
            self.ledger.report("AP202", "ovs_version, which the tool prints last, is missing", max(self.lines))

    def _section(self, section: Match, left: dict[int, Line]) -> Iterator[Bridge]:
        if "ovs_uuid" in section:
            self._once("ovs_uuid", self._take(section, left))
            self.seen.clear()
            self.ended = False
        elif "ovs_version" in section:
            self._once("ovs_version", self._take(section, left))
            self.seen.clear()
            self.ended = True
        elif "manager" in section:
            line = self._take(section, left)
            values, last, _ = self._columns(section, ("is_connected",), left)
            manager = Manager.build({"target": line.value, **values}, self.ledger.span(line.index, last))
            self.ledger.extras.setdefault("managers", []).append(manager)
            self.ended = False
        elif "bridge" in section:
            bridge = self._bridge(section, left)
            self.ended = False
            if self._is_new(bridge, self.seen, int(section["line"]) - 1):
                yield bridge

    def _bridge(self, section: Match, left: dict[int, Line]) -> Bridge:
        line = self._take(section, left)
        matches = section.get("ports", ())
        end = _line_of(matches)
        # The tool prints ports last: what belongs before them and stands behind is of a bridge whose line is missing.
        values, last, cut = self._columns(section, ("fail_mode", "datapath_type"), left, end)
        controllers = []
        for match in section.get("controllers", ()):
            if int(match["line"]) > end:
                cut = min(cut, int(match["line"]))
                continue
            target = self._take(match, left)
            connected, until, _ = self._columns(match, ("is_connected",), left)
            last = max(last, until)
            controllers.append(Controller.build({"target": target.value, **connected}, self.ledger.span(target.index, until)))
        ports = []
        seen: dict[str, Record] = {}
        for match in matches:
            if "line" in match and int(match["line"]) < cut:  # else an interface whose port is missing, or a port whose bridge is
                port, last = self._port(match, left)
                if self._is_new(port, seen, int(match["line"]) - 1):
                    ports.append(port)
        built: dict[str, Any] = {"name": line.value}
        if controllers:
            built["controllers"] = tuple(controllers)
        built |= values
        if ports:
            built["ports"] = tuple(ports)
        return Bridge.build(built, self.ledger.span(line.index, last))

    def _port(self, match: Match, left: dict[int, Line]) -> tuple[Port, int]:
        line = self._take(match, left)
        matches = match.get("interfaces", ())
        # The same holds for interfaces.
        values, last, cut = self._columns(match, ("tag", "trunks"), left, _line_of(matches))
        interfaces = []
        seen: dict[str, Record] = {}
        for inner in matches:
            if int(inner["line"]) > cut:
                continue
            first = self._take(inner, left)
            columns, last, _ = self._columns(inner, ("type", "options", "error", "bfd_status"), left)
            interface = Interface.build({"name": first.value, **columns}, self.ledger.span(first.index, last))
            if self._is_new(interface, seen, first.index):
                interfaces.append(interface)
        built = {"name": line.value, **values}
        if interfaces:
            built["interfaces"] = tuple(interfaces)
        else:
            self.ledger.report("AP202", f"Port {line.value} has no interface", line.index)
        if len(interfaces) > 1 and line.value in [interface.name for interface in interfaces]:
            self.ledger.report("AP206", f"Port {line.value} is a bond with an interface of its own name, or the line of the next port is missing", line.index)
        return Port.build(built, self.ledger.span(line.index, last)), last

    def _take(self, match: Match, left: dict[int, Line]) -> Line:
        return left.pop(int(match["line"]) - 1)

    def _columns(self, match: Match, names: tuple[str, ...], left: dict[int, Line], end: int = sys.maxsize) -> tuple[dict[str, Any], int, int]:
        """The values of these columns, the last line of the row, and the first that stands behind `end` and is of another row."""
        values, last, cut = {}, int(match["line"]) - 1, sys.maxsize
        for name in names:
            if name not in match:
                continue
            number = int(match[f"{name}_line"])
            if number > end:
                cut = min(cut, number)
                continue
            line = left.pop(number - 1)
            last = max(last, line.index)
            if line.value is not None:
                values[name] = line.value
            if name == "options" and line.value:
                for key in mask_secrets(line.value):
                    self.ledger.report("AP210", f"options: the value of {key} is masked", line.index)
        return values, last, cut

    def _once(self, name: str, line: Line) -> None:
        known = self.ledger.extras.setdefault(name, line.value)
        if known != line.value:
            self.ledger.report("AP208", f"{name} {line.value!r} of another output; {known!r} of the first is kept, the bridges of both", line.index)

    def _is_new(self, record: Bridge | Port | Interface, seen: dict[str, Record], index: int) -> bool:
        """Names are unique in a database: a row that stands there again is a repetition."""
        known = seen.setdefault(record.name, record)
        if known is record:
            return True
        kind = type(record).__name__
        if known == record:
            self.ledger.report("AP205", f"{kind} {record.name} stands here again", index)
            return False
        self.ledger.report("AP206", f"{kind} {record.name} stands here again with other columns; both are kept", index)
        return True

    def _explain(self, left: dict[int, Line]) -> None:
        """Lines that the template could not nest: their row is missing, or the row has the column already."""
        for line in left.values():
            if self._repeats(line):
                self.ledger.uses[line.index] = UNREAD
            else:
                self.ledger.report("AP202", f"{line.keyword} of a row whose first line is missing", line.index)

    def _repeats(self, line: Line) -> bool:
        for index in range(line.index - 1, -1, -1):
            before = self.lines.get(index)
            if before is not None:
                if before.keyword in ROWS:
                    return False
                if before.keyword == line.keyword:
                    return True
        return False

    def _look_at_margins(self, chunk: list[Line]) -> None:
        for line in chunk:
            if self.margin is None:
                self.margin = line.margin
            elif line.margin != self.margin and line.keyword != "is_connected":  # its level is the manager's or the controller's
                self.flat = True
                self.ledger.report("AP111", "indentation lost; keywords tell what belongs to what", line.index)
                return


def _line_of(matches: Sequence[Match]) -> int:
    """Number of the first line of the first row."""
    return next((int(match["line"]) for match in matches if "line" in match), sys.maxsize)


COMMANDS = (
    Command(
        name="ovs-vsctl show",
        record=Bridge,
        output=ShowOutput,
        template=TEMPLATE,
        read=read,
        starts=rf"\s*{UUID}\s*$",
        signs=(
            (r"\s*Manager \"?p?(?:tcp|ssl|unix):\S+\s*$", "names a manager as ovs-vsctl does"),
            (rf"\s*Bridge {ATOM}\s*$", "names a bridge as ovs-vsctl does"),
            (rf"\s*(?:Port|Interface) {ATOM}\s*$", "names a port or an interface as ovs-vsctl does"),
        ),
    ),
)
