"""Whether documents hang together as objects do, and which parts of them are whole."""

from __future__ import annotations

from typing import Any

from antrea_parse.commands.objects.schema import Type, types
from antrea_parse.engine.documents import Array, Object


def items_of(data: Any) -> Array | None:
    """The items of a list of objects; None for anything else."""
    if type(data) is Array:
        return data
    items = data.get("items") if type(data) is Object else None
    return items if type(items) is Array else None


def fits(data: Any) -> bool:
    """Whether a document hangs together as an object does: a lost indentation leaves keys without values."""
    if type(data) is Array:
        return all(fits(item) for item in data)
    if type(data.get("items")) is Array:
        return all(type(item) is Object and ("metadata" not in item or bool(item["metadata"])) for item in data["items"])
    meta = data.get("metadata", data.get("objectmeta"))
    if type(meta) is not Object or not (isinstance(meta.get("name"), str) or isinstance(meta.get("generateName"), str)):
        return False
    return not ("spec" in data and data["spec"] is None and len(data) > 5)


def set_whole(data: Any, *, whole: bool) -> None:
    """Say whether the containers with which a document ends were read to their end."""
    while isinstance(data, (Object, Array)) and data:
        data.whole = whole
        data = data[-1] if isinstance(data, Array) else data[next(reversed(data))]


#: Kinds whose objects have a status in a cluster, and what stands near its end.
_WITH_STATUS = {"Pod": "phase", "Node": "", "Service": "", "Namespace": "phase", "Deployment": "", "DaemonSet": ""}


def breaks_off(data: Object) -> bool:
    """Whether an object of a cluster lacks what kubectl prints at its end: if nothing stands behind it, it was cut."""
    meta, status = data.get("metadata"), data.get("status")
    end = _WITH_STATUS.get(str(data.get("kind")))
    if end is None or type(meta) is not Object or not meta.get("creationTimestamp"):
        return False
    return type(status) is not Object or (bool(end) and end not in status)


def whole_parts(data: Object) -> Object:
    """An object that was cut, without the parts that broke off: half a list is not the list."""
    found = Object(data.first)
    found.last, found.lines = data.last, data.lines
    for key, value in data.items():
        if not isinstance(value, (Object, Array)) or value.whole:
            found[key] = value
        elif key in ("metadata", "spec") and type(value) is Object:
            found[key] = whole_parts(value)
    return found


def is_askew(data: Any, assumed: str | None = None) -> bool:
    """Whether an object has containers without anything in them beside keys that are none of its fields: indentation was lost.

    >>> from antrea_parse.engine.documents import read_documents
    >>> document, = read_documents(["kind: Pod", "metadata:", " name: x", " labels:", " role: frontend"])
    >>> is_askew(document.data)
    True
    """
    if isinstance(data, Array):
        return any(is_askew(item, assumed) for item in data[:1])
    if not isinstance(data, Object):
        return False
    items = data.get("items")
    if isinstance(items, Array):
        return is_askew(items, assumed)
    kind = types().get(str(data.get("kind", assumed)))
    return kind is not None and "metadata" in kind.fields and _leans(data, kind)


def _leans(data: Any, kind: Type) -> bool:
    if isinstance(data, Array):
        return kind.form == "list" and any(_leans(item, kind.item[0]) for item in data)
    if not isinstance(data, Object) or kind.form != "object":
        return False
    is_empty = any(value is None and key in kind.fields and kind.fields[key].form != "scalar" for key, value in data.items())
    if is_empty and not data.keys() <= kind.fields.keys():
        return True
    return any(_leans(value, kind.fields[key]) for key, value in data.items() if key in kind.fields)
