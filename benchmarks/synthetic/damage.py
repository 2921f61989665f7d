"""What happens to text between a terminal and a file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Harm = Callable[[str, random.Random], str]


def _indentation(text: str, rng: random.Random) -> str:
    """Leading blanks are gone."""
    return re.sub(r"(?m)^[ \t]+", "", text)


def _flatten(text: str, rng: random.Random) -> str:
    """Leading blanks are gone, runs of blanks are one, none stand at the end: what web pages do."""
    return re.sub(r"(?m)^ | $", "", re.sub(r"[ \t]+", " ", text))


def _tags(text: str, rng: random.Random) -> str:
    """``<none>`` was taken for a tag."""
    return text.replace("<none>", "")


def _bold(text: str, rng: random.Random) -> str:
    """Some lines are marked as bold."""
    lines = text.split("\n")
    for index in rng.sample(range(len(lines)), len(lines) // 12):
        if lines[index].strip() and "# " not in lines[index] and "$ " not in lines[index]:
            lines[index] = f"**{lines[index].strip()}**"
    return "\n".join(lines)


def _wrap(text: str, rng: random.Random) -> str:
    """A terminal of 80 columns broke the lines."""
    return "\n".join("\n".join(line[at : at + 80] for at in range(0, max(1, len(line)), 80)) for line in text.split("\n"))


def _crlf(text: str, rng: random.Random) -> str:
    """Lines end as on Windows, or in a log of a terminal."""
    return text.replace("\n", "\r\n")


def _cut(text: str, rng: random.Random) -> str:
    """The end is missing, from somewhere in a line."""
    return text[: rng.randrange(len(text) // 2, max(len(text) - 1, len(text) // 2 + 1))]


def _lost_lines(text: str, rng: random.Random) -> str:
    """Some lines are missing, none of the first two."""
    lines = text.split("\n")
    return "\n".join(line for number, line in enumerate(lines) if number < 2 or rng.random() > 0.05)


def _trailing(text: str, rng: random.Random) -> str:
    """Blanks at the ends of lines are gone."""
    return re.sub(r"(?m)[ \t]+$", "", text)


def _recorded(text: str, rng: random.Random) -> str:
    """``script`` recorded it: line ends of a terminal, titles, bracketed paste, keys that were taken back."""
    lines = text.split("\n")
    typed = next((index for index, line in enumerate(lines) if line.strip() and not line.startswith(("┌", "root in")) and not line.endswith(":~")), None)
    if typed is None:
        return text
    line = lines[typed]
    lines[typed] = f"\x1b[?2004h\x1b]0;a title\x07{line[:-1]}xy\x08\x08\x1b[K\x1b[1m{line[-1:]}\x1b[0m"
    lines[typed + 1 : typed + 2] = [f"\x1b[?2004l\r{line}" for line in lines[typed + 1 : typed + 2]]
    return "\r\n".join(lines)


HARMS: dict[str, Harm] = {
    "indentation": _indentation,
    "flatten": _flatten,
    "tags": _tags,
    "bold": _bold,
    "wrap": _wrap,
    "crlf": _crlf,
    "cut": _cut,
    "lost-lines": _lost_lines,
    "trailing": _trailing,
    "recorded": _recorded,
}


class Damage:
    """Does harm to one text after the other."""

    def __init__(self, names: tuple[str, ...], rng: random.Random) -> None:
        unknown = set(names) - set(HARMS)
        if unknown:
            raise ValueError(f"no such damage: {', '.join(sorted(unknown))}; there are {', '.join(HARMS)}")
        self.harms = [HARMS[name] for name in names]
        self.rng = rng

    def __call__(self, text: str) -> bytes:
        """The text, damaged and encoded."""
        for harm in self.harms:
            text = harm(text, self.rng)
        return text.encode()
