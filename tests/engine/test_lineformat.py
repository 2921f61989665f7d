"""The runner gives the same rows as textfsm itself, and tells what textfsm cannot."""

from __future__ import annotations

import io
import json

import pytest
import textfsm
from hypothesis import given
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.engine.catalogue import template_names, template_text
from antrea_parse.engine.lineformat import LineFormat, line_format
from antrea_parse.text.errors import TemplateError
from antrea_parse.text.source import Source
from tests import goldens


def is_line_format(name: str) -> bool:
    """Templates of tables only hold the grammar of their columns."""
    return name.endswith(".textfsm") and "-> Record" in template_text(name)


TEMPLATES = [name for name in template_names() if is_line_format(name)]


def rows_of_textfsm(template: str, lines: list[str]) -> list[dict[str, str]]:
    parser = textfsm.TextFSM(io.StringIO(template))
    rows = parser.ParseText("\n".join(lines) + "\n", eof=False)
    return [{name: value or "" for name, value in zip(parser.header, row, strict=True)} for row in rows]


def readable_samples() -> list[tuple[str, str]]:
    """Golden texts whose command has a template of lines, with that template's name."""
    templates = {info.name: info.template for info in ap.commands()}
    found = []
    for path in goldens.cases():
        command = json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))["command"]
        template = templates[ap.parse("", command).command]
        if template in TEMPLATES:
            found.append((template, path.read_text(encoding="utf-8")))
    return found


def test_rows_equal_textfsm_on_every_sample() -> None:
    compared = 0
    for name, text in readable_samples():
        uses = bytearray(text.count("\n") + 1)
        lines = list(Source.from_text(text).lines)
        runner = line_format(name)
        list(runner.events(lines, uses))
        # textfsm stops at the first line that no rule explains; it gets those that one does.
        understood = [line for line, use in zip(lines, uses, strict=False) if use]
        assert list(runner.rows(understood)) == rows_of_textfsm(template_text(name), understood)
        compared += bool(understood)
    assert compared


TEMPLATE = """Value NUMBER (\\d+)
Value NAME (\\w+)
Value REST (.*)

Start
  ^\\s*${NUMBER}:\\s+${NAME}(?: ${REST})?$$ -> Record
  ^begin$$ -> Inside
  ^skip
  ^. -> Error

Inside
  ^(?:end|stop)$$ -> Start
  ^${NAME}$$ -> Record
  ^. -> Error
"""


@given(st.lists(st.sampled_from(["1: lo", " 2: eth0 rest of it", "begin", "end", "stop", "skip", "skip this", "name", ""])))
def test_rows_equal_textfsm_on_generated_lines(lines: list[str]) -> None:
    runner = LineFormat(TEMPLATE)
    try:
        expected = rows_of_textfsm(TEMPLATE, lines)
    except textfsm.TextFSMError:
        return
    assert list(runner.rows(lines)) == expected


def test_lines_that_no_rule_explains_are_left_unmarked() -> None:
    lines = ["1: lo", "garbage", "skip it", "begin", "name", "1: no longer", "end"]
    uses = bytearray(len(lines))
    events = list(LineFormat(TEMPLATE).events(lines, uses))
    assert [(event.line, event.label, event.values) for event in events] == [(0, "NUMBER", ("1", "lo", None)), (4, "NAME", ("name",))]
    assert list(uses) == [1, 0, 1, 1, 1, 0, 1]


@pytest.mark.parametrize("rule", ["^${A} -> Continue.Record", "^${A}", "^nothing -> Record", "^${A} -> Continue"])
def test_a_template_with_another_kind_of_rule_is_refused(rule: str) -> None:
    with pytest.raises(TemplateError, match="template"):
        LineFormat(f"Value A (\\d+)\n\nStart\n  {rule}\n  ^. -> Error\n")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_state_ends_in_an_error_rule(name: str) -> None:
    parser = textfsm.TextFSM(io.StringIO(template_text(name)))
    for state, rules in parser.states.items():
        assert rules[-1].line_op == "Error", state
        assert rules[-1].match == "^.", state
