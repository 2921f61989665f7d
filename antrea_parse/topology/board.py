"""What the rules write on: drafts of entities, claims about joins, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from antrea_parse.text.codes import Level
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.basis import Basis, Certainty, Evidence
from antrea_parse.topology.captured import Captured
from antrea_parse.topology.model import Entity

_STRENGTH: dict[Certainty, int] = {"observed": 3, "inferred": 2, "ambiguous": 1, "unknown": 0}
#: Evidence kept for one statement; more of the same adds nothing a reader would look at.
_EVIDENCE_LIMIT = 8

M = TypeVar("M", bound=Entity)


class Conflict(NamedTuple):
    """Two captures say different things of one field."""

    what: str
    field: str
    kept: Any
    other: Any
    evidence: tuple[Evidence, ...]


class Draft:
    """An entity while rules still add to it.

    Args:
        what: how messages call it (``node worker-01``).
        **values: fields that identify it.
    """

    __slots__ = ("basis", "conflicts", "values", "what")

    def __init__(self, what: str, **values: Any) -> None:
        self.what = what
        self.values: dict[str, Any] = values
        self.basis: dict[str, Basis] = {}
        self.conflicts: list[Conflict] = []

    def put(
        self,
        name: str,
        value: Any,
        evidence: Evidence | Sequence[Evidence] = (),
        *,
        certainty: Certainty = "observed",
        rule: str = "",
        candidates: Iterable[str] = (),
        missing: Iterable[str] = (),
    ) -> None:
        """Say what a field is. A stronger statement replaces a weaker one, an equal one adds its evidence, a different one is a conflict."""
        proof = (evidence,) if isinstance(evidence, Evidence) else tuple(evidence)
        old = self.basis.get(name)
        if old is not None and _STRENGTH[old.certainty] >= _STRENGTH[certainty]:
            if self.values.get(name) == value:
                self.basis[name] = old.model_copy(update={"evidence": tuple(dict.fromkeys((*old.evidence, *proof)))[:_EVIDENCE_LIMIT]})
            elif old.certainty == certainty:
                self.conflicts.append(Conflict(self.what, name, self.values.get(name), value, (*old.evidence[:1], *proof[:1])))
            return
        self.values[name] = value
        self.basis[name] = Basis(certainty=certainty, rule=rule, evidence=proof[:_EVIDENCE_LIMIT], candidates=tuple(candidates), missing=tuple(missing))

    def get(self, name: str) -> Any:
        """The field's value, None when nothing was said."""
        return self.values.get(name)

    def certainty(self, name: str) -> Certainty:
        """How sure the field is."""
        basis = self.basis.get(name)
        return basis.certainty if basis else "unknown"

    def build(self, model: type[M], **more: Any) -> M:
        """The finished entity."""
        return model(**self.values, **more, basis=self.basis)


#: Namespace (None where no capture tells) and name.
PodKey = tuple[str | None, str]
ObjectKey = tuple[str | None, str]


class PortClaim(NamedTuple):
    """A rule's claim that a pod hangs on an interface of its node.

    Attributes:
        pod: key of the pod's draft.
        node: the node.
        interface: name of the interface and OVS port.
        strength: order of evidence, larger is stronger.
        certainty: what the claim amounts to where nothing contradicts it.
        rule: name of the rule.
        evidence: the lines behind it.
        ofport: OpenFlow port number, where the same lines tell it.
    """

    pod: PodKey
    node: str
    interface: str
    strength: int
    certainty: Certainty
    rule: str
    evidence: tuple[Evidence, ...]
    ofport: int | None = None


@dataclass(slots=True)
class Board:
    """Everything that is known while a topology is assembled.

    Attributes:
        captured: the records.
        nodes: drafts by name.
        interfaces: drafts by node, then name.
        bridges: drafts by node, then name.
        ports: drafts by node and bridge, then name.
        routes: drafts by node, then destination, next hop and device.
        pods: drafts by namespace and name.
        services: drafts by namespace and name.
        endpoints: drafts by namespace and name.
        policies: drafts by kind, namespace and name.
        claims: which pod hangs where.
        bindings: resolved claims.
        cluster: statements about the cluster itself.
        overlay: draft of the overlay.
        underlays: drafts by network.
        diagnostics: findings.
    """

    captured: Captured
    nodes: dict[str, Draft] = field(default_factory=dict)
    interfaces: dict[str, dict[str, Draft]] = field(default_factory=dict)
    bridges: dict[str, dict[str, Draft]] = field(default_factory=dict)
    ports: dict[tuple[str, str], dict[str, Draft]] = field(default_factory=dict)
    routes: dict[str, dict[tuple[str, str | None, str | None], Draft]] = field(default_factory=dict)
    pods: dict[PodKey, Draft] = field(default_factory=dict)
    services: dict[ObjectKey, Draft] = field(default_factory=dict)
    endpoints: dict[ObjectKey, Draft] = field(default_factory=dict)
    policies: dict[tuple[str, str | None, str], Draft] = field(default_factory=dict)
    claims: list[PortClaim] = field(default_factory=list)
    bindings: dict[PodKey, list[Any]] = field(default_factory=dict)
    cluster: Draft = field(default_factory=lambda: Draft("cluster"))
    overlay: Draft = field(default_factory=lambda: Draft("overlay"))
    underlays: dict[Any, Draft] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def node(self, name: str) -> Draft:
        """The draft of a node, made when first asked for."""
        if name not in self.nodes:
            self.nodes[name] = Draft(f"node {name}", name=name)
        return self.nodes[name]

    def pod(self, key: PodKey) -> Draft:
        """The draft of a pod, made when first asked for."""
        if key not in self.pods:
            self.pods[key] = Draft(f"pod {key[0] or '?'}/{key[1]}", namespace=key[0], name=key[1])
        return self.pods[key]

    def ports_of(self, node: str) -> Iterator[tuple[str, Draft]]:
        """Bridge and draft of each port of a node."""
        for bridge in self.bridges.get(node, {}):
            for port in self.ports.get((node, bridge), {}).values():
                yield bridge, port

    def report(self, code: str, message: str, proof: Sequence[Evidence] = (), *, hint: str | None = None, level: Level | None = None) -> None:
        """Add a finding; further lines of evidence are named in the message."""
        more = ", ".join(str(item.span) for item in proof[1:4])
        span = proof[0].span if proof else None
        text = f"{message} (see also {more})" if more else message
        self.diagnostics.append(Diagnostic.of(code, text, span=span, hint=hint, level=level))
