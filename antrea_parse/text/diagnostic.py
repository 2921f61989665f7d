"""What could not be understood, what was repaired, what deserves a look: as data."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from antrea_parse.text.codes import CODES, Level
from antrea_parse.text.secrets import masked
from antrea_parse.text.span import Span

#: Longest piece of a line that a diagnostic quotes, in characters.
QUOTE_LIMIT = 160


class Diagnostic(BaseModel):
    """One finding about the input, tied to its lines.

    Attributes:
        code: ``AP…``; `docs/codes.md` has a page of each.
        level: ``error`` (something is lost), ``warning`` (look at it) or ``info``.
        message: what was found and what was expected.
        hint: what to do.
        source: name of the file or text.
        line: first line, from 1; None when the finding concerns a whole source.
        last_line: last line.
        column: first character the finding is about, from 1; None for the whole line.
        text: the line, cut after 160 characters, with secrets masked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    level: Level
    message: str
    hint: str
    source: str = ""
    line: int | None = None
    last_line: int | None = None
    column: int | None = None
    text: str | None = None

    @classmethod
    def of(
        cls,
        code: str,
        message: str = "",
        *,
        span: Span | None = None,
        source: str = "",
        column: int | None = None,
        text: str | None = None,
        hint: str | None = None,
        level: Level | None = None,
    ) -> Diagnostic:
        """Make a diagnostic of a known code; level and hint come from the table of codes unless given."""
        kind = CODES[code]
        if text is not None:
            text = masked(text[:QUOTE_LIMIT]) + "…" * (len(text) > QUOTE_LIMIT)
        return cls(
            code=code,
            level=level or kind.level,
            message=message or kind.title,
            hint=kind.remedy if hint is None else hint,
            source=span.source if span else source,
            line=span.first_line if span else None,
            last_line=span.last_line if span else None,
            column=column,
            text=text,
        )

    @property
    def span(self) -> Span | None:
        """The lines that the finding is about."""
        if self.line is None:
            return None
        return Span(self.source, self.line, self.last_line or self.line)

    def render(self) -> str:
        """The finding as an editor or a terminal shows it: place, message, the line with a marker, the hint."""
        place = self.source or "<text>"
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        lines = [f"{place}: {self.code} {self.message}"]
        if self.text is not None:
            label = str(self.line or "")
            lines.append(f"{label:>5} | {self.text}")
            start = (self.column or 1) - 1
            width = max(1, len(self.text) - start) if self.column is None else 1
            lines.append(" " * 5 + " | " + " " * start + "^" + "~" * (min(width, 40) - 1))
        if self.hint:
            lines.append(f"      hint: {self.hint}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.render()
