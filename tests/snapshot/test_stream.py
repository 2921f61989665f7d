"""Inputs of any size are read in pieces, and the pieces say what the whole says."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

import antrea_parse as ap
from tests.snapshot.logs import IP_A, IP_R, NODES, PODS, told
from tests.snapshot.test_sessions import SESSIONS

M = "[root@m ~]# "
FLOW = " cookie=0x1000000000000, duration=9.1s, table={}, n_packets=0, n_bytes=0, priority=200,in_port=2 actions=output:3\n"
LOG = "".join(f"[root@worker-{number % 7} ~]# ip a\n{IP_A}[root@worker-{number % 7} ~]# ip r\n{IP_R}" for number in range(60))


class Made(io.RawIOBase):
    """A file that is made while it is read."""

    name = "made.log"

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.left = b""

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and (piece := next(self.pieces, b"")):
            self.left += piece
        taken, self.left = self.left[:size], self.left[size:]
        return taken

    def readable(self) -> bool:
        return True


def account(stream: Iterator[ap.Capture]) -> list[tuple[str, str | None, int]]:
    return [(capture.command or "", capture.node, len(capture.output)) for capture in stream if capture.output is not None]


@pytest.mark.parametrize("size", [1024, 3000, 1 << 20])
def test_the_captures_are_those_of_read(size: int) -> None:
    stream = ap.iter_captures(io.StringIO(LOG), size=size)
    captures = list(stream)
    whole = ap.read_text(LOG, name="<file>")
    assert [(capture.command, capture.node, capture.span, capture.output and capture.output.records) for capture in captures] == [
        (capture.command, capture.node, capture.span, capture.output and capture.output.records) for capture in whole.captures
    ]
    assert sum(stream.counts.values()) == LOG.count("\n")
    assert stream.counts["parsed"] == whole.coverage.counts["parsed"]


@pytest.mark.parametrize("name", SESSIONS)
def test_small_logs_are_read_as_read_reads_them(name: str) -> None:
    text, expected = SESSIONS[name]
    assert account(ap.iter_captures(io.StringIO(text))) == expected


def test_a_capture_of_more_than_the_size_comes_in_pieces() -> None:
    flows = "".join(FLOW.format(number % 200).replace("n_bytes=0", f"n_bytes={number}") for number in range(400))
    log = f"{M}kubectl get po -A -owide\n{PODS}{M}kubectl exec -n kube-system antrea-agent-bj42h -- ovs-ofctl dump-flows br-int\n{flows}{M}ip r\n{IP_R}"
    captures = list(ap.iter_captures(io.StringIO(log), size=4000))
    pieces = [capture for capture in captures if capture.part]
    assert [capture.part for capture in pieces] == list(range(1, len(pieces) + 1))
    assert len(pieces) > 5
    assert all(capture.partial and capture.node == "worker-01" and capture.command == "ovs-ofctl dump-flows" for capture in pieces)
    records = [record for capture in pieces if capture.output is not None for record in capture.output]
    (whole,) = ap.read_text(log, name="<file>").outputs("ovs-ofctl dump-flows")
    assert tuple(records) == whole.records
    assert [record.span for record in records] == [record.span for record in whole.records]
    assert (captures[-1].command, captures[-1].node, captures[-1].span.first_line) == ("ip route", "m", log.count("\n") - 3)


@pytest.mark.parametrize("front", ["", f"{M}cat flows.txt\n"])
def test_a_long_output_without_its_command_line(front: str) -> None:
    flows = "".join(FLOW.format(number % 200) for number in range(400))
    records = sum(count for command, _, count in account(ap.iter_captures(io.StringIO(front + flows), size=4000)) if command == "ovs-ofctl dump-flows")
    assert records == 400


def test_memory_does_not_grow_with_the_input() -> None:
    def made(count: int) -> Iterator[bytes]:
        for _ in range(count):
            yield LOG.encode()
        yield f"{M}ovs-ofctl dump-flows br-int\n".encode()
        for turn in range(count):
            yield "".join(FLOW.format(turn * 60 + number) for number in range(60)).encode()

    def peak(count: int) -> tuple[int, int]:
        tracemalloc.start()
        found = sum(len(capture.output) for capture in ap.iter_captures(Made(made(count)), size=20_000) if capture.output is not None)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return found, most

    peak(1)
    small, large = peak(2), peak(8)
    assert large[0] == 4 * small[0]
    assert large[1] < 1.5 * small[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "gb18030", "shift_jis"])
def test_encodings(encoding: str) -> None:
    log = f"ノードの状態を確認します。結果は以下の通りです\n{LOG}" if encoding != "gb18030" else f"从上面的结果可以看到，工作节点的路由表如下\n{LOG}"
    stream = ap.iter_captures(io.BytesIO(log.encode(encoding)), size=4000)
    assert account(stream) == told(ap.read_text(log))
    assert [item.code for item in stream.diagnostics if item.code == "AP101"] == ([] if encoding == "utf-8" else ["AP101"])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_an_encoding_that_comes_later_is_read_and_named(encoding: str) -> None:
    said = "从上面的结果可以看到\n"
    data = LOG.encode() + f"{M}echo\n{said}{LOG}".encode(encoding)
    stream = ap.iter_captures(io.BytesIO(data), size=4000)
    assert account(stream) == [*told(ap.read_text(LOG)), *told(ap.read_text(LOG))]
    assert [item.code for item in stream.diagnostics if item.code in ("AP101", "AP112")] == ["AP101"] * (encoding != "utf-8")


def test_files_of_a_folder_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{M}kubectl get nodes -owide\n{NODES}")
    (tmp_path / "b.bin").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "worker-01-ip-r.txt").write_text(IP_R)
    stream = ap.iter_captures(tmp_path, size=2000)
    assert account(stream) == [("kubectl get nodes", "m", 3), ("ip route", "worker-01", 3)]
    assert "AP304" in [item.code for item in stream.diagnostics]


def test_what_is_not_there() -> None:
    with pytest.raises(ap.CaptureError, match="no such file"):
        next(ap.iter_captures("/nowhere/at/all"))


def test_read_keeps_no_more_than_its_size(tmp_path: Path) -> None:
    (tmp_path / "big.log").write_text(LOG)
    assert len(ap.read(tmp_path, size=len(LOG)).captures) == 120
    with pytest.raises(ap.CaptureError, match=r"big\.log: more than 1,000 characters .*iter_captures"):
        ap.read(tmp_path, size=1000)


def test_machines_that_may_share_a_short_name_stay_apart_while_streaming() -> None:
    between = f"[root@x ~]# ip r\n{IP_R}" * 20
    log = f"[root@w.a.net ~]# ip r\n{IP_R}[root@w ~]# ip r\n{IP_R}{between}[root@w.b.net ~]# ip r\n{IP_R}"
    nodes = [capture.node for capture in ap.iter_captures(io.StringIO(log), size=1024) if capture.node != "x"]
    assert nodes == ["w.a.net", "w", "w.b.net"]


def test_paths_may_come_in_lists(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.log").write_text(f"[root@{name} ~]# ip route\ndefault via 10.0.0.1 dev eth0\n")
    paths = sorted(tmp_path.iterdir())
    assert [capture.node for capture in ap.iter_captures(paths)] == ["a", "b"]
    assert [capture.node for capture in ap.read(iter(paths)).captures] == ["a", "b"]
    for nothing in (None, 7, {"a": 1}):
        with pytest.raises(ap.CaptureError, match="expected a path or a file opened for reading"):
            ap.read(nothing)  # type: ignore[arg-type]
