"""What routes, their next hops and nexthop objects share: where packets go and how they are wrapped.

Source of the format: iproute2 ip/iproute.c, ip/iproute_lwtunnel.c and ip/ipnexthop.c.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from antrea_parse.commands.base import Record
from antrea_parse.commands.ip_encap import encap
from antrea_parse.commands.ip_words import Special
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
        id to hook_type: particulars of the wrapping; trace_type is the `type` of ``ioam6``, which ``ip -j`` writes over the route's own.
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
    stats64: dict[str, int] | None = None
    flavors: tuple[str, ...] | None = None
    lblen: int | None = None
    nflen: int | None = None
    freqk: int | None = None
    freqn: int | None = None
    tundst: str | None = None
    trace: None = None
    prealloc: None = None
    trace_type: str | None = None
    ns: int | None = None
    size: int | None = None
    geneve_opts: tuple[dict[str, int | str], ...] | None = None
    vxlan_opts: tuple[dict[str, int], ...] | None = None
    erspan_opts: tuple[dict[str, int], ...] | None = None
    locator: str | None = None
    csum_mode: str | None = None
    ident_type: str | None = None
    hook_type: str | None = None


def _flag(name: str) -> Special:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        if name in values["flags"]:
            raise ValueError(name)  # said already; the tuple never grows beyond the few flags
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


_FLAGS = ("dead", "onlink", "pervasive", "offload", "trap", "notify", "linkdown", "unresolved", "rt_offload", "rt_trap", "rt_offload_failed")
#: Words that a route, a next hop and a nexthop object have in common.
HOP_WORDS: Mapping[str, Special] = {
    "via": _via,
    "as": _to,
    "realm": _realms,
    "realms": _realms,
    "encap": encap,
    **{flag: _flag(flag) for flag in _FLAGS},
}
