"""Looks up what lies round an address or inside a network, by prefix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from antrea_parse.text.values import IPAddress
from antrea_parse.topology.model import IPNetwork

T = TypeVar("T")


class Networks(Generic[T]):
    """Things by their network.

    Args:
        items: each thing with its network.
    """

    def __init__(self, items: Iterable[tuple[IPNetwork, T]]) -> None:
        self._found: dict[IPNetwork, list[T]] = defaultdict(list)
        for network, item in items:
            self._found[network].append(item)
        # By version and length of the prefix, longest first.
        self._lengths: dict[int, dict[int, dict[int, IPNetwork]]] = {4: {}, 6: {}}
        for network in sorted(self._found, key=lambda net: -net.prefixlen):
            self._lengths[network.version].setdefault(network.prefixlen, {})[int(network.network_address)] = network

    def __getitem__(self, network: IPNetwork) -> list[T]:
        """What has exactly this network."""
        return self._found.get(network, [])

    def __iter__(self) -> Iterator[IPNetwork]:
        return iter(self._found)

    def covering(self, ip: IPAddress, longest: int | None = None) -> Iterator[tuple[IPNetwork, list[T]]]:
        """Networks that hold an address, the longest prefix first, none longer than asked for."""
        number, bits = int(ip), ip.max_prefixlen
        for length, networks in self._lengths[ip.version].items():
            if longest is None or length <= longest:
                network = networks.get(number >> (bits - length) << (bits - length))
                if network is not None:
                    yield network, self._found[network]

    def within(self, network: IPNetwork) -> Iterator[tuple[IPNetwork, list[T]]]:
        """Networks that lie in a network and are not it, in order."""
        first, last = int(network.network_address), int(network.broadcast_address)
        found = [
            other
            for length, networks in self._lengths[network.version].items()
            if length > network.prefixlen
            for number, other in networks.items()
            if first <= number <= last
        ]
        for other in sorted(found, key=lambda net: (int(net.network_address), net.prefixlen)):
            yield other, self._found[other]
