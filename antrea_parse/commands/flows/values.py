"""Typed values of matches and actions.

Decoders never fail: what is not of the form that a field has stays text. Captures repeat few values many times, so they are cached.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NamedTuple, TypeVar

from antrea_parse.commands.flows.fields import FIELDS, Kind
from antrea_parse.text.values import IPAddress, to_ip

T = TypeVar("T")

_CACHED = 65536
#: Longer texts are decoded each time: a cache must not keep what a hostile line holds.
_CACHED_LENGTH = 200
_NUMBER = re.compile(r"(0x[0-9a-fA-F]+|[0-9]{1,4000})(?:/(0x[0-9a-fA-F]+|[0-9]{1,4000}))?")
_MAC = re.compile(r"[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}")
_SUBFIELD = re.compile(r"([A-Za-z_]\w{0,63})(?:\[(?:(\d{1,4})(?:\.\.(\d{1,4}))?)?\])?")
_SIGNED = re.compile(r"([+-])(\w+)")
_PACKET_TYPE = re.compile(r"\((\d{1,9}),(0x[0-9a-fA-F]{1,8}|\d{1,9})\)")
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_RANGE = re.compile(r"(\[[^\]]*\]|[^\s:\[\]-]+)(?:-(\[[^\]]*\]|[^\s:\[\]-]+))?(?::(\d{1,5})(?:-(\d{1,5}))?)?")


class Flags(NamedTuple):
    """Words that must be set or clear: ``+trk-new``.

    Attributes:
        on: words with a plus.
        off: words with a minus.
    """

    on: frozenset[str]
    off: frozenset[str]


class Subfield(NamedTuple):
    """A field or some of its bits: ``NXM_NX_REG0[0..3]``, ``reg0``, ``NXM_NX_CT_MARK[]``.

    Attributes:
        name: the field as it is spelt.
        first: lowest bit; None for the whole field.
        last: highest bit.
        text: as printed.
    """

    name: str
    first: int | None
    last: int | None
    text: str


class NatRange(NamedTuple):
    """Addresses and ports that ``nat`` chooses from: ``10.0.0.1-10.0.0.9:1000-2000``.

    Attributes:
        first: first address.
        last: last address; the first again where one is printed.
        port_first: first port; None where none is printed.
        port_last: last port.
    """

    first: IPAddress
    last: IPAddress
    port_first: int | None
    port_last: int | None


class Clause(NamedTuple):
    """Which part of a conjunction a flow is: ``2/3``.

    Attributes:
        number: of the clause, from 1.
        of: how many clauses the conjunction has.
    """

    number: int
    of: int


Value = int | str | bytes | IPAddress | IPv4Network | IPv6Network | Flags | Subfield | NatRange | Clause | tuple[int, int] | None
#: A value and its mask; the mask is None where none is printed or the value is a network.
Masked = tuple[Value, Value]


def _remembered(decode: Callable[[str], T]) -> Callable[[str], T]:
    remembered = lru_cache(_CACHED)(decode)

    @wraps(decode)
    def decoded(text: str) -> T:
        return remembered(text) if len(text) <= _CACHED_LENGTH else decode(text)

    return decoded


def to_number(text: str) -> int:
    """A number as Open vSwitch prints it: decimal, or hexadecimal with ``0x``."""
    return int(text, 16) if text[:2] == "0x" else int(text)


@_remembered
def number(text: str) -> Masked:
    """``80``, ``0x10/0xff``."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text, None
    value, mask = found.groups()
    return to_number(value), None if mask is None else to_number(mask)


@_remembered
def address(text: str) -> Masked:
    """``10.0.0.1``, ``10.0.0.0/24``, ``fd00::/64``, ``10.0.0.0/255.0.255.0``."""
    host, slash, mask = text.partition("/")
    try:
        if not slash:
            return to_ip(host), None
        if mask.isdecimal() and len(mask) <= 3:
            return ip_network(text), None
        return to_ip(host), to_ip(mask)
    except ValueError:
        return text, None


@_remembered
def mac(text: str) -> Masked:
    """``01:00:00:00:00:00/01:00:00:00:00:00``; other numbers too, as ``load`` prints them."""
    value, slash, mask = text.partition("/")
    if _MAC.fullmatch(value) and (not slash or _MAC.fullmatch(mask)):
        return value.lower(), mask.lower() if slash else None
    return number(text)


@_remembered
def port(text: str) -> Masked:
    """``5``, ``LOCAL``, ``"antrea-gw0"``, ``NXM_NX_REG1[]``."""
    if text[:1] == '"':
        return unquoted(text), None
    if text[-1:] == "]":
        return subfield(text), None
    return (int(text), None) if text.isdecimal() and len(text) <= 10 else (text, None)


@_remembered
def flags(text: str) -> Masked:
    """``+inv+trk-new``, ``syn|ack``, ``0x2/0x12``."""
    if text[:1] in ("+", "-"):
        words = _SIGNED.findall(text)
        if sum(len(word) + 1 for _, word in words) == len(text):
            return Flags(frozenset(word for sign, word in words if sign == "+"), frozenset(word for sign, word in words if sign == "-")), None
        return text, None
    if text[:1].isalpha():
        return Flags(frozenset(text.split("|")), frozenset()), None
    return number(text)


def word(text: str) -> Masked:
    """``first``, ``not_later``."""
    return text, None


@_remembered
def packet_type(text: str) -> Masked:
    """``(1,0x894f)``: name space and type."""
    found = _PACKET_TYPE.fullmatch(text)
    return ((int(found[1]), to_number(found[2])), None) if found else number(text)


DECODERS = {"number": number, "ip": address, "mac": mac, "port": port, "flags": flags, "word": word, "packet_type": packet_type}


def of_field(name: str, text: str) -> Masked:
    """The value of a field by its name; of an unknown field a number or text."""
    info = FIELDS.get(name)
    kind: Kind = info.kind if info else "number"
    return DECODERS[kind](text)


@_remembered
def subfield(text: str) -> Subfield | str:
    """A field with its bits, or the text if it is none."""
    found = _SUBFIELD.fullmatch(text)
    if found is None:
        return text
    name, first, last = found.groups()
    return Subfield(name, None if first is None else int(first), None if first is None else int(last or first), text)


def unquoted(text: str) -> str:
    """A name without its quotes and escapes; other text as it stands."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    inner = text[1:-1]
    return _ESCAPED.sub(_unescape, inner) if "\\" in inner else inner


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPES.get(code, code)


def quoted(name: int | str) -> str:
    """A number, or the name of a port or table as Open vSwitch prints it: bare only if made of letters and digits.

    >>> quoted("Output"), quoted("antrea-gw0"), quoted(5)
    ('Output', '"antrea-gw0"', '5')
    """
    if isinstance(name, int) or _BARE.fullmatch(name):
        return str(name)
    return json.dumps(name, ensure_ascii=False)


@_remembered
def table(text: str) -> int | str:
    """A table as printed: its number, or its name without quotes."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 10 else unquoted(text)


@_remembered
def nat_range(text: str) -> NatRange | str:
    """What ``nat(src=…)`` and ``nat(dst=…)`` choose from, or the text if it is not of that form."""
    try:
        return NatRange(to_ip(text), to_ip(text), None, None)  # an IPv6 address without brackets, or one IPv4 address
    except ValueError:
        found = _RANGE.fullmatch(text)
    if found is None:
        return text
    first, last, port_first, port_last = found.groups()
    try:
        start = to_ip(first.strip("[]"))
        end = to_ip(last.strip("[]")) if last else start
    except ValueError:
        return text
    return NatRange(start, end, int(port_first) if port_first else None, int(port_last or port_first) if port_first else None)


def octets(text: str) -> bytes | str:
    """``04.05.06``: what ``note`` and ``userdata`` carry."""
    try:
        return bytes.fromhex(text.replace(".", ""))
    except ValueError:
        return text
