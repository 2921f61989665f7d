"""``antctl version``: which release of Antrea answers.

Source of the format: antrea pkg/antctl, `version` command, YAML output.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "antctl_version.textfsm"


class Version(Record):
    """The versions of one answer, as Antrea prints them (``v0.13.3``).

    Attributes:
        antctl_version: of antctl itself.
        controller_version: of the controller that answered; unset when run against an agent.
        agent_version: of the agent that answered; unset when run against the controller.
    """

    antctl_version: str | None = None
    controller_version: str | None = None
    agent_version: str | None = None


class VersionOutput(Output):
    """Output of ``antctl version``: one record."""

    records: tuple[Version, ...] = ()


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Version]:
    """Fold the lines into one record."""
    values: dict[str, str] = {}
    first = last = 0
    for index, _, (component, version) in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        key = f"{component}_version"
        if not values:
            first = index
        elif key in values:
            ledger.report("AP205", f"{component}Version stands here again", index)
            continue
        values[key] = version or ""
        last = index
    if values:
        yield Version.build(values, ledger.span(first, last))


COMMANDS = (
    Command(
        name="antctl version",
        record=Version,
        output=VersionOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*(?:antctl|agent|controller)Version:",
        signs=((r"\s*(?:antctl|agent|controller)Version: +v?\d", "names a component's version as antctl does"),),
    ),
)
