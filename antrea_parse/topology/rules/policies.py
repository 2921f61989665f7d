"""Network policies, the pods they select and the pods that their rules name.

What a policy selects can be told where the labels of the pods are known: from objects, or from tables with ``--show-labels``.
"""

from __future__ import annotations

from typing import Any

from antrea_parse.topology.basis import ONE_MOMENT, Basis, Certainty, Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, is_manifest, options
from antrea_parse.topology.model import Direction, PolicyRule
from antrea_parse.topology.selection import Chosen, Selection, selector_text

_ANTREA = (("kubectl get clusternetworkpolicies", "ClusterNetworkPolicy"), ("kubectl get networkpolicies.crd.antrea.io", "AntreaNetworkPolicy"))
_DIRECTIONS: tuple[Direction, Direction] = ("ingress", "egress")


def apply(board: Board) -> None:
    """Make drafts of the policies."""
    selection = Selection(board)
    for capture, record in board.captured.rows("kubectl get networkpolicies"):
        _kubernetes(board, selection, capture, record)
    for command, kind in _ANTREA:
        for capture, record in board.captured.rows(command):
            _antrea(board, selection, capture, record, kind)


def _draft(board: Board, kind: str, namespace: str | None, name: str, proof: Evidence, how: dict[str, Any]) -> Draft:
    draft = board.policies.setdefault((kind, namespace, name), Draft(f"policy {kind} {namespace or ''}/{name}", kind=kind, namespace=namespace, name=name))
    draft.put("name", name, proof, **how)
    return draft


def _kubernetes(board: Board, selection: Selection, capture: Any, record: Any) -> None:
    namespace = record.namespace or options(capture).get("namespace")
    proof = evidence(capture, record)
    how: dict[str, Any] = {"certainty": "inferred", "rule": "manifest"} if is_manifest(capture, record) else {}
    draft = _draft(board, "NetworkPolicy", namespace or "default", record.name, proof, how)
    if namespace is None:
        draft.put("namespace", "default", proof, certainty="inferred", rule="kubectl-default-namespace")
    if record.pod_selector is not None or "pod_selector" in record.model_fields_set:
        draft.put("pod_selector", selector_text(record.pod_selector), proof, **how)
        _put(draft, "pods", selection.pods(draft.values["namespace"], record.pod_selector), proof, how)
    if record.policy_types is None and record.ingress is None and record.egress is None:
        return
    directions = tuple(item for item in _DIRECTIONS if item.title() in record.policy_types) if record.policy_types else _implied(record)
    draft.put("directions", directions, proof, **how)
    rules = []
    for direction in _DIRECTIONS:
        for rule in getattr(record, direction) or ():
            chosen = [selection.peer(draft.values["namespace"], peer) for peer in rule.peers]
            rules.append(_rule(direction, chosen, rule.ports, proof, how))
    draft.put("rules", tuple(rules), proof, **how)


def _implied(record: Any) -> tuple[Direction, ...]:
    """Directions of a policy that does not name them: ingress always, egress where it has rules for it."""
    return ("ingress", "egress") if record.egress else ("ingress",)


def _antrea(board: Board, selection: Selection, capture: Any, record: Any, kind: str) -> None:
    namespace = None
    proof = evidence(capture, record)
    how: dict[str, Any] = {"certainty": "inferred", "rule": "manifest"} if is_manifest(capture, record) else {}
    if kind == "AntreaNetworkPolicy":
        namespace = record.namespace or options(capture).get("namespace") or "default"
    draft = _draft(board, kind, namespace, record.name, proof, how)
    for field in ("tier", "priority"):
        value = getattr(record, field)
        if value is not None:
            draft.put(field, value, proof, **how)
    if record.applied_to is None and record.ingress is None and record.egress is None:
        return
    listed = [(direction, rule) for direction in _DIRECTIONS for rule in getattr(record, direction) or ()]
    applied = [*(record.applied_to or ()), *(peer for _, rule in listed for peer in rule.applied_to)]
    if applied:
        _put(draft, "pods", Chosen.union(selection.antrea_peer(namespace, peer) for peer in applied), proof, how)
    draft.put("directions", tuple(item for item in _DIRECTIONS if any(direction == item for direction, _ in listed)), proof, **how)
    rules = []
    for direction, rule in listed:
        chosen = [selection.antrea_peer(namespace, peer) for peer in rule.peers]
        chosen += [Chosen(f"service {item.namespace or namespace or '?'}/{item.name}", (), ("?",)) for item in rule.to_services]
        rules.append(_rule(direction, chosen, rule.ports, proof, how, action=rule.action, name=rule.name))
    draft.put("rules", tuple(rules), proof, **how)


def _put(draft: Draft, field: str, chosen: Chosen, proof: Evidence, how: dict[str, Any]) -> None:
    basis = _basis(chosen, proof, how)
    draft.rest(field, chosen.pods, basis)


def _basis(chosen: Chosen, proof: Evidence, how: dict[str, Any]) -> Basis:
    lines = (proof, *chosen.evidence)
    if chosen.open:
        candidates = (*chosen.pods, *(item for item in chosen.open if item != "?"))
        missing = ("kubectl get pods -A -o wide --show-labels",)
        # Where there may be pods that nothing lists, what is listed does not hold all that fits.
        return Basis("ambiguous" if candidates and "?" not in chosen.open else "unknown", "label-selector", lines, candidates, missing, ONE_MOMENT)
    certainty: Certainty = "inferred" if how or chosen.certainty == "inferred" else "observed"
    return Basis(certainty, "label-selector", lines, assumes=ONE_MOMENT)


def _rule(
    direction: Direction, chosen: list[Chosen], ports: Any, proof: Evidence, how: dict[str, Any], *, action: str = "Allow", name: str | None = None
) -> PolicyRule:
    together = Chosen.union(chosen)
    return PolicyRule(
        direction=direction,
        peers=tuple(item.words for item in chosen),
        peer_pods=together.pods,
        ports=tuple(_port(port) for port in ports),
        action=action,
        name=name,
        basis={"peers": Basis(how.get("certainty", "observed"), how.get("rule", ""), (proof,)), "peer_pods": _basis(together, proof, how)},
    )


def _port(port: Any) -> str:
    if port.port is None:
        return str(port.protocol)
    return f"{port.protocol}/{port.port}" + (f"-{port.end_port}" if port.end_port else "")
