"""A typed command line: what runs in the end, and where."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from antrea_parse.commands.argv import resolve
from antrea_parse.commands.invocation import Invocation
from antrea_parse.commands.shell_list import Pipeline, pipelines, split_words, without_assignments
from antrea_parse.commands.wrappers import RUNNERS, WRAPPERS, after_flags

_SHELLS = frozenset({"sh", "bash", "ash", "zsh", "dash", "ksh", "fish", "cmd", "powershell", "pwsh", "su"})
#: Filters that leave the output as it is.
_PASSING = frozenset(["cat", "less", "more", "most", "tee", "pv", "col", "ansi2txt", "dshbak", "clubak"])
#: Filters that print the same data in another layout.
_LAYOUT = re.compile(
    r"(?:\S*/)?(?:(?:jq|gojq|jaq|yq)(?:\s+(?:-[CMSrPy]{1,4}|--(?:color-output|monochrome-output|sort-keys|tab|prettyPrint)|e|eval|\.|'\.'|\"\.\"|-))*"
    r"|python[0-9.]*\s+-m\s+json\.tool|json_pp)\s*"
)
_SHELL_COMMAND = re.compile(r"(?i)-[a-z]*c|-command|/c")
#: Command lines that are remembered, in characters: logs repeat them.
_SHORT = 1000
#: Wrappers inside wrappers that are followed.
_DEEPEST = 8


def read_command_line(text: str) -> Invocation:
    """Understand a command line without running it; of several commands the first whose output is read.

    >>> found = read_command_line("kubectl exec -n kube-system -it antrea-agent-bj42h -c antrea-ovs -- ovs-vsctl show")
    >>> found.argv, found.pod, found.namespace, found.container
    (('ovs-vsctl', 'show'), 'antrea-agent-bj42h', 'kube-system', 'antrea-ovs')
    >>> read_command_line("cd /tmp && sudo ip -d a | grep -A3 gw0 | less").filters
    ('grep -A3 gw0',)
    """
    found = read_command_list(text)
    return next((item for item in found if resolve(item.argv)), found[-1] if found else Invocation(argv=()))


def read_command_list(text: str) -> tuple[Invocation, ...]:
    """Every command that a line runs, in order; also those inside ``ssh host '…; …'`` and ``sh -c '…'``.

    >>> [(item.host, item.argv) for item in read_command_list("ssh w1 'ip a; ip r'; date")]
    [('w1', ('ip', 'a')), ('w1', ('ip', 'r')), (None, ('date',))]
    """
    return _remembered(text) if len(text) < _SHORT else tuple(_expand(text, Invocation(argv=()), 0))


@lru_cache(maxsize=1024)
def _remembered(text: str) -> tuple[Invocation, ...]:
    return tuple(_expand(text, Invocation(argv=()), 0))


def _expand(text: str, place: Invocation, depth: int) -> list[Invocation]:
    return [found for item in pipelines(text) for found in _command(item, place, depth)]


def _command(item: Pipeline, place: Invocation, depth: int) -> list[Invocation]:
    words, file = split_words(item.text)
    runners = [position for position, part in enumerate(item.filters) if part.split(None, 1)[0] in RUNNERS]
    if runners:  # what is piped into it are words of the commands that it runs
        words, file = split_words(item.filters[runners[-1]])
        words, options = after_flags(words[1:], RUNNERS[words[0]])
        words = [word.replace(options.get("-I", "{}"), "${each}") for word in words]
        item = item._replace(filters=item.filters[runners[-1] + 1 :])
    cutting = tuple(part for part in item.filters if part.split(None, 1)[0].rsplit("/", 1)[-1] not in _PASSING and not _LAYOUT.fullmatch(part))
    if cutting or file:
        place = replace(place, filters=(*cutting, *place.filters), file=file or place.file)
    return _unwrap(words, place, depth)


def _unwrap(words: list[str], found: Invocation, depth: int) -> list[Invocation]:
    words = without_assignments(words)
    if not words or depth > _DEEPEST:
        return [replace(found, argv=tuple(words))] if words else []
    program = words[0].replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".exe")
    words = [program, *words[1:]]
    unwrapped = WRAPPERS[program](words, found) if program in WRAPPERS else None
    if unwrapped is not None:
        inner, place = unwrapped
        if isinstance(inner, str):
            return _expand(inner, place, depth + 1)
        return _unwrap(inner, place, depth + 1)
    if program in _SHELLS:
        for position, word in enumerate(words[1:-1], 1):
            if _SHELL_COMMAND.fullmatch(word):
                return _expand(words[position + 1], found, depth + 1)
        return [replace(found, argv=tuple(words), shell=True)]  # noqa: S604  # a field of a record, nothing is run
    return [replace(found, argv=tuple(words))]
