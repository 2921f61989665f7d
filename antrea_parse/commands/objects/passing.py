"""Objects in lines that pass by once: cut into pieces of a few items, so that no more than one piece is kept.

The items of a list are told by their layout: as kubectl prints JSON, each stands between braces that are indented by eight blanks; in YAML
each begins with a dash that is indented as the first one is. Other documents are pieces of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from antrea_parse.commands.base import CHATTER, UNREAD, Ledger, Record
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.text.source import Lines

#: Lines that are enough for a piece: starting to read costs more than a line.
_ENOUGH = 2000
#: Lines of one object, at most: what follows is read as if it were another.
_LONGEST = 1_000_000
_JSON_ITEMS = '    "items": ['
_JSON_OPEN, _JSON_CLOSE = "        {", ("        }", "        },")
_YAML_DASH = re.compile(r" *- ")
_YAML_FRAME = re.compile(r"(?:apiVersion|kind|metadata|items)\s*:| {1,8}(?:resourceVersion|selfLink|continue|remainingItemCount)\s*:")
_DIVIDER = re.compile(r"---(?:\s|$)")
#: Once for all pieces of an input: kinds that are not typed, objects of other commands.
_ONCE = ("AP310", "AP208")


class Piece(NamedTuple):
    """Lines that can be read by themselves.

    Attributes:
        first: index of the first of them that stands in the input.
        texts: the lines.
        added: how many of them stand before the first and are none of the input's.
    """

    first: int
    texts: list[str]
    added: int = 0


def read_pieces(pieces: Iterable[Piece], read: Callable[[Sequence[str], Ledger], Iterator[Record]], ledger: Ledger) -> Iterator[Record]:
    """The records of all pieces; what is found in them is told to the ledger of the input.

    Args:
        pieces: the pieces.
        read: reads one, with a ledger of its own.
        ledger: of the whole input.
    """
    told: set[tuple[str, str]] = set()
    for piece in pieces:
        lines = Lines.at(piece.texts, ledger.lines.source, ledger.lines.numbers[piece.first] - piece.added)
        own = Ledger(lines, ledger.options)
        yield from read(piece.texts, own)
        for index, use in enumerate(own.uses):
            text = piece.texts[index]
            if use == UNREAD and index >= piece.added and text.strip("{}[], -") and not is_chatter(text):
                own.report("AP201", "line of no object that could be read", index)
        for item in own.diagnostics:
            if item.code in _ONCE and (item.code, item.message) in told:
                continue
            told.add((item.code, item.message)) if item.code in _ONCE else None
            ledger.diagnostics.append(item)


def object_pieces(lines: Iterable[str], ledger: Ledger) -> Iterator[Piece]:
    """Objects in YAML and JSON, a few at a time."""
    cutter = _Cutter()
    for index, text in enumerate(lines):
        ledger.uses[index] = CHATTER  # they cannot be marked when they are read
        yield from cutter.take(index, text)
    yield from cutter.end()


class _Cutter:
    """Cuts lines into pieces."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._first = 0
        self._frame: list[str] = []  # of a list in JSON: what it says of its items
        self._dash: str | None = None  # of a list in YAML: what stands before each item; empty before the first
        self._in_list = ""  # json, yaml, or the same with "behind"

    def take(self, index: int, text: str) -> Iterator[Piece]:
        """The pieces that end before this line or with it."""
        if self._in_list == "json":
            yield from self._in_json(index, text)
        elif self._in_list == "yaml":
            yield from self._in_yaml(index, text)
        elif self._in_list == "behind json":
            if text == "}":
                self._in_list = ""
        elif self._in_list == "behind yaml" and _YAML_FRAME.match(text):
            pass
        else:
            self._in_list = ""
            yield from self._outside(index, text)

    def _outside(self, index: int, text: str) -> Iterator[Piece]:
        if text == _JSON_ITEMS and self._kept[:1] == ["{"]:
            self._in_list, self._frame, self._kept = "json", [line for line in self._kept[1:] if line.endswith('",')], []
        elif text.rstrip() == "items:" and all(_YAML_FRAME.match(line) or _is_blank(line) for line in self._kept):
            self._in_list, self._dash, self._kept = "yaml", None, []
        else:
            if _DIVIDER.match(text) or len(self._kept) >= _LONGEST:
                yield from self._cut(divided=True)
            self._keep(index, text)
            if text == "}":
                yield from self._cut()

    def _in_json(self, index: int, text: str) -> Iterator[Piece]:
        if self._kept or text == _JSON_OPEN:
            self._keep(index, text)
            if (text in _JSON_CLOSE and len(self._kept) >= _ENOUGH) or len(self._kept) >= _LONGEST:
                yield from self._cut_json()
        if text in ("    ]", "    ],"):
            if self._kept and self._kept[-1] == text:
                self._kept.pop()
            yield from self._cut_json()
            self._in_list = "behind json"

    def _cut_json(self) -> Iterator[Piece]:
        if self._kept:
            is_named = any('"kind"' in line for line in self._frame)
            head = ["{", *self._frame, *([] if is_named else ['    "kind": "List",']), _JSON_ITEMS]
            is_whole = self._kept[-1] in _JSON_CLOSE
            last = self._kept.pop()
            yield Piece(self._first, [*head, *self._kept, *([_JSON_CLOSE[0], "    ]", "}"] if is_whole else [last])], len(head))
        self._kept = []

    def _in_yaml(self, index: int, text: str) -> Iterator[Piece]:
        if self._dash is None and (match := _YAML_DASH.match(text)):
            self._dash = match.group()
        begins = self._dash is not None and text.startswith(self._dash)
        if not begins and text and not text[0].isspace() and text[0] not in "#-":
            yield from self._cut()
            self._in_list = "behind yaml"
            yield from self.take(index, text)
        elif _DIVIDER.match(text):
            yield from self._cut()
            self._in_list = ""
            yield from self._outside(index, text)
        else:
            if (begins and len(self._kept) >= _ENOUGH) or len(self._kept) >= _LONGEST:
                yield from self._cut()
            self._keep(index, text)

    def _keep(self, index: int, text: str) -> None:
        if not self._kept:
            self._first = index
        self._kept.append(text)

    def _cut(self, *, divided: bool = False) -> Iterator[Piece]:
        if not all(map(_is_blank, self._kept)):
            yield Piece(self._first, [*self._kept, "---"] if divided else self._kept)
        self._kept = []

    def end(self) -> Iterator[Piece]:
        """The last piece."""
        if self._in_list == "yaml" and self._kept:  # the list did not end, nor perhaps its last item
            yield Piece(self._first, ["items:", *self._kept], 1)
        else:
            yield from self._cut_json() if self._in_list == "json" else self._cut()


def _is_blank(text: str) -> bool:
    return not text.strip() or text.lstrip().startswith("#")


def description_pieces(lines: Iterable[str], ledger: Ledger) -> Iterator[Piece]:
    """Descriptions, each of which begins with a name behind a blank line."""
    kept: list[str] = []
    first = 0
    for index, text in enumerate(lines):
        ledger.uses[index] = CHATTER
        if kept and ((text.startswith("Name:") and not kept[-1].strip()) or len(kept) >= _LONGEST):
            yield Piece(first, kept)
            kept, first = [], index
        kept.append(text)
    if kept:
        yield Piece(first, kept)
