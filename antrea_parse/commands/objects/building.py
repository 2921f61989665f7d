"""Makes the data of objects whose lines were read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from antrea_parse.commands.objects.written import Written
from antrea_parse.engine.documents import Array, Object


class Step(NamedTuple):
    """What one reading does with one line.

    Attributes:
        depth: how many of the open containers stay open.
        actions: what happens in the innermost of them, in order.
        settled: another place was refused for this one.
    """

    depth: int
    actions: tuple[tuple[Any, ...], ...]
    settled: bool = False


class Builder:
    """Makes the data of a reading."""

    def __init__(self, lines: Sequence[Written]) -> None:
        self._lines = lines
        self.documents: list[Object] = []
        self.paths: list[str] = []

    def build(self, steps: Sequence[Step]) -> list[Object]:
        """The objects as these steps have them."""
        stack: list[tuple[Any, str]] = [(None, "")]
        last: tuple[Any, Any] = (None, None)
        for line, step in zip(self._lines, steps, strict=True):
            del stack[step.depth :]
            path = stack[-1][1]
            for action, *rest in step.actions:
                container, path = stack[-1]
                if action == "document":
                    stack.append((Object(line.first), ""))
                    self.documents.append(stack[-1][0])
                elif action == "item":
                    item = Object(line.first)
                    container.append(item)
                    stack.append((item, f"{path}[{len(container) - 1}]"))
                elif action == "value":
                    container.append(line.value)
                    last = (container, len(container) - 1)
                    path = f"{path}[]"
                elif action in ("put", "open", "block"):
                    path = f"{path}.{line.key}".lstrip(".")
                    last = self._set(stack, line, action, rest, path)
                elif action in ("more", "text") and last[0] is not None and isinstance(last[0][last[1]], str):
                    glue = " " if action == "more" else "\n" if last[0][last[1]] else ""
                    last[0][last[1]] += glue + line.text
            self.paths.append(path)
            for container, _ in stack[1:]:
                if container is not None:
                    container.last = max(container.last, line.last)
        for document in self.documents:
            _finish(document)
        return self.documents

    def _set(self, stack: list[tuple[Any, str]], line: Written, action: str, rest: list[Any], path: str) -> tuple[Any, Any]:
        container = stack[-1][0]
        value: Any = line.value
        if action == "open":
            value = Array(line.first) if rest[0] == "list" else Object(line.first)
        elif action == "block":
            value = ""
        container[line.key] = value
        container.lines[line.key] = line.first
        if action == "open":
            stack.append((value, path))
        elif action == "block":
            stack.append((None, path))
        return container, line.key


def _finish(data: Any) -> Any:
    """All containers whole; those that nothing was put into are none."""
    if isinstance(data, (Object, Array)) and not data and not data.whole:
        return None
    if isinstance(data, Object):
        data.whole = True
        for key, item in data.items():
            data[key] = _finish(item)
    elif isinstance(data, Array):
        data.whole = True
        data[:] = [_finish(item) for item in data]
    return data


def listed(document: Object) -> list[Object]:
    """The objects of a list; the object itself where it is none."""
    items = document.get("items")
    if isinstance(items, Array) and str(document.get("kind", "")).endswith("List"):
        return [item for item in items if isinstance(item, Object)]
    return [document]
