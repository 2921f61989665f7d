"""Files, folders, open files and texts to sources."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.source import Source

#: What `read` takes: paths, or files opened for reading text or bytes.
Readable = str | os.PathLike[str] | IO[str] | IO[bytes]


def open_sources(item: Readable) -> Iterator[Source | Diagnostic]:
    """The sources behind a path or an open file; a diagnostic for each file of a folder that cannot be read.

    Raises:
        CaptureError: the path does not exist or cannot be read, or the data is binary.
    """
    if not isinstance(item, str | os.PathLike):
        yield _from_open_file(item)
        return
    path = Path(item)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise CaptureError(f"{item}: {error}") from error
    if is_folder:
        yield from _from_folder(path)
    else:
        yield _from_file(path, str(item))


def _from_open_file(file: IO[str] | IO[bytes]) -> Source:
    name = getattr(file, "name", None)
    name = name if isinstance(name, str) else "<file>"
    data = file.read()
    return Source.from_text(data, name) if isinstance(data, str) else Source.from_bytes(data, name)


def _from_file(path: Path, name: str) -> Source:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CaptureError(f"{name}: no such file; give the path of a saved log, a folder of them, or - for standard input") from error
    except (OSError, ValueError) as error:
        raise CaptureError(f"{name}: {getattr(error, 'strerror', None) or error}; expected a readable text file") from error
    return Source.from_bytes(data, name)


def _from_folder(folder: Path) -> Iterator[Source | Diagnostic]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            yield _from_file(path, str(path))
        except CaptureError as error:
            yield Diagnostic.of("AP304", str(error), source=str(path))
