"""Typed looks into an object: what is not as the API has it is reported with its line and left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_network
from typing import Any

from antrea_parse.commands.cells import Quantity
from antrea_parse.commands.objects.parts import Condition, Network
from antrea_parse.commands.selectors import LabelSelector, Requirement
from antrea_parse.engine.documents import Object
from antrea_parse.text.values import IPAddress, ip_or_text, to_ip

#: An annotation of kubectl that repeats the whole object.
_REPEATED = "kubectl.kubernetes.io/last-applied-configuration"
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


#: A part of an object.
Mapping = dict[str, Any]
#: What stands for mappings that are not there.
_NOTHING = Object(0)


class Access:
    """Looks into the mappings of one object.

    The parts of an object are `Object` and `Array`, or where nothing is known of their lines plain dicts and lists.

    Args:
        report: takes the index of a line and what is wrong there.
        first: index of the line that is told for parts that do not know theirs.
    """

    def __init__(self, report: Callable[[int, str], None], first: int = 0) -> None:
        self._report = report
        self._first = first

    def refuse(self, parent: Mapping, key: str, expected: str) -> None:
        """Report the value of a key."""
        found = parent[key]
        shown = type(found).__name__ if isinstance(found, (dict, list)) else repr(found)[:80]
        shown = {"Object": "a mapping", "Array": "a list", "dict": "a mapping", "list": "a list"}.get(shown, shown)
        line = parent.lines.get(key, parent.first) if type(parent) is Object else self._first
        self._report(line, f"{key}: expected {expected}, found {shown}")

    def object(self, parent: Mapping, key: str) -> Mapping:
        """The mapping of a key; an empty one where there is none."""
        value = parent.get(key)
        if isinstance(value, dict):
            return value
        if value is not None:
            self.refuse(parent, key, "a mapping")
        return _NOTHING

    def objects(self, parent: Mapping, key: str) -> Sequence[Mapping]:
        """The mappings in the list of a key."""
        value = parent.get(key)
        if value is None:
            return ()
        items = self._items(parent, key)
        if all(isinstance(item, dict) for item in items):
            return items
        self.refuse(parent, key, "a list of mappings")
        return [item for item in items if isinstance(item, dict)]

    def texts(self, parent: Mapping, key: str) -> list[str]:
        """The words in the list of a key."""
        return [str(item) for item in self._items(parent, key) if not isinstance(item, (dict, list)) and item is not None]

    def _items(self, parent: Mapping, key: str) -> Sequence[Any]:
        value = parent.get(key)
        if isinstance(value, list):
            return value
        if value is not None:
            self.refuse(parent, key, "a list")
        return ()

    def text(self, parent: Mapping, key: str) -> str | None:
        """The text of a key; numbers and truths as they are written."""
        value = parent.get(key)
        if value is None or type(value) is str:
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return str(value)
        self.refuse(parent, key, "text")
        return None

    def number(self, parent: Mapping, key: str) -> int | None:
        """The whole number of a key."""
        value = parent.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        self.refuse(parent, key, "a number")
        return None

    def real(self, parent: Mapping, key: str) -> float | None:
        """The number of a key."""
        value = parent.get(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        if value is not None:
            self.refuse(parent, key, "a number")
        return None

    def number_or_name(self, parent: Mapping, key: str) -> int | str | None:
        """A port: its number or its name."""
        value = parent.get(key)
        if value is None or type(value) is str or type(value) is int:
            return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 6 else value
        self.refuse(parent, key, "a number or a name")
        return None

    def truth(self, parent: Mapping, key: str) -> bool | None:
        """The truth of a key."""
        value = parent.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.refuse(parent, key, "true or false")
        return None

    def time(self, parent: Mapping, key: str) -> datetime | None:
        """The moment of a key."""
        value = parent.get(key)
        if value is None or value == "":
            return None
        if type(value) is str:
            found = to_time(value)
            if found is not None:
                return found
        self.refuse(parent, key, "a time")
        return None

    def ip(self, parent: Mapping, key: str) -> IPAddress | None:
        """The address of a key."""
        value = parent.get(key)
        if value is None or value == "":
            return None
        if type(value) is str:
            try:
                return to_ip(value)
            except ValueError:
                pass
        self.refuse(parent, key, "an address")
        return None

    def labels(self, parent: Mapping, key: str) -> dict[str, str] | None:
        """Labels or annotations; None where there are none."""
        value = parent.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.refuse(parent, key, "a mapping")
            return None
        if all(type(item) is str for item in value.values()):
            return {name: item for name, item in value.items() if name != _REPEATED}
        return {name: text for name in value if name != _REPEATED and (text := self.text(value, name)) is not None}

    def selector(self, parent: Mapping, key: str) -> LabelSelector | None:
        """A label selector; None where there is none."""
        if parent.get(key) is None:
            return None
        value = self.object(parent, key)
        terms = []
        for item in self.objects(value, "matchExpressions"):
            name, operator = self.text(item, "key"), self.text(item, "operator")
            if name is None or operator not in _OPERATORS:
                line = item.first if type(item) is Object else self._first
                self._report(line, f"matchExpressions: expected a key and one of {', '.join(_OPERATORS)}, found {operator!r}")
                continue
            terms.append(Requirement(key=name, operator=operator, values=self.texts(item, "values")))
        return LabelSelector(match_labels=self.labels(value, "matchLabels") or {}, match_expressions=terms)

    def quantities(self, parent: Mapping, key: str) -> dict[str, Quantity | str] | None:
        """Amounts by name; None where there are none."""
        if parent.get(key) is None:
            return None
        return {name: to_quantity(text) for name in self.object(parent, key) if (text := self.text(parent[key], name)) is not None}

    def conditions(self, parent: Mapping, key: str = "conditions") -> list[Condition] | None:
        """What is observed of an object; None where it does not say."""
        if not isinstance(parent.get(key), list):
            self._items(parent, key)
            return None
        return [
            Condition(
                type=self.text(item, "type") or "",
                status=self.text(item, "status"),
                reason=self.text(item, "reason"),
                message=self.text(item, "message"),
                since=self.time(item, "lastTransitionTime"),
                heartbeat=self.time(item, "lastHeartbeatTime"),
            )
            for item in self.objects(parent, key)
        ]


@lru_cache(maxsize=4096)
def to_time(text: str) -> datetime | None:
    """A moment as the API writes it; None for other text.

    >>> to_time("2021-07-09T08:02:11Z").isoformat()
    '2021-07-09T08:02:11+00:00'
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


@lru_cache(maxsize=4096)
def to_network(text: str) -> Network:
    """A network, or the text where it is none."""
    try:
        return ip_network(text)
    except ValueError:
        return text


@lru_cache(maxsize=4096)
def to_quantity(text: str) -> Quantity | str:
    """An amount, or the text where it is none."""
    try:
        return Quantity(text)
    except ValueError:
        return text


def ips_or_texts(texts: list[str]) -> list[IPAddress | str]:
    """Addresses, with words where there are words."""
    return [ip_or_text(text) for text in texts]


def known(**values: Any) -> dict[str, Any]:
    """The values that the object tells."""
    return {name: value for name, value in values.items() if value is not None}
