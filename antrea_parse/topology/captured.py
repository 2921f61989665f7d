"""The records of a snapshot, as the rules ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from antrea_parse.commands.base import Record
from antrea_parse.commands.registry import options_of
from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.snapshot import Snapshot
from antrea_parse.topology.basis import Evidence


class Captured:
    """Captures by command, with evidence for what their records say.

    Args:
        snapshot: the captures.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._by_command: dict[str, list[Capture]] = {}
        for capture in snapshot.captures:
            if capture.command is not None and capture.output is not None:
                self._by_command.setdefault(capture.command, []).append(capture)

    def captures(self, command: str, node: str | None = None) -> list[Capture]:
        """Captures of a command (canonical name), of one node or of all."""
        found = self._by_command.get(command, [])
        return found if node is None else [capture for capture in found if capture.node == node]

    def rows(self, command: str) -> Iterator[tuple[Capture, Any]]:
        """Each record of a command with its capture."""
        for capture in self.captures(command):
            if capture.output is not None:
                for record in capture.output.records:
                    yield capture, record

    def commands_of(self, node: str) -> tuple[str, ...]:
        """Canonical names of the commands that were captured of a node."""
        return tuple(sorted(command for command, captures in self._by_command.items() if any(capture.node == node for capture in captures)))

    def nodes(self) -> tuple[str, ...]:
        """Nodes that captures of node state tell about."""
        found = {capture.node for command, captures in self._by_command.items() if not command.startswith(("kubectl", "antctl")) for capture in captures}
        return tuple(sorted(node for node in found if node is not None))


def options(capture: Capture) -> Mapping[str, Any]:
    """What the options of a capture's command line ask for."""
    return options_of(capture.argv)


def evidence(capture: Capture, record: Record | None = None, says: str = "") -> Evidence:
    """The lines of a record (or of a whole capture) as evidence."""
    span = (record.span if record is not None else None) or capture.span
    return Evidence(source=span.source, first_line=span.first_line, last_line=span.last_line, command=capture.command or "", node=capture.node, says=says)
