"""YAML as Kubernetes' own tools write it and people edit it.

Scalars are typed as go-yaml types them, less what newer releases of it take for text: ``on`` is a word, ``12:34`` no number of minutes,
a time stays text. Sources: go-yaml's resolve.go (v2 and v3); YAML 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from antrea_parse.engine.documents.tree import Array, Document, Object, Problem, Stop, Tree

#: Plain scalars that are no text.
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
#: What the tags of YAML's own types begin with.
_CORE = "tag:yaml.org,2002:"
_NUMBER_STARTS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]{1,32})|0[oO]?([0-7]{1,40})|([1-9]\d{0,40}|0))")
# An exponent without a sign is a number to some releases only; to the others `1234567e89` is the start of a container's id.
_FLOAT = re.compile(r"[-+]?(?:(?:\.\d{1,40}|\d{1,40}\.\d{0,40})(?:[eE][-+]?\d{1,3})?|\d{1,40}[eE][-+]\d{1,3})")


def plain_scalar(text: str) -> Any:
    """What a scalar without quotes means.

    >>> [plain_scalar(text) for text in ("15", "0x1f", "0400", "1.5", "true", "", "on", "10:20:30:40:50:12", "1234567e89")]
    [15, 31, 256, 1.5, True, None, 'on', '10:20:30:40:50:12', '1234567e89']
    """
    if text[:1] in _NUMBER_STARTS:
        match = _INTEGER.fullmatch(text)
        if match is None:
            return float(text) if _FLOAT.fullmatch(text) else text
        sign, hexadecimal, octal, decimal = match.groups()
        number = int(hexadecimal, 16) if hexadecimal else int(octal, 8) if octal else int(decimal)
        return -number if sign == "-" else number
    return _WORDS.get(text, text) if len(text) < 6 else text


def read_yaml(texts: Sequence[str], first: int, last: int) -> Iterator[Document]:
    """The documents in the lines with these indexes (the last excluded)."""
    import yaml  # 20 ms; only needed once a document is read

    reader: _Reader | None = None
    lines = list(texts[first:last])
    for index, text in enumerate(lines):  # directives: of versions that nobody writes, and names of tags, which are not read
        if text and text[0] not in "%#" and not text.isspace():
            break
        if text.startswith("%"):
            lines[index] = ""
    try:
        for event in yaml.parse("\n".join(lines) + "\n", Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.DocumentStartEvent):
                reader = _Reader(yaml, first)
            elif reader is not None:
                if not isinstance(event, yaml.DocumentEndEvent):
                    reader.take(event)
                elif reader.tree.root is not None:
                    yield reader.tree.finish()
        return
    except Stop as stop:
        problem = stop.problem
    except yaml.MarkedYAMLError as error:
        # A scanner names where it began and where it gave up: what it could not end is what is wrong.
        scanning = (error.context or "").startswith("while scanning")
        mark = (error.context_mark if scanning else None) or error.problem_mark
        line, column = (mark.line, mark.column + 1) if mark else (0, None)
        problem = Problem(min(first + line, last - 1), column, f"YAML: {error.problem or error.context or 'not understood'}")
    except yaml.YAMLError as error:
        problem = Problem(first, None, f"YAML: {error}".replace("\n", " ")[:200])
    yield (reader.tree if reader else Tree()).finish(problem)


class _Reader:
    """Grows one document by the parser's events.

    Args:
        yaml: the library, loaded when first used.
        first: index of the line at which the parser's text begins.
    """

    def __init__(self, yaml: Any, first: int) -> None:
        self.tree = Tree()
        self._first = first
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._open: list[str | None] = []
        self._handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
        }

    def take(self, event: Any) -> None:
        """The next event.

        Raises:
            Stop: the document cannot be read further.
        """
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)

    def _scalar(self, event: Any) -> None:
        tree = self.tree
        line = self._first + event.start_mark.line
        text: str = event.value
        if tree.takes_key:
            tree.put_key(text, line)
            return
        value = self._tagged(event.tag, text, line) if event.tag else plain_scalar(text) if event.implicit[0] else text
        if event.start_mark.index == event.end_mark.index:
            line = tree.last  # nothing was written: the parser noticed at whatever came next
        tree.put(value, line)
        tree.last = max(line, self._end_line(event)) if text else line
        if event.anchor:
            self._anchors[event.anchor] = value, 1

    def _tagged(self, tag: str, text: str, line: int) -> Any:
        """The value of a scalar whose type is written before it."""
        kind = tag.removeprefix(_CORE)
        if kind in ("str", "!", "timestamp"):
            return text
        if kind in ("int", "float", "bool", "null"):
            return plain_scalar(text)
        self.tree.problem(line, f"tag {tag[:80]!r} is not read, nor the value behind it")
        return None

    def _check(self, event: Any) -> None:
        if event.tag and event.tag not in (f"{_CORE}map", f"{_CORE}seq", "!"):
            self.tree.problem(self._first + event.start_mark.line, f"tag {event.tag[:80]!r} is not read: what stands behind it is taken as it is written")

    def _end_line(self, event: Any) -> int:
        mark = event.end_mark
        return int(self._first + mark.line - (mark.column == 0))

    def _mapping(self, event: Any) -> None:
        self._check(event)
        self._open.append(event.anchor)
        self.tree.open(Object(self._first + event.start_mark.line))

    def _sequence(self, event: Any) -> None:
        self._check(event)
        self._open.append(event.anchor)
        self.tree.open(Array(self._first + event.start_mark.line))

    def _end(self, event: Any) -> None:
        tree = self.tree
        # Only a bracket takes room of its own; what ends by indentation ended with its last value.
        bracket = event.end_mark.index > event.start_mark.index
        container, size = tree.close(self._end_line(event) if bracket else tree.last)
        if type(container) is Object and "<<" in container:
            _merge(container)
        anchor = self._open.pop()
        if anchor:
            self._anchors[anchor] = container, size

    def _alias(self, event: Any) -> None:
        line = self._first + event.start_mark.line
        known = self._anchors.get(event.anchor)
        if known is None:
            raise Stop(line, event.start_mark.column + 1, f"alias *{event.anchor[:80]} stands for nothing that ended before it")
        value, size = known
        if self.tree.takes_key and isinstance(value, str):
            self.tree.put_key(value, line)
            return
        self.tree.size += size - 1
        self.tree.put(value, line)


def _merge(target: Object) -> None:
    """Fill in the keys of other mappings (``<<: *base``) that the mapping itself has not."""
    sources = target["<<"] if type(target["<<"]) is Array else [target["<<"]]
    if all(type(source) is Object for source in sources):
        del target["<<"]
        for source in sources:
            for key, value in source.items():
                target.setdefault(key, value)
