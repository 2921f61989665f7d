"""How wide a text is, without asking for fonts.

Drawings are laid out with the advances of DejaVu Sans, the widest face of the font stack that the SVG names, and each text carries
its width as `textLength`: the picture is the same on every machine, with or without fonts.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

from antrea_parse.drawing.advances import BOLD, SANS

Face = Literal["sans", "bold", "italic", "mono", "monobold"]

_UNITS = 2048
#: Every character of DejaVu Sans Mono is as wide as this.
_MONO = 1233
_ELLIPSIS = "…"
#: Characters that stay behind the ellipsis: the random end of a pod's name tells replicas apart.
_TAIL = 5
#: Shortest word that stands alone before the ellipsis.
_WORD = 6


def _by_character(table: dict[int, str]) -> dict[str, int]:
    return {char: advance for advance, chars in table.items() for char in chars}


_SANS = _by_character(SANS)
_BOLD = _by_character(BOLD)
_TABLES: dict[Face, dict[str, int]] = {"sans": _SANS, "italic": _SANS, "bold": _BOLD, "mono": {}, "monobold": {}}


@lru_cache(maxsize=4096)
def _other(char: str, *, mono: bool) -> int:
    """Advance of a character that the tables lack: nothing for marks, two columns for wide ones."""
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    columns = 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return columns * (_MONO if mono or columns == 1 else _UNITS // 2)


@lru_cache(maxsize=16384)
def text_width(text: str, size: float, face: Face = "sans") -> float:
    """Width of a text in points.

    Args:
        text: one line.
        size: font size in points.
        face: ``sans``, ``bold``, ``italic``, ``mono`` or ``monobold``.

    >>> text_width("10.211.1.14", 10, "mono") == 11 * 10 * 1233 / 2048
    True
    >>> text_width("节点", 10)
    20.0
    """
    table = _TABLES[face]
    mono = not table
    if mono and text.isascii():
        return len(text) * _MONO * size / _UNITS
    units = 0
    for char in text:
        advance = table.get(char)
        units += _other(char, mono=mono) if advance is None else advance
    return units * size / _UNITS


def columns(text: str) -> int:
    """Columns that a text takes on a terminal.

    >>> columns("worker"), columns("节点")
    (6, 4)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.category(char) in {"Mn", "Me", "Cf"} else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def is_measured(text: str) -> bool:
    """Whether the tables, and so the fonts of the package, have every character of a text."""
    return all(char in _SANS or char == "\n" for char in set(text))


def shorten(text: str, width: float, size: float, face: Face = "sans") -> str:
    """A text cut in the middle so that it fits; its last five characters stay.

    >>> shorten("coredns-558bd4d5db-gtvr4", 100, 10)
    'coredns-…-gtvr4'
    >>> shorten("app-010-0123456789", 80, 10)
    'app-01…56789'
    >>> shorten("frontend", 100, 10)
    'frontend'
    """
    if text_width(text, size, face) <= width:
        return text
    tail = text[-_TAIL:]
    # A dash before the tail belongs to it, and one before the ellipsis reads well.
    if text[-_TAIL - 1 : -_TAIL] == "-":
        tail = "-" + tail
    room = width - text_width(_ELLIPSIS + tail, size, face)
    head = 0
    while head < len(text) - len(tail) and room > 0:
        room -= text_width(text[head], size, face)
        head += room >= 0
    start = text[:head]
    # A whole word before the ellipsis reads well, if there is one: of `app-010-x` more than `app-` should be left.
    if "-" in start[_WORD:]:
        start = start[: start.rindex("-") + 1]
    if not start:
        return _cut(text, width, size, face)
    return start + _ELLIPSIS + tail


def _cut(text: str, width: float, size: float, face: Face) -> str:
    """The beginning of a text, for places too narrow for a middle."""
    for end in range(min(len(text), 256), 0, -1):
        if text_width(text[:end] + _ELLIPSIS, size, face) <= width:
            return text[:end] + _ELLIPSIS
    return _ELLIPSIS


def wrap(text: str, width: float, size: float, face: Face = "sans", most: int = 3) -> list[str]:
    """A text broken into lines between its words; the last line is cut where `most` lines do not hold it.

    >>> wrap("two pods have one address", 80, 10)
    ['two pods have', 'one address']
    """
    words = text.split()
    lines: list[str] = []
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size, face) <= width:
            line += f" {words.pop(0)}"
        lines.append(shorten(line, width, size, face))
    if words:
        rest = " ".join(words)
        lines.append(rest if text_width(rest, size, face) <= width else _cut(rest, width, size, face))
    return lines
