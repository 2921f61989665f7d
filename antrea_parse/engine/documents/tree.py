"""Documents as plain data that knows its lines, grown step by step within bounds."""

from __future__ import annotations

from typing import Any, NamedTuple

#: Containers inside containers that are read; schemas of custom resources nest a few dozen deep.
DEPTH_LIMIT = 200
#: Values of one document that are read; a value behind an alias counts wherever the alias stands.
SIZE_LIMIT = 4_000_000
#: Things wrong with one document that are named.
PROBLEM_LIMIT = 1000


class Problem(NamedTuple):
    """Something that is wrong with a document.

    Attributes:
        line: index of the line, from 0.
        column: first character it is about, from 1; None for the whole line.
        message: what was found, and what was expected.
    """

    line: int
    column: int | None
    message: str


class Object(dict[str, Any]):
    """A mapping that knows its lines.

    Attributes:
        first: index of its first line, from 0.
        last: index of its last line.
        whole: its end was read.
        lines: index of the line of each key.
    """

    __slots__ = ("first", "last", "lines", "whole")

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = self.last = first
        self.whole = False
        self.lines: dict[str, int] = {}


class Array(list[Any]):
    """A sequence that knows its lines.

    Attributes:
        first: index of its first line, from 0.
        last: index of its last line.
        whole: its end was read.
    """

    __slots__ = ("first", "last", "whole")

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = self.last = first
        self.whole = False


class Document(NamedTuple):
    """One document.

    Attributes:
        data: an `Object`, an `Array` or a scalar.
        first: index of its first line, from 0.
        last: index of the last line that was read of it.
        stop: why reading ended before the document did; None where it was read to its end.
        problems: what else is wrong with it.
    """

    data: Any
    first: int
    last: int
    stop: Problem | None
    problems: tuple[Problem, ...]


class Stop(Exception):  # noqa: N818  # ends the reading of a document and never leaves this package
    """A document cannot be read further."""

    def __init__(self, line: int, column: int | None, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, column, message)


class Tree:
    """A document that grows by one scalar, opening or closing at a time.

    Attributes:
        root: its outermost value; None before there is one.
        top: the innermost container that is open.
        key: key that waits for its value.
        size: how many values it holds.
        last: index of the last line that was read.
    """

    def __init__(self) -> None:
        self.root: Any = None
        self.top: Object | Array | None = None
        self.key: str | None = None
        self.size = 0
        self.first = self.last = 0
        self.problems: list[Problem] = []
        self._stack: list[tuple[Object | Array, int]] = []

    @property
    def is_done(self) -> bool:
        """Whether its outermost value has ended."""
        return self.size > 0 and self.top is None

    @property
    def takes_key(self) -> bool:
        """Whether the next scalar is a key."""
        return self.key is None and type(self.top) is Object

    def put_key(self, text: str, line: int) -> None:
        """The key of the next value."""
        top = self.top
        if type(top) is Object:
            if text in top.lines:
                self.problem(line, f"key {text[:80]!r} stands here again: the first one was kept")
            else:
                top.lines[text] = line
        self.key = text
        self.last = line

    def problem(self, line: int, message: str) -> None:
        """Something that is wrong and ends nothing; the first of them are kept."""
        if len(self.problems) < PROBLEM_LIMIT:
            self.problems.append(Problem(line, None, message))
        elif len(self.problems) == PROBLEM_LIMIT:
            self.problems.append(Problem(line, None, f"more than {PROBLEM_LIMIT:,} things are wrong with this document: the others are not named"))

    def put(self, value: Any, line: int) -> None:
        """A scalar, or a container that just opened.

        Raises:
            Stop: the document grows too large, or the value stands where a key should.
        """
        top = self.top
        self.size += 1
        if self.size > SIZE_LIMIT:
            raise Stop(line, None, f"more than {SIZE_LIMIT:,} values in one document, aliases counted as what they stand for")
        if top is None:
            self.root = value
            self.first = line
        elif type(top) is Array:
            top.append(value)
        elif type(top) is Object:
            if self.key is None:
                raise Stop(line, None, "a key that is no word")
            top.setdefault(self.key, value)
            self.key = None
        self.last = line

    def open(self, container: Object | Array) -> None:
        """A container begins.

        Raises:
            Stop: it stands too deep, or cannot stand here.
        """
        line = container.first
        if len(self._stack) >= DEPTH_LIMIT:
            raise Stop(line, None, f"nested deeper than {DEPTH_LIMIT} levels")
        before = self.size
        self.put(container, line)
        self._stack.append((container, before))
        self.top = container

    def close(self, line: int) -> tuple[Object | Array, int]:
        """The innermost container ends on this line; it, and how many values it holds with itself."""
        container, before = self._stack.pop()
        container.last = self.last = line
        container.whole = True
        self.top = self._stack[-1][0] if self._stack else None
        return container, self.size - before

    def drop_number(self) -> None:
        """Forget the value that was put last if it is a number."""
        top = self.top
        if type(top) is Array and top and type(top[-1]) in (int, float):
            top.pop()
        elif type(top) is Object and top and self.key is None and type(top[(last := next(reversed(top)))]) in (int, float):
            del top[last]

    def finish(self, stop: Problem | None = None) -> Document:
        """The document as far as it was read."""
        for container, _ in self._stack:
            container.last = self.last
        if stop is not None and not self.size:
            self.first = self.last = stop.line
        return Document(self.root, self.first, self.last, stop, tuple(self.problems))
