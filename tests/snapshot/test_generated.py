"""Terminal logs made of known clusters, with every style of prompt, damaged: what is read is what was printed, where it was printed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from benchmarks.synthetic import Config, build
from benchmarks.synthetic.captures import HOST, captures
from benchmarks.synthetic.layouts import BARE_PROMPTS, PROMPTS, render

STATE = build(Config(nodes=2, pods=6, antrea="v2.2.0", mode="encap", family="4", seed=5))
COMMANDS = ["kubectl get pods", "kubectl get nodes", "ip address", "ip route", "ovs-vsctl show", "ovs-ofctl show", "kubectl get services"]
#: How each capture reads alone: what the log as a whole must say, too.
PIECES = [
    "[root@w ~]# ip a",
    "$ ip r",
    "/ # exit",
    "[root@w ~]#",
    "== w1 ==",
    "# ip a",
    "## w1",
    "```",
    "~~~",
    "> ip a",
    "> [root@q ~]# ip r",
    "w1: default via 1.1.1.1 dev eth0",
    "w2: default via 1.1.1.1 dev eth0",
    "default via 10.0.0.1 dev eth0",
    "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000",
    "    inet 127.0.0.1/8 scope host lo",
    "apiVersion: v1",
    "kind: Pod",
    "Every 2.0s: ip r    w: Wed Nov 25 10:11:12 2026",
    "----------------",
    "w1",
    "<pre>",
    "a<br>b",
    "</pre>",
    "[root@w ~]# for n in a b; do echo $n; ssh $n ip r; done",
    "[root@w ~]# cat <<EOF",
    "EOF",
    "[root@w ~]# ip a; ip r",
    "[root@w ~]# ssh \\",
    "x │ y",
    "a │ b",
    "forever[root@w ~]# ip r",
    "NAME STATUS ROLES AGE VERSION",
    "w1 Ready <none> 1d v1.20.5",
    "",
    "  ",
    "some words",
    "\x1b[2K\x08",
    "┌──(root㉿w)-[~]",
    "└─# ip r",
    "+ ip r",
    "w | CHANGED | rc=0 >>",
    "==> w/ip-a.txt <==",
]
ALONE = [(item, ap.parse(item.text(), item.argv)) for item in captures(STATE, COMMANDS, names=True)]


@pytest.mark.parametrize("harm", ["", "crlf", "recorded", "trailing"])
@pytest.mark.parametrize("prompt", [*PROMPTS, *BARE_PROMPTS])
def test_a_log_says_what_its_captures_say(prompt: str, harm: str) -> None:
    (log,) = render(STATE, COMMANDS, "transcript", harm=[harm] if harm else [], prompt=prompt).values()
    snap = ap.read_text(log.decode())
    read = [capture for capture in snap.captures if capture.output is not None]
    assert [capture.command for capture in read] == [item.command for item, _ in ALONE]
    for capture, (item, alone) in zip(read, ALONE, strict=True):
        assert capture.output is not None
        assert capture.output.records == alone.records
        if item.node is None:
            continue
        if prompt not in BARE_PROMPTS or item.place != HOST:
            assert capture.node == item.node.name
        else:
            assert capture.node in (None, item.node.name)
            assert capture.node is None or capture.node_reason.startswith("inferred")
    assert snap.coverage.counts["unparsed"] == snap.coverage.counts["other"] == 0
    assert sum(snap.coverage.counts.values()) == log.count(b"\n")
    if "date" in prompt:
        assert all(capture.time is not None for capture in read)


HOSTS = [(item, item.text().split("\n")) for item, _ in ALONE if item.place == HOST and item.node is not None]


@given(st.lists(st.tuples(st.sampled_from(range(len(HOSTS))), st.integers(0, 40)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_captures_cut_repeated_and_mixed_say_what_each_says_alone(pieces: list[tuple[int, int]]) -> None:
    text = ""
    expected = []
    for number, count in pieces:
        item, lines = HOSTS[number]
        assert item.node is not None
        output = "".join(f"{line}\n" for line in lines[:count] if line)
        text += f"[root@{item.node.name} ~]# {item.argv}\n{output}"
        records = ap.parse(output, item.argv).records
        if records:
            expected.append((item.command, item.node.name, records))
    snap = ap.read_text(text)
    assert [
        (capture.command, capture.node, capture.output.records) for capture in snap.captures if capture.output is not None and len(capture.output)
    ] == expected
    assert sum(snap.coverage.counts.values()) == text.count("\n")


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=100, deadline=None)
def test_every_line_of_any_text_is_accounted_for_once(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    snap = ap.read_text(text)
    assert sum(snap.coverage.counts.values()) == (text.count("\n") + (not text.endswith("\n")) if text else 0)
    assert all(1 <= capture.span.first_line <= capture.span.last_line <= text.count("\n") + 1 for capture in snap.captures)
    streamed = list(ap.iter_captures(io.StringIO(text), size=1))
    assert all(isinstance(capture, ap.Capture) for capture in streamed)


@pytest.mark.parametrize("form", ["loose", "suffix", "transcripts"])
def test_files_say_which_node(form: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(form)
    for name, data in render(STATE, COMMANDS, form).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    snap = ap.read(folder)
    found = {(capture.command, capture.node) for capture in snap.captures if capture.output is not None and not (capture.command or "").startswith("kubectl")}
    assert found == {(item.command, item.node.name) for item, _ in ALONE if item.node is not None}
