"""A snapshot: all captures analysed together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from antrea_parse.commands import registry
from antrea_parse.commands.base import Output, Record
from antrea_parse.snapshot.bundles.identity import place_bundles
from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.coverage import Coverage, ExcerptLine, Use
from antrea_parse.snapshot.files import Limits, Readable, each_of, open_sources
from antrea_parse.snapshot.place import place
from antrea_parse.snapshot.transcript import Page
from antrea_parse.snapshot.whole import page_of
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.shown import html_table
from antrea_parse.text.source import Lines, Source

if TYPE_CHECKING:
    from antrea_parse.snapshot.redaction.redact import Redaction
    from antrea_parse.topology.model import Topology

#: Captures that a notebook shows.
_SHOWN = 200


class Snapshot:
    """Captures of one or many sources, with the account of every line.

    Attributes:
        sources: what was read, in order.
        captures: in the order of the sources and their lines.
        objects: the Kubernetes objects among the records: those read from YAML, JSON, names or manifests, not from tables.
        coverage: what each line was used for.
        diagnostics: findings about sources, transcripts and captures.
    """

    def __init__(self, pages: Iterable[Page], diagnostics: Iterable[Diagnostic] = ()) -> None:
        pages = list(pages)
        unnamed = place_bundles(pages)
        captures, unplaced = place(capture for page in pages for capture in page.captures)
        self.sources: tuple[Source, ...] = tuple(page.source for page in pages)
        self.captures: tuple[Capture, ...] = tuple(captures)
        self.objects: tuple[Record, ...] = tuple(
            record for capture in captures if capture.output and capture.output.ledger and capture.output.ledger.holds_objects for record in capture.output
        )
        self.coverage = Coverage({page.source.name: bytes(page.uses) for page in pages})
        self._lines = {page.source.name: page.source.lines for page in pages}
        found = list(diagnostics)
        for page in pages:
            found += page.source.diagnostics
            found += page.diagnostics
        for capture in self.captures:
            if capture.output is not None:
                found += capture.output.diagnostics
        self.diagnostics: tuple[Diagnostic, ...] = tuple(found + unnamed + unplaced)

    def outputs(self, command: str | None = None, node: str | None = None) -> tuple[Output, ...]:
        """The outputs of one command, of one node, or of all.

        Args:
            command: the command in any spelling; None for all.
            node: the node whose state they tell; None for all.

        Raises:
            UnknownCommandError: there is no such command.
        """
        name = None if command is None else registry.look_up(command)[0].name
        return tuple(
            capture.output for capture in self.captures if capture.output is not None and name in (None, capture.command) and node in (None, capture.node)
        )

    def excerpts(self, use: Use = "unparsed", *, around: int = 2) -> Iterator[list[ExcerptLine]]:
        """The lines of one use, each run of them with the lines around it.

        Args:
            use: which lines.
            around: lines before and after.
        """
        for source, lines in self._lines.items():
            uses = self.coverage.uses_of(source)
            wanted = [number for number, found in enumerate(uses) if found == use]
            start = 0
            for position, number in enumerate(wanted):
                if position + 1 == len(wanted) or wanted[position + 1] - number > 2 * around + 1:
                    first, last = max(0, wanted[start] - around), min(len(uses), number + around + 1)
                    yield [ExcerptLine(source, index + 1, _text_of(lines, index), uses[index]) for index in range(first, last)]
                    start = position + 1

    @cached_property
    def topology(self) -> Topology:
        """Everything the captures tell about the cluster, joined."""
        from antrea_parse.topology.assemble import assemble  # a door up, opened when called

        return assemble(self)

    def redact(self, key: bytes | str | None = None) -> Redaction:
        r"""The same captures with pseudonyms: for names of nodes, pods, namespaces and all else that people name, and for addresses.

        The same name or address has the same pseudonym everywhere. Names begin alike where they did;
        addresses share the prefixes that they shared; so the same topology comes of it. Lines that are not understood are withheld.

        Args:
            key: the secret that the pseudonyms follow from; the same key gives the same. Made up when None.

        >>> snap = read_text("[root@db-7 ~]# ip route\ndefault via 10.1.2.3 dev eth0\n")
        >>> redaction = snap.redact(key="a secret")
        >>> "db-7" in redaction.texts["text"], "10.1.2.3" in redaction.texts["text"], redaction.mapping["names"]["db-7"] != "db-7"
        (False, False, True)
        """
        from antrea_parse.snapshot.redaction.redact import redact  # few need it

        return redact(self, key)

    @property
    def nodes(self) -> tuple[str, ...]:
        """Names of the nodes that captures tell about, in order of appearance."""
        return tuple(dict.fromkeys(capture.node for capture in self.captures if capture.node is not None))

    def _repr_html_(self) -> str:
        """A table for a notebook: a row for each of the first captures, and what the lines were used for."""
        rows = [
            {
                "node": capture.node,
                "command": capture.command or " ".join(capture.argv),
                "lines": capture.span,
                "records": None if capture.output is None else len(capture.output),
                "not read because": capture.reason,
            }
            for capture in self.captures[:_SHOWN]
        ]
        uses = ", ".join(f"{count} {use}" for use, count in self.coverage.counts.items() if count)
        hidden = len(self.captures) - _SHOWN
        return html_table(rows, f"{len(self.captures)} captures", (f"{hidden} more captures; " if hidden > 0 else "") + f"lines: {uses or 'none'}")

    def __repr__(self) -> str:
        read = sum(capture.output is not None for capture in self.captures)
        return f"<Snapshot: {read} of {len(self.captures)} captures read, {len(self.coverage.sources)} sources, {sum(self.coverage.counts.values())} lines>"


def _text_of(lines: Lines, index: int) -> str:
    """What stands on a line of a source; of a page, all that is shown of it."""
    numbers = lines.numbers
    number = numbers[0] + index
    return "  ".join(lines.texts[bisect_left(numbers, number) : bisect_left(numbers, number + 1)])


#: Characters that `read` keeps unless told otherwise.
SIZE = 1 << 28


#: Characters from which on lines that many files have are kept once: the routes and neighbours of a thousand nodes are the same.
_MUCH = 1 << 22
_KNOWN_LIMIT = 1 << 18


def _share(texts: Sequence[str], known: dict[str, str]) -> None:
    if isinstance(texts, list):
        texts[:] = [known.setdefault(text, text) for text in texts]
        if len(known) > _KNOWN_LIMIT:
            known.clear()


def read(*paths: Readable | Iterable[Readable], size: int = SIZE, limits: Limits | None = None) -> Snapshot:
    """Read saved text: terminal logs, pages, files of single outputs, folders and archives of them.

    Args:
        *paths: paths, or files opened for reading, also in lists.
        size: characters of text that are kept at most; what is read from them takes some ten to twenty times as much memory.
        limits: how much of each is unpacked and read; `Limits()` when None.

    Returns:
        The captures found, with the account of every line.

    Raises:
        CaptureError: a path does not exist, a file given by name is binary, or the text is longer than `size`.
    """
    limits = limits or Limits()
    limits = replace(limits, file_bytes=min(limits.file_bytes, 4 * size + 4))  # no encoding has more bytes a character
    pages = []
    diagnostics = []
    kept = 0
    known: dict[str, str] = {}
    for path in each_of(paths):
        for item in open_sources(path, limits):
            if isinstance(item, Source):
                if item.origin is None or not item.origin.unread:
                    kept += sum(map(len, item.lines.texts))
                if kept > size:
                    message = f"{item.name}: more than {size:,} characters of text, which read() would keep; "
                    raise CaptureError(message + "give it a larger size, or take the captures one by one with antrea_parse.iter_captures()")
                if kept > _MUCH:
                    _share(item.lines.texts, known)
                pages.append(page_of(item))
            else:
                diagnostics.append(item)
    return Snapshot(_unique(pages), diagnostics)


def read_text(text: str, name: str = "<text>") -> Snapshot:
    r"""Read text that is already at hand, for example a pasted terminal log.

    Args:
        text: the text.
        name: what messages call it.

    >>> snap = read_text("[root@master-01 ~]# antctl version\ncontrollerVersion: v0.13.3\n", name="paste")
    >>> snap.captures[0].node, snap.captures[0].output[0].controller_version
    ('master-01', 'v0.13.3')
    """
    return Snapshot([page_of(Source.from_text(text, name))])


def _unique(pages: list[Page]) -> list[Page]:
    """Sources of the same name get numbers, so that every line has one address."""
    seen: dict[str, int] = {}
    for page in pages:
        name = page.source.name
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            page.source = replace(page.source, name=f"{name}#{seen[name]}")
    return pages
