"""Where no capture lists a node's interfaces, its routes tell the gateway and the uplink."""

from __future__ import annotations

import antrea_parse as ap

NODES = """root@w1:~# kubectl get nodes -owide
NAME   STATUS   ROLES    AGE   VERSION   INTERNAL-IP      EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION     CONTAINER-RUNTIME
w1     Ready    <none>   10d   v1.20.5   192.168.77.101   <none>        Ubuntu 20.04.2 LTS   5.4.0-70-generic   docker://20.10.5
"""
ROUTES = """root@w1:~# ip route
default via 10.0.2.2 dev enp0s3 proto dhcp src 10.0.2.15 metric 100
10.10.0.0/24 via 10.10.0.1 dev antrea-gw0 onlink
10.10.1.0/24 dev antrea-gw0 proto kernel scope link src 10.10.1.1
192.168.77.0/24 dev enp0s8 proto kernel scope link src 192.168.77.101
"""
LINKS = """root@w1:~# ip link
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
2: {name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000
    link/ether 00:50:56:a7:11:22 brd ff:ff:ff:ff:ff:ff
root@w1:~#
"""


def node(text: str) -> ap.topology.Node:
    return ap.read_text(text).topology.node("w1")


def test_the_devices_of_routes() -> None:
    found = node(NODES + ROUTES)
    assert (found.gateway, found.why("gateway").certainty) == ("antrea-gw0", "observed")
    assert (found.uplink, found.why("uplink").certainty) == ("enp0s8", "inferred")
    assert [item.first_line for item in found.why("uplink").evidence] == [8, 3]
    (underlay,) = ap.read_text(NODES + ROUTES).topology.underlays
    assert (str(underlay.network), underlay.nodes) == ("192.168.77.0/24", ("w1",))


def test_two_devices_with_the_address_tell_nothing() -> None:
    assert node(NODES + ROUTES + "192.168.77.0/25 dev enp0s9 proto kernel scope link src 192.168.77.101\n").uplink is None


def test_a_route_that_an_administrator_made_tells_nothing() -> None:
    assert node(NODES + ROUTES.replace("enp0s8 proto kernel", "enp0s8")).uplink is None


def test_a_device_that_a_whole_list_lacks_is_not_named() -> None:
    found = node(NODES + ROUTES + LINKS.format(name="eth7"))
    assert (found.gateway, found.uplink) == (None, None)


def test_a_device_that_is_listed_without_its_addresses_is_the_uplink() -> None:
    found = node(NODES + ROUTES + LINKS.format(name="enp0s8"))
    assert found.uplink == "enp0s8"
    assert [(interface.name, interface.kind) for interface in found.interfaces] == [("lo", "loopback"), ("enp0s8", "uplink")]
