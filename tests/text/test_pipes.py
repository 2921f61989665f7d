"""Tables of Markdown and in boxes read as what they show; other tables and other lines with bars stay as they are."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from antrea_parse.text.pipes import unpiped

ALIGNED = """\
NAME    READY   STATUS    RESTARTS   AGE   IP         NODE
web-0   1/1     Running   0          3d    10.0.0.5   w1
web-1   0/1     Pending   0          1m    <none>     <none>
"""


def drawn(text: str, rule: str, *, boxed: bool) -> str:
    rows = [line.split() for line in text.splitlines()]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, rule)
    return "\n".join([rule, *lines, rule] if boxed else lines) + "\n"


@pytest.mark.parametrize("rule", ["|---|---|---|---|---|---|---|", "| :-- | --: | - | - | - | - | - |", "+------+---+----+---+---+---+---+"])
@pytest.mark.parametrize("boxed", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_drawn_table_reads_as_the_aligned_one(rule: str, boxed: bool, end: str) -> None:
    text = drawn(ALIGNED, rule, boxed=boxed).replace("\n", end)
    out = ap.parse(text, "kubectl get pods -o wide")
    assert list(out) == list(ap.parse(ALIGNED, "kubectl get pods -o wide"))
    assert [item.code for item in out.diagnostics] == ["AP115"]
    assert [record.span.first_line for record in out if record.span] == ([4, 5] if boxed else [3, 4])
    (capture,) = ap.read_text(f"What runs there:{end}{end}{text}{end}and so on{end}").captures
    assert capture.command == "kubectl get pods"


@pytest.mark.parametrize(
    "lines",
    [
        ["| Tool | Version |", "|---|---|", "| ovs | 2.17 |"],
        ["| NAME | STATUS |", "|---|---|", "| n1 | Ready | more |"],
        ["| NAME | STATUS |"],
        ["2024-01-01T00:00:00.000Z|00001|vlog|INFO|opened log file |", "2024-01-01T00:00:00.000Z|00002|x|INFO|y |"],
    ],
)
def test_other_lines_with_bars_stay(lines: list[str]) -> None:
    assert unpiped(lines, "page") == (lines, [])
