"""Lines that somebody left out and wrote ``...`` for: nothing that stands behind them is taken for part of what stands before."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.commands.chatter import is_elision
from tests import goldens
from tests.property.damage import is_part

MARKS = ("...", "[...]", "      …", "<snip>", "(output omitted)", "--- 12 lines omitted ---")
#: Aliases hold any text; where odd names end is told by what else is listed.
LEFT_OUT = ("alias", "kinds", "odd-names")
NESTED = [
    path
    for path in goldens.cases()
    if (path.parent.name.startswith("ip-") and not any(word in path.stem for word in LEFT_OUT))
    or (path.parent.name.startswith("ovs-") and path.parent.name != "ovs-vsctl-show")
]
TABLES = [
    path for path in goldens.cases() if path.parent.name.startswith("kubectl-get-") and path.read_text(encoding="utf-8").startswith(("NAME", "NAMESPACE"))
]


@cache
def known(path: Path) -> tuple[str, list[str], str]:
    found = json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))
    return found["command"], path.read_text(encoding="utf-8").splitlines(), json.dumps(found["records"])


@pytest.mark.parametrize("mark", MARKS)
def test_marks(mark: str) -> None:
    assert is_elision(mark)


@pytest.mark.parametrize("line", ["1: lo: <UP> mtu 1", "default via 10.0.0.1 dev a", "removed", "deleted", "---", "ok", "true", "NAME", "none", "-", "***", ""])
def test_output_is_no_mark(line: str) -> None:
    assert not is_elision(line)


@given(st.sampled_from(NESTED), st.data())
@settings(max_examples=300, deadline=None)
def test_records_hold_nothing_of_others(path: Path, data: st.DataObject) -> None:
    command, lines, records = known(path)
    first = data.draw(st.integers(0, len(lines)))
    last = data.draw(st.integers(first, min(len(lines), first + 12)))
    text = "\n".join([*lines[:first], data.draw(st.sampled_from(MARKS)), *lines[last:]]) + "\n"
    output = ap.parse(text, command)
    found = [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in output]
    assert all(is_part([record], json.loads(records)) for record in found), text
    assert first + 1 in [item.line for item in output.diagnostics if item.code == "AP213"]
    stream = ap.iter_records(text.splitlines(), command)
    streamed = [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in stream]
    assert all(is_part([record], json.loads(records)) for record in streamed), text


@given(st.sampled_from(TABLES), st.data())
@settings(max_examples=100, deadline=None)
def test_rows_of_tables_stay(path: Path, data: st.DataObject) -> None:
    command, lines, _ = known(path)
    place = data.draw(st.integers(1, len(lines)))
    before = ap.parse("\n".join(lines) + "\n", command)
    after = ap.parse("\n".join([*lines[:place], data.draw(st.sampled_from(MARKS)), *lines[place:]]) + "\n", command)
    assert list(after) == list(before)
    assert [item.line for item in after.diagnostics if item.code == "AP213"] == [place + 1]


def test_a_port_behind_lines_left_out_is_inferred_to_be_of_the_bridge_above() -> None:
    text = (
        "[root@w1 ~]# ovs-vsctl show\n9a3b8b2e-5d6f-4a1b-8d6e-3c7a0f0c1b2d\n    Bridge br-int\n        Port a\n            Interface a\n        ...\n"
        '        Port b\n            Interface b\n                type: internal\n    ovs_version: "2.14.0"\n'
    )
    (node,) = ap.read_text(text).topology.nodes
    (bridge,) = node.bridges
    assert {port.name: port.basis["name"].certainty for port in bridge.ports} == {"a": "observed", "b": "inferred"}


def test_a_list_with_lines_left_out_proves_nothing() -> None:
    table = "[root@w1 ~]# kubectl get nodes\nNAME   STATUS   ROLES    AGE   VERSION\nn1     Ready    <none>   1d    v1.20.0\n{}[root@w1 ~]# date\n"
    assert [what.what for what in ap.read_text(table.format("")).topology.listed] == ["nodes"]
    assert not ap.read_text(table.format("...\n")).topology.listed
