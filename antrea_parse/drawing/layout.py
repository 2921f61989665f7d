"""Where Graphviz puts things: the rectangles of cells and the curves of edges, read from its SVG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from antrea_parse.drawing.dot import takes_place, write_dot
from antrea_parse.drawing.engine import check_size, render
from antrea_parse.drawing.scene import Scene
from antrea_parse.text.errors import RenderError

# Each cell with an id is a group `a_<id>`; the first polygon in it is its own, those of inner cells follow.
_CELL = re.compile(r'<g id="a_b(\d+)">.*?points="([^"]+)"', re.DOTALL)
_EDGE = re.compile(r'<g id="e(\d+)" class="edge">.*?\bd="([^"]+)"/>(?:\s*<polygon [^>]*points="([^"]+)")?', re.DOTALL)


class Rect(NamedTuple):
    """A rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


class Curve(NamedTuple):
    """The way of a link: start, then three points for each Bézier piece; the corners of the arrowhead, if any."""

    points: tuple[tuple[float, float], ...]
    head: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A laid out scene.

    Attributes:
        width: of everything.
        height: of everything.
        rects: of the boxes that take a place, in drawing order.
        curves: of the links, in their order.
    """

    width: float
    height: float
    rects: tuple[Rect, ...]
    curves: tuple[Curve, ...]


def lay_out(scene: Scene, margin: float = 14) -> Layout:
    """Ask Graphviz where the boxes and links of a scene go.

    Args:
        scene: what to lay out.
        margin: space around everything, in points.

    Raises:
        RenderError: there is no engine, it failed, or the scene is too big.
    """
    check_size(*scene.counts())
    drawn = render(write_dot(scene, layout=True)).decode()
    found = {int(number): _rect(points) for number, points in _CELL.findall(drawn)}
    edges = {int(number): Curve(_points(path), _points(head)) for number, path, head in _EDGE.findall(drawn)}
    places = sum(1 for box in scene.boxes() if takes_place(box))
    if len(found) != places or len(edges) != len(scene.links):
        raise RenderError(f"Graphviz drew {len(found)} of {places} boxes and {len(edges)} of {len(scene.links)} lines; please report this")
    _align(scene, found)
    left = min(rect.x for rect in found.values()) - margin
    top = min(rect.y for rect in found.values()) - margin
    right = max(rect.x + rect.width for rect in found.values()) + margin
    bottom = max(rect.y + rect.height for rect in found.values()) + margin
    return Layout(
        right - left,
        bottom - top,
        tuple(Rect(rect.x - left, rect.y - top, rect.width, rect.height) for _, rect in sorted(found.items())),
        tuple(Curve(_moved(curve.points, left, top), _moved(curve.head, left, top)) for _, curve in sorted(edges.items())),
    )


def _align(scene: Scene, found: dict[int, Rect]) -> None:
    """Move what stands above and below the lanes to their left edge: Graphviz leaves a margin that depends on the widths."""
    above, body = (sum(takes_place(box) for part in parts for box in part.walk()) for parts in ((scene.header(),), scene.lanes))
    edge = min((found[number].x for number in range(above, above + body)), default=0.0)
    for numbers in (range(above), range(above + body, len(found))):
        for number in reversed(numbers):  # the first is the outermost
            shift = edge - found[numbers[0]].x
            found[number] = found[number]._replace(x=found[number].x + shift)


def _points(text: str) -> tuple[tuple[float, float], ...]:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", text)]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _moved(points: tuple[tuple[float, float], ...], left: float, top: float) -> tuple[tuple[float, float], ...]:
    return tuple((x - left, y - top) for x, y in points)


def _rect(text: str) -> Rect:
    points = _points(text)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
