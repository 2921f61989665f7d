"""How routes wrap packets: ``encap KIND`` and the words of that kind, with the keys that ``ip -j`` has for them up to 6.3.

Source of the format: iproute2 ip/iproute_lwtunnel.c.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from antrea_parse.commands.ip_words import Grammar, Special, Word, grammar, natural


def _segments(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``segs 2 [ fc00::1 fc00::2 ]``."""
    count = natural(words[position])
    if words[position + 1] != "[" or words[position + 2 + count] != "]":
        raise ValueError(words[position])
    values["segs"] = tuple(words[position + 2 : position + 2 + count])
    return position + 3 + count


def _local_segments(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """The segments of a local action stand in an object of their own."""
    inner: dict[str, Any] = {}
    position = _segments(inner, words, position)
    values["srh"] = {"segs": list(inner["segs"])}
    return position


def _counters(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``packets 5 bytes 6 errors 7``, with ``-s``."""
    if words[position + 1] != "bytes" or words[position + 3] != "errors":
        raise ValueError(words[position])
    values["stats64"] = {"packets": natural(words[position]), "bytes": natural(words[position + 2]), "errors": natural(words[position + 4])}
    return position + 5


def _flavors(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``flavors psp,usp``."""
    values["flavors"] = tuple(words[position].split(","))
    return position + 1


def _frequency(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``freq 1/2``."""
    inserted, _, packets = words[position].partition("/")
    values |= {"freqk": natural(inserted), "freqn": natural(packets)}
    return position + 1


def _trace_type(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``type 0x800000``, which ``ip -j`` has without the front."""
    values["trace_type"] = words[position].removeprefix("0x")
    return position + 1


def _program(key: str) -> Special:
    """``in prog.o:[section]``; a program whose name is not known has none."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position] if position < len(words) else "dev"
        named = text not in ("in", "out", "xmit", "via", "dev", "table", "proto", "scope", "src", "metric") and not text.isdecimal()
        values[key] = text if named else "<unknown>"
        position += named
        if key == "xmit" and position < len(words) and words[position].isdecimal():
            values["headroom"] = natural(words[position])
            position += 1
        return position

    return read


_MARKS = "key:yes csum:yes seq:yes "
_ENCAPS: Mapping[str, Grammar] = {
    "ip": grammar("id:i src dst=encap_dst ttl:i tos:i " + _MARKS),
    "ip6": grammar("id:i src dst=encap_dst hoplimit:i tc:i " + _MARKS),
    "mpls": grammar("ttl:i"),
    "seg6": grammar("mode hmac", {"segs": _segments}),
    "seg6local": grammar(
        "action table vrftable nh4 nh6 iif oif endpoint lblen:i nflen:i", {"segs": _local_segments, "packets": _counters, "flavors": _flavors}
    ),
    "bpf": grammar("", {"in": _program("in_"), "out": _program("out"), "xmit": _program("xmit")}),
    "ila": grammar("csum-mode=csum_mode ident-type=ident_type hook-type=hook_type"),
    "ioam6": grammar("mode tundst trace:null prealloc:null ns:i size:i", {"freq": _frequency, "type": _trace_type}),
    "rpl": grammar("", {"segs": _segments}),
    "xfrm": grammar("if_id:i link_dev"),
    "unknown": {},
}


def encap(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``encap KIND`` and the words of that kind; they come before the words of the route and share some names with them."""
    kind = words[position]
    known = _ENCAPS.get(kind, {})
    position += 1
    values["encap"] = kind
    if kind == "mpls":
        values["encap_dst"] = words[position]
        position += 1
    elif kind == "ila" and ":" in "".join(words[position : position + 1]):
        values["locator"] = words[position]
        position += 1
    while position < len(words) and (word := known.get(words[position])) is not None:
        if not isinstance(word, Word):
            position = word(values, words, position + 1)
        elif word.key in values:
            break
        elif word.convert is None:
            values[word.key] = word.value
            position += 1
        else:
            values[word.key] = word.convert(words[position + 1])
            position += 2
    return position


#: Names of the fields of one option, by the word that stands before the options on a line of their own.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "geneve_opts": ("class", "type", "data"),
    "vxlan_opts": ("gbp",),
    "erspan_opts": ("ver", "index", "dir", "hwid"),
}


def options(kind: str, text: str) -> tuple[dict[str, int | str], ...]:
    """The options of a wrapping.

    Raises:
        ValueError: they are none.

    >>> options("geneve_opts", "1:128:61626364,2:7:65")
    ({'class': 1, 'type': 128, 'data': '61626364'}, {'class': 2, 'type': 7, 'data': '65'})
    """
    names = OPTIONS[kind]
    found = []
    for item in text.split(","):
        parts = item.split(":")
        found.append({name: part if name == "data" else natural(part) for name, part in zip(names, parts, strict=True)})
    return tuple(found)
