"""Damage that needs no knowledge of any command is repaired and named, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrea_parse.text.clean import clean

HEADER = "2: ens192: <BROADCAST,MULTICAST,UP> mtu 1500"


@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        ("2: \x1b[36mens192: \x1b[0m<BROADCAST,MULTICAST,UP> mtu 1500", "AP105"),
        ("\x1b]0;root@worker-01:~\x07" + HEADER, "AP105"),
        ("2: enx\x08s192: <BROADCAST,MULTICAST,UP> mtu 1500", "AP105"),
        ("progress 10%\r" + HEADER, "AP105"),
        ("^[[?2004l" + HEADER, "AP105"),
        ("ESC[1m2: ens192:ESC[0m <BROADCAST,MULTICAST,UP> mtu 1500", "AP105"),
        ("\\u001b[1m2: ens192:\\u001b[0m <BROADCAST,MULTICAST,UP> mtu 1500", "AP105"),
        ("2: ens192:\u00a0<BROADCAST,MULTICAST,UP>\u2003mtu 1500", "AP106"),
        ("2: ens\u200b192: <BROADCAST,MULTICAST,UP> mtu 1500", "AP106"),
        ("2: ens192: &lt;BROADCAST,MULTICAST,UP&gt; mtu 1500", "AP108"),
        ("<b>2: ens192:</b> <BROADCAST,MULTICAST,UP> mtu 1500<br />", "AP108"),
        ("**" + HEADER + "**", "AP107"),
    ],
)
def test_repair(damaged: str, code: str) -> None:
    (line,), (diagnostic,) = clean([damaged], "log")
    assert line == HEADER
    assert diagnostic.code == code
    assert (diagnostic.line, diagnostic.last_line) == (1, 1)


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u202e"])
def test_characters_that_forge_lines_or_order_become_blanks(char: str) -> None:
    (line,), (diagnostic,) = clean([f"a{char}b"], "log")
    assert line == "a b"
    assert diagnostic.code == "AP103"


@pytest.mark.parametrize("line", ["3: b: <B> mtu 1500", "worker-01 Ready <none> 4d15h", "7: *@if3: <UP>", "a & b", "if a < b", "** note"])
def test_what_only_looks_like_damage_stays(line: str) -> None:
    assert clean([line], "log") == ([line], [])


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\n"))))
def test_cleaning_keeps_the_lines_and_leaves_nothing_to_clean(lines: list[str]) -> None:
    once, _ = clean(lines, "log")
    assert len(once) == len(lines)
    assert all(len(line.splitlines()) <= 1 for line in once)
