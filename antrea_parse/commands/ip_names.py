"""``NAME@LINK``: where the name of an interface ends and that of the interface behind it begins.

A kernel allows ``@`` in names: ``6: a@b@o2: <…>`` is really printed, and ``5: a@b: <…>`` may be an interface called ``a@b`` that has none
behind it. What else the capture tells decides: its other names, the length of a name, labels of addresses, what the interface is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from antrea_parse.commands.base import Ledger

_RAW = re.compile(r"\s*(?:\d+:\s+([^\s:]+):\s+<|([^\s:]+)\s+(?:UNKNOWN|NOTPRESENT|DOWN|LOWERLAYERDOWN|TESTING|DORMANT|UP)(?:\s|$))")
#: Names that stand alone: of masters and lower devices.
_TOLD = re.compile(r"\s(?:master|dev)\s+([^\s\\]*@[^\s\\]*)")
#: Bytes of the longest name of an interface.
_LONGEST = 15
#: How often readings are struck out that need a name which no other reading leaves.
_ROUNDS = 3
#: Kinds of interfaces that always have another behind them (for a veth its peer), and kinds that never have.
_LINKED = frozenset(("veth", "vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "macsec"))
_UNLINKED = frozenset(("bridge", "dummy", "bond", "ifb", "vrf", "tun", "team", "openvswitch"))
#: Types of the link layer whose interfaces are tunnels: each is printed with what is behind it, if only `NONE`.
_TUNNELS = frozenset(("ipip", "sit", "gre", "gre6", "tunnel6"))


class Reading(NamedTuple):
    """One way to read a name as printed.

    Attributes:
        own: name of the interface.
        behind: name of the one behind it, as printed; None when there is none.
    """

    own: str
    behind: str | None

    def __str__(self) -> str:
        return f"{self.own} behind which is {self.behind}" if self.behind else f"{self.own} behind which is none"


class Owner(NamedTuple):
    """What is known of the interface that a name is of.

    Attributes:
        flags: its flags; ``M-DOWN`` tells of the one behind it.
        abroad: the one behind it is in another namespace.
        link_type: type of the link layer, if known.
        kind: what ``-d`` calls it.
        labels: labels of its addresses, up to a colon: by custom its own name.
    """

    flags: tuple[str, ...]
    abroad: bool
    link_type: str | None
    kind: str | None
    labels: frozenset[str]

    def may_be(self, reading: Reading) -> bool:
        """Whether a reading fits."""
        if self.abroad:
            return reading.behind is not None and foreign_index(reading.behind) is not None
        if "M-DOWN" in self.flags or self.kind in _LINKED or self.link_type in _TUNNELS:
            return reading.behind is not None
        return self.kind not in _UNLINKED or reading.behind is None


class Choice(NamedTuple):
    """How a name was read.

    Attributes:
        best: the reading.
        others: what fits as well.
        is_sure: only custom speaks against the others.
    """

    best: Reading
    others: list[Reading]
    is_sure: bool


class Names:
    """The names in a capture.

    Args:
        ledger: the account of the capture; its lines are looked at only when a name is ambiguous.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._raws: frozenset[str] | None = None
        self._told: frozenset[str] = frozenset()
        self._known: dict[bool, dict[str, tuple[Reading, ...]]] = {}
        self._owns: frozenset[str] = frozenset()  # what interfaces may be called

    def choose(self, raw: str, owner: Owner, *, all_listed: bool) -> Choice:
        """Read a name as printed.

        Args:
            raw: the name.
            owner: what is known of the interface.
            all_listed: the command line asked for no selection of interfaces, as far as is known.
        """
        readings = self._readings(raw, all_listed)
        fitting = [reading for reading in readings if owner.may_be(reading)]
        sure = bool(fitting)
        fitting = [reading for reading in fitting if reading.own in owner.labels] or fitting
        best, *others = [reading for reading in fitting if self.is_mutual(reading)] or fitting or readings
        if best.behind is None:
            # That nothing else fits may come from lines that are missing.
            sure = sure and (best.own in owner.labels or owner.kind in _UNLINKED or len(readings) == len(_possible(raw)))
        elif all_listed and not _leads_nowhere(best.behind) and self.is_listed("lo") and not self.is_listed(best.behind):
            sure = False
        return Choice(best, others, sure and (raw.count("@") == 1 or not others))

    def is_listed(self, name: str) -> bool:
        """Whether an interface may be called so."""
        return name in self.raws or name in self._owns

    def is_mutual(self, reading: Reading) -> bool:
        """Whether the capture has both ends of a pair."""
        return reading.own != reading.behind and f"{reading.behind}@{reading.own}" in self.raws

    @property
    def raws(self) -> frozenset[str]:
        """Every name as printed at the beginning of an interface."""
        if self._raws is None:
            texts = self._ledger.lines.texts
            found: set[str] = set()
            told: set[str] = set()
            for position in range(len(texts)):  # empty where lines pass by only once
                text = texts[position]
                match = _RAW.match(text)
                if match:
                    found.add(match[1] or match[2])
                if "@" in text:
                    told.update(_TOLD.findall(text))
            self._raws = frozenset(found)
            device = self._ledger.options.get("dev")
            self._told = frozenset({*told, device} if isinstance(device, str) and "@" in device else told)
        return self._raws

    def _readings(self, raw: str, all_listed: bool) -> list[Reading]:
        """The readings that the rest of the capture admits, the likeliest first."""
        if all_listed not in self._known:
            self._known[all_listed] = known = self._admitted(all_listed)
            self._owns = frozenset(reading.own for readings in known.values() for reading in readings)
        return sorted(self._known[all_listed].get(raw) or _possible(raw), key=self._rank)

    def _admitted(self, all_listed: bool) -> dict[str, tuple[Reading, ...]]:
        raws = self.raws
        found = {raw: _possible(raw) for raw in raws if "@" in raw}
        for raw, readings in found.items():
            found[raw] = tuple(reading for reading in readings if reading.own in self._told) or readings
        if not all_listed or "lo" not in raws:
            return found
        plain = {raw for raw in raws if "@" not in raw}
        for _ in range(_ROUNDS):
            owns = plain.union(reading.own for readings in found.values() for reading in readings)
            for raw, readings in found.items():
                if raw.count("@") == 1:
                    continue  # that lines of a capture are missing is likelier than an `@` in a name
                found[raw] = tuple(reading for reading in readings if _leads_nowhere(reading.behind) or reading.behind in owns) or readings
        return found

    def _rank(self, reading: Reading) -> tuple[bool, bool, int]:
        behind = reading.behind
        if behind is None:
            return (True, False, 0)
        return (False, not (self.is_listed(behind) or _leads_nowhere(behind)), -len(reading.own))


def _possible(raw: str) -> tuple[Reading, ...]:
    """All readings in which no name is longer than a kernel allows; the last `@` separates where none is."""
    cuts = [position for position, char in enumerate(raw[: 2 * _LONGEST + 1]) if char == "@" and 0 < position < len(raw) - 1]
    found = [Reading(raw[:cut], raw[cut + 1 :]) for cut in reversed(cuts) if _size(raw[:cut]) <= _LONGEST and _size(raw[cut + 1 :]) <= _LONGEST]
    found = [reading for reading in found if reading.own != reading.behind or _leads_nowhere(reading.behind)]  # none is behind itself
    if _size(raw) <= _LONGEST:
        found.append(Reading(raw, None))
    if not found:
        own, _, behind = raw.rpartition("@")
        found = [Reading(own, behind) if own and behind else Reading(raw, None)]
    return tuple(found)


def _size(name: str) -> int:
    """Bytes of a name; one that could not be decoded is one."""
    return len(name.replace("\ufffd", "?").encode("utf-8", "replace"))


def _leads_nowhere(behind: str | None) -> bool:
    """Whether what stands behind a name is no interface of the same namespace."""
    return behind is None or behind == "NONE" or foreign_index(behind) is not None


def foreign_index(link: str) -> int | None:
    """The number in ``if7``, as an interface in another namespace is called; None for another name."""
    number = link[2:]
    return int(number) if link.startswith("if") and number.isascii() and number.isdigit() and len(number) < 11 else None
