"""What network policies say of a flow, as far as their rules tell: allowed, denied, or not to be decided from what was read.

A NetworkPolicy isolates the pods that it selects in its directions; what no rule of any such policy admits is denied (Kubernetes
NetworkPolicy v1). Antrea's own policies have priorities and tiers; their rules are shown, no verdict is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from antrea_parse.topology.model import Pod, Policy, PolicyRule, Topology

Direction = Literal["ingress", "egress"]

_PORT = re.compile(r"(?P<protocol>[A-Z]+)[/ ]?(?:(?P<first>\d+)(?:-(?P<last>\d+))?)?(?P<name>[a-z].*)?", re.ASCII)


class Flow(NamedTuple):
    """What is asked about: a packet to a pod's port.

    Attributes:
        client: pod that sends it; None for anybody.
        server: pod that it is for.
        protocol: ``TCP``…
        port: the pod's own port, for policies see packets after the Service's address is replaced; None when not captured.
    """

    client: Pod | None
    server: Pod | None
    protocol: str
    port: int | None


class Verdict(NamedTuple):
    """What a policy says: True, False or None, and the rule that says it."""

    admits: bool | None
    rule: PolicyRule | None = None


class Policies:
    """Looks up the policies that select a pod."""

    def __init__(self, topology: Topology) -> None:
        self._by_pod: dict[str, list[Policy]] = {}
        self._unsure: list[Policy] = []
        for policy in topology.policies:
            for key in policy.pods:
                self._by_pod.setdefault(key, []).append(policy)
            if policy.why("pods").certainty in {"ambiguous", "unknown"} and "pods" in policy.basis:
                self._unsure.append(policy)

    def on(self, pod: Pod, direction: Direction | None = None) -> list[Policy]:
        """Those of one direction or all; one whose directions no capture prints may have any."""
        found = self._by_pod.get(pod.key, [])
        return [policy for policy in found if direction is None or direction in policy.directions or not policy.directions]

    def maybe(self, pod: Pod) -> list[Policy]:
        """Those that may select a pod: its labels, which would tell, were not captured."""
        return [
            policy
            for policy in self._unsure
            if pod.key not in policy.pods and policy.namespace in (None, pod.namespace) and pod.key in (policy.why("pods").candidates or (pod.key,))
        ]


def judge(policy: Policy, direction: Direction, flow: Flow) -> Verdict:
    """What one policy says of a flow."""
    if policy.kind != "NetworkPolicy" or not policy.directions:
        return Verdict(None, next((rule for rule in policy.rules if rule.direction == direction), None))
    peer = flow.client if direction == "ingress" else flow.server
    undecided: PolicyRule | None = None
    for rule in policy.rules:
        if rule.direction != direction:
            continue
        answers = (_peer_fits(rule, peer), _port_fits(rule, flow))
        if answers == (True, True):
            return Verdict(admits=True, rule=rule)
        if False not in answers and undecided is None:
            undecided = rule
    return Verdict(None, undecided) if undecided is not None else Verdict(admits=False)


def together(verdicts: Iterable[Verdict]) -> bool | None:
    """What several policies say together: one that admits is enough; without any, nothing is denied."""
    answers = [verdict.admits for verdict in verdicts]
    if not answers or True in answers:
        return True
    return None if None in answers else False


def _peer_fits(rule: PolicyRule, peer: Pod | None) -> bool | None:
    if not rule.peers:
        return True
    if peer is None:
        return None
    if peer.key in rule.peer_pods:
        return True
    # Labels that no capture prints name no pod, and so do addresses outside of the cluster: that says nothing.
    certainty = rule.why("peer_pods").certainty if "peer_pods" in rule.basis else "observed" if rule.peer_pods else "unknown"
    return False if certainty in {"observed", "inferred"} else None


def _port_fits(rule: PolicyRule, flow: Flow) -> bool | None:
    if not rule.ports:
        return True
    unsure = False
    for text in rule.ports:
        found = _PORT.fullmatch(text)
        if found is None or found["name"] is not None or flow.port is None:
            unsure = True
        elif found["protocol"] == flow.protocol:
            first = int(found["first"]) if found["first"] else None
            if first is None or first <= flow.port <= int(found["last"] or first):
                return True
    return None if unsure else False
