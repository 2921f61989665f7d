"""Plain interfaces are taken in one go, and that changes nothing: the reader that takes line by line says the same."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.commands import ip_address
from antrea_parse.commands.base import Output
from tests import goldens
from tests.property.ip_states import ODD_NAMES, Form, forms, interfaces, print_interfaces

TEXTS = [path.read_text(encoding="utf-8") for path in goldens.cases() if path.parent.name in ("ip-address", "ip-link")]


def _read(text: str, command: str, *, plain: bool) -> Output:
    with pytest.MonkeyPatch.context() as patch:
        if not plain:
            patch.setattr(ip_address, "read_plain", lambda texts, first, *, addresses: None)
        return ap.parse(text, command)


def _same(text: str, command: str) -> None:
    fast, slow = _read(text, command, plain=True), _read(text, command, plain=False)
    assert (fast.records, fast.diagnostics) == (slow.records, slow.diagnostics)
    assert [record.span for record in fast] == [record.span for record in slow]
    assert [record.model_fields_set for record in fast] == [record.model_fields_set for record in slow]


@pytest.mark.parametrize("command", ["ip address", "ip link"])
def test_goldens_and_their_damaged_lines(command: str) -> None:
    choose = random.Random(7)
    for text in TEXTS:
        _same(text, command)
        lines = text.splitlines(keepends=True)
        for _ in range(3):
            damaged = list(lines)
            for _ in range(choose.randint(1, 4)):
                at = choose.randrange(len(damaged))
                damaged[at : at + choose.randint(0, 2)] = choose.choice([[], [damaged[at]] * 2, ["\n"], [choose.choice(lines)], ["$ ip a\n"]]) or ["\n"]
            _same("".join(damaged), command)


@settings(deadline=None, max_examples=40)
@given(interfaces(ODD_NAMES, None), forms, st.booleans())
def test_any_state(state: list[dict[str, object]], form: Form, link: bool) -> None:
    text, _ = print_interfaces(state, form._replace(family=0 if link else form.family), link=link)
    _same(text, "ip link" if link else "ip address")
