"""Joins flows that a writer broke into several lines, each further one indented more than the first, as printed pages have them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from antrea_parse.text.source import Lines

_FIRST = re.compile(r"\s*(?:cookie=0x|table=)")
#: Behind these a blank follows the comma; fields of the match and actions stand without one.
_STATISTIC = re.compile(
    r"(?:^\s*|\s)(?:cookie|duration|table|n_packets|n_bytes|(?:idle|hard)_(?:age|timeout)|importance|send_flow_rem|reset_counts)(?:=\S*)?,$"
)
#: A Service's group of actions may be long; what has more lines is no flow.
_MOST = 200


def rejoin(lines: Lines) -> list[Lines] | None:
    """The lines with broken flows joined, as one reading.

    A line goes on with the flow above it where it is indented more, and either the flow has no actions yet or its last line ends in a comma.

    Returns:
        One reading; None where no flow is broken like this, or where some flow stays without its end.
    """
    if not any(("actions=" not in text or text.endswith(",")) and _FIRST.match(text) for text in lines.texts):
        return None
    flows: list[_Flow] = []
    for index, text in enumerate(lines.texts):
        flow = flows[-1] if flows else None
        indent = len(text) - len(text.lstrip())
        if flow and flow.is_first and indent > flow.indent and text.strip() and len(flow.pieces) < _MOST and flow.is_open:
            flow.add(text.strip())
        else:
            flows.append(_Flow(lines.numbers[index], indent, bool(_FIRST.match(text)), [text.rstrip()], "actions=" in text))
    if len(flows) == len(lines) or any(flow.is_first and flow.is_open for flow in flows):
        return None
    numbers = [flow.number for flow in flows]
    return [Lines(lines.source, ["".join(flow.pieces) for flow in flows], [*numbers, lines.numbers[len(lines)]], lines.ended)]


@dataclass(slots=True)
class _Flow:
    """The lines of a flow, or one line that is of none.

    Attributes:
        number: of the first line in its source.
        indent: blanks before it.
        is_first: a flow begins here.
        pieces: of the text.
        has_actions: they have begun.
    """

    number: int
    indent: int
    is_first: bool
    pieces: list[str]
    has_actions: bool

    @property
    def is_open(self) -> bool:
        return not self.has_actions or self.pieces[-1].endswith(",")

    def add(self, text: str) -> None:
        last = self.pieces[-1]
        if not self.has_actions and (not last.endswith(",") or _STATISTIC.search(last)):
            text = " " + text
        self.pieces.append(text)
        self.has_actions = self.has_actions or "actions=" in text
