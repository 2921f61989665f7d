"""Captures of inputs of any size, one by one, in memory that does not grow with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from antrea_parse.commands import registry
from antrea_parse.commands.argv import Resolved, resolve
from antrea_parse.commands.base import Record
from antrea_parse.commands.detect import candidates
from antrea_parse.commands.parse import collector_paused
from antrea_parse.commands.stream import KEPT, RecordStream
from antrea_parse.snapshot.capture import Capture, Setting
from antrea_parse.snapshot.coverage import USES, Use
from antrea_parse.snapshot.files import Limits, Readable, Stream, open_streams
from antrea_parse.snapshot.owners import Owners
from antrea_parse.snapshot.page import Page
from antrea_parse.snapshot.place import place
from antrea_parse.snapshot.transcript import Transcript
from antrea_parse.snapshot.whole import page_of
from antrea_parse.text.decode import Decoder
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.prompt import find_prompt, find_tall_prompt
from antrea_parse.text.source import Source
from antrea_parse.text.span import Span

#: Characters that are read before captures are looked for, unless told otherwise.
SIZE = 2 << 20
#: Bytes taken from a file at once.
_PIECE = 1 << 18
#: Longest line that is kept, in characters; what is longer is cut.
_LONGEST = 16 << 20


class CaptureStream(Iterator[Capture]):
    """An iterator over captures.

    Attributes:
        diagnostics: the first findings about sources and captures so far; of a capture also in its output.
        counts: number of lines by use so far, as `Coverage.counts`; lines of captures in pieces count as parsed or unparsed.
    """

    def __init__(self, paths: tuple[Readable, ...], size: int, limits: Limits | None) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.counts: Counter[Use] = Counter()
        self._size = max(size, 1024)
        self._owners = Owners()
        self._captures = self._all(paths, limits)

    def __next__(self) -> Capture:
        return next(self._captures)

    def _all(self, paths: tuple[Readable, ...], limits: Limits | None) -> Iterator[Capture]:
        for path in paths:
            for stream in open_streams(path, limits):
                if isinstance(stream, Diagnostic):
                    self._note([stream])
                    continue
                try:
                    yield from self._of(stream)
                except CaptureError as error:
                    if not stream.is_member:
                        raise
                    self._note([Diagnostic.of("AP304", str(error), source=stream.name)])

    def _of(self, stream: Stream) -> Iterator[Capture]:
        if stream.origin is not None and stream.origin.unread:
            self.counts["other"] += len(stream.source().lines)
            return
        lines = _Lines(stream, min(_PIECE, self._size))
        transcript = Transcript(stream.name)
        window: list[str] = []
        first = 1
        while True:
            window += lines.take(self._size - sum(map(len, window)))
            if lines.done:
                break
            cut = _last_prompt(window)
            if cut:
                yield from self._window(stream, transcript, window[:cut], first)
                window, first = window[cut:], first + cut
                continue
            begun = self._begun(stream, transcript, window, first)
            if begun is None:
                cut = _last_blank(window)
                yield from self._window(stream, transcript, window[:cut], first)
                window, first = window[cut:], first + cut
                continue
            feed = _Feed(lines, window)
            yield from self._pieces(stream, begun, feed, first)
            window, first = feed.rest, first + feed.count
        self._note(lines.diagnostics())
        if first == 1:  # all of it is at hand: read as `read` does
            source = Source.from_text("\n".join(window) + ("\n" if lines.ended else ""), stream.name)
            yield from self._placed(page_of(replace(source, origin=stream.origin)))
        elif window:
            yield from self._window(stream, transcript, window, first)

    def _window(self, stream: Stream, transcript: Transcript, window: list[str], first: int) -> Iterator[Capture]:
        """Captures of some lines."""
        page = Page(_source(stream.name, window, first))
        with collector_paused():
            transcript.take(page)
        yield from self._placed(page)

    def _placed(self, page: Page) -> Iterator[Capture]:
        for code, count in Counter(page.uses).items():
            self.counts[USES[code]] += count
        self._note([*page.source.diagnostics, *page.diagnostics])
        captures, found = place(page.captures, self._owners)
        self._note(found)
        for capture in captures:
            if capture.output is not None:
                self._note(capture.output.diagnostics)
        yield from captures

    def _begun(self, stream: Stream, transcript: Transcript, window: list[str], first: int) -> tuple[Capture, Resolved, int] | None:
        """The capture that fills the window and more: who printed it, and the number of lines before its output."""
        lines = _source(stream.name, window[:200], first).lines
        step, setting, body = transcript.begin(lines)
        origin = stream.origin
        if origin is not None and origin.command and first == 1:
            argv = tuple(origin.command.split())
            resolved = resolve(argv)
            setting = Setting(origin.node, origin.node_reason, origin.moment, "name of the archive" if origin.moment else "")
            if resolved is not None and registry.is_known(resolved.name):
                return setting.capture(lines.span(0), command=resolved.name, argv=argv), resolved, 0
            return None
        if step is not None and step.resolved is not None:
            invocation = step.invocation
            capture = setting.capture(
                lines.span(0), command=step.resolved.name, command_line=step.line, argv=invocation.argv, invocation=invocation if body else None
            )
            return capture, step.resolved, body
        found = candidates(lines[body:])
        if len(found) == 1 and found[0].line < len(lines) // 2:
            name = found[0].command.name
            return setting.capture(lines.span(0), command=name), Resolved(name, {}), body
        return None

    def _pieces(self, stream: Stream, begun: tuple[Capture, Resolved, int], feed: _Feed, first: int) -> Iterator[Capture]:
        """A capture of which the lines are read one by one, its records in pieces."""
        whole, resolved, body = begun
        (whole,), found = place([whole], self._owners)
        self._note(found)
        command = registry.load(resolved.name)
        feed.skip(body)
        self.counts["command"] += body
        records = RecordStream(command, feed, resolved.options, stream.name, first_line=first + body)
        held: list[Record] = []
        part, noted, begin, counted, unread = 0, 0, first + body, feed.count, 0
        told = feed.size
        while True:
            record = next(records, None)
            if record is not None:
                held.append(record)
            if record is None or feed.size - told >= self._size:
                part += 1
                diagnostics = tuple(records.diagnostics[noted:])
                noted, told = len(records.diagnostics), feed.size
                end = first + feed.count - 1
                output = command.output(command=command.name, argv=whole.argv or None, node=whole.node, records=(), diagnostics=diagnostics)
                output.__dict__["records"] = tuple(held)  # typed already, as `parse_lines` does it
                self._note(diagnostics)
                self.counts["unparsed"] += records.unread - unread
                self.counts["parsed"] += feed.count - counted - (records.unread - unread)
                counted, unread, held = feed.count, records.unread, []
                span = Span(stream.name, min(begin, end), end)
                begin = end + 1
                yield replace(whole, span=span, output=output, partial=True, part=part)
            if record is None:
                return

    def _note(self, found: list[Diagnostic] | tuple[Diagnostic, ...]) -> None:
        self.diagnostics.extend(found[: max(0, KEPT - len(self.diagnostics))])


def iter_captures(*paths: Readable, size: int = SIZE, limits: Limits | None = None) -> CaptureStream:
    r"""Read captures one by one, in one pass and bounded memory: for inputs that are too big for `read`.

    A capture whose text is longer than `size` comes in pieces: each is a `Capture` with ``partial`` set and its number in ``part``; the
    records of all pieces together are those of the whole. What needs the whole text is not done to pieces (lines that a terminal
    wrapped are not joined). The node of an exec is known when a pod table stood before it.

    Args:
        *paths: paths, or files opened for reading.
        size: characters of text that are held at once, and the most that one piece is read from. What is read from them takes some
            twenty times as much memory while the caller holds the capture.
        limits: how much is unpacked; `Limits()` when None.

    Returns:
        An iterator of captures; its ``diagnostics`` and ``counts`` tell about what was read so far.

    Raises:
        CaptureError: a path does not exist, or a file given by name is binary (while iterating).

    >>> import io
    >>> log = io.StringIO("[root@worker-01 ~]# ip route\ndefault via 10.0.0.1 dev eth0\n")
    >>> [(capture.node, len(capture.output)) for capture in iter_captures(log)]
    [('worker-01', 1)]
    """
    return CaptureStream(paths, size, limits)


def _source(name: str, window: list[str], first: int) -> Source:
    source = Source.from_text("\n".join(window) + "\n", name)
    shift = first - 1
    numbers = source.lines.numbers
    moved = range(first, first + len(window) + 1) if isinstance(numbers, range) else [number + shift for number in numbers]
    found = [
        item if item.line is None else item.model_copy(update={"line": item.line + shift, "last_line": (item.last_line or item.line) + shift})
        for item in source.diagnostics
    ]
    return Source(name, replace(source.lines, numbers=moved), tuple(found))


def _last_prompt(window: list[str]) -> int:
    """Index of the last line on which a prompt begins, beyond the first; 0 when there is none."""
    for index in range(len(window) - 1, 0, -1):
        text = window[index]
        if find_tall_prompt(window[index - 1], text) is not None:
            return index - 1
        if (prompt := find_prompt(text)) is not None and (prompt.host or prompt.command):
            return index
    return 0


def _last_blank(window: list[str]) -> int:
    """Index behind the last blank line of the last quarter; the end when there is none."""
    for index in range(len(window) - 1, len(window) * 3 // 4, -1):
        if not window[index].strip():
            return index + 1
    return len(window)


class _Lines:
    """The lines of a file, decoded as they are read."""

    def __init__(self, stream: Stream, piece: int) -> None:
        self.piece = piece
        self.done = False
        self.ended = True
        self._file = stream.file
        self._name = stream.name
        self._decoder = Decoder(stream.name)
        self._rest = ""
        self._ready: list[str] = []

    def take(self, size: int) -> list[str]:
        """Lines of at least one piece, until they have this many characters or the file ends."""
        taken, self._ready = self._ready, []
        count = sum(map(len, taken))
        while not self.done and (count < size or not taken):
            text = self._piece()
            if not text:
                self.done = True
                self.ended = not self._rest
                if self._rest:
                    taken.append(self._rest.rstrip("\r"))
                break
            count += len(text)
            lines = (self._rest + text).split("\n")
            self._rest = lines.pop()
            if len(self._rest) > _LONGEST:
                self._rest = self._rest[:_LONGEST]
            taken += [line.rstrip("\r") for line in lines]
        return taken

    def _piece(self) -> str:
        while True:
            data = self._file.read(self.piece)
            if isinstance(data, str):
                return data
            text = self._decoder.feed(data, final=not data)
            if text or not data:
                return text

    def diagnostics(self) -> list[Diagnostic]:
        """What was found about the encoding."""
        return self._decoder.diagnostics()


class _Feed(Iterator[str]):
    """The lines of one output: those at hand, then those of the file, up to the next prompt.

    Attributes:
        count: lines given so far.
        size: their characters.
        rest: lines that were taken from the file and are no part of the output.
    """

    def __init__(self, lines: _Lines, window: list[str]) -> None:
        self.count = 0
        self.size = 0
        self.rest: list[str] = []
        self._lines = lines
        self._window = window
        self._at = 0
        self._over = False

    def skip(self, count: int) -> None:
        """Pass over the lines of the command line."""
        self._at = self.count = count

    def __next__(self) -> str:
        if self._over:
            raise StopIteration
        if self._at >= len(self._window):
            self._window = self._lines.take(self._lines.piece) if not self._lines.done else []
            self._at = 0
        if not self._window:
            self._over = True
            raise StopIteration
        text = self._window[self._at]
        if self.count and (prompt := find_prompt(text)) is not None and (prompt.host or prompt.command):
            self._over = True
            self.rest = self._window[self._at :]
            raise StopIteration
        self._at += 1
        self.count += 1
        self.size += len(text) + 1
        return text
