"""What is known of a namespace: the objects that lie in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from antrea_parse.topology.questions.index import Index
from antrea_parse.topology.questions.question import Wanted
from antrea_parse.topology.questions.statement import Statement, together
from antrea_parse.topology.questions.words import listed

#: Objects that are told by name, and those whose lines an answer keeps.
_SHOWN = 10
#: What an answer calls objects: one, several.
_WORDS = {"pods": ("pod", "pods"), "services": ("Service", "Services"), "endpoints": ("Endpoints", "Endpoints"), "policies": ("policy", "policies")}


def namespace(index: Index, wanted: Wanted) -> Iterator[Statement]:
    """Pods, Services and policies of a namespace, where one is called so."""
    name = wanted.name
    if not name or wanted.path not in ((), ("namespace",)):
        return
    for field, words in _WORDS.items():
        found: list[Any] = [item for item in getattr(index.topology, field) if item.namespace == name]
        if found:
            says = f"{len(found)} {words[len(found) > 1]} {'lie' if len(found) > 1 else 'lies'} in it: {listed([item.name for item in found], _SHOWN)}"
            basis = together(item.why("namespace" if "namespace" in item.basis else "name") for item in found[:_SHOWN])
            yield Statement.of(f"namespace/{name}", says, basis, f"namespace {name}")
