"""Hostile and broken documents: each is named at its place, what stands behind it is read, and nothing takes long or breaks."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from antrea_parse.engine.documents.tree import PROBLEM_LIMIT

HEAD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n"
BEHIND = "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: behind\nspec:\n  nodeName: n\n"
JSON = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"%s}%s}\n'
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))

#: A document, and line and words of the finding.
HOSTILE: dict[str, tuple[str, int, str]] = {
    "billion laughs": (HEAD + BOMB, 11, "more than 4,000,000 values"),
    "laughing maps": (
        HEAD + "spec:\n  a: &b0 {x: y}\n" + "".join(f"  b: &b{n + 1} {{<<: *b{n}, k: [{', '.join([f'*b{n}'] * 10)}]}}\n" for n in range(12)),
        12,
        "more than 4,000,000 values",
    ),
    "deep brackets": (HEAD + "spec: " + "[" * 10_000 + "\n", 5, "spec: expected a mapping"),
    "deep braces": (HEAD + "spec: " + "{a: " * 10_000 + "\n", 5, "nested deeper than 200 levels"),
    "deep dashes": (HEAD + "spec:\n  " + "- " * 10_000 + "x\n", 6, "nested deeper than 200 levels"),
    "deep indentation": (HEAD + "".join(" " * (2 + level) + "a:\n" for level in range(600)), 204, "nested deeper than 200 levels"),
    "deep JSON lists": ("[" * 10_000 + "\n", 1, "nested deeper than 200 levels"),
    "deep JSON": ('{"a":' * 10_000 + "\n", 1, "nested deeper than 200 levels"),
    "alias of itself": (HEAD + "spec: &a\n  nodeName: *a\n", 6, "alias *a stands for nothing"),
    "alias of nothing": (HEAD + "spec: *a\n", 5, "alias *a stands for nothing"),
    "tag of Python": (HEAD + "spec:\n  nodeName: !!python/name:os.system\n", 6, "tag 'tag:yaml.org,2002:python/name:os.system' is not read"),
    "call of Python": (HEAD + "spec: !!python/object/apply:os.system ['true']\n", 5, "tag 'tag:yaml.org,2002:python/object/apply:os.system' is not read"),
    "tag of one's own": (HEAD + "spec: !mine\n  nodeName: n\n", 5, "tag '!mine' is not read"),
    "binary": (HEAD + "spec:\n  nodeName: !!binary aGVsbG8=\n", 6, "tag 'tag:yaml.org,2002:binary' is not read"),
    "key twice": (HEAD + "spec:\n  nodeName: a\n  nodeName: b\n", 7, "key 'nodeName' stands here again"),
    "key that is a list": (HEAD + "? [a, b]\n: c\n", 5, "a key that is no word"),
    "tab": (HEAD + "spec:\n\tnodeName: n\n", 6, "character that cannot start any token"),
    "open quote": (HEAD + "spec:\n  nodeName: 'n\n", 6, "unexpected end of stream"),
    "no number": (JSON % ("", ', "spec": {"priority": NaN}'), 1, "expected a value, found 'NaN"),
    "long number": (JSON % ("", ', "spec": {"priority": ' + "9" * 100_000 + "}"), 1, "expected a value, found '999"),
    "trailing comma": (JSON % (",", ""), 1, "expected a key, found '}"),
    "JSON key twice": (JSON % (', "name": "y"', ""), 1, "key 'name' stands here again"),
    "JSON cut": ('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {"nodeN\n', 1, "expected a key or '}'"),
    "escape": (JSON % (', "uid": "\\q"', ""), 1, "Invalid \\escape"),
    "half a letter": (JSON % (', "labels": {"a": "\\ud800"}', ""), 1, "half of a letter"),
    "comment in JSON": ("{\n  // of ours\n" + JSON[1:] % ("", ""), 2, "expected a key or '}', found '// of ours'"),
    "NUL in a name": (JSON.replace('"x"', '"x\\u0000"') % ("", ""), 1, "for a name"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_each_is_named_at_its_place_and_what_follows_is_read(case: str) -> None:
    text, line, words = HOSTILE[case]
    out = ap.parse(text + BEHIND, "kubectl get pods -o yaml")
    assert [(record.name, record.node) for record in out][-1] == ("behind", "n")
    assert any(item.line == line and words in item.message for item in out.diagnostics), [f"{item.line} {item.message}" for item in out.diagnostics]


@pytest.mark.parametrize(
    ("text", "node"),
    [
        (HEAD + "spec: &s\n  nodeName: n\nother: *s\n", "n"),
        ("apiVersion: v1\nkind: Pod\nbase: &b {nodeName: n}\nmetadata: {name: x}\nspec:\n  <<: *b\n", "n"),
        ("apiVersion: v1\nkind: Pod\nbase: &b {nodeName: n}\nmetadata: {name: x}\nspec: {<<: [*b, {nodeName: m}]}\n", "n"),
        (HEAD + "spec:\n  nodeName: !!str n\n  priority: !!int '5'\n", "n"),
        ("%YAML 1.2\n%TAG ! tag:x,2021:\n---\n" + HEAD + "spec: {nodeName: n}\n", "n"),
        ("{'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'x'}, 'spec': {'nodeName': 'n', 'hostNetwork': True}}\n", "n"),
        ("{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {nodeName: n}}\n", "n"),
        ("\ufeff" + HEAD + "spec: {nodeName: n}\n", "n"),
        (HEAD + "spec:\n  nodeName: n", "n"),
    ],
)
def test_what_is_odd_and_right(text: str, node: str) -> None:
    out = ap.parse(text, "kubectl get pods -o yaml")
    assert [(record.name, record.node) for record in out] == [("x", node)]
    assert not [item for item in out.diagnostics if item.level == "error"]


def test_problems_of_one_document_are_counted() -> None:
    out = ap.parse(HEAD + "spec:\n" + "  a: b\n" * (3 * PROBLEM_LIMIT) + BEHIND, "kubectl get pods -o yaml")
    assert [record.name for record in out] == ["x", "behind"]
    found = [item.message for item in out.diagnostics if item.code == "AP203"]
    assert len(found) == PROBLEM_LIMIT + 1
    assert "the others are not named" in found[-1]


@pytest.mark.parametrize("broken", ['"spec": [' + "[" * 500 + "]" * 501, '"spec": nothing', '"name" "x"', '"status": {"a": 1', '"metadata": {"name": "again"}'])
def test_the_items_of_a_list_in_json_behind_a_broken_one_are_read(broken: str) -> None:
    head = '        {{\n            "kind": "Pod",\n            "apiVersion": "v1",\n            "metadata": {{\n'
    item = head + '                "name": "p{}"\n            }}{}\n        }}'
    items = [item.format(number, f",\n            {broken}" if number == 2 else "") for number in range(6)]
    text = '{\n    "apiVersion": "v1",\n    "items": [\n' + ",\n".join(items) + '\n    ],\n    "kind": "List"\n}\n'
    for records, found in (
        (list(out := ap.parse(text, "kubectl get pods -o json")), out.diagnostics),
        (list(stream := ap.iter_records(text.split("\n"), "kubectl get pods -o json")), stream.diagnostics),
    ):
        assert {"p0", "p1", "p3", "p4", "p5"} <= {record.name for record in records}
        assert any(item.code == "AP203" and item.line in (24, 25, 26, 27, 28) for item in found)
