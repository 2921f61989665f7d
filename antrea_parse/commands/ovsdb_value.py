"""The values of OVSDB as its tools print them: atoms, sets, maps.

The notation is lossless: a string that could be taken for a number, a truth value or a UUID is quoted, so that every value can be
read without its column's type. Before Open vSwitch 2.13 a string with a digit in it was quoted, since then it is bare.

Source of the format: Open vSwitch lib/ovsdb-data.c, `ovsdb_atom_to_string` and `ovsdb_datum_to_string`.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from antrea_parse.text.mask import MASK
from antrea_parse.text.secrets import names_secret

Atom = str | int | float | bool
Value = Atom | tuple[Atom, ...] | dict[Atom, Atom]

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![A-Za-z0-9_.-])"
_WORD = r"[A-Za-z_][A-Za-z0-9_.-]*"
#: One atom, without groups.
ATOM = rf"(?:{_STRING}|{UUID}|{_NUMBER}|{_WORD})"
#: One datum, without groups: an atom, a set or a map.
DATUM = rf"(?:{ATOM}|\[(?:{ATOM}(?:, *{ATOM})*)?\]|\{{(?:{ATOM}={ATOM}(?:, *{ATOM}={ATOM})*)?\}})"

_IS_NUMBER = re.compile(_NUMBER)
_IS_UUID = re.compile(UUID)
_IS_ATOM = re.compile(ATOM)
_ITEM = re.compile(rf"({ATOM})(?:, *|$)")
_PAIR = re.compile(rf"({ATOM})=({ATOM})(?:, *|$)")
# Control characters stand escaped; those that the cleaning of the text put blanks for do no harm.
_JSON = json.JSONDecoder(strict=False)
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_string(text: str) -> str:
    """A string as the database holds it.

    Raises:
        ValueError: the text is no atom, or quotes what no string can hold.

    >>> to_string('"antrea-gw0"') == to_string("antrea-gw0")
    True
    """
    if _IS_ATOM.fullmatch(text) is None:
        raise ValueError(f"no atom: {text[:80]!r}")
    return unquoted(text)


def unquoted(atom: str) -> str:
    """The string that an atom, known to be one, stands for.

    Raises:
        ValueError: it quotes what no string can hold.
    """
    if not atom.startswith('"'):
        return atom
    if "\\" not in atom:
        return atom[1:-1]
    string = _JSON.decode(atom)
    if not isinstance(string, str) or _SURROGATE.search(string):
        raise ValueError(f"no string: {atom[:80]!r}")
    return string


@lru_cache(maxsize=4096)
def to_atom(text: str) -> Atom:
    """A string (also a UUID), an integer, a real or a truth value.

    Raises:
        ValueError: the text is no atom.

    >>> to_atom("300"), to_atom('"300"'), to_atom("true"), to_atom("internal")
    (300, '300', True, 'internal')
    """
    if text in ("true", "false"):
        return text == "true"
    if text[:1] in "-0123456789" and _IS_NUMBER.fullmatch(text) and not _IS_UUID.fullmatch(text):
        # Python refuses integers of thousands of digits with a ValueError too; OVSDB's have 64 bits.
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    return to_string(text)


def to_value(text: str) -> Value:
    """An atom, a tuple for a set, a dict for a map.

    Raises:
        ValueError: the text is no datum.

    >>> to_value("[10, 20]"), to_value('{csum="true", key=flow}'), to_value("{}"), to_value("flow")
    ((10, 20), {'csum': 'true', 'key': 'flow'}, {}, 'flow')
    """
    if text.startswith("[") and text.endswith("]"):
        return tuple(to_atom(item) for (item,) in _pieces(_ITEM, text))
    if text.startswith("{") and text.endswith("}"):
        return {to_atom(key): to_atom(value) for key, value in _pieces(_PAIR, text)}
    return to_atom(text)


def to_strings(text: str) -> dict[str, str]:
    """A map of strings to strings.

    Raises:
        ValueError: the text is no map, or holds something other than strings.
    """
    if not (text.startswith("{") and text.endswith("}")):
        raise ValueError(f"no map: {text[:80]!r}")
    return {unquoted(key): unquoted(value) for key, value in _pieces(_PAIR, text)}


def _pieces(pattern: re.Pattern[str], text: str) -> list[tuple[str, ...]]:
    """The parts between the brackets, each in the groups of the pattern."""
    end = len(text) - 1
    position = 1
    found = []
    while position < end:
        match = pattern.match(text, position, end)
        if match is None:
            raise ValueError(f"no value at character {position + 1}: {text[position : position + 80]!r}")
        found.append(match.groups())
        position = match.end()
    if text[end - 1] in ", " and found:
        raise ValueError(f"a value is missing: {text[-80:]!r}")
    return found


def mask_secrets(values: dict[Any, Any]) -> list[str]:
    """Replace values that are secrets, in place; the keys of those that had not been masked in the text already."""
    secret = {key: value for key, value in values.items() if isinstance(key, str) and names_secret(key)}
    values.update(dict.fromkeys(secret, MASK))
    return [key for key, value in secret.items() if str(value).strip("*")]
