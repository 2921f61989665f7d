"""The output of one command, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from antrea_parse.commands.base import Output
from antrea_parse.commands.invocation import Invocation
from antrea_parse.text.span import Span


@dataclass(frozen=True, slots=True)
class Capture:
    """The output of one command.

    Attributes:
        span: its lines, with the line on which the command was typed.
        command_line: as it was typed; empty for a capture recognised by its content.
        argv: words of the innermost command (of ``kubectl exec … -- ovs-vsctl show`` the last two).
        command: canonical name; None when the command is not one that is read.
        node: the node whose state it tells: of the prompt, or the node to which ``ssh`` or an exec'd pod leads.
        node_reason: what told the node; begins with ``inferred:`` where it is a guess with a reason.
        output: the records; None when nothing could be read.
        reason: why there is no output.
        partial: the output went through a pipe, or is what a screen had room for: what it lacks proves nothing.
        invocation: where the command line's wrappers lead; None without a command line.
        time: the moment at which it was taken, as far as the log tells one that is not later: of the prompt, of a ``date`` before it, of
            the heading of ``watch``, of the file's name; aware only where the log names the offset from UTC.
        time_reason: what told the time.
        heading: what the heading above it says, when that may name the node.
        rivals: what else names a machine: a name, and what says it. Where it is another node, a diagnostic says so.
        part: number of this piece, from 1, of a capture that `iter_captures` gives in pieces; 0 for a whole one.
    """

    span: Span
    command_line: str = ""
    argv: tuple[str, ...] = ()
    command: str | None = None
    node: str | None = None
    node_reason: str = ""
    output: Output | None = None
    reason: str | None = None
    partial: bool = False
    invocation: Invocation | None = None
    time: datetime | None = None
    time_reason: str = ""
    heading: str = ""
    rivals: tuple[tuple[str, str], ...] = ()
    part: int = 0

    @property
    def typed_at(self) -> tuple[str, int] | None:
        """Source and line of the prompt; None where the command is told by the name of a file, say."""
        first = self.output.records[0].span if self.output is not None and self.output.records else None
        read_at_once = first is not None and first.first_line == self.span.first_line
        return None if not self.command_line or read_at_once else self.span[:2]

    def __repr__(self) -> str:
        what = self.command or " ".join(self.argv) or "?"
        count = "" if self.output is None else f": {len(self.output)} records"
        return f"<Capture {what!r}{' on ' + self.node if self.node else ''} at {self.span}{count}>"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of captures before they are read: where and when.

    Attributes:
        node: the node, see `Capture`.
        node_reason: what told it.
        time: the moment, see `Capture`.
        time_reason: what told it.
        heading: what the heading above says, when that may name the node.
        invocation: where the lines were printed, when no command line tells.
        rivals: see `Capture`.
    """

    node: str | None = None
    node_reason: str = ""
    time: datetime | None = None
    time_reason: str = ""
    heading: str = ""
    invocation: Invocation | None = None
    rivals: tuple[tuple[str, str], ...] = ()

    def capture(
        self,
        span: Span,
        *,
        command: str | None = None,
        output: Output | None = None,
        reason: str | None = None,
        command_line: str = "",
        argv: tuple[str, ...] = (),
        invocation: Invocation | None = None,
        part: int = 0,
    ) -> Capture:
        """A capture of this setting."""
        return Capture(
            span=span,
            command_line=command_line,
            argv=argv,
            command=command,
            node=self.node,
            node_reason=self.node_reason,
            output=output,
            reason=reason,
            partial=invocation is not None and bool(invocation.filters),
            invocation=invocation or self.invocation,
            time=self.time,
            time_reason=self.time_reason,
            heading=self.heading,
            rivals=self.rivals,
            part=part,
        )
