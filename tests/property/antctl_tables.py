"""Tables of antctl with any cells that it can print, as its own printer prints them, and what they tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

import antrea_parse as ap
from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.cells import EndpointAddress
from antrea_parse.text.values import ip_text, is_ip
from benchmarks.synthetic.antctl import cut_list, table
from tests.property.antctl_blocks import BLOCKS

Cell = Callable[[Random], str]


def _text(letters: str, longest: int) -> Cell:
    return lambda rng: "".join(rng.choices(letters, k=rng.randint(1, longest)))


_WORD = _text("abcxyz0189", 14)


def _name(rng: Random) -> str:
    return "-".join(_WORD(rng) for _ in range(rng.randint(1, 3)))


def _uuid(rng: Random) -> str:
    return "-".join("".join(rng.choices("0123456789abcdef", k=length)) for length in (8, 4, 4, 4, 12))


def _ip4(rng: Random) -> str:
    return ".".join(str(rng.randrange(256)) for _ in range(4))


def _ip(rng: Random) -> str:
    if rng.random() < 0.7:
        return _ip4(rng)
    return rng.choice(["fd00::", "2001:db8::", "fe80::"]) + f"{rng.randrange(1, 0xFFFF):x}"


def _network(rng: Random) -> str:
    return rng.choice([f"10.{rng.randrange(256)}.{rng.randrange(256)}.0/24", f"fd00:{rng.randrange(1, 0xFFFF):x}::/64"])


def _count(most: int = 10**6) -> Cell:
    return lambda rng: str(rng.randrange(most))


def _of(*words: str) -> Cell:
    return lambda rng: rng.choice(words)


def _maybe(cell: Cell) -> Cell:
    return lambda rng: "" if rng.random() < 0.25 else cell(rng)


def _listed(cell: Cell) -> Cell:
    return lambda rng: cut_list(dict.fromkeys(cell(rng) for _ in range(rng.randrange(7))))


def _pair(rng: Random) -> str:
    return f"{_name(rng)}/{_name(rng)}"


def _source(rng: Random) -> str:
    if rng.random() < 0.5:
        return f"{rng.choice(['K8sNetworkPolicy', 'AntreaNetworkPolicy'])}:{_pair(rng)}"
    return f"{rng.choice(['AntreaClusterNetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'])}:{_name(rng)}"


def _addresses(rng: Random) -> str:
    return ", ".join(_ip(rng) for _ in range(rng.randint(1, 2)))


def _mac(rng: Random) -> str:
    return rng.randbytes(6).hex(":")


def _port(rng: Random) -> str:
    address = _ip(rng)
    return f"{f'[{address}]' if ':' in address else address}:{rng.randrange(1, 65536)}"


def _moment(rng: Random) -> str:
    return f"202{rng.randrange(10)}-0{rng.randint(1, 9)}-1{rng.randrange(10)} 1{rng.randrange(10)}:0{rng.randrange(10)}:5{rng.randrange(10)} +0000 UTC"


_HEALTH = _maybe(_of("Healthy", "Unhealthy", "Unknown"))
_INFO: dict[str, Cell] = {"POD": _pair, "NODE": _name, "STATUS": _HEALTH}
_COUNTS: dict[str, Cell] = dict.fromkeys(("NETWORK-POLICIES", "ADDRESS-GROUPS", "APPLIED-TO-GROUPS"), _count())
#: Every table, by command; two of one command are those of different releases.
TABLES: tuple[tuple[str, dict[str, Cell]], ...] = (
    ("antctl get agentinfo", {**_INFO, "NODE-SUBNET": _listed(_network), **_COUNTS, "LOCAL-PODS": _count()}),
    ("antctl get agentinfo", {"NODE": _name, "STATUS": _HEALTH, **_COUNTS}),
    ("antctl get controllerinfo", {**_INFO, **_COUNTS, "CONNECTED-AGENTS": _count()}),
    (
        "antctl get podinterface",
        {
            "NAMESPACE": _name,
            "NAME": _name,
            "INTERFACE-NAME": _name,
            "IP": _maybe(_addresses),
            "MAC": _maybe(_mac),
            "PORT-UUID": _maybe(_uuid),
            "OF-PORT": _of("-1", "1", "15", "65279"),
            "CONTAINER-ID": _maybe(_text("0123456789abcdef", 11)),
        },
    ),
    (
        "antctl get networkpolicy",
        {
            "NAME": _uuid,
            "APPLIED-TO": _listed(_uuid),
            "RULES": _count(20),
            "SOURCE": _source,
            "TIER-PRIORITY": _maybe(_count(256)),
            "PRIORITY": _maybe(_of("1", "5.5", "10000", "0.25")),
        },
    ),
    ("antctl get networkpolicy", {"NAMESPACE": _name, "NAME": _name, "APPLIED-TO": _listed(_uuid), "RULES": _count(20)}),
    ("antctl get addressgroup", {"NAME": _uuid, "POD-IPS": _listed(_ip), "NODE-IPS": _listed(_ip)}),
    ("antctl get addressgroup", {"NAME": _uuid, "POD-IPS": _listed(_ip)}),
    ("antctl get appliedtogroup", {"NAME": _uuid, "PODS": _listed(_pair)}),
    ("antctl get memberlist", {"NODE": _name, "IP": _ip, "STATUS": _of("Alive", "Dead")}),
    (
        "antctl get serviceexternalip",
        {"NAMESPACE": _name, "NAME": _name, "EXTERNAL-IP-POOL": _maybe(_name), "EXTERNAL-IP": _maybe(_ip), "ASSIGNED-NODE": _maybe(_name)},
    ),
    ("antctl get podmulticaststats", {"NAMESPACE": _name, "NAME": _name, "INBOUND": _count(), "OUTBOUND": _count()}),
    ("antctl get bgppolicy", {"NAME": _name, "ROUTER-ID": _ip4, "LOCAL-ASN": _count(), "LISTEN-PORT": _count(65536)}),
    (
        "antctl get bgppolicy",
        {
            "NAME": _name,
            "ROUTER-ID": _ip4,
            "LOCAL-ASN": _count(),
            "LISTEN-PORT": _count(65536),
            "CONFEDERATION-IDENTIFIER": _maybe(_count()),
            "MEMBER-ASNs": _listed(_count()),
        },
    ),
    ("antctl get bgppeers", {"PEER": _port, "ASN": _count(), "STATE": _of("Established", "Active", "Connect", "Idle")}),
    ("antctl get bgproutes", {"ROUTE": _network, "TYPE": _of("EgressIP", "ServiceClusterIP"), "K8S-OBJ-REF": _maybe(_pair)}),
    ("antctl get bgproutes", {"ROUTE": _network}),
    ("antctl get fqdncache", {"FQDN": lambda rng: f"{_name(rng)}.example.com", "ADDRESS": _ip, "EXPIRATION TIME": _moment}),
    (
        "antctl get flowrecords",
        {
            "SRC_IP": _ip,
            "DST_IP": _ip,
            "SPORT": _count(65536),
            "DPORT": _count(65536),
            "PROTO": _of("6", "17"),
            "SRC_POD": _maybe(_name),
            "DST_POD": _maybe(_name),
            "SRC_NS": _maybe(_name),
            "DST_NS": _maybe(_name),
            "SERVICE": _maybe(_pair),
        },
    ),
    ("antctl get recordmetrics", dict.fromkeys(("RECORDS-EXPORTED", "RECORDS-RECEIVED", "FLOWS", "EXPORTERS-CONNECTED"), _count())),
    (
        "antctl get recordmetrics",
        dict.fromkeys(("RECORDS-EXPORTED", "RECORDS-RECEIVED", "RECORDS-DROPPED", "FLOWS", "EXPORTERS-CONNECTED"), _count()),
    ),
    *(
        (
            "antctl mc get clusterset",
            {
                "CLUSTER-ID": _name,
                "NAMESPACE": _name,
                title: _name,
                "TYPE": _of("Ready"),
                "STATUS": _of("True", "False", "Unknown"),
                "REASON": _maybe(_of("Connected", "Disconnected", "lost the leader")),
            },
        )
        for title in ("CLUSTER-SET-ID", "CLUSTERSET-ID")
    ),
    ("antctl mc get resourceimport", {"NAMESPACE": _name, "NAME": _name, "KIND": _of("Service", "ServiceImport", "AntreaClusterNetworkPolicy")}),
    ("antctl mc get membertoken", {"NAMESPACE": _name, "NAME": _name}),
    ("antctl mc get resourceexport", {"CLUSTER-ID": _name, "NAMESPACE": _name, "NAME": _name, "KIND": _of("Service", "ServiceImport")}),
    (
        "antctl query networkpolicyevaluation",
        {
            "NAME": _name,
            "NAMESPACE": _maybe(_name),
            "POLICY-TYPE": _of("K8sNetworkPolicy", "AntreaNetworkPolicy"),
            "RULE-INDEX": _count(2**31),
            "DIRECTION": _of("In", "Out"),
            "ACTION": _maybe(_of("Allow", "Drop")),
        },
    ),
)
#: Field that counts what a second list of a row leaves out.
_MORE = {"NODE-IPS": "more_node_ips"}


def flattened(text: str) -> str:
    """As a page shows it that keeps no runs of blanks."""
    return "".join(" ".join(line.split()) + "\n" for line in text.splitlines())


@dataclass(slots=True)
class Capture:
    """A table that antctl could print.

    Attributes:
        command: what prints it.
        titles: its header.
        rows: its cells, sorted as antctl sorts them.
        text: what is printed.
    """

    command: str
    titles: tuple[str, ...]
    rows: list[tuple[str, ...]]
    text: str

    @classmethod
    def of(cls, seed: int) -> Capture:
        """The table of a number."""
        rng = Random(seed)
        command, columns = rng.choice(TABLES)
        made = [tuple(cell(rng) for cell in columns.values()) for _ in range(rng.randint(1, 8))]
        rows = [tuple(cell or "<NONE>" for cell in row) for row in made]
        by_name = {row[:2]: row for row in rows}
        kept = list(by_name.values())
        return cls(command, tuple(columns), sorted(kept), table(list(columns), kept))

    def read(self, text: str) -> Output:
        """What the library reads."""
        return ap.parse(text, self.command)

    def cells(self, record: Record) -> tuple[str | None, ...]:
        """The cells of a record as antctl prints them; None for a field that is not set."""
        return tuple(self._cell(record, title) for title in self.titles)

    def _cell(self, record: Record, title: str) -> str | None:
        name = "clusterset_id" if title == "CLUSTER-SET-ID" else re.sub(r"[ -]", "_", title.lower())
        if name not in record.model_fields_set:
            return None
        more = getattr(record, _MORE.get(title, "more"), None) if isinstance(getattr(record, name), list) else None
        return _printed(getattr(record, name), ", " if title == "IP" else ",") + (f" + {more} more..." if more else "")

    def false(self, output: Output) -> list[tuple[str | None, ...]]:
        """Records that tell something that no row tells."""
        return [cells for cells in map(self.cells, output) if not any(_tells(cells, row) for row in self.rows)]


def _tells(cells: tuple[str | None, ...], row: tuple[str, ...]) -> bool:
    return all(cell is None or cell == known for cell, known in zip(cells, row, strict=True))


def _printed(value: Any, joint: str) -> str:
    if value is None:
        return "<NONE>"
    if isinstance(value, list):
        return joint.join(_printed(item, joint) for item in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S +0000 UTC")
    if isinstance(value, EndpointAddress):
        return f"[{value.ip}]:{value.port}" if ":" in str(value.ip) else f"{value.ip}:{value.port}"
    if is_ip(value):
        return ip_text(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def compare(seed: int, counts: Counter[str]) -> list[str]:
    """What is wrong with the readings of one table, as antctl prints it and flattened; its cells, and those of them that are named, are counted."""
    rng = Random(seed)
    if rng.random() < 0.1:
        return _compare_blocks(rng, counts)
    capture = Capture.of(seed)
    found = []
    for text in (capture.text, flattened(capture.text)):
        flat = text != capture.text
        output = capture.read(text)
        by_line = {record.span.first_line: capture.cells(record) for record in output if record.span}
        said = {line: " ".join(f"{item.code} {item.message}" for item in output.diagnostics if item.line == line) for line in range(1, len(capture.rows) + 2)}
        for number, row in enumerate(capture.rows, 2):
            cells = by_line.get(number)
            if cells is None:
                counts["named"] += len(row)
                found += [] if flat and "AP2" in said[number] else [f"no record: {capture.command} {row} {said[number]}"]
                continue
            wrong = [title for title, cell, known in zip(capture.titles, cells, row, strict=True) if cell is not None and cell != known]
            lacking = [title for title, cell in zip(capture.titles, cells, strict=True) if cell is None and not (flat and f" {title} " in said[number])]
            counts["cells"] += len(cells)
            counts["named"] += cells.count(None)
            found += [f"{'flattened' if flat else 'as printed'}: {capture.command} {row} gives {cells} {said[number]}"] if wrong or lacking else []
        if not flat:
            found += [f"{capture.command}: {item.code} {item.message}" for item in output.diagnostics]
    return found


def _compare_blocks(rng: Random, counts: Counter[str]) -> list[str]:
    command, make = rng.choice(sorted(BLOCKS.items()))
    text, records = make(rng)
    found = []
    for shown in (text, flattened(text)):
        output = ap.parse(shown, command)
        told = [record.model_dump(mode="json", exclude_unset=True) for record in output]
        counts["cells"] += sum(map(len, told))
        rest = [item.code for item in output.diagnostics]
        found += [] if told == records and not rest else [f"{command}: {told} instead of {records} {rest}"]
    return found
