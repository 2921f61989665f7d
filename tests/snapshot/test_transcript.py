"""Who ran what where, where a capture ends, and what every other line is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import antrea_parse as ap

IP_A = """1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
"""
PODS = """NAMESPACE NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES
default frontend 1/1 Running 0 175m 10.211.1.14 worker-01 <none> <none>
kube-system antrea-agent-bj42h 2/2 Running 3 4d19h 192.168.110.66 worker-01 <none> <none>
"""
VERSION = "controllerVersion: v0.13.3\n"


def uses(snap: ap.Snapshot) -> list[str]:
    return [item.use for item in snap.coverage.lines]


@pytest.mark.parametrize(
    ("prompt", "node"),
    [
        ("[root@worker-01 ~]# ", "worker-01"),
        ("[root@worker-01 harbor.corp.tanzu]# ", "worker-01"),
        ("root@worker-01:~# ", "worker-01"),
        ("user@worker-01:/var/log$ ", "worker-01"),
        ("worker-01:~ # ", "worker-01"),
        ("2026-11-23 10:11:12 root@worker-01:~# ", "worker-01"),
        ("$ ", None),
        ("/ # ", None),
        ("PS C:\\k> ", None),
    ],
)
def test_the_prompt_tells_the_node(prompt: str, node: str | None) -> None:
    (capture,) = ap.read_text(f"{prompt}ip a\n{IP_A}").captures
    assert (capture.node, capture.argv, capture.command) == (node, ("ip", "a"), "ip address")
    assert capture.output is not None
    assert len(capture.output) == 1


def test_an_exec_leads_to_the_node_of_its_pod() -> None:
    exec_line = "kubectl exec -n kube-system -it antrea-agent-bj42h -c antrea-ovs -- ip a"
    page = f"[root@master-01 ~]# kubectl get po -A -owide\n{PODS}[root@master-01 ~]# {exec_line}\n{IP_A}"
    capture = ap.read_text(page).captures[1]
    assert (capture.node, capture.node_reason) == ("worker-01", "pod antrea-agent-bj42h runs there")


def test_an_exec_into_an_unknown_pod_has_no_node_and_says_so() -> None:
    snap = ap.read_text(f"[root@master-01 ~]# kubectl exec antrea-agent-xxxxx -- ip a\n{IP_A}")
    assert snap.captures[0].node is None
    assert ("AP301", 1) in [(item.code, item.line) for item in snap.diagnostics]


def test_a_shell_in_a_pod_stays_there_until_the_next_prompt_of_a_host() -> None:
    page = f"[root@m ~]# kubectl get po -A -owide\n{PODS}[root@m ~]# kubectl exec -it frontend -- sh\n/ # ip a\n{IP_A}[root@m ~]# ip a\n{IP_A}"
    assert [capture.node for capture in ap.read_text(page).captures] == ["m", "worker-01", "worker-01", "m"]


def test_prose_behind_an_output_is_not_output() -> None:
    page = f"Worker-01\n[root@w ~]# ip a\n{IP_A}\n从上面的结果可以看到\nName | Role |\n---|---|\n- a list item\n"
    snap = ap.read_text(page)
    assert uses(snap) == ["prose", "command", "parsed", "parsed", "blank", "prose", "prose", "prose", "prose"]


def test_a_line_of_output_that_does_not_read_is_unparsed_and_named() -> None:
    snap = ap.read_text(f"[root@w ~]# ip a\n{IP_A}    inet 10.0.0.1/8 garbled by somebody\n    valid_lft ??\n")
    assert "unparsed" in uses(snap) or any(item.level == "error" for item in snap.diagnostics)


def test_manifests_and_output_of_other_commands_are_named() -> None:
    page = "[root@w ~]# curl backendsvc\nPraqma Network MultiTool\n[root@w ~]#\napiVersion: v1\nkind: Pod\nmetadata:\nname: frontend\n"
    assert uses(ap.read_text(page)) == ["command", "other", "prompt", "object", "object", "object", "object"]


def test_an_output_without_a_command_line_is_recognised() -> None:
    snap = ap.read_text(f"some words\n\n{IP_A}")
    assert [capture.command for capture in snap.captures] == ["ip address"]
    assert "AP209" in [item.code for item in snap.diagnostics]


def test_two_outputs_of_one_command_with_a_heading_between_are_two() -> None:
    snap = ap.read_text(f"[root@w ~]# ip a\n{IP_A}worker two\n{IP_A}")
    assert [len(output) for output in snap.outputs("ip a")] == [1, 1]
    assert snap.captures[1].node is None or snap.captures[1].node_reason


def test_a_filtered_output_is_partial() -> None:
    snap = ap.read_text(f"[root@w ~]# ip a | grep -A3 lo\n{IP_A}")
    assert snap.captures[0].partial
    assert "AP303" in [item.code for item in snap.diagnostics]


PIECES = ["[root@w ~]# ip a\n", IP_A, "[root@w ~]# antctl version\n", VERSION, "prose, some of it\n", "\n", "kind: Pod\n", "/ # \n", "**bold**\n", PODS]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_every_line_is_accounted_for_once(pieces: list[str]) -> None:
    text = "".join(pieces)
    snap = ap.read_text(text)
    assert [item.line for item in snap.coverage.lines] == list(range(1, text.count("\n") + 1))
    assert sum(snap.coverage.counts.values()) == text.count("\n")


def test_a_last_row_that_does_not_read_is_no_prose() -> None:
    table = "[root@w1 ~]# kubectl get apiservices\nNAME SERVICE AVAILABLE AGE\nv1. Local True 3d\n"
    snap = ap.read_text(table + "c7.example.antrea.io kube-system/antrea False (SomethingUnknown) 3d\n")
    assert [(item.code, item.line) for item in snap.diagnostics if item.level == "error"] == [("AP201", 4)]
    assert not [item for item in ap.read_text(table + "That is what we saw on the 3rd day of it.\n").diagnostics if item.level == "error"]


def test_the_output_of_a_command_that_is_not_read_goes_on_behind_sentences_and_comments() -> None:
    log = "".join(f"Nov 25 10:11:12 m kubelet[1]: pod {number} is there\n" for number in range(50))
    spoken = "Nov 25 10:11:12 m kubelet[1]: This is a sentence that somebody logs here.\n"
    rules = "# Generated by iptables-save v1.8.4\n*nat\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n# Completed on Wed Nov 25 10:11:12 2026\n"
    snap = ap.read_text(f"[root@m ~]# journalctl -u kubelet\n{log}\n{spoken}{log}[root@m ~]# iptables-save\n{rules}[root@m ~]# exit\n")
    assert {use: count for use, count in snap.coverage.counts.items() if count} == {"command": 3, "other": 106, "blank": 1}
    assert [capture.reason for capture in snap.captures][-1] == "it leaves a shell"


def test_a_sentence_behind_a_blank_line_ends_the_output_of_a_command_that_is_not_read() -> None:
    snap = ap.read_text("[root@m ~]# ./check.sh\nall is well 1\n\nThe routes of the worker are those that we expected.\n")
    assert [item.use for item in snap.coverage.lines] == ["command", "other", "blank", "prose"]


def test_the_identity_above_an_output_is_its_first_line() -> None:
    identity = "a1b2c3d4-1111-2222-3333-444455556666"
    snap = ap.read_text(f'here you go:\n```\n{identity}\n    Bridge br-int\n        fail_mode: secure\n    ovs_version: "2.14.0"\n```\n')
    (output,) = snap.outputs("ovs-vsctl show")
    assert output.model_dump(mode="json")["ovs_uuid"] == identity
    assert snap.coverage.counts["prose"] == 3


def test_a_bold_mark_that_is_not_closed_is_no_heading() -> None:
    text = "10.0.0.0/24 dev antrea-gw0 scope link\n**10.0.1.0/24 via 10.0.1.1 dev antrea-gw0 metric 1024\n**\n10.0.2.0/24 via 10.0.2.1 dev antrea-gw0 onlink\n"
    snap = ap.read_text(f"[root@w1 ~]# ip route\n{text}[root@w1 ~]# date\n")
    assert [item.line for item in snap.diagnostics if item.code == "AP201"] == [3]
    assert not snap.topology.nodes[0].listed
