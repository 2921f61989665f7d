"""Routes of a node. In a mesh of a thousand nodes there are a million of them, so a node keeps them in columns and makes a `Route` when asked.

Nodes share what their routes say (`RouteForm`); each keeps only on which line it stands.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Required, overload

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from typing_extensions import TypedDict

from antrea_parse.topology.basis import Basis, Certainty, Evidence
from antrea_parse.topology.model.base import Entity

_COMMAND = "ip route"
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
    evidence: Required[list[str]]


_FIELDS = RouteForm._fields
_DEFAULTS: dict[str, Any] = RouteForm._field_defaults


class Routes(Sequence[Route]):
    """The routes of a node, in the order of its captures; a tuple of `Route` for all purposes.

    Args:
        forms: what each route says.
        sites: source, first and last line of each.
        node: the node.
        more: further lines that say the same, by the route's position.
    """

    __slots__ = ("_first", "_last", "_more", "_source", "_sources", "forms", "node")

    def __init__(
        self,
        forms: Iterable[RouteForm] = (),
        sites: Iterable[tuple[str, int, int]] = (),
        node: str | None = None,
        more: Mapping[int, tuple[tuple[str, int, int], ...]] | None = None,
    ) -> None:
        self.forms = tuple(forms)
        self.node = node
        known: dict[str, int] = {}
        self._source, self._first, self._last = array("i"), array("i"), array("i")
        for source, first, last in sites:
            self._source.append(known.setdefault(source, len(known)))
            self._first.append(first)
            self._last.append(last)
        self._sources = tuple(known)
        self._more = dict(more or {})

    def __len__(self) -> int:
        return len(self.forms)

    @overload
    def __getitem__(self, index: int) -> Route: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Route, ...]: ...
    def __getitem__(self, index: int | slice) -> Route | tuple[Route, ...]:
        if isinstance(index, slice):
            return tuple(self._route(position) for position in range(*index.indices(len(self.forms))))
        if not -len(self.forms) <= index < len(self.forms):
            raise IndexError(index)
        return self._route(index % len(self.forms))

    def __iter__(self) -> Iterator[Route]:
        return map(self._route, range(len(self.forms)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Routes):
            return NotImplemented
        return self.forms == other.forms and list(self._sites()) == list(other._sites()) and self._more == other._more and self.node == other.node

    def __hash__(self) -> int:
        return hash((self.forms, self.node))

    def __repr__(self) -> str:
        return f"<Routes: {len(self.forms)}>"

    def evidence(self, position: int) -> tuple[Evidence, ...]:
        """The lines behind the route at a position."""
        own = (self._sources[self._source[position]], self._first[position], self._last[position])
        return tuple(Evidence(source, first, last, _COMMAND, self.node) for source, first, last in (own, *self._more.get(position, ())))

    def _sites(self) -> Iterator[tuple[str, int, int]]:
        return zip((self._sources[number] for number in self._source), self._first, self._last, strict=True)

    def _route(self, position: int) -> Route:
        form = self.forms[position]
        values = form._asdict()
        certainty = values.pop("peer_certainty")
        proof = self.evidence(position)
        plain = Basis(evidence=proof)
        basis = {"dst": plain, "meaning": plain if form.meaning in _PLAIN_MEANINGS else Basis("inferred", "route-form", proof)}
        if form.peer is not None:
            basis["peer"] = Basis(certainty, "network-of-node", proof)
        return Route.model_construct(**values, basis=basis)

    def to_rows(self) -> list[_Row]:
        """What is set of each route, and the lines that say it, as plain data."""
        rows: list[_Row] = []
        known: dict[RouteForm, dict[str, Any]] = {}
        for position, (form, (source, first, last)) in enumerate(zip(self.forms, self._sites(), strict=True)):
            shown = known.get(form)
            if shown is None:
                shown = known[form] = {name: value for name, value in zip(_FIELDS, form, strict=True) if name == "dst" or value != _DEFAULTS[name]}
            lines = [f"{source}:{first}" if first == last else f"{source}:{first}-{last}"]
            if position in self._more:
                lines += [str(item.span) for item in self.evidence(position)[1:]]
            rows.append({**shown, "evidence": lines})  # type: ignore[typeddict-item]  # the keys are those of the form
        return rows

    @classmethod
    def from_rows(cls, rows: Iterable[_Row], node: str | None) -> Routes:
        """The routes that `to_rows` told."""
        forms, sites, more = [], [], {}
        for position, row in enumerate(rows):
            values: dict[str, Any] = {**row}
            first, *others = [_site(text) for text in values.pop("evidence")]
            if "flags" in values:
                values["flags"] = tuple(values["flags"])
            forms.append(RouteForm(**values))
            sites.append(first)
            if others:
                more[position] = tuple(others)
        return cls(forms, sites, node, more)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        rows = handler.generate_schema(list[_Row])
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(lambda value: cls.from_rows(value, None), rows),
            python_schema=core_schema.is_instance_schema(cls),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.to_rows, return_schema=rows),
        )

    def of(self, node: str) -> Routes:
        """The same, as routes of a node: JSON says which once, not with every line."""
        if self.node is None and self.forms:
            self.node = node
        return self


def _site(text: str) -> tuple[str, int, int]:
    source, _, lines = text.rpartition(":")
    first, _, last = lines.partition("-")
    return source, int(first), int(last or first)
