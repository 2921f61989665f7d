"""Names and numbers that Antrea gives things on a node (docs/antrea-names.md lists them by version)."""

from __future__ import annotations

import hashlib
import re

#: Host gateway and tunnel port: up to v0.7, and since v0.8.
GATEWAYS = ("antrea-gw0", "gw0")
TUNNELS = ("antrea-tun0", "tun0")
WIREGUARD = "antrea-wg0"
#: Addresses that only Antrea uses: next hop of Services, of NodePorts, of Egress replies; those of v0.13 to v1.3 on Windows; IPv6.
VIRTUAL_IPS = frozenset(
    {
        "169.254.0.253",
        "169.254.0.252",
        "169.254.0.251",
        "169.254.169.253",
        "169.254.169.252",
        "169.254.253.1",
        "fc01::aabb:ccdd:eeff",
        "fc01::aabb:ccdd:eefe",
        "fc01::aabb:ccdd:eefd",
    }
)
#: MAC that answers for peers' gateways, and that of tunnels between clusters.
VIRTUAL_MAC, MULTICLUSTER_MAC = "aa:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee:f0"
#: Routing tables of Egress subnets, of Egress replies, and of Services in networkPolicyOnly mode up to v0.8.
EGRESS_TABLES, EGRESS_REPLY_TABLE, POLICY_ONLY_TABLES = frozenset(map(str, range(101, 121))), "141", frozenset({"300", "antrea_service"})
TUNNEL_TYPES = ("geneve", "vxlan", "gre", "stt", "ip6gre", "erspan")
#: Kernel tunnel devices of Open vSwitch: name → tunnel type and UDP port.
_TUNNEL_DEVICE = re.compile(r"(genev|vxlan|gre|stt)_sys(?:_(\d+))?$")
_TUNNEL_TYPE = {"genev": "geneve", "vxlan": "vxlan", "gre": "gre", "stt": "stt"}
#: Devices that other network plugins leave behind.
_LEFTOVER = re.compile(r"(?:cni0|flannel\.\d+|tunl0|vxlan\.calico|cali[0-9a-f]{11}|cilium_\w+|lxc[0-9a-f]+|weave|kube-bridge)$")
_POD_PORT = re.compile(r"(.{1,8})-[0-9a-f]{6}$")
#: Bridge of Antrea, unless it is configured otherwise.
INTEGRATION_BRIDGE = "br-int"
#: Port number of the bridge's own port in OpenFlow 1.0.
LOCAL = 65534


def pod_prefix(pod: str) -> str:
    """The part of a pod's interface name that its name gives: eight characters, leading dashes stripped.

    >>> pod_prefix("coredns-558bd4d5db-gtvr4"), pod_prefix("ako-0")
    ('coredns-', 'ako-0')
    """
    return pod[:8].lstrip("-") if len(pod) > 8 else pod


def port_prefix(interface: str) -> str | None:
    """The part of an interface name that comes from its pod's name; None for a name that is not made by that rule.

    >>> port_prefix("coredns--c4f3d4"), port_prefix("antrea-gw0")
    ('coredns-', None)
    """
    match = _POD_PORT.fullmatch(interface)
    return match[1] if match else None


def ipsec_port(node: str) -> str:
    """Name of the tunnel port that leads to a node with IPsec: computed from the node's name alone.

    >>> ipsec_port("kind-worker2"), ipsec_port("worker-01")
    ('worker2-a0d026', 'orker-01-f0f6b6')
    """
    return f"{node[-8:].lstrip('-')}-{hashlib.sha1(f'node/{node}'.encode(), usedforsecurity=False).hexdigest()[:6]}"


def tunnel_device(interface: str) -> tuple[str, int | None] | None:
    """Tunnel type and port of a kernel tunnel device of Open vSwitch.

    >>> tunnel_device("genev_sys_6081"), tunnel_device("ens192")
    (('geneve', 6081), None)
    """
    match = _TUNNEL_DEVICE.match(interface)
    return (_TUNNEL_TYPE[match[1]], int(match[2]) if match[2] else None) if match else None


def is_leftover(interface: str) -> bool:
    """Whether a device belongs to another network plugin."""
    return _LEFTOVER.match(interface) is not None
