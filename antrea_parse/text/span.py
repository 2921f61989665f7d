"""Where in a source something stands."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A run of whole lines of one source; line numbers start at 1 and both ends are included.

    >>> str(Span("worker-01.log", 57, 59))
    'worker-01.log:57-59'
    >>> str(Span("worker-01.log", 57, 57))
    'worker-01.log:57'
    """

    source: str
    first_line: int
    last_line: int

    def __str__(self) -> str:
        if self.first_line == self.last_line:
            return f"{self.source}:{self.first_line}"
        return f"{self.source}:{self.first_line}-{self.last_line}"
