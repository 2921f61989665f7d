"""Reading archives, masking secrets and redacting, as ratios in one run.

python -m benchmarks.archives
"""

from __future__ import annotations

import io
import tarfile
import time
from collections.abc import Callable

import antrea_parse as ap
from antrea_parse.snapshot.archives.streams import RawStream, Unpacked
from antrea_parse.snapshot.archives.tar import tar_members
from antrea_parse.snapshot.limits import Budget
from antrea_parse.text.secrets import mask_lines
from benchmarks.synthetic import Config, build, bundle, render


def seconds(run: Callable[[], object]) -> float:
    """The best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def ours(data: bytes) -> int:
    """Bytes in an archive, by our reader."""
    total = 0
    for member in tar_members(Unpacked(RawStream(io.BytesIO(data)), "gzip", Budget()), Budget()):
        total += len(member.stream.read(1 << 16)) if hasattr(member, "stream") else 0
    return total


def theirs(data: bytes) -> int:
    """Bytes in an archive, by the standard library's."""
    total = 0
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|gz") as archive:
        for member in archive:
            file = archive.extractfile(member)
            total += len(file.read()) if file else 0
    return total


def main() -> None:
    """Print the ratios."""
    data = bundle.archive([(f"folder-{number}/file", b"x" * 200) for number in range(20_000)])
    assert ours(data) == theirs(data)
    base = seconds(lambda: theirs(data))
    print(f"20,000 files in a tar.gz: {base / seconds(lambda: ours(data)):.1f} times as fast as tarfile ({base:.2f} s)")
    state = build(Config(nodes=10, pods=30, antrea="v2.7.0"))
    (log,) = render(state, form="transcript").values()
    text = log.decode()
    snap = ap.read_text(text)
    base = seconds(lambda: ap.read_text(text))
    print(f"masking secrets: {seconds(lambda: mask_lines(text.split(chr(10)), 'log')) / base:.1%} of reading a log of {len(log):,} bytes ({base:.2f} s)")
    print(f"redacting: {seconds(lambda: snap.redact(b'key')) / base:.1%} of it")


if __name__ == "__main__":
    main()
