"""The steps of the way: pod, interface, port, bridge, gateway, tunnel, uplink; and what is said of the whole of it."""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.topology.basis import Basis, Certainty
from antrea_parse.topology.model import Binding, Entity, Node, Overlay, Pod, Topology
from antrea_parse.topology.questions import pods
from antrea_parse.topology.questions.index import Index, policy_name
from antrea_parse.topology.questions.nodes import bridge_basis, bridge_words
from antrea_parse.topology.questions.pods import interface_words, number_words, on_node
from antrea_parse.topology.questions.statement import Statement, of_fields, together
from antrea_parse.topology.questions.words import counted, listed

_DIRECT = ("noEncap", "networkPolicyOnly")
_MTUS = ("pods", "gateway", "tunnel", "wireguard", "uplink")


def to_bridge(index: Index, pod: Pod) -> Iterator[Statement]:
    """From a pod to its bridge."""
    about = f"pod/{pod.key}"
    if pod.ended:
        yield Statement.of(about, f"pod {pod.key} has ended ({pod.status or '?'}): it has no way to the wire any more", pod.why("ended"), "pod")
        return
    ips = listed(pod.ips) if pod.ips else str(pod.ip or "?")
    basis = of_fields(pod, "ips" if pod.ips else "ip", "node")
    if pod.ip is None or pod.node is None:
        basis = Basis("unknown", evidence=pod.why("name").evidence, missing=("kubectl get pods -A -o wide",))
    yield Statement.of(about, f"pod {pod.key} has the address{'es' if len(pod.ips) > 1 else ''} {ips} and runs on {pod.node or '?'}", basis, "pod")
    others = [
        item.thing
        for ip in pod.ips
        for item in index.addresses.get(ip, ())
        if item.says == "pod" and item.thing.key != pod.key and not item.thing.entity.ended and item.thing.entity.host_network is False
    ]
    if others and pod.host_network is False:
        keys = (pod.key, *(thing.key for thing in others))
        shared = together(thing.entity.why("ips") for thing in others)
        yield Statement.of(about, f"the address is told of {listed(keys)}", Basis("ambiguous", "pod-ip", shared.evidence, keys), "pod")
    if pod.node is None:
        yield Statement.untold(about, "no capture tells its node", "node", "kubectl get pods -A -o wide", evidence=pod.why("name").evidence)
        return
    node = next((item for item in index.topology.nodes if item.name == pod.node), None)
    if node is not None and node.os == "windows":
        words = f"{node.name} runs Windows: the ports of pods are internal ports of Open vSwitch, each with an HNS endpoint of the same name"
        yield Statement.of(f"node/{node.name}", words, node.why("os"), "node")
    if pod.host_network:
        yield Statement.of(about, f"it uses the network of {pod.node}: no port of its own", pod.why("host_network"), "interface")
        return
    if pod.host_network is None and not any(binding.interface for binding in pod.ports):
        yield pods.whose_network(pod, "interface")
    if pod.ports:
        yield from _primary(index.topology, pod)
    for binding in pod.ports[1:]:
        yield from _secondary(index.topology, pod, binding)


def _primary(topology: Topology, pod: Pod) -> Iterator[Statement]:
    binding, about = pod.ports[0], f"pod/{pod.key}"
    node, interface, port = on_node(topology, pod, binding)
    if pod.mac is not None:
        yield Statement.of(about, f"its own end has the MAC {pod.mac}", pod.why("mac"), "interface")
    if binding.interface is None:
        if binding.certainty == "ambiguous":
            words = f"its interface on the host {'may be' if len(binding.candidates) == 1 else 'is one of'} {listed(binding.candidates)}"
        elif binding.candidates:
            words = f"its interface on the host is not known: {listed(binding.candidates)} would fit by name, but its own may not be listed"
        else:
            words = "no capture tells its interface on the host"
        if binding.ofport is not None:
            words += f"; flows lead to it by OpenFlow port {binding.ofport}"
        yield Statement.of(about, words, binding, "interface")
        return
    yield Statement.of(about, f"its interface on the host is {binding.interface}", binding, "interface")
    if node is not None and interface is not None:
        yield Statement.of(f"interface/{node.name}/{interface.name}", interface_words(interface, node), interface.why("name"), "interface")
    elif node is not None:
        newer = "a newer ip address" if node.interfaces else "ip address"
        words = f"no capture lists {binding.interface} among the interfaces of {node.name}"
        yield Statement.untold(about, words, "interface", f"{newer} on {node.name}")
    if node is not None and port is not None:
        number = Basis("unknown", missing=port.why("ofport").missing) if port.ofport is None else port.why("ofport")
        yield Statement.of(
            f"port/{node.name}/{binding.bridge}/{port.name}",
            f"{port.name} is {number_words(binding).removesuffix(' (the number is inferred)')} of {binding.bridge}",
            number,
            "port",
        )
        if port.error:
            yield Statement.of(f"port/{node.name}/{binding.bridge}/{port.name}", f"Open vSwitch could not open it: {port.error}", port.why("error"), "port")
        bridge = next(item for item in node.bridges if item.name == binding.bridge)
        yield Statement.of(f"bridge/{node.name}/{bridge.name}", bridge_words(bridge), bridge_basis(bridge), "bridge")
    elif node is not None:
        missing = (f"ovs-vsctl show on {node.name}", f"ovs-ofctl show br-int on {node.name}")
        yield Statement.untold(about, "no capture tells its port", "port", *missing)


def _secondary(topology: Topology, pod: Pod, binding: Binding) -> Iterator[Statement]:
    node, _, port = on_node(topology, pod, binding)
    words = f"on a secondary network its {binding.device or 'interface'} is {binding.interface or '?'}, {number_words(binding)} of {binding.bridge or '?'}"
    if port is not None and port.tag is not None:
        words += f", VLAN {port.tag}"
    yield Statement.of(f"pod/{pod.key}", words, binding, "secondary network")
    bridge = next((item for item in node.bridges if item.name == binding.bridge), None) if node is not None else None
    if node is not None and bridge is not None:
        for item in bridge.ports:
            if item.kind == "uplink":
                words = f"{bridge.name} leads out by {item.name}, past the gateway and the tunnel"
                yield Statement.of(f"port/{node.name}/{bridge.name}/{item.name}", words, item.why("kind"), "secondary network")


def node_words(node: Node) -> str:
    """A node in one sentence."""
    roles = f" ({', '.join(node.roles)})" if node.roles else ""
    system = " runs Windows," if node.os == "windows" else ""
    return f"node {node.name}{roles}{system} has the address {listed(node.addresses) if node.addresses else node.internal_ip or '?'}"


def gateway(topology: Topology, node: Node) -> Iterator[Statement]:
    """A node's gateway and pod network."""
    about = f"node/{node.name}"
    if topology.overlay is not None and topology.overlay.mode == "networkPolicyOnly":
        words = (
            f"{node.gateway or 'its gateway'} has the node's own address: the primary network plugin gives pods addresses and routes, Antrea enforces policies"
        )
        yield Statement.of(about, words, together([topology.overlay.why("mode"), *_known(node, "gateway", "gateway_ips")]), "gateway")
        return
    if node.gateway is None:
        words = f"no capture tells the gateway of {node.name}"
        yield Statement.untold(about, words, "gateway", f"ip address on {node.name}", f"ovs-vsctl show on {node.name}")
    else:
        ips = listed(node.gateway_ips) if node.gateway_ips else "?"
        mac = f", MAC {node.gateway_mac}" if node.gateway_mac else ""
        yield Statement.of(about, f"its gateway is {node.gateway} with {ips}{mac}", together(_known(node, "gateway", "gateway_ips", "gateway_mac")), "gateway")
    if node.pod_cidrs:
        yield Statement.of(about, f"the pod network of {node.name} is {listed(node.pod_cidrs)}", node.why("pod_cidrs"), "gateway")
    else:
        basis = node.why("pod_cidrs")
        missing = basis.missing or (f"ip address on {node.name}", "kubectl get nodes -o yaml", f"antctl get agentinfo on {node.name}")
        certainty: Certainty = "ambiguous" if basis.certainty == "ambiguous" else "unknown"
        words = (
            f"the pod network of {node.name} is one of {listed(basis.candidates)}" if basis.candidates else f"no capture tells the pod network of {node.name}"
        )
        yield Statement.of(about, words, Basis(certainty, basis.rule, basis.evidence, basis.candidates, missing), "gateway")


def _known(entity: Entity, *fields: str) -> list[Basis]:
    """What some fields rest on, those that are known."""
    return [entity.basis[field] for field in fields if getattr(entity, field) not in (None, ()) and field in entity.basis]


def between(topology: Topology, node: Node) -> Iterator[Statement]:
    """How pods of other nodes are reached."""
    about, overlay = "overlay", topology.overlay
    if overlay is None:
        missing = (f"ovs-vsctl show on {node.name}", f"ip route on {node.name}", "kubectl get configmaps -n kube-system -o yaml")
        yield Statement.untold(about, "no capture tells how pods of other nodes are reached", "mode", *missing)
        return
    yield _mode(overlay)
    yield from _tunnel(topology, overlay, node)
    yield from _encryption(overlay, node)
    yield from _routes(node)


def _mode(overlay: Overlay) -> Statement:
    words = {
        "encap": "traffic mode encap: what goes to pods of other nodes is encapsulated",
        "noEncap": "traffic mode noEncap: what goes to pods of other nodes is routed by the network between the nodes, without a tunnel",
        "hybrid": "traffic mode hybrid: what goes to pods of nodes in the same subnet is routed, to those of others encapsulated",
        "networkPolicyOnly": "traffic mode networkPolicyOnly: the primary network plugin carries traffic between nodes, without a tunnel of Antrea",
    }
    basis = overlay.why("mode")
    if overlay.mode is not None:
        return Statement.of("overlay", words.get(overlay.mode, f"traffic mode {overlay.mode}"), basis, "mode")
    if basis.candidates:
        return Statement.of("overlay", f"the traffic mode is one of {listed(basis.candidates)}", basis, "mode")
    missing = basis.missing or ("ip route", "kubectl get configmaps -n kube-system -o yaml")
    return Statement.untold("overlay", "no capture tells the traffic mode", "mode", *missing)


def _tunnel(topology: Topology, overlay: Overlay, node: Node) -> Iterator[Statement]:
    about = f"node/{node.name}"
    kind = (overlay.type or "of a type that no capture tells") + (f", UDP port {overlay.udp_port}" if overlay.udp_port else "")
    ends = [port for bridge in node.bridges for port in bridge.ports if port.peer is not None]
    if overlay.mode in _DIRECT:
        if node.tunnel is not None:
            yield Statement.of(about, f"{node.name} has the tunnel port {node.tunnel} all the same ({kind})", node.why("tunnel"), "tunnel")
    elif node.tunnel is not None:
        whom = "pods of nodes in other subnets" if overlay.mode == "hybrid" else "pods of other nodes"
        if overlay.mode is None:
            whom += " (in hybrid mode of those in other subnets only)"
        basis = together([*_known(node, "tunnel"), *_known(overlay, "type", "udp_port", "mode")])
        if ends or node.wireguard is not None or overlay.encryption == "wireguard":
            yield Statement.of(about, f"{node.tunnel} ({kind}) is there too", node.why("tunnel"), "tunnel")
        else:
            yield Statement.of(about, f"{whom} are reached through {node.tunnel} ({kind})", basis, "tunnel")
    elif not ends and overlay.encryption != "wireguard" and overlay.mode is not None:
        yield Statement.untold(about, f"no capture tells the tunnel port of {node.name}", "tunnel", f"ovs-vsctl show on {node.name}")
    if ends:
        peers = listed([f"{port.name} to {port.peer}" for port in ends], 4)
        yield Statement.of(about, f"each peer has a tunnel port of its own: {peers}", together(port.why("peer") for port in ends), "tunnel")


def _encryption(overlay: Overlay, node: Node) -> Iterator[Statement]:
    basis = overlay.why("encryption")
    if overlay.encryption == "ipsec":
        yield Statement.of("overlay", "the tunnels are encrypted by IPsec (ESP)", basis, "encryption")
    elif overlay.encryption == "wireguard":
        device = node.wireguard or "antrea-wg0"
        yield Statement.of("overlay", f"what goes to other nodes is encrypted by WireGuard and leaves through {device}", basis, "encryption")
    elif basis.certainty in ("observed", "inferred"):
        yield Statement.of("overlay", "it is not encrypted", basis, "encryption")


def _routes(node: Node) -> Iterator[Statement]:
    """The routes to the pods of peers."""
    about = f"node/{node.name}"
    found = [(position, form) for position, form in enumerate(node.routes.forms) if form.meaning == "peer-pods"]
    if found:
        devices = listed(list(dict.fromkeys(form.dev or "?" for _, form in found)), 4)
        form = found[0][1]
        example = f"{form.dst} via {form.via}" if form.via else form.dst
        words = f"{counted(len(found), 'route')} lead{'s' if len(found) == 1 else ''} to the pods of other nodes, through {devices}: {example}"
        words += f" to {form.peer}" if form.peer else ""
        words += f" and {len(found) - 1} more" if len(found) > 1 else ""
        lines = tuple(line for number, _ in found[:3] for line in node.routes.evidence(number)[:1])
        yield Statement.of(about, words, Basis("inferred", "route-form", lines), "routes")
    elif not node.routes:
        yield Statement.untold(about, f"no route of {node.name} was read", "routes", f"ip route on {node.name}")


def uplink(topology: Topology, node: Node) -> Iterator[Statement]:
    """The way out of a node."""
    about = f"node/{node.name}"
    if node.uplink is None:
        words = f"no capture tells the uplink of {node.name}; its address is {node.internal_ip or '?'}"
        missing = (f"ip address on {node.name}", *(("kubectl get nodes -o wide",) if node.internal_ip is None else ()))
        yield Statement.untold(about, words, "uplink", *missing, evidence=node.why("internal_ip").evidence)
    else:
        interface = next((item for item in node.interfaces if item.name == node.uplink), None)
        more = f", MAC {interface.mac}, state {interface.operstate or '?'}" if interface is not None and interface.mac else ""
        words = f"the uplink of {node.name} is {node.uplink} with {listed(node.addresses) if node.addresses else node.internal_ip or '?'}{more}"
        yield Statement.of(about, words, together(_known(node, "uplink", "addresses")), "uplink")
    for network in topology.underlays:
        if node.name in network.nodes:
            words = f"it lies in {network.network}, default gateway {network.gateway or '?'}"
            basis = together([network.why(f"nodes.{node.name}"), *_known(network, "gateway")])
            yield Statement.of(f"underlay/{network.network}", words, basis, "uplink")
    if node.default_via is not None and all(network.gateway != node.default_via for network in topology.underlays if node.name in network.nodes):
        yield Statement.of(about, f"its default route leads to {node.default_via}", node.why("default_via"), "uplink")


def mtus(topology: Topology, node: Node, pod: Pod | None) -> Iterator[Statement]:
    """The MTUs along the way."""
    known = {what: node.mtus[what] for what in _MTUS if what in node.mtus}
    if pod is not None and pod.host_network:
        known = {what: mtu for what, mtu in known.items() if what == "uplink"}
    interface = on_node(topology, pod, pod.ports[0])[1] if pod is not None and pod.ports else None
    proof = node.why("mtus")
    if interface is not None and interface.mtu is not None:
        known["pods"] = interface.mtu
        proof = (
            Basis(proof.certainty, proof.rule, tuple(dict.fromkeys((*interface.why("mtu").evidence, *proof.evidence))))
            if proof.evidence
            else interface.why("mtu")
        )
    if not known:
        yield Statement.untold(f"node/{node.name}", "no capture tells MTUs", "MTU", f"ip address on {node.name}")
        return
    own = "pod" if interface is not None and interface.mtu is not None else "pods"
    words = ", ".join(f"{own if what == 'pods' else what} {known[what]}" for what in _MTUS if what in known)
    if "uplink" in known and "pods" in known:
        left = known["uplink"] - known["pods"]
        tunnelled = topology.overlay is None or topology.overlay.mode not in _DIRECT
        if left > 0:
            words += f": {left} bytes are left for headers"
        elif left < 0:
            words += f": the pod's is {-left} bytes larger than the uplink's"
        elif tunnelled:
            words += ": the pod's is the uplink's, which leaves nothing for the header of a tunnel"
    yield Statement.of(f"node/{node.name}", f"MTUs along the way: {words}", proof, "MTU")


def policies(index: Index, pod: Pod) -> Iterator[Statement]:
    """The policies that apply to a pod."""
    if pod.host_network:
        if index.topology.policies:
            words = "network policies do not select pods on their node's network"
            yield Statement.of(f"pod/{pod.key}", words, pod.why("host_network"), "policies")
        return
    found = list(pods.policies(index, pod, "policies"))
    yield from found
    if found:
        yield from _isolation(index, pod)
    elif index.topology.policies:
        words = f"none of the {counted(len(index.topology.policies), 'policy')} that were read selects it"
        basis = together(policy.why("pods") for policy in index.topology.policies)
        certainty = basis.certainty if basis.certainty in ("observed", "inferred") else "inferred"
        yield Statement.of(f"pod/{pod.key}", words, Basis(certainty, basis.rule or "label-selector", basis.evidence), "policies")
    else:
        missing = ("kubectl get networkpolicies -A -o yaml", "kubectl get clusternetworkpolicies -o yaml")
        yield Statement.untold(f"pod/{pod.key}", "no capture tells of network policies", "policies", *missing)
    yield from pods.naming(index, pod, "policies")


def _isolation(index: Index, pod: Pod) -> Iterator[Statement]:
    """What policies of Kubernetes do together: several add up, what none of them allows is denied."""
    selecting = [policy for policy in index.selected.get(pod.key, ()) if policy.kind == "NetworkPolicy" and policy.directions]
    denied: dict[tuple[str, ...], list[str]] = {}
    for direction in ("ingress", "egress"):
        names = tuple(policy_name(policy) for policy in selecting if direction in policy.directions)
        if names:
            denied.setdefault(names, []).append(direction)
    for names, directions in denied.items():
        words = f"{' and '.join(directions)} traffic that {listed(names, 4)} {'does' if len(names) == 1 else 'do'} not allow is denied"
        yield Statement.of(f"pod/{pod.key}", words, together(policy.why("directions") for policy in selecting), "policies")


def egress(index: Index, pod: Pod, node: Node | None) -> Iterator[Statement]:
    """The address with which a pod's traffic leaves the cluster."""
    if pod.host_network:
        return
    found = list(pods.egresses(index, pod, "egress"))
    yield from found
    mode = index.topology.overlay.mode if index.topology.overlay is not None else None
    if found or mode == "networkPolicyOnly":
        return
    if index.topology.egresses:
        basis = together(item.why("pods" if "pods" in item.basis else "ip") for item in index.topology.egresses)
        certainty = basis.certainty if basis.certainty in ("observed", "inferred") else "inferred"
        yield Statement.of(f"pod/{pod.key}", "no Egress that was read is for it", Basis(certainty, basis.rule, basis.evidence), "egress")
    else:
        yield Statement.untold(f"pod/{pod.key}", "no capture tells of an Egress for it", "egress", "kubectl get egresses -o yaml")
