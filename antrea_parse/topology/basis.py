"""How sure a statement is, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.dataclasses import dataclass

from antrea_parse.text.shown import brief_fields
from antrea_parse.text.span import Span

#: `observed`: a capture prints it, or it follows by the tool's own definition. `inferred`: a convention or elimination concluded it.
#: `ambiguous`: several candidates, all listed. `unknown`: no capture that could tell.
Certainty = Literal["observed", "inferred", "ambiguous", "unknown"]

#: What a statement assumes that joins captures without a proof that they are of the same time.
ONE_MOMENT = "captures of one moment"

#: How the evidence of a capture begins to speak whose node is only inferred: nothing that rests on it is observed.
GUESSED = "of this node"

#: Evidence kept for one statement; more of the same adds nothing a reader would look at.
EVIDENCE_LIMIT = 8


class Model(BaseModel):
    """Base of everything in a topology: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What is known, on one line; what it rests on stands in `basis`."""
        return brief_fields((name, getattr(self, name)) for name in type(self).model_fields if name != "basis")


def is_empty(value: Any) -> bool:
    """Whether a field says nothing, and JSON leaves it out."""
    return not value


# A topology holds hundreds of thousands of these: they have slots, are made without validation where rules make them, and leave out of
# their JSON what is empty.
@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Evidence:
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
    command: str = Field(default="", exclude_if=is_empty)
    node: str | None = Field(default=None, exclude_if=is_empty)
    says: str = Field(default="", exclude_if=is_empty)

    @property
    def span(self) -> Span:
        """The lines."""
        return Span(self.source, self.first_line, self.last_line)

    def __str__(self) -> str:
        return f"{self.span}" + (f" ({self.says})" if self.says else "")


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Basis:
    """What a statement rests on.

    Attributes:
        certainty: how sure it is.
        rule: name of the rule that concluded it; empty for what a capture prints.
        evidence: the lines behind it.
        candidates: all values that fit, best first, where several do.
        missing: commands (with their node) whose output would tell what is unknown.
        assumes: what must hold for the statement beside the lines: ``captures of one moment`` where it joins captures that could be of
            different ones.
    """

    certainty: Certainty = "observed"
    rule: str = Field(default="", exclude_if=is_empty)
    evidence: tuple[Evidence, ...] = Field(default=(), exclude_if=is_empty)
    candidates: tuple[str, ...] = Field(default=(), exclude_if=is_empty)
    missing: tuple[str, ...] = Field(default=(), exclude_if=is_empty)
    assumes: str = Field(default="", exclude_if=is_empty)

    def and_also(self, proof: Iterable[Evidence]) -> Basis:
        """The same with more lines behind it, as far as there is room."""
        evidence = tuple(dict.fromkeys((*self.evidence, *proof)))[:EVIDENCE_LIMIT]
        return self if evidence == self.evidence else replace(self, evidence=evidence)


def weakest(certainties: Iterable[Certainty]) -> Certainty:
    """The certainty of a statement that needs all of these."""
    order: tuple[Certainty, ...] = ("observed", "inferred", "ambiguous", "unknown")
    return max(certainties, key=order.index, default="unknown")
