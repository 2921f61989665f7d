"""How sure a statement is, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from antrea_parse.text.span import Span

#: `observed`: a capture prints it, or it follows by the tool's own definition. `inferred`: a convention or elimination concluded it.
#: `ambiguous`: several candidates, all listed. `unknown`: no capture that could tell.
Certainty = Literal["observed", "inferred", "ambiguous", "unknown"]


class Model(BaseModel):
    """Base of everything in a topology: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Model):
    """Lines that speak for a statement.

    Attributes:
        source: name of the file or text.
        first_line: first line, from 1.
        last_line: last line.
        command: canonical name of the command that printed them.
        node: node whose state the capture tells; None when unknown or cluster-wide.
        says: what they say, in a few words.
    """

    source: str
    first_line: int
    last_line: int
    command: str = ""
    node: str | None = None
    says: str = ""

    @property
    def span(self) -> Span:
        """The lines."""
        return Span(self.source, self.first_line, self.last_line)

    def __str__(self) -> str:
        return f"{self.span}" + (f" ({self.says})" if self.says else "")


class Basis(Model):
    """What a statement rests on.

    Attributes:
        certainty: how sure it is.
        rule: name of the rule that concluded it; empty for what a capture prints.
        evidence: the lines behind it.
        candidates: all values that fit, best first, where several do.
        missing: commands (with their node) whose output would tell what is unknown.
    """

    certainty: Certainty = "observed"
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def weakest(certainties: Iterable[Certainty]) -> Certainty:
    """The certainty of a statement that needs all of these."""
    order: tuple[Certainty, ...] = ("observed", "inferred", "ambiguous", "unknown")
    return max(certainties, key=order.index, default="unknown")
