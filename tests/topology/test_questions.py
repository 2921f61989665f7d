"""Questions are answered with what the captures tell, each sentence with its lines; never with what is not so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.topology.model import Topology
from antrea_parse.topology.questions import Statement, Statements
from antrea_parse.topology.questions.question import read
from benchmarks.synthetic import COMMANDS, Config, State, build, files
from tests.property.test_topology_truth import CAPTURED, captured, clusters

SURE = ("observed", "inferred")
NODES = """[root@cp ~]# kubectl get nodes -o wide
NAME   STATUS   ROLES           AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION      CONTAINER-RUNTIME
cp     Ready    control-plane   10d   v1.29.1   172.16.0.1    <none>        Ubuntu 22.04.3 LTS   5.15.0-91-generic   containerd://1.7.2
w1     Ready    <none>          10d   v1.29.1   172.16.0.2    <none>        Ubuntu 22.04.3 LTS   5.15.0-91-generic   containerd://1.7.2
"""
PODS = "[root@cp ~]# kubectl get pods -A -o wide\nNAMESPACE   NAME   READY   STATUS   RESTARTS   AGE   IP   NODE   NOMINATED NODE   READINESS GATES\n"


def pod_row(name: str, ip: str, node: str = "w1", namespace: str = "default", status: str = "Running") -> str:
    return f"{namespace}   {name}   1/1   {status}   0   9d   {ip}   {node}   <none>   <none>\n"


def topology(*texts: str) -> Topology:
    return ap.read_text("".join(texts), "page.txt").topology


def synthetic(state: State, *commands: str) -> Topology:
    return ap.read_text("\n".join(b"".join(chunks).decode() for _, chunks in files(state, commands, form="transcript")), "log.txt").topology


def says(answer: Statements, words: str) -> Statement:
    """The one statement that says it."""
    found = [item for item in answer if words in item.says]
    assert len(found) == 1, str(answer)
    return found[0]


def lines(statement: Statement) -> list[int]:
    return [item.first_line for item in statement.evidence]


# What is asked about.


@pytest.mark.parametrize(
    ("question", "ip"),
    [
        ("10.211.2.30", "10.211.2.30"),
        (" 10.211.2.30/32 ", "10.211.2.30"),
        ("10.211.2.30:80", "10.211.2.30"),
        ("::ffff:10.211.2.30", "10.211.2.30"),
        ("FE80:0:0::34AB:6bff:fe31:c75", "fe80::34ab:6bff:fe31:c75"),
        ("[fe80::1%ens192]:80", "fe80::1"),
        ("fe80::1%2/64", "fe80::1"),
        ("10.211.2.30/24", "10.211.2.30"),
    ],
)
def test_addresses_are_read_in_any_spelling(question: str, ip: str) -> None:
    assert str(read(question).ip) == ip


@pytest.mark.parametrize("question", ["36:AB:6B:31:0C:75", "36-ab-6b-31-0c-75", "36:ab:6b:31:c:75", "36ab.6b31.0c75", "36ab6b310c75"])
def test_macs_are_read_in_any_spelling(question: str) -> None:
    assert read(question).mac == "36:ab:6b:31:0c:75"


@pytest.mark.parametrize("question", ["", "  ", "a\nb", "x\x1b[31m", "x" * 2000, "\ud800"])
def test_what_is_no_question_is_refused(lab: Topology, question: str) -> None:
    for ask in (lab.where, lab.explain):
        with pytest.raises(ap.AntreaParseError, match="is no question; expected one line"):
            ask(question)


# where


def test_an_address_tells_who_has_it_and_where_it_lies(lab: Topology) -> None:
    answer = lab.where("10.211.2.30")
    held = says(answer, "it is the address of pod default/backend2 on worker-02")
    assert (held.certainty, lines(held)) == ("observed", [138, 312, 232])
    says(answer, "it is behind Service default/backendsvc: 10.211.2.30:80 of pod default/backend2")
    network = says(answer, "10.211.2.0/24 holds it: the pod network of worker-02")
    assert (network.rule, lines(network)) == ("gateway-network", [94])
    routes = [item for item in answer if item.says.startswith("route ")]
    assert [item.says.split()[1] for item in routes] == ["10.211.2.0/24", "default"], "longest prefix first"
    assert routes[0].certainty == "inferred"
    assert [item.says for item in answer if item.heading == "pod default/backend2"], "and the pod itself"


def test_an_address_that_nobody_has_tells_where_it_lies(lab: Topology) -> None:
    answer = lab.where("10.211.1.77")
    unheld = says(answer, "no capture tells who has it now")
    assert unheld.certainty == "unknown"
    assert "ovs-ofctl dump-flows br-int on worker-01" in unheld.missing
    says(answer, "10.211.1.0/24 holds it: the pod network of worker-01")


def test_an_address_outside_is_not_found(lab: Topology) -> None:
    answer = lab.where("8.8.8.8")
    assert not answer.found
    assert answer[0].certainty == "unknown"
    says(answer, "route default via 192.168.110.1 dev ens192 metric 100 on worker-01")


def test_an_address_with_a_port(lab: Topology) -> None:
    says(lab.where("10.96.0.1:443"), "it is port 443/TCP of Service default/kubernetes")
    assert says(lab.where("10.96.0.1:444"), "of port 444 no Service or endpoint tells").certainty == "unknown"


def test_two_pods_with_one_address_are_both_told() -> None:
    topo = topology(NODES, PODS, pod_row("a", "10.0.1.5"), pod_row("b", "10.0.1.5"), pod_row("job", "10.0.1.5", status="Completed"))
    answer = topo.where("10.0.1.5")
    held = says(answer, "it is told of 2 pods: default/a, default/b; they cannot all have it at one moment")
    assert (held.certainty, held.candidates) == ("ambiguous", ("default/a", "default/b"))
    says(answer, "it was the address of pod default/job, which has ended")
    assert {"pod default/a", "pod default/b", "pod default/job"} <= {item.heading for item in answer}
    assert says(topo.explain("default/a"), "the address is told of default/a, default/b").certainty == "ambiguous"


def test_pods_whose_network_no_capture_tells_may_share_an_address() -> None:
    answer = topology(PODS, pod_row("a", "10.0.1.5"), pod_row("b", "10.0.1.5")).where("10.0.1.5")
    held = says(answer, "it is told of 2 pods of which no capture tells whether they use their node's network")
    assert (held.certainty, held.missing) == ("ambiguous", ("kubectl get nodes -o wide",))


def test_a_nodes_address_is_of_its_host_network_pods_too(lab: Topology) -> None:
    answer = lab.where("192.168.110.66")
    says(answer, "it is an address of node worker-01")
    says(answer, "3 pods on the network of worker-01 have it too: kube-system/antrea-agent-bj42h")
    says(answer, "it is on interface ens192 of worker-01")
    says(answer, "192.168.110.0/24 holds it: the network between nodes, with master-01, worker-01, worker-02")


def test_link_local_addresses_are_told_by_their_interface(lab: Topology) -> None:
    answer = lab.where("fe80::bed0:b654:1f36:9ded")
    says(answer, "it is a link-local address")
    assert [item.about for item in answer if item.says.startswith("it is on interface")] == ["interface/worker-01/ens192", "interface/worker-02/ens192"]
    assert says(answer, "AP428 warning").evidence
    assert not [item for item in lab.where("fe80::34ab:6bff:fe31:c75%antrea-gw0") if "ens192" in item.says]


def test_a_network_tells_what_lies_in_it(lab: Topology) -> None:
    answer = lab.where("10.211.0.0/16")
    assert says(answer, "10.211.0.0/24 lies in it: the pod network of master-01").rule == "elimination"
    says(answer, "6 pods have addresses in it: kube-system/coredns-558bd4d5db-gtvr4 (10.211.1.4)")
    says(lab.where("10.211.2.0/24"), "it is the pod network of worker-02")
    says(lab.where("10.211.2.16/28"), "10.211.2.0/24 holds it")
    assert not lab.where("203.0.113.0/24").found


def test_a_mac_tells_the_interface_and_the_port(lab: Topology) -> None:
    answer = lab.where("36-AB-6B-31-0C-75")
    assert lines(says(answer, "it is the MAC of interface antrea-gw0 of worker-01")) == [56]
    assert lines(says(answer, "it is the MAC of port antrea-gw0 (2) of br-int on worker-01")) == [185]


def test_the_two_ends_of_a_veth_pair_are_never_joined() -> None:
    state = build(Config(nodes=1, pods=2, antrea="v1.13.1", seed=4))
    topo = synthetic(state, *COMMANDS)
    for key, true in state.bindings.items():
        name = "/".join(key)
        host, own = topo.where(true.host_mac), topo.where(true.pod_mac)
        says(host, f"it is the MAC of port {true.interface} ({true.ofport}) of br-int on {true.node}, the host's end of the veth pair of pod {name}")
        assert not [item for item in host if "own end" in item.says and item.says.startswith("it is the MAC")]
        says(own, f"it is the MAC of pod {name}'s own end of its veth pair")
        assert not [item for item in own if "host's end of the veth pair" in item.says and item.says.startswith("it is")]


def test_a_number_tells_the_port(lab: Topology) -> None:
    answer = lab.where("15")
    told = says(answer, "OpenFlow port 15 of br-int on worker-01 is frontend-fbd015, of pod default/frontend")
    assert (told.certainty, told.rule) == ("inferred", "name-prefix"), "as sure as the least sure part"
    assert [item.heading for item in lab.where("worker-01/15")] == ["number 15"]
    assert not lab.where("worker-02/15").found
    assert says(lab.where("8"), "interface 8 on worker-01, worker-02 is antrea-gw0").certainty == "observed"


def test_a_pod_tells_all_that_concerns_it(lab: Topology) -> None:
    answer = lab.where("frontend")
    assert {item.heading for item in answer} == {"pod default/frontend"}
    assert says(answer, "labels role=frontend").rule == "manifest"
    hangs = says(answer, "it hangs on frontend-fbd015, OpenFlow port 15 of br-int on worker-01")
    assert (hangs.certainty, hangs.assumes) == ("inferred", "captures of one moment")
    policy = says(answer, "NetworkPolicy default/frontendpolicy selects it")
    assert policy.says.endswith("ingress only from anybody on TCP/80; egress only to pods role=backend in default on TCP/80 or to anybody on UDP/53")
    says(answer, "default/backendpolicy names it as peer: lets traffic from it to default/backend1, default/backend2 on TCP/80 pass")
    assert str(lab.where("default/frontend")) == str(answer) == str(lab.where("pod/default/frontend")) == str(lab.where("po/frontend"))


def test_policies_that_may_select_a_pod_are_not_said_to() -> None:
    policies = "[root@cp ~]# kubectl get networkpolicies -A\nNAMESPACE   NAME   POD-SELECTOR   AGE\ndefault   web   app=web   1d\n"
    topo = topology(NODES, PODS, pod_row("a", "10.0.1.5"), policies)
    for answer in (topo.where("a"), topo.explain("a")):
        maybe = says(answer, "NetworkPolicy default/web may select it (app=web)")
        assert (maybe.certainty, maybe.missing) == ("ambiguous", ("kubectl get pods -A -o wide --show-labels",))
    assert says(topo.where("netpol/web"), "it may select 1 pod").candidates == ("default/a",)


def test_a_node_tells_its_addresses_networks_bridges_and_pods(lab: Topology) -> None:
    answer = lab.where("worker-01")
    for words in (
        "internal IP 192.168.110.66",
        "pod CIDRs 10.211.1.0/24",
        "gateway IPs 10.211.1.1, gateway antrea-gw0",
        "tunnel antrea-tun0",
        "br-int is Antrea's bridge, with 5 ports: 3 pod, 1 gateway, 1 tunnel",
        "3 pods on its pod network: default/backend1, default/frontend, kube-system/coredns-558bd4d5db-gtvr4",
        "3 pods on its own network",
        "7 routes: 3 connected, 2 peer-pods, 1 default, 1 own-pods",
        "AP401 info: worker-01: backend1-911dea, frontend-fbd015",
    ):
        says(answer, words)


def test_a_service_tells_who_is_behind_it(lab: Topology) -> None:
    answer = lab.where("svc/backendsvc")
    says(answer, "type ClusterIP, cluster IP 10.101.216.214")
    assert says(answer, "10.211.1.15:80 of pod default/backend1 on worker-01 is behind it").rule == "pod-ip"
    alone = topology(
        "[root@cp ~]# kubectl get svc\nNAME   TYPE   CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\nweb   NodePort   10.96.0.9   <none>   80:30080/TCP   1d\n"
    )
    assert says(alone.where("web"), "no capture lists the addresses behind it").missing[0] == "kubectl get endpoints -A"
    says(alone.where("30080"), "it is the node port of Service default/web: 80:30080/TCP")


def test_a_policy_tells_whom_it_selects_and_names(lab: Topology) -> None:
    answer = lab.where("frontendpolicy")
    says(answer, "it selects 1 pod: default/frontend")
    says(answer, "egress: to pods role=backend in default on TCP/80")
    says(answer, "its peers are default/backend1, default/backend2")
    says(lab.where("backendpolicy"), "egress: it allows nothing")


def test_what_a_name_has_on_several_nodes_is_told_of_each(lab: Topology) -> None:
    headings = list(dict.fromkeys(item.heading for item in lab.where("antrea-gw0")))
    assert headings == ["port antrea-gw0 of br-int on worker-01", "interface antrea-gw0 of worker-01", "interface antrea-gw0 of worker-02"]
    assert {item.heading for item in lab.where("worker-02/antrea-gw0")} == {"interface antrea-gw0 of worker-02"}
    says(lab.where("br-int"), "antrea-gw0 (2), antrea-tun0 (1), backend1-911dea (16)")


EGRESS = """[root@cp ~]# kubectl get egress -o yaml
apiVersion: v1
kind: List
items:
- apiVersion: crd.antrea.io/v1beta1
  kind: Egress
  metadata:
    name: out
    uid: 4b1f2f3a-1f6e-4c7b-9c0e-1b2c3d4e5f60
  spec:
    appliedTo:
      podSelector:
        matchLabels:
          app: web
    egressIP: 172.16.0.200
  status:
    egressIP: 172.16.0.200
    egressNode: w1
"""
LABELLED = """[root@cp ~]# kubectl get pods -A -o wide --show-labels
NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE   IP         NODE   NOMINATED NODE   READINESS GATES   LABELS
default     a      1/1     Running   0          9d    10.0.1.5   w1     <none>           <none>            app=web
default     b      1/1     Running   0          9d    10.0.1.6   w1     <none>           <none>            app=db
"""


def test_what_leaves_the_cluster_is_told() -> None:
    topo = topology(NODES, LABELLED, EGRESS)
    says(topo.where("172.16.0.200"), "it is the address of Egress out, which w1 holds")
    says(topo.where("egress/out"), "1 pod leaves the cluster with its address: default/a")
    for answer in (topo.where("a"), topo.explain("a")):
        assert says(answer, "it leaves the cluster with 172.16.0.200 of Egress out, which w1 holds").certainty == "observed"
    assert says(topo.explain("b"), "no Egress that was read is for it").certainty == "observed"
    table = "[root@cp ~]# kubectl get egress\nNAME   EGRESSIP       AGE   NODE\nout    172.16.0.200   1d    w1\n"
    maybe = says(topology(NODES, LABELLED, table).explain("b"), "Egress out (172.16.0.200) may be for it")
    assert (maybe.certainty, maybe.missing[0]) == ("unknown", "kubectl get egresses -o yaml")


def test_neighbours_and_virtual_addresses_are_told() -> None:
    topo = synthetic(build(Config(nodes=3, pods=4, antrea="v1.13.1", seed=3)), *COMMANDS)
    neighbour = next(item for node in topo.nodes for item in node.neighbours if item.mac and item.meaning == "peer-gateway")
    assert [item for item in topo.where(neighbour.ip) if f"as neighbour on {neighbour.dev}, the gateway of a peer: MAC {neighbour.mac}" in item.says]
    assert [item for item in topo.where(neighbour.mac) if item.says.startswith("it is Antrea's virtual MAC")]
    assert says(topo.where("169.254.0.253"), "it is an address that only Antrea uses").rule == "definition"


OBJECTS = """[root@cp ~]# kubectl get pod web -o yaml
apiVersion: v1
kind: Pod
metadata:
  annotations:
    nodeportlocal.antrea.io: '[{"podPort":8080,"nodeIP":"172.16.0.2","nodePort":61002,"protocol":"tcp"}]'
  labels:
    app: web
  name: web
  namespace: default
  uid: 0b1f2f3a-1f6e-4c7b-9c0e-1b2c3d4e5f60
spec:
  nodeName: w1
status:
  phase: Running
  podIP: 10.0.1.5
  podIPs:
  - ip: 10.0.1.5
  - ip: fd00:1::5
[root@cp ~]# kubectl get acnp -o yaml
apiVersion: crd.antrea.io/v1beta1
kind: ClusterNetworkPolicy
metadata:
  name: no-db
  uid: 1b1f2f3a-1f6e-4c7b-9c0e-1b2c3d4e5f60
spec:
  appliedTo:
  - podSelector:
      matchLabels:
        app: web
  egress:
  - action: Drop
    name: db
    ports:
    - port: 5432
      protocol: TCP
    to:
    - ipBlock:
        cidr: 10.20.0.0/16
  priority: 5
  tier: application
"""


def test_node_port_local_and_antrea_policies_are_told() -> None:
    topo = topology(NODES, OBJECTS)
    for answer in (topo.where("web"), topo.explain("web")):
        policy = says(answer, "ClusterNetworkPolicy no-db selects it: egress Drop to 10.20.0.0/16 on TCP/5432")
        assert policy.certainty == "inferred", "of other pods no capture tells"
        says(answer, "NodePortLocal: 172.16.0.2:61002 leads to its port 8080 (TCP)")
    says(topo.where("61002"), "172.16.0.2:61002 leads to port 8080 of pod default/web (NodePortLocal)")
    says(topo.where("172.16.0.2:61002"), "it is a NodePortLocal port of pod default/web")
    says(topo.where("10.20.1.1"), "10.20.0.0/16 holds it: an address block that ClusterNetworkPolicy no-db names for egress")
    says(topo.where("fd00:1:0::5"), "it is the address of pod default/web on w1")
    says(topo.where("acnp/no-db"), "egress (db): Drop to 10.20.0.0/16 on TCP/5432")


SECONDARY = """[root@w1 ~]# ovs-vsctl show
5b8a3a1e-0c3a-4c55-9a3e-1f1f1f1f1f1f
    Bridge br-secondary
        Port eth1
            Interface eth1
    ovs_version: "2.17.7"
[root@w1 ~]# ovs-ofctl show br-secondary
OFPT_FEATURES_REPLY (xid=0x2): dpid:0000166b68c6424a
n_tables:254, n_buffers:0
capabilities: FLOW_STATS TABLE_STATS PORT_STATS QUEUE_STATS ARP_MATCH_IP
actions: output enqueue set_vlan_vid set_vlan_pcp strip_vlan mod_dl_src mod_dl_dst mod_nw_src mod_nw_dst mod_nw_tos mod_tp_src mod_tp_dst
 1(eth1): addr:06:c6:e4:f2:94:51
     config:     0
     state:      0
     speed: 0 Mbps now, 0 Mbps max
OFPT_GET_CONFIG_REPLY (xid=0x4): frags=normal miss_send_len=0
[root@w1 ~]# ovs-appctl fdb/show br-secondary
 port  VLAN  MAC                Age
    1   100  00:50:56:aa:bb:cc    3
LOCAL     0  5e:aa:bb:cc:dd:ee    1
"""
CONFIG = """[root@cp ~]# kubectl get configmap antrea-config -n kube-system -o yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: antrea-config
  namespace: kube-system
  uid: 4b1f2f3a-1f6e-4c7b-9c0e-1b2c3d4e5f60
data:
  antrea-agent.conf: |
    serviceCIDR: 10.96.0.0/12
    trafficEncapMode: encap
"""


def test_a_mac_that_a_bridge_has_learned_tells_the_port() -> None:
    topo = topology(SECONDARY)
    learned = says(topo.where("00-50-56-AA-BB-CC"), "br-secondary on w1 has learned it behind port eth1 (1) in VLAN 100")
    assert lines(learned) == [19, 12]
    says(topo.where("5e:aa:bb:cc:dd:ee"), "br-secondary on w1 has learned it behind port LOCAL")
    assert Topology.model_validate_json(topo.model_dump_json()) == topo


def test_the_network_of_services_is_told_unless_a_service_lies_outside() -> None:
    network = says(topology(CONFIG).where("10.96.0.77"), "10.96.0.0/12 holds it: the network of Services")
    assert (network.certainty, network.rule) == ("inferred", "agents-configuration")
    services = "[root@cp ~]# kubectl get svc\nNAME   TYPE   CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\nweb   ClusterIP   {}   <none>   80/TCP   1d\n"
    assert topology(CONFIG, services.format("10.97.0.1")).service_cidrs
    assert not topology(CONFIG, services.format("172.30.0.1")).service_cidrs


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("front", "pod/default/frontend"),
        ("coredns", "pod/kube-system/coredns-558bd4d5db-gtvr4"),
        ("frontedn", "pod/default/frontend"),
        ("10.211.2.300", "10.211.2.1, 10.211.2.20"),
        ("10.211.2", "10.211.1.1, 10.211.1.4"),
        ("gw0", "interface/worker-01/antrea-gw0"),
        ("86:e0:33:27:a8:c1", "86:e0:33:27:a8:c0"),
        ("192.168.122.7/32", None),
        ("172.18.0.1", None),
    ],
)
def test_nothing_is_said_with_what_is_near(lab: Topology, question: str, near: str | None) -> None:
    answer = lab.where(question)
    if near is not None:
        assert not answer.found
        assert f"looked for as {'MAC and name' if ':' in question else 'name'} among 3 nodes, 17 pods, 2 Services, 2 policies" in answer[0].says
        assert near in answer[0].says
        assert answer[0].missing
        if "/" in near:
            assert f"; near it are {near}" in answer[0].says


def test_what_has_no_way_is_not_explained(lab: Topology) -> None:
    for question, words in (
        ("nope", "no pod, node or Service 'nope' among 3 nodes, 17 pods"),
        ("coredns", "near it are pod/kube-system/coredns-558bd4d5db-gtvr4"),
        ("br-int", "it is bridge br-int of worker-01: topo.where('br-int') tells what is known"),
        ("10.211.1.77", "no pod, node or Service has 10.211.1.77"),
        ("36:ab:6b:31:0c:75", "no pod, node or Service '36:ab:6b:31:0c:75'"),
    ):
        with pytest.raises(ap.TopologyError, match=re.escape(words)):
            lab.explain(question)


def test_an_empty_topology_answers_too() -> None:
    answer = Topology().where("10.0.0.1")
    assert not answer.found
    assert "among nothing: no capture tells of a cluster" in answer[0].says
    assert repr(answer) == "<Statements: 1 about nothing>"


def test_an_answer_of_a_big_cluster_is_bounded() -> None:
    topo = synthetic(
        build(Config(nodes=40, pods=3, seed=2)), "kubectl get nodes", "kubectl get pods", "ip address", "ip route", "ovs-vsctl show", "ovs-ofctl show"
    )
    gateway = topo.nodes[7].gateway_ips[0]
    for question in ("antrea-gw0", "1", "2", "br-int", str(gateway), topo.nodes[3].name, "10.0.0.0/8", str(topo.nodes[5].pod_cidrs[0]), "172.17.0.1"):
        text = str(topo.where(question))
        assert len(text) < 25_000, question
    says(topo.where("antrea-gw0"), "port/")
    many = says(topo.where("2"), "is antrea-gw0")
    assert re.search(r"and 3\d more", many.says)
    (peers,) = [item for item in topo.where(gateway) if item.says.startswith("route") and "via" in item.says and "default" not in item.says]
    assert "and 35 more" in peers.says


# explain


def test_the_way_of_a_pod(lab: Topology) -> None:
    answer = lab.explain("default/frontend")
    assert list(dict.fromkeys(item.heading for item in answer)) == [
        "pod", "interface", "port", "bridge", "gateway", "mode", "tunnel", "routes", "uplink", "MTU", "policies", "egress",
    ]  # fmt: skip
    for words, line in (
        ("pod default/frontend has the address 10.211.1.14 and runs on worker-01", 139),
        ("its interface on the host is frontend-fbd015", 173),
        ("frontend-fbd015 is OpenFlow port 15 of br-int", 194),
        ("its gateway is antrea-gw0 with 10.211.1.1, MAC 36:ab:6b:31:0c:75", 56),
        ("the pod network of worker-01 is 10.211.1.0/24", 126),
        ("traffic mode encap", 125),
        ("pods of other nodes are reached through antrea-tun0 (geneve, UDP port 6081)", 166),
        ("the uplink of worker-01 is ens192 with 192.168.110.66", 30),
        ("it lies in 192.168.110.0/24, default gateway 192.168.110.1", 124),
        ("MTUs along the way: pods 1450, gateway 1450, tunnel 65000, uplink 1500: 50 bytes are left for headers", 30),
        ("ingress and egress traffic that default/frontendpolicy does not allow is denied", 259),
    ):
        assert line in lines(says(answer, words)), words
    missing = says(answer, "no capture lists frontend-fbd015 among the interfaces of worker-01")
    assert missing.missing == ("a newer ip address on worker-01",)
    assert "kubectl get egresses" in says(answer, "no capture tells of an Egress").missing[0]


def test_what_is_missing_is_named_at_each_step(lab: Topology) -> None:
    answer = lab.explain("backend2")
    assert "ovs-vsctl show on worker-02" in says(answer, "no capture tells its interface on the host").missing
    assert says(answer, "no capture tells the tunnel port of worker-02").missing == ("ovs-vsctl show on worker-02",)
    assert says(answer, "no route of worker-02 was read").missing == ("ip route on worker-02",)
    bare = topology(PODS, pod_row("a", "10.0.1.5")).explain("a")
    assert says(bare, "no capture tells whether it uses its node's network").missing == ("kubectl get nodes -o wide",)
    assert all(item.missing for item in bare if item.certainty == "unknown")


def test_a_host_network_pod_has_no_port(lab: Topology) -> None:
    answer = lab.explain("etcd-master-01")
    assert says(answer, "it uses the network of master-01: no port of its own").rule == "pod-ip-is-node-ip"
    assert not {"port", "gateway", "tunnel"} & {item.heading for item in answer}
    says(answer, "network policies do not select pods on their node's network")


def test_an_ended_pod_has_no_way() -> None:
    answer = topology(NODES, PODS, pod_row("job", "10.0.1.5", status="Completed")).explain("job")
    assert [item.says for item in answer if item.heading == "pod"] == ["pod default/job has ended (Completed): it has no way to the wire any more"]


def test_the_words_of_each_traffic_mode() -> None:
    for mode, words in (
        ("encap", "what goes to pods of other nodes is encapsulated"),
        ("noEncap", "is routed by the network between the nodes, without a tunnel"),
        ("hybrid", "to those of others encapsulated"),
        ("networkPolicyOnly", "the primary network plugin carries traffic between nodes"),
    ):
        state = build(Config(nodes=3, pods=2, mode=mode, seed=5))
        answer = synthetic(state, *COMMANDS).explain("/".join(next(iter(state.bindings))))
        assert words in says(answer, f"traffic mode {mode}").says
        tunnelled = [item for item in answer if "are reached through antrea-tun0" in item.says]
        assert bool(tunnelled) == (mode in ("encap", "hybrid"))
        assert mode != "hybrid" or "pods of nodes in other subnets" in tunnelled[0].says
        assert mode != "networkPolicyOnly" or [item for item in answer if "has the node's own address" in item.says]


def test_encryption_and_secondary_networks_are_told() -> None:
    for encryption, words in (("ipsec", "the tunnels are encrypted by IPsec (ESP)"), ("wireguard", "is encrypted by WireGuard and leaves through antrea-wg0")):
        state = build(Config(nodes=3, pods=2, antrea="v1.15.0", encryption=encryption, seed=5))
        answer = synthetic(state, *COMMANDS).explain("/".join(next(iter(state.bindings))))
        assert says(answer, words).heading == "encryption"
        assert encryption == "wireguard" or says(answer, "each peer has a tunnel port")
    state = build(Config(nodes=2, pods=6, antrea="v2.3.0", secondary=True, seed=5))
    pod = next(pod for pod in state.pods if pod.secondary)
    answer = synthetic(state, *COMMANDS, "ovs-vsctl list interface").explain("/".join(pod.key))
    assert pod.secondary is not None
    assert f"is {pod.secondary.interface}, OpenFlow port" in says(answer, "on a secondary network its").says


def test_a_windows_node_is_said_to_be_one() -> None:
    windows = NODES.replace("Ubuntu 22.04.3 LTS   5.15.0-91-generic   containerd://1.7.2\nw1", "X") + (
        "w2     Ready    <none>          10d   v1.29.1   172.16.0.3    <none>        Windows Server 2022 Datacenter   10.0.20348.2227   containerd://1.7.2\n"
    )
    answer = topology(windows, PODS, pod_row("a", "10.0.1.5", node="w2")).explain("a")
    assert says(answer, "w2 runs Windows: the ports of pods are internal ports of Open vSwitch").heading == "node"


def test_nodes_services_and_addresses_are_explained_too(lab: Topology) -> None:
    node = lab.explain("worker-01")
    says(node, "node worker-01 has the address 192.168.110.66")
    assert {"gateway", "tunnel", "uplink"} <= {item.heading for item in node}
    service = lab.explain("svc/backendsvc")
    says(service, "Service default/backendsvc (ClusterIP) has 10.101.216.214 and the ports 80/TCP to the pods' 80")
    says(service, "default/backend1 hangs on backend1-911dea, OpenFlow port 16 of br-int on worker-01")
    by_address = lab.explain("10.211.1.14")
    says(by_address, "it is the address of pod default/frontend on worker-01")
    assert str(lab.explain("default/frontend")) in str(by_address)
    assert str(lab.explain("10.101.216.214")).endswith(str(service))
    with pytest.raises(ap.TopologyError, match=r"no pod, node or Service has 9\.9\.9\.9"):
        lab.explain("9.9.9.9")


def test_a_name_that_several_have_is_refused_with_all_of_them() -> None:
    topo = topology(NODES, PODS, pod_row("web", "10.0.1.5"), pod_row("web", "10.0.1.6", namespace="prod"))
    with pytest.raises(ap.TopologyError, match="2 pods are called 'web': default/web, prod/web; give one as namespace/name"):
        topo.explain("web")
    says(topo.explain("prod/web"), "pod prod/web has the address 10.0.1.6")
    assert {item.heading for item in topo.where("web")} == {"pod default/web", "pod prod/web"}


# Of clusters whose truth is known.


def wrong(state: State, answer: Statements) -> Iterator[str]:
    """What an answer says for sure and is not so."""
    pods = {"/".join(pod.key): pod for pod in state.pods}
    for item in answer:
        if item.certainty not in SURE:
            continue
        text = item.says
        if found := re.match(r"it is the address of pod (\S+)(?: on (\S+))?$", text):
            pod = pods[found[1]]
            if item.heading not in map(str, pod.ips) or pod.node != (found[2] or pod.node):
                yield text
        elif found := re.match(r"(?:it|its interface on the host) (?:hangs on|is) (\S+?)(?:, OpenFlow port (\d+).* on (\S+))?$", text):
            pod = pods[item.about.removeprefix("pod/")]
            if pod.interface != found[1] or pod.node != (found[3] or pod.node) or str(pod.ofport) != (found[2] or str(pod.ofport)):
                yield text
        elif found := re.match(r"OpenFlow port (\d+) of br-int on (\S+) is (\S+), of pod (\S+)$", text):
            pod = pods[found[4]]
            if (str(pod.ofport), pod.node, pod.interface) != (found[1], found[2], found[3]):
                yield text
        elif found := re.match(r"pod (\S+) has the address (.*) and runs on (\S+)$", text):
            pod = pods[found[1]]
            if pod.node != found[3] or not set(found[2].split(", ")) <= set(map(str, pod.ips)):
                yield text
        elif found := re.match(r"it is the MAC of pod (\S+)'s own end", text):
            if pods[found[1]].pod_mac != item.heading:
                yield text
        elif (found := re.match(r"it is the MAC of .*, the host's end of the veth pair of pod (\S+)$", text)) and found[1] in pods:
            pod = pods[found[1]]
            if item.heading not in (pod.host_mac, pod.secondary and pod.secondary.host_mac):
                yield text
        elif found := re.match(r"(\S+) holds it: the pod network of (\S+)$", text):
            if found[1] not in map(str, state.node[found[2]].pod_cidrs):
                yield text
        elif (found := re.match(r"traffic mode (\w+)", text)) and found[1] != state.mode:
            yield text


def checked(answer: Statements) -> Statements:
    """An answer whose every statement rests on something."""
    for item in answer:
        counts = "of this name" in item.says + item.heading or item.says.startswith("AP429 ")  # what is left out, what could not be checked
        assert item.evidence or item.missing or item.rule == "definition" or counts, str(item)
        assert item.certainty != "ambiguous" or item.candidates, str(item)
    str(answer)
    return answer


@given(clusters(), CAPTURED)
@settings(max_examples=40, deadline=None)
def test_no_question_is_answered_with_what_is_not_so(config: Config, commands: list[str]) -> None:
    state = build(config)
    topo = captured(state, commands, []).topology
    known = {pod.key: pod for pod in topo.pods}
    for pod in state.pods:
        key = "/".join(pod.key)
        for question in (*map(str, pod.ips), pod.host_mac, pod.pod_mac, pod.interface, key, f"{pod.node}/{pod.ofport}"):
            if question:
                assert list(wrong(state, checked(topo.where(question)))) == [], question
        if key in known:
            assert list(wrong(state, checked(topo.explain(key)))) == [], key
    for node in topo.nodes:
        checked(topo.explain(node.name))
        assert list(wrong(state, checked(topo.where(node.name)))) == []
    for service in topo.services:
        checked(topo.explain(f"service/{service.key}"))
        checked(topo.where(service.cluster_ip or service.key))


@given(st.sampled_from(["default/frontend", "antrea-gw0", "10.211.2.30", "36:ab:6b:31:0c:75", "fe80::1%2/64", "15"]), st.text(max_size=6), st.integers(0, 20))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered_or_refused(lab: Topology, question: str, text: str, place: int) -> None:
    asked = question[:place] + text + question[place:]
    for ask in (lab.where, lab.explain):
        try:
            str(ask(asked))
        except ap.AntreaParseError:
            continue


def test_a_default_route_without_a_next_hop_is_of_the_family_that_was_asked_for() -> None:
    def told(*texts: str) -> list[list[str]]:
        topo = ap.read_text("".join(texts)).topology
        return [[item.says for item in topo.where(ip) if "route" in item.says and item.about] for ip in ("8.8.8.8", "2001:db8::1")]

    six, four = "[root@w1 ~]# ip -6 route\ndefault dev wg0 metric 1024\n", "[root@w1 ~]# ip route\ndefault dev ppp0 scope link\n"
    assert told(six) == [[], ["route default dev wg0 metric 1024 on w1: the default route"]]
    assert told(four, six) == [["route default dev ppp0 on w1: the default route"], ["route default dev wg0 metric 1024 on w1: the default route"]]
    # Of a list of both families nothing tells which it is.
    assert [len(found) for found in told(four.replace("ip route", "ip route show table all"))] == [1, 1]


def test_a_namespace_is_told_by_what_lies_in_it(lab: Topology) -> None:
    answer = lab.where("ns/kube-system")
    assert answer.found
    assert answer[0].heading == "namespace kube-system"
    assert answer[0].says.startswith("13 pods lie in it: antrea-agent-")
    assert [item.says for item in lab.where("default") if item.about == "namespace/default"][-1] == "2 policies lie in it: backendpolicy, frontendpolicy"
    assert all(item.evidence for item in answer)


def test_the_port_of_tunnels_is_told(lab: Topology) -> None:
    (answer,) = lab.where("6081")
    assert (answer.says, answer.certainty) == ("it is the UDP port of the geneve tunnels between nodes", "observed")
