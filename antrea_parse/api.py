"""The public functions on single captures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.argv import aliases_of
from antrea_parse.commands.base import UNREAD, Output
from antrea_parse.commands.detect import detect
from antrea_parse.commands.parse import parse_lines, raise_first_error
from antrea_parse.commands.shell import read_command_line
from antrea_parse.commands.stream import RecordStream
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import UnknownCommandError
from antrea_parse.text.prompt import find_prompt
from antrea_parse.text.source import Lines, Source


class CommandInfo(NamedTuple):
    """What `commands` tells of a command.

    Attributes:
        name: canonical name.
        aliases: other spellings of its command line that are understood.
        record: type of its records.
        template: file in `templates/`.
        docs: first sentence of its documentation.
    """

    name: str
    aliases: tuple[str, ...]
    record: type
    template: str
    docs: str


def commands() -> tuple[CommandInfo, ...]:
    """What can be parsed.

    >>> [info.record.__name__ for info in commands() if info.name == "antctl version"]
    ['Version']
    """
    found = []
    for name in registry.names():
        command = registry.load(name)
        docs = (command.output.__doc__ or "").partition("\n")[0]
        found.append(CommandInfo(name, aliases_of(name), command.record, command.template, docs))
    return tuple(found)


def parse(text: str, command: str | Sequence[str] | None = None, *, name: str = "<text>", strict: bool = False) -> Output:
    r"""Read what one command printed.

    Args:
        text: the saved output; a prompt line in front (``[root@worker-01 ~]# ip a``) tells node and command.
        command: the command line that printed it, in any spelling (``"ip a"``, ``"kubectl get po -A -owide"``), or None to take it
            from the prompt or recognise it by the text.
        name: what messages call the text.
        strict: raise at the first line that is not understood.

    Returns:
        The output: a sequence of frozen typed records, with diagnostics.

    Raises:
        UnknownCommandError: the command cannot be read, or the text fits none or several.
        ParseError: a line is not understood and `strict` is set.

    >>> out = parse("antctlVersion: v0.13.3\ncontrollerVersion: v0.13.3\n", "antctl version")
    >>> out[0].controller_version
    'v0.13.3'
    """
    source = Source.from_text(text, name)
    lines, node, typed, found = _without_prompt(source.lines)
    found = [*source.diagnostics, *found]
    if command is None and not typed:
        return _recognised(lines, node, found, strict=strict)
    chosen, resolved, argv = registry.look_up(typed if command is None else command)
    return parse_lines(chosen, lines, options=resolved.options, argv=argv, node=node, strict=strict, diagnostics=found)


def _recognised(lines: Lines, node: str | None, found: list[Diagnostic], *, strict: bool) -> Output:
    """The output of the command that the lines are recognised as, if they read as its output."""
    chosen, reason, line = detect(lines)
    told = Diagnostic.of("AP209", f"recognised as {chosen.name!r}: {reason}", span=lines.span(line))
    output = parse_lines(chosen, lines, options=registry.options_of(()), node=node, diagnostics=[*found, told])
    if not output.records and output.ledger and output.ledger.uses.count(UNREAD) * 2 >= len(lines):
        raise UnknownCommandError(f"{lines.source}: {reason}, but nothing reads as {chosen.name!r}; name the command: antrea_parse.parse(text, 'ip address')")
    if strict:
        raise_first_error(output.diagnostics)
    return output


def _without_prompt(lines: Lines) -> tuple[Lines, str | None, str, list[Diagnostic]]:
    """The lines between the first prompt and the next, the node and the command line of the first."""
    first = next((index for index, text in enumerate(lines.texts) if text.strip()), None)
    prompt = None if first is None else find_prompt(lines.texts[first])
    if prompt is None or first is None:
        return lines, None, "", []
    rest = lines[first + 1 :]
    found = []
    for index, text in enumerate(rest.texts):
        following = find_prompt(text)
        if following is not None:
            if any(find_prompt(later) is None and later.strip() for later in rest.texts[index + 1 :]):
                found.append(Diagnostic.of("AP208", "another prompt: what follows is not read here", span=rest.span(index), text=text))
            rest = rest[:index]
            break
    invocation = read_command_line(prompt.command)
    # An exec leads to another place than the prompt's host; which one, only the pod table of a snapshot can tell.
    elsewhere = invocation.pod or invocation.container or invocation.netns or prompt.in_container
    node = invocation.host or (None if elsewhere else prompt.host)
    return rest, node, prompt.command, found


def iter_records(lines: Iterable[str], command: str | Sequence[str], *, name: str = "<lines>", strict: bool = False) -> RecordStream:
    r"""Read records one by one, in one pass and constant memory.

    Args:
        lines: lines in any form that iterates, for example an open text file.
        command: the command line that printed them.
        name: what messages call them.
        strict: raise at the first line that is not understood.

    Returns:
        An iterator of records; its ``diagnostics`` tell what was not understood so far.

    Raises:
        UnknownCommandError: the command cannot be read.
        ParseError: a line is not understood and `strict` is set (while iterating).

    >>> [record.antctl_version for record in iter_records(["antctlVersion: v2.0.0\n"], "antctl version")]
    ['v2.0.0']
    """
    chosen, resolved, _ = registry.look_up(command)
    return RecordStream(chosen, lines, resolved.options, name, strict=strict)
