"""Command lines that a terminal broke: put together again, or without a place; never taken for the prompt's own."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from tests.conftest import LAB_PAGE
from tests.snapshot.logs import IP_A, IP_R

PROMPT = "[root@master-01 ~]# "
PODS = (
    f"{PROMPT}kubectl get pods -A -owide\nNAMESPACE NAME READY STATUS RESTARTS AGE IP NODE\n"
    "kube-system antrea-agent-bj42h 2/2 Running 0 4d 192.168.110.66 worker-01\n"
)
ELSEWHERE = (
    "kubectl exec -it antrea-agent-bj42h -n kube-system -c antrea-agent -- ip a",
    "kubectl exec -n kube-system antrea-agent-bj42h -c antrea-ovs -- ip address show",
    "ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@worker-01 ip a",
    "kubectl --kubeconfig /etc/kubernetes/admin.conf debug node/worker-01 -it --image=busybox -- ip a",
)


def _broken(text: str, width: int, *, trimmed: bool) -> str:
    rows = [line[start : start + width] for line in text.splitlines() for start in range(0, max(len(line), 1), width)]
    return "".join((row.rstrip() if trimmed else row) + "\n" for row in rows)


@pytest.mark.parametrize("trimmed", [False, True])
@pytest.mark.parametrize("command", ELSEWHERE)
def test_what_ran_elsewhere_is_never_the_prompts_own(command: str, trimmed: bool) -> None:
    text = f"{PODS}{PROMPT}{command}\n{IP_A}{PROMPT}ip route\n{IP_R}{PROMPT}\n"
    for width in range(40, len(PROMPT + command) + 2):
        snapshot = ap.read_text(_broken(text, width, trimmed=trimmed))
        nodes = {capture.node for capture in snapshot.captures if capture.command == "ip address"}
        assert "master-01" not in nodes, (width, nodes)


@pytest.mark.parametrize("trimmed", [False, True])
def test_a_broken_page_invents_nothing(trimmed: bool) -> None:
    text = LAB_PAGE.read_text(encoding="utf-8")
    whole = _names(ap.read_text(text).topology)
    for width in range(40, 200, 13):
        assert _names(ap.read_text(_broken(text, width, trimmed=trimmed)).topology) <= whole, width


def _names(topology: ap.Topology) -> set[tuple[str, ...]]:
    ports = {(node.name, bridge.name, port.name) for node in topology.nodes for bridge in node.bridges for port in bridge.ports}
    return ports | {(node.name, interface.name) for node in topology.nodes for interface in node.interfaces} | {(pod.key,) for pod in topology.pods}
