"""The drawing in HTML: as a figure for notebooks, as a page of its own that can be searched."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence

from antrea_parse.drawing.ascii import write_text
from antrea_parse.drawing.scene import Scene
from antrea_parse.drawing.svg import escape
from antrea_parse.text.shown import clean_label

_STYLE = (
    ":root{color-scheme:light dark;--ink:#1b2430;--mute:#56606c;--canvas:#fff;--line:#7d8794}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--mute:#a3adb8;--canvas:#0d1117;--line:#6e7883}}"
    "body{margin:0;padding:0 16px 16px;background:var(--canvas);color:var(--ink);font:13px 'DejaVu Sans',Verdana,sans-serif}"
    "header{position:sticky;top:0;padding:8px 0;background:var(--canvas)}"
    "input{font:inherit;width:24em;max-width:60%;padding:4px 8px}output{color:var(--mute);margin-left:8px}"
    "main{display:flex;gap:16px;align-items:flex-start;flex-wrap:wrap}figure{margin:0;flex:1 1 900px;max-width:1100px}"
    "aside{flex:1 1 240px;position:sticky;top:48px;max-height:calc(100vh - 64px);overflow:auto}"
    "pre{margin:0;font:12px 'DejaVu Sans Mono',Menlo,monospace;overflow-x:auto;white-space:pre-wrap}"
    "figure.finding a:not(.hit){opacity:.25}figure a.hit>rect,figure a.hit>path,figure a:focus>rect{stroke:var(--ink);stroke-width:2.5}"
)
_NO_LOOK = "margin:0;padding:0;border:0;background:none"
# Only reads what stands in the page and shows it as text; the page's policy knows it by its hash and runs nothing else.
_SCRIPT = """
(() => {
  const more = JSON.parse(document.getElementById("more").textContent);
  const figure = document.querySelector("figure"), find = document.getElementById("find");
  const count = document.getElementById("count"), detail = document.getElementById("detail");
  const told = (a) => [...(a.querySelector("title")?.textContent ?? "").split("\\n"), ...(more[a.id] ?? [])];
  const boxes = [...figure.querySelectorAll("a[id]")].map((a) => [a, [...told(a), a.textContent].join("\\n").toLowerCase()]);
  let hits = [], at = -1;
  const show = (a) => {
    const wanted = find.value.trim().toLowerCase();
    const lines = told(a), fits = wanted ? lines.filter((line) => line.toLowerCase().includes(wanted)) : [];
    detail.textContent = [...fits, ...(fits.length ? [""] : []), ...lines].join("\\n");
  };
  const go = (step) => {
    if (!hits.length) return;
    at = (at + step + hits.length) % hits.length;
    hits[at].scrollIntoView({ block: "center" });
    show(hits[at]);
    count.value = `${at + 1} of ${hits.length}`;
  };
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    hits = wanted ? boxes.filter(([, text]) => text.includes(wanted)).map(([a]) => a) : [];
    at = -1;
    figure.classList.toggle("finding", wanted !== "");
    for (const [a] of boxes) a.classList.toggle("hit", hits.includes(a));
    count.value = wanted ? `${hits.length} found` : "";
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== find) { event.preventDefault(); find.focus(); }
    if (event.key === "Enter" && event.target === find) go(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") { find.value = ""; find.dispatchEvent(new Event("input")); }
  });
  for (const kind of ["click", "focusin", "mouseover"])
    figure.addEventListener(kind, (event) => { const a = event.target.closest("a[id]"); if (a) show(a); });
})();
"""


def inline_figure(scene: Scene, svg: str | None, problem: str = "") -> str:
    """The drawing as a figure; without a picture, its text form and why.

    Args:
        scene: what is drawn.
        svg: the picture with ids of its own, or None.
        problem: why there is no picture.
    """
    if svg is not None:
        # Viewers of notebooks that are not trusted take all tags of a drawing away and leave its words: in a <pre> they stay on lines of their own.
        return f'<figure style="margin:0"><pre style="{_NO_LOOK}">{svg}</pre></figure>'
    return f'<figure style="margin:0"><pre>{html.escape(write_text(scene))}</pre><figcaption>{html.escape(problem)}</figcaption></figure>'


def write_html(scene: Scene, figure: str, details: Mapping[str, Sequence[str]]) -> str:
    """A page that holds a figure, can be searched, and loads nothing.

    Args:
        scene: what is drawn.
        figure: the picture.
        details: what is told of a box beside its tooltip, by the box's id.
    """
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    # No end of the element can stand in it.
    data = json.dumps({ident: [clean_label(line) for line in lines] for ident, lines in details.items()}, ensure_ascii=False).replace("<", "\\u003c")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(scene.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        '<header><input id="find" type="search" aria-label="find" placeholder="/ finds a name, an address, a port">'
        '<output id="count"></output></header>\n'
        f'<main>{figure}<aside><pre id="detail" aria-live="polite"></pre></aside></main>\n'
        f'<script type="application/json" id="more">{data}</script>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n'
    )
