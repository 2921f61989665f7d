"""What `iter_captures` gives in pieces is what `read` gives as a whole, whatever the size of the pieces."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import antrea_parse as ap
from antrea_parse.snapshot.stream import CaptureStream
from antrea_parse.text.errors import CaptureError
from benchmarks.synthetic import FORMS, Config, build, bundle, render
from tests.snapshot.logs import IP_R
from tests.snapshot.test_stream import FLOW, M

STATE = build(Config(nodes=3, pods=12, antrea="v2.7.0", seed=4))
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def told(captures: Iterable[ap.Capture]) -> list[list[Any]]:
    """What captures say, with pieces put together."""
    found: list[list[Any]] = []
    for capture in captures:
        records = None if capture.output is None else capture.output.records
        if capture.part > 1:
            found[-1][3] = capture.span.last_line
            found[-1][-1] = None if records is None else found[-1][-1] + records
        else:
            source, first, last = capture.span
            found.append([capture.command, capture.node, (source, first), last, capture.reason, capture.time, records])
    return found


def agree(path: Path | io.BytesIO, size: int) -> tuple[ap.Snapshot, CaptureStream]:
    """Compare both ways of reading."""
    snap = ap.read(path)
    if isinstance(path, io.BytesIO):
        path.seek(0)
    stream = ap.iter_captures(path, size=size)
    assert told(stream) == told(snap.captures)
    assert +stream.counts == Counter({use: count for use, count in snap.coverage.counts.items() if count})
    return snap, stream


def diagnostics(found: Iterable[ap.Diagnostic]) -> Counter[tuple[Any, ...]]:
    return Counter((item.code, item.message, item.source, item.line, item.last_line) for item in found)


def test_a_sample_reads_the_same() -> None:
    paths = [path for path in sorted(SAMPLES.rglob("*.txt")) if path.is_file()][::3]
    for path in paths:
        snap, stream = agree(path, 2 << 20)
        assert diagnostics(stream.diagnostics) == diagnostics(snap.diagnostics), path


@pytest.mark.parametrize("form", FORMS)
def test_a_cluster_reads_the_same_in_pieces(form: str, tmp_path: Path) -> None:
    for name, data in render(STATE, form=form).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for size in (2 << 20, 20_000, 3000):
        snap, stream = agree(tmp_path, size)
        assert Counter(item.code for item in stream.diagnostics) == Counter(item.code for item in snap.diagnostics)


def test_a_bundle_whose_name_does_not_tell_its_node(tmp_path: Path) -> None:
    """Logs and agentinfo tell it, which may stand behind what is read first."""
    name, data = bundle.in_pod(STATE, "worker-01", whole=False)
    (tmp_path / name).write_bytes(data)
    agree(tmp_path, 3000)
    assert {capture.node for capture in ap.iter_captures(tmp_path / name)} == {"worker-01"}
    stream = ap.iter_captures(io.BytesIO(data))
    assert {capture.node for capture in stream} == {None, "worker-01"}  # of what passes by once it is known from there on
    assert "AP301" in [item.code for item in stream.diagnostics]


@pytest.mark.parametrize("command", ["journalctl", "cat notes.txt"])
def test_a_long_output_that_is_not_read_is_one(command: str) -> None:
    noise = "".join(f"Mar 01 12:00:{number % 60:02} m kubelet[1]: something happened {number}\n" for number in range(2000))
    agree(io.BytesIO(f"{M}ip r\n{IP_R}{M}{command}\n{noise}{M}ip r\n{IP_R}".encode()), 20_000)


@pytest.mark.parametrize(("prompt", "end"), [("┌──(root㉿m)-[~]\n└─# ", "\n"), ("$ ", "\n"), ("root@m:/# ", "\n"), ("root@m:/# ", "")])
def test_where_a_long_output_ends(prompt: str, end: str) -> None:
    flows = "".join(FLOW.format(number % 200).replace("n_bytes=0", f"n_bytes={number}") for number in range(400))
    agree(io.BytesIO(f"{prompt}ovs-ofctl dump-flows br-int\n{flows.removesuffix(chr(10))}{end}{prompt}ip r\n{IP_R}".encode()), 4000)


@pytest.mark.parametrize("width", [80, 120])
def test_a_long_output_that_a_terminal_wrapped(width: int) -> None:
    flows = [FLOW.format(number % 200).replace("n_bytes=0", f"n_bytes={number}" + ",idle_age=7" * (number % 3)) for number in range(1500)]
    wrapped = "".join(f"{flow[at : at + width].rstrip(chr(10))}\n" for flow in flows for at in range(0, len(flow.rstrip()), width))
    data = io.BytesIO(f"{M}ovs-ofctl dump-flows br-int\n{wrapped}{M}ip r\n{IP_R}".encode())
    snap, stream = agree(data, 20_000)
    assert len(snap.captures[0].output or ()) == 1500
    assert "AP110" in {item.code for item in stream.diagnostics}


@pytest.mark.parametrize("text", ["", "\n", "\n\n", "x", f"{M}ip r\n{IP_R}".rstrip("\n")])
def test_next_to_nothing(text: str) -> None:
    agree(io.BytesIO(text.encode()), 4000)


def test_a_line_that_is_too_long_to_keep_is_cut_and_named() -> None:
    stream = ap.iter_captures(io.StringIO(f"{M}ip r\n{IP_R}" + "x" * (17 << 20) + f"\n{M}ip r\n{IP_R}"))
    assert [len(capture[-1]) for capture in told(stream)] == [3, 3]
    assert ("AP102", 5) in [(item.code, item.line) for item in stream.diagnostics]


def test_binary_data_is_refused_as_read_refuses_it() -> None:
    data = bytes(range(256)) * 10
    with pytest.raises(CaptureError, match="binary"):
        ap.read(io.BytesIO(data))
    with pytest.raises(CaptureError, match="binary"):
        list(ap.iter_captures(io.BytesIO(data)))
