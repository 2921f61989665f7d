"""Reads tar archives as a stream: ustar, GNU and pax headers, whatever is behind a damaged one.

The standard library's `tarfile` reads headers of any size into memory, keeps every member and ends silently at a damaged header;
here headers are bounded, members pass by, and reading goes on at the next header that is sound.
"""

from __future__ import annotations

from collections.abc import Iterator

from antrea_parse.snapshot.archives.members import Member, Trouble, decoded, safe_name, shown
from antrea_parse.snapshot.archives.streams import ByteStream, Part, read_exactly, skip
from antrea_parse.snapshot.limits import Budget

_BLOCK = 512
_ZEROS = bytes(_BLOCK)
#: Bytes of a pax header or a long name; a path takes 4 KiB at most.
_HEADER_LIMIT = 64 << 10
_OTHERS = {
    b"1": "link", b"2": "link", b"3": "device", b"4": "device", b"6": "pipe", b"S": "sparse file", b"M": "file of several volumes", b"V": "label of a volume",
    b"A": "access list", b"D": "list of a folder", b"N": "list of long names",
}  # fmt: skip


def is_tar(head: bytes) -> bool:
    """Whether these first bytes are a sound header of tar."""
    return len(head) >= _BLOCK and head[0] != 0 and _is_sound(head[:_BLOCK]) and _size(head) >= 0


def tar_members(stream: ByteStream, budget: Budget) -> Iterator[Member | Trouble]:
    """The files of an archive, in their order, and what is not read of it."""
    extended: dict[str, str] = {}
    lost = ended = False
    while len(header := read_exactly(stream, _BLOCK)) == _BLOCK:
        if header == _ZEROS:
            ended = True  # what follows is padding, or another archive that was appended
            continue
        size = _size(header) if _is_sound(header) else -1
        if size < 0:
            if not lost:
                yield Trouble("damaged header; read on at the next sound one")
            lost = True
            continue
        lost = ended = False
        kind = header[156:157]
        if kind in b"xXgLK":
            text = read_exactly(stream, min(size, _HEADER_LIMIT))
            skip(stream, size - len(text) + -size % _BLOCK)
            if size > _HEADER_LIMIT:
                yield Trouble(f"header of {size:,} bytes, expected at most {_HEADER_LIMIT:,}: the name of the next member may be wrong")
            elif kind == b"L":
                extended["path"] = _text(text.rstrip(b"\0"))
            elif kind in b"xX":
                extended.update(_pax(text))
            continue
        size = _override(extended.get("size"), size)
        path = extended.get("path") or _path(header)
        is_folder = kind == b"5" or (kind == b"\0" and path.endswith("/"))  # the oldest ones have no kind
        name, problem = safe_name(path, budget.limits.name)
        sparse = any(key.startswith("GNU.sparse") for key in extended)
        extended = {}
        if excess := budget.count_member():
            yield Trouble(excess)
            return
        part = Part(stream, size)
        if is_folder:
            pass
        elif problem:
            yield Trouble(f"not read: {problem}", name)
        elif kind in _OTHERS or sparse:
            what = "sparse file" if sparse else _OTHERS[kind]
            if kind not in b"SMADN" and not sparse:
                part.left = size = 0  # links and devices have no data, whatever their size says
            yield Trouble("not read", name, what)
        else:
            yield Member(name, part)
        known = part.damage
        skip(part, part.left)
        if part.damage:
            if not known:  # else the reader of the member has seen it
                yield Trouble(part.damage, name)
            return
        skip(stream, -size % _BLOCK)
    if stream.damage:
        return
    if header:
        yield Trouble("cut in the middle of a header: what followed is lost")
    elif not ended:
        yield Trouble("the mark of its end is missing: it may be cut")


def _is_sound(header: bytes) -> bool:
    stored = _number(header[148:156])
    if stored is None:
        return False
    plain = sum(header) - sum(header[148:156]) + 8 * 0x20
    return stored == plain or stored == plain - 256 * sum(byte > 127 for byte in header[:148] + header[156:])  # signed bytes, as old ones counted


def _size(header: bytes) -> int:
    """The size of the member's data; -1 for one that is none."""
    field = header[124:136]
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big") if not field[1] & 0xC0 else -1
    number = _number(field)
    return -1 if number is None else number


def _number(field: bytes) -> int | None:
    text = field.strip(b" \0")
    if not text:
        return 0
    try:
        return int(text, 8) if text.isdigit() else None
    except ValueError:
        return None


def _path(header: bytes) -> str:
    name = header[:100].split(b"\0", 1)[0]
    prefix = header[345:500].split(b"\0", 1)[0] if header[257:263] == b"ustar\0" else b""
    return _text(prefix + b"/" + name if prefix else name)


def _text(name: bytes) -> str:
    return decoded(name)


def _override(text: str | None, size: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 else size


def _pax(data: bytes) -> dict[str, str]:
    """The records of a pax header: ``length key=value``."""
    found: dict[str, str] = {}
    position = 0
    while position < len(data):
        blank = data.find(b" ", position, position + 20)
        if blank < 0 or not data[position:blank].isdigit():
            break
        end = position + int(data[position:blank])
        if end <= blank:
            break
        key, equals, value = data[blank + 1 : end - 1].partition(b"=")
        if equals:
            found[shown(_text(key))] = _text(value)
        position = end
    return found
