"""What routes, their next hops and nexthop objects share: where packets go and how they are wrapped.

Source of the format: iproute2 ip/iproute.c, ip/iproute_lwtunnel.c and ip/ipnexthop.c.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from antrea_parse.commands.base import Record
from antrea_parse.commands.ip_words import Grammar, Special, Word, grammar, natural
from antrea_parse.text.values import PrintedIP, to_ip

#: Where ``-o`` joined lines: a backslash before the tab or the blanks of the next.
JOINT = re.compile(r"\\(?=\s)")


class Via(Record):
    """A gateway of another family than the route's (RFC 5549).

    Attributes:
        family: ``inet6`` or ``inet``.
        host: the address.
    """

    family: str
    host: PrintedIP


class Hop(Record):
    """Where packets go.

    Attributes:
        gateway: the router.
        via: the router, when its address is of another family.
        dev: interface.
        to: label or address that the destination is replaced by.
        flow: realms, ``to`` and perhaps ``from``.
        flags: ``onlink``, ``linkdown``, ``dead``, ``offload``, …
        encap: how packets are wrapped: ``ip``, ``mpls``, ``seg6``, …; what belongs to it stands beside it, as in ``ip -j``.
        encap_dst: destination of the wrapping (``ip -j`` writes it over the route's own `dst`).
        id, src, ttl, hoplimit, tos, tc, key, csum, seq, mode, segs, hmac, action, srh, table, vrftable, nh4, nh6, iif, oif, if_id, link_dev, in_,
            out, xmit, headroom, endpoint: particulars of the wrapping.
    """

    gateway: PrintedIP | None = None
    via: Via | None = None
    dev: str | None = None
    to: str | None = None
    flow: dict[str, str] | None = None
    flags: tuple[str, ...] = ()
    encap: str | None = None
    encap_dst: str | None = None
    id: int | None = None
    src: str | None = None
    ttl: int | None = None
    hoplimit: int | None = None
    tos: int | str | None = None
    tc: int | None = None
    key: bool = False
    csum: bool = False
    seq: bool = False
    mode: str | None = None
    segs: tuple[str, ...] | None = None
    hmac: str | None = None
    action: str | None = None
    srh: dict[str, Any] | None = None
    table: str | None = None
    vrftable: str | None = None
    nh4: str | None = None
    nh6: str | None = None
    iif: str | None = None
    oif: str | None = None
    if_id: int | None = None
    link_dev: str | None = None
    in_: str | None = Field(default=None, alias="in")
    out: str | None = None
    xmit: str | None = None
    headroom: int | None = None
    endpoint: str | None = None


def _flag(name: str) -> Special:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values["flags"] += (name,)
        return position

    return read


def _via(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``via 10.0.0.1``, or ``via inet6 fe80::1`` for a router of another family."""
    text = words[position]
    if text in ("inet", "inet6"):
        values["via"] = Via.build({"family": text, "host": to_ip(words[position + 1])})
        return position + 2
    values["gateway"] = to_ip(text)
    return position + 1


def _to(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``as to LABEL``."""
    if words[position] != "to":
        raise ValueError(words[position])
    values["to"] = words[position + 1]
    return position + 2


def _realms(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``realm 5``, ``realms 3/4``."""
    source, slash, target = words[position].rpartition("/")
    values["flow"] = {"from": source, "to": target} if slash else {"to": target}
    return position + 1


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


_MARKS = "key:yes csum:yes seq:yes "
_ENCAPS: Mapping[str, Grammar] = {
    "ip": grammar("id:i src dst=encap_dst ttl:i tos:i " + _MARKS),
    "ip6": grammar("id:i src dst=encap_dst hoplimit:i tc:i " + _MARKS),
    "mpls": grammar("ttl:i"),
    "seg6": grammar("mode hmac", {"segs": _segments}),
    "seg6local": grammar("action table vrftable nh4 nh6 iif oif endpoint", {"segs": _local_segments}),
    "bpf": grammar("in=in_ out xmit headroom:i"),
    "rpl": grammar("", {"segs": _segments}),
    "xfrm": grammar("if_id:i link_dev"),
    "unknown": {},
}


def _encap(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``encap KIND`` and the words of that kind; they come before the words of the route and share some names with them."""
    kind = words[position]
    known = _ENCAPS.get(kind, {})
    position += 1
    values["encap"] = kind
    if kind == "mpls":
        values["encap_dst"] = words[position]
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


_FLAGS = ("dead", "onlink", "pervasive", "offload", "trap", "notify", "linkdown", "unresolved", "rt_offload", "rt_trap", "rt_offload_failed")
#: Words that a route, a next hop and a nexthop object have in common.
HOP_WORDS: Mapping[str, Special] = {
    "via": _via,
    "as": _to,
    "realm": _realms,
    "realms": _realms,
    "encap": _encap,
    **{flag: _flag(flag) for flag in _FLAGS},
}
