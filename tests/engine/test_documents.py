"""Documents read as PyYAML and json read them, know their lines, and stay within bounds whatever they hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from antrea_parse.engine import documents
from antrea_parse.engine.documents import Array, Object, plain_scalar, read_documents
from antrea_parse.engine.documents.json_list import read_list
from antrea_parse.engine.documents.json_reader import read_json
from antrea_parse.engine.documents.yaml_reader import read_yaml

_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x7f\ufeff\ufffe\uffff", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)
# What YAML 1.1 takes for text and go-yaml for a number (`1e+5`) is printed without quotes by PyYAML only.
_WORD = _TEXT.filter(lambda text: isinstance(plain_scalar(text), str))
_SCALAR = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | _WORD
_DATA = st.recursive(_SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORD, inner, max_size=4), max_leaves=20)
_CONTAINER = st.lists(_DATA, max_size=4) | st.dictionaries(_WORD, _DATA, max_size=4)


def read(text: str) -> list[documents.Document]:
    return list(read_documents(text.split("\n")))


@settings(max_examples=150)
@given(_CONTAINER, st.sampled_from([None, 0, 4]))
def test_json_reads_as_json_does(data: Any, indent: int | None) -> None:
    (found,) = read(json.dumps(data, indent=indent))
    assert (found.data, found.stop, found.problems) == (data, None, ())


@settings(max_examples=150)
@given(_CONTAINER, st.booleans())
def test_yaml_reads_as_pyyaml_does(data: Any, flow: bool) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True, width=100)
    texts = text.rstrip("\n").split("\n")
    (found,) = read_yaml(texts, 0, len(texts))
    assert (found.data, found.stop, found.problems) == (data, None, ())
    for container in _containers(found.data):
        assert 0 <= found.first <= container.first <= container.last <= found.last < len(texts)
        assert container.whole


def _containers(data: Any) -> list[Object | Array]:
    if not isinstance(data, Object | Array):
        return []
    inner = data.values() if isinstance(data, Object) else data
    return [data, *(found for value in inner for found in _containers(value))]


@given(_CONTAINER, st.data())
def test_a_cut_document_holds_nothing_that_the_whole_does_not(data: Any, draw: Any) -> None:
    text = json.dumps(data, indent=1)
    cut = draw.draw(st.integers(0, len(text) - 1))
    for found in read(text[:cut]):
        assert found.stop is not None or found.problems == ()
        _is_part(found.data, data)


def _is_part(part: Any, whole: Any) -> None:
    if isinstance(part, Object):
        for key, value in part.items():
            _is_part(value, whole[key])
    elif isinstance(part, Array):
        for value, original in zip(part, whole, strict=False):
            _is_part(value, original)
    elif part is not None:
        assert part == whole


PODS = """\
items:
- metadata:
    name: web
  status:
    podIP: 10.0.0.1

- metadata:
    name: db   # a comment
    note: |
      two
      lines
    none:
kind: List
"""


def test_a_number_that_breaks_off_is_forgotten() -> None:
    assert [read(text)[0].data for text in ('{"a": 1, "b": 12', '{"a": 1,', "[1, 23", "[[1]")] == [{"a": 1}, {"a": 1}, [1], [[1]]]


def test_lines() -> None:
    (found,) = read(PODS)
    first, second = found.data["items"]
    assert (first.first, first.last, first["status"].lines["podIP"]) == (1, 4, 4)
    assert (second.first, second.last, second["metadata"].lines["note"]) == (6, 11, 8)
    assert (found.first, found.last, found.data.lines["kind"]) == (0, 12, 12)


def test_documents_one_after_another() -> None:
    assert [item.data for item in read('{"a": 1}{"b": 2}\n[3]\n')] == [{"a": 1}, {"b": 2}, [3]]
    assert [(item.data, item.first) for item in read("# pods\n---\na: 1\n---\n# nothing\n---\n%YAML 1.1\n---\n{b: 2}\n...\nc: 3\n")][:1] == [({"a": 1}, 2)]
    assert [(item.data, item.first, item.last) for item in read("a: 1\n---\nb: {\n---\nc: 1")] == [({"a": 1}, 0, 0), ({"b": {}}, 2, 2), ({"c": 1}, 4, 4)]


def test_what_follows_a_document_is_left_alone() -> None:
    (found,) = read('{"a": 1}\nand so on\n')
    assert (found.last, found.problems, found.stop) == (0, (), None)
    (found,) = read('{"a": 1} and so on\n')
    assert found.problems[0][:2] == (0, 9)
    (found,) = read("a: 1\nb: v1.9\nHere is what we see\nand more prose\n")
    assert (found.data, found.last, found.stop and found.stop.line) == ({"a": 1, "b": "v1.9"}, 1, 2)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: [1, 2\n", 2, "YAML: did not find expected ',' or ']'"),
        ("a: 1\nb: @c\n", 1, "YAML: found character that cannot start any token"),
        ("a: 'x\n", 0, "YAML: found unexpected end of stream"),
        ("? [a]\n: b\n", 0, "a key that is no word"),
        ("a: *b\n", 0, "alias *b stands for nothing that ended before it"),
        ("a: &a [*a]\n", 0, "alias *a stands for nothing that ended before it"),
        ('{"a": 1,}', 0, "JSON: expected a key, found '}'"),
        ('{"a" 1}', 0, "JSON: expected ':', found '1}'"),
        ('{"a": tru}', 0, "JSON: expected a value, found 'tru}'"),
        ('["\\u12"]', 0, "JSON: Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
        ("[1\n2]", 1, "JSON: expected ',' or ']', found '2]'"),
    ],
)
def test_damage_is_named(text: str, line: int, message: str) -> None:
    found = read(text)[-1]
    assert found.stop is not None
    assert (found.stop.line, found.stop.message) == (line, message)


def test_a_key_that_stands_twice_is_kept_once_and_named() -> None:
    for text in ("a: 1\na: 2\n", '{"a": 1,\n"a": 2}'):
        (found,) = read(text)
        assert (found.data, [item.line for item in found.problems]) == ({"a": 1}, [1])


def test_anchors_and_merges() -> None:
    (found,) = read("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nname: &n web\nagain: *n\n")
    assert found.data == {"base": {"x": 1, "y": 2}, "use": {"y": 3, "x": 1}, "name": "web", "again": "web"}


def test_bombs_end_early(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("[" * 100_000, '{"a":' * 100_000, "- " * 10_000, "{a: " * 1000, "\n".join("  " * level + "a:" for level in range(1000))):
        (found,) = read(text)
        assert found.stop is not None
    bomb = "a: &a0 [x]\n" + "".join(f"b{level}: &a{level + 1} [{', '.join([f'*a{level}'] * 10)}]\n" for level in range(12))
    (found,) = read(bomb)
    assert found.stop is not None
    assert "aliases" in found.stop.message
    monkeypatch.setattr("antrea_parse.engine.documents.tree.SIZE_LIMIT", 100)
    (found,) = read("\n".join(["- 1"] * 200))
    assert len(found.data) == 99


@settings(max_examples=200)
@given(st.text(st.sampled_from("{}[]:,-&*a1 \"'|>#?!%\n\t~<\\"), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    texts = text.split("\n")
    for found in read_documents(texts):
        assert 0 <= found.first <= found.last < len(texts)


def _list_of(count: int, **more: object) -> list[str]:
    items = [{"kind": "Pod", "metadata": {"name": f"p{number}", "labels": {}}, "list": [[1], {"a": None}], **more} for number in range(count)]
    return json.dumps({"apiVersion": "v1", "items": items, "kind": "List"}, indent=4).split("\n")


def test_a_list_in_the_layout_of_kubectl_reads_as_any_json_does() -> None:
    texts = _list_of(6)
    assert read_list(texts, 0, len(texts)) is not None
    (quick,), (exact,) = read_documents(texts), read_json(texts, 0, len(texts))
    assert quick[:4] == exact[:4]
    assert [(item.first, item.last, item.whole) for item in quick.data["items"]] == [(item.first, item.last, item.whole) for item in exact.data["items"]]


@pytest.mark.parametrize(
    "damage",
    [
        lambda texts: texts[:-1],
        lambda texts: [*texts, "prose"],
        lambda texts: [text.replace('"p3"', "\"p3'") for text in texts],
        lambda texts: [text.replace('"p3"', "NaN") for text in texts],
        lambda texts: [text.replace('"labels"', '"name"') for text in texts],
        lambda texts: [text.replace("        },", "        } ,") for text in texts],
    ],
)
def test_a_damaged_list_is_left_to_the_reader_of_damage(damage: Callable[[list[str]], list[str]]) -> None:
    texts = damage(_list_of(6))
    assert read_list(texts, 0, len(texts)) is None
    assert next(read_documents(texts)) == next(read_json(texts, 0, len(texts)))
