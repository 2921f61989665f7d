"""A node's host: its interfaces and policy routing rules."""

from __future__ import annotations

from typing import Literal

from antrea_parse.topology.model.base import Entity, IPInterface

#: What Antrea uses a host interface for: ``uplink`` holds the node's address, ``gateway`` is ``antrea-gw0``, ``tunnel`` a kernel device of the
#: tunnel port (``genev_sys_6081``), ``pod`` the host's end of a pod's veth pair, ``egress`` and ``ingress`` the dummies that hold Egress and
#: Service addresses, ``wireguard`` ``antrea-wg0``, ``bridged`` an uplink that is enslaved to a bridge (``eth0~``), ``vlan`` a sub-interface
#: ``antrea-ext.N``, ``tap`` a port of the L7 engine or of TrafficControl, ``datapath`` ``ovs-system``, ``leftover`` of another network plugin.
InterfaceKind = Literal[
    "uplink",
    "gateway",
    "tunnel",
    "pod",
    "egress",
    "ingress",
    "wireguard",
    "bridged",
    "vlan",
    "tap",
    "datapath",
    "loopback",
    "leftover",
    "other",
]


class Interface(Entity):
    """A network interface of a node's host, as ``ip address`` shows it.

    Attributes:
        name: its name, without ``@…``.
        kind: what Antrea uses it for.
        ifindex: its index on the node.
        mac: link-layer address; of a pod's veth the host end's, never the pod's own.
        mtu: in bytes.
        operstate: ``UP``, ``DOWN``, ``UNKNOWN``…
        master: device it is enslaved to (``ovs-system`` for ports of the kernel datapath).
        link: device below it (``antrea-ext.10@eth0``).
        link_index: index of its peer in the peer's network namespace.
        link_netnsid: number of that namespace, local to the node.
        vlan: number that its name gives (``antrea-ext.10``).
        addresses: with their prefix lengths.
        pod: ``namespace/name`` of the pod at its other end, when that is known.
    """

    name: str
    kind: InterfaceKind = "other"
    ifindex: int | None = None
    mac: str | None = None
    mtu: int | None = None
    operstate: str | None = None
    master: str | None = None
    link: str | None = None
    link_index: int | None = None
    link_netnsid: int | None = None
    vlan: int | None = None
    addresses: tuple[IPInterface, ...] = ()
    pod: str | None = None


class Rule(Entity):
    """A policy routing rule of a node.

    Attributes:
        priority: the lowest is looked at first.
        family: IP version.
        selector: what packets it is for, as ``ip rule`` prints it.
        table: the table that it looks into.
        action: what it does instead of looking into a table.
        meaning: ``kernel`` (the three of every node), ``egress`` (a mark to a table of an Egress subnet), ``egress-reply``, ``policy-only``
            (Services of networkPolicyOnly mode up to v0.8), ``other``.
    """

    priority: int | None = None
    family: int = 4
    selector: str = "from all"
    table: str | None = None
    action: str | None = None
    meaning: str = "other"
