"""Damaged text of Open vSwitch gives what the whole text gives, or says what is wrong: never a wrong value in silence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.commands.base import Output
from tests import goldens
from tests.property.damage import HARMLESS, WRAPPED, is_part, wrapped
from tests.property.ovs_states import HOSTILE_TEXT, PLAIN_NAMES, show, states

COMMANDS = (
    "ovs-vsctl show",
    "ovs-vsctl list interface",
    "ovs-vsctl list port",
    "ovs-vsctl list bridge",
    "ovs-ofctl show",
    "ovs-ofctl dump-ports-desc",
    "ovs-ofctl dump-ports",
    "ovs-appctl dpif/show",
    "ovs-dpctl show",
    "ovs-appctl fdb/show",
)
_FOLDERS = {command.replace(" ", "-").replace("/", "-") for command in COMMANDS}


def _capture(path: Path) -> tuple[str, str]:
    return path.read_text(encoding="utf-8"), json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))["command"]


#: Captures that hold records and have no damage of their own.
CAPTURES = [
    (text, command)
    for path in goldens.cases()
    if path.parent.name in _FOLDERS and "lab-page" not in path.stem
    for text, command in [_capture(path)]
    if len(ap.parse(text, command))
]
captures = st.sampled_from(CAPTURES)
MESSAGES = (
    "2026-11-23T10:30:24Z|00001|vconn|WARN|unix:/var/run/openvswitch/br-int.mgmt: version negotiation failed",
    'Defaulted container "antrea-agent" out of: antrea-agent, antrea-ovs',
    "command terminated with exit code 1",
)
FORGED = ("Port evil", "Interface evil", "    Bridge evil", "Port evil ", "ovs_version: x", "tag: 5")
plain_states = states(PLAIN_NAMES, st.sampled_from(["flow", "10.0.0.9", "fd00::1", "true", "5", "No Diagnostic", "could not open eth9"]))
hostile_states = states(HOSTILE_TEXT.filter(bool), HOSTILE_TEXT)


def _dump(output: Output) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in output]


def _alarms(output: Output) -> set[str]:
    """Codes that warn; that a secret was masked says nothing about damage."""
    return {item.code for item in output.diagnostics if item.level != "info"} - {"AP210"}


def _names(rows: list[dict[str, Any]]) -> set[str]:
    """Names of everything in the dump of ``ovs-vsctl show``."""
    ports = [port for bridge in rows for port in bridge.get("ports", [])]
    return {row["name"] for row in [*rows, *ports, *(interface for port in ports for interface in port.get("interfaces", []))]}


@settings(deadline=None, max_examples=100)
@given(hostile_states, st.booleans())
def test_what_is_printed_is_read(state: dict[str, Any], digits: bool) -> None:
    output = ap.parse(show(state, digits=digits), "ovs-vsctl show")
    assert not {item.code for item in output.diagnostics if item.level == "error"}
    assert _dump(output) == state["bridges"]
    assert [manager.model_dump(exclude_unset=True) for manager in output.managers] == state["managers"]
    assert (output.ovs_uuid, output.ovs_version) == (state["ovs_uuid"], "2.14.0")


@pytest.mark.parametrize("damage", HARMLESS)
def test_harmless_damage_changes_nothing(damage: str) -> None:
    for text, command in CAPTURES:
        output = ap.parse(HARMLESS[damage](text), command)
        assert _dump(output) == _dump(ap.parse(text, command)), (damage, command)
        assert not {item.code for item in output.diagnostics if item.level == "error"}, (damage, command)


@pytest.mark.parametrize("damage", ["none", "indentation lost", "blanks collapsed", "CR LF", "bold", "coloured", "HTML lines", "quoted", "line numbers"])
def test_the_text_tells_its_command(damage: str) -> None:
    for text, command in CAPTURES:
        output = ap.parse(HARMLESS.get(damage, str)(text))
        assert output.command == ap.parse("", command).command
        assert "AP209" in {item.code for item in output.diagnostics}


@settings(deadline=None, max_examples=100)
@given(plain_states, st.sampled_from(sorted(HARMLESS)), st.booleans())
def test_harmless_damage_to_any_state_changes_nothing(state: dict[str, Any], damage: str, digits: bool) -> None:
    output = ap.parse(HARMLESS[damage](show(state, digits=digits)), "ovs-vsctl show")
    assert _dump(output) == state["bridges"]
    assert not {item.code for item in output.diagnostics if item.level == "error"}


@settings(deadline=None, max_examples=100)
@given(hostile_states, st.sampled_from(sorted(HARMLESS | WRAPPED)))
def test_damage_to_hostile_text_is_named(state: dict[str, Any], damage: str) -> None:
    output = ap.parse((HARMLESS | WRAPPED)[damage](show(state)), "ovs-vsctl show")
    if not output.diagnostics:
        assert _dump(output) == state["bridges"]


@pytest.mark.parametrize("damage", WRAPPED)
def test_wrapped_lines_are_joined_and_named(damage: str) -> None:
    for text, command in CAPTURES:
        output = ap.parse(WRAPPED[damage](text), command)
        assert _dump(output) == _dump(ap.parse(text, command)), (damage, command)


@settings(deadline=None, max_examples=150)
@given(
    PLAIN_NAMES,
    st.lists(st.sampled_from(FORGED), min_size=1),
    st.integers(40, 120),
)
def test_an_error_message_forges_no_port(name: str, pieces: list[str], width: int) -> None:
    # The pieces stand where a terminal of that width breaks the line.
    error = "".join(piece.ljust(width) for piece in ["x" * (width - 24), *pieces])
    text = show({"ovs_uuid": "569fdd06-f115-4f40-8be2-6671309d7e3d", "managers": [], "bridges": [
        {"name": "br-int", "ports": [{"name": name, "interfaces": [{"name": name, "error": error}]}]}]})  # fmt: skip
    for damaged in (text, wrapped(text, width), wrapped(text, width, trimmed=True), wrapped(HARMLESS["indentation lost"](text), width)):
        output = ap.parse(damaged, "ovs-vsctl show")
        assert _names(_dump(output)) <= {"br-int", name}
        assert _dump(output) == _dump(ap.parse(text, "ovs-vsctl show")) or _alarms(output)


def _lies_within(part: Any, whole: Any) -> bool:
    """Whether everything that a part tells, the whole tells too."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and _lies_within(value, whole[name]) for name, value in part.items())
    return bool(part == whole)


@settings(deadline=None, max_examples=150)
@given(captures, st.data())
def test_a_cut_is_named_or_leaves_whole_records(capture: tuple[str, str], data: st.DataObject) -> None:
    text, command = capture
    whole = _dump(ap.parse(text, command))
    lines = text.splitlines(keepends=True)
    kept = data.draw(st.integers(0, len(lines) - 1))
    output = ap.parse("".join(lines[:kept]), command)
    read = _dump(output)
    assert read[:-1] == whole[: max(len(read) - 1, 0)]
    # A row of `list`, a port of `dpctl/show -s` and custom statistics may end at any line: all that they tell is true.
    assert not read or _alarms(output) or _lies_within(read[-1], whole[len(read) - 1])
    part = lines[kept].rstrip("\n")
    broken = ap.parse("".join(lines[:kept]) + part[: data.draw(st.integers(1, max(len(part), 1)))], command)
    assert not part or _alarms(broken)


#: Rows of `ovs-vsctl show` whose first line leaves no trace when it is lost (docs/not-read.md).
_LEAVES_NO_TRACE = re.compile(r"\s*(?:Manager|Controller|Bridge|Port|Interface) ")


@settings(deadline=None, max_examples=200)
@given(captures, st.data())
def test_lost_lines_never_move_facts_to_another_record(capture: tuple[str, str], data: st.DataObject) -> None:
    text, command = capture
    lines = text.splitlines(keepends=True)
    number = data.draw(st.sampled_from([number for number, line in enumerate(lines) if not _LEAVES_NO_TRACE.match(line)]))
    whole, read = _dump(ap.parse(text, command)), ap.parse("".join(lines[:number] + lines[number + 1 :]), command)
    assert _alarms(read) or all(any(is_part(record, known) for known in whole) for record in _dump(read))


@settings(deadline=None, max_examples=150)
@given(captures, st.data())
def test_repeated_lines_add_nothing_and_are_named(capture: tuple[str, str], data: st.DataObject) -> None:
    text, command = capture
    lines = text.splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines) - 1))
    output = ap.parse("".join([*lines[: number + 1], *lines[number:]]), command)
    assert _dump(output) == _dump(ap.parse(text, command))
    assert _alarms(output) or not lines[number].strip()


@settings(deadline=None, max_examples=100)
@given(
    captures,
    st.sampled_from(
        [
            "2026-11-23T10:30:24Z|00001|vconn|WARN|x",
            'Defaulted container "antrea-agent" out of: antrea-agent, antrea-ovs',
            "command terminated with exit code 1",
        ]
    ),
    st.data(),
)
def test_messages_between_the_lines_are_named(capture: tuple[str, str], message: str, data: st.DataObject) -> None:
    text, command = capture
    lines = text.splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines)))
    output = ap.parse("".join([*lines[:number], message + "\n", *lines[number:]]), command)
    assert _dump(output) == _dump(ap.parse(text, command))
    assert "AP207" in {item.code for item in output.diagnostics}


@settings(deadline=None, max_examples=100)
@given(captures, captures)
def test_captures_one_after_another_give_the_records_of_both(first: tuple[str, str], second: tuple[str, str]) -> None:
    one, two = ap.parse(*first), ap.parse(*second)
    if one.command == two.command:
        assert _dump(ap.parse(first[0] + second[0], first[1])) == _dump(one) + _dump(two)


@settings(deadline=None, max_examples=50)
@given(plain_states, plain_states)
def test_states_one_after_another_give_the_bridges_of_both(first: dict[str, Any], second: dict[str, Any]) -> None:
    output = ap.parse(show(first) + show(second), "ovs-vsctl show")
    assert _dump(output) == first["bridges"] + second["bridges"]


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture[1])
def test_spans_hold_the_lines_that_name_the_record(capture: tuple[str, str]) -> None:
    text, command = capture
    lines = text.splitlines()
    last = 0
    for record in ap.parse(text, command):
        assert record.span is not None
        here = "\n".join(lines[record.span.first_line - 1 : record.span.last_line])
        row = record.model_dump(exclude_unset=True)
        name = str(next(row[key] for key in ("name", "port_no", "mac") if key in row))
        assert name in here or json.dumps(name, ensure_ascii=False)[1:-1] in here
        assert record.span.first_line > last
        last = record.span.last_line


@settings(deadline=None, max_examples=50)
@given(plain_states)
def test_spans_of_the_nest(state: dict[str, Any]) -> None:
    text = show(state)
    lines = text.splitlines()
    for bridge in ap.parse(text, "ovs-vsctl show"):
        for keyword, rows in (("Bridge", [bridge]), ("Port", bridge.ports), ("Interface", [item for port in bridge.ports for item in port.interfaces])):
            for row in rows:
                assert row.span is not None
                assert lines[row.span.first_line - 1].split() == [keyword, row.name]
        assert bridge.ports[-1].span.last_line == bridge.span.last_line


_PIECES = st.sampled_from(
    [piece for text, _ in CAPTURES for line in text.splitlines()[:40] for piece in (line, line[: len(line) // 2], line[len(line) // 3 :])]
)
_WORDS = [
    "",
    " ",
    '"',
    "\\",
    "Port",
    "Bridge x",
    "tag: 99999999999999999999999",
    "tag: 1e400",
    'error: "\\ud800"',
    "name : {",
    "name : [1, 2]",
    "mtu : x",
    "port 1: x (y",
    "(",
    "{",
    "=",
]
_NOISE = st.lists(st.one_of(_PIECES, st.text(max_size=60), st.sampled_from(_WORDS)), max_size=30)


@settings(deadline=None, max_examples=300)
@given(_NOISE, st.sampled_from(COMMANDS))
def test_nothing_but_the_family_of_errors_comes_out(lines: list[str], command: str) -> None:
    text = "\n".join(lines)
    output = ap.parse(text, command)
    output.model_dump_json()
    output.to_rows()
    for record in output:
        values = {name: getattr(record, name) for name in record.model_fields_set}
        assert type(record).model_validate(values, strict=True) == record
    try:
        ap.parse(text, command, strict=True)
    except ap.ParseError:
        assert any(item.level == "error" for item in output.diagnostics)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "1/1: (",
        "a, ",
        "): addr:",
        "x@",
        "x@y:",
        "port 1: x (a: ",
        '"',
        "\\",
        '{a="',
        "a=b, ",
        "x_",
        "0",
        "-",
        ":",
        "rx pkts=1, ",
        "Port a ",
        "(a (b: ",
        "e5",
        "[",
        "ab-",
    ],
)
def test_a_long_line_costs_no_more_than_its_length(command: str, piece: str) -> None:
    # Patterns that look twice at the same characters would take minutes here.
    for head in ("", "        options: ", " 1(", "  port 1: ", "name                : ", "x@y: ", "    config: "):
        line = (head + piece * (300_000 // len(piece)))[:300_000]
        output = ap.parse(line + "\n", command)
        assert len(output) <= 1
