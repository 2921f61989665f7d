"""Sessions recorded from real shells and programs in a terminal, with every code that they print: what is read is what the user saw.

The recordings in ``samples/recordings`` are of bash 5.2, zsh 5.9, BusyBox ash, tmux 3.3 and procps' watch; what the commands print in them
is that of ``tests.snapshot.logs``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import antrea_parse as ap
from tests.snapshot.logs import told

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "recordings"
A, R, N = "ip address", "ip route", "kubectl get nodes"
W1, W2 = "worker-01", "worker-02"
EXPECTED: dict[str, list[tuple[str, str | None, int]]] = {
    "bash-80-columns": [(A, None, 2), (A, None, 2), (A, None, 0)],
    "zsh-80-columns": [(A, None, 2), (R, "a", 3), (R, "b", 3), (R, W1, 3)],
    "zsh-right-prompt": [(R, W1, 3), (N, W1, 3), (A, W2, 2), (R, W1, 3)],
    "ssh-in-ssh": [(R, W1, 3), (A, W2, 2), (A, W1, 2), (R, "jump", 3)],
    "busybox": [(R, None, 3), (A, None, 2)],
    "less": [(A, W1, 2), (R, W1, 3), (A, W1, 2)],
    "watch": [(R, W1, 3)],
    "tmux-panes": [],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_recording(name: str) -> None:
    snap = ap.read(FOLDER / f"{name}.log")
    assert told(snap) == EXPECTED[name]
    assert not [item for item in snap.diagnostics if item.level == "error" and item.code != "AP309"]


def test_every_recording_is_tested() -> None:
    assert {path.stem for path in FOLDER.glob("*.log")} == set(EXPECTED)


def test_command_lines_edited_over_two_rows_of_the_terminal() -> None:
    typed = [capture.command_line for capture in ap.read(FOLDER / "bash-80-columns.log").captures]
    exec_into = "kubectl exec -it -n kube-system antrea-agent-bj42h -c antrea-"
    assert typed == [f"{exec_into}agovs -- ip a", f"{exec_into}ovs -- ip a", f"sudo {exec_into}ovs -- ip a"]
    assert ap.read(FOLDER / "zsh-80-columns.log").captures[0].command_line == f"{exec_into}agovs -- ip a"


def test_a_screen_is_a_part_and_says_so() -> None:
    snap = ap.read(FOLDER / "watch.log")
    assert [capture.partial for capture in snap.captures] == [True]
    assert [(item.line, item.last_line) for item in snap.diagnostics if item.code == "AP311"] == [(2, 2)]


def test_panes_on_a_screen_are_not_read() -> None:
    snap = ap.read(FOLDER / "tmux-panes.log")
    assert "AP309" in {item.code for item in snap.diagnostics}
    assert not snap.coverage.counts["parsed"]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recording_that_is_streamed_reads_alike(name: str) -> None:
    path = FOLDER / f"{name}.log"
    streamed = [capture for capture in ap.iter_captures(path) if capture.output is not None]
    assert [(capture.command or "", capture.node, len(capture.output or ())) for capture in streamed] == EXPECTED[name]
    assert [capture.partial for capture in streamed] == [capture.partial for capture in ap.read(path).captures if capture.output is not None]
