"""What only one node has: addresses and names that captures tell, to know a node by what a capture shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address
from typing import Any, NamedTuple

from antrea_parse.commands.registry import options_of
from antrea_parse.snapshot.capture import Capture

_GATEWAYS = ("antrea-gw0", "gw0")
# Addresses that several machines have: virtual ones of Antrea and Calico, those that docker and others compute from an IP address.
_SHARED_MAC = re.compile(r"(?:00:00:00:00:00:00|aa:bb:cc:dd:ee:ff|ee:ee:ee:ee:ee:ee|ff:ff:ff:ff:ff:ff|02:42:|0a:58:|33:33:|01:00:5e)")

#: Pods that are remembered; there are clusters with as many.
_MOST = 100_000


class Sign(NamedTuple):
    """Something that only one node has.

    Attributes:
        node: the node.
        what: for messages, ``InternalIP 192.168.110.66``.
        where: the lines that say so.
        is_told: a table says so, rather than a capture that was placed before.
    """

    node: str
    what: str
    where: str
    is_told: bool = False


class Owners:
    """The nodes, and what each of them alone has, as far as captures told.

    Attributes:
        nodes: names of the nodes that tables have.
        pods: for each pod, by its namespace, the node on which it runs.
        hosts: names that prompts have for machines which show what only one node has.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, None] = {}
        self.pods: dict[str, dict[str | None, str]] = {}
        self.hosts: dict[str, Sign] = {}
        self._addresses: dict[str, dict[str, Sign]] = {}
        self._macs: dict[str, dict[str, Sign]] = {}
        self._is_told = False

    def read_tables(self, captures: Sequence[Capture]) -> None:
        """Learn from tables of nodes and pods."""
        prompts = {capture.typed_at for capture in captures}
        for capture in captures:
            self._is_told = self._is_told or capture.command in ("kubectl get nodes", "kubectl get pods")
            if capture.output is not None and capture.command == "kubectl get nodes":
                for record in capture.output:
                    self._node(record)
            elif capture.output is not None and capture.command == "kubectl get pods":
                # Half a row may end in half a node's name.
                cut = {item.line for item in capture.output.diagnostics if item.code == "AP204"}
                for record in capture.output:
                    if record.span is None or (record.span.first_line not in cut and (record.span.source, record.span.last_line) not in prompts):
                        self._pod(record, capture)

    def read_placed(self, captures: Iterable[Capture]) -> None:
        """Learn from captures of machines; those whose node is a guess prove nothing."""
        for capture in captures:
            if capture.node is not None and is_host(capture) and not capture.node_reason.startswith("inferred"):
                for mac, where in macs_of(capture):
                    _keep(self._macs, mac, Sign(capture.node, f"MAC address {mac}", where))
                for address, where in _of_gateway(capture):
                    _keep(self._addresses, address, Sign(capture.node, f"gateway {address}", where))

    def _node(self, record: Any) -> None:
        self.nodes[record.name] = None
        where = str(record.span)
        if (address := _plain(record.internal_ip)) is not None:
            _keep(self._addresses, address, Sign(record.name, f"InternalIP {address}", where, is_told=True))
        for network in getattr(record, "pod_cidrs", None) or ():
            if (first := getattr(network, "network_address", None)) is not None:
                gateway = str(first + 1)
                _keep(self._addresses, gateway, Sign(record.name, f"gateway {gateway} of pod CIDR {network}", where, is_told=True))

    def _pod(self, record: Any, capture: Capture) -> None:
        if record.node and (len(self.pods) < _MOST or record.name in self.pods):
            self.nodes[record.node] = None
            self.pods.setdefault(record.name, {})[record.namespace or _asked_namespace(capture)] = record.node
            if (address := _plain(record.host_ip)) is not None:
                _keep(self._addresses, address, Sign(record.node, f"address {address} of the node of pod {record.name}", str(record.span), is_told=True))

    def of_address(self, address: str) -> Sign | None:
        """The only node that has this address."""
        plain = _plain(address)
        return None if plain is None else _only(self._addresses.get(plain))

    def told_of(self, capture: Capture) -> list[Sign]:
        """The addresses in a capture that only one node has, as tables say."""
        signs = (self.of_address(address) for address in _addresses(capture)) if self._is_told else ()
        return [sign for sign in signs if sign is not None and sign.is_told]

    def of_capture(self, capture: Capture) -> list[Sign]:
        """What in a capture only one node has; first by address."""
        found = [sign for address in _addresses(capture) if (sign := self.of_address(address)) is not None]
        for mac, _ in [] if found else macs_of(capture):
            if (sign := _only(self._macs.get(mac))) is not None:
                found.append(sign)
        return found


def _keep(signs: dict[str, dict[str, Sign]], key: str, sign: Sign) -> None:
    """Keep the first sign of each node; of more than two nodes none is needed."""
    found = signs.setdefault(key, {})
    if len(found) < 2:
        found.setdefault(sign.node, sign)


def _only(signs: dict[str, Sign] | None) -> Sign | None:
    return next(iter(signs.values())) if signs is not None and len(signs) == 1 else None


def is_host(capture: Capture) -> bool:
    """Whether a capture tells of a machine itself: not of the cluster, a pod or another network namespace."""
    if capture.command is None or capture.command.startswith("kubectl"):
        return False
    return capture.invocation is None or not capture.invocation.has_own_network


def _asked_namespace(capture: Capture) -> str | None:
    return options_of(capture.argv).get("namespace")


def _addresses(capture: Capture) -> Iterator[str]:
    """Addresses of the machine itself."""
    if capture.output is None:
        return
    if capture.command == "ip address":
        for record in _of_one(capture):
            for item in getattr(record, "addr_info", None) or ():
                if item.local is not None and item.scope == "global":
                    yield str(item.local)
    elif capture.command == "ip route":
        for record in capture.output:
            if getattr(record, "protocol", None) == "kernel" and getattr(record, "prefsrc", None) is not None:
                yield str(record.prefsrc)  # type: ignore[attr-defined]


def _of_gateway(capture: Capture) -> Iterator[tuple[str, str]]:
    """Addresses of Antrea's gateway: no other machine has them."""
    for record in _of_one(capture) if capture.command == "ip address" else ():
        if getattr(record, "ifname", None) in _GATEWAYS:
            own = [item.local for item in getattr(record, "addr_info", None) or () if item.scope == "global"]
            yield from ((str(address), str(record.span)) for address in own if address is not None)


def _of_one(capture: Capture) -> Iterator[Any]:
    """The records of one machine: where an output begins again, whose prompt was lost, another's are."""
    seen = set()
    for record in capture.output or ():
        number = getattr(record, "ifindex", None)
        if number is not None and number in seen:
            return
        seen.add(number)
        yield record


def macs_of(capture: Capture) -> Iterator[tuple[str, str]]:
    """MAC addresses of the machine's own interfaces."""
    field = {"ip address": "address", "ip link": "address", "ovs-ofctl show": "hw_addr", "ovs-ofctl dump-ports-desc": "hw_addr"}.get(capture.command or "")
    if field is None or capture.output is None:
        return
    for record in _of_one(capture):
        mac = getattr(record, field, None)
        if isinstance(mac, str) and len(mac) == 17 and not _SHARED_MAC.match(mac.lower()):
            yield mac.lower(), str(record.span)


def _plain(address: Any) -> str | None:
    try:
        return None if address is None else str(ip_address(str(address)))
    except ValueError:
        return None
