"""Damaged tables of kubectl give what the whole table gives, or say what is in doubt: never a wrong value in silence."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.commands.base import Output, Record
from tests.property.damage import HARMLESS, WRAPPED, wrapped
from tests.property.kubectl_tables import KINDS, asked, dump, flattened, known_sheet, lost_blanks, printed, shown, title_of, truth, unknown_sheet, wrong_fields

seeds = st.integers(0, 1 << 32)
MESSAGES = (
    "No resources found in default namespace.",
    "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    'Error from server (NotFound): pods "x" not found',
    'error: the server doesn\'t have a resource type "foos"',
    "Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout",
    "The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?",
    "E0712 10:00:00.000000   12345 memcache.go:265] couldn't get current server API group list: x",
)
COMMANDS = [f"kubectl get {kind}" for kind in KINDS] + ["kubectl get", "kubectl get foos", "kubectl get foos --no-headers", "kubectl top pods"]


class Capture:
    """A table of a known kind, what prints it and what it tells."""

    def __init__(self, seed: int, kind: str = "", *, sound: bool = False) -> None:
        rng = Random(seed)
        self.kind = kind or rng.choice([*KINDS])
        sheet, options = known_sheet(rng, self.kind, sound=sound), asked(rng)
        self.command = ["kubectl", "get", self.kind, *options.words]
        self.options = options
        self.text = printed(*shown(sheet, options))
        self.rows = truth(sheet, options)

    @property
    def ends_in_heartbeat(self) -> bool:
        return self.text.split("\n", 1)[0].endswith("LAST HEARTBEAT")

    def read(self, text: str) -> Output:
        return ap.parse(text, self.command)

    def false(self, output: Output) -> list[dict[str, Any]]:
        """Records that tell something that no row tells; runs of blanks in free text may be lost, and a guess about an age is named on its row."""
        guesses = {item.line: item.message for item in output.diagnostics if item.code == "AP212"}
        rows = [(dump(record), guesses.get(record.span.first_line if record.span else None, "")) for record in output]
        return [row for row, guess in rows if not any(self._tells(row, known, guess) for known in self.rows)]

    def _tells(self, row: dict[str, Any], known: dict[str, Any], guess: str) -> bool:
        return all(lost_blanks(row, known, name) or title_of(self.options, name) in guess for name in wrong_fields(row, known)[0])


def _alarms(output: Output) -> set[str]:
    return {item.code for item in output.diagnostics if item.level != "info"}


def _plain(records: tuple[Record, ...]) -> list[dict[str, Any]]:
    return [dump(record) for record in records]


@settings(deadline=None, max_examples=150)
@given(seeds, st.sampled_from(sorted(set(HARMLESS | WRAPPED) - {"blanks collapsed"})))
def test_damage_that_leaves_the_columns_changes_nothing(seed: int, damage: str) -> None:
    capture = Capture(seed)
    output = capture.read((HARMLESS | WRAPPED)[damage](capture.text))
    assert output.records == capture.read(capture.text).records
    assert not {item.code for item in output.diagnostics if item.level == "error"}


@settings(deadline=None, max_examples=100)
@given(seeds, st.sampled_from(sorted(HARMLESS)))
def test_collapsed_blanks_and_more_damage_leave_equal_cells_or_named_ones(seed: int, damage: str) -> None:
    capture = Capture(seed)
    output = capture.read(HARMLESS[damage](flattened(capture.text)))
    assert not capture.false(output)
    assert {item.code for item in output.diagnostics} & {"AP111", "AP206"}
    assert _plain(output.records) == _plain(capture.read(flattened(capture.text)).records)


@settings(deadline=None, max_examples=100)
@given(seeds, st.sampled_from(sorted(set(HARMLESS | WRAPPED) - {"blanks collapsed", "HTML lines", "HTML tags"})))
def test_tables_of_any_cells_stand_damage(seed: int, damage: str) -> None:
    sheet = unknown_sheet(Random(seed))
    text = printed(*shown(sheet, asked(Random(seed))))
    whole = ap.parse(text, "kubectl get foos")
    output = ap.parse((HARMLESS | WRAPPED)[damage](text), "kubectl get foos")
    assert output.records == whole.records or output.diagnostics


@settings(deadline=None, max_examples=150)
@given(seeds, st.booleans())
def test_words_in_angle_brackets_that_a_page_eats_are_noticed(seed: int, flat: bool) -> None:
    capture = Capture(seed, sound=True)
    text = re.sub(r"<\w+>", "", flattened(capture.text) if flat else capture.text)
    if not flat:  # nothing in the last column of an aligned table is what kubectl prints for an empty cell
        capture.rows += [{**row, "last_heartbeat": None} for row in capture.rows if capture.ends_in_heartbeat and (row["last_heartbeat"] or "").startswith("<")]
    output = capture.read(flattened(text) if flat else text)
    assert not capture.false(output)
    if text != capture.text and _plain(output.records) != _plain(capture.read(capture.text).records):
        assert output.diagnostics or (capture.ends_in_heartbeat and not flat)


@settings(deadline=None, max_examples=150)
@given(seeds, st.data())
def test_a_cut_is_named_or_leaves_whole_rows(seed: int, data: st.DataObject) -> None:
    capture = Capture(seed)
    lines = capture.text.splitlines(keepends=True)
    kept = data.draw(st.integers(0, len(lines) - 1))
    assert not capture.false(capture.read("".join(lines[:kept])))
    part = lines[kept].rstrip("\n")
    broken = capture.read("".join(lines[:kept]) + part[: data.draw(st.integers(1, max(len(part), 1)))])
    assert _alarms(broken)


@settings(deadline=None, max_examples=100)
@given(seeds, st.data())
def test_rows_that_lost_their_last_cells_are_kept_and_named(seed: int, data: st.DataObject) -> None:
    capture = Capture(seed, "pods")
    assume("-L" not in capture.command)  # a row without these labels looks the same
    lines = capture.text.splitlines()
    number = data.draw(st.integers(1, len(lines) - 1))
    words = lines[number].split()
    short = " ".join(words[: data.draw(st.integers(1, len(words) - 1))])
    output = capture.read("\n".join([*map(" ".join, map(str.split, lines[:number])), short, *map(" ".join, map(str.split, lines[number + 1 :]))]) + "\n")
    said = {item.code for item in output.diagnostics if item.line == number + 1 or item.code == "AP110"}
    assert said & {"AP110", "AP113", "AP201", "AP204", "AP205", "AP206"} or not capture.false(output)


@settings(deadline=None, max_examples=150)
@given(seeds, st.sampled_from([70, 80, 100]))
def test_a_collapsed_table_that_is_wrapped_is_joined_or_named(seed: int, width: int) -> None:
    capture = Capture(seed)
    text = flattened(capture.text)
    output = capture.read(wrapped(text, width))
    if _plain(output.records) != _plain(capture.read(text).records):
        assert _alarms(output)
    # Half a row may be one where every cell may be empty: then it or the other half is in doubt.
    named = {item.line for item in output.diagnostics if item.code != "AP111"}
    false = capture.false(output)
    for record in output:
        assert record.span is not None
        assert dump(record) not in false or not named.isdisjoint(range(record.span.first_line - 1, record.span.last_line + 2))


@settings(deadline=None, max_examples=100)
@given(seeds, st.data())
def test_repeated_rows_are_kept_once_and_named(seed: int, data: st.DataObject) -> None:
    capture = Capture(seed)
    lines = capture.text.splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines) - 1))
    output = capture.read("".join([*lines[: number + 1], *lines[number:]]))
    assert _plain(output.records) == _plain(capture.read(capture.text).records)
    assert "AP205" in _alarms(output)


@settings(deadline=None, max_examples=100)
@given(seeds, st.sampled_from(MESSAGES), st.booleans(), st.data())
def test_messages_between_the_lines_are_named(seed: int, message: str, known: bool, data: st.DataObject) -> None:
    capture = Capture(seed)
    if not known:
        capture.text = printed(*shown(unknown_sheet(Random(seed)), asked(Random(seed))))
        capture.command = ["kubectl", "get", "foos"]
    lines = capture.text.splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines)))
    output = capture.read("".join([*lines[:number], message + "\n", *lines[number:]]))
    assert _plain(output.records) == _plain(capture.read(capture.text).records)
    assert "AP207" in {item.code for item in output.diagnostics}


@settings(deadline=None, max_examples=100)
@given(seeds, seeds, st.booleans(), st.sampled_from(["", "\n"]))
def test_captures_one_after_another_give_the_records_of_both(first: int, second: int, flat: bool, between: str) -> None:
    one, two = Capture(first), Capture(second)
    texts = [flattened(capture.text) if flat else capture.text for capture in (one, two)]
    each = [record for capture, text in zip((one, two), texts, strict=True) for record in ap.parse(text, "kubectl get")]
    both = ap.parse(texts[0] + between + texts[1], "kubectl get")
    assert list(both) == each


@settings(deadline=None, max_examples=100)
@given(seeds, st.booleans())
def test_spans_hold_the_row_that_names_the_record(seed: int, flat: bool) -> None:
    capture = Capture(seed)
    text = flattened(capture.text) if flat else capture.text
    lines = text.splitlines()
    last = 1
    for record in capture.read(text):
        assert record.span is not None
        assert record.span.first_line == record.span.last_line > last
        last = record.span.last_line
        assert record.name in lines[last - 1].split()


@settings(deadline=None, max_examples=100)
@given(seeds)
def test_the_text_tells_its_command(seed: int) -> None:
    capture = Capture(seed, Random(seed).choice(["pods", "nodes", "services", "endpoints", "endpointslices", "deployments", "daemonsets", "egresses"]))
    for text in (capture.text, flattened(capture.text)):
        output = ap.parse(text)
        assert output.command == f"kubectl get {capture.kind}"
        assert "AP209" in {item.code for item in output.diagnostics}


@settings(deadline=None, max_examples=60)
@given(seeds, st.booleans())
def test_one_by_one_the_records_are_the_same(seed: int, flat: bool) -> None:
    capture = Capture(seed)
    text = flattened(capture.text) if flat else capture.text
    assert tuple(ap.iter_records(text.splitlines(), capture.command)) == capture.read(text).records


_PIECES = [piece for seed in range(30) for line in Capture(seed).text.splitlines() for piece in (line, line[: len(line) // 2], line[len(line) // 3 :])]
_NOISE = st.lists(
    st.one_of(
        st.sampled_from(_PIECES),
        st.text(max_size=60),
        st.sampled_from(
            ["", " ", "NAME", "NAME AGE", "NAME   AGE", "A   B", "NAMESPACE", "EVENT   NAME   AGE", "   x   y", "x   ", "99999999999999999999y", "pod/x 1/1"]
        ),
    ),
    max_size=20,
)


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


_LONG = (
    *("a ", "a", " ", "   ", "0", "1/1 ", "<none> ", "a,", "a=b,", "a in (b),", "10.0.0.1 ", "10.0.0.1,", "("),
    *("4d15h ", "x   ", "80/TCP,", "a + 1 more... ", ":", "v1 ", "/"),
)
_HEADERS = (
    "NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES LABELS",
    "NAME STATUS ROLES AGE VERSION INTERNAL-IP EXTERNAL-IP OS-IMAGE KERNEL-VERSION CONTAINER-RUNTIME APP TIER",
    "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE SELECTOR",
    "NAME ADDRESSTYPE PORTS ENDPOINTS AGE",
    "NAME POD-SELECTOR AGE",
    "NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE CONTAINERS IMAGES SELECTOR",
    "NAME READY STATUS",
    "LAST SEEN TYPE REASON OBJECT MESSAGE",
    "NAME   READY   STATUS",
)


@pytest.mark.parametrize("header", _HEADERS)
def test_a_long_row_costs_no_more_than_its_length(header: str) -> None:
    # Patterns that look twice at the same words would take minutes here.
    for piece in _LONG:
        size = 100_000 // len(piece)
        output = ap.parse(f"{header}\nweb 1/1 {piece * size}\n{piece * size}\n", "kubectl get")
        assert len(output) <= 2
