"""The command line does what the contract says, and answers bad input with what to do."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from antrea_parse.cli import main
from antrea_parse.cli.progress import progress
from tests.conftest import LAB_PAGE, ROOT

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


def test_captures_shows_what_was_not_understood_among_its_neighbours(capture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture.write_text(f"[root@w ~]# ip a\n{IP_A}    garbled 1.2.3.4\n", encoding="utf-8")
    assert main(["captures", str(capture), "--unparsed"]) == 0
    out = capsys.readouterr().out
    assert f">      {IP_A.count(chr(10)) + 2} |     garbled 1.2.3.4" in out
    assert "1 unparsed" in out


def test_captures_of_several_sources_are_accounted_for_each_and_in_total(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for node in ("worker-01", "worker-02"):
        (tmp_path / f"ip-a_{node}_20261125-101112.txt").write_text(IP_A, encoding="utf-8")
    assert main(["captures", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    lines = IP_A.count("\n")
    assert f"worker-01_20261125-101112.txt: {lines} parsed" in out
    assert f"in total: {2 * lines} parsed" in out
    assert "~worker-02" in out
    assert "2026-11-25 10:11:12" in out


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
        (["--view", "node"], "needs --node; known: master-01, worker-01, worker-02"),
        (["--view", "service"], "needs --service; known: default/backendsvc, default/kubernetes"),
        (["--view", "diff"], "antrea-parse diff BEFORE AFTER"),
        (["--view", "findings", "--node", "worker-01"], "--node is for --view node, and the view is findings"),
        (["--node", "worker-01", "--service", "backendsvc"], "--service is for --view service, and the view is node"),
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


@pytest.mark.parametrize("view", [["service", "--service", "backendsvc"], ["findings"], ["overview", "--theme", "dark", "--title", "The lab"]])
def test_draw_takes_the_options_of_its_views(view: list[str], tmp_path: Path) -> None:
    target = tmp_path / "view.svg"
    assert main(["draw", str(LAB_PAGE), "--view", *view, "-o", str(target)]) == 0
    assert f"ap-{view[0]}" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(("option", "view"), [(["--node", "worker-01"], "node"), (["--service", "backendsvc"], "service")])
def test_draw_shows_what_is_named(option: list[str], view: str, tmp_path: Path) -> None:
    target = tmp_path / "view.svg"
    assert main(["draw", str(LAB_PAGE), *option, "-o", str(target)]) == 0
    assert f"ap-{view}" in target.read_text(encoding="utf-8")


def test_draw_refuses_an_unknown_form_before_it_reads(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antrea_parse.cli.draw.join", lambda _: pytest.fail("it reads"))
    assert main(["draw", str(LAB_PAGE), "-o", "topology.jpg"]) == 2
    assert "topology.jpg: suffix '.jpg' is not known; a drawing can be saved as .svg, .png, .pdf," in capsys.readouterr().err


def test_draw_without_a_file_prints_a_tree(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", str(LAB_PAGE)]) == 0
    out = capsys.readouterr().out
    assert "├─ POD frontend                  10.211.1.14  frontend-fbd015                NP frontendpolicy ~15\n" in out
    assert "\x1b" not in out


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that a browser was asked to show."""
    found: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: found.append(address) or True)
    return found


def test_open_shows_the_file(opened: list[str], tmp_path: Path) -> None:
    target = tmp_path / "topology.svg"
    assert main(["draw", str(LAB_PAGE), "--open", "-o", str(target)]) == 0
    assert opened == [target.as_uri()]


def test_open_without_a_file_shows_a_page(opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["draw", str(LAB_PAGE), "--open"]) == 0
    (address,) = opened
    assert address.startswith(tmp_path.as_uri())
    assert address.endswith("/overview.html")


def test_open_without_a_browser_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    assert main(["draw", str(LAB_PAGE), "--open", "-o", str(tmp_path / "x.svg")]) == 2
    assert "open the file by hand" in capsys.readouterr().err


def test_explain_tells_the_way_with_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "default/frontend", str(LAB_PAGE)]) == 0
    out = capsys.readouterr().out
    assert "its interface on the host is frontend-fbd015  [inferred by name-prefix]" in out
    assert f"{LAB_PAGE}:194-198" in out


def test_where_tells_whose_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["where", "10.211.2.30", str(LAB_PAGE), "--json"]) == 0
    assert "pod/default/backend2" in {item["about"] for item in json.loads(capsys.readouterr().out)}
    assert main(["where", "1.2.3.4", str(LAB_PAGE)]) == 2
    assert "nothing is known about '1.2.3.4'; looked for as address" in capsys.readouterr().err
    assert main(["where", "", str(LAB_PAGE)]) == 2
    assert "'' is no question; expected one line" in capsys.readouterr().err


@pytest.fixture
def later(tmp_path: Path) -> Path:
    path = tmp_path / "later.txt"
    path.write_text(LAB_PAGE.read_text(encoding="utf-8").replace("15(frontend-fbd015)", "21(frontend-fbd015)"), encoding="utf-8")
    return path


def test_diff_tells_what_changed_with_the_lines_of_both(later: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(LAB_PAGE), str(later)]) == 0
    out = capsys.readouterr().out
    assert f"~ port/worker-01/br-int/frontend-fbd015 ofport: 15 → 21  ({LAB_PAGE}:194-198 → {later}:194-198)" in out
    assert main(["diff", str(LAB_PAGE), "--to", str(later), "--json"]) == 0
    assert {item["kind"] for item in json.loads(capsys.readouterr().out)} == {"changed"}
    assert main(["diff", str(LAB_PAGE), str(LAB_PAGE)]) == 0
    assert "no difference" in capsys.readouterr().out


def test_diff_is_drawn(later: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(LAB_PAGE), str(later), "-o", str(tmp_path / "diff.svg")]) == 0
    assert "15 → 21" in (tmp_path / "diff.svg").read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""


def test_diff_needs_two_sets(later: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(later)]) == 2
    assert "1 paths given, expected two" in capsys.readouterr().err


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and when something is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.written.set()
        return super().write(text)


def test_progress_is_told_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antrea_parse.cli.progress._PATIENCE", 0.0)
    terminal, pipe = Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress("reading lab.txt"):
        assert terminal.written.wait(60)
    assert "reading lab.txt … 0 s" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[K")
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress("reading lab.txt"):
        pass
    assert pipe.getvalue() == ""


def test_a_terminal_without_unicode_gets_question_marks() -> None:
    script = "import sys; from antrea_parse.cli import main; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script, "draw", str(LAB_PAGE)], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"POD frontend +10\.211\.1\.14 ", done.stdout)


def test_an_interrupt_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("antrea_parse.read", interrupted)
    assert main(["captures", str(LAB_PAGE)]) == 130
