"""Fuzzes one part of reading with atheris.

    python -m tests.fuzz transcript --seconds 20

What it finds is written to tests/fuzz/findings/<target>/, where a test keeps it from coming back.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

FINDINGS = Path(__file__).resolve().parent / "findings"


def main() -> None:
    """Run one target; exits with 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=("transcript", "archive", "documents", "redaction"))
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="same seed, same inputs; 0: others each time")
    given = parser.parse_args()
    try:
        import atheris
    except ImportError:
        parser.exit(2, "atheris is not installed: pip install 'antrea-parse[fuzz]' (Linux and CPython only)\n")
    logging.disable(logging.CRITICAL)
    with atheris.instrument_imports(include=["antrea_parse"]):
        from tests.fuzz.targets import TARGETS, seeds
    folder = FINDINGS / given.target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for name, data in seeds(given.target):
            (Path(corpus) / name).write_bytes(data)
        options = [
            f"-max_total_time={given.seconds}",
            f"-seed={given.seed}",
            f"-artifact_prefix={folder}/",
            "-timeout=20",
            "-rss_limit_mb=3072",
            "-max_len=16384",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *options, corpus], TARGETS[given.target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
