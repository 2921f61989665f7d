"""Flows: whatever is printed in Open vSwitch's grammar reads, prints again and knows its places; nothing else breaks anything."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.commands.flows.actions import decode_actions, format_actions, walk
from antrea_parse.commands.flows.match import decode_match, format_match
from antrea_parse.commands.flows.record import Flow
from antrea_parse.commands.flows.values import quoted
from antrea_parse.commands.ovs_ofctl_dump_groups import Group
from antrea_parse.commands.pipeline.extract import pipeline_facts
from antrea_parse.commands.pipeline.facts import Fact
from tests.live.flow_cases import ACTIONS, MATCHES

COMMAND = "ovs-ofctl dump-flows br-int"
NAMES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, blacklist_characters="&<*"), min_size=1, max_size=15).filter(
    lambda name: not name.isdecimal()
)
PORTS = st.one_of(st.integers(1, 65000), NAMES).map(quoted)
NUMBERS = st.integers(0, 2**32 - 1)
OCTETS = st.tuples(*[st.integers(0, 255)] * 4).map(lambda parts: ".".join(map(str, parts)))
REGISTERS = st.integers(0, 15).map(lambda number: f"NXM_NX_REG{number}")
LEAVES = st.one_of(
    st.sampled_from([actions for _, actions in ACTIONS]),
    PORTS.map(lambda port: f"output:{port}"),
    st.tuples(PORTS, st.integers(0, 254)).map(lambda pair: f"resubmit({pair[0]},{pair[1]})"),
    st.tuples(NUMBERS, REGISTERS).map(lambda pair: f"load:{pair[0]:#x}->{pair[1]}[]"),
    OCTETS.map(lambda ip: f"set_field:{ip}->tun_dst"),
    OCTETS.map(lambda ip: f"ct(commit,nat(dst={ip}:80))"),
)
ACTION_LISTS = st.recursive(
    st.lists(LEAVES, min_size=1, max_size=3).map(",".join),
    lambda inner: st.one_of(
        inner.map(lambda text: f"clone({text})"), inner.map(lambda text: f"ct(commit,exec({text}))"), st.tuples(inner, inner).map(",".join)
    ),
    max_leaves=5,
)
MATCH_TEXTS = st.one_of(
    st.sampled_from(MATCHES),
    PORTS.map(lambda port: f"in_port={port}"),
    st.tuples(PORTS, OCTETS, st.integers(1, 32)).map(lambda parts: f"ip,in_port={parts[0]},nw_src={parts[1]}/{parts[2]}"),
    st.tuples(NUMBERS, NUMBERS).map(lambda pair: f"reg3={pair[0]:#x}/{pair[1]:#x}"),
)


@st.composite
def flow_lines(draw: st.DrawFn) -> str:
    """A line as ofputil_flow_stats_format() prints it."""
    front = ""
    if draw(st.booleans()):
        decimals = draw(st.sampled_from(["", f".{draw(st.integers(0, 999)):03}", f".{draw(st.integers(0, 999_999_999)):09}"]))
        front += f"cookie={draw(st.integers(0, 2**64 - 1)):#x}, duration={draw(st.integers(0, 10**6))}{decimals if decimals.strip('.0') else ''}s, "
    front += draw(st.one_of(st.just(""), st.integers(0, 254).map(lambda table: f"table={table}, "), NAMES.map(lambda table: f"table={quoted(table)}, ")))
    if front:
        front += f"n_packets={draw(NUMBERS)}, n_bytes={draw(NUMBERS)}, "
    front += draw(st.sampled_from(["", "idle_timeout=60, ", "hard_timeout=5, ", "idle_timeout=60, hard_timeout=300, "]))
    front += "".join(word + " " for word in draw(st.sets(st.sampled_from(["send_flow_rem", "check_overlap", "reset_counts"]))))
    front += draw(st.sampled_from(["", "importance=5, ", "idle_age=1, ", "idle_age=1, hard_age=2, "]))
    match = ",".join(filter(None, (draw(st.sampled_from(["", "priority=0", "priority=200"])), draw(MATCH_TEXTS))))
    return f"{front}{match}{' ' if match else ''}actions={draw(ACTION_LISTS)}"


@settings(max_examples=150, deadline=None)
@given(st.lists(flow_lines(), min_size=1, max_size=4))
def test_what_is_printed_is_read_and_prints_the_same(lines: list[str]) -> None:
    out = ap.parse("".join(f" {line}\n" for line in lines), COMMAND, strict=True)
    assert [str(flow) for flow in out] == lines
    for flow, printed in zip(out, lines, strict=True):
        assert isinstance(flow, Flow)
        line = f" {printed}"
        assert format_match(flow.fields) == flow.match
        assert format_actions(flow.action_list) == flow.actions
        assert all(line[field.start : field.end] == str(field) for field in flow.fields)
        assert all(line[action.start : action.end] == str(action) for action in walk(flow.action_list))
        assert isinstance(flow.canonical(), str)
        assert flow.explain()


@settings(max_examples=100, deadline=None)
@given(st.lists(flow_lines(), max_size=5))
def test_streaming_reads_what_parsing_reads(lines: list[str]) -> None:
    text = "".join(f" {line}\n" for line in lines)
    assert tuple(ap.iter_records(text.splitlines(keepends=True), COMMAND)) == ap.parse(text, COMMAND).records


@settings(max_examples=60, deadline=None)
@given(st.lists(flow_lines(), max_size=6))
def test_facts_point_at_lines_of_the_dump(lines: list[str]) -> None:
    out = ap.parse("".join(f" {line}\n" for line in lines), COMMAND)
    for fact in pipeline_facts([flow for flow in out if isinstance(flow, Flow)]):
        assert isinstance(fact, Fact)
        assert fact.spans
        assert all(1 <= span.first_line <= len(lines) for span in fact.spans)


TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(st.sampled_from('ctload(),:=->[]"\\/ .0x1_reg'), max_size=80),
    flow_lines().flatmap(lambda line: st.integers(0, len(line)).map(lambda cut: line[:cut])),
)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_text_is_read_or_named(text: str) -> None:
    for command, kind in ((COMMAND, Flow), ("ovs-ofctl dump-groups br-int", Group)):
        out = ap.parse(text, command)
        assert all(isinstance(record, kind) for record in out)
    for flow in ap.parse(f" priority=1,ip actions={text}\n", COMMAND):
        assert isinstance(flow, Flow)
        with suppress(ap.ParseError):
            assert format_actions(flow.action_list) == flow.actions
            assert flow.canonical()
            assert flow.explain()


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_decoding_prints_the_same_or_says_where_it_fails(text: str) -> None:
    for decode, show in ((decode_actions, format_actions), (decode_match, format_match)):
        with suppress(ap.ParseError):
            assert show(decode(text)) == text  # type: ignore[arg-type]


@pytest.mark.parametrize("command", ["ovs-ofctl dump-meters", "ovs-ofctl meter-stats", "ovs-ofctl dump-group-stats"])
@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("meter=group_id:12,bands type=drop rate\n 0bucket"), max_size=80))
def test_counters_of_any_text(command: str, text: str) -> None:
    assert ap.parse(text, command).command == command
