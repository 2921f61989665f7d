"""Bytes to text: which encoding a saved file has, and what is no text at all."""

from __future__ import annotations

import codecs

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
_TEXT_CONTROLS = frozenset(b"\t\n\r\x08\x0b\x0c\x1b\x07\x0e\x0f")


def decode(data: bytes, name: str) -> tuple[str, list[Diagnostic]]:
    """Decode the bytes of a saved file.

    UTF-8 and every encoding with a byte order mark are recognised exactly; UTF-16 without a mark by its NUL bytes; then
    GB18030 (Chinese terminals and wikis), if the bytes are valid in it, and latin-1 are tried. Anything but UTF-8 is named.

    Args:
        data: the bytes of the whole file.
        name: name of the file, for messages.

    Returns:
        The text and the diagnostics about it.

    Raises:
        CaptureError: the data is binary.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text, damage = _decode(data, encoding, name)
            return text, damage if encoding == "utf-8-sig" else [_named(encoding, name), *damage]
    probe = data[:_PROBE]
    if b"\0" in probe:
        wide = _utf16_without_mark(probe)
        if wide is None:
            raise CaptureError(f"{name}: binary data, expected the saved text of commands; give the text file, or the archive or folder that holds it")
        text, damage = _decode(data, wide, name)
        return text, [_named(wide, name), *damage]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        bad = error.start
    controls = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in probe)
    if controls > len(probe) * _BINARY_SHARE:
        raise CaptureError(f"{name}: binary data, expected the saved text of commands; give the text file that was saved")
    if b"\n" in data[bad:] and _mostly_utf8(data):
        text, damage = _decode(data, "utf-8", name)
        return text, damage
    try:
        return data.decode("gb18030"), [_named("gb18030", name)]
    except UnicodeDecodeError:
        return data.decode("latin-1"), [_named("latin-1", name)]


def _decode(data: bytes, encoding: str, name: str) -> tuple[str, list[Diagnostic]]:
    text = data.decode(encoding, errors="replace")
    lost = text.count("�")
    if not lost:
        return text, []
    return text, [Diagnostic.of("AP112", f"{lost} undecodable byte sequences replaced, expected {encoding}", source=name)]


def _named(encoding: str, name: str) -> Diagnostic:
    return Diagnostic.of("AP101", f"encoding is {encoding}, not UTF-8", source=name)


def _utf16_without_mark(probe: bytes) -> str | None:
    """UTF-16 of mostly ASCII text has a NUL in every other byte."""
    half = len(probe) // 2
    if probe[1::2].count(0) > half * 0.6 and probe[0::2].count(0) < half * 0.05:
        return "utf-16-le"
    if probe[0::2].count(0) > half * 0.6 and probe[1::2].count(0) < half * 0.05:
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether most of the bytes beyond ASCII are valid UTF-8: a damaged UTF-8 file rather than another encoding."""
    text = data[: 4 * _PROBE].decode("utf-8", errors="replace")
    good = sum(char > "\x7f" and char != "�" for char in text)
    return good > text.count("�")
