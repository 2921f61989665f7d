"""Bytes to text: each line in the encoding that it is in, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.encodings import (
    LINE_ENDS,
    PROBE,
    SHORT,
    TWO_BYTES,
    fits,
    is_cut,
    is_sure,
    kind_of,
    legacy,
    letters,
    line_end,
    utf16_at,
    utf16_of,
    whole_letters,
)
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.span import Span

#: Share of control characters above which data is binary.
_BINARY_SHARE = 0.05
_TEXT_CONTROLS = frozenset("\t\n\r\x08\x0b\x0c\x1b\x07\x0e\x0f")
#: What a machine that went down left in a log that it was writing.
_HOLE = re.compile("\0{64,}")
_LARGEST_HOLE = 1 << 14
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # looked for before UTF-16, whose mark is a prefix of one
#: Bytes of one line that are waited for; of a longer one the rest is in the encoding of its beginning.
_LONGEST = 1 << 20
#: Bytes behind a place that tell in which UTF-16 a line is.
_AHEAD = 64
#: Letters beyond ASCII from which on an encoding is looked for anew, and how often that is done.
_SURE, _GUESSES = 64, 50
#: Places where the encoding changes that a diagnostic names.
_NAMED = 4
_REPLACED = "\ufffd"


def decode(data: bytes, name: str) -> tuple[str, list[Diagnostic]]:
    """Decode the bytes of a saved file.

    UTF-8 and every encoding with a byte order mark are recognised exactly; UTF-16 without a mark by its NUL bytes; the encodings of Chinese,
    Japanese, Korean and Western terminals and wikis by what their letters make together. A log that several programs wrote may change its
    encoding from one line to the next. Anything but UTF-8 is named.

    Args:
        data: the bytes of the whole file.
        name: name of the file, for messages.

    Returns:
        The text and the diagnostics about it.

    Raises:
        CaptureError: the data is binary.
    """
    if data.isascii() and b"\0" not in data:
        return data.decode("ascii"), []
    decoder = Decoder(name)
    text = decoder.feed(data, final=True)
    return text, decoder.diagnostics()


class Decoder:
    """Decodes the bytes of a file, which may come in pieces.

    Args:
        name: name of the file, for messages.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._checked = False
        self._rest = b""
        self._line = 1  # number of the line that comes next
        self._open = ""  # encoding of a line of which a part has been given
        self._wide = ""  # which UTF-16 the line before is in
        self._older = ""  # which encoding the last letters beyond ASCII were in, where it is none of Unicode
        self._last = ""  # the last such encoding
        self._guesses = 0
        self._beside_utf8 = False  # whether letters beyond ASCII stood in UTF-8
        self._others: tuple[str, ...] = ()
        self._whole: codecs.IncrementalDecoder | None = None
        self._places: list[tuple[str, int]] = []  # encodings and the first lines in them
        self._names: dict[str, None] = {}
        self._now = ""
        self._changes = 0
        self._lost = 0
        self._lost_in = (0, 0)
        self._expected = ""

    def feed(self, data: bytes, *, final: bool = False) -> str:
        """The text of what has come so far and was not given yet, up to the end of a line.

        Args:
            data: the next bytes.
            final: whether they are the last.

        Raises:
            CaptureError: the data is binary.
        """
        if not self._checked and data:
            self._checked = True
            data = data.removeprefix(codecs.BOM_UTF8)
            self._check(data[:PROBE])
        if self._whole is not None:
            text = self._whole.decode(data, final)
            self._count(text, lost=_REPLACED in text, encoding="utf-32")
            return text
        if self._rest:
            data, self._rest = self._rest + data, b""
        pieces = list(self._pieces(data, final=final))
        return pieces[0] if len(pieces) == 1 else "".join(pieces)

    def diagnostics(self) -> list[Diagnostic]:
        """What was found so far: encodings other than UTF-8, and damage."""
        found = []
        if len(self._names) > 1:
            places = [f"{name} from line {line:,}" if line > 1 else name for name, line in self._places]
            more = f", and {self._changes - _NAMED:,} more changes" if self._changes > _NAMED else ""
            found.append(Diagnostic.of("AP101", f"parts of the file are in other encodings than the rest: {', '.join(places)}{more}", source=self._name))
        elif self._now not in ("", "utf-8"):
            doubt = f"; so few letters may also be {' or '.join(self._others)}" if self._others else ""
            found.append(Diagnostic.of("AP101", f"encoding is {self._now}, not UTF-8{doubt}", source=self._name))
        if self._lost:
            message = f"{self._lost:,} undecodable byte sequences replaced, expected {self._expected}"
            found.append(Diagnostic.of("AP112", message, span=Span(self._name, *self._lost_in)))
        return found

    def _check(self, probe: bytes) -> None:
        """Look at the first bytes: a mark, and whether they are text."""
        if probe.startswith(_UTF32):
            self._whole = codecs.getincrementaldecoder("utf-32")("replace")
            self._mark("utf-32", 1)
            return
        if probe.startswith(_UTF16):
            self._wide = utf16_at(probe, 0, "")
        elif not is_sure(probe[: probe.find(b"\n")]):
            self._wide = utf16_of(probe)
        trial = Decoder(self._name)
        trial._checked, trial._wide = True, self._wide
        text = trial.feed(probe, final=True)
        whole, text = text, _HOLE.sub("", text)
        is_hollow = len(whole) - len(text) > (max(len(text), _LARGEST_HOLE) if text else 0)
        if is_hollow or sum(char < " " and char not in _TEXT_CONTROLS for char in text) > len(text) * _BINARY_SHARE:
            raise CaptureError(f"{self._name}: binary data, expected the saved text of commands; give the text file, or the archive or folder that holds it")

    def _pieces(self, data: bytes, *, final: bool) -> Iterator[str]:
        position = 0
        if self._open:  # the rest of a very long line
            position = line_end(data, 0, self._open)
            if position < 0 and not final:
                position = whole_letters(data, self._open)
                self._rest = data[position:]
                yield self._text(data[:position], self._open)
                return
            position = len(data) if position < 0 else position
            yield self._text(data[:position], self._open)
            self._open = ""
        while position < len(data):
            encoding, end = self._run(data, position, final=final)
            if end == position:
                break
            yield self._wide_text(data[position:end], encoding) if encoding else self._narrow_text(data[position:end])
            position = end
        if len(data) - position > _LONGEST:
            self._open = self._wide or self._older or "utf-8"
            end = position + whole_letters(data[position:], self._open)
            yield self._text(data[position:end], self._open)
            position = end
        self._rest = data[position:]

    def _run(self, data: bytes, start: int, *, final: bool) -> tuple[str, int]:
        """The next lines that are all in one UTF-16, or all in none: which, and where they end."""
        kind, position = "", start
        while position < len(data):
            if not self._wide:
                nul = data.find(b"\0", position)
                if nul < 0:
                    if position > start and kind:
                        break
                    return "", len(data) if final else max(data.rfind(b"\n", position) + 1, position)
                if (line := data.rfind(b"\n", position, max(nul - 1, position)) + 1) > position:  # nothing before this one is UTF-16
                    if position > start and kind:
                        break
                    position = line
            if not final and len(data) - position <= _AHEAD:
                break
            wide = utf16_at(data, position, self._wide)
            if position > start and wide != kind:
                break
            end = line_end(data, position, wide)
            if end < 0 and not final:
                break
            kind = self._wide = wide
            position = len(data) if end < 0 else end
        return kind, position

    def _wide_text(self, data: bytes, encoding: str) -> str:
        """Lines of UTF-16: one by one where they do not read together, so that a byte too many costs one line."""
        if self._line > 1 and not self._now:
            self._mark("utf-8", 1)
        self._mark("utf-16" if self._now == "utf-16" or data.startswith(_UTF16) else encoding, self._line)
        if fits(data, encoding) and data.decode(encoding).count("\n") == data.count(LINE_ENDS[encoding]):
            return self._text(data, encoding)
        pieces, position = [], 0
        while position < len(data):
            end = line_end(data, position, encoding)
            if end < 0:
                pieces.append(self._text(data[position:], encoding))
                break
            pieces += (self._text(data[position : end - 2], encoding), self._text(data[end - 2 : end], encoding))
            position = end
        return "".join(pieces)

    def _narrow_text(self, data: bytes) -> str:
        """Lines of ASCII, UTF-8 and older encodings."""
        if self._now.startswith("utf-16"):
            self._mark("utf-8", self._line)
        if data.isascii():
            return self._text(data, "ascii")
        if self._older not in TWO_BYTES and fits(data, "utf-8"):
            self._mark("utf-8", self._line)
            self._beside_utf8 = True
            return self._text(data, "utf-8")
        lines = data.split(b"\n")
        encodings = self._encodings(lines)
        for index, encoding in encodings.items():
            self._mark(encoding, self._line + index)
        if len(set(encodings.values())) == 1 and fits(data, encoding):
            return self._text(data, encoding)
        texts = []
        for index, line in enumerate(lines):
            texts.append(self._text(line, encodings.get(index, "ascii")))
            self._line += 1
        self._line -= 1
        return "\n".join(texts)

    def _encodings(self, lines: list[bytes]) -> dict[int, str]:
        """The encoding of each line that is not ASCII, by its index."""
        kinds = {index: kind_of(line) for index, line in enumerate(lines) if not line.isascii()}
        self._beside_utf8 |= "utf-8" in kinds.values()
        if self._beside_utf8 and is_cut(lines[-1]):
            kinds[len(lines) - 1] = "utf-8"
        chosen = dict.fromkeys(kinds, "utf-8")
        runs: list[list[int]] = []
        before = "utf-8"
        for index, kind in kinds.items():
            if kind != "utf-8" and (before == "utf-8" or (kind != before and "western" in (kind, before))):
                runs.append([])
            if kind != "utf-8":
                runs[-1].append(index)
            before = kind
        for run in runs:
            sure = [lines[at] for at in run if kinds[at] != "either"]
            is_western = any(kinds[at] == "western" for at in run)
            encoding = self._guess(sure, is_western=is_western) if sure else self._older if run[0] == next(iter(kinds)) else ""
            for at in run if encoding else ():
                if kinds[at] != "either" or (encoding in TWO_BYTES and fits(lines[at], encoding)):
                    chosen[at] = encoding
            self._older = encoding
        if before == "utf-8":
            self._older = ""
        return chosen

    def _guess(self, lines: list[bytes], *, is_western: bool) -> str:
        """The encoding of lines that are no UTF-8; empty where that is rather damage."""
        count = sum(map(letters, lines))
        if not is_western and (count < _SURE or self._guesses >= _GUESSES):
            if self._last in TWO_BYTES and all(fits(line, self._last) for line in lines):
                return self._last
            if self._guesses >= _GUESSES:  # a look at each of a million places would take hours
                return ""
        self._guesses += 1
        guess = legacy(lines, beside_utf8=self._beside_utf8 and count < SHORT)
        if guess is None:
            return ""
        self._others, self._last = tuple(guess.others), guess.encoding
        return guess.encoding

    def _text(self, data: bytes, encoding: str) -> str:
        text = data.decode(encoding, "replace")
        if _REPLACED in text and encoding == "cp1252":
            text = data.decode("latin-1")
        elif encoding.startswith("utf-16") and "\ufeff" in text:
            text = text.replace("\ufeff", "")
        self._count(text, lost=_REPLACED in text and not fits(data, encoding), encoding=encoding)
        return text

    def _count(self, text: str, *, lost: bool, encoding: str) -> None:
        if lost:
            first = self._line + text.count("\n", 0, text.index(_REPLACED))
            last = self._line + text.count("\n", 0, text.rindex(_REPLACED))
            self._lost_in = (self._lost_in[0] or first, last)
            self._lost += text.count(_REPLACED)
            self._expected = encoding
        self._line += text.count("\n")

    def _mark(self, encoding: str, line: int) -> None:
        """Remember where an encoding begins."""
        if self._now != encoding:
            self._now = encoding
            self._names[encoding] = None
            self._changes += 1
            if len(self._places) < _NAMED:
                self._places.append((encoding, line))
