"""Joins flows that a writer broke into several lines, each further one indented more than the first, as printed pages have them."""

from __future__ import annotations

import re

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
    texts: list[str] = []
    numbers: list[int] = []
    indent, size = -1, 0
    for index, text in enumerate(lines.texts):
        own = len(text) - len(text.lstrip())
        if indent >= 0 and own > indent and text.strip() and size < _MOST and _is_open(texts[-1]):
            blank = " " if "actions=" not in texts[-1] and (not texts[-1].endswith(",") or _STATISTIC.search(texts[-1])) else ""
            texts[-1] += blank + text.strip()
            size += 1
            continue
        indent, size = (own, 1) if _FIRST.match(text) else (-1, 0)
        texts.append(text.rstrip())
        numbers.append(lines.numbers[index])
    if len(texts) == len(lines) or any(_FIRST.match(text) and _is_open(text) for text in texts):
        return None
    return [Lines(lines.source, texts, [*numbers, lines.numbers[len(lines)]], lines.ended)]


def _is_open(flow: str) -> bool:
    return flow.endswith(",") or "actions=" not in flow
