"""``antctl get featuregates``: which features agent and controller have switched on (v1.2 and later).

Source of the format: antrea pkg/antctl/raw/featuregates/command.go; one block for each component, its columns padded to the longest and five
blanks more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from antrea_parse.commands.antctl.objects import Key, Shape, text
from antrea_parse.commands.antctl.reader import Resource, is_document, read_objects
from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.kubectl_kind import Kind
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "antctl_get_featuregates.textfsm"
_COMPONENTS = {"Agent": "agent", "Controller": "controller"}


class FeatureGate(Record):
    """A feature of a component.

    Attributes:
        component: ``agent``, ``agent-windows`` or ``controller``.
        featuregate: name of the feature.
        status: ``Enabled`` or ``Disabled``.
        version: ``ALPHA``, ``BETA`` or ``GA``; unset where nothing is printed for a feature that is generally available.
    """

    component: str | None = None
    featuregate: str
    status: str | None = None
    version: str | None = None


class FeatureGatesOutput(Output):
    """Output of ``antctl get featuregates``: one record for each feature of each component."""

    records: tuple[FeatureGate, ...] = ()


FEATUREGATES = Resource(
    Kind("featuregates", FeatureGate, headers=(("FEATUREGATE", "STATUS", "VERSION"),), fields={}),
    Shape(
        {
            "component": Key("component", text),
            "name": Key("featuregate", text),
            "featuregate": Key("featuregate", text),
            "status": Key("status", text),
            "version": Key("version", text),
        }
    ),
    frozenset({"component"}),
    is_flat=True,
)


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The features in all blocks, or in YAML or JSON."""
    passing = enumerate(lines)
    first = next(((index, line) for index, line in passing if line and not line.isspace()), None)
    if first is None:
        return
    if is_document(first[1]):
        yield from read_objects(chain([first], passing), ledger, FEATUREGATES)
        return
    blanks = ("" for _ in range(first[0]))
    seen: set[tuple[str, ...]] = set()
    component: str | None = None
    for index, label, values in line_format(TEMPLATE).events(chain(blanks, [first[1]], (line for _, line in passing)), ledger.uses, READ):
        if label == "COMPONENT":
            name, system = values
            component = _COMPONENTS[name or ""] + (f"-{system.lower()}" if system else "")
            continue
        name, status, version = values
        key = (component or "", name or "", status or "", version or "")
        if key in seen:
            ledger.report("AP205", f"{name} stands here again with the same status: kept once", index)
            continue
        seen.add(key)
        found: dict[str, str | None] = {} if component is None else {"component": component}
        found |= {"featuregate": name, "status": status}
        if version:
            found["version"] = version
        yield FeatureGate.build(found, ledger.span(index))


COMMANDS = (
    Command(
        name="antctl get featuregates",
        record=FeatureGate,
        output=FeatureGatesOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*Antrea (?:Agent|Controller) Feature Gates",
        signs=(
            (r"\s*Antrea (?:Agent|Controller) Feature Gates(?: \(\w+\))?\s*$", "is the title of a list of feature gates"),
            (r"\s*FEATUREGATE\s+STATUS\s+VERSION\s*$", "is the header of a list of feature gates"),
            (r"\s*(?:- |\{)?\"?component\"?: \"?(?:agent|agent-windows|controller)\"?,?$", "names a component as a list of feature gates does"),
        ),
    ),
)
