"""A switch with one of everything that the outputs of Open vSwitch show, odd names included."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.live.ovs_sandbox import OvsSandbox, running

PROTOCOLS = tuple(f"OpenFlow{version}" for version in range(10, 16))
#: Names that its own notations have to quote, cut or print raw.
ODD_NAMES = ("has space", 'q"u\\o', "a,b=c{d}", "[x]", "né", "LOCAL", "x): addr:", "eth0.100", "5", "true", "7ccc18b5-068f-49", "Port p9", "a 1/1: (x)")
LEARNED = ((0, "02:00:00:00:00:01"), (5, "02:00:00:00:00:02"))
SECRET = 'se"cret, x=y'


@contextmanager
def lab() -> Iterator[OvsSandbox]:
    """The switch, running; nothing in its database changes any more."""
    with running() as ovs:
        _configure(ovs)
        with _controller(ovs, "br0"):
            # From here on the counters in the database stand still: text and JSON are of one state.
            ovs.vsctl("set", "Open_vSwitch", ".", "other_config:stats-update-interval=3600000")
            yield ovs


def _configure(ovs: OvsSandbox) -> None:
    ovs.vsctl("add-br", "br-int", "--", "set", "bridge", "br-int", "datapath_type=dummy", "fail_mode=secure", f"protocols=[{','.join(PROTOCOLS)}]")
    _add(ovs, "br-int", "antrea-gw0", "type=internal", "ofport_request=2")
    _add(ovs, "br-int", "antrea-tun0", "type=geneve", "ofport_request=1", "options:remote_ip=flow", "options:key=flow", "options:csum=true")
    _add(ovs, "br-int", "coredns--c4f3d4", "type=dummy", "external_ids:pod-name=coredns-558bd4d5db-gtvr4", "external_ids:ip=10.211.1.5")
    for name in ODD_NAMES:
        _add(ovs, "br-int", name, "type=dummy", 'external_ids:note="a, b=c \\"d\\" {e}"')
    # 4.0 calls it an error that a device cannot be set up; the row is there all the same.
    ovs.run("ovs-vsctl", "--timeout=30", "add-port", "br-int", "no-such-device", "--", "set", "interface", "no-such-device", "type=nonsense", check=False)
    ovs.vsctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=dummy", "fail_mode=standalone", f"protocols=[{','.join(PROTOCOLS)}]")
    ovs.vsctl("add-bond", "br0", "bond0", "b0", "b1", "--", "set", "interface", "b0", "type=dummy", "--", "set", "interface", "b1", "type=dummy")
    for name, columns in {"p1": ("tag=100",), "p2": ("trunks=[10,20,4094]",), "p3": ("tag=5", "trunks=[5]", "vlan_mode=native-untagged")}.items():
        _add(ovs, "br0", name, "type=dummy")
        ovs.vsctl("set", "port", name, *columns)
    ovs.vsctl("set", "interface", "p1", "bfd:enable=true")
    ovs.vsctl("add-br", "fakebr", "br0", "300")
    ovs.vsctl("add-br", "br1", "--", "set", "bridge", "br1", "datapath_type=dummy")
    _add(ovs, "br0", "patch-to-br1", "type=patch", "options:peer=patch-to-br0")
    _add(ovs, "br1", "patch-to-br0", "type=patch", "options:peer=patch-to-br1")
    _add(ovs, "br1", "vxlan0", "type=vxlan", "options:remote_ip=192.168.110.67", "options:key=5", "options:dst_port=4790", "options:tos=inherit")
    _add(ovs, "br1", "gnv", "type=geneve", "options:remote_ip=10.0.0.9", "options:dst_port=6082", f"options:psk={json.dumps(SECRET)}")
    _add(ovs, "br1", "gre6", "type=ip6gre", "options:remote_ip=fd00::1", "options:key=flow")
    ovs.ofctl("mod-port", "br0", "p2", "down")
    ovs.ofctl("mod-port", "br0", "p3", "no-flood")
    ovs.vsctl("set-manager", "ssl:192.0.2.4:6640", f"punix:{ovs.folder}/manager.sock")
    for vlan, mac in LEARNED if "fdb/add" in ovs.appctl("list-commands") else ():  # since 2.16
        ovs.appctl("fdb/add", "br0", "p2", str(vlan), mac)


def _add(ovs: OvsSandbox, bridge: str, name: str, *columns: str) -> None:
    ovs.vsctl("add-port", bridge, name, "--", "set", "interface", name, *columns)


@contextmanager
def _controller(ovs: OvsSandbox, bridge: str) -> Iterator[None]:
    """A controller that says hello and no more, beside one that does not answer."""
    path = ovs.folder / "controller.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        server.settimeout(30)
        ovs.vsctl("set-controller", bridge, f"unix:{path}", "tcp:127.0.0.1:1")
        connection, _ = server.accept()
        with connection:
            connection.sendall(bytes.fromhex("0100000800000001"))  # OFPT_HELLO of OpenFlow 1.0
            row = ovs.vsctl("--bare", "--columns=_uuid", "find", "controller", f'target="unix:{path}"').strip()
            ovs.vsctl("wait-until", "controller", row, "is_connected=true")
            yield
