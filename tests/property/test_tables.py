"""Generated tables of kubectl and antctl: every cell comes back equal, or, where a page collapsed the blanks, equal or named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.property import antctl_tables, kubectl_tables


@pytest.mark.parametrize("compare", [kubectl_tables.compare, antctl_tables.compare], ids=["kubectl", "antctl"])
@pytest.mark.parametrize("start", range(0, 500, 50))
def test_every_cell_comes_back(start: int, compare: Callable[[int, Counter[str]], list[str]]) -> None:
    # python -m benchmarks.tables compares as many as one likes.
    assert [fault for seed in range(start, start + 50) for fault in compare(seed, Counter())] == []
