"""Pod ↔ interface by name: an interface begins with the first eight characters of its pod's name (antrea pkg/agent/util/net.go).

A convention, and names share prefixes: whatever it concludes is `inferred`, and only where the pod table lists every pod of the cluster.
"""

from __future__ import annotations

from collections import defaultdict

from antrea_parse.topology.basis import ONE_MOMENT, Certainty
from antrea_parse.topology.board import Board, Draft, PodKey, PortClaim
from antrea_parse.topology.names import pod_prefix, port_prefix
from antrea_parse.topology.strength import NAME_PREFIX


def apply(board: Board) -> None:
    """Claim for each pod the interfaces of its node that begin as its name does."""
    certainty: Certainty = "inferred" if board.captured.lists_every_pod() else "ambiguous"
    # Interfaces of secondary networks begin with their pod's name too.
    secondary = {(claim.node, claim.interface) for claim in board.claims if claim.device is not None}
    for node, keys in attached_pods(board).items():
        interfaces = pod_interfaces(board, node)
        by_prefix: dict[str, list[str]] = defaultdict(list)
        for name in sorted(interfaces):
            prefix = port_prefix(name)
            if prefix is not None and (node, name) not in secondary:
                by_prefix[prefix].append(name)
        for key in keys:
            for name in by_prefix.get(pod_prefix(key[1]), ()):
                proof = [*board.pods[key].proof("name"), *(item for draft in interfaces[name] for item in draft.proof("name", 2))]
                board.claims.append(PortClaim(key, node, name, NAME_PREFIX, certainty, "name-prefix", tuple(proof), assumes=ONE_MOMENT))


def attached_pods(board: Board) -> dict[str, list[PodKey]]:
    """Pods that should have an interface, by node."""
    found: dict[str, list[PodKey]] = defaultdict(list)
    for key, pod in board.pods.items():
        if pod.get("node") is not None and pod.get("host_network") is not True and not pod.get("ended"):
            found[pod.get("node")].append(key)
    return found


def pod_interfaces(board: Board, node: str) -> dict[str, list[Draft]]:
    """A node's pod interfaces by name, with their drafts from Open vSwitch and from the host; ports of secondary bridges left out."""
    found: dict[str, list[Draft]] = defaultdict(list)
    apart: set[str] = set()
    for bridge, port in board.ports_of(node):
        if port.get("kind") == "pod":
            if board.bridges[node][bridge].get("role") == "secondary":
                apart.add(port.get("name"))
            else:
                found[port.get("name")].append(port)
    for name, interface in board.interfaces.get(node, {}).items():
        if interface.get("kind") == "pod" and name not in apart:
            found[name].append(interface)
    return found
