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
    if isinstance(data, list):
        return any(is_askew(item, assumed) for item in data[:1])
    if not isinstance(data, dict):
        return False
    items = data.get("items")
    if isinstance(items, list):
        return is_askew(items, assumed)
    kind = types().get(str(data.get("kind", assumed)))
    return kind is not None and "metadata" in kind.fields and _leans(data, kind)


def _leans(data: Any, kind: Type) -> bool:
    if isinstance(data, list):
        return kind.form == "list" and any(_leans(item, kind.item[0]) for item in data)
    if not isinstance(data, dict) or kind.form != "object":
        return kind.form == "list" and data is not None and not isinstance(data, list)
    is_empty = any(value is None and key in kind.fields and kind.fields[key].form != "scalar" for key, value in data.items())
    if is_empty and not data.keys() <= kind.fields.keys():
        return True
    return any(_leans(value, kind.fields[key]) for key, value in data.items() if key in kind.fields)


def drop_misplaced(data: Any, assumed: str | None = None) -> list[tuple[int, str]]:
    """Take out of objects what is no list where one must be, because its dashes were lost; on which lines what was dropped.

    What such parts stand in is no longer whole.
    """
    if isinstance(data, list):
        return [found for item in data for found in drop_misplaced(item, assumed)]
    if not isinstance(data, dict):
        return []
    if isinstance(data.get("items"), list):
        return drop_misplaced(data["items"], assumed)
    kind = types().get(str(data.get("kind", assumed)))
    dropped: list[tuple[int, str]] = []
    if kind is not None and "metadata" in kind.fields:
        _drop(data, kind, dropped)
    return dropped


def _drop(data: Any, kind: Type, dropped: list[tuple[int, str]]) -> None:
    before = len(dropped)
    if isinstance(data, list) and kind.form == "list":
        for item in data:
            _drop(item, kind.item[0], dropped)
    elif isinstance(data, dict) and kind.form == "object":
        for key in [key for key in data if key in kind.fields]:
            if kind.fields[key].form == "list" and data[key] is not None and not isinstance(data[key], list):
                dropped.append((data.lines.get(key, data.first) if isinstance(data, Object) else 0, key))
                del data[key]
            else:
                _drop(data[key], kind.fields[key], dropped)
    if len(dropped) > before and isinstance(data, (Object, Array)):
        data.whole = False
