"""Descriptions of custom resources: kubectl prints the object field by field, with its keys as titles and nothing between the items of lists.

Source: kubectl pkg/describe/describe.go (GenericDescriber, printUnstructuredContent, smartLabelFor).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from antrea_parse.commands.objects.description import Entry, Section
from antrea_parse.commands.objects.flattened import rebuild_told
from antrea_parse.commands.objects.schema import KIND_OF, Type, root, types
from antrea_parse.commands.objects.written import OPEN, Told, Written
from antrea_parse.engine.documents import Array, Object, Problem, plain_scalar

#: Words that kubectl writes in capitals.
_ACRONYMS = frozenset({"API", "URL", "UID", "OSB", "GUID"})
#: Printed by the describer itself, before the object.
_HEAD = ("Name", "Namespace", "Labels", "Annotations")
_RUN = re.compile(r"[A-Z]+|[a-z]+|-+|.")


class Custom(NamedTuple):
    """What the description of a custom resource tells.

    Attributes:
        data: the object without its name, labels and annotations; None where its lines do not fit its kind.
        alternatives: other readings that fit, as `flattened.Rebuilt` has them.
        stop: the line that does not fit.
    """

    data: Object | None
    alternatives: tuple[tuple[Object, int, str], ...] = ()
    stop: Problem | None = None


def title(key: str) -> str:
    """A key as kubectl prints it.

    >>> [title(key) for key in ("podSelector", "externalIPPool", "apiPort", "uid", "k8s-app", "my-app")]
    ['Pod Selector', 'External IP Pool', 'API Port', 'UID', 'k8s-app', 'My - App']
    """
    if not all(letter.isalpha() or letter == "-" for letter in key):
        return key
    runs = _RUN.findall(key)
    parts: list[str] = []
    for run in runs:  # the last capital before small letters belongs to them
        if parts and parts[-1].isupper() and run.islower():
            capitals = parts.pop()
            parts += [part for part in (capitals[:-1], capitals[-1] + run) if part]
        else:
            parts.append(run)
    return " ".join(part.upper() if part.upper() in _ACRONYMS else part[:1].upper() + part[1:] for part in parts)


@cache
def _fields() -> dict[str, str]:
    return {title(key): key for kind in types().values() for key in kind.fields if not key[0].isupper()}


def keys_of(told: str) -> tuple[str, ...]:
    """The keys that kubectl prints so, the likeliest first.

    >>> keys_of("App"), keys_of("My - App"), keys_of("k8s-app")
    (('app', 'App'), ('my-app', 'My-App'), ('k8s-app',))
    """
    parts = told.split(" ")
    first = [part for part in parts if part]
    if not first:
        return (told,)
    for number, part in enumerate(first):
        if number == 0 or first[number - 1].endswith("-"):
            first[number] = part.lower() if part in _ACRONYMS else part[:1].lower() + part[1:]
    found = dict.fromkeys(("".join(first), "".join(parts)))
    return tuple(key for key in found if title(key) == told) or (told,)


def read_custom(sections: Sequence[Section], kind: str, *, indented: bool) -> Custom:
    """The object of a custom resource.

    Args:
        sections: the description, section by section.
        kind: name of the type of the schema.
        indented: the indentation of the lines tells.
    """
    base = root(kind)
    told = Type(base.name, base.form, {**base.fields, "metadata": types()["Meta"]}, base.required)
    lines: list[Written] = []
    hidden = -1  # how far a field is indented that is not looked into
    for section in sections:
        for entry in section.entries if section.key not in _HEAD and section.key != "Events" else ():
            if hidden >= 0 and entry.indent > hidden:
                continue
            hidden = entry.indent if entry.key == "Managed Fields" and indented else -1
            if hidden < 0 and entry.value != "<nil>":
                lines.append(_line(entry, indented=indented))
    result = rebuild_told(lines, told)
    if result.data is None:
        return Custom(None, stop=result.stop)
    alternatives = [(_typed(data, told), line, message) for data, line, message in result.alternatives]
    alternatives += _other_keys(result.data, told)
    return Custom(_typed(result.data, told), tuple(alternatives))


def _line(entry: Entry, *, indented: bool) -> Written:
    key = _fields().get(entry.key) or keys_of(entry.key)[0] if entry.key else None
    value = Told(entry.value) if entry.value else OPEN
    return Written(entry.line, False, key, value, True, entry.text, entry.line, entry.indent if indented else None, is_told=True)


def _typed(value: Any, kind: Type) -> Any:
    """Data with the types that its places ask for."""
    kind = _among(kind, value)
    if value is OPEN:
        return ""
    if value is None and kind.form in ("list", "object", "map", "any"):
        value = Array(0) if kind.form == "list" else Object(0)
        value.whole = True
    if isinstance(value, Object):
        found = Object(value.first)
        found.last, found.whole, found.lines = value.last, value.whole, value.lines
        for key, item in value.items():
            # Tables of flows are called by names in capitals.
            name = keys_of(title(key))[-1] if kind.name == "counts" else key
            found[name] = _typed(item, kind.fields[key] if kind.form == "object" else kind.item[0] if kind.form == "map" else kind)
        return found
    if isinstance(value, Array):
        array = Array(value.first)
        array.last, array.whole = value.last, value.whole
        array.extend(_typed(item, kind.item[0] if kind.form == "list" else kind) for item in value)
        return array
    if not isinstance(value, Told):
        return value
    return plain_scalar(value) if kind.name in "bipqr" or kind.form == "any" else str(value)


def _among(kind: Type, value: Any) -> Type:
    """The type of a union that a value is of; any other type itself."""
    if kind.form != "union":
        return kind
    return next((item for item in kind.item if isinstance(value, dict) and item.required <= value.keys() <= item.fields.keys()), kind.item[0])


def _other_keys(data: Object, kind: Type) -> Iterator[tuple[Object, int, str]]:
    """The object with other keys in its mappings, where kubectl prints those in the same way."""
    seen = False
    line, told = data.first, ""

    def renamed(value: Any, kind: Type) -> Any:
        nonlocal seen, line, told
        kind = _among(kind, value)
        if isinstance(value, Array):
            array = Array(value.first)
            array.last, array.whole = value.last, value.whole
            array.extend(renamed(item, kind.item[0] if kind.form == "list" else kind) for item in value)
            return array
        if not isinstance(value, Object):
            return value
        found = Object(value.first)
        found.last, found.whole = value.last, value.whole
        for key, item in value.items():
            name = key
            if kind.form == "map" and kind.name != "counts" and len(others := keys_of(title(key))) > 1:
                name = others[1]
                if not seen:
                    seen, line, told = True, value.lines.get(key, value.first), f"two readings fit: {title(key)!r} is the key {key!r} or {name!r}"
            found[name] = renamed(item, kind.fields[key] if kind.form == "object" else kind.item[0] if kind.form in ("map", "list") else kind)
        return found

    other = renamed(data, kind)
    if seen:
        yield _typed(other, kind), line, told


def type_of(kind: str, version: str) -> str | None:
    """The name of the schema's type of a kind in a version of an API; None where it has none."""
    name = next((type_ for type_, other in KIND_OF.items() if other == kind and "antrea" in version), kind)
    return name if name in types() and "metadata" in types()[name].fields else None


def titles_of(kind: str | None) -> frozenset[str]:
    """What kubectl prints for the outermost fields of a type of the schema; for those that all objects have where it is None."""
    return frozenset(map(title, ("apiVersion", "kind", "metadata", "spec", "status") if kind is None else root(kind).fields))
