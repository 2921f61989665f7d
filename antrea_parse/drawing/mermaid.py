"""Scene → Mermaid flowchart: the quick look that GitHub shows, not the product.

Mermaid has neither tables nor places inside of boxes: cards become subgraphs, painted boxes nodes, links edges. What is more than
Mermaid draws is drawn coarser, and the chart says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from antrea_parse.drawing.palette import PALETTE, colour
from antrea_parse.drawing.scene import Box, Scene
from antrea_parse.text.shown import clean_label

#: Mermaid's own limits (maxTextSize, maxEdges): above them GitHub shows an error box.
MAX_TEXT = 50_000
MAX_EDGES = 500

#: Boxes that hold others.
_CARDS = {"node", "column", "endpoint", "client"}
#: Rows of cells: one line each.
_ROWS = {"strip", "row"}
#: Characters that a quoted label holds as they are, besides letters and digits.
_PLAIN = frozenset(" .:/-_,·~?!()…→←✓✕+=−%|'")
_DESCRIPTION = 1_000


def write_mermaid(scene: Scene) -> str:
    """The scene as a flowchart within Mermaid's limits.

    Cards that are too many are drawn as one node each; lanes that are still too big as one node each, with what is in them counted.
    """
    for coarse in (False, True):
        writer = _Writer(scene, coarse=coarse)
        text = writer.write()
        if len(text) <= MAX_TEXT and writer.edge_count <= MAX_EDGES:
            return text
    return _counts(scene)


class _Writer:
    def __init__(self, scene: Scene, *, coarse: bool) -> None:
        self.scene = scene
        self.coarse = coarse
        self.ids: dict[str, str] = {}
        self.used: dict[str, None] = {}
        self.lines: list[str] = []
        self.edge_count = 0
        self.hidden = 0
        self.number = 0

    def write(self) -> str:
        self.lines = list(_head(self.scene))
        for lane in self.scene.lanes:
            self.stack(lane, "  ")
        if self.scene.footer is not None:
            self.stack(self.scene.footer, "  ")
        for link in self.scene.links:
            if link.source in self.ids and link.target in self.ids:
                line = {(False, False): "---", (True, False): "-.-", (False, True): "-->", (True, True): "-.->"}[link.dashed, link.arrow]
                label = f'|"{_quoted(link.label)}"|' if link.label else ""
                self.edge(f"  {self.ids[link.source]} {line}{label} {self.ids[link.target]}")
        notes = list(self.scene.notes)
        if self.hidden:
            notes.append(f"aggregated: {self.hidden} boxes inside of cards are counted")
        self.lines += [f'  note{number}["{_quoted(note)}"]:::note' for number, note in enumerate(notes)]
        self.used |= dict.fromkeys(["note"] * bool(notes))
        self.lines += [_class(kind) for kind in self.used]
        return "\n".join(self.lines) + "\n"

    def edge(self, text: str) -> None:
        self.lines.append(text)
        self.edge_count += 1

    def next_id(self) -> str:
        self.number += 1
        return f"b{self.number}"

    def stack(self, box: Box, indent: str) -> list[str]:
        """Draw what is in a box; the ids of the nodes and subgraphs drawn, in order."""
        if box.kind in _CARDS and box.children:
            return [self.card(box, indent)]
        if box.kind == "table" or box.kind in _ROWS:
            rows = [item for item in box.walk() if item.kind in _ROWS]
            return [self.node(box, indent, "<br/>".join(map(_row, rows)) or "·", "card")]
        if box.stroke and box.fill and box.fill != "card" and (words := _words(box)):
            return [self.node(box, indent, words, box.stroke.removesuffix("-line"))]
        return [ident for child in box.children for ident in self.stack(child, indent)]

    def node(self, box: Box, indent: str, words: str, family: str) -> str:
        ident = self.next_id()
        kind = f"{family}_unsure" if box.dashed else family
        self.used[kind] = None
        self.lines.append(f'{indent}{ident}["{words}"]:::{kind}')
        for inner in box.walk():
            if inner.name:
                self.ids.setdefault(inner.name, ident)
        return ident

    def card(self, box: Box, indent: str) -> str:
        head = next((item for item in box.walk() if item.kind == "head"), None)
        # One line: the second one of a title would lie under the first node.
        title = " · ".join(_texts(head)) if head is not None else ""
        if self.coarse:
            inner = [item for item in box.walk() if item is not box and item.name and item.stroke]
            self.hidden += len(inner)
            counts = ", ".join(f"{count} {kind}" for kind, count in Counter(item.kind for item in inner).items())
            return self.node(box, indent, "<br/>".join(part for part in (title, _quoted(counts)) if part) or "·", "card")
        ident = self.next_id()
        self.ids[box.name] = ident
        self.lines += [f'{indent}subgraph {ident}["{title or " "}"]', f"{indent}  direction TB"]
        within = [found for child in box.children for found in self.stack(child, indent + "  ")]
        if len(within) > 1:
            # Nodes without edges would stand side by side; invisible ones set them below each other.
            self.lines.append(f"{indent}  {' ~~~ '.join(within)}")
            self.edge_count += len(within) - 1
        self.lines += [f"{indent}end", f"{indent}style {ident} fill:{colour('card')},stroke:{colour('frame')},color:{colour('ink')}"]
        return ident


def _head(scene: Scene) -> Iterator[str]:
    yield f"flowchart {scene.direction}"
    yield f"  accTitle: {_bare(scene.title)[:_DESCRIPTION]}"
    yield f"  accDescr: {_bare(scene.description)[:_DESCRIPTION]}"


def _counts(scene: Scene) -> str:
    """Each lane as one node that says how much is in it."""
    found = list(_head(scene))
    for number, lane in enumerate(scene.lanes):
        counts = Counter(box.kind for box in lane.walk() if box.name and (box.fill or box.stroke) and box.kind != "anchor")
        found.append(f'  l{number}["{_quoted(", ".join(f"{count:,} {kind}" for kind, count in counts.items()) or "nothing")}"]:::card')
    found += [f"  l{number} ~~~ l{number + 1}" for number in range(min(len(scene.lanes), MAX_EDGES) - 1)]
    notes = [*scene.notes, "aggregated: more than Mermaid draws; save as .svg or .html"]
    found += [f'  note{number}["{_quoted(note)}"]:::note' for number, note in enumerate(notes)]
    return "\n".join([*found, _class("card"), _class("note")]) + "\n"


def _row(row: Box) -> str:
    """The cells of a row; of a strip what stands before its cells."""
    return " ".join(text for child in row.children if row.kind == "row" or not child.fill for text in _texts(child))


def _class(kind: str) -> str:
    family = kind.removesuffix("_unsure")
    fill = family if family in PALETTE else "canvas"
    stroke = f"{family}-line" if f"{family}-line" in PALETTE else "frame"
    dash = ",stroke-dasharray:4 3" if kind != family else ""
    return f"  classDef {kind} fill:{colour(fill)},stroke:{colour(stroke)},color:{colour('ink')}{dash}"


def _words(box: Box) -> str:
    return "<br/>".join(_texts(box))


def _texts(box: Box) -> list[str]:
    lines = (" ".join(run.whole for run in item.runs() if run.text.strip()) for inner in box.walk() for item in inner.lines)
    return [_quoted(text) for text in lines if text]


def _quoted(text: str) -> str:
    """A label for Mermaid, which reads HTML entities written with '#' and takes Markdown and tags for what they look like."""
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in clean_label(text))


def _bare(text: str) -> str:
    """Text where Mermaid knows no entities."""
    return "".join(char if char.isalnum() or char in _PLAIN else " " for char in clean_label(text)).strip() or "·"
