"""Lines with pseudonyms in place of names and addresses, wherever and however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from antrea_parse.snapshot.redaction.addresses import Addresses, spell_mac
from antrea_parse.snapshot.redaction.names import Names
from antrea_parse.snapshot.redaction.typed import kinds_of

# No part of a longer address; a word and a colon may stand before it (``set_field:``, ``addr:``).
_BEFORE = r"(?:(?<![0-9A-Za-z.:-])|(?<=[A-Za-z_]{5}:)|(?<=[g-zG-Z_]:)|(?<=[g-zG-Z_][0-9A-Fa-f]:))"
_TOKEN = re.compile(
    rf"(?P<mac>{_BEFORE}[0-9A-Fa-f]{{2}}(?:(?:: ?[0-9A-Fa-f]{{2}}){{5}}|(?:-[0-9A-Fa-f]{{2}}){{5}})(?![0-9A-Fa-f:]))"
    rf"|(?P<v6>{_BEFORE}(?:[0-9A-Fa-f]{{0,4}}:[0-9A-Fa-f:]{{1,30}}:\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![0-9A-Za-z:]|\.\d)"
    r"|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{0,32}(?![0-9A-Za-z:]|\.\d)))"
    r"|(?P<arpa>(?<![0-9A-Za-z.-])(?:(?:\d{1,3}\.){4}in-addr|(?:[0-9a-f]\.){32}ip6)\.arpa)"
    r"|(?P<v4>(?<![0-9A-Za-z.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\d|\.\d))"
    r"|(?P<dashed>(?<![0-9A-Za-z.-])\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?![0-9A-Za-z-]))"  # names of pods in DNS
    r"|(?P<word>[A-Za-z0-9]+(?:[.-]+[A-Za-z0-9]+)*)"
)
#: Keys of Open vSwitch whose values are names of objects.
_NAMING = re.compile(r"(?<=[\s{,])((?:pod|node|entity|service)-(?:name|namespace)=\"?[A-Za-z0-9.-]+|(?:hostname|system-id)=\"?[A-Za-z0-9.-]+)")
#: What somebody wrote about an interface.
_ALIAS = re.compile(r"(.*?(?:^|\\)\s*alias )(.*)$")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_NO_HEX = re.compile("[^0-9A-Fa-f]")
#: Addresses in hexadecimal, where registers and fields hold them.
_REG3 = re.compile(r"(?<![a-z])(reg3=)0x([0-9a-f]{7,8})(?:/0x([0-9a-f]{1,8}))?(?![0-9a-f])")
_LOAD_V4 = re.compile(
    r"((?:load|set_field):|\]=)0x([0-9a-f]{7,8})(?![0-9a-f])"
    r"((?:/0xffffffff)?->(?:NXM_NX_REG3\[(?:0\.\.31)?\]|reg3|NXM_NX_TUN_IPV4_(?:SRC|DST)\[\]|NXM_OF_(?:IP_(?:SRC|DST)|ARP_[ST]PA)\[\]|tun_(?:src|dst)|(?:nw|ip)_(?:src|dst)|arp_[st]pa)(?![0-9A-Za-z_]))?"
)
_LOAD_MAC = re.compile(
    r"((?:load|set_field):)0x([0-9a-f]{1,12})(->(?:NXM_OF_ETH_(?:SRC|DST)\[\]|NXM_NX_ARP_[ST]HA\[\]|NXM_NX_ND_[ST]LL\[\]|[A-Z0-9_]+\[0\.\.47\]|eth_(?:src|dst)|arp_[st]ha))"
)
_V6 = re.compile(r"(xxreg3=|(?:load|set_field):)0x([0-9a-f]{17,32})(?![0-9a-f/])")
_HALF = re.compile(r"(load:)0x([0-9a-f]{1,16})(->NXM_NX_XXREG3\[(0\.\.63|64\.\.127)\])")
#: Identifiers of bridges: a priority and a MAC address, its numbers without zeros in front.
_BRIDGE = re.compile(r"(?<![0-9A-Za-z.])([0-9A-Fa-f]{4}\.)([0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5})(?![0-9A-Fa-f:])")
#: Hardware addresses of 20 bytes, which end in those of a port.
_LONG_MAC = re.compile(r"(?<![0-9A-Za-z:])((?:[0-9a-f]{2}:){15})(?![0-9a-f]{2}:ff:ff:ff:ff)((?:[0-9a-f]{2}:){4}[0-9a-f]{2})(?![0-9A-Fa-f:])")
_MADE_UP = 2 << 40
_DATAPATH = re.compile(r"(dpid:|datapath_id\s*[:=]\s*\"?)([0-9a-f]{4})([0-9a-f]{12})(?![0-9a-f])")


def _by_turns(pattern: re.Pattern[str], text: str) -> Iterator[tuple[bool, str]]:
    """A text in pieces: those that match a pattern of one group, and those between."""
    return ((bool(index % 2), part) for index, part in enumerate(pattern.split(text)))


class Rewriter:
    """Replaces what lines say of a cluster.

    Args:
        names: pseudonyms of names.
        addresses: pseudonyms of addresses.
    """

    def __init__(self, names: Names, addresses: Addresses) -> None:
        self.names = names
        self.addresses = addresses
        self._known: tuple[dict[str, str], dict[str, str]] = ({}, {})

    def line(self, line: str, *, named: bool = False) -> str:
        """The line with its pseudonyms.

        Args:
            line: the line, or a part of it.
            named: its words are names or values: words of the tools among them may be names, too; but for keys, which ``=`` follows.
        """
        if "alias " in line and (match := _ALIAS.match(line)):
            return self.line(match[1].removesuffix("alias ")) + "alias " + self.strict(match[2])
        if "." in line and ":" in line:
            line = _BRIDGE.sub(self._bridge, line)
        if "link/infiniband" in line:
            line = _LONG_MAC.sub(lambda match: match[1] + spell_mac(self.addresses.mac(_MADE_UP | int(match[2].replace(":", ""), 16)))[3:], line)
        if "0x" in line:
            line = self._hexadecimal(line)
        if "dpid:" in line or "datapath_id" in line:
            line = _DATAPATH.sub(lambda match: f"{match[1]}{match[2]}{self.addresses.mac(int(match[3], 16)):012x}", line)
        if not named and "=" in line and _NAMING.search(line):
            return "".join(_TOKEN.sub(self._named if odd else self._token, part) for odd, part in _by_turns(_NAMING, line))
        return _TOKEN.sub(self._named if named else self._token, line)

    def strict(self, text: str, *, named: bool = False) -> str:
        """The text with pseudonyms for words that nobody knows too, and without letters for which there are none."""

        def replace(match: re.Match[str]) -> str:
            return self.names.any_word(match.group(), named=named) if match["word"] is not None else self._token(match)

        return _FOREIGN.sub("x", _TOKEN.sub(replace, text))

    def typed(self, line: str, column: int, host: str | None = None) -> str:
        """A prompt and what was typed at it: `strict` in the prompt and in paths."""
        prompt = re.sub(r"[^╭┌╰└─❯❮➤➜→λ»⎈✗✔㉿│\ue0b0\ue0b2\x00-\x7f]+", "x", self._of_prompt(line[:column], host))
        words = re.split(r"(\s+)", line[column:])
        kinds = kinds_of(words[::2])
        for index, kind in enumerate(kinds):
            word = words[2 * index]
            words[2 * index] = self.line(word) if kind == "tool" else self.strict(word, named=kind == "name")
        return prompt + "".join(words)

    def _of_prompt(self, prompt: str, host: str | None) -> str:
        return "".join(
            self.names.of(part) if part == host and part in self.names.worded else _TOKEN.sub(self._any, part)
            for part in (re.split(rf"(?<![A-Za-z0-9.-])({re.escape(host)})(?![A-Za-z0-9.-])", prompt, maxsplit=1) if host else [prompt])
        )

    def _any(self, match: re.Match[str]) -> str:
        return self.names.any_word(match.group()) if match["word"] is not None else self._token(match)

    def is_known(self, text: str) -> bool:
        """Whether everything in a text is an address, a known name, a number or a word of the tools."""
        return text.isascii() and all(match["word"] is None or self.names.is_known(match["word"]) for match in _TOKEN.finditer(text))

    def _token(self, match: re.Match[str], *, named: bool = False) -> str:
        token = match.group()
        known = self._known[named]
        found = known.get(token)
        if found is None:
            found = known[token] = self._replace(match, token, named=named)
        return found

    def _named(self, match: re.Match[str]) -> str:
        around = match.string[max(0, match.start() - 1) : match.start()], match.string[match.end() : match.end() + 1]
        return self._token(match, named=around[1] != "=" and around != ("<", ">"))

    def _replace(self, match: re.Match[str], token: str, *, named: bool) -> str:
        if match["word"] is not None:
            return self.names.word(token, named=named)
        if match["arpa"] is not None:
            return self._reversed(token)
        if match["mac"] is not None:
            digits = iter(f"{self.addresses.mac(int(_NO_HEX.sub('', token), 16)):012x}")
            found = "".join(next(digits) if char.isalnum() else char for char in token)
            return found.upper() if token.upper() == token and token.lower() != token else found
        dashed = match["dashed"] is not None
        try:
            address = ip_address(token.replace("-", ".") if dashed else token)
        except ValueError:
            return token
        pseudonym = self.addresses.ip(address)
        found = str(pseudonym).replace(".", "-") if dashed else str(pseudonym)
        if "." in token and isinstance(pseudonym, IPv6Address):  # the end of it in decimal
            found = f"{IPv6Address(int(pseudonym) >> 32 << 32 | 0xFFFFFFFF)}".removesuffix("ffff:ffff") + str(IPv4Address(int(pseudonym) & 0xFFFFFFFF))
        return found.upper() if token.upper() == token and token.lower() != token else found

    def _reversed(self, token: str) -> str:
        """An address as reverse DNS spells it: its parts backwards."""
        *parts, kind, top = token.split(".")
        if kind == "ip6":
            digits = "".join(reversed(parts))
            found = f"{int(self.addresses.ip(IPv6Address(int(digits, 16)))):032x}"
            return ".".join([*reversed(found), kind, top])
        try:
            address = IPv4Address(".".join(reversed(parts)))
        except ValueError:
            return token
        return ".".join([*reversed(str(self.addresses.ip(address)).split(".")), kind, top])

    def _hexadecimal(self, line: str) -> str:
        if "reg3" in line or "REG3" in line or "->" in line:
            line = _REG3.sub(self._reg3, line)
            line = _LOAD_V4.sub(self._loaded, line)
            line = _LOAD_MAC.sub(lambda match: f"{match[1]}0x{self.addresses.mac(int(match[2], 16)):x}{match[3]}", line)
            line = _V6.sub(lambda match: f"{match[1]}0x{int(self.addresses.ip(IPv6Address(int(match[2], 16)))):x}", line)
            if "XXREG3[" in line:
                line = self._halves(line)
        return line

    def _bridge(self, match: re.Match[str]) -> str:
        mac = self.addresses.mac(int("".join(part.zfill(2) for part in match[2].split(":")), 16))
        found = ":".join(f"{byte:x}" for byte in mac.to_bytes(6, "big"))
        return match[1] + (found.upper() if match[2] != match[2].lower() else found)

    def _reg3(self, match: re.Match[str]) -> str:
        value = self._v4(int(match[2], 16))
        if match[3] is None:
            return f"{match[1]}0x{value:x}"
        return f"{match[1]}0x{value & int(match[3], 16):x}/0x{match[3]}"

    def _loaded(self, match: re.Match[str]) -> str:
        """What is loaded into a field of addresses, or into any other when it is one of a network that the text names."""
        value = int(match[2], 16)
        if match[3] is None and not self.addresses.is_of_known_network(IPv4Address(value)):
            return match.group()
        return f"{match[1]}0x{self._v4(value):x}{match[3] or ''}"

    def _v4(self, value: int) -> int:
        return int(self.addresses.ip(IPv4Address(value)))

    def _halves(self, line: str) -> str:
        """An IPv6 address that is loaded in two halves, one after the other."""
        found = list(_HALF.finditer(line))
        for one, other in zip(found[::2], found[1::2], strict=False):
            if one[4] == other[4]:
                continue
            upper, lower = (one, other) if one[4] == "64..127" else (other, one)
            value = int(self.addresses.ip(IPv6Address(int(upper[2], 16) << 64 | int(lower[2], 16))))
            halves = {"64..127": value >> 64, "0..63": value & (1 << 64) - 1}
            for half in (one, other):
                line = line.replace(half.group(), f"load:0x{halves[half[4]]:x}{half[3]}", 1)
        return line
