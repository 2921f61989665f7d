"""Whether every cell of generated kubectl tables comes back: equal where the blanks were kept, equal or named where they were lost.

python -m benchmarks.kubectl_tables [--tables 10000] [--seed 0]
"""

from __future__ import annotations

import argparse

from tests.property.kubectl_tables import compare


def main() -> None:
    """Compare as many tables as asked for and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    wrong = 0
    for seed in range(arguments.seed, arguments.seed + arguments.tables):
        found = compare(seed)
        wrong += bool(found)
        for fault in found[:3]:
            print(f"{seed}: {fault}")
    print(f"{arguments.tables} tables, {wrong} of them with a wrong cell")


if __name__ == "__main__":
    main()
