"""Scene → DOT: each lane is a node whose label is a table, boxes are its cells, links are edges between cells.

Two forms of one graph. The one for reading and for PNG and PDF has texts and colours; the one for layout has blank cells of fixed size,
so that no font has a say in where things stand. Node names are opaque: `graphviz` reads a colon in a name as the start of a port.
"""

from __future__ import annotations

import html
from itertools import count

import graphviz

from antrea_parse.drawing.palette import colour
from antrea_parse.drawing.scene import Box, Line, Link, Run, Scene
from antrea_parse.text.shown import clean_label

#: Font families by face, as the SVG names them first.
_FACES = {"mono": "DejaVu Sans Mono", "monobold": "DejaVu Sans Mono"}
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
_CANVAS = colour("canvas")


def takes_place(box: Box) -> bool:
    """Whether the writers need to know where a box stands: it is painted, has text, or links may end at it."""
    return bool(box.lines or box.fill or box.stroke or box.name)


class _Writer:
    def __init__(self, scene: Scene, *, layout: bool) -> None:
        self.layout = layout
        self.numbers = count()
        self.ports: dict[str, str] = {}
        # Numbered in drawing order, whatever the order in the DOT text.
        self.header = self.table(scene.header(), "")
        self.lanes = [self.table(lane, f"n{number}") for number, lane in enumerate(scene.lanes)]
        self.trailer = self.table(scene.trailer(), "")

    def table(self, box: Box, node: str) -> str:
        return f"<{_TABLE}<TR>{self.cell(box, node)}</TR></TABLE>>"

    def cell(self, box: Box, node: str) -> str:
        attributes = self.attributes(box, node)
        if not box.children:
            content = "" if self.layout or not box.lines else _text(box)
            # Fonts of a machine may be wider than ours: a cell with words may grow, for Graphviz aborts where words outgrow a fixed one.
            fixed = ' FIXEDSIZE="TRUE"' if not content else ""
            return f'<TD{attributes}{fixed} WIDTH="{box.width}" HEIGHT="{box.height}">{content}</TD>'
        if box.axis == "row":
            inner = "<TR>" + "".join(self.cell(child, node) for child in box.children) + "</TR>"
        else:
            inner = "".join(f"<TR>{self.cell(child, node)}</TR>" for child in box.children)
        return f"<TD{attributes}>{_TABLE}{inner}</TABLE></TD>"

    def attributes(self, box: Box, node: str) -> str:
        found = ""
        border = 1 if box.stroke and not self.layout else 0
        if takes_place(box):
            place = f"b{next(self.numbers)}"
            if box.name and node:
                self.ports[box.name] = f"{node}:{place}"
                found += f' PORT="{place}"'
            if self.layout:
                # A cell is drawn, and its id kept, only if it has a colour and leads somewhere.
                found += f' ID="{place}" HREF="#{place}" BGCOLOR="{_CANVAS}"'
            else:
                found += _paint(box, border)
        if box.pad and box.children:
            found += f' CELLPADDING="{box.pad - border}"'
        return found


def _text(box: Box) -> str:
    return _TABLE + "".join(f"<TR><TD>{_line(item, box.width - 2 * box.pad, box.pad)}</TD></TR>" for item in box.lines) + "</TABLE>"


def _paint(box: Box, border: int) -> str:
    found = f' BGCOLOR="{colour(box.fill)}"' if box.fill else ""
    if box.stroke:
        # Graphviz rounds generously: right for bars and tabs, too much for rows.
        rounded = box.children or box.corners in {"top", "bottom"}
        style = ",".join(word for word, used in (("ROUNDED", rounded and box.corners != "none"), ("DASHED", box.dashed)) if used)
        found += f' COLOR="{colour(box.stroke)}" BORDER="{border}"' + (f' STYLE="{style}"' if style else "")
    if box.tooltip and not box.children:
        # No title without a target: Graphviz drops it.
        found += f' HREF="#" TITLE="{html.escape(clean_label(box.tooltip))}"'
    return found


def _line(item: Line, width: int, pad: int) -> str:
    """A line as a table of its own: cells of one table would align from line to line."""
    if item.centre:
        cells = [("CENTER", item.left, width)]
    else:
        right = min(width, round(sum(run.width + run.gap for run in item.right)))
        cells = [("LEFT", item.left, width - right), ("RIGHT", item.right, right)]
    before = max(1, pad - 2 + round(item.indent))
    found = f'{_TABLE}<TR><TD WIDTH="{before}"></TD>'
    for align, runs, room in cells:
        if runs:
            text = "".join(_run(run, first=index == 0) for index, run in enumerate(runs))
            found += f'<TD ALIGN="{align}" WIDTH="{max(1, room - round(item.indent))}">{text}</TD>'
    return found + f'<TD WIDTH="{max(1, pad - 2)}"></TD></TR></TABLE>'


def _run(run: Run, *, first: bool) -> str:
    text = html.escape(clean_label(run.text)) or "&#160;"
    if run.face in {"bold", "monobold"}:
        text = f"<B>{text}</B>"
    elif run.face == "italic":
        text = f"<I>{text}</I>"
    face = f' FACE="{_FACES[run.face]}"' if run.face in _FACES else ""
    blanks = "" if first else "&#160;" * max(1, round(run.gap / 3.5))
    return f'{blanks}<FONT POINT-SIZE="{run.size:g}" COLOR="{colour(run.color)}"{face}>{text}</FONT>'


def write_dot(scene: Scene, *, layout: bool = False) -> str:
    """The scene in Graphviz's language.

    Args:
        scene: what to draw.
        layout: blank cells with ids, for asking Graphviz where things go.

    Returns:
        A digraph. Node names are ``n0``, ``n1``, … in the order of the lanes; in the form for layout the cells have the ids ``b0``, ``b1``, …
        in drawing order and the edges ``e0``, ``e1``, … in the order of the links.
    """
    writer = _Writer(scene, layout=layout)
    graph = graphviz.Digraph("drawing")
    graph.attr(
        "graph",
        rankdir=scene.direction,
        splines="spline" if scene.curved else "line",
        ranksep=f"{scene.rank_gap / 72:.4f}",
        nodesep="0.2",
        pad="0.1667",
        bgcolor=_CANVAS,
        labelloc="b",
        labeljust="l",
        label=writer.trailer,
    )
    if not layout:
        graph.attr("graph", tooltip=graphviz.escape(clean_label(scene.description)))
        graph.attr("graph", fontname="DejaVu Sans")
        graph.attr("node", fontname="DejaVu Sans")
    graph.attr("node", shape="plain")
    graph.attr("edge", dir="none")
    with graph.subgraph(name="cluster_body") as body:
        body.attr(margin="0", color="none", labelloc="t", labeljust="l", label=writer.header)
        for number, label in enumerate(writer.lanes):
            body.node(f"n{number}", label=label)
        for number in range(len(writer.lanes) - 1):
            body.edge(f"n{number}", f"n{number + 1}", style="invis", weight="100")
        for number, link in enumerate(scene.links):
            body.edge(
                f"{writer.ports[link.source]}:{link.source_side}",
                f"{writer.ports[link.target]}:{link.target_side}",
                **(_blank_edge(number, link) if layout else _edge(link)),
            )
    return str(graph.source)


def _blank_edge(number: int, link: Link) -> dict[str, str]:
    return {"id": f"e{number}", "dir": "forward" if link.arrow else "none", "arrowsize": "0.7"}


def _edge(link: Link) -> dict[str, str]:
    found = {"color": colour(f"{link.kind}-line"), "penwidth": str(link.width), "style": "dashed" if link.dashed else "solid"}
    if link.arrow:
        found |= {"dir": "forward", "arrowsize": "0.7"}
    if link.tooltip:
        found["tooltip"] = graphviz.escape(clean_label(link.tooltip))
    return found
