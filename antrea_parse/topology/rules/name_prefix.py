"""Pod ↔ interface by name: an interface begins with the first eight characters of its pod's name (antrea pkg/agent/util/net.go).

A convention, and names share prefixes: whatever it concludes is `inferred`, and only where the pod table lists every pod of the cluster.
"""

from __future__ import annotations

from collections import defaultdict

from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.board import Board, Draft, PodKey, PortClaim
from antrea_parse.topology.captured import options
from antrea_parse.topology.names import pod_prefix, port_prefix
from antrea_parse.topology.rules.pods import ENDED
from antrea_parse.topology.strength import NAME_PREFIX


def apply(board: Board) -> None:
    """Claim for each pod the interfaces of its node that begin as its name does."""
    certainty: Certainty = "inferred" if _lists_every_pod(board) else "ambiguous"
    for node, keys in attached_pods(board).items():
        interfaces = pod_interfaces(board, node)
        by_prefix: dict[str, list[str]] = defaultdict(list)
        for name in sorted(interfaces):
            prefix = port_prefix(name)
            if prefix is not None:
                by_prefix[prefix].append(name)
        for key in keys:
            for name in by_prefix.get(pod_prefix(key[1]), ()):
                proof = [*board.pods[key].basis["name"].evidence[:1], *(item for draft in interfaces[name] for item in draft.basis["name"].evidence[:2])]
                board.claims.append(PortClaim(key, node, name, NAME_PREFIX, certainty, "name-prefix", tuple(proof)))


def attached_pods(board: Board) -> dict[str, list[PodKey]]:
    """Pods that should have an interface, by node."""
    found: dict[str, list[PodKey]] = defaultdict(list)
    for key, pod in board.pods.items():
        if pod.get("node") is not None and pod.get("host_network") is not True and pod.get("status") not in ENDED:
            found[pod.get("node")].append(key)
    return found


def pod_interfaces(board: Board, node: str) -> dict[str, list[Draft]]:
    """A node's pod interfaces by name, with their drafts from Open vSwitch and from the host."""
    found: dict[str, list[Draft]] = defaultdict(list)
    for _, port in board.ports_of(node):
        if port.get("kind") == "pod":
            found[port.get("name")].append(port)
    for name, interface in board.interfaces.get(node, {}).items():
        if interface.get("kind") == "pod":
            found[name].append(interface)
    return found


def _lists_every_pod(board: Board) -> bool:
    """Being the only pod with a prefix means something only in a whole table of all namespaces."""
    return any(
        options(capture).get("all_namespaces") and not capture.partial and not options(capture).keys() & {"selector", "field_selector"}
        for capture in board.captured.captures("kubectl get pods")
    )
