"""Bytes to text: which encoding a saved file has, and what is no text at all."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import CaptureError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its prefix
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: How much of the data decides whether it is text.
_PROBE = 64 * 1024
#: Share of NUL and other control bytes above which data is binary.
_BINARY_SHARE = 0.05
#: Encodings without a mark that saved logs come in, beside UTF-8.
_LEGACY = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "cp1251")
#: Bytes beyond ASCII that are too few to be sure.
_SHORT = 8
_TEXT_CONTROLS = frozenset(b"\t\n\r\x08\x0b\x0c\x1b\x07\x0e\x0f")


def decode(data: bytes, name: str) -> tuple[str, list[Diagnostic]]:
    """Decode the bytes of a saved file.

    UTF-8 and every encoding with a byte order mark are recognised exactly; UTF-16 without a mark by its NUL bytes; the encodings of Chinese,
    Japanese, Korean and Western terminals and wikis by what their letters make together. Anything but UTF-8 is named.

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
    try:
        if b"\0" not in data[:_PROBE] and not data.startswith(codecs.BOM_UTF8):
            return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    if b"\0" in data and (mixed := _mixed(data)) is not None:
        text, encodings = mixed
        return text, [Diagnostic.of("AP101", f"parts of the file are in other encodings than the rest: {', '.join(encodings)}", source=name)]
    encoding, found = encoding_of(data, name)
    text, damage = _decode(data, encoding, name)
    return text, [*found, *damage]


def encoding_of(data: bytes, name: str) -> tuple[str, list[Diagnostic]]:
    """The encoding of data by its first bytes, as Python names it, and the diagnostic that names it unless it is UTF-8.

    Args:
        data: the bytes, or as many of the first as are at hand.
        name: name of the file, for messages.

    Raises:
        CaptureError: the data is binary.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, [] if encoding == "utf-8-sig" else [_named(encoding, name)]
    probe = data[:_PROBE]
    if b"\0" in probe:
        wide = _utf16_without_mark(probe)
        controls = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in probe)
        if wide is None and controls == probe.count(0) < len(probe) * _BINARY_SHARE and _is_utf8(probe.replace(b"\0", b"").rstrip(bytes(range(128, 256)))):
            return "utf-8", []  # a log of a machine that went down holds some: they become blanks
        if wide is None:
            raise CaptureError(f"{name}: binary data, expected the saved text of commands; give the text file, or the archive or folder that holds it")
        return wide, [_named(wide, name)]
    controls = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in probe)
    if controls > len(probe) * _BINARY_SHARE:
        raise CaptureError(f"{name}: binary data, expected the saved text of commands; give the text file that was saved")
    if data.isascii() or _mostly_utf8(data):
        return "utf-8", []
    return _legacy(data, name)


def _legacy(data: bytes, name: str) -> tuple[str, list[Diagnostic]]:
    """The encoding that the lines with other than ASCII letters are most likely in."""
    from charset_normalizer import from_bytes  # only for the few files that need it

    sample = b"\n".join([line for line in data[: 16 * _PROBE].split(b"\n") if not line.isascii()])[:_PROBE]
    matches = [match.encoding for match in from_bytes(sample, cp_isolation=list(_LEGACY))]
    high = [index for index, byte in enumerate(sample) if byte > 0x7F]
    alone = all(index + 1 not in high[place + 1 : place + 2] for place, index in enumerate(high))
    if alone and len(high) < _SHORT:  # letters with accents; of two bytes side by side one letter may be made
        chosen = "cp1252"
    elif len(high) < _SHORT and "gb18030" in matches:
        chosen = "gb18030"
    else:
        chosen = matches[0] if matches else "latin-1"
    if chosen == "cp1252" and not any(0x80 <= byte < 0xA0 for byte in sample):
        chosen = "latin-1"
    others = [other for other in matches if other not in (chosen, "cp1252")][:2] if len(high) < _SHORT else []
    return chosen, [_named(chosen, name, others)]


def _decode(data: bytes, encoding: str, name: str) -> tuple[str, list[Diagnostic]]:
    text = data.decode(encoding, errors="replace")
    lost = text.count("�")
    if not lost:
        return text, []
    if encoding == "cp1252":
        return data.decode("latin-1"), []
    return text, [Diagnostic.of("AP112", f"{lost} undecodable byte sequences replaced, expected {encoding}", source=name)]


def _named(encoding: str, name: str, others: Sequence[str] = ()) -> Diagnostic:
    doubt = f"; so few letters may also be {' or '.join(others)}" if others else ""
    return Diagnostic.of("AP101", f"encoding is {encoding}, not UTF-8{doubt}", source=name)


def _utf16_without_mark(probe: bytes) -> str | None:
    """UTF-16 of mostly ASCII text has a NUL in every other byte."""
    half = len(probe) // 2
    if probe[1::2].count(0) > half * 0.6 and probe[0::2].count(0) < half * 0.05:
        return "utf-16-le"
    if probe[0::2].count(0) > half * 0.6 and probe[1::2].count(0) < half * 0.05:
        return "utf-16-be"
    return None


def _mixed(data: bytes) -> tuple[str, list[str]] | None:
    """Text of which a part is UTF-16 and another is not, as a shell leaves it that appends to the file of another: line by line.

    Returns:
        The text and the encodings in their order; None where all of the data is of one kind, or no such text.
    """
    starts: list[tuple[str, int]] = []  # where text of another kind begins
    position = 0
    while position < len(data):
        wide = _wide_at(data, position, starts[-1][0] if starts else "")
        end = _line_end(data, position, wide)
        if not wide and data.find(b"\0", position, end) >= 0:
            return None
        if not starts or starts[-1][0] != wide:
            starts.append((wide, position))
        position = end
    if len({wide for wide, _ in starts}) < 2:
        return None
    ends = [position for _, position in starts[1:]] + [len(data)]
    text = "".join(data[start:end].decode(wide or "utf-8", errors="replace").replace("\ufeff", "") for (wide, start), end in zip(starts, ends, strict=True))
    controls = sum(char < " " and ord(char) not in _TEXT_CONTROLS for char in text[:_PROBE])
    if controls > len(text[:_PROBE]) * _BINARY_SHARE:
        return None
    return text, list(dict.fromkeys(wide or "utf-8" for wide, _ in starts))


def _wide_at(data: bytes, position: int, before: str) -> str:
    """Which UTF-16 the line that begins here is in; empty for none."""
    start = data[position : position + 8]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if start.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    for encoding, nul in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if nul and nul.count(0) * 2 > len(nul) and start.count(0) == nul.count(0):
            return encoding
    # Letters of other scripts have no NUL; what is no UTF-8 goes on as the line before did.
    return before if before and not _is_utf8(data[position : _line_end(data, position, "")]) else ""


def _is_utf8(line: bytes) -> bool:
    try:
        return "\0" not in line.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _line_end(data: bytes, position: int, wide: str) -> int:
    """The index behind the end of the line."""
    mark = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}.get(wide, b"\n")
    found = data.find(mark, position)
    while found >= 0 and wide and (found - position) % 2:
        found = data.find(mark, found + 1)
    return len(data) if found < 0 else found + len(mark)


def _mostly_utf8(data: bytes) -> bool:
    """Whether most of the bytes beyond ASCII are valid UTF-8: a damaged UTF-8 file rather than another encoding."""
    text = data[: 4 * _PROBE].decode("utf-8", errors="replace")
    good = sum(char > "\x7f" and char != "�" for char in text)
    return good > text.count("�")
