"""What a diagnostic is about: the entities whose own lines it points at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from antrea_parse.drawing.views.common import source_name
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.diff import entities
from antrea_parse.topology.model import Entity, Topology

#: The fields that say that an entity exists, in the lines that name it.
_IDENTITY = ("name", "dst", "network", "type")
#: Of entities with the same lines the first is meant: an underlay's network is known by the lines of an interface.
_KINDS = ("interface", "port", "route", "pod", "service", "endpoints", "policy", "bridge", "node", "egress", "underlay", "overlay")
_PLACE = re.compile(r"([^\s:(),][^\s:,]*):(\d+)")


class Subjects:
    """Looks up entities by lines."""

    def __init__(self, topology: Topology) -> None:
        self.entities: dict[str, Entity] = dict(entities(topology))
        found: dict[str, list[tuple[int, int, str]]] = {}
        for name, entity in self.entities.items():
            for item in _own_lines(entity):
                found.setdefault(item.source, []).append((item.first_line, item.last_line, name))
        self._by_source = {source: sorted(spans) for source, spans in found.items()}
        self._starts = {source: [first for first, _, _ in spans] for source, spans in self._by_source.items()}

    def of(self, diagnostic: Diagnostic) -> list[str]:
        """Names of the entities that a diagnostic is about: those with the fewest lines round the one that it points at."""
        places = [(diagnostic.source, diagnostic.line)] if diagnostic.line is not None else []
        # A message may name more places than the one that a diagnostic has.
        places += [(source, int(number)) for source, number in _PLACE.findall(diagnostic.message) if source in self._by_source]
        return list(dict.fromkeys(name for place in places for name in self._at(*place)))

    def _at(self, source: str, line: int) -> list[str]:
        spans = self._by_source.get(source, [])
        end = bisect_right(self._starts.get(source, []), line)
        around = [(last - first, _KINDS.index(name.partition("/")[0]), name) for first, last, name in spans[:end] if last >= line]
        best = min(((length, kind) for length, kind, _ in around), default=None)
        return [name for length, kind, name in around if (length, kind) == best]

    def shown(self, message: str) -> str:
        """A message without the folders that its files lie in."""
        return _PLACE.sub(lambda found: f"{source_name(found[1])}:{found[2]}" if found[1] in self._by_source else found[0], message)


def _own_lines(entity: Entity) -> Iterable[Evidence]:
    for field in _IDENTITY:
        if field in entity.basis:
            return entity.basis[field].evidence
    return next((basis.evidence for basis in entity.basis.values() if basis.evidence), ())
