"""What a question is answered with: statements, each with the lines behind it."""

from __future__ import annotations

from collections.abc import Iterable

from antrea_parse.text.shown import html_table
from antrea_parse.topology.basis import EVIDENCE_LIMIT, Basis, Certainty, Evidence, Model, weakest
from antrea_parse.topology.model import Binding, Entity, Topology
from antrea_parse.topology.questions.words import listed

#: Of what a statement rests on its text shows so much; all of it is in the fields.
_LINES, _CANDIDATES = 3, 8
_MANY = 4


class Statement(Model):
    """One thing that is known, or that no capture tells.

    Attributes:
        about: what it is about, as the graph names it (``pod/default/frontend``); empty where nothing was found.
        says: what is known, in words.
        heading: what it stands under when it is shown: what was found, or the step of the way.
        certainty: how sure it is.
        rule: the rule that concluded it.
        evidence: the lines behind it.
        candidates: all that fit, where several do.
        missing: captures that would tell more.
        assumes: what must hold beside the lines, as of `Basis`.
    """

    about: str
    says: str
    heading: str = ""
    certainty: Certainty = "observed"
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    assumes: str = ""

    @classmethod
    def of(cls, about: str, says: str, basis: Basis | Binding, heading: str = "") -> Statement:
        """A statement that rests on a basis."""
        return cls(
            about=about,
            says=says,
            heading=heading,
            certainty=basis.certainty,
            rule=basis.rule,
            evidence=basis.evidence,
            candidates=basis.candidates,
            missing=basis.missing,
            assumes=basis.assumes,
        )

    @classmethod
    def untold(cls, about: str, says: str, heading: str, *missing: str, evidence: tuple[Evidence, ...] = ()) -> Statement:
        """That no capture tells something, and which would."""
        return cls(about=about, says=says, heading=heading, certainty="unknown", evidence=evidence, missing=missing)

    @property
    def how(self) -> str:
        """How sure it is, and by which rule."""
        return self.certainty + (f" by {self.rule}" if self.rule else "")

    def __str__(self) -> str:
        # What counts what is not shown rests on nothing of its own.
        how = f"  [{self.how}]" if self.evidence or self.rule or self.missing or self.certainty != "observed" else ""
        lines = [self.says + how]
        lines += [f"    {item.span}" + (f"  {item.command}" if item.command else "") for item in self.evidence[:_LINES]]
        if len(self.evidence) > _LINES:
            lines.append(f"    and {len(self.evidence) - _LINES} more")
        if self.candidates and self.certainty == "ambiguous":
            lines.append(f"    candidates: {listed(self.candidates, _CANDIDATES)}")
        if self.assumes:
            lines.append(f"    assumes: {self.assumes}")
        if self.missing:
            lines.append(f"    would tell: {listed(self.missing, _CANDIDATES)}")
        return "\n".join(lines)


class Statements(tuple[Statement, ...]):
    """The answer to a question: statements that show themselves one below the other, under their headings."""

    __slots__ = ()

    @property
    def found(self) -> bool:
        """Whether something was found that is or has what was asked about."""
        return all(item.about for item in self)

    def __str__(self) -> str:
        lines: list[str] = []
        heading = ""
        for item in self:
            if item.heading != heading:
                heading = item.heading
                lines.append(heading)
            text = str(item)
            lines.append("\n".join("  " + line for line in text.split("\n")) if heading else text)
        return "\n".join(lines)

    def __repr__(self) -> str:
        subjects = tuple(dict.fromkeys(item.about for item in self if item.about))
        return f"<Statements: {len(self)} about {listed(subjects, 3) or 'nothing'}>"

    def _repr_html_(self) -> str:
        """A table for a notebook: a row for each statement."""
        rows = [
            {
                "about": item.heading or item.about,
                "statement": item.says,
                "certainty": item.certainty,
                "rule": item.rule,
                "evidence": listed([str(line.span) for line in item.evidence], _LINES),
                "candidates": listed(item.candidates, _CANDIDATES) if item.certainty == "ambiguous" else "",
                "would tell": listed(item.missing, _CANDIDATES),
            }
            for item in self
        ]
        return html_table(rows)


def of_fields(entity: Entity | Topology, *fields: str) -> Basis:
    """What a statement rests on that says several fields of an entity: those of them that a rule spoke about."""
    return together([entity.basis[field] for field in fields if field in entity.basis])


def together(bases: Iterable[Basis]) -> Basis:
    """What a statement rests on that needs all of these."""
    found = list(bases)
    if len(found) == 1:
        return found[0]
    certainty = weakest(basis.certainty for basis in found)
    rule = next((basis.rule for basis in found if basis.certainty == certainty), "")
    # Of many the first line of each, of few all lines.
    each = EVIDENCE_LIMIT if len(found) < _MANY else 1
    evidence = tuple(dict.fromkeys(line for basis in found for line in basis.evidence[:each]))
    return Basis(certainty, rule, evidence[:EVIDENCE_LIMIT], assumes=next((basis.assumes for basis in found if basis.assumes), ""))
