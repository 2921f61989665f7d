"""Typed cells of kubectl's and antctl's tables: ages, counts, ports, endpoints, quantities.

Sources: apimachinery pkg/util/duration (ages) and pkg/api/resource (quantities), kubernetes pkg/printers/internalversion (all else).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from antrea_parse.text.shown import brief_fields
from antrea_parse.text.values import IPAddress, ip_or_text, to_ip

_AGE = re.compile(r"(?:(\d{1,6})y)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?", re.ASCII)
_UNITS = (timedelta(days=365), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))


class _Written:
    """A value that is made of a text and dumps as that text."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_text = core_schema.no_info_after_validator_function(cls, core_schema.str_schema(strict=True))
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_text]),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema(), when_used="json"),
        )


class Age(_Written, timedelta):
    """How long ago, as kubectl rounds it.

    The value is the least time that prints so; `upper` is where the next printed value begins. kubectl drops what is smaller than the
    last unit shown, a year is 365 days. ``0s`` also stands for up to two seconds in the future (clocks that disagree).

    Attributes:
        text: as kubectl wrote it.
        upper: exclusive upper bound of the time: one of the last unit shown more. Newer releases mean less by some texts
            (``5m`` is exactly five minutes and less than a second more, since ``5m1s`` exists), older ones print one unit only.

    >>> age = Age("4d15h")
    >>> age == timedelta(days=4, hours=15), age.upper, str(age)
    (True, datetime.timedelta(days=4, seconds=57600), '4d15h')
    """

    text: str
    upper: timedelta

    def __new__(cls, text: str) -> Self:  # noqa: D102  # the class says it
        match = _AGE.fullmatch(text)
        if match is None or not text:
            raise ValueError(f"not an age: {text!r}")
        total = timedelta()
        last = _UNITS[-1]
        for digits, unit in zip(match.groups(), _UNITS, strict=True):
            if digits is not None:
                total += int(digits) * unit
                last = unit
        self = super().__new__(cls, days=total.days, seconds=total.seconds)
        self.text = text
        self.upper = total + last
        return self

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Age({self.text!r})"

    def __reduce__(self) -> tuple[type[Age], tuple[str]]:
        return Age, (self.text,)


#: An age, or the word that stands in its place: ``<unknown>`` (no time is set), ``<invalid>`` (the time lies in the future).
AgeOrWord = Age | Literal["<unknown>", "<invalid>"]


class Part(BaseModel):
    """A piece of a record: frozen, equal by its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What was printed, on one line."""
        return brief_fields((name, getattr(self, name)) for name in type(self).model_fields)


class Ready(Part):
    """How many of how many are ready (``1/2``).

    Attributes:
        ready: number that is ready.
        total: number that there is.
    """

    ready: int
    total: int

    def __str__(self) -> str:
        return f"{self.ready}/{self.total}"


class ServicePort(Part):
    """A port of a Service.

    Attributes:
        port: port of the Service's own address.
        node_port: port of every node; None where there is none.
        protocol: ``TCP``, ``UDP`` or ``SCTP``.
        name: name of the port; only objects tell.
        target_port: number or name of the Pods' port; only objects tell.
    """

    port: int
    node_port: int | None = None
    protocol: str
    name: str | None = None
    target_port: int | str | None = None


class EndpointAddress(Part):
    """An address behind a Service.

    Attributes:
        ip: address of the Pod; a host name in an EndpointSlice of type FQDN.
        port: port of the Pod; None where the Service has none.
        protocol: protocol of the port; only objects tell.
        port_name: name of the port; only objects tell.
        node: node of the Pod; only objects tell.
        pod: ``namespace/name`` of the Pod; only objects tell.
        ready: whether the Pod is ready; only objects tell, tables leave those out that are not.
        serving: whether it still answers while it ends; only EndpointSlices tell.
        terminating: whether it is ending; only EndpointSlices tell.
        zone: of the node; only EndpointSlices tell.
        hostname: of the Pod; only objects tell.
    """

    ip: IPAddress | str
    port: int | None = None
    protocol: str | None = None
    port_name: str | None = None
    node: str | None = None
    pod: str | None = None
    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None
    zone: str | None = None
    hostname: str | None = None


@lru_cache(maxsize=4096)
def to_age(text: str) -> AgeOrWord:
    """An age, or the word in its place.

    Raises:
        ValueError: the text is neither.
    """
    if text == "<unknown>":
        return "<unknown>"
    if text == "<invalid>":
        return "<invalid>"
    return Age(text)


@lru_cache(maxsize=4096)
def to_ready(text: str) -> Ready:
    """``1/2`` as two numbers."""
    ready, _, total = text.partition("/")
    return Ready(ready=int(ready), total=int(total))


def to_restarts(text: str) -> dict[str, Any]:
    """``12 (4m31s ago)`` as the fields `restarts` and `last_restart`."""
    count, _, ago = text.partition(" (")
    if not ago:
        return {"restarts": int(count)}
    return {"restarts": int(count), "last_restart": to_age(ago.removesuffix(" ago)"))}


def to_words(text: str) -> list[str]:
    """A list joined by commas."""
    return text.split(",")


def to_addresses(text: str) -> list[IPAddress | str]:
    """A list of addresses, host names and words like ``<pending>``."""
    return [ip_or_text(part) for part in text.split(",")]


_PORT = re.compile(r"(\d{1,5})(?::(\d{1,5}))?/(\w+)", re.ASCII)


def to_service_ports(text: str) -> list[ServicePort]:
    """``80:30080/TCP,53/UDP`` as ports.

    >>> to_service_ports("80:30080/TCP")
    [ServicePort(port=80, node_port=30080, protocol='TCP')]
    """
    ports = []
    for part in text.split(","):
        match = _PORT.fullmatch(part)
        if match is None:
            raise ValueError(f"not a port: {part!r}")
        port, node_port, protocol = match.groups()
        if node_port is None:
            ports.append(ServicePort(port=int(port), protocol=protocol))
        else:
            ports.append(ServicePort(port=int(port), node_port=int(node_port), protocol=protocol))
    return ports


_MORE = re.compile(r"(.*?) \+ (\d{1,9}) more\.\.\.", re.DOTALL | re.ASCII)


def split_more(text: str) -> tuple[str, int]:
    """A list that kubectl or antctl cut (``a,b,c + 7 more...``): what is shown, and how many items are not."""
    match = _MORE.fullmatch(text)
    return (match[1], int(match[2])) if match else (text, 0)


def to_endpoint(text: str) -> EndpointAddress:
    """``10.0.0.1:80``, ``[fd00::1]:80`` or an address alone.

    >>> to_endpoint("[fd00::1]:80").port
    80
    """
    if text.startswith("["):
        address, _, port = text[1:].partition("]:")
    elif text.count(":") == 1:
        address, _, port = text.partition(":")
    else:
        return EndpointAddress(ip=to_ip(text))
    return EndpointAddress(ip=to_ip(address), port=int(port))


def to_endpoints(text: str) -> dict[str, Any]:
    """The cell ENDPOINTS as the fields `endpoints` and `more`."""
    shown, more = split_more(text)
    found: dict[str, Any] = {"endpoints": [to_endpoint(part) for part in shown.split(",")]}
    if more:
        found["more"] = more
    return found


_QUANTITY = re.compile(r"([+-]?\d{1,20}(?:\.\d{1,20})?)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,2})?", re.ASCII)
_FACTORS = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    **{letter: Decimal(10) ** (3 * power) for power, letter in enumerate("kMGTPE", 1)},
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", 1)},
}


class Quantity(_Written, Decimal):
    """An amount as Kubernetes writes it (``250m``, ``10Gi``); a number that dumps as it was written.

    Attributes:
        text: as it was written.

    >>> Quantity("250m") == Decimal("0.25"), int(Quantity("2Ki")), str(Quantity("2Ki"))
    (True, 2048, '2Ki')
    """

    text: str

    def __new__(cls, text: str) -> Self:  # noqa: D102  # the class says it
        match = _QUANTITY.fullmatch(text)
        if match is None:
            raise ValueError(f"not a quantity: {text!r}")
        number, suffix = match.groups()
        if suffix is None:
            value = Decimal(number)
        elif suffix in _FACTORS:
            value = Decimal(number) * _FACTORS[suffix]
        else:
            value = Decimal(number + suffix)
        self = super().__new__(cls, value)
        self.text = text
        return self

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Quantity({self.text!r})"

    def __reduce__(self) -> tuple[type[Quantity], tuple[str]]:
        return Quantity, (self.text,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self
