"""``ip address`` and ``ip link``: the interfaces of a network namespace, in every form that people save.

Plain, ``-d``, ``-s``, ``-s -s``, ``-o``, ``-br``, ``-c``, ``-4``, ``-6`` and their combinations are told apart by the lines themselves.
Source of the format: iproute2 ip/ipaddress.c, 4.11 to 7.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from antrea_parse.commands.base import READ, Command, Ledger
from antrea_parse.commands.ip_interface import AddressOutput, Interface, LinkOutput
from antrea_parse.commands.ip_interface_reader import InterfaceReader
from antrea_parse.commands.ip_plain_interface import read_plain
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "ip_address.textfsm"


def read(lines: Iterable[str], ledger: Ledger, *, addresses: bool) -> Iterator[Interface]:
    """Fold the lines into interfaces.

    Args:
        lines: the lines.
        ledger: their account.
        addresses: the command lists addresses.
    """
    line = line_format(TEMPLATE)
    # `ip -0 address` lists no addresses.
    reader = InterfaceReader(line, ledger, addresses=addresses and ledger.options.get("family") != 0)
    texts = ledger.lines.texts
    yield from _at_hand(texts, reader) if texts else _passing(lines, reader)
    done = reader.finish()
    if done is not None:
        yield done
    reader.report_doubts()


def _at_hand(texts: Sequence[str], reader: InterfaceReader) -> Iterator[Interface]:
    """Lines of which those behind one can be looked at: plain interfaces are taken whole."""
    uses, event_of = reader.ledger.uses, reader.lines.event
    index, end = 0, len(texts)
    idle = True  # whether the reader has seen no line since it last finished
    while index < end:
        text = texts[index]
        plain = read_plain(texts, index, addresses=reader.addresses) if text[:1].isdigit() and reader.may_begin(index) else None
        if plain is not None:
            done = None if idle else reader.finish()
            if done is not None:
                yield done
            uses[index : plain.end] = bytes((READ,)) * (plain.end - index)
            done = reader.take_whole(plain, index)
            idle = True
            index = plain.end
        else:
            event = event_of(text)
            done = None
            if event is not None:
                uses[index] = READ
                done = reader.take(index, *event)
                idle = False
            index += 1
        if done is not None:
            yield done


def _passing(lines: Iterable[str], reader: InterfaceReader) -> Iterator[Interface]:
    """Lines that pass by only once: each is judged as it passes."""
    for event in reader.lines.events(lines, reader.ledger.uses, READ):
        done = reader.take(*event)
        if done is not None:
            yield done


_STARTS = r"\s*(?:\d+:\s+[^\s:]+(?::\s+<|\s+inet6?\s)|[^\s:]+\s+(?:UNKNOWN|DOWN|UP|LOWERLAYERDOWN)\s)"
_BRIEF = r"[0-9a-f.:]+(?:/\d+| peer \S+)(?: metric \d+)?"

COMMANDS = (
    Command(
        name="ip address",
        record=Interface,
        output=AddressOutput,
        template=TEMPLATE,
        read=partial(read, addresses=True),
        nests=True,
        starts=_STARTS,
        signs=(
            (r"\s*inet6?\s+[0-9a-f.:]+(?:/\d+|\s+peer\s)\S*\s.*\bscope\s", "is an address line of `ip address`"),
            (r"\s*\d+:\s+[^\s:]+\s+inet6?\s+[0-9a-f.:]+.*\bscope\s", "is a line of `ip -o address`"),
            (
                r"\s*[^\s:]+\s+(?:UNKNOWN|DOWN|UP|LOWERLAYERDOWN)\s+(?:[0-9a-f.:]+(?:/\d+| peer \S+)(?: metric \d+)?(?:\s+|$))+$",
                "is a line of `ip -br address`",
            ),
            (r"\s*\d+:\s+[^\s:]+:\s+<\S*>\s+mtu\s(?!.*\smode\s)", "is the first line of an interface as `ip address` prints it"),
        ),
    ),
    Command(
        name="ip link",
        record=Interface,
        output=LinkOutput,
        template=TEMPLATE,
        read=partial(read, addresses=False),
        nests=True,
        starts=_STARTS,
        signs=(
            (r"\s*\d+:\s+[^\s:]+:\s+<\S*>\s+mtu\s.*\smode\s", "is the first line of an interface as `ip link` prints it"),
            (r"\s*[^\s:]+\s+(?:UNKNOWN|DOWN|UP|LOWERLAYERDOWN)\s+(?:[0-9a-f:]+\s+)?<[A-Z0-9_,-]*>\s*$", "is a line of `ip -br link`"),
        ),
    ),
)
