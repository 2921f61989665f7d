"""The parts of an address line of ``ip address``: flags, label, life times; and the list of the brief form.

Source of the format: iproute2 ip/ipaddress.c, print_addrinfo.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from antrea_parse.text.values import to_ip

#: Printed in varying order and number, so read as a set.
FLAG_WORDS = frozenset(
    [
        "secondary",
        "temporary",
        "nodad",
        "optimistic",
        "dadfailed",
        "home",
        "deprecated",
        "tentative",
        "dynamic",
        "mngtmpaddr",
        "noprefixroute",
        "autojoin",
        "stable-privacy",
    ]
)
FOREVER = 0xFFFFFFFF


@lru_cache(maxsize=8192)
def flags_and_label(text: str, labelled: bool) -> tuple[dict[str, Any], str]:
    """What stands behind the scope of an address.

    Args:
        text: the rest of the line.
        labelled: the address is of a family that has labels (IPv4): what is no flag is the label.

    Returns:
        The fields, and what is not understood.

    >>> flags_and_label(" dynamic noprefixroute eth0:web", True)
    ({'dynamic': True, 'noprefixroute': True, 'label': 'eth0:web'}, '')
    """
    values: dict[str, Any] = {}
    words = text.split()
    position = 0
    while position < len(words):
        word = words[position]
        key = word.replace("-", "_")
        if word in FLAG_WORDS and key not in values:
            values[key] = True
        elif word in ("proto", "flags") and position + 1 < len(words):
            values["protocol" if word == "proto" else "ifa_flags"] = words[position + 1]
            position += 1
        else:
            break
        position += 1
    rest = " ".join(words[position:])
    if rest and labelled and len(rest.encode()) < 16:
        values["label"] = rest
        rest = ""
    return values, rest


def life_time(text: str) -> int:
    """Seconds of ``forever`` or ``123sec``, as ``ip -j`` has them."""
    return FOREVER if text == "forever" else int(text[:-3])


def brief_addresses(text: str) -> list[dict[str, Any]] | None:
    """The addresses behind a name and a state in the brief form; None when it is not made of addresses.

    >>> brief_addresses("10.1.2.2/24 metric 77 10.30.0.1 peer 10.30.0.2/32 ")[1]
    {'local': IPv4Address('10.30.0.1'), 'address': IPv4Address('10.30.0.2'), 'prefixlen': 32}
    """
    found: list[dict[str, Any]] = []
    words = text.split()
    position = 0
    try:
        while position < len(words):
            word = words[position]
            if word == "metric" and found and "metric" not in found[-1]:
                found[-1]["metric"] = int(words[position + 1])
                position += 2
                continue
            address, _, length = word.partition("/")
            values: dict[str, Any] = {"local": to_ip(address)}
            if not length:
                if words[position + 1] != "peer":
                    return None
                address, _, length = words[position + 2].partition("/")
                values["address"] = to_ip(address)
                position += 2
            values["prefixlen"] = int(length)
            found.append(values)
            position += 1
    except (ValueError, IndexError):
        return None
    return found
