"""A difference between two topologies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, Self

from antrea_parse.text.shown import html_table
from antrea_parse.topology.basis import Certainty, Evidence, Model


class Change(Model):
    """One difference.

    Attributes:
        kind: ``added``, ``removed`` or ``changed``.
        entity: what it is about, as the graph names it (``pod/default/frontend``).
        field: the field that changed; None for a whole entity.
        before: its value in the first topology, as plain data.
        after: its value in the second.
        certainty: ``observed`` where both sides are, else ``inferred``.
        evidence_before: lines behind the first; of what was added, the whole list that lacks it.
        evidence_after: lines behind the second; of what was removed, the whole list that lacks it.
    """

    kind: Literal["added", "removed", "changed"]
    entity: str
    field: str | None = None
    before: Any = None
    after: Any = None
    certainty: Certainty = "observed"
    evidence_before: tuple[Evidence, ...] = ()
    evidence_after: tuple[Evidence, ...] = ()

    def __str__(self) -> str:
        sign = {"added": "+", "removed": "-", "changed": "~"}[self.kind]
        text = f"{sign} {self.entity}"
        if self.field is not None:
            text += f" {self.field}: {self.before} → {self.after}"
        where = [str(item.span) for item in (*self.evidence_before[:1], *self.evidence_after[:1])]
        return text + (f"  [{self.certainty}]" if self.certainty != "observed" else "") + (f"  ({' → '.join(where)})" if where else "")


class Changes(tuple[Change, ...]):
    """Differences in the order of the entities' names.

    Attributes:
        not_told: kinds of entities with how many of each only one of both topologies tells of, while the other has no whole list that would
            show them: whether they were added or removed nobody knows.
    """

    not_told: Counter[str]

    def __new__(cls, changes: Iterable[Change] = (), not_told: Iterable[str] = ()) -> Self:
        """Of changes, and of the kinds of entities that could not be compared."""
        made = super().__new__(cls, changes)
        made.not_told = Counter(not_told)
        return made

    def rows(self) -> list[dict[str, Any]]:
        """Flat rows, ready for ``pandas.DataFrame``."""
        return [
            {
                **{name: getattr(change, name) for name in ("kind", "entity", "field", "before", "after", "certainty")},
                "evidence_before": ", ".join(str(item.span) for item in change.evidence_before),
                "evidence_after": ", ".join(str(item.span) for item in change.evidence_after),
            }
            for change in self
        ]

    def _repr_html_(self) -> str:
        """A table for a notebook."""
        return html_table(self.rows(), "Changes")
