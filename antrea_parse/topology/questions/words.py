"""How fields and their values are called in an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

#: Values of one field that are shown, and characters of one value.
_SHOWN, _LENGTH = 8, 120
#: Fields whose name is not what an engineer would call them.
_LABELS = {
    "ip": "IP",
    "ips": "IPs",
    "mac": "MAC",
    "pod_mac": "pod's own MAC",
    "pod_ips": "lets send",
    "mtu": "MTU",
    "mtus": "MTUs",
    "ofport": "OpenFlow port",
    "ifindex": "ifindex",
    "internal_ip": "internal IP",
    "external_ips": "external IPs",
    "gateway_ips": "gateway IPs",
    "gateway_mac": "gateway MAC",
    "egress_ips": "Egress IPs",
    "cluster_ip": "cluster IP",
    "cluster_ips": "cluster IPs",
    "pod_cidrs": "pod CIDRs",
    "os": "OS",
    "os_image": "OS image",
    "version": "kubelet",
    "antrea_version": "Antrea",
    "ovs_version": "Open vSwitch",
    "proxy_all": "proxyAll",
    "default_via": "default route via",
    "host_network": "host network",
    "udp_port": "UDP port",
    "link_index": "peer's ifindex",
    "tag": "VLAN",
    "vlan": "VLAN",
    "round": "agent's round",
    "via": "via",
}


def label(field: str) -> str:
    """What a field is called.

    >>> label("pod_cidrs"), label("fail_mode")
    ('pod CIDRs', 'fail mode')
    """
    return _LABELS.get(field) or field.replace("_", " ")


def listed(items: Iterable[Any], limit: int = _SHOWN) -> str:
    """Some items and how many more there are.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    items = items if isinstance(items, Sequence) else tuple(items)
    return ", ".join(map(str, items[:limit])) + (f" and {len(items) - limit} more" if len(items) > limit else "")


def value(thing: Any) -> str:
    """A field's value on one line.

    >>> value({"app": "web"}), value(True), value(("a", "b"))
    ('app=web', 'yes', 'a, b')
    """
    if isinstance(thing, bool):
        return "yes" if thing else "no"
    if isinstance(thing, Mapping):
        return listed([f"{key}={_cut(str(item))}" for key, item in thing.items()])
    if isinstance(thing, tuple | list | frozenset):
        return listed([_cut(str(item)) for item in thing])
    return _cut(str(thing))


def counted(count: int, word: str) -> str:
    """A number of things.

    >>> counted(1, "pod"), counted(3, "policy"), counted(2, "address")
    ('1 pod', '3 policies', '2 addresses')
    """
    if count == 1:
        return f"1 {word}"
    if word.endswith(("s", "x")):
        return f"{count} {word}es"
    return f"{count} {word[:-1]}ies" if word.endswith("y") and not word.endswith("ay") else f"{count} {word}s"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else text[:_LENGTH] + "…"
