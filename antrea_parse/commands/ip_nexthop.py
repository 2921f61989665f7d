"""``ip nexthop``: nexthop objects, which routes name by their number.

Source of the format: iproute2 ip/ipnexthop.c (5.3 and later).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from antrea_parse.commands.base import READ, UNREAD, Command, Ledger, Output
from antrea_parse.commands.ip_hop import HOP_WORDS, Hop
from antrea_parse.commands.ip_words import grammar, natural, read_words
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ip_nexthop.textfsm"


class Nexthop(Hop):
    """One nexthop object.

    Attributes:
        id: its number.
        group: members of a group: ``id`` and ``weight`` of each.
        type: kind of the group, when it is not the usual one: ``resilient``.
        resilient_args: buckets and timers of a resilient group.
        scope: ``link``, ``global``, …
        blackhole: present (and None) when packets are dropped.
        protocol: who added it.
        fdb: present (and None) for an entry of a forwarding database.
    """

    group: tuple[dict[str, int], ...] = ()
    type: str | None = None
    resilient_args: dict[str, int | float] | None = None
    scope: str | None = None
    blackhole: None = None
    protocol: str | None = None
    fdb: None = None


class NexthopOutput(Output):
    """Output of ``ip nexthop``: one record for each object."""

    records: tuple[Nexthop, ...] = ()


def _group(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``group 11,3/12,5``: number and weight of each member."""
    members = []
    for item in words[position].split("/"):
        number, comma, weight = item.partition(",")
        members.append({"id": natural(number), **({"weight": natural(weight)} if comma else {})})
    values["group"] = tuple(members)
    return position + 1


def _resilient(key: str) -> Any:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        number = float(words[position])
        values.setdefault("resilient_args", {})[key] = int(number) if number.is_integer() else number
        return position + 1

    return read


_WORDS = grammar(
    "id:i type dev scope blackhole:null proto=protocol fdb:null",
    {**HOP_WORDS, "group": _group, **{key: _resilient(key) for key in ("buckets", "idle_timer", "unbalanced_timer", "unbalanced_time")}},
)


def nexthop(text: str) -> tuple[dict[str, Any], list[str]]:
    """The fields of one object, and the words that are not understood.

    >>> nexthop("id 20 group 11,3/12,5 ")[0]["group"]
    ({'id': 11, 'weight': 3}, {'id': 12, 'weight': 5})
    """
    values: dict[str, Any] = {"flags": ()}
    return values, read_words(text.split(), _WORDS, values)


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Nexthop]:
    """One record a line."""
    previous, last = "", -2
    for index, _, (text,) in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        if text == previous and index == last + 1:
            ledger.report("AP205", "the line above stands here again", index)
            last = index
            continue
        values, strange = nexthop(text or "")
        if strange and len(values) < 3:
            ledger.uses[index] = UNREAD
            continue
        if strange:
            ledger.report("AP203", f"not understood: {' '.join(strange)}", index)
        previous, last = text or "", index
        yield Nexthop.build(values, ledger.span(index))


COMMANDS = (
    Command(
        name="ip nexthop",
        record=Nexthop,
        output=NexthopOutput,
        template=TEMPLATE,
        read=read,
        nests=True,
        starts=r"\s*id \d+ (?:via|dev|group|blackhole|encap)\b",
        signs=((r"\s*id \d+ (?:via \S+ dev|dev \S+ |group \d+|blackhole)", "is a line of `ip nexthop`"),),
    ),
)
