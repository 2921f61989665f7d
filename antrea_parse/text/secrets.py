"""Values that must not leave a capture: found in the text and masked before anything else sees it.

Pre-shared keys, passwords, tokens, private keys and certificates, the data of Secrets, keys of IPsec and WireGuard, passwords in addresses.
"""

from __future__ import annotations

import re
from collections import Counter

from antrea_parse.text.mask import MASK
from antrea_parse.text.secret_objects import mask_secret_objects
from antrea_parse.text.span import Span

_WORDS = r"psk|passwd|password|passphrase|secret|token|api-?key|access-?key|secret-?key|private-?key|preshared-?key"
_WORD = rf"(?:[A-Za-z0-9]+[_-])*(?:{_WORDS})"
_KEY = re.compile(_WORD, re.IGNORECASE)
# A word of a key may also be the last one of camelCase.
_KEY_NAME = r"(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,64}?" + rf"(?:{_WORDS.replace('-?', '[_-]?')})"
#: Values that are no secret, and what already stands in place of one.
_PLAIN = r"(?:true|false|null|none|nil|yes|no|~|\{\}|\[\]|<[^>\n]*>.*|\(hidden\)|\*{3,}|\d{1,4}|[|>][+-]?\d?)[\s,;}\])\"']*(?:$|(?=[,;\s]))"
# A quoted value may be cut where the line ends.
_QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)'

#: What shows that a text may hold a secret, compared in lower case: a piece that several signs share is searched first, or a rare one of a sign.
_SIGNS = {
    "pass": ("passw", "passphrase", "sshpass "),
    "auth": ("authorization", "auth ", "auth-trunc "),
    "key": ("api-key", "api_key", "apikey", "access-key", "access_key", "accesskey", "private-key", "private_key", "privatekey", "preshared", "key-data"),
    **{
        sign: (sign,) for sign in ("psk", "secret", "token", "bearer", "-----begin", "ls0tls1crud", "certificate-", "cabundle", "enc ", "aead ", "curl ", "://")
    },
    # One character is found at once, or known to be missing at the price of a fiftieth of a search.
    "j": ("eyj",),
    "\t": ("=\t",),
}


def names_secret(key: str) -> bool:
    """Whether a value under this key is a secret (the pre-shared key of an IPsec tunnel, a password).

    >>> names_secret("psk"), names_secret("remote_ip")
    (True, False)
    """
    return len(key) < 64 and _KEY.fullmatch(key) is not None


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_BASE64_KEYS = r"client-key-data|client-certificate-data|certificate-authority-data|caBundle"
_ENV = rf"[\"']?name[\"']?\s*:\s*[\"']?{_KEY_NAME}[\"']?\s*,\s*[\"']?value[\"']?\s*:\s*"
_LONG_OPTION = _KEY_NAME.replace("(?<![A-Za-z0-9_.-])", r"(?<!\S)--")
# After a colon the mask is quoted: a bare one would be an alias in YAML.
_QUOTED_MASK = rf'\1"{MASK}"'
#: What a secret is called, its pattern, what replaces it; tried in this order.
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("password in an address", _pattern(r"((?<![A-Za-z])[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"']{0,100}:)(?!\*\*\*@)[^\s/@\"']{1,200}@"), rf"\1{MASK}@"),
    ("token", re.compile(r"([:-]\s+)eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}\s*$"), _QUOTED_MASK),
    ("token", re.compile(r"\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}"), MASK),
    ("token", _pattern(r"\b(bearer|authorization[\"']?\s*[:=]\s*[\"']?(?:basic|digest|negotiate))(\s+)(?!\*\*\*)[A-Za-z0-9._~+/=-]{8,}"), rf"\1\2{MASK}"),
    ("certificate or key", re.compile(r"([:-]\s+)LS0tLS1CRUdJ[A-Za-z0-9+/=]+\s*$"), _QUOTED_MASK),
    ("certificate or key", re.compile(r"LS0tLS1CRUdJ[A-Za-z0-9+/=]+"), MASK),
    ("certificate or key", _pattern(rf"([\"']?\b(?:{_BASE64_KEYS})[\"']?\s*:\s*)(?!\"?\*\*\*)[\"']?[A-Za-z0-9+/=]{{4,}}[\"']?"), _QUOTED_MASK),
    ("certificate or key", re.compile(r"(-----BEGIN [A-Z0-9 ]{3,60}-----)(?!\*\*\*).*?(-----END [A-Z0-9 ]{3,60}-----)"), rf"\1{MASK}\2"),
    ("key of IPsec", _pattern(r"\b((?:auth|auth-trunc|enc|aead)\s+\S{1,60}\s+)0x[0-9a-f]{16,}"), rf"\1{MASK}"),
    ("key of IPsec", re.compile(r"(:\s*PSK\s+)(?!\"?\*\*\*)(\"[^\"\n]*\"?|\S+)"), rf"\1{MASK}"),
    ("key of WireGuard", re.compile(r"^(\S+\t)[A-Za-z0-9+/]{43}=(\t[A-Za-z0-9+/]{43}=\t\d+\t)"), rf"\1{MASK}\2"),
    ("password", _pattern(r"\b(curl\b.{0,300}?\s(?:-u|--user)[ =]?[\"']?[^\s:\"']{1,100}:)(?!\*\*\*)[^\s\"']+"), rf"\1{MASK}"),
    ("password", _pattern(r"\b(sshpass\s+(?:-\S+\s+)*-p\s*)(?!\*\*\*)(?:\"[^\"\n]*\"|'[^'\n]*'|\S+)"), rf"\1{MASK}"),
    ("environment", _pattern(rf"({_ENV})(?!\"\*{{3,}})(?:{_QUOTED}|[^\s,}}\"]+)"), _QUOTED_MASK),
    ("option", _pattern(rf"({_LONG_OPTION}\s+)(?!-|{_PLAIN})(?:{_QUOTED}|'[^'\n]*'|[^\s\"'|;&]+)"), rf"\1{MASK}"),
    ("setting", _pattern(rf"({_KEY_NAME}(?:\\?[\"'])?\s?=\s?)(?!\"{_PLAIN}){_QUOTED}"), _QUOTED_MASK),
    ("setting", _pattern(rf"([{{,]\s?{_KEY_NAME}=)(?!{_PLAIN})[^\"',}}\s]+(?=[,}}])"), _QUOTED_MASK),
    ("setting", _pattern(rf"({_KEY_NAME}(?:\\?[\"'])?\s?=\s?)(?!\"?{_PLAIN})(?:'[^'\n]*'|[^\"',}}\s]+)"), rf"\1{MASK}"),
    ("setting", _pattern(rf"({_KEY_NAME}\\\"\s*:\s*)(?!\\\"\*\*\*)\\\"[^\"\\]*\\\""), rf'\1\\"{MASK}\\"'),
    ("setting", _pattern(rf"({_KEY_NAME}[\"']\s*:\s*)(?!{_PLAIN})(?!\"{_PLAIN})(?:{_QUOTED}|'[^'\n]*'|[^\s,{{}}\[\"][^\s,}}\"]*)"), _QUOTED_MASK),
    ("setting", _pattern(rf"(^\s*(?:- )?{_KEY_NAME}:\s+)(?!\"?{_PLAIN})(?:{_QUOTED}|'[^'\n]*'|[^\s\"'].*)$"), _QUOTED_MASK),
    ("setting", _pattern(rf"({_KEY_NAME}:\s+)(?!\"?{_PLAIN})(?:{_QUOTED}|'[^'\n]*'|[^\s\"']+)\s*$"), _QUOTED_MASK),
)
_CUT = re.compile(rf'{_KEY_NAME}\s?[=:]\s*"([^"\\]*(?:\\.[^"\\]*)*\\?)$', re.IGNORECASE)
#: Width of a terminal that is none.
_NARROW = 39
#: Characters of the rest of a value that was wrapped.
_LONGEST_REST = 4096
_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{3,60}-----")
_END = re.compile(r"-----END [A-Z0-9 ]{3,60}-----")
_BASE64_LINE = re.compile(r"[\s\"'>|]*[A-Za-z0-9+/]{8,}={0,2}[\s\"',\\]*$")
#: Lines of a certificate or key, at most: chains are several.
_LONGEST_BLOCK = 400
_ENV_NAME = re.compile(rf"\s*(?:- )?[\"']?name[\"']?\s*:\s*[\"']?{_KEY_NAME}[\"']?,?\s*$", re.IGNORECASE)
_ENV_VALUE = re.compile(r"(\s*[\"']?value[\"']?\s*:\s*)(?!\"?\*\*\*)(\S.*?)(,?\s*)$")


def masked(line: str) -> str:
    """A line to be quoted, without its secrets.

    >>> masked('options: {psk="a, b", remote_ip="10.0.0.9"}')
    'options: {psk="***", remote_ip="10.0.0.9"}'
    """
    return _mask(line, Counter()) if _signs_in(line) else line


def _signs_in(text: str) -> list[str]:
    """Signs of secrets in a text: one search for each, hundreds of times cheaper than the patterns."""
    text = text.lower()
    return [sign for piece, signs in _SIGNS.items() if piece in text for sign in signs if sign in text]


def _mask(line: str, kinds: Counter[str]) -> str:
    for kind, pattern, replacement in _RULES:
        line, count = pattern.subn(replacement, line)
        if count:
            kinds[kind] += count
    return line


def mask_lines(lines: list[str], source: str, first_line: int = 1, text: str | None = None) -> tuple[list[str], str, Span | None]:
    r"""Mask the secrets in lines, without changing their number.

    Args:
        lines: the lines without their ends.
        source: name of their source.
        first_line: number of the first line.
        text: all lines together, where they are at hand.

    Returns:
        The lines, what was masked (empty when nothing was), and from which line to which.

    >>> mask_lines(["apiVersion: v1", "data:", "  password: aHVudGVyMg==", "kind: Secret"], "dump")[0][2]
    '  password: "***"'
    """
    signs = _signs_in("\n".join(lines) if text is None else text)
    if not signs:
        return lines, "", None
    found = list(lines)
    kinds: Counter[str] = Counter()
    if "secret" in signs:
        kinds.update(mask_secret_objects(found))
    if "-----begin" in signs:
        _mask_blocks(found, kinds)
    open_quote = env = False
    width = _wrapped_at(found)
    for index, line in enumerate(found):
        low = line.lower()
        if open_quote and (end := line.find('"', 0, _LONGEST_REST)) >= 0:
            found[index] = line = "*" * end + line[end:]
            kinds["setting"] += 1
        if env and (match := _ENV_VALUE.match(line)):
            found[index] = line = f'{match[1]}"{MASK}"{match[3]}'
            kinds["environment"] += 1
        open_quote = env = False
        if any(sign in low for sign in signs):
            cut = _CUT.search(line)
            open_quote = cut is not None
            env = "name" in low and _ENV_NAME.match(line) is not None
            if cut is None:
                new = _mask(line, kinds)
                if len(new) < len(line) == width:  # perhaps wrapped there, and still to be seen to be
                    new = new.replace(MASK, MASK + "*" * (width - len(new)), 1)
                found[index] = new
            else:
                found[index] = _mask(line[: cut.start()], kinds) + line[cut.start() : cut.start(1)] + "*" * (len(line) - cut.start(1))
                kinds["setting"] += 1
    touched = [index for index, (old, new) in enumerate(zip(lines, found, strict=True)) if old != new] if kinds else []
    if not touched:
        return lines, "", None
    what = f"{', '.join(sorted(kinds))} in {len(touched):,} line{'s' * (len(touched) > 1)}"
    return found, what, Span(source, first_line + touched[0], first_line + touched[-1])


def _wrapped_at(lines: list[str]) -> int:
    """The width at which a terminal may have wrapped these lines: several have it and none has more; 0 when it did not."""
    widths = sorted(map(len, lines))[-2:]
    return widths[0] if len(widths) > 1 and widths[0] == widths[1] > _NARROW else 0


def _mask_blocks(lines: list[str], kinds: Counter[str]) -> None:
    """Certificates and keys in PEM: everything between their first and last line, or as far as it looks like one."""
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        match = _BEGIN.search(line) if "-----BEGIN" in line else None
        if match is None or _END.search(line, match.end()):
            continue
        kinds["certificate or key"] += 1
        if line[match.end() :].strip(" \\n\"'"):
            lines[index - 1] = line[: match.end()] + MASK
        end = next((at for at in range(index, min(index + _LONGEST_BLOCK, len(lines))) if "-----" in lines[at]), None)
        if end is None:
            end = index
            while end < len(lines) and _BASE64_LINE.match(lines[end]):
                end += 1
        for at in range(index, end):
            if lines[at].strip():
                lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + MASK
        index = end
