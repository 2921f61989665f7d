"""The lines of a file that is too big to hold: as they come, and up to the end of one output."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from antrea_parse.snapshot.files import Stream
from antrea_parse.snapshot.marks import shared_from
from antrea_parse.text.decode import Decoder
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.prompt import find_prompt, find_tall_prompt
from antrea_parse.text.screen import has_screens
from antrea_parse.text.span import Span

#: Longest line that is kept, in characters; what is longer is cut.
_LONGEST = 16 << 20
#: Lines that were cut and are named.
_NAMED = 100


class FileLines:
    """The lines of a file, decoded as they are read.

    Args:
        stream: the file.
        piece: bytes, or characters, that are taken from it at once.
    """

    def __init__(self, stream: Stream, piece: int) -> None:
        self.piece = piece
        self.done = False
        self.ended = True
        self._file = stream.file
        self._name = stream.name
        self._decoder = Decoder(stream.name)
        self._rest: list[str] = []  # pieces of the line that is not all there
        self._length = 0  # of that line
        self._number = 0  # of the last line given
        self._cut: list[Diagnostic] = []

    def take(self, size: int) -> list[str]:
        """Lines of at least one piece, until they have this many characters or the file ends."""
        taken: list[str] = []
        count = 0
        while not self.done and (count < size or not taken):
            text = self._piece()
            if not text:
                self.done = True
                self.ended = not self._rest
                if self._rest:
                    taken.append(self._line())
                break
            count += len(text)
            end = text.find("\n")
            self._keep(text if end < 0 else text[:end])
            if end >= 0:
                taken.append(self._line())
                lines = text[end + 1 :].split("\n")
                self._keep(lines.pop())
                self._number += len(lines)
                # Where a program fills the screen, a carriage return says in which column the next row goes on.
                taken += [line.rstrip("\r") for line in lines] if "\r" in text and not has_screens(text) else lines
        return taken

    def _keep(self, text: str) -> None:
        if text:
            if self._length < _LONGEST:
                self._rest.append(text[: _LONGEST - self._length])
            self._length += len(text)

    def _line(self) -> str:
        line = "".join(self._rest).rstrip("\r")
        self._number += 1
        if self._length > _LONGEST and len(self._cut) < _NAMED:
            message = f"line of {self._length:,} characters cut, expected at most {_LONGEST:,}"
            self._cut.append(Diagnostic.of("AP102", message, span=Span(self._name, self._number, self._number)))
        self._rest, self._length = [], 0
        return line

    def _piece(self) -> str:
        while True:
            data = self._file.read(self.piece)
            if isinstance(data, str):
                return data
            text = self._decoder.feed(data, final=not data)
            if text or not data:
                return text

    def diagnostics(self) -> list[Diagnostic]:
        """What was found about the encoding, and lines that were cut."""
        return [*self._decoder.diagnostics(), *self._cut]


class Feed(Iterator[str]):
    """The lines of one output: those at hand, then those of the file, up to where something else begins.

    Args:
        lines: the lines of the file that are still to come.
        window: those at hand.
        ends: where the output ends, by the line and the one behind it; None where the file does.

    Attributes:
        count: lines given so far.
        blank: those of them that are blank.
        size: their characters.
        rest: lines that were taken from the file and are no part of the output.
        shared: 1 where the last line given and the first of `rest` are one line of the file.
    """

    def __init__(self, lines: FileLines, window: list[str], ends: Callable[[str, str], bool] | None) -> None:
        self.count = self.blank = self.size = self.shared = 0
        self.rest: list[str] = []
        self._lines = lines
        self._window = window
        self._ends = ends
        self._at = 0
        self._over = False

    def skip(self, count: int) -> None:
        """Pass over the lines of the command line."""
        self._at = self.count = count

    def __next__(self) -> str:
        if self._over:
            raise StopIteration
        if self._at + 1 >= len(self._window) and not self._lines.done:  # the line behind is looked at, too
            self._window = self._window[self._at :] + self._lines.take(self._lines.piece)
            self._at = 0
        if self._at >= len(self._window):
            self._over = True
            raise StopIteration
        text = self._window[self._at]
        if self._ends is not None:
            behind = self._window[self._at + 1] if self._at + 1 < len(self._window) else ""
            if self.count and self._ends(text, behind):
                self._end(self._window[self._at :])
                raise StopIteration
            if "@" in text and (start := shared_from(text)):
                # The output did not end in a newline.
                self.shared = 1
                self._end([text[start:], *self._window[self._at + 1 :]])
                text = text[:start]
        self._at += 1
        self.count += 1
        self.size += len(text) + 1
        self.blank += not text or text.isspace()
        return text

    def _end(self, rest: list[str]) -> None:
        self._over = True
        self.rest = rest


def is_prompt(line: str, behind: str = "") -> bool:
    """Whether a prompt begins on a line, for certain."""
    prompt = find_prompt(line)
    return (prompt is not None and bool(prompt.host or prompt.command)) or find_tall_prompt(line, behind) is not None
