"""What `ip` prints of any state is read as `ip -j` has it; damaged, it gives the same records or a named diagnostic."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.commands.base import Output
from tests.property.damage import HARMLESS, WRAPPED, is_part, wrapped
from tests.property.ip_states import (
    ODD_NAMES,
    PLAIN_NAMES,
    Form,
    forms,
    interfaces,
    neighbours,
    print_interfaces,
    print_neighbours,
    print_routes,
    print_rules,
    routes,
    rules,
)


class Capture(NamedTuple):
    """A command line, what it printed, and what `ip -j` says of the same state."""

    command: str
    text: str
    records: list[dict[str, Any]]


def _of_interfaces(state: list[dict[str, Any]], form: Form, link: bool) -> Capture:
    return Capture(f"ip {form.words} {'link' if link else 'address'}", *print_interfaces(state, form, link=link))


def _of_routes(state: list[dict[str, Any]], form: Form, all_tables: bool) -> Capture:
    kept = form._replace(brief=False, stats=0)
    return Capture(f"ip {kept.words} route{' show table all' * all_tables}", *print_routes(state, kept, all_tables=all_tables))


def _printers(names: st.SearchStrategy[str], aliases: st.SearchStrategy[str] | None) -> list[tuple[st.SearchStrategy[Any], Any]]:
    """States, and how to print one in a form."""
    states = interfaces(names, aliases)
    return [
        (states, lambda state, form: _of_interfaces(state, form, False)),
        (states, lambda state, form: _of_interfaces(state, form._replace(family=0), True)),
        (routes(names), lambda state, form: _of_routes(state, form, False)),
        (routes(names), lambda state, form: _of_routes(state, form, True)),
        (neighbours, lambda state, form: Capture(f"ip {form.words} neigh", *print_neighbours(state, form))),
        (rules(names), lambda state, _: Capture("ip rule", *print_rules(state))),
    ]


def captures(names: st.SearchStrategy[str] = PLAIN_NAMES, aliases: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Capture]:
    """Captures of any state, in any form."""
    return st.one_of([st.builds(printed, states, forms) for states, printed in _printers(names, aliases)]).filter(lambda capture: capture.records)


#: Two captures by one command.
pairs = st.one_of(
    [
        st.builds(lambda printed, *parts: (printed(parts[0], parts[2]), printed(parts[1], parts[2])), st.just(printed), states, states, forms)
        for states, printed in _printers(PLAIN_NAMES, None)
    ]
).filter(lambda pair: pair[0].records and pair[1].records)
#: Free text that somebody may have made up to be read wrongly.
HOSTILE_ALIASES = st.one_of(
    st.sampled_from(
        [
            "5: fake: <UP> mtu 1",
            "x\n5: fake: <UP> mtu 1",
            "x\n    inet 10.0.0.1/8 scope global fake",
            "    altname x",
            "x\\    altname y",
            "veth ",
            "mtu 7\n    link/ether 02:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff",
            "10.0.0.0/8 dev eth0",
            "RX: bytes  packets",
            "UP 10.0.0.1/24",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cf", "Zs"), include_characters=" \n\\"), min_size=1, max_size=20),
)
plain = captures()
hostile = captures(st.one_of(PLAIN_NAMES, ODD_NAMES), HOSTILE_ALIASES)


def _dump(output: Output) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in output]


def _alarms(output: Output) -> set[str]:
    return {item.code for item in output.diagnostics if item.level != "info"}


@settings(deadline=None, max_examples=30)
@given(plain)
def test_what_is_printed_is_read(capture: Capture) -> None:
    output = ap.parse(capture.text, capture.command)
    assert _dump(output) == capture.records
    assert _alarms(output) <= {"AP105"}


@settings(deadline=None, max_examples=40)
@given(hostile)
def test_hostile_names_and_aliases_are_read_or_named(capture: Capture) -> None:
    # A doubt is named even where custom decides it: an interface may be called `a@b` where there is a `b`, too.
    output = ap.parse(capture.text, capture.command)
    assert _dump(output) == capture.records or {item.code for item in output.diagnostics} - {"AP105"}


@settings(deadline=None, max_examples=30)
@given(plain, st.sampled_from(sorted(HARMLESS)))
def test_harmless_damage_changes_nothing(capture: Capture, damage: str) -> None:
    output = ap.parse(HARMLESS[damage](capture.text), capture.command)
    assert _dump(output) == capture.records
    assert not {item.code for item in output.diagnostics if item.level == "error"}


@settings(deadline=None, max_examples=40)
@given(plain, st.integers(40, 200), st.booleans())
def test_wrapped_lines_are_joined_or_named(capture: Capture, width: int, trimmed: bool) -> None:
    output = ap.parse(wrapped(capture.text, width, trimmed=trimmed), capture.command)
    assert _dump(output) == capture.records or _alarms(output) - {"AP105"}


@settings(deadline=None, max_examples=40)
@given(hostile, st.sampled_from(sorted(HARMLESS | WRAPPED)))
def test_damage_to_hostile_text_is_named(capture: Capture, damage: str) -> None:
    output = ap.parse((HARMLESS | WRAPPED)[damage](capture.text), capture.command)
    assert _dump(output) == capture.records or output.diagnostics


@settings(deadline=None, max_examples=40)
@given(plain, st.data())
def test_a_cut_is_named_or_leaves_whole_records(capture: Capture, data: st.DataObject) -> None:
    lines = capture.text.splitlines(keepends=True)
    kept = data.draw(st.integers(0, len(lines) - 1))
    output = ap.parse("".join(lines[:kept]), capture.command)
    read = _dump(output)
    assert read[:-1] == capture.records[: max(len(read) - 1, 0)]
    assert not read or is_part(read[-1], capture.records[len(read) - 1])
    part = lines[kept].rstrip("\n")
    broken = ap.parse("".join(lines[:kept]) + part[: data.draw(st.integers(1, max(len(part), 1)))], capture.command)
    assert not part or _alarms(broken)


@settings(deadline=None, max_examples=40)
@given(plain, st.data())
def test_lost_lines_never_move_facts_to_another_record(capture: Capture, data: st.DataObject) -> None:
    lines = capture.text.splitlines(keepends=True)
    # Without the first line of a route, nothing tells its next hops from those of the route before.
    may_be_lost = [number for number in range(len(lines)) if not ("nexthop" in "".join(lines[number - 1 : number]) and "nexthop" not in lines[number])]
    number = data.draw(st.sampled_from(may_be_lost))
    output = ap.parse("".join(lines[:number] + lines[number + 1 :]), capture.command)
    assert _alarms(output) - {"AP105"} or all(any(is_part(record, known) for known in capture.records) for record in _dump(output))


@settings(deadline=None, max_examples=40)
@given(plain, st.data())
def test_repeated_lines_add_nothing_and_are_named(capture: Capture, data: st.DataObject) -> None:
    lines = capture.text.splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines) - 1))
    output = ap.parse("".join([*lines[: number + 1], *lines[number:]]), capture.command)
    assert _dump(output) == capture.records
    assert "AP205" in _alarms(output)


@settings(deadline=None, max_examples=30)
@given(pairs)
def test_captures_one_after_another_give_the_records_of_both(pair: tuple[Capture, Capture]) -> None:
    first, second = pair
    if first.records[-1] != second.records[0]:
        assert _dump(ap.parse(first.text + second.text, first.command)) == first.records + second.records


@settings(deadline=None, max_examples=30)
@given(plain)
def test_spans_hold_what_was_read(capture: Capture) -> None:
    lines = capture.text.splitlines(keepends=True)
    last = 0
    for record in ap.parse(capture.text, capture.command):
        assert record.span is not None
        assert record.span.first_line == last + 1
        last = record.span.last_line
        alone = ap.parse("".join(lines[record.span.first_line - 1 : last]), capture.command)
        assert _dump(alone) == [record.model_dump(mode="json", exclude_unset=True, by_alias=True)]
    assert last == len(lines)


@settings(deadline=None, max_examples=30)
@given(plain, st.sampled_from(["none", "indentation lost", "blanks collapsed", "CR LF", "bold", "coloured", "quoted", "HTML lines"]))
def test_the_text_tells_its_command(capture: Capture, damage: str) -> None:
    text = HARMLESS.get(damage, str)(capture.text)
    known = ap.parse("", capture.command).command
    try:
        output = ap.parse(text)
    except ap.UnknownCommandError:
        return  # refused: several commands fit
    assert output.command == known or (known == "ip address" and not any(item.get("addr_info") for item in capture.records))


def test_an_interface_called_none_with_nothing_behind_it() -> None:
    output = ap.parse("3: NONE@NONE: <> mtu 0 state UP group default \n    link/none \n", "ip address")
    assert (output[0].ifname, output[0].link, [item.code for item in output.diagnostics]) == ("NONE", None, ["AP212"])
