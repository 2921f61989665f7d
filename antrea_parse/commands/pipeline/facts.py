"""The facts that flows and groups tell, each with the lines that say it."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Literal

from pydantic import BaseModel, ConfigDict

from antrea_parse.text.span import Span
from antrea_parse.text.values import IPAddress

Protocol = Literal["TCP", "UDP", "SCTP"]
Direction = Literal["egress", "ingress"]
Outcome = Literal["allow", "drop", "reject", "pass"]


class Fact(BaseModel):
    """Something that flows say about the node.

    Attributes:
        spans: the lines that say it, in their order; a line stands once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    spans: tuple[Span, ...] = ()


class PortRole(Fact):
    """What a port is for (table Classifier).

    Attributes:
        port: its name or number, as the flows print it.
        role: ``tunnel``, ``gateway``, ``Pod``, ``uplink``, ``bridge``.
    """

    port: int | str
    role: str


class PodBinding(Fact):
    """Address, MAC and port of a Pod, or of the gateway (tables ARPSpoofGuard, SpoofGuard, L3Forwarding, L2ForwardingCalc).

    Attributes:
        ip: the Pod's address.
        mac: the Pod's own MAC, not that of the host's end of its veth.
        in_port: the port that it sends from, name or number as printed; None where only flows towards it are there.
        ofport: the number of that port; None where flows print names and none of them tells it.
        role: what the port is for, as `PortRole` has it; None where no flow tells.
        tables: tables whose flows say so.
    """

    ip: IPAddress
    mac: str
    in_port: int | str | None = None
    ofport: int | None = None
    role: str | None = None
    tables: tuple[str, ...] = ()


class PeerRoute(Fact):
    """Addresses behind another node, reached by a tunnel (table L3Forwarding).

    Attributes:
        cidr: the node's Pod network; with `multicluster` a network of another cluster.
        node_ip: the tunnel's other end: the node's address.
        multicluster: the way leads to a gateway of a multi-cluster set.
    """

    cidr: IPv4Network | IPv6Network
    node_ip: IPAddress
    multicluster: bool = False


class Endpoint(BaseModel):
    """One of the places that a Service leads to.

    Attributes:
        ip: address.
        port: port.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ip: IPAddress
    port: int


class ServiceFact(Fact):
    """A port of a Service that AntreaProxy balances (table ServiceLB and the group that it leads to).

    Attributes:
        ip: the Service's address; None for a NodePort.
        port: the Service's port, or the node's.
        protocol: of the port.
        group_id: the group that chooses an endpoint.
        endpoints: what the group chooses from; None where the group was not dumped.
    """

    ip: IPAddress | None
    port: int
    protocol: Protocol
    group_id: int
    endpoints: tuple[Endpoint, ...] | None = None


class EndpointFact(Fact):
    """An endpoint that connections are sent to (table EndpointDNAT).

    Attributes:
        ip: address.
        port: port.
        protocol: of the connection.
    """

    ip: IPAddress
    port: int
    protocol: Protocol


class Clause(BaseModel):
    """One dimension of a rule: addresses, what it applies to, or ports.

    Attributes:
        number: of the clause, from 1.
        of: how many clauses the rule has.
        matches: matches of the flows that fulfil it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    of: int
    matches: tuple[str, ...]


class PolicyRule(Fact):
    """A rule of a NetworkPolicy (tables …EgressRule, …IngressRule, …Metric).

    Attributes:
        conj_id: the conjunction that stands for the rule; local to the node and used again.
        direction: of the traffic that it is about; None where the table is not known.
        clauses: all must be fulfilled; missing numbers were not dumped.
        outcome: what happens to the packet; None where the flow that says it is missing.
        dropped: packets that the rule dropped, where a counter tells.
    """

    conj_id: int
    direction: Direction | None = None
    clauses: tuple[Clause, ...] = ()
    outcome: Outcome | None = None
    dropped: int | None = None


class DropCounter(Fact):
    """Packets that a flow dropped.

    Attributes:
        table: the table; as printed where Antrea's name is not known.
        reason: why Antrea drops there; empty where the table is not known.
        n_packets: how many.
        priority: of the flow.
        match: what they were.
    """

    table: int | str
    reason: str
    n_packets: int
    priority: int
    match: str


class EgressMark(Fact):
    """Which Egress traffic is given to (tables EgressMark, SNAT).

    Attributes:
        in_port: port of the Pod whose traffic it is; None for traffic that arrives by the tunnel.
        mark: the packet mark that the host turns into the Egress IP; None on other nodes than the Egress IP's.
        egress_ip: the Egress IP, where the flow tells it.
    """

    in_port: int | str | None = None
    mark: int | None = None
    egress_ip: IPAddress | None = None
