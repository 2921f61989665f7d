"""Routes and neighbours of a node while rules say what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Generic, TypeVar

from antrea_parse.snapshot.capture import Capture
from antrea_parse.text.span import Span
from antrea_parse.topology.basis import EVIDENCE_LIMIT, Evidence
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.model import NeighbourForm, Neighbours, RouteForm, Routes

F = TypeVar("F", bound=RouteForm | NeighbourForm)


class ColumnDrafts(Generic[F]):
    """What a node has a thousand of.

    Args:
        node: the node.

    Attributes:
        forms: what each says; rules replace a form by one with more said.
        sites: source, first and last line of each.
        more: further lines that say the same, by position.
        says: what the evidence says beside its lines, from a position on.
    """

    __slots__ = ("forms", "more", "node", "says", "sites")

    _kind: ClassVar[Any]

    def __init__(self, node: str) -> None:
        self.node = node
        self.forms: list[F] = []
        self.sites: list[Span] = []
        self.more: dict[int, tuple[Span, ...]] = {}
        self.says: list[tuple[int, str]] = []

    def begin(self, capture: Capture) -> None:
        """What is taken from now on stands in this capture."""
        says = evidence(capture).says
        if says != (self.says[-1][1] if self.says else ""):
            self.says.append((len(self.forms), says))

    def add(self, form: F, span: Span, known: dict[F, int]) -> bool:
        """Take one, unless it is among the known ones of this node; returns whether it is new."""
        before = known.get(form)
        if before is not None:
            self.more[before] = (*self.more.get(before, ()), span)[:EVIDENCE_LIMIT]
            return False
        known[form] = len(self.forms)
        self.forms.append(form)
        self.sites.append(span)
        return True

    def evidence(self, position: int) -> Evidence:
        """The line of one."""
        says = next((words for start, words in reversed(self.says) if start <= position), "") if self.says else ""
        return Evidence(*self.sites[position], self._kind.command, self.node, says)

    def of(self, *meanings: str) -> Iterator[tuple[int, F]]:
        """Position and form of those with one of these meanings."""
        for position, form in enumerate(self.forms):
            if form.meaning in meanings:
                yield position, form

    def build(self) -> Any:
        """The finished columns."""
        return self._kind(self.forms, self.sites, self.node, self.more, self.says)


class RouteDrafts(ColumnDrafts[RouteForm]):
    """Routes of a node while rules say what they are for."""

    __slots__ = ()
    _kind = Routes


class NeighbourDrafts(ColumnDrafts[NeighbourForm]):
    """The neighbour table of a node while rules say what its entries are."""

    __slots__ = ()
    _kind = Neighbours
