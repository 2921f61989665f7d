"""A source being split: its lines, what each was used for, what was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.coverage import USES, Use
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.source import Lines, Source

CODE: dict[Use, int] = {use: index for index, use in enumerate(USES)}
# Where one line of a file holds several lines of a page, the line counts as the most telling of them.
_RANKS: tuple[Use, ...] = ("prose", "blank", "chatter", "prompt", "command", "other", "object", "parsed", "unparsed")
_WEIGHT = {CODE[use]: weight for weight, use in enumerate(_RANKS)}


@dataclass(slots=True)
class Page:
    """A source being split.

    Attributes:
        source: the source.
        lines: the lines that are read now: those of the source, or what a prefix before each of them leaves.
        uses: the use of each line of the source, as its index in `USES`.
        captures: what was found, in order.
        diagnostics: findings outside of captures.
    """

    source: Source
    lines: Lines = field(init=False)
    uses: bytearray = field(init=False)
    captures: list[Capture] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _first: int = field(init=False)
    _folded: bool = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.source.lines
        numbers = self.lines.numbers
        self._first = numbers[0]
        self.uses = bytearray([CODE["prose"]]) * (numbers[-1] - numbers[0])
        self._folded = len(self.uses) < len(self.lines)

    def mark(self, index: int, use: Use) -> None:
        """Say what a line was used for."""
        code = CODE[use]
        _, first, last = self.lines.span(index)
        for number in range(first - self._first, last - self._first + 1):
            if not self._folded or _WEIGHT[code] >= _WEIGHT[self.uses[number]]:
                self.uses[number] = code

    def mark_run(self, start: int, codes: bytes) -> None:
        """Say what lines were used for that stand one after another: the index in `USES` of each."""
        count = len(codes)
        numbers = self.lines.numbers
        if count and not self._folded and numbers[start + count] - numbers[start] == count:
            first = numbers[start] - self._first
            self.uses[first : first + count] = codes
            return
        for index, code in enumerate(codes, start):
            self.mark(index, USES[code])

    def report(self, code: str, message: str, index: int, last: int | None = None, *, quote: bool = False, hint: str | None = None) -> None:
        """Add a finding about lines."""
        text = self.lines.texts[index] if quote else None
        self.diagnostics.append(Diagnostic.of(code, message, span=self.lines.span(index, last), text=text, hint=hint))
