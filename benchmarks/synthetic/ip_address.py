"""What ``ip address`` and ``ip link`` print on a node and in a pod."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Address, IPv6Interface, ip_interface

from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Network, Node, Pod

_SYS = {"geneve": "genev_sys_6081", "vxlan": "vxlan_sys_4789", "stt": "stt_sys_7471", "gre": "gre_sys"}


@dataclass(slots=True)
class Device:
    """A network device, as the kernel tells it."""

    ifindex: int
    name: str
    flags: str
    mtu: int
    qdisc: str
    state: str
    mac: str
    link: str = ""
    master: str = ""
    netns: str = ""
    qlen: int = 1000
    addresses: tuple[IPv4Interface | IPv6Interface, ...] = ()
    failed: tuple[IPv6Interface, ...] = ()


_UP = "BROADCAST,MULTICAST,UP,LOWER_UP"
_LO = Device(1, "lo", "LOOPBACK,UP,LOWER_UP", 65536, "noqueue", "UNKNOWN", "", addresses=(ip_interface("127.0.0.1/8"), ip_interface("::1/128")))


def link_local(mac: str) -> IPv6Interface:
    """The address that the kernel makes of a MAC."""
    digits = mac.replace(":", "")
    value = int(digits[:6] + "fffe" + digits[6:], 16) ^ (1 << 57)
    return IPv6Interface((int(IPv6Address("fe80::")) + value, 64))


def sys_device(tunnel_type: str) -> str:
    """The kernel's device behind a tunnel port."""
    return _SYS[tunnel_type]


def devices(state: State, node: Node) -> Iterator[Device]:
    """All devices of a node's host, by index."""
    release = state.release
    nic_ips = tuple(ip_interface(f"{ip}/{network.prefixlen}") for ip, network in zip(node.own_ips, node.subnets, strict=True))
    failed = tuple(IPv6Interface((ip, 64)) for ip in node.failed_ips)
    yield _LO
    nic = Device(2, node.nic, _UP, node.nic_mtu, "mq", "UP", node.nic_mac, addresses=(*nic_ips, *failed, link_local(node.nic_mac)), failed=failed)
    if "bridging" in state.config.extras:
        # The card was renamed and put into the bridge; a port of the bridge has its name and addresses.
        yield Device(2, f"{node.nic}~", _UP, node.nic_mtu, "mq", "UP", node.nic_mac, master="ovs-system")
        nic.ifindex, nic.qdisc, nic.state = node.gateway_ifindex - 1, "noqueue", "UNKNOWN"
    else:
        yield nic
    if not release.containerd:
        docker = (ip_interface("172.17.0.1/16"),)
        yield Device(3, "docker0", "NO-CARRIER,BROADCAST,MULTICAST,UP", 1500, "noqueue", "DOWN", node.other_mac, qlen=0, addresses=docker)
    yield Device(4, "ovs-system", "BROADCAST,MULTICAST", 1500, "noop", "DOWN", node.datapath_mac)
    if "bridging" in state.config.extras:
        yield nic
    gateway_ips = tuple(ip_interface(f"{ip}/{length}") for ip, length in zip(node.gateway_ips, node.gateway_prefixes, strict=True))
    gateway = Device(node.gateway_ifindex, release.gateway, _UP, node.gateway_mtu, "noqueue", "UNKNOWN", node.gateway_mac)
    gateway.addresses = (*gateway_ips, link_local(node.gateway_mac))
    yield gateway
    index = node.gateway_ifindex
    if node.tunnel:
        sys = Device(index + 1, sys_device(node.tunnel_type), _UP, 65000, "noqueue", "UNKNOWN", node.sys_mac, master="ovs-system")
        sys.addresses = (link_local(node.sys_mac),)
        yield sys
    if state.config.encryption == "wireguard":
        host = tuple(ip_interface(f"{ip}/{ip.max_prefixlen}") for ip in node.gateway_ips) if release.number >= (1, 4) else ()
        yield Device(index + 2, "antrea-wg0", "POINTOPOINT,NOARP,UP,LOWER_UP", node.pod_mtu, "noqueue", "UNKNOWN", "none", addresses=host)
    if release.egress:
        egress = tuple(ip_interface(f"{ip}/{ip.max_prefixlen}") for ip in node.egress_ips if not node.egress_vlan)
        yield Device(index + 3, "antrea-egress0", "BROADCAST,NOARP", 1500, "noop", "DOWN", node.other_mac, addresses=egress)
    qlen = 1000 if release.containerd else 0
    left = {port.ifindex: port for port in node.left_ports if port.ifindex}
    pods = {pod.ifindex: pod for pod in node.pods if pod.interface}
    further = {pod.secondary.ifindex: pod for pod in node.pods if pod.secondary}
    for ifindex in sorted(left.keys() | pods.keys() | further.keys()):
        if (owner := further.get(ifindex)) and owner.secondary:
            netns = f"link-netns {owner.netns}" if release.containerd else f"link-netnsid {owner.netnsid}"
            second = owner.secondary
            device = Device(ifindex, second.interface, _UP, node.pod_mtu, "noqueue", "UP", second.host_mac, "if3", "ovs-system", netns, qlen)
        elif pod := pods.get(ifindex):
            netns = f"link-netns {pod.netns}" if release.containerd else f"link-netnsid {pod.netnsid}"
            device = Device(ifindex, pod.interface, _UP, node.pod_mtu, "noqueue", "UP", pod.host_mac, f"if{pod.peer_ifindex}", "ovs-system", netns, qlen)
        else:
            port = left[ifindex]
            device = Device(ifindex, port.name, _UP, node.pod_mtu, "noqueue", "UP", port.mac, "if2", "ovs-system", "link-netnsid 99", qlen)
        device.addresses = (link_local(device.mac),)
        yield device
    index = max(left.keys() | pods.keys() | further.keys(), default=index + 3)
    if node.egress_vlan:
        name, held = f"antrea-ext.{node.egress_vlan}", tuple(ip_interface(f"{ip}/24") for ip in node.egress_ips)
        yield Device(index + 1, name, _UP, 1500, "noqueue", "UP", node.nic_mac, node.nic, addresses=held)
    if "leftovers" in state.config.extras:
        bridge = (ip_interface("10.22.0.1/16"),)
        yield Device(index + 2, "cni0", "NO-CARRIER,BROADCAST,MULTICAST,UP", 1500, "noqueue", "DOWN", node.sys_mac, addresses=bridge)
        yield Device(index + 3, "flannel.1", _UP, 1450, "noqueue", "UNKNOWN", node.other_mac)
        yield Device(index + 4, f"cali{node.datapath_id[-11:]}", _UP, 1450, "noqueue", "UP", "ee:ee:ee:ee:ee:ee", "if4", netns="link-netnsid 98")


def pod_devices(node: Node, pod: Pod, state: State) -> Iterator[Device]:
    """The devices that a pod sees."""
    lengths = [network.prefixlen for network in node.pod_cidrs] or [ip.max_prefixlen for ip in pod.ips]
    yield _LO
    ips = tuple(ip_interface(f"{ip}/{length}") for ip, length in zip(pod.ips, lengths, strict=True))
    eth0 = Device(pod.peer_ifindex, "eth0", _UP, node.pod_mtu, "noqueue", "UP", pod.pod_mac, f"if{pod.ifindex}", netns="link-netnsid 0")
    eth0.qlen = 1000 if state.release.containerd else 0
    eth0.addresses = (*ips, link_local(pod.pod_mac))
    yield eth0


def address_text(devices: Iterator[Device], *, kernel_protocols: bool = False, link_only: bool = False) -> str:
    """The text of ``ip address``, or of ``ip link``."""
    out: list[str] = []
    for device in devices:
        link = f"@{device.link}" if device.link else ""
        master = f" master {device.master}" if device.master else ""
        mode = " mode DEFAULT" if link_only else ""
        # What has no queue length ends in the blank that stands before it.
        qlen = f"qlen {device.qlen}" if device.qlen else ""
        head = f"{device.ifindex}: {device.name}{link}: <{device.flags}> mtu {device.mtu} qdisc {device.qdisc}{master}"
        out.append(f"{head} state {device.state}{mode} group default {qlen}")
        netns = f" {device.netns}" if device.netns else ""
        if device.mac == "none":
            out.append(f"    link/none {netns}")
        elif device.mac:
            out.append(f"    link/ether {device.mac} brd ff:ff:ff:ff:ff:ff{netns}")
        else:
            out.append("    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00")
        for address in () if link_only else device.addresses:
            out.append(_inet(address, device, kernel_protocols))
            out.append("       valid_lft forever preferred_lft forever")
    out.append("")
    return "\n".join(out)


def _inet(address: IPv4Interface | IPv6Interface, device: Device, kernel_protocols: bool) -> str:
    text = address.with_prefixlen
    if address.version == 4:
        network: Network = address.network
        brd = f" brd {network.broadcast_address}" if network.prefixlen < 31 and device.mac else ""
        return f"    inet {text}{brd} scope {'global' if device.mac else 'host'} {device.name}"
    if not device.mac:
        return f"    inet6 {text} scope host {'proto kernel_lo ' if kernel_protocols else ''}"
    if address.is_link_local and address in device.failed:
        return f"    inet6 {text} scope link tentative dadfailed "
    if address.is_link_local:
        return f"    inet6 {text} scope link {'proto kernel_ll ' if kernel_protocols else ''}"
    return f"    inet6 {text} scope global "


def oneline_text(devices: Iterator[Device]) -> str:
    """The text of ``ip -o address``: a line per address, none for a device without."""
    out = []
    for device in devices:
        for address in device.addresses:
            inet = _inet(address, device, False)
            out.append(f"{device.ifindex}: {device.name}{inet}\\       valid_lft forever preferred_lft forever")
    return "\n".join([*out, ""])
