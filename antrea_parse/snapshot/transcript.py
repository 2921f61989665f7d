"""Splits the lines of a source into captures: prompts propose where an output begins and ends, the command's reader decides.

What stands between prompts is parted by headings and fences; what no command claims is told apart: manifests, output of commands that are not
read, messages, prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from antrea_parse.commands.invocation import Invocation
from antrea_parse.commands.parse import collector_paused
from antrea_parse.commands.shell import read_command_line
from antrea_parse.snapshot.capture import Setting
from antrea_parse.snapshot.clock import Clock
from antrea_parse.snapshot.coverage import Use
from antrea_parse.snapshot.heading import Heading, of_path
from antrea_parse.snapshot.leftover import take_leftover
from antrea_parse.snapshot.marks import Mark, find_marks, part
from antrea_parse.snapshot.names import read_path
from antrea_parse.snapshot.page import Page
from antrea_parse.snapshot.prefixes import Stream, streams
from antrea_parse.snapshot.segments import NEAR, Segments
from antrea_parse.snapshot.steps import Echoes, Step, steps_of, unplaced
from antrea_parse.snapshot.where import Where, leaves_shell
from antrea_parse.text.prompt import Prompt
from antrea_parse.text.source import Lines, Source
from antrea_parse.text.span import Span

__all__ = ["Page", "Transcript", "split"]


_USE_OF_HEADING: dict[str, Use] = {"watch": "command", "trace": "command", "typed": "command", "script": "chatter"}
_CLOSED = re.compile(r"\s*(?:logout|Connection to \S+ closed\.?(?: by remote host\.)?)\s*")
_NAMING = (("hostname",), ("uname",), ("hostnamectl",))
_HISTORY = re.compile(r"(?:^|\s)!(?:!|\$|-?\d+|[a-z?]\S*)")
#: What is printed when a shell elsewhere could not be opened, or was left without a word.
_NOT_ENTERED = re.compile(
    r"Error from server|[Ee]rror: |ssh: |OCI runtime exec failed"
    r"|Connection to \S+ closed|command terminated with|.*: Permission denied|Host key verification failed"
)


def split(source: Source) -> Page:
    """Split a source into captures and account for every line."""
    page = Page(source)
    with collector_paused():
        Transcript(source.name).take(page)
    screens = [item.span for item in source.diagnostics if item.code == "AP311" and item.span is not None]
    if screens:
        page.captures = [replace(item, partial=item.partial or any(_touch(item.span, screen) for screen in screens)) for item in page.captures]
    return page


def _touch(span: Span, screen: Span) -> bool:
    return span.first_line <= screen.last_line and screen.first_line <= span.last_line


class Transcript:
    """A log being read, in one piece or in several: what earlier lines tell about later ones.

    Args:
        name: of the source; the names in it may tell the command and the moment.
    """

    def __init__(self, name: str) -> None:
        self._path = read_path(name)
        self._clock = Clock(self._path.time)
        self._where = Where()
        self._segments = Segments(self._where, self._clock)
        self._waiting: tuple[Step, ...] = ()
        self._prompt: Prompt | None = None
        self._begun = False
        self._more = False

    def take(self, page: Page) -> None:
        """Split the next lines; they end where a prompt begins, or the log does."""
        whole = page.lines
        found = streams(whole)
        for number, stream in enumerate(found):
            page.lines = part(stream.lines)
            self._more = number + 1 < len(found) and bool(found[number + 1].prefix)
            if stream.prefix == "panes":
                _not_read(page)
                continue
            if stream.what:
                page.report("AP109", f"{stream.what} removed from each line", 0, len(page.lines) - 1)
            self._where.stream = stream
            self._stream(page, stream)
        self._where.stream = None
        self._begun = True
        page.lines = whole

    def begin(self, lines: Lines) -> tuple[Step | None, Setting, int]:
        """Take the command line on which lines begin, whose output is too long for `take`.

        Returns:
            The command, if it is one whose output is read and the only one; where it ran; the index behind the command line.
        """
        marks = find_marks(lines, 0, min(len(lines), NEAR))
        first = marks[0] if marks and marks[0].start == 0 and marks[0].prompt is not None else None
        if first is None or first.prompt is None:
            steps = self._steps_of_file()
            self._begun = True
            known = steps[0] if len(steps) == 1 and steps[0].resolved else None
            return known, self._where.setting(self._prompt, Invocation(argv=()), self._clock), 0
        self._begun, self._prompt = True, first.prompt
        self._clock.stamp(first.prompt.stamp)
        self._where.enter(first.prompt)
        steps = _steps_of_mark(first, lines.texts)
        step = steps[0] if len(steps) == 1 and steps[0].resolved else None
        invocation = steps[-1].invocation if steps else Invocation(argv=())
        setting = self._where.setting(first.prompt, invocation, self._clock)
        if step is not None:
            step = step._replace(invocation=self._where.inside(first.prompt, step.invocation))
        return step, setting, first.body

    def _stream(self, page: Page, stream: Stream) -> None:
        end = len(page.lines)
        marks = find_marks(page.lines)
        prompts = [position for position, mark in enumerate(marks) if mark.prompt is not None]
        first = prompts[0] if prompts else len(marks)
        # Lines with prefixes go on where the command was typed whose output they are.
        steps = self._waiting if stream.prefix else self._steps_of_file()
        self._region(page, None, steps, 0, marks[first].start if first < len(marks) else end, marks[:first])
        for position, number in enumerate(prompts):
            following = prompts[position + 1] if position + 1 < len(prompts) else len(marks)
            behind = marks[following].start if following < len(marks) else end
            self._typed(page, marks[number], behind, marks[number + 1 : following], marks[following] if following < len(marks) else None)

    def _steps_of_file(self) -> tuple[Step, ...]:
        if self._begun or not self._path.command:
            return ()
        return tuple(steps_of(self._path.command))

    def _typed(self, page: Page, mark: Mark, end: int, inner: Sequence[Mark], following: Mark | None) -> None:
        """A prompt, and what follows up to the next."""
        prompt = mark.prompt
        if prompt is None:
            return
        self._begun = True
        self._prompt = prompt
        self._clock.stamp(prompt.stamp)
        self._where.enter(prompt)
        use: Use = "command" if mark.command else "prompt"
        for index in range(mark.start, mark.typed or mark.body):
            page.mark(index, use)
        if mark.typed and mark.typed < mark.body:  # a here-document
            take_leftover(page, mark.typed, mark.body - 1, Setting())
            page.mark(mark.body - 1, "command")
        start = mark.body
        if not mark.command:
            self._waiting = ()
            if start < end:
                self._region(page, prompt, (), start, end, inner)
                self._left((), mark, page.lines.texts[start:end])
            return
        texts = page.lines.texts
        if start < end and texts[start].strip() == mark.command.strip():
            page.mark(start, "command")  # a terminal echoed it again
            start += 1
        is_bare = not any(text.strip() for text in texts[start:end])
        if is_bare and not leaves_shell(mark.command) and following is not None and following.prompt == prompt and following.command == mark.command:
            return  # the same line stands here again
        if start < end and _HISTORY.search(mark.command) and texts[start].strip():
            mark = replace(mark, command=texts[start].strip())  # the shell shows what it made of `!!`
            page.mark(start, "command")
            start += 1
        steps = _steps_of_mark(mark, texts)
        if mark.wrapped:
            page.report("AP110", "the command line joined, which a terminal had wrapped", mark.start, mark.typed - 1)
        if is_bare and following is None and self._more:  # the output has prefixes before its lines
            self._waiting = steps
            return
        self._region(page, prompt, steps, start, end, [item for item in inner if item.start >= start], typed_at=mark.start)
        self._left(steps, mark, texts[start:end])
        self._waiting = ()

    def _left(self, steps: Sequence[Step], mark: Mark, printed: Sequence[str]) -> None:
        """Which shell is open behind a command line and what it printed."""
        if mark.prompt is None:
            return
        last = steps[-1].invocation if steps else None
        moves = last is not None and last.moves
        if not moves and not leaves_shell(mark.command) and any(_CLOSED.fullmatch(text) for text in printed[-4:]):
            self._where.close()
        elif not (moves and any(_NOT_ENTERED.match(text) for text in printed[-4:])):
            self._where.leave(last, mark.prompt, mark.command)

    def _region(
        self, page: Page, prompt: Prompt | None, steps: tuple[Step, ...], start: int, end: int, marks: Sequence[Mark], typed_at: int | None = None
    ) -> None:
        """What stands between two prompts: the output of the commands typed, parted by headings and fences."""
        echoes = Echoes(steps)
        if any(step.invocation.argv[:1] in _NAMING and not step.invocation.moves for step in steps):
            marks = [mark for mark in marks if mark.heading is None or mark.heading.form != "bare"]  # what they print is no heading
        if typed_at is not None and steps and not any(step.resolved for step in steps):
            marks = [mark for mark in marks if not _is_comment(mark.heading)]
        marks = sorted([*marks, *echoes.find(page.lines.texts, start, end, {mark.start for mark in marks})], key=lambda mark: mark.start)
        plan = echoes.before if echoes.found else steps
        cursor = start
        is_typed = typed_at is not None
        used = parted = done = False
        for mark in [*marks, None]:
            stop = mark.start if mark is not None else end
            if plan and not any(text.strip() for text in page.lines.texts[cursor:stop]) and mark is not None:
                take_leftover(page, cursor, stop, Setting())  # blank: the output is still to come
                parted = parted or mark.heading is not None
            else:
                if any(text.strip() for text in page.lines.texts[cursor:stop]):
                    self._where.used()
                self._segments.read(page, prompt, plan, cursor, stop, typed_at if is_typed and not done else None)
                done = done or bool(plan)
                used = used or (bool(plan) and not parted)
                plan = ()
            if mark is None:
                break
            cursor = max(mark.body, cursor)
            if mark.heading is not None and mark.heading.form in ("typed", "label"):
                prompt = None  # pasted without its own, which may have been another machine's
            plan = self._part(page, mark, steps, echoes, plan, is_shared=is_typed and not used)
        if is_typed and steps and not done:
            self._segments.read(page, prompt, plan or steps, end, end, typed_at)

    def _part(self, page: Page, mark: Mark, steps: tuple[Step, ...], echoes: Echoes, plan: tuple[Step, ...], *, is_shared: bool) -> tuple[Step, ...]:
        """What a heading or a fence changes; the commands whose output may follow."""
        if mark.heading is None:
            page.mark(mark.start, "prose")
            return plan
        heading = of_path(mark.heading)
        group = echoes.groups_of(mark.start)
        self._where.head(heading)
        if group is not None or (steps and not any(step.resolved for step in steps)):
            self._where.used()  # a script printed it: a prompt behind it is not below it
        if heading.time is not None:
            self._clock.set(heading.time, "heading")
        for index in range(mark.start, mark.body):
            page.mark(index, _USE_OF_HEADING.get(heading.form) or ("other" if heading.printed or group is not None else "prose"))
        if group is not None:
            return group
        if heading.form == "netns":
            return tuple(step._replace(invocation=replace(step.invocation, netns=heading.words)) for step in steps if step.invocation.netns)
        if heading.command:
            shown = [step for step in steps if step.resolved and step.invocation.argv[:1] == read_command_line(heading.command).argv[:1]]
            return tuple(shown if heading.form == "watch" and shown else steps_of(f"watch {heading.command}" if heading.form == "watch" else heading.command))
        if heading.form.startswith("#"):  # somebody wrote it; no command printed it
            return ()
        return plan or (steps if is_shared and (heading.host or heading.maybe) else ())


def _is_comment(heading: Heading | None) -> bool:
    """Whether what looks like a heading may be a comment in an output: it names nothing."""
    return heading is not None and heading.form.startswith("#") and not (heading.host or heading.maybe or heading.command or heading.path)


def _steps_of_mark(mark: Mark, texts: Sequence[str]) -> tuple[Step, ...]:
    steps = tuple(steps_of(mark.command, texts[mark.typed : mark.body]))
    return steps if mark.is_certain else tuple(unplaced(step) for step in steps)


def _not_read(page: Page) -> None:
    page.report("AP309", "two panes of a terminal side by side: not read", 0, len(page.lines) - 1)
    for index in range(len(page.lines)):
        page.mark(index, "unparsed")
