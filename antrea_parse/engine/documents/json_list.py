"""Lists as ``kubectl -o json`` prints them, item by item at the speed of the standard library's own reader.

Each item stands between a brace on a line of its own and the next at the same indentation: the lines of an item are known without
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
    """The list that these lines (the last excluded) consist of; None where they are no list in kubectl's layout."""
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


def _read(texts: Sequence[str], first: int, last: int) -> Document:
    head = next((index for index in range(first, last) if texts[index] == _ITEMS), last)
    items = Array(head)
    index = head + 1
    size = 0
    while index < last and texts[index] == _OPEN:
        behind = index + 1
        while behind < last and texts[behind] not in (_CLOSE, _NEXT):
            behind += 1
        if behind == last:
            raise _Unlike
        maker = _Maker(index)
        body = "\n".join(texts[index : behind + 1])
        items.append(maker.whole(json.loads(body[:-1] if body.endswith(",") else body, object_pairs_hook=maker.make, parse_constant=_refuse), behind))
        size += maker.size
        index = behind + 1
        if texts[behind] == _CLOSE:
            break
    if len(items) < _FEW or size > SIZE_LIMIT or index >= last or texts[index] not in _END:
        raise _Unlike
    items.last, items.whole = index, True
    maker = _Maker(first)
    frame = "\n".join([*texts[first:head], '"items": []' + texts[index].strip()[1:], *texts[index + 1 : last]])
    data = maker.whole(json.loads(frame, object_pairs_hook=maker.make, parse_constant=_refuse), last - 1)
    data["items"] = items
    return Document(data, first, last - 1, None, ())


class _Maker:
    """Makes mappings that know on which line their item begins."""

    def __init__(self, first: int) -> None:
        self._first = first
        self.size = 0

    def make(self, pairs: list[tuple[str, Any]]) -> Object:
        """One mapping of its keys and values."""
        found = Object(self._first)
        found.update(pairs)
        if len(found) != len(pairs):
            raise _Unlike  # a key stands there twice: the other reader names it
        found.whole = True
        self.size += len(pairs)
        for key, value in pairs:
            if type(value) is list:
                found[key] = self._array(value)
        return found

    def _array(self, values: list[Any]) -> Array:
        found = Array(self._first)
        found.extend(self._array(value) if type(value) is list else value for value in values)
        found.whole = True
        self.size += len(values)
        return found

    def whole(self, data: Any, last: int) -> Object:
        """The outermost mapping, with its last line."""
        if type(data) is not Object or _depth(data) > DEPTH_LIMIT:
            raise _Unlike
        data.last = last
        return data


def _depth(data: Any) -> int:
    """How deep containers are nested, as far as it matters."""
    depth, level = 0, [data]
    while level and depth <= DEPTH_LIMIT:
        depth += 1
        level = [item for value in level for item in (value.values() if isinstance(value, dict) else value) if isinstance(item, (dict, list))]
    return depth
