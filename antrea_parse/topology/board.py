"""What the rules write on: drafts of entities, claims about joins, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from antrea_parse.commands.pipeline.facts import Endpoint
from antrea_parse.text.codes import Level
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.values import IPAddress
from antrea_parse.topology.basis import EVIDENCE_LIMIT, GUESSED, Basis, Certainty, Evidence
from antrea_parse.topology.captured import Captured
from antrea_parse.topology.column_drafts import NeighbourDrafts, RouteDrafts
from antrea_parse.topology.model import Binding, Entity, IPNetwork

_STRENGTH: dict[Certainty, int] = {"observed": 3, "inferred": 2, "ambiguous": 1, "unknown": 0}
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

    __slots__ = ("_last", "basis", "conflicts", "values", "what")

    def __init__(self, what: str, **values: Any) -> None:
        self.what = what
        self.values: dict[str, Any] = values
        self.basis: dict[str, Basis] = {}
        self.conflicts: list[Conflict] = []
        self._last: Basis | None = None

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
        assumes: str = "",
    ) -> None:
        """Say what a field is. A stronger statement replaces a weaker one, an equal one adds its evidence, a different one is a conflict."""
        proof = (evidence,) if isinstance(evidence, Evidence) else tuple(evidence[:EVIDENCE_LIMIT])
        if certainty == "observed" and any(item.says.startswith(GUESSED) for item in proof if item.says):
            certainty, rule = "inferred", rule or "node-of-capture"
        old = self.basis.get(name)
        if old is not None and _STRENGTH[old.certainty] >= _STRENGTH[certainty]:
            if self.values.get(name) == value:
                self.basis[name] = old.and_also(proof)
            elif old.certainty == certainty:
                self.conflicts.append(Conflict(self.what, name, self.values.get(name), value, (*old.evidence[:1], *proof[:1])))
            return
        self.values[name] = value
        last = self._last
        # Most fields of an entity rest on the same lines: they share one basis.
        if (
            last is None
            or last.evidence != proof
            or (last.certainty, last.rule, last.assumes) != (certainty, rule, assumes)
            or candidates
            or missing
            or last.candidates
            or last.missing
        ):
            last = self._last = Basis(certainty, rule, proof, tuple(candidates), tuple(missing), assumes)
        self.basis[name] = last

    def rest(self, name: str, value: Any, basis: Basis) -> None:
        """Say what a field is, on the basis of another statement."""
        self.put(
            name,
            value,
            basis.evidence,
            certainty=basis.certainty,
            rule=basis.rule,
            candidates=basis.candidates,
            missing=basis.missing,
            assumes=basis.assumes,
        )

    def get(self, name: str) -> Any:
        """The field's value, None when nothing was said."""
        return self.values.get(name)

    def proof(self, name: str, count: int = 1) -> tuple[Evidence, ...]:
        """The first lines behind a field."""
        basis = self.basis.get(name)
        return basis.evidence[:count] if basis else ()

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
        device: name of the interface inside the pod, of a secondary network.
        assumes: what must hold beside the lines.
    """

    pod: PodKey
    node: str
    interface: str
    strength: int
    certainty: Certainty
    rule: str
    evidence: tuple[Evidence, ...]
    ofport: int | None = None
    device: str | None = None
    assumes: str = ""


class Sender(NamedTuple):
    """A port that flows let send with an address.

    Attributes:
        node: the node.
        ip: address.
        mac: of the pod's own end.
        port: name of the port; None where only numbers are told that no capture names.
        ofport: number of the port.
        evidence: the flows.
    """

    node: str
    ip: IPAddress
    mac: str
    port: str | None
    ofport: int | None
    evidence: tuple[Evidence, ...]


class EgressFact(NamedTuple):
    """Flows that give traffic to an Egress.

    Attributes:
        node: the node whose flows they are.
        port: name of the pod's port; None for traffic that comes by the tunnel.
        mark: packet mark, on the node that holds the address.
        ip: the address, where flows tell it.
        evidence: the flows.
    """

    node: str
    port: str | None
    mark: int | None
    ip: IPAddress | None
    evidence: tuple[Evidence, ...]


def finding(code: str, message: str, proof: Sequence[Evidence] = (), *, level: Level | None = None) -> Diagnostic:
    """What joining brought to light, at the first of its lines; the next ones are named in the message."""
    places = list(dict.fromkeys(item.span for item in proof))
    more = ", ".join(map(str, places[1:4]))
    return Diagnostic.of(code, f"{message} (see also {more})" if more else message, span=places[0] if places else None, level=level)


@dataclass(slots=True)
class Board:
    """Everything that is known while a topology is assembled.

    Attributes:
        captured: the records.
        nodes: drafts by name.
        interfaces: drafts by node, then name.
        bridges: drafts by node, then name.
        ports: drafts by node and bridge, then name.
        routes: by node.
        pods: drafts by namespace and name.
        services: drafts by namespace and name.
        endpoints: drafts by namespace and name.
        policies: drafts by kind, namespace and name.
        egresses: drafts by name, or by address where no capture names them.
        rules: policy routing rules by node.
        neighbours: by node.
        claims: which pod hangs where.
        numbers: OpenFlow numbers of pods whose ports no capture names.
        senders: ports that flows let send with an address.
        fdb: addresses that bridges have learned, by node and bridge.
        tunnel_ends: lines behind each network that flows send through a tunnel: network, tunnel's end, whether it is of another cluster.
        tunnelled: by node, the tunnel's ends of other nodes with a line behind each.
        service_facts: what groups choose from, by Service address, port and protocol, with the lines behind it.
        egress_facts: traffic that flows give to an Egress.
        pipelines: lines behind each range of releases that tables are of.
        bindings: resolved claims.
        cluster: statements about the cluster itself.
        overlay: draft of the overlay.
        underlays: drafts by network.
        multicluster: draft of the cluster's part in a multi-cluster set.
        diagnostics: findings.
    """

    captured: Captured
    nodes: dict[str, Draft] = field(default_factory=dict)
    interfaces: dict[str, dict[str, Draft]] = field(default_factory=dict)
    bridges: dict[str, dict[str, Draft]] = field(default_factory=dict)
    ports: dict[tuple[str, str], dict[str, Draft]] = field(default_factory=dict)
    routes: dict[str, RouteDrafts] = field(default_factory=dict)
    pods: dict[PodKey, Draft] = field(default_factory=dict)
    services: dict[ObjectKey, Draft] = field(default_factory=dict)
    endpoints: dict[ObjectKey, Draft] = field(default_factory=dict)
    policies: dict[tuple[str, str | None, str], Draft] = field(default_factory=dict)
    egresses: dict[str, Draft] = field(default_factory=dict)
    rules: dict[str, list[Draft]] = field(default_factory=dict)
    neighbours: dict[str, NeighbourDrafts] = field(default_factory=dict)
    claims: list[PortClaim] = field(default_factory=list)
    numbers: dict[PodKey, tuple[int, tuple[Evidence, ...]]] = field(default_factory=dict)
    senders: list[Sender] = field(default_factory=list)
    fdb: dict[tuple[str, str], list[Draft]] = field(default_factory=dict)
    tunnel_ends: dict[tuple[IPNetwork, IPAddress, bool], list[Evidence]] = field(default_factory=dict)
    tunnelled: dict[str, dict[IPAddress, list[Evidence]]] = field(default_factory=dict)
    service_facts: dict[tuple[IPAddress, int, str], dict[tuple[Endpoint, ...], list[Evidence]]] = field(default_factory=dict)
    egress_facts: list[EgressFact] = field(default_factory=list)
    pipelines: dict[str, list[Evidence]] = field(default_factory=dict)
    bindings: dict[PodKey, list[Binding]] = field(default_factory=dict)
    cluster: Draft = field(default_factory=lambda: Draft("cluster"))
    overlay: Draft = field(default_factory=lambda: Draft("overlay"))
    underlays: dict[Any, Draft] = field(default_factory=dict)
    multicluster: Draft = field(default_factory=lambda: Draft("multicluster"))
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

    def port(self, node: str, name: str) -> tuple[str, Draft] | None:
        """Bridge and draft of the port with this name; None where no bridge of the node has one."""
        for bridge in self.bridges.get(node, {}):
            found = self.ports[node, bridge].get(name)
            if found is not None:
                return bridge, found
        return None

    def ports_of(self, node: str) -> Iterator[tuple[str, Draft]]:
        """Bridge and draft of each port of a node."""
        for bridge in self.bridges.get(node, {}):
            for port in self.ports.get((node, bridge), {}).values():
                yield bridge, port

    def report(self, code: str, message: str, proof: Sequence[Evidence] = ()) -> None:
        """Add a finding."""
        self.diagnostics.append(finding(code, message, proof))
