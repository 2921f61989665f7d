"""What the place of a file tells about it, before its lines are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Hint(NamedTuple):
    """What a file says about the node of the bundle that it is a part of.

    Attributes:
        strength: the higher, the better.
        node: the node.
        reason: what told it.
    """

    strength: int
    node: str
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a source lay, as far as that says what it is.

    Attributes:
        command: the command line that printed the whole file; empty when the place does not tell.
        unread: what the file is, of one that is not read; empty for all others.
        node: the node it tells about.
        node_reason: what told the node.
        group: the bundle that the file is a part of: all files of a bundle tell of one node. Empty outside of bundles.
        hint: what the file says about the node of its group.
        moment: when it was saved.
    """

    command: str = ""
    unread: str = ""
    node: str | None = None
    node_reason: str = ""
    group: str = ""
    hint: Hint | None = None
    moment: datetime | None = None
