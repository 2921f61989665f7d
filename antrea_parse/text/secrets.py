"""Values that must not leave a capture: found in the text and masked before anything else sees it.

Pre-shared keys, passwords, tokens, private keys and certificates, the data of Secrets, keys of IPsec and WireGuard, passwords in addresses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from antrea_parse.text.mask import MASK
from antrea_parse.text.secret_lines import mask_blocks, mask_neighbours
from antrea_parse.text.secret_objects import mask_secret_objects
from antrea_parse.text.secret_rules import KEY_NAME, RAREST, RULES, SIGNS, names_secret
from antrea_parse.text.span import Span

__all__ = ["mask_lines", "masked", "names_secret"]

_CUT = re.compile(rf'{KEY_NAME}\s?[=:]\s*"([^"\\]*(?:\\.[^"\\]*)*\\?)$', re.IGNORECASE)
#: Characters from which on a text is searched for rare ones first.
_LONG = 4096
#: Width of a terminal that is none.
_NARROW = 39
#: Lines that look as if they held or told of a secret and do not: the mounts of Pods stand in a list as often as there are Pods.
_harmless: set[str] = set()
_REMEMBERED = 4096
_SHORT = 512
#: A secret that goes up to the end of its line, and what may be more of it on the next.
_OPEN = re.compile(r"\*\*\*\"?\s*$")
_REST = re.compile(r"[A-Za-z0-9._~+/=-]+")
#: The usual width of a terminal; lines that one secret may fill; lines around that show that one is full; characters that are no accident.
_USUAL, _MOST_LINES, _AROUND, _FEW = 80, 100, 10, 6
#: Characters of the rest of a value that was wrapped.
_LONGEST_REST = 4096


def masked(line: str) -> str:
    """A line to be quoted, without its secrets.

    >>> masked('options: {psk="a, b", remote_ip="10.0.0.9"}')
    'options: {psk="***", remote_ip="10.0.0.9"}'
    """
    return _mask(line, Counter()) if _signs_in(line) else line


def _signs_in(text: str) -> list[str]:
    return _signs_of(text.lower())


def _signs_of(low: str) -> list[str]:
    """Signs of secrets in a text in lower case: one search for each, or for several in a long text, hundreds of times cheaper than the patterns."""
    if len(low) > _LONG:
        return [sign for char, (pattern, signs) in RAREST.items() if char in low and pattern.search(low) for sign in signs if sign in low]
    return [sign for piece, signs in SIGNS.items() if piece in low for sign in signs if sign in low]


def _mask(line: str, kinds: Counter[str]) -> str:
    low = line.lower()
    for kind, pattern, replacement, needs in RULES:
        if needs and not any(sign in low for sign in needs):
            continue
        line, count = pattern.subn(replacement, line)
        if count:
            kinds[kind] += count
    return line


def mask_lines(lines: list[str], source: str, first_line: int = 1) -> tuple[list[str], str, Span | None]:
    r"""Mask the secrets in lines, without changing their number.

    Args:
        lines: the lines without their ends.
        source: name of their source.
        first_line: number of the first line.

    Returns:
        The lines, what was masked (empty when nothing was), and from which line to which.

    >>> mask_lines(["apiVersion: v1", "data:", "  password: aHVudGVyMg==", "kind: Secret"], "dump")[0][2]
    '  password: "***"'
    """
    low = "\n".join(lines).lower()
    signs = _signs_of(low)
    if not signs:
        return lines, "", None
    found = list(lines)
    kinds: Counter[str] = Counter()
    if "secret" in signs:
        kinds.update(mask_secret_objects(found))
    if "-----" in signs:
        mask_blocks(found, kinds)
    if kinds:
        low = "\n".join(found).lower()
    open_quote = False
    width = _wrapped_at(found)
    for index in _near(signs, found, low):
        line = found[index]
        low = line.lower()
        if open_quote and (end := line.find('"', 0, _LONGEST_REST)) >= 0 and not any(sign in low[:end] for sign in signs):
            found[index] = line = "*" * end + line[end:]
            kinds["setting"] += 1
        open_quote = False
        if line not in _harmless and any(sign in low for sign in signs):
            tells = mask_neighbours(found, index, kinds)
            cut = _CUT.search(line)
            open_quote = cut is not None
            if cut is None:
                new = _mask(line, kinds)
                if new == line and not tells:
                    _remember(line)
                if len(new) < len(line) == width:  # perhaps wrapped there, and still to be seen to be
                    new = new.replace(MASK, MASK + "*" * (width - len(new)), 1)
                found[index] = new
                if new != line and _OPEN.search(new) and (rest := _mask_rest(lines, found, index)):
                    kinds["token"] += rest
                    found[index] = new.replace(MASK, MASK + "*" * max(0, len(line) - len(new)), 1)
            else:
                found[index] = _mask(line[: cut.start()], kinds) + line[cut.start() : cut.start(1)] + "*" * (len(line) - cut.start(1))
                kinds["setting"] += 1
    touched = [index for index, (old, new) in enumerate(zip(lines, found, strict=True)) if old != new] if kinds else []
    if not touched:
        return lines, "", None
    what = f"{', '.join(sorted(kinds))} in {len(touched):,} line{'s' * (len(touched) > 1)}"
    return found, what, Span(source, first_line + touched[0], first_line + touched[-1])


def _mask_rest(lines: list[str], found: list[str], index: int) -> int:
    """Mask what a terminal wrote of a secret on the next lines, because the line was full; how many lines that are."""
    count = 0
    for at in range(index, min(index + _MOST_LINES, len(lines) - 1)):
        full, behind = len(lines[at]), lines[at + 1]
        rest = _REST.match(behind)
        if rest is None or full < _NARROW:
            break
        is_all = rest.end() == len(behind)
        is_longest = all(len(line) <= full for line in lines[max(0, at - _AROUND) : at + _AROUND])
        if not count and full != _USUAL and len(behind) != full and not (is_all and is_longest and len(behind) >= _FEW and any(map(str.isdigit, behind))):
            break
        found[at + 1] = "*" * rest.end() + behind[rest.end() :]
        count += 1
        if not is_all or len(behind) < full:
            break
    return count


def _remember(line: str) -> None:
    if len(line) < _SHORT:
        if len(_harmless) >= _REMEMBERED:
            _harmless.clear()
        _harmless.add(line)


def _near(signs: list[str], lines: list[str], low: str) -> Iterable[int]:
    """Indexes of lines in which one of these signs stands, and of those behind them; `low` is all of them in lower case."""
    if len(low) != sum(map(len, lines)) + len(lines) - 1:
        return range(len(lines))  # some letters have more than one in lower case
    places: list[int] = []
    for sign in signs:
        at = low.find(sign)
        while at >= 0:
            places.append(at)
            end = low.find("\n", at)
            at = low.find(sign, end) if end >= 0 else -1
    places.sort()
    found: list[int] = []
    index = before = 0
    for at in places:
        index += low.count("\n", before, at)
        before = at
        found.append(index)
    return sorted({number for index in found for number in (index, index + 1) if number < len(lines)})


class PassingLines:
    """Masks lines that pass by one at a time: what began on an earlier one goes on until a line has nothing of it.

    >>> passing = PassingLines()
    >>> [passing.mask(line)[0] for line in ("-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0BAQ", "-----END PRIVATE KEY-----")]
    ['-----BEGIN PRIVATE KEY-----', '***', '-----END PRIVATE KEY-----']
    """

    def __init__(self) -> None:
        self._opener = ""

    def mask(self, line: str) -> tuple[str, str]:
        """A line without its secrets, and what was masked."""
        if self._opener:
            found, what, _ = mask_lines([self._opener, line], "")
            if found[1] != line:
                return found[1], what
            self._opener = ""
        if not _signs_in(line):
            return line, ""
        self._opener = line
        found, what, _ = mask_lines([line], "")
        return found[0], what


def _wrapped_at(lines: list[str]) -> int:
    """The width at which a terminal may have wrapped these lines: several have it and none has more; 0 when it did not."""
    widths = sorted(map(len, lines))[-2:]
    return widths[0] if len(widths) > 1 and widths[0] == widths[1] > _NARROW else 0
