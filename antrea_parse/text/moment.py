"""Moments as logs, prompts and tools print them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

_MONTHS = {name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_CLOCK = r"(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,](?P<fraction>\d{1,9}))?)?(?:\s?(?P<half>[AaPp][Mm]))?"
_ZONE = r"(?:\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)\b|\s(?P<local>[A-Z]{2,5})\b)?"
_DAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\s+)?"
_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})[-/](?P<month>\d\d)[-/](?P<day>\d\d)(?:T|[ _]+|,\s*){_CLOCK}{_ZONE}",  # 2026-11-25T10:11:12.5+00:00
        rf"{_DAY}{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+{_CLOCK}{_ZONE}\s+(?P<year>\d{{4}})",  # Wed Nov 25 10:11:12 UTC 2026
        rf"{_DAY}(?P<day>\d{{1,2}})\s+{_MONTH}\s+(?P<year>\d{{4}}),?\s+{_CLOCK}{_ZONE}",  # Wed, 25 Nov 2026 10:11:12 +0000
        rf"{_DAY}{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})\s+{_CLOCK}{_ZONE}",  # Wednesday, November 25, 2026 10:11:12 AM
    )
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20\d\d)[-_.]?(?P<month>[01]\d)[-_.]?(?P<day>[0-3]\d)[-_.T]?(?P<hour>[0-2]\d)[-_.h:]?(?P<minute>[0-5]\d)(?:[-_.m:]?(?P<second>[0-5]\d))?(?P<zone>Z)?(?!\d)"
)
_EPOCH = re.compile(r"(1\d{9})(?:\.\d+)?")
_TIME_ONLY = re.compile(_CLOCK)
_HALF_DAY = timedelta(hours=12)


def to_moment(text: str) -> datetime | None:
    """The moment that a text tells from its first character on: aware where it names its offset from UTC, else naive.

    Abbreviated zones other than UTC name no offset for certain (``CST`` has three), so they leave the moment naive.

    >>> to_moment("Wed Nov 25 10:11:12 UTC 2026")
    datetime.datetime(2026, 11, 25, 10, 11, 12, tzinfo=datetime.timezone.utc)
    >>> to_moment("2026-11-25 10:11:12 and more")
    datetime.datetime(2026, 11, 25, 10, 11, 12)
    >>> to_moment("10:11:12") is None
    True
    """
    text = text[:80].strip()
    for form in _FORMS:
        match = form.match(text)
        if match is not None:
            return _datetime(match)
    epoch = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(epoch[1]), UTC) if epoch else None


def to_clock(text: str) -> time | None:
    """The time of day that a text tells, where it tells no date.

    >>> to_clock("10:11:12")
    datetime.time(10, 11, 12)
    """
    match = _TIME_ONLY.fullmatch(text.strip()[:40])
    return _time(match) if match else None


def moment_in_name(name: str) -> datetime | None:
    """The moment in the name of a file or folder.

    >>> moment_in_name("ip-a_worker-01_20261125-101112.log")
    datetime.datetime(2026, 11, 25, 10, 11, 12)
    """
    match = _COMPACT.search(name[-255:])
    return _datetime(match) if match else None


def at_clock(clock: time, before: datetime) -> datetime:
    """The moment with this time of day that follows a known one: on the same day, or on the next when the clock went round."""
    found = datetime.combine(before.date(), clock, before.tzinfo)
    return found + timedelta(days=1) if before - found > _HALF_DAY else found


def _datetime(match: re.Match[str]) -> datetime | None:
    values = match.groupdict()
    month = values["month"]
    clock = _time(match)
    try:
        day = date(int(values["year"]), int(month) if month.isdigit() else _MONTHS[month[:3].lower()], int(values["day"]))
    except ValueError:
        return None
    return None if clock is None else datetime.combine(day, clock, _zone(values.get("zone")))


def _time(match: re.Match[str]) -> time | None:
    values = match.groupdict()
    hour = int(values["hour"])
    if half := values.get("half"):
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    fraction = (values.get("fraction") or "")[:6].ljust(6, "0")
    try:
        return time(hour, int(values["minute"]), int(values["second"] or 0), int(fraction))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset) if offset < timedelta(hours=24) else None
