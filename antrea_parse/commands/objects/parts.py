"""Pieces of the records that only objects fill: conditions, containers, addresses, rules of Antrea's policies.

Sources: k8s.io/api core/v1, discovery/v1; antrea pkg/apis/crd/v1alpha1 to v1beta2.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from pydantic import Field

from antrea_parse.commands.cells import Part
from antrea_parse.commands.selectors import IPBlock, LabelSelector
from antrea_parse.text.values import IPAddress

#: A network, or the text in its place where it is none.
Network = IPv4Network | IPv6Network | str


class Owner(Part):
    """The object that made this one and cares for it.

    Attributes:
        kind: its kind (``ReplicaSet``, ``DaemonSet``, ``Node``).
        name: its name.
    """

    kind: str
    name: str


class Condition(Part):
    """One thing that is observed of an object.

    Attributes:
        type: what it is about (``Ready``).
        status: ``True``, ``False`` or ``Unknown``.
        reason: one word.
        message: for people.
        since: when it last changed.
        heartbeat: when it was last looked at.
    """

    type: str
    status: str | None = None
    reason: str | None = None
    message: str | None = None
    since: datetime | None = None
    heartbeat: datetime | None = None


class ContainerPort(Part):
    """A port that a container says it listens on.

    Attributes:
        port: its number.
        protocol: ``TCP`` (also where the object does not say), ``UDP`` or ``SCTP``.
        name: its name.
        host_port: port of the node that leads to it.
        host_ip: address of the node that leads to it; all where unset.
    """

    port: int
    protocol: str = "TCP"
    name: str | None = None
    host_port: int | None = None
    host_ip: str | None = None


class Container(Part):
    """A container of a Pod.

    Attributes:
        name: its name.
        image: as the Pod asks for it.
        ports: that it says it listens on.
        init: it runs before the others.
        state: ``running``, ``waiting`` or ``terminated``.
        reason: of the state (``CrashLoopBackOff``, ``Completed``).
        exit_code: of a container that is terminated.
        started: when it began to run.
        ready: whether it is ready.
        restarts: how often it was started again.
        last_reason: why it ended the last time.
        container_id: as the runtime calls it, with the runtime's name.
        image_id: digest of the image.
    """

    name: str
    image: str | None = None
    ports: list[ContainerPort] = Field(default_factory=list)
    init: bool = False
    state: str | None = None
    reason: str | None = None
    exit_code: int | None = None
    started: datetime | None = None
    ready: bool | None = None
    restarts: int | None = None
    last_reason: str | None = None
    container_id: str | None = None
    image_id: str | None = None


class NodePortLocal(Part):
    """A port of the node that leads to a port of the Pod, as Antrea's annotation ``nodeportlocal.antrea.io`` has it.

    Attributes:
        pod_port: port of the Pod.
        node_ip: address of the node.
        node_port: port of the node.
        protocols: ``tcp``, ``udp`` or ``sctp``; before v1.7 several.
        ip_family: ``IPv4`` or ``IPv6``; since v2.6.
    """

    pod_port: int
    node_ip: IPAddress | str
    node_port: int
    protocols: list[str] = Field(default_factory=list)
    ip_family: str | None = None


class PodNetwork(Part):
    """A network that a Pod is attached to, or asks to be: annotations ``k8s.v1.cni.cncf.io/network-status`` and ``…/networks``.

    Attributes:
        name: of the network, with its namespace where the annotation has one.
        interface: inside the Pod.
        ips: addresses there.
        mac: of the interface.
        default: it is the Pod's first network.
        requested: the Pod asks for it; whether it is attached only the status tells.
    """

    name: str
    interface: str | None = None
    ips: list[IPAddress | str] = Field(default_factory=list)
    mac: str | None = None
    default: bool = False
    requested: bool = False


class NodeAddress(Part):
    """An address of a node.

    Attributes:
        type: ``InternalIP``, ``ExternalIP``, ``Hostname``, ``InternalDNS`` or ``ExternalDNS``.
        address: address or name.
    """

    type: str
    address: IPAddress | str


class Taint(Part):
    """What keeps Pods from a node.

    Attributes:
        key: its name.
        value: its value; None without one.
        effect: ``NoSchedule``, ``PreferNoSchedule`` or ``NoExecute``.
    """

    key: str
    value: str | None = None
    effect: str


class EndpointPort(Part):
    """A port of the addresses of an EndpointSlice.

    Attributes:
        port: its number; None for all ports.
        protocol: ``TCP``, ``UDP`` or ``SCTP``.
        name: its name; None without one.
    """

    port: int | None = None
    protocol: str = "TCP"
    name: str | None = None


class NamespacedName(Part):
    """A namespace and a name in it."""

    namespace: str | None = None
    name: str


class AntreaPeer(Part):
    """Who is meant by a policy, group or Egress of Antrea: all that is set must hold.

    Attributes:
        pod_selector: Pods with these labels.
        namespace_selector: in namespaces with these labels.
        namespaces: ``Self``, or ``same labels: …``: namespaces by their likeness to the one of the Pods that the policy applies to.
        external_entity_selector: external entities with these labels.
        node_selector: nodes with these labels.
        service_account: Pods with this account.
        ip_block: addresses.
        fqdn: a domain name, perhaps with ``*``.
        group: name of a Group or ClusterGroup.
        service: a Service (of ``appliedTo``).
        scope: ``Cluster`` or ``ClusterSet``.
    """

    pod_selector: LabelSelector | None = None
    namespace_selector: LabelSelector | None = None
    namespaces: str | None = None
    external_entity_selector: LabelSelector | None = None
    node_selector: LabelSelector | None = None
    service_account: NamespacedName | None = None
    ip_block: IPBlock | None = None
    fqdn: str | None = None
    group: str | None = None
    service: NamespacedName | None = None
    scope: str | None = None


class AntreaPort(Part):
    """A port or protocol of a rule of Antrea's policies.

    Attributes:
        protocol: ``TCP`` (also where the object does not say), ``UDP``, ``SCTP``, ``ICMP`` or ``IGMP``.
        port: number or name; None for all.
        end_port: last number of a range that begins with `port`.
        source_port: of the sender.
        source_end_port: last number of a range that begins with `source_port`.
        icmp_type: type of ICMP or IGMP; None for all.
        icmp_code: code of ICMP; None for all.
        group_address: of IGMP.
    """

    protocol: str = "TCP"
    port: int | str | None = None
    end_port: int | None = None
    source_port: int | None = None
    source_end_port: int | None = None
    icmp_type: int | None = None
    icmp_code: int | None = None
    group_address: str | None = None


class AntreaRule(Part):
    """A rule of Antrea's policies.

    Attributes:
        action: ``Allow`` (also where the object does not say), ``Drop``, ``Reject`` or ``Pass``.
        peers: who is at the other end (``from`` or ``to``); empty for everybody.
        to_services: Services that the traffic goes to.
        ports: on which ports; empty for all.
        applied_to: to whom the rule applies, where the policy as a whole does not say.
        name: of the rule.
        l7_protocols: what of an application's protocol is meant, as the object has it.
        logged: whether its packets are logged.
    """

    action: str = "Allow"
    peers: list[AntreaPeer] = Field(default_factory=list)
    to_services: list[NamespacedName] = Field(default_factory=list)
    ports: list[AntreaPort] = Field(default_factory=list)
    applied_to: list[AntreaPeer] = Field(default_factory=list)
    name: str | None = None
    l7_protocols: list[dict[str, Any]] = Field(default_factory=list)
    logged: bool | None = None


class IPRange(Part):
    """Addresses of a pool: a network, or from `start` to `end`."""

    cidr: Network | None = None
    start: IPAddress | str | None = None
    end: IPAddress | str | None = None


class Observation(Part):
    """What happened to the packet of a Traceflow at one place.

    Attributes:
        component: where (``SpoofGuard``, ``LB``, ``NetworkPolicy``, ``Forwarding``).
        action: ``Forwarded``, ``Received``, ``Delivered``, ``Dropped``, ….
        component_info: table or rule.
        pod: ``namespace/name`` of the Pod it came from or reached.
        network_policy: the policy that decided.
        rule: the rule of the policy.
        translated_src_ip: sender after translation.
        translated_dst_ip: receiver after translation.
        tunnel_dst_ip: node at the other end of the tunnel.
        egress: name of the Egress.
        egress_ip: address of the Egress.
        egress_node: node of the Egress.
        dst_mac: MAC address of the receiver.
    """

    component: str | None = None
    action: str | None = None
    component_info: str | None = None
    pod: str | None = None
    network_policy: str | None = None
    rule: str | None = None
    translated_src_ip: IPAddress | str | None = None
    translated_dst_ip: IPAddress | str | None = None
    tunnel_dst_ip: IPAddress | str | None = None
    egress: str | None = None
    egress_ip: IPAddress | str | None = None
    egress_node: str | None = None
    dst_mac: str | None = None


class NodeResult(Part):
    """What one node saw of a Traceflow.

    Attributes:
        node: name of the node.
        role: ``sender`` or ``receiver``, where the release prints it.
        observations: in order.
    """

    node: str | None = None
    role: str | None = None
    observations: list[Observation] = Field(default_factory=list)


class FlowTable(Part):
    """A table of the agent's bridge: its name or number and how many flows it has."""

    table: str
    flows: int


class AgentConfig(Part):
    """The settings of Antrea's agents; None for what the file leaves to the release's default.

    Attributes:
        traffic_encap_mode: ``encap``, ``noEncap``, ``hybrid`` or ``networkPolicyOnly``.
        traffic_encryption_mode: ``none``, ``ipsec`` or ``wireGuard``; ``ipsec`` too where an old release has ``enableIPSecTunnel``.
        tunnel_type: ``geneve``, ``vxlan``, ``gre`` or ``stt``.
        tunnel_port: port of the tunnel; 0 for the type's own.
        tunnel_csum: checksums in the tunnel.
        ovs_bridge: name of the bridge.
        ovs_datapath_type: ``system`` or ``netdev``.
        host_gateway: name of the gateway interface.
        default_mtu: MTU of the Pods' interfaces; 0 to find it out.
        no_snat: traffic of Pods to the outside keeps its sender.
        service_cidr: network of the Services.
        service_cidr_v6: the same of IPv6.
        transport_interface: interface that carries the Pods' traffic.
        proxy_all: AntreaProxy serves the nodes' own traffic too.
        proxy_enabled: AntreaProxy is on.
        bridging: the transport interface is put into the bridge.
        node_port_local: NodePortLocal is on.
        node_port_local_range: its ports (``61000-62000``).
        wireguard_port: port of WireGuard.
        egress_except_cidrs: where an Egress does not apply.
        feature_gates: features that are switched on or off.
        settings: the whole file.
    """

    traffic_encap_mode: str | None = None
    traffic_encryption_mode: str | None = None
    tunnel_type: str | None = None
    tunnel_port: int | None = None
    tunnel_csum: bool | None = None
    ovs_bridge: str | None = None
    ovs_datapath_type: str | None = None
    host_gateway: str | None = None
    default_mtu: int | None = None
    no_snat: bool | None = None
    service_cidr: Network | None = None
    service_cidr_v6: Network | None = None
    transport_interface: str | None = None
    proxy_all: bool | None = None
    proxy_enabled: bool | None = None
    bridging: bool | None = None
    node_port_local: bool | None = None
    node_port_local_range: str | None = None
    wireguard_port: int | None = None
    egress_except_cidrs: list[Network] | None = None
    feature_gates: dict[str, bool] | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
