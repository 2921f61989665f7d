"""Prompts of every shell are told from what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrea_parse.snapshot.marks import shared_from
from antrea_parse.text.prompt import find_prompt, find_prompt_behind, find_tall_prompt

W = "worker-01"


@pytest.mark.parametrize(
    ("prompt", "host", "user"),
    [
        ("[root@worker-01 ~]# ", W, "root"),
        ("[root@worker-01 harbor.corp.tanzu]# ", W, "root"),
        ("[core@worker-01 ~]$ ", W, "core"),
        ("root@worker-01:~# ", W, "root"),
        ("ubuntu@worker-01:/var/log/antrea$ ", W, "ubuntu"),
        ("ops@worker-01 ~ % ", W, "ops"),
        ("ops@worker-01 antrea % ", W, "ops"),
        ("root@worker-01 ~/antrea> ", W, "root"),
        ("core@worker-01 ~ $ ", W, "core"),
        ("root@worker-01 [~]# ", W, "root"),
        ("root@worker-01 [ ~ ]# ", W, "root"),
        ("root@worker-01:~ [10:11:12]# ", W, "root"),
        ("root@worker-01:~/antrea [main]# ", W, "root"),
        ("root@worker-01 ~/antrea (git)-[main] % ", W, "root"),
        ("worker-01:~ # ", W, None),
        ("worker-01 ~ # ", W, None),
        ("worker-01 [~]$ ", W, None),
        ("worker-01:antrea me$ ", W, "me"),
        ("root@localhost:~# ", None, "root"),
        ("root:~# ", None, None),
        ("root [ / ]# ", None, None),
        ("-bash-4.2# ", None, None),
        ("worker-01# ", W, None),
        ("<worker-01> ", W, None),
        ("[2026-11-25 10:11:12] root@worker-01 ~ $ ", W, "root"),
        ("[10:11:12 root@worker-01 ~]# ", W, "root"),
        ("[root@worker-01 10:11:12 ~]# ", W, "root"),
        ("root@worker-01 [10:11:12] ~ $ ", W, "root"),
        ("root@worker-01 10:11:12 ~ # ", W, "root"),
        ("1732529472 root@worker-01:~# ", W, "root"),
        ("130|root@worker-01:~# ", W, "root"),
        ("(venv) root@worker-01:~$ ", W, "root"),
        ("(base) [root@worker-01 x]# ", W, "root"),
        ("(⎈|kind-kind:kube-system) root@worker-01:~$ ", W, "root"),
        ("(⎈ |kind-kind:kube-system) (venv) root@worker-01:~$ ", W, "root"),
        ("[⎈ ctx:ns] root@worker-01:~$ ", W, "root"),
        ("**[root@worker-01 ~]#** ", W, "root"),
        (" root@worker-01 \ue0b0 ~ \ue0b0 ", W, "root"),
        ("[worker-01]: PS C:\\Users\\me\\Documents> ", W, None),
        ("PS C:\\k\\antrea> ", None, None),
        ("PS /root> ", None, None),
        ("C:\\> ", None, None),
        ("C:\\Users\\me>", None, None),
        ("➜  ~ ", None, None),
        ("➜  antrea git:(main) ✗ ", None, None),
        ("(⎈|kind:default)➜  ~ ", None, None),
        ("❯ ", None, None),
        ("$ ", None, None),
        ("# ", None, None),
        ("/ # ", None, None),
        ("/var/log $ ", None, None),
        ("~ # ", None, None),
        ("bash-4.4# ", None, None),
        ("sh-4.2# ", None, None),
    ],
)
def test_prompts(prompt: str, host: str | None, user: str | None) -> None:
    found = find_prompt(f"{prompt}ip a | grep gw0")
    assert found is not None
    assert (found.command, found.host, found.user) == ("ip a | grep gw0", host, user)


@pytest.mark.parametrize("right", ["10:11:12", "[10:11:12]", "1 ↵", "main ✔ 10:11:12", "(⎈|kind:default)", "~/antrea", "took 3s", "✘ 130", "ops@jump"])
@pytest.mark.parametrize("prompt", ["ops@worker-01 ~ % ", "➜  ~ ", "❯ ", "root@worker-01 ~ # "])
def test_what_a_shell_shows_at_the_right_margin_was_not_typed(prompt: str, right: str) -> None:
    found = find_prompt(f"{prompt}ip a{' ' * 40}{right}")
    assert found is not None
    assert found.command == "ip a"
    bare = find_prompt(f"ops@worker-01 ~ %{' ' * 40}{right}")
    assert bare is not None
    assert bare.command == ""


@pytest.mark.parametrize(("one", "other"), [("/ # ", "/etc # "), ("PS C:\\> ", "PS C:\\k> "), ("C:\\>", "C:\\k>"), ("sh-4.4# ", "sh-4.4# ")])
def test_the_sign_of_a_prompt_does_not_change_with_its_folder(one: str, other: str) -> None:
    found, again = find_prompt(f"{one}ip a"), find_prompt(f"{other}ip a")
    assert found is not None
    assert again is not None
    assert found.sign == again.sign
    assert found.sign


@pytest.mark.parametrize(
    "line",
    [
        "# heading",
        "# find the node of the pod",
        "# for example",
        "# time to look at the routes.",
        "## ip a",
        "$ see below",
        "> ip address is what prints it.",
        "> a quotation",
        "% of all pods",
        "/etc/hosts # the file of hosts",
        "/usr/bin/ip # not in busybox",
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue",
        " cookie=0x1, duration=1s, table=0, n_packets=0 actions=output:2",
        "default via 192.168.110.1 dev ens160",
        "worker-01   Ready    <none>   10d   v1.20.5",
        "12# ip a",
        "for> ip a",
        "worker-01> show",
        "user@example.com wrote:",
        "mail root@worker-01 and ask",
        "eth0@if12: <BROADCAST>",
        "https://example.com/# ip a",
        "100% ip a",
    ],
)
def test_what_is_no_prompt(line: str) -> None:
    assert find_prompt(line) is None


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("┌──(root㉿worker-01)-[~]", "└─# "),
        ("╭─root@worker-01 ~", "╰─$ "),
        ("╭─ ~ ············ root@worker-01 10:11:12", "╰─ "),
        ("╭─root@worker-01 ~/antrea ‹main›", "╰─➤  "),
        ("# root @ worker-01 in ~ [10:11:12]", "$ "),
        ("[root@worker-01 ~]", "# "),
        ("root@worker-01:~", "# "),
        ("root in worker-01 in ~", "❯ "),
        ("root in 🌐 worker-01 in ~ took 3s", "❯ "),
    ],
)
def test_prompts_of_two_lines(upper: str, lower: str) -> None:
    found = find_tall_prompt(upper, f"{lower}ip a")
    assert found is not None
    assert (found.host, found.user, found.command) == (W, "root", "ip a")


@pytest.mark.parametrize(
    ("upper", "lower"), [("some words here", "$ ip a"), ("see also in /etc", "$ ip a"), ("ask root@worker-01", "# a heading"), ("", "$ ip a")]
)
def test_what_is_no_prompt_of_two_lines(upper: str, lower: str) -> None:
    assert find_tall_prompt(upper, lower) is None


@pytest.mark.parametrize(
    ("line", "start", "command"),
    [
        ("valid_lft forever[root@worker-01 ~]# ip r", 17, "ip r"),
        ("done[root@worker-01 ~]# ", 4, ""),
        ("okroot@worker-01:~# ip a", 2, "ip a"),
    ],
)
def test_prompts_behind_an_output_without_its_newline(line: str, start: int, command: str) -> None:
    found = find_prompt_behind(line)
    assert found is not None
    assert (found.start, found.command, found.host) == (start, command, W)


@pytest.mark.parametrize("stamp", ["2026-11-25 10:11:12", "2026-11-25T10:11:12Z", "10:11:12", "Wed Nov 25 10:11:12 UTC 2026"])
def test_the_time_in_a_prompt(stamp: str) -> None:
    found = find_prompt(f"[{stamp}] root@worker-01:~# ip a")
    assert found is not None
    assert found.stamp == stamp


@given(st.text(max_size=300))
def test_any_line_is_looked_at(line: str) -> None:
    found = find_prompt(line)
    assert found is None or found.command in line.replace("**", "").replace("`", "").replace("__", "")


@pytest.mark.parametrize(
    ("line", "start", "host"),
    [
        ("[root@w1 ~]# kubectl exec antrea-agent-x -- ov[root@w2 ~]# ip a", 46, "w2"),
        ("[root@w1 ~]# ovs-vsctl sh[12:03:44] root@w2:~# ip a", 25, "w2"),
        ("       valid_lft for2026-03-01 12:03:44 root@w2:/var/tmp# ip link", 20, "w2"),
        ("[root@w1 ~]# echo '[root@w2 ~]# ip a'", 0, None),
        ("[root@w1 ~]# echo [root@w2 ~]# ip a", 0, None),
        ("[root@w1 ~]# scp a root@w2:~/b", 0, None),
        ("[root@w1 ~]# ssh root@w2 ip a", 0, None),
    ],
)
def test_a_prompt_behind_a_command_line_that_was_cut(line: str, start: int, host: str | None) -> None:
    assert shared_from(line) == start
    prompt = find_prompt(line[start:])
    assert prompt is not None
    assert prompt.host == (host or "w1")
