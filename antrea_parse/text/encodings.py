"""Which encoding bytes are in: by marks, by NUL bytes, by what the letters beyond ASCII make together."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

#: How much of the data decides.
PROBE = 64 * 1024
#: Encodings without a mark that saved logs come in, beside UTF-8.
_LEGACY = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "cp1251")
#: Bytes beyond ASCII that are too few to be sure.
SHORT = 8
_HIGH = bytes(range(0x80, 0x100))
_TOGETHER = re.compile(rb"[\x80-\xff]{2}")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
#: What stands in Western text: letters, what word processors put for quotation marks and dashes, degrees and the like; two small letters together.
_WESTERN = re.compile(rb"[\x80\x85\x91-\x97\x99\xa0\xa3\xa7\xa9\xab\xae\xb0\xb5\xb7\xbb\xbf-\xff]|[\xdf-\xf6\xf8-\xfd]{2}")
#: Letters of GB 2312 and its like in Japan and Korea. Frequent Chinese ones begin with 0xB0 to 0xD7, Korean syllables with 0xB0 to 0xC8.
_PAIRS = re.compile(rb"(?:[\xa1-\xfe][\xa1-\xfe])+")
_ONLY_PAIRS = re.compile(rb"(?:[\x00-\x7f]++|[\xa1-\xfe]{2})*+")
_KANA = (0xA4, 0xA5)
_KANA_SHARE = 5
#: Text of frequent characters of Big5, of which at least one begins with a byte that is no letter in the West.
_BIG5 = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xc6][\x40-\x7e\xa1-\xfe])*")
#: Bytes of a line that tell UTF-16 from text of one byte a character.
_WINDOW = 64
#: Bytes of a line that are too few for that.
_FEW = 6
#: With the right letters what five letters of Chinese hardly are in UTF-16.
_PRINTED = re.compile(rb"[\t -~\x80-\xff]{10,}\r?$")
#: How lines end in UTF-16.
LINE_ENDS = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}
#: Encodings in which a letter beyond ASCII takes two bytes.
TWO_BYTES = frozenset(["gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"])
#: A letter of a Western language in a word.
_ACCENT = re.compile("[A-Za-z][\u00c0-\u024f]|[\u00c0-\u024f][A-Za-z]")
_MOST = 0.8
_ENOUGH = 3  # letters of two bytes that are no accident
_ONLY_IN_BIG5 = re.compile(rb"[\xa4-\xbf][\x40-\x7e]")


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding as Python names it.

    Attributes:
        encoding: the one that is most likely.
        others: what so few letters may also be.
    """

    encoding: str
    others: Sequence[str] = ()


def letters(line: bytes) -> int:
    """How many bytes beyond ASCII there are."""
    return len(line) - len(line.translate(None, _HIGH))


def kind_of(line: bytes) -> str:
    """``utf-8``, damaged or not; ``western`` and ``older`` for what is none; ``either`` for letters of two bytes that may be one or the other."""
    if _TOGETHER.search(line) is None:
        return "western" if _is_western(_HIGH_RUN.findall(line)) else "older"
    if _ONLY_PAIRS.fullmatch(line):
        return "older" if not fits(line, "utf-8") else "either" if _ACCENT.search(line.decode()) is None else "utf-8"
    text = line.decode("utf-8", "replace")
    bad = text.count("\ufffd") - line.count(b"\xef\xbf\xbd")
    if not bad:
        return "either" if max(text) < "\u0800" and not _ACCENT.search(text) else "utf-8"
    # Of letters of two bytes in another encoding a few look like letters of UTF-8, but none like one of three bytes.
    good = sum(3 if char > "\u07ff" else 1 for char in text if char > "\x7f" and char != "\ufffd")
    if good > bad:
        return "utf-8"
    runs = _HIGH_RUN.findall(line)
    return "western" if _is_western(runs) and min(map(len, runs)) == 1 else "older"


def legacy(lines: Sequence[bytes], *, beside_utf8: bool = False) -> Guess | None:
    """The encoding that lines which are no UTF-8 are most likely in.

    Args:
        lines: those with other than ASCII letters.
        beside_utf8: whether it is a few of them in a file of UTF-8, which may be damage.

    Returns:
        The encoding; None where it is rather damage.
    """
    sample = b"\n".join(lines)[:PROBE]
    runs = _HIGH_RUN.findall(sample)
    high = sum(map(len, runs))
    # A letter with an accent stands alone between others; one of Chinese, Japanese or Korean takes two bytes, of which the second may be ASCII.
    single = sum(len(run) == 1 for run in runs)
    if len(_ONLY_IN_BIG5.findall(sample)) >= _ENOUGH and _BIG5.fullmatch(sample):
        return Guess("big5")
    if _is_western(runs):
        return Guess(_western(sample))
    pairs = _pairs(sample, runs)
    if sum(pair[0] in _KANA for pair in pairs) * _KANA_SHARE > len(pairs) > 0:
        return Guess("euc_jp")
    if _is_gb2312(pairs):
        return Guess("gb18030", [other for other in _matches(sample) if other not in ("gb18030", "cp1252")][:2] if high < SHORT else [])
    if beside_utf8:
        return None
    matches = _matches(sample)
    chosen = "gb18030" if high < SHORT and "gb18030" in matches and not single else [*matches, "latin-1"][0]
    others = [other for other in matches if other not in (chosen, "cp1252")][:2] if high < SHORT else []
    return Guess(_western(sample) if chosen == "cp1252" else chosen, others)


def _western(sample: bytes) -> str:
    return "cp1252" if any(0x80 <= byte < 0xA0 for byte in sample) else "latin-1"


def _pairs(sample: bytes, runs: Sequence[bytes]) -> list[bytes]:
    """The letters of two bytes, both beyond ASCII, that all of it consists of; none where it does not."""
    if runs and len(runs[-1]) % 2 and sample.endswith(runs[-1]):  # the file may end in the middle of a letter
        runs = [*runs[:-1], runs[-1][:-1]]
    if not all(_PAIRS.fullmatch(run) for run in runs):
        return []
    letters = b"".join(runs)
    return [letters[index : index + 2] for index in range(0, len(letters), 2)]


def _is_gb2312(pairs: Sequence[bytes]) -> bool:
    """Whether it is Chinese that nobody in Korea would have written."""
    frequent = sum(0xB0 <= pair[0] <= 0xD7 for pair in pairs)
    return frequent * 2 > len(pairs) and max(pair[0] for pair in pairs) <= 0xF7 and (len(pairs) < _ENOUGH or any(pair[0] > 0xC8 for pair in pairs))


def _is_western(runs: Sequence[bytes]) -> bool:
    """Whether most of it is letters and marks of a Western language."""
    return sum(_WESTERN.fullmatch(run) is not None for run in runs) > _MOST * len(runs)


def fits(line: bytes, encoding: str) -> bool:
    """Whether a line is readable in an encoding."""
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def is_cut(line: bytes) -> bool:
    """Whether a line is UTF-8 that ends in the middle of a letter."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(line) and "end of data" in error.reason
    return False


def utf16_of(probe: bytes) -> str:
    """UTF-16 without a mark, of mostly ASCII text, which has a NUL in every other byte; empty for others."""
    half = len(probe) // 2
    if probe[1::2].count(0) > half * 0.6 and probe[0::2].count(0) < half * 0.05:
        return "utf-16-le"
    if probe[0::2].count(0) > half * 0.6 and probe[1::2].count(0) < half * 0.05:
        return "utf-16-be"
    return ""


def utf16_at(data: bytes, position: int, before: str) -> str:
    """Which UTF-16 the line that begins here is in; empty for none.

    Args:
        data: bytes that hold the line.
        position: where it begins.
        before: which UTF-16 the line before is in.
    """
    start = data[position : position + 8]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if start.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    if len(start) == 1:
        return before if start == b"\0" else ""
    for encoding, nul in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if nul and nul.count(0) * 2 > len(nul) and start.count(0) == nul.count(0):
            return encoding
    end = data.find(b"\n", position, position + _WINDOW)
    line = data[position:end] if end >= 0 else b""
    if not before:
        return "" if is_sure(line) else next((encoding for encoding in LINE_ENDS if _is_half_nul(data, position, encoding)), "")
    # Letters of other scripts have no NUL; what may be text of one byte a character is such, unless it is short and ends as lines of UTF-16 do.
    if end >= 0 and before == "utf-16-le" and data[end + 1 : end + 2] == b"\0" and (end - position) % 2 == 0 and not is_sure(line):
        return before
    if position < end < position + _FEW and _is_text(line) and utf16_at(data, end + 1, "") == before:
        return ""
    far = data.find(b"\n", position + _FEW, position + _WINDOW)
    return "" if _is_text(data[position : far if far >= 0 else position + _WINDOW], cut=far < 0) else before


def is_sure(line: bytes) -> bool:
    """Whether a line is ASCII or UTF-8, whatever stands before and behind it."""
    return _PRINTED.match(line) is not None and fits(line, "utf-8")


def _is_text(line: bytes, *, cut: bool = False) -> bool:
    """Whether a line may be of one byte a character, or of several as in UTF-8 and Chinese."""
    if b"\0" in line:
        return False
    runs = _HIGH_RUN.findall(line)
    if all(_PAIRS.fullmatch(run) for run in runs) or any(fits(line[: len(line) - back], "utf-8") for back in range(4 if cut else 1)):
        return True
    return _is_western(runs) and letters(line) * 3 < len(line)


def _is_half_nul(data: bytes, position: int, encoding: str) -> bool:
    """Whether a line has NUL where letters of ASCII have it in UTF-16, often, and nowhere else."""
    window = data[position : position + _WINDOW]
    if (end := line_end(window, 0, encoding)) >= 0:
        window = window[:end]
    nul = window[1::2] if encoding == "utf-16-le" else window[::2]
    return nul.count(0) * 4 > len(nul) and window.count(0) == nul.count(0)


def line_end(data: bytes, position: int, encoding: str) -> int:
    """The index behind the end of the line; -1 when it has none.

    In UTF-16 a line ends at its mark even where a byte too many stands before it.
    """
    mark = LINE_ENDS.get(encoding, b"\n")
    found = data.find(mark, position)
    return -1 if found < 0 else found + len(mark)


def whole_letters(data: bytes, encoding: str) -> int:
    """The index behind the last letter that is all there, as far as that can be told."""
    if encoding.startswith("utf-16"):
        return len(data) - len(data) % 2
    ascii_end = len(data.rstrip(_HIGH))  # of whatever encoding, a byte of ASCII ends a letter
    if len(data) - ascii_end < _WINDOW:
        return ascii_end or len(data)
    lead = next((back for back in (1, 2, 3) if data[-back] >= 0xC0), 0)
    return len(data) - lead if encoding == "utf-8" else len(data)


def _matches(sample: bytes) -> list[str]:
    """Encodings that fit, the most likely first."""
    from charset_normalizer import from_bytes  # only for the few files that need it

    return [match.encoding for match in from_bytes(sample, cp_isolation=list(_LEGACY))]
