"""In which form kubectl printed objects: as tables, as YAML or JSON, as names, or described."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from antrea_parse.commands import registry
from antrea_parse.commands.base import READ, Ledger, Record
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.objects.describe import holds_description, read_described, recognise_description
from antrea_parse.commands.objects.fits import items_of
from antrea_parse.commands.objects.generic import KubernetesObject
from antrea_parse.commands.objects.kinds import find_kind
from antrea_parse.commands.objects.making import ANY
from antrea_parse.commands.objects.read import holds_objects, read_as
from antrea_parse.engine.documents import Object, read_documents

_NAME = re.compile(r"\s*(?P<kind>[a-z][a-z0-9]*(?:\.[a-z0-9.-]+)?)/(?P<name>[a-z0-9](?:[-a-z0-9.:]*[a-z0-9])?)\s*")
_VERSION = re.compile(r"(\s*(?:- )?)[\"']?apiVersion[\"']?\s*:\s*[\"']?([\w./-]+)")
#: Forms of output that only a template tells.
_TEMPLATES = frozenset({"jsonpath", "jsonpath-as-json", "jsonpath-file", "go-template", "go-template-file", "template", "templatefile"})
#: Lines before the first that says something that are looked at.
_HEAD = 50


def form_of(lines: Iterable[str], options: Mapping[str, Any]) -> tuple[str | None, Iterable[str]]:
    """The form of an output (a key of `READERS`; None for a table), and the lines again."""
    output = str(options.get("output", ""))
    if options.get("describe"):
        return "describe", lines
    if output in ("yaml", "json"):
        return "objects", lines
    if output == "name":
        return "names", lines
    if output.partition("=")[0] in _TEMPLATES:
        return "template", lines
    if output:
        return None, lines
    iterator = iter(lines)
    head: list[str] = []
    for line in iterator:
        head.append(line)
        if (line.strip() not in ("", "--") and not line.lstrip().startswith("#") and not is_chatter(line)) or len(head) > _HEAD:
            break
    again = chain(head, iterator)
    if holds_objects(head):
        return "objects", again
    return "describe" if holds_description(head) else None, again


def read_names(command: str, lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The records of ``-o name``: a resource and a name on each line."""
    from antrea_parse.commands.kubectl_get import PREFIXES  # all kinds: too much to load before names are read

    for index, line in enumerate(lines):
        match = _NAME.fullmatch(line)
        if match is None:
            continue
        name = f"kubectl get {PREFIXES[match['kind']].name}" if match["kind"] in PREFIXES else ANY
        if command not in (ANY, name):
            continue
        ledger.uses[index] = READ
        span = ledger.span(index)
        if name == ANY:
            yield KubernetesObject.build({"kind": match["kind"], "name": match["name"]}, span)
        else:
            yield registry.load(name).record.build({"name": match["name"]}, span)


_KIND = re.compile(r"(\s*(?:- )?)[\"']?kind[\"']?\s*:\s*[\"']?([A-Z]\w*)[\"']?\s*,?\s*$")


def recognise(texts: Sequence[str]) -> tuple[str, str, int] | None:
    """The command that lists these objects, what gave it away, and on which line (its index); None where there are none."""
    if holds_objects(texts):
        commands, first = _commands_of(texts)
        if commands:
            return commands.pop() if len(commands) == 1 else ANY, "begins a Kubernetes object", first
    return recognise_description(texts)


def _outer(data: Any) -> list[Any]:
    items = items_of(data)
    if items is None:
        return [data]
    kind, version = (data.get("kind"), data.get("apiVersion")) if isinstance(data, Object) else (None, None)
    inner = {"kind": str(kind).removesuffix("List"), "apiVersion": version} if kind and kind != "List" else {}
    return [{**inner, **item} for item in items if isinstance(item, Object)]


def _command_of(item: Any) -> str | None:
    name, version = (item.get("kind"), item.get("apiVersion")) if isinstance(item, dict) else (None, None)
    if not isinstance(name, str):
        return None
    kind = find_kind(name, version if isinstance(version, str) else None)
    return kind.command if kind else ANY


def _commands_of(texts: Sequence[str]) -> tuple[set[str], int]:
    """Commands that list the outermost objects, as far as their lines tell; the index of the first line that names a kind."""
    head = next((index for index, text in enumerate(texts) if text.strip()), 0)
    if texts[head].lstrip().startswith(('{"', "[")):  # JSON in few lines: only reading it tells
        document = next(read_documents(texts), None)
        return ({command for item in _outer(document.data) if (command := _command_of(item))}, head) if document else (set(), 0)
    kinds = [(len(match[1]), match[2], index) for index, text in enumerate(texts) if "kind" in text and (match := _KIND.match(text))]
    if not kinds:
        return set(), 0
    outer = min(indent for indent, _, _ in kinds)
    names = {name for indent, name, _ in kinds if indent == outer}
    if any(name.endswith("List") for name in names):
        inner = min((indent for indent, _, _ in kinds if indent > outer), default=None)
        items = {name for indent, name, _ in kinds if indent == inner}
        names = {name for name in names if not name.endswith("List")} | (items or {name.removesuffix("List") for name in names})
    versions = {match[2] for text in texts if "apiVersion" in text and (match := _VERSION.match(text))}
    found = set()
    for name in names:
        # Only a kind that two groups have needs the version.
        kind = find_kind(name) if name != "NetworkPolicy" or not any("antrea" in version for version in versions) else None
        found.add(kind.command if kind else ANY)
    if names == {"NetworkPolicy"} and versions and all("antrea" in version for version in versions):
        found = {"kubectl get networkpolicies.crd.antrea.io"}
    return found, kinds[0][2]


def read_template(_: str, lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """Nothing: what a template prints only whoever wrote it knows; what stands there is named."""
    last = -1
    for index, line in enumerate(lines):
        if not line.strip() and last >= 0:
            break
        ledger.uses[index] = READ
        last = index
    if last >= 0:
        ledger.report("AP305", f"output of -o {str(ledger.options['output'])[:80]}: whoever wrote the template knows what it says", 0, last=last)
    yield from ()


READERS: Mapping[str, Callable[[str, Iterable[str], Ledger], Iterator[Record]]] = {
    "objects": read_as,
    "names": read_names,
    "describe": read_described,
    "template": read_template,
}
