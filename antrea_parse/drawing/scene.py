"""What a drawing consists of, before anybody knows where: boxes in boxes, lines of text in them, links between them.

Views build scenes; writers write them. A scene holds sizes but no positions: Graphviz lays the boxes out. It knows nothing of
Kubernetes; what a box stands for is said by its `kind` and `key`, how sure it is by its `certainty`.

A scene is a header, a chain of lanes and a footer. A lane is a box like any other: a row of cards, a bar, a column of ports. In
direction ``TB`` the lanes stand below each other, in direction ``LR`` side by side. Links join boxes of neighbouring lanes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from antrea_parse.drawing.widths import Face, shorten, text_width
from antrea_parse.topology.basis import Certainty, Evidence

Side = Literal["n", "e", "s", "w"]
Corners = Literal["none", "all", "top", "bottom"]
#: What a text says besides its words; the legend explains those that are used.
Mark = Literal["", "ofport", "number", "inferred-ofport", "inferred", "ambiguous", "unknown", "allow", "deny", "undecided", "ok", "bad", "np"]

#: Narrowest that a text is cut to, in points.
_LEAST = 26
#: Share of the width that a title takes at most.
_TITLE = 0.6
_LEGEND_GAP = 16


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style.

    Attributes:
        text: what is shown.
        size: font size in points.
        face: ``sans``, ``bold``, ``italic``, ``mono``, ``monobold``.
        color: palette token.
        gap: space before it.
        elastic: it may be cut when room is short; those of 1 before those of 2, those of 0 last.
        mark: what it says by its form.
        full: the whole text, where `text` is cut.
    """

    text: str
    size: float = 10
    face: Face = "sans"
    color: str = "ink"
    gap: float = 5
    elastic: int = 0
    mark: Mark = ""
    full: str = ""

    @property
    def width(self) -> float:
        """Its width in points."""
        return text_width(self.text, self.size, self.face)

    @property
    def whole(self) -> str:
        """The text before it was cut."""
        return self.full or self.text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: runs from the left, runs from the right.

    Attributes:
        left: runs from the left edge.
        right: runs up to the right edge.
        height: of the line.
        centre: `left` stands in the middle.
        indent: space before `left`.
    """

    left: tuple[Run, ...] = ()
    right: tuple[Run, ...] = ()
    height: int = 14
    centre: bool = False
    indent: float = 0

    def runs(self) -> tuple[Run, ...]:
        """All its runs, left to right."""
        return self.left + self.right


def span_width(runs: Sequence[Run]) -> float:
    """Width of runs side by side, with the gaps between them."""
    return sum(run.width for run in runs) + sum(run.gap for run in runs[1:])


def line(*left: Run, right: Sequence[Run] = (), height: int = 14, centre: bool = False, indent: float = 0) -> Line:
    """A line of text."""
    return Line(left, tuple(right), height, centre, indent)


def fit(item: Line, width: float) -> Line:
    """The line with its runs cut so that it is no wider than `width`: elastic ones first, the widest of them most."""
    over = item.indent + span_width(item.left) + span_width(item.right) + (8 if item.left and item.right else 0) - width
    if over <= 0:
        return item
    runs = list(item.runs())
    levels = sorted({run.elastic for run in runs if run.elastic})
    groups = [(_LEAST, [index for index, run in enumerate(runs) if run.elastic == level]) for level in levels]
    # What must not be cut is cut all the same where nothing else helps: a text outside its box is worse.
    groups += [(0, [index]) for index in sorted(range(len(runs)), key=lambda index: -runs[index].width)]
    for least, group in groups:
        if over <= 0:
            break
        cap = max(_cap([runs[index].width for index in group], over), least)
        for index in group:
            run = runs[index]
            if run.width > cap:
                runs[index] = replace(run, text=shorten(run.text, cap, run.size, run.face), full=run.whole)
                over -= run.width - runs[index].width
    return replace(item, left=tuple(runs[: len(item.left)]), right=tuple(runs[len(item.left) :]))


def _cap(widths: Sequence[float], over: float) -> float:
    """The width at which the widest are cut so that all together lose `over`."""
    ordered = sorted(widths, reverse=True)
    for count, width in enumerate(ordered, 1):
        following = ordered[count] if count < len(ordered) else 0
        if over <= count * (width - following):
            return width - over / count
        over -= count * (width - following)
    return 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: with lines of text, or with boxes in a row or a column, or blank.

    Attributes:
        width: in points.
        height: in points.
        kind: what it stands for: ``node``, ``pod``, ``ovs``, ``tun``, ``nic``, ``svc``, ``np``, …; empty for mere layout.
        key: which one: ``default/frontend``; kind and key together are unique in a scene.
        certainty: how sure it is; anything but observed is drawn dashed.
        tooltip: what it is, in full.
        evidence: lines behind it.
        link: where a click leads; its own id when empty.
        fill: palette token; empty for none.
        stroke: palette token; empty for none.
        corners: which are round.
        lines: text in it.
        align: where the text stands.
        pad: space between edge and text, or edge and children.
        axis: how children stand.
        children: boxes in it.
    """

    width: int
    height: int
    kind: str = ""
    key: str = ""
    certainty: Certainty = "observed"
    tooltip: str = ""
    evidence: tuple[Evidence, ...] = ()
    link: str = ""
    fill: str = ""
    stroke: str = ""
    corners: Corners = "none"
    lines: tuple[Line, ...] = ()
    pad: int = 0
    axis: Literal["", "row", "column"] = ""
    children: tuple[Box, ...] = ()

    @property
    def name(self) -> str:
        """Kind and key; empty for mere layout."""
        return f"{self.kind}/{self.key}" if self.key else ""

    @property
    def dashed(self) -> bool:
        """Known by inference only, or not at all."""
        return self.certainty != "observed"

    def walk(self) -> Iterator[Box]:
        """The box and all in it, outer before inner."""
        stack = [self]
        while stack:
            box = stack.pop()
            yield box
            stack.extend(reversed(box.children))


def blank(width: int, height: int) -> Box:
    """Empty space."""
    return Box(width, height)


def row(children: Iterable[Box], gap: int = 0) -> Box:
    """Boxes side by side; lower ones get space below."""
    found = list(children)
    height = max((child.height for child in found), default=0)
    padded = [child if child.height == height else stack([child, blank(child.width, height - child.height)]) for child in found]
    spread = _spread(padded, blank(gap, height))
    return Box(sum(child.width for child in spread), height, axis="row", children=tuple(spread))


def stack(children: Iterable[Box], gap: int = 0, *, width: int = 0, align: Literal["left", "centre"] = "left") -> Box:
    """Boxes below each other; narrower ones get space beside them."""
    found = [child for child in children if child.height]
    width = width or max((child.width for child in found), default=0)
    padded = [_widen(child, width, align) for child in found]
    spread = _spread(padded, blank(width, gap))
    return Box(width, sum(child.height for child in spread), axis="column", children=tuple(spread))


def _spread(boxes: list[Box], gap: Box) -> list[Box]:
    if not gap.width or not gap.height:
        return boxes
    spread = [part for box in boxes for part in (box, gap)]
    return spread[:-1]


def _widen(child: Box, width: int, align: Literal["left", "centre"]) -> Box:
    room = width - child.width
    if not room:
        return child
    before = room // 2 if align == "centre" else 0
    parts = [blank(before, child.height)] if before else []
    return Box(width, child.height, axis="row", children=(*parts, child, blank(room - before, child.height)))


def frame(child: Box, pad: int, **attributes: object) -> Box:
    """A box round a box, painted or with an identity."""
    return replace(Box(child.width + 2 * pad, child.height + 2 * pad, pad=pad, axis="column", children=(child,)), **attributes)  # type: ignore[arg-type]


def cell(width: int, *lines: Line, height: int = 0, pad: int = 7, **attributes: object) -> Box:
    """A box with text; lines too long for it are cut where they allow it."""
    fitted = tuple(fit(item, width - 2 * pad) for item in lines)
    height = height or sum(item.height for item in fitted) + 8
    return replace(Box(width, height, lines=fitted, pad=pad), **attributes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two boxes of neighbouring lanes.

    Attributes:
        kind: what it stands for; the palette has ``<kind>-line``.
        key: which one.
        source: name of the box it starts from.
        source_side: side of that box.
        target: name of the box it leads to.
        target_side: side of that box.
        certainty: anything but observed is dashed.
        width: of the line.
        arrow: it has an arrowhead: something flows.
        label: text beside it.
        tooltip: what it is, in full.
        evidence: lines behind it.
    """

    kind: str
    key: str
    source: str
    source_side: Side
    target: str
    target_side: Side
    certainty: Certainty = "observed"
    width: int = 2
    arrow: bool = False
    label: str = ""
    tooltip: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def dashed(self) -> bool:
        """Known by inference only, or not at all."""
        return self.certainty != "observed"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One explanation in the legend: a swatch or a sample of text, and what it means."""

    label: str
    fill: str = ""
    stroke: str = ""
    dashed: bool = False
    sample: Run | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing before layout.

    Attributes:
        view: name of the view.
        title: what it shows.
        subtitle: how much of it.
        description: a sentence for those who cannot see it.
        direction: ``TB`` or ``LR``: how lanes follow each other.
        lanes: boxes that follow each other.
        links: lines between boxes of neighbouring lanes.
        legend: what forms and colours mean.
        notes: what is not drawn, and why.
        footer: a box below, such as a table.
        rank_gap: space between lanes.
        curved: links may bend; else they are straight.
        details: gives, by the name of a box, lines that a page shows of it and a picture has no room for; asked only for a page.
    """

    view: str
    title: str
    subtitle: str
    description: str
    lanes: tuple[Box, ...]
    direction: Literal["TB", "LR"] = "TB"
    links: tuple[Link, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    notes: tuple[str, ...] = ()
    footer: Box | None = None
    rank_gap: int = 16
    curved: bool = False
    details: Callable[[], Mapping[str, Sequence[str]]] = dict

    @property
    def width(self) -> int:
        """Width of the lanes together."""
        if self.direction == "TB":
            return max((lane.width for lane in self.lanes), default=0)
        return sum(lane.width for lane in self.lanes) + self.rank_gap * (len(self.lanes) - 1)

    def header(self) -> Box:
        """Title and subtitle; a long title leaves room for the subtitle."""
        width = max(self.width, 320)
        (title,) = fit(line(Run(self.title, 15, "bold", elastic=1)), width * _TITLE).left
        return cell(
            width,
            line(title, Run(self.subtitle, 10, color="mute", gap=14, elastic=1), height=24),
            pad=2,
            kind="title",
            key="title",
            tooltip=self.title,
        )

    def trailer(self) -> Box:
        """What stands below the lanes: tables, notes, the legend."""
        width = max(self.width, 320)
        parts = [self.footer] if self.footer else []
        notes = [
            cell(width, line(Run(note, 10, "italic", "mute", elastic=1)), height=16, pad=2, kind="note", key=str(number))
            for number, note in enumerate(self.notes, 1)
        ]
        parts += [stack(notes), *_legend(self.legend, width)]
        return replace(stack(parts, 8, width=width), kind="anchor", key="trailer")

    def boxes(self) -> Iterator[Box]:
        """Every box, in drawing order."""
        yield from self.header().walk()
        for lane in self.lanes:
            yield from lane.walk()
        yield from self.trailer().walk()

    def counts(self) -> tuple[int, int]:
        """Number of boxes and of links."""
        return sum(1 for _ in self.boxes()), len(self.links)


def _legend(entries: Sequence[LegendEntry], width: int) -> list[Box]:
    """Rows of legend entries, in the middle, of about the same length."""
    found = [_legend_entry(entry) for entry in entries]
    total = sum(box.width + _LEGEND_GAP for box in found)
    # As many rows as the width needs, and each as long as the others.
    share = total / max(1, math.ceil(total / width)) if total else 0
    rows: list[list[Box]] = [[]]
    used = 0.0
    for box in found:
        if rows[-1] and (used + box.width > width or used + box.width / 2 > share):
            rows.append([])
            used = 0
        rows[-1].append(box)
        used += box.width + _LEGEND_GAP
    return [stack([row(part, _LEGEND_GAP)], width=width, align="centre") for part in rows if part]


def _legend_entry(entry: LegendEntry) -> Box:
    label = Run(entry.label, 10, color="mute")
    text = cell(math.ceil(label.width) + 2, line(label), pad=1, height=16, kind="legend", key=entry.label)
    if entry.sample is not None:
        sample = cell(math.ceil(entry.sample.width) + 2, line(entry.sample), pad=1, height=16, kind="sample", key=entry.label)
    else:
        swatch = Box(18, 12, "swatch", entry.label, "inferred" if entry.dashed else "observed", fill=entry.fill, stroke=entry.stroke)
        sample = stack([blank(18, 2), swatch, blank(18, 2)])
    return row([sample, blank(5, 16), text])
