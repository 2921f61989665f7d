"""Reads the outputs of the commands that a line ran: one, several behind one line, or of commands that are not read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from antrea_parse.commands import registry
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.invocation import Invocation
from antrea_parse.snapshot.capture import Setting
from antrea_parse.snapshot.clock import Clock
from antrea_parse.snapshot.leftover import gives_itself_away, take_leftover, take_other
from antrea_parse.snapshot.output import read_output
from antrea_parse.snapshot.page import Page
from antrea_parse.snapshot.several import begins_of, next_start
from antrea_parse.snapshot.shape import is_prose, starts_object
from antrea_parse.snapshot.steps import Step, anywhere, is_same
from antrea_parse.snapshot.where import Where
from antrea_parse.text.moment import to_moment
from antrea_parse.text.prompt import Prompt

_ONE_BY_ONE = "Run them one by one, or with 'echo' between them."
_SILENT = frozenset(["cd", "clear", "export", "alias", "unalias", "set", "unset", "source", ".", "mkdir", "touch", "sleep", "reset", "true", "pushd", "popd"])
#: Lines behind a command line that may be the answer of ``date`` or ``hostname``.
NEAR = 8


def _why_unread(step: Step) -> str:
    """Why there is no output of a command that is not read."""
    words = step.invocation.argv
    if step.invocation.shell:
        return "it opens a shell"
    if words[:1] in (("exit",), ("logout",)):
        return "it leaves a shell"
    return "it prints nothing" if words[:1] and words[0] in _SILENT else f"the output of {' '.join(words[:2]) or 'this'!r} is not read"


class Segments:
    """Gives the lines between two marks to the readers of the commands that may have printed them.

    Args:
        where: what earlier lines tell about the place; learns what ``hostname`` prints.
        clock: the latest moment; learns what ``date`` prints.
    """

    def __init__(self, where: Where, clock: Clock) -> None:
        self._where = where
        self._clock = clock

    def read(self, page: Page, prompt: Prompt | None, steps: Sequence[Step], start: int, end: int, typed_at: int | None) -> None:
        """Read the outputs of commands, in their order; the rest is told apart."""
        known = [step for step in steps if step.resolved is not None]
        if not known:
            if steps and prompt is not None:
                self._unread(page, prompt, steps, start, end, typed_at)
            else:
                take_leftover(page, start, end, self._where.setting(prompt, Invocation(argv=()), self._clock), near=prompt is not None)
            return
        if len(known) == 1 and len(steps) == 1:
            cursor = self._one(page, prompt, steps[0], start, end, typed_at, is_alone=typed_at is not None)
        else:
            cursor = self._several(page, prompt, steps, start, end, typed_at)
        take_leftover(page, cursor, end, self._where.rest())

    def _unread(self, page: Page, prompt: Prompt, steps: Sequence[Step], start: int, end: int, typed_at: int | None) -> None:
        """The output of commands that are not read; some of them tell where and when all the same."""
        step = steps[-1]
        invocation = self._where.inside(prompt, step.invocation)
        for item in steps:
            self._tell(page, prompt, item.invocation, start, end)
        setting = self._where.setting(prompt, step.invocation, self._clock)
        count = len(page.captures)
        inner = self._where.shown(setting, step.invocation)
        body = take_other(page, start, end, inner)
        why = _why_unread(step)
        if typed_at is not None:
            span = page.lines.span(typed_at, max(typed_at, body - 1))
            capture = setting.capture(span, command_line=step.line, argv=invocation.argv, invocation=invocation, reason=why)
            page.captures.insert(count, capture)
        take_leftover(page, body, end, inner)

    def _tell(self, page: Page, prompt: Prompt | None, invocation: Invocation, start: int, end: int) -> None:
        """What ``date`` and ``hostname`` print."""
        program = invocation.argv[0] if invocation.argv else ""
        if program not in ("date", "hostname", "uname") or invocation.moves:
            return
        lines = [text.strip() for text in page.lines.texts[start : min(end, start + NEAR)] if text.strip()]
        if program == "date":
            found = next((line for line in lines if to_moment(line) is not None), "")
            self._clock.read(found, "date before it")
        else:
            self._where.told(invocation, lines, prompt.host if prompt is not None else None)

    def _one(self, page: Page, prompt: Prompt | None, step: Step, start: int, end: int, typed_at: int | None, *, is_alone: bool = False) -> int:
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
        reason = None
        if output is None:
            reason = "nothing of its output was found" if invocation.file is None else f"its output went to {invocation.file}"
            behind = self._unrecognised(page, command.name, invocation, start, end) if is_alone else behind
        first = start if typed_at is None else typed_at
        span = page.lines.span(first, max(first, behind - 1))
        if invocation.filters:
            page.report("AP303", f"filtered by {invocation.filters[0]!r}: what is not there proves nothing", first)
        page.captures.append(
            setting.capture(span, command=command.name, output=output, reason=reason, command_line=step.line, argv=invocation.argv, invocation=invocation)
        )
        return behind

    def _unrecognised(self, page: Page, name: str, invocation: Invocation, start: int, end: int) -> int:
        """Lines right behind a command line that its reader makes nothing of: what filters left of its output, or damage; the index behind them."""
        texts = page.lines.texts
        index = start
        while index < end and texts[index].strip() and not is_prose(texts[index]) and not starts_object(texts[index]):
            if gives_itself_away(texts[index]):
                break
            page.mark(index, "chatter" if is_chatter(texts[index]) else "other" if invocation.filters else "unparsed")
            index += 1
        damaged = [position for position in range(start, index) if not is_chatter(texts[position])]
        if damaged and not invocation.filters:
            more = f", and {len(damaged) - 1} more" if damaged[1:] else ""
            page.report("AP201", f"{name}: line not understood{more}", damaged[0], damaged[-1], quote=True)
        return index

    def _several(self, page: Page, prompt: Prompt | None, steps: Sequence[Step], start: int, end: int, typed_at: int | None) -> int:
        """Read the outputs of several commands, of which only their first lines tell where each begins."""
        cursor = start
        position = 0
        while position < len(steps):
            step = steps[position]
            if step.resolved is None:
                self._tell(page, prompt, step.invocation, cursor, end)
                position += 1
                continue
            same = 1
            while position + same < len(steps) and is_same(steps[position + same], step):
                same += 1
            command = registry.load(step.resolved.name)
            limit = next_start(page.lines.texts, command.starts, steps[position + same :], cursor, end)
            first = cursor
            if position and not re.match(command.starts, page.lines.texts[cursor] if cursor < end else ""):
                first = next((index for index in range(cursor, limit) if re.match(command.starts, page.lines.texts[index])), cursor)
            if first > cursor:
                for index in range(cursor, first):
                    page.mark(index, "other" if page.lines.texts[index].strip() else "blank")
            group = steps[position : position + same]
            begins = begins_of(command, group, page.lines, cursor, first, limit) if same > 1 else []
            told_apart = len(begins) == same
            if same > 1 and not told_apart and len({item.invocation.argv for item in group}) > 1:
                cursor = self._untold(page, prompt, group, first, limit, typed_at if not position else None)
                position += same
                continue
            if same == 1 or len(begins) < 2:
                begins = [first]
            for number, begin in enumerate(begins):
                stop = begins[number + 1] if number + 1 < len(begins) else limit
                which = steps[position + number] if told_apart or same == 1 else anywhere(step, same, len(begins))
                behind = self._one(page, prompt, which, begin, stop, typed_at if position + number == 0 else None)
                cursor = max(cursor, behind)
                if number + 1 < len(begins):
                    take_leftover(page, behind, stop, Setting())
            position += same
        return cursor

    def _untold(self, page: Page, prompt: Prompt | None, group: Sequence[Step], start: int, end: int, typed_at: int | None) -> int:
        """The outputs of commands that differ in their options only, of which nothing tells where each begins."""
        step = group[0]
        behind = start
        while behind < end and not is_prose(page.lines.texts[behind]):
            page.mark(behind, "unparsed" if page.lines.texts[behind].strip() else "blank")
            behind += 1
        setting = self._where.setting(prompt, step.invocation, self._clock)
        reason = f"which of {len(group)} commands printed this is not told"
        if behind > start:
            page.report("AP206", f"{reason}: {'; '.join(' '.join(item.invocation.argv) for item in group)}"[:400], start, behind - 1, hint=_ONE_BY_ONE)
        first = start if typed_at is None else typed_at
        name = step.resolved.name if step.resolved is not None else None
        span = page.lines.span(first, max(first, behind - 1))
        page.captures.append(setting.capture(span, command=name, reason=reason, command_line=step.line, argv=step.invocation.argv, invocation=step.invocation))
        return behind
