"""Bytes of every encoding that saved logs come in, alone and one behind the other: nothing is lost silently."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antrea_parse.text.decode import decode

WIDE = ("utf-16", "utf-16-le", "utf-16-be")
#: Lines with enough ASCII for UTF-16 without a mark to be known by.
LINES = st.lists(st.text(alphabet="abcxyz 019:/.-路由ü", min_size=1, max_size=20).map(lambda text: f"ip route {text}\n"), min_size=1, max_size=6).map("".join)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(("utf-8", *WIDE)), LINES), min_size=1, max_size=4))
def test_what_is_appended_in_another_encoding_is_read(parts: list[tuple[str, str]]) -> None:
    data = b"".join(text.encode(encoding) for encoding, text in parts)
    text, found = decode(data, "a.log")
    assert text.replace("\ufeff", "") == "".join(text for _, text in parts)
    assert {encoding in WIDE for encoding, _ in parts} == {False} or [item.code for item in found] == ["AP101"]


@pytest.mark.parametrize("encoding", ["gb18030", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_what_is_not_utf8_is_named(encoding: str) -> None:
    text = {"gb18030": "路由表的输出如下所示\n", "latin-1": "Größe, Länge, Straße, Übersicht\n", "cp1252": "“Größe” – “Länge”, “Straße”\n"}.get(
        encoding, "ip route ü\n" * 4
    )
    decoded, (found,) = decode(text.encode(encoding), "a.log")
    assert (decoded, found.code) == (text, "AP101")
    assert encoding.partition("-")[0] in found.message


def test_some_nul_bytes_do_not_make_a_log_binary() -> None:
    text, _ = decode(b"ip route\n" * 20 + b"\0\0\0" + b"ip route\n" * 20, "a.log")
    assert text.count("ip route\n") == 40
