"""Cells of kubectl's tables: ages with their ranges, restarts, ports, endpoints, selectors, quantities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from antrea_parse.commands.cells import Age, to_age, to_endpoint, to_restarts, to_service_ports
from antrea_parse.commands.selectors import to_selector
from tests.property.kubectl_cells import duration

#: Of each way in which Kubernetes printed ages, one release: one unit, two units with a zero in the second, two units.
RELEASES = (9, 16, 33)
YEAR = 365 * 86400


def moments() -> Iterator[int]:
    """Seconds on both sides of every place where the printed text may change, up to nine years."""
    yield from range(11 * 60 * 60 // 10)
    for unit, most in ((60, 600), (3600, 24 * 40), (86400, 365 * 9 + 9), (YEAR, 120)):
        for count in range(1, most):
            yield from (count * unit - 1, count * unit, count * unit + 1)


@pytest.mark.parametrize("release", RELEASES)
def test_an_age_holds_the_time_that_prints_so(release: int) -> None:
    for seconds in moments():
        age = Age(duration(seconds, release))
        assert age <= timedelta(seconds=seconds) < age.upper, age


def test_the_range_of_an_age_is_no_wider_than_the_times_that_print_so() -> None:
    least: dict[str, int] = {}
    most: dict[str, int] = {}
    for release in RELEASES:
        for seconds in moments():
            text = duration(seconds, release)
            least[text] = min(seconds, least.get(text, seconds))
            most[text] = max(seconds, most.get(text, seconds))
    del least["119y"]  # not looked at to its end
    for text in least:
        age = Age(text)
        assert (age, age.upper) == (timedelta(seconds=least[text]), timedelta(seconds=most[text] + 1)), text


@pytest.mark.parametrize("word", ["<unknown>", "<invalid>"])
def test_words_in_place_of_an_age_stay_words(word: str) -> None:
    assert to_age(word) == word
    assert to_restarts(f"3 ({word} ago)") == {"restarts": 3, "last_restart": word}


@pytest.mark.parametrize("text", ["", "d", "4", "4x", "1h1d", "-1s", "4d 15h", "1.5h", "4D", "٤s"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        to_age(text)


def test_restarts_carry_the_time_since_the_last_one() -> None:
    assert to_restarts("0") == {"restarts": 0}
    assert to_restarts("12 (4m31s ago)") == {"restarts": 12, "last_restart": Age("4m31s")}


def test_ports_of_a_service() -> None:
    assert [(port.port, port.node_port, port.protocol) for port in to_service_ports("80:30080/TCP,53/UDP,9/SCTP")] == [
        (80, 30080, "TCP"),
        (53, None, "UDP"),
        (9, None, "SCTP"),
    ]


@pytest.mark.parametrize("text", ["", "80", "80/", "/TCP", "80:/TCP", "a/TCP", "80/TCP,"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        to_service_ports(text)


@pytest.mark.parametrize(
    ("text", "address", "port"),
    [("10.0.0.1:80", "10.0.0.1", 80), ("[fd00::1]:80", "fd00::1", 80), ("fd00::1", "fd00::1", None), ("10.0.0.1", "10.0.0.1", None)],
)
def test_endpoints(text: str, address: str, port: int | None) -> None:
    found = to_endpoint(text)
    assert (str(found.ip), found.port) == (address, port)


@pytest.mark.parametrize("text", ["app=web", "app in (a,b),!legacy,tier notin (x),env", "a=,b", "!a", "k in (,x)", "app.kubernetes.io/name=web,app=x", ""])
def test_a_selector_is_printed_as_it_was_read(text: str) -> None:
    selector = to_selector(text)
    assert str(to_selector(str(selector))) == str(selector)
    assert sorted(str(selector).split(",")) == sorted(text.split(","))
