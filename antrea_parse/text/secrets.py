"""Values that must not leave a capture: keys that name a secret, and lines quoted with their secrets masked."""

from __future__ import annotations

import re

#: What stands in place of a secret.
MASK = "***"
_WORD = r"(?:[A-Za-z0-9]+[_-])*(?:psk|passwd|password|secret|token)"
_KEY = re.compile(_WORD, re.IGNORECASE)
# A quoted value may be cut where the quotation ends.
_ASSIGNED = re.compile(rf'(?<![A-Za-z0-9_-])({_WORD}=)(?:"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|[^",}}\s]+)', re.IGNORECASE)


def names_secret(key: str) -> bool:
    """Whether a value under this key is a secret (the pre-shared key of an IPsec tunnel, a password).

    >>> names_secret("psk"), names_secret("remote_ip")
    (True, False)
    """
    return len(key) < 64 and _KEY.fullmatch(key) is not None


def masked(line: str) -> str:
    """A line to be quoted, without its secrets.

    >>> masked('options: {psk="a, b", remote_ip="10.0.0.9"}')
    'options: {psk=***, remote_ip="10.0.0.9"}'
    """
    return _ASSIGNED.sub(rf"\1{MASK}", line) if "=" in line else line
