"""Network policies."""

from __future__ import annotations

from typing import Literal

from antrea_parse.topology.model.base import Entity, object_key

Direction = Literal["ingress", "egress"]


class PolicyRule(Entity):
    """A rule of a policy, in words, with the pods it names.

    Attributes:
        direction: ``ingress`` or ``egress``.
        peers: who may be at the other end, as text; empty for everybody.
        peer_pods: ``namespace/name`` of the pods that the peers select; ``basis["peer_pods"]`` says how far that can be told.
        ports: ``TCP/80``; empty for all.
        action: ``Allow`` unless an Antrea policy says otherwise.
        name: of the rule, in Antrea policies.
    """

    direction: Direction
    peers: tuple[str, ...] = ()
    peer_pods: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    action: str = "Allow"
    name: str | None = None


class Policy(Entity):
    """A network policy.

    Attributes:
        kind: ``NetworkPolicy`` of Kubernetes, ``ClusterNetworkPolicy`` or ``AntreaNetworkPolicy`` of Antrea.
        namespace: its namespace; None for a cluster-wide one.
        name: its name.
        pod_selector: as kubectl prints it.
        directions: ``ingress``, ``egress``: those it isolates or has rules for.
        tier: of an Antrea policy.
        priority: of an Antrea policy within its tier.
        pods: ``namespace/name`` of the pods it selects.
        rules: what it allows or denies.
    """

    kind: str = "NetworkPolicy"
    namespace: str | None = None
    name: str
    pod_selector: str | None = None
    directions: tuple[Direction, ...] = ()
    tier: str | None = None
    priority: float | None = None
    pods: tuple[str, ...] = ()
    rules: tuple[PolicyRule, ...] = ()

    @property
    def key(self) -> str:
        """``namespace/name``."""
        return object_key(self.namespace, self.name)
