"""Compares a topology with the truth: nothing that it calls observed or inferred is false, what it calls ambiguous holds the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from antrea_parse.topology.basis import Basis
from antrea_parse.topology.model import Binding, Endpoints, Entity, Node, Overlay, Pod, Policy, Port, Topology
from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Node as TrueNode
from benchmarks.synthetic.objects import Pod as TruePod

SURE = ("observed", "inferred")


class Falsehood(NamedTuple):
    """Something that a topology says and that is not so.

    Attributes:
        about: entity and field.
        says: what is wrong, in words.
        basis: what the topology rests it on.
    """

    about: str
    says: str
    basis: Basis


def falsehoods(state: State, topology: Topology) -> list[Falsehood]:
    """What a topology says that is not so."""
    return list(_Truth(state).check(topology))


def statements(topology: Topology) -> Iterator[Basis]:
    """What the statements of a topology rest on."""
    for entity in _entities(topology):
        yield from entity.basis.values()
    yield from topology.basis.values()


def _entities(topology: Topology) -> Iterator[Entity]:
    """All entities but routes, which rest on their lines by construction."""
    for node in topology.nodes:
        yield node
        yield from (*node.interfaces, *node.rules, *node.neighbours, *node.bridges)
        for bridge in node.bridges:
            yield from bridge.ports
    for policy in topology.policies:
        yield from (policy, *policy.rules)
    for endpoints in topology.endpoints:
        yield from (endpoints, *endpoints.addresses)
    yield from (*topology.pods, *topology.services, *topology.egresses, *topology.underlays)
    if topology.overlay is not None:
        yield topology.overlay


def _same(value: Any) -> Any:
    return value


class _Truth:
    """The facts of a synthetic cluster, by what is asked for."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.by_interface = {(pod.node, pod.interface): pod for pod in state.pods if pod.interface}
        self.further = {(pod.node, pod.secondary.interface): pod for pod in state.pods if pod.secondary}
        self.services = {(service.namespace, service.name): service for service in state.services}
        self.policies = {(policy.namespace, policy.name): policy for policy in state.policies}
        self.owners = {network: node.name for node in state.nodes for network in node.pod_cidrs}
        self.holders = {ip: f"node/{node.name}" for node in state.nodes for ip in (*node.ips, *node.gateway_ips, *(network[1] for network in node.pod_cidrs))}
        self.pods_by_ip = {ip: "/".join(pod.key) for pod in state.pods if pod.interface and pod.running for ip in pod.ips}

    def check(self, topology: Topology) -> Iterator[Falsehood]:
        for node in topology.nodes:
            yield from self.node(node)
        for pod in topology.pods:
            yield from self.pod(pod)
        for service in topology.services:
            true = self.services.get((service.namespace or "", service.name))
            if true is None:
                yield Falsehood(f"service {service.key}", "does not exist", service.why("name"))
                continue
            about = f"service {service.key}"
            yield from _is(about, service, "cluster_ip", true.cluster_ip)
            yield from _is(
                about, service, "ports", {(port.port, port.protocol) for port in true.ports}, lambda ports: {(port.port, port.protocol) for port in ports}
            )
        for endpoints in topology.endpoints:
            yield from self.endpoints(endpoints)
        for policy in topology.policies:
            yield from self.policy(policy)
        yield from self.cluster(topology)

    def node(self, node: Node) -> Iterator[Falsehood]:
        true = self.state.node.get(node.name)
        about = f"node {node.name}"
        if true is None:
            # The end of an output before a prompt can look like the beginning of a name: nobody says that there is such a node.
            if node.why("name").certainty in SURE:
                yield Falsehood(about, "does not exist", node.why("name"))
            return
        release = self.state.release
        for field, values in (
            ("addresses", true.ips),
            ("pod_cidrs", true.pod_cidrs),
            # What peers' routes lead to; the gateway may have lost it.
            ("gateway_ips", (*true.gateway_ips, *(network[1] for network in true.pod_cidrs))),
            ("egress_ips", true.egress_ips),
        ):
            yield from _among(about, node, field, values)
        for field, value in (
            ("internal_ip", true.ips[0]),
            ("os", "linux"),
            ("gateway", release.gateway),
            ("gateway_mac", true.gateway_mac),
            ("tunnel", true.tunnel),
            ("uplink", true.nic),
            ("ovs_version", release.ovs),
            ("antrea_version", release.text),
            ("round", true.round),
            ("proxy_all", self.state.config.proxy_all),
        ):
            yield from _is(about, node, field, value)
        mtus = {"uplink": true.nic_mtu, "gateway": true.gateway_mtu, "pods": true.pod_mtu}
        yield from _is(about, node, "mtus", mtus, lambda said: mtus | {what: mtu for what, mtu in said.items() if what in mtus})
        yield from _holds(about, node.why("pod_cidrs"), {str(network) for network in true.pod_cidrs}, some=True)
        yield from self.interfaces(node, true)
        yield from self.routes(node, true)

    def interfaces(self, node: Node, true: TrueNode) -> Iterator[Falsehood]:
        macs = {true.nic: true.nic_mac, self.state.release.gateway: true.gateway_mac}
        for interface in node.interfaces:
            about = f"interface {node.name}/{interface.name}"
            pod = self.by_interface.get((node.name, interface.name))
            mac = pod.host_mac if pod else macs.get(interface.name)
            if mac is not None:
                yield from _is(about, interface, "mac", mac)
            behind = pod or self.further.get((node.name, interface.name))
            yield from _is(about, interface, "pod", behind and "/".join(behind.key))
            if pod:
                yield from _is(about, interface, "kind", "pod")
            elif interface.kind == "pod" and (node.name, interface.name) not in self.further and interface.name not in {left.name for left in true.left_ports}:
                yield Falsehood(f"{about} kind", "is no pod's", interface.why("kind"))
        for bridge in node.bridges:
            for port in bridge.ports:
                yield from self.port(node, true, port)
        for neighbour in node.neighbours:
            ip = neighbour.ip
            holder = self.holders.get(ip) or (f"pod/{self.pods_by_ip[ip]}" if ip in self.pods_by_ip else None)
            yield from _is(f"neighbour {node.name}/{ip}", neighbour, "peer", holder)

    def port(self, node: Node, true: TrueNode, port: Port) -> Iterator[Falsehood]:
        about = f"port {node.name}/{port.name}"
        pod = self.by_interface.get((node.name, port.name))
        expected: tuple[tuple[str, Any], ...] = ()
        if pod is not None:
            expected = (("ofport", pod.ofport), ("mac", pod.host_mac), ("pod", "/".join(pod.key)), ("pod_mac", pod.pod_mac), ("kind", "pod"))
            yield from _among(about, port, "pod_ips", pod.ips)
        elif port.name == self.state.release.gateway:
            expected = (("ofport", true.gateway_ofport), ("mac", true.gateway_mac), ("kind", "gateway"))
        elif port.name == true.tunnel:
            expected = (("ofport", true.tunnel_ofport), ("type", true.tunnel_type), ("kind", "tunnel"))
        elif (behind := self.further.get((node.name, port.name))) and behind.secondary:
            expected = (("ofport", behind.secondary.ofport), ("mac", behind.secondary.host_mac), ("pod", "/".join(behind.key)), ("kind", "pod"))
        elif port.name == f"{true.nic}~":
            expected = (("kind", "uplink"), ("mac", true.nic_mac))
        elif port.name == true.nic:
            expected = (("kind", "local"), ("mac", true.nic_mac))
        elif port.name not in {left.name for left in true.left_ports}:
            expected = (("kind", "tunnel"),)
        for field, value in expected:
            yield from _is(about, port, field, value)
        if port.peer is not None and port.options.get("remote_ip") not in (None, str(self.state.node[port.peer].ips[0])):
            yield Falsehood(f"{about} peer", f"does not lead to {port.peer}", port.why("peer"))

    def routes(self, node: Node, true: TrueNode) -> Iterator[Falsehood]:
        own = {ip for pod in true.pods if pod.interface for ip in pod.ips}
        for route in node.routes:
            about = f"route {node.name}/{route.dst}"
            network = None if route.dst == "default" else ip_network(route.dst)
            owner = self.owners.get(network) if network is not None else None
            if route.why("peer").certainty in SURE and route.meaning == "peer-pods" and route.peer != owner:
                yield Falsehood(f"{about} peer", f"leads to {owner}, not to {route.peer}", route.why("peer"))
            wrong = {
                "own-pods": network not in true.pod_cidrs,
                "peer-pods": owner is None or network in true.pod_cidrs,
                "pod": route.meaning == "pod" and ip_address(route.dst.partition("/")[0]) not in own,
            }
            if wrong.get(route.meaning):
                yield Falsehood(f"{about} meaning", f"is not {route.meaning}", route.why("meaning"))

    def pod(self, pod: Pod) -> Iterator[Falsehood]:
        true = self.state.pod.get((pod.namespace or "", pod.name))
        about = f"pod {pod.key}"
        if true is None:
            if pod.why("namespace").certainty in SURE:
                yield Falsehood(about, "does not exist", pod.why("namespace"))
            return
        for field, value in (("node", true.node), ("ip", true.ips[0]), ("host_network", true.host_network), ("ended", not true.running)):
            yield from _is(about, pod, field, value)
        yield from _among(about, pod, "ips", true.ips)
        if "node_port_local" in pod.basis and [(local.node_port, local.pod_port) for local in pod.node_port_local] != [(true.node_port, 80)]:
            yield Falsehood(f"{about} node_port_local", f"is {pod.node_port_local}, in truth {true.node_port}", pod.why("node_port_local"))
        if true.interface:
            yield from _is(about, pod, "mac", true.pod_mac)
        for binding in pod.ports[:1]:
            yield from self.binding(about, binding, true)
        for binding in pod.ports[1:]:
            if true.secondary is None or binding.interface != true.secondary.interface or binding.device not in (None, true.secondary.device):
                basis = Basis(binding.certainty, binding.rule, binding.evidence, assumes=binding.assumes)
                yield Falsehood(f"{about} ports", f"are {true.interface} and {true.secondary}, not {binding.interface} too", basis)

    def binding(self, about: str, binding: Binding, true: TruePod) -> Iterator[Falsehood]:
        basis = Basis(binding.certainty, binding.rule, binding.evidence, binding.candidates, binding.missing, binding.assumes)
        if binding.certainty in SURE:
            said = (binding.interface, binding.ofport or true.ofport, binding.mac or true.host_mac)
            if said != (true.interface, true.ofport, true.host_mac):
                yield Falsehood(f"{about} port", f"hangs on {true.interface} ({true.ofport}, {true.host_mac}), not on {said}", basis)
        elif binding.ofport is not None and binding.ofport != true.ofport:
            yield Falsehood(f"{about} port", f"has number {true.ofport}, not {binding.ofport}", basis)
        if true.interface:
            yield from _holds(f"{about} port", basis, {true.interface})

    def endpoints(self, endpoints: Endpoints) -> Iterator[Falsehood]:
        true = self.services.get((endpoints.namespace or "", endpoints.name))
        about = f"endpoints {endpoints.key}"
        if true is None:
            yield Falsehood(about, "do not exist", endpoints.why("name"))
            return
        said = {(item.ip, item.port) for item in endpoints.addresses}
        whole = {(ip, port.target) for ip in true.endpoints for port in true.ports}
        basis = endpoints.why("addresses")
        if basis.certainty in SURE and (not said <= whole or (said != whole and not endpoints.more)):
            yield Falsehood(f"{about} addresses", f"are {whole}, not {said} and {endpoints.more} more", basis)
        for item in endpoints.addresses:
            holder = self.pods_by_ip.get(item.ip)
            if item.pod is not None and item.why("pod").certainty in SURE and item.pod != holder:
                yield Falsehood(f"{about} {item.ip}", f"is {holder}'s, not {item.pod}'s", item.why("pod"))
            if holder is not None:
                yield from _holds(f"{about} {item.ip}", item.why("pod"), {f"pod {holder}"})

    def policy(self, policy: Policy) -> Iterator[Falsehood]:
        true = self.policies.get((policy.namespace or "", policy.name))
        about = f"policy {policy.key}"
        if true is None:
            yield Falsehood(about, "does not exist", policy.why("name"))
            return
        yield from _chooses(about, policy, "pods", {"/".join(pod.key) for pod in true.selected})
        if policy.why("rules").certainty not in SURE:
            return
        listed = sorted(zip(true.rules, true.peers, strict=True), key=lambda pair: pair[0].direction != "ingress")
        if [rule.direction for rule in policy.rules] != [rule.direction for rule, _ in listed]:
            yield Falsehood(f"{about} rules", f"are {policy.rules}", policy.why("rules"))
            return
        for number, (said, (rule, peers)) in enumerate(zip(policy.rules, listed, strict=True)):
            if {f"{protocol}/{port}" for port, protocol in rule.ports} != set(said.ports):
                yield Falsehood(f"{about} rule {number}", f"ports are {said.ports}, in truth {rule.ports}", said.why("peers"))
            yield from _chooses(f"{about} rule {number}", said, "peer_pods", {"/".join(pod.key) for pod in peers})

    def cluster(self, topology: Topology) -> Iterator[Falsehood]:
        state = self.state
        if topology.overlay is not None:
            yield from self.overlay(topology.overlay)
        version = topology.basis.get("antrea_version", Basis("unknown"))
        if version.certainty in SURE and topology.antrea_version != state.release.text:
            yield Falsehood("release", f"is {state.release.text}, not {topology.antrea_version}", version)
        yield from _holds("release", version, {"v{}.{}".format(*state.release.number)})
        cidrs = topology.basis.get("service_cidrs", Basis("unknown"))
        if cidrs.certainty in SURE and not set(topology.service_cidrs) <= set(state.service_cidrs):
            yield Falsehood("Service networks", f"are {state.service_cidrs}, not {topology.service_cidrs}", cidrs)
        by_ip: dict[Any, Any] = {egress.ip: egress for egress in state.egresses}
        for egress in topology.egresses:
            about = f"egress {egress.ip}"
            true = by_ip.get(egress.ip)
            if true is None:
                if egress.ip is not None:
                    yield Falsehood(about, "is no Egress's", egress.why("ip"))
                continue
            yield from _is(about, egress, "name", true.name)
            yield from _is(about, egress, "node", true.node)
            yield from _among(about, egress, "pods", {"/".join(pod.key) for pod in true.pods})
        for underlay in topology.underlays:
            for name in underlay.nodes:
                if not any(ip in underlay.network for ip in state.node[name].ips if ip.version == underlay.network.version):
                    yield Falsehood(f"underlay {underlay.network}", f"does not hold {name}", underlay.why(f"nodes.{name}"))

    def overlay(self, overlay: Overlay) -> Iterator[Falsehood]:
        for field, value in (("mode", self.state.mode), ("type", self.state.tunnel_type), ("encryption", self.state.config.encryption or None)):
            yield from _is("overlay", overlay, field, value)
        yield from _holds("overlay mode", overlay.why("mode"), {self.state.mode})


def _is(about: str, entity: Entity, field: str, true: Any, read: Callable[[Any], Any] = _same) -> Iterator[Falsehood]:
    """A field that is said to be something else than it is."""
    basis = entity.basis.get(field)
    if basis is not None and basis.certainty in SURE and read(getattr(entity, field)) != true:
        yield Falsehood(f"{about} {field}", f"is {getattr(entity, field)}, in truth {true}", basis)


def _among(about: str, entity: Entity, field: str, true: Any) -> Iterator[Falsehood]:
    """A field of several values, some of which are not so."""
    basis = entity.basis.get(field)
    if basis is not None and basis.certainty in SURE and not set(getattr(entity, field)) <= set(true):
        yield Falsehood(f"{about} {field}", f"is {getattr(entity, field)}, in truth {true}", basis)


def _holds(about: str, basis: Basis, true: set[str], *, some: bool = False) -> Iterator[Falsehood]:
    """Candidates that do not hold the truth."""
    missed = true.isdisjoint(basis.candidates) if some else not true <= set(basis.candidates)
    if basis.certainty == "ambiguous" and missed:
        yield Falsehood(about, f"{true} is not among {basis.candidates}", basis)


def _chooses(about: str, entity: Entity, field: str, true: set[str]) -> Iterator[Falsehood]:
    basis = entity.why(field)
    if basis.certainty in SURE and set(getattr(entity, field)) != true:
        yield Falsehood(f"{about} {field}", f"are {getattr(entity, field)}, in truth {true}", basis)
    yield from _holds(f"{about} {field}", basis, true)
