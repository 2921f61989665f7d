"""Antrea's own pods: agents and controller that are not ready, nodes without an agent (findings 27, 28)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.findings.proof import all_pods, line
from antrea_parse.topology.model import Topology

_AGENT = re.compile(r"antrea-agent-[a-z0-9]{5}$")
_COMPONENT = re.compile(r"(?:antrea-agent(?:-windows)?-[a-z0-9]{5}|antrea-controller-[a-z0-9]+-[a-z0-9]{5})$")
#: More restarts than these are told: so many, and so many a day.
_RESTARTS, _RESTARTS_A_DAY = 10, 5
_DAY = timedelta(days=1)
#: A node that joined just now has no agent yet.
_JUST_JOINED = timedelta(minutes=5)
#: Of a pod that goes or has gone; the one that takes its place is another row.
_GOING = frozenset({"Terminating", "Completed", "Evicted", "Succeeded", "Failed", "Error", "Shutdown", "Terminated"})


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Agents and controllers that are not up, and nodes without an agent."""
    yield from _not_ready(board)
    yield from _missing(topology, board)


def _not_ready(board: Board) -> Iterator[Diagnostic]:
    told = set()
    for capture, record in board.captured.rows("kubectl get pods"):
        if not _COMPONENT.match(record.name) or record.status is None or record.status in _GOING or record.name in told or board.captured.is_cut(record):
            continue
        what = f"{record.node or '?'}: {record.name}" if "agent" in record.name else record.name
        ready = record.ready
        if record.status != "Running" or (ready is not None and ready.ready < ready.total):
            told.add(record.name)
            counts = f", {ready.ready} of {ready.total} containers ready" if ready is not None else ""
            restarts = f", {record.restarts} restarts" if record.restarts else ""
            yield finding("AP424", f"{what} is {record.status}{counts}{restarts}", (evidence(capture, record),))
        elif _restarts_often(record):
            told.add(record.name)
            yield finding("AP424", f"{what} restarted {record.restarts} times in {record.age}", (evidence(capture, record),), level="warning")


def _restarts_often(record: Any) -> bool:
    if not record.restarts or record.restarts < _RESTARTS or not isinstance(record.age, timedelta):
        return False
    return bool(record.restarts > _RESTARTS_A_DAY * max(record.age / _DAY, 1))


def _missing(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    tables = [capture for capture in all_pods(board, "kube-system") if _agents(capture)]
    if not tables:
        return
    served = {record.node for capture in board.captured.captures("kubectl get pods") for record in _agents(capture)}
    ages = {record.name: record.age for _, record in board.captured.rows("kubectl get nodes")}
    for node in topology.nodes:
        basis = node.why("status")
        age = ages.get(node.name)
        if node.name in served or basis.certainty != "observed" or (isinstance(age, timedelta) and age < _JUST_JOINED):
            continue
        # On Windows the agent can run as a service, outside of pods.
        if node.os != "windows":
            yield finding("AP425", f"{node.name}: no antrea-agent runs there", (*basis.evidence[:1], line(tables[0])))


def _agents(capture: Any) -> list[Any]:
    return [record for record in capture.output.records if record.name is not None and _AGENT.match(record.name)]
