"""``antctl supportbundle``: where the bundle was put, and which nodes it lacks.

Source of the format: antrea pkg/antctl/raw/supportbundle/command.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "antctl_supportbundle.textfsm"


class FailedNode(Record):
    """A node of which the bundle has nothing, or less.

    Attributes:
        node: its name.
        error: why.
    """

    node: str
    error: str | None = None


class SupportBundleOutput(Output):
    """Output of ``antctl supportbundle``: one record for each node that failed.

    Attributes:
        folder: where the bundle was put, where the text tells.
    """

    records: tuple[FailedNode, ...] = ()
    folder: str | None = None


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[FailedNode]:
    """The nodes that failed; lines that only tell how far the collection is are named."""
    failed = False
    progress = 0
    for index, label, values in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        if label == "FOLDER":
            ledger.extras["folder"] = values[0]
        elif label == "FAILED":
            failed = True
        elif label == "PROGRESS":
            progress += 1
            if progress == 1:
                ledger.report("AP207", f"progress of the collection: {(values[0] or '').strip()[:80]}", index)
        elif failed:
            node, error = values
            found = {"node": node or ""}
            yield FailedNode.build({**found, "error": error} if error else found, ledger.span(index))
        else:
            ledger.report("AP203", "a node without the title before it: left out", index)


COMMANDS = (
    Command(
        name="antctl supportbundle",
        record=FailedNode,
        output=SupportBundleOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*(?:Created bundle under |Failed nodes:)",
        signs=((r"\s*Created bundle under \S", "says where antctl put a support bundle"),),
    ),
)
