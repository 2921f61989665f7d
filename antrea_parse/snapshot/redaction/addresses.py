"""Pseudonyms of addresses: two that share a prefix share as much of it afterwards (as Crypto-PAn does), and what is special stays so."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: Networks whose addresses stay what they are: loopback, link-local addresses that Antrea uses, multicast, masks, virtual addresses.
_FIXED = tuple(
    map(
        ip_network,
        [
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/24",
            "169.254.169.252/30",
            "169.254.253.0/24",
            "224.0.0.0/4",
            *("255.0.0.0/8", "254.0.0.0/32", "252.0.0.0/32", "248.0.0.0/32", "240.0.0.0/32"),
            "::/127",
            "ff00::/8",
            "fc01::aabb:ccdd:ee00/120",
        ],
    )
)
#: Networks that tell what an address is for: they stay, the addresses in them do not.
_KINDS = tuple(
    map(
        ip_network,
        [
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "169.254.0.0/16",
            "240.0.0.0/4",
            "fe80::/10",
            "fc00::/7",
            "::ffff:0:0/96",
            "64:ff9b::/96",
        ],
    )
)
#: A network that every node has.
_LINK_LOCAL = ip_network("fe80::/64")
#: MAC addresses that Antrea uses everywhere.
_VIRTUAL_MACS = frozenset({0xAABBCCDDEEFF, 0xAABBCCDDEEF0, 0x123456789ABC})
#: Length of a prefix from which on a network is no whole part of all addresses.
_SMALL = 8
_EUI64 = 0xFFFE << 24
_UNIVERSAL = 1 << 57


class Addresses:
    """Pseudonyms under a key.

    In each network that is known, the first addresses (``.0``, ``.1``) and the last keep their places, so that a gateway stays one
    and a broadcast address too. The first bit that may change does: no address has itself for a pseudonym, but for those that stay.

    Args:
        key: the secret.
        networks: networks that the text names.

    >>> from ipaddress import ip_address
    >>> addresses = Addresses(b"key", [ip_network("10.10.1.0/24")])
    >>> one, other = (addresses.ip(ip_address(f"10.10.1.{host}")) for host in (1, 99))
    >>> str(one).rsplit(".", 1)[0] == str(other).rsplit(".", 1)[0], str(one).endswith(".1")
    (True, True)
    """

    def __init__(self, key: bytes, networks: Iterable[Network] = ()) -> None:
        self._key = key[:64] if len(key) <= 64 else blake2b(key).digest()
        self._flips: dict[tuple[int, int, int], bool] = {}
        # Where the known networks begin and end, by version and length: what decides how far the host part of an address reaches.
        self._starts: dict[int, dict[int, set[int]]] = {4: {}, 6: {}}
        # A bit that leads to a network that stays must stay.
        self._paths: dict[int, set[tuple[int, int]]] = {4: set(), 6: set()}
        for network in (*_FIXED, *_KINDS, _LINK_LOCAL):
            value, size = int(network.network_address), network.max_prefixlen
            for length in range(network.prefixlen):
                self._paths[network.version].add((length, value >> (size - length)))
        for network in (*_FIXED, _LINK_LOCAL, *networks):
            if network in _FIXED or network == _LINK_LOCAL or (network.prefixlen < network.max_prefixlen - 1 and self._may_change(network)):
                shift = network.max_prefixlen - network.prefixlen
                self._starts[network.version].setdefault(network.prefixlen, set()).add(int(network.network_address) >> shift)
        self._fixed: dict[int, list[tuple[int, int]]] = {4: [], 6: []}
        for network in _FIXED:
            self._fixed[network.version].append((network.prefixlen, int(network.network_address) >> (network.max_prefixlen - network.prefixlen)))
        self.seen: dict[str, str] = {}

    def is_of_known_network(self, address: Address) -> bool:
        """Whether an address is of one of the networks that the text names."""
        value, size = int(address), address.max_prefixlen
        return any(length >= _SMALL and value >> (size - length) in starts for length, starts in self._starts[address.version].items())

    def _may_change(self, network: Network) -> bool:
        """Whether a bit of the network's own may change: else its addresses would stay what they are."""
        value, size = int(network.network_address), network.max_prefixlen
        return any((length, value >> (size - length)) not in self._paths[network.version] for length in range(network.prefixlen))

    def ip(self, address: Address) -> Address:
        """The pseudonym of an address."""
        value, size = int(address), address.max_prefixlen
        if size == 128:
            return self._note(address, IPv6Address(self._v6(value)))
        return self._note(address, IPv4Address(self._bits(value, 4, 32)))

    def _note(self, address: Address, pseudonym: Address) -> Address:
        if address != pseudonym:
            self.seen[str(address)] = str(pseudonym)
        return pseudonym

    def _v6(self, value: int) -> int:
        if value >> 32 == 0xFFFF or value >> 32 == 0x64FF9B << 64:  # an IPv4 address inside
            return (value >> 32 << 32) | self._bits(value & 0xFFFFFFFF, 4, 32)
        interface = value & (1 << 64) - 1
        upper = self._bits(value >> 64 << 64, 6, 128, 64) >> 64
        if _is_eui64(interface):
            mac = ((interface ^ _UNIVERSAL) >> 40 << 24) | (interface & 0xFFFFFF)
            mac = self.mac(mac)
            return upper << 64 | (((mac >> 24) << 40 | _EUI64 | (mac & 0xFFFFFF)) ^ _UNIVERSAL)
        found = value
        for _ in range(64):  # what looks as if made of a MAC address is kept for those that are
            found = self._bits(found, 6, 128) if found == value else self._bits(value >> 64 << 64 | (found & (1 << 64) - 1), 6, 128)
            if not _is_eui64(found & (1 << 64) - 1):
                break
        return found

    def mac(self, value: int) -> int:
        """The pseudonym of a MAC address: maker and kind stay, an address that was made up changes throughout."""
        if value >> 40 & 1 or value in _VIRTUAL_MACS or value == 0:
            return value
        start = 8 if value >> 41 & 1 else 24
        found = value
        for position in range(start, 48):
            if self._flip(48, position, value >> (48 - position)):
                found ^= 1 << (47 - position)
        if found in _VIRTUAL_MACS or found == 0:
            return value
        if found != value:
            self.seen[spell_mac(value)] = spell_mac(found)
        return found

    def _bits(self, value: int, version: int, size: int, stop: int | None = None) -> int:
        for length, start in self._fixed[version]:
            if value >> (size - length) == start:
                return value
        found, within, is_first = value, 0, True
        starts, paths = self._starts[version], self._paths[version]
        for position in range(size if stop is None else stop):
            prefix = value >> (size - position)
            if position in starts and prefix in starts[position]:
                within = position
            if (position, prefix) in paths:
                continue
            host = position - within
            bits = prefix & (1 << host) - 1
            if within and bits in {0, (1 << host) - 1}:
                continue  # the way to the first addresses of the network, and to the last
            if is_first or self._flip(version, position, prefix):
                found ^= 1 << (size - 1 - position)
            is_first = False
        return found

    def _flip(self, version: int, position: int, prefix: int) -> bool:
        node = (version, position, prefix)
        flip = self._flips.get(node)
        if flip is None:
            data = b"%d/%d/%x" % node
            flip = self._flips[node] = bool(blake2b(data, key=self._key, digest_size=1).digest()[0] & 1)
        return flip


def spell_mac(value: int) -> str:
    """A MAC address as tools print it.

    >>> spell_mac(0x0050569AB1C2)
    '00:50:56:9a:b1:c2'
    """
    return ":".join(f"{value >> shift & 0xFF:02x}" for shift in range(40, -1, -8))


def _is_eui64(interface: int) -> bool:
    return interface >> 24 & 0xFFFF == 0xFFFE
