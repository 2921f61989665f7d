"""Whether every cell of generated tables comes back: equal where the blanks were kept, equal or named where they were lost.

python -m benchmarks.tables [--tool kubectl|antctl] [--tables 10000] [--seed 0]
"""

from __future__ import annotations

import argparse
from collections import Counter

from tests.property import antctl_tables, kubectl_tables

_TOOLS = {"kubectl": kubectl_tables.compare, "antctl": antctl_tables.compare}


def main() -> None:
    """Compare as many tables of each tool as asked for and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", choices=sorted(_TOOLS), help="both by default")
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for tool, compare in _TOOLS.items():
        if arguments.tool not in (None, tool):
            continue
        wrong, counts = 0, Counter[str]()
        for seed in range(arguments.seed, arguments.seed + arguments.tables):
            found = compare(seed, counts)
            wrong += bool(found)
            for fault in found[:3]:
                print(f"{tool} {seed}: {fault}")
        print(f"{tool}: {arguments.tables:,} tables, whole and flattened, {counts['cells']:,} cells, {counts['named']:,} of them left unset and named")
        print(f"{tool}: {wrong} tables with a wrong cell or one that is left unset in silence")


if __name__ == "__main__":
    main()
