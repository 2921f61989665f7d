"""The notation of OVSDB tells every value apart."""

from __future__ import annotations

from typing import Any

import pytest

from antrea_parse.commands.ovsdb_value import mask_secrets, to_atom, to_string, to_strings, to_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("flow", "flow"),
        ('"flow"', "flow"),
        ("antrea-gw0", "antrea-gw0"),
        ("5", 5),
        ("-1", -1),
        ('"5"', "5"),
        ("1.5", 1.5),
        ("1e+06", 1e6),
        ("true", True),
        ('"true"', "true"),
        ("7ccc18b5-068f-4977-b7cb-a9fefdd147c3", "7ccc18b5-068f-4977-b7cb-a9fefdd147c3"),
        ("12345678-068f-4977-b7cb-a9fefdd147c3", "12345678-068f-4977-b7cb-a9fefdd147c3"),
        (r'"se\"cret, x=y"', 'se"cret, x=y'),
        (r'"\u0007\n\\"', "\a\n\\"),
        ('"né"', "né"),
        ('""', ""),
        ("[]", ()),
        ("[10]", (10,)),
        ('[a, "b, c", d]', ("a", "b, c", "d")),
        ("{}", {}),
        ('{csum="true", key=flow, "odd key"="a=b, {c}"}', {"csum": "true", "key": "flow", "odd key": "a=b, {c}"}),
        ("{rx_bytes=7, tx_bytes=0}", {"rx_bytes": 7, "tx_bytes": 0}),
        ("{0=7ccc18b5-068f-4977-b7cb-a9fefdd147c3}", {0: "7ccc18b5-068f-4977-b7cb-a9fefdd147c3"}),
    ],
)
def test_values(text: str, value: Any) -> None:
    found = to_value(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        '"',
        '"a',
        'a"',
        "a b",
        "5x",
        "[",
        "]",
        "[a",
        "[a,]",
        "[a, ]",
        "[a b]",
        "{a}",
        "{a=}",
        "{a=b,}",
        "{a=b c=d}",
        "{a=b",
        "a=b",
        r'"\q"',
        r'"\ud800"',
        "[[a]]",
        "9" * 5000,
    ],
)
def test_what_is_no_value(text: str) -> None:
    with pytest.raises(ValueError):
        to_value(text)


def test_strings_stay_strings() -> None:
    assert to_string("5") == "5"
    assert to_strings('{key="5", csum="true"}') == {"key": "5", "csum": "true"}
    with pytest.raises(ValueError, match="no map"):
        to_strings("[a]")
    with pytest.raises(ValueError, match="no atom"):
        to_string("{a=b}")


def test_an_atom_is_typed_by_its_notation() -> None:
    assert [type(to_atom(text)) for text in ("1", "1.0", "true", '"1"')] == [int, float, bool, str]


def test_secrets_are_masked_in_place() -> None:
    values: dict[Any, Any] = {"psk": "x", "remote_ip": "10.0.0.1", "admin-password": "y", "key": "5", 7: "z"}
    assert mask_secrets(values) == ["psk", "admin-password"]
    assert values == {"psk": "***", "remote_ip": "10.0.0.1", "admin-password": "***", "key": "5", 7: "z"}
