"""Finds what a question may be about: built once for a topology, so that a question costs a few look-ups."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from ipaddress import ip_address
from typing import Any, Generic, NamedTuple, TypeVar

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.values import IPAddress
from antrea_parse.topology.collection import without_collection
from antrea_parse.topology.model import EndpointAddress, Endpoints, IPNetwork, NeighbourForm, Pod, Policy, PolicyRule, RouteForm, Topology
from antrea_parse.topology.questions.networks import Networks
from antrea_parse.topology.rules.routes import network as network_of

F = TypeVar("F", RouteForm, NeighbourForm)

_WORD = re.compile(r"[\w.:~-]+(?:/[\w.~-]+)?")
_CIDR = re.compile(r"[0-9a-fA-F.:]+/\d+")
#: In this order things are told that have one name.
KINDS = ("node", "pod", "service", "endpoints", "policy", "egress", "bridge", "port", "interface")
#: Lines behind one route that an answer keeps; a thousand nodes may have it.
_SITES = 8


class Thing(NamedTuple):
    """An entity, and where it is.

    Attributes:
        kind: as the graph calls it.
        entity: the entity.
        node: the node that it belongs to.
        bridge: the bridge of a port.
    """

    kind: str
    entity: Any
    node: str | None = None
    bridge: str | None = None

    @property
    def key(self) -> str:
        """What tells it from others of its kind."""
        if self.kind in ("cluster", "multicluster"):
            return ""
        if self.kind == "underlay":
            return str(self.entity.network)
        if self.kind == "egress":
            return str(self.entity.name or self.entity.ip)
        return str(getattr(self.entity, "key", self.entity.name))

    @property
    def about(self) -> str:
        """Its name in the graph."""
        parts: Iterable[str | None] = (self.kind, self.node, self.bridge, self.key) if self.kind in ("port", "interface", "bridge") else (self.kind, self.key)
        if self.kind == "policy":
            parts = (self.kind, self.entity.kind, self.key)
        return "/".join(part for part in parts if part)

    @property
    def title(self) -> str:
        """What it is, in words."""
        match self.kind:
            case "service":
                return f"Service {self.key}"
            case "policy":
                return f"{self.entity.kind} {policy_name(self.entity)}"
            case "egress":
                return f"Egress {self.key}"
            case "underlay":
                return f"network between nodes {self.key}"
            case "port":
                return f"port {self.key} of {self.bridge} on {self.node}"
            case "interface" | "bridge":
                return f"{self.kind} {self.key} of {self.node}"
        return f"{self.kind} {self.key}"

    @property
    def path(self) -> tuple[str, ...]:
        """What may stand before its name."""
        if self.kind == "policy":
            return "policy", self.entity.kind, self.entity.namespace or "?"
        if self.kind in ("pod", "service", "endpoints"):
            return self.kind, *filter(None, (getattr(self.entity, "node", None),)), self.entity.namespace or "?"
        return tuple(part for part in (self.kind, self.node, self.bridge) if part)


class Mention(NamedTuple):
    """A thing whose field holds what is asked about.

    Attributes:
        says: what it is to the thing: ``pod``, ``gateway``, ``neighbour``…
        thing: the thing.
        field: the field.
    """

    says: str
    thing: Thing
    field: str


class Shared(NamedTuple, Generic[F]):
    """What several nodes have, a route or a neighbour.

    Attributes:
        form: what it says.
        sites: the nodes, each with the position among its routes or neighbours.
    """

    form: F
    sites: list[tuple[int, int]]


def policy_name(policy: Policy) -> str:
    """How a policy is called: one of the cluster has no namespace."""
    return policy.name if policy.namespace is None and policy.kind == "ClusterNetworkPolicy" else policy.key


class Index:
    """What a topology holds, by what questions ask for.

    Args:
        topology: the topology.
    """

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.names: dict[str, list[Thing]] = defaultdict(list)
        self.addresses: dict[IPAddress, list[Mention]] = defaultdict(list)
        self.macs: dict[str, list[Mention]] = defaultdict(list)
        self.numbers: dict[int, list[Mention]] = defaultdict(list)
        with without_collection():
            for things in (self._nodes(), self._objects()):
                for thing in things:
                    self.names[thing.key.rpartition("/")[2]].append(thing)

    def _nodes(self) -> Iterator[Thing]:
        for node in self.topology.nodes:
            thing = Thing("node", node)
            yield thing
            self._at("node", thing, "addresses", node.addresses or ((node.internal_ip,) if node.internal_ip else ()))
            self._at("node", thing, "external_ips", _printed(node.external_ips))
            self._at("gateway", thing, "gateway_ips", node.gateway_ips)
            self._at("egress held", thing, "egress_ips", node.egress_ips)
            self._at("next hop", thing, "default_via", _printed((node.default_via,)))
            if node.gateway_mac is not None:
                self.macs[node.gateway_mac.lower()].append(Mention("gateway", thing, "gateway_mac"))
            for interface in node.interfaces:
                own = Thing("interface", interface, node.name)
                yield own
                self._at("interface", own, "addresses", (item.ip for item in interface.addresses))
                if interface.mac is not None:
                    self.macs[interface.mac.lower()].append(Mention("interface", own, "mac"))
                if interface.ifindex is not None:
                    self.numbers[interface.ifindex].append(Mention("ifindex", own, "ifindex"))
            for bridge in node.bridges:
                yield Thing("bridge", bridge, node.name)
                for entry in bridge.fdb:
                    self.macs[entry.mac.lower()].append(Mention("fdb", Thing("fdb", entry, node.name, bridge.name), "mac"))
                for port in bridge.ports:
                    own = Thing("port", port, node.name, bridge.name)
                    yield own
                    self._at("sender", own, "pod_ips", port.pod_ips)
                    self._at("tunnel end", own, "options", _printed(port.options.get(name) for name in ("remote_ip", "local_ip")))
                    for field in ("mac", "pod_mac"):
                        if (mac := getattr(port, field)) is not None:
                            self.macs[mac.lower()].append(Mention("port" if field == "mac" else "sender", own, field))
                    if port.ofport is not None:
                        self.numbers[port.ofport].append(Mention("ofport", own, "ofport"))
        for shared in _shared(node.neighbours.forms for node in self.topology.nodes):
            own = Thing("neighbour", shared)
            self.addresses[ip_address(shared.form.ip)].append(Mention("neighbour", own, "ip"))
            if shared.form.mac is not None:
                self.macs[shared.form.mac.lower()].append(Mention("neighbour", own, "mac"))

    def _objects(self) -> Iterator[Thing]:
        for pod in self.topology.pods:
            thing = Thing("pod", pod)
            yield thing
            self._at("pod", thing, "ips" if pod.ips else "ip", pod.ips or ((pod.ip,) if pod.ip else ()))
            if pod.mac is not None:
                self.macs[pod.mac.lower()].append(Mention("pod", thing, "mac"))
            for binding in pod.ports:
                if binding.ofport is not None and binding.interface is None:
                    self.numbers[binding.ofport].append(Mention("pod", thing, "ports"))
            for local in pod.node_port_local:
                self.numbers[local.node_port].append(Mention("node port", thing, "node_port_local"))
        for service in self.topology.services:
            thing = Thing("service", service)
            yield thing
            field = "cluster_ips" if service.cluster_ips else "cluster_ip"
            self._at("service", thing, field, service.cluster_ips or ((service.cluster_ip,) if service.cluster_ip else ()))
            self._at("external", thing, "external_ips", _printed(service.external_ips))
            for number in {port.node_port for port in service.ports if port.node_port is not None}:
                self.numbers[number].append(Mention("node port", thing, "ports"))
        for endpoints in self.topology.endpoints:
            thing = Thing("endpoints", endpoints)
            yield thing
            self._at("endpoint", thing, "addresses", {item.ip: None for item in endpoints.addresses})
        for policy in self.topology.policies:
            yield Thing("policy", policy)
        for egress in self.topology.egresses:
            thing = Thing("egress", egress)
            yield thing
            self._at("egress", thing, "ip", (egress.ip,) if egress.ip else ())
        for underlay in self.topology.underlays:
            self._at("underlay gateway", Thing("underlay", underlay), "gateway", _printed((underlay.gateway,)))

    def _at(self, says: str, thing: Thing, field: str, ips: Iterable[IPAddress]) -> None:
        for ip in ips:
            self.addresses[ip].append(Mention(says, thing, field))

    def named(self, name: str, path: tuple[str, ...]) -> list[Thing]:
        """Things of this name; what stood before it says which of them, in any part."""
        found = [thing for thing in self.names.get(name, ()) if _leads(path, thing.path)]
        if not found and path and path[-1]:
            # A pod whose namespace no table printed may be of any.
            found = [thing for thing in self.names.get(name, ()) if "?" in thing.path and _leads(path[:-1], thing.path)]
        return sorted(found, key=lambda thing: KINDS.index(thing.kind))

    @cached_property
    def networks(self) -> Networks[Mention]:
        """Networks of pods, nodes, Services, other clusters and blocks that policies name."""
        return Networks(self._networks())

    def _networks(self) -> Iterator[tuple[IPNetwork, Mention]]:
        for node in self.topology.nodes:
            for cidr in node.pod_cidrs:
                yield cidr, Mention("pod network", Thing("node", node), "pod_cidrs")
        for underlay in self.topology.underlays:
            yield underlay.network, Mention("underlay", Thing("underlay", underlay), "network")
        for cidr in self.topology.service_cidrs:
            yield cidr, Mention("services", Thing("cluster", self.topology), "service_cidrs")
        if self.topology.multicluster is not None:
            for cidr in self.topology.multicluster.networks:
                yield cidr, Mention("other cluster", Thing("multicluster", self.topology.multicluster), "networks")
        for policy in self.topology.policies:
            for rule in policy.rules:
                for peer in rule.peers:
                    block, _, rest = peer.partition(" except ")
                    if _CIDR.fullmatch(block) and (found := network_of(block)) is not None:
                        yield found, Mention("block", Thing("policy", policy), f"{rule.direction} {rest}".strip())

    @cached_property
    def routes(self) -> Networks[Shared[RouteForm]]:
        """Routes by destination."""
        defaults = {4: "0.0.0.0/0", 6: "::/0"}

        def placed() -> Iterator[tuple[IPNetwork, Shared[RouteForm]]]:
            for routes in _shared(node.routes.forms for node in self.topology.nodes):
                form = routes.form
                if form.dst != "default":
                    wanted = [form.dst]
                elif form.via or form.src:
                    wanted = [defaults[6 if ":" in (form.via or form.src or "") else 4]]
                else:
                    wanted = [dst for family, dst in defaults.items() if form.family in (family, None)]
                for dst in wanted:
                    if (network := network_of(dst)) is not None:
                        yield network, routes

        return Networks(placed())

    @cached_property
    def ordered(self) -> dict[int, list[IPAddress]]:
        """All addresses by IP version, in order."""
        return {version: sorted(ip for ip in self.addresses if ip.version == version) for version in (4, 6)}

    def between(self, first: IPAddress, last: IPAddress) -> list[IPAddress]:
        """Addresses that something mentions, from one to another."""
        known: list[Any] = self.ordered[first.version]
        return known[bisect_left(known, first) : bisect_right(known, last)]

    @cached_property
    def backed(self) -> dict[str, list[tuple[Endpoints, EndpointAddress]]]:
        """The addresses behind Services by the pod that holds them."""
        found: dict[str, list[tuple[Endpoints, EndpointAddress]]] = defaultdict(list)
        for endpoints in self.topology.endpoints:
            for address in endpoints.addresses:
                if address.pod is not None:
                    found[address.pod].append((endpoints, address))
        return found

    @cached_property
    def selected(self) -> dict[str, list[Policy]]:
        """Policies by the pods that they select."""
        found: dict[str, list[Policy]] = defaultdict(list)
        for policy in self.topology.policies:
            for pod in policy.pods:
                found[pod].append(policy)
        return found

    @cached_property
    def peers(self) -> dict[str, list[tuple[Policy, PolicyRule]]]:
        """Rules of policies by the pods that they name."""
        found: dict[str, list[tuple[Policy, PolicyRule]]] = defaultdict(list)
        for policy in self.topology.policies:
            for rule in policy.rules:
                for pod in rule.peer_pods:
                    found[pod].append((policy, rule))
        return found

    @cached_property
    def unsure(self) -> list[tuple[Policy | Any, str, frozenset[str]]]:
        """Policies and Egresses of which it cannot be told which pods they select: those that may be meant, none for all."""
        found = []
        for entity in (*self.topology.policies, *self.topology.egresses):
            basis = entity.why("pods")
            if basis.certainty in ("ambiguous", "unknown"):
                found.append((entity, "policy" if isinstance(entity, Policy) else "egress", frozenset(basis.candidates)))
        return found

    def maybe(self, pod: Pod, kind: str) -> Iterator[Any]:
        """Policies or Egresses that may select a pod: labels, which would tell, were not captured."""
        for entity, what, candidates in self.unsure:
            near = getattr(entity, "namespace", None) in (None, pod.namespace)
            if what == kind and pod.key not in entity.pods and near and (not candidates or pod.key in candidates):
                yield entity

    @cached_property
    def findings(self) -> dict[str, list[Diagnostic]]:
        """What joining brought to light, by the words of each finding."""
        found: dict[str, list[Diagnostic]] = defaultdict(list)
        for diagnostic in self.topology.diagnostics:
            for word in set(_WORD.findall(diagnostic.message)):
                found[word.rstrip(".:")].append(diagnostic)
        return found

    def of(self, shared: Shared[RouteForm]) -> tuple[list[str], list[Any]]:
        """Names of the nodes that have a route, and the first lines with it."""
        nodes = [self.topology.nodes[number] for number, _ in shared.sites]
        lines = [self.topology.nodes[number].routes.evidence(position)[0] for number, position in shared.sites[:_SITES]]
        return [node.name for node in nodes], lines


def _shared(columns: Iterable[Sequence[F]]) -> Iterable[Shared[F]]:
    """What nodes say, each form once. Those of a mesh share a million."""
    found: dict[F, Shared[F]] = {}
    for number, forms in enumerate(columns):
        for position, form in enumerate(forms):
            known = found.get(form)
            if known is None:
                known = found[form] = Shared(form, [])
            known.sites.append((number, position))
    return found.values()


def _leads(path: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether the parts of a path stand in a whole one, in order."""
    rest = iter(whole)
    return all(part in rest for part in path)


def _printed(texts: Iterable[str | None]) -> Iterator[IPAddress]:
    """Those of some texts that are addresses."""
    for text in texts:
        if text is not None:
            try:
                yield ip_address(text)
            except ValueError:
                continue
