"""SVG → PNG and PDF: the same picture, drawn with the fonts of the package, so that machines without fonts draw it too."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from antrea_parse.drawing.widths import is_measured
from antrea_parse.text.errors import RenderError

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.pathobject import PDFPathObject

#: Pixels for each point: sharp on screens of today.
_ZOOM = 2.0
#: Pixels of the longer side of a PNG: few programs show a bigger one.
_PNG_LIMIT = 16_000
#: Points of the longer side of a page: the limit of PDF itself.
_PDF_LIMIT = 14_400
_FONTS = Path(__file__).parent / "fonts"
#: File of the font by family ("mono" or not), weight and style.
_FACES = {
    (False, False, False): "DejaVuSans",
    (False, True, False): "DejaVuSans-Bold",
    (False, False, True): "DejaVuSans-Oblique",
    (True, False, False): "DejaVuSansMono",
    (True, True, False): "DejaVuSansMono-Bold",
}
_REMEDY = (
    "{} needs a library: pip install antrea-parse[images] ({}), or antrea-parse[embedded], which brings the layout engine too; "
    ".svg, .html, .dot, .mmd and .txt need none"
)
_NUMBER = re.compile(r"-?[\d.]+")
_STEP = re.compile(r"([MLHVCQZ])([^MLHVCQZ]*)")
_SVG = "{http://www.w3.org/2000/svg}"


def write_png(svg: str, width: float, height: float) -> bytes:
    """A drawing as PNG.

    Args:
        svg: the drawing in one theme.
        width: its width in points.
        height: its height in points.

    Raises:
        RenderError: the library that draws it is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise RenderError(_REMEDY.format(".png", "resvg-py")) from error
    fonts = [str(_FONTS / f"{name}.ttf") for name in _FACES.values()]
    # A machine's own fonts are asked only for what ours do not have: they would cost time, and a picture that is the same everywhere.
    zoom = min(_ZOOM, _PNG_LIMIT / max(width, height))
    try:
        drawn = resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, font_files=fonts, skip_system_fonts=is_measured(svg))
    except ValueError as error:
        raise RenderError(f"the drawing cannot be written as PNG: {error}") from error
    return bytes(drawn)


def write_pdf(svg: str, width: float, height: float) -> bytes:
    """A drawing as PDF: one page of its size, with text that can be selected.

    Args:
        svg: the drawing in one theme, as `write_svg` writes it.
        width: its width in points.
        height: its height in points.

    Raises:
        RenderError: the library that draws it is not installed.
    """
    try:
        from reportlab.pdfbase import pdfmetrics, ttfonts
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as error:
        raise RenderError(_REMEDY.format(".pdf", "reportlab")) from error
    for name in _FACES.values():
        pdfmetrics.registerFont(ttfonts.TTFont(f"antrea-parse-{name}", str(_FONTS / f"{name}.ttf")))
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own text: no document type, no entities
    scale = min(1.0, _PDF_LIMIT / max(width, height))
    target = io.BytesIO()
    page = Canvas(target, (width * scale, height * scale), pageCompression=1, invariant=1)
    page.setAuthor("")
    page.setCreator("antrea_parse")
    page.setTitle(root.findtext(f"{_SVG}title") or "")
    page.setSubject(root.findtext(f"{_SVG}desc") or "")
    # As in SVG, y grows downwards.
    page.transform(scale, 0, 0, -scale, 0, height * scale)
    _Page(page).draw(root, {})
    page.showPage()
    page.save()
    return target.getvalue()


class _Page:
    """Draws the few kinds of elements that our SVG consists of."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def draw(self, element: ElementTree.Element, inherited: Mapping[str, str]) -> None:
        look = {**inherited, **element.attrib}
        kind = element.tag.removeprefix(_SVG)
        if kind == "text":
            self.text(element.text or "", look)
        elif kind in {"rect", "path", "polygon"}:
            self.shape(kind, element, look)
        elif kind in {"svg", "g", "a"}:
            for child in element:
                self.draw(child, {name: value for name, value in look.items() if name in {"fill", "font-size", "font-family"}})
            link = element.get("href", "")
            if link.startswith(("http://", "https://")):
                self.link(link, element)

    def shape(self, kind: str, element: ElementTree.Element, look: Mapping[str, str]) -> None:
        fill, stroke = element.get("fill") not in {None, "none"}, "stroke" in element.attrib
        if fill:
            self.canvas.setFillColor(look["fill"])
        if stroke:
            self.canvas.setStrokeColor(look["stroke"])
            self.canvas.setLineWidth(float(look.get("stroke-width", 1)))
            self.canvas.setDash([float(part) for part in look.get("stroke-dasharray", "").split()])
        if kind == "rect":
            box = [float(element.get(name, 0)) for name in ("x", "y", "width", "height")]
            if "rx" in element.attrib:
                self.canvas.roundRect(*box, float(look["rx"]), int(stroke), int(fill))
            else:
                self.canvas.rect(*box, int(stroke), int(fill))
            return
        way = self.canvas.beginPath()
        _trace(way, element.get("d") or "M{}L{}Z".format(*(element.get("points") or "").split(" ", 1)))
        self.canvas.drawPath(way, int(stroke), int(fill))

    def text(self, text: str, look: Mapping[str, str]) -> None:
        face = ("Mono" in look["font-family"], look.get("font-weight") == "700", look.get("font-style") == "italic")
        name, size, wanted = f"antrea-parse-{_FACES[face]}", float(look["font-size"]), float(look["textLength"])
        written = self.canvas.beginText()
        written.setTextTransform(1, 0, 0, -1, float(look["x"]), float(look["y"]))
        written.setFont(name, size)
        written.setFillColor(look["fill"])
        found = self.canvas.stringWidth(text, name, size)
        written.setHorizScale(100 * wanted / found if found else 100)
        written.textOut(text)
        self.canvas.drawText(written)

    def link(self, target: str, element: ElementTree.Element) -> None:
        box = element.find(f"{_SVG}rect")
        if box is not None:
            x, y, width, height = (float(box.get(name, 0)) for name in ("x", "y", "width", "height"))
            self.canvas.linkURL(target, (x, y, x + width, y + height), relative=1)


def _trace(way: PDFPathObject, steps: str) -> None:
    """Follow the steps of an SVG path."""
    x = y = 0.0
    for step, text in _STEP.findall(steps):
        numbers = [float(number) for number in _NUMBER.findall(text)]
        if step == "M":
            x, y = numbers
            way.moveTo(x, y)
        elif step == "H":
            (x,) = numbers
            way.lineTo(x, y)
        elif step == "V":
            (y,) = numbers
            way.lineTo(x, y)
        elif step == "L":
            for x, y in zip(numbers[::2], numbers[1::2], strict=True):
                way.lineTo(x, y)
        elif step == "Q":
            # PDF has cubic curves only.
            cx, cy, ex, ey = numbers
            way.curveTo(x + 2 / 3 * (cx - x), y + 2 / 3 * (cy - y), ex + 2 / 3 * (cx - ex), ey + 2 / 3 * (cy - ey), ex, ey)
            x, y = ex, ey
        elif step == "C":
            for start in range(0, len(numbers), 6):
                way.curveTo(*numbers[start : start + 6])
                x, y = numbers[start + 4 : start + 6]
        else:
            way.close()
