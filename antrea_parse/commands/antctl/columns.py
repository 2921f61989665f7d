"""Cells of antctl's tables that kubectl has not."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

from antrea_parse.commands.antctl.objects import IPNetwork
from antrea_parse.commands.cells import split_more
from antrea_parse.commands.kubectl_kind import Field
from antrea_parse.text.values import IPAddress, to_ip


def to_network(text: str) -> IPNetwork:
    """A network; one that is written with an address of a host in it is the network of that host."""
    return ip_network(text, strict=False)


def to_joined_addresses(text: str) -> list[IPAddress]:
    """Addresses joined by a comma and a blank."""
    return [to_ip(part) for part in text.split(", ")]


def listing(name: str, convert: Callable[[str], Any] = str, more: str = "more") -> Field:
    """A column of lists that are cut to fifty characters (``a,b + 7 more...``).

    Args:
        name: field of what is shown.
        convert: makes the value of an item.
        more: field of how many items are not shown; unset when all are.
    """

    def to_list(text: str) -> dict[str, Any]:
        shown, count = split_more(text)
        found: dict[str, Any] = {name: [convert(part) for part in shown.split(",")]}
        return {**found, more: count} if count else found

    return Field(name, to_list, spread=True)
