"""A source of text and runs of its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from antrea_parse.text.clean import clean
from antrea_parse.text.decode import decode
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.origin import Origin
from antrea_parse.text.page import is_page, unfold
from antrea_parse.text.pipes import unpiped
from antrea_parse.text.screen import has_screens
from antrea_parse.text.screen import unfold as unfold_screens
from antrea_parse.text.secrets import mask_lines
from antrea_parse.text.span import Span

# A named tuple's own constructor takes three times as long, and every record has a span.
_new = tuple.__new__

#: Characters of a line above which only flow and group dumps are read.
LINE_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Lines(Sequence[str]):
    """A run of clean lines, each knowing which lines of its source it came from.

    Attributes:
        source: name of the source.
        texts: the lines without their ends.
        numbers: first source line of each, and one more at the end: line ``i`` came from source lines
            ``numbers[i]`` to ``numbers[i + 1] - 1`` (more than one where wrapped lines were joined; the same one for several lines
            where a page shows several in one line of its file).
        ended: whether the last line ended in a newline.
    """

    source: str
    texts: Sequence[str]
    numbers: Sequence[int]
    ended: bool = True

    @classmethod
    def at(cls, texts: Sequence[str], source: str = "<text>", first_line: int = 1, *, ended: bool = True) -> Lines:
        """Lines that stand one after another in their source."""
        return cls(source, texts, range(first_line, first_line + len(texts) + 1), ended)

    def span(self, first: int, last: int | None = None) -> Span:
        """The source lines behind the lines with these indexes (from 0, both included)."""
        numbers = self.numbers
        if last is None:
            last, own = first, numbers[first]
            start = own  # one number for both: there are millions of records of one line
        else:
            own, start = numbers[last], numbers[first]
        end = numbers[last + 1] - 1
        return _new(Span, (self.source, start, end if end > own else own))

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Lines: ...
    def __getitem__(self, index: int | slice) -> str | Lines:
        if isinstance(index, int):
            return self.texts[index]
        start, stop, step = index.indices(len(self.texts))
        if step != 1:
            raise ValueError("lines are cut in one piece")
        stop = max(start, stop)
        ended = self.ended or stop < len(self.texts)
        return type(self)(self.source, self.texts[start:stop], self.numbers[start : stop + 1], ended)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)


class Scattered(Lines):
    """Lines that lines of something else stand between, as when the outputs of several machines arrive in one log.

    Attributes:
        numbers: source line of each, and one more at the end that says nothing.
    """

    __slots__ = ()

    def span(self, first: int, last: int | None = None) -> Span:
        """From the source line of the first to that of the last."""
        return _new(Span, (self.source, self.numbers[first], self.numbers[first if last is None else last]))


@dataclass(frozen=True, slots=True)
class Unkept(Sequence[str]):
    """The lines of a file that is not read: their number is kept, not what they say.

    >>> len(Unkept(3)), Unkept(3)[0]
    (3, '')
    """

    size: int

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Unkept: ...
    def __getitem__(self, index: int | slice) -> str | Unkept:
        chosen = range(self.size)[index]
        return Unkept(len(chosen)) if isinstance(chosen, range) else ""


@dataclass(frozen=True, slots=True)
class Source:
    """One file or text, decoded, cleaned of the damage that needs no knowledge of any command, without its secrets.

    Attributes:
        name: what messages call it.
        lines: all its lines.
        diagnostics: what decoding and cleaning did.
        origin: what the place of the file tells about it; None when it tells nothing.
    """

    name: str
    lines: Lines
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    origin: Origin | None = None

    @classmethod
    def from_text(cls, text: str, name: str = "<text>", diagnostics: Sequence[Diagnostic] = ()) -> Source:
        """Split text into lines (ends: LF, CR LF, a terminal's CR CR LF; CR alone in a text without LF) and clean them."""
        if text.startswith("\ufeff"):
            text = text[1:]
        if "\n" not in text and "\r" in text:
            text = text.replace("\r", "\n")
        ended = text.endswith("\n") or not text
        if is_page(text):
            return cls._of_page(text[:-1] if text and ended else text, name, diagnostics, ended=ended)
        if has_screens(text):
            return cls._of_screens(text[:-1] if text and ended else text, name, diagnostics, ended=ended)
        raw = text.split("\n")
        if ended:
            raw.pop()
        if "\r" in text:
            raw = [line.rstrip("\r") for line in raw]
        texts, repairs = _fit_to_keep(raw, name)
        if text.count("|") > _FEW_BARS:
            texts, drawn = unpiped(texts, name)
            repairs += drawn
        return cls(name, Lines.at(texts, name, ended=ended), (*diagnostics, *repairs))

    @classmethod
    def _of_page(cls, text: str, name: str, diagnostics: Sequence[Diagnostic], *, ended: bool) -> Source:
        shown, numbers = unfold(text.replace("\r\n", "\n").replace("\r", ""))
        tags = Diagnostic.of("AP108", "tags of a page removed", source=name)
        return cls._unfolded(shown, numbers, text.count("\n"), name, (*diagnostics, tags), ended=ended)

    @classmethod
    def _of_screens(cls, text: str, name: str, diagnostics: Sequence[Diagnostic], *, ended: bool) -> Source:
        shown, numbers, spans = unfold_screens(text)
        what = "a program filled the terminal: of its screens only the last is read"
        found = [Diagnostic.of("AP311", what, span=Span(name, first, last)) for first, last in spans]
        return cls._unfolded([line.rstrip("\r") for line in shown], numbers, text.count("\n"), name, (*diagnostics, *found), ended=ended)

    @classmethod
    def _unfolded(cls, shown: list[str], numbers: list[int], breaks: int, name: str, diagnostics: Sequence[Diagnostic], *, ended: bool) -> Source:
        """Of lines of which several stand in one line of the file."""
        texts, repairs = _fit_to_keep(shown, name)
        moved = [
            item.model_copy(update={"line": numbers[item.line - 1], "last_line": numbers[(item.last_line or item.line) - 1]}) for item in repairs if item.line
        ]
        return cls(name, Lines(name, texts, (*numbers, breaks + 2), ended), (*diagnostics, *moved))

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> Source:
        """Decode, split and clean.

        Raises:
            CaptureError: the data is binary.
        """
        text, diagnostics = decode(data, name)
        return cls.from_text(text, name, diagnostics)


#: Bars of the smallest table that is drawn with them.
_FEW_BARS = 3


def _fit_to_keep(raw: list[str], name: str) -> tuple[list[str], list[Diagnostic]]:
    """Lines without damage and without secrets, and what was done."""
    texts, found = clean(raw, name)
    texts, masked, span = mask_lines(texts, name)
    return texts, found if not masked else [*found, Diagnostic.of("AP210", f"masked: {masked}", span=span)]
