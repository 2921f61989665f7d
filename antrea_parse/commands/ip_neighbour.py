"""``ip neighbour``: link-layer addresses of neighbours, as the kernel knows them.

Source of the format: iproute2 ip/ipneigh.c, 4.11 to 7.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from antrea_parse.commands.base import READ, UNREAD, Command, Ledger, Output, Record
from antrea_parse.commands.ip_words import Special, grammar, natural, read_words
from antrea_parse.engine.lineformat import line_format
from antrea_parse.text.values import PrintedIP, to_ip

TEMPLATE = "ip_neighbour.textfsm"


class Neighbour(Record):
    """One neighbour.

    Attributes:
        dst: its address.
        dev: interface; unset where the command named one.
        lladdr: link-layer address; unset while unknown.
        router, proxy, managed, extern_learn, offload, extern_valid: present (and None) when printed.
        refcnt: users of the entry, with ``-s``.
        used, confirmed, updated: seconds since then, with ``-s``.
        probes: requests sent, with ``-s``.
        state: ``REACHABLE``, ``STALE``, ``PERMANENT``, …; unset where none is printed.
        protocol: who added it.
    """

    dst: PrintedIP
    dev: str | None = None
    lladdr: str | None = None
    router: None = None
    proxy: None = None
    managed: None = None
    extern_learn: None = None
    offload: None = None
    extern_valid: None = None
    refcnt: int | None = None
    used: int | None = None
    confirmed: int | None = None
    updated: int | None = None
    probes: int | None = None
    state: tuple[str, ...] = ()
    protocol: str | None = None


class NeighbourOutput(Output):
    """Output of ``ip neighbour``: one record for each neighbour."""

    records: tuple[Neighbour, ...] = ()


def _state(name: str) -> Special:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        known = values.get("state", ())
        if name in known:
            raise ValueError(name)  # said already
        values["state"] = (*known, name)
        return position

    return read


def _times(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``used 4/64/1``."""
    used, confirmed, updated = words[position].split("/")
    values |= {"used": natural(used), "confirmed": natural(confirmed), "updated": natural(updated)}
    return position + 1


_STATES = ("INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT")
_WORDS = grammar(
    "dev lladdr router:null proxy:null managed:null extern_learn:null offload:null extern_valid:null ref=refcnt:i probes:i proto=protocol",
    {"used": _times, **{state: _state(state) for state in _STATES}},
)
# 6.1 to 7.1 print no blank between the two: `used 4/4/4probes 0`.
_GLUED = re.compile(r"(\d)probes\b")
_LLADDR = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2})+|\d+(?:\.\d+){3}|[0-9a-f:]*::[0-9a-f:]*")


#: What lines were read to. Nodes of a cluster have the same neighbours, a thousand of them two million lines of a few thousand forms: equal lines
#: are read once and share what they hold.
_KNOWN: dict[tuple[Any, ...], tuple[dict[str, Any], set[str]]] = {}
_KNOWN_LIMIT = 1 << 15


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Neighbour]:
    """One record a line."""
    brief = bool(ledger.options.get("brief"))
    previous: tuple[Any, ...] = ()
    last = -2
    for index, _, found in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        if found == previous and index == last + 1:
            ledger.report("AP205", "the line above stands here again", index)
            last = index
            continue
        known = _KNOWN.get(found)
        if known is not None:
            previous, last = found, index
            yield Neighbour.whole(*known, ledger.span(index))
            continue
        destination, text = found[0] or "", found[1] or ""
        values: dict[str, Any] = {}
        strange = read_words(_GLUED.sub(r"\1 probes", text).split(), _WORDS, values)
        if len(strange) == 1 and "state" not in values and "," in strange[0]:
            strange = _states(strange[0], values)
        if strange or not values:
            brief_values = _brief(text, brief)
            if brief_values is not None:
                values, strange, brief = brief_values, [], True
        try:
            values["dst"] = to_ip(destination)
        except ValueError:
            values = {}
        if len(values) < 2 and not (brief and values and not strange):
            ledger.uses[index] = UNREAD
            continue
        if strange:
            ledger.report("AP203", f"not understood: {' '.join(strange)}", index)
        previous, last = found, index
        record = Neighbour.build(values, ledger.span(index))
        if not strange and not brief:
            if len(_KNOWN) >= _KNOWN_LIMIT:
                _KNOWN.clear()
            _KNOWN[found] = record.__dict__, record.model_fields_set
        yield record


def _states(word: str, values: dict[str, Any]) -> list[str]:
    """Several states, joined by commas; returns the word when it is something else."""
    states = word.split(",")
    if len(states) > len(set(states)) or not set(states).issubset(_STATES):
        return [word]
    values["state"] = tuple(states)
    return []


def _brief(text: str, sure: bool) -> dict[str, Any] | None:
    """The columns of the brief form: interface and link-layer address; either may be missing.

    Args:
        text: what stands behind the address.
        sure: other lines, or the command line, tell that this is the brief form.
    """
    words = text.split()
    address = words.pop() if words and _LLADDR.fullmatch(words[-1]) else None
    padded = text.startswith("  ")  # the first column is 39 wide
    if len(words) > 1 or (address is None and not sure and not (padded and words)):
        return None
    values = {"dev": words[0]} if words else {}
    if address is not None:
        values["lladdr"] = address
    return values


_ADDRESS = r"[0-9a-fA-F]*[.:][0-9a-fA-F.:]*"
_TAIL = rf"(?:lladdr\s+\S+\s+)?(?:(?:router|proxy|managed|extern_learn|offload)\s+)*(?:(?:ref|used)\s.*)?(?:{'|'.join(_STATES)})\b"

COMMANDS = (
    Command(
        name="ip neighbour",
        record=Neighbour,
        output=NeighbourOutput,
        template=TEMPLATE,
        read=read,
        starts=rf"\s*{_ADDRESS}\s+(?:dev\s+\S+\s+)?(?:{_TAIL}|proxy\b)",
        signs=(
            (rf"\s*{_ADDRESS}\s+(?:dev\s+\S+\s+)?{_TAIL}", "is a neighbour with its state"),
            (rf"\s*{_ADDRESS}\s+dev\s+\S+\s+proxy\b", "is a proxied neighbour"),
            (rf"\s*{_ADDRESS}\s+\S+\s+[0-9a-f]{{2}}(?::[0-9a-f]{{2}}){{5}}\s*$", "is a line of `ip -br neighbour`"),
        ),
    ),
)
