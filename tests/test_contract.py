"""The names that users rely on."""

from __future__ import annotations

import copy
import pickle
from ipaddress import ip_address
from pathlib import Path

import pytest

import antrea_parse as ap
from tests.conftest import LAB_PAGE

IP_A = """[root@worker-01 ~]# ip a
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
"""


def test_an_output_is_a_sequence_of_records() -> None:
    out = ap.parse(IP_A)
    assert (out.command, out.node) == ("ip address", "worker-01")
    assert len(out) == 1
    assert list(out) == list(out.records)
    assert out[0] in out
    assert out[0].span == ap.Span("<text>", 2, 5)
    assert out.diagnostics == ()
    assert out.model_dump(mode="json")["records"][0]["ifname"] == "lo"
    assert all(not isinstance(value, list | dict) for row in out.to_rows() for value in row.values())


def test_records_are_frozen_and_equal_wherever_they_were_read() -> None:
    first, second = ap.parse(IP_A)[0], ap.parse("\n\n" + IP_A)[0]
    assert first.span != second.span
    assert first == second
    assert "span" not in first.model_dump()
    with pytest.raises(ValueError, match="frozen"):
        first.mtu = 1
    for again in (pickle.loads(pickle.dumps(first)), copy.copy(first), copy.deepcopy(first)):
        assert (again, again.span) == (first, first.span)


@pytest.mark.parametrize("command", ["ip address", "ip a", "ip -4 addr show", ["ip", "a"], "kubectl exec -n kube-system agent -- ip a"])
def test_a_command_may_be_spelled_as_it_was_typed(command: str | list[str]) -> None:
    text = IP_A.partition("\n")[2]
    assert ap.parse(text, command)[0].ifname == "lo"


def test_the_command_is_recognised_by_the_text() -> None:
    out = ap.parse(IP_A.partition("\n")[2])
    assert out.command == "ip address"
    assert [item.code for item in out.diagnostics] == ["AP209"]


def test_every_command_has_a_typed_function() -> None:
    names = {"parse_" + info.name.replace(" ", "_").replace("-", "_").replace("/", "_").replace(".", "_") for info in ap.commands()}
    assert names <= set(ap.__all__)
    assert ap.parse_ip_address(IP_A)[0].addr_info[0].local == ip_address("127.0.0.1")


def test_strict_raises_at_the_first_line_not_understood() -> None:
    with pytest.raises(ap.ParseError, match=":3"):
        ap.parse("antctlVersion: v0.13.3\n\n???\n", "antctl version", strict=True)


def test_unknown_commands_are_named_with_their_neighbours() -> None:
    with pytest.raises(ap.UnknownCommandError, match="did you mean"):
        ap.parse("x", "ip adress show")
    with pytest.raises(ap.UnknownCommandError, match=r"name it"):
        ap.parse("nothing that any command prints\n")


def test_iter_records_streams() -> None:
    block = IP_A.partition("\n")[2]
    lines = (line for number in range(1, 4) for line in block.replace("1: lo:", f"{number}: d{number}:").splitlines(keepends=True))
    stream = ap.iter_records(lines, "ip address")
    assert [record.ifname for record in stream] == ["d1", "d2", "d3"]
    assert stream.unread == 0


def test_read_takes_paths_and_open_files(tmp_path: Path) -> None:
    for item in (LAB_PAGE, str(LAB_PAGE)):
        assert len(ap.read(item).topology.pods) == 17
    with LAB_PAGE.open("rb") as binary, LAB_PAGE.open(encoding="utf-8") as text:
        assert len(ap.read(binary).captures) == len(ap.read(text).captures) == 18
    (tmp_path / "worker-01").mkdir()
    (tmp_path / "worker-01" / "page.txt").write_text(IP_A, encoding="utf-8")
    assert ap.read(tmp_path).outputs("ip a", node="worker-01")[0][0].ifname == "lo"


def test_read_text() -> None:
    snap = ap.read_text(IP_A, name="paste")
    assert str(snap.captures[0].span) == "paste:1-5"
    assert snap.captures[0].argv == ("ip", "a")
    assert snap.coverage.counts["parsed"] == 4
