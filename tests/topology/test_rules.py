"""What each rule concludes, and what it refuses to conclude."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from antrea_parse.topology.model import Pod, Topology
from benchmarks.synthetic import Config, State, build, files
from benchmarks.synthetic.captures import LABELS

PODS = """[root@m ~]# kubectl get po -A -owide
NAMESPACE   NAME                     READY   STATUS      RESTARTS   AGE   IP            NODE   NOMINATED NODE   READINESS GATES
{}"""
ROW = "default     {:<24} 1/1     {:<11} 0          1d    {:<13} w1     <none>           <none>\n"
SPOOF = ' cookie=0x1000000000000, table=SpoofGuard, n_packets=1, priority=200,ip,in_port="{}",dl_src={},nw_src={} actions=goto_table:UnSNAT\n'
FLOWS = "[root@w1 ~]# ovs-ofctl --names dump-flows br-int\n"


def pods(*rows: tuple[str, str, str]) -> str:
    return PODS.format("".join(ROW.format(name, status, ip) for name, status, ip in rows))


def flows(*found: tuple[str, str, str]) -> str:
    return FLOWS + "".join(SPOOF.format(*item) for item in found)


def topology(*texts: str) -> Topology:
    return ap.read_text("".join(texts)).topology


def synthetic(state: State, *commands: str) -> Topology:
    text = "\n".join(b"".join(chunks).decode() for _, chunks in files(state, list(commands), form="transcript"))
    return ap.read_text(text).topology


def test_flows_join_a_pod_to_its_port_by_its_address() -> None:
    topo = topology(
        pods(("web-0", "Running", "10.1.1.5"), ("job-x", "Completed", "10.1.1.5")),
        flows(("web-0-0123ab", "02:00:00:00:00:05", "10.1.1.5")),
    )
    pod = topo.pod("default/web-0")
    assert (pod.port.interface, pod.port.certainty, pod.port.rule) == ("web-0-0123ab", "inferred", "flow-address")
    assert (pod.mac, pod.port.mac) == ("02:00:00:00:00:05", None)
    assert pod.port.assumes == "captures of one moment"
    assert topo.pod("default/job-x").ports == ()
    assert topo.node("w1").bridge("br-int").port("web-0-0123ab").pod_mac == "02:00:00:00:00:05"


def test_an_address_of_two_pods_joins_neither() -> None:
    topo = topology(
        pods(("aaaaaaaaaa", "Running", "10.1.1.5"), ("bbbbbbbbbb", "Running", "10.1.1.5")),
        flows(("other-0123ab", "02:00:00:00:00:05", "10.1.1.5")),
    )
    assert {pod.port.certainty for pod in topo.pods} == {"ambiguous"}
    assert {pod.port.candidates for pod in topo.pods} == {("other-0123ab",)}


def test_flows_without_names_tell_a_number() -> None:
    line = " table=4, priority=200,ip,in_port=7,dl_src=02:00:00:00:00:05,nw_src=10.1.1.5 actions=resubmit(,5)\n"
    topo = topology(pods(("web-0", "Running", "10.1.1.5")), "[root@w1 ~]# ovs-ofctl dump-flows br-int\n", line)
    port = topo.pod("default/web-0").port
    assert (port.interface, port.ofport, port.certainty, port.ofport_certainty) == (None, 7, "unknown", "inferred")
    assert port.missing == ("ovs-ofctl show br-int on w1",)


VSCTL = """[root@w1 ~]# ovs-vsctl show
7ccc18b5-068f-4977-b7cb-a9fefdd147c3
    Bridge br-int
        Port antrea-gw0
            Interface antrea-gw0
                type: internal
{}    ovs_version: "2.14.0"
"""
PORT = "        Port {0}\n            Interface {0}\n"


def test_the_last_pair_of_a_prefix_is_known_by_elimination() -> None:
    table = pods(("coredns-1-aaaaa", "Running", "10.1.1.5"), ("coredns-1-bbbbb", "Running", "10.1.1.6"))
    ports = VSCTL.format(PORT.format("coredns--000001") + PORT.format("coredns--000002"))
    known = flows(("coredns--000001", "02:00:00:00:00:05", "10.1.1.5"))
    assert {pod.port.certainty for pod in topology(table, ports).pods} == {"ambiguous"}
    last = topology(table, ports, known).pod("default/coredns-1-bbbbb").port
    assert (last.interface, last.certainty, last.rule) == ("coredns--000002", "inferred", "elimination")


def test_elimination_needs_as_many_interfaces_as_pods() -> None:
    table = pods(("coredns-1-aaaaa", "Running", "10.1.1.5"), ("coredns-1-bbbbb", "Running", "10.1.1.6"), ("coredns-1-ccccc", "Running", "10.1.1.7"))
    ports = VSCTL.format(PORT.format("coredns--000001") + PORT.format("coredns--000002"))
    topo = topology(table, ports, flows(("coredns--000001", "02:00:00:00:00:05", "10.1.1.5")))
    for name in ("coredns-1-bbbbb", "coredns-1-ccccc"):
        port = topo.pod(f"default/{name}").port
        assert (port.interface, port.certainty, port.candidates) == (None, "unknown", ("coredns--000002",))


def second_interface(topo: Topology, pod: Pod) -> tuple[str | None, str | None]:
    return (pod.ports[1].interface, pod.ports[1].device) if len(pod.ports) > 1 else (None, None)


def test_interfaces_of_secondary_networks() -> None:
    state = build(Config(nodes=2, pods=6, antrea="v2.3.0", secondary=True))
    expected = {"/".join(pod.key): pod.secondary for pod in state.pods if pod.secondary}
    told = synthetic(state, "kubectl get pods", "ovs-vsctl show", "ovs-vsctl list interface")
    for key, secondary in expected.items():
        assert second_interface(told, told.pod(key)) == (secondary.interface, "eth1")
        assert told.pod(key).ports[1].certainty == "observed"
    node = next(node for node in told.nodes if len(node.bridges) == 2)
    assert {bridge.name: bridge.role for bridge in node.bridges} == {"br-int": "integration", "br-secondary": "secondary"}
    assert {port.tag for port in node.bridge("br-secondary").ports} == {100}


@pytest.mark.parametrize("mode", ["encap", "noEncap", "hybrid", "networkPolicyOnly"])
def test_the_traffic_mode_is_told_by_what_it_leaves(mode: str) -> None:
    state = build(Config(nodes=4, pods=3, mode=mode))
    overlay = synthetic(state, "kubectl get nodes", "kubectl get pods", "ip address", "ip route", "ovs-vsctl show").overlay
    assert overlay is not None
    assert (overlay.mode, overlay.basis["mode"].certainty) == (mode, "inferred")


def test_the_traffic_mode_that_several_fit_is_ambiguous() -> None:
    state = build(Config(nodes=4, pods=3, mode="hybrid"))
    overlay = synthetic(state, "kubectl get pods", "ovs-vsctl show", "ip address").overlay
    assert overlay is not None
    assert overlay.basis["mode"].candidates == ("encap", "hybrid")
    state = build(Config(nodes=4, pods=3, mode="encap"))
    overlay = synthetic(state, "kubectl get pods", "ovs-vsctl show").overlay
    assert overlay is not None
    assert overlay.basis["mode"].candidates == ("encap", "hybrid")


def test_the_release_is_told_by_names_tables_and_open_vswitch() -> None:
    state = build(Config(nodes=2, pods=3, antrea="v1.13.1"))
    assert synthetic(state, "antctl version").antrea_version == "v1.13.1"
    topo = synthetic(state, "kubectl get pods", "ovs-vsctl show")
    basis = topo.basis["antrea_version"]
    assert (topo.antrea_version, basis.certainty) == (None, "ambiguous")
    assert (basis.candidates[0], basis.candidates[-1]) == ("v1.12", "v2.6")


def test_what_policies_select_is_told_by_labels() -> None:
    state = build(Config(nodes=3, pods=6))
    true = {f"{policy.namespace}/{policy.name}": {"/".join(pod.key) for pod in policy.selected} for policy in state.policies}
    with_labels = synthetic(state, LABELS, "kubectl get networkpolicies")
    assert {policy.key: set(policy.pods) for policy in with_labels.policies} == true
    assert {policy.why("pods").certainty for policy in with_labels.policies} == {"observed"}
    without = synthetic(state, "kubectl get pods", "kubectl get networkpolicies").policy("default/backendpolicy")
    assert without.why("pods").certainty == "ambiguous"
    assert true["default/backendpolicy"] <= set(without.why("pods").candidates)


def test_groups_tell_what_kubectl_does_not_print() -> None:
    state = build(Config(nodes=3, pods=8, antrea="v2.3.0"))
    topo = synthetic(state, "kubectl get services", "kubectl get pods", "ovs-ofctl dump-flows", "ovs-ofctl dump-groups")
    service = next(service for service in state.services if service.name == "backendsvc")
    (endpoints,) = [item for item in topo.endpoints if item.name == "backendsvc"]
    assert {item.ip for item in endpoints.addresses} == set(service.endpoints)
    assert (endpoints.basis["addresses"].certainty, endpoints.basis["addresses"].rule) == ("inferred", "service-group")


def test_what_leaves_the_cluster() -> None:
    state = build(Config(nodes=3, pods=10, antrea="v2.3.0", proxy_all=True))
    topo = synthetic(state, "kubectl get pods", "kubectl get egress", "ip address", "ip route", "ovs-ofctl dump-flows")
    (egress,) = topo.egresses
    (true,) = state.egresses
    assert (egress.name, egress.ip, egress.node) == (true.name, true.ip, true.node)
    assert set(egress.pods) == {"/".join(pod.key) for pod in true.pods}
    assert all(node.proxy_all for node in topo.nodes)
    assert {route.meaning for route in topo.nodes[0].routes} >= {"services", "service-gateway", "own-pods", "peer-pods", "default", "connected"}


def test_tunnels_with_ipsec_lead_to_nodes() -> None:
    state = build(Config(nodes=3, pods=2, encryption="ipsec"))
    topo = synthetic(state, "kubectl get nodes", "kubectl get pods", "ovs-vsctl show")
    assert topo.overlay is not None
    assert topo.overlay.encryption == "ipsec"
    ports = {port.peer for port in topo.node("worker-01").bridge("br-int").ports if port.peer}
    assert ports == {"master-01", "worker-02"}


def test_mtus_along_the_way_of_a_pod() -> None:
    node = synthetic(build(Config(nodes=2, pods=2)), "kubectl get nodes", "ip address").node("worker-01")
    assert node.mtus == {"uplink": 1500, "gateway": 1450, "tunnel": 65000, "pods": 1450}


def test_neighbours_and_rules_by_their_meaning() -> None:
    state = build(Config(nodes=3, pods=2, antrea="v2.7.0", mode="hybrid", proxy_all=True))
    node = synthetic(state, "kubectl get nodes", "kubectl get pods", "ip address", "ip neighbour", "ip rule").node("worker-01")
    assert {rule.meaning for rule in node.rules} == {"kernel", "egress-reply"}
    assert {item.meaning for item in node.neighbours} >= {"virtual", "pod"}
    assert {item.peer for item in node.neighbours if item.meaning == "peer-gateway"} <= {"node/master-01", "node/worker-02"}


INTERFACES = """1: lo: <LOOPBACK,UP> mtu 65536 qdisc noqueue state UNKNOWN
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
2: eth0: <UP> mtu {} qdisc mq state UP
    link/ether 02:00:00:00:00:0{} brd ff:ff:ff:ff:ff:ff
"""


def test_an_output_that_begins_again_is_another_hosts() -> None:
    topo = topology("[root@w1 ~]# ip link\n", INTERFACES.format(1500, 1), INTERFACES.format(9000, 2))
    assert topo.node("w1").interface("eth0").mtu == 1500
    assert [item.code for item in topo.diagnostics if item.code == "AP402"] == ["AP402"]


def test_a_cut_record_says_nothing() -> None:
    topo = topology("[root@w1 ~]# ip link\n", INTERFACES.format(1500, 1).rstrip("\n")[:-40], "[root@w1 ~]# ip rule\n0:\tfrom all lookup local\n")
    assert [item.name for item in topo.node("w1").interfaces] == ["lo"]


def test_what_stands_only_in_a_pod_of_another_moment_is_named() -> None:
    listed = '_uuid : 04ac2a60-ec40-4db9-9ed3-1e5c5b380209\nexternal_ids : {pod-name=web-1, pod-namespace=default}\nname : "web-1-0123ab"\nofport : 4\n'
    topo = topology(pods(("web-0", "Running", "10.1.1.5")), "[root@w1 ~]# ovs-vsctl list interface\n", listed)
    assert any(item.code == "AP401" and "default/web-1" in item.message for item in topo.diagnostics)


POD_VIEW = """1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
2: eth0@if17: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP group default
    link/ether 02:00:00:00:00:05 brd ff:ff:ff:ff:ff:ff link-netnsid 0
    inet 10.1.1.5/24 brd 10.1.1.255 scope global eth0
       valid_lft forever preferred_lft forever
"""


def test_what_a_pod_sees_is_not_taken_for_the_nodes() -> None:
    topo = topology("[root@w1 ~]# ip a\n", POD_VIEW)
    assert topo.node("w1").interfaces == ()
    assert any(item.code == "AP402" and "what a pod sees" in item.message for item in topo.diagnostics)


def test_a_prompt_in_the_middle_of_a_command_line_tells_no_node() -> None:
    lost = "[root@m ~]# kubectl exec -n kube-system antrea-agent-aaaaa -c antrea[root@m ~]# kubectl exec -n kube-system antrea-agent-bbbbb -- ovs-vsctl show\n"
    topo = topology(pods(("web-0", "Running", "10.1.1.5")), lost, VSCTL.partition("\n")[2].format(PORT.format("web-0-000001")))
    assert [node.name for node in topo.nodes if node.bridges] == []


POLICIES = """apiVersion: v1
items:
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata:
    name: {}
    namespace: default
  spec:
    podSelector: {{}}
    policyTypes:
    - Ingress
    ingress:
    - from:
      - podSelector:
          matchLabels:
"""


def test_an_object_that_ends_in_an_open_key_is_cut() -> None:
    topo = topology("[root@m ~]# kubectl get netpol -A -o yaml\n", POLICIES.format("web"), "[root@m ~]# kubectl get ns\n")
    assert topo.policies == ()


def test_half_a_port_of_a_service_tells_no_ports() -> None:
    table = "[root@m ~]# kubectl get svc -A\nNAMESPACE   NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)         AGE\n"
    topo = topology(table, "default     web    ClusterIP   10.96.0.9    <none>        53/UDP,53/TC    1d\n")
    assert topo.service("default/web").ports == ()


def test_what_stands_behind_a_prompt_in_the_middle_of_a_line_is_another_hosts() -> None:
    routes = "[root@w1 ~]# ip -6 route\nfd00:10::3 dev antrea-gw0 metric 1024 pref medium\n"
    topo = topology(routes, "fe80::/64 dev antrea-gw0 proto kernel metric 256 pref root@w2:~# ip -6 route\n", routes.partition("\n")[2].replace("::3", "::4"))
    assert [route.dst for node in topo.nodes if node.name == "w1" for route in node.routes if "10::" in route.dst] == ["fd00:10::3"]


def test_a_row_of_a_pod_that_runs_into_a_prompt_tells_no_node() -> None:
    """Half the name of a node is none, wherever commands run in the pod."""
    cut = pods(("web-0", "Running", "10.1.1.5")).partition("w1 ")[0]
    inside = POD_VIEW.replace("[root@w1 ~]# ", "")
    topo = topology(cut, "worker-[root@m ~]# kubectl get svc -A\n", "[root@m ~]# kubectl exec web-0 -- ip a\n", inside)
    assert [node.name for node in topo.nodes if node.name == "worker-"] == []


def test_an_object_without_a_namespace_among_those_of_all_namespaces_is_cut() -> None:
    whole = POLICIES.format("web").partition("    ingress:")[0] + "kind: List\nmetadata:\n  resourceVersion: ''\n"
    assert [policy.key for policy in topology("[root@m ~]# kubectl get netpol -A -o yaml\n", whole).policies] == ["default/web"]
    assert topology("[root@m ~]# kubectl get netpol -A -o yaml\n", whole.replace("    namespace: default\n", "")).policies == ()


def test_a_container_that_ended_leaves_open_whether_its_pod_did() -> None:
    topo = topology(pods(("a-0", "Error", "10.1.1.5"), ("b-0", "Completed", "10.1.1.6")))
    assert [topo.pod(f"default/{name}").why("ended").certainty for name in ("a-0", "b-0")] == ["ambiguous", "observed"]


def test_the_end_of_an_output_before_a_prompt_makes_no_node() -> None:
    """Nor does what is said of such a node make it a known one."""
    devices = "1: lo: <LOOPBACK> mtu 65536\n2: eth0: <UP> mtu 1500\n    link/ether 00:50:56:a5:fc:d1 brd ff:ff:ff:ff:ff:ff\n"
    devices += "    inet 192.168.1.9/24 scope global eth0\n"
    topo = topology(pods(("web-0", "Running", "10.1.1.5")), "antctlVersion: v0.12.0\n", f"contw1:~ # ip a\n{devices}\n\n{devices}")
    assert [node.name for node in topo.nodes] == ["w1"]


def test_half_a_row_of_nodes_tells_no_address() -> None:
    header = "NAME   STATUS   ROLES    AGE   VERSION   INTERNAL-IP    EXTERNAL-IP   OS-IMAGE\n"
    nodes = f"[root@m ~]# kubectl get nodes -o wide\n{header}w1     Ready    <none>   4d    v1.21.2   192.168.1.1"
    (node,) = ap.read_text(nodes).topology.nodes
    assert (node.internal_ip, node.why("internal_ip").certainty) == (None, "unknown")


def test_half_a_row_of_endpoints_tells_no_address() -> None:
    table = "[root@m ~]# kubectl get endpoints -A\nNAMESPACE NAME ENDPOINTS AGE\ndefault db 10.1.1.6:5432 8d\ndefault web 10.1.1.5:80\n80 8d\n"
    assert [endpoints.key for endpoints in ap.read_text(table).topology.endpoints] == ["default/db"]


def test_a_route_that_runs_into_a_prompt_is_none() -> None:
    glued = "[root@w1 ~]# ip route\n10.1.1.0/24 dev antrea-gw0 proto kernel scope link src 10.1.1.1\n"
    glued += "10.1.2.0/24 via 10.1.2.1 dev antrea-g┌──(root㉿w1)-[~]\n"
    assert [route.dst for route in topology(glued).node("w1").routes] == ["10.1.1.0/24"]


def test_a_policy_one_of_whose_lines_lost_its_indentation_is_cut() -> None:
    """Without the rule it would say that nothing may come in."""
    text = POLICIES.format("web") + "            app: web\nkind: List\nmetadata:\n  resourceVersion: ''\n"
    command = "[root@m ~]# kubectl get netpol -A -o yaml\n"
    assert [len(policy.rules) for policy in topology(command, text).policies] == [1]
    assert topology(command, text.replace("    ingress:", "ingress:")).policies == ()


def test_a_flow_that_runs_into_a_prompt_is_none_and_what_follows_is_another_hosts() -> None:
    """Actions are any text: the prompt could be one of them."""
    flow = SPOOF.format("{}", "02:00:00:00:00:05", "10.1.1.5")
    cut = flow.format("web-0-0123ab").partition("_table:")[0]
    topo = topology(pods(("web-0", "Running", "10.1.1.5")), FLOWS, cut, "root@w2:~# ovs-ofctl --names dump-flows br-int\n", flow.format("web-1-0123ab"))
    assert [port.name for node in topo.nodes if node.name == "w1" for bridge in node.bridges for port in bridge.ports] == []


def test_interfaces_behind_a_lost_prompt_give_no_node_to_what_follows() -> None:
    """The second list is another machine's, and so is a capture with its MAC."""
    device = "1: lo: <LOOPBACK> mtu 65536\n2: eth0: <UP> mtu 1500\n    link/ether 00:50:56:a5:fc:{} brd ff:ff:ff:ff:ff:ff\n"
    topo = topology("[root@w1 ~]# ip link\n", device.format("01"), device.format("02"), "\n\n\n", device.format("02"))
    assert [node.interface("eth0").mac for node in topo.nodes] == ["00:50:56:a5:fc:01"]


def test_a_tunnel_port_that_was_left_makes_no_hybrid_mode() -> None:
    state = build(Config(nodes=3, pods=3, mode="noEncap", faults=("unused-tunnel",)))
    tables = ("kubectl get nodes", "kubectl get pods")
    overlay = synthetic(state, *tables, "ip route", "ovs-ofctl dump-ports-desc").overlay
    assert overlay is not None
    assert (overlay.mode, overlay.why("mode").candidates) == (None, ("noEncap", "hybrid"))
    overlay = synthetic(state, *tables, "ip address", "ip route", "ovs-vsctl show").overlay
    assert overlay is not None
    assert overlay.mode == "noEncap"  # the other nodes have no such port


EVERYTHING = ("kubectl get nodes", "kubectl get pods", "ip address", "ip rule", "ovs-vsctl show", "kubectl get egress", "antrea-config")


def test_a_bridged_uplink_an_egress_on_a_vlan_and_what_another_plugin_left() -> None:
    state = build(Config(nodes=3, pods=4, antrea="v2.3.0", mode="noEncap", extras=("bridging", "egress-vlan", "leftovers")))
    topo = synthetic(state, *EVERYTHING)
    node = topo.node("worker-01")
    assert node.uplink == "eth0"
    kinds = {interface.name: interface.kind for interface in node.interfaces}
    assert (kinds["eth0~"], kinds["antrea-ext.10"], kinds["cni0"]) == ("bridged", "vlan", "leftover")
    assert node.bridge("br-int").port("eth0~").kind == "uplink"
    (egress,) = topo.egresses
    assert (str(egress.ip), egress.node, node.egress_ips) == ("172.31.10.50", "worker-01", (egress.ip,))
    assert [rule.table for rule in node.rules if rule.meaning == "egress"] == ["101"]
    assert topo.overlay is not None
    assert (topo.overlay.mode, topo.overlay.why("mode").certainty) == ("noEncap", "observed")
    assert {item.code for item in topo.diagnostics if item.level == "warning"} == {"AP431", "AP427"}


def test_ports_of_nodes_that_lead_to_one_pod() -> None:
    for antrea in ("v1.3.0", "v2.3.0"):  # the annotation's form changed with v1.7
        state = build(Config(nodes=2, pods=6, antrea=antrea, extras=("node-port-local",)))
        topo = synthetic(state, "kubectl get nodes", "pods")
        told = {pod.key: [(str(local.node_ip), local.node_port, local.pod_port) for local in pod.node_port_local] for pod in topo.pods if pod.node_port_local}
        node = state.node
        assert told == {"/".join(pod.key): [(str(node[pod.node].ips[0]), pod.node_port, 80)] for pod in state.pods if pod.node_port}


def test_the_pods_of_a_policy_take_its_capture_and_the_pods_for_one_moment() -> None:
    topo = synthetic(build(Config(nodes=2, pods=6)), "manifests", LABELS)
    assert {policy.why("pods").assumes for policy in topo.policies} == {"captures of one moment"}
