"""Saved web pages: the lines that a browser shows, each knowing the line of the file that it came from.

A whole page holds what no reader wants (styles, scripts, comments), and several shown lines in one line of the file (``<br>``, table
rows, list items). Only the names of tags that pages use are taken for tags: ``<none>`` and ``<BROADCAST,UP>`` stay what they are.
"""

from __future__ import annotations

import re

_BLOCKS = (
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html "
    "li main nav ol p pre section summary table tbody tfoot thead title tr ul"
)
_INLINE = (
    "a abbr acronym b bdi bdo big button cite code colgroup col del dfn em font i img ins kbd label mark meta nobr q s samp small span strike strong "
    "sub sup td th tt u var wbr"
)
#: Parts that are not shown, and what ends them.
_DROPPED = {name: f"</{name}" for name in ("script", "style", "noscript", "template", "svg")}
_BLOCK_NAMES = frozenset(_BLOCKS.split())
_NAMES = "|".join(sorted([*_BLOCKS.split(), *_INLINE.split(), *_DROPPED], key=len, reverse=True))
_TAG = re.compile(rf"<!--|<!doctype[^<>]{{0,400}}>|<(?P<close>/?)(?P<name>{_NAMES})(?=[\s/>])[^<>]{{0,8192}}>", re.IGNORECASE)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 6}
_PAGE = re.compile(r"<!doctype html|<html[\s>]|<br\s*/?>|</(?:body|div|p|pre|li|ul|ol|td|tr|table|h[1-6]|details|summary)\s*>", re.IGNORECASE)


def is_page(text: str) -> bool:
    """Whether a text holds the tags of a page that part it into lines."""
    return "<" in text and ("</" in text or "<br" in text or "<BR" in text or "<!" in text) and _PAGE.search(text) is not None


def unfold(text: str) -> tuple[list[str], list[int]]:
    r"""The lines that a page shows.

    Args:
        text: the page, its lines ended by LF.

    Returns:
        The lines, and for each the number of the line of the file that it stands in, from 1; every line of the file has one at least.

    >>> unfold("<pre>1: lo:<br>    inet</pre>\n<script>x\n</script>")
    (['1: lo:', '    inet', '', ''], [1, 1, 2, 3])
    """
    shown = _Shown()
    position = 0
    lowered = ""
    never: set[str] = set()
    for tag in _TAG.finditer(text):
        if tag.start() < position:
            continue
        shown.write(text[position : tag.start()])
        position = tag.end()
        name = (tag["name"] or "").lower()
        if tag.group() == "<!--" or (name in _DROPPED and not tag["close"] and not tag.group().endswith("/>")):
            lowered = lowered or text.lower()
            closing = _DROPPED.get(name, "-->")
            end = -1 if closing in never else lowered.find(closing, position)
            if end < 0:  # never closed: then it is no such part
                never.add(closing)
                continue
            shown.skip(text[position:end])
            position = end + 3 if not name else end
        elif name in ("td", "th"):
            shown.write("  " if tag["close"] else "")
        elif name in _BLOCK_NAMES:
            shown.part()
            if name in _HEADINGS and not tag["close"]:
                shown.write("#" * _HEADINGS[name] + " ")
        elif tag["name"] is None:
            shown.part()
    shown.write(text[position:])
    return shown.finish()


class _Shown:
    """Lines being put together."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.numbers: list[int] = []
        self.line = ""
        self.number = 1

    def write(self, text: str) -> None:
        first, *rest = text.split("\n")
        self.line += first
        for part in rest:
            self._end_of_line()
            self.line = part

    def skip(self, text: str) -> None:
        for _ in range(text.count("\n")):
            self._end_of_line()

    def part(self) -> None:
        """A break that the file does not have."""
        if self.line.strip():
            self._emit()
        self.line = ""

    def _end_of_line(self) -> None:
        if self.line.strip() or not self.numbers or self.numbers[-1] != self.number:
            self._emit()
        self.line = ""
        self.number += 1

    def _emit(self) -> None:
        self.texts.append(self.line.rstrip())
        self.numbers.append(self.number)

    def finish(self) -> tuple[list[str], list[int]]:
        self._end_of_line()
        return self.texts, self.numbers
