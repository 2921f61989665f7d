"""The commands people run on a cluster, and what each of them prints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from benchmarks.synthetic import antctl, flows, ip_address, ip_route, kubectl, ovs_ofctl, ovs_vsctl, service_flows
from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Node, Pod

#: On which machine a command is typed, or in which container.
HOST, AGENT_OVS, AGENT, CONTROLLER, CLUSTER, POD = "host", "antrea-ovs", "antrea-agent", "controller", "cluster", "pod"


@dataclass(frozen=True, slots=True)
class Capture:
    """A command and what it prints.

    Attributes:
        command: its canonical name.
        argv: what is typed where it runs, without what leads there.
        place: where it runs.
        node: the node whose state it tells; None for the cluster's.
        pod: the pod it is run in, of a capture inside a pod.
        text: makes what it prints.
    """

    command: str
    argv: str
    place: str
    node: Node | None
    pod: Pod | None
    text: Callable[[], str]

    @property
    def file_name(self) -> str:
        """The command as part of a file's name."""
        short = {"ip address": "ip a"}.get(self.command, self.argv.split(" br-int")[0].replace(" -O OpenFlow15", "").replace(" --names", ""))
        return short.replace(" -A -o wide", "").replace(" -A", "").replace(" -o wide", "").replace(" ", "_").replace("_-o_", "_")


_ClusterText = Callable[[State], str]
_NodeText = Callable[[State, Node], str]

_CLUSTER: dict[str, tuple[str, _ClusterText]] = {
    "kubectl get nodes": ("kubectl get nodes -o wide", kubectl.nodes),
    "kubectl get pods": ("kubectl get pods -A -o wide", kubectl.pods),
    "kubectl get services": ("kubectl get services -A -o wide", kubectl.services),
    "kubectl get endpoints": ("kubectl get endpoints -A", kubectl.endpoints),
    "kubectl get networkpolicies": ("kubectl get networkpolicies -A", kubectl.policies),
    "manifests": ("kubectl get networkpolicies -A -o yaml", kubectl.policy_list),
}


def _addresses(state: State, node: Node) -> str:
    return ip_address.address_text(ip_address.devices(state, node), kernel_protocols=state.release.number >= (2, 0))


def _links(state: State, node: Node) -> str:
    return ip_address.address_text(ip_address.devices(state, node), link_only=True)


_NODE: dict[str, tuple[str, str, _NodeText]] = {
    "ip address": ("ip a", HOST, _addresses),
    "ip link": ("ip link", HOST, _links),
    "ip rule": ("ip rule", HOST, ip_route.rule_text),
    "ip neighbour": ("ip neigh", HOST, ip_route.neighbour_text),
    "ovs-vsctl show": ("ovs-vsctl show", AGENT_OVS, ovs_vsctl.show),
    "ovs-vsctl list interface": ("ovs-vsctl list interface", AGENT_OVS, ovs_vsctl.list_interface),
    "ovs-ofctl show": ("ovs-ofctl show br-int", AGENT_OVS, ovs_ofctl.show),
    "ovs-ofctl dump-ports-desc": ("ovs-ofctl dump-ports-desc br-int", AGENT_OVS, ovs_ofctl.ports_desc),
    "antctl get podinterface": ("antctl get podinterface", AGENT, antctl.podinterface),
    "antctl get agentinfo": ("antctl get agentinfo", AGENT, antctl.agentinfo),
}

#: Canonical names of all that is captured unless less is asked for.
COMMANDS = (*_CLUSTER, "kubectl get egress", "antctl version", *_NODE, "ip route", "ovs-ofctl dump-flows", "ovs-ofctl dump-groups")
#: ``ip a`` inside the pods: only in terminal logs, where the command line says whose it is.
IN_PODS = "pod ip address"
#: Pods with their labels: only where it is asked for, since it tells all that the table without them tells.
LABELS = "kubectl get pods --show-labels"
#: The settings of the agents: they tell the traffic mode, which the other captures tell in other ways.
CONFIG = "antrea-config"
#: Pods as objects: they tell all that tables do.
PODS = "pods"
EXTRA = (IN_PODS, LABELS, CONFIG, PODS)


def captures(
    state: State,
    commands: Collection[str] | None = None,
    *,
    nodes: Collection[str] | None = None,
    older: Mapping[str, State] | None = None,
    names: bool = False,
) -> Iterator[Capture]:
    """What is captured of a cluster.

    Args:
        state: the cluster.
        commands: canonical names, of `COMMANDS` or `EXTRA`; None for all of `COMMANDS`.
        nodes: names of the nodes whose captures are taken; None for all.
        older: commands that were run at another moment, and what the cluster was then.
        names: flows with names instead of numbers, as on a terminal.
    """
    wanted = set(COMMANDS if commands is None else commands)
    if unknown := wanted - {*COMMANDS, *EXTRA}:
        raise ValueError(f"no such capture: {', '.join(sorted(unknown))}; there are {', '.join((*COMMANDS, *EXTRA))}")
    moments = dict(older or {})

    def of_cluster(command: str, argv: str, place: str, text: _ClusterText) -> Capture:
        then = moments.get(command, state)
        return Capture(command, argv, place, None, None, lambda: text(then))

    for command, (argv, text) in _CLUSTER.items():
        if command in wanted:
            yield of_cluster(command, argv, CLUSTER, text)
    if LABELS in wanted:
        yield of_cluster(LABELS, "kubectl get pods -A -o wide --show-labels", CLUSTER, partial(kubectl.pods, labels=True))
    if PODS in wanted:
        yield of_cluster(PODS, "kubectl get pods -A -o yaml", CLUSTER, kubectl.pod_list)
    if CONFIG in wanted:
        yield of_cluster(CONFIG, "kubectl get configmap antrea-config -n kube-system -o yaml", CLUSTER, kubectl.config_map)
    if "kubectl get egress" in wanted and state.egresses:
        yield of_cluster("kubectl get egress", "kubectl get egress", CLUSTER, kubectl.egresses)
    if "antctl version" in wanted:
        yield of_cluster("antctl version", "antctl version", CONTROLLER, antctl.version)
    for node in state.nodes:
        if nodes is None or node.name in nodes:
            yield from _of_node(state, node.name, wanted, moments, names)


def _of_node(state: State, name: str, wanted: set[str], moments: dict[str, State], names: bool) -> Iterator[Capture]:
    def of_node(command: str, argv: str, place: str, text: _NodeText) -> Capture:
        then = moments.get(command, state)
        node = then.node[name]
        return Capture(command, argv, place, node, None, lambda: text(then, node))

    has_agent = any(pod.name == state.node[name].agent_pod for pod in state.node[name].pods)
    for command, (argv, place, text) in _NODE.items():
        if command in wanted and (has_agent or place == HOST):
            yield of_node(command, argv, place, text)
    if "ip route" in wanted:
        for family in state.families:
            option = " -6" if family == 6 else ""
            yield of_node("ip route", f"ip{option} route", HOST, partial(ip_route.route_text, family=family))
    style = flows.default_style(state, names=names)
    options = (" -O OpenFlow15" if style.openflow15 else "") + (" --names" if names else "")
    if "ovs-ofctl dump-flows" in wanted and has_agent:
        yield of_node("ovs-ofctl dump-flows", f"ovs-ofctl{options} dump-flows br-int", AGENT_OVS, lambda then, node: flows.dump_flows(then, node, style))
    if "ovs-ofctl dump-groups" in wanted and has_agent:
        yield of_node("ovs-ofctl dump-groups", f"ovs-ofctl{options} dump-groups br-int", AGENT_OVS, lambda then, node: service_flows.dump_groups(then, style))
    if IN_PODS in wanted:
        then = moments.get(IN_PODS, state)
        node = then.node[name]
        for pod in node.ports:
            yield Capture(IN_PODS, "ip a", POD, node, pod, _pod_text(then, node, pod))


def _pod_text(state: State, node: Node, pod: Pod) -> Callable[[], str]:
    return lambda: ip_address.address_text(ip_address.pod_devices(node, pod, state))
