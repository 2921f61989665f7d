"""``antctl get bgppolicy``, ``bgppeers`` and ``bgproutes``: what the agent of a node tells its routers (v2.2 and later).

Source of the format: antrea pkg/agent/apis/types.go, pkg/agent/apiserver/handlers/bgp*.
"""

from __future__ import annotations

from typing import Any

from antrea_parse.commands.antctl.columns import listing, to_network
from antrea_parse.commands.antctl.objects import IPNetwork, Key, Reading, Shape, address, integer, listed, network, text
from antrea_parse.commands.antctl.reader import Resource, antctl_kind
from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.cells import EndpointAddress, to_endpoint
from antrea_parse.commands.kubectl_kind import Field
from antrea_parse.text.values import IPAddress, to_ip


class BGPPolicy(Record):
    """The BGPPolicy that is in force on a node.

    Attributes:
        name: of the BGPPolicy.
        router_id: of the node.
        local_asn: its autonomous system.
        listen_port: port that it listens on.
        confederation_identifier: autonomous system of the confederation (v2.5 and later); None without one.
        member_asns: autonomous systems of the confederation's members.
        more: how many of these the table does not show; unset when it shows all.
    """

    name: str
    router_id: IPAddress | None = None
    local_asn: int | None = None
    listen_port: int | None = None
    confederation_identifier: int | None = None
    member_asns: list[int] | None = None
    more: int | None = None


class BGPPeer(Record):
    """A router that a node talks to.

    Attributes:
        peer: its address and port.
        asn: its autonomous system.
        state: ``Established``, ``Active``, ``Connect``, ….
    """

    peer: EndpointAddress
    asn: int | None = None
    state: str | None = None


class BGPRoute(Record):
    """A route that a node advertises.

    Attributes:
        route: the network.
        type: ``EgressIP``, ``ServiceClusterIP``, ``ServiceExternalIP``, ``ServiceLoadBalancerIP``, ``NodeIPAMPodCIDR`` (v2.3 and later).
        k8s_obj_ref: the object that it leads to; None where there is none.
    """

    route: IPNetwork
    type: str | None = None
    k8s_obj_ref: str | None = None


class BGPPolicyOutput(Output):
    """Output of ``antctl get bgppolicy``: one record, or none where no BGPPolicy applies."""

    records: tuple[BGPPolicy, ...] = ()


class BGPPeersOutput(Output):
    """Output of ``antctl get bgppeers``: one record for each peer."""

    records: tuple[BGPPeer, ...] = ()


class BGPRoutesOutput(Output):
    """Output of ``antctl get bgproutes``: one record for each route."""

    records: tuple[BGPRoute, ...] = ()


def _peer(value: Any, reading: Reading) -> EndpointAddress | None:
    found = text(value, reading)
    return to_endpoint(found) if found else None


BGPPOLICY = Resource(
    antctl_kind(
        "bgppolicy",
        BGPPolicy,
        ("NAME ROUTER-ID LOCAL-ASN LISTEN-PORT CONFEDERATION-IDENTIFIER MEMBER-ASNs", "NAME ROUTER-ID LOCAL-ASN LISTEN-PORT"),
        (
            Field("name"),
            Field("router_id", to_ip),
            Field("local_asn", int),
            Field("listen_port", int),
            Field("confederation_identifier", int),
            listing("member_asns", int),
        ),
        anchor="LOCAL-ASN",
    ),
    Shape(
        {
            "name": Key("name", text),
            "routerid": Key("router_id", address),
            "localasn": Key("local_asn", integer),
            "listenport": Key("listen_port", integer),
            "confederationidentifier": Key("confederation_identifier", integer),
            "memberasns": Key("member_asns", listed(integer)),
        }
    ),
    frozenset({"routerid", "localasn"}),
)
BGPPEERS = Resource(
    antctl_kind("bgppeers", BGPPeer, ("PEER ASN STATE",), (Field("peer", to_endpoint), Field("asn", int), Field("state")), anchor="ASN"),
    Shape({"peer": Key("peer", _peer), "asn": Key("asn", integer), "state": Key("state", text)}),
    frozenset({"peer"}),
    is_flat=True,
)
BGPROUTES = Resource(
    antctl_kind("bgproutes", BGPRoute, ("ROUTE TYPE K8S-OBJ-REF", "ROUTE"), (Field("route", to_network), Field("type"), Field("k8s_obj_ref")), anchor="ROUTE"),
    Shape({"route": Key("route", network), "type": Key("type", text), "k8sobjref": Key("k8s_obj_ref", text)}),
    frozenset({"route"}),
    is_flat=True,
)

COMMANDS = (
    BGPPOLICY.command(BGPPolicyOutput, (r"\s*(?:- )?\"?routerID\"?:", "is a key of a BGPPolicy as antctl prints it")),
    BGPPEERS.command(BGPPeersOutput, (r"\s*(?:- )?\"?peer\"?: [\"']?[\d.\[][\w.:\[\]]*:\d+[\"']?,?$", "is a BGP peer as antctl prints it")),
    BGPROUTES.command(BGPRoutesOutput, (r"\s*(?:- )?\"?k8sObjRef\"?:", "is a key of a BGP route as antctl prints it")),
)
