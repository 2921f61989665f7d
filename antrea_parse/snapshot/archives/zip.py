"""Reads zip archives: by their directory with the standard library, by the headers of their members when the directory is lost."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from antrea_parse.snapshot.archives.members import Member, Trouble, decoded, safe_name
from antrea_parse.snapshot.archives.streams import MEMORY, RawStream, inflate, read_exactly
from antrea_parse.snapshot.limits import CHUNK, Budget

_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_END_SEARCH = _END.size + 0xFFFF
#: Bytes of a directory for each member: 46 and its name.
_ENTRY = 46
_IS_UTF8 = 0x800
#: Where the size of LZMA's dictionary stands in the data of a member.
_DICTIONARY = struct.Struct("<5xI")
_STORED, _DEFLATED, _BZIP2, _LZMA = 0, 8, 12, 14


def zip_members(file: IO[bytes], budget: Budget) -> Iterator[Member | Trouble]:
    """The files of an archive and what is not read of it; `file` must be one that can be searched."""
    problem = _directory_problem(file, budget)
    if not problem:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, UnicodeError) as error:
            problem = str(error)
        else:
            with archive:
                yield from _listed(archive, budget)
            return
    yield Trouble(f"its directory is not readable ({problem}); read by the headers of its members")
    file.seek(0)
    yield from _found(file, budget)


def _directory_problem(file: IO[bytes], budget: Budget) -> str:
    """Why the directory is not to be read into memory; empty when it may be."""
    size = _size(file)
    file.seek(max(0, size - _END_SEARCH))
    tail = file.read(_END_SEARCH)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        return "the end is missing"
    entries, length = _END.unpack_from(tail, at)[4:6]
    if length == 0xFFFFFFFF and (at64 := tail.rfind(b"PK\6\6", 0, at)) >= 0 and at - at64 >= 56:
        entries, length = struct.unpack_from("<2Q", tail, at64 + 32)
    if entries > budget.limits.members or length > budget.limits.members * (_ENTRY + budget.limits.name) or length > size:
        return f"{entries:,} members in {length:,} bytes, expected at most {budget.limits.members:,}"
    return ""


def _size(file: IO[bytes]) -> int:
    return file.seek(0, 2)


def _at_data(file: IO[bytes], header_offset: int) -> bool:
    """Stand before the data of a member; False when there is none."""
    if not 0 <= header_offset < _size(file):
        return False
    file.seek(header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        return False
    name_length, extra_length = _LOCAL.unpack(header)[-2:]
    file.seek(name_length + extra_length, 1)
    return True


def _listed(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Member | Trouble]:
    end_of_last = 0
    overlapping = 0
    members = sorted(archive.infolist(), key=lambda item: item.header_offset)
    if members and members[0].header_offset > 0:
        yield Trouble(f"{members[0].header_offset:,} bytes before its first member are not read")
    for info in members:
        if excess := budget.count_member():
            yield Trouble(excess)
            return
        if info.filename.endswith("/"):
            continue
        name, problem = safe_name(_name(info), budget.limits.name)
        mode = info.external_attr >> 16
        if info.header_offset < end_of_last:
            overlapping += 1
            continue
        end_of_last = info.header_offset + 30 + len(info.orig_filename) + info.compress_size
        if problem:
            yield Trouble(f"not read: {problem}", name)
        elif info.flag_bits & 1:
            yield Trouble("not read: encrypted; unpack it with its password and read the result", name)
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            yield Trouble("not read", name, "link" if stat.S_ISLNK(mode) else "device")
        elif info.compress_type not in (_STORED, _DEFLATED, _BZIP2, _LZMA):
            yield Trouble(f"not read: compression method {info.compress_type}; unpack it and read the result", name)
        elif info.compress_type in (_STORED, _DEFLATED):
            file = archive.fp
            if file is None or not _at_data(file, info.header_offset):
                yield Trouble("not read: the directory does not lead to it", name)
            else:
                yield Member(name, _Data(file, info.compress_type, info.compress_size, info.CRC, budget))
        elif info.compress_type == _LZMA and (size := _dictionary(archive, info)) > MEMORY:
            yield Trouble(f"not read: its dictionary takes {size:,} bytes, expected at most {MEMORY:,}", name)
        else:
            yield Member(name, _ZipStream(archive, info, budget))
    if overlapping:
        yield Trouble(f"{overlapping:,} members share the data of others: a zip bomb; they are not read")


def _dictionary(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """Bytes of memory that unpacking a member of LZMA takes: the standard library has no limit for it."""
    file = archive.fp
    if file is None or not _at_data(file, info.header_offset):
        return 0
    head = file.read(_DICTIONARY.size)
    return _DICTIONARY.unpack(head)[0] if len(head) == _DICTIONARY.size else 0


def _name(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename
    return name if name.isascii() or info.flag_bits & _IS_UTF8 else decoded(name.encode("cp437"), "cp437")


class _ZipStream:
    """A member of a method that is rare, as the standard library unpacks it."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> None:
        self.damage = ""
        self._archive, self._info, self._budget = archive, info, budget
        self._file: Any = None
        self._given = 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        if self.damage:
            return b""
        try:
            if self._file is None:
                self._file = self._archive.open(self._info)
            data: bytes = self._file.read(min(size, CHUNK))
        except (
            zipfile.BadZipFile,
            zlib.error,
            lzma.LZMAError,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            struct.error,
        ) as error:  # NotImplementedError is a RuntimeError
            self.damage = f"damaged zip data: {str(error) or 'it ends before its end'}"
            return b""
        self._given += len(data)
        self.damage = self._budget.excess(len(data), self._info.compress_size, self._given) if data else ""
        return data


class _Data:
    """The data of a member, stored or deflated; where nothing tells its size, its own end does."""

    def __init__(self, file: IO[bytes], method: int, packed: int | None, crc: int | None, budget: Budget) -> None:
        self.damage = ""
        self._file, self._budget = file, budget
        self._at = file.tell()
        self._end = None if packed is None else self._at + packed
        self._size = _size(file)  # what the headers promise may be anything
        self._crc, self._sum = crc, 0
        self._decoder: Any = zlib.decompressobj(-15) if method == _DEFLATED else None
        self._input = b""
        self._start = self._at
        self._given = 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        while not self.damage and not (self._decoder and self._decoder.eof):
            if not self._input and not self._fill():
                break
            if self._decoder:
                data, self._input, error = inflate(self._decoder, self._input, size)
                self.damage = f"damaged zip data: {error}" if error else ""
            else:
                data, self._input = self._input[:size], self._input[size:]
            if data:
                self._given += len(data)
                self._sum = zlib.crc32(data, self._sum)
                self.damage = self.damage or self._budget.excess(len(data), self._at - self._start, self._given)
                return data
        if not self.damage and self._crc is not None and self._sum != self._crc:
            self.damage = "damaged zip data: its checksum does not fit"
        return b""

    def _fill(self) -> bool:
        want = CHUNK if self._end is None else min(CHUNK, self._end - self._at)
        if want == 0 and not self._decoder:
            return False
        self._file.seek(self._at)  # another member may have been looked at in between
        self._input = self._file.read(want) if want else b""
        self._at += len(self._input)
        if not self._input:
            self.damage = "cut: the zip data ends before its end"
        return bool(self._input)

    def finish(self) -> None:
        """Stand behind the packed data."""
        while self.read(CHUNK):
            pass
        if self._end is not None:
            self._file.seek(min(self._end, self._size))
        else:
            self._file.seek(self._at - (len(self._decoder.unused_data) if self._decoder.eof else 0))


def _found(file: IO[bytes], budget: Budget) -> Iterator[Member | Trouble]:
    """Members one after the other, as far as their headers stand where the data before them ends."""
    stream = RawStream(file)
    while len(header := read_exactly(stream, _LOCAL.size)) == _LOCAL.size and header.startswith(b"PK\3\4"):
        _, _, flags, method, _, _, crc, packed, _, name_length, extra_length = _LOCAL.unpack(header)
        name, problem = safe_name(decoded(read_exactly(stream, name_length), "cp437"), budget.limits.name)
        extra = read_exactly(stream, extra_length)
        if packed == 0xFFFFFFFF and (wide := extra.find(b"\x01\x00")) >= 0 and len(extra) >= wide + 20:
            packed = struct.unpack_from("<Q", extra, wide + 12)[0]
        if excess := budget.count_member():
            yield Trouble(excess)
            return
        open_ended = bool(flags & 8)
        if open_ended and (method != _DEFLATED or flags & 1):
            yield Trouble("its size is not told before its data: the rest is not read", name)
            return
        data = _Data(file, method if not flags & 1 else _STORED, None if open_ended else packed, None if open_ended or flags & 1 else crc, budget)
        if problem or flags & 1 or method not in (_STORED, _DEFLATED):
            yield Trouble(f"not read: {problem or ('encrypted' if flags & 1 else f'compression method {method}')}", name)
        elif packed or open_ended or not name.endswith("/"):
            yield Member(name, data)
        data.finish()
        if open_ended:
            _skip_descriptor(file)
    if header[:4] not in (b"PK\1\2", b"PK\5\6", b"PK\6\6"):
        yield Trouble("cut or damaged: what followed is lost")


def _skip_descriptor(file: IO[bytes]) -> None:
    """Pass over checksum and sizes behind data whose size was not told; with or without a mark, of 32 or 64 bits."""
    at = file.tell()
    tail = file.read(24 + 4)
    for length in (16, 12, 24, 20):
        if (length not in (16, 24) or tail.startswith(b"PK\7\x08")) and tail[length : length + 2] in (b"PK", b""):
            file.seek(at + min(length, len(tail)))
            return
    file.seek(at)
