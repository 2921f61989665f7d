"""Clusters too big for cards with pods: a small card for each node, then a cell for each node, then one for each subnet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from antrea_parse.drawing.scene import Box, LegendEntry, Run, Scene, blank, cell, line, row, stack
from antrea_parse.drawing.views.common import (
    WIDTH,
    findings_note,
    is_bad,
    names,
    overlay_words,
    paint,
    plural,
    stray_pods,
    tag,
    title_of,
    unknown,
)
from antrea_parse.drawing.views.units import MANY, SHARE, Group, Unit, node_groups, short, subnet_groups
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Topology

#: Up to this many units there is a card for each.
CARDS = 200
#: Up to this many units there is a cell for each.
CELLS = 5_000
#: Characters of names that one picture may hold before it shows subnets instead: it would be more than 3 MB.
_LETTERS = 400_000

_PER_ROW, _CARD_GAP = 5, 4
_STRIP, _CELL, _CELL_GAP, _BEFORE = 64, 10, 1, 3
_LABEL, _COUNT, _BAD = 88, 32, 46


def scale_view(topology: Topology) -> Scene:
    """All nodes of a big cluster, each as a card or a cell; of a huge one, all its subnets."""
    groups = node_groups(topology)
    count = len(topology.nodes)
    if count > CELLS or sum(len(unit.name) + len(unit.key) for group in groups for unit in group.units) > _LETTERS:
        drawn = subnet_groups(groups)
        what = f"aggregated: one {'card' if _count(drawn) <= CARDS else 'cell'} per subnet" + (
            "" if _count(drawn) <= CARDS else "; its number is the share of pods that do not run, in percent"
        )
    elif count > CARDS:
        drawn, what = groups, "aggregated: one cell per node; its number counts pods that do not run"
    else:
        drawn, what = groups, "aggregated: pods are counted"
    body = _cards(drawn) if _count(drawn) <= CARDS else _strips(drawn)
    stray = stray_pods(topology, WIDTH)
    lanes = (stack([*body, *stray], 5),)
    return Scene(
        "overview",
        title_of(topology, "overview"),
        _subtitle(topology),
        _description(topology, drawn),
        lanes,
        legend=_legend(drawn),
        notes=(*_notes(topology, what), *findings_note(topology)),
        details=partial(_details, topology),
    )


def _count(groups: Iterable[Group]) -> int:
    return sum(len(group.units) for group in groups)


def _subtitle(topology: Topology) -> str:
    bad = sum(map(is_bad, topology.pods))
    down = sum(1 for node in topology.nodes if node.status is not None and node.status.split(",")[0] != "Ready")
    parts = [
        plural(len(topology.nodes), "node"),
        plural(len(topology.pods), "pod"),
        f"{bad:,} not running" if bad else "",
        f"{plural(down, 'node')} not ready" if down else "",
        f"Antrea {topology.antrea_version}" if topology.antrea_version else "",
    ]
    return " · ".join(part for part in parts if part)


def _description(topology: Topology, groups: Sequence[Group]) -> str:
    worst = sorted((unit for group in groups for unit in group.units if unit.bad or unit.down), key=lambda unit: (-unit.down, -unit.bad))
    found = [f"{_subtitle(topology)}, in {plural(len(groups), 'network')}."]
    found.append("Most pods that do not run: " + names((f"{unit.name} {unit.bad}" for unit in worst), 5) + "." if worst else "All pods that were captured run.")
    return " ".join(found)


def _details(topology: Topology) -> dict[str, list[str]]:
    """The pods of each node, for a page: the picture only counts them."""
    found = {}
    for node in topology.nodes[:CELLS]:
        pods = sorted(topology.pods_of(node.name), key=lambda pod: not is_bad(pod))
        found[f"node/{node.name}"] = [
            " ".join(
                part for part in (pod.key, str(pod.ip or ""), f":{pod.ports[0].ofport}" if pod.ports and pod.ports[0].ofport else "", pod.status or "") if part
            )
            for pod in pods
        ]
    return found


def _notes(topology: Topology, what: str) -> tuple[str, ...]:
    count = len(topology.nodes)
    overlay = overlay_words(topology.overlay)
    mesh = f"; the {overlay} overlay is not drawn ({count * (count - 1) // 2:,} pairs of nodes)" if overlay else ""
    return (f"{what}{mesh}",)


def _bar(group: Group, width: int) -> Box:
    """The head of a group: its network and how it is."""
    bad = sum(unit.bad for unit in group.units)
    count = plural(len(group.units), group.units[0].kind)
    facts = f"{count} · {plural(sum(unit.pods for unit in group.units), 'pod')}" + (f" · {bad:,} not running" if bad else "")
    name = Run(
        ("~" if group.assumed else "") + (group.name or "network not captured"),
        10,
        "monobold" if group.name else "italic",
        mark="inferred" if group.assumed else "",
    )
    certainty: Certainty = "inferred" if group.assumed else ("observed" if group.name else "unknown")
    text = line(tag("UNDERLAY", "underlay"), name, Run(facts, 10, color="mute", gap=14))
    return cell(
        width,
        text,
        height=22,
        pad=6,
        kind="underlay",
        key=group.name or "?",
        certainty=certainty,
        tooltip=group.hint,
        corners="all",
        **paint("underlay", certainty),
    )


def _cards(groups: Sequence[Group]) -> list[Box]:
    width = (WIDTH - _CARD_GAP * (_PER_ROW - 1)) // _PER_ROW
    found = []
    for group in groups:
        found.append(_bar(group, width * _PER_ROW + _CARD_GAP * (_PER_ROW - 1)))
        cards = [_card(unit, width) for unit in group.units]
        found += [row(cards[start : start + _PER_ROW], _CARD_GAP) for start in range(0, len(cards), _PER_ROW)]
    return found


def _card(unit: Unit, width: int) -> Box:
    word = "NODE" if unit.kind == "node" else "NET"
    first = line(Run(unit.name, 10, "bold", elastic=1), right=[unit.glyph], height=15)
    pods = f"{unit.pods:,} pods" if unit.pods else "no pod seen"
    second = line(Run(word, 9, "bold", "mute"), Run(unit.address, 9, "mono", "mute", elastic=2), right=[Run(pods, 9, color="mute")], height=13)
    fill, stroke = ("canvas", "frame") if unit.family == "fine" else (unit.family, f"{unit.family}-line")
    certainty = "unknown" if unit.family == "unk" else "observed"
    return cell(width, first, second, height=34, pad=5, kind=unit.kind, key=unit.key, certainty=certainty, tooltip=unit.hint, fill=fill, stroke=stroke)


def _strips(groups: Sequence[Group]) -> list[Box]:
    """A row of cells for each group; a long group goes on in the next row."""
    kind = groups[0].units[0].kind
    head = line(Run("NETWORK", 9, "bold", "mute"), right=[Run(f"{kind.upper()}S", 9, "bold", "mute")])
    found = [row([cell(_LABEL + _COUNT, head, height=16, pad=2), cell(_BAD, line(right=[Run("NOT OK", 9, "bold", "mute")]), height=16, pad=2)])]
    for group in groups:
        found += [_strip(group, group.units[start : start + _STRIP], first=start == 0) for start in range(0, len(group.units), _STRIP)]
    return [stack(found, 3)]


def _strip(group: Group, units: Sequence[Unit], *, first: bool) -> Box:
    height = 14
    if first:
        name = Run(("~" if group.assumed else "") + (group.name or "not captured"), 9, "mono", elastic=1, mark="inferred" if group.assumed else "")
        bad = sum(unit.bad + unit.down for unit in group.units)
        counts = [Run(short(len(group.units)), 10, color="mute")], [Run(short(bad), 10, "bold", "err-line")] if bad else [Run("✓", 10, "bold", "ok")]
    else:
        name, counts = Run(f"from {units[0].name}", 9, color="mute", elastic=1), ([], [])
    label = cell(
        _LABEL, line(name), height=height, pad=2, kind="group" if first else "", key=group.name or "?" if first else "", tooltip=group.hint if first else ""
    )
    numbers = [cell(width, line(right=runs), height=height, pad=2) for width, runs in zip((_COUNT, _BAD), counts, strict=True)]
    cells: list[Box] = []
    for unit in units:
        cells += [_heat(unit, height), blank(_CELL_GAP, height)]
    parts = [label, *numbers, blank(_BEFORE, height), *cells[:-1]]
    return Box(sum(part.width for part in parts), height, kind="strip", axis="row", children=tuple(parts))


def _heat(unit: Unit, height: int) -> Box:
    """One unit: a number on a tint, on full colour where it is bad."""
    family = unit.family
    text = Run(unit.digit, 9, "bold", "canvas" if family == "err" else "warn-line", mark="unknown" if family == "unk" else "")
    lines = (line(text, centre=True, height=height),) if text.text else ()
    return Box(_CELL, height, unit.kind, unit.key, tooltip=unit.hint, fill="err-line" if family == "err" else family, lines=lines)


def _legend(groups: Sequence[Group]) -> tuple[LegendEntry, ...]:
    units = [unit for group in groups for unit in group.units]
    families = {unit.family for unit in units}
    cards = len(units) <= CARDS
    if units[0].kind == "node":
        few, many = f"1–{MANY - 1} pods do not run", f"{MANY} and more do not run, or not ready"
    else:
        few, many = f"under {SHARE:.0%} of the pods do not run", f"{SHARE:.0%} and more, or as many nodes not ready"
    found = [
        LegendEntry("✓ all pods run", "canvas" if cards else "fine", "frame" if cards else "") if "fine" in families else None,
        LegendEntry(f"! {few}", "warn", "warn-line" if cards else "") if "warn" in families else None,
        LegendEntry(f"✕ {many}", "err" if cards else "err-line", "err-line" if cards else "") if "err" in families else None,
        LegendEntry("not captured", sample=unknown()) if "unk" in families else None,
        LegendEntry("~ by address, prefix not captured", sample=Run("~10.0.0.0/24", 9, "mono")) if any(group.assumed for group in groups) else None,
    ]
    return tuple(entry for entry in found if entry is not None)
