"""What lies between nodes, and what leaves the cluster."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from antrea_parse.text.values import IPAddress
from antrea_parse.topology.model.base import Entity, IPNetwork


class Overlay(Entity):
    """How pods of different nodes reach each other.

    Attributes:
        mode: traffic mode: ``encap``, ``noEncap``, ``hybrid``, ``networkPolicyOnly``.
        type: ``geneve``, ``vxlan``, ``gre``, ``stt``.
        udp_port: of the tunnel.
        options: of the tunnel ports.
        encryption: ``ipsec`` or ``wireguard``.
    """

    mode: str | None = None
    type: str | None = None
    udp_port: int | None = None
    options: dict[str, str] = Field(default_factory=dict)
    encryption: Literal["ipsec", "wireguard"] | None = None


class Underlay(Entity):
    """A network that nodes are connected to.

    Attributes:
        network: its prefix.
        gateway: next hop of the default routes through it.
        nodes: names of the nodes on it; ``basis["nodes.worker-01"]`` has what each rests on.
    """

    network: IPNetwork
    gateway: str | None = None
    nodes: tuple[str, ...] = ()


class Egress(Entity):
    """An address that pods have outside the cluster.

    Attributes:
        name: of the Egress; None where only flows and interfaces tell of it.
        ip: the address; None where none is assigned.
        node: node that holds the address.
        pods: ``namespace/name`` of pods that flows or the Egress's selector give the address.
    """

    name: str | None = None
    ip: IPAddress | None = None
    node: str | None = None
    pods: tuple[str, ...] = ()


class Multicluster(Entity):
    """The cluster's part in a multi-cluster set.

    Attributes:
        gateways: nodes that are its gateways.
        networks: networks of other clusters.
    """

    gateways: tuple[str, ...] = ()
    networks: tuple[IPNetwork, ...] = ()
