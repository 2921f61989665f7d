"""Compares the fields of an entity that two topologies have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from antrea_parse.topology.basis import Basis, Certainty, Evidence, Model
from antrea_parse.topology.diff.absence import Lists
from antrea_parse.topology.diff.change import Change
from antrea_parse.topology.model import Binding, Endpoints, Entity, Interface, Pod, Policy, Port

#: Entities of their own, and what follows from others that are compared themselves.
_LEFT_OUT = frozenset(
    {"basis", "interfaces", "bridges", "routes", "rules", "neighbours", "fdb", "captured", "listed", "pod", "interface", "peer", "meaning", "mtus"}
)
#: Lists of which a capture may tell a part only: one that holds the other is no difference.
_PARTIAL = frozenset({"external_ips", "pods", "nodes", "images", "egress_ips", "node_port_local"})
_ADDRESSES = frozenset({"addresses", "ips", "cluster_ips", "pod_cidrs", "gateway_ips", "pod_ips"})
#: Lists with the field that has their first item: where that differs, it says all.
_FIRST = {"ips": "ip", "cluster_ips": "cluster_ip", "addresses": "internal_ip"}
#: Mappings of which a capture may tell a part only.
_PARTIAL_MAPPINGS = frozenset({"annotations", "options"})
#: What a whole line of ``ip address`` would show if it was set.
_OF_LINK = frozenset({"master", "link", "link_index", "link_netnsid"})
#: What ``ovs-vsctl show`` prints of a port where it is set.
_OF_PORT = frozenset({"error", "tag", "trunks"})
_SURE = ("observed", "inferred")
_MOST = 2
_NOTHING: Basis = Basis(certainty="unknown")


def compare_fields(name: str, old: Entity, new: Entity, lists: tuple[Lists, Lists]) -> Iterator[Change]:
    """The fields that both tell, and tell differently."""
    for field in type(old).model_fields:
        if field in _LEFT_OUT and not (isinstance(old, Policy) and field == "rules"):
            continue
        before, after = getattr(old, field), getattr(new, field)
        if before == after or (field == "ports" and name.startswith("bridge/")):
            continue
        if field in _FIRST and getattr(old, _FIRST[field], None) != getattr(new, _FIRST[field], None):
            continue
        if isinstance(old, Pod) and field == "ports":
            yield from _bindings(name, before, after)
        elif isinstance(old, Endpoints):
            yield from _endpoints(name, old, new) if field == "addresses" and isinstance(new, Endpoints) else ()
        elif isinstance(old, Interface) and isinstance(new, Interface) and field == "addresses":
            yield from _addresses(name, old, new, lists)
        elif _is_told(old, new, field) and _is_told(new, old, field) and _differ(field, before, after):
            if field in _PARTIAL_MAPPINGS:
                both = sorted(key for key in before.keys() & after.keys() if before[key] != after[key])
                before, after = ({key: side[key] for key in both} for side in (before, after))
            yield _change(name, field, before, after, old.why(field), new.why(field))


def _is_told(entity: Entity, other: Entity, field: str) -> bool:
    """Whether the captures tell a field, also that it is not set."""
    basis = entity.basis.get(field)
    if basis is not None:
        return basis.certainty in _SURE and not basis.missing and not basis.candidates  # captures contradict each other
    value = getattr(entity, field)
    if value not in (None, (), {}, ""):
        return not entity.basis  # what a list of an entity holds has no basis of its own
    if isinstance(entity, Port) and field in _OF_PORT:
        return any(item.command == "ovs-vsctl show" for item in _all_evidence(entity))
    return isinstance(entity, Interface) and field in _OF_LINK and "mtu" in entity.basis and "mtu" in other.basis


def _all_evidence(entity: Entity) -> Iterator[Evidence]:
    return (item for basis in entity.basis.values() for item in basis.evidence)


def _differ(field: str, before: Any, after: Any) -> bool:
    if field in _ADDRESSES:
        return any(_apart(first, second) for first, second in zip(_by_family(before), _by_family(after), strict=True))
    if field in _PARTIAL:
        return _apart(set(map(str, before)), set(map(str, after)))
    if field in _PARTIAL_MAPPINGS:
        return any(before[key] != after[key] for key in (before or {}).keys() & (after or {}).keys())
    first, second = _plain(before), _plain(after)
    if isinstance(first, list) and isinstance(second, list):
        return sorted(map(str, first)) != sorted(map(str, second))
    return bool(first != second)


def _apart(first: set[str], second: set[str]) -> bool:
    return bool(first and second) and not (first <= second or second <= first)


def _by_family(values: Iterable[Any]) -> tuple[set[str], set[str]]:
    found: tuple[set[str], set[str]] = (set(), set())
    for value in values:
        found[value.version == 6].add(str(value))
    return found


def _addresses(name: str, old: Interface, new: Interface, lists: tuple[Lists, Lists]) -> Iterator[Change]:
    """Addresses of an interface, of each family that both sides list whole; of others only what cannot be both parts of one list."""
    node = name.split("/")[1]
    for family in (4, 6):
        before, after = ([str(item) for item in entity.addresses if item.version == family] for entity in (old, new))
        whole = [side.of_family(node, family) for side in lists]
        differ = sorted(before) != sorted(after) if all(whole) else _apart(set(before), set(after))
        if differ:
            first, second = (entity.why("addresses") for entity in (old, new))
            proof = [basis.evidence[:_MOST] or tuple(filter(None, (side,))) for basis, side in zip((first, second), whole, strict=True)]
            certainty = _weaker(*(basis.certainty if basis.evidence else "observed" for basis in (first, second)))
            yield Change(
                kind="changed",
                entity=name,
                field="addresses",
                before=before,
                after=after,
                certainty=certainty,
                evidence_before=proof[0],
                evidence_after=proof[1],
            )


def _endpoints(name: str, old: Endpoints, new: Endpoints) -> Iterator[Change]:
    """What a table leaves out it counts; then only what cannot be both parts of one list is a difference."""
    before, after = ([f"{item.ip}:{item.port}" if item.port is not None else str(item.ip) for item in entity.addresses] for entity in (old, new))
    known = "addresses" in old.basis and "addresses" in new.basis and not (old.more or new.more)
    if sorted(before) != sorted(after) if known else _apart(set(before), set(after)):
        yield _change(name, "addresses", before, after, old.why("addresses"), new.why("addresses"))


def _bindings(name: str, before: tuple[Binding, ...], after: tuple[Binding, ...]) -> Iterator[Change]:
    secondary = {binding.device: binding for binding in after[1:] if binding.device is not None}
    for position, old in enumerate(before):
        new = next(iter(after), None) if position == 0 else secondary.get(old.device or "")
        if new is None or old.certainty not in _SURE or new.certainty not in _SURE:
            continue
        for field in ("interface", "ofport", "mac"):
            first, second = getattr(old, field), getattr(new, field)
            sides = [old.certainty, new.certainty, *((old.ofport_certainty, new.ofport_certainty) if field == "ofport" else ())]
            if first is not None and second is not None and first != second and all(side in _SURE for side in sides):
                yield Change(
                    kind="changed",
                    entity=name,
                    field=f"port.{field}",
                    before=first,
                    after=second,
                    certainty=_weaker(*sides),
                    evidence_before=old.evidence[:_MOST],
                    evidence_after=new.evidence[:_MOST],
                )


def _change(name: str, field: str, before: Any, after: Any, first: Basis, second: Basis) -> Change:
    return Change(
        kind="changed",
        entity=name,
        field=field,
        before=_plain(before),
        after=_plain(after),
        certainty=_weaker(*(basis.certainty for basis in (first, second) if basis.certainty != "unknown")),
        evidence_before=first.evidence[:_MOST],
        evidence_after=second.evidence[:_MOST],
    )


def _weaker(*certainties: Certainty) -> Certainty:
    return "inferred" if "inferred" in certainties else "observed"


def _plain(value: Any) -> Any:
    """Values as a message shows them."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Model):
        return value.model_dump(mode="json", exclude={"basis", "peer_pods"}, exclude_defaults=True)
    return value if value is None or isinstance(value, bool | int | float | str | dict) else str(value)
