r"""What a terminal shows of a line that was recorded with the codes that moved its cursor.

``script`` and a program's own log record keystrokes as they were echoed: backspaces, carriage returns, and the control sequences
(ECMA-48) by which a shell's line editor moves, deletes and inserts. Played back, they leave the line that the user saw.
"""

from __future__ import annotations

import re

#: Control sequences, operating system commands (titles, ended by BEL or ST), device control strings, charset selection, two-character escapes.
ESCAPE = re.compile(
    r"\x1b(?:\[(?P<arguments>[0-9;:?<=>!]*)[ -/]*(?P<final>[@-~])"
    r"|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[P^_k][^\x1b\x07\n]*(?:\x1b\\|\x07)|[()*+][0-9A-Za-z]|[=>78cDEHMNOZ\\])"
    r"|\x9b(?P<short>[0-9;?]*)(?P<last>[@-~])"
)
_MOVES = re.compile("[\x08\r]|(?:\x1b\\[|\x9b)[0-9;]*[ABCDGHJKP@Xf]")
_CODES = re.compile(ESCAPE.pattern)
_TOKEN = re.compile(rf"(?P<text>[^\x1b\x9b\x08\r]+)|(?P<code>{ESCAPE.pattern})|(?P<sign>[\s\S])")
#: Longest line in which characters are inserted and deleted, and farthest column: no terminal is wider.
_WIDEST = 4096
#: A line editor that reaches the right margin prints a blank and a carriage return to come to the next row; terminals are seldom narrower.
_NARROWEST = 40
_PROMPT_SIGN = re.compile("[#$%>❯➜]")


def is_moved(line: str) -> bool:
    """Whether a line holds codes that move the cursor or erase."""
    return _MOVES.search(line) is not None


def shown(line: str) -> str:
    r"""The line that a terminal shows.

    >>> shown("[root@w ~]# ip r\x08\x1b[Ka\r")
    '[root@w ~]# ip a'
    """
    screen = _Row()
    for match in _TOKEN.finditer(line):
        if match["text"]:
            screen.write(match["text"])
        elif match["code"]:
            screen.obey(match["arguments"] or match["short"] or "", match["final"] or match["last"] or "")
        elif match["sign"] == "\x08":
            screen.column = max(0, screen.column - 1)
        elif match["sign"] == "\r":
            screen.home(line, match.end())
    return "".join(screen.cells)


class _Row:
    """A row of a screen, as wide as it gets: those onto which a command line goes on are one with the first, once their width is known."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.column = 0
        self.width = 0

    def write(self, text: str) -> None:
        if self.column > len(self.cells):
            self.cells.extend(" " * (self.column - len(self.cells)))
        self.cells[self.column : self.column + len(text)] = text
        self.column += len(text)

    def home(self, line: str, position: int) -> None:
        """A carriage return: to the first column, or to the next row of a command line that is wider than the terminal."""
        cells = self.cells
        ahead = _CODES.sub("", line[position : position + 24])
        ahead = ahead[2 if ahead[1:2] == "\r" else 0 :][:4]  # zsh shows one character, then the row from its first column
        at_margin = _NARROWEST <= self.column == len(cells) <= _WIDEST and cells[-1] == " " and (self.width == 0 or (self.column - 1) % self.width == 0)
        if at_margin and ahead.strip() and ahead.isprintable() and ahead != "".join(cells[: len(ahead)]) and _PROMPT_SIGN.search("".join(cells)):
            cells.pop()
            self.column -= 1
            self.width = self.width or self.column
        else:
            self.column = self._start()

    def _start(self) -> int:
        """Where the row begins in which the cursor is."""
        return self.column // self.width * self.width if self.width else 0

    def obey(self, arguments: str, final: str) -> None:
        """Do what a control sequence says, as far as it concerns one row or those that go on with it."""
        head = arguments.split(";", 1)[0]
        given = min(int(head), _WIDEST) if head.isascii() and head.isdigit() and len(head) < 9 else 0
        count = given or 1
        if final == "C":
            self.column = min(self.column + count, max(_WIDEST, len(self.cells)))
        elif final == "D":
            self.column = max(0, self.column - count)
        elif final == "G":
            self.column = self._start() + count - 1
        elif final == "A" and self.width:
            self.column = max(self.column % self.width, self.column - count * self.width)
        elif final == "B" and self.width:
            self.column = min(self.column + count * self.width, max(_WIDEST, len(self.cells)))
        elif final in "KJ" and final:
            self._erase(given, final)
        elif final in "P@X" and final and len(self.cells) <= _WIDEST:
            self._shift(count, final)

    def _shift(self, count: int, final: str) -> None:
        """Delete, insert or erase characters: the rest of the row moves, and no other row."""
        end = self._start() + self.width if self.width else len(self.cells)
        row, self.cells[self.column : end] = self.cells[self.column : end], []
        rest = self.cells[self.column :]
        del self.cells[self.column :]
        if final == "P":
            row = row[count:] + [" "] * (min(count, len(row)) if rest else 0)
        elif row or rest:
            row = [" "] * count + row[count if final == "X" else 0 :]
        self.cells += (row[: end - self.column] if rest else row) + rest

    def _erase(self, what: int, final: str) -> None:
        start = self._start()
        end = start + self.width if self.width and final == "K" else len(self.cells)
        if what == 0 and end >= len(self.cells):
            del self.cells[self.column :]
        elif what == 2 and end >= len(self.cells):
            del self.cells[start if final == "K" else 0 :]
        else:
            first, last = (self.column, end) if what == 0 else (start, min(self.column, len(self.cells)) if what == 1 else end)
            self.cells[first:last] = " " * (last - first)
