"""``ip address`` and ``ip link``: the interfaces of a network namespace, in every form that people save.

Plain, ``-d``, ``-s``, ``-s -s``, ``-o``, ``-br``, ``-c``, ``-4``, ``-6`` and their combinations are told apart by the lines themselves.
Source of the format: iproute2 ip/ipaddress.c, 4.11 to 7.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from antrea_parse.commands.base import READ, Command, Ledger
from antrea_parse.commands.ip_interface import AddressOutput, Interface, LinkOutput
from antrea_parse.commands.ip_interface_reader import InterfaceReader
from antrea_parse.commands.ip_plain_interface import FOLLOWS, take_plain
from antrea_parse.engine.lineformat import Event, line_format

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
    at_hand = len(ledger.lines) > 0  # where lines pass by only once, each is judged as it passes
    plain: list[Event] = []  # the lines of the interface at hand, as long as they are those of a plain one
    awaited: tuple[str, ...] = ()
    taken = False  # whether the reader has seen lines since it last finished
    for event in line.events(lines, ledger.uses, READ):
        label = event[1]
        if label in awaited and label != "IFINDEX":
            plain.append(event)
            awaited = FOLLOWS[label]
            continue
        if plain:
            if label in awaited and take_plain(plain, reader):
                done = reader.finish()
                if done is not None:
                    yield done
            else:
                yield from _one_by_one(plain, reader)
                taken = True
            plain = []
            awaited = ()
        if at_hand and label == "IFINDEX" and reader.is_ended_by(event):
            done = reader.finish() if taken else None
            taken = False
            plain = [event]
            awaited = FOLLOWS[label]
        else:
            done = reader.take(*event)
            taken = True
        if done is not None:
            yield done
    if plain and not take_plain(plain, reader):
        yield from _one_by_one(plain, reader)
    done = reader.finish()
    if done is not None:
        yield done
    reader.report_doubts()


def _one_by_one(events: Iterable[Event], reader: InterfaceReader) -> Iterator[Interface]:
    for event in events:
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
        starts=_STARTS,
        signs=(
            (r"\s*\d+:\s+[^\s:]+:\s+<\S*>\s+mtu\s.*\smode\s", "is the first line of an interface as `ip link` prints it"),
            (r"\s*[^\s:]+\s+(?:UNKNOWN|DOWN|UP|LOWERLAYERDOWN)\s+(?:[0-9a-f:]+\s+)?<[A-Z0-9_,-]*>\s*$", "is a line of `ip -br link`"),
        ),
    ),
)
