r"""Turns saved text of Antrea troubleshooting commands into typed records, a topology and diagrams, offline.

>>> import antrea_parse as ap
>>> ap.parse("controllerVersion: v0.13.3\n", "antctl version")[0].controller_version
'v0.13.3'
"""

from __future__ import annotations

from antrea_parse.api import commands, iter_records, parse
from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.limits import Limits
from antrea_parse.snapshot.snapshot import Snapshot, read, read_text
from antrea_parse.snapshot.stream import iter_captures
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.errors import (
    AntreaParseError,
    CaptureError,
    ParseError,
    RenderError,
    TemplateError,
    TopologyError,
    UnknownCommandError,
)
from antrea_parse.text.options import options
from antrea_parse.text.span import Span
from antrea_parse.typed import *  # noqa: F403  # one function for each command
from antrea_parse.typed import __all__ as _typed

__version__ = "0.1.0"

__all__ = [
    "AntreaParseError",
    "Capture",
    "CaptureError",
    "Diagnostic",
    "Limits",
    "ParseError",
    "RenderError",
    "Snapshot",
    "Span",
    "TemplateError",
    "TopologyError",
    "UnknownCommandError",
    "commands",
    "iter_captures",
    "iter_records",
    "options",
    "parse",
    "read",
    "read_text",
]
__all__ += _typed
