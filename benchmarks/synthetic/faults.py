"""What can be wrong with a cluster, on purpose."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.synthetic import names
from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Fault, LeftPort, Node

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
