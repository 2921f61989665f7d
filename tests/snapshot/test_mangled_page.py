"""What pages, mails, editors and loggers do to a whole log changes nothing of what it tells."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

import antrea_parse as ap
from tests.conftest import LAB_PAGE

TABLES = ("nodes", "pods", "services", "endpoints", "policies", "interfaces", "ports", "routes")
TEXT = LAB_PAGE.read_text(encoding="utf-8")


def _each(change: Callable[[int, str], str]) -> Callable[[str], str]:
    return lambda text: "".join(change(number, line) + "\n" for number, line in enumerate(text.splitlines(), 1))


MANGLED: dict[str, Callable[[str], str]] = {
    "quoted in a mail": _each(lambda _, line: f"> {line}"),
    "numbered by cat": _each(lambda number, line: f"{number:6}\t{line}"),
    "numbered by an editor": _each(lambda number, line: f"{number:4} {line}".rstrip()),
    "numbered by grep": _each(lambda number, line: f"{number}:{line}"),
    "logged by a container runtime": _each(lambda number, line: f"2026-11-25T10:00:00.{number:09}Z stdout F {line}"),
    "with times in brackets": _each(lambda number, line: f"[2026-11-25 10:{number // 60:02}:{number % 60:02}] {line}"),
    "logged by syslog": _each(lambda _, line: f"Nov 25 10:00:00 jump session[12]: {line}"),
    "blanks collapsed": _each(lambda _, line: re.sub(r"[ \t]+", " ", line).strip()),
    "page": lambda text: f"<html><body><pre>{html.escape(text)}</pre></body></html>",
    "page with line breaks": lambda text: "<html><body><p>" + html.escape(text).replace("\n", "<br>\n") + "</p></body></html>",
    "CR LF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "no-break blanks": lambda text: text.replace(" ", "\xa0"),
    "blank lines between": lambda text: text.replace("\n", "\n\n"),
    "Jira": lambda text: f"{{noformat}}\n{text}{{noformat}}\n",
    "fence": lambda text: f"```\n{text}```\n",
    "indented": _each(lambda _, line: f"    {line}"),
    "directive": lambda text: ".. code-block:: console\n\n" + _each(lambda _, line: f"   {line}")(text),
    "script": lambda text: "Script started on 2026-11-25 10:00:00\n" + text.replace("\n", "\r\n") + "\r\nScript done on 2026-11-25 10:05:00\n",
    "typeset": lambda text: text.replace("--", "—").replace(' "', " “").replace('"', "”"),
}


def _told(topology: ap.Topology) -> dict[str, Any]:
    return {kind: topology.to_dataframe(kind) for kind in TABLES}


@pytest.mark.parametrize("damage", MANGLED)
def test_a_mangled_page_tells_the_same(damage: str) -> None:
    snapshot = ap.read_text(MANGLED[damage](TEXT))
    assert _told(snapshot.topology) == _told(ap.read_text(TEXT).topology)


@pytest.mark.parametrize(
    ("damage", "code"), [("quoted in a mail", "AP109"), ("numbered by cat", "AP109"), ("with times in brackets", "AP109"), ("typeset", "AP114")]
)
def test_what_was_removed_is_named(damage: str, code: str) -> None:
    assert code in {item.code for item in ap.read_text(MANGLED[damage](TEXT)).diagnostics}


def test_numbers_that_count_no_lines_are_no_prefix() -> None:
    route = "10.0.0.0/24 via 10.0.0.1 dev antrea-gw0 onlink\n"
    assert not ap.read_text("".join(f"{number} {route}" for number in (1, 3, 7))).captures
    assert len(ap.read_text("".join(f"{number} {route}" for number in (1, 2, 3))).captures) == 1


def test_a_prompt_that_shows_the_time_is_no_prefix() -> None:
    prompt = "[2026-11-25 10:00:00] root@worker-01:~# "
    snapshot = ap.read_text(f"{prompt}\n{prompt}ip route\n10.0.0.0/24 via 10.0.0.1 dev antrea-gw0 onlink\n{prompt}\n")
    assert [(capture.command, capture.node) for capture in snapshot.captures] == [("ip route", "worker-01")]
