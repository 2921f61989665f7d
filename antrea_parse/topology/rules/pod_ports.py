"""Resolves the claims about pods and interfaces.

A candidate's score is the sum of the strengths of the rules that claim it. A pod gets the interface that scores best for it, if no other scores
as much and if no other pod has a better or equal claim to it; else all candidates are kept, best first, as ambiguous.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from antrea_parse.topology.asked import in_full
from antrea_parse.topology.basis import EVIDENCE_LIMIT, ONE_MOMENT, Certainty, Evidence
from antrea_parse.topology.board import Board, Draft, PodKey, PortClaim
from antrea_parse.topology.model import Binding
from antrea_parse.topology.names import INTEGRATION_BRIDGE, pod_prefix, port_prefix
from antrea_parse.topology.rules.name_prefix import attached_pods, pod_interfaces
from antrea_parse.topology.strength import ELIMINATION, NAME_PREFIX

#: Commands that list all interfaces or ports of a node.
_LISTS = (
    "ip address",
    "ip link",
    "ovs-vsctl show",
    "ovs-ofctl show",
    "ovs-ofctl dump-ports-desc",
    "ovs-vsctl list interface",
    "antctl get podinterface",
)
Interface = tuple[str, str]


def apply(board: Board) -> None:
    """Give every pod of the pod network its bindings, and write pods on their interfaces and ports."""
    matcher = _Matcher(board)
    matcher.resolve()
    if board.captured.lists_every_pod():
        _eliminate(board, matcher)
    for key, pod in board.pods.items():
        if pod.get("host_network") is True or (pod.get("ended") and key not in matcher.claims):
            continue
        board.bindings[key] = [matcher.binding(key), *matcher.secondary(key)]
        for binding in board.bindings[key]:
            if binding.interface is not None:
                _name_pod(board, pod, binding)


@dataclass(slots=True)
class _Candidate:
    """An interface that rules claim for a pod."""

    score: int = 0
    claims: list[PortClaim] = field(default_factory=list)

    def add(self, claim: PortClaim) -> None:
        if not any(other.rule == claim.rule for other in self.claims):
            self.score += claim.strength
        self.claims.append(claim)


class _Matcher:
    def __init__(self, board: Board) -> None:
        self.board = board
        self.claims: dict[PodKey, dict[Interface, _Candidate]] = defaultdict(dict)
        self.further: dict[PodKey, list[PortClaim]] = defaultdict(list)
        self.rivals: dict[Interface, set[PodKey]] = defaultdict(set)
        self.won: dict[PodKey, Interface] = {}
        self.taken: dict[Interface, PodKey] = {}
        self.crowded = _crowded(board)
        for claim in board.claims:
            if claim.device is not None:
                self.further[claim.pod].append(claim)
            else:
                self.add(claim)

    def add(self, claim: PortClaim) -> None:
        place = (claim.node, claim.interface)
        self.claims[claim.pod].setdefault(place, _Candidate()).add(claim)
        self.rivals[place].add(claim.pod)

    def ranked(self, key: PodKey) -> list[tuple[Interface, _Candidate]]:
        """Candidates of a pod, best first."""
        return sorted(self.claims.get(key, {}).items(), key=lambda item: (-item[1].score, item[0]))

    def left(self, key: PodKey) -> list[tuple[Interface, _Candidate]]:
        """Candidates of a pod that no other pod has for certain, best first."""
        return [(place, candidate) for place, candidate in self.ranked(key) if self.taken.get(place, key) == key]

    def resolve(self) -> None:
        """Give each pod its interface, where one is better than all others both ways."""
        for key in self.claims:
            if (place := self._winner(key)) is not None:
                self.win(key, place)

    def win(self, key: PodKey, place: Interface) -> None:
        """Give an interface to a pod."""
        self.won[key] = place
        self.taken[place] = key

    def _winner(self, key: PodKey) -> Interface | None:
        ranked = self.ranked(key)
        place, best = ranked[0]
        if len(ranked) > 1 and ranked[1][1].score == best.score:
            return None
        if all(claim.certainty == "ambiguous" for claim in best.claims):
            return None
        if any(self.claims[rival][place].score >= best.score for rival in self.rivals[place] if rival != key):
            return None
        return None if self._contradicted(ranked) else place

    def _contradicted(self, ranked: list[tuple[Interface, _Candidate]]) -> bool:
        """Whether a rule names candidates and the best is not among them, though no capture prints the best."""
        best = ranked[0][1]
        if any(claim.certainty == "observed" for claim in best.claims):
            return False
        rules = {claim.rule for claim in best.claims}
        return any(claim.rule not in rules for _, other in ranked[1:] for claim in other.claims)

    def binding(self, key: PodKey) -> Binding:
        """The primary attachment of a pod."""
        board, pod, ranked = self.board, self.board.pods[key], self.left(key)
        node = pod.get("node")
        if not ranked:
            return self._without_interface(key, pod, node)
        names, scores = tuple(place[1] for place, _ in ranked), tuple(candidate.score for _, candidate in ranked)
        best = ranked[0][1]
        proof = tuple(dict.fromkeys(item for claim in best.claims for item in claim.evidence))[:EVIDENCE_LIMIT]
        if key not in self.won:
            by_name = all(claim.strength <= NAME_PREFIX for claim in best.claims)
            if by_name and (key in self.crowded or not self._listed(node)):
                # There are more pods of this name than interfaces, or the lists were cut: the pod's own may be missing.
                return Binding(rule=best.claims[0].rule, evidence=proof, candidates=names, scores=scores, missing=_missing(board, node))
            missing: tuple[str, ...] = (f"ovs-vsctl list interface on {node}", f"antctl get podinterface on {node}")
            if not board.captured.lists_every_pod() and len(ranked) == 1:
                missing = ("kubectl get pods -A -o wide, with its command line",)
            return Binding(certainty="ambiguous", rule=best.claims[0].rule, evidence=proof, candidates=names, scores=scores, missing=missing)
        leading = max(best.claims, key=_weight)
        claimed = next((claim for claim in sorted(best.claims, key=lambda item: -item.strength) if claim.ofport is not None), None)
        return _bound(board, leading, proof, claimed).model_copy(update={"candidates": names, "scores": scores})

    def _listed(self, node: str) -> bool:
        """Whether a capture shows all interfaces or ports of a node."""
        return any(in_full(self.board.captured, command, node) for command in _LISTS)

    def _without_interface(self, key: PodKey, pod: Draft, node: str | None) -> Binding:
        proof = pod.proof("name")
        number = self.board.numbers.get(key)
        if number is not None:
            missing = (f"ovs-ofctl show {INTEGRATION_BRIDGE} on {node}",)
            return Binding(ofport=number[0], ofport_certainty="inferred", rule="flow-address", evidence=number[1][:EVIDENCE_LIMIT], missing=missing)
        return Binding(certainty="unknown", missing=_missing(self.board, node), evidence=proof)

    def secondary(self, key: PodKey) -> list[Binding]:
        """Attachments to secondary networks."""
        found: dict[str, PortClaim] = {}
        taken = self.won.get(key)
        for claim in sorted(self.further.get(key, ()), key=lambda item: -item.strength):
            if taken is None or claim.interface != taken[1]:
                found.setdefault(claim.interface, claim)
        bindings = [_bound(self.board, claim, claim.evidence, claim if claim.ofport is not None else None) for claim in found.values()]
        return [
            binding.model_copy(update={"device": None if claim.device == "?" else claim.device, "candidates": (claim.interface,), "scores": (claim.strength,)})
            for binding, claim in zip(bindings, found.values(), strict=True)
        ]


def _weight(claim: PortClaim) -> tuple[bool, bool, int]:
    """What a binding is said to rest on: what a capture prints, else what decided between candidates, else the strongest."""
    return claim.certainty == "observed", claim.rule == "elimination", claim.strength


def _crowded(board: Board) -> set[PodKey]:
    """Pods of which more begin alike on a node than interfaces do."""
    found: set[PodKey] = set()
    for node, keys in attached_pods(board).items():
        count = Counter(port_prefix(name) for name in pod_interfaces(board, node))
        groups: dict[str, list[PodKey]] = defaultdict(list)
        for key in keys:
            groups[pod_prefix(key[1])].append(key)
        for prefix, group in groups.items():
            if len(group) > count[prefix]:
                found.update(group)
    return found


def _eliminate(board: Board, matcher: _Matcher) -> None:
    """Where a node has as many pods as interfaces of a prefix and all but one pair are known, the last pair is known too."""
    for node, keys in attached_pods(board).items():
        pods: dict[str, list[PodKey]] = defaultdict(list)
        for key in keys:
            pods[pod_prefix(key[1])].append(key)
        places: dict[str, list[str]] = defaultdict(list)
        interfaces = pod_interfaces(board, node)
        for name in interfaces:
            if prefix := port_prefix(name):
                places[prefix].append(name)
        for prefix, group in pods.items():
            open_pods = [key for key in group if key not in matcher.won]
            left = [name for name in places[prefix] if (node, name) not in matcher.taken]
            known = [key for key in group if key in matcher.won]
            if len(open_pods) == 1 and len(left) == 1 and known and len(group) == len(places[prefix]):
                key, name = open_pods[0], left[0]
                # The name is claimed already; a pair that nothing but the names speak for is won by elimination.
                others = [candidate for place, candidate in matcher.claims[key].items() if place != (node, name)]
                if any(claim.strength > NAME_PREFIX for candidate in others for claim in candidate.claims):
                    continue
                proof = (*board.pods[key].proof("name"), *(item for draft in interfaces[name] for item in draft.proof("name")))
                proof += tuple(item for other in known for item in board.pods[other].proof("name"))
                matcher.add(PortClaim(key, node, name, ELIMINATION, "inferred", "elimination", proof[:EVIDENCE_LIMIT], assumes=ONE_MOMENT))
                matcher.win(key, (node, name))


def _bound(board: Board, claim: PortClaim, evidence: tuple[Evidence, ...], claimed: PortClaim | None) -> Binding:
    node, name = claim.node, claim.interface
    bridge = mac = None
    ofport = claimed.ofport if claimed else None
    certainty: Certainty = "unknown" if claimed is None else claimed.certainty
    if (found := board.port(node, name)) is not None:
        bridge, mac = found[0], found[1].get("mac")
        if found[1].get("ofport") is not None and (ofport is None or found[1].certainty("ofport") == "observed"):
            ofport, certainty = found[1].get("ofport"), found[1].certainty("ofport")
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
        missing=() if ofport is not None else (f"ovs-ofctl show {known[0] if len(known) == 1 else INTEGRATION_BRIDGE} on {node}",),
        assumes="" if claim.certainty == "observed" and not claim.assumes else claim.assumes,
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
    found = board.port(node, name or "")
    drafts = [] if found is None else [found[1]]
    if name in board.interfaces.get(node, {}):
        drafts.append(board.interfaces[node][name])
    for draft in drafts:
        draft.put("pod", label, binding.evidence, certainty=binding.certainty, rule=binding.rule, assumes=binding.assumes)
