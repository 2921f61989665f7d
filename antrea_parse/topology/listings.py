"""Which lists of a snapshot are whole: what they lack was not there when they were printed."""

from __future__ import annotations

from collections import defaultdict

from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.snapshot import Snapshot
from antrea_parse.topology.asked import COMMANDS, asked_in_full, shows_its_end
from antrea_parse.topology.captured import Captured, evidence, inside
from antrea_parse.topology.model import Listing

#: Uses of lines that end no output.
_SILENT = frozenset({"blank", "unparsed", "chatter"})


def listings(snapshot: Snapshot, captured: Captured) -> tuple[tuple[Listing, ...], dict[str, tuple[Listing, ...]]]:
    """The whole lists of a snapshot.

    Args:
        snapshot: the captures.
        captured: the same, by command.

    Returns:
        Those of the cluster, and those of each node.
    """
    ends = _Ends(snapshot)
    cluster: list[Listing] = []
    nodes: dict[str, list[Listing]] = defaultdict(list)
    for command in COMMANDS:
        for capture in captured.captures(command):
            of_node = not command.startswith("kubectl ")
            if of_node and (capture.node is None or inside(capture)):
                continue
            found = asked_in_full(capture)
            if not found or not captured.complete(capture) or not ends.of(capture):
                continue
            if not _has_rows(capture):
                continue
            proof = evidence(capture)
            target = nodes[capture.node or ""] if of_node else cluster
            target += [Listing(what, proof, of) for what, of in found]
    return tuple(cluster), {node: tuple(found) for node, found in nodes.items()}


def _has_rows(capture: Capture) -> bool:
    """Whether an output has a row, or says that there is none: a header alone lost what stood below it."""
    output = capture.output
    return output is not None and (bool(output.records) or any((item.text or "").startswith("No resources found") for item in output.diagnostics))


class _Ends:
    """Whether the end of an output is there: a log may have been cut between two of its lines."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._coverage = snapshot.coverage
        self._last: dict[str, int] = {}
        self._count: dict[str, int] = defaultdict(int)
        for capture in snapshot.captures:
            source = capture.span.source
            self._last[source] = max(self._last.get(source, 0), capture.span.first_line)
            self._count[source] += 1

    def of(self, capture: Capture) -> bool:
        """Whether something follows the output, or it fills a file of its own, or shows its end itself."""
        source, first, last = capture.span
        if self._last[source] > first or shows_its_end(capture):
            return True
        if self._count[source] == 1 and not capture.command_line:
            return True
        return any(use not in _SILENT for use in self._coverage.uses_of(source)[last:])
