"""What two topologies say differently: facts added, removed and changed, with the evidence of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from antrea_parse.topology.basis import Evidence, Model
from antrea_parse.topology.model import Entity, Topology

#: Parts of an entity that are entities of their own, compared one by one.
_NESTED = frozenset({"basis", "interfaces", "bridges", "routes", "rules", "neighbours", "captured", "fdb"})


class Change(Model):
    """One difference.

    Attributes:
        kind: ``added``, ``removed`` or ``changed``.
        entity: what it is about, as the graph names it (``pod/default/frontend``).
        field: the field that changed; None for a whole entity.
        before: its value in the first topology, as plain data.
        after: its value in the second.
        evidence_before: lines behind the first.
        evidence_after: lines behind the second.
    """

    kind: Literal["added", "removed", "changed"]
    entity: str
    field: str | None = None
    before: Any = None
    after: Any = None
    evidence_before: tuple[Evidence, ...] = ()
    evidence_after: tuple[Evidence, ...] = ()

    def __str__(self) -> str:
        sign = {"added": "+", "removed": "-", "changed": "~"}[self.kind]
        text = f"{sign} {self.entity}"
        if self.field is not None:
            text += f" {self.field}: {self.before} → {self.after}"
        where = [str(item.span) for item in (*self.evidence_before[:1], *self.evidence_after[:1])]
        return text + (f"  ({', '.join(where)})" if where else "")


def diff(before: Topology, after: Topology) -> tuple[Change, ...]:
    """Compare two topologies.

    Args:
        before: the first.
        after: the second.

    Returns:
        The changes, in the order of the entities' names. Where one topology does not know a field (its certainty is ``unknown``) there
        is no change to report.
    """
    # Most nodes of a big mesh have the routes that they had, a thousand each.
    routes = {node.name: node.routes.forms for node in before.nodes}
    same = frozenset(node.name for node in after.nodes if routes.get(node.name) == node.routes.forms)
    first, second = dict(entities(before, same)), dict(entities(after, same))
    changes: list[Change] = []
    for name in sorted(first.keys() | second.keys()):
        old, new = first.get(name), second.get(name)
        if old is None and new is not None:
            changes.append(Change(kind="added", entity=name, evidence_after=_proof(new)))
        elif new is None and old is not None:
            changes.append(Change(kind="removed", entity=name, evidence_before=_proof(old)))
        elif old is not None and new is not None:
            changes.extend(_fields(name, old, new))
    return tuple(changes)


def entities(topology: Topology, without_routes_of: frozenset[str] = frozenset()) -> Iterator[tuple[str, Entity]]:
    """Every entity of a topology with the name that its graph gives it; of some nodes without their routes."""
    if topology.overlay is not None:
        yield "overlay", topology.overlay
    for underlay in topology.underlays:
        yield f"underlay/{underlay.network}", underlay
    for node in topology.nodes:
        yield f"node/{node.name}", node
        for interface in node.interfaces:
            yield f"interface/{node.name}/{interface.name}", interface
        for bridge in node.bridges:
            yield f"bridge/{node.name}/{bridge.name}", bridge
            for port in bridge.ports:
                yield f"port/{node.name}/{bridge.name}/{port.name}", port
        for route in node.routes if node.name not in without_routes_of else ():
            yield f"route/{node.name}/{route.dst}/{route.via or route.dev}", route
    for pod in topology.pods:
        yield f"pod/{pod.key}", pod
    for service in topology.services:
        yield f"service/{service.key}", service
    for endpoints in topology.endpoints:
        yield f"endpoints/{endpoints.key}", endpoints
    for policy in topology.policies:
        yield f"policy/{policy.kind}/{policy.key}", policy


def _proof(entity: Entity) -> tuple[Evidence, ...]:
    return next((basis.evidence[:2] for basis in entity.basis.values() if basis.evidence), ())


def _fields(name: str, old: Entity, new: Entity) -> Iterator[Change]:
    for field in type(old).model_fields:
        if field in _NESTED or (field == "ports" and name.startswith("bridge/")):
            continue
        before, after = getattr(old, field), getattr(new, field)
        if field == "ports" and name.startswith("pod/"):
            yield from _bindings(name, before, after)
        elif field == "addresses" and name.startswith("endpoints/"):
            before, after = ([f"{item.ip}:{item.port}" for item in value] for value in (before, after))
            if before != after:
                yield _change(name, field, before, after, old, new)
        elif before != after and not _not_told(old, field, before) and not _not_told(new, field, after):
            yield _change(name, field, _plain(before), _plain(after), old, new)


def _not_told(entity: Entity, field: str, value: Any) -> bool:
    basis = entity.basis.get(field)
    return basis.certainty == "unknown" if basis is not None else value in (None, ())


def _change(name: str, field: str, before: Any, after: Any, old: Entity, new: Entity) -> Change:
    return Change(
        kind="changed",
        entity=name,
        field=field,
        before=before,
        after=after,
        evidence_before=old.why(field).evidence[:2],
        evidence_after=new.why(field).evidence[:2],
    )


def _bindings(name: str, before: Any, after: Any) -> Iterator[Change]:
    for old, new in zip(before, after, strict=False):
        for field in ("interface", "ofport", "mac"):
            first, second = getattr(old, field), getattr(new, field)
            if first is not None and second is not None and first != second:
                yield Change(
                    kind="changed",
                    entity=name,
                    field=f"port.{field}",
                    before=first,
                    after=second,
                    evidence_before=old.evidence[:2],
                    evidence_after=new.evidence[:2],
                )


def _plain(value: Any) -> Any:
    """Values as a message shows them."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Model):
        return value.model_dump(mode="json")
    return value if value is None or isinstance(value, bool | int | str | dict) else str(value)
