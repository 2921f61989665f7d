"""The account of every input line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple, get_args

#: What a line was used for.
Use = Literal["parsed", "command", "prompt", "blank", "chatter", "object", "other", "prose", "unparsed"]
USES: tuple[Use, ...] = get_args(Use)


class LineUse(NamedTuple):
    """One input line and its use."""

    source: str
    line: int
    use: Use


class ExcerptLine(NamedTuple):
    """One input line among its neighbours."""

    source: str
    line: int
    text: str
    use: Use


class Coverage:
    """What every line of every source was used for, each line once.

    ``parsed`` (a record or its heading), ``command`` (typed), ``prompt`` (nothing typed), ``blank``, ``chatter`` (messages of tools),
    ``object`` (manifests), ``other`` (output of commands that are not read), ``prose``, ``unparsed`` (inside a capture, not understood).

    Args:
        uses: for each source the index in `USES` of each of its lines.
    """

    def __init__(self, uses: Mapping[str, bytes]) -> None:
        self._uses = dict(uses)

    @cached_property
    def counts(self) -> dict[Use, int]:
        """Number of lines of each use, over all sources."""
        total: Counter[int] = Counter()
        for uses in self._uses.values():
            total.update(uses)
        return {use: total[index] for index, use in enumerate(USES)}

    @property
    def lines(self) -> Iterator[LineUse]:
        """Every line of every source, in order."""
        for source, uses in self._uses.items():
            for number, use in enumerate(uses, 1):
                yield LineUse(source, number, USES[use])

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources."""
        return tuple(self._uses)

    def of(self, source: str) -> dict[Use, int]:
        """Number of lines of each use in one source."""
        count = Counter(self._uses[source])
        return {use: count[index] for index, use in enumerate(USES)}

    def uses_of(self, source: str) -> list[Use]:
        """The use of each line of one source, in order."""
        return [USES[use] for use in self._uses[source]]

    def use_of(self, source: str, line: int) -> Use | None:
        """The use of one line, counted from 1; None for a line that the source does not have."""
        uses = self._uses.get(source, b"")
        return USES[uses[line - 1]] if 0 < line <= len(uses) else None

    def __repr__(self) -> str:
        return "<Coverage " + ", ".join(f"{count} {use}" for use, count in self.counts.items() if count) + ">"
