"""What can be wrong with a cluster, on purpose."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.synthetic import names
from benchmarks.synthetic.ip_address import link_local
from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Fault, LeftPort, Node, Route

#: Place in a pod network that no pod has.
_FREE = 253

Injector = Callable[[State, random.Random], Fault]


def _worker(state: State, rng: random.Random) -> Node:
    return rng.choice([node for node in state.nodes[1:] if node.ports] or state.nodes)


def _duplicate_pod_cidr(state: State, rng: random.Random) -> Fault:
    """Two nodes with the same pod network."""
    first, second = rng.sample(state.nodes[1:], 2)
    second.pod_cidrs, second.gateway_ips = first.pod_cidrs, first.gateway_ips
    return Fault("duplicate-pod-cidr", second.name, first.name)


def _missing_route(state: State, rng: random.Random) -> Fault:
    """A node without a route to a peer's pods."""
    node = _worker(state, rng)
    peer = rng.choice(list(state.peers(node)))
    node.lost_routes.add(peer.name)
    return Fault("missing-route", node.name, peer.name)


def _stale_port(state: State, rng: random.Random) -> Fault:
    """A port that Open vSwitch could not open: its device is gone."""
    node = _worker(state, rng)
    name = names.interface_name("frontend-old", names.hex_id(rng))
    node.left_ports.append(LeftPort(name, -1, error=f"could not open network device {name} (No such device)"))
    return Fault("stale-port", node.name, name)


def _leftover_port(state: State, rng: random.Random) -> Fault:
    """A port and its device whose pod is gone."""
    node = _worker(state, rng)
    name = names.interface_name("oldbatch-1", names.hex_id(rng))
    ofport = max((pod.ofport for pod in node.ports), default=state.release.first_pod_ofport) + 1
    node.left_ports.append(LeftPort(name, ofport, names.mac(rng), ifindex=max((pod.ifindex for pod in node.ports), default=20) + 1))
    return Fault("leftover-port", node.name, name)


def _duplicate_pod_ip(state: State, rng: random.Random) -> Fault:
    """Two running pods with the same address."""
    node = rng.choice([node for node in state.nodes if len(node.ports) > 1])
    first, second = rng.sample(node.ports, 2)
    second.ips = first.ips
    return Fault("duplicate-pod-ip", node.name, "/".join(second.key))


def _agent_not_ready(state: State, rng: random.Random) -> Fault:
    """An agent that does not come up."""
    node = _worker(state, rng)
    pod = next(pod for pod in node.pods if pod.name == node.agent_pod)
    pod.status, pod.ready, pod.restarts = "CrashLoopBackOff", (1, 2), 17
    return Fault("agent-not-ready", node.name, pod.name)


def _agent_missing(state: State, rng: random.Random) -> Fault:
    """A node without an agent."""
    node = _worker(state, rng)
    node.pods = [pod for pod in node.pods if pod.name != node.agent_pod]
    state.pods = [pod for pod in state.pods if pod.name != node.agent_pod]
    return Fault("agent-missing", node.name, node.agent_pod)


def _gateway_mtu(state: State, rng: random.Random) -> Fault:
    """A gateway whose MTU is not the pods'."""
    node = _worker(state, rng)
    node.gateway_mtu += 50 if node.gateway_mtu < node.nic_mtu else -50
    return Fault("gateway-mtu", node.name, str(node.gateway_mtu))


def _gateway_address(state: State, rng: random.Random) -> Fault:
    """A gateway that lost its addresses."""
    node = _worker(state, rng)
    node.gateway_ips = node.gateway_prefixes = ()
    return Fault("gateway-address-missing", node.name, state.release.gateway)


def _tunnel_type(state: State, rng: random.Random) -> Fault:
    """A node with another encapsulation than its peers."""
    node = rng.choice([node for node in state.nodes if node.tunnel_type])
    node.tunnel_type = "vxlan" if node.tunnel_type != "vxlan" else "geneve"
    return Fault("tunnel-type-mixed", node.name, node.tunnel_type)


def _own_route(state: State, rng: random.Random) -> Fault:
    """A node without the route to its own pods."""
    node = _worker(state, rng)
    node.lost_routes.add(node.name)
    return Fault("missing-own-route", node.name, str(node.pod_cidrs[0]))


def _second_address(state: State, rng: random.Random) -> Fault:
    """A gateway with two addresses of one network."""
    node = _worker(state, rng)
    node.gateway_ips, node.gateway_prefixes = (*node.gateway_ips, node.pod_cidrs[0][_FREE]), (*node.gateway_prefixes, node.gateway_prefixes[0])
    return Fault("gateway-two-addresses", node.name, str(node.pod_cidrs[0][_FREE]))


def _other_address(state: State, rng: random.Random) -> Fault:
    """A gateway that has another address than the first one of its network."""
    node = _worker(state, rng)
    node.gateway_ips = (node.pod_cidrs[0][_FREE], *node.gateway_ips[1:])
    return Fault("gateway-address-not-first", node.name, str(node.pod_cidrs[0][_FREE]))


def _foreign_route(state: State, rng: random.Random) -> Fault:
    """The route of another network plugin to the pods of a peer."""
    node = _worker(state, rng)
    peer = rng.choice(list(state.peers(node)))
    part = next(peer.pod_cidrs[0].subnets(prefixlen_diff=2))
    node.extra_routes.append(Route(part, "tunl0", via=peer.ips[0], protocol="bird", onlink=True))
    return Fault("foreign-route", node.name, str(part))


def _node_address(state: State, rng: random.Random) -> Fault:
    """A node whose interface got another address than kubectl still tells."""
    node = _worker(state, rng)
    node.host_ips = tuple(ip + 100 for ip in node.ips)
    return Fault("node-address-changed", node.name, str(node.ips[0]))


def _no_port(state: State, rng: random.Random) -> Fault:
    """A pod that runs and whose port is gone."""
    node = rng.choice([node for node in state.nodes if any(pod.name.startswith("fluentd") for pod in node.ports)])
    pod = next(pod for pod in node.ports if pod.name.startswith("fluentd"))
    pod.interface, pod.ofport = "", 0
    return Fault("pod-without-port", node.name, "/".join(pod.key))


def _unused_tunnel(state: State, rng: random.Random) -> Fault:
    """A tunnel port that was left when the traffic mode changed to one without tunnels."""
    node = _worker(state, rng)
    release = state.release
    node.tunnel, node.tunnel_type, node.tunnel_mac, node.tunnel_ofport = release.tunnel, release.tunnel_type, names.mac(rng), release.tunnel_ofport
    return Fault("unused-tunnel", node.name, release.tunnel)


def _duplicate_link_local(state: State, rng: random.Random) -> Fault:
    """A node that gave up a link-local address because another node has it."""
    node = _worker(state, rng)
    other = rng.choice([other for other in state.nodes if other is not node])
    node.failed_ips = (link_local(other.nic_mac).ip,)
    return Fault("duplicate-link-local", node.name, str(node.failed_ips[0]))


#: Faults that shape the pods' addresses.
_BEFORE: dict[str, Injector] = {"duplicate-pod-cidr": _duplicate_pod_cidr}
_AFTER: dict[str, Injector] = {
    "missing-route": _missing_route,
    "stale-port": _stale_port,
    "leftover-port": _leftover_port,
    "duplicate-pod-ip": _duplicate_pod_ip,
    "agent-not-ready": _agent_not_ready,
    "agent-missing": _agent_missing,
    "gateway-mtu": _gateway_mtu,
    "gateway-address-missing": _gateway_address,
    "tunnel-type-mixed": _tunnel_type,
    "missing-own-route": _own_route,
    "gateway-two-addresses": _second_address,
    "gateway-address-not-first": _other_address,
    "foreign-route": _foreign_route,
    "node-address-changed": _node_address,
    "pod-without-port": _no_port,
    "unused-tunnel": _unused_tunnel,
    "duplicate-link-local": _duplicate_link_local,
}
NAMES = (*_BEFORE, *_AFTER)


def before_pods(state: State, rng: random.Random) -> None:
    """Build in the faults that pods are laid out by."""
    unknown = set(state.config.faults) - set(NAMES)
    if unknown:
        raise ValueError(f"no such fault: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    _apply(state, rng, _BEFORE)


def after_pods(state: State, rng: random.Random) -> None:
    """Build in all others."""
    _apply(state, rng, _AFTER)


def _apply(state: State, rng: random.Random, injectors: dict[str, Injector]) -> None:
    for name in state.config.faults:
        if name in injectors:
            state.faults.append(injectors[name](state, rng))
