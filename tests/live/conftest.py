"""Fixtures of the tests that run real tools."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.ovs_sandbox import OvsSandbox, missing, running


@pytest.fixture
def ovs() -> Iterator[OvsSandbox]:
    """An Open vSwitch of the test's own."""
    if reason := missing():
        pytest.skip(reason)
    with running() as sandbox:
        yield sandbox
