"""What the agent of a node knows of its pods and its neighbours: interfaces, members, multicast, resolved names, external addresses.

Source of the formats: antrea pkg/agent/apis/types.go (pkg/agent/apiserver/handlers before v2.0), v0.5 to v2.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from antrea_parse.commands.antctl.columns import to_joined_addresses
from antrea_parse.commands.antctl.objects import Key, Reading, Shape, address, integer, listed, text
from antrea_parse.commands.antctl.reader import Resource, antctl_kind
from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.kubectl_kind import Field
from antrea_parse.text.values import IPAddress, to_ip


class PodInterface(Record):
    """The interface of a pod, as the agent of its node has it.

    Attributes:
        namespace: of the pod.
        name: of the pod.
        interface_name: of the host's end, and of the OVS port.
        ip: addresses of the pod.
        mac: of the pod's own end.
        port_uuid: row of the OVS port.
        of_port: OpenFlow number of the port; -1 when Open vSwitch gave it none.
        container_id: of the pod's sandbox; tables show its first eleven characters.
    """

    namespace: str | None = None
    name: str | None = None
    interface_name: str | None = None
    ip: list[IPAddress] | None = None
    mac: str | None = None
    port_uuid: str | None = None
    of_port: int | None = None
    container_id: str | None = None


class Member(Record):
    """A node as the agents' own membership protocol sees it (v1.11 and later).

    Attributes:
        node: its name.
        ip: its address.
        status: ``Alive`` or ``Dead``.
    """

    node: str
    ip: IPAddress | None = None
    status: str | None = None


class ServiceExternalIP(Record):
    """The external address of a Service and the node that answers for it (v1.7 and later).

    Attributes:
        namespace: of the Service.
        name: of the Service.
        external_ip_pool: the pool that the address is from.
        external_ip: the address.
        assigned_node: the node; None where none was found.
    """

    namespace: str | None = None
    name: str | None = None
    external_ip_pool: str | None = None
    external_ip: IPAddress | None = None
    assigned_node: str | None = None


class PodMulticastStats(Record):
    """Multicast packets of a pod (v1.7 and later).

    Attributes:
        namespace: of the pod.
        name: of the pod.
        inbound: packets to it.
        outbound: packets from it.
    """

    namespace: str | None = None
    name: str | None = None
    inbound: int | None = None
    outbound: int | None = None


class FQDNEntry(Record):
    """An address that a name resolved to, which a policy names (v2.4 and later).

    Attributes:
        fqdn: the name.
        address: the address.
        expiration_time: until when; text where its zone is only a name.
    """

    fqdn: str
    address: IPAddress | None = None
    expiration_time: datetime | str | None = None


class PodInterfaceOutput(Output):
    """Output of ``antctl get podinterface``: one record for each pod on the node."""

    records: tuple[PodInterface, ...] = ()


class MemberListOutput(Output):
    """Output of ``antctl get memberlist``: one record for each node."""

    records: tuple[Member, ...] = ()


class ServiceExternalIPOutput(Output):
    """Output of ``antctl get serviceexternalip``: one record for each Service."""

    records: tuple[ServiceExternalIP, ...] = ()


class PodMulticastStatsOutput(Output):
    """Output of ``antctl get podmulticaststats``: one record for each pod."""

    records: tuple[PodMulticastStats, ...] = ()


class FQDNCacheOutput(Output):
    """Output of ``antctl get fqdncache``: one record for each address of each name."""

    records: tuple[FQDNEntry, ...] = ()


# Go prints a time as `2025-01-19 12:30:45.123456789 +0000 UTC m=+3.5`, as RFC 3339, or as RFC 1123.
_GO_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) ([+-]\d\d)(\d\d)(?: [A-Z+-][\w+-]*)?(?: m=[+-]\S+)?")
_RFC1123 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:UTC|GMT|[+-]\d{4})")


def to_moment(text: str) -> datetime | str:
    """A time as Go prints it; the text where it names no offset from UTC.

    >>> to_moment("2025-01-19 12:30:45 +0000 UTC")
    datetime.datetime(2025, 1, 19, 12, 30, 45, tzinfo=datetime.timezone.utc)
    """
    match = _GO_TIME.fullmatch(text)
    try:
        if match is not None:
            return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}:{match[4]}")
        if _RFC1123.fullmatch(text):
            front, _, zone = text.rpartition(" ")
            moment = datetime.strptime(f"{front} {zone if zone[0] in '+-' else '+0000'}", "%a, %d %b %Y %H:%M:%S %z")
            return moment if moment.utcoffset() else moment.replace(tzinfo=UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return found if found.tzinfo else text


def _moment(value: Any, reading: Reading) -> datetime | str | None:
    found = text(value, reading)
    return to_moment(found) if found else None


_ADDRESSES: Callable[[Any, Reading], list[IPAddress]] = listed(address)


def _addresses(value: Any, reading: Reading) -> list[IPAddress]:
    """Addresses: a list, or one joined by commas as older releases have it."""
    if isinstance(value, str):
        return to_joined_addresses(value) if value else []
    return _ADDRESSES(value, reading)


PODINTERFACE = Resource(
    antctl_kind(
        "podinterface",
        PodInterface,
        ("NAMESPACE NAME INTERFACE-NAME IP MAC PORT-UUID OF-PORT CONTAINER-ID",),
        (
            Field("namespace"),
            Field("name"),
            Field("interface_name"),
            Field("ip", to_joined_addresses),
            Field("mac"),
            Field("port_uuid"),
            Field("of_port", int),
            Field("container_id"),
        ),
        anchor="MAC",
        needed=("MAC",),
    ),
    Shape(
        {
            "name": Key("name", text),
            "podname": Key("name", text),
            "namespace": Key("namespace", text),
            "podnamespace": Key("namespace", text),
            "interfacename": Key("interface_name", text),
            "ip": Key("ip", _addresses),
            "ips": Key("ip", _addresses),
            "mac": Key("mac", text),
            "portuuid": Key("port_uuid", text),
            "ofport": Key("of_port", integer),
            "containerid": Key("container_id", text),
        }
    ),
    frozenset({"interfacename", "portuuid", "ofport"}),
)
MEMBERLIST = Resource(
    antctl_kind("memberlist", Member, ("NODE IP STATUS",), (Field("node"), Field("ip", to_ip), Field("status")), anchor="IP"),
    Shape({"nodename": Key("node", text), "ip": Key("ip", address), "status": Key("status", text)}),
    frozenset({"nodename"}),
    is_flat=True,
)
SERVICEEXTERNALIP = Resource(
    antctl_kind(
        "serviceexternalip",
        ServiceExternalIP,
        ("NAMESPACE NAME EXTERNAL-IP-POOL EXTERNAL-IP ASSIGNED-NODE",),
        (Field("namespace"), Field("name"), Field("external_ip_pool"), Field("external_ip", to_ip), Field("assigned_node")),
        anchor="EXTERNAL-IP",
        needed=("EXTERNAL-IP",),
    ),
    Shape(
        {
            "servicename": Key("name", text),
            "name": Key("name", text),
            "namespace": Key("namespace", text),
            "externalippool": Key("external_ip_pool", text),
            "externalip": Key("external_ip", address),
            "assignednode": Key("assigned_node", text),
        }
    ),
    frozenset({"externalip", "externalippool", "assignednode"}),
    is_flat=True,
)
PODMULTICASTSTATS = Resource(
    antctl_kind(
        "podmulticaststats",
        PodMulticastStats,
        ("NAMESPACE NAME INBOUND OUTBOUND",),
        (Field("namespace"), Field("name"), Field("inbound", int), Field("outbound", int)),
        anchor="INBOUND",
    ),
    Shape(
        {
            "name": Key("name", text),
            "podname": Key("name", text),
            "namespace": Key("namespace", text),
            "podnamespace": Key("namespace", text),
            "inbound": Key("inbound", integer),
            "outbound": Key("outbound", integer),
        }
    ),
    frozenset({"inbound", "outbound"}),
    is_flat=True,
)
FQDNCACHE = Resource(
    antctl_kind(
        "fqdncache",
        FQDNEntry,
        ("FQDN ADDRESS EXPIRATION TIME",),
        (Field("fqdn"), Field("address", to_ip), Field("expiration_time", to_moment)),
        anchor="ADDRESS",
    ),
    Shape(
        {
            "fqdn": Key("fqdn", text),
            "fqdnname": Key("fqdn", text),
            "address": Key("address", address),
            "ipaddress": Key("address", address),
            "expirationtime": Key("expiration_time", _moment),
        }
    ),
    frozenset({"fqdn", "fqdnname"}),
    is_flat=True,
)


def _sign(pattern: str, what: str) -> tuple[str, str]:
    return rf"\s*(?:- |\{{)?{pattern}", f"is a key of {what} as antctl prints it"


COMMANDS = (
    PODINTERFACE.command(PodInterfaceOutput, _sign('"?port(?:UUID|uuid)"?:', "a pod's interface")),
    MEMBERLIST.command(MemberListOutput, _sign('"?status"?: "?(?:Alive|Dead)"?,?$', "a list of members")),
    SERVICEEXTERNALIP.command(ServiceExternalIPOutput, _sign('"?assignedNode"?:', "an external address")),
    PODMULTICASTSTATS.command(PodMulticastStatsOutput, _sign('"?inbound"?: "?\\d+"?,?$', "multicast statistics")),
    FQDNCACHE.command(FQDNCacheOutput, _sign('"?fqdnName"?:', "a cache of names")),
)
