"""The order of evidence for the join pod ↔ interface (docs/topology.md): the strength of a claim by what it rests on.

A candidate's score is the sum of the strengths of the rules that claim it; each is larger than all weaker ones together.
"""

from __future__ import annotations

EXTERNAL_IDS = 640
PODINTERFACE = 320
FLOWS = 160
POD_ETH0 = 80
NETNS = 40
NAME_PREFIX = 20
ELIMINATION = 10
