"""Recorded keystrokes leave the line that the user saw."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrea_parse.text.source import Source
from antrea_parse.text.terminal import shown

PROMPT = "[root@w ~]# "


@pytest.mark.parametrize(
    ("recorded", "line"),
    [
        (f"{PROMPT}ip rr\x08 \x08", f"{PROMPT}ip r "),
        (f"{PROMPT}ip rr\x08\x1b[K", f"{PROMPT}ip r"),
        (f"{PROMPT}ip a\x08\x08\x08\x08kubectl get po\x1b[K", f"{PROMPT}kubectl get po"),  # from the history
        (f"{PROMPT}kubectl get po\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08ip a\x1b[10P", f"{PROMPT}ip a"),
        (f"{PROMPT}p a\x1b[3D\x1b[1@i", f"{PROMPT}ip a"),
        (f"{PROMPT}ip a\r{PROMPT}ip r\x1b[K", f"{PROMPT}ip r"),
        ("\x1b[1m\x1b[7m%\x1b[27m\x1b[1m\x1b[0m" + " " * 79 + "\r \r\r\x1b[0m\x1b[27m\x1b[24m\x1b[Jroot@w ~ # \x1b[Kip a", "root@w ~ # ip a"),  # zsh
        ("\x1b[?2004h\x1b]0;root@w: ~\x07root@w:~# ip a", "root@w:~# ip a"),
        ("\x1b[200~ip a\x1b[201~", "ip a"),
        ("\x1bkscreen title\x1b\\ip a", "ip a"),
        ("10%\r100%", "100%"),
        ("abc\rx", "xbc"),
        ("a\x1b[3Cb", "a   b"),
        (
            f"{PROMPT}kubectl exec -n kube-system antrea-agent-bj42h -c antrea-ov \rs -- ovs-vsctl show",
            f"{PROMPT}kubectl exec -n kube-system antrea-agent-bj42h -c antrea-ovs -- ovs-vsctl show",
        ),
    ],
)
def test_shown(recorded: str, line: str) -> None:
    assert shown(recorded) == line


def test_lines_keep_their_numbers_and_the_repair_is_named() -> None:
    source = Source.from_text("one\r\n\x1b[?2004l\r\r\ntwo\x08\x08\x08three\r\n", "typescript")
    assert [text.strip() for text in source.lines.texts] == ["one", "", "three"]
    assert "AP105" in [item.code for item in source.diagnostics]


@given(st.text(alphabet="ab \x1b[]0123;KJPCDGX@m\x08\r\x07", max_size=200))
def test_nothing_is_left_of_the_codes_and_no_letter_is_invented(recorded: str) -> None:
    text = shown(recorded)
    assert "\x08" not in text
    assert "\r" not in text
    assert all(text.count(letter) <= recorded.count(letter) for letter in "ab")


def test_a_line_made_to_move_for_ever_is_done_at_once() -> None:
    recorded = "x" * 100_000 + "\r\x1b[1@\x1b[999999999C" * 100_000
    assert shown(recorded).startswith("x")
