r"""Screens of programs that fill the whole terminal (``watch``, ``top``, ``less`` that went back), out of the codes of a recording.

Such a program puts text at rows and columns (ECMA-48: CUP, VPA, …) and later changes parts of it, so its lines in the file are pieces of
several rows. Played back, they leave the screen that was seen last; what stood there before is gone, as it was for the user.
"""

from __future__ import annotations

import re

from antrea_parse.text.terminal import ESCAPE

_ENTERS = re.compile(r"\x1b\[\?(?:1049|1047|47)h")
_LEAVES = re.compile(r"\x1b\[\?(?:1049|1047|47)l")
# Text is put on another row than the one on which it would follow, or a row is put in above.
ADDRESSED = re.compile(r"\x1b\[(?:[2-9]|\d\d+);\d*[Hf]|\x1b\[\d+d|\x1bM")
_TOKEN = re.compile(rf"(?P<text>[^\x00-\x1f\x7f\x9b]+)|{ESCAPE.pattern}|(?P<sign>[\s\S])")
#: Rows and columns that are kept at most: no terminal has more.
_TALLEST, _WIDEST = 1000, 2000
#: Lines without such codes that may stand between others of one program which did not ask for a screen of its own.
_GAP = 60


def has_screens(text: str) -> bool:
    """Whether a program put text at rows of the screen."""
    return "\x1b" in text and ADDRESSED.search(text) is not None


def unfold(text: str) -> tuple[list[str], list[int], list[tuple[int, int]]]:
    r"""The lines of a recording, with the last screen of each program that filled the terminal in place of its codes.

    Args:
        text: the recording, its lines parted by LF.

    Returns:
        The lines; for each the number of the line of the file that it stands in, from 1, every line of the file has one at least; the first and
        last line of the file of each such program.

    >>> unfold("$ watch ip r\n\x1b[?1049h\x1b[H\x1b[2JEvery 2s\x1b[3;1Hdefault dev a\x1b[3;13Hb\x1b[?1049l\n$ ")
    (['$ watch ip r', 'Every 2s', '', 'default dev b', '', '$ '], [1, 2, 2, 2, 2, 3], [(2, 2)])
    """
    texts: list[str] = []
    numbers: list[int] = []
    spans: list[tuple[int, int]] = []
    number = 1
    position = 0
    for start, end in _programs(text):
        before = text[position:start].split("\n")
        texts += before
        numbers += range(number, number + len(before))
        number = numbers[-1]
        if not before[-1].strip():
            del texts[-1], numbers[-1]
        inner = text[start:end]
        last = number + inner.count("\n")
        for line in range(number, last):
            if not numbers or numbers[-1] != line:
                texts.append("")
                numbers.append(line)
        rows = _played(inner)
        texts += rows
        numbers += [last] * len(rows)
        spans.append((number, last))
        number, position = last, end
    rest = text[position:].split("\n")
    if spans and position == len(text):
        rest = []  # the program's last row is the last line
    texts += rest
    numbers += range(number, number + len(rest))
    return texts, numbers, spans


def _programs(text: str) -> list[tuple[int, int]]:
    """Where programs that fill the terminal begin and end."""
    found: list[tuple[int, int]] = []
    position = 0
    for match in ADDRESSED.finditer(text):
        if match.start() < position:
            continue
        entered = list(_ENTERS.finditer(text, position, match.start()))
        left = _LEAVES.search(text, entered[-1].end() if entered else position, match.start()) if entered else None
        if entered and left is None:
            start = entered[-1].start()
            leaving = _LEAVES.search(text, match.end())
            end = leaving.end() if leaving is not None else len(text)
        else:
            start, end = text.rfind("\n", position, match.start()) + 1, match.end()
            start = max(start, position)
            while (following := ADDRESSED.search(text, end)) is not None and text.count("\n", end, following.start()) <= _GAP:
                end = following.end()
            newline = text.find("\n", end)
            end = newline if newline >= 0 else len(text)
        found.append((start, end))
        position = end
    return found


def _played(codes: str) -> list[str]:
    screen = _Screen()
    for match in _TOKEN.finditer(codes):
        if match["text"]:
            screen.write(match["text"])
        elif match["sign"]:
            screen.sign(match["sign"])
        else:
            screen.obey(match.group(), match["arguments"] or match["short"] or "", match["final"] or match["last"] or "")
    return screen.shown() or screen.erased or [""]


class _Screen:
    """Rows of a terminal whose size nobody told: as tall as the scroll region says, else as it gets."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = [[]]
        self.row = self.column = 0
        self.height = 0
        self.saved = (0, 0)
        self.before = " "
        self.erased: list[str] = []

    def shown(self) -> list[str]:
        """The rows down to the last that is not empty."""
        rows = ["".join(row).rstrip() for row in self.rows]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def write(self, text: str) -> None:
        """Put text where the cursor is."""
        self._reach()
        cells = self.rows[self.row]
        if self.column > len(cells):
            cells.extend(" " * (self.column - len(cells)))
        cells[self.column : self.column + len(text)] = text
        del cells[_WIDEST:]
        self.column = min(self.column + len(text), _WIDEST)
        self.before = text[-1]

    def sign(self, sign: str) -> None:
        """A control character."""
        if sign == "\r":
            self.column = 0
        elif sign in "\n\x0b\x0c":
            self._down()
        elif sign == "\x08":
            self.column = max(0, self.column - 1)
        elif sign == "\t":
            self.column = min((self.column // 8 + 1) * 8, _WIDEST)

    def obey(self, code: str, arguments: str, final: str) -> None:
        """Do what an escape sequence says."""
        values = [int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 0 for part in arguments.split(";")]
        count = max(values[0], 1)
        if not final:
            self._escape(code[-1])
        elif final in "Hf":
            self.row, self.column = count - 1, max(values[1] if len(values) > 1 else 1, 1) - 1
        elif final == "d":
            self.row = count - 1
        elif final in "G`":
            self.column = count - 1
        elif final in "AF":
            self.row = max(0, self.row - count)
        elif final in "BE":
            self.row += count
        elif final == "C":
            self.column += count
        elif final == "D":
            self.column = max(0, self.column - count)
        elif final == "b":
            self.write(self.before * min(count, _WIDEST))
        elif final == "r" and len(values) > 1 and values[1]:
            self.height, self.row, self.column = min(values[1], _TALLEST), 0, 0
        elif final in "JKPX@LMS":
            self._reach()
            self._change(values[0], count, final)
        if final and final in "EFLM":
            self.column = 0
        self.row, self.column = min(self.row, (self.height or _TALLEST) - 1), min(self.column, _WIDEST)

    def _escape(self, sign: str) -> None:
        if sign == "M":
            if self.row:
                self.row -= 1
            else:
                self.rows.insert(0, [])
                del self.rows[self.height or _TALLEST :]
        elif sign in "DE":
            self._down()
            self.column = 0 if sign == "E" else self.column
        elif sign == "7":
            self.saved = self.row, self.column
        elif sign == "8":
            self.row, self.column = self.saved

    def _change(self, what: int, count: int, final: str) -> None:
        """Erase, delete or insert, where the cursor is."""
        cells = self.rows[self.row]
        if final == "K":
            self._erase_row(cells, what)
        elif final == "J":
            if what > 1 or (what == 0 and self.row == self.column == 0):
                self.erased = self.shown() or self.erased  # what a program erases when it ends was its last screen
            self._erase_row(cells, min(what, 2))
            for row in self.rows[self.row + 1 :] if what == 0 else self.rows[: self.row] if what == 1 else self.rows:
                row.clear()
        elif final == "P":
            del cells[self.column : self.column + count]
        elif final == "X":
            cells[self.column : self.column + count] = " " * min(count, max(0, len(cells) - self.column))
        elif final == "@" and self.column < len(cells):
            cells[self.column : self.column] = " " * min(count, _WIDEST)
        elif final == "L":
            tallest = self.height or _TALLEST
            if self.row + count >= tallest:
                del self.rows[self.row :]
            else:
                self.rows[self.row : self.row] = [[] for _ in range(count)]
                del self.rows[tallest:]
        elif final in "MS":
            first = self.row if final == "M" else 0
            del self.rows[first : first + count]
        self._reach()

    def _erase_row(self, cells: list[str], what: int) -> None:
        if what == 0:
            del cells[self.column :]
        elif what == 1:
            cells[: self.column + 1] = " " * min(self.column + 1, len(cells))
        else:
            cells.clear()

    def _down(self) -> None:
        if self.row + 1 < (self.height or _TALLEST):
            self.row += 1
        elif self.rows:
            del self.rows[0]
            self.rows.append([])

    def _reach(self) -> None:
        """Rows down to the cursor."""
        while len(self.rows) <= self.row:
            self.rows.append([])
