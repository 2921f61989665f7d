"""What pages, editors and people do to manifests: the objects come out equal, or with less and a word about it; never as others."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

import antrea_parse as ap
from tests.commands import lab_objects
from tests.property.objects import LIVE_POD, dumped

COMMAND = "kubectl get -f manifests"


def flat(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))


def broken_at(width: int) -> Callable[[str], str]:
    def damage(text: str) -> str:
        line = json.dumps(yaml.safe_load(text))
        return "\n".join(line[at : at + width] for at in range(0, len(line), width)) + "\n"

    return damage


def typeset(text: str) -> str:
    return re.sub(r'"([^"]*)"', "“\\1”", re.sub(r"'([^']*)'", "‘\\1’", text))


def each_line(change: Callable[[int, str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(number, line) for number, line in enumerate(text.rstrip("\n").split("\n"), 1)) + "\n"


#: Damage that loses nothing.
HARMLESS: dict[str, Callable[[str], str]] = {
    "bullets": lambda text: re.sub(r"^(\s*)- ", "\\1• ", text, flags=re.M),
    "stars": lambda text: re.sub(r"^(\s*)- ", "\\1* ", text, flags=re.M),
    "typeset": typeset,
    "unusual blanks": lambda text: text.replace(" ", "\u00a0"),
    "quoted": each_line(lambda _, line: f"> {line}"),
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "comments": each_line(lambda _, line: line if line.rstrip().endswith(("|", ">")) or set(line) & set("\"'") else f"{line}  # of ours"),
    "dash of a word processor": lambda text: f"—\n{text}—\n",
}
#: Damage that loses where things hang, or what broke off.
HARMFUL: dict[str, Callable[[str], str]] = {
    "flat": flat,
    "tabs": lambda text: re.sub(r"^ +", lambda match: "\t" * (len(match[0]) // 2), text, flags=re.M),
    "numbered, flat": each_line(lambda number, line: f"{number} {line.strip()}"),
    "dashes lost": lambda text: re.sub(r"^(\s*)- ", "\\1", text, flags=re.M),
    "dashes blank": lambda text: re.sub(r"^(\s*)- ", "\\1  ", text, flags=re.M),
    "flat, dashes lost": lambda text: re.sub(r"^- ", "", flat(text), flags=re.M),
    "JSON at 80": broken_at(80),
    "JSON at 120": broken_at(120),
}


def told(text: str) -> tuple[list[Any], set[str]]:
    out = ap.parse(text, COMMAND)
    return list(out), {item.code for item in out.diagnostics}


def settled(text: str) -> Any:
    """The record of an object that is not taken for cut: who says when it was created says what it does."""
    records, codes = told(text + "---\n")
    return records[0] if len(records) == 1 and "AP202" not in codes else None


@pytest.mark.parametrize("damage", HARMLESS)
def test_damage_that_loses_nothing(damage: str) -> None:
    for seed in range(30):
        _, text = dumped(random.Random(seed))
        if (whole := settled(text)) is not None:
            records, codes = told(HARMLESS[damage](text) + ("" if damage in ("quoted", "unusual blanks") else "---\n"))
            assert records == [whole] or "AP202" in codes, text


@pytest.mark.parametrize("damage", HARMFUL)
def test_never_another_object(damage: str) -> None:
    equal = seen = 0
    for seed in range(40):
        _, text = dumped(random.Random(seed))
        if (whole := settled(text)) is None:
            continue
        seen += 1
        records, codes = told(HARMFUL[damage](text))
        equal += records == [whole]
        assert records == [whole] or codes & {"AP201", "AP202", "AP203", "AP206"}, text
        for record in records:
            assert type(record) is type(whole), text
            assert not [name for name in record.model_fields_set if getattr(record, name) != getattr(whole, name)], text
    assert equal > 0.75 * seen


@pytest.mark.parametrize("mark", ["    ...", "[...]", "…", "  # ...", "<snip>", "- ...", "(output omitted)"])
@pytest.mark.parametrize("change", [str, flat], ids=["indented", "flat"])
def test_where_lines_were_left_out_nothing_is_made_up(mark: str, change: Callable[[str], str]) -> None:
    for seed in range(30):
        chance = random.Random(seed)
        _, text = dumped(chance)
        whole, lines = settled(text), text.split("\n")
        if whole is None or len(lines) < 6:
            continue
        first = chance.randrange(2, len(lines) - 2)
        records, codes = told(change("\n".join([*lines[:first], mark, *lines[first + chance.randrange(1, 8) :]]) + "\n"))
        assert codes & {"AP201", "AP202", "AP203", "AP206"}, text
        for record in records:
            lies = [name for name in record.model_fields_set if getattr(record, name) != getattr(whole, name, None)]
            assert type(record) is not type(whole) or not lies, (text, first, lies)


def test_manifests_that_no_mark_divides() -> None:
    pod, service = (text.strip("-\n") + "\n" for text in (lab_objects.PODS[0], lab_objects.SERVICE))
    live = json.dumps(yaml.safe_load(LIVE_POD), indent=4) + "\n"
    for text, kinds in (
        (pod + service, ["Pod", "Service"]),
        (f"# a pod\n{pod}\n# and its service\n{service}", ["Pod", "Service"]),
        (pod + LIVE_POD + service, ["Pod", "Pod", "Service"]),
        (live + pod, ["Pod", "Pod"]),
        (pod + live, ["Pod", "Pod"]),
        (f"{pod}...\n{service}", ["Pod", "Service"]),
    ):
        records, _ = told(text)
        assert [type(record).__name__ for record in records] == kinds
        assert [len(capture.output or ()) for capture in ap.read_text(text).captures] == [1] * len(kinds)


def test_a_list_without_its_kind() -> None:
    text = "items:\n- " + LIVE_POD.rstrip("\n").replace("\n", "\n  ") + "\n"
    assert [record.name for record in told(text)[0]] == ["frontend"]


def test_a_short_line_does_not_go_on_below() -> None:
    text = flat(LIVE_POD).replace("name: frontend\nnamespace", "name: frontend\nand more\nnamespace")
    out = ap.parse(text, COMMAND)
    assert not [record for record in out if record.name != "frontend"]
    assert any(item.code == "AP203" for item in out.diagnostics)
