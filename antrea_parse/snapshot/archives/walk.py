"""Walks through files, folders, archives and open files, and gives the files in them one by one."""

from __future__ import annotations

import io
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from antrea_parse.snapshot.archives.members import Member, Trouble, decoded, shown
from antrea_parse.snapshot.archives.sniff import HEAD, packing_of, unopened
from antrea_parse.snapshot.archives.streams import ByteStream, Peeked, Raw, RawStream, Unpacked, read_exactly
from antrea_parse.snapshot.archives.tar import tar_members
from antrea_parse.snapshot.archives.zip import zip_members
from antrea_parse.snapshot.limits import CHUNK, Budget, Excess, Limits
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.origin import Origin
from antrea_parse.text.source import Lines, Source, Unkept

#: What `read` takes: paths, or files opened for reading text or bytes.
Readable = str | os.PathLike[str] | IO[str] | IO[bytes]


@dataclass(frozen=True, slots=True)
class Stream:
    """A file that is no archive, wherever it lay; it is open for reading until the next one is asked for.

    Attributes:
        name: its path; archives count as folders: ``bundle.tar.gz/agent_worker-01.tar.gz/flows``.
        file: its bytes, unpacked, or its text.
        is_member: it was found in a folder or an archive rather than named: if it cannot be read, the rest is read all the same.
        head: its first bytes.
        origin: what its place tells about it.
    """

    name: str
    file: IO[str] | IO[bytes]
    is_member: bool = False
    head: bytes = b""
    origin: Origin | None = None

    def source(self, limit: int = -1) -> Source:
        """The whole file, at most `limit` bytes of it; of one that is not read only the number of its lines.

        Raises:
            CaptureError: the data is binary.
        """
        if self.origin is not None and self.origin.unread:
            return Source(self.name, Lines.at(Unkept(self._count_lines()), self.name), origin=self.origin)
        data = self._read(limit)
        source = Source.from_text(data, self.name) if isinstance(data, str) else Source.from_bytes(data, self.name)
        return replace(source, origin=self.origin)

    def _read(self, limit: int) -> str | bytes:
        """In pieces: a buffered file sets aside at once whatever it is asked for."""
        pieces: list[Any] = []
        left = limit
        while left and (piece := self.file.read(_PIECE if left < 0 else min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece) if limit > 0 else 0
        return (pieces[0][:0] if pieces else b"").join(pieces)

    def _count_lines(self) -> int:
        if b"\0" in self.head:  # no text at all
            return 0
        count, last = 0, b"\n"
        while piece := self.file.read(_PIECE):
            data = piece.encode() if isinstance(piece, str) else piece
            count += data.count(b"\n")
            last = data[-1:]
        return count + (last != b"\n")


def walk(item: Readable, limits: Limits | None = None) -> Iterator[Stream | Diagnostic]:
    """The files behind a path or an open file, one after the other, and a diagnostic for everything that is not read.

    Raises:
        CaptureError: the path does not exist or cannot be read, or is an archive of a kind that is not opened.
    """
    steps = _Walk(Budget(limits or Limits()))
    if not isinstance(item, str | os.PathLike):
        yield from steps.open_file(item)
    else:
        path = Path(item)
        try:
            is_folder = path.is_dir()
        except (OSError, ValueError) as error:
            raise CaptureError(f"{shown(str(item))}: {error}") from error
        yield from steps.folder(path) if is_folder else steps.path(path, _shown(path, str(item)), given=True)
    yield from steps.passed_over()


@dataclass(slots=True)
class _Walk:
    """One pass over everything behind an input."""

    budget: Budget
    over: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    told: set[str] = field(default_factory=set)

    def open_file(self, file: IO[str] | IO[bytes]) -> Iterator[Stream | Diagnostic]:
        """A file that somebody opened."""
        name = getattr(file, "name", None)
        name = name if isinstance(name, str) else "<file>"
        if isinstance(file, io.TextIOBase) or isinstance(file.read(0), str):
            yield Stream(name, file)
            return
        yield from self.unpack(name, RawStream(file), 0, file=file, given=True)  # type: ignore[arg-type]

    def path(self, path: Path, name: str, *, given: bool = False) -> Iterator[Stream | Diagnostic]:
        """A file on disk."""
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise CaptureError(f"{name}: no such file; give the path of a saved log, a folder of them, an archive, or - for standard input") from error
        except (OSError, ValueError) as error:
            raise CaptureError(f"{name}: {getattr(error, 'strerror', None) or error}; expected a readable file") from error
        with file:
            yield from self.unpack(name, RawStream(file), 0, file=file, given=given)

    def folder(self, folder: Path) -> Iterator[Stream | Diagnostic]:
        """The files below a folder, in the order of their paths."""
        for path in self._below(folder):
            if isinstance(path, Diagnostic):
                yield path
            elif path.is_symlink():
                self.over[_shown(folder), "link"].append(_shown(path))
            elif path.is_file():
                if excess := self.budget.count_member():
                    yield from self._report(_shown(folder), excess)
                    return
                try:
                    yield from self.path(path, _shown(path))
                except CaptureError as error:
                    yield Diagnostic.of("AP304", str(error), source=_shown(path))
            else:
                self.over[_shown(folder), "device or pipe"].append(_shown(path))

    def _below(self, folder: Path) -> Iterator[Path | Diagnostic]:
        """Everything below a folder but folders, in the order of the names; however deep, and without listing more than is asked for."""
        waiting = [folder]
        while waiting:
            path = waiting.pop()
            if path is not folder and (path.is_symlink() or not path.is_dir()):
                yield path
                continue
            try:
                waiting += sorted(path.iterdir(), reverse=True)
            except OSError as error:
                yield Diagnostic.of("AP304", f"{_shown(path)}: {error.strerror or error}; the folder is not read", source=_shown(path))

    def unpack(self, name: str, stream: ByteStream, depth: int, *, file: IO[bytes] | None = None, given: bool = False) -> Iterator[Stream | Diagnostic]:
        """A file, or the files of the archive that it is."""
        peeked = Peeked(stream, HEAD)
        kind = packing_of(peeked.head)
        if not kind:
            if what := unopened(peeked.head):
                message = f"{name}: {what}, which is not opened; unpack it and give the folder"
                if given:
                    raise CaptureError(message)
                yield Diagnostic.of("AP304", message, source=name)
                return
            if given and not peeked.head and peeked.damage:
                raise CaptureError(f"{name}: {peeked.damage}; expected a readable file")
            yield Stream(name, io.BufferedReader(Raw(peeked), CHUNK), not given, peeked.head)
        elif depth >= self.budget.limits.depth:
            yield from self._report(name, Excess(f"{kind} data inside {depth} layers of packing is not opened"))
        elif kind == "zip":
            yield from self._zip(name, peeked, depth, file)
        elif kind == "tar":
            yield from self._members(name, tar_members(peeked, self.budget), depth)
        else:
            unpacked = Unpacked(peeked, kind, self.budget)
            yield from self.unpack(name, unpacked, depth + 1)
            yield from self._report(name, unpacked.damage)
            if unpacked.note:
                yield Diagnostic.of("AP307", unpacked.note, source=name, level="warning")
        if depth == 0:
            yield from self._report(name, peeked.damage)

    def _zip(self, name: str, peeked: Peeked, depth: int, file: IO[bytes] | None) -> Iterator[Stream | Diagnostic]:
        seekable = False
        if file is not None:
            with suppress(OSError, ValueError, AttributeError):
                seekable = file.seekable()
        if not seekable or file is None:
            limit = self.budget.limits.nested_zip_bytes
            data = read_exactly(peeked, limit + 1)
            if len(data) > limit:
                yield from self._report(name, Excess(f"zip of more than {limit:,} bytes inside another archive: read as far as these"))
                data = data[:limit]
            file = io.BytesIO(data)
        yield from self._members(name, zip_members(file, self.budget), depth)

    def _members(self, name: str, members: Iterator[Member | Trouble], depth: int) -> Iterator[Stream | Diagnostic]:
        seen: set[str] = set()
        for member in members:
            full_name = f"{name}/{member.name}" if member.name else name
            if isinstance(member, Trouble):
                if member.kind:
                    self.over[name, member.kind].append(full_name)
                else:
                    yield from self._report(full_name, member.message)
                continue
            if member.name in seen:
                self.over[name, _AGAIN].append(full_name)
            seen.add(member.name)
            yield from self.unpack(full_name, member.stream, depth + 1)
            yield from self._report(full_name, member.stream.damage)

    def _report(self, name: str, message: str) -> Iterator[Diagnostic]:
        """Say what is wrong with an archive or a member: once, though every layer around it may notice."""
        if message and name not in self.told and len(self.told) < _TOLD:
            self.told.add(name)
            yield Diagnostic.of("AP308" if isinstance(message, Excess) else "AP307", message, source=name)
            if len(self.told) == _TOLD:
                yield Diagnostic.of("AP307", "more damage than this is not named", source=name)

    def passed_over(self) -> Iterator[Diagnostic]:
        """Links, devices and the like: one diagnostic for all of a kind in an archive or a folder."""
        for (name, kind), names in self.over.items():
            first = ", ".join(item.removeprefix(f"{name}/") for item in names[:3]) + (", …" if len(names) > 3 else "")
            if kind == _AGAIN:
                yield Diagnostic.of("AP307", f"{len(names):,} with a name that the archive has already ({first}): all are read", source=name, level="warning")
            else:
                yield Diagnostic.of("AP306", f"{len(names):,} {kind}{'s' * (len(names) > 1)} not followed or read: {first}", source=name)


def _shown(path: Path, name: str = "") -> str:
    """The name of a file, whatever bytes it is made of on disk; a path is never printed as it stands."""
    name = name or str(path)
    return shown(name if name.isascii() else decoded(os.fsencode(name)))


#: Bytes, or characters, that are read at once.
_PIECE = 16 * CHUNK
#: Kind of a member whose name stood in the archive before.
_AGAIN = "again"
#: Damaged members that are named.
_TOLD = 500
