"""What antctl prints as YAML or JSON, and agents write into support bundles, as fields of records.

One resource comes in several spellings: antctl's own keys (``podRef``), those of the API's objects (``metadata``), and the Go names that
the agent's dump leaves in lower case (``objectmeta``, addresses as lists of bytes). Keys are looked up in lower case, so one shape fits all.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, NamedTuple, TypeVar

from antrea_parse.commands.base import Ledger
from antrea_parse.engine.documents import Array, Object
from antrea_parse.text.values import IPAddress, to_ip

IPNetwork = IPv4Network | IPv6Network
#: Makes the value of a field of a value of a document.
Convert = Callable[[Any, "Reading"], Any]
T = TypeVar("T")


class Key(NamedTuple):
    """Where the value behind a key goes.

    Attributes:
        field: the record's field; empty where the conversion gives a dict of several.
        convert: makes its value; raises ValueError or TypeError for one that it does not understand.
    """

    field: str
    convert: Convert


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of an object.

    Attributes:
        keys: where their values go, by the key in lower case.
        left_out: further keys that are known and not kept, in lower case.
    """

    keys: Mapping[str, Key]
    left_out: frozenset[str] = frozenset()


#: Keys of ``metadata`` that say nothing of what antctl shows.
METADATA = frozenset(
    {"annotations", "clustername", "creationtimestamp", "deletiongraceperiodseconds", "deletiontimestamp", "finalizers", "generatename", "generation"}
    | {"labels", "managedfields", "namespace", "ownerreferences", "resourceversion", "selflink", "uid", "zzz_deprecatedclustername"}
)


class Reading:
    """Turns objects of documents into fields, and reports what it cannot.

    Args:
        ledger: where findings are reported.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._unknown: dict[str, int] = {}

    def fields(self, data: Object, shape: Shape) -> dict[str, Any]:
        """The fields of an object; a value that is not understood is reported and left unset."""
        values: dict[str, Any] = {}
        for name, value in data.items():
            key = shape.keys.get(name.lower())
            if key is None:
                if name.lower() not in shape.left_out:
                    self._unknown.setdefault(name, data.lines.get(name, data.first))
                continue
            try:
                found = None if value is None else key.convert(value, self)
            except (ValueError, TypeError):
                self._ledger.report("AP203", f"{name}: {str(value)[:80]!r} not understood, left unset", data.lines.get(name, data.first))
                continue
            if key.field:
                values[key.field] = found
            elif found is not None:
                values.update(found)
        return values

    def finish(self) -> None:
        """Report the keys that no shape knows."""
        if self._unknown:
            names = ", ".join(list(self._unknown)[:20])
            self._ledger.report("AP211", f"keys not known here, their values left out: {names}", min(self._unknown.values()))


def text(value: Any, reading: Reading) -> str | None:
    """A word; an empty one is none."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value or None


def integer(value: Any, reading: Reading) -> int:
    """A whole number, as a number or in quotes."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) < 20:
        return int(value)
    raise ValueError("not a whole number")


def number(value: Any, reading: Reading) -> float:
    """A number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ValueError("not a number")


def boolean(value: Any, reading: Reading) -> bool:
    """``true`` or ``false``."""
    if isinstance(value, bool):
        return value
    raise ValueError("neither true nor false")


def time(value: Any, reading: Reading) -> datetime | None:
    """A time as RFC 3339 writes it; the agent's dump puts it one level deeper."""
    if isinstance(value, Object) and set(value) == {"time"}:
        value = value["time"]
    return datetime.fromisoformat(value) if text(value, reading) else None


def address(value: Any, reading: Reading) -> IPAddress | None:
    """An address: as text, as its bytes, or as these in base64 (Go's JSON of bytes).

    An IPv4 address that Go keeps in sixteen bytes is one.
    """
    if isinstance(value, str):
        if not value:
            return None
        if "." in value or ":" in value:
            return to_ip(value)
        try:
            value = list(base64.b64decode(value, validate=True))
        except binascii.Error as error:
            raise ValueError("no address") from error
    if not isinstance(value, list) or len(value) not in (4, 16):
        if value == []:
            return None
        raise ValueError("no address")
    found = ip_address(bytes(integer(item, reading) for item in value))
    return (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found


def network(value: Any, reading: Reading) -> IPNetwork | None:
    """A network, as text or as an address and the length of its prefix."""
    if isinstance(value, Object):
        parts = {name.lower(): part for name, part in value.items()}
        found = address(parts.get("ip"), reading)
        return None if found is None else ip_network((found, integer(parts.get("prefixlength"), reading)), strict=False)
    return ip_network(value, strict=False) if text(value, reading) else None


def listed(convert: Callable[[Any, Reading], T | None]) -> Callable[[Any, Reading], list[T]]:
    """A list of such values."""

    def convert_all(value: Any, reading: Reading) -> list[T]:
        if not isinstance(value, Array):
            raise TypeError("not a list")
        found = (convert(item, reading) for item in value)
        return [item for item in found if item is not None]

    return convert_all


def mapped(convert: Callable[[Any, Reading], T]) -> Callable[[Any, Reading], dict[str, T]]:
    """A dict of such values."""

    def convert_all(value: Any, reading: Reading) -> dict[str, T]:
        if not isinstance(value, Object):
            raise TypeError("not a mapping")
        return {name: convert(item, reading) for name, item in value.items()}

    return convert_all


def made(make: Callable[..., T], shape: Shape) -> Callable[[Any, Reading], T]:
    """An object of this shape."""

    def convert(value: Any, reading: Reading) -> T:
        if not isinstance(value, Object):
            raise TypeError("not a mapping")
        return make(**reading.fields(value, shape))

    return convert


def spread(shape: Shape) -> Key:
    """A key whose object's own keys are fields of the record."""
    return Key("", made(dict, shape))


def qualified(value: Any, reading: Reading) -> str | None:
    """A reference to an object as ``namespace/name``, or the name alone."""
    if not isinstance(value, Object):
        raise TypeError("not a reference")
    parts = {name.lower(): part for name, part in value.items()}
    name, namespace = text(parts.get("name") or "", reading), text(parts.get("namespace") or "", reading)
    return f"{namespace}/{name}" if namespace and name else name
