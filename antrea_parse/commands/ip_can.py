"""What ``ip -d`` tells of a CAN device: the only kind whose words go on over several lines.

Source of the format: iproute2 ip/iplink_can.c, 5.14 and later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from antrea_parse.commands.ip_words import Grammar, Special, grammar, natural

#: Keys of the counters that ``-s`` adds below their titles.
COUNTERS = ("restarts", "bus_error", "arbitration_lost", "error_warning", "error_passive", "bus_off")
#: First words of the titles of those counters.
TITLES = "re-started"


def _berr_counter(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``(berr-counter tx 0 rx 0)``."""
    if words[position] != "tx" or words[position + 2] != "rx":
        raise ValueError(words[position])
    values["berr_counter"] = {"tx": natural(words[position + 1]), "rx": natural(words[position + 3].rstrip(")"))}
    return position + 4


def _bitrate(front: str) -> Special:
    """``bitrate 500000 sample-point 0.875``, or alone before the list of rates that the device can have."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        number = natural(words[position])
        if words[position + 1 : position + 2] == [f"{front[:1]}sample-point"]:
            values.setdefault(f"{front}bittiming", {})["bitrate"] = number
        else:
            values[f"{front}bittiming_bitrate"] = number
        return position + 1

    return read


def _timing(front: str, key: str) -> Special:
    """A number of the timing, or a range of what the device can have: ``sjw 1``, ``sjw 1..4``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position]
        low, dots, high = text.partition("..")
        if dots:
            values.setdefault(f"{front}bittiming_const", {})[key] = {"min": natural(low), "max": natural(high)}
        elif key == "brp_inc":
            values.setdefault(f"{front}bittiming_const", {})[key] = natural(text)
        else:
            values.setdefault(f"{front}bittiming", {})[key] = text if key == "sample_point" else natural(text)
        return position + 1

    return read


def _numbers(words: Sequence[str], position: int) -> tuple[list[int], int]:
    """``10000, 20000 ]``: numbers up to the bracket, or to the end of the line."""
    found = []
    while position < len(words) and words[position] != "]":
        found.append(natural(words[position].rstrip(",")))
        position += 1
    return found, position + 1


def _termination(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``termination 120 [ 0, 120 ]``."""
    values["termination"] = natural(words[position])
    values["termination_const"], position = _numbers(words, position + 2)
    return position


def _rates(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``[ 10000, 20000,``: the rates that the device can have."""
    key = _rates_key(values)
    if key in values:  # the line that tells whose rates these are is missing
        raise ValueError(words[position])
    values[key], position = _numbers(words, position)
    return position


def _more_rates(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """The rest of them on a further line."""
    numbers, position = _numbers(words, position - 1)
    values[_rates_key(values)].extend(numbers)
    return position


def _rates_key(values: dict[str, Any]) -> str:
    return "data_bitrate_const" if "data_bittiming_bitrate" in values else "bitrate_const"


_KEYS = ("sample-point", "tq", "prop-seg", "phase-seg1", "phase-seg2", "sjw", "brp", "tseg1", "tseg2", "brp_inc", "brp-inc")
_CAN = grammar(
    "state restart-ms=restart_ms:i clock:i",
    {
        "(berr-counter": _berr_counter,
        "bitrate": _bitrate(""),
        "dbitrate": _bitrate("data_"),
        "termination": _termination,
        "[": _rates,
        **{word: _timing("", word.replace("-", "_")) for word in _KEYS},
        **{f"d{word}": _timing("data_", word.replace("-", "_")) for word in _KEYS},
    },
)


def can_grammar(words: Sequence[str]) -> Grammar:
    """What the words of one line mean; the first may be a name or a number of the device's own."""
    first = words[0] if words else ""
    known = dict(_CAN)
    if first.startswith("<") and first[1:2].isupper():
        known[first] = _modes(first)
    elif first.endswith(":"):
        known[first] = _name(first[:-1])
    elif first.rstrip(",").isdecimal():
        known[first] = _more_rates
    return known


def _modes(text: str) -> Special:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values["ctrlmode"] = [mode for mode in text.strip("<>").split(",") if mode]
        return position

    return read


def _name(name: str) -> Special:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        front = "data_" if words[position].startswith("d") else ""
        values.setdefault(f"{front}bittiming_const", {})["name"] = name
        return position

    return read
