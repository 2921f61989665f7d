"""A drawing: shows itself in a notebook, gives itself as text, saves itself by suffix."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from antrea_parse.drawing.ascii import write_text
from antrea_parse.drawing.dot import write_dot
from antrea_parse.drawing.html import inline_figure, write_html
from antrea_parse.drawing.images import write_pdf, write_png
from antrea_parse.drawing.layout import Layout, lay_out
from antrea_parse.drawing.mermaid import write_mermaid
from antrea_parse.drawing.palette import Theme
from antrea_parse.drawing.scene import Scene
from antrea_parse.drawing.svg import digest, figure_ids, write_svg
from antrea_parse.drawing.views import build
from antrea_parse.text.errors import RenderError
from antrea_parse.text.options import options
from antrea_parse.topology.model import Topology

_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_THEMES = ("auto", "light", "dark")
_IMAGES = {".png": write_png, ".pdf": write_pdf}
_SUFFIXES = (".svg", ".png", ".pdf", ".html", ".dot", ".gv", ".mmd", ".txt")
#: What a notebook gets, by the option `display`.
_DISPLAYED = {
    "auto": ("text/html", "image/svg+xml", "text/plain"),
    "html": ("text/html", "text/plain"),
    "svg": ("image/svg+xml", "text/plain"),
    "png": ("image/png", "text/plain"),
    "text": ("text/plain",),
}


class Diagram:
    """A view of a topology, drawn when asked.

    Attributes:
        scene: what is drawn, before layout.
    """

    def __init__(self, scene: Scene, *, theme: Theme = "auto", id_prefix: str | None = None, url: Callable[[str, str], str | None] | None = None) -> None:
        self.scene = scene
        self._theme: Theme = theme
        self._id_prefix = id_prefix
        self._url = url

    @cached_property
    def _layout(self) -> Layout:
        return lay_out(self.scene)

    def _svg(self, prefix: str, theme: Theme | None = None, *, notebook: bool = False) -> str:
        return write_svg(self.scene, self._layout, prefix=self._id_prefix or prefix, theme=theme or self._theme, url=self._url, notebook=notebook)

    @cached_property
    def svg(self) -> str:
        """The drawing as SVG: one file, no script, nothing loaded from elsewhere.

        Raises:
            RenderError: there is no layout engine; the message names the remedies.
        """
        return self._svg(f"ap-{self.scene.view}")

    @cached_property
    def inline_svg(self) -> str:
        """The drawing as SVG for a page that may hold others: its ids carry a digest of its content.

        Raises:
            RenderError: there is no layout engine.
        """
        return self._svg(self._inline_prefix)

    @cached_property
    def _inline_prefix(self) -> str:
        return f"ap-{self.scene.view}-{digest(self.dot)}"

    @cached_property
    def dot(self) -> str:
        """The drawing in Graphviz's language; needs no engine."""
        return write_dot(self.scene)

    @cached_property
    def mermaid(self) -> str:
        """The drawing as a Mermaid flowchart; needs no engine."""
        return write_mermaid(self.scene)

    @cached_property
    def text(self) -> str:
        """The drawing as a tree of lines for a terminal; needs no engine."""
        return write_text(self.scene)

    @cached_property
    def html(self) -> str:
        """The drawing as one HTML page that can be searched and loads nothing; without a layout engine, with the text form in place of the picture."""
        details = self.scene.details()
        ids = figure_ids(self.scene, self._id_prefix or self._inline_prefix) if details else {}
        return write_html(self.scene, self._figure(notebook=False), {ids[name]: lines for name, lines in details.items() if name in ids})

    def _figure(self, *, notebook: bool = True) -> str:
        try:
            return inline_figure(self.scene, self._svg(self._inline_prefix, notebook=notebook))
        except RenderError as error:
            return inline_figure(self.scene, None, str(error))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the drawing to a file; its suffix says in which form. An existing file is replaced, at once or not at all.

        Args:
            path: ends in ``.svg``, ``.png``, ``.pdf``, ``.dot``, ``.gv``, ``.mmd``, ``.html`` or ``.txt``.

        Returns:
            The path.

        Raises:
            RenderError: the suffix is not known, there is no layout engine, or the file cannot be written.
        """
        target = Path(path)
        check_suffix(target)
        content = self._content(target.suffix.lower())
        try:
            _write_atomically(target, content)
        except OSError as error:
            raise RenderError(f"{target}: cannot be written: {error.strerror or error}") from error
        return target

    def _content(self, suffix: str) -> bytes:
        forms: dict[str, Callable[[], str]] = {
            ".svg": lambda: self.svg,
            ".dot": lambda: self.dot,
            ".gv": lambda: self.dot,
            ".mmd": lambda: self.mermaid,
            ".html": lambda: self.html,
            ".txt": lambda: self.text,
        }
        if suffix in _IMAGES:
            return self._image(suffix)
        return forms[suffix]().encode("utf-8", "backslashreplace")

    def _image(self, suffix: str) -> bytes:
        # An image cannot follow its reader's theme.
        svg = self._svg(f"ap-{self.scene.view}", "light" if self._theme == "auto" else self._theme)
        return _IMAGES[suffix](svg, self._layout.width, self._layout.height)

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, Any] | tuple[dict[str, Any], dict[str, Any]]:
        """What a notebook shows, with the size of a PNG; never an error, for an error in a repr hides everything else."""
        wanted = [kind for kind in _DISPLAYED[options.display] if (include is None or kind in include) and kind not in (exclude or ())]
        bundle = {kind: shown for kind in wanted if (shown := self._shown(kind)) is not None}
        if "image/png" in bundle:
            return bundle, {"image/png": {"width": round(self._layout.width), "height": round(self._layout.height)}}
        return bundle

    def _shown(self, kind: str) -> str | bytes | None:
        forms: dict[str, Callable[[], str | bytes]] = {
            "text/html": self._figure,
            "image/svg+xml": lambda: self.svg,
            "image/png": lambda: self._image(".png"),
            "text/plain": lambda: self.text,
        }
        # Without an engine there is no SVG and no PNG; the other two need none.
        with contextlib.suppress(Exception):
            return forms[kind]()
        return None

    # IPython asks for these beside the bundle, other notebooks instead of it.
    def _repr_html_(self) -> str | bytes | None:
        return self._shown("text/html") if "text/html" in _DISPLAYED[options.display] else None

    def _repr_svg_(self) -> str | bytes | None:
        return self._shown("image/svg+xml") if "image/svg+xml" in _DISPLAYED[options.display] else None

    @property
    def summary(self) -> str:
        """What is drawn, in one line."""
        return f"{self.scene.title}: {self.scene.subtitle}"

    def __repr__(self) -> str:
        boxes, links = self.scene.counts()
        return f"<Diagram {self.scene.title!r}: {boxes} boxes, {links} lines>"


def check_suffix(path: Path) -> None:
    """Say which suffixes there are.

    Raises:
        RenderError: that of the path is none of them.
    """
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        problem = f"suffix {suffix!r} is not known" if suffix else "the file name has no suffix"
        raise RenderError(f"{path.name}: {problem}; a drawing can be saved as {', '.join(_SUFFIXES)}")


def _write_atomically(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files private; a drawing is as readable as the user's other files.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def draw(topology: Topology, view: str = "overview", **options: Any) -> Diagram:
    """Draw a view of a topology.

    Args:
        topology: what to draw.
        view: ``overview``, ``node``, ``service``, ``findings``, ``diff``.
        **options: what the view is about (``node=``, ``service=``, ``other=``), and for all views ``title``, ``theme`` (``auto``, ``light``,
            ``dark``), ``id_prefix`` (what the ids of the SVG start with) and ``url`` (gives the link of a box from its kind and key).

    Raises:
        RenderError: there is no such view or option, or the view needs another option; the message lists what there is.
        TopologyError: what it should show is not in the topology.
    """
    theme = options.pop("theme", "auto")
    if theme not in _THEMES:
        raise RenderError(f"there is no theme {theme!r}; themes: {', '.join(_THEMES)}")
    prefix = options.pop("id_prefix", None)
    if prefix is not None and not _PREFIX.fullmatch(str(prefix)):
        raise RenderError(f"id_prefix {prefix!r} is no XML name: letters, digits, '-', '_' and '.', a letter first")
    url = options.pop("url", None)
    return Diagram(build(topology, view, options), theme=theme, id_prefix=prefix, url=url)
