"""Command lines that were pasted without their prompts, and words that name a command: the output below is the proof."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from tests.snapshot.logs import IP_R, NODES, PODS, told

R = "ip route"
EXEC = "kubectl exec -n kube-system antrea-agent-bj42h -c antrea-agent -- ip route"
M = "[root@master-01 ~]# "


@pytest.mark.parametrize("fence", ["", "```\n", "~~~console\n"])
@pytest.mark.parametrize("line", ["ip r", "sudo ip route show", "/sbin/ip r", "ip -4 r"])
def test_a_command_line_alone_is_one_where_its_output_follows(line: str, fence: str) -> None:
    snap = ap.read_text(f"As asked:\n{fence}{line}\n{IP_R}{fence and fence[:3]}\n")
    (capture,) = snap.captures
    assert (capture.command, capture.node, capture.command_line) == (R, None, line)
    assert (snap.coverage.counts["parsed"], snap.coverage.counts["command"]) == (3, 1)


@pytest.mark.parametrize("line", ["ip r", "ip route of the node is wrong", "kubectl get pods"])
def test_without_its_output_it_is_prose(line: str) -> None:
    assert ap.read_text(f"{line}\nas you can see\n").captures == ()
    (capture,) = ap.read_text(f"{line}\nand then this\n{IP_R}").captures
    assert capture.command_line == ""


@pytest.mark.parametrize(
    ("words", "node"),
    [
        ("Output of `ip r` on worker-01:", "worker-01"),
        ("On worker-01 I ran `ip r`:", "worker-01"),
        ("worker-01: ip r", "worker-01"),
        ("ip r on k8s-node-worker-1:", "k8s-node-worker-1"),
        ("**ip r (worker-01)**", "worker-01"),
        ("node worker-01, ip route:", "worker-01"),
        ("Here is the ip route you wanted:", None),
        ("ip r of worker-01, not of worker-02:", None),
    ],
)
def test_words_that_name_the_command(words: str, node: str | None) -> None:
    (capture,) = ap.read_text(f"{words}\n\n```\n{IP_R}```\n").captures
    assert (capture.command, capture.node) == (R, node)
    assert node is None or capture.node_reason.startswith("inferred: ")


def test_the_machine_is_named_for_one_output() -> None:
    assert told(ap.read_text(f"ip r on worker-01:\n{IP_R}\nip r\n{IP_R}")) == [(R, "worker-01", len(IP_R.splitlines())), (R, None, len(IP_R.splitlines()))]


def test_a_prompt_further_up_says_nothing_of_the_place() -> None:
    """They may have been pasted from another terminal."""
    first, second = ap.read_text(f"{M}kubectl get nodes -owide\n{NODES}\n\nand on the other one\nip r\n{IP_R}").captures
    assert (first.node, second.command, second.node) == ("master-01", R, None)


def test_the_pod_of_an_exec_tells_the_node() -> None:
    snap = ap.read_text(f"## worker-02\n{EXEC}\n{IP_R}\nkubectl get pods -A -owide\n{PODS}")
    assert next((capture.command, capture.node) for capture in snap.captures) == (R, "worker-01")


@pytest.mark.parametrize("mark", ["> ", ">", "> > ", "  > ", "| ", "# ", "* ", "│ "])
def test_a_quoted_output_keeps_its_indentation(mark: str) -> None:
    lines = [
        "[root@worker-01 ~]# ip a",
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000",
        "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00",
        "    inet 127.0.0.1/8 scope host lo",
        "       valid_lft forever preferred_lft forever",
        "2: ens192: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000",
        "    link/ether 00:50:56:b4:1c:72 brd ff:ff:ff:ff:ff:ff",
        "[root@worker-01 ~]# ip r",
        "default via 192.168.110.1 dev ens192 proto static metric 100",
    ]
    page = "What I see there:\n\n" + "".join(f"{mark}{line}\n" for line in lines) + "\nWhat is wrong?\n"
    snap = ap.read_text(page)
    assert [(capture.command, capture.node, len(capture.output or ())) for capture in snap.captures] == [
        ("ip address", "worker-01", 2),
        ("ip route", "worker-01", 1),
    ]
    assert snap.coverage.counts["prose"] == 2


@pytest.mark.parametrize("form", ["{number}. ", "{number}) ", "{number:3}: ", "worker-01 | ", "worker-01   | ", "worker-01: "])
def test_numbers_and_names_before_each_line(form: str) -> None:
    lines = [
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000",
        "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00",
        "    inet 127.0.0.1/8 scope host lo",
        "       valid_lft forever preferred_lft forever",
        "2: ens192: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000",
        "    link/ether 00:50:56:b4:1c:72 brd ff:ff:ff:ff:ff:ff",
    ]
    page = "Look:\n\n" + "".join(form.format(number=number) + line + "\n" for number, line in enumerate(lines, 1)) + "\nWhat is wrong?\n"
    (capture,) = ap.read_text(page).captures
    assert (capture.command, capture.node, len(capture.output or ())) == ("ip address", "worker-01" if "worker" in form else None, 2)
