"""The order of evidence for the join pod ↔ interface: the larger number wins (docs/topology.md)."""

from __future__ import annotations

EXTERNAL_IDS = 70
PODINTERFACE = 60
FLOWS = 50
POD_ETH0 = 40
NAME_PREFIX = 10
ELIMINATION = 5
