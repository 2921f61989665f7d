"""Saved web pages are read as a browser shows them, with the lines of the file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.text.page import is_page, unfold
from antrea_parse.text.source import Source

PAGE = """<!DOCTYPE html>
<html><head><title>Lab</title><style>
pre { x: y }
</style><script>if (a < b) { ip a }</script></head>
<body><!-- [root@hidden ~]# ip r
--><h2>worker-01</h2>
<pre><code>[root@worker-01 ~]# <b>ip a</b>
<span class="x">1: lo: &lt;LOOPBACK,UP,LOWER_UP&gt; mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000</span><br>\
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
</code></pre>
<table><tr><td>NAME</td><td>READY</td></tr><tr><td>x</td><td>1/1</td></tr></table>
</body></html>
"""


def test_a_whole_page() -> None:
    snap = ap.read_text(PAGE, name="page.html")
    (capture,) = snap.captures
    assert (capture.command, capture.node, str(capture.span)) == ("ip address", "worker-01", "page.html:7-8")
    assert capture.output is not None
    assert [str(record.span) for record in capture.output] == ["page.html:8"]
    assert sum(snap.coverage.counts.values()) == PAGE.count("\n")
    assert snap.coverage.counts["parsed"] == 1
    assert "AP108" in [item.code for item in snap.diagnostics]


def test_what_a_tool_prints_in_angle_brackets_stays() -> None:
    texts, numbers = unfold("<p>x</p><pre>worker-01 Ready <none> 10d\neth0: <BROADCAST,UP> <UP> a<b>c</b></pre>")
    assert texts == ["x", "worker-01 Ready <none> 10d", "eth0: <BROADCAST,UP> <UP> ac"]
    assert numbers == [1, 1, 2]


def test_a_terminal_log_is_no_page() -> None:
    assert not is_page("1: lo: <LOOPBACK,UP> mtu 65536\nworker-01 Ready <none>\n2: b: <B>\n")


def test_parts_that_are_never_closed_end_nothing() -> None:
    source = Source.from_text("<p>a</p>\n<script>\nb\n<!-- c\n" * 3, "page")
    assert [text.strip() for text in source.lines.texts].count("b") == 3


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<br>", "\n", "a", "<pre>", "</pre>", "<script>", "</script>", "<!--", "-->", "<td>", "<none>", "<h2>"]), max_size=40
    )
)
def test_every_line_of_the_file_is_there(pieces: list[str]) -> None:
    texts, numbers = unfold("".join(pieces))
    assert sorted(set(numbers)) == list(range(1, "".join(pieces).count("\n") + 2))
    assert numbers == sorted(numbers)
    assert len(texts) == len(numbers)
