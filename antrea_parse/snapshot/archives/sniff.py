"""What data is, by its first bytes: names and suffixes prove nothing."""

from __future__ import annotations

from antrea_parse.snapshot.archives.tar import is_tar

#: Bytes that are looked at: more than any packing needs, enough to tell what a text is.
HEAD = 4096

_PACKED = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08PK\x03\x04", "zip"),
)
_NOT_OPENED = (
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x04\x22\x4d\x18", "LZ4 data"),
    (b"\x1f\x9d", "data of compress"),
    (b"LZIP\x01", "lzip data"),
    (b"MSCF\0\0\0\0", "cabinet file"),
    (b"!<arch>\n", "ar archive"),
    (b"070701", "cpio archive"),
)


def packing_of(head: bytes) -> str:
    """``gzip``, ``bzip2``, ``xz``, ``zstd``, ``zip``, ``tar``; empty for what is none of them."""
    for magic, kind in _PACKED:
        if head.startswith(magic):
            return kind
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return "bzip2"
    if head[0:1] and head[0:1] in b"PQRSTUVWXYZ[\\]^_" and head[1:4] == b"\x2a\x4d\x18":  # a frame of zstd that says nothing, before those that do
        return "zstd"
    return "tar" if is_tar(head) or head[257:263] in (b"ustar\0", b"ustar ") else ""


def unopened(head: bytes) -> str:
    """Name of a packing that is known but not opened; empty otherwise."""
    return next((name for magic, name in _NOT_OPENED if head.startswith(magic)), "")
