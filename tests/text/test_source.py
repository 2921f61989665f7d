"""Files become lines that keep their numbers, whatever their encoding and line ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrea_parse.text.errors import CaptureError
from antrea_parse.text.source import Lines, Source

TEXT = "1: lo: <LOOPBACK> mtu 65536\n    link/loopback 00:00:00:00:00:00\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
def test_line_ends_of_all_systems_give_the_same_lines(end: str) -> None:
    source = Source.from_text(TEXT.replace("\n", end))
    assert list(source.lines) == TEXT.splitlines()
    assert source.lines.ended


def test_a_text_with_carriage_returns_only_has_lines() -> None:
    assert list(Source.from_text("a\rb\r").lines) == ["a", "b"]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("gb18030", "gb18030"),
    ],
)
def test_encodings_are_recognised_and_named(encoding: str, named: str | None) -> None:
    text = TEXT + "从上面的结果可以看到\n"
    source = Source.from_bytes(text.encode(encoding), "page.txt")
    assert list(source.lines) == text.splitlines()
    assert [item.message for item in source.diagnostics] == ([f"encoding is {named}, not UTF-8"] if named else [])


def test_bytes_that_no_encoding_explains_are_replaced_and_counted() -> None:
    source = Source.from_bytes("prose über Knoten, noch mehr Wörter\n".encode() * 50 + b"\xff\xfe\n", "page.txt")
    assert [item.code for item in source.diagnostics] == ["AP112"]
    assert source.lines[0] == "prose über Knoten, noch mehr Wörter"


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 8, bytes(range(1, 32)) * 20 + b"\xff"])
def test_binary_data_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(CaptureError, match=r"image\.bin: binary data, expected .*; give"):
        Source.from_bytes(data, "image.bin")


def test_the_last_line_without_a_newline_is_known() -> None:
    assert not Source.from_text("a\nb").lines.ended
    assert Source.from_text("").lines.ended


def test_spans_count_from_one_and_follow_slices() -> None:
    lines = Lines.at(["a", "b", "c", "d"], "log", 11)
    assert str(lines.span(1, 2)) == "log:12-13"
    assert str(lines[2:].span(0)) == "log:13"


def test_joined_lines_span_all_their_source_lines() -> None:
    lines = Lines("log", ["ab", "c"], [1, 3, 4])
    assert str(lines.span(0)) == "log:1-2"
    assert str(lines.span(1)) == "log:3"


@given(st.text())
def test_the_number_of_lines_is_that_of_an_editor(text: str) -> None:
    if "\n" not in text:
        text += "\n"
    assert len(Source.from_text(text).lines) == text.count("\n") + (not text.endswith("\n"))
