"""Findings: each fault is found with its lines, a sound cluster has none, a missing capture never yields an error."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.model import Topology
from benchmarks.synthetic import COMMANDS, Config, State, build, files, later
from benchmarks.synthetic.model import FAMILIES, MODES

RELEASES = ["v0.5.0", "v0.13.3", "v1.3.0", "v1.5.0", "v1.9.0", "v1.13.1", "v2.3.0", "v2.7.0"]
#: What the synthetic clusters have on purpose: a pod that ended, whose address was given again.
RECYCLED = "AP427"


def found(topology: Topology) -> list[Diagnostic]:
    return [item for item in topology.diagnostics if item.code > "AP402" and item.code != "AP429"]


def of(text: str) -> list[Diagnostic]:
    return found(ap.read_text(text, name="log").topology)


def told(text: str) -> list[tuple[str, str]]:
    return [(item.code, item.level) for item in of(text)]


def cluster(state: State, commands: Iterable[str] | None = None, older: dict[str, State] | None = None) -> Topology:
    text = "\n".join(b"".join(chunks).decode() for _, chunks in files(state, commands, form="transcript", older=older or {}))
    return ap.read_text(text).topology


# ---- the lab page


def test_the_lab_page_has_duplicate_link_local_addresses(lab: Topology) -> None:
    words = " ".join(item.message for item in lab.diagnostics if item.code == "AP428")
    assert "fe80::f343:5255:f35a:fa51 failed duplicate address detection on worker-01 (ens192); worker-02 (ens192) has it" in words
    assert "fe80::bed0:b654:1f36:9ded failed duplicate address detection on worker-01 (ens192), worker-02 (ens192)" in words
    assert [item for item in lab.diagnostics if item.level == "error"] == []


def test_the_lab_page_says_what_was_not_checked(lab: Topology) -> None:
    (note,) = [item for item in lab.diagnostics if item.code == "AP429"]
    assert note.level == "info"
    assert "routes to pods of master-01, worker-02" in note.message
    assert "worker-01" not in note.message


# ---- clusters whose truth is known

CLUSTERS = st.builds(
    Config,
    nodes=st.integers(1, 4),
    pods=st.integers(1, 6),
    antrea=st.sampled_from(RELEASES),
    mode=st.sampled_from(MODES),
    family=st.sampled_from(list(FAMILIES)),
    seed=st.integers(1, 10**6),
)


@given(CLUSTERS, st.lists(st.sampled_from(COMMANDS), unique=True))
@settings(max_examples=20, deadline=None)
def test_a_sound_cluster_has_no_finding_whatever_is_captured(config: Config, commands: list[str]) -> None:
    state = build(config)
    assert {item.code for item in found(cluster(state, commands))} <= {RECYCLED}
    assert {item.code for item in found(cluster(state))} <= {RECYCLED}


@given(CLUSTERS, st.lists(st.sampled_from(COMMANDS), unique=True))
@settings(max_examples=12, deadline=None)
def test_captures_of_different_moments_are_no_fault(config: Config, older: list[str]) -> None:
    state = build(config)
    mixed = found(cluster(later(state), older=dict.fromkeys(older, state)))
    assert {item.code for item in mixed if item.level != "info"} <= {RECYCLED}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("duplicate-pod-cidr", "AP416"),
        ("missing-route", "AP411"),
        ("stale-port", "AP419"),
        ("leftover-port", "AP420"),
        ("duplicate-pod-ip", "AP426"),
        ("agent-not-ready", "AP424"),
        ("agent-missing", "AP425"),
        ("gateway-mtu", "AP430"),
        ("gateway-address-missing", "AP413"),
        ("tunnel-type-mixed", "AP423"),
        ("missing-own-route", "AP412"),
        ("gateway-two-addresses", "AP414"),
        ("gateway-address-not-first", "AP415"),
        ("foreign-route", "AP417"),
        ("node-address-changed", "AP418"),
        ("pod-without-port", "AP421"),
        ("unused-tunnel", "AP422"),
        ("duplicate-link-local", "AP428"),
    ],
)
def test_a_fault_is_found_where_it_is(fault: str, code: str) -> None:
    mode = "noEncap" if fault == "unused-tunnel" else "encap"
    for number, family in enumerate(FAMILIES):
        state = build(Config(4, 5, RELEASES[2 * number + 1], mode, family, faults=(fault,), seed=number + 1))
        (known,) = state.faults
        said = [item for item in found(cluster(state)) if item.code == code]
        assert said, family
        assert all(item.line is not None for item in said)
        words = " ".join(item.message for item in said)
        assert known.node in words
        assert known.subject.rpartition("/")[2] in words or fault == "agent-missing"


# ---- one by one

NODES = """[root@m ~]# kubectl get nodes -o wide
NAME   STATUS   ROLES    AGE   VERSION   INTERNAL-IP    EXTERNAL-IP   OS-IMAGE   KERNEL-VERSION   CONTAINER-RUNTIME
w1     Ready    <none>   4d    v1.21.2   192.168.1.11   <none>        Debian     5.10.0           containerd://1.4.3
w2     Ready    <none>   4d    v1.21.2   192.168.1.12   <none>        Debian     5.10.0           containerd://1.4.3
"""


def pods(*rows: str) -> str:
    header = "NAMESPACE NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES"
    return "\n".join(["[root@m ~]# kubectl get pods -A -o wide", header, *(f"{row} <none> <none>" for row in rows), ""])


AGENTS = (
    "kube-system antrea-agent-aaaaa 2/2 Running 0 4d 192.168.1.11 w1",
    "kube-system antrea-agent-bbbbb 2/2 Running 0 4d 192.168.1.12 w2",
)


def address(node: str, host: str = "192.168.1.11/24", gateway: str = "10.0.1.1/24") -> str:
    gateways = "".join(f"    inet {item} scope global antrea-gw0\n       valid_lft forever preferred_lft forever\n" for item in gateway.split())
    return f"""[root@{node} ~]# ip a
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000
    link/ether 00:50:56:b2:35:31 brd ff:ff:ff:ff:ff:ff
    inet {host} brd 192.168.1.255 scope global eth0
       valid_lft forever preferred_lft forever
3: genev_sys_6081: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 65000 qdisc noqueue master ovs-system state UNKNOWN group default qlen 1000
    link/ether aa:ce:13:21:f1:bc brd ff:ff:ff:ff:ff:ff
4: antrea-gw0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN group default qlen 1000
    link/ether 36:ab:6b:31:0c:75 brd ff:ff:ff:ff:ff:ff
{gateways}"""


def routes(node: str, *rows: str) -> str:
    fixed = ("default via 192.168.1.1 dev eth0", "192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.11")
    return "\n".join([f"[root@{node} ~]# ip route", *fixed, *rows, ""])


OWN = "10.0.1.0/24 dev antrea-gw0 proto kernel scope link src 10.0.1.1"
PEER = "10.0.2.0/24 via 10.0.2.1 dev antrea-gw0 onlink"


def switch(node: str, *ports: str, tunnel: bool = True) -> str:
    blocks = ["Port antrea-gw0\n            Interface antrea-gw0\n                type: internal\n"]
    if tunnel:
        blocks.append(
            "Port antrea-tun0\n            Interface antrea-tun0\n                type: geneve\n                options: {key=flow, remote_ip=flow}\n"
        )
    blocks += [f"Port {name}\n            Interface {name}\n" for name in ports]
    body = "".join(f"        {block}" for block in blocks)
    head = f"[root@{node} ~]# ovs-vsctl show\n7ccc18b5-068f-4977-b7cb-a9fefdd147c3\n    Bridge br-int\n        datapath_type: system\n"
    return f'{head}{body}    ovs_version: "2.14.0"\n'


def test_a_sound_node_has_no_finding() -> None:
    assert told(NODES + pods(*AGENTS) + address("w1") + routes("w1", OWN, PEER) + switch("w1")) == []


def test_own_route_missing() -> None:
    assert told(address("w1") + routes("w1", PEER)) == [("AP412", "error")]
    assert told(address("w1") + routes("w1", PEER).replace("ip route", "ip route | grep 10.0.2")) == []


def test_peer_route_missing() -> None:
    both = address("w1") + switch("w1") + address("w2", "192.168.1.12/24", "10.0.2.1/24")
    (item,) = of(both + routes("w1", OWN))
    assert (item.code, item.message.partition(" (see")[0]) == ("AP411", "w1: no route to the pods of w2 (10.0.2.0/24)")
    assert told(both + routes("w1", OWN, PEER)) == []
    assert told(both + routes("w1", OWN).replace("ip route", "ip route show dev eth0")) == []
    # A capture that is cut proves no absence.
    assert told(both + routes("w1", OWN).rpartition("\n10.")[0]) == []


def test_gateway_with_two_addresses_and_one_that_is_not_the_first() -> None:
    assert told(address("w1", gateway="10.0.1.1/24 10.0.7.1/24")) == [("AP414", "error")]
    assert told(address("w1", gateway="10.0.1.9/24")) == [("AP415", "warning")]
    assert told(address("w1", gateway="192.168.1.11/32")) == []


def test_gateway_without_address() -> None:
    assert told(address("w1", gateway="") + routes("w1", PEER)) == [("AP413", "error")]
    assert told(address("w1", gateway="") + routes("w1")) == []
    # What stands last in a file may go on.
    assert [code for code, _ in told(routes("w1", PEER) + address("w1", gateway=""))] == []


def test_half_a_row_of_an_agent_is_no_fault() -> None:
    assert told(NODES + pods(*AGENTS).rstrip().rpartition(" Running")[0] + " R") == []


def test_pod_network_of_two_nodes_and_route_to_the_own_one() -> None:
    assert told(address("w1") + address("w2", "192.168.1.12/24")) == [("AP416", "error")]
    assert ("AP416", "error") in told(address("w1") + routes("w1", "10.0.1.0/24 via 10.0.1.1 dev antrea-gw0 onlink"))


@pytest.mark.parametrize("route", ["10.0.1.64/26 dev tunl0 proto bird", "blackhole 10.0.1.64/26 proto bird", "10.0.1.0/24 dev docker0 scope link"])
def test_route_of_another_plugin(route: str) -> None:
    assert ("AP417", "error") in told(address("w1") + routes("w1", OWN, route))


def test_route_beside_the_pod_networks_is_nobodys_business() -> None:
    assert told(address("w1") + routes("w1", OWN, "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown")) == []


def test_node_address_on_no_interface() -> None:
    assert told(NODES + address("w1", "192.168.1.99/24")) == [("AP418", "error")]
    assert told(NODES + address("w1", "192.168.1.99/24").replace("ip a\n", "ip a show dev eth0\n")) == []


def test_port_that_could_not_be_opened() -> None:
    text = switch("w1", "web-0-aaaaaa").replace(
        "Interface web-0-aaaaaa\n", 'Interface web-0-aaaaaa\n                error: "could not open network device web-0-aaaaaa"\n'
    )
    assert told(text) == [("AP419", "error")]


WEB = "default web-0 1/1 Running 0 4d 10.0.1.5 w1"


def at(text: str, time: str) -> str:
    """The same, with the moment in the prompt."""
    return text.replace("[root@", f"[{time}] [root@").replace("] [root@", "] root@").replace(" ~]#", ":~#")


def test_port_without_pod_and_pod_without_port() -> None:
    text = NODES + pods(*AGENTS, WEB) + switch("w1", "old-1-aaaaaa")
    assert told(text) == [("AP420", "info"), ("AP421", "info")]
    assert told(at(text, "2026-11-25 10:11:12")) == [("AP420", "warning"), ("AP421", "warning")]
    parts = at(NODES + pods(*AGENTS, WEB), "2026-11-25 10:11:12") + at(switch("w1", "old-1-aaaaaa"), "2026-11-25 11:50:00")
    assert told(parts) == [("AP420", "info"), ("AP421", "info")]
    assert told(NODES + pods(*AGENTS, WEB) + switch("w1", "web-0-aaaaaa")) == []
    assert told(NODES + pods(*AGENTS, WEB) + switch("w1", "old-1-aaaaaa").replace("vsctl show", "vsctl show | head")) == [("AP420", "info")]


def test_tunnel_missing_and_tunnel_without_use() -> None:
    host = address("w1").replace("genev_sys_6081", "eth9")
    assert ("AP422", "error") in told(host + routes("w1", OWN, PEER) + switch("w1", tunnel=False))
    direct = "10.0.2.0/24 via 192.168.1.12 dev eth0"
    text = NODES + address("w1") + address("w2", "192.168.1.12/24", "10.0.2.1/24") + routes("w1", OWN, direct) + switch("w1")
    assert told(text) == [("AP422", "info")]


def test_a_tunnel_port_of_which_not_all_routes_are_known_is_no_finding() -> None:
    direct = "10.0.2.0/24 via 192.168.1.12 dev eth0"
    text = NODES + address("w1") + address("w2", "192.168.1.12/24", "10.0.2.1/24") + routes("w1", OWN, direct) + switch("w1")
    assert told(text.replace("ip route", "ip route | head -2")) == []


def test_up_to_v1_14_wireguard_leaves_its_tunnel_port_unused() -> None:
    state = build(Config(2, 0, "v1.3.0", encryption="wireguard"))
    assert found(cluster(state, ["ip route", "ovs-ofctl show"])) == []


def test_half_a_number_at_the_end_of_a_file_is_no_fault() -> None:
    whole = "6: gw0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n"
    assert of("[root@w1 ~]# ip link\n" + whole + "7: vxlan_sys_4789: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 65") == []


def test_half_a_route_at_the_end_of_a_file_takes_no_traffic() -> None:
    text = NODES + address("w1") + address("w2", "192.168.1.12/24", "10.0.2.1/24") + switch("w1") + routes("w1", OWN, PEER.partition("-gw0")[0])
    assert [item.code for item in of(text.rstrip())] == []


def test_tunnels_that_differ() -> None:
    two = address("w1") + address("w2", "192.168.1.12/24", "10.0.2.1/24").replace("genev_sys_6081", "vxlan_sys_4789")
    assert told(two) == [("AP423", "error")]
    assert told(two.replace("vxlan_sys_4789", "genev_sys_7000")) == [("AP423", "error")]


def test_agents() -> None:
    waiting = "kube-system antrea-agent-bbbbb 1/2 CrashLoopBackOff 41 4d 192.168.1.12 w2"
    assert told(NODES + pods(AGENTS[0], waiting)) == [("AP424", "error")]
    assert told(NODES + pods(*AGENTS).replace("Running 0 4d 192.168.1.12", "Running 90 4d 192.168.1.12")) == [("AP424", "warning")]
    assert told(NODES + pods(AGENTS[0])) == [("AP425", "error")]
    assert told(NODES + pods(AGENTS[0]).replace("-A", "-A -l app=antrea")) == []
    assert told(NODES.replace("4d", "9s") + pods(AGENTS[0])) == []


def test_addresses_of_two_pods() -> None:
    live = "default web-1 1/1 Running 0 4d 10.0.1.5 w1"
    ended = "default job-1 0/1 Completed 0 4d 10.0.1.5 w1"
    assert told(NODES + pods(*AGENTS, WEB, live)) == [("AP426", "error")]
    assert told(NODES + pods(*AGENTS, WEB, ended)) == [("AP427", "warning")]
    assert told(NODES + pods(*AGENTS, WEB, live.replace("Running", "Terminating"))) == []
    assert told(NODES + pods(*AGENTS, WEB) + pods(*AGENTS, live)) == []


def test_a_pod_that_ended_is_told_by_its_phase() -> None:
    """Not all runtimes give a reason for the end of a container, and a container that ended may start again."""
    pod = """- kind: Pod
  apiVersion: v1
  metadata: {{name: {}, namespace: default}}
  spec: {{nodeName: w1, containers: [{{name: app}}]}}
  status:
    phase: {}
    podIP: 10.0.1.5
    podIPs: [{{ip: 10.0.1.5}}]
    containerStatuses: [{{name: app, ready: {}, restartCount: 0, state: {{{}}}}}]
"""
    head = "[root@m ~]# kubectl get pods -A -o yaml\nkind: List\napiVersion: v1\nitems:\n"
    web = pod.format("web-0", "Running", "true", "running: {startedAt: '2026-03-01T08:00:00Z'}")
    assert told(NODES + head + web + pod.format("job-1", "Succeeded", "false", "terminated: {exitCode: 0}")) == [("AP427", "warning")]
    assert told(NODES + head + web + pod.format("job-1", "Running", "false", "terminated: {exitCode: 1, reason: Error}")) == [("AP426", "error")]


def test_mtus_and_leftovers() -> None:
    veth = "9: web-0-aaaaaa@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue master ovs-system state UP group default\n"
    assert told(address("w1") + veth) == [("AP430", "warning")]
    cni = "9: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default\n"
    assert told(address("w1") + cni) == [("AP431", "warning")]


def test_a_list_of_routes_that_runs_into_a_prompt_is_not_whole() -> None:
    glued = routes("w1", OWN) + "10.0.2.0/24 via 10.0.2.1 dev antrea-g┌──(root㉿w2)-[~]\n└─# ip link\n"
    text = NODES + address("w1") + address("w2", "192.168.1.12/24", "10.0.2.1/24") + switch("w1")
    assert ("AP411", "error") in told(text + routes("w1", OWN))
    assert "AP411" not in [code for code, _ in told(text + glued)]
