"""Captures of inputs of any size, one by one, in memory that does not grow with them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.argv import Resolved, resolve
from antrea_parse.commands.base import Record
from antrea_parse.commands.detect import candidates
from antrea_parse.commands.parse import collector_paused, parse_lines
from antrea_parse.commands.stream import KEPT, RecordStream
from antrea_parse.snapshot.bundles.identity import Hints, moved, unknown
from antrea_parse.snapshot.capture import Capture, Setting
from antrea_parse.snapshot.coverage import USES, Use
from antrea_parse.snapshot.feed import Feed, FileLines, is_prompt
from antrea_parse.snapshot.files import Limits, Readable, Stream, each_of, open_streams
from antrea_parse.snapshot.owners import Owners
from antrea_parse.snapshot.page import CODE, Page
from antrea_parse.snapshot.place import place
from antrea_parse.snapshot.transcript import Transcript
from antrea_parse.snapshot.whole import SECTION, SECTIONS, account, page_of
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import CaptureError
from antrea_parse.text.origin import Origin
from antrea_parse.text.prompt import find_tall_prompt
from antrea_parse.text.source import Source
from antrea_parse.text.span import Span

#: Characters that are read before captures are looked for, unless told otherwise.
SIZE = 2 << 20
#: Bytes taken from a file at once.
_PIECE = 1 << 18


#: Lines that show whether a terminal wrapped them, and the widest terminal.
_SAMPLE, _WIDEST = 200, 512


class _Begun(NamedTuple):
    """A capture that is longer than what is held at once.

    Attributes:
        capture: what is known of it.
        resolved: its command.
        body: number of lines before its output.
        ends: where it ends, see `Feed`.
    """

    capture: Capture
    resolved: Resolved
    body: int
    ends: Callable[[str, str], bool] | None


class CaptureStream(Iterator[Capture]):
    """An iterator over captures.

    Attributes:
        diagnostics: the first findings about sources and captures so far; of a capture also in its output.
        counts: number of lines by use so far, as `Coverage.counts`; lines of captures in pieces count as parsed or unparsed.
    """

    def __init__(self, paths: Iterable[Readable | Iterable[Readable]], size: int, limits: Limits | None) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.counts: Counter[Use] = Counter()
        self._size = max(size, 1024)
        self._owners = Owners()
        self._hints = Hints()
        self._captures = self._all(paths, limits)

    def __next__(self) -> Capture:
        return next(self._captures)

    def _all(self, paths: Iterable[Readable | Iterable[Readable]], limits: Limits | None) -> Iterator[Capture]:
        for path in each_of(paths):
            groups: dict[str, bool] = {}  # bundles, and whether a capture of theirs has been given without its node
            self._hints = Hints()
            for stream in open_streams(path, limits):
                if isinstance(stream, Diagnostic):
                    self._note([stream])
                    continue
                group = self._group(path, limits, stream, groups)
                try:
                    for capture in self._of(stream):
                        groups[group] = groups.get(group, False) or (capture.node is None and capture.output is not None)
                        yield capture
                except CaptureError as error:
                    if not stream.is_member:
                        raise
                    self._note([Diagnostic.of("AP304", str(error), source=stream.name)])
            for group, is_lost in groups.items():
                self._note([unknown(group)] if is_lost and group else self._hints.contradictions(group))

    def _group(self, path: Readable, limits: Limits | None, stream: Stream, groups: dict[str, bool]) -> str:
        """The bundle that a file is a part of. Where its name does not tell the node, all of the input is looked through for what does."""
        origin = stream.origin
        group = "" if origin is None else origin.group
        self._hints.learn(origin)
        if origin is not None and group and origin.node is None and group not in groups and isinstance(path, str | os.PathLike):
            for other in open_streams(path, limits):
                if isinstance(other, Stream):
                    self._hints.learn(other.origin)
        groups.setdefault(group, False)
        return group

    def _of(self, stream: Stream) -> Iterator[Capture]:
        if stream.origin is not None and stream.origin.unread:
            self.counts["other"] += len(stream.source().lines)
            return
        lines = FileLines(stream, min(_PIECE, self._size))
        transcript = Transcript(stream.name)
        window: list[str] = []
        first = 1
        is_parted = stream.origin is not None and stream.origin.command == "clusterinfo"
        unread: Capture | None = None  # what was typed of which the window before shows a part
        while True:
            window += lines.take(self._size - sum(map(len, window)))
            if lines.done and not (window and is_parted and first > 1):
                break
            cut = 0 if is_parted else _last_prompt(window)
            if not cut and (begun := self._begun(stream, transcript, window, first)) is not None and unread is None:
                feed = Feed(lines, window, begun.ends)
                width = _wrapped_at(stream.name, window, begun)
                yield from self._wrapped(stream, begun, feed, first, width) if width else self._pieces(stream, begun, feed, first)
                window, first = feed.rest, first + feed.count - feed.shared
                continue
            is_open = not cut
            cut = cut or _last_blank(window)
            for capture in self._window(stream, transcript, window[:cut], first, unread):
                yield capture
                unread = capture if is_open and capture.reason and capture.span.last_line == first + cut - 1 else None
            unread = unread if is_open else None
            window, first = window[cut:], first + cut
        self._note(lines.diagnostics())
        if first == 1:  # all of it is at hand: read as `read` does
            source = Source.from_text("\n".join(window) + ("\n" if window and lines.ended else ""), stream.name)
            yield from self._placed(page_of(replace(source, origin=stream.origin)), stream.origin)
        elif window:
            yield from self._window(stream, transcript, window, first, unread)

    def _window(self, stream: Stream, transcript: Transcript, window: list[str], first: int, unread: Capture | None = None) -> Iterator[Capture]:
        """Captures of some lines, which may begin with more of what is not read."""
        page = Page(_source(stream.name, window, first))
        with collector_paused():
            transcript.take(page)
        if unread is not None and (count := _leading_prose(page)):
            span = Span(stream.name, first, first + count - 1)
            page.captures.insert(0, replace(unread, span=span, part=(unread.part or 1) + 1, partial=True))
        yield from self._placed(page, stream.origin)

    def _placed(self, page: Page, origin: Origin | None) -> Iterator[Capture]:
        for code, count in Counter(page.uses).items():
            self.counts[USES[code]] += count
        self._note([*page.source.diagnostics, *page.diagnostics])
        captures, found = place([self._moved(capture, origin) for capture in page.captures], self._owners)
        self._note(found)
        for capture in captures:
            if capture.output is not None:
                self._note(capture.output.diagnostics)
        yield from captures

    def _moved(self, capture: Capture, origin: Origin | None) -> Capture:
        best = self._hints.best(origin.group) if origin is not None and origin.group else None
        return capture if best is None else moved(capture, best)

    def _begun(self, stream: Stream, transcript: Transcript, window: list[str], first: int) -> _Begun | None:
        """The capture that fills the window and more: who printed it, and the number of lines before its output."""
        lines = _source(stream.name, window[:200], first).lines
        origin = stream.origin
        if origin is not None and origin.command:
            heading = SECTION.match(window[0]) if origin.command == "clusterinfo" else None
            if heading is None and (origin.command == "clusterinfo" or first > 1):
                return None
            argv = tuple((SECTIONS[heading[1]] if heading else origin.command).split())
            resolved = resolve(argv)
            setting = Setting(origin.node, origin.node_reason, origin.moment, "name of the archive" if origin.moment else "")
            if resolved is None or not registry.is_known(resolved.name):
                return None
            return _Begun(
                setting.capture(lines.span(0), command=resolved.name, argv=argv), resolved, int(heading is not None), _is_section if heading else None
            )
        step, setting, body = transcript.begin(lines)
        if step is not None and step.resolved is not None:
            invocation = step.invocation
            capture = setting.capture(
                lines.span(0), command=step.resolved.name, command_line=step.line, argv=invocation.argv, invocation=invocation if body else None
            )
            return _Begun(capture, step.resolved, body, is_prompt)
        found = candidates(lines[body:])
        if len(found) == 1 and found[0].line < len(lines) // 2:
            name = found[0].command.name
            return _Begun(setting.capture(lines.span(0), command=name), Resolved(name, {}), body, is_prompt)
        return None

    def _pieces(self, stream: Stream, begun: _Begun, feed: Feed, first: int) -> Iterator[Capture]:
        """A capture of which the lines are read one by one, its records in pieces."""
        (whole,), found = place([self._moved(begun.capture, stream.origin)], self._owners)
        self._note(found)
        command = registry.load(begun.resolved.name)
        body = begun.body
        feed.skip(body)
        self.counts["command" if begun.ends is is_prompt else "parsed"] += body
        records = RecordStream(command, feed, begun.resolved.options, stream.name, first_line=first + body)
        held: list[Record] = []
        part, noted, unread, blank = 0, 0, 0, 0
        begin = first + (body if begun.ends is _is_section else 0)
        counted, told = body, 0
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
                self.counts["blank"] += feed.blank - blank
                self.counts["parsed"] += feed.count - counted - feed.shared - (records.unread - unread) - (feed.blank - blank)
                counted, unread, blank, held = feed.count, records.unread, feed.blank, []
                span = Span(stream.name, min(begin, end), end)
                begin = end + 1
                piece = replace(whole, span=span, output=output, partial=True, part=part)
                self._owners.read_tables([piece])
                self._owners.read_placed([piece])
                yield piece
            if record is None:
                return

    def _wrapped(self, stream: Stream, begun: _Begun, feed: Feed, first: int, width: int) -> Iterator[Capture]:
        """A capture whose lines a terminal wrapped: pieces that end where a line does, each read as a whole."""
        (whole,), found = place([self._moved(begun.capture, stream.origin)], self._owners)
        self._note(found)
        command = registry.load(begun.resolved.name)
        feed.skip(begun.body)
        self.counts["command"] += begun.body
        begin, part = first, 0
        while True:
            texts: list[str] = []
            size = 0
            for text in feed:
                texts.append(text)
                size += len(text) + 1
                if size >= self._size and len(text) < width:
                    break
            if not texts:
                return
            end = first + feed.count - 1
            page = Page(_source(stream.name, texts, end - len(texts) + 1))
            output = parse_lines(command, page.source.lines, options=begun.resolved.options, argv=whole.argv or None, node=whole.node)
            account(page, output)
            for code, count in Counter(page.uses).items():
                self.counts[USES[code]] += count
            self.counts["parsed"] -= feed.shared
            self._note([*page.source.diagnostics, *output.diagnostics])
            part += 1
            yield replace(whole, span=Span(stream.name, begin, end), output=output, partial=True, part=part)
            begin = end + 1

    def _note(self, found: list[Diagnostic] | tuple[Diagnostic, ...]) -> None:
        self.diagnostics.extend(found[: max(0, KEPT - len(self.diagnostics))])


def iter_captures(*paths: Readable | Iterable[Readable], size: int = SIZE, limits: Limits | None = None) -> CaptureStream:
    r"""Read captures one by one, in one pass and bounded memory: for inputs that are too big for `read`.

    What comes is what `read` gives, with these differences. A capture whose text is longer than `size` comes in pieces: each is a `Capture` with
    ``partial`` set and its number in ``part``; the records of all pieces together are those of the whole. What needs the whole text is not done
    to pieces: lines of tables and blocks that a terminal wrapped are not joined, rows that stand there twice stay, and a line of more than
    16 Mi characters is cut. The node of an exec is known when a pod table stood before it; names of hosts are not compared with those that come
    later, nor folders with those beside them. The node of a bundle whose name does not tell it is looked up in its files before they are read,
    unless it comes from an open file.

    Args:
        *paths: paths, or files opened for reading, also in lists.
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


def _wrapped_at(name: str, window: list[str], begun: _Begun) -> int:
    """The width at which a terminal wrapped the lines of an output whose lines say what they say without those above; 0 where it did not."""
    lines = _source(name, window[begun.body : begun.body + _SAMPLE], 1).lines
    width = max(map(len, lines.texts), default=0)
    # From the middle on: what needs a header above it is not read in parts.
    start = next((index + 1 for index in range(len(lines) // 2, len(lines)) if len(lines.texts[index]) < width - 1), len(lines))
    if len(lines) - start < _SAMPLE // 4 or width > _WIDEST:
        return 0
    found = parse_lines(registry.load(begun.resolved.name), lines[start:], options=begun.resolved.options).diagnostics
    codes = {item.code for item in found}
    return width if "AP110" in codes and "AP201" not in codes else 0


def _is_section(line: str, _: str) -> bool:
    return SECTION.match(line) is not None


def _leading_prose(page: Page) -> int:
    """Mark what stands before anything else of a page as a part of what the page before ended with; how many lines that are."""
    count = 0
    for use in page.uses:
        if USES[use] not in ("prose", "blank", "other", "unparsed"):
            break
        count += 1
    if any(capture.span.first_line <= page.source.lines.numbers[0] + count - 1 for capture in page.captures):
        return 0
    for index in range(count):
        if USES[page.uses[index]] == "prose":
            page.uses[index] = CODE["other"]
    return count


def _last_prompt(window: list[str]) -> int:
    """Index of the last line on which a prompt begins, beyond the first; 0 when there is none."""
    for index in range(len(window) - 1, 0, -1):
        text = window[index]
        if find_tall_prompt(window[index - 1], text) is not None:
            return index - 1
        if is_prompt(text):
            return index
    return 0


def _last_blank(window: list[str]) -> int:
    """Index behind the last blank line of the last quarter; the end when there is none."""
    for index in range(len(window) - 1, len(window) * 3 // 4, -1):
        if not window[index].strip():
            return index + 1
    return len(window)
