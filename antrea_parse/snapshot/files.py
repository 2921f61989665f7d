"""The one door of sources: files, folders, archives, open files, as far as they hold text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from antrea_parse.snapshot.archives.walk import Readable, Stream, walk
from antrea_parse.snapshot.bundles.roles import origin_of
from antrea_parse.snapshot.limits import Limits
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.source import Source

__all__ = ["Limits", "Readable", "Stream", "each_of", "open_sources", "open_streams"]

#: Files that a diagnostic names.
_NAMED = 3


def each_of(paths: Iterable[Any]) -> Iterator[Readable]:
    """What was given, one by one: lists of paths are taken apart.

    Raises:
        CaptureError: something is neither a path nor an open file.
    """
    for item in paths:
        if isinstance(item, str | os.PathLike) or hasattr(item, "read"):
            yield item
        elif isinstance(item, list | tuple | set | frozenset | Iterator):
            yield from each_of(item)
        else:
            raise CaptureError(f"expected a path or a file opened for reading, got {type(item).__name__}: {str(item)[:60]}")


def open_streams(item: Readable, limits: Limits | None = None) -> Iterator[Stream | Diagnostic]:
    """The files behind a path or an open file, opened one after the other: the door of everything that is read.

    Archives are told by their first bytes: ``.zip``, ``.tar``, and data of gzip, bzip2, xz and zstd, one inside the other. Nothing is
    written to disk, and nothing is unpacked before it is asked for.

    Args:
        item: a path, or a file opened for reading.
        limits: how much is unpacked and read.

    Yields:
        Open files, and a diagnostic for everything that is not read. A file that is known to be of a kind that is not read is
        given all the same, so that its lines can be counted: its `Stream.origin` says so.

    Raises:
        CaptureError: the path does not exist or cannot be read, or is an archive of a kind that is not opened.
    """
    unread: dict[str, list[str]] = {}
    for found in walk(item, limits):
        if isinstance(found, Diagnostic):
            yield found
            continue
        origin = origin_of(found.name, found.head)
        if origin is not None and origin.unread:
            unread.setdefault(origin.unread, []).append(found.name)
        yield replace(found, origin=origin)
    for kind, names in unread.items():
        few = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
        yield Diagnostic.of("AP306", f"{kind} not read, {len(names):,} file{'s' * (len(names) > 1)}: {few}", source=names[0])


def open_sources(item: Readable, limits: Limits | None = None) -> Iterator[Source | Diagnostic]:
    """The sources behind a path or an open file, one after the other: a file of `open_streams` each, read whole.

    Raises:
        CaptureError: the path does not exist or cannot be read, or what was named is binary.
    """
    limits = limits or Limits()
    for found in open_streams(item, limits):
        if isinstance(found, Diagnostic):
            yield found
            continue
        try:
            yield found.source(limits.file_bytes)
        except CaptureError as error:
            if not found.is_member:
                raise
            yield Diagnostic.of("AP304", str(error), source=found.name)
            continue
        if not (found.origin is not None and found.origin.unread) and found.file.read(1):
            yield Diagnostic.of("AP308", f"only the first {limits.file_bytes:,} bytes are read", source=found.name)
