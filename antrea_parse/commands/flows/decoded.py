"""What flows and the buckets of groups share: actions as text, decoded when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antrea_parse.commands.base import Record
from antrea_parse.commands.flows.actions import Action, decode_actions

_set = object.__setattr__


class HasActions(Record):
    """A record with a field `actions`, declared where the record's fields have their order."""

    __slots__ = ("_action_list", "_column")

    if TYPE_CHECKING:
        actions: str

    def stands_at(self, column: int) -> None:
        """Tell a new record where its actions begin in the line, from 0."""
        _set(self, "_column", column)

    @property
    def actions_start(self) -> int:
        """Where the actions begin in the line, from 0; 0 for a record made by hand, whose places count from the actions."""
        column: int = getattr(self, "_column", -1)
        return max(column, 0)

    @property
    def action_list(self) -> tuple[Action, ...]:
        """The actions, in the order printed.

        Raises:
            ParseError: the actions cannot be decoded.
        """
        found: tuple[Action, ...] | None = getattr(self, "_action_list", None)
        if found is None:
            found = decode_actions(self.actions, self.actions_start)
            _set(self, "_action_list", found)
        return found

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "column": getattr(self, "_column", -1)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        _set(self, "_column", state.pop("column", -1))
        super().__setstate__(state)
