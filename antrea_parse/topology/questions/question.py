"""What a question asks about: an address, a network, a MAC, a number, a name; each in any spelling."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, NamedTuple

from antrea_parse.text.errors import TopologyError
from antrea_parse.text.values import IPAddress
from antrea_parse.topology.model import IPNetwork

#: Longer than any name of Kubernetes with its namespace and kind.
_LIMIT = 1024
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PAIRS = re.compile(r"[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}|[0-9a-f]{1,2}(?:-[0-9a-f]{1,2}){5}")
_DOTTED = re.compile(r"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}")
_BARE = re.compile(r"[0-9a-f]{12}")
_BRACKETED = re.compile(r"\[([^]]*)\](?::(\d{1,5}))?")
_V4_AND_PORT = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})")
#: What people call the kinds of things, by the kinds that the graph knows.
_KINDS: dict[str, str] = {
    **dict.fromkeys(("pod", "pods", "po"), "pod"),
    **dict.fromkeys(("node", "nodes", "no"), "node"),
    **dict.fromkeys(("service", "services", "svc"), "service"),
    **dict.fromkeys(("endpoint", "endpoints", "ep"), "endpoints"),
    **dict.fromkeys(("policy", "networkpolicy", "networkpolicies", "netpol"), "policy"),
    **dict.fromkeys(("clusternetworkpolicy", "acnp"), "ClusterNetworkPolicy"),
    **dict.fromkeys(("antreanetworkpolicy", "annp", "anp"), "AntreaNetworkPolicy"),
    **dict.fromkeys(("namespace", "namespaces", "ns"), "namespace"),
    **dict.fromkeys(("egress", "egresses", "eg"), "egress"),
}


class Wanted(NamedTuple):
    """What is asked about.

    Attributes:
        text: the question, without blanks around it.
        ip: the address that it is.
        zone: interface or index behind an address: ``fe80::1%eth0``.
        port: port behind an address.
        network: the network that it is, or in which an address with its prefix lies.
        mac: the MAC that it is, as the tools print it.
        number: the number that it is.
        name: the name that it may be, without what stands before it.
        path: what stands before the name: kind, namespace, node, bridge.
    """

    text: str
    ip: IPAddress | None = None
    zone: str = ""
    port: int | None = None
    network: IPNetwork | None = None
    mac: str | None = None
    number: int | None = None
    name: str = ""
    path: tuple[str, ...] = ()


def read(question: Any) -> Wanted:
    """Read a question.

    >>> read("36-AB-6B-31-0C-75").mac, read("[FE80::0:1%eth0]").ip, read("10.211.2.30/32").ip, read("svc/web").path
    ('36:ab:6b:31:0c:75', IPv6Address('fe80::1'), IPv4Address('10.211.2.30'), ('service',))

    Raises:
        TopologyError: it is empty, too long or not one line of text.
    """
    text = str(question).strip()
    if not text or len(text) > _LIMIT or _UNFIT.search(text):
        shown = repr(text[:40] + "…" if len(text) > 40 else text)
        raise TopologyError(f"{shown} is no question; expected one line with an address, MAC, network, name or port number, such as 10.211.1.15")
    found = Wanted(text, mac=_mac(text.lower()), number=int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None)
    if text.upper() == "LOCAL":
        found = found._replace(number=65534)
    if (address := _address(text)) is not None:
        return found._replace(**address, name=text)  # some clouds call nodes by their addresses
    parts = [part for part in text.split("/") if part]
    if not parts:
        return found._replace(name=text)
    if len(parts) > 1 and parts[0].lower() == "underlay":  # as the graph calls it
        return found._replace(**(_address("/".join(parts[1:])) or {}))
    if len(parts) > 1 and parts[-1].isdecimal() and len(parts[-1]) < 10 and parts[-1].isascii():
        found = found._replace(number=int(parts[-1]))
    path = tuple(_KINDS.get(part.lower(), part) for part in parts[:-1])
    return found._replace(name=parts[-1], path=path)


def _mac(text: str) -> str | None:
    """A MAC as the tools print it, from any spelling."""
    if _PAIRS.fullmatch(text):
        return ":".join(part.zfill(2) for part in re.split("[:-]", text))
    digits = text.replace(".", "")
    # Twelve decimal digits are a number that nobody took for a MAC.
    if _DOTTED.fullmatch(text) or (_BARE.fullmatch(digits) and not digits.isdecimal() and "." not in text):
        return ":".join(digits[index : index + 2] for index in range(0, 12, 2))
    return None


def _address(text: str) -> dict[str, Any] | None:
    """The fields of an address or a network; None for what is neither."""
    port = None
    if (match := _BRACKETED.fullmatch(text)) or (match := _V4_AND_PORT.fullmatch(text)):
        text, port = match[1], match[2]
    text, _, length = text.partition("/")
    text, _, zone = text.partition("%")
    try:
        ip = ip_address(text)
        network = ip_network(f"{ip}/{length}", strict=False) if length else None
    except ValueError:
        return None
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None and (network is None or network.prefixlen == 128):
        ip, network = ip.ipv4_mapped, None
    whole = network is not None and network.prefixlen < network.max_prefixlen
    if whole and network is not None and network.network_address == ip:
        return {"network": network}
    return {"ip": ip, "zone": zone, "network": network if whole else None, "port": None if port is None else int(port)}
