"""Lines of a description, and values that several kinds describe alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from antrea_parse.commands.selectors import to_selector
from antrea_parse.engine.documents import Array, Object

NOTHING = frozenset({"", "<none>", "<unset>", "<nil>", "<unknown>"})
_CREATED = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d{4})\b.*")
_PAIR = re.compile(r"(?P<key>[A-Za-z0-9][A-Za-z0-9._/-]*)(?:=|:\s*)(?P<value>.*)")


class Unreadable(Exception):  # noqa: N818  # never leaves this package
    """A line of a description that is not understood, where the record cannot do without it."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


class Refused(list[tuple[int, str]]):
    """Lines that are not understood, with what they were expected to be; what they would tell is left out of the record."""


class Entry(NamedTuple):
    """A line.

    Attributes:
        line: its index.
        key: what stands before the colon; empty for a line without one.
        value: what stands behind it, or the whole line.
        text: the whole line.
        indent: blanks before it.
    """

    line: int
    key: str
    value: str
    text: str
    indent: int = 0


class Section(NamedTuple):
    """The lines from one known key to the next.

    Attributes:
        key: the key.
        entries: its line and those below it.
    """

    key: str
    entries: tuple[Entry, ...]

    @property
    def value(self) -> str | None:
        """What stands on its own line; None for nothing."""
        return value_of(self.entries[0])

    @property
    def time(self) -> str | None:
        """The moment on its own line, as the API writes it."""
        return time_of(self.entries[0].value)

    @property
    def below(self) -> tuple[Entry, ...]:
        """The lines below its own."""
        return self.entries[1:]


def value_of(entry: Entry) -> str | None:
    """What a line says; None for nothing."""
    return None if entry.value in NOTHING else entry.value


def time_of(text: str) -> str | None:
    """A moment as the API writes it; None where there is none.

    >>> time_of("Fri, 09 Jul 2021 08:02:11 +0800"), time_of("Mon, 01 Jan 0001 00:00:00 +0000")
    ('2021-07-09T08:02:11+08:00', None)
    """
    if " 0001 " in text or text.startswith("0001-"):
        return None
    created = _CREATED.fullmatch(text)
    try:
        moment = datetime.strptime(" ".join(created.groups()), "%Y-%m-%d %H:%M:%S %z") if created else parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.isoformat() if moment.tzinfo is not None else None


def pairs_of(section: Section) -> dict[str, str]:
    """Labels or annotations, one a line; long values of annotations may go on below."""
    found: dict[str, str] = {}
    last = ""
    for number, entry in enumerate(section.entries):
        text = entry.value if not number else entry.text
        if text in NOTHING:
            continue
        if section.key == "Labels" and "," in text:  # before 1.6 on one line; no label holds a comma
            found.update(pair.partition("=")[::2] for pair in text.split(",") if "=" in pair)
            continue
        match = _PAIR.fullmatch(text)
        if match is not None:
            last = match["key"]
            found[last] = match["value"]
        elif last:
            found[last] += "\n" + text
    return found


def selector_of(entry: Entry) -> dict[str, Any]:
    """A label selector in the shape of the object; an empty one where nothing is printed."""
    text = re.sub(r"\s*\(Allowing .*\)$|\s*\(Coverage: .*\)$", "", entry.value)
    if text in NOTHING:
        return {}
    try:
        selector = to_selector(text)
    except ValueError as error:
        raise Unreadable(entry.line, f"{entry.key}: {error}") from error
    terms = [{"key": term.key, "operator": term.operator, "values": list(term.values)} for term in selector.match_expressions]
    return {**({"matchLabels": dict(selector.match_labels)} if selector.match_labels else {}), **({"matchExpressions": terms} if terms else {})}


def to_object(value: Any, first: int) -> Any:
    """Plain data as if it had been read from a document; what is None is left out."""
    if isinstance(value, dict):
        found = Object(first)
        found.update((key, to_object(item, first)) for key, item in value.items() if item is not None)
        found.whole = True
        return found
    if isinstance(value, list):
        array = Array(first)
        array.extend(to_object(item, first) for item in value)
        array.whole = True
        return array
    return value


def words_of(text: str) -> list[str]:
    """A list joined by commas."""
    return [word.strip() for word in text.split(",") if word.strip() and word.strip() not in NOTHING]


def rows_of(entries: Sequence[Entry]) -> Iterator[list[str]]:
    """The rows of a table below its header."""
    for entry in entries:
        if not entry.text.startswith(("Type ", "----", "Name ", "Resource ")) and entry.text not in NOTHING:
            yield entry.text.split()
