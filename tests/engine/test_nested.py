"""TTP parses, and does nothing else: templates hold groups and patterns, data stays data."""

from __future__ import annotations

import logging
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest

from antrea_parse.engine import nested
from antrea_parse.engine.catalogue import template_names, template_text
from antrea_parse.engine.nested import NestedFormat, nested_format
from antrea_parse.text.errors import TemplateError

TEMPLATE = "ovs_vsctl_show.ttp"
TEMPLATES = [name for name in template_names() if name.endswith(".ttp")]
BEGIN = (0, "(begin)")


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_hold_groups_and_patterns_only(name: str) -> None:
    text = template_text(name)
    assert "<!DOCTYPE" not in text
    assert "<!ENTITY" not in text
    root = ElementTree.fromstring(text)
    assert root.tag == "template"
    assert root.attrib == {}
    groups = list(root.iter())[1:]
    assert groups
    for group in groups:
        assert group.tag == "group"
        assert group.attrib.keys() == {"name"}
        assert re.fullmatch(r"[a-z_]+\*", group.attrib["name"]), "without the asterisk one match is no list"
    for variable in re.findall(r"{{(.*?)}}", text, re.DOTALL):
        head, *functions = (part.strip() for part in variable.split("|"))
        assert re.fullmatch(r"[a-z_]+", head)
        for function in functions:
            assert re.fullmatch(r'DIGIT|_start_|re\("[^"\\|]*"\)', function), function


def test_every_line_of_a_template_captures_its_number() -> None:
    for line in template_text(TEMPLATE).splitlines():
        if line.startswith("{{"):
            assert re.match(r"{{ (?:[a-z_]+_)?line \| DIGIT", line)


def test_no_warning_of_ttp(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for name in TEMPLATES:
            NestedFormat(name).matches([BEGIN, (1, "Bridge br-int")], "sections")
    assert caplog.records == []


def test_nested_matches() -> None:
    lines = [BEGIN, (1, "Bridge a"), (2, "Port p"), (3, "tag: 5"), (4, "Interface i"), (5, "Interface j"), (6, "type: internal"), (7, "Bridge b")]
    assert nested_format(TEMPLATE).matches(lines, "sections") == [
        {"line": "0"},
        {
            "line": "1",
            "bridge": "a",
            "ports": [
                {
                    "line": "2",
                    "name": "p",
                    "tag_line": "3",
                    "tag": "5",
                    "interfaces": [{"line": "4", "name": "i"}, {"line": "5", "name": "j", "type_line": "6", "type": "internal"}],
                }
            ],
        },
        {"line": "7", "bridge": "b"},
    ]


def test_one_match_is_a_list_too_and_none_is_an_empty_one() -> None:
    assert nested_format(TEMPLATE).matches([(3, "Bridge a")], "sections") == [{"line": "3", "bridge": "a"}]
    assert nested_format(TEMPLATE).matches([], "sections") == []
    assert nested_format(TEMPLATE).matches([(0, "prose")], "sections") == []


def test_nothing_is_left_of_the_text_before() -> None:
    shape = nested_format(TEMPLATE)
    first = shape.matches([(0, "Bridge a"), (1, "Port p")], "sections")
    second = shape.matches([(0, "Bridge b")], "sections")
    assert first == [{"line": "0", "bridge": "a", "ports": [{"line": "1", "name": "p"}]}], "a result given away stays as it is"
    assert second == [{"line": "0", "bridge": "b"}]
    assert NestedFormat(TEMPLATE).matches([(0, "Bridge b")], "sections") == second


def test_data_that_is_a_path_stays_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "0|Bridge x").write_text("0|Bridge read-from-a-file\n")
    (tmp_path / "\n0|Bridge x\n").write_text("\n0|Bridge read-from-a-file\n")
    assert nested_format(TEMPLATE).matches([(0, "Bridge x")], "sections") == [{"line": "0", "bridge": "x"}]
    for path in (".", "/", str(tmp_path), "ttp://misc/x"):
        assert nested_format(TEMPLATE).matches([(0, path)], "sections") == []


@pytest.mark.parametrize("text", [r"\1 \g<0>", "{{ x }}", "<group>", "a|b", "%s", "\\", "'\"", "__import__('os')"])
def test_data_with_signs_of_the_template_language(text: str) -> None:
    assert nested_format(TEMPLATE).matches([(0, f"Bridge {text}")], "sections") == [{"line": "0", "bridge": text}]


def test_a_folder_of_pickles_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ttp_dict_cache.pickle").write_bytes(pickle.dumps({}))
    monkeypatch.setenv("TTPCACHEFOLDER", str(tmp_path))
    with pytest.raises(TemplateError, match="TTPCACHEFOLDER"):
        NestedFormat(TEMPLATE)


def test_a_template_comes_from_the_package() -> None:
    with pytest.raises(TemplateError, match="no template"):
        NestedFormat("../etc/passwd")


def test_ttp_leaving_the_process_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested, "template_text", lambda name: '<group name="x*">\n{{ a | re("(") }}\n</group>')
    with pytest.raises(TemplateError, match=r"bad\.ttp"):
        NestedFormat("bad.ttp")


def test_threads_do_not_mix_their_texts() -> None:
    def run(number: int) -> bool:
        lines = [(0, f"Bridge b{number}"), *((index, f"Port p{number}-{index}") for index in range(1, 40))]
        (bridge,) = nested_format(TEMPLATE).matches(lines, "sections")
        return bridge["bridge"] == f"b{number}" and [port["name"] for port in bridge["ports"]] == [text[5:] for _, text in lines[1:]]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(run, range(100)))
