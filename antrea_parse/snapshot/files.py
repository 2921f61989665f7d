"""Files, folders, open files and texts to sources."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.source import Source

#: What `read` takes: paths, or files opened for reading text or bytes.
Readable = str | os.PathLike[str] | IO[str] | IO[bytes]


@dataclass(frozen=True, slots=True)
class Stream:
    """A file that is open for reading, until the next one is asked for.

    Attributes:
        name: what messages call it.
        file: its bytes, or its text.
        is_member: it was found in a folder rather than named: if it cannot be read, the rest is read all the same.
    """

    name: str
    file: IO[str] | IO[bytes]
    is_member: bool = False

    def source(self) -> Source:
        """The whole file.

        Raises:
            CaptureError: it cannot be read, or the data is binary.
        """
        try:
            data = self.file.read()
        except (OSError, ValueError) as error:
            raise _unreadable(self.name, error) from error
        return Source.from_text(data, self.name) if isinstance(data, str) else Source.from_bytes(data, self.name)


def open_sources(item: Readable) -> Iterator[Source | Diagnostic]:
    """The sources behind a path or an open file; a diagnostic for each file of a folder that cannot be read.

    Raises:
        CaptureError: the path does not exist or cannot be read, or the data is binary.
    """
    for found in open_streams(item):
        if isinstance(found, Diagnostic):
            yield found
            continue
        try:
            yield found.source()
        except CaptureError as error:
            if not found.is_member:
                raise
            yield Diagnostic.of("AP304", str(error), source=found.name)


def open_streams(item: Readable) -> Iterator[Stream | Diagnostic]:
    """The files behind a path or an open file, opened one after the other: the door of everything that is read.

    Raises:
        CaptureError: the path does not exist or cannot be read.
    """
    if not isinstance(item, str | os.PathLike):
        name = getattr(item, "name", None)
        yield Stream(name if isinstance(name, str) else "<file>", item)
        return
    path = Path(item)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise CaptureError(f"{item}: {error}") from error
    if not is_folder:
        with _open(path, str(item)) as file:
            yield Stream(str(item), file)
        return
    for member in sorted(path.rglob("*")):
        if member.is_symlink() or not member.is_file():
            continue
        try:
            file = _open(member, str(member))
        except CaptureError as error:
            yield Diagnostic.of("AP304", str(error), source=str(member))
            continue
        with file:
            yield Stream(str(member), file, is_member=True)


def _open(path: Path, name: str) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise CaptureError(f"{name}: no such file; give the path of a saved log, a folder of them, or - for standard input") from error
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> CaptureError:
    return CaptureError(f"{name}: {getattr(error, 'strerror', None) or error}; expected a readable text file")
