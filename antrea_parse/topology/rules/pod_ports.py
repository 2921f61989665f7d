"""Resolves the claims about pods and interfaces: the strongest that is unique wins, ties are ambiguous, all candidates are kept."""

from __future__ import annotations

from collections import defaultdict

from antrea_parse.topology.basis import Certainty, Evidence
from antrea_parse.topology.board import Board, Draft, PodKey, PortClaim
from antrea_parse.topology.model import Binding
from antrea_parse.topology.rules.pods import ENDED


def apply(board: Board) -> None:
    """Give every pod of the pod network its binding, and write pods on their interfaces and ports."""
    by_pod: dict[PodKey, list[PortClaim]] = defaultdict(list)
    by_interface: dict[tuple[str, str], list[PortClaim]] = defaultdict(list)
    for claim in board.claims:
        by_pod[claim.pod].append(claim)
        by_interface[claim.node, claim.interface].append(claim)
    for key, pod in board.pods.items():
        if pod.get("host_network") is True or (pod.get("status") in ENDED and key not in by_pod):
            continue
        binding = _resolve(board, key, pod, by_pod.get(key, []), by_interface)
        board.bindings[key] = [binding]
        if binding.interface is not None:
            _name_pod(board, pod, binding)


def _resolve(board: Board, key: PodKey, pod: Draft, claims: list[PortClaim], by_interface: dict[tuple[str, str], list[PortClaim]]) -> Binding:
    node = pod.get("node")
    if not claims:
        return Binding(certainty="unknown", missing=_missing(board, node), evidence=pod.basis["name"].evidence[:1])
    strongest = max(claim.strength for claim in claims)
    best = [claim for claim in claims if claim.strength == strongest]
    names = tuple(dict.fromkeys(claim.interface for claim in best))
    winner = best[0]
    evidence = tuple(dict.fromkeys(item for claim in best for item in claim.evidence))
    rivals = [claim for claim in by_interface[winner.node, winner.interface] if claim.pod != key and claim.strength >= strongest]
    if len(names) > 1 or rivals:
        missing = (f"ovs-vsctl list interface on {node}", f"antctl get podinterface on {node}")
        return Binding(certainty="ambiguous", rule=winner.rule, evidence=evidence, candidates=names, missing=missing)
    if winner.certainty == "ambiguous":
        return Binding(certainty="ambiguous", rule=winner.rule, evidence=evidence, candidates=names, missing=("kubectl get pods -A -o wide",))
    weaker = {claim.interface for claim in claims} - set(names)
    if weaker and winner.certainty != "observed":
        return Binding(certainty="ambiguous", rule=winner.rule, evidence=evidence, candidates=(*names, *sorted(weaker)))
    return _bound(board, winner, evidence, next((claim.ofport for claim in best if claim.ofport is not None), None))


def _bound(board: Board, claim: PortClaim, evidence: tuple[Evidence, ...], claimed: int | None) -> Binding:
    node, name = claim.node, claim.interface
    bridge = mac = None
    ofport = claimed
    certainty: Certainty = "unknown" if claimed is None else "observed"
    for bridge_name, port in board.ports_of(node):
        if port.get("name") == name:
            bridge, mac = bridge_name, port.get("mac")
            if port.get("ofport") is not None:
                ofport, certainty = port.get("ofport"), port.certainty("ofport")
            break
    if mac is None and name in board.interfaces.get(node, {}):
        mac = board.interfaces[node][name].get("mac")
    known = list(board.bridges.get(node, {}))
    return Binding(
        interface=name,
        ofport=ofport,
        mac=mac,
        bridge=bridge,
        certainty=claim.certainty,
        ofport_certainty=certainty,
        rule=claim.rule,
        evidence=evidence,
        candidates=(name,),
        missing=() if ofport is not None else (f"ovs-ofctl show {known[0] if len(known) == 1 else 'br-int'} on {node}",),
    )


def _missing(board: Board, node: str | None) -> tuple[str, ...]:
    if node is None:
        return ("kubectl get pods -A -o wide",)
    have = board.captured.commands_of(node)
    missing = [f"{command}{bridge} on {node}" for command, bridge in (("ovs-vsctl show", ""), ("ovs-ofctl show", " br-int")) if command not in have]
    missing.append(f"ip address on {node}" if "ip address" not in have else f"a newer ip address on {node}")
    return tuple(missing)


def _name_pod(board: Board, pod: Draft, binding: Binding) -> None:
    """Write the pod on its interface and port."""
    node, name = pod.get("node"), binding.interface
    label = f"{pod.get('namespace') or '?'}/{pod.get('name')}"
    drafts = [port for _, port in board.ports_of(node) if port.get("name") == name]
    if name in board.interfaces.get(node, {}):
        drafts.append(board.interfaces[node][name])
    for draft in drafts:
        draft.put("pod", label, binding.evidence, certainty=binding.certainty, rule=binding.rule)
