"""What an entity's own fields say, those of one basis together."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.basis import Basis, Certainty, Evidence
from antrea_parse.topology.model import Entity
from antrea_parse.topology.questions.index import Index, Thing
from antrea_parse.topology.questions.statement import Statement
from antrea_parse.topology.questions.words import label, listed, value

_ORDER: tuple[Certainty, ...] = ("observed", "inferred", "ambiguous", "unknown")
#: Fields that say which entity it is, and those that are told apart.
_IDENTITY = frozenset({"basis", "name", "namespace", "network"})
_APART = frozenset(
    {"interfaces", "bridges", "routes", "rules", "neighbours", "captured", "ports", "addresses", "pods", "nodes", "node_port_local", "ended", "fdb"}
)
#: Fields of the same names that are plain values.
_PLAIN = {"node": frozenset({"addresses"}), "interface": frozenset({"addresses"})}
#: Lists that are not told where they hold nothing but this.
_FIRST = {"ips": "ip", "addresses": "internal_ip", "cluster_ips": "cluster_ip"}
#: Findings that are told of one thing.
_FINDINGS = 4


def fields(thing: Thing, heading: str) -> Iterator[Statement]:
    """What the fields of a thing say: a statement for each basis, the surest first.

    A field that is empty is told only where a capture would tell it. What nobody asked about is not there.
    """
    entity: Entity = thing.entity
    left_out = _IDENTITY | (_APART - _PLAIN.get(thing.kind, frozenset()))
    groups: dict[Basis, list[str]] = {}
    for field in type(entity).model_fields:
        basis = entity.basis.get(field)
        if field in left_out or basis is None:
            continue
        held = getattr(entity, field)
        if field in _FIRST and held == (getattr(entity, _FIRST[field], None),):
            continue
        if held not in (None, (), "", {}):
            groups.setdefault(basis, []).append(f"{label(field)} {value(held)}")
        elif basis.certainty in ("ambiguous", "unknown"):
            told = f"{label(field)} one of {listed(basis.candidates)}" if basis.candidates else f"{label(field)} ?"
            groups.setdefault(basis, []).append(told)
    if not groups:
        basis = entity.basis.get("name") or next(iter(entity.basis.values()), Basis(certainty="unknown"))
        groups = {basis: ["it is named"]} if basis.evidence else {}
    for basis, words in sorted(groups.items(), key=lambda item: _ORDER.index(item[0].certainty)):
        yield Statement.of(thing.about, ", ".join(words), basis, heading)


def findings(index: Index, thing: Thing, heading: str, *words: str) -> Iterator[Statement]:
    """What joining brought to light that names a thing."""
    found = list(dict.fromkeys(item for word in words for item in index.findings.get(word, ())))
    for item in found[:_FINDINGS]:
        yield finding(thing.about, item, heading)
    if len(found) > _FINDINGS:
        yield Statement(about=thing.about, heading=heading, says=f"{len(found) - _FINDINGS} more findings name it; topo.diagnostics has all")


def finding(about: str, item: Diagnostic, heading: str) -> Statement:
    """A finding as a statement."""
    lines = () if item.span is None else (Evidence(*item.span),)
    # One without lines tells what could not be checked.
    return Statement(
        about=about, heading=heading, says=f"{item.code} {item.level}: {item.message}", certainty="observed" if lines else "unknown", evidence=lines
    )
