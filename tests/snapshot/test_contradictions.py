"""Of two things that name different nodes the stronger one tells the node, and a diagnostic names both."""

from __future__ import annotations

from pathlib import Path

import pytest

import antrea_parse as ap
from tests.snapshot.logs import IP_A, IP_R, NODES, PODS, prefixed

#: A table of the nodes with one of master-01's own commands, so that nothing else names a node.
TABLE = f"$ kubectl get nodes -owide\n{NODES}"
POD = f"$ kubectl get po -A -owide\n{PODS}"
#: Another machine's addresses than those of worker-01.
OTHER = IP_A.replace("110.66", "110.67").replace("a7:11:22", "a7:33:44")
ROUTES_OF_BOTH = (
    IP_R + "192.168.110.0/24 dev ens160 proto kernel scope link src 192.168.110.66\n10.0.0.0/8 dev ens9 proto kernel scope link src 192.168.110.67\n"
)

#: The kinds of evidence that disagree, the files, the node that is taken, and what the diagnostic says.
PAIRS: dict[str, tuple[dict[str, str], str | None, tuple[str, ...]]] = {
    "prompt, host of ssh": (
        {"log": f"{TABLE}$ ssh worker-01\n[root@worker-02 ~]# ip r\n{IP_R}"},
        "worker-02",
        ("prompt says worker-02", "host of ssh says worker-01"),
    ),
    "prompt, hostname": (
        {"log": f"[root@worker-02 ~]# hostname\nworker-01\n[root@worker-02 ~]# ip r\n{IP_R}"},
        "worker-02",
        ("prompt says worker-02", "'hostname' at the prompt of worker-02 says worker-01"),
    ),
    "prompt, heading": (
        {"log": f"## worker-01\n\n```\n[root@worker-02 ~]# ip r\n{IP_R}```\n"},
        "worker-02",
        ("prompt says worker-02", "heading 'worker-01' says worker-01"),
    ),
    "prompt, prefix": (
        {"log": prefixed("worker-01: ", f"[root@worker-02 ~]# ip r\n{IP_R}")},
        "worker-02",
        ("prompt says worker-02", "the prefix of the lines says worker-01"),
    ),
    "prompt, pod": (
        {"log": f"{POD}$ kubectl exec -it -n kube-system antrea-agent-bj42h -- bash\nroot@worker-02:/# ip r\n{IP_R}"},
        "worker-02",
        ("prompt inside pod antrea-agent-bj42h says worker-02", "the pod runs on worker-01"),
    ),
    "prompt, file": ({"worker-01.log": f"[root@worker-02 ~]# ip r\n{IP_R}"}, "worker-02", ("prompt says worker-02", "file or folder worker-01")),
    "prompt, folder": ({"worker-01/log": f"[root@worker-02 ~]# ip r\n{IP_R}"}, "worker-02", ("prompt says worker-02", "file or folder worker-01")),
    "prompt, address": (
        {"log": f"{TABLE}[root@worker-02 ~]# ip a\n{IP_A}"},
        "worker-02",
        ("prompt says worker-02", "InternalIP 192.168.110.66 is of worker-01"),
    ),
    "prompt, MAC addresses": (
        {"log": f"[root@worker-01 ~]# ip a\n{IP_A}[root@worker-02 ~]# ip a\n{IP_A}"},
        "worker-02",
        ("prompt says worker-02", "00:50:56:a7:11:22", "those of worker-01"),
    ),
    "host of ssh, heading": (
        {"log": f"{TABLE}## worker-02\n\n$ ssh worker-01 ip r\n{IP_R}"},
        "worker-01",
        ("host of ssh says worker-01", "heading 'worker-02' says worker-02"),
    ),
    "host of ssh, address": (
        {"log": f"{TABLE}$ ssh worker-02 ip a\n{IP_A}"},
        "worker-02",
        ("host of ssh says worker-02", "InternalIP 192.168.110.66 is of worker-01"),
    ),
    "pod, heading": (
        {"log": f"{POD}{TABLE}## worker-02\n\n$ kubectl exec -n kube-system antrea-agent-bj42h -- ip r\n{IP_R}"},
        "worker-01",
        ("pod antrea-agent-bj42h runs there says worker-01", "heading 'worker-02' says worker-02"),
    ),
    "pod, address": (
        {"log": f"{POD}{TABLE}$ kubectl exec -n kube-system antrea-agent-bj42h -- ip a\n{OTHER}"},
        "worker-01",
        ("pod antrea-agent-bj42h runs there says worker-01", "InternalIP 192.168.110.67 is of worker-02"),
    ),
    "debug of a node, address": (
        {"log": f"{TABLE}$ kubectl debug node/worker-02 -- ip a\n{IP_A}"},
        "worker-02",
        ("debug of the node says worker-02", "InternalIP 192.168.110.66 is of worker-01"),
    ),
    "prefix, address": (
        {"log": TABLE + prefixed("worker-02: ", IP_A)},
        "worker-02",
        ("prefix of the lines says worker-02", "InternalIP 192.168.110.66 is of worker-01"),
    ),
    "heading, file": ({"worker-02.txt": f"== worker-01 ==\n{IP_R}"}, "worker-01", ("heading 'worker-01' says worker-01", "file or folder worker-02")),
    "heading, address": ({"log": f"{TABLE}\n== worker-02 ==\n{IP_A}"}, "worker-02", ("heading 'worker-02'", "InternalIP 192.168.110.66 is of worker-01")),
    "file, folder": ({"worker-01/ip-r_worker-02.txt": IP_R}, "worker-02", ("worker-02", "the folder worker-01")),
    "file, address": (
        {"nodes.log": TABLE, "ip-a_worker-02.txt": IP_A},
        "worker-02",
        ("name of the file or folder: worker-02 says worker-02", "InternalIP 192.168.110.66 is of worker-01"),
    ),
    "hostname, address": (
        {"log": f"{TABLE}$ hostname\nworker-02\n$ ip a\n{IP_A}"},
        "worker-02",
        ("hostname before it says worker-02", "InternalIP 192.168.110.66 is of worker-01"),
    ),
    "address, address": (
        {"log": f"{TABLE}\nsome words\n\n{ROUTES_OF_BOTH}"},
        None,
        ("InternalIP 192.168.110.66 is of worker-01", "InternalIP 192.168.110.67 of worker-02", "no node is taken"),
    ),
}


def read(folder: Path, files: dict[str, str]) -> ap.Snapshot:
    """The files, read from a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return ap.read(folder)


@pytest.mark.parametrize("pair", PAIRS)
def test_pairs(pair: str, tmp_path: Path) -> None:
    files, node, words = PAIRS[pair]
    snap = read(tmp_path, files)
    last = [capture for capture in snap.captures if capture.command in ("ip address", "ip route")][-1]
    assert last.node == node
    messages = [item.message for item in snap.diagnostics if item.code == "AP302"]
    assert len(messages) == 1
    assert all(word in messages[0] for word in words), messages


@pytest.mark.parametrize(
    "files",
    [
        {"worker-01.log": f"[root@worker-01 ~]# ssh worker-02\n[root@worker-02 ~]# ip r\n{IP_R}[root@worker-02 ~]# exit\n[root@worker-01 ~]# ip r\n{IP_R}"},
        {"master-01.log": f"{TABLE}[root@master-01 ~]# ssh worker-02 ip r\n{IP_R}"},
        {"log": f"{TABLE}$ ssh 192.168.110.66\n[root@worker-01 ~]# ip r\n{IP_R}"},
        {"log": f"$ ssh jump\n[root@worker-01 ~]# ip r\n{IP_R}"},
        {"log": f"[root@worker-01 ~]# hostname -f\nworker-01.lab.local\n[root@worker-01 ~]# ip r\n{IP_R}"},
        {"log": f"[root@master-01 ~]# ./collect.sh\n== worker-02 ==\n[root@master-01 ~]# ip r\n{IP_R}"},
        {"log": f"== worker-02 ==\n{IP_R}\n[root@worker-01 ~]# ip r\n{IP_R}"},
        {"worker-01/ip-r_worker-01.txt": IP_R},
    ],
)
def test_what_does_not_contradict(files: dict[str, str], tmp_path: Path) -> None:
    assert not [item for item in read(tmp_path, files).diagnostics if item.code == "AP302"]


def test_a_machine_with_another_name_than_its_node_is_that_node_with_a_guess() -> None:
    snap = ap.read_text(f"{TABLE}[root@db-7 ~]# ip a\n{IP_A}[root@db-7 ~]# ip r\n{IP_R}")
    assert [capture.node for capture in snap.captures[1:]] == ["worker-01", "worker-01"]
    reason = "inferred: the prompt says db-7, but InternalIP 192.168.110.66 is of this node only (<text>:4)"
    assert {capture.node_reason for capture in snap.captures[1:]} == {reason}


def test_a_machine_that_shows_a_nodes_address_is_not_that_node_where_the_node_has_a_prompt() -> None:
    snap = ap.read_text(f"{TABLE}[root@worker-01 ~]# ip r\n{IP_R}[root@db-7 ~]# ip a\n{IP_A}")
    assert snap.captures[-1].node == "db-7"
