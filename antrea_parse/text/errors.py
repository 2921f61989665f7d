"""The errors of antrea_parse: one family, picklable, each message says where, what was expected and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antrea_parse.text.diagnostic import Diagnostic


class AntreaParseError(Exception):
    """Base class of every error that antrea_parse raises on purpose."""


class CaptureError(AntreaParseError):
    """The input cannot be read at all: no such file, binary data, a limit exceeded."""


class UnknownCommandError(AntreaParseError):
    """The command is not one that can be parsed, or the text fits none or several."""


class ParseError(AntreaParseError):
    """A line was not understood and ``strict=True`` asked for an error.

    Attributes:
        diagnostic: the finding that would have been reported without ``strict``.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic

    def __str__(self) -> str:
        return self.diagnostic.render()


class TemplateError(AntreaParseError):
    """A template shipped with the package uses something its engine does not support."""


class TopologyError(AntreaParseError, KeyError):
    """A lookup in a topology found nothing; the message says what is known and which capture would tell."""

    def __str__(self) -> str:
        # KeyError would print the repr of the message.
        return str(self.args[0]) if self.args else ""


class RenderError(AntreaParseError):
    """A drawing could not be rendered: no layout engine, a time limit, a suffix that is not known."""
