"""Tables of antctl, whole, flattened and damaged: equal cells or named ones, never a wrong value in silence."""

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
from tests.property.antctl_tables import Capture, flattened
from tests.property.damage import HARMLESS, WRAPPED

seeds = st.integers(0, 1 << 32)
#: A mark before each line of YAML is an item of a list as well.
_MARKS = {"list marks", "list marks and bold"}
OBJECTS = [
    path
    for path in goldens.cases()
    if path.parent.name.startswith("antctl-get-") and path.read_text(encoding="utf-8")[:1] in "-{[" and "flattened" not in path.name
]


def alarms(output: Output) -> set[str]:
    return {item.code for item in output.diagnostics if item.level != "info"}


@settings(deadline=None, max_examples=250)
@given(seeds)
def test_every_cell_of_a_printed_table_comes_back(seed: int) -> None:
    capture = Capture.of(seed)
    output = capture.read(capture.text)
    assert [capture.cells(record) for record in output] == capture.rows
    assert output.diagnostics == ()
    assert [record.span and record.span.first_line for record in output] == list(range(2, len(capture.rows) + 2))


@settings(deadline=None, max_examples=150)
@given(seeds, st.sampled_from(sorted(HARMLESS | WRAPPED)), st.booleans())
def test_damage_leaves_equal_cells_or_named_ones(seed: int, damage: str, flat: bool) -> None:
    capture = Capture.of(seed)
    text = flattened(capture.text) if flat else capture.text
    output = capture.read((HARMLESS | WRAPPED)[damage](text))
    if [capture.cells(record) for record in output] != capture.rows:
        assert alarms(output)
    assert damage in WRAPPED or not capture.false(output)


@settings(deadline=None, max_examples=150)
@given(seeds, st.booleans())
def test_words_in_angle_brackets_that_a_page_eats_are_noticed(seed: int, flat: bool) -> None:
    capture = Capture.of(seed)
    text = re.sub(r"<\w+>", "", flattened(capture.text) if flat else capture.text)
    output = capture.read(flattened(text) if flat else text)
    assert not capture.false(output)
    if [capture.cells(record) for record in output] != capture.rows:
        assert alarms(output)


@settings(deadline=None, max_examples=150)
@given(seeds, st.data())
def test_a_cut_is_named_or_leaves_whole_rows(seed: int, data: st.DataObject) -> None:
    capture = Capture.of(seed)
    cut = data.draw(st.integers(0, len(capture.text) - 1))
    output = capture.read(capture.text[:cut])
    assert not capture.false(output) or alarms(output)
    if not capture.text[:cut].endswith("\n") and output.records:
        assert alarms(output)


# ---- YAML and JSON


def _values(output: Output) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in output]


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_damaged_objects_read_the_same_or_are_named(path: Path) -> None:
    golden = json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    for name in sorted(set(HARMLESS | WRAPPED) - _MARKS):
        output = ap.parse((HARMLESS | WRAPPED)[name](text), golden["command"])
        assert _values(output) == golden["records"] or alarms(output), name


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_objects_cut_anywhere_keep_what_stood_before(path: Path) -> None:
    golden = json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for count in range(1, len(lines)):
        output = ap.parse("".join(lines[:count]), golden["command"])
        whole = _values(output)[:-1]
        assert whole == golden["records"][: len(whole)]


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_objects_are_recognised_or_ask_for_their_command(path: Path) -> None:
    golden = json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))
    try:
        output = ap.parse(path.read_text(encoding="utf-8"))
    except ap.UnknownCommandError:
        return
    assert output.command == ap.parse("\n", golden["command"]).command
    assert _values(output) == golden["records"]
