"""Routes of a node by their meaning: its own pods, the pods of peers, Services, Egress, the way out.

Source of the forms: antrea pkg/agent/route (route_linux.go), v0.1 to v2.7.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, inside, options
from antrea_parse.topology.column_drafts import RouteDrafts
from antrea_parse.topology.model import IPNetwork, RouteForm
from antrea_parse.topology.names import EGRESS_REPLY_TABLE, EGRESS_TABLES, GATEWAYS, VIRTUAL_IPS, WIREGUARD, is_leftover, tunnel_device

_DEFAULTS = frozenset({"default", "0.0.0.0/0", "::/0"})
#: Characters that names of devices may have.
_NAME = 15
#: Types of the kernel's own routes, in table local.
_LOCAL_TYPES = frozenset({"local", "broadcast", "multicast", "anycast"})
#: Who sets the routes of other network plugins.
_FOREIGN_PROTOCOLS = frozenset({"bird", "cilium", "kube-router"})


def apply(board: Board) -> None:
    """Gather the routes of each node, and name its default gateway."""
    by_record: dict[int, RouteForm] = {}
    shared: dict[RouteForm, RouteForm] = {}
    for node in list(board.nodes):
        captures = [capture for capture in board.captured.captures("ip route", node) if not inside(capture)]
        if not captures:
            continue
        drafts = board.routes[node] = RouteDrafts(node)
        known: dict[RouteForm, int] = {}
        for capture in captures:
            drafts.begin(capture)
            start, own = len(drafts.forms), set()
            other = {4: 6, 6: 4}.get(options(capture).get("family", 0))
            for record in capture.output.records if capture.output else ():
                # Nodes share the forms of their routes, and readers share what equal lines hold.
                form = by_record.get(id(record.__dict__))
                if form is None:
                    form = _form(record)
                    form = by_record[id(record.__dict__)] = shared.setdefault(form, form)
                if form.dst == "default" and form.via is None and form.src is None:
                    form = form._replace(family=_family(capture, record))
                # No host has a route twice, a device with so long a name, or one's own pods behind a next hop;
                # no output has the routes of a family that was not asked for.
                if known.get(form, -1) >= start or len(form.dev or "") > _NAME or _is_of(form, other) or (form.via is not None and form.dst in own):
                    board.captured.begins_again(capture, record)
                    break
                if form.meaning == "own-pods":
                    own.add(form.dst)
                if drafts.add(form, record.span or capture.span, known) and form.meaning == "default" and form.via is not None and form.table == "main":
                    _default_via(board.node(node), form.via, evidence(capture, record))


def _default_via(node: Draft, via: str, proof: Evidence) -> None:
    """The next hop of the default route of the family that comes first; the other has its own."""
    known = next_hop(node.get("default_via"))
    hop = next_hop(via)
    if known is None or hop is None or known.version == hop.version:
        node.put("default_via", via, proof)


def _form(record: Any) -> RouteForm:
    dst = str(record.dst)
    via = None if record.gateway is None else str(record.gateway)
    if via is None and record.via is not None:
        via = str(record.via.host)
    dev = record.dev
    if via is None and dev is None and record.nexthops:
        first = record.nexthops[0]
        via, dev = (None if first.gateway is None else str(first.gateway)), first.dev
    src = None if record.prefsrc is None else str(record.prefsrc)
    kind = record.type or ""
    table = str(record.table or "main")
    table = {"254": "main", "255": "local"}.get(table, table)
    form = RouteForm(
        dst,
        via,
        dev,
        src,
        tuple(record.flags or ()),
        table,
        "" if kind == "unicast" else kind,
        record.protocol or "",
        record.scope or "",
        record.metric,
    )
    return form._replace(meaning=meaning(form))


def _family(capture: Any, record: Any) -> int | None:
    """The IP version of a route that names no address; None where the output has those of both."""
    if record.pref is not None:
        return 6  # only those of IPv6 have a preference
    asked: int | None = options(capture).get("family")
    return asked if asked is not None or capture.argv[-2:] == ("table", "all") else 4


def _is_of(form: RouteForm, version: int | None) -> bool:
    """Whether a route is of this IP version."""
    net = network(form.dst) if version is not None else None
    return net is not None and net.version == version


def meaning(form: RouteForm) -> str:
    """What a route is for, as far as its form tells; what depends on the rest of the cluster is said later."""
    if form.type in _LOCAL_TYPES:
        return "local"
    if form.table == EGRESS_REPLY_TABLE:
        return "egress-reply"
    if form.table in EGRESS_TABLES and (form.dev or "").startswith("antrea-ext."):
        return "egress"
    if form.dst in _DEFAULTS:
        return "default" if form.type == "" else "other"
    if form.protocol in _FOREIGN_PROTOCOLS or is_leftover(form.dev or ""):
        return "leftover"
    if form.dev in GATEWAYS:
        return _through_gateway(form)
    if form.dev == WIREGUARD:
        return "peer-pods" if form.via is None and (net := network(form.dst)) is not None and net.prefixlen < net.max_prefixlen else "other"
    return "connected" if form.via is None and form.type == "" and not tunnel_device(form.dev or "") else "other"


def _through_gateway(form: RouteForm) -> str:
    net = network(form.dst)
    if net is None:
        return "other"
    if form.via is None:
        if net.network_address.is_link_local and net.version == 6:
            return "connected"
        if str(net.network_address) in VIRTUAL_IPS and net.prefixlen == net.max_prefixlen:
            return "service-gateway"
        if net.prefixlen == net.max_prefixlen:
            # In encap mode of IPv6 the gateways of peers stand here, in networkPolicyOnly mode the node's pods.
            if net.version == 6 and int(net.network_address) & 0xFFFF == 1:
                return "peer-gateway"
            return "pod" if form.scope == "link" or net.version == 6 else "other"
        # A network of another plugin can go this way too, but then it has a next hop.
        return "own-pods" if form.src is not None or form.protocol == "kernel" else "other"
    if form.via in VIRTUAL_IPS:
        return "service-gateway" if str(net.network_address) in VIRTUAL_IPS else "services"
    return "peer-pods" if str(net.network_address + 1) == form.via and net.prefixlen < net.max_prefixlen else "other"


# The routes of a thousand nodes have the same thousand destinations.
@lru_cache(maxsize=1 << 16)
def network(dst: str) -> IPNetwork | None:
    """A destination as a network; None for words."""
    try:
        return ip_network(dst)
    except ValueError:
        return None


@lru_cache(maxsize=1 << 16)
def next_hop(via: str | None) -> Any:
    """A next hop as an address; None where there is none."""
    try:
        return None if via is None else ip_address(via)
    except ValueError:
        return None
