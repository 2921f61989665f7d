"""The command line does what the contract says, and answers bad input with what to do."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from antrea_parse.cli import main
from tests.conftest import LAB_PAGE

IP_A = """1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
"""


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    path = tmp_path / "ip-a.txt"
    path.write_text(IP_A, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["svg", "dot", "png", "mmd", "html", "txt"])
def test_draw_saves_by_suffix(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"topology.{suffix}"
    assert main(["draw", str(LAB_PAGE), "-o", str(target)]) == 0
    data = target.read_bytes()
    assert data.startswith(b"\x89PNG") if suffix == "png" else "frontend" in data.decode()
    assert list(tmp_path.iterdir()) == [target]


def test_draw_overwrites(tmp_path: Path) -> None:
    target = tmp_path / "topology.svg"
    target.write_text("old", encoding="utf-8")
    assert main(["draw", str(LAB_PAGE), "--view", "node", "--node", "worker-01", "-o", str(target)]) == 0
    assert "worker-01" in target.read_text(encoding="utf-8")


def test_parse_prints_json(capture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(capture), "--command", "ip a"]) == 0
    assert json.loads(capsys.readouterr().out)["records"][0]["ifname"] == "lo"


def test_parse_prints_a_table(capture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(capture), "--command", "ip a", "--table"]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split()[:2] == ["ifindex", "ifname"]
    assert row.split()[:2] == ["1", "lo"]


def test_parse_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(IP_A.encode())))
    assert main(["parse", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["command"] == "ip address"


def test_captures_lists_and_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["captures", str(LAB_PAGE)]) == 0
    out = capsys.readouterr().out
    assert "worker-01  ovs-vsctl show" in out
    assert "174 parsed, 15 command, 99 object, 3 other, 43 prose" in out


def test_captures_of_a_page_without_any_is_empty_and_done(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Nothing was captured here.\n", encoding="utf-8")
    assert main(["captures", str(page)]) == 0


def test_strict_fails_on_lines_not_understood(capture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture.write_text(IP_A + "%% garbage %%\n", encoding="utf-8")
    assert main(["parse", str(capture), "--command", "ip a"]) == 0
    assert main(["parse", str(capture), "--command", "ip a", "--strict"]) == 1
    assert f"{capture}:3: AP201" in capsys.readouterr().err


def bad_inputs(folder: Path) -> dict[str, bytes | None]:
    return {
        "missing": None,
        "empty": b"",
        "binary": b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 16,
        "prose": "Nothing was captured here.\n".encode("utf-16"),
        "long": b"x" * 50_000_000,
        "colours": b"\x1b[31mnothing\x1b[0m\n" * 10,
    }


@pytest.mark.parametrize("kind", ["missing", "empty", "binary", "prose", "long", "colours", "folder"])
def test_bad_input_is_answered_with_what_to_do(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif (data := bad_inputs(tmp_path)[kind]) is not None:
        path.write_bytes(data)
    assert main(["draw", str(path), "-o", str(tmp_path / "x.svg")]) == 2
    message = capsys.readouterr().err
    assert message.startswith("antrea-parse: ")
    assert kind in message
    assert "expected" in message or "give" in message
    assert not (tmp_path / "x.svg").exists()


def test_utf_16_and_colours_are_read(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    text = LAB_PAGE.read_text(encoding="utf-8").replace("worker-01 ~]#", "\x1b[32mworker-01\x1b[0m ~]#")
    page.write_bytes(text.encode("utf-16"))
    assert main(["draw", str(page), "-o", str(tmp_path / "x.svg")]) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--view", "nope"], "no view 'nope'"),
        (["--view", "node", "--node", "worker-9"], "known: master-01, worker-01, worker-02"),
        (["-o", "topology.bmp"], "can be saved as"),
    ],
)
def test_wrong_wishes_are_answered_with_what_there_is(arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", str(LAB_PAGE), "-o", str(tmp_path / "x.svg"), *arguments]) == 2
    assert told in capsys.readouterr().err


def test_wrong_usage_exits_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["draw"])
    assert caught.value.code == 2
