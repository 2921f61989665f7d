"""Streams of bytes that pass by once: of files, of compressed data, of a part of another stream."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from antrea_parse.snapshot.limits import CHUNK, Budget


class ByteStream(Protocol):
    """Bytes in order."""

    @property
    def damage(self) -> str:
        """Why the bytes ended early; empty while nothing is wrong."""
        ...

    def read(self, size: int) -> bytes:
        """At most `size` bytes, as many as come at once; none at the end."""
        ...


def read_exactly(stream: ByteStream, size: int) -> bytes:
    """`size` bytes, fewer only at the end of the stream."""
    first = stream.read(size)
    if len(first) == size or not first:
        return first
    pieces, missing = [first], size - len(first)
    while missing and (piece := stream.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def skip(stream: ByteStream, size: int) -> int:
    """Pass over bytes; how many there were."""
    left = size
    while left and (piece := stream.read(min(left, CHUNK))):
        left -= len(piece)
    return size - left


class RawStream:
    """A file or anything else with ``read``; an error of the system is damage."""

    def __init__(self, file: Any) -> None:
        self.damage = ""
        self._file = file

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        if self.damage:
            return b""
        try:
            return self._file.read(size) or b""
        except (OSError, ValueError) as error:
            self.damage = getattr(error, "strerror", None) or str(error)
            return b""


class Peeked:
    """A stream whose first bytes have been looked at."""

    def __init__(self, stream: ByteStream, size: int = CHUNK) -> None:
        self._stream = stream
        self.head = read_exactly(stream, size)
        self._at = 0

    @property
    def damage(self) -> str:
        """Damage of the stream behind."""
        return self._stream.damage

    def read(self, size: int) -> bytes:
        """At most `size` bytes, those looked at first."""
        if self._at < len(self.head):
            piece = self.head[self._at : self._at + size]
            self._at += len(piece)
            return piece
        return self._stream.read(size)


class Raw(io.RawIOBase):
    """A stream of bytes as what `io` builds files on."""

    def __init__(self, stream: ByteStream) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        """It is read, and nothing else."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as one step of the stream goes."""
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Part:
    """The next `size` bytes of a stream."""

    def __init__(self, stream: ByteStream, size: int) -> None:
        self.damage = ""
        self._stream = stream
        self.left = size

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        piece = self._stream.read(min(size, self.left)) if self.left else b""
        self.left -= len(piece)
        if self.left and not piece:
            self.damage = self._stream.damage or "cut: the data ends before its end"
        return piece


#: Unpacks a piece; gives bytes and whether the end of a packed stream was reached.
_Step = Callable[[bytes, int], tuple[bytes, bool]]


class Unpacked:
    """What compressed data unpacks to; several packed streams one after the other count as one, as for ``zcat``.

    Damage ends the data: what was unpacked before it stands.
    """

    def __init__(self, stream: ByteStream, kind: str, budget: Budget) -> None:
        self.damage = ""
        self.note = ""
        self._stream = stream
        self._kind = kind
        self._budget = budget
        self._packed = self._unpacked = 0
        self._input = b""
        self._surplus = b""
        self._pending = False
        self._decoder: Any = None
        self._ended = False

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        while not self._surplus and not self.damage:
            if not self._input and not self._pending:
                self._input = self._stream.read(CHUNK)
                self._packed += len(self._input)
                if not self._input:
                    if self._decoder is not None and not self._ended:
                        self.damage = self._stream.damage or f"cut: the {self._kind} data ends before its end"
                    return b""
            try:
                if (self._decoder is None or self._ended) and not self._begin():
                    return b""
                self._step(size)
            except (OSError, ValueError, EOFError, lzma.LZMAError) as error:
                self.damage = f"damaged {self._kind} data: {error}"
            if self._surplus:
                added = len(self._surplus)
                self._unpacked += added
                self.damage = self.damage or self._budget.excess(added, self._packed, self._unpacked)
        data, self._surplus = self._surplus[:size], self._surplus[size:]
        return data

    def _begin(self) -> bool:
        """Open the first packed stream, or the next; False when what follows is none."""
        if self._decoder is not None:
            rest = self._input.lstrip(b"\0")  # padding, as tapes have it
            if not rest:
                self._input = b""
                return True
            while len(rest) < _LONGEST_MAGIC and (more := self._stream.read(CHUNK)):
                rest += more
            if not rest.startswith(_MAGIC[self._kind]):
                self.note = f"what follows the end of the {self._kind} data is not read"
                while self._stream.read(CHUNK):  # a stream around this one goes on behind it
                    pass
                self._input = b""
                return False
            self._input = rest
        self._decoder = _DECODERS[self._kind]()
        self._ended = False
        return True

    def _step(self, size: int) -> None:
        decoder = self._decoder
        if self._ended:  # only padding so far
            return
        if self._kind == "gzip":
            self._surplus, self._input, error = inflate(decoder, self._input, size)
            if error:
                self.damage = f"damaged gzip data: {error}"
                return
            self._pending = not decoder.eof and len(self._surplus) == size
            self._ended = decoder.eof
        elif self._kind == "zstd":
            # It cannot be told how much to give; of little input comes little output: blocks of 128 KiB, of four bytes each at least.
            piece, self._input = self._input[:_ZSTD_PIECE], self._input[_ZSTD_PIECE:]
            self._surplus = decoder.decompress(piece)
            self._ended = decoder.eof
        else:
            self._surplus = decoder.decompress(self._input, size)
            self._input = b""
            self._ended = decoder.eof
            self._pending = not decoder.eof and len(self._surplus) == size
        if self._ended:
            self._input = decoder.unused_data + self._input


def inflate(decoder: Any, data: bytes, size: int) -> tuple[bytes, bytes, str]:
    """Unpack deflated data as far as it is sound: `zlib` alone would keep what stands before the damage.

    Returns:
        What it unpacks to, at most `size` bytes; what of `data` was not taken; what is wrong with it.
    """
    before = decoder.copy()
    try:
        return decoder.decompress(data, size), decoder.unconsumed_tail, ""
    except zlib.error as error:
        message = str(error).partition(": ")[2] or str(error)
    pieces = []
    left = size
    for at in range(len(data)):
        try:
            piece = before.decompress(data[at : at + 1], left)
        except zlib.error:
            break
        pieces.append(piece)
        left -= len(piece)
        if left <= 0:
            break
    return b"".join(pieces), b"", message


class _Zstd:
    """A decoder of one frame; loaded when the first is met."""

    def __init__(self) -> None:
        import zstandard  # few archives need it

        self._error = zstandard.ZstdError
        self._decoder = zstandard.ZstdDecompressor(max_window_size=MEMORY).decompressobj()

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes) -> bytes:
        try:
            return self._decoder.decompress(data)
        except self._error as error:
            raise ValueError(error) from error


_ZSTD_PIECE = 256
#: Bytes of memory that unpacking takes at most.
MEMORY = 256 << 20
_MAGIC: dict[str, tuple[bytes, ...]] = {
    "gzip": (b"\x1f\x8b",),
    "bzip2": (b"BZh",),
    "xz": (b"\xfd7zXZ\0",),
    "zstd": (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + number]) + b"\x2a\x4d\x18" for number in range(16))),
}
_LONGEST_MAGIC = 6
_DECODERS: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.decompressobj(31),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY),
    "zstd": lambda: _Zstd(),
}
