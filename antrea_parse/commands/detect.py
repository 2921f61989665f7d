"""Recognises which command printed a text, by its content, and says why."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.base import UNREAD, Command
from antrea_parse.commands.kubectl_kind import FIRST_TITLES
from antrea_parse.commands.objects import forms
from antrea_parse.commands.parse import parse_lines
from antrea_parse.text.errors import UnknownCommandError
from antrea_parse.text.repair import without_prefix
from antrea_parse.text.source import Lines

#: Reads the tables of any resource.
_ANY_TABLE = "kubectl get"
#: Lines at the head of a text that are looked at.
_HEAD = 200
#: Longest line that is looked at.
_LONGEST = 1 << 16
#: A document of JSON that may be on one line.
_JSON_LINE = re.compile(r'\s*(?:\[\s*)?\{\s*".*[\]}]\s*$')
#: Columns of a terminal, and pieces into which it breaks a header.
_WIDEST = 500
_PIECES = 4


class Detection(NamedTuple):
    """A command that a text was recognised as.

    Attributes:
        command: the command.
        reason: which line gave it away.
        line: index of that line, from 0.
    """

    command: Command
    reason: str
    line: int


def detect(lines: Lines) -> Detection:
    """Recognise the command that printed these lines.

    Raises:
        UnknownCommandError: no command fits, or several fit equally well.
    """
    recognised = forms.recognise(lines.texts)
    found = candidates(lines)
    if recognised is not None:
        name, reason, line = recognised
        item = Detection(registry.load(name), f"line {lines.numbers[line]} {reason}", line)
        # An object may stand inside what another tool prints, as its reference to a Pod.
        others = [other for other in found if other.command.name != name]
        return min([item, *others], key=lambda item: _unread_share(item.command, lines)) if others else item
    if not found:
        # A mark of a mail or an editor may stand before each line; reading the lines removes (and names) it.
        found = [item for _, plain in without_prefix(lines) for item in candidates(plain)]
        found = list({item.command.name: item for item in found}.values())
    found = found or broken(lines)
    if not found:
        raise UnknownCommandError(
            f"{lines.source}: cannot tell which command printed this; name it: antrea_parse.parse(text, 'ip address'). "
            f"antrea_parse.commands() lists what can be read" + "; the name of a file goes to antrea_parse.read" * (len(lines) == 1)
        )
    if len(found) > 1:
        scored = [(_unread_share(item.command, lines), item) for item in found]
        best = min(share for share, _ in scored)
        found = settled([item for share, item in scored if share == best])
    if len(found) > 1:
        names = " and ".join(f"{item.command.name!r} ({item.reason})" for item in found)
        raise UnknownCommandError(f"{lines.source}: both {names} fit this text; name the one that printed it")
    return found[0]


def candidates(lines: Lines) -> list[Detection]:
    """Commands of which a sign stands among the first lines."""
    head = [(index, text) for index, text in enumerate(lines.texts[:_HEAD]) if text and len(text) <= _LONGEST]
    head += islice(((index, part) for index, text in head if _JSON_LINE.match(text) for part in _keys(text)), _HEAD)
    found = []
    for command, signs in _signs():
        for pattern, reason in signs:
            index = next((index for index, text in head if pattern.match(text)), None)
            if index is not None:
                found.append(Detection(command, f"line {lines.numbers[index]} {reason}", index))
                break
    # A table of any resource fits wherever a known one does.
    known = {item.line for item in found if item.command.name != _ANY_TABLE}
    return [item for item in found if item.command.name != _ANY_TABLE or item.line not in known]


def broken(lines: Lines) -> list[Detection]:
    """Commands of which the header of a table stands among the first lines, broken by a terminal."""
    texts = lines.texts[:_HEAD]
    for index, text in enumerate(texts):
        if not text.startswith(FIRST_TITLES) or len(text) > _WIDEST:
            continue
        for behind in range(index + 2, min(index + 2 + _PIECES, len(texts) + 1)):
            found = candidates(Lines.at(["".join(texts[index:behind])]))
            if found:
                where = f"line {lines.numbers[index]}, with what a terminal broke off,"
                return [item._replace(reason=item.reason.replace("line 1", where, 1), line=index) for item in found]
    return []


def settled(found: list[Detection]) -> list[Detection]:
    """Of commands that read a text equally well the one that is right in any case, where there is such a one.

    A table of a known resource is one of any resource too; one whose header several resources have is read as a table of any.
    """
    known = [item for item in found if item.command.name != _ANY_TABLE]
    if not all(item.command.name.startswith(_ANY_TABLE) for item in known):
        return found
    if len(known) < 2:
        return known or found
    first, *others = known
    reason = " or of ".join([first.reason, *(item.command.name.split()[-1] for item in others)])
    return [Detection(registry.load(_ANY_TABLE), reason, first.line)]


def _keys(text: str) -> list[str]:
    """The keys in a document of JSON on one line, each as on a line of its own, as the tools print it: signs are of such lines."""
    found: list[str] = []

    def keep(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found.extend(f"{json.dumps(name)}: {'{' if isinstance(value, dict | list) else json.dumps(value)}" for name, value in pairs)
        return {}

    try:
        json.loads(text, object_pairs_hook=keep)
    except (ValueError, RecursionError):
        return []
    return found


@cache
def _signs() -> list[tuple[Command, list[tuple[re.Pattern[str], str]]]]:
    commands = [registry.load(name) for name in registry.names()]
    return [(command, [(re.compile(pattern), reason) for pattern, reason in command.signs]) for command in commands]


def _unread_share(command: Command, lines: Lines) -> float:
    ledger = parse_lines(command, lines).ledger
    return ledger.uses.count(UNREAD) / len(ledger.uses) if ledger and ledger.uses else 1.0
