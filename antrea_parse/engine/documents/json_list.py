"""Lists as ``kubectl -o json`` prints them, and documents on one line, at the speed of the standard library's own reader.

Each item of a list stands between a brace on a line of its own and the next at the same indentation: the lines of an item are known without
looking at what is in it. Whatever is not laid out so, or is damaged, is left to the reader that goes line by line.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from antrea_parse.engine.documents.tree import DEPTH_LIMIT, SIZE_LIMIT, Array, Document, Object

_ITEMS = '    "items": ['
_OPEN, _CLOSE, _NEXT = "        {", "        }", "        },"
_END = ("    ],", "    ]")
#: Items of a list that is read so: below, the other reader is fast enough.
_FEW = 4


class _Unlike(Exception):  # noqa: N818  # never leaves this module
    """The list is not as kubectl lays it out."""


def _refuse(word: str) -> None:
    raise _Unlike(word)  # NaN and Infinity are no JSON


def read_list(texts: Sequence[str], first: int, last: int) -> Document | None:
    """The list that these lines (the last excluded) consist of; None where they are no list in kubectl's layout, or damaged.

    What is inside of its items are plain dicts and lists: only the items know their lines.
    """
    while first < last and (not texts[first].strip() or texts[first].startswith(("---", "#"))):
        first += 1
    while last > first and not texts[last - 1].strip():
        last -= 1
    if last - first < _FEW or texts[first] != "{" or texts[last - 1] != "}":
        return None
    try:
        return _read(texts, first, last)
    except (_Unlike, ValueError, RecursionError):
        return None


def read_line(text: str, line: int) -> Document | None:
    """The document that a line consists of; None where it is none, or damaged.

    Args:
        text: the line.
        line: its index.
    """
    try:
        return Document(_located(_loaded(text), line), line, line, None, ())
    except (_Unlike, ValueError, RecursionError):
        return None


def _located(data: Any, line: int) -> Any:
    """Data whose containers know that they stand on this line."""
    if type(data) is dict:
        found = Object(line)
        for key, value in data.items():
            found[key] = _located(value, line) if type(value) is dict or type(value) is list else value
        found.lines = dict.fromkeys(data, line)
        found.whole = True
        return found
    if type(data) is list:
        array = Array(line)
        array.extend(_located(value, line) if type(value) is dict or type(value) is list else value for value in data)
        array.whole = True
        return array
    return data


def _read(texts: Sequence[str], first: int, last: int) -> Document:
    head = next((index for index in range(first, last) if texts[index] == _ITEMS), last)
    lines = texts[first:last]
    starts = [index for index, text in enumerate(lines, first) if text == _OPEN]
    ends = [index for index, text in enumerate(lines, first) if text in (_CLOSE, _NEXT)]
    behind = next((index for index in range(ends[-1] + 1, last) if texts[index] in _END), last) if ends else last
    if len(starts) < _FEW or len(starts) != len(ends) or starts[0] != head + 1 or behind != ends[-1] + 1:
        raise _Unlike
    if any(end + 1 != start for end, start in zip(ends, starts[1:], strict=False)):
        raise _Unlike
    data = _loaded("\n".join(lines))
    values = data.get("items") if type(data) is dict else None
    if type(values) is not list or len(values) != len(starts):
        raise _Unlike
    items = Array(head)
    items.extend(map(_object, values, starts, ends))
    items.last, items.whole = behind, True
    whole = _object(data, first, last - 1)
    whole["items"] = items
    return Document(whole, first, last - 1, None, ())


def _object(data: Any, first: int, last: int) -> Object:
    if type(data) is not dict:
        raise _Unlike
    found = Object(first)
    found.update(data)
    found.last, found.whole = last, True
    return found


def _loaded(text: str) -> Any:
    """The data of a text in which no key stands twice, nothing is nested too deep, and nothing is no JSON."""
    if "\\u0022" in text or "\\ud" in text or "\\uD" in text:
        raise _Unlike  # another spelling of what is counted below, or half of a letter
    data = json.loads(text, parse_constant=_refuse)
    depth, keys, values = _measures(data)
    signs = text.count('": ')
    if depth > DEPTH_LIMIT or values > SIZE_LIMIT:
        raise _Unlike
    # A key that stands twice is lost without a word, and its sign is left over; so are those inside of texts.
    if signs != keys and signs != json.dumps(data, separators=(",", ": "), ensure_ascii=False).count('": '):
        raise _Unlike
    return data


def _measures(data: Any) -> tuple[int, int, int]:
    """How deep containers are nested, how many keys there are, and how many values."""
    depth = keys = values = 0
    level = [data]
    while level and depth <= DEPTH_LIMIT:
        depth += 1
        inner: list[Any] = []
        for container in level:
            values += len(container)
            if type(container) is dict:
                keys += len(container)
                inner += container.values()
            else:
                inner += container
        level = [item for item in inner if type(item) is dict or type(item) is list]
    return depth, keys, values
