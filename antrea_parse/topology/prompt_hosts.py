"""Hosts that prompts name: of some it is doubtful whether there is such a machine."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from antrea_parse.snapshot.snapshot import Snapshot

#: Letters that the names of nodes of one kind begin with, at least.
_STEM = 3
#: What stands in no host name, or names one end of a pair of devices.
NO_HOST = re.compile(r"_|^if\d+$")


def numberless(name: str) -> str:
    """The name of a node without its number, which nodes of one kind share."""
    return name.rstrip("0123456789")


def stems(snapshot: Snapshot, told: set[str]) -> set[str]:
    """What names of nodes of one kind begin with: of a node that is told, or of two that prompts name."""
    prompts = Counter(numberless(name) for name in {capture.node for capture in snapshot.captures if capture.node is not None})
    found = {numberless(name) for name in told} | {stem for stem, count in prompts.items() if count > 1}
    return {stem for stem in found if len(stem) > _STEM}


def told_nodes(snapshot: Snapshot) -> set[str]:
    """Names of nodes that tables print, or several prompts."""
    prompts: dict[str, int] = defaultdict(int)
    told: set[str] = set()
    for capture in snapshot.captures:
        if capture.node is not None:
            if capture.node_reason == "prompt":
                prompts[capture.node] += 1
            elif not NO_HOST.search(capture.node) and not capture.node_reason.startswith("inferred"):
                told.add(capture.node)
        if capture.output is not None and capture.command in ("kubectl get nodes", "kubectl get pods"):
            field = "name" if capture.command == "kubectl get nodes" else "node"
            told.update(name for record in capture.output.records if (name := getattr(record, field, None)))
    return told | {name for name, count in prompts.items() if count > 1 and not NO_HOST.search(name)}
