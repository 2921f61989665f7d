"""Finds what parts a log: prompts with what was typed, headings, fences of code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from antrea_parse.commands.shell_list import is_open
from antrea_parse.snapshot.heading import Heading, find_heading, may_head
from antrea_parse.snapshot.leftover import gives_itself_away
from antrea_parse.snapshot.shape import continues_object
from antrea_parse.snapshot.wrapped import NARROWEST, WIDEST, rejoin
from antrea_parse.text.prompt import Prompt, find_prompt, find_prompt_behind, find_tall_prompt
from antrea_parse.text.source import Lines

# Signs that a line may hold a prompt; a look at them is cheaper than the patterns.
_PROMPT_SIGNS = re.compile("[#$%>❯➜λ»╰└\ue0b0]")
_FENCE = re.compile(r"\s*(?:[-*•>] |\d+[.)] )?(?:```|~~~)\s*[\w+-]*\s*|\{(?:code|noformat)(?::[\w#+-]{1,20})?\}\s*")
_SECOND_PROMPT = re.compile(r"(?:(?:for|while|until|if|then|else|function|pipe|d?quote|bquote|heredoc|cmdand|cmdor|cursh|subsh|array)(?: \w+)*)?>{1,2}(?: |$)")
_HERE_DOC = re.compile(r"<<(?P<dash>-?)\s*(?P<quote>['\"]?)\\?(?P<word>[A-Za-z_]\w*)(?P=quote)")
#: Commands that print a prompt as text.
_QUOTING = ("echo ", "printf ", "#", "grep ")
#: Lines that one command line may be typed over.
_LONGEST = 200
#: Lines of a here-document that are looked at for its end.
_DOCUMENT = 300
#: A line that joins to no command: longer ones are not typed.
_TYPED = 65536


@dataclass(frozen=True, slots=True)
class Mark:
    """A line, or a few, between outputs.

    Attributes:
        start: index of the first line.
        body: index behind the last.
        prompt: the prompt; None for a heading or a fence.
        command: what was typed, lines joined.
        heading: the heading; None for a prompt or a fence.
        typed: index behind the lines that were typed; a here-document lies between it and `body`.
        wrapped: the line was put together of those that a terminal had made of it.
        is_certain: how its pieces fit together, as far as the place is concerned where it ran.
    """

    start: int
    body: int
    prompt: Prompt | None = None
    command: str = ""
    heading: Heading | None = None
    typed: int = 0
    wrapped: bool = False
    is_certain: bool = True


def shared_from(line: str) -> int:
    """Where a prompt begins behind the rest of an output or of a command line, of which the ends were lost; 0 where none does.

    >>> shared_from("defa[root@w1 ~]# ip a"), shared_from("[root@w1 ~]# ovs-vsctl sh[root@w2 ~]# ip a"), shared_from("[root@w1 ~]# ip a")
    (4, 25, 0)
    """
    own = find_prompt(line)
    if own is None:
        behind = find_prompt_behind(line)
        return behind.start if behind is not None else 0
    behind = find_prompt_behind(own.command) if "@" in own.command else None
    if behind is None or not behind.start or is_open(own.command[: behind.start]) or own.command.startswith(_QUOTING):
        return 0
    return own.column + behind.start


def part(lines: Lines) -> Lines:
    """The lines, with prompts on lines of their own that stood behind an output that did not end in a newline, and so with fences."""
    found = [(index, cuts) for index, text in enumerate(lines.texts) if ("@" in text or "```" in text) and (cuts := _cuts(text))]
    if not found or type(lines) is not Lines:
        return lines
    texts: list[str] = []
    numbers: list[int] = []
    before = 0
    for index, cuts in found:
        texts += lines.texts[before:index]
        numbers += lines.numbers[before:index]
        texts += (lines.texts[index][start:end] for start, end in pairwise((0, *cuts, None)))
        numbers += (lines.numbers[index],) * (len(cuts) + 1)
        before = index + 1
    return Lines(lines.source, [*texts, *lines.texts[before:]], [*numbers, *lines.numbers[before:]], lines.ended)


def _cuts(text: str) -> tuple[int, ...]:
    """Where a line is cut: before a prompt that shares it, behind a fence and before one that chats set without lines of their own."""
    if "@" in text and (start := shared_from(text)):
        return (start,)
    if "```" not in text:
        return ()
    inner = text[3 if text.startswith("```") else 0 :]
    behind = len(text.rstrip()) - 3
    opens = text.startswith("```") and "```" not in inner.rstrip()[:-3] and (gives_itself_away(inner) or find_prompt(inner) is not None)
    closes = behind > 3 and text.rstrip().endswith("```") and text.count("```") == 1 + opens and text.lstrip()[:1] != "`" * (not opens)
    return (*((3,) if opens else ()), *((behind,) if closes else ()))


def find_marks(lines: Lines, start: int = 0, end: int | None = None) -> list[Mark]:
    """All marks, in order."""
    return list(_marks(lines.texts, start, len(lines) if end is None else end))


def _marks(texts: Sequence[str], start: int, end: int) -> Iterator[Mark]:
    index = start
    in_object = False  # whose lines may have lost their indentation: its comments are no headings
    while index < end:
        text = texts[index]
        mark = None
        in_object = text[:11] == "apiVersion:" or (in_object and (not text or continues_object(text) or text[0] in '{}[]"'))
        if in_object and text[:1] == "#" and _is_comment(texts, index, end):
            index += 1
            continue
        if text:
            if _PROMPT_SIGNS.search(text, 0, 256):
                mark = _prompt(texts, index, start, end)
            elif text[0] in "╭┌" and index + 1 < end and find_tall_prompt(text, texts[index + 1]) is not None:
                index += 1
                continue
            if mark is None and (text[0] == "{" or "```" in text[:12] or "~~~" in text[:12]) and _FENCE.fullmatch(text):
                mark = Mark(index, index + 1)
            if mark is None and len(text) <= 400 and may_head(text):
                heading = find_heading(texts, index, end)
                mark = Mark(index, heading[1], heading=heading[0]) if heading else None
        if mark is None:
            index += 1
        else:
            yield mark
            start = index = mark.body


def _is_comment(texts: Sequence[str], index: int, end: int) -> bool:
    """Whether a line of an object that begins with a number sign hangs on the lines around it; a heading stands alone."""
    following = texts[index + 1] if index + 1 < end else ""
    return bool(texts[index - 1].strip()) or (bool(following) and (following[0] == "#" or continues_object(following)))


def _prompt(texts: Sequence[str], index: int, start: int, end: int) -> Mark | None:
    first = index
    is_broken = False
    prompt = find_tall_prompt(texts[index - 1], texts[index]) if index > start else None
    if prompt is not None:
        first -= 1
    else:
        prompt = find_prompt(texts[index])
        if index > start and (wide := _wide_prompt(texts[index - 1], texts[index], prompt)) is not None:
            prompt = wide
            first -= 1
            is_broken = True
    if prompt is None:
        return None
    if prompt.host is not None and prompt.user is None and _hangs(texts, index, end):
        prompt = replace(prompt, host=None)  # the end of another output may stand before it: `    validnode-1:~ # ip a`
    command, typed, is_wrapped, is_certain = _typed(prompt.command, texts, index, end)
    if not command:
        return Mark(first, index + 1, prompt)
    return Mark(first, _behind_document(command, texts, typed, end), prompt, command, typed=typed, wrapped=is_wrapped or is_broken, is_certain=is_certain)


def _hangs(texts: Sequence[str], index: int, end: int) -> bool:
    """Whether a line is indented, and what follows it is not: those of a page that is indented all are."""
    line, following = texts[index], next((text for text in texts[index + 1 : min(end, index + 3)] if text.strip()), "")
    return line[:1].isspace() and bool(following) and len(following) - len(following.lstrip()) < len(line) - len(line.lstrip())


def _wide_prompt(upper: str, lower: str, alone: Prompt | None) -> Prompt | None:
    """A prompt of one line that a terminal broke inside of it; what the lower line alone seems to be is none."""
    if not NARROWEST - 1 <= len(upper) <= WIDEST or "@" not in upper[-64:] or (alone is not None and alone.user) or find_prompt(upper) is not None:
        return None
    whole = find_prompt(upper + lower)
    return whole if whole is not None and whole.user and whole.column > len(upper) else None


def _typed(command: str, texts: Sequence[str], index: int, end: int) -> tuple[str, int, bool, bool]:
    """The whole of a command line that goes on over several lines, and the index behind it.

    Returns:
        The command; the index behind it; whether a terminal had broken it; whether its pieces fit in one way only.
    """
    first = index
    is_wrapped, is_certain = False, True
    index += 1
    while True:
        if (whole := rejoin(command, texts, index - 1, end)) is not None:
            command, index = whole.command, whole.behind
            is_wrapped, is_certain = True, is_certain and whole.is_certain
        if not command or index >= end or index - first >= _LONGEST or len(command) >= _TYPED:
            break
        continued = command.endswith("\\") and not command.endswith("\\\\")
        second = _SECOND_PROMPT.match(texts[index])
        if continued or command.endswith(" `"):  # PowerShell's mark is a backtick
            following = texts[index][second.end() :] if second else texts[index]
            if find_prompt(texts[index]) is not None and not second:
                break
            command = command[:-1].rstrip() + " " + following.strip()
        elif second and is_open(command):
            command += "\n" + texts[index][second.end() :]
        else:
            break
        index += 1
    return command, index, is_wrapped, is_certain


def _behind_document(command: str, texts: Sequence[str], index: int, end: int) -> int:
    """The index behind the here-documents of a command line, where they stand on the lines that follow."""
    for match in _HERE_DOC.finditer(command):
        if f"\n{match['word']}" in command:
            continue
        for position in range(index, min(end, index + _DOCUMENT)):
            line = _SECOND_PROMPT.sub("", texts[position], count=1) if texts[position].startswith(("> ", "heredoc>")) else texts[position]
            if (line.lstrip() if match["dash"] else line).rstrip() == match["word"]:
                index = position + 1
                break
    return index
