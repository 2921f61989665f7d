"""What differs between releases of Antrea: names, numbers, tables, spelling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

_EARLY = {
    "Classifier": 0, "SpoofGuard": 10, "ARPResponder": 20, "ConntrackZone": 30, "ConntrackState": 31, "DNAT": 40, "EgressRule": 50, "EgressDefaultRule": 60,
    "L3Forwarding": 70, "L2ForwardingCalc": 80, "IngressRule": 90, "IngressDefaultRule": 100, "ConntrackCommit": 105, "Output": 110,
}  # fmt: skip
_PROXY = {"SessionAffinity": 40, "ServiceLB": 41, "EndpointDNAT": 42}
_METRICS = {"EgressMetric": 61, "IngressMetric": 101}
_ANTREA_POLICY = {"AntreaPolicyEgressRule": 45, "AntreaPolicyIngressRule": 85}
#: Names as releases 1.4 and 1.5 print them, where they are not those of later releases.
_NAMES_1_4 = {"Classifier": "Classification", "L3Forwarding": "l3Forwarding", "L3DecTTL": "IPTTLDec", "L2ForwardingCalc": "L2Forwarding"}

#: Order of the tables of the flexible pipeline, as far as a Linux node without Multicast, TrafficControl and bridging realises them.
_FLEXIBLE = (
    "PipelineRootClassifier", "ARPSpoofGuard", "ARPResponder", "Classifier", "SpoofGuard", "IPv6", "PipelineIPClassifier", "UnSNAT", "ConntrackZone",
    "ConntrackState", "PreRoutingClassifier", "NodePortMark", "SessionAffinity", "ServiceLB", "EndpointDNAT", "AntreaPolicyEgressRule", "EgressRule",
    "EgressDefaultRule", "EgressMetric", "L3Forwarding", "EgressMark", "L3DecTTL", "SNATMark", "SNAT", "L2ForwardingCalc", "IngressSecurityClassifier",
    "AntreaPolicyIngressRule", "IngressRule", "IngressDefaultRule", "IngressMetric", "ConntrackCommit", "Output",
)  # fmt: skip

#: First release with the value behind it.
_OVS = (((0, 1), "2.11.1"), ((0, 5), "2.13.0"), ((0, 11), "2.14.0"), ((1, 3), "2.15.1"), ((1, 7), "2.17.0"), ((1, 11), "2.17.5"), ((1, 13), "2.17.7"),
        ((2, 7), "3.7.1"))  # fmt: skip
_KUBERNETES = (((0, 1), "v1.17.4"), ((0, 8), "v1.21.2"), ((1, 4), "v1.24.9"), ((1, 10), "v1.27.3"), ((2, 0), "v1.31.4"))


@dataclass(frozen=True)
class Release:
    """A release of Antrea, and what it makes a node look like.

    Attributes:
        text: as ``antctl version`` prints it.
        number: major and minor.
        patch: patch level.
    """

    text: str
    number: tuple[int, int]
    patch: int

    @property
    def gateway(self) -> str:
        """Name of the host gateway."""
        return "antrea-gw0" if self.number >= (0, 8) else "gw0"

    @property
    def tunnel(self) -> str:
        """Name of the tunnel port."""
        return "antrea-tun0" if self.number >= (0, 8) else "tun0"

    @property
    def tunnel_type(self) -> str:
        """Default encapsulation."""
        return "geneve" if self.number >= (0, 8) else "vxlan"

    @property
    def tunnel_csum(self) -> bool:
        """Whether tunnels compute the outer checksum by default."""
        return (0, 9) <= self.number <= (1, 8)

    @property
    def tunnel_ofport(self) -> int:
        """Port number that is requested for the tunnel."""
        return 32768 if self.number >= (2, 0) else 1

    @property
    def gateway_ofport(self) -> int:
        """Port number that is requested for the gateway."""
        return 32769 if self.number >= (2, 0) else 2

    @property
    def first_pod_ofport(self) -> int:
        """First port number that the switch hands out."""
        return 1 if self.number >= (2, 0) else 3

    @property
    def flexible(self) -> bool:
        """Whether the pipeline's table numbers depend on the enabled features."""
        return self.number >= (1, 6)

    @property
    def named_tables(self) -> bool:
        """Whether the switch knows names for its tables."""
        return self.number >= (1, 4)

    @property
    def openflow15(self) -> bool:
        """Whether the agent speaks OpenFlow 1.5."""
        return self.number >= (1, 8)

    @property
    def proxy(self) -> bool:
        """Whether AntreaProxy is on by default."""
        return self.number >= (0, 11)

    @property
    def egress(self) -> bool:
        """Whether Egress addresses are put on ``antrea-egress0``."""
        return self.number >= (1, 2)

    @property
    def antrea_type(self) -> bool:
        """Whether ports carry ``antrea-type`` in their external_ids."""
        return self.number >= (1, 5)

    @property
    def wireguard_tunnel_port(self) -> bool:
        """Whether WireGuard leaves an unused tunnel port behind."""
        return self.number < (1, 15)

    @property
    def ovs(self) -> str:
        """Release of Open vSwitch in the agent's image."""
        return [value for first, value in _OVS if self.number >= first][-1]

    @property
    def kubernetes(self) -> str:
        """A release of Kubernetes of the same time."""
        return [value for first, value in _KUBERNETES if self.number >= first][-1]

    @property
    def containerd(self) -> bool:
        """Whether clusters of the time run containerd, not docker."""
        return self.number >= (1, 4)

    def deduction(self, tunnel: str, mode: str, encryption: str, transport_v6: bool) -> int:
        """What the transport's MTU is reduced by for pods and the gateway."""
        fixed = self.number >= (1, 15) or (self.number, self.patch) >= ((1, 14), 2) or (self.number == (1, 13) and self.patch >= 4)
        encap = {"geneve": 50, "vxlan": 50, "gre": 42 if fixed else 38, "stt": 0}[tunnel] if mode in ("encap", "hybrid") else 0
        if encryption == "wireguard":
            return (60 + 20 * transport_v6) if fixed else 80 + encap
        if not encap and tunnel != "stt":
            return 0
        return encap + 20 * transport_v6 + (38 if encryption == "ipsec" else 0)

    def tables(self, *, proxy_all: bool = False, families: tuple[int, ...] = (4,)) -> dict[str, tuple[int, str]]:
        """Number and name of each table; the keys are the names of the flexible pipeline, the name is empty where there is none."""
        if self.flexible:
            absent = set() if proxy_all else {"NodePortMark"}
            absent |= {"PipelineIPClassifier"} | (set() if 6 in families else {"IPv6"}) | (set() if 4 in families else {"ARPSpoofGuard", "ARPResponder"})
            return {name: (number, name) for number, name in enumerate(name for name in _FLEXIBLE if name not in absent)}
        numbers = dict(_EARLY)
        if self.number >= (0, 9):
            numbers |= _PROXY
        if self.number >= (0, 10):
            numbers |= _METRICS | _ANTREA_POLICY
        if self.number >= (0, 11) and 6 in families:
            numbers["IPv6"] = 21
        if self.number >= (1, 0):
            numbers |= {"SNAT": 71, "L3DecTTL": 72}
        elif self.number >= (0, 12):
            numbers["L3DecTTL"] = 71
        return {name: (number, _NAMES_1_4.get(name, name) if self.named_tables else "") for name, number in numbers.items()}

    @cached_property
    def category(self) -> dict[str, int]:
        """Categories in the cookies of flows."""
        if self.flexible:
            return {"default": 0, "gateway": 1, "node": 1, "pod": 1, "service": 3, "policy": 2, "snat": 4}
        return {"default": 0, "gateway": 1, "node": 2, "pod": 3, "service": 4, "policy": 5, "snat": 6}


@cache
def release(text: str) -> Release:
    """Read ``v1.13.1`` or ``1.13``.

    >>> release("v0.13.3").gateway_ofport, release("2.3").gateway_ofport
    (2, 32769)
    """
    major, minor, *rest = (int(part) for part in text.lstrip("v").split("."))
    patch = rest[0] if rest else 0
    return Release(f"v{major}.{minor}.{patch}", (major, minor), patch)
