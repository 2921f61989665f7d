"""Runs of lines that something was put before: quotation marks, names of machines (pdsh, clush), pods (kubectl logs --prefix), times.

Each machine's lines are read as a text of their own, however they arrived. Panes of a terminal side by side are found here, too: their
lines hold pieces of two outputs, and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from antrea_parse.snapshot.leftover import gives_itself_away
from antrea_parse.text.clean import unbold
from antrea_parse.text.moment import to_moment
from antrea_parse.text.prompt import find_prompt
from antrea_parse.text.source import Lines, Scattered

_PREFIX = re.compile(
    r"(?P<quote>\s{0,3}(?:> ?)+)"
    r"|(?P<mark>[|│#*+-])(?: |$)"
    r"|\[(?P<pod>(?:pod/)?[a-z0-9][\w.-]*)(?:/[\w.-]+)*\] ?"
    r"|(?P<host>[A-Za-z][\w.-]{0,252})(?::| {1,20}\|)(?: |$)"
    r"|(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|(?P<at>\d{4}-\d\d-\d\dT\S+)) (?P<logger>[A-Za-z][\w.-]*) [\w./-]+(?:\[\d+\])?: "
    r"|\[?(?P<stamp>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\s\]]*)\]?(?: (?:stdout|stderr) [FP])?(?: |$)"
    r"|(?P<number>\s{0,8}\d{1,7}(?:\t|\s{0,4}[:|│] ?|[.)](?: |$)| |$))"
)
_FIRST = frozenset("> [|│#*+-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\t")
#: Prefixes between which prompts stand as well: the whole log has them, not only what a command printed.
_OF_LOGS = frozenset(["quote", "mark", "stamp", "logger", "number"])
#: Prefixes that name no machine and no pod, as messages call them.
_NAMES = {"quote": "quotation mark", "mark": "mark", "stamp": "time", "number": "line number"}
_MARGINS = frozenset(["  ", "\t", "\t\t", " \t", "\t "])
_PROMPT_SIGN = re.compile(r"[#$>%❯](?: |$)")
#: Lines that a run has at least, and those at its head that are looked at for what they are.
_FEWEST = 2
_HEAD = 400
_BORDER = "│"
#: Lines that panes have at least.
_FEWEST_OF_PANES = 4
#: Columns of a pane that may stand beside one that is all but empty.
_WIDE = 20


@dataclass(frozen=True, slots=True)
class Stream:
    """Lines that are read one after the other.

    Attributes:
        lines: without what stood before them.
        prefix: kind of what stood before them; empty for lines as they are.
        host: the machine that it named.
        pod: the pod that it named.
        time: the moment before the first of them.
    """

    lines: Lines
    prefix: str = ""
    host: str | None = None
    pod: str | None = None
    time: datetime | None = None

    @property
    def what(self) -> str:
        """What stood before the lines, where it tells nothing about them; empty where it does."""
        return _NAMES.get(self.prefix, "")


def streams(lines: Lines) -> list[Stream]:
    """The lines in runs that are read one after the other; together they are all the lines."""
    found = []
    done = 0
    for start, end, parts in _runs(lines):
        if start > done:
            found.append(Stream(lines[done:start]))
        found += parts
        done = end
    if done == 0:
        return [Stream(lines)]
    if done < len(lines):
        found.append(Stream(lines[done:]))
    return found


def _runs(lines: Lines) -> Iterator[tuple[int, int, list[Stream]]]:
    texts = lines.texts
    index, count = 0, len(texts)
    has_panes = any(_BORDER in text for text in texts)
    looked_at = 0  # lines before this one have no margin
    while index < count:
        text = texts[index]
        if text[:2] in _MARGINS and index >= looked_at:
            looked_at, depth = _margin(texts, index)
            if depth:
                own = lines[index:looked_at]
                yield index, looked_at, [Stream(replace(own, texts=[text[depth:] for text in own.texts]), "margin")]
                index = looked_at
                continue
        if has_panes and _BORDER in text and (end := _panes(texts, index)):
            yield index, end, [Stream(lines[index:end], "panes")]
            index = end
            continue
        match = _PREFIX.match(text, 0, 400) if text and text[0] in _FIRST else None
        if match is None:
            index += 1
            continue
        heads = [match]
        end = index + 1
        while end < count:
            following = _PREFIX.match(texts[end], 0, 400)
            if following is None or following.lastgroup != match.lastgroup or not _goes_on(heads[-1], following):
                break
            heads.append(following)
            end += 1
        if len(heads) >= _FEWEST and (kind := match.lastgroup) and _is_output(kind, texts, index, heads):
            yield index, end, _parts(kind, lines[index:end], heads)
        index = end


def _margin(texts: Sequence[str], start: int) -> tuple[int, int]:
    """The index behind lines that all begin with blanks, and how many of them a page put there: as many as stand before its prompts."""
    end = start
    has_prompt = False
    while end < len(texts) and (texts[end][:2] in _MARGINS or not texts[end].strip()):
        has_prompt = has_prompt or _PROMPT_SIGN.search(texts[end], 0, 800) is not None
        end += 1
    if not has_prompt:
        return end, 0
    depth = min((len(text) - len(text.lstrip()) for text in texts[start:end] if text.strip()), default=400)
    for text in texts[start:end] if depth < 400 else ():
        if text[depth : depth + 1].strip() and _PROMPT_SIGN.search(text, depth, 400) and (prompt := find_prompt(text[depth:])) is not None and prompt.host:
            return end, depth
    return end, 0


def _goes_on(head: re.Match[str], following: re.Match[str]) -> bool:
    """Numbers before lines count them; marks are the same."""
    if head.lastgroup == "mark":
        return head["mark"] == following["mark"]
    return head.lastgroup != "number" or _number(following) == _number(head) + 1


def _number(head: re.Match[str]) -> int:
    return int(head["number"].strip(" \t:|│.)"))


def _panes(texts: Sequence[str], start: int) -> int:
    """The index behind panes that begin here; 0 when there are none."""
    column = texts[start].find(_BORDER)
    end = start
    while end < len(texts) and texts[end][column : column + 1] == _BORDER and texts[end].count(_BORDER) == 1:
        end += 1
    if all(text[:column].strip().isdigit() for text in texts[start:end]):  # numbers of lines
        return 0
    both = sum(bool(text[:column].strip()) and bool(text[column + 1 :].strip()) for text in texts[start:end])
    return end if column > 0 and end - start >= _FEWEST_OF_PANES and (both * 2 >= end - start or (both and column >= _WIDE)) else 0


def _is_output(kind: str, texts: Sequence[str], start: int, heads: Sequence[re.Match[str]]) -> bool:
    """Whether what stands behind the prefixes is output, and the lines as they stand are not."""
    for number, head in enumerate(heads[:_HEAD]):
        text = texts[start + number]
        rest = text[head.end() :]
        if gives_itself_away(text):
            return False
        prompt = find_prompt(rest) if kind in _OF_LOGS else None
        if prompt is not None and prompt.host:
            if kind in ("quote", "mark"):
                return True
            continue  # a prompt may show the time itself: only output tells
        if kind not in ("quote", "mark") and find_prompt(text) is not None:
            return False
        if kind != "mark" and gives_itself_away(rest):
            return True
    return False


def _parts(kind: str, lines: Lines, heads: Sequence[re.Match[str]]) -> list[Stream]:
    """The lines by what their prefixes name."""
    groups: dict[str, list[int]] = {}
    name = "logger" if kind in ("at", "logger") else kind
    for index, head in enumerate(heads):
        groups.setdefault("" if kind in _NAMES else head[name], []).append(index)
    found = []
    for value, indexes in groups.items():
        texts = [unbold(lines.texts[index][heads[index].end() :]) for index in indexes]
        first = heads[indexes[0]]
        time = to_moment(first["stamp"] or first["at"] or "")
        if len(groups) == 1:
            own = Lines(lines.source, texts, lines.numbers, lines.ended)
        else:
            own = Scattered(lines.source, texts, [*(lines.numbers[index] for index in indexes), lines.numbers[indexes[-1]] + 1])
        host = value if name in ("host", "logger") else None
        pod = value.removeprefix("pod/") if name == "pod" else None
        found.append(Stream(own, kind, host, pod, time))
    return found
