"""Topologies that the tests of drawings share."""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address, ip_network

import antrea_parse as ap
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.span import Span
from antrea_parse.topology.model import (
    Binding,
    Bridge,
    EndpointAddress,
    Endpoints,
    Interface,
    Node,
    Overlay,
    Pod,
    Policy,
    PolicyRule,
    Port,
    RouteForm,
    Routes,
    Service,
    ServicePort,
    Topology,
    Underlay,
)
from benchmarks.drawings import cluster
from tests.conftest import LAB_PAGE


@cache
def lab() -> Topology:
    """The lab page's cluster."""
    return ap.read_text(LAB_PAGE.read_text(encoding="utf-8"), LAB_PAGE.name).topology


@cache
def synthetic(nodes: int, pods: int) -> Topology:
    """A cluster of many nodes; the same one for all tests, for making it takes longer than drawing it."""
    return cluster(nodes, pods)


@cache
def longwinded(nodes: int) -> Topology:
    """A cluster with names as clouds give them, and IPv6 addresses that do not abbreviate."""
    topology = synthetic(nodes, 9)
    names = {node.name: f"ip-10-0-{number}-17.eu-central-1.compute.internal" for number, node in enumerate(topology.nodes)}
    first = ip_address("2001:db8:85a3:1234:5678:8a2e:370:7334")
    words = ("coredns-558bd4d5db-gtvr4", "kube-prometheus-stack-prometheus-node-exporter-7x2bq", "web-0")
    pods = tuple(
        pod.model_copy(
            update={
                "name": words[number % 3],
                "namespace": f"monitoring-and-observability-{number}",
                "node": names[pod.node or ""],
                "ip": first + number,
                "ips": (first + number, pod.ip),
            }
        )
        for number, pod in enumerate(topology.pods)
    )
    found = tuple(node.model_copy(update={"name": names[node.name], "internal_ip": first - 256 + number}) for number, node in enumerate(topology.nodes))
    return changed(topology, nodes=found, pods=pods, underlays=())


def changed(topology: Topology, **fields: object) -> Topology:
    """The topology with other fields; what it looked up before is forgotten."""
    return Topology.model_construct(**{name: getattr(topology, name) for name in Topology.model_fields} | fields)


@cache
def policed() -> Topology:
    """The lab page's cluster with what its manifests say, made by hand."""
    roles = {"default/frontend": "frontend", "default/backend1": "backend", "default/backend2": "backend"}
    topology = lab()
    pods = [pod.model_copy(update={"labels": {"role": roles[pod.key]} if pod.key in roles else None}) for pod in topology.pods]
    backends = ("default/backend1", "default/backend2")
    frontend = Policy(
        namespace="default",
        name="frontendpolicy",
        pod_selector="role=frontend",
        directions=("egress", "ingress"),
        pods=("default/frontend",),
        rules=(
            PolicyRule(direction="egress", peers=("role=backend",), peer_pods=backends, ports=("TCP/80",)),
            PolicyRule(direction="egress", ports=("UDP/53",)),
            PolicyRule(direction="ingress", ports=("TCP/80",)),
        ),
    )
    backend = Policy(
        namespace="default",
        name="backendpolicy",
        pod_selector="role=backend",
        directions=("ingress", "egress"),
        pods=backends,
        rules=(PolicyRule(direction="ingress", peers=("role=frontend",), peer_pods=("default/frontend",), ports=("TCP/80",)),),
    )
    services = [
        item.model_copy(update={"selector": {"role": "backend"}, "ports": (ServicePort(port=80, target_port="80"),)}) if item.name == "backendsvc" else item
        for item in topology.services
    ]
    return changed(topology, pods=tuple(pods), policies=(backend, frontend), services=tuple(services))


@cache
def troubled() -> Topology:
    """The lab page's cluster with a finding of each level."""
    name = LAB_PAGE.name
    found = (
        Diagnostic.of("AP401", f"ens192 of both workers has fe80::bed0:b654:1f36:9ded (see also {name}:74)", span=Span(name, 30, 30), level="error"),
        Diagnostic.of("AP402", "backend2 cannot be tied to an OVS port", span=Span(name, 138, 138), level="warning"),
        Diagnostic.of("AP401", "an older capture", span=Span(name, 127, 127)),
    )
    return changed(lab(), diagnostics=found)


@cache
def later() -> Topology:
    """The lab page's cluster after something happened."""
    text = LAB_PAGE.read_text(encoding="utf-8")
    text = text.replace("15(frontend-fbd015)", "21(frontend-fbd015)").replace("10.211.0.0/24 via 10.211.0.1 dev antrea-gw0 onlink\n", "")
    text = text.replace("ens192: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500", "ens192: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000")
    return ap.read_text(text, "later.txt").topology


#: Names that no cluster has and captures may hold all the same.
NAMES = (
    "<script>alert(1)</script>",
    "\"quoted\"&'odd'",
    "esc\x1b[31mred\x07",
    "n" * 253,
    "节点-工作-" * 6,
    "שרת-עברית-\u202eabc",
    "]]>--><!--",
    "javascript:alert(1)",
    "{a|b}<c>\\N\\G",
    "end",
    "🙂-pod",
)


def _hostile_node(number: int, name: str) -> Node:
    ports = tuple(
        Port(name=other, ofport=4 + place, type=name, error=name if place % 2 else None, options={name: other, "remote_ip": other})
        for place, other in enumerate(NAMES)
    )
    return Node(
        name=name,
        roles=(name,),
        status=name,
        version=name,
        internal_ip=ip_address(f"10.0.0.{number}"),
        tunnel=name,
        gateway=name,
        uplink=name,
        bridges=(Bridge(name=name, datapath_type=name, ports=ports),),
        interfaces=(Interface(name=name, mac=name, operstate=name),),
        routes=Routes((RouteForm(dst=name, via=name, dev=name),), ((name, 1, 1),), name),
    )


def _hostile_pod(node: Node, place: int, number: int, name: str) -> Pod:
    return Pod(
        namespace=f"{place}{name}",
        name=name,
        node=node.name,
        status=name,
        ip=ip_address(f"10.1.{place}.{number}"),
        mac=name,
        host_network=False,
        labels={name: node.name},
        ports=(Binding(interface=name, ofport=4 + number, mac=name, certainty="inferred", rule=name),),
    )


@cache
def hostile() -> Topology:
    """A cluster whose every name is meant ill."""
    nodes = tuple(_hostile_node(number, name) for number, name in enumerate(NAMES[:6], 1))
    pods = tuple(_hostile_pod(node, place, number, name) for place, node in enumerate(nodes) for number, name in enumerate(NAMES))
    keys = tuple(pod.key for pod in pods)
    service = Service(
        namespace=NAMES[0],
        name=NAMES[3],
        type=NAMES[1],
        selector={NAMES[2]: NAMES[3]},
        external_ips=NAMES,
        ports=(ServicePort(port=80, name=NAMES[4], target_port=NAMES[3]),),
    )
    addresses = tuple(EndpointAddress(ip=pod.ip, port=80, pod=pod.key) for pod in pods[:11] if pod.ip)
    policies = tuple(
        Policy(
            namespace=name,
            name=name,
            pod_selector=name,
            directions=("ingress", "egress"),
            pods=keys,
            rules=(PolicyRule(direction="ingress", peers=(name,), peer_pods=keys[20:], ports=(name, "TCP/80")),),
        )
        for name in NAMES[:5]
    )
    return Topology(
        title=NAMES[0] + NAMES[3],
        nodes=nodes,
        pods=pods,
        services=(service,),
        endpoints=(Endpoints(namespace=NAMES[0], name=NAMES[3], addresses=addresses),),
        policies=policies,
        overlay=Overlay(mode=NAMES[0], type=NAMES[3], options={NAMES[1]: NAMES[2]}),
        underlays=(Underlay(network=ip_network("10.0.0.0/24"), gateway=NAMES[3], nodes=tuple(node.name for node in nodes)),),
        antrea_version=NAMES[3],
        diagnostics=tuple(Diagnostic.of("AP402", f"{name} {name}", source=name, hint=name) for name in NAMES),
    )
