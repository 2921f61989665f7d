"""Generated tables of kubectl: every cell comes back equal, or, where a page collapsed the blanks, equal or named."""

from __future__ import annotations

import pytest

from tests.property.kubectl_tables import compare


@pytest.mark.parametrize("start", range(0, 500, 50))
def test_every_cell_comes_back(start: int) -> None:
    # python -m benchmarks.kubectl_tables compares as many as one likes.
    assert [fault for seed in range(start, start + 50) for fault in compare(seed)] == []
