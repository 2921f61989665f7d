"""Words of ``ip -d`` that have a form of their own: pairs of numbers, words that stand for numbers, lists, objects.

Source of the format: iproute2 ip/iplink_*.c, ip/link_*.c.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from antrea_parse.commands.ip_words import Special, natural, number_or_word


def two_keys(key: str, low: str, high: str) -> Special:
    """Two numbers under one key: ``srcport 0 0``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key] = {low: natural(words[position]), high: natural(words[position + 1])}
        return position + 2

    return read


def by_family(key: str) -> Special:
    """An address that ``ip -j`` has under another key when it is IPv6: ``remote``, ``remote6``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position]
        values[key + "6" if ":" in text else key] = text
        return position + 1

    return read


def words_for(key: str, **meanings: Any) -> Special:
    """A number, or a word that stands for one: ``ttl auto`` is 0."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position]
        values[key] = meanings[text] if text in meanings else number_or_word(text)
        return position + 1

    return read


def inherit(key: str, flag: str, *, number: bool = False, word: str = "inherit") -> Special:
    """A value, or a word that ``ip -j`` has under a key of its own: ``tclass inherit``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position]
        if text == word:
            values[flag] = True
        else:
            values[key] = natural(text) if number else text
        return position + 1

    return read


def nested(key: str, inner: str, *, number: bool = True) -> Special:
    """A value in an object of its own: ``ad_aggregator 1`` is ``ad_info.aggregator``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values.setdefault(key, {})[inner] = natural(words[position]) if number else words[position]
        return position + 1

    return read


def prefix(address: str, length: str) -> Special:
    """``2001:db8::/32`` under two keys."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[address], _, bits = words[position].partition("/")
        values[length] = natural(bits)
        return position + 1

    return read


def listed(key: str) -> Special:
    """Values joined by commas."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key] = words[position].split(",")
        return position + 1

    return read


def unsaid(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """A word that repeats another one; ``ip -j`` has it once."""
    return position + 1


def flags(text: str) -> Special:
    """``<REORDER_HDR,GVRP>``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values["flags"] = [flag for flag in text.strip("<>").split(",") if flag]
        return position

    return read


def qos_map(key: str) -> Special:
    """``ingress-qos-map { 1:2 3:4 }``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        end = words.index("}", position)
        pairs = [item.split(":") for item in words[position + 1 : end]]
        values[key] = [{"from": natural(first), "to": natural(second)} for first, second in pairs]
        return end + 1

    return read


def oper_state(key: str) -> Special:
    """``ad_actor_oper_port_state 63 ad_actor_oper_port_state_str <active,aggregating>``; not every release prints the second word."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key] = natural(words[position])
        position += 1
        if words[position : position + 1] == [f"{key}_str"]:
            position += 1
        if position < len(words) and words[position].startswith("<"):
            values[key + "_str"] = [state for state in words[position].strip("<>").split(",") if state]
            position += 1
        return position

    return read


def vnifilter_id(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``vnifilterid 5``: up to 6.1 no blank is printed between the two words."""
    values |= {"vnifilter": True, "id": natural(words[position])}
    return position + 1


def remotes(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``remotes (2) 02:00:00:00:00:01 02:00:00:00:00:02``."""
    values["macaddr_count"] = count = natural(words[position].strip("()"))
    values["macaddr_data"] = list(words[position + 1 : position + 1 + count])
    return position + 1 + count


def encap(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``encap fou encap-sport auto encap-dport 5555 noencap-csum …`` of a tunnel."""
    kind = words[position]
    found: dict[str, Any] = {"type": None if kind == "unknown" else kind}
    position += 1
    while position < len(words) and words[position].startswith(("encap-", "noencap-")):
        front, _, name = words[position].partition("encap-")
        position += 1
        if name in ("sport", "dport"):
            found[name] = 0 if words[position] == "auto" else natural(words[position])
            position += 1
        else:
            found[name] = not front
    values["encap"] = found
    return position


def word_for(key: str, *words_of_it: str) -> dict[str, Special]:
    """Bare words that are the value of a key: ``relay`` is the mode of a device."""

    def special(word: str) -> Special:
        def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
            values[key] = word
            return position

        return read

    return {word: special(word) for word in words_of_it}


def of_peer(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``peer policy forward``, ``peer scrub none``."""
    values[f"peer_{words[position]}"] = words[position + 1]
    return position + 2
