"""Which node a capture tells of: by prompt, pod, heading, path, at last by what only one node has; each with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

import antrea_parse as ap
from antrea_parse.snapshot.names import read_path
from tests.snapshot.logs import IP_A, IP_R, NODES, PODS, told

A, R, N = "ip address", "ip route", "kubectl get nodes"
M = "[root@master-01 ~]# "
TABLE = f"{M}kubectl get nodes -owide\n{NODES}"


def folder(tmp_path: Path, files: dict[str, str]) -> ap.Snapshot:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return ap.read(tmp_path)


@pytest.mark.parametrize(
    "path", ["worker-01/ip-a.txt", "case/worker-01/ip_address", "ip_a_worker-01.log", "worker-01-ip-a.log", "ip-a.worker-01.txt", "worker-01.lab.local.log"]
)
def test_names_of_files_and_folders(tmp_path: Path, path: str) -> None:
    snap = folder(tmp_path, {path: IP_A, "nodes.txt": NODES})
    (capture,) = (capture for capture in snap.captures if capture.command == A)
    assert (capture.node, capture.node_reason.split(":")[0]) == ("worker-01", "name of the file or folder")


def test_the_name_of_a_file_tells_its_command(tmp_path: Path) -> None:
    header_lost = PODS.partition("\n")[2]
    snap = folder(tmp_path, {"kubectl_get_pods_-A_-o_wide.txt": header_lost, "worker-01/ip_-d_address": IP_A})
    assert told(snap) == [("kubectl get pods", None, 2), (A, "worker-01", 2)]
    assert snap.captures[1].argv == ("ip", "-d", "address")


def test_names_that_nothing_confirms_are_inferred_or_not_taken(tmp_path: Path) -> None:
    snap = folder(tmp_path, {"case-4711/ip-a.txt": IP_A, "case-4711/worker-9/ip-r.txt": IP_R})
    assert [(capture.node, capture.node_reason.split(":")[0]) for capture in snap.captures] == [(None, ""), ("worker-9", "inferred")]


def test_folders_side_by_side_with_the_same_commands_are_nodes(tmp_path: Path) -> None:
    snap = folder(tmp_path, {"alpha/ip-a.txt": IP_A, "beta/ip-a.txt": IP_A, "cluster/kubectl_get_pods.txt": PODS})
    assert told(snap) == [(A, "alpha", 2), (A, "beta", 2), ("kubectl get pods", None, 2)]
    assert all(capture.node_reason.startswith("inferred: ") for capture in snap.captures if capture.node)


@pytest.mark.parametrize("name", ["worker-01.lab.local", "Worker-01", "WORKER-01.LAB"])
def test_a_host_and_its_node_are_one(name: str) -> None:
    snap = ap.read_text(f"{TABLE}[root@{name} ~]# ip r\n{IP_R}")
    assert told(snap)[1] == (R, "worker-01", 3)
    assert name in snap.captures[1].node_reason


def test_short_names_of_nodes_with_domains() -> None:
    table = NODES.replace("worker-01 ", "worker-01.a").replace("worker-02 ", "worker-02.b")
    snap = ap.read_text(f"{M}kubectl get nodes -owide\n{table}[root@worker-01 ~]# ip r\n{IP_R}[root@worker-02.c ~]# ip r\n{IP_R}")
    assert [node for _, node, _ in told(snap)] == ["master-01", "worker-01.a", "worker-02.c"]


def test_two_machines_that_share_a_short_name_stay_two() -> None:
    snap = ap.read_text(f"[root@w.a.net ~]# ip r\n{IP_R}[root@w.b.net ~]# ip r\n{IP_R}[root@w ~]# ip r\n{IP_R}")
    assert len(set(snap.nodes)) == 3


def test_an_address_of_ssh_is_the_node_that_has_it() -> None:
    snap = ap.read_text(f"{TABLE}{M}ssh root@192.168.110.66 ip r\n{IP_R}{M}ssh 10.9.9.9 ip r\n{IP_R}")
    assert [node for _, node, _ in told(snap)] == ["master-01", "worker-01", "10.9.9.9"]


def test_by_content_an_address_that_only_one_node_has() -> None:
    snap = ap.read_text(f"{TABLE}\n\nsome words\n\n{IP_A}")
    capture = snap.captures[1]
    assert capture.node == "worker-01"
    assert capture.node_reason == "inferred: InternalIP 192.168.110.66 is of this node only (<text>:4)"
    assert capture.output is not None
    assert capture.output.node == "worker-01"


def test_by_content_a_mac_that_was_seen_on_one_node() -> None:
    links = IP_A.replace("    inet 192.168.110.66/24 brd 192.168.110.255 scope global ens160\n       valid_lft forever preferred_lft forever\n", "")
    snap = ap.read_text(
        f"[root@worker-01 ~]# ip a\n{IP_A}\n\nsome words\n\n{links.replace('default qlen', 'mode DEFAULT group default qlen').replace('group mode', 'mode')}"
    )
    assert [capture.node for capture in snap.captures] == ["worker-01", "worker-01"]
    assert "MAC address 00:50:56:a7:11:22" in snap.captures[1].node_reason


def test_what_several_nodes_have_tells_nothing() -> None:
    docker = IP_A.replace("192.168.110.66/24 brd 192.168.110.255", "172.17.0.1/16 brd 172.17.255.255").replace("00:50:56:a7:11:22", "02:42:ac:11:00:02")
    snap = ap.read_text(f"{TABLE}[root@worker-01 ~]# ip a\n{docker}\n\nsome words\n\n{docker}")
    assert snap.captures[2].node is None


def test_headings_of_names_that_a_table_knows() -> None:
    table = NODES.replace("worker-01", "alpha    ").replace("worker-02", "beta     ")
    snap = ap.read_text(f"{M}kubectl get nodes -owide\n{table}\n== alpha ==\n{IP_R}\n== before ==\n{IP_R}")
    assert [node for _, node, _ in told(snap)] == ["master-01", "alpha", None]


def test_a_prompt_inside_a_pod_names_the_pod() -> None:
    snap = ap.read_text(f"{M}kubectl get po -A -owide\n{PODS}\nroot@frontend:/# ip r\n{IP_R}")
    capture = snap.captures[1]
    assert (capture.node, capture.node_reason) == ("worker-01", "pod frontend runs there")
    assert capture.invocation is not None
    assert capture.invocation.pod == "frontend"


@pytest.mark.parametrize(
    ("path", "command", "host"),
    [
        ("worker-01/ip-a.txt", "ip address", "worker-01"),
        ("ovs-vsctl_show_worker-01", "ovs-vsctl show", "worker-01"),
        ("worker-01_ovs-ofctl_dump-flows_br-int.txt", "ovs-ofctl dump-flows", "worker-01"),
        ("get_pods_wide.txt", "kubectl get pods -o wide", None),
        ("ip_6_route_worker-01.txt", "ip -6 route", "worker-01"),
        ("session.log", "", "session"),
    ],
)
def test_what_a_path_tells(path: str, command: str, host: str | None) -> None:
    found = read_path(path)
    assert found.command == command
    assert host in (found.hosts or (None,))


def test_a_node_that_nothing_tells_is_named_once_for_each_source() -> None:
    snap = ap.read_text(f"{IP_R}\n== before ==\n{IP_A}")
    (finding,) = (item for item in snap.diagnostics if item.code == "AP301")
    assert finding.message == "node of 'ip route', 'ip address' unknown (2 captures)"
    assert finding.line == 1


DESCRIBED = """Name:         web
Namespace:    default
Node:         worker-01/192.168.110.66
Start Time:   Tue, 12 Jan 2021 10:14:32 +0000
Labels:       app=web
Annotations:  <none>
Status:       Running
IP:           10.211.1.2
"""


def test_the_address_behind_a_described_pod_tells_its_node() -> None:
    snap = ap.read_text(
        f"{M}kubectl describe po web\n{DESCRIBED}{M}\n\nand of the worker\n\n{IP_R}192.168.110.0/24 dev ens160 proto kernel scope link src 192.168.110.66\n"
    )
    assert told(snap)[-1] == (R, "worker-01", 4)
    assert snap.captures[-1].node_reason.startswith("inferred: address 192.168.110.66 of the node of pod web is of this node only")


def test_the_address_of_a_gateway_tells_its_node() -> None:
    gateway = IP_A.partition("2: ")[2].replace("ens160", "antrea-gw0").replace("192.168.110.66/24", "10.211.1.1/24")
    gateway = f"8: {gateway}"
    docker = gateway.replace("antrea-gw0", "docker0")
    route = f"{M}\n\nof some node\n{IP_R}"
    assert told(ap.read_text(f"[root@worker-01 ~]# ip a show antrea-gw0\n{gateway}{route}"))[-1] == (R, "worker-01", 3)
    assert told(ap.read_text(f"[root@worker-01 ~]# ip a show docker0\n{docker}{route.replace('antrea-gw0', 'docker0')}"))[-1] == (R, None, 3)


def test_a_heading_with_the_end_of_a_nodes_name_or_an_address_below_it() -> None:
    table = NODES.replace("worker-0", "k8s-worker-0").replace("Ready ", "Ready")
    snap = ap.read_text(f"{M}kubectl get nodes -owide\n{table}\non worker-01:\n```\n{IP_R}```\n\non node-7:\n```\n{IP_A}```\n\non node-8:\n```\n{IP_R}```\n")
    assert [node for _, node, _ in told(snap)] == ["master-01", "k8s-worker-01", "k8s-worker-01", "node-8"]
    assert all(capture.node_reason.startswith("inferred: heading") for capture in snap.captures[1:])
