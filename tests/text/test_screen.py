"""Screens of programs that fill the terminal: what is left is what pyte, a terminal emulator, shows."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antrea_parse.text.clean import clean
from antrea_parse.text.screen import has_screens, unfold

ROWS, COLUMNS = 8, 60
ENTER, LEAVE = "\x1b[?1049h\x1b[1;8r\x1b[H\x1b[2J", "\x1b[?1049l"
SMALL = st.integers(1, 6)
MOVES = st.one_of(
    st.tuples(st.integers(1, ROWS), st.integers(1, 30)).map(lambda at: f"\x1b[{at[0]};{at[1]}H"),
    st.integers(1, ROWS).map(lambda row: f"\x1b[{row}d"),
    st.tuples(SMALL, st.sampled_from("ABCDGPX@L")).map(lambda move: f"\x1b[{move[0]}{move[1]}"),
    st.sampled_from(["\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[J", "\x1b[1J", "\r\n", "\r", "\x08", "\n"]),
    st.sampled_from(["\x1bM", "\x1bD", "\x1b7", "\x1b8", "\x1b[7m", "\x1b(B"]),
    st.text("abc 12", min_size=1, max_size=4),
)


@settings(max_examples=300)
@given(st.lists(MOVES, max_size=25))
def test_a_screen_shows_what_a_terminal_shows(moves: list[str]) -> None:
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    codes = "\x1b[1;8r\x1b[H\x1b[2J" + "".join(moves) + "\x1b[2;50H."
    stream.feed(codes)
    texts, numbers, spans = unfold(f"$ watch\n\x1b[?1049h{codes}{LEAVE}\n$ ")
    last = 2 + codes.count("\n")
    expected = [line.rstrip() for line in screen.display]
    while not expected[-1]:
        expected.pop()
    shown = [text.rstrip() for text, number in zip(texts, numbers, strict=True) if number == last]
    assert shown == [*expected, ""]  # and the rest of the line on which it ended
    assert spans == [(2, last)]
    assert sorted(set(numbers)) == list(range(1, last + 2))


@given(st.lists(st.one_of(MOVES, st.sampled_from([ENTER, LEAVE, "$ ip a\n"])), max_size=30))
def test_every_line_of_the_file_has_a_line(moves: list[str]) -> None:
    text = "".join(moves)
    if has_screens(text):
        texts, numbers, spans = unfold(text)
        assert len(texts) == len(numbers)
        assert sorted(set(numbers)) == list(range(1, text.count("\n") + 2))
        assert numbers == sorted(numbers)
        assert all(first <= last for first, last in spans)


@pytest.mark.parametrize("text", ["\x1b[H\x1b[2J$ ip a", "\x1b[1;31m$ ip a\x1b[0m", "\x1b[?1049h\x1b[22;0;0t\r1: lo\x1b[?1049l"])
def test_what_clears_or_colours_fills_no_screen(text: str) -> None:
    assert not has_screens(text)


def test_a_line_alone_is_cut_where_it_leaves_its_row() -> None:
    (line,), (found, *_) = clean(["Every 2.0s: ip r\x1b[3;1Hdefault via 10.0.0.1\r\x1b[4d10.0.0.0/8"], "log")
    assert line == "Every 2.0s: ip r"
    assert found.code == "AP311"


def test_what_a_program_erases_when_it_ends_was_its_last_screen() -> None:
    assert unfold("\x1b[?1049h\x1b[H\x1b[2Jone\x1b[2;1Htwo\x1b[H\x1b[2J\x1b[?1049l\n$ ")[0] == ["one", "two", "", "$ "]


def test_deleted_rows() -> None:
    # Not compared: pyte 0.8.2 keeps a row when the one that takes its place was inserted.
    assert unfold("\x1b[?1049h\x1b[1;8r\x1b[Hone\r\ntwo\r\nthree\x1b[2d\x1b[M\x1b[?1049l")[0][2:4] == ["one", "three"]
