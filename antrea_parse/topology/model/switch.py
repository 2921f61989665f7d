"""A node's Open vSwitch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from antrea_parse.text.values import IPAddress
from antrea_parse.topology.model.base import Entity, find

#: What Antrea uses a port for: as of host interfaces; ``local`` is the bridge's own port, ``tap`` one of the L7 engine or of TrafficControl.
PortKind = Literal["gateway", "tunnel", "pod", "uplink", "local", "tap", "other"]


class Port(Entity):
    """A port of an Open vSwitch bridge.

    Attributes:
        name: as Open vSwitch prints it.
        kind: what Antrea uses it for.
        ofport: its OpenFlow port number; ``LOCAL`` is 65534, -1 a port that could not be opened.
        type: ``internal``, ``geneve``, …; empty for a plain device.
        options: of a tunnel; all values are text, secrets masked.
        mac: the address that ``ovs-ofctl show`` prints: of the host's device.
        tag: VLAN.
        trunks: VLANs of a trunk.
        error: why Open vSwitch could not open it.
        interface: name of the host interface, where ``ip address`` of the node lists it.
        pod: ``namespace/name`` of the pod behind it, when that is known.
        pod_mac: MAC of the pod's own end, with which flows let the port send.
        pod_ips: addresses with which flows let the port send.
        peer: the node at the other end of an IPsec tunnel.
    """

    name: str
    kind: PortKind = "other"
    ofport: int | None = None
    type: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    mac: str | None = None
    tag: int | None = None
    trunks: tuple[int, ...] = ()
    error: str | None = None
    interface: str | None = None
    pod: str | None = None
    pod_mac: str | None = None
    pod_ips: tuple[IPAddress, ...] = ()
    peer: str | None = None


class FdbEntry(Entity):
    """An address that a bridge has learned.

    Attributes:
        mac: the address.
        vlan: VLAN in which it was seen; 0 for none.
        ofport: OpenFlow number of the port behind which it is, or ``LOCAL``.
        port: name of that port, where a capture names it.
    """

    mac: str
    vlan: int = 0
    ofport: int | str
    port: str | None = None


class Bridge(Entity):
    """An Open vSwitch bridge of a node.

    Attributes:
        name: ``br-int`` unless configured otherwise.
        role: ``integration``: Antrea's, on which pods hang; ``secondary``: of secondary networks; ``other``.
        datapath_type: ``system``, ``netdev``; empty when not set.
        datapath_id: 16 hex digits.
        fail_mode: ``secure`` or ``standalone``.
        ports: its ports in natural order.
        fdb: addresses that it has learned, as ``ovs-appctl fdb/show`` lists them.
    """

    name: str
    role: Literal["integration", "secondary", "other"] = "other"
    datapath_type: str = ""
    datapath_id: str | None = None
    fail_mode: str | None = None
    ports: tuple[Port, ...] = ()
    fdb: tuple[FdbEntry, ...] = ()

    def port(self, name: str) -> Port:
        """The port with this name.

        Raises:
            TopologyError: there is none.
        """
        return find(self.ports, "name", name, f"port of bridge {self.name}")
