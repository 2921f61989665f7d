"""What a file in a bundle is, by its path: Antrea's support bundles, sosreports, must-gathers, dumps of kubectl and kind."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from antrea_parse.snapshot.bundles import antrea, others
from antrea_parse.text.origin import Origin

_MOMENT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:(Z)|([+-]\d\d)(\d\d))")


def origin_of(name: str, head: bytes) -> Origin | None:
    """What the place of a file tells; None for one that lies in no bundle that is known.

    Args:
        name: its path, archives counted as folders.
        head: its first bytes.

    >>> origin_of("b/support-bundles_20260301T120344Z/agent_worker-01.tar.gz/address", b"1: lo: <LOOPBACK,UP>").node
    'worker-01'
    """
    parts = name.replace("\\", "/").split("/")
    moment = next((found for part in reversed(parts[:-1]) if (found := moment_in(part))), None)
    return antrea.origin(parts, head, moment) or others.origin(parts, head, moment)


def moment_in(name: str) -> datetime | None:
    """The moment in the name that ``antctl supportbundle`` gives its folder.

    >>> moment_in("support-bundles_20260301T120344+0800").isoformat()
    '2026-03-01T12:03:44+08:00'
    """
    match = _MOMENT.search(name)
    if match is None:
        return None
    zone = UTC if match[7] else timezone(timedelta(hours=int(match[8]), minutes=int(match[8][0] + match[9])))
    try:
        return datetime(*(int(match[group]) for group in range(1, 7)), tzinfo=zone)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
