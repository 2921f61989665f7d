"""What stands in place of a secret."""

from __future__ import annotations

#: Three asterisks: no value of a tool that is read here looks like it.
MASK = "***"
