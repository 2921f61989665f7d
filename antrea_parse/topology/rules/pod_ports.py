"""Which interface a pod hangs on: each kind of evidence makes claims, the strongest that is unique wins, ties are ambiguous."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from antrea_parse.topology.basis import Certainty, Evidence
from antrea_parse.topology.board import Board, Draft, PodKey, PortClaim
from antrea_parse.topology.captured import options
from antrea_parse.topology.model import Binding
from antrea_parse.topology.names import pod_prefix, port_prefix
from antrea_parse.topology.rules.pods import ENDED

#: Order of evidence (docs/topology.md): larger wins.
NAME_PREFIX = 10


def apply(board: Board) -> None:
    """Collect the claims and resolve them."""
    board.claims.extend(_by_name_prefix(board))
    resolve(board)


def _by_name_prefix(board: Board) -> Iterator[PortClaim]:
    """A pod's interface begins with the first eight characters of its name (antrea pkg/agent/util/net.go)."""
    pods = _attached_pods(board)
    for node in pods:
        interfaces = _pod_interfaces(board, node)
        for key in pods[node]:
            for name in interfaces.get(pod_prefix(key[1]), ()):
                proof = (*board.pods[key].basis["name"].evidence[:1], *_interface_proof(board, node, name))
                yield PortClaim(key, node, name, NAME_PREFIX, "inferred", "name-prefix", proof)


def _attached_pods(board: Board) -> dict[str, list[PodKey]]:
    """Pods that should have an interface, by node."""
    found: dict[str, list[PodKey]] = defaultdict(list)
    for key, pod in board.pods.items():
        if pod.get("node") is not None and pod.get("host_network") is not True and pod.get("status") not in ENDED:
            found[pod.get("node")].append(key)
    return found


def _pod_interfaces(board: Board, node: str) -> dict[str, list[str]]:
    """Names of a node's pod interfaces by prefix, from Open vSwitch and from the host."""
    names = {name: None for name, draft in board.interfaces.get(node, {}).items() if draft.get("kind") == "pod"}
    names |= {port.get("name"): None for _, port in board.ports_of(node) if port.get("kind") == "pod"}
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        prefix = port_prefix(name)
        if prefix is not None:
            found[prefix].append(name)
    return found


def _interface_proof(board: Board, node: str, name: str) -> list[Evidence]:
    proof: list[Evidence] = []
    for _, port in board.ports_of(node):
        if port.get("name") == name:
            proof += port.basis["name"].evidence[:2]
    if name in board.interfaces.get(node, {}):
        proof += board.interfaces[node][name].basis["name"].evidence[:1]
    return proof


def resolve(board: Board) -> None:
    """Turn claims into bindings: a claim holds when no equally strong one disputes its pod or its interface."""
    by_pod: dict[PodKey, list[PortClaim]] = defaultdict(list)
    by_interface: dict[tuple[str, str], list[PortClaim]] = defaultdict(list)
    for claim in board.claims:
        by_pod[claim.pod].append(claim)
        by_interface[claim.node, claim.interface].append(claim)
    for key, pod in board.pods.items():
        if pod.get("host_network") is True:
            continue
        board.bindings[key] = [_resolve_pod(board, key, pod, by_pod.get(key, []), by_interface)]
    for key, bindings in board.bindings.items():
        for binding in bindings:
            if binding.interface is not None:
                _name_pod(board, key, binding)


def _resolve_pod(board: Board, key: PodKey, pod: Draft, claims: list[PortClaim], by_interface: dict[tuple[str, str], list[PortClaim]]) -> Binding:
    node = pod.get("node")
    if not claims:
        return Binding(certainty="unknown", missing=_missing(board, node), evidence=pod.basis["name"].evidence[:1])
    strongest = max(claim.strength for claim in claims)
    best = [claim for claim in claims if claim.strength == strongest]
    names = tuple(dict.fromkeys(claim.interface for claim in best))
    winner = best[0]
    rivals = [claim for claim in by_interface[winner.node, winner.interface] if claim.pod != key and claim.strength >= strongest]
    if len(names) > 1 or rivals or not _is_complete(board, winner):
        proof = tuple(dict.fromkeys(item for claim in best for item in claim.evidence))
        missing: tuple[str, ...] = ("ovs-vsctl list interface on " + node, "antctl get podinterface on " + node) if node else ()
        if len(names) == 1 and not rivals:
            missing = ("kubectl get pods -A -o wide",)
        return Binding(certainty="ambiguous", rule=winner.rule, evidence=proof, candidates=names, missing=missing)
    evidence = tuple(dict.fromkeys(item for claim in best for item in claim.evidence))
    return _bound(board, winner, evidence)


def _is_complete(board: Board, claim: PortClaim) -> bool:
    """Whether a claim that rests on being the only one may do so: the pod table must list every pod."""
    if claim.rule != "name-prefix":
        return True
    return any(
        options(capture).get("all_namespaces")
        and not capture.partial
        and not options(capture).keys() & {"selector", "field_selector"}
        for capture in board.captured.captures("kubectl get pods")
    )


def _bound(board: Board, claim: PortClaim, evidence: tuple[Evidence, ...]) -> Binding:
    node, name = claim.node, claim.interface
    bridge = ofport = mac = None
    ofport_certainty: Certainty = "unknown"
    missing: tuple[str, ...] = ()
    for bridge_name, port in board.ports_of(node):
        if port.get("name") == name:
            bridge, ofport, mac = bridge_name, port.get("ofport"), port.get("mac")
            ofport_certainty = port.certainty("ofport")
            break
    if ofport is None:
        known = list(board.bridges.get(node, {}))
        missing = (f"ovs-ofctl show {known[0] if len(known) == 1 else 'br-int'} on {node}",)
    if mac is None and name in board.interfaces.get(node, {}):
        mac = board.interfaces[node][name].get("mac")
    return Binding(
        interface=name,
        ofport=ofport,
        mac=mac,
        bridge=bridge,
        certainty=claim.certainty,
        ofport_certainty=ofport_certainty,
        rule=claim.rule,
        evidence=evidence,
        candidates=(name,),
        missing=missing,
    )


def _missing(board: Board, node: str | None) -> tuple[str, ...]:
    if node is None:
        return ("kubectl get pods -A -o wide",)
    have = board.nodes[node].get("captured") or ()
    missing = [f"{command} on {node}" for command in ("ovs-vsctl show", "ovs-ofctl show br-int") if command.removesuffix(" br-int") not in have]
    missing.append(f"ip address on {node}" if "ip address" not in have else f"a newer ip address on {node}")
    return tuple(missing)


def _name_pod(board: Board, key: PodKey, binding: Binding) -> None:
    """Write the pod on its interface and port."""
    node, name = board.pods[key].get("node"), binding.interface
    namespace = board.pods[key].get("namespace")
    pod = f"{namespace or '?'}/{key[1]}"
    drafts = [port for _, port in board.ports_of(node) if port.get("name") == name]
    if name in board.interfaces.get(node, {}):
        drafts.append(board.interfaces[node][name])
    for draft in drafts:
        draft.put("pod", pod, binding.evidence, certainty=binding.certainty, rule=binding.rule)
