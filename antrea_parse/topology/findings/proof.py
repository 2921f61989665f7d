"""When the absence of something proves anything, and when two captures are of one moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from antrea_parse.snapshot.capture import Capture
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board
from antrea_parse.topology.captured import evidence, options

#: Captures that are no further apart show one state of a node.
_ONE_MOMENT = timedelta(minutes=10)
#: Options of ``kubectl get`` that choose among what there is.
_CHOOSING = frozenset({"selector", "field_selector", "names", "watch", "filename"})
#: Names that a message gives before it counts.
_NAMED = 6


def all_pods(board: Board, namespace: str | None = None) -> list[Capture]:
    """Whole tables of the pods of all namespaces, or at least of one."""
    found = []
    for capture in board.captured.captures("kubectl get pods"):
        asked = options(capture)
        everywhere = asked.get("all_namespaces") or (namespace is not None and asked.get("namespace") == namespace)
        if everywhere and board.captured.whole(capture) and not _CHOOSING & asked.keys():
            found.append(capture)
    return found


def one_moment(captures: Iterable[Capture]) -> bool | None:
    """Whether captures show one state; None where the logs do not tell when they were taken."""
    times = [capture.time for capture in captures]
    known = [time for time in times if time is not None]
    if len(known) < len(times) or len({time.tzinfo is None for time in known}) > 1:
        return None
    return max(known) - min(known) <= _ONE_MOMENT


def line(capture: Capture) -> Evidence:
    """A capture as evidence for what it does not show: its first line."""
    whole_capture = evidence(capture)
    return Evidence(whole_capture.source, whole_capture.first_line, whole_capture.first_line, whole_capture.command, whole_capture.node)


def listed(names: Iterable[str]) -> str:
    """Names, the first ones, and how many more."""
    found = list(names)
    return ", ".join(found[:_NAMED]) + (f" and {len(found) - _NAMED} more" if len(found) > _NAMED else "")
