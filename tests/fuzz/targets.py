"""What is fuzzed: whatever bytes come, nothing but our own error comes out, every line is accounted for, and it ends soon."""

from __future__ import annotations

import contextlib
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path

import zstandard

import antrea_parse as ap
import antrea_parse.topology.assemble
from antrea_parse.commands import registry
from antrea_parse.engine.documents import read_documents
from antrea_parse.snapshot.files import Limits, open_sources
from antrea_parse.text.source import Source
from benchmarks.synthetic import Config, build, bundle, render

for _name in registry.names():
    registry.load(_name)  # loaded when first used; a fuzzer watches what is loaded while it begins
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
_LIMITS = Limits(depth=5, members=200, file_bytes=1 << 20, nested_zip_bytes=1 << 20, total_bytes=1 << 23)


def transcript(data: bytes) -> None:
    """Any text: a terminal log, a page, a file."""
    with contextlib.suppress(ap.AntreaParseError):
        snap = ap.read(io.BytesIO(data[: 1 << 16]), limits=_LIMITS)
        assert all(sum(snap.coverage.of(source).values()) >= 0 for source in snap.coverage.sources)
        for capture in snap.captures:
            assert capture.span.first_line <= capture.span.last_line + 1
        assert snap.topology is not None


def archive(data: bytes) -> None:
    """Any archive, and what is in it."""
    with contextlib.suppress(ap.AntreaParseError):
        for item in open_sources(io.BytesIO(data), _LIMITS):
            assert item is not None


def documents(data: bytes) -> None:
    """Any YAML or JSON."""
    lines = list(Source.from_text(data[: 1 << 16].decode("utf-8", "replace")).lines.texts)  # clean ones, as readers get them
    for document in read_documents(lines):
        assert 0 <= document.first <= document.last < len(lines)


def redaction(data: bytes) -> None:
    """Any text, redacted: as many lines, and it reads again."""
    with contextlib.suppress(ap.AntreaParseError):
        snap = ap.read(io.BytesIO(data[: 1 << 14]), limits=_LIMITS)
        for text in snap.redact(b"key").texts.values():
            ap.read_text(text)


TARGETS: dict[str, Callable[[bytes], None]] = {"transcript": transcript, "archive": archive, "documents": documents, "redaction": redaction}


def seeds(target: str) -> Iterator[tuple[str, bytes]]:
    """Inputs to begin with, made of the samples and of a small cluster."""
    if target == "archive":
        state = build(Config(nodes=1, pods=1, antrea="v2.7.0"))
        members = [("flows", b"table=0, priority=0 actions=drop"), ("logs/agent/x.log", b"I0301\n"), ("../evil", b"x")]
        for compression in ("", "gz", "bz2", "xz", "zip"):
            yield f"members-{compression or 'tar'}", bundle.archive(members, compression=compression)
        yield "zstd", zstandard.compress(bundle.archive(members, compression=""))
        yield "nested", bundle.archive([("a.tar.gz", bundle.archive(members)), ("b.zip", bundle.archive(members, compression="zip"))], compression="")
        yield "agent", bundle.agent_archive(state, state.nodes[0].name)
        yield "gzip", gzip.compress(b"text\n" * 9)
        yield "xz", lzma.compress(b"text\n" * 9)
        return
    if target == "documents":
        state = build(Config(nodes=1, pods=1, antrea="v2.7.0"))
        yield "clusterinfo", bundle.clusterinfo(state).encode()
        for name, data in render(state, ["manifests"], form="loose").items():
            yield Path(name).name, data
        yield "json", b'{"kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "a"}, "x": [1, 2.5e3, true, null, "\\u00e9"]}]}'
        return
    yield "lab-page", (SAMPLES / "lab-page" / "antrea-0.13-lab.txt").read_bytes()[: 1 << 14]
    for folder in sorted(SAMPLES.iterdir()):
        for path in sorted(folder.glob("*.txt"))[:3]:
            yield f"{folder.name}-{path.name}", b"[root@worker-01 ~]# " + folder.name.replace("-", " ").encode() + b"\n" + path.read_bytes()[:4096]
