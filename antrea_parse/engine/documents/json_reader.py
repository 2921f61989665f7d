"""JSON, line by line: the only way to know the lines of what is read (RFC 8259)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from antrea_parse.engine.documents.tree import Array, Document, Object, Stop, Tree

#: A token behind blanks: a sign, a string, a number, a word, or the end of the line.
_TOKEN = re.compile(
    r"[ \t\r]*(?:([{}\[\],:])"
    r'|("[^"\\]*(?:\\.[^"\\]*)*")'
    r"|(-?(?:0|[1-9]\d{0,300})(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?)(?![\w.])"
    r"|(true|false|null)\b"
    r"|$())"
)
#: Half of a letter beyond the first 65,536, which cannot be written anywhere.
_HALF = re.compile("[\ud800-\udfff]")
_SIGN, _STRING, _NUMBER, _WORD, _END = range(1, 6)
_WORDS = {"true": True, "false": False, "null": None}


def read_json(texts: Sequence[str], first: int, last: int) -> Iterator[Document]:
    """The documents that stand one after another in the lines with these indexes (the last excluded).

    What is no JSON behind a document is left alone where a new line begins with it.
    """
    reader = _Reader()
    match = _TOKEN.match
    try:
        for index in range(first, last):
            text = texts[index]
            if not reader.tree.size and (text.startswith("#") or text.rstrip() == "---"):
                continue
            position = 0
            while True:
                token = match(text, position)
                kind = token.lastindex if token else None
                if token is not None and kind == _END:
                    break
                if reader.tree.is_done and not (token and kind == _SIGN and token[kind] in "{["):
                    if position:
                        reader.tree.problems.append(reader.problem(index, position, text).problem)
                    yield reader.tree.finish()
                    return
                if token is None or kind is None:
                    raise reader.problem(index, position, text)
                if reader.tree.is_done:
                    yield reader.tree.finish()
                    reader = _Reader()
                if not reader.takes(kind, token[kind], index):
                    raise reader.problem(index, position, text)
                position = token.end()
        if not reader.tree.is_done:
            reader.drop_number()
            raise reader.problem(last - 1, 0, "")
    except Stop as stop:
        yield reader.tree.finish(stop.problem)
        return
    yield reader.tree.finish()


class _Reader:
    """Grows one document by tokens."""

    def __init__(self) -> None:
        self.tree = Tree()
        self._expected = "a value"

    def problem(self, index: int, position: int, text: str) -> Stop:
        """What is wrong at this place."""
        expected = "the end of the document" if self.tree.is_done else self._expected
        rest = text[position:].strip()
        return Stop(index, position + 1 if rest else None, f"JSON: expected {expected}, found {repr(rest[:40]) if rest else 'the end'}")

    def drop_number(self) -> None:
        """Forget a number with which the text breaks off: more digits may have followed."""
        if self._expected.startswith("','"):
            self.tree.drop_number()

    def takes(self, kind: int, text: str, line: int) -> bool:
        """Grow by this token; False where it may not stand.

        Raises:
            Stop: the document cannot be read further.
        """
        tree = self.tree
        expected = self._expected
        if kind == _SIGN:
            return self._sign(text, line)
        if expected.startswith("a key"):
            if kind != _STRING:
                return False
            tree.put_key(self._string(text, line), line)
            self._expected = "':'"
            return True
        if not expected.startswith("a value"):
            return False
        value: Any
        if kind == _STRING:
            value = self._string(text, line)
        elif kind == _WORD:
            value = _WORDS[text]
        else:
            value = int(text) if text.lstrip("-").isdigit() else float(text)
        tree.put(value, line)
        self._expected = self._behind()
        return True

    def _sign(self, text: str, line: int) -> bool:
        tree = self.tree
        expected = self._expected
        if text in "{[":
            if not expected.startswith("a value"):
                return False
            tree.open(Object(line) if text == "{" else Array(line))
            self._expected = "a key or '}'" if text == "{" else "a value or ']'"
        elif text in "}]":
            if f"'{text}'" not in expected:
                return False
            tree.close(line)
            self._expected = self._behind()
        elif text == ",":
            if not expected.startswith("','"):
                return False
            self._expected = "a key" if type(tree.top) is Object else "a value"
        else:
            if expected != "':'":
                return False
            self._expected = "a value"
        return True

    def _behind(self) -> str:
        """What may stand behind a value."""
        return "',' or '}'" if type(self.tree.top) is Object else "',' or ']'"

    def _string(self, token: str, line: int) -> str:
        if "\\" not in token:
            return token[1:-1]
        try:
            text = str(json.loads(token, strict=False))
        except ValueError as error:
            raise Stop(line, None, f"JSON: {error}") from error
        if "\\u" in token and _HALF.search(text):
            self.tree.problem(line, "half of a letter in a string: replaced by U+FFFD")
            text = _HALF.sub("\ufffd", text)
        return text
