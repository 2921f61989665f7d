"""Counters of ``ip -s``: rows of numbers under rows of titles.

Source of the format: iproute2 ip/ipaddress.c, print_stats64 and print_vf_stats64. The fifth column of the first block changed from
``overrun`` to ``missed`` in 5.14 (the second block the other way round), and some columns come and go: titles decide, never positions.
"""

from __future__ import annotations

from functools import lru_cache

from antrea_parse.commands.ip_words import natural

_TITLES = {
    "overrun": "over_errors",
    "missed": "missed_errors",
    "mcast": "multicast",
    "bcast": "broadcast",
    "length": "length_errors",
    "crc": "crc_errors",
    "frame": "frame_errors",
    "fifo": "fifo_errors",
    "carrier": "carrier_errors",
    "collsns": "collisions",
    "aborted": "aborted_errors",
    "window": "window_errors",
    "heartbt": "heartbeat_errors",
    "heartbeat": "heartbeat_errors",
    "transns": "carrier_changes",
}
_SAME = frozenset(["bytes", "packets", "errors", "dropped", "compressed", "nohandler", "otherhost"])


@lru_cache(maxsize=256)
def columns(titles: str) -> tuple[str, ...] | None:
    """Keys of a row of titles; None when a title is not known.

    >>> columns("bytes packets errors dropped  missed   mcast           ")
    ('bytes', 'packets', 'errors', 'dropped', 'missed_errors', 'multicast')
    """
    words = titles.split()
    if not all(word in _TITLES or word in _SAME for word in words):
        return None
    return tuple(_TITLES.get(word, word) for word in words)


def counters(keys: tuple[str, ...], numbers: str) -> dict[str, int | str] | None:
    """A row of numbers by its keys; None when it does not fit. A number that ``-h`` rounded (``27.5k``) stays text."""
    words = numbers.split()
    if len(words) != len(keys):
        return None
    return {key: natural(word) if word.isdigit() else word for key, word in zip(keys, words, strict=True)}
