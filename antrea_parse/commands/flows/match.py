"""The match of a flow, decoded: ``ip,reg0=0x2/0xf,in_port="antrea-gw0",nw_src=10.0.0.0/24``."""

from __future__ import annotations

import re
from typing import NamedTuple

from antrea_parse.commands.flows.problem import problem
from antrea_parse.commands.flows.values import Value, of_field

# A name, or a name and its value; quotes of port names and the parentheses of packet_type hide commas.
_FIELD = re.compile(r'([^,="()]+)(?:=([^,"()]*+(?:(?:"(?:[^"\\]|\\.)*+"|\([^()]*+\))[^,"()]*+)*+))?(?=,|$)')


class MatchField(NamedTuple):
    """One condition of a match.

    Attributes:
        name: the field, or a protocol word (``ip``, ``tcp6``).
        value: typed; a network where a prefix is printed; None for a protocol word.
        mask: the bits that count; None for all of them.
        text: the value with its mask as printed.
        start: where the condition begins in its line, from 0.
        end: where it ends.
    """

    name: str
    value: Value
    mask: Value
    text: str
    start: int
    end: int

    @property
    def value_start(self) -> int:
        """Where the value begins in the line."""
        return self.end - len(self.text)

    @property
    def column(self) -> int:
        """Column of the condition as editors and diagnostics count, from 1."""
        return self.start + 1

    def __str__(self) -> str:
        return f"{self.name}={self.text}" if self.end - self.start > len(self.name) else self.name


def decode_match(text: str, start: int = 0) -> tuple[MatchField, ...]:
    """Decode the text of a match, without its priority.

    Args:
        text: the match.
        start: where it begins in its line.

    Raises:
        ParseError: it is not a list of names and values.

    >>> [(field.name, field.value, field.mask) for field in decode_match("ip,reg0=0x2/0xf,nw_src=10.0.0.0/24")]
    [('ip', None, None), ('reg0', 2, 15), ('nw_src', IPv4Network('10.0.0.0/24'), None)]
    """
    found = []
    if not text:
        return ()
    if '"' in text or "(" in text:
        position = 0
        while True:
            field = _FIELD.match(text, position)
            if field is None:
                raise problem("condition not readable, expected name or name=value", text, position, start)
            name, value = field.groups()
            found.append(_field(name, value, start + position, start + field.end()))
            position = field.end() + 1
            if position > len(text):
                return tuple(found)
    position = start
    for part in text.split(","):
        end = position + len(part)
        name, equals, value = part.partition("=")
        if not name:
            raise problem("condition not readable, expected name or name=value", text, position - start, start)
        found.append(_field(name, value if equals else None, position, end))
        position = end + 1
    return tuple(found)


def _field(name: str, text: str | None, start: int, end: int) -> MatchField:
    if text is None:
        return MatchField(name, None, None, "", start, end)
    value, mask = of_field(name, text)
    return MatchField(name, value, mask, text, start, end)


def format_match(fields: tuple[MatchField, ...]) -> str:
    """The match as Open vSwitch prints it.

    >>> format_match(decode_match('arp,in_port="antrea-gw0",arp_op=1'))
    'arp,in_port="antrea-gw0",arp_op=1'
    """
    return ",".join(map(str, fields))
