"""Moments are read as tools print them; what is not told is not made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from antrea_parse.text.moment import at_clock, moment_in_name, to_clock, to_moment

NAIVE = datetime(2026, 11, 25, 10, 11, 12)  # noqa: DTZ001  # logs often name no offset
AWARE = NAIVE.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Wed Nov 25 10:11:12 UTC 2026", AWARE),
        ("Wed Nov 25 10:11:12 AM UTC 2026", AWARE),
        ("Wed 25 Nov 2026 10:11:12 AM UTC", AWARE),
        ("Wed, 25 Nov 2026 10:11:12 +0000", AWARE),
        ("Wednesday, November 25, 2026 10:11:12 AM", NAIVE),
        ("Wed Nov 25 10:11:12 2026", NAIVE),
        ("Wed Nov 25 10:11:12 CST 2026", NAIVE),
        ("2026-11-25T10:11:12Z", AWARE),
        ("2026-11-25T12:11:12+02:00", NAIVE.replace(hour=12, tzinfo=timezone(timedelta(hours=2)))),
        ("2026-11-25 10:11:12", NAIVE),
        ("2026-11-25 10:11:12,500", NAIVE.replace(microsecond=500000)),
        ("2026/11/25 10:11:12", NAIVE),
        ("1795601472", AWARE),
        ("2026-13-25 10:11:12", None),
        ("25/11/2026 10:11:12", None),
        ("Nov 25 10:11:12", None),
        ("10:11:12", None),
        ("ip a", None),
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert to_moment(text) == moment
    assert moment is None or (to_moment(text) or moment).tzinfo == moment.tzinfo


@pytest.mark.parametrize("name", ["ip-a_20261125-101112.txt", "2026-11-25T10-11-12_ip-a", "ip_a-2026-11-25_10:11:12", "case.20261125101112.log"])
def test_moments_in_names(name: str) -> None:
    assert moment_in_name(name) == NAIVE


def test_a_clock_goes_round_at_midnight() -> None:
    clock = to_clock("00:01:02")
    assert clock is not None
    assert at_clock(clock, NAIVE.replace(hour=23)) == datetime(2026, 11, 26, 0, 1, 2)  # noqa: DTZ001
    assert at_clock(clock.replace(hour=9), NAIVE) == NAIVE.replace(hour=9, minute=1, second=2)
