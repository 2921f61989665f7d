"""Compares two topologies: entities by name; routes, rules and neighbours, which have none, by what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from antrea_parse.topology.basis import Basis, Certainty
from antrea_parse.topology.diff.absence import Lists, family_of
from antrea_parse.topology.diff.change import Change, Changes
from antrea_parse.topology.diff.fields import compare_fields
from antrea_parse.topology.diff.naming import named
from antrea_parse.topology.model import Entity, Neighbour, NeighbourForm, Neighbours, Node, Route, Routes, Rule, Topology

#: Fields of a route and of a neighbour that captures print and that may change while it stays the same.
_OF_ROUTE = ("via", "dev", "src", "flags", "type", "protocol", "scope")
_OF_NEIGHBOUR = ("mac",)
#: Neighbours that a kernel learned come and go all the time.
_STANDING = frozenset({"PERMANENT", "NOARP"})
_MOST = 2


class Comparison:
    """Two topologies side by side.

    Args:
        before: the first.
        after: the second.

    Attributes:
        changes: what differs.
        subjects: the entities that differ, by name, as the second topology has them where it has them.
        alike: names of the named entities that do not differ.
    """

    def __init__(self, before: Topology, after: Topology) -> None:
        self._lists = Lists(before), Lists(after)
        self._changes: list[Change] = []
        self._not_told: list[str] = []
        self.subjects: dict[str, Entity] = {}
        first, second = dict(named(before)), dict(named(after))
        self.alike: list[str] = []
        for name in first.keys() | second.keys():
            self._entity(name, first, second)
        later = {node.name: node for node in after.nodes}
        for node in before.nodes:
            if node.name in later:
                self._rows(node, later[node.name])
        self._changes.sort(key=lambda change: (change.entity, change.field or ""))
        self.changes = Changes(self._changes, self._not_told)

    def _entity(self, name: str, first: Mapping[str, Entity], second: Mapping[str, Entity]) -> None:
        old, new = first.get(name), second.get(name)
        if old is not None and new is not None:
            found = list(compare_fields(name, old, new, self._lists))
            self._changes += found
            if found:
                self.subjects[name] = new
            else:
                self.alike.append(name)
        elif old is not None and _has_place(name, second):
            self._one_sided(name, old, 1)
        elif new is not None and _has_place(name, first):
            self._one_sided(name, new, 0)

    def _one_sided(self, name: str, entity: Entity, side: int) -> None:
        """An entity that the topology of this side does not tell of."""
        basis = _existence(name, entity)
        if basis is None:
            return
        absent = self._lists[side].would_show(name, entity)
        if absent is None:
            self._not_told.append(name.partition("/")[0])
            return
        present = basis.evidence[:_MOST]
        proof = ((absent,), present) if side == 0 else (present, (absent,))
        certainty: Certainty = "inferred" if basis.certainty != "observed" or absent.says else "observed"
        kind: Literal["added", "removed"] = "removed" if side else "added"
        self._changes.append(Change(kind=kind, entity=name, certainty=certainty, evidence_before=proof[0], evidence_after=proof[1]))
        self.subjects[name] = entity

    def _rows(self, old: Node, new: Node) -> None:
        printed = _Kind(f"route/{old.name}", _route_name, _route_key, _OF_ROUTE)
        self._compare_rows(printed, *_differing(old.routes, new.routes, _said))
        rules = _Kind(f"rule/{old.name}", _rule_name, _rule_name, ())
        self._compare_rows(rules, old.rules, new.rules)
        neighbours = _Kind(f"neighbour/{old.name}", _neighbour_name, _neighbour_name, _OF_NEIGHBOUR)
        self._compare_rows(neighbours, *_differing(old.neighbours, new.neighbours, _known))

    def _compare_rows(self, kind: _Kind, old: Sequence[Entity], new: Sequence[Entity]) -> None:
        before, after = kind.groups(old), kind.groups(new)
        for key in before.keys() | after.keys():
            first, second = before.get(key, []), after.get(key, [])
            if len(first) == len(second) == 1:
                self._changes += kind.changes(first[0], second[0])
                self.subjects[kind.name(second[0])] = second[0]
                continue
            for side, (mine, theirs) in enumerate(((second, first), (first, second))):
                for entity in _surplus(mine, theirs, kind):
                    if not isinstance(entity, Neighbour) or _STANDING & set(entity.states):
                        self._one_sided(kind.name(entity), entity, side)


class _Kind(NamedTuple):
    """What is known by what it says.

    Attributes:
        prefix: of the names.
        called: what comes behind it.
        key: what stays the same while it changes.
        fields: what may change.
    """

    prefix: str
    called: Callable[..., str]
    key: Callable[..., Hashable]
    fields: tuple[str, ...]

    def name(self, entity: Entity) -> str:
        return f"{self.prefix}/{self.called(entity)}"

    def groups(self, found: Iterable[Entity]) -> dict[Hashable, list[Entity]]:
        groups: dict[Hashable, list[Entity]] = {}
        for entity in found:
            groups.setdefault(self.key(entity), []).append(entity)
        return groups

    def said(self, entity: Entity) -> tuple[object, ...]:
        return tuple(getattr(entity, field) for field in self.fields)

    def changes(self, old: Entity, new: Entity) -> Iterator[Change]:
        for field in self.fields:
            before, after = getattr(old, field), getattr(new, field)
            if before != after and not (isinstance(new, Neighbour) and None in (before, after)):
                proof = [next(iter(entity.basis.values())).evidence[:_MOST] for entity in (old, new)]
                certainty: Certainty = "inferred" if any(item.says for item in (*proof[0], *proof[1])) else "observed"
                plain = [list(value) if isinstance(value, tuple) else value for value in (before, after)]
                yield Change(
                    kind="changed",
                    entity=self.name(new),
                    field=field,
                    before=plain[0],
                    after=plain[1],
                    certainty=certainty,
                    evidence_before=proof[0],
                    evidence_after=proof[1],
                )


def diff(before: Topology, after: Topology) -> Changes:
    """Compare two topologies.

    Args:
        before: the first.
        after: the second.

    Returns:
        The changes, in the order of the entities' names. What one topology does not tell is no change: an entity is removed where the second
        topology has a whole list that would show it, a field is changed where both tell it. Addresses that bridges and kernels learn by
        themselves are not compared.
    """
    return Comparison(before, after).changes


def _has_place(name: str, known: Mapping[str, Entity]) -> bool:
    """Whether the node of an entity is known; without it nothing is said of what it had."""
    kind, _, rest = name.partition("/")
    return kind not in ("interface", "bridge", "port") or f"node/{rest.partition('/')[0]}" in known


def _existence(name: str, entity: Entity) -> Basis | None:
    """What says that an entity is there; None where nobody saw it, or it follows from others."""
    kind = name.partition("/")[0]
    basis = next((entity.basis[field] for field in ("name", "dst", "priority", "ip") if field in entity.basis), None)
    if kind in ("overlay", "underlay") or basis is None or not basis.evidence or basis.rule == "manifest":
        return None
    if "?" in name.split("/") or basis.certainty not in ("observed", "inferred"):
        return None
    # A prompt names a machine, which need not be a node.
    if kind == "node" and not any(item.command.startswith(("kubectl", "antctl")) for item in basis.evidence):
        return None
    return basis


def _surplus(mine: Sequence[Entity], theirs: Sequence[Entity], kind: _Kind) -> Iterator[Entity]:
    """What one side has more often than the other."""
    known = Counter(map(kind.said, theirs))
    for entity in mine:
        said = kind.said(entity)
        if known[said] > 0:
            known[said] -= 1
        else:
            yield entity


def _differing(old: Routes | Neighbours, new: Routes | Neighbours, said: Callable[..., Hashable]) -> tuple[list[Entity], list[Entity]]:
    """The routes or neighbours that one side says and the other does not: of thousands that nodes keep few are made."""
    if old.forms == new.forms:
        return [], []
    counts = Counter(map(said, old.forms))
    counts.subtract(map(said, new.forms))
    first: list[Entity] = [old[position] for position, form in enumerate(old.forms) if counts[said(form)] > 0]
    second: list[Entity] = [new[position] for position, form in enumerate(new.forms) if counts[said(form)] < 0]
    return first, second


def _known(form: NeighbourForm) -> tuple[str | None, ...]:
    """What is compared of a neighbour; its states come and go."""
    return form.ip, form.dev, form.mac


def _said(form: object) -> tuple[object, ...]:
    """What a route prints, without what follows from other captures."""
    return tuple(form)[:10]  # type: ignore[arg-type]  # a named tuple


def _route_name(route: Route) -> str:
    table = "" if route.table == "main" else f" table {route.table}"
    metric = "" if route.metric is None else f" metric {route.metric}"
    return f"{route.dst}/{route.via or route.dev}{table}{metric}"


def _route_key(route: Route) -> Hashable:
    return route.dst, route.table, route.metric, family_of(route)


def _rule_name(rule: Rule) -> str:
    return f"{rule.priority}/{rule.selector}/{rule.table or rule.action}" + ("/6" if rule.family == 6 else "")


def _neighbour_name(neighbour: Neighbour) -> str:
    return f"{neighbour.ip}/{neighbour.dev}"
