"""Scene and layout → SVG: our own file, with text placed by our widths, ids, titles, links, and two themes in one.

The light theme stands in the attributes, the dark one in a media query: a viewer that strips styles still shows the light picture.
Nothing is executed and nothing is loaded.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable
from itertools import count

from antrea_parse.drawing.dot import takes_place
from antrea_parse.drawing.layout import Curve, Layout, Rect
from antrea_parse.drawing.palette import Theme, colour, dark_rules
from antrea_parse.drawing.scene import Box, Line, Link, Run, Scene, line
from antrea_parse.drawing.widths import shorten
from antrea_parse.text.shown import clean_label, clean_tooltip

SANS = "&quot;DejaVu Sans&quot;,Verdana,Geneva,Arial,sans-serif"
MONO = "&quot;DejaVu Sans Mono&quot;,Menlo,Consolas,monospace"

_RADIUS = 3
_BAR_RADIUS = 8
#: Kinds that exist for layout only.
_SILENT = {"anchor", "swatch", "legend", "sample", "note", "title"}
_SLUG = re.compile(r"[^A-Za-z0-9_.]+")
_SAFE_LINK = re.compile(r"(?:https?://|#|(?!//)[\w./-]*(?:[?#]|$))", re.IGNORECASE | re.ASCII)
_ATTRIBUTES = {
    "bold": ' font-weight="700"',
    "italic": ' font-style="italic"',
    "mono": f' font-family="{MONO}"',
    "monobold": f' font-family="{MONO}" font-weight="700"',
}


def figure_ids(scene: Scene, prefix: str) -> dict[str, str]:
    """The id of each box and link: readable, the same in whatever order they come; names that read alike get a digest."""
    found = [box.name for box in scene.boxes() if box.name and box.kind not in _SILENT] + [f"{link.kind}-link/{link.key}" for link in scene.links]
    slugs = {name: _SLUG.sub("-", name).strip("-")[:120] for name in found}
    shared = Counter(slugs.values())
    return {name: f"{prefix}-{slug}" if shared[slug] == 1 and slug else f"{prefix}-{slug}-{digest(name)}" for name, slug in slugs.items()}


def digest(text: str) -> str:
    """Six hex digits that tell texts apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def is_safe_link(link: str) -> bool:
    """Only the web, this page and relative places: no script."""
    return bool(_SAFE_LINK.match(link)) and ":" not in link.partition("://")[0]


def write_svg(
    scene: Scene, layout: Layout, *, prefix: str, theme: Theme = "auto", url: Callable[[str, str], str | None] | None = None, notebook: bool = False
) -> str:
    """The drawing as SVG.

    Args:
        scene: what to draw.
        layout: where Graphviz put it.
        prefix: what all ids start with; it is the id of the figure.
        theme: ``auto`` follows the reader's; ``light``, ``dark`` are fixed.
        url: gives the target of a box's link from its kind and key; None or an unsafe target: the box itself.
        notebook: it becomes part of a notebook. Its theme is the notebook's; boxes are no links, for JupyterLab takes every link in an output
            for one of HTML, and shows an error below the drawing when it is none.
    """
    return _SvgWriter(scene, layout, prefix, theme, url, notebook=notebook).write()


class _SvgWriter:
    def __init__(self, scene: Scene, layout: Layout, prefix: str, theme: Theme, url: Callable[[str, str], str | None] | None, *, notebook: bool) -> None:
        self.scene = scene
        self.layout = layout
        self.prefix = prefix
        self.theme: Theme = theme
        self.url = url
        self.notebook = notebook
        self.ids = figure_ids(scene, prefix)
        self.numbers = count()
        self.tokens = {"canvas", "ink"}

    def write(self) -> str:
        scene, prefix = self.scene, self.prefix
        links = "".join(self.link(link, curve) for link, curve in zip(scene.links, self.layout.curves, strict=True))
        boxes = "".join(self.box(box) for box in (scene.header(), *scene.lanes, scene.trailer()))
        width, height = number(self.layout.width), number(self.layout.height)
        style = f"#{prefix} a{{text-decoration:none;cursor:pointer}}#{prefix} text{{white-space:pre}}"
        style += f"#{prefix} :target>rect,#{prefix} :target>path{{stroke-width:3}}#{prefix} :target>text{{text-decoration:underline}}"
        if self.theme == "auto":
            style += dark_rules(prefix, self.tokens, notebook=self.notebook)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{prefix}" class="ap-figure ap-{scene.view}" role="img" '
            f'aria-labelledby="{prefix}-title {prefix}-desc" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'style="max-width:100%;height:auto">\n'
            f'<title id="{prefix}-title">{escape(scene.title)}</title>\n<desc id="{prefix}-desc">{escape(scene.description)}</desc>\n'
            f"<style>{style}</style>\n"
            f'<rect width="{width}" height="{height}"{self.fill("canvas")}/>\n'
            f'<g font-family="{SANS}" font-size="10"{self.fill("ink")}>\n{boxes}{links}</g>\n</svg>\n'
        )

    def fill(self, token: str) -> str:
        self.tokens.add(token)
        return f' fill="{colour(token, self.theme)}"'

    def stroke(self, token: str) -> str:
        self.tokens.add(token)
        return f' stroke="{colour(token, self.theme)}"'

    def box(self, box: Box) -> str:
        rect = self.layout.rects[next(self.numbers)] if takes_place(box) else None
        shape = self.shape(box, rect) if rect is not None and (box.fill or box.stroke) else ""
        texts = self.texts(box, rect) if rect is not None and box.lines else ""
        inner = "".join(self.box(child) for child in box.children)
        if not box.name or box.kind in _SILENT:
            return shape + texts + inner
        ident = self.ids[box.name]
        title = f"<title>{tooltip_text(box.tooltip or box.name.replace('/', ' ', 1))}</title>\n"
        kind = f"ap-{_SLUG.sub('-', box.kind)}"
        if box.children or self.notebook:
            return f'<g id="{ident}" class="{kind}">{title}{shape}{texts}\n{inner}</g>\n'
        return f'<a id="{ident}" class="{kind}" href="{self.target(box, ident)}">{title}{shape}{texts}</a>\n'

    def target(self, box: Box, ident: str) -> str:
        link = box.link or (self.url(box.kind, box.key) if self.url else None) or ""
        return html.escape(link) if link and is_safe_link(link) else f"#{ident}"

    def shape(self, box: Box, rect: Rect) -> str:
        paint = self.fill(box.fill) if box.fill else ' fill="none"'
        if box.stroke:
            paint += self.stroke(box.stroke) + (' stroke-dasharray="5 3"' if box.dashed else "")
        # Half a point inwards: lines of one point stay sharp, and two cells side by side show two borders.
        x, y, width, height = rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1
        if box.corners in {"none", "all"}:
            radius = 0 if box.corners == "none" else (_BAR_RADIUS if box.children else _RADIUS)
            round_ = f' rx="{radius}"' if radius else ""
            return f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"{round_}{paint}/>'
        return f'<path d="{tab_path(x, y, width, height, top=box.corners == "top")}"{paint}/>'

    def texts(self, box: Box, rect: Rect) -> str:
        top = rect.y + (rect.height - sum(item.height for item in box.lines)) / 2
        found = []
        for item in box.lines:
            found += self.line(item, rect.x + box.pad, top, rect.width - 2 * box.pad)
            top += item.height
        return "".join(found)

    def line(self, item: Line, x: float, top: float, width: float) -> list[str]:
        middle = top + item.height / 2
        found = []
        cursor = x + item.indent
        if item.centre:
            cursor += (width - sum(run.width for run in item.left) - sum(run.gap for run in item.left[1:])) / 2
        for index, run in enumerate(item.left):
            cursor += run.gap if index else 0
            found.append(self.run(run, cursor, middle, item))
            cursor += run.width
        cursor = x + width
        for run in reversed(item.right):
            cursor -= run.width
            found.append(self.run(run, cursor, middle, item))
            cursor -= run.gap
        return found

    def run(self, run: Run, x: float, middle: float, item: Line) -> str:
        text = clean_label(run.text)
        if not text:
            return ""
        # One baseline for the line, so that small tags do not float: the middle of capitals of the largest size.
        size = max(other.size for other in item.runs())
        y = middle + size * 0.36
        shown = "" if run.size == 10 else f' font-size="{number(run.size)}"'
        paint = "" if run.color == "ink" else self.fill(run.color)
        return (
            f'<text x="{number(x)}" y="{number(y)}" textLength="{number(run.width)}" lengthAdjust="spacingAndGlyphs"'
            f"{shown}{_ATTRIBUTES.get(run.face, '')}{paint}>{html.escape(text, quote=False)}</text>\n"
        )

    def link(self, link: Link, curve: Curve) -> str:
        token = f"{link.kind}-line"
        (x, y), *rest = curve.points
        way = f"M{number(x)},{number(y)}C" + " ".join(f"{number(a)},{number(b)}" for a, b in rest)
        dash = ' stroke-dasharray="6 4"' if link.dashed else ""
        shape = f'<path d="{way}" fill="none"{self.stroke(token)} stroke-width="{link.width}"{dash}/>'
        if curve.head:
            corners = " ".join(f"{number(a)},{number(b)}" for a, b in curve.head)
            shape += f'<polygon points="{corners}"{self.fill(token)}/>'
        if link.label:
            shape += self.label(link.label, curve)
        title = f"<title>{tooltip_text(link.tooltip)}</title>" if link.tooltip else ""
        return f'<g id="{self.ids[f"{link.kind}-link/{link.key}"]}" class="ap-link ap-{link.kind}">{title}{shape}</g>\n'

    def label(self, text: str, curve: Curve) -> str:
        """Text above the middle of a link, no wider than the link is long."""
        (left, start), (right, end) = curve.points[0], curve.points[-1]
        shown = Run(shorten(text, abs(right - left), 9), 9, color="mute")
        middle = (start + end) / 2 - 8
        return self.run(shown, (left + right - shown.width) / 2, middle, line(shown))


def tab_path(x: float, y: float, width: float, height: float, *, top: bool) -> str:
    """A rectangle with two round corners."""
    r = _BAR_RADIUS
    right, bottom = x + width, y + height
    if top:
        corners = f"M{number(x)},{number(bottom)}V{number(y + r)}Q{number(x)},{number(y)} {number(x + r)},{number(y)}"
        return corners + f"H{number(right - r)}Q{number(right)},{number(y)} {number(right)},{number(y + r)}V{number(bottom)}Z"
    corners = f"M{number(x)},{number(y)}V{number(bottom - r)}Q{number(x)},{number(bottom)} {number(x + r)},{number(bottom)}"
    return corners + f"H{number(right - r)}Q{number(right)},{number(bottom)} {number(right)},{number(bottom - r)}V{number(y)}Z"


def number(value: float) -> str:
    """A coordinate, as short as it goes."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def escape(text: str) -> str:
    """Text of one line for XML."""
    return html.escape(clean_label(text), quote=False)


def tooltip_text(text: str) -> str:
    """Text of several lines for XML."""
    return html.escape(clean_tooltip(text), quote=False)
