"""When the absence of something proves anything, and when two captures are of one moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from antrea_parse.snapshot.capture import Capture
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board
from antrea_parse.topology.captured import evidence, inside, options

#: Captures that are no further apart show one state of a node.
_ONE_MOMENT = timedelta(minutes=10)
#: Words of ``ip`` that do not choose among what there is.
_IP_WORDS = frozenset({"show", "list", "ls", "lst", "sh", "s", "l", "li"})
#: Options of ``kubectl get`` that choose among what there is.
_CHOOSING = frozenset({"selector", "field_selector", "names", "watch", "filename"})
#: Names that a message gives before it counts.
_NAMED = 6


def all_of(board: Board, command: str, node: str, family: int | None = None) -> list[Capture]:
    """Captures of a node's command that show all there is, of one IP family or of all: what they lack was not there.

    Args:
        board: with the captures.
        command: ``ip address``, ``ip route``, ``ovs-vsctl show``…
        node: the node.
        family: 4 or 6 for what the captures must show at least.
    """
    return [
        capture for capture in board.captured.captures(command, node) if board.captured.whole(capture) and not inside(capture) and _shows_all(capture, family)
    ]


def _shows_all(capture: Capture, family: int | None) -> bool:
    if not capture.argv or capture.part:
        return False
    asked = options(capture)
    command = capture.command or ""
    if command.startswith("ip "):
        words = [word for word in capture.argv[1:] if not word.startswith("-")][1:]
        if command == "ip route":
            if words[-2:] == ["table", "all"]:
                return "family" not in asked or asked["family"] == family
            return not [word for word in words if word not in _IP_WORDS] and asked.get("family", 4) == family
        return not [word for word in words if word not in _IP_WORDS] and ("family" not in asked or asked["family"] == family)
    if command == "ovs-vsctl show":
        # Its last line tells that nothing was cut off.
        return getattr(capture.output, "ovs_version", None) is not None
    if command == "ovs-ofctl show":
        return getattr(capture.output, "frags", None) is not None
    return True


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
