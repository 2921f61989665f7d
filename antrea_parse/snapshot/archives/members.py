"""What archives hold: members, and what is wrong with some."""

from __future__ import annotations

import re
from dataclasses import dataclass

from antrea_parse.snapshot.archives.streams import ByteStream
from antrea_parse.text.encodings import TWO_BYTES, fits, legacy

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_DRIVE = re.compile(r"[A-Za-z]:(?=[\\/])")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. Its stream ends when the next member is asked for.

    Attributes:
        name: its path in the archive, without ``./`` and a leading ``/``.
        stream: what it holds.
    """

    name: str
    stream: ByteStream


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something of an archive that is not read, or not as it stands there.

    Attributes:
        message: what.
        name: the member; empty for the archive as a whole.
        kind: ``link``, ``device`` and the like: named once for all members of an archive; empty for what is named by itself.
    """

    message: str
    name: str = ""
    kind: str = ""


def shown(name: str) -> str:
    """A member's name without characters that a terminal would obey."""
    return _UNPRINTABLE.sub("�", name)


def decoded(name: bytes, otherwise: str = "utf-8") -> str:
    """A name that an archive says nothing about the encoding of: UTF-8, or what machines in Asia have, or `otherwise`.

    >>> decoded("日志/ip-a.txt".encode("gb18030")), decoded("Länge".encode("cp437"), "cp437")
    ('日志/ip-a.txt', 'Länge')
    """
    if name.isascii() or fits(name, "utf-8"):
        return name.decode("utf-8")
    guess = legacy([name])
    return name.decode(guess.encoding if guess is not None and guess.encoding in TWO_BYTES else otherwise, "replace")


def safe_name(name: str, limit: int) -> tuple[str, str]:
    r"""A member's path as it can be shown, and why the member is not read (empty when it is).

    >>> safe_name("./support-bundles_20260301T120344Z/clusterinfo", 1024)
    ('support-bundles_20260301T120344Z/clusterinfo', '')
    >>> safe_name("..\\..\\etc\\passwd", 1024)
    ('..\\..\\etc\\passwd', 'its name leads out of the archive')
    """
    if len(name) > limit:
        return f"{shown(name[:80])}…", f"its name has {len(name):,} characters, expected at most {limit:,}"
    if "\0" in name:
        return shown(name), "its name holds a NUL"
    parts = _DRIVE.sub("", name.replace("\\", "/") if "\\" in name else name).split("/")
    if ".." in parts:
        return shown(name), "its name leads out of the archive"
    clean = "/".join(part for part in parts if part not in ("", "."))
    return shown(clean), "" if clean else "it has no name"
