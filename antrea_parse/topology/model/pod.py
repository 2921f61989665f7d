"""Pods and their attachments."""

from __future__ import annotations

from antrea_parse.text.errors import TopologyError
from antrea_parse.text.values import IPAddress
from antrea_parse.topology.basis import Certainty, Evidence, Model
from antrea_parse.topology.model.base import Entity, object_key


class Binding(Model):
    """A pod's attachment: which interface it hangs on, and how sure that is.

    Attributes:
        interface: name of the host's interface and OVS port; None when unknown or ambiguous.
        ofport: OpenFlow port number; None when no capture tells.
        mac: of the host's end of the veth pair; the pod's own is `Pod.mac`.
        bridge: name of the bridge.
        device: name of the interface inside the pod, where it is not ``eth0``: of a secondary network.
        certainty: of the join pod ↔ interface.
        ofport_certainty: of the number, given the interface: ``observed`` where a capture prints it.
        rule: the rule that made the join.
        evidence: the lines behind it.
        candidates: all interfaces that fit, best first.
        scores: strength of the evidence for each candidate, see `antrea_parse.topology.strength`.
        missing: captures that would tell what is None.
        assumes: what must hold beside the lines, as of `Basis`.
    """

    interface: str | None = None
    ofport: int | None = None
    mac: str | None = None
    bridge: str | None = None
    device: str | None = None
    certainty: Certainty = "unknown"
    ofport_certainty: Certainty = "unknown"
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()
    scores: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    assumes: str = ""


class NodePortLocal(Model):
    """A port of a pod that is reached through a port of its node.

    Attributes:
        pod_port: port of the pod.
        node_ip: address of the node.
        node_port: port of the node.
        protocol: ``TCP``, ``UDP``.
    """

    pod_port: int
    node_ip: IPAddress
    node_port: int
    protocol: str = "TCP"


class Pod(Entity):
    """A pod.

    Attributes:
        namespace: its namespace; None when no table printed it.
        name: its name.
        node: the node it runs on.
        status: ``Running``, ``Completed``…
        ready: ``1/1``.
        restarts: how often its containers restarted.
        ip: its first address.
        ips: all its addresses.
        mac: of its own end of the veth pair.
        host_network: it uses its node's network: no port of its own. None when unknown.
        ended: it ran to its end: its address may be another pod's by now.
        labels: its labels, where a capture prints them.
        annotations: its annotations, where an object prints them.
        images: of its containers, where an object prints them.
        node_port_local: its ports that are reached through ports of its node.
        ports: its attachments, the primary one first; empty for a host-network pod.
    """

    namespace: str | None = None
    name: str
    node: str | None = None
    status: str | None = None
    ready: str | None = None
    restarts: int | None = None
    ip: IPAddress | None = None
    ips: tuple[IPAddress, ...] = ()
    mac: str | None = None
    host_network: bool | None = None
    ended: bool = False
    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    images: tuple[str, ...] = ()
    node_port_local: tuple[NodePortLocal, ...] = ()
    ports: tuple[Binding, ...] = ()

    @property
    def key(self) -> str:
        """``namespace/name``; ``?/name`` where no capture tells the namespace."""
        return object_key(self.namespace, self.name)

    @property
    def port(self) -> Binding:
        """Its primary attachment.

        Raises:
            TopologyError: a host-network pod has none.
        """
        if not self.ports:
            raise TopologyError(f"pod {self.key} has no port of its own" + (": it uses its node's network" if self.host_network else ""))
        return self.ports[0]
