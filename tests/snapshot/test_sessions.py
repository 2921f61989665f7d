"""Hand-made logs as nasty as real ones: what is read is what was printed, where it was printed, and every line is accounted for once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import antrea_parse as ap
from tests.snapshot.logs import IP_A, IP_R, NODES, PODS, codes, prefixed, told

M = "[root@m ~]# "
A, R = "ip address", "ip route"
HALF = IP_A.index("2: ens160")

SESSIONS: dict[str, tuple[str, list[tuple[str, str | None, int]]]] = {
    "a loop with headings": (
        f"{M}for n in worker-01 worker-02; do echo == $n ==; ssh $n ip a; done\n== worker-01 ==\n{IP_A}== worker-02 ==\n{IP_A}{M}\n",
        [(A, "worker-01", 2), (A, "worker-02", 2)],
    ),
    "a loop over what a command printed": (
        f"{M}for n in $(cat nodes); do echo $n; ssh $n ip a; done\nalpha\n{IP_A}beta\n{IP_A}{M}\n",
        [(A, "alpha", 2), (A, "beta", 2)],
    ),
    "a loop over several lines": (
        f'{M}for n in alpha beta; do\n> echo "node: $n"\n> ssh $n "ip r"\n> done\nnode: alpha\n{IP_R}node: beta\n{IP_R}',
        [(R, "alpha", 3), (R, "beta", 3)],
    ),
    "a loop over names in braces": (f"{M}for n in worker-{{01..02}}; do ssh $n ip r; done\n{IP_R}{IP_R}", [(R, "worker-01", 3), (R, "worker-02", 3)]),
    "a loop over numbers": (f"{M}for n in $(seq 1 2); do ssh worker-0$n ip a; done\n{IP_A}{IP_A}", [(A, "worker-01", 2), (A, "worker-02", 2)]),
    "hosts that are piped": (f"{M}cat hosts | xargs -I{{}} ssh {{}} ip r\n{IP_R}{M}ip r\n{IP_R}", [(R, None, 3), (R, "m", 3)]),
    "a pod that was made to look": (
        f'{M}kubectl run -it --rm tmp --image=busybox -- sh\n/ # ip r\n{IP_R}/ # exit\npod "tmp" deleted\n{M}ip r\n{IP_R}',
        [(R, None, 3), (R, "m", 3)],
    ),
    "a loop without headings": (
        f"{M}for n in worker-01 worker-02; do ssh $n ip a; done\n{IP_A}{IP_A}{M}\n",
        [(A, "worker-01", 2), (A, "worker-02", 2)],
    ),
    "a loop of which one did not answer": (
        f"{M}for n in worker-01 worker-02; do ssh $n ip a; done\nssh: connect to host worker-01 port 22: Connection refused\n{IP_A}{M}\n",
        [(A, None, 2)],
    ),
    "several commands on one line": (
        f"{M}hostname; date; ip a; ip r && kubectl get nodes -owide\nm\nWed Nov 25 10:11:12 UTC 2026\n{IP_A}{IP_R}{NODES.replace('110.66', '110.99')}",
        [(A, "m", 2), (R, "m", 3), ("kubectl get nodes", "m", 3)],
    ),
    "several commands in one ssh": (f"{M}ssh worker-01 'ip a; ip r'\n{IP_A}{IP_R}", [(A, "worker-01", 2), (R, "worker-01", 3)]),
    "watch": (
        f"{M}watch ip r\nEvery 2.0s: ip r       m: Wed Nov 25 10:11:12 2026\n\n{IP_R}Every 2.0s: ip r       m: Wed Nov 25 10:11:14 2026\n\n{IP_R}",
        [(R, "m", 3), (R, "m", 3)],
    ),
    "ansible": (
        f"$ ansible all -m shell -a 'ip r'\nworker-01 | CHANGED | rc=0 >>\n{IP_R}worker-02 | CHANGED | rc=0 >>\n{IP_R}",
        [(R, "worker-01", 3), (R, "worker-02", 3)],
    ),
    "pdsh": (
        f"{M}pdsh -w alpha,beta ip r\n" + "".join(f"alpha: {line}\nbeta: {line}\n" for line in IP_R.splitlines()) + f"{M}\n",
        [(R, "alpha", 3), (R, "beta", 3)],
    ),
    "parallel-ssh": (
        f"{M}parallel-ssh -i -H 'alpha beta' ip r\n[1] 10:11:12 [SUCCESS] alpha\n{IP_R}[2] 10:11:12 [SUCCESS] root@beta\n{IP_R}",
        [(R, "alpha", 3), (R, "beta", 3)],
    ),
    "many hosts of which nothing tells which answered": (f"{M}pssh -P -h hosts ip r\n{IP_R}{M}ip r\n{IP_R}", [(R, None, 3), (R, "m", 3)]),
    "dshbak": (
        f"{M}pdsh -w alpha,beta ip r | dshbak\n----------------\nalpha\n----------------\n{IP_R}----------------\nbeta\n----------------\n{IP_R}",
        [(R, "alpha", 3), (R, "beta", 3)],
    ),
    "head and tail": (f"==> worker-01/ip-a.txt <==\n{IP_A}\n==> worker-02/ip_r.txt <==\n{IP_R}", [(A, "worker-01", 2), (R, "worker-02", 3)]),
    "files that more shows": (
        f"::::::::::::::\nworker-01/ip-a.txt\n::::::::::::::\n{IP_A}::::::::::::::\nworker-02/ip-r.txt\n::::::::::::::\n{IP_R}",
        [(A, "worker-01", 2), (R, "worker-02", 3)],
    ),
    "a listing of bat": (
        "──┬──\n  │ File: x\n──┼──\n" + "".join(f" {number:3}   │ {line}\n" for number, line in enumerate(IP_A.splitlines(), 1)),
        [(A, None, 2)],
    ),
    "jira": (
        f"h3. worker-01\n{{noformat}}\n{IP_A}{{noformat}}\n{{code:title=worker-02}}\n{IP_R}{{code}}\n*worker-03*\n{{code:bash}}\n$ ip r\n{IP_R}{{code}}\n",
        [(A, "worker-01", 2), (R, "worker-02", 3), (R, "worker-03", 3)],
    ),
    "a chat": (f"alice  10:11 AM\n[root@w1 ~]# ip r\n{IP_R}bob  10:12 AM\nlooks well\n", [(R, "w1", 3)]),
    "a chat that keeps fences on the lines": (
        f"[10:33 AM] alice: here\n```{IP_A.rstrip()}```\n[10:34 AM] bob: and the routes?\n```[root@w1 ~]# ip r\n{IP_R.rstrip()}```\n",
        [(A, None, 2), (R, "w1", 3)],
    ),
    "headings between files": (f"=== ip-a_worker-02.log ===\n{IP_A}=== ip-r_worker-01.log ===\n{IP_R}", [(A, "worker-02", 2), (R, "worker-01", 3)]),
    "set -x": (f"+ ip a\n{IP_A}+ ssh worker-02 ip r\n{IP_R}", [(A, None, 2), (R, "worker-02", 3)]),
    "markdown": (
        f"# Report\n\n## worker-01\n\n```\n{IP_A}```\n\n### ip route\n~~~ text\n{IP_R}~~~\n## Conclusion\n\n```console\n{IP_A}```\n",
        [(A, "worker-01", 2), (R, "worker-01", 3), (A, None, 2)],
    ),
    "fences in a list": (f"1. first\n\n   ```sh\n   $ ip r\n{prefixed('   ', IP_R)}   ```\n", [(R, None, 3)]),
    "an issue": (
        f"<details><summary>ip a on worker-01</summary>\n\n```\n{IP_A}```\n</details>\n\n> [root@worker-02 ~]# ip r\n{prefixed('> ', IP_R)}",
        [(A, "worker-01", 2), (R, "worker-02", 3)],
    ),
    "two nodes interleaved": (
        f"[root@w1 ~]# ip a\n{IP_A[:HALF]}[root@w2 ~]# ip a\n{IP_A}[root@w1 ~]# ip r\n{IP_R}[root@w2 ~]# ip r\n{IP_R}",
        [(A, "w1", 1), (A, "w2", 2), (R, "w1", 3), (R, "w2", 3)],
    ),
    "an output cut by the next prompt": (f"[root@w1 ~]# ip a\n{IP_A[: IP_A.index(' brd 00')]}\n[root@w2 ~]# ip r\n{IP_R}", [(A, "w1", 1), (R, "w2", 3)]),
    "a prompt inside an output": (f"[root@w1 ~]# ip a\n{IP_A[:HALF]}[root@w1 ~]#\n{IP_A[HALF:]}", [(A, "w1", 1), (A, "w1", 1)]),
    "an output that a prompt came into stays without a node": (
        f"[root@w1 ~]# ip a\n{IP_A[:HALF]}[root@w2 ~]# ip r\n{IP_R}\n{IP_A[HALF:]}",
        [(A, "w1", 1), (R, "w2", 3), (A, None, 1)],
    ),
    "prompts without outputs": (f"[root@w1 ~]# ip a\n[root@w2 ~]#\n[root@w2 ~]# ip r\n{IP_R}[root@w2 ~]#\n", [(R, "w2", 3)]),
    "a command echoed twice": (f"{M}ip r\nip r\n{IP_R}", [(R, "m", 3)]),
    "a prompt echoed twice": (f"{M}ip r\n{M}ip r\n{IP_R}", [(R, "m", 3)]),
    "a command from the history": (f"{M}sudo !!\nsudo ip r\n{IP_R}{M}!12\nip a\n{IP_A}", [(R, "m", 3), (A, "m", 2)]),
    "the bar of tmux": (f'{M}ip a\n{IP_A[:HALF]}[dev] 0:bash- 1:ssh*    "jump" 10:11 25-Nov-26\n{IP_A[HALF:]}', [(A, "m", 2)]),
    "two families of routes": (
        f"{M}ip r; ip -6 r\n{IP_R}::1 dev lo proto kernel metric 256 pref medium\nfe80::/64 dev eth0 proto kernel metric 256 pref medium\n",
        [(R, "m", 3), (R, "m", 2)],
    ),
    "two tables of which nothing tells where one ends": (f"{M}ip r show table 10; ip r show table 20\n{IP_R}{M}ip r\n{IP_R}", [(R, "m", 3)]),
    "two namespaces of which one is empty": (
        f"{M}kubectl get po -n a; kubectl get po -n b\nNo resources found in a namespace.\nNAME READY STATUS RESTARTS AGE\nx 1/1 Running 0 3d\n",
        [("kubectl get pods", "m", 0), ("kubectl get pods", "m", 1)],
    ),
    "an output pasted twice": (f"{M}ip r\n{IP_R}{IP_R}", [(R, "m", 3)]),
    "a capture pasted twice": (f"{M}ip r\n{IP_R}{M}ip r\n{IP_R}", [(R, "m", 3), (R, "m", 3)]),
    "a prompt behind an output": (f"{M}ip r\n{IP_R.rstrip()}{M}ip a\n{IP_A}", [(R, "m", 3), (A, "m", 2)]),
    "continued by a backslash": (f"{M}ssh \\\n>   worker-01 \\\n>   -- ip r\n{IP_R}{M}ip -d \\\n  a\n{IP_A}", [(R, "worker-01", 3), (A, "m", 2)]),
    "a here-document": (
        f"{M}kubectl apply -f - <<EOF\napiVersion: v1\nkind: Pod\nmetadata:\n  name: x\nEOF\npod/x created\n{M}ip r\n{IP_R}",
        [("kubectl get pods", None, 1), (R, "m", 3)],
    ),
    "a here-document of commands": (f"{M}ssh worker-01 <<'EOF'\n> ip r\n> EOF\n{IP_R}", [(R, "worker-01", 3)]),
    "shells in pods": (
        (
            f"{M}kubectl get po -A -owide\n{PODS}{M}kubectl exec -it frontend -- sh\n/ # ip r\n{IP_R}/ # exit\n"
            f"{M}kubectl exec -it -n kube-system antrea-agent-bj42h -c antrea-ovs -- bash\nroot@worker-01:/# ip r\n{IP_R}root@worker-01:/# exit\n"
            f"{M}kubectl exec -it frontend -- bash\nroot@frontend:/# ip r\n{IP_R}root@frontend:/# exit\n{M}ip r\n{IP_R}"
        ),
        [("kubectl get pods", "m", 2), (R, "worker-01", 3), (R, "worker-01", 3), (R, "worker-01", 3), (R, "m", 3)],
    ),
    "a shell that was left without a word": (
        f"{M}kubectl get po -A -owide\n{PODS}{M}kubectl exec -it frontend -- sh\n/ # ip r\n{IP_R}{M}ip r\n{IP_R}",
        [("kubectl get pods", "m", 2), (R, "worker-01", 3), (R, "m", 3)],
    ),
    "a shell over ssh": (
        f"$ ssh worker-01\n$ ip r\n{IP_R}$ exit\nlogout\nConnection to worker-01 closed.\n$ ip r\n{IP_R}",
        [(R, "worker-01", 3), (R, None, 3)],
    ),
    "a shell over ssh with a name of its own": (
        f"$ ssh 10.0.0.5\n[root@worker-01 ~]# ip r\n{IP_R}[root@worker-01 ~]# logout\n$ ip r\n{IP_R}",
        [(R, "worker-01", 3), (R, None, 3)],
    ),
    "shells in shells without names": (
        f"# ssh w1\n# ssh w2\n# ip a\n{IP_A}# exit\nConnection to w2 closed.\n# ip r\n{IP_R}# exit\nConnection to w1 closed.\n# ip r\n{IP_R}",
        [(A, "w2", 2), (R, "w1", 3), (R, None, 3)],
    ),
    "two shells left one after the other": (
        f"$ oc debug node/worker-01\nStarting pod/x ...\nsh-4.4# chroot /host\nsh-4.4# ip r\n{IP_R}sh-4.4# exit\nsh-4.4# exit\n$ ip r\n{IP_R}",
        [(R, "worker-01", 3), (R, None, 3)],
    ),
    "a shell left by a key": (
        f"{PODS}$ kubectl exec -it frontend -- sh\n/ # cd /etc\n/etc # ip r\n{IP_R}/etc # \n$ ip r\n{IP_R}",
        [("kubectl get pods", None, 2), (R, "worker-01", 3), (R, None, 3)],
    ),
    "shells that did not open": (
        (
            "$ ssh w1\nssh: connect to host w1 port 22: Connection refused\n"
            f'$ kubectl exec -it x -- sh\nError from server (NotFound): pods "x" not found\n$ ip r\n{IP_R}'
        ),
        [(R, None, 3)],
    ),
    "a connection that is closed elsewhere": (f"$ ssh w1\n$ ssh -t w2 ip r\n{IP_R}Connection to w2 closed.\n$ ip r\n{IP_R}", [(R, "w2", 3), (R, "w1", 3)]),
    "a container of a node that is one": (
        f"$ docker exec -it kind-worker bash\nroot@kind-worker:/# crictl exec -it 4f1c2d sh\n/ # ip r\n{IP_R}/ # exit\nroot@kind-worker:/# ip r\n{IP_R}",
        [(R, "kind-worker", 3), (R, "kind-worker", 3)],
    ),
    "all network namespaces": (f"{M}ip -all netns exec ip r\n\nnetns: cni-1\n{IP_R}\nnetns: cni-2\n{IP_R}", [(R, "m", 3), (R, "m", 3)]),
    "machines without a name": (f"[root@localhost ~]# ip r\n{IP_R}root:~# ip r\n{IP_R}", [(R, None, 3), (R, None, 3)]),
    "pods by their prompts": (
        f"[root@antrea-agent-bj42h /]# ip r\n{IP_R}root@web-7d4b9c6f5d-2x7z9:/# ip r\n{IP_R}",
        [(R, None, 3), (R, "web-7d4b9c6f5d-2x7z9", 3)],
    ),
    "kubectl of a distribution": (
        f"node1:~ # k3s kubectl get nodes -o wide\n{NODES}$ minikube kubectl -- get no -owide\n{NODES}",
        [("kubectl get nodes", "node1", 3), ("kubectl get nodes", None, 3)],
    ),
    "sudo": (f"$ ssh worker-01\n$ sudo -i\n# ip r\n{IP_R}# exit\n$ ip r\n{IP_R}", [(R, "worker-01", 3), (R, "worker-01", 3)]),
    "debug of a node": (
        (
            f"{M}kubectl debug node/worker-01 -it --image=busybox\nCreating debugging pod\n/ # chroot /host\n"
            f"sh-4.4# ip r\n{IP_R}sh-4.4# exit\n/ # exit\n{M}ip r\n{IP_R}"
        ),
        [(R, "worker-01", 3), (R, "m", 3)],
    ),
    "node-shell": (f"{M}kubectl node-shell worker-01\nspawning\nroot@worker-01:/# ip r\n{IP_R}", [(R, "worker-01", 3)]),
    "nodes that are containers": (
        f"$ docker exec kind-control-plane ip r\n{IP_R}$ docker exec -it kind-worker bash\nroot@kind-worker:/# ip r\n{IP_R}",
        [(R, "kind-control-plane", 3), (R, "kind-worker", 3)],
    ),
    "containers of a node": (
        f"{M}docker exec 4f1c2d3e4f5a ip r\n{IP_R}{M}crictl exec 4f1c2d ip r\n{IP_R}{M}nerdctl -n k8s.io exec 4f1c2d ip r\n{IP_R}",
        [(R, "m", 3)] * 3,
    ),
    "hostname at a prompt without a host": (f"$ hostname\nworker-01\n$ ip r\n{IP_R}", [(R, "worker-01", 3)]),
    "a file that is shown": (f"{M}cat ip-a_worker-01.txt\n{IP_A}", [(A, "worker-01", 2)]),
    "a script that prints": (f"{M}./collect.sh\n== worker-01 ==\n{IP_A}== worker-02 ==\n{IP_R}", [(A, "worker-01", 2), (R, "worker-02", 3)]),
    "logs with pods before the lines": (
        f"{M}kubectl get po -A -owide\n{PODS}$ kubectl logs -l x --prefix\n" + prefixed("[pod/antrea-agent-bj42h/antrea-ovs] ", IP_R),
        [("kubectl get pods", "m", 2), (R, "worker-01", 3)],
    ),
    "lines of the system's log": (prefixed("Nov 25 10:11:12 worker-01 check[12]: ", IP_R), [(R, "worker-01", 3)]),
    "lines with times": (prefixed("2026-11-25T10:11:12.123Z ", IP_R), [(R, None, 3)]),
    "windows": (
        f"PS C:\\k> ssh worker-01 ip r\n{IP_R}[win-01]: PS C:\\> ip r\n{IP_R}C:\\k>ip r\n{IP_R}",
        [(R, "worker-01", 3), (R, "win-01", 3), (R, None, 3)],
    ),
    "a prompt of two lines": (
        f"┌──(root㉿worker-01)-[~]\n└─# ip r\n{IP_R}\n┌──(root㉿worker-01)-[~]\n└─# ip a\n{IP_A}",
        [(R, "worker-01", 3), (A, "worker-01", 2)],
    ),
    "the middle of a log": (f"{IP_A[HALF:]}[root@w ~]# ip r\n{IP_R}", [(A, None, 1), (R, "w", 3)]),
    "comments between": (f"{M}# now the routes\n{M}ip r # of the master\n{IP_R}", [(R, "m", 3)]),
    "time": (f"{M}time ip r\n{IP_R}\nreal\t0m0.003s\nuser\t0m0.001s\nsys\t0m0.002s\n", [(R, "m", 3)]),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_session(name: str) -> None:
    text, expected = SESSIONS[name]
    snap = ap.read_text(text)
    assert told(snap) == expected
    assert [item.line for item in snap.coverage.lines] == list(range(1, text.count("\n") + 1))
    for capture in snap.captures:
        assert capture.output is None or capture.output.node == capture.node
        assert (capture.node is None) or capture.node_reason


def test_what_ran_in_a_container_is_not_the_nodes_own() -> None:
    snap = ap.read_text(f"{M}docker exec 4f1c2d ip r\n{IP_R}{M}docker exec -it 4f1c2d sh\n/ # ip a\n{IP_A}/ # exit\n{M}docker exec 4f1c2d ovs-vsctl show\n")
    assert [capture.invocation is not None and capture.invocation.has_own_network for capture in snap.captures if capture.command] == [True, True, False]
    assert not [node for node in snap.topology.nodes if node.routes or node.interfaces]


def test_a_guess_by_the_prompt_says_so() -> None:
    (capture,) = ap.read_text(f"root@web-7d4b9c6f5d-2x7z9:/# ip r\n{IP_R}").captures
    assert capture.node_reason.startswith("inferred")


def test_lines_behind_a_command_line_that_do_not_read_are_named() -> None:
    snap = ap.read_text(f"{M}ip r\nsomething odd 1\nanother odd 2\n{M}ip a | wc -l\n3\n{M}ip a > file\n")
    assert snap.coverage.uses_of("<text>") == ["command", "unparsed", "unparsed", "command", "other", "command"]
    assert [(item.code, item.line, item.last_line) for item in snap.diagnostics if item.level == "error"] == [("AP201", 2, 3)]
    assert snap.captures[2].reason == "its output went to file"


def test_outputs_that_cannot_be_told_apart_are_named() -> None:
    snap = ap.read_text(f"{M}ip r show table 10; ip r show table 20\n{IP_R}")
    assert [item.code for item in snap.diagnostics if item.level != "info"] == ["AP206"]
    assert snap.coverage.counts["unparsed"] == 3


@pytest.mark.parametrize("width", [40, 44, 51, 60, 72, 80, 81])
@pytest.mark.parametrize("trimmed", [False, True])
def test_what_a_terminal_made_of_a_command_line_is_never_the_hosts_own(width: int, *, trimmed: bool) -> None:
    line = f"{M}kubectl exec -n kube-system -it antrea-agent-bj42h -c antrea-ovs -- ip -d address"
    rows = [line[at : at + width] for at in range(0, len(line), width)]
    typed = "\n".join(row.rstrip() if trimmed else row for row in rows)
    snap = ap.read_text(f"{M}kubectl get po -A -owide\n{PODS}{typed}\n{IP_A}{M}ip r\n{IP_R}")
    read = told(snap)
    assert [command for command, _, _ in read] == ["kubectl get pods", A, R]
    assert read[1][1] in ("worker-01", None)
    assert read[2][1] == "m"
    assert "AP110" in {item.code for item in snap.diagnostics}


@pytest.mark.parametrize("typed", ["kubectl exec -it -n kube-s", "docker exec kind-worker", "ssh", "k exec -n x"])
def test_what_stands_behind_half_a_line_that_leads_elsewhere_is_not_the_hosts_own(typed: str) -> None:
    assert [node for _, node, _ in told(ap.read_text(f"{M}{typed}\n{IP_A}"))] == [None]


def test_what_was_guessed_says_so() -> None:
    for name in ("markdown", "an issue", "a file that is shown", "nodes that are containers", "head and tail"):
        snap = ap.read_text(SESSIONS[name][0])
        assert any(capture.node_reason.startswith("inferred: ") for capture in snap.captures), name


def test_panes_side_by_side_are_named_and_not_read() -> None:
    panes = "".join(f"{left[:40]:40}│{right[:40]}\n" for left, right in zip(IP_A.splitlines(), reversed(IP_A.splitlines()), strict=True))
    snap = ap.read_text(f"{M}ip r\n{IP_R}{panes}{M}ip r\n{IP_R}")
    assert told(snap) == [(R, "m", 3), (R, "m", 3)]
    assert "AP309" in codes(snap)
    assert snap.coverage.counts["unparsed"] == 6


def test_what_an_output_lacks_that_went_through_a_filter_proves_nothing() -> None:
    snap = ap.read_text(f"{M}ip a | grep -A3 ens\n{IP_A[HALF:]}{M}ip a | less\n{IP_A}{M}ip a | tee a.log\n{IP_A}")
    assert [capture.partial for capture in snap.captures] == [True, False, False]


@pytest.mark.parametrize(
    ("log", "moment", "reason"),
    [
        (f"[2026-11-25 10:11:12] root@w:~# ip r\n{IP_R}", datetime(2026, 11, 25, 10, 11, 12), "prompt"),  # noqa: DTZ001
        (f"[2026-11-25 10:00:00] root@w:~# \n[10:11:12] root@w:~# ip r\n{IP_R}", datetime(2026, 11, 25, 10, 11, 12), "prompt"),  # noqa: DTZ001
        (f"[10:11:12] root@w:~# ip r\n{IP_R}", None, ""),
        (f"{M}date\nWed Nov 25 10:11:12 UTC 2026\n{M}ip r\n{IP_R}", datetime(2026, 11, 25, 10, 11, 12, tzinfo=UTC), "date before it"),
        (f'Script started on 2026-11-25 10:11:12+00:00 [TERM="xterm"]\n{M}ip r\n{IP_R}', datetime(2026, 11, 25, 10, 11, 12, tzinfo=UTC), "heading"),
        (f"Every 2.0s: ip r    m: Wed Nov 25 10:11:12 2026\n\n{IP_R}", datetime(2026, 11, 25, 10, 11, 12), "heading"),  # noqa: DTZ001
        (prefixed("2026-11-25T10:11:12Z ", IP_R), datetime(2026, 11, 25, 10, 11, 12, tzinfo=UTC), "prefix"),
        (f"{M}ip r\n{IP_R}", None, ""),
    ],
)
def test_the_moment_of_a_capture(log: str, moment: datetime | None, reason: str) -> None:
    capture = next(item for item in ap.read_text(log).captures if item.output is not None)
    assert (capture.time, capture.time_reason) == (moment, reason)
