"""Small values that many tools print: addresses and quantities."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

IPAddress = IPv4Address | IPv6Address


# Captures repeat few addresses many times (gateways, broadcast, node addresses); ipaddress needs microseconds for each.
@lru_cache(maxsize=65536)
def to_ip(text: str) -> IPAddress:
    """An IP address as `ipaddress` has it.

    Raises:
        ValueError: the text is no address.
    """
    return ip_address(text)


def ip_or_text(text: str) -> IPAddress | str:
    """An address where the text is one, else the text: for fields in which a tool may print a word."""
    try:
        return to_ip(text)
    except ValueError:
        return text
