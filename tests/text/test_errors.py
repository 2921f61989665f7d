"""Errors and diagnostics say where, what and what to do, and survive pickling."""

from __future__ import annotations

import pickle

import pytest

import antrea_parse as ap
from antrea_parse.text.codes import CODES

BAD = "antctlVersion: v0.13.3\n==garbage==\n"


def test_parse_error_points_at_the_line() -> None:
    with pytest.raises(ap.ParseError) as caught:
        ap.parse(BAD, "antctl version", name="version.txt", strict=True)
    assert str(caught.value).splitlines()[:3] == [
        "version.txt:2: AP201 antctl version: line not understood",
        "    2 | ==garbage==",
        "      | ^~~~~~~~~~~",
    ]
    assert caught.value.diagnostic.hint


def test_errors_survive_pickling() -> None:
    with pytest.raises(ap.ParseError) as caught:
        ap.parse(BAD, "antctl version", strict=True)
    for error in (caught.value, ap.CaptureError("a"), ap.UnknownCommandError("b"), ap.TemplateError("c"), ap.TopologyError("d"), ap.RenderError("e")):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert isinstance(again, ap.AntreaParseError)


def test_a_missed_lookup_is_a_key_error_with_a_readable_message() -> None:
    assert issubclass(ap.TopologyError, KeyError)
    assert str(ap.TopologyError("no pod 'x'")) == "no pod 'x'"


def test_codes_are_complete() -> None:
    for code, kind in CODES.items():
        assert code.startswith("AP")
        assert kind.title
        assert kind.remedy.endswith(".")
