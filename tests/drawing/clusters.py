"""Topologies that the tests of drawings share."""

from __future__ import annotations

from functools import cache

import antrea_parse as ap
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.span import Span
from antrea_parse.topology.model import Policy, PolicyRule, ServicePort, Topology
from tests.conftest import LAB_PAGE


@cache
def lab() -> Topology:
    """The lab page's cluster."""
    return ap.read_text(LAB_PAGE.read_text(encoding="utf-8"), LAB_PAGE.name).topology


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
    return topology.model_copy(update={"pods": tuple(pods), "policies": (backend, frontend), "services": tuple(services)})


@cache
def troubled() -> Topology:
    """The lab page's cluster with a finding of each level."""
    name = LAB_PAGE.name
    found = (
        Diagnostic.of("AP401", f"ens192 of both workers has fe80::bed0:b654:1f36:9ded (see also {name}:74)", span=Span(name, 30, 30), level="error"),
        Diagnostic.of("AP402", "backend2 cannot be tied to an OVS port", span=Span(name, 138, 138), level="warning"),
        Diagnostic.of("AP401", "an older capture", span=Span(name, 127, 127)),
    )
    return lab().model_copy(update={"diagnostics": found})


@cache
def later() -> Topology:
    """The lab page's cluster after something happened."""
    text = LAB_PAGE.read_text(encoding="utf-8")
    text = text.replace("15(frontend-fbd015)", "21(frontend-fbd015)").replace("10.211.0.0/24 via 10.211.0.1 dev antrea-gw0 onlink\n", "")
    text = text.replace("ens192: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500", "ens192: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000")
    return ap.read_text(text, "later.txt").topology
