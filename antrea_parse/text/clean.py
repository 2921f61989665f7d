"""Damage that needs no knowledge of any command: colour codes, odd blanks, HTML, bold marks.

Each repair keeps the number of lines, so that every line is still the line of the file that an editor shows, and is named once
per source in a diagnostic that counts the lines it touched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.screen import ADDRESSED
from antrea_parse.text.span import Span
from antrea_parse.text.terminal import ESCAPE, is_moved, shown

# Blanks other than the ASCII one; the zero-width ones and marks vanish.
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# What word processors and wikis make of quotation marks and hyphens; a dash of full length was two.
_TYPESET = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("‐‑‒–−", "-"), "—": "--"})
# str.splitlines() takes these for line ends, so a hostile byte could forge a line in an engine that uses it.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028-\u202e\u2066-\u2069]")
# Halves of letters, and what stands for bytes that Python could not decode: neither can be written anywhere.
_HALF = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
_TAGS = "a|b|blockquote|br|code|div|em|font|h[1-6]|i|kbd|li|mark|ol|p|pre|s|samp|small|span|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul"
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
# A page is HTML when it closes what it opens; a lone `<b>` may be the flags of an interface.
_HTML = re.compile(rf"</(?:{_TAGS})>|<br ?/?>", re.IGNORECASE)

# Maps a control character to 1 and every other byte to a blank.
_CONTROLS = bytes(1 if (byte < 0x20 and byte != 0x09) or byte == 0x7F else 0x20 for byte in range(256))
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u1680\u2000-\u201f\u2028-\u202f\u205f-\u2069\u2212\u3000\ud800-\udfff\ufeff]|&[a-z#]|\\*\\*|</|<[bB][rR] ?/?>"
    "|\\^\\[\\[\\?|ESC\\[|\\\\u001b\\["
)
# What shows that a text is HTML; a lone `<` stands before the flags of every interface.
_MARKUP = ("</", "<br", "<BR>", "<BR/", "<BR /")


def clean(lines: list[str], source: str, first_line: int = 1) -> tuple[list[str], list[Diagnostic]]:
    r"""Repair lines without changing their number.

    Args:
        lines: the lines without their ends.
        source: name of their source, for the diagnostics.
        first_line: number of the first line.

    Returns:
        The clean lines and one diagnostic for each kind of repair.

    >>> clean(["\x1b[1mstate \x1b[31mDOWN\x1b[0m", "**1(antrea-tun0): addr:06:c6:e4:f2:94:51**"], "log")[0]
    ['state DOWN', '1(antrea-tun0): addr:06:c6:e4:f2:94:51']
    """
    if _is_plain("".join(lines)):
        return lines, []
    suspects = [index for index, line in enumerate(lines) if _SUSPECT.search(line)]
    if not suspects:
        return lines, []
    lines = list(lines)
    is_html = any(_HTML.search(lines[index]) for index in suspects)
    if is_html:  # then an opening tag is one wherever it stands
        suspects = [index for index, line in enumerate(lines) if "<" in line or _SUSPECT.search(line)]
    diagnostics = []
    for code, what, repair in _REPAIRS:
        if repair is _untag and not is_html:
            continue
        touched = []
        for index in suspects:
            fixed = repair(lines[index])
            if fixed != lines[index]:
                lines[index] = fixed
                touched.append(index)
        if touched:
            span = Span(source, first_line + touched[0], first_line + touched[-1])
            diagnostics.append(Diagnostic.of(code, f"{what} in {len(touched)} line{'s' * (len(touched) > 1)}", span=span))
    return lines, diagnostics


#: How programs show the escape character rather than printing it: `cat -v`, `less`, JSON. In the cells of its tables kubectl does so itself,
#: but seldom with the codes of a terminal's modes.
_SPELT = ("^[[?", "ESC[", "\\u001b[")
_SPELT_CODE = re.compile(r"\^\[\[\?[0-9;]{1,16}[hl]|(?:ESC|\\u001b)\[[0-9;?]{0,32}[A-Za-z]")


def _is_plain(text: str) -> bool:
    """Whether nothing needs a closer look: nearly all captures, at a tenth of the price of searching line by line."""
    # A search for one character costs next to nothing; those for several are left to the few texts that have the first one.
    if not text.isascii() or "&" in text or ("*" in text and "**" in text) or ("<" in text and any(mark in text for mark in _MARKUP)):
        return False
    if any(mark in text for mark in _SPELT):
        return False
    return b"\x01" not in text.encode("ascii").translate(_CONTROLS)


def _cut_screen(line: str) -> str:
    """The line up to where a program puts text on other rows: alone it is pieces of several, see `screen`."""
    found = ADDRESSED.search(line) if "\x1b" in line else None
    return line if found is None else line[: found.start()]


def _overtype(line: str) -> str:
    return shown(line) if is_moved(line) else line


def _uncolour(line: str) -> str:
    if "\x1b" in line or "\x9b" in line:
        line = ESCAPE.sub("", line)
    line = line.replace("\x07", "")  # a bell, as of a completion, takes no place
    return _SPELT_CODE.sub("", line) if "[" in line and any(mark in line for mark in _SPELT) else line


def _unblank(line: str) -> str:
    return _ZERO_WIDTH.sub("", _BLANK.sub(" ", line))


def _untypeset(line: str) -> str:
    plain = line.translate(_TYPESET)
    return plain if plain.isascii() else line  # in other scripts they are at home


def _decontrol(line: str) -> str:
    return _CONTROL.sub(" ", line)


def _untag(line: str) -> str:
    return _TAG.sub("", line)


def _unescape(line: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match.group()).replace("\n", " "), line)


def _whole(line: str) -> str:
    return _HALF.sub("\ufffd", line)


def unbold(line: str) -> str:
    """The line without the bold marks around it."""
    marked = line.strip()
    if not (marked.startswith("**") and marked.endswith("**")) or not marked.strip("*").strip():
        return line
    return line.replace(marked, marked[2:-2].rstrip())


_REPAIRS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("AP311", "screens of a program that filled the terminal left out", _cut_screen),
    ("AP105", "overtyped characters removed", _overtype),
    ("AP105", "terminal codes removed", _uncolour),
    ("AP108", "HTML tags removed", _untag),
    ("AP108", "HTML entities decoded", _unescape),
    ("AP106", "unusual blanks replaced", _unblank),
    ("AP114", "typographic quotation marks and dashes replaced", _untypeset),
    ("AP103", "control characters replaced by blanks", _decontrol),
    ("AP112", "halves of letters replaced", _whole),
    ("AP107", "bold marks removed", unbold),
)
