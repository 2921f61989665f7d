"""``NAME@LINK``: where the name of an interface ends and that of the interface behind it begins.

A name may itself hold ``@``: ``6: a@b@o2: <…>`` is really printed. The other names of the same capture decide.
"""

from __future__ import annotations

import re

from antrea_parse.commands.base import Ledger

_FOREIGN = re.compile(r"if(\d+)")
_RAW = re.compile(r"\s*(?:\d+:\s+([^\s:]+):\s+<|([^\s:]+)\s+(?:UNKNOWN|NOTPRESENT|DOWN|LOWERLAYERDOWN|TESTING|DORMANT|UP)\s)")


class Names:
    """The names in a capture.

    Args:
        ledger: the account of the capture; its lines are looked at only when a name is ambiguous.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: frozenset[str] | None = None

    def split(self, raw: str, *, all_listed: bool) -> tuple[str, str | None, bool]:
        """Split a name as printed.

        Args:
            raw: the name.
            all_listed: the command line asked for no selection of interfaces, as far as is known.

        Returns:
            The interface's own name, the one behind it or None, and whether only one reading fits.
        """
        own, at, behind = raw.partition("@")
        if at and own and behind and "@" not in behind:
            # A listing of all interfaces has the one behind this one too; else the name may hold an `@` itself.
            sure = not all_listed or behind == "NONE" or foreign_index(behind) is not None or behind in self.known or "lo" not in self.known
            return own, behind, sure
        cuts = [position for position, char in enumerate(raw) if char == "@" and 0 < position < len(raw) - 1]
        if not cuts:
            return raw, None, True
        fitting = [cut for cut in cuts if raw[cut + 1 :] in self.known or raw[cut + 1 :] == "NONE" or _FOREIGN.fullmatch(raw[cut + 1 :])]
        cut = fitting[-1] if fitting else cuts[-1]
        return raw[:cut], raw[cut + 1 :], len(fitting) == 1

    @property
    def known(self) -> frozenset[str]:
        """Every name that the first words of the capture's lines may stand for."""
        if self._known is None:
            texts = self._ledger.lines.texts
            found: set[str] = set()
            for position in range(len(texts)):  # empty where lines pass by only once
                match = _RAW.match(texts[position])
                if match:
                    parts = (match[1] or match[2]).split("@")
                    found.update("@".join(parts[:count]) for count in range(1, len(parts) + 1))
            self._known = frozenset(found)
        return self._known


def foreign_index(link: str) -> int | None:
    """The number in ``if7``, as an interface in another namespace is called; None for another name."""
    number = link[2:]
    return int(number) if link.startswith("if") and number.isascii() and number.isdigit() else None
