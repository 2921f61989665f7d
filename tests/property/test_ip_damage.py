"""Damaged text of `ip` gives what the whole text gives, or says what is wrong: never a wrong value in silence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.commands.base import Output
from tests import goldens
from tests.property.damage import HARMLESS, WRAPPED, is_part

#: Codes that only say what was done to the text, or that nothing but free text can be affected.
_SAMPLES = [path for path in goldens.cases() if path.parent.name.startswith("ip-")]


def _command(path: Any) -> str:
    return str(json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))["command"])


CAPTURES = [(path.read_text(encoding="utf-8"), _command(path)) for path in _SAMPLES]
#: Captures whose aliases forge lines, or hold runs of blanks and backslashes, tell less once they are damaged.
PLAIN = [(text, command) for text, command in CAPTURES if "alias" not in text]
captures = st.sampled_from(PLAIN)


def _dump(output: Output) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in output]


def _alarms(output: Output) -> set[str]:
    return {item.code for item in output.diagnostics if item.level != "info"}


@pytest.mark.parametrize("damage", HARMLESS)
def test_harmless_damage_changes_nothing(damage: str) -> None:
    for text, command in PLAIN:
        expected = _dump(ap.parse(text, command))
        output = ap.parse(HARMLESS[damage](text), command)
        assert _dump(output) == expected, (damage, command, text[:300])
        assert not {item.code for item in output.diagnostics if item.level == "error"}, (damage, command)


@pytest.mark.parametrize("damage", ["none", "indentation lost", "blanks collapsed", "bold", "quoted", "HTML lines", "line numbers", "list marks and bold"])
def test_the_text_tells_its_command(damage: str) -> None:
    for text, command in PLAIN:
        if "state 0x9group" in text:
            continue  # one interface of it reads as by another command: refused
        output = ap.parse(HARMLESS.get(damage, str)(text))
        assert output.command == ap.parse("", command).command, (damage, command, text[:200])


@pytest.mark.parametrize("damage", WRAPPED)
def test_wrapped_lines_are_joined_and_named(damage: str) -> None:
    for text, command in PLAIN:
        whole = ap.parse(text, command)
        damaged = WRAPPED[damage](text)
        output = ap.parse(damaged, command)
        if damaged.rstrip("\n") == "\n".join(line.rstrip() for line in text.rstrip("\n").split("\n")):
            continue
        assert _dump(output) == _dump(whole) or _alarms(output), (damage, command)
        # Of a CAN device one line is not like another; alone, none is known.
        if "trimmed" not in damage and "c=always" not in command and "link/can" not in text:
            assert _dump(output) == _dump(whole), (damage, command)


@settings(deadline=None, max_examples=150)
@given(captures, st.data())
def test_a_cut_is_named_or_leaves_whole_records(capture: tuple[str, str], data: st.DataObject) -> None:
    text, command = capture
    whole = _dump(ap.parse(text, command))
    lines = text.splitlines(keepends=True)
    kept = data.draw(st.integers(0, len(lines)))
    output = ap.parse("".join(lines[:kept]), command)
    read = _dump(output)
    # The last record may have lost lines that need not be there; all it tells is true.
    assert read[:-1] == whole[: max(len(read) - 1, 0)]
    assert not read or is_part(read[-1], whole[len(read) - 1]) or _alarms(output)
    if kept < len(lines):
        part = lines[kept].rstrip("\n")
        broken = ap.parse("".join(lines[:kept]) + part[: data.draw(st.integers(1, max(len(part), 1)))], command)
        assert not part or _alarms(broken)


@settings(deadline=None, max_examples=150)
@given(captures, st.data())
def test_repeated_lines_add_nothing_and_are_named(capture: tuple[str, str], data: st.DataObject) -> None:
    text, command = capture
    whole = _dump(ap.parse(text, command))
    lines = text.splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines) - 1))
    output = ap.parse("".join([*lines[: number + 1], *lines[number:]]), command)
    assert _dump(output) == whole
    assert "AP205" in _alarms(output) or not lines[number].strip()


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([item for item in PLAIN if not {"-4", "-6"} & set(item[1].split())]), st.data())
def test_lost_lines_never_move_facts_to_another_record(capture: tuple[str, str], data: st.DataObject) -> None:
    # With a family asked for, no second line tells where an interface begins.
    text, command = capture
    whole = _dump(ap.parse(text, command))
    lines = text.splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines) - 1))
    output = ap.parse("".join(lines[:number] + lines[number + 1 :]), command)
    assert _alarms(output) or all(any(is_part(record, known) for known in whole) for record in _dump(output))


@settings(deadline=None, max_examples=100)
@given(captures, st.sampled_from(["Dump terminated", "RTNETLINK answers: Operation not permitted", "Truncated VF list: eth0"]), st.data())
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
    kinds = {ap.parse("", command).command for command in (first[1], second[1])}
    one, two = _dump(ap.parse(*first)), _dump(ap.parse(*second))
    if len(kinds) > 1 or one[-1] == two[0] or not first[0].endswith("\n"):
        return
    assert _dump(ap.parse(first[0] + second[0], first[1])) == one + two


@settings(deadline=None, max_examples=100)
@given(captures)
def test_spans_hold_the_lines_that_name_the_record(capture: tuple[str, str]) -> None:
    text, command = capture
    lines = text.splitlines()
    for record in ap.parse(text, command):
        span = record.span
        assert span is not None
        first = lines[span.first_line - 1]
        values = record.model_dump(mode="json", exclude_unset=True, by_alias=True)
        name = next(str(values[key]) for key in ("ifname", "priority", "dst", "id") if key in values)
        assert name in first


_PIECES = st.sampled_from(
    [
        piece
        for text, _ in CAPTURES
        for line in text.splitlines()[:40]
        for piece in (line, line[: len(line) // 2], line[len(line) // 3 :], line.replace(" ", ""))
    ]
)
_NOISE = st.lists(st.one_of(_PIECES, st.text(max_size=60), st.sampled_from(["", " ", "\t", "\\", "1:", "inet", "link/", "@", "<>", "via", "RX:"])), max_size=30)


@settings(deadline=None, max_examples=300)
@given(_NOISE, st.sampled_from(["ip addr", "ip link", "ip route", "ip neigh", "ip rule", "ip nexthop", "ip -br addr", "ip -N route"]))
def test_nothing_but_the_family_of_errors_comes_out(lines: list[str], command: str) -> None:
    output = ap.parse("\n".join(lines), command)
    json.dumps(_dump(output))
    for record in output:
        values = {name: getattr(record, name) for name in record.model_fields_set}
        assert type(record).model_validate(values, strict=True) == record
    try:
        ap.parse("\n".join(lines), command, strict=True)
    except ap.ParseError:
        assert any(item.level == "error" for item in output.diagnostics)


@pytest.mark.parametrize("command", ["ip addr", "ip link", "ip route", "ip neigh", "ip rule", "ip nexthop"])
def test_each_line_is_matched_a_bounded_number_of_times(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from antrea_parse.engine.lineformat import LineFormat

    seen = 0
    events = LineFormat.events

    def counting(self: LineFormat, lines: Any, *arguments: Any, **options: Any) -> Any:
        def each() -> Any:
            nonlocal seen
            for line in lines:
                seen += len(line)
                yield line

        return events(self, each(), *arguments, **options)

    monkeypatch.setattr(LineFormat, "events", counting)
    spent = []
    for count in (300, 600, 1200):
        seen = 0
        ap.parse("".join(f"{'x y ' * 19}{number:04}\n" for number in range(count)), command)
        spent.append(seen)
    assert spent[1] <= 2.5 * spent[0]
    assert spent[2] <= 2.5 * spent[1]


@pytest.mark.parametrize("command", ["ip addr", "ip link", "ip route", "ip neigh", "ip rule", "ip nexthop"])
@pytest.mark.parametrize(
    "piece", ["a", " ", "1", ":", "1: ", "inet 1", "@", "<", "\\ ", "10.0.0.1 ", ". ", "nexthop ", "alias ", "brd a", "mtu 1 ", "from all "]
)
def test_a_line_of_a_mebibyte_is_no_burden(piece: str, command: str) -> None:
    # The suite's time limit is the alarm: a pattern that backtracks would need hours.
    line = piece * ((1 << 19) // len(piece))
    output = ap.parse(f"1: {line}\n{line}\nlink/{line}\n", command)
    assert output.diagnostics


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("ip route", "10.0.0.0/8 dev x " + "onlink " * 100_000),
        ("ip route", "10.0.0.0/8 dev x " + "mtu lock 1400 " * 60_000),
        ("ip route", "10.0.0.0/8 proto static \n" + "".join(f"\tnexthop dev d{number} weight 1 \n" for number in range(40_000))),
        ("ip neigh", "10.0.0.1 dev x " + "STALE " * 100_000),
        ("ip addr", "1: x: <UP> mtu 1\\    link/none \\    alias a" + "\\    b c" * 60_000),
        ("ip addr", "1: x: <UP> mtu 1\n    link/none \n" + "".join(f"    altname a{number}\n" for number in range(40_000))),
        ("ip link", "1: x: <UP> mtu 1\n    link/none \n    alias a\n" + "".join(f"{number}: y: <UP> mtu 1\n" for number in range(20_000))),
    ],
)
def test_what_is_said_again_and_again_is_not_copied_again_and_again(command: str, text: str) -> None:
    # Each would take minutes if what was read so far were copied or compared for each word or line.
    assert len(ap.parse(text + "\n", command)) >= 1
