"""Reads files that are the output of one command, as bundles have them: their place says which."""

from __future__ import annotations

import re
from dataclasses import replace

from antrea_parse.commands import registry
from antrea_parse.commands.argv import resolve
from antrea_parse.commands.base import BLANK, CHATTER, READ, Output
from antrea_parse.commands.parse import parse_lines
from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.coverage import Use
from antrea_parse.snapshot.transcript import Page, split
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.source import Lines, Source

#: Sections of ``clusterinfo`` and the commands that list their objects.
SECTIONS = {
    "pods": "kubectl get pods -A -o yaml",
    "nodes": "kubectl get nodes -o yaml",
    "deployments": "kubectl get deployments -A -o yaml",
    "replicas": "kubectl get replicasets -A -o yaml",
    "daemonsets": "kubectl get daemonsets -A -o yaml",
    "configs": "kubectl get configmaps -A -o yaml",
}
_LOG_STARTS, _LOG_ENDS = "==== START logs for container ", "==== END logs for container "
#: The comment above one.
SECTION = re.compile(rf"#({'|'.join(SECTIONS)})\s*$")
#: Lines of a message.
_FEW = 5
_MESSAGE = re.compile(r"not enabled|not found|not supported|^\s*(?:Error|error)\b")
_USES: dict[int, Use] = {READ: "parsed", BLANK: "blank", CHATTER: "chatter"}


def page_of(source: Source) -> Page:
    """A source as captures with the account of its lines: by its place where that tells what it is, else by what it looks like."""
    origin = source.origin
    if origin is None:
        return _without_logs(source)
    if origin.unread:
        page = Page(source)
        for index in range(len(source.lines)):
            page.mark(index, "other")
        return page
    if origin.command == "failed_nodes":
        return _failed_nodes(source)
    if origin.command == "clusterinfo":
        return _clusterinfo(source)
    if origin.command:
        page = Page(source)
        if _read(page, origin.command, 0, len(source.lines)) or _message(page, origin.command):
            return page
    return split(source)


def _without_logs(source: Source) -> Page:
    """``kubectl cluster-info dump`` on the terminal: objects, and between them logs, which may hold anything."""
    texts = source.lines.texts
    if not any(text.startswith(_LOG_STARTS) for text in texts):
        return split(source)
    shown: list[str] = []
    logs: list[int] = []
    count = 0
    inside = False
    for index, text in enumerate(texts):
        if text.startswith(_LOG_STARTS):
            inside = True
            count += 1
        shown.append("" if inside else text)
        if inside:
            logs.append(index)
            inside = not text.startswith(_LOG_ENDS)
    page = split(replace(source, lines=replace(source.lines, texts=shown)))
    for index in logs:
        page.mark(index, "other")
    page.diagnostics.append(Diagnostic.of("AP306", f"logs of {count:,} containers not read", span=source.lines.span(logs[0], logs[-1])))
    return page


def _read(page: Page, command_line: str, start: int, end: int) -> bool:
    """Read lines as what a command printed; whether they are."""
    source, origin = page.source, page.source.origin
    lines = replace(source.lines[start:end], ended=True)  # what fills these files cuts the last newline off; a cut archive is named as such
    argv = tuple(command_line.split())
    resolved = resolve(argv)
    node, reason = (origin.node, origin.node_reason) if origin is not None else (None, "")
    span = lines.span(0, len(lines) - 1) if len(lines) else lines.span(0, -1)
    time, told = (origin.moment, "name of the archive") if origin is not None and origin.moment else (None, "")
    if resolved is None or not registry.is_known(resolved.name):
        for index in range(start, end):
            page.mark(index, "other" if source.lines.texts[index].strip() else "blank")
        why = f"the output of {command_line!r} is not read"
        page.captures.append(Capture(span=span, argv=argv, node=node, node_reason=reason, reason=why, time=time, time_reason=told))
        return True
    output = parse_lines(registry.load(resolved.name), lines, options=resolved.options, argv=argv, node=node)
    if not output.records and not _is_answer(output, lines):
        return False
    account(page, output, start)
    page.captures.append(Capture(span=span, argv=argv, command=resolved.name, node=node, node_reason=reason, output=output, time=time, time_reason=told))
    return True


def _message(page: Page, command_line: str) -> bool:
    """Whether a file holds what the command said instead of its output: ``memberlist is not enabled``."""
    texts = page.source.lines.texts
    said = next((text for text in texts if text.strip()), "")
    if len(texts) > _FEW or not _MESSAGE.search(said[:400]):
        return False
    for index, text in enumerate(texts):
        page.mark(index, "chatter" if text.strip() else "blank")
    page.report("AP207", f"{command_line}: {said.strip()[:120]}", 0, len(texts) - 1)
    return True


def _is_answer(output: Output, lines: Lines) -> bool:
    """Whether an output without records says something all the same."""
    return not any(text.strip() for text in lines.texts) or any(item.code == "AP207" for item in output.diagnostics)


def account(page: Page, output: Output, start: int = 0) -> None:
    """Mark the lines of an output that begins on a line of a page."""
    ledger = output.ledger
    if ledger is None:
        return
    first = page.source.lines.numbers[start]
    for position, use in enumerate(ledger.uses):
        for number in range(ledger.lines.numbers[position], ledger.lines.numbers[position + 1]):
            page.mark(start + number - first, _USES.get(use, "unparsed"))


def _clusterinfo(source: Source) -> Page:
    """``clusterinfo``: objects without their kind below comments that name it, in sections of any order."""
    page = Page(source)
    heads = [(index, match[1]) for index, text in enumerate(source.lines.texts) if text.startswith("#") and (match := SECTION.match(text))]
    for (index, section), behind in zip(heads, [index for index, _ in heads[1:]] + [len(source.lines)], strict=True):
        page.mark(index, "parsed")
        if not _read(page, SECTIONS[section], index + 1, behind):
            for line in range(index + 1, behind):
                page.mark(line, "object" if source.lines.texts[line].strip() else "blank")
            page.report("AP305", f"section {section} not read", index, behind - 1)
    return page


def _failed_nodes(source: Source) -> Page:
    """``failed_nodes``: nodes whose bundle could not be fetched, a name a line."""
    page = Page(source)
    names = [text.strip() for text in source.lines.texts]
    for index, name in enumerate(names):
        page.mark(index, "chatter" if name else "blank")
    listed = list(dict.fromkeys(filter(None, names)))
    if listed:
        few = ", ".join(listed[:20]) + (f" and {len(listed) - 20} more" if len(listed) > 20 else "")
        span = source.lines.span(0, len(names) - 1)
        page.diagnostics.append(Diagnostic.of("AP304", f"antctl could not fetch the bundle of {few}", span=span, level="warning",
                                              hint="What is missing of these nodes proves nothing; run antctl supportbundle again for them."))  # fmt: skip
    return page
