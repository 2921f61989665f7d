"""Scene → a tree of lines for terminals, logs and notebooks that show nothing else."""

from __future__ import annotations

from antrea_parse.drawing.scene import Box, Run, Scene
from antrea_parse.text.shown import clean_label

#: Kinds that hold others: what follows them inside is indented.
_CARDS = {"node", "column", "endpoint", "client"}
#: Kinds whose cells stand on one line.
_ROWS = {"row", "strip"}


def write_text(scene: Scene) -> str:
    """The scene as text: title, each box with words on a line of its own, cards indented, the legend."""
    found = [clean_label(scene.title), clean_label(scene.subtitle), ""]
    for lane in scene.lanes:
        found += _tree(lane)
    if scene.footer is not None:
        found += ["", *_tree(scene.footer)]
    found += ["", *map(clean_label, scene.notes)] if scene.notes else []
    marks = [f"{clean_label(entry.sample.text)} {entry.label}" for entry in scene.legend if entry.sample is not None]
    if any(entry.dashed for entry in scene.legend):
        marks.append("~ inferred")
    if marks:
        found += ["", " · ".join(marks)]
    return "\n".join(text.rstrip() for text in found) + "\n"


def _tree(box: Box) -> list[str]:
    if box.kind in _ROWS:
        cells = [" ".join(_lines(child)) for child in box.children if child.kind or child.lines or child.children]
        return ["  ".join(text or "·" for text in cells) if box.kind == "row" else _strip(box)]
    if not box.children:
        words = "  ".join(text for item in box.lines if (text := _words(item.runs())))
        return [words] if words else []
    if box.kind in _CARDS:
        return _card(box)
    return [text for child in box.children for text in _tree(child)]


def _strip(box: Box) -> str:
    """Labels, then one character or number for each cell; a point where all is well."""
    labels = [text for child in box.children if not child.fill for text in _lines(child)]
    cells = ["".join(_lines(child)) or "·" for child in box.children if child.fill]
    return "  ".join(labels) + "  " + "".join(cells)


def _card(box: Box) -> list[str]:
    """The head of a card, and under it what it holds."""
    heads = [inner for inner in box.walk() if inner.kind == "head"]
    first, *rest = [text for head in heads for text in _tree(head)] + [text for child in box.children for text in _body(child)] or [""]
    return [first, *(f"{'└─' if number == len(rest) else '├─'} {text}" for number, text in enumerate(rest, 1))]


def _body(box: Box) -> list[str]:
    if box.kind == "head":
        return []
    if box.children and box.kind not in _ROWS:
        return [text for child in box.children for text in _body(child)]
    return _tree(box)


def _lines(box: Box) -> list[str]:
    return [text for inner in box.walk() for item in inner.lines if (text := _words(item.runs()))]


def _words(runs: tuple[Run, ...]) -> str:
    return " ".join(clean_label(run.whole) for run in runs if run.text.strip())
