"""Interfaces of a first line, a link-layer line and addresses with their life times, as nearly all are: read in one go.

What the template's rules say of such lines is said here once more, for the spelling that the tool itself prints: four patterns and what the
words behind them were read to before. Whatever is out of the ordinary is left to the reader, which takes it line by line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from antrea_parse.commands.ip_addresses import FLAG_WORDS, flags_and_label, life_time
from antrea_parse.commands.ip_interface import AddrInfo, Interface
from antrea_parse.commands.ip_link import flag_list, header, link
from antrea_parse.text.values import to_ip

_HEAD = re.compile(r"(\d{1,9}): ([^\s:@]+)(?:@if(\d{1,9}))?: <([^\s>]*)> ([^\\]*)")
_LINK = re.compile(r"    link/(\S+) ([0-9a-f:]+) brd ([0-9a-f:]+)(?: (.*))?")
_ADDRESS = re.compile(r"    (inet6?) ([0-9a-f:.]+)/(\d{1,3})(?: brd ([0-9.]+))? scope (\S+)(.*)")
_LIFE = re.compile(r"       valid_lft (forever|\d+sec) preferred_lft (forever|-?\d+sec) *")

#: Two lines that are longer are not remembered: no tool prints them.
_LONGEST = 1000
_flags = lru_cache(maxsize=1024)(flag_list)
#: The fields printed, by what tells them: records of one shape share the set.
_PRINTED: dict[tuple[Any, ...], set[str]] = {}


class Plain(NamedTuple):
    """A plain interface.

    Attributes:
        state: all fields of its record.
        printed: the names of those that its lines have.
        end: index of the line behind it.
    """

    state: dict[str, Any]
    printed: set[str]
    end: int


def read_plain(texts: Sequence[str], first: int, *, addresses: bool) -> Plain | None:
    """Read an interface whole.

    Args:
        texts: all lines.
        first: the index of one with which an interface may begin.
        addresses: the command lists addresses.

    Returns:
        The interface; None where it is not plain.
    """
    end = len(texts)
    if first + 1 == end or len(texts[first]) + len(texts[first + 1]) > _LONGEST:
        return None
    head, second = _HEAD.fullmatch(texts[first]), _LINK.fullmatch(texts[first + 1])
    if head is None or second is None:
        return None
    number, name, peer, flags, settings = head.groups()
    kind, address, broadcast, rest = second.groups()
    fields = _header(settings)
    more = _link(rest) if rest else _NO_WORDS
    if fields is None or more is None or name in FLAG_WORDS or len(address) != len(broadcast):
        return None
    if peer and "link_netnsid" not in more.values:
        return None  # what else such a name may mean is told by the rest of the capture
    infos: list[AddrInfo] = []
    index = first + 2
    while index < end and texts[index].startswith("    inet"):
        info = _address(texts[index], texts[index + 1], name) if index + 1 < end else None
        if info is None:
            return None
        infos.append(info)
        index += 2
    if index < end and not (texts[index][:1].isdigit() and ": <" in texts[index]):
        return None
    if len(infos) > 1 and len({info.local for info in infos}) < len(infos):
        return None
    state = Interface.blank()
    state["ifindex"] = int(number)
    state["ifname"] = name
    if peer:
        state["link_index"] = int(peer)
    state["flags"] = _flags(flags)
    state.update(fields.values)
    state["link_type"] = kind
    state["address"] = address
    state["broadcast"] = broadcast
    if rest:
        state.update(more.values)
    state["addr_info"] = tuple(infos)
    lists = addresses or bool(infos)
    shape = (fields.number, more.number, peer is None, lists)
    printed = _PRINTED.get(shape)
    if printed is None:
        also = ({"link_index"} if peer else set()) | ({"addr_info"} if lists else set())
        printed = _PRINTED[shape] = {"ifindex", "ifname", "flags", "link_type", "address", "broadcast", *also, *fields.values, *more.values}
    return Plain(state, printed, index)


def _address(line: str, below: str, name: str) -> AddrInfo | None:
    """An address with nothing but a broadcast address, a scope, flags and a label that begins as the interface is called."""
    if len(line) + len(below) > _LONGEST:
        return None
    found, life = _ADDRESS.fullmatch(line), _life_times(below)
    if found is None or life is None:
        return None
    family, local, length, broadcast, scope, rest = found.groups()
    state = AddrInfo.blank()
    state["family"] = family
    try:
        state["local"] = to_ip(local)
        if broadcast:
            state["broadcast"] = to_ip(broadcast)
    except ValueError:
        return None
    state["prefixlen"] = int(length)
    state["scope"] = scope
    words = _NO_WORDS
    label = rest[1:]
    if label == name and family == "inet" and len(label.encode()) < 16:
        state["label"] = label
    elif label:
        found_words = _behind_scope(rest, family == "inet")
        if found_words is None or not found_words.values.get("label", name).startswith(name):
            return None
        words = found_words
        state.update(words.values)
    state["valid_life_time"], state["preferred_life_time"] = life
    labelled = state["label"] is not None
    shape = (words.number, broadcast is None, labelled)
    printed = _PRINTED.get(shape)
    if printed is None:
        also = ({"broadcast"} if broadcast else set()) | ({"label"} if labelled else set())
        printed = _PRINTED[shape] = {"family", "local", "prefixlen", "scope", "valid_life_time", "preferred_life_time", *also, *words.values}
    return AddrInfo.whole(state, printed, None)


class _Words(NamedTuple):
    """What some words were read to.

    Attributes:
        values: fields.
        number: of the set of their names.
    """

    values: Mapping[str, Any]
    number: int


def _words(values: Mapping[str, Any], strange: object) -> _Words | None:
    return None if strange else _Words(values, _NAMES.setdefault(tuple(values), len(_NAMES)))


#: Sets of names by number; there are no more of them than the tool has words.
_NAMES: dict[tuple[str, ...], int] = {(): 0}
_NO_WORDS = _Words({}, 0)


@lru_cache(maxsize=8192)
def _header(text: str) -> _Words | None:
    return _words(*header(text))


@lru_cache(maxsize=8192)
def _link(text: str) -> _Words | None:
    return _words(*link(text))


@lru_cache(maxsize=8192)
def _behind_scope(text: str, labelled: bool) -> _Words | None:
    return _words(*flags_and_label(text, labelled))


@lru_cache(maxsize=1024)
def _life_times(line: str) -> tuple[int, int] | None:
    found = _LIFE.fullmatch(line)
    return None if found is None else (life_time(found[1]), life_time(found[2]))
