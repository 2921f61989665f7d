"""What ``ovs-vsctl`` prints about a node's switch."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from benchmarks.synthetic import names
from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Node, Pod


@dataclass(slots=True)
class Port:
    """A port with its one interface."""

    name: str
    ofport: int
    mac: str = ""
    type: str = ""
    options: dict[str, str] = field(default_factory=dict)
    external_ids: dict[str, str] = field(default_factory=dict)
    error: str = ""
    uuid: str = ""
    ifindex: int = 0
    mtu: int = 0
    tag: int = 0


def ports(state: State, node: Node) -> list[Port]:
    """All ports of the integration bridge: tunnel and gateway, then pods by number."""
    release = state.release
    typed = release.antrea_type
    found = []
    if node.tunnel:
        options = {"csum": "true"} if release.tunnel_csum else {}
        options |= {"key": "flow", "remote_ip": "flow"}
        found.append(Port(node.tunnel, node.tunnel_ofport, node.tunnel_mac, node.tunnel_type, options, {"antrea-type": "tunnel"} if typed else {}))
    gateway = Port(release.gateway, node.gateway_ofport, node.gateway_mac, "internal", {}, {"antrea-type": "gateway"} if typed else {})
    gateway.ifindex, gateway.mtu = node.gateway_ifindex, node.gateway_mtu
    found.append(gateway)
    top = max((pod.ofport for pod in node.ports), default=release.first_pod_ofport) + 1
    if state.config.encryption == "ipsec" and node.tunnel:
        for number, peer in enumerate(state.peers(node)):
            options = {"remote_ip": str(peer.ips[0])} | ({"psk": "changeme"} if release.number < (1, 5) else {"remote_name": peer.name})
            external = ({"antrea-type": "ipsec-tunnel"} if typed else {}) | {"node-name": peer.name}
            found.append(Port(names.ipsec_port_name(peer.name), top + 100 + number, peer.tunnel_mac, node.tunnel_type, options, external))
    for pod in node.ports:
        external = ({"antrea-type": "container"} if typed else {}) | _of_pod(pod, pod.pod_mac, ",".join(map(str, pod.ips)))
        found.append(Port(pod.interface, pod.ofport, pod.host_mac, "", {}, external, "", pod.port_uuid, pod.ifindex, node.pod_mtu))
    if "bridging" in state.config.extras:
        uplink, host = (32770, 32771) if release.number >= (2, 0) else (top + 90, top + 91)
        found.append(Port(f"{node.nic}~", uplink, node.nic_mac, "", {}, {"antrea-type": "uplink"}, "", "", 2, node.nic_mtu))
        found.append(Port(node.nic, host, node.nic_mac, "internal", {}, {"antrea-type": "host"}, "", "", node.gateway_ifindex - 1, node.nic_mtu))
    found += [Port(left.name, left.ofport, left.mac, error=left.error, ifindex=left.ifindex, mtu=node.pod_mtu) for left in node.left_ports]
    rng = random.Random(node.ovs_uuid)
    for port in found:
        port.uuid = port.uuid or names.row_uuid(rng)
    return found


def _of_pod(pod: Pod, mac: str, ips: str) -> dict[str, str]:
    """What the agent writes on a pod's port."""
    return {"attached-mac": mac, "container-id": pod.container_id, "ip-address": ips, "pod-name": pod.name, "pod-namespace": pod.namespace}


def secondary_ports(state: State, node: Node) -> list[Port]:
    """Ports of the bridge of secondary networks; empty without one."""
    rng = random.Random(node.ovs_uuid + "secondary")
    found = []
    for pod in node.ports:
        if second := pod.secondary:
            external = {"antrea-type": "container", "if-dev": second.device} | _of_pod(pod, second.pod_mac, "")
            port = Port(second.interface, second.ofport, second.host_mac, "", {}, external, "", names.row_uuid(rng), second.ifindex, node.pod_mtu)
            port.tag = second.vlan
            found.append(port)
    return found


def atom(text: str, *, digits: bool = True) -> str:
    """A string as OVSDB prints it: quoted unless it is a plain word; releases before 2.13 count no digits among these."""
    pattern = r"[A-Za-z_][A-Za-z0-9_.-]*" if digits else r"[A-Za-z_][A-Za-z_.-]*"
    if re.fullmatch(pattern, text) and text not in ("true", "false"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def show(state: State, node: Node) -> str:
    """``ovs-vsctl show``; ports come in the order of their rows' numbers, which are random."""
    digits = tuple(map(int, state.release.ovs.split(".")[:2])) >= (2, 13)
    out = [node.ovs_uuid, f"    Bridge {atom('br-int')}"]
    if state.release.number >= (1, 0):
        out.append("        fail_mode: secure")
    out.append("        datapath_type: system")
    out += _port_lines(ports(state, node), digits)
    if second := secondary_ports(state, node):
        out += [f"    Bridge {atom('br-secondary')}", "        datapath_type: system", *_port_lines(second, digits)]
    out += [f'    ovs_version: "{state.release.ovs}"', ""]
    return "\n".join(out)


def _port_lines(found: list[Port], digits: bool) -> list[str]:
    out = []
    for port in sorted(found, key=lambda port: port.uuid):
        name = atom(port.name, digits=digits)
        out.append(f"        Port {name}")
        if port.tag:
            out.append(f"            tag: {port.tag}")
        out.append(f"            Interface {name}")
        if port.type:
            out.append(f"                type: {port.type}")
        if port.options:
            out.append(f"                options: {_map(port.options, digits)}")
        if port.error:
            out.append(f'                error: "{port.error}"')
    return out


def _map(values: dict[str, str], digits: bool = True) -> str:
    return "{" + ", ".join(f"{atom(key, digits=digits)}={atom(value, digits=digits)}" for key, value in sorted(values.items())) + "}"


def list_interface(state: State, node: Node) -> str:
    """``ovs-vsctl list interface``: the columns that speak of the network, each row as the tool lays it out."""
    rows = []
    for port in sorted([*ports(state, node), *secondary_ports(state, node)], key=lambda port: port.uuid):
        mac = f'"{port.mac}"' if port.mac else "[]"
        columns = {
            "_uuid": port.uuid,
            "admin_state": "up" if port.mac else "[]",
            "error": f'"{port.error}"' if port.error else "[]",
            "external_ids": _map(port.external_ids),
            "ifindex": str(port.ifindex) if port.ifindex else "[]",
            "link_state": "up" if port.mac else "[]",
            "mac": "[]",
            "mac_in_use": mac,
            "mtu": str(port.mtu) if port.mtu else "[]",
            "name": atom(port.name),
            "ofport": str(port.ofport),
            "ofport_request": str(port.ofport) if port.type else "[]",
            "options": _map(port.options),
            "type": port.type or '""',
        }
        rows.append("".join(f"{key:<20}: {value}\n" for key, value in columns.items()))
    return "\n".join(rows)
