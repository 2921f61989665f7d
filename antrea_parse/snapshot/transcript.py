"""Splits the lines of a source into captures: prompts propose where an output begins and ends, the command's reader decides.

What is left between them is told apart: manifests, output of commands that are not read, prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from antrea_parse.commands import registry
from antrea_parse.commands.argv import resolve
from antrea_parse.commands.base import BLANK, CHATTER, READ, Command, Output
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.detect import candidates
from antrea_parse.commands.parse import parse_lines
from antrea_parse.commands.shell import Invocation, read_command_line
from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.coverage import USES, Use
from antrea_parse.snapshot.shape import continues_object, is_prose, starts_object
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.prompt import Prompt, find_prompt
from antrea_parse.text.source import Lines, Source

_CODE: dict[Use, int] = {use: index for index, use in enumerate(USES)}
#: What output holds and headings do not: addresses, versions, settings.
_DATA = re.compile(r"\d[./:]\d|\w=\w")
#: Signs that a line may hold a prompt; a look at them is cheaper than the patterns.
_PROMPT_SIGNS = re.compile("[#$%>❯➜]")


@dataclass(slots=True)
class Page:
    """A source being split.

    Attributes:
        source: the source.
        uses: the use of each line, as its index in `USES`.
        captures: what was found, in order.
        objects: runs of lines that hold manifests.
        diagnostics: findings outside of captures.
    """

    source: Source
    uses: bytearray = field(init=False)
    captures: list[Capture] = field(default_factory=list)
    objects: list[Lines] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.uses = bytearray([_CODE["prose"]]) * len(self.source.lines)

    def mark(self, index: int, use: Use) -> None:
        """Say what a line was used for."""
        self.uses[index] = _CODE[use]


@dataclass(frozen=True, slots=True)
class _Shell:
    """An interactive shell that an earlier command opened in a container."""

    invocation: Invocation
    host: str | None


def split(source: Source) -> Page:
    """Split a source into captures and account for every line."""
    page = Page(source)
    lines = source.lines
    prompts = list(_prompts(lines))
    head = prompts[0][0] if prompts else len(lines)
    _leftover(page, 0, head, None)
    shell: _Shell | None = None
    for position, (index, prompt) in enumerate(prompts):
        end = prompts[position + 1][0] if position + 1 < len(prompts) else len(lines)
        if prompt.host is not None:
            shell = None
        if not prompt.command:
            page.mark(index, "prompt")
            _leftover(page, index + 1, end, None)
            continue
        page.mark(index, "command")
        invocation = read_command_line(prompt.command)
        capture, body = _capture(page, index, end, prompt, invocation, shell)
        page.captures.append(capture)
        _leftover(page, body, end, capture)
        if invocation.shell:
            shell = _Shell(invocation, prompt.host)
    return page


def _prompts(lines: Lines) -> Iterator[tuple[int, Prompt]]:
    for index, text in enumerate(lines.texts):
        if _PROMPT_SIGNS.search(text, 0, 256) and (prompt := find_prompt(text)) is not None:
            yield index, prompt


def _capture(page: Page, index: int, end: int, prompt: Prompt, invocation: Invocation, shell: _Shell | None) -> tuple[Capture, int]:
    """Read the output of a typed command; the capture and the index behind its last line."""
    if shell and prompt.in_container and not (invocation.pod or invocation.host):
        inner = shell.invocation
        invocation = Invocation(invocation.argv, inner.host, inner.pod, inner.namespace, inner.container, inner.netns, invocation.filters, invocation.shell)
    node, reason = _place(prompt, invocation)
    lines = page.source.lines
    resolved = resolve(invocation.argv)
    common = {
        "command_line": prompt.command,
        "argv": invocation.argv,
        "node": node,
        "node_reason": reason,
        "partial": bool(invocation.filters),
        "invocation": invocation,
    }
    if resolved is None or not registry.is_known(resolved.name):
        body = _other_output(page, index + 1, end)
        why = "it opens a shell" if invocation.shell else f"the output of {' '.join(invocation.argv[:2]) or 'this'!r} is not read"
        return Capture(span=lines.span(index, max(index, body - 1)), reason=why, **common), body  # type: ignore[arg-type]
    command = registry.load(resolved.name)
    output, body = _read_output(page, command, index + 1, end, dict(resolved.options), invocation.argv, node)
    if invocation.filters:
        span = lines.span(index)
        page.diagnostics.append(Diagnostic.of("AP303", f"filtered by {invocation.filters[0]!r}: what is not there proves nothing", span=span))
    reason_none = None if output is not None else "nothing of its output was found"
    span = lines.span(index, max(index, body - 1))
    return Capture(span=span, command=command.name, output=output, reason=reason_none, **common), body  # type: ignore[arg-type]


def _place(prompt: Prompt, invocation: Invocation) -> tuple[str | None, str]:
    """The node, as far as the command line itself tells."""
    if invocation.pod:
        kind, _, name = invocation.pod.partition("/")
        if kind in ("node", "nodes", "no") and name:
            return name, "debug of the node"
        return None, f"exec into pod {invocation.pod}"
    if invocation.host:
        return invocation.host, "host of ssh"
    if prompt.host:
        return prompt.host, "prompt"
    return None, ""


def _read_output(
    page: Page, command: Command, start: int, end: int, options: dict[str, object], argv: tuple[str, ...] | None, node: str | None
) -> tuple[Output | None, int]:
    """Let a command's reader take its lines; the output and the index behind the last of them."""
    lines = page.source.lines[start:end]
    output = parse_lines(command, lines, options=options, argv=argv, node=node, open_end=True)
    cut = _cut(command, output, lines)
    if cut is not None:
        lines = lines[:cut]
        output = parse_lines(command, lines, options=options, argv=argv, node=node, open_end=True)
    ledger = output.ledger
    if ledger is None or ledger.extent is None:
        return (output, start + _mark_chatter(page, start, end)) if _is_answer(output) else (None, start)
    known = {READ: "parsed", BLANK: "blank", CHATTER: "chatter"}
    last = ledger.uses.rfind(READ)
    first_number = lines.numbers[0]
    for position in range(last + 1):
        for number in range(ledger.lines.numbers[position], ledger.lines.numbers[position + 1]):
            page.mark(start + number - first_number, known.get(ledger.uses[position], "unparsed"))  # type: ignore[arg-type]
    behind = start + ledger.lines.numbers[last + 1] - first_number
    return output, _unread_tail(page, command, output, behind, end)


def _cut(command: Command, output: Output, lines: Lines) -> int | None:
    """Where another output begins inside these lines: behind a gap, on a line with which outputs of this command begin."""
    ledger = output.ledger
    if ledger is None:
        return None
    starts = re.compile(command.starts)
    gap = seen = False
    gap_start = 0
    for index, use in enumerate(ledger.uses):
        if use == READ:
            if gap and seen and starts.match(ledger.lines.texts[index]):
                return ledger.lines.numbers[gap_start] - lines.numbers[0]
            seen, gap = True, False
        elif use not in (BLANK, CHATTER) and not gap:
            gap, gap_start = True, index
    return None


def _is_answer(output: Output) -> bool:
    """Whether an output without records says something all the same: ``No resources found``."""
    return any(item.code == "AP207" for item in output.diagnostics)


def _mark_chatter(page: Page, start: int, end: int) -> int:
    count = 0
    for index in range(start, end):
        text = page.source.lines.texts[index]
        if text.strip() and not is_chatter(text):
            break
        page.mark(index, "chatter" if text.strip() else "blank")
        count += 1
    return count


def _unread_tail(page: Page, command: Command, output: Output, behind: int, end: int) -> int:
    """Lines right behind the last one read that look like output but did not read: damaged, not prose."""
    texts = page.source.lines.texts
    ledger = output.ledger
    if ledger is None:
        return behind
    heads = {text.split(None, 1)[0] for text, use in zip(ledger.lines.texts, ledger.uses, strict=True) if use == READ and text.strip()}
    index = behind
    while index < end:
        text = texts[index]
        words = text.split(None, 1)
        if not words or is_prose(text) or starts_object(text) or not (words[0] in heads or text[0].isspace() or _DATA.search(text, 0, 4096)):
            break
        page.mark(index, "unparsed")
        span = page.source.lines.span(index)
        page.diagnostics.append(Diagnostic.of("AP201", f"{command.name}: line not understood", span=span, text=texts[index]))
        index += 1
    return index


def _other_output(page: Page, start: int, end: int) -> int:
    """Mark the output of a command that is not read; it ends where prose or a manifest begins."""
    texts = page.source.lines.texts
    index = start
    while index < end and not is_prose(texts[index]) and not starts_object(texts[index]):
        page.mark(index, "other" if texts[index].strip() else "blank")
        index += 1
    return index


def _leftover(page: Page, start: int, end: int, before: Capture | None) -> None:
    """Tell apart what no prompt announced: manifests, outputs without a command line, messages, prose."""
    texts = page.source.lines.texts
    signs = _all_signs() if start < end else None
    index = start
    while index < end:
        text = texts[index]
        if not text.strip():
            page.mark(index, "blank")
        elif starts_object(text) or (text.strip() == "---" and index + 1 < end and starts_object(texts[index + 1])):
            index = _object(page, index, end)
            continue
        elif is_chatter(text):
            page.mark(index, "chatter")
        elif signs and len(text) < 65536 and signs.match(text):
            behind = _recognise(page, index, end, before)
            if behind > index:
                index = behind
                continue
        index += 1


@cache
def _all_signs() -> re.Pattern[str]:
    patterns = [pattern for name in registry.names() for pattern, _ in registry.load(name).signs]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _recognise(page: Page, index: int, end: int, before: Capture | None) -> int:
    """Read an output that no command line announced; the index behind it, or `index` when it is none."""
    lines = page.source.lines[index:end]
    found = [item for item in candidates(lines[:1]) if item.line == 0]
    readings = []
    for item in found:
        output = parse_lines(item.command, lines, open_end=True)
        if output.ledger is not None and output.records:
            readings.append((len(output.ledger.read), item))
    if not readings:
        return index
    best = max(count for count, _ in readings)
    winners = [item for count, item in readings if count == best]
    span = page.source.lines.span(index)
    if len(winners) > 1:
        names = " and ".join(item.command.name for item in winners)
        page.diagnostics.append(Diagnostic.of("AP206", f"both {names} could have printed this; put the command line before it", span=span, text=lines.texts[0]))
        return index
    item = winners[0]
    node, reason = (before.node, "the command before") if before is not None and before.command is None and before.invocation else (None, "")
    read, behind = _read_output(page, item.command, index, end, {}, None, node)
    page.captures.append(Capture(span=page.source.lines.span(index, behind - 1), command=item.command.name, node=node, node_reason=reason, output=read))
    page.diagnostics.append(Diagnostic.of("AP209", f"recognised as {item.command.name!r}: {item.reason}", span=span))
    return behind


def _object(page: Page, start: int, end: int) -> int:
    """Mark the lines of a manifest; the index behind it."""
    texts = page.source.lines.texts
    index = start
    while index < end and (not texts[index].strip() or continues_object(texts[index])):
        page.mark(index, "object" if texts[index].strip() else "blank")
        index += 1
    page.objects.append(page.source.lines[start:index])
    return index
