"""Command lines that a terminal broke at its width: what is left of them stands on lines of its own, below.

Taken for output, ``ip a`` of ``kubectl exec … -- ip a`` would be the prompt's own. A line joins those below when it is as wide as a terminal and
what they make together is a command that is read, while the line alone is none or the lines below are not what it prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.argv import may_be_read, resolve
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.invocation import Invocation
from antrea_parse.commands.shell import read_command_list
from antrea_parse.snapshot.heading import find_heading
from antrea_parse.snapshot.leftover import gives_itself_away
from antrea_parse.text.prompt import find_prompt, runs_known_program

#: Columns of terminals, narrowest and widest.
NARROWEST, WIDEST = 40, 512
#: Lines that one command line may be broken into.
_MOST_ROWS = 30
#: Lines before and after that tell the width of the terminal.
_AROUND = 300
_LAST = 8
#: Wrappers that run nothing without a command.
_NEEDS_COMMAND = frozenset(["kubectl", "k", "oc", "docker", "crictl", "nerdctl", "podman"])
_WRAPPED = re.compile("docker|crictl|nerdctl|podman")  # the others are read themselves


class Typed(NamedTuple):
    """A command line put together.

    Attributes:
        command: all of it.
        behind: index behind its last line.
        is_certain: its pieces fit in one way only, as far as the place where it ran is concerned.
    """

    command: str
    behind: int
    is_certain: bool = True


class _Reading(NamedTuple):
    command: str
    behind: int
    steps: tuple[Invocation, ...]
    names: tuple[str, ...]
    is_followed: bool


def rejoin(command: str, texts: Sequence[str], index: int, end: int) -> Typed | None:
    """The whole of a command line of which a terminal put the rest on the lines below; None when nothing shows that it did.

    Args:
        command: what was typed as far as the line shows it.
        texts: the lines.
        index: of the line on which it ends so far.
        end: index behind the last line that may belong to it.
    """
    width = len(texts[index])
    if index + 1 >= end or not texts[index + 1].strip() or len(texts[index + 1]) > width + 1:
        return None
    below = texts[index + 1]
    is_wide = NARROWEST - 1 <= width <= WIDEST
    if not command:
        return _below_a_prompt(texts, index, end, is_wide=is_wide)
    if not is_wide or is_chatter(below):
        return None
    tail = texts[index][len(texts[index].rstrip()) :]
    if not (may_be_read(command) or _WRAPPED.search(command)):
        rows = chain(_rows(command + tail, width, texts, index, end), () if tail else _rows(f"{command} ", width + 1, texts, index, end))
        if not any(may_be_read(joined) for joined, _ in rows):
            return None
    plain = _read(command, index + 1, texts, end)
    if plain.names and _begins(plain.names, below):
        return None
    needs = _is_unfinished(plain)
    if find_prompt(below) is not None or (_names_machine(texts, index + 1, end) and not needs):
        return None
    exact = _best(plain, command + tail, width, texts, index, end)
    trimmed = None if tail else _best(plain, f"{command} ", width + 1, texts, index, end)
    if exact is None and trimmed is None:
        return _unread(command, width, texts, index, end) if needs and not gives_itself_away(below) else None
    chosen, other = exact or trimmed, trimmed if exact else None
    if chosen is None or other is None or _places(chosen) == _places(other):
        return chosen and Typed(chosen.command, chosen.behind)
    wider = _is_wider(width, texts, index)
    if wider is not None:
        found = other if wider else chosen
        return Typed(found.command, found.behind)
    return Typed(chosen.command, chosen.behind, is_certain=False)


def _below_a_prompt(texts: Sequence[str], index: int, end: int, *, is_wide: bool) -> Typed | None:
    """A command line below a prompt that fills a row of the terminal, or stands on a row of its own."""
    below = texts[index + 1].strip()
    if not runs_known_program(below) or find_prompt(below) is not None:
        return None
    own = _read(below, index + 2, texts, end)
    further = rejoin(below, texts, index + 1, end)
    if further is not None and (is_wide or own.names or further.command != below):
        return further
    return Typed(below, index + 2) if is_wide or own.is_followed else None


def _read(command: str, behind: int, texts: Sequence[str], end: int) -> _Reading:
    steps = read_command_list(command)
    resolved = [resolve(step.argv) for step in steps]
    names = tuple(item.name if item is not None and registry.is_known(item.name) else "" for item in resolved)
    known = tuple(filter(None, names))
    after = next((text for text in texts[behind : min(end, behind + _LAST)] if text.strip() and not is_chatter(text)), None)
    return _Reading(command, behind, steps, known, after is not None and bool(known) and _begins(known, after))


def _begins(names: Sequence[str], text: str) -> bool:
    """Whether an output of one of these commands may begin on a line."""
    return any(re.match(registry.load(name).starts, text) for name in names)


def _is_unfinished(plain: _Reading) -> bool:
    """Whether a line ends before the command that its wrapper runs."""
    last = plain.steps[-1] if plain.steps else None
    if last is None:
        return False
    words = last.argv
    if words == ("sh",) and last.shell and last.pod is not None and not plain.command.rstrip().endswith(("sh", '"', "'")):
        return " exec " in plain.command
    return bool(words) and words[0] in _NEEDS_COMMAND and any(word.startswith("e") and "exec".startswith(word) for word in words[1:6])


def _names_machine(texts: Sequence[str], index: int, end: int) -> bool:
    found = find_heading(texts, index, end)
    return found is not None and (found[0].host or found[0].maybe) is not None


def _rows(command: str, width: int, texts: Sequence[str], index: int, end: int) -> Iterator[tuple[str, int]]:
    """What a line and the next ones make together at a width: with one row, then with one more each time."""
    for row in range(index + 1, min(end, index + 1 + _MOST_ROWS)):
        text = texts[row]
        if not text.strip() or len(text) > width or (row > index + 1 and find_prompt(text) is not None):
            return
        command += text
        yield command, row + 1
        if len(text) == width - 1:
            command += " "  # a blank at the margin was trimmed
        elif len(text) != width:
            return


def _best(plain: _Reading, command: str, width: int, texts: Sequence[str], index: int, end: int) -> _Reading | None:
    """The fewest rows that make a command that is read and whose output follows; else, of a line that alone is none, the most."""
    found = None
    unknown = len(plain.steps) - len(plain.names)
    for joined, behind in _rows(command, width, texts, index, end):
        if not may_be_read(joined):
            continue
        reading = _read(joined, behind, texts, end)
        if not reading.names or len(reading.steps) - len(reading.names) > max(unknown, 0) or reading.steps == plain.steps:
            continue
        if reading.is_followed:
            return reading
        if not plain.names and found is None:
            found = reading
    return found


def _unread(command: str, width: int, texts: Sequence[str], index: int, end: int) -> Typed | None:
    """The rest of a command whose output is not read."""
    rows = list(_rows(command, width, texts, index, end)) or list(_rows(f"{command} ", width + 1, texts, index, end))
    return Typed(*rows[-1]) if rows else None


def _places(reading: _Reading) -> list[tuple[str | None, ...]]:
    return [(step.host, step.pod, step.namespace, step.container, step.netns) for step in reading.steps]


def _is_wider(width: int, texts: Sequence[str], index: int) -> bool | None:
    """Whether the terminal has one column more than the line, of which a blank was trimmed; None when the lines around do not tell."""
    lengths = [len(text) for text in texts[max(0, index - _AROUND) : index + _AROUND]]
    longest = max(lengths)
    if longest == width + 1:
        return True
    return False if longest == width and lengths.count(width) > 1 else None
