"""Seeds of the fuzz targets, and what fuzzing found: neither raises anything but our own error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, seeds

FINDINGS = Path(__file__).resolve().parent / "findings"


@pytest.mark.parametrize("target", TARGETS)
def test_seeds(target):
    count = 0
    for _, data in list(seeds(target))[::4]:
        TARGETS[target](data[:3000])
        count += 1
    assert count


@pytest.mark.parametrize("path", sorted(path for path in FINDINGS.glob("*/*") if path.is_file()), ids=lambda path: f"{path.parent.name}-{path.name[:20]}")
def test_findings(path):
    TARGETS[path.parent.name](path.read_bytes())
