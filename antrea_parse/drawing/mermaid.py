"""Scene → Mermaid flowchart: the quick look that GitHub shows, not the product."""

from __future__ import annotations

from antrea_parse.drawing.palette import colour
from antrea_parse.drawing.scene import Box, Scene
from antrea_parse.text.errors import RenderError
from antrea_parse.text.shown import clean_label

#: Mermaid's own limits (maxTextSize, maxEdges): above them GitHub shows an error box.
MAX_TEXT = 50_000
MAX_EDGES = 500


def write_mermaid(scene: Scene) -> str:
    """The scene as a flowchart: cards are subgraphs, painted boxes nodes, links edges.

    Raises:
        RenderError: it is more than Mermaid draws.
    """
    writer = _Writer(scene)
    text = writer.write()
    if len(text) > MAX_TEXT or len(scene.links) > MAX_EDGES:
        raise RenderError(
            f"{len(text):,} characters and {len(scene.links):,} lines are more than Mermaid draws ({MAX_TEXT:,} and {MAX_EDGES:,}); save as .svg or .html"
        )
    return text


class _Writer:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.ids: dict[str, str] = {}
        self.used: dict[str, None] = {}
        self.lines: list[str] = []

    def write(self) -> str:
        scene = self.scene
        self.lines = [f"flowchart {scene.direction}", f"  accTitle: {_plain(scene.title)}", f"  accDescr: {_plain(scene.description)}"]
        for number, lane in enumerate(scene.lanes):
            self.box(lane, "  ", f"l{number}")
        self.edges()
        for kind in self.used:
            family = kind.removesuffix("-unsure")
            dash = ",stroke-dasharray:4 3" if kind != family else ""
            self.lines.append(f"  classDef {kind} fill:{colour(family)},stroke:{colour(f'{family}-line')},color:{colour('ink')}{dash}")
        return "\n".join(self.lines) + "\n"

    def box(self, box: Box, indent: str, ident: str) -> None:
        if box.kind in {"node", "column"}:
            title = next((item for item in box.walk() if item.kind == "head"), None)
            self.lines.append(f'{indent}subgraph {ident}["{_words(title) if title else ""}"]')
            self.lines.append(f"{indent}  direction TB")
            for number, child in enumerate(box.children):
                self.box(child, indent + "  ", f"{ident}_{number}")
            self.lines.append(f"{indent}end")
            self.lines.append(f"{indent}style {ident} fill:{colour('card')},stroke:{colour('frame')},color:{colour('ink')}")
            return
        words = _words(box) if box.lines else ""
        if box.kind != "head" and box.stroke and (words or any(child.lines for child in box.walk())) and box.fill != "card":
            words = words or " ".join(_words(child) for child in box.walk() if child.lines)
            family = box.stroke.removesuffix("-line")
            kind = f"{family}-unsure" if box.dashed else family
            self.used[kind] = None
            self.lines.append(f'{indent}{ident}["{words}"]:::{kind}')
            for inner in box.walk():
                if inner.name:
                    self.ids[inner.name] = ident
            return
        for number, child in enumerate(box.children):
            self.box(child, indent, f"{ident}_{number}")

    def edges(self) -> None:
        for link in self.scene.links:
            if link.source in self.ids and link.target in self.ids:
                line = {(False, False): "---", (True, False): "-.-", (False, True): "-->", (True, True): "-.->"}[link.dashed, link.arrow]
                self.lines.append(f"  {self.ids[link.source]} {line} {self.ids[link.target]}")


def _words(box: Box) -> str:
    lines = [" ".join(run.whole for run in item.runs() if run.text.strip()) for item in box.lines]
    return "<br/>".join(_quoted(text) for text in lines if text)


def _quoted(text: str) -> str:
    """A label for Mermaid, which reads HTML entities written with '#' and takes Markdown and tags for what they look like."""
    found = clean_label(text)
    return "".join(char if char.isalnum() or char in " .:/-_,·~?!()…" else f"#{ord(char)};" for char in found)


def _plain(text: str) -> str:
    return clean_label(text).replace("{", "(").replace("}", ")").replace("#", "").replace(";", ",")
