"""The commands that a typed line runs, and what it echoes between their outputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.argv import Resolved, resolve
from antrea_parse.commands.invocation import Invocation
from antrea_parse.commands.shell import read_command_list
from antrea_parse.commands.shell_list import without_documents
from antrea_parse.snapshot.heading import Heading
from antrea_parse.snapshot.marks import Mark


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


def steps_of(command: str, below: Sequence[str] = ()) -> Iterator[Step]:
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


def is_same(step: Step, other: Step) -> bool:
    """Whether two steps run the same command."""
    return step.resolved is not None and other.resolved is not None and step.resolved.name == other.resolved.name


def unplaced(step: Step) -> Step:
    """The step without its place: the pieces of its line fit together in several ways."""
    return step._replace(invocation=replace(step.invocation, host="$(a command line that a terminal broke)", pod=None, container=None))


def anywhere(step: Step, expected: int, found: int) -> Step:
    """The step without its place: which of several outputs is whose, nothing tells."""
    invocation = step.invocation
    place = f"$(one of {expected}, of which {found} answered)"
    return step._replace(invocation=replace(invocation, host=place, pod=None, container=None)) if invocation.moves else step


class Echoes:
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
