"""What nodes have a thousand of each: kept in columns, made when asked for.

A mesh of a thousand nodes has a million routes and two million neighbours. Nodes share what they say (a form, a named tuple); each keeps only on which
line it stands.
"""

from __future__ import annotations

from abc import abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from antrea_parse.topology.basis import GUESSED, Basis, Certainty, Evidence
from antrea_parse.topology.model.base import Entity

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound=tuple[Any, ...])
Site = tuple[str, int, int]

#: Forms that JSON told: nodes share them there too.
_KNOWN: dict[Any, Any] = {}
_KNOWN_LIMIT = 1 << 16


class Columns(Sequence[E], Generic[F, E]):
    """Entities of one kind of a node, in the order of its captures; a tuple of them for all purposes.

    A kind says the command that prints it, its form, the typed dict of a row in JSON, and makes the entity.

    Args:
        forms: what each says.
        sites: source, first and last line of each.
        node: the node.
        more: further lines that say the same, by position.
        says: what the evidence says beside its lines, from a position on: whose captures they are where that is a guess.
    """

    __slots__ = ("_first", "_last", "_more", "_says", "_source", "_sources", "forms", "node")

    command: ClassVar[str]
    _form: ClassVar[Any]
    _row: ClassVar[Any]

    def __init__(
        self,
        forms: Iterable[F] = (),
        sites: Iterable[Site] = (),
        node: str | None = None,
        more: Mapping[int, tuple[Site, ...]] | None = None,
        says: Iterable[tuple[int, str]] = (),
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
        self._says = tuple(says)

    def __len__(self) -> int:
        return len(self.forms)

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[E, ...]: ...
    def __getitem__(self, index: int | slice) -> E | tuple[E, ...]:
        if isinstance(index, slice):
            return tuple(self._at(position) for position in range(*index.indices(len(self.forms))))
        if not -len(self.forms) <= index < len(self.forms):
            raise IndexError(index)
        return self._at(index % len(self.forms))

    def __iter__(self) -> Iterator[E]:
        return map(self._at, range(len(self.forms)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self.forms == other.forms and self.node == other.node and self._places() == other._places()

    def __hash__(self) -> int:
        return hash((self.forms, self.node))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.forms)}>"

    def evidence(self, position: int) -> tuple[Evidence, ...]:
        """The lines behind the entity at a position."""
        own = (self._sources[self._source[position]], self._first[position], self._last[position])
        says = self._said(position)
        return tuple(Evidence(source, first, last, self.command, self.node, says) for source, first, last in (own, *self._more.get(position, ())))

    @abstractmethod
    def _make(self, form: F, plain: Basis, proof: tuple[Evidence, ...]) -> E:
        """The entity of a form; `plain` is the basis of what the lines print."""

    def _at(self, position: int) -> E:
        proof = self.evidence(position)
        return self._make(self.forms[position], _plain(proof), proof)

    def _said(self, position: int) -> str:
        return self._says[bisect_right(self._says, position, key=_start) - 1][1] if self._says and position >= self._says[0][0] else ""

    def _sites(self) -> Iterator[Site]:
        return zip((self._sources[number] for number in self._source), self._first, self._last, strict=True)

    def _places(self) -> tuple[Any, ...]:
        return list(self._sites()), self._more, self._says

    def to_rows(self) -> list[dict[str, Any]]:
        """What is set of each, and the lines that say it, as plain data."""
        rows: list[dict[str, Any]] = []
        known: dict[F, dict[str, Any]] = {}
        fields: tuple[str, ...] = self._form._fields
        defaults: dict[str, Any] = self._form._field_defaults
        for position, (form, (source, first, last)) in enumerate(zip(self.forms, self._sites(), strict=True)):
            shown = known.get(form)
            if shown is None:
                pairs = zip(fields, form, strict=True)
                shown = known[form] = {name: value for name, value in pairs if name not in defaults or value != defaults[name]}
            if self._says or position in self._more:
                lines = [str(item) for item in self.evidence(position)]
            else:
                lines = [f"{source}:{first}" if first == last else f"{source}:{first}-{last}"]
            rows.append({**shown, "evidence": lines})
        return rows

    @classmethod
    def from_rows(cls, rows: Iterable[dict[str, Any]], node: str | None) -> Self:
        """What `to_rows` told."""
        forms: list[Any] = []
        sites: list[Site] = []
        more: dict[int, tuple[Site, ...]] = {}
        says: list[tuple[int, str]] = []
        if len(_KNOWN) > _KNOWN_LIMIT:
            _KNOWN.clear()
        for position, row in enumerate(rows):
            values = {name: tuple(value) if type(value) is list else value for name, value in row.items()}
            (first, said), *others = map(_site, values.pop("evidence"))
            form = cls._form(**values)
            forms.append(_KNOWN.setdefault(form, form))
            sites.append(first)
            if others:
                more[position] = tuple(site for site, _ in others)
            if said != (says[-1][1] if says else ""):
                says.append((position, said))
        return cls(forms, sites, node, more, says)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        rows = handler.generate_schema(list[cls._row])  # type: ignore[name-defined]  # a typed dict of the kind
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(lambda value: cls.from_rows(value, None), rows),
            python_schema=core_schema.is_instance_schema(cls),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.to_rows, return_schema=rows),
        )

    def of(self, node: str) -> Self:
        """The same, as of a node: JSON says which once, not with every line."""
        if self.node is None and self.forms:
            self.node = node
        return self


def _start(run: tuple[int, str]) -> int:
    return run[0]


def _plain(proof: tuple[Evidence, ...]) -> Basis:
    """The basis of what lines print, if they are of the node without doubt."""
    guessed = proof[0].says.startswith(GUESSED)
    certainty: Certainty = "inferred" if guessed else "observed"
    return Basis(certainty, "node-of-capture" if guessed else "", proof)


def _site(text: str) -> tuple[Site, str]:
    head, mark, says = text.partition(f" ({GUESSED}")
    source, _, lines = head.rpartition(":")
    first, _, last = lines.partition("-")
    return (source, int(first), int(last or first)), f"{GUESSED}{says[:-1]}" if mark else ""
