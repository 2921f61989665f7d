"""Scene → a tree of lines for terminals, logs and notebooks that show nothing else."""

from __future__ import annotations

from antrea_parse.drawing.scene import Box, Run, Scene
from antrea_parse.drawing.text import clean_label

#: Kinds that hold others: what follows them inside is indented.
_CARDS = {"node", "column", "table"}


def write_text(scene: Scene) -> str:
    """The scene as text: title, each box with words on a line of its own, cards indented, the legend."""
    found = [scene.title, scene.subtitle, ""]
    for lane in scene.lanes:
        found += _tree(lane, "")
    if scene.footer is not None:
        found += ["", *_tree(scene.footer, "")]
    found += ["", *scene.notes] if scene.notes else []
    marks = [f"{clean_label(entry.sample.text)} {entry.label}" for entry in scene.legend if entry.sample is not None]
    if any(entry.dashed for entry in scene.legend):
        marks.append("~ inferred")
    if marks:
        found += ["", " · ".join(marks)]
    return "\n".join(text.rstrip() for text in found) + "\n"


def _tree(box: Box, indent: str) -> list[str]:
    parts = list(_texts(box))
    if not parts:
        return []
    if box.kind in _CARDS:
        first, *rest = parts
        found = [indent + first]
        for number, text in enumerate(rest, 1):
            found.append(f"{indent}{'└─' if number == len(rest) else '├─'} {text}")
        return found
    if any(child.kind in _CARDS for child in box.walk()):
        return [text for child in box.children for text in _tree(child, indent)]
    return [indent + text for text in parts]


def _texts(box: Box) -> list[str]:
    """The words of a box and those in it, a line for each box; the head of a card comes first."""
    found: list[tuple[bool, str]] = []
    for inner in box.walk():
        words = "  ".join(text for item in inner.lines if (text := _words(item.runs())))
        if words:
            found.append((inner.kind != "head", words))
    return [text for _, text in sorted(found, key=lambda item: item[0])]


def _words(runs: tuple[Run, ...]) -> str:
    return " ".join(clean_label(run.whole) for run in runs if run.text.strip())
