"""The error of a match or of actions that cannot be decoded."""

from __future__ import annotations

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import ParseError

#: Characters of the text that the message quotes before the place.
_BEFORE = 40
_AFTER = 60


def problem(message: str, text: str, position: int, start: int) -> ParseError:
    """The error that says where in its line a text stops making sense.

    Args:
        message: what was found and what was expected.
        text: the match or the actions.
        position: where in the text.
        start: where in its line the text begins.
    """
    first = max(0, position - _BEFORE)
    return ParseError(Diagnostic.of("AP203", f"column {start + position + 1}: {message}", column=position - first + 1, text=text[first : position + _AFTER]))
