"""What flows and the buckets of groups share: actions as text, decoded when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from antrea_parse.commands.base import Record
from antrea_parse.commands.flows.actions import Action, decode_actions
from antrea_parse.text.span import Span

_set = object.__setattr__


class HasActions(Record):
    """A record with a field `actions`, declared where the record's fields have their order."""

    __slots__ = ("_action_list", "_column")

    if TYPE_CHECKING:
        actions: str

    @classmethod
    def at(cls, values: dict[str, Any], span: Span | None, column: int) -> Self:
        """Make a record of typed values; `column` is where its actions begin in the line, from 0."""
        self = cls.build(values, span)
        _set(self, "_column", column)
        return self

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
