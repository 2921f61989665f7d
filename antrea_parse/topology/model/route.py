"""Routes of a node."""

from __future__ import annotations

from typing import NamedTuple, Required

from typing_extensions import TypedDict

from antrea_parse.topology.basis import Basis, Certainty, Evidence, weakest
from antrea_parse.topology.model.base import Entity
from antrea_parse.topology.model.columns import Columns

#: Meanings that follow from the form of a route by definition; others are concluded.
_PLAIN_MEANINGS = frozenset({"default", "connected", "local"})


class Route(Entity):
    """A route of a node.

    Attributes:
        dst: ``default`` or a prefix.
        via: next hop.
        dev: device.
        src: preferred source.
        flags: ``onlink``, ``linkdown``…
        table: ``main`` unless printed.
        type: ``local``, ``blackhole``…; empty for unicast.
        protocol: who set it; empty for ``boot``, as Antrea's own.
        scope: ``link``, ``host``; empty for global.
        metric: the lowest wins.
        meaning: what the route is for: ``default``; ``connected``: a network of the host; ``own-pods``: the node's pod network; ``pod``: one pod of
            this node, in networkPolicyOnly mode; ``peer-pods``: the pods of another node; ``peer-gateway``: the gateway of another node;
            ``service-gateway``: the virtual next hop of Services; ``services``: addresses that AntreaProxy serves; ``egress``: an Egress subnet;
            ``egress-reply``; ``local``: the node's own addresses; ``leftover``: of another network plugin; ``other``.
        peer: node whose pods (or gateway) it leads to.
        family: IP version of a default route whose form does not tell it, where the command line does.
    """

    dst: str
    via: str | None = None
    dev: str | None = None
    src: str | None = None
    flags: tuple[str, ...] = ()
    table: str = "main"
    type: str = ""
    protocol: str = ""
    scope: str = ""
    metric: int | None = None
    meaning: str = "other"
    peer: str | None = None
    family: int | None = None


class RouteForm(NamedTuple):
    """What a route says, wherever it stands; fields as of `Route`.

    Attributes:
        peer_certainty: how sure the peer is.
    """

    dst: str
    via: str | None = None
    dev: str | None = None
    src: str | None = None
    flags: tuple[str, ...] = ()
    table: str = "main"
    type: str = ""
    protocol: str = ""
    scope: str = ""
    metric: int | None = None
    meaning: str = "other"
    peer: str | None = None
    peer_certainty: Certainty = "observed"
    family: int | None = None


class _Row(TypedDict, total=False):
    """A route in JSON: what is set, and the lines that say it."""

    dst: Required[str]
    via: str
    dev: str
    src: str
    flags: tuple[str, ...]
    table: str
    type: str
    protocol: str
    scope: str
    metric: int
    meaning: str
    peer: str
    peer_certainty: Certainty
    family: int
    evidence: Required[list[str]]


class Routes(Columns[RouteForm, Route]):
    """The routes of a node, in the order of its captures; a tuple of `Route` for all purposes."""

    __slots__ = ()

    command = "ip route"
    _form = RouteForm
    _row = _Row

    def _make(self, form: RouteForm, plain: Basis, proof: tuple[Evidence, ...]) -> Route:
        values = form._asdict()
        certainty = values.pop("peer_certainty")
        basis = {"dst": plain, "meaning": plain if form.meaning in _PLAIN_MEANINGS else Basis("inferred", "route-form", proof)}
        if form.peer is not None:
            basis["peer"] = Basis(weakest((certainty, plain.certainty)), "network-of-node", proof)
        return Route.model_construct(**values, basis=basis)
