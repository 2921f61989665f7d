"""Captures of one node that cannot be of one moment: said as such, not as a fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.rules.pods import ENDED

#: Findings of one kind that are told by name; a thousand nodes would say the same.
_NAMED = 6


def apply(board: Board) -> None:
    """Compare what captures list that should list the same, and report what they contradict."""
    for capture, record in board.captured.mixed:
        message = f"the output of {capture.command} begins again here: of another host, whose prompt was lost; it was read up to this line"
        board.report("AP402", message, [evidence(capture, record)])
    for capture, record in board.captured.endless:
        message = f"the line that printed these objects is lost; the last one, {getattr(record, 'name', '?')}, may lack its end and was left out"
        board.report("AP403", message, [evidence(capture, record)])
    # Rows of the database name ports whose bridge nothing tells.
    listed: dict[str | None, set[str]] = defaultdict(set)
    for capture, record in board.captured.rows("ovs-vsctl list interface", "ovs-vsctl list port"):
        listed[capture.node].add(record.name)
    for node in board.nodes:
        _ports_and_interfaces(board, node, listed[node])
    if board.captured.lists_every_pod():
        _pods(board)
    drafts = [*board.nodes.values(), *board.pods.values(), *board.services.values(), *board.endpoints.values(), board.cluster, board.overlay]
    drafts += [draft for interfaces in board.interfaces.values() for draft in interfaces.values()]
    drafts += [draft for ports in board.ports.values() for draft in ports.values()]
    for draft in drafts:
        _conflicts(board, draft)


def _ports_and_interfaces(board: Board, node: str, listed: set[str]) -> None:
    interfaces = board.interfaces.get(node, {})
    ports = {
        port.get("name"): port
        for _, port in board.ports_of(node)
        if port.get("kind") == "pod" and port.certainty("kind") != "ambiguous" and not port.get("error")
    }
    partial = any(capture.partial for command in ("ip address", "ip link") for capture in board.captured.captures(command, node))
    if not ports or not interfaces or partial:
        return
    only_ports = sorted(set(ports) - set(interfaces))
    only_interfaces = sorted(name for name, draft in interfaces.items() if draft.get("kind") == "pod" and name not in ports and name not in listed)
    _differ(board, node, only_ports, ports, "Open vSwitch", "'ip address'")
    # `ovs-ofctl` shows one bridge; an interface may hang on another.
    if any(board.captured.captures(command, node) for command in ("ovs-vsctl show", "ovs-vsctl list interface")):
        _differ(board, node, only_interfaces, interfaces, "'ip address'", "Open vSwitch")


def _differ(board: Board, node: str, names: list[str], drafts: Mapping[str, Draft], where: str, absent: str) -> None:
    if names:
        stand = "stands" if len(names) == 1 else "stand"
        message = f"{node}: {_names(names)} {stand} in the output of {where} and not in that of {absent}: captures of different moments"
        board.report("AP401", message, [item for name in names for item in drafts[name].proof("name")])


def _pods(board: Board) -> None:
    """Pods that a node's own lists name and a whole table of pods does not."""
    missing: dict[str, list[tuple[str, Evidence]]] = {}
    for (namespace, name), pod in board.pods.items():
        proof = pod.proof("node")
        listed = "status" in pod.basis or "ready" in pod.basis
        if not listed and proof and proof[0].command.startswith(("ovs-", "antctl ")):
            missing.setdefault(pod.get("node"), []).append((f"{namespace}/{name}", proof[0]))
    for node, found in missing.items():
        names = _names(sorted(name for name, _ in found))
        message = f"{node}: {names} hung there and stand in no table of pods: captures of different moments"
        board.report("AP401", message, [item for _, item in sorted(found)])


def _names(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _conflicts(board: Board, draft: Draft) -> None:
    for conflict in draft.conflicts:
        # A pod's state is another at every moment: what changes in its life is no contradiction.
        if conflict.field in ("status", "ready", "restarts") and draft.what.startswith("pod ") and not {conflict.kept, conflict.other} & ENDED:
            continue
        basis = draft.basis[conflict.field]
        draft.basis[conflict.field] = replace(basis, candidates=tuple(dict.fromkeys((*basis.candidates, str(conflict.kept), str(conflict.other)))))
        board.report("AP402", f"{conflict.what}: {conflict.field} is {conflict.kept} in one capture and {conflict.other} in another", conflict.evidence)
