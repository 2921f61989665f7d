"""Captures of one node that cannot be of one moment: said as such, not as a fault."""

from __future__ import annotations

from antrea_parse.topology.board import Board, Draft


def apply(board: Board) -> None:
    """Compare the pod ports of Open vSwitch with the host's interfaces, and report what captures contradict."""
    for node in board.nodes:
        _ports_and_interfaces(board, node)
    drafts = [*board.nodes.values(), *board.pods.values(), *board.services.values(), *board.endpoints.values(), board.cluster, board.overlay]
    drafts += [draft for interfaces in board.interfaces.values() for draft in interfaces.values()]
    drafts += [draft for ports in board.ports.values() for draft in ports.values()]
    for draft in drafts:
        _conflicts(board, draft)


def _ports_and_interfaces(board: Board, node: str) -> None:
    interfaces = board.interfaces.get(node, {})
    ports = {port.get("name"): port for _, port in board.ports_of(node) if port.get("kind") == "pod"}
    partial = any(capture.partial for command in ("ip address", "ip link") for capture in board.captured.captures(command, node))
    if not ports or not interfaces or partial:
        return
    only_ports = sorted(set(ports) - set(interfaces))
    only_interfaces = sorted(name for name, draft in interfaces.items() if draft.get("kind") == "pod" and name not in ports)
    for names, drafts, where, absent in (
        (only_ports, ports, "Open vSwitch", "'ip address'"),
        (only_interfaces, interfaces, "'ip address'", "Open vSwitch"),
    ):
        if names:
            stand = "stands" if len(names) == 1 else "stand"
            message = f"{node}: {', '.join(names)} {stand} in the output of {where} and not in that of {absent}: captures of different moments"
            board.report("AP401", message, [item for name in names for item in drafts[name].basis["name"].evidence[:1]])


def _conflicts(board: Board, draft: Draft) -> None:
    for conflict in draft.conflicts:
        board.report("AP402", f"{conflict.what}: {conflict.field} is {conflict.kept} in one capture and {conflict.other} in another", conflict.evidence)
