"""``antctl version``: which release of Antrea answers.

Source of the format: antrea pkg/antctl/command_definition.go; YAML unless another is asked for, its table has the keys in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from antrea_parse.commands.antctl.objects import Key, Shape, text
from antrea_parse.commands.antctl.reader import Resource, read_objects
from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.kubectl_kind import Kind
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "antctl_version.textfsm"
_TITLES = re.compile(r"\s*(?:(?:antctl|agent|controller)Version\s*)+")
_VERSION = re.compile(r"v?\d+\.\d+\.\d+\S*|UNKNOWN|unknown")


class Version(Record):
    """The versions of one answer, as Antrea prints them (``v0.13.3``, ``v0.10.0-dev-4ed2c67.clean``).

    Attributes:
        antctl_version: of antctl itself.
        controller_version: of the controller that answered; unset when run against an agent.
        agent_version: of the agent that answered; unset when run against the controller.
    """

    antctl_version: str | None = None
    controller_version: str | None = None
    agent_version: str | None = None


class VersionOutput(Output):
    """Output of ``antctl version`` (YAML, JSON, table): one record."""

    records: tuple[Version, ...] = ()


_COMPONENTS = ("antctl", "controller", "agent")
VERSION = Resource(
    Kind("version", Version, headers=(), fields={}),
    Shape({f"{component}version": Key(f"{component}_version", text) for component in _COMPONENTS}),
    frozenset(f"{component}version" for component in _COMPONENTS),
)


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """Fold the lines into one record."""
    passing = enumerate(lines)
    first = next(((index, line) for index, line in passing if line and not line.isspace()), None)
    if first is None:
        return
    if first[1].lstrip().startswith("{"):
        yield from read_objects(chain([first], passing), ledger, VERSION)
    elif _TITLES.fullmatch(first[1]):
        yield from _read_table(first, passing, ledger)
    else:
        yield from _read_lines(chain(("" for _ in range(first[0])), [first[1]], (line for _, line in passing)), ledger)


def _read_table(first: tuple[int, str], lines: Iterable[tuple[int, str]], ledger: Ledger) -> Iterator[Version]:
    """A header of keys in any order, and one row."""
    ledger.uses[first[0]] = READ
    keys = [title.replace("Version", "_version") for title in first[1].split()]
    for index, line in lines:
        words = line.split()
        if words and len(words) == len(keys) and all(_VERSION.fullmatch(word) for word in words):
            ledger.uses[index] = READ
            yield Version.build(dict(zip(keys, words, strict=True)), ledger.span(first[0], index))
            return


def _read_lines(lines: Iterable[str], ledger: Ledger) -> Iterator[Version]:
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
        starts=r"\s*\{?\"?(?:antctl|agent|controller)Version\b",
        signs=(
            (r"\s*(?:antctl|agent|controller)Version: +v?\d", "names a component's version as antctl does"),
            (r"\s*(?:\{\s*)?\"(?:antctl|agent|controller)Version\": *\"", "names a component's version as antctl does"),
            (r"\s*(?:(?:antctl|agent|controller)Version\s*){2,3}$", "is a header of components' versions"),
        ),
    ),
)
