"""Splits the lines of a source into captures: prompts propose where an output begins and ends, the command's reader decides.

What stands between prompts is parted by headings and fences; what no command claims is told apart: manifests, output of commands that are not
read, messages, prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.argv import Resolved, resolve
from antrea_parse.commands.parse import collector_paused
from antrea_parse.commands.shell import Invocation, read_command_line, read_command_list
from antrea_parse.commands.shell_list import without_documents
from antrea_parse.snapshot.capture import Setting
from antrea_parse.snapshot.clock import Clock
from antrea_parse.snapshot.coverage import Use
from antrea_parse.snapshot.heading import Heading, of_path
from antrea_parse.snapshot.leftover import take_leftover, take_other
from antrea_parse.snapshot.marks import Mark, find_marks, part
from antrea_parse.snapshot.names import read_path
from antrea_parse.snapshot.output import read_output, restarts
from antrea_parse.snapshot.page import Page
from antrea_parse.snapshot.prefixes import Stream, streams
from antrea_parse.snapshot.where import Where
from antrea_parse.text.moment import to_moment
from antrea_parse.text.prompt import Prompt
from antrea_parse.text.source import Lines, Source

__all__ = ["Page", "Transcript", "split"]


_USE_OF_HEADING: dict[str, Use] = {"watch": "command", "trace": "command", "script": "chatter"}
#: Lines behind a command line that may be the answer of ``date`` or ``hostname``.
_NEAR = 8
_CLOSED = re.compile(r"\s*(?:logout|Connection to \S+ closed\.?(?: by remote host\.)?)\s*")


class Step(NamedTuple):
    """A command that a line runs.

    Attributes:
        invocation: what runs, and where.
        resolved: the command whose output is read; None for others.
        line: the command line as it was typed, for messages.
    """

    invocation: Invocation
    resolved: Resolved | None
    line: str


def split(source: Source) -> Page:
    """Split a source into captures and account for every line."""
    page = Page(source)
    with collector_paused():
        Transcript(source.name).take(page)
    return page


class Transcript:
    """A log being read, in one piece or in several: what earlier lines tell about later ones.

    Args:
        name: of the source; the names in it may tell the command and the moment.
    """

    def __init__(self, name: str) -> None:
        self._path = read_path(name)
        self._clock = Clock(self._path.time)
        self._where = Where()
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
        marks = find_marks(lines, 0, min(len(lines), _NEAR))
        first = marks[0] if marks and marks[0].start == 0 and marks[0].prompt is not None else None
        if first is None or first.prompt is None:
            steps = self._steps_of_file()
            self._begun = True
            known = steps[0] if len(steps) == 1 and steps[0].resolved else None
            return known, self._where.setting(self._prompt, Invocation(argv=()), self._clock), 0
        self._begun, self._prompt = True, first.prompt
        self._clock.stamp(first.prompt.stamp)
        self._where.enter(first.prompt)
        steps = tuple(_steps(first.command, lines.texts[first.typed : first.body]))
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
        return tuple(_steps(self._path.command))

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
            self._region(page, prompt, (), start, end, inner)
            return
        texts = page.lines.texts
        if start < end and texts[start].strip() == mark.command.strip():
            page.mark(start, "command")  # a terminal echoed it again
            start += 1
        is_bare = not any(text.strip() for text in texts[start:end])
        if is_bare and following is not None and following.prompt == prompt and following.command == mark.command:
            return  # the same line stands here again
        steps = tuple(_steps(mark.command, texts[mark.typed : mark.body]))
        if is_bare and following is None and self._more:  # the output has prefixes before its lines
            self._waiting = steps
            return
        self._region(page, prompt, steps, start, end, [item for item in inner if item.start >= start], typed_at=mark.start)
        if any(_CLOSED.fullmatch(text) for text in texts[max(start, end - 4) : end]):
            self._where.close()
        self._where.leave(steps[-1].invocation if steps else None, prompt, mark.command)
        self._waiting = ()

    def _region(
        self, page: Page, prompt: Prompt | None, steps: tuple[Step, ...], start: int, end: int, marks: Sequence[Mark], typed_at: int | None = None
    ) -> None:
        """What stands between two prompts: the output of the commands typed, parted by headings and fences."""
        echoes = _Echoes(steps)
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
                self._segment(page, prompt, plan, cursor, stop, typed_at if is_typed and not done else None)
                done = done or bool(plan)
                used = used or (bool(plan) and not parted)
                plan = ()
            if mark is None:
                break
            cursor = max(mark.body, cursor)
            plan = self._part(page, mark, steps, echoes, plan, is_shared=is_typed and not used)
        if is_typed and steps and not done:
            self._segment(page, prompt, plan or steps, end, end, typed_at)

    def _part(self, page: Page, mark: Mark, steps: tuple[Step, ...], echoes: _Echoes, plan: tuple[Step, ...], *, is_shared: bool) -> tuple[Step, ...]:
        """What a heading or a fence changes; the commands whose output may follow."""
        if mark.heading is None:
            page.mark(mark.start, "prose")
            return plan
        heading = of_path(mark.heading)
        self._where.head(heading)
        if heading.time is not None:
            self._clock.set(heading.time, "heading")
        for index in range(mark.start, mark.body):
            page.mark(index, _USE_OF_HEADING.get(heading.form) or ("other" if heading.printed else "prose"))
        group = echoes.groups_of(mark.start)
        if group is not None:
            return group
        if heading.command:
            shown = [step for step in steps if step.resolved and step.invocation.argv[:1] == read_command_line(heading.command).argv[:1]]
            return tuple(shown if heading.form == "watch" and shown else _steps(heading.command))
        if heading.form.startswith("#"):  # somebody wrote it; no command printed it
            return ()
        return plan or (steps if is_shared and (heading.host or heading.maybe) else ())

    def _segment(self, page: Page, prompt: Prompt | None, steps: Sequence[Step], start: int, end: int, typed_at: int | None) -> None:
        """Read the outputs of commands, in their order; the rest is told apart."""
        known = [step for step in steps if step.resolved is not None]
        setting = self._where.setting(prompt, Invocation(argv=()), self._clock)
        if not known:
            if steps and prompt is not None:
                self._unread(page, prompt, steps, start, end, typed_at)
            else:
                take_leftover(page, start, end, setting, near=prompt is not None)
            return
        if len(known) == 1 and len(steps) == 1:
            cursor = self._read(page, prompt, steps[0], start, end, typed_at)
        else:
            cursor = self._read_several(page, prompt, steps, start, end, typed_at)
        take_leftover(page, cursor, end, self._where.rest())

    def _unread(self, page: Page, prompt: Prompt, steps: Sequence[Step], start: int, end: int, typed_at: int | None) -> None:
        """The output of commands that are not read; some of them tell where and when all the same."""
        step = steps[-1]
        invocation = self._where.inside(prompt, step.invocation)
        for item in steps:
            self._tell(page, item.invocation, start, end)
        setting = self._where.setting(prompt, step.invocation, self._clock)
        count = len(page.captures)
        inner = self._where.shown(prompt, step.invocation, self._clock)
        body = take_other(page, start, end, inner)
        why = "it opens a shell" if step.invocation.shell else f"the output of {' '.join(step.invocation.argv[:2]) or 'this'!r} is not read"
        if typed_at is not None:
            span = page.lines.span(typed_at, max(typed_at, body - 1))
            capture = setting.capture(span, command_line=step.line, argv=invocation.argv, invocation=invocation, reason=why)
            page.captures.insert(count, capture)
        take_leftover(page, body, end, inner)

    def _tell(self, page: Page, invocation: Invocation, start: int, end: int) -> None:
        """What ``date`` and ``hostname`` print."""
        program = invocation.argv[0] if invocation.argv else ""
        if program not in ("date", "hostname", "uname") or invocation.moves:
            return
        lines = [text.strip() for text in page.lines.texts[start : min(end, start + _NEAR)] if text.strip()]
        if program == "date":
            found = next((line for line in lines if to_moment(line) is not None), "")
            self._clock.read(found, "date before it")
        else:
            self._where.told(invocation, lines)

    def _read(self, page: Page, prompt: Prompt | None, step: Step, start: int, end: int, typed_at: int | None) -> int:
        """Read the output of one command; the index behind its last line."""
        resolved = step.resolved
        if resolved is None:
            return start
        command = registry.load(resolved.name)
        invocation = self._where.inside(prompt, step.invocation)
        setting = self._where.setting(prompt, step.invocation, self._clock)
        output, behind = read_output(page, command, start, end, dict(resolved.options), invocation.argv, setting.node)
        if typed_at is None and output is None:
            return start
        first = start if typed_at is None else typed_at
        span = page.lines.span(first, max(first, behind - 1))
        if invocation.filters:
            page.report("AP303", f"filtered by {invocation.filters[0]!r}: what is not there proves nothing", first)
        reason = None if output is not None else "nothing of its output was found"
        page.captures.append(
            setting.capture(span, command=command.name, output=output, reason=reason, command_line=step.line, argv=invocation.argv, invocation=invocation)
        )
        return behind

    def _read_several(self, page: Page, prompt: Prompt | None, steps: Sequence[Step], start: int, end: int, typed_at: int | None) -> int:
        """Read the outputs of several commands, of which only their first lines tell where each begins."""
        cursor = start
        position = 0
        while position < len(steps):
            step = steps[position]
            if step.resolved is None:
                self._tell(page, step.invocation, cursor, end)
                position += 1
                continue
            same = 1
            while position + same < len(steps) and _is_same(steps[position + same], step):
                same += 1
            command = registry.load(step.resolved.name)
            limit = _next_start(page, command.starts, steps[position + same :], cursor, end)
            first = cursor
            if position and not re.match(command.starts, page.lines.texts[cursor] if cursor < end else ""):
                first = next((index for index in range(cursor, limit) if re.match(command.starts, page.lines.texts[index])), cursor)
            if first > cursor:
                for index in range(cursor, first):
                    page.mark(index, "other" if page.lines.texts[index].strip() else "blank")
            begins = restarts(command, page.lines, first, limit) if same > 1 else []
            told_apart = len(begins) == same
            if same == 1 or len(begins) < 2:
                begins = [first]
            for number, begin in enumerate(begins):
                stop = begins[number + 1] if number + 1 < len(begins) else limit
                which = steps[position + number] if told_apart or same == 1 else _anywhere(step, same, len(begins))
                behind = self._read(page, prompt, which, begin, stop, typed_at if position + number == 0 else None)
                cursor = max(cursor, behind)
                if number + 1 < len(begins):
                    take_leftover(page, behind, stop, Setting())
            position += same
        return cursor


def _not_read(page: Page) -> None:
    page.report("AP309", "two panes of a terminal side by side: not read", 0, len(page.lines) - 1)
    for index in range(len(page.lines)):
        page.mark(index, "unparsed")


def _steps(command: str, below: Sequence[str] = ()) -> Iterator[Step]:
    """The commands that a line runs; those of a here-document run in the shell that reads it."""
    typed, document = without_documents(command, below)
    found = read_command_list(typed)
    if document and found and found[-1].shell:
        place = found[-1]
        inner = [item if item.moves else replace(place, argv=item.argv, filters=item.filters, shell=item.shell) for item in read_command_list(document)]
        found = (*found[:-1], *inner)
    for invocation in found:
        resolved = resolve(invocation.argv)
        yield Step(invocation, resolved if resolved is not None and registry.is_known(resolved.name) else None, command)


def _is_same(step: Step, other: Step) -> bool:
    return step.resolved is not None and other.resolved is not None and step.resolved.name == other.resolved.name


def _anywhere(step: Step, expected: int, found: int) -> Step:
    """The step without its place: which of several outputs is whose, nothing tells."""
    invocation = step.invocation
    place = f"$(one of {expected}, of which {found} answered)"
    return step._replace(invocation=replace(invocation, host=place, pod=None, container=None)) if invocation.moves else step


def _next_start(page: Page, own: str, later: Sequence[Step], start: int, end: int) -> int:
    """The first line on which a later command's output may begin."""
    starts = [registry.load(step.resolved.name).starts for step in later if step.resolved is not None]
    if not starts:
        return end
    following = re.compile(starts[0])
    mine = re.compile(own)
    same = own == starts[0]
    first_words = None
    for index in range(start, end):
        text = page.lines.texts[index]
        if not following.match(text):
            continue
        if same:
            words = text.split(None, 2)[:2]
            if first_words is None:
                first_words = words
            elif words == first_words:
                return index
        elif index > start and not mine.match(text):
            return index
    return end


class _Echoes:
    """What ``echo`` prints between the outputs of a list or a loop, and the commands that follow each."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.before: tuple[Step, ...] = ()
        self.groups: list[tuple[re.Pattern[str], str, list[Step]]] = []
        self.found: dict[int, tuple[Step, ...]] = {}
        if not any(step.resolved for step in steps):
            return
        before: list[Step] = []
        for step in steps:
            words = step.invocation.argv
            if words and words[0] in ("echo", "printf") and not step.invocation.moves:
                text = " ".join(word for word in words[1:] if word not in ("-n", "-e")).replace("\\n", "").strip()
                if re.search("[A-Za-z0-9]", text):
                    pattern, name = _echoed(text)
                    self.groups.append((pattern, name, []))
            elif self.groups:
                self.groups[-1][2].append(step)
            else:
                before.append(step)
        self.before = tuple(before)

    def find(self, texts: Sequence[str], start: int, end: int, known: set[int]) -> list[Mark]:
        """The lines that were echoed; those that are headings anyway are only noted."""
        if not self.groups:
            return []
        marks = []
        fixed = {pattern.pattern: index for index, (pattern, name, _) in reversed(list(enumerate(self.groups))) if not name}
        for index in range(start, end):
            text = " ".join(texts[index].split())
            if not text or len(text) > 400:
                continue
            found = fixed.get(re.escape(text))
            if found is None:
                found = next((place for place, (pattern, name, _) in enumerate(self.groups[:20]) if name and pattern.fullmatch(text)), None)
            if found is None:
                continue
            pattern, name, steps = self.groups[found]
            match = pattern.fullmatch(text)
            value = match["value"] if match is not None and name else None
            self.found[index] = tuple(_bound(step, name, value) for step in steps)
            if index not in known:
                marks.append(Mark(index, index + 1, heading=Heading("echo", text, maybe=None, printed=True)))
        return marks

    def groups_of(self, index: int) -> tuple[Step, ...] | None:
        """The commands whose output follows an echoed line; None for a line that was not echoed."""
        return self.found.get(index)


def _echoed(text: str) -> tuple[re.Pattern[str], str]:
    """A pattern of what an ``echo`` prints, and the variable in it."""
    text = " ".join(text.split())
    variable = re.search(r"\$\{?(\w+)\}?", text)
    if variable is None:
        return re.compile(re.escape(text)), ""
    front, back = re.escape(text[: variable.start()]), re.escape(text[variable.end() :])
    return re.compile(rf"{front}(?P<value>\S+){back}"), variable[1]


def _bound(step: Step, name: str, value: str | None) -> Step:
    """The step with the value of the variable that the heading shows."""
    if value is None:
        return step
    invocation = step.invocation
    names = (f"${name}", f"${{{name}}}")

    def bind(text: str | None) -> str | None:
        for spelling in names:
            text = text.replace(spelling, value) if text else text
        return text

    argv = tuple(bind(word) or "" for word in invocation.argv)
    return step._replace(invocation=replace(invocation, argv=argv, host=bind(invocation.host), pod=bind(invocation.pod), container=bind(invocation.container)))
