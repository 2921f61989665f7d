"""The drawing in HTML: as a figure for notebooks, as a page of its own."""

from __future__ import annotations

import html

from antrea_parse.drawing.ascii import write_text
from antrea_parse.drawing.scene import Scene
from antrea_parse.drawing.svg import escape

_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;padding:16px;background:#fff;color:#1b2430;font-family:'DejaVu Sans',Verdana,sans-serif}"
    "figure{margin:0 auto;max-width:1100px}pre{overflow-x:auto;font-family:'DejaVu Sans Mono',Menlo,monospace;font-size:13px}"
    "@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}}"
)


def inline_figure(scene: Scene, svg: str | None, problem: str = "") -> str:
    """The drawing as a figure; without a picture, its text form and why.

    Args:
        scene: what is drawn.
        svg: the picture with ids of its own, or None.
        problem: why there is no picture.
    """
    if svg is not None:
        return f'<figure style="margin:0">{svg}</figure>'
    return f'<figure style="margin:0"><pre>{html.escape(write_text(scene))}</pre><figcaption>{html.escape(problem)}</figcaption></figure>'


def write_html(scene: Scene, figure: str) -> str:
    """A page that holds a figure and loads nothing."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(scene.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{figure}\n</body>\n</html>\n"
    )
