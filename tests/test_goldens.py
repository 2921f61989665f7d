"""Every sample parses to what stands beside it, and its records hold what their types promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import antrea_parse as ap
from tests import goldens


@pytest.mark.parametrize("path", goldens.cases(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_sample(path: Path) -> None:
    expected = json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))
    assert goldens.actual(path, expected["command"]) == expected


@pytest.mark.parametrize("path", goldens.cases(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_records_are_what_their_types_say(path: Path) -> None:
    command = json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))["command"]
    for record in ap.parse(path.read_text(encoding="utf-8"), command):
        values = {name: getattr(record, name) for name in record.model_fields_set}
        assert type(record).model_validate(values, strict=True) == record
        assert record.span is not None


def test_no_orphans() -> None:
    assert [path for path in goldens.cases() if not goldens.expected_path(path).exists()] == []
    folders = {path.parent.name for path in goldens.cases()}
    assert folders <= {info.name.replace(" ", "-").replace("/", "-") for info in ap.commands()}
