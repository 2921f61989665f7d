"""The output of one command, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from antrea_parse.commands.base import Output
from antrea_parse.commands.shell import Invocation
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
        node_reason: what told the node.
        output: the records; None when nothing could be read.
        reason: why there is no output.
        partial: the output went through a pipe: what it lacks proves nothing.
        invocation: where the command line's wrappers lead; None without a command line.
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

    def __repr__(self) -> str:
        what = self.command or " ".join(self.argv) or "?"
        count = "" if self.output is None else f": {len(self.output)} records"
        return f"<Capture {what!r}{' on ' + self.node if self.node else ''} at {self.span}{count}>"
