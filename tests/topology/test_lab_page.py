"""The lab page becomes the topology that its author drew by hand, and says how sure each fact is."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

import antrea_parse as ap
from antrea_parse.topology.model import Topology


def test_three_nodes_with_every_column_typed(lab: Topology) -> None:
    assert [node.name for node in lab.nodes] == ["master-01", "worker-01", "worker-02"]
    node = lab.node("worker-01")
    assert node.os_image == "CentOS Linux 7 (Core)"
    assert (node.status, node.version, node.internal_ip) == ("Ready", "v1.21.2", ip_address("192.168.110.66"))
    assert (node.kernel_version, node.container_runtime) == ("3.10.0-1062.el7.x86_64", "docker://20.10.7")
    assert lab.node("master-01").roles == ("control-plane", "master")
    assert node.roles is None
    assert node.basis["roles"].certainty == "observed"


def test_seventeen_pods_of_which_eleven_on_the_host_network(lab: Topology, lab_snapshot: ap.Snapshot) -> None:
    assert len(lab.pods) == 17
    assert sum(pod.host_network is True for pod in lab.pods) == 11
    assert sum(pod.host_network is False for pod in lab.pods) == 6
    repeated = [(item.line, item.code) for item in lab_snapshot.diagnostics if item.code == "AP205"]
    assert repeated == [(153, "AP205"), (154, "AP205")]


def test_services_endpoints_and_versions(lab: Topology) -> None:
    assert [service.key for service in lab.services] == ["default/backendsvc", "default/kubernetes"]
    assert lab.service("default/backendsvc").cluster_ip == ip_address("10.101.216.214")
    endpoints = {item.name: [(str(address.ip), address.port, address.pod, address.node) for address in item.addresses] for item in lab.endpoints}
    assert endpoints == {
        "backendsvc": [("10.211.1.15", 80, "default/backend1", "worker-01"), ("10.211.2.30", 80, "default/backend2", "worker-02")],
        "kubernetes": [("192.168.110.61", 6443, None, "master-01")],
    }
    assert lab.antrea_version == "v0.13.3"
    assert lab.node("worker-01").ovs_version == "2.14.0"


def test_outputs_taken_through_the_agent_belong_to_its_node(lab_snapshot: ap.Snapshot) -> None:
    for command in ("ovs-vsctl show", "ovs-ofctl show"):
        (capture,) = [item for item in lab_snapshot.captures if item.command == command]
        assert "[root@master-01 ~]# " + capture.command_line
        assert (capture.node, capture.node_reason) == ("worker-01", "pod antrea-agent-bj42h runs there")
        assert capture.output is not None
        assert capture.output.node == "worker-01"


@pytest.mark.parametrize(
    ("pod", "interface", "ofport"),
    [("default/frontend", "frontend-fbd015", 15), ("default/backend1", "backend1-911dea", 16), ("kube-system/coredns-558bd4d5db-gtvr4", "coredns--c4f3d4", 5)],
)
def test_pods_of_worker_01(lab: Topology, pod: str, interface: str, ofport: int) -> None:
    binding = lab.pod(pod).port
    assert (binding.interface, binding.ofport) == (interface, ofport)
    assert (binding.certainty, binding.rule) == ("inferred", "name-prefix")
    assert binding.ofport_certainty == "observed"
    assert binding.candidates == (interface,)
    assert {item.command for item in binding.evidence} >= {"kubectl get pods", "ovs-vsctl show", "ovs-ofctl show"}


def test_port_numbers_of_worker_01(lab: Topology) -> None:
    bridge = lab.node("worker-01").bridge("br-int")
    ports = {port.name: port for port in bridge.ports}
    assert {name: port.ofport for name, port in ports.items()} == {
        "antrea-gw0": 2,
        "antrea-tun0": 1,
        "backend1-911dea": 16,
        "coredns--c4f3d4": 5,
        "frontend-fbd015": 15,
    }
    assert all(port.basis["ofport"].certainty == "observed" for port in bridge.ports)
    assert ports["antrea-gw0"].mac == lab.node("worker-01").interface("antrea-gw0").mac == "36:ab:6b:31:0c:75"
    assert ports["antrea-tun0"].type == "geneve"
    assert ports["antrea-tun0"].options == {"csum": "true", "key": "flow", "remote_ip": "flow"}
    assert bridge.datapath_type == "system"
    assert bridge.datapath_id == "0000166b68c6424a"


def test_captures_of_different_moments_are_said_as_such(lab: Topology) -> None:
    (finding,) = [item for item in lab.diagnostics if item.code == "AP401"]
    assert finding.level == "info"
    assert "backend1-911dea, frontend-fbd015" in finding.message
    assert not [item for item in lab.diagnostics if item.level == "error"]


def test_pods_of_worker_02(lab: Topology) -> None:
    for pod, interface in (("avi-system/ako-0", "ako-0-d03cf7"), ("kube-system/coredns-558bd4d5db-vgjs2", "coredns--c35d50")):
        binding = lab.pod(pod).port
        assert (binding.interface, binding.certainty) == (interface, "inferred")
        assert (binding.ofport, binding.ofport_certainty) == (None, "unknown")
        assert binding.missing == ("ovs-ofctl show br-int on worker-02",)
    binding = lab.pod("default/backend2").port
    assert (binding.interface, binding.certainty) == (None, "unknown")
    assert "ovs-vsctl show on worker-02" in binding.missing


def test_pod_cidrs(lab: Topology) -> None:
    for name, cidr, certainty in (
        ("worker-01", "10.211.1.0/24", "observed"),
        ("worker-02", "10.211.2.0/24", "observed"),
        ("master-01", "10.211.0.0/24", "inferred"),
    ):
        node = lab.node(name)
        assert node.pod_cidrs == (ip_network(cidr),)
        assert node.basis["pod_cidrs"].certainty == certainty
    assert lab.node("master-01").basis["pod_cidrs"].rule == "elimination"
    assert lab.node("worker-01").gateway_ips == (ip_address("10.211.1.1"),)


def test_overlay_and_underlay(lab: Topology) -> None:
    assert lab.overlay is not None
    assert (lab.overlay.type, lab.overlay.udp_port, lab.overlay.mode) == ("geneve", 6081, "encap")
    assert lab.overlay.basis["type"].certainty == "observed"
    assert lab.overlay.basis["mode"].certainty == "inferred"
    (underlay,) = lab.underlays
    assert (underlay.network, underlay.gateway) == (ip_network("192.168.110.0/24"), "192.168.110.1")
    assert underlay.nodes == ("master-01", "worker-01", "worker-02")
    assert underlay.basis["network"].certainty == "observed"


def test_every_statement_has_lines_behind_it_or_names_what_is_missing(lab: Topology) -> None:
    bases = [basis for node in lab.nodes for basis in node.basis.values()]
    bases += [basis for pod in lab.pods for basis in pod.basis.values()]
    bases += [basis for node in lab.nodes for bridge in node.bridges for port in bridge.ports for basis in port.basis.values()]
    assert bases
    for basis in bases:
        assert basis.missing if basis.certainty == "unknown" else basis.evidence
        assert basis.rule or basis.certainty != "inferred"


def test_every_line_of_the_page_is_accounted_for(lab_snapshot: ap.Snapshot) -> None:
    uses = {item.line: item.use for item in lab_snapshot.coverage.lines}
    assert sorted(uses) == list(range(1, 335))
    assert sum(lab_snapshot.coverage.counts.values()) == 334
    assert lab_snapshot.coverage.counts["unparsed"] == 0
    inside = [line for capture in lab_snapshot.captures if capture.command for line in range(capture.span.first_line + 1, capture.span.last_line + 1)]
    assert {uses[line] for line in inside} <= {"parsed", "object", "blank"}
    assert {uses[line] for line in range(208, 307)} == {"object"}
    assert [line for line, use in uses.items() if use == "other"] == [325, 327, 329]
    assert {uses[line] for line in (1, 17, 18, 112, 113, 115, 120, 131, 156, 175, 205, 206, 307, 322, 330, 334)} == {"prose"}
    assert len(lab_snapshot.objects) == 6
    assert not any(item.code in ("AP201", "AP203", "AP206", "AP305") and 208 <= (item.line or 0) <= 306 for item in lab_snapshot.diagnostics)


def test_the_topology_survives_json(lab: Topology) -> None:
    assert Topology.model_validate_json(lab.model_dump_json()) == lab


def test_lookups_that_miss_say_what_is_known(lab: Topology) -> None:
    with pytest.raises(ap.TopologyError, match="no node 'worker-1'; known: master-01, worker-01, worker-02; did you mean"):
        lab.node("worker-1")
    with pytest.raises(ap.TopologyError, match=r"'ovs-vsctl show'.* would tell"):
        lab.node("worker-02").bridge("br-int")
    with pytest.raises(KeyError):
        lab.pod("default/nobody")
    with pytest.raises(ap.TopologyError, match="uses its node's network"):
        _ = lab.pod("kube-system/antrea-agent-bj42h").port


def test_graph(lab: Topology) -> None:
    graph = lab.graph()
    edges = {(kind, start, end) for start, end, kind in graph.edges(data="kind")}
    assert ("attached-to", "pod/default/frontend", "port/worker-01/br-int/frontend-fbd015") in edges
    assert ("routes-to", "node/worker-01", "node/worker-02") in edges
    assert ("connected-to", "node/worker-02", "underlay/192.168.110.0/24") in edges
    assert {data["kind"] for _, data in graph.nodes(data=True)} >= {"node", "pod", "port", "bridge", "interface", "service", "underlay", "overlay"}


def test_the_two_policies_with_the_pods_they_select_and_the_peers_they_name(lab: Topology) -> None:
    said = {policy.key: (policy.pods, policy.directions, [(rule.direction, rule.peer_pods, rule.ports) for rule in policy.rules]) for policy in lab.policies}
    backends = ("default/backend1", "default/backend2")
    assert said == {
        "default/backendpolicy": (backends, ("ingress", "egress"), [("ingress", ("default/frontend",), ("TCP/80",))]),
        "default/frontendpolicy": (
            ("default/frontend",),
            ("ingress", "egress"),
            [("ingress", (), ("TCP/80",)), ("egress", backends, ("TCP/80",)), ("egress", (), ("UDP/53",))],
        ),
    }
    # The page shows the manifests, not what the cluster made of them.
    assert {(policy.why("pods").certainty, policy.why("rules").rule) for policy in lab.policies} == {("inferred", "manifest")}
