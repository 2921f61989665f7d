"""Flows that a writer broke into indented lines read as what they are made of, wherever they were broken; nothing else is joined."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

import antrea_parse as ap

FLOW = re.compile(r"\s*cookie=.* actions=")
SAMPLES = sorted(path for path in (Path(__file__).parents[2] / "samples" / "ovs-ofctl-dump-flows").glob("*.txt") if FLOW.search(path.read_text()))


def broken(line: str, chance: random.Random) -> str:
    """The flow with a line's end behind some of its commas, and always before its actions, as printed pages have it."""
    head, actions = re.split(r" (?=actions=)", line.strip(), maxsplit=1)
    pieces = [re.sub(r",(?= ?\S)", lambda comma: ",\n" if chance.random() < 0.3 else comma.group(), part) for part in (head, actions)]
    return "\n".join(" " * (4 if number else 1) + piece.strip() for number, piece in enumerate("\n".join(pieces).split("\n")))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_broken_flows_are_the_whole_ones(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if FLOW.match(line) and line.count("(") == line.count(")")][:200]
    chance = random.Random(1)
    whole = ap.parse("\n".join(lines) + "\n", command="ovs-ofctl dump-flows")
    joined = ap.parse("\n".join(broken(line, chance) for line in lines) + "\n", command="ovs-ofctl dump-flows")
    assert len(joined.records) == len(lines)
    assert [record.model_dump() for record in joined.records] == [record.model_dump() for record in whole.records]
    assert [item.code for item in joined.diagnostics] == ["AP110"]


def test_spans_have_all_lines_of_a_flow() -> None:
    text = " cookie=0x1, duration=1s, table=0, n_packets=0, n_bytes=0,\n    priority=1,ip\n    actions=drop\n cookie=0x2, table=1, actions=drop\n"
    flows = ap.parse(text, command="ovs-ofctl dump-flows")
    assert [(record.span.first_line, record.span.last_line) for record in flows if record.span] == [(1, 3), (4, 4)]


def test_a_flow_that_is_cut_takes_no_other_lines() -> None:
    text = " cookie=0x1, duration=1s, table=0, n_packets=0, n_bytes=0, priority=1,\n    see the page on pipelines\n cookie=0x2, table=1, actions=drop\n"
    flows = ap.parse(text, command="ovs-ofctl dump-flows")
    assert [record.cookie for record in flows] == [2]
    assert [item.line for item in flows.diagnostics if item.code == "AP201"] == [1, 2]


def test_actions_alone_are_no_flow_for_all_packets_where_the_line_above_is_not_read() -> None:
    flows = ap.parse("cookie=0x1, duration=1s, table=0,\nactions=drop\n", command="ovs-ofctl dump-flows")
    assert not flows.records
    assert [(item.code, item.line) for item in flows.diagnostics] == [("AP201", 1), ("AP201", 2)]
    assert [record.actions for record in ap.parse("OFPST_FLOW reply (xid=0x2):\n actions=drop\n", command="ovs-ofctl dump-flows")] == ["drop"]


def test_actions_that_end_in_a_comma_are_cut() -> None:
    flows = ap.parse(" table=1, priority=5 actions=load:0x1->NXM_NX_REG0[],\n", command="ovs-ofctl dump-flows")
    assert [item.code for item in flows.diagnostics] == ["AP202"]
