"""Ports that Open vSwitch could not open, ports without a pod, pods without a port (findings 18, 19, 20)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from antrea_parse.snapshot.capture import Capture
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.asked import in_full
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, finding
from antrea_parse.topology.findings.proof import all_pods, line, one_moment
from antrea_parse.topology.model import Node, Pod, Port, Topology
from antrea_parse.topology.names import pod_prefix, port_prefix

#: Outputs that list every port of a bridge.
_PORT_LISTS = ("ovs-vsctl show", "ovs-ofctl show", "ovs-ofctl dump-ports-desc")
#: OpenFlow number of a port that could not be opened.
_NOT_OPENED = -1


def find(topology: Topology, board: Board) -> Iterator[Diagnostic]:
    """Look at the ports of each node, and compare them with its pods."""
    tables = all_pods(board)
    homeless = any(pod.node is None for pod in topology.pods)
    for node in topology.nodes:
        ports = [port for bridge in node.bridges for port in bridge.ports]
        for port in ports:
            if port.error:
                yield finding("AP419", f"{node.name}: Open vSwitch could not open port {port.name}: {port.error}", port.why("error").evidence)
            elif port.ofport == _NOT_OPENED:
                yield finding("AP420", f"{node.name}: port {port.name} has the number -1: it could not be opened", port.why("ofport").evidence)
        if tables:
            if not homeless:  # else a port could be one of theirs
                yield from _without_pod(topology, board, node, ports, tables[0])
            yield from _without_port(topology, board, node, ports, tables[0])


def _port_lists(board: Board, node: str) -> list[Capture]:
    return [capture for command in _PORT_LISTS for capture in in_full(board.captured, command, node)]


def _without_pod(topology: Topology, board: Board, node: Node, ports: list[Port], table: Capture) -> Iterator[Diagnostic]:
    prefixes = {pod_prefix(pod.name) for pod in topology.pods_of(node.name)}
    for port in ports:
        # Ports that Open vSwitch names with their pod are told where captures of different moments are.
        if port.kind != "pod" or port.pod is not None or port.error or port.ofport == _NOT_OPENED:
            continue
        prefix = port_prefix(port.name)
        if prefix is None or prefix in prefixes or port.pod_ips:
            continue
        captures = _port_lists(board, node.name)
        proof = (*port.why("name").evidence[:1], line(table))
        yield _stale_or_moved("AP420", f"{node.name}: no pod of the node is called as its port {port.name}", proof, [*captures, table])


def _without_port(topology: Topology, board: Board, node: Node, ports: list[Port], table: Capture) -> Iterator[Diagnostic]:
    captures = _port_lists(board, node.name)
    # Ports that are not named after pods (networkPolicyOnly keeps the names of the other plugin) could be anybody's.
    foreign = any(port.kind in ("pod", "other") and port.pod is None and port_prefix(port.name) is None for port in ports)
    if not captures or foreign or node.os == "windows":
        return
    for pod in topology.pods_of(node.name):
        if pod.status == "Running" and pod.host_network is False and not pod.ended and not _has_candidate(pod):
            proof = (*pod.why("name").evidence[:1], line(captures[0]))
            yield _stale_or_moved("AP421", f"{node.name}: pod {pod.key} is running and has no port", proof, [captures[0], table])


def _has_candidate(pod: Pod) -> bool:
    return any(binding.interface is not None or binding.candidates or binding.ofport is not None for binding in pod.ports)


def _stale_or_moved(code: str, message: str, proof: Sequence[Evidence], captures: list[Capture]) -> Diagnostic:
    """A fault where the captures are of one moment; else it may be that one is older."""
    if one_moment(captures):
        return finding(code, message, proof)
    return finding(code, f"{message}, unless the captures are of different moments", proof, level="info")
