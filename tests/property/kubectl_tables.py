"""Tables as kubectl prints them, generated from known cells, and what must be read from them.

`printed` is kubectl's own layout (cli-runtime's table printer and tabwriter); the live tests hold it against the real kubectl.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import antrea_parse as ap
from antrea_parse.commands.base import Output, Record
from tests.property import kubectl_cells as cells
from tests.property.kubectl_cells import Made, Maker

Columns = tuple[tuple[str, int], ...]


def _columns(default: str, wide: str = "", *, last: str = "") -> Columns:
    """Titles with their priorities: shown always, with -o wide only, and always behind those."""
    return tuple((title, priority) for priority, titles in enumerate((default, wide)) for title in titles.split("|") if title) + tuple(
        (title, 0) for title in last.split("|") if title
    )


#: The lists of columns of each kind through the releases.
KINDS: dict[str, tuple[Maker, tuple[Columns, ...]]] = {
    "pods": (
        cells.pod,
        (
            _columns("NAME|READY|STATUS|RESTARTS|AGE", "IP|NODE|NOMINATED NODE|READINESS GATES"),
            _columns("NAME|READY|STATUS|RESTARTS|AGE", "IP|NODE"),
        ),
    ),
    "nodes": (
        cells.node,
        (
            _columns("NAME|STATUS|ROLES|AGE|VERSION", "INTERNAL-IP|EXTERNAL-IP|OS-IMAGE|KERNEL-VERSION|CONTAINER-RUNTIME"),
            _columns("NAME|STATUS|ROLES|AGE|VERSION", "EXTERNAL-IP|OS-IMAGE|KERNEL-VERSION|CONTAINER-RUNTIME"),
        ),
    ),
    "services": (cells.service, (_columns("NAME|TYPE|CLUSTER-IP|EXTERNAL-IP|PORT(S)|AGE", "SELECTOR"),)),
    "endpoints": (cells.endpoints, (_columns("NAME|ENDPOINTS|AGE"),)),
    "endpointslices": (cells.endpointslice, (_columns("NAME|ADDRESSTYPE|PORTS|ENDPOINTS|AGE"),)),
    "networkpolicies": (lambda rng: {"POD-SELECTOR": cells.selector(rng, "pod_selector"), "AGE": cells.age(rng)}, (_columns("NAME|POD-SELECTOR|AGE"),)),
    "namespaces": (
        lambda rng: {"STATUS": cells.field("status", rng.choice(["Active", "Terminating"])), "AGE": cells.age(rng)},
        (_columns("NAME|STATUS|AGE"),),
    ),
    "deployments": (
        cells.workload,
        (
            _columns("NAME|READY|UP-TO-DATE|AVAILABLE|AGE", "CONTAINERS|IMAGES|SELECTOR"),
            _columns("NAME|DESIRED|CURRENT|UP-TO-DATE|AVAILABLE|AGE", "CONTAINERS|IMAGES|SELECTOR"),
        ),
    ),
    "daemonsets": (
        lambda rng: cells.workload(rng) | {"READY": cells.field("ready", number := str(rng.randint(0, 30)), int(number))},
        (_columns("NAME|DESIRED|CURRENT|READY|UP-TO-DATE|AVAILABLE|NODE SELECTOR|AGE", "CONTAINERS|IMAGES|SELECTOR"),),
    ),
    "clusternetworkpolicies": (cells.antrea, (_columns("NAME|TIER|PRIORITY|DESIRED NODES|CURRENT NODES|AGE"),)),
    "networkpolicies.crd.antrea.io": (cells.antrea, (_columns("NAME|TIER|PRIORITY|DESIRED NODES|CURRENT NODES|AGE"),)),
    "egresses": (cells.antrea, (_columns("NAME|EGRESSIP|AGE|NODE"), _columns("NAME|EGRESSIP|AGE"))),
    "traceflows": (
        cells.antrea,
        (
            _columns("NAME|PHASE", "SOURCE-POD|DESTINATION-POD|DESTINATION-IP|LIVE-TRAFFIC|DROPPED-ONLY|TIMEOUT", last="AGE"),
            _columns("NAME|PHASE", "SOURCE-POD|DESTINATION-POD|DESTINATION-IP", last="AGE"),
        ),
    ),
    "antreaagentinfos": (
        cells.antrea,
        (_columns("NAME|HEALTHY|LAST HEARTBEAT", "VERSION|NODE|NUM PODS|SUBNETS"), _columns("NAME|AGE")),
    ),
    "antreacontrollerinfos": (
        cells.antrea,
        (_columns("NAME|HEALTHY|LAST HEARTBEAT", "VERSION|CONNECTED AGENTS|NODE|NUM NETWORK POLICIES"), _columns("NAME|AGE")),
    ),
}
CLUSTER_SCOPED = {"nodes", "namespaces", "clusternetworkpolicies", "egresses", "traceflows", "antreaagentinfos", "antreacontrollerinfos"}
_TITLES = [
    *("Ready", "Status", "Node Selector", "Some Long Title", "Port(s)", "X", "Cpu%", "Type", "Übergröße", "名前", "Last Seen", "Age", "Hosts"),
    *("Cluster Name", "Name"),
]
_WORDS = [
    *("a", "12", "-3", "007", "1/2", "01/2", "1.5", "1e3", "0x1f", "true", "False", "10.0.0.1", "FD00::1", "fd00::1", "4d15h", "10Gi", "k=v", "a=b,c in (x,y)"),
    *("two  spaces", " leading", "trailing ", "multi\nline", "form\ffeed", "cr\rhere", "\x1b[31mred\x1b[0m", "many words of a message that goes on", "x" * 300),
    *("日本語", "👍🏽 emoji", "e\u0301", "🚀" * 20, "<none>", "<unknown>", "", "", "a + 3 more...", "Error from server: no", "(a b)", "NAME", "AGE", "--", "*"),
    *("http://x/y?z=1", "a|b", "\\", '"quoted"', "three   blanks", "name: x", "#", "> x", "1. a"),
]


@dataclass
class Sheet:
    """A table before it is printed.

    Attributes:
        kind: the resource; empty for one that is not known.
        columns: name and priority of each column.
        rows: the cells of each row as the server sends them.
        fields: the fields of each row for the cells, in the same order.
        namespaces: of the objects; empty for those that live in none.
        labels: of the objects.
    """

    kind: str
    columns: Columns
    rows: list[list[str]] = field(default_factory=list)
    fields: list[list[dict[str, Any]]] = field(default_factory=list)
    namespaces: list[str] = field(default_factory=list)
    labels: list[dict[str, str]] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        """All titles as kubectl prints them."""
        return ["".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in name) for name, _ in self.columns]


@dataclass
class Asked:
    """What a command line asks for."""

    wide: bool = False
    all_namespaces: bool = False
    label_columns: tuple[str, ...] = ()
    show_labels: bool = False
    headers: bool = True

    @property
    def words(self) -> list[str]:
        """As words of a command line."""
        return [
            *(["-owide"] if self.wide else []),
            *(["-A"] if self.all_namespaces else []),
            *(["-L", ",".join(self.label_columns)] if self.label_columns else []),
            *(["--show-labels"] if self.show_labels else []),
            *([] if self.headers else ["--no-headers"]),
        ]


def known_sheet(rng: Random, kind: str, *, sound: bool = False) -> Sheet:
    """A table of a known kind; a sound one has no combination of cells that no cluster has."""
    maker, variants = KINDS[kind]
    sheet = Sheet(kind, rng.choice(variants))
    for _ in range(rng.randint(1, 6)):
        row = maker(rng)
        name = cells.name(rng)
        row["NAME"] = (name, {"name": name})
        if not sound and rng.random() < 0.15:  # no kind of row is sure of its combinations
            other = maker(rng)
            title = rng.choice([title for title in sheet.titles if title != "NAME"])
            row[title] = other[title]
        _append(rng, sheet, [row[title] for title in sheet.titles], "" if kind in CLUSTER_SCOPED else cells.name(rng))
    return sheet


def unknown_sheet(rng: Random) -> Sheet:
    """A table of any columns, with any cells."""
    names = ["Name", *rng.sample(_TITLES, rng.randint(0, 7))]
    sheet = Sheet("", tuple((name, int(bool(number) and rng.random() < 0.3)) for number, name in enumerate(names)))
    for _ in range(rng.randint(1, 6)):
        texts = [cells.name(rng), *(rng.choice(_WORDS) for _ in names[1:])]
        _append(rng, sheet, [(text, {}) for text in texts], cells.name(rng))
    return sheet


def _append(rng: Random, sheet: Sheet, made: Sequence[Made], namespace: str) -> None:
    sheet.rows.append([text for text, _ in made])
    sheet.fields.append([fields for _, fields in made])
    sheet.namespaces.append(namespace)
    sheet.labels.append(cells.labels(rng))


def asked(rng: Random) -> Asked:
    """What somebody may ask for."""
    keys = ("app", "app.kubernetes.io/name", "tier", "x.io/A_b")
    return Asked(
        wide=rng.random() < 0.5,
        all_namespaces=rng.random() < 0.4,
        label_columns=tuple(rng.sample(keys, rng.randint(1, 2))) if rng.random() < 0.2 else (),
        show_labels=rng.random() < 0.25,
    )


def visible(text: str) -> str:
    """A cell as kubectl prints it."""
    cut = re.split(r"[\n\r\f]", text, maxsplit=1)
    return cut[0].replace("\x1b", "^[") + ("..." if len(cut) > 1 else "")


def shown(sheet: Sheet, options: Asked) -> tuple[list[str], list[list[str]]]:
    """Titles and cells that kubectl prints, in its order."""
    kept = [number for number, (_, priority) in enumerate(sheet.columns) if options.wide or not priority]
    namespaced = options.all_namespaces and sheet.kind not in CLUSTER_SCOPED
    titles = [
        *(["NAMESPACE"] if namespaced else []),
        *(sheet.titles[number] for number in kept),
        *(key.rsplit("/", 1)[-1].upper() for key in options.label_columns),
        *(["LABELS"] if options.show_labels else []),
    ]
    rows = [
        [
            *([namespace] if namespaced else []),
            *(visible(row[number]) for number in kept),
            *(labels.get(key, "") for key in options.label_columns),
            *([cells.labels_text(labels)] if options.show_labels else []),
        ]
        for row, namespace, labels in zip(sheet.rows, sheet.namespaces, sheet.labels, strict=True)
    ]
    return titles, rows


def printed(titles: Sequence[str], rows: Sequence[Sequence[str]], *, headers: bool = True) -> str:
    """The table as tabwriter lays it out: columns three blanks apart and at least six wide, the last one as it is."""
    return aligned([titles, *rows] if headers else rows)


def aligned(lines: Sequence[Sequence[str]], widths: list[int] | None = None) -> str:
    """Lines in columns; widths that are given are remembered and grow, as those of a watch do."""
    found = [max(6, max(map(len, column)) + 3) for column in zip(*lines, strict=True)][:-1]
    if widths is not None:
        found = widths[:] = [max(pair) for pair in zip(found, widths or [0] * len(found), strict=True)]
    return "".join("".join(cell.ljust(width) for cell, width in zip(line, found, strict=False)) + line[-1] + "\n" for line in lines)


def flattened(text: str) -> str:
    """The text as a page shows it that collapses blanks."""
    return "".join(" ".join(line.split()) + "\n" for line in text.splitlines())


def truth(sheet: Sheet, options: Asked) -> list[dict[str, Any]]:
    """The fields of each record of a known kind."""
    kept = [number for number, (_, priority) in enumerate(sheet.columns) if options.wide or not priority]
    found = []
    for fields, namespace, labels in zip(sheet.fields, sheet.namespaces, sheet.labels, strict=True):
        record: dict[str, Any] = {}
        if options.all_namespaces and sheet.kind not in CLUSTER_SCOPED:
            record["namespace"] = namespace
        for number in kept:
            record |= fields[number]
        if options.label_columns:
            record["label_columns"] = {key: labels.get(key) or None for key in options.label_columns}
        if options.show_labels:
            record["labels"] = labels or None
        found.append(record)
    return found


def dump(record: Record) -> dict[str, Any]:
    """What a record tells."""
    return {name: value if name in _PLAIN else _told(value) for name, value in record.model_dump(mode="json", include=set(record.model_fields_set)).items()}


def _told(value: Any) -> Any:
    """A value without the parts that only objects tell."""
    if isinstance(value, list):
        return [_told(item) for item in value]
    return {key: _told(item) for key, item in value.items() if item not in (None, [])} if isinstance(value, dict) else value


#: Fields whose parts are labels, not parts of a record.
_PLAIN = {"labels", "label_columns"}


def wrong_fields(record: dict[str, Any], expected: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Fields of a record that tell something else than they must, and those that tell nothing; of columns of labels some may."""
    false = {name for name, value in record.items() if name not in expected or value != (expected[name] if name in _PLAIN else _told(expected[name]))}
    lacking = set(expected) - set(record)
    told = record.get("label_columns")
    if "label_columns" in false and told is not None and told.items() <= expected.get("label_columns", {}).items():
        return false - {"label_columns"}, lacking | {"label_columns"}
    return false, lacking


def notes(output: Output, line: int) -> str:
    """What the diagnostics say of a line."""
    return " ".join(f"{item.code} {item.message}" for item in output.diagnostics if item.line == line)


def faults(sheet: Sheet, options: Asked, text: str, counts: Counter[str] | None = None, *, flat: bool) -> list[str]:
    """What is wrong with the reading of a table: each cell must come back equal, or, in a flattened table, be named."""
    command = ["kubectl", "get", sheet.kind or "things", *options.words]
    output = ap.parse(text, command)
    found = []
    lines = text.splitlines()
    counts = Counter() if counts is None else counts
    counts["cells"] += sum(map(len, shown(sheet, options)[1]))
    if sheet.kind:
        expected = truth(sheet, options)
    else:
        return list(_generic_faults(sheet, options, output, flat=flat))
    by_line = {record.span.first_line: dump(record) for record in output if record.span}
    for number, row in enumerate(expected, 2):
        record = by_line.get(number)
        said = notes(output, number)
        if record is None:
            if "AP205" not in said:
                found.append(f"no record: {lines[number - 1]!r} {said}")
            continue
        false, lacking = wrong_fields(record, row)
        false = {name for name in false if not (flat and lost_blanks(record, row, name) and "OS-IMAGE" in notes(output, 1))}
        if false:
            found.append(f"false {false}: {lines[number - 1]!r} {record} {said}")
        counts["named"] += len(lacking)
        unnamed = {name for name in lacking if not (flat and "AP206" in said and title_of(options, name) in said)}
        if unnamed:
            found.append(f"lacking {unnamed}: {lines[number - 1]!r} {said}")
    if not flat:
        found += [f"{item.code} {item.message}" for item in output.diagnostics if item.code != "AP205"]
    return found


def title_of(options: Asked, name: str) -> str:
    """The title under which a field stands."""
    special = {"last_restart": "RESTARTS", "ports": "PORT", "more": "ENDPOINTS", "more_ports": "PORTS", "egress_ip": "EGRESSIP", "address_type": "ADDRESSTYPE"}
    if name == "label_columns":
        return options.label_columns[0].rsplit("/", 1)[-1].upper() if options.label_columns else "nothing that was asked for"
    return special.get(name) or next(title for title in (name.upper().replace("_", "-"), name.upper().replace("_", " ")) if title in _ALL_TITLES)


_ALL_TITLES = {title for _, variants in KINDS.values() for columns in variants for title, _ in columns} | {"NAMESPACE", "LABELS"}


def lost_blanks(record: dict[str, Any], row: dict[str, Any], name: str) -> bool:
    """Whether a field differs by runs of blanks alone, which a page takes from free text for good."""
    return name == "os_image" and record[name] == " ".join(row[name].split())


def _generic_faults(sheet: Sheet, options: Asked, output: Output, *, flat: bool) -> Iterator[str]:
    titles, rows = shown(sheet, options)
    by_line = {record.span.first_line: record for record in output if record.span}
    for number, row in enumerate(rows, 2):
        record: Any = by_line.get(number)
        said = notes(output, number) + notes(output, 1)
        if record is None:
            if not (flat and said) and "AP205" not in said:
                yield f"no record: {row} {said}"
            continue
        texts = generic_texts(record, titles)
        expected = [" ".join(cell.split()) if flat else cell.rstrip(" ") for cell in row]
        if texts != ["" if cell.strip() == "<none>" else cell for cell in expected] and not (flat and "AP206" in said):
            yield f"false: {texts} instead of {expected} {said}"


def generic_texts(record: Any, titles: Sequence[str]) -> list[str]:
    """The cells of a generic record as they were printed, in the order of the titles."""
    left = list((record.cells or {}).values())
    found: list[str] = []
    for number, title in enumerate(titles):
        first = title not in titles[:number]
        if first and title in ("EVENT", "NAMESPACE", "NAME", "AGE"):
            found.append(text_of(getattr(record, title.lower())))
        elif first and title == "LABELS":
            found.append(cells.labels_text(record.labels) if record.labels else "")
        else:
            found.append(text_of(left.pop(0)) if left else "(no cell)")
    return found


def text_of(value: Any) -> str:
    """A typed cell as it was printed; nothing for ``<none>``."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def compare(seed: int, counts: Counter[str]) -> list[str]:
    """What is wrong with the readings of one table, aligned and flattened; its cells, and those of known kinds that are named, are counted."""
    rng = Random(seed)
    kind = rng.choice([*KINDS, "", "", "", "", ""])
    sheet = known_sheet(rng, kind) if kind else unknown_sheet(rng)
    options = asked(rng)
    text = printed(*shown(sheet, options))
    found = [f"aligned: {fault}" for fault in faults(sheet, options, text, counts, flat=False)]
    return found + [f"flattened: {fault}" for fault in faults(sheet, options, flattened(text), counts, flat=True)]
