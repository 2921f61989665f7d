"""Scene → Mermaid flowchart: the quick look that GitHub shows, not the product.

Mermaid has neither tables nor places inside of boxes: cards become subgraphs, painted boxes nodes, links edges. What is more than
Mermaid draws is drawn coarser, and the chart says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, zip_longest

from antrea_parse.drawing.palette import PALETTE, colour
from antrea_parse.drawing.scene import Box, Link, Scene
from antrea_parse.text.shown import clean_label

#: Mermaid's own limits (maxTextSize, maxEdges): above them GitHub shows an error box.
MAX_TEXT = 50_000
MAX_EDGES = 500

#: Boxes that hold others.
_CARDS = {"node", "column", "endpoint", "client"}
#: Rows of cells: one line each.
_ROWS = {"strip", "row"}
#: One node with a line for each of its rows.
_TABLES = {"table", "routes"}
#: Characters that a quoted label holds as they are, besides letters and digits.
_PLAIN = frozenset(" .:/-_,·~?!()…→←✓✕+=−%|'")
_DESCRIPTION = 1_000
_LAYOUT = (
    '  %%{init: {"flowchart": {"wrappingWidth": 600, "nodeSpacing": 20, "rankSpacing": 24, "padding": 8, "subGraphTitleMargin": {"top": 4, "bottom": 10}}}}%%'
)


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
        self.owner: dict[str, str] = {}
        self.used: dict[str, None] = {}
        self.lines: list[str] = []
        self.edge_count = 0
        self.hidden = 0
        self.turned = False
        self.number = 0

    def write(self) -> str:
        scene = self.scene
        # Mermaid ignores the direction of cards that links leave: those that stand side by side would lie down.
        self.turned = scene.direction == "LR" and all(lane.kind in _CARDS for lane in scene.lanes)
        self.lines = list(_head(scene, "TB" if self.turned else scene.direction))
        if scene.direction == "LR" and not self.turned:
            columns = [self.column(lane) for lane in scene.lanes]
            self.chain(columns)
            levels = []
        else:
            levels = [level for lane in scene.lanes for level in self.levels(lane, "  ") or [[self.words(lane)]]]
            levels = [[ident for level in levels for ident in level]] if self.turned else levels
        levels += self.levels(scene.footer, "  ") if scene.footer is not None else []
        self.chain(levels)
        for link, source, target in self.joined():
            line = {(False, False): "---", (True, False): "-.-", (False, True): "-->", (True, True): "-.->"}[link.dashed, link.arrow]
            label = f'|"{_quoted(link.label)}"|' if link.label else ""
            self.edge(f"  {source} {line}{label} {target}")
        notes = list(scene.notes)
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

    def column(self, lane: Box) -> list[str]:
        """Draw a lane of a scene that goes from left to right; its headings become the title of a subgraph."""
        title = " · ".join(_plain(lane))
        ident = self.next_id()
        self.lines += [f'  subgraph {ident}["{title}"]'] if title else []
        found = [inner for level in self.levels(lane, "    " if title else "  ") for inner in level]
        self.lines += [*_frame(ident)] if title else []
        return found

    def words(self, lane: Box) -> str:
        """Draw a lane that has no more than words."""
        return self.node(Box(0, 0), "  ", "<br/>".join(_plain(lane)) or "·", "note")

    def levels(self, box: Box, indent: str) -> list[list[str]]:
        """Draw what is in a box; the ids of the nodes and subgraphs drawn, those that stand level together."""
        if box.kind in _CARDS and box.children:
            return [[self.card(box, indent)]]
        if box.kind in _TABLES or box.kind in _ROWS:
            rows = [item for item in box.walk() if item.kind in _ROWS]
            return [[self.node(box, indent, "<br/>".join(map(_row, rows)) or _words(box) or "·", "card")]]
        if _is_node(box):
            return [[self.node(box, indent, _words(box), box.stroke.removesuffix("-line"))]]
        parts = [found for child in box.children if (found := self.levels(child, indent))]
        if box.axis != "row":
            return [level for part in parts for level in part]
        return [[ident for part in level for ident in part] for level in zip_longest(*parts, fillvalue=[])]

    def chain(self, levels: list[list[str]]) -> None:
        """Invisible edges set behind each other what no link does: nodes without edges would all stand side by side."""
        for before, behind in pairwise(filter(None, levels)):
            tied = {ident for _, *ends in self.joined() if {*ends} & {*before} for ident in ends}
            if self.scene.direction == "TB" and tied & set(behind):
                continue
            for number, ident in enumerate(behind):
                if ident not in tied:
                    self.edge(f"  {before[min(number, len(before) - 1)]} ~~~ {ident}")

    def joined(self) -> Iterator[tuple[Link, str, str]]:
        """The links and the ids of their ends: of a thing on a card the card, for one that links enter lays out nothing."""
        for link in self.scene.links if not self.turned else ():
            if link.source in self.ids and link.target in self.ids:
                source, target = self.ids[link.source], self.ids[link.target]
                yield link, self.owner.get(source, source), self.owner.get(target, target)

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
        title, *about = ([_quoted(run.whole) for run in head.lines[0].left[:1]] + _about(head)) if head is not None else [""]
        about += _plain(box)
        if self.coarse:
            inner = [item for item in box.walk() if item is not box and item.name and item.stroke]
            self.hidden += len(inner)
            counts = ", ".join(f"{count} {kind}" for kind, count in Counter(item.kind for item in inner).items())
            return self.node(box, indent, "<br/>".join(part for part in (title, *about[:1], _quoted(counts)) if part) or "·", "card")
        ident = self.next_id()
        self.ids[box.name] = ident
        self.lines += [f'{indent}subgraph {ident}["{title or " "}"]', f"{indent}  direction TB"]
        within = [self.node(Box(0, 0), indent + "  ", "<br/>".join(about), "note")] if about else []
        within += [found for child in box.children for level in self.levels(child, indent + "  ") for found in level]
        self.owner |= dict.fromkeys(within, ident)
        if len(within) > 1:
            # Nodes without edges would stand side by side; invisible ones set them below each other.
            self.lines.append(f"{indent}  {' ~~~ '.join(within)}")
            self.edge_count += len(within) - 1
        self.lines += _frame(ident, indent)
        return ident


def _is_node(box: Box) -> bool:
    """Painted, with words: what becomes a node."""
    return bool(box.stroke and box.fill and box.fill != "card" and _words(box))


def _plain(box: Box) -> list[str]:
    """The words of a box that stand in no node."""
    if _is_node(box) or box.kind in _TABLES or box.kind == "head":
        return []
    return [_quoted(text) for text in _lines(box)] + [text for child in box.children for text in _plain(child)]


def _about(head: Box) -> list[str]:
    """What a head says beside the name."""
    first, *rest = [" ".join(run.whole for run in item.runs()[0 if number else 1 :]) for number, item in enumerate(head.lines)]
    return [_quoted(text) for text in (first, *rest) if text]


def _frame(ident: str, indent: str = "  ") -> list[str]:
    return [f"{indent}end", f"{indent}style {ident} fill:{colour('card')},stroke:{colour('frame')},color:{colour('ink')}"]


def _head(scene: Scene, direction: str) -> Iterator[str]:
    yield f"flowchart {direction}"
    yield f"  accTitle: {_bare(scene.title)[:_DESCRIPTION]}"
    yield f"  accDescr: {_bare(scene.description)[:_DESCRIPTION]}"
    # Addresses stay beside their names, and cards are no higher than they must be.
    yield _LAYOUT


def _counts(scene: Scene) -> str:
    """Each lane as one node that says how much is in it."""
    found = list(_head(scene, scene.direction))
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
    return [_quoted(text) for inner in box.walk() for text in _lines(inner)]


def _lines(box: Box) -> list[str]:
    lines = (" ".join(run.whole for run in item.runs() if run.text.strip()) for item in box.lines)
    return [text for text in lines if text]


def _quoted(text: str) -> str:
    """A label for Mermaid, which reads HTML entities written with '#' and takes Markdown and tags for what they look like."""
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in clean_label(text))


def _bare(text: str) -> str:
    """Text where Mermaid knows no entities."""
    return "".join(char if char.isalnum() or char in _PLAIN else " " for char in clean_label(text)).strip() or "·"
