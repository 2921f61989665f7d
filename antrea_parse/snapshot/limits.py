"""How much of an input is unpacked and read, and the account of it."""

from __future__ import annotations

from dataclasses import dataclass, field

_KIB, _MIB, _GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of what is read; an input that exceeds one is read as far as the bound allows, and a diagnostic says so.

    Attributes:
        depth: layers of packing that are opened, one inside the other; ``.tar.gz`` counts two.
        members: files and other members of folders and archives, all together.
        name: characters of a member's name.
        file_bytes: bytes of one file that are read as text, unpacked.
        nested_zip_bytes: bytes of a zip inside another archive: its directory stands at its end, so that it is held in memory.
        total_bytes: bytes unpacked, all layers together.
        ratio: unpacked bytes for each packed one; counts beyond the first 32 MiB of a file.

    >>> Limits().members
    100000
    """

    depth: int = 8
    members: int = 100_000
    name: int = 1024
    file_bytes: int = 1 * _GIB
    nested_zip_bytes: int = 256 * _MIB
    total_bytes: int = 16 * _GIB
    ratio: int = 400


class Excess(str):
    """A message that says which limit was reached."""

    __slots__ = ()


#: Unpacked bytes below which a ratio says nothing: a few repeated lines pack very well.
RATIO_FLOOR = 32 * _MIB
#: Bytes that are taken from a stream at once.
CHUNK = 64 * _KIB


@dataclass(slots=True)
class Budget:
    """What is left of the limits while one input is read.

    Attributes:
        limits: the limits.
        members: members seen so far.
        unpacked: bytes unpacked so far.
    """

    limits: Limits = field(default_factory=Limits)
    members: int = 0
    unpacked: int = 0

    def count_member(self) -> str:
        """Count one more member; why no more are read, or an empty text."""
        self.members += 1
        if self.members > self.limits.members:
            return Excess(f"more than {self.limits.members:,} files and other members: the rest is not read")
        return ""

    def excess(self, added: int, packed: int, unpacked: int) -> str:
        """Count bytes that a stream unpacked; why it must stop, or an empty text.

        Args:
            added: bytes unpacked just now.
            packed: bytes that the stream has taken in so far.
            unpacked: bytes that it has given so far.
        """
        self.unpacked += added
        if self.unpacked > self.limits.total_bytes:
            return Excess(f"more than {self.limits.total_bytes:,} bytes unpacked in all: the rest is not read")
        if unpacked > RATIO_FLOOR and unpacked > self.limits.ratio * max(packed, 1):
            return Excess(f"unpacks to more than {self.limits.ratio} times its size: the rest is not read")
        return ""
