"""Records of ``ip route``."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from antrea_parse.commands.base import Output
from antrea_parse.commands.ip_hop import Hop
from antrea_parse.commands.ip_nexthop import Nexthop
from antrea_parse.text.values import PrintedIP


class RouteHop(Hop):
    """One next hop of a route with several.

    Attributes:
        weight: its share of the packets.
    """

    weight: int | None = None


class Route(Hop):
    """One route, or the answer of ``ip route get``.

    Attributes:
        type: unset for unicast, unless ``-d`` prints it; ``local``, ``broadcast``, ``blackhole``, ``unreachable``, …
        dst: ``default``, an address, or a prefix.
        from_: source prefix that the route is for, or the source of ``ip route get``.
        nhid: number of the nexthop object.
        table: unset for the main table and where the command named one.
        protocol: who added the route: ``kernel``, ``static``, ``bgp``, …; unset for ``boot``.
        scope: unset for ``global``.
        prefsrc: source address of packets.
        metric: priority; the lowest wins.
        mark, uid: that packets must have.
        cache: flags of a cached route; set (if only to nothing) by ``ip route get``.
        expires, age: seconds.
        error: number of the error that packets get.
        users, used: counters, with ``-s``.
        ipid, ts, tsage: of the peer, in hexadecimal, from old kernels.
        metrics: what is known of the path, in one object; times in milliseconds.
        metrics_lock: which of them are locked (``ip -j`` does not tell).
        pref: router preference, IPv6 only.
        ttl_propogate: whether MPLS copies the TTL (the tool's spelling).
        nh_info: the nexthop object, with ``-d``.
        nexthops: next hops, where there are several.
    """

    type: str | None = None
    dst: str
    from_: str | None = Field(default=None, alias="from")
    nhid: int | None = None
    protocol: str | None = None
    scope: str | None = None
    prefsrc: PrintedIP | None = None
    metric: int | None = None
    mark: int | None = None
    uid: int | None = None
    cache: tuple[str, ...] | None = None
    expires: int | None = None
    error: int | None = None
    users: int | None = None
    used: int | None = None
    age: int | None = None
    ipid: str | None = None
    ts: str | None = None
    tsage: int | None = None
    metrics: tuple[dict[str, Any], ...] = ()
    metrics_lock: tuple[str, ...] = ()
    pref: str | None = None
    ttl_propogate: bool | None = Field(default=None, alias="ttl-propogate")
    nh_info: Nexthop | None = None
    nexthops: tuple[RouteHop, ...] = ()


class RouteOutput(Output):
    """Output of ``ip route``: one record for each route."""

    records: tuple[Route, ...] = ()
