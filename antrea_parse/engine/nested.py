"""Runs a TTP template over numbered lines: for the few outputs whose lines nest.

TTP is sealed in here, because what it does beside parsing is dangerous or silent:

* a template is code (`macro`, `vars` and function arguments reach `exec` and `eval`): only templates of the package are run, and a
  test holds them to groups and plain patterns;
* data that equals the path of a file is replaced by the file: data is padded so that no path can equal it;
* ``$TTPCACHEFOLDER`` names a pickle that would be loaded: refused;
* it shares state between objects, starts processes for big inputs and leaves through `SystemExit`: one lock, ``one=True``, and an
  error of ours;
* it drops lines that no group explains: each line carries its number, and the caller compares.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from threading import Lock
from typing import Any

from antrea_parse.engine.catalogue import template_text
from antrea_parse.text.errors import TemplateError

#: One match of a group: its values by name, and its child groups' matches by their names.
Match = dict[str, Any]

_LOCK = Lock()
# TTP asks the file system whether the data is a path, looking at the first 5,000 characters; no system has a name of that length.
_NO_PATH = "\n" + " " * 5000 + "\n"


class NestedFormat:
    """A TTP template of the package.

    Args:
        name: file name in `templates/`.

    Raises:
        TemplateError: there is no such template, TTP refuses it, or the environment would make TTP load a pickle.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        text = template_text(name)
        with _LOCK:
            self._parser = _sealed(name, _construct, text)

    def matches(self, lines: Iterable[tuple[int, str]], group: str) -> list[Match]:
        """The matches of a top group, in the order of their lines.

        Args:
            lines: number and text of each line; no text holds a line end.
            group: name of the group, without the ``*`` that makes TTP return lists.

        Returns:
            A dict for each match: texts by the template's names, and a list of such dicts for each child group.

        Raises:
            TemplateError: TTP failed or returned another shape.
        """
        text = "\n".join([f"{number}|{line}" for number, line in lines])
        with _LOCK:
            found = _sealed(self.name, _run, self._parser, _NO_PATH + text + "\n")
        matches = found.get(group, [])
        if not isinstance(matches, list):
            raise TemplateError(f"{self.name}: group {group} returned {type(matches).__name__}, expected a list; its name must end in '*'")
        return matches


def _construct(text: str) -> Any:
    if os.environ.get("TTPCACHEFOLDER"):
        raise TemplateError("TTPCACHEFOLDER is set, and ttp would run what a file there holds; unset it")
    from ttp import ttp  # 27 ms; only needed once nested text is parsed

    return ttp(template=text, log_level="ERROR")


def _run(parser: Any, data: str) -> Any:
    parser.set_input(data=data)
    try:
        parser.parse(one=True)
        [[found]] = parser.result()
        return found
    finally:
        # The parser is kept for the next text: constructing it costs as much as reading two hundred ports.
        parser.clear_input()
        parser.clear_result()


def _sealed(name: str, function: Any, *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except TemplateError:
        raise
    except (Exception, SystemExit) as error:
        raise TemplateError(f"{name}: ttp failed: {type(error).__name__}: {error}") from error


@cache
def nested_format(name: str) -> NestedFormat:
    """The template with this file name, constructed once in a process."""
    return NestedFormat(name)
