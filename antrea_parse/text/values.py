"""Small values that many tools print: addresses and quantities."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import AF_INET, AF_INET6, inet_pton
from typing import Annotated

from pydantic import PlainSerializer

IPAddress = IPv4Address | IPv6Address


def ip_text(address: IPAddress) -> str:
    """An address as tools print it: C libraries write an IPv4 address inside an IPv6 one with dots.

    >>> ip_text(to_ip("::ffff:10.0.0.1")), ip_text(to_ip("fe80::1"))
    ('::ffff:10.0.0.1', 'fe80::1')
    """
    if isinstance(address, IPv6Address):
        number = int(address)
        if number >> 32 == 0xFFFF or (number >> 32 == 0 and number > 0xFFFF):
            return f"::{'ffff:' * bool(number >> 32)}{IPv4Address(number & 0xFFFFFFFF)}"
    return str(address)


#: An address in a record; its JSON is the tool's own spelling.
PrintedIP = Annotated[IPAddress, PlainSerializer(ip_text, return_type=str, when_used="json")]


# Captures repeat few addresses many times (gateways, broadcast, node addresses).
@lru_cache(maxsize=65536)
def to_ip(text: str) -> IPAddress:
    """An IP address as `ipaddress` has it.

    Raises:
        ValueError: the text is no address.
    """
    # The C library reads the digits five times as fast as `ipaddress`; what it refuses is refused with the better message.
    try:
        if ":" in text:
            return IPv6Address(int.from_bytes(inet_pton(AF_INET6, text), "big"))
        return IPv4Address(int.from_bytes(inet_pton(AF_INET, text), "big"))
    except (OSError, ValueError):
        return ip_address(text)


def ip_or_text(text: str) -> IPAddress | str:
    """An address where the text is one, else the text: for fields in which a tool may print a word."""
    try:
        return to_ip(text)
    except ValueError:
        return text


def is_ip(value: object) -> bool:
    """Whether a value is an address, not a word or a damaged one that stands in its place."""
    return isinstance(value, IPv4Address | IPv6Address)
