"""What pages, mails, terminals and editors do to saved text, as functions on text."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

Damage = Callable[[str], str]


def _each(change: Callable[[str], str]) -> Damage:
    return lambda text: "".join(change(line) + "\n" for line in text.splitlines())


def _numbered(form: str) -> Damage:
    return lambda text: "".join(form.format(number, line) + "\n" for number, line in enumerate(text.splitlines(), 1))


def wrapped(text: str, width: int = 80, *, trimmed: bool = False) -> str:
    """Broken at a width, also inside words, as a terminal does; the paste may have lost blanks at the ends of lines."""
    lines = []
    for line in text.splitlines():
        pieces = [line[start : start + width] for start in range(0, len(line), width)] or [""]
        lines += [piece.rstrip() for piece in pieces] if trimmed else pieces
    return "\n".join(lines) + "\n"


#: Damage that leaves nothing in doubt: what is read stays the same.
HARMLESS: dict[str, Damage] = {
    "indentation lost": _each(str.lstrip),
    "trailing blanks lost": _each(str.rstrip),
    "blanks collapsed": _each(lambda line: " ".join(line.split())),
    "blank lines between": _each(lambda line: line + "\n"),
    "indented": _each(lambda line: "    " + line),
    "CR LF": lambda text: text.replace("\n", "\r\n"),
    "CR CR LF": lambda text: text.replace("\n", "\r\r\n"),
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "zero-width blanks": _each(lambda line: "\u200b" + line + "\ufeff"),
    "bold": _each(lambda line: f"**{line.strip()}**" if line.strip() else line),
    "coloured": _each(lambda line: f"\x1b[1;31m{line}\x1b[0m"),
    "HTML entities": lambda text: html.escape(text, quote=False),
    "HTML tags": lambda text: "<pre>" + html.escape(text, quote=False) + "</pre>\n",
    "HTML lines": _each(lambda line: f"<span class='x'>{html.escape(line, quote=False)}</span><br/>"),
    "quoted": _each(lambda line: "> " + line),
    "commented": _each(lambda line: "# " + line),
    "line numbers": _numbered("{:>4}: {}"),
    "line numbers of cat -n": _numbered("{:>6}\t{}"),
    "list numbers": _numbered("{}. {}"),
    "list marks": _each(lambda line: "- " + line),
    "quoted and bold": _each(lambda line: f"> **{line.strip()}**" if line.strip() else ">"),
    "list marks and bold": _each(lambda line: f"* **{line.strip()}**" if line.strip() else line),
}
#: Damage that may take something away, and then says so.
WRAPPED: dict[str, Damage] = {
    "wrapped at 80": wrapped,
    "wrapped at 80, trimmed": lambda text: wrapped(text, trimmed=True),
    "wrapped at 100": lambda text: wrapped(text, 100),
    "wrapped at 132": lambda text: wrapped(text, 132),
}


def is_part(part: Any, whole: Any) -> bool:
    """Whether everything in `part` stands in `whole` too."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and is_part(value, whole[key]) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        rest = iter(whole)
        return all(any(is_part(item, other) for other in rest) for item in part)
    return bool(part == whole)
