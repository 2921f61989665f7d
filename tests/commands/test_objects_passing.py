"""Objects in lines that pass by once give the same records as when they are at hand, and no more than a piece of them is kept."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

import antrea_parse as ap
from antrea_parse.commands.base import Ledger
from antrea_parse.commands.objects import passing
from antrea_parse.text.source import Lines
from tests.property.objects import LIVE_POD, dumped

LIVE = yaml.safe_load(LIVE_POD)


def pods(count: int) -> list[dict[str, Any]]:
    return [{**LIVE, "metadata": {**LIVE["metadata"], "name": f"p{number}"}} for number in range(count)]


def listed(items: list[dict[str, Any]], kind: str = "List") -> dict[str, Any]:
    return {"apiVersion": "v1", "items": items, "kind": kind, "metadata": {"resourceVersion": ""}}


FORMS: dict[str, Callable[[list[dict[str, Any]]], str]] = {
    "json list": lambda items: json.dumps(listed(items), indent=4) + "\n",
    "json of one kind": lambda items: json.dumps({**listed([{k: v for k, v in item.items() if k != "kind"} for item in items], "PodList")}, indent=4) + "\n",
    "json in one line": lambda items: json.dumps(listed(items)) + "\n",
    "json documents": lambda items: "".join(json.dumps(item, indent=4) + "\n" for item in items),
    "yaml list": lambda items: yaml.safe_dump(json.loads(json.dumps(listed(items))), width=1000),
    "yaml list, indented": lambda items: yaml.safe_dump(json.loads(json.dumps(listed(items)))).replace("\n  ", "\n    ").replace("\n- ", "\n  - "),
    "yaml documents": lambda items: yaml.safe_dump_all(json.loads(json.dumps(items)), explicit_start=True),
}


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "_ENOUGH", 300)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_records_and_lines(form: str) -> None:
    text = FORMS[form](pods(20))
    whole = ap.parse(text, "kubectl get pods")
    stream = ap.iter_records(text.splitlines(keepends=True), "kubectl get pods", name="<text>")
    found = list(stream)
    assert found == list(whole)
    assert [record.span for record in found] == [record.span for record in whole]
    assert (len(found), stream.unread, stream.diagnostics) == (20, 0, [])


@pytest.mark.parametrize("form", ["json list", "yaml list"])
def test_an_item_that_is_damaged_is_named_and_the_others_are_read(form: str) -> None:
    lines = FORMS[form](pods(20)).split("\n")
    at = next(index for index, line in enumerate(lines) if "p7" in line) + 1
    lines.insert(at, "  : ]")
    stream = ap.iter_records(lines, "kubectl get pods -o yaml")
    names = [record.name for record in stream]
    assert {f"p{number}" for number in range(20) if number != 7} - set(names) == set()
    assert any(item.code == "AP203" and item.line in (at, at + 1, at + 2) for item in stream.diagnostics)


@pytest.mark.parametrize("form", ["json list", "yaml list", "yaml documents"])
def test_what_is_cut_tells_nothing_that_the_whole_does_not(form: str) -> None:
    lines = FORMS[form](pods(3)).split("\n")
    whole = {record.name: record for record in ap.parse("\n".join(lines), "kubectl get pods")}
    for cut in range(1, len(lines), 5):
        for record in ap.iter_records([line + "\n" for line in lines[:cut]], "kubectl get pods -o yaml"):
            assert not [name for name in record.model_fields_set if getattr(record, name) != getattr(whole[record.name], name)], cut


@pytest.mark.parametrize("form", ["json list", "yaml list", "yaml documents", "json documents"])
def test_no_more_than_a_piece_is_kept(form: str) -> None:
    lines = FORMS[form](pods(60)).split("\n")
    pieces = list(passing.object_pieces(iter(lines), Ledger(Lines.at(lines))))
    assert max(len(piece.texts) for piece in pieces) < 600
    taken = 0

    def counted() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += 1
            yield line

    next(iter(ap.iter_records(counted(), "kubectl get pods -o yaml")))
    assert taken < 700


def test_descriptions() -> None:
    from tests.goldens import ROOT

    text = (ROOT / "kubectl-get-nodes" / "describe.v1.32.txt").read_text("utf-8")
    pages = "\n\n".join(text.replace("n1\n", f"worker-{number}\n", 1) for number in range(20))
    assert list(ap.iter_records(pages.split("\n"), "kubectl describe nodes")) == list(ap.parse(pages, "kubectl describe nodes"))


@pytest.mark.parametrize("seed", range(3))
def test_any_objects(seed: int) -> None:
    chance = random.Random(seed)
    texts = [dumped(chance)[1] for _ in range(40)]
    pages = "---\n".join(texts)
    assert list(ap.iter_records(pages.split("\n"), "kubectl get -f x")) == list(ap.parse(pages, "kubectl get -f x"))


@pytest.mark.parametrize("seed", range(40))
def test_long_lists_of_all_kinds_in_the_layout_of_kubectl(seed: int) -> None:
    """They are read as a whole; in another layout they are read token by token."""
    chance = random.Random(seed)
    whole = listed([dumped(chance)[0] for _ in range(8)])
    outputs = [ap.parse(json.dumps(whole, indent=indent) + "\n", "kubectl get all -o json") for indent in (4, None)]
    assert list(outputs[0]) == list(outputs[1])
    assert sorted(item.message for item in outputs[0].diagnostics) == sorted(item.message for item in outputs[1].diagnostics)
