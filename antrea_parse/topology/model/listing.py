"""Lists that were captured whole: what they lack was not there."""

from __future__ import annotations

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from antrea_parse.topology.basis import Evidence, is_empty


# A topology holds thousands of these, like `Basis`.
@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Listing:
    """A whole list: no filter, no name and no damage took anything from it, and its end is there.

    Attributes:
        what: what it lists. Of the cluster by kubectl's names: ``nodes``, ``pods``, ``services``, ``endpoints``, ``endpointslices``,
            ``networkpolicies``, ``clusternetworkpolicies``, ``networkpolicies.crd.antrea.io``, ``egresses``; of a node: ``interfaces``,
            ``addresses``, ``routes``, ``rules``, ``neighbours``, ``bridges``, ``ports``, ``flows``.
        evidence: its lines, with the command and the node.
        of: what it is limited to: a namespace (``?`` for the one of kubectl's context, which no option names); a bridge; IP version and
            table (``4 main``, ``6 *`` for all tables); empty for no limit.
    """

    what: str
    evidence: Evidence
    of: str = Field(default="", exclude_if=is_empty)

    def shows(self, item: Evidence) -> bool:
        """Whether lines are of this list."""
        own = self.evidence
        return item.source == own.source and own.first_line <= item.first_line <= own.last_line
