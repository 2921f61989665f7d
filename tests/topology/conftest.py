"""The lab page, read once."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from antrea_parse.topology.model import Topology
from tests.conftest import LAB_PAGE


@pytest.fixture(scope="session")
def lab_snapshot() -> ap.Snapshot:
    return ap.read(LAB_PAGE)


@pytest.fixture(scope="session")
def lab(lab_snapshot: ap.Snapshot) -> Topology:
    return lab_snapshot.topology
