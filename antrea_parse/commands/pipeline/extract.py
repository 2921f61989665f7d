"""Pulls the facts out of flows and groups.

A flow is read by its shape (which fields it matches, which it writes); the table confirms it where it can be told. So a dump
without names, whose table numbers mean nothing, still tells its facts, and no other flow of Antrea's has one of these shapes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from antrea_parse.commands.flows.actions import walk
from antrea_parse.commands.flows.canonical import Write, all_writes
from antrea_parse.commands.flows.match import MatchField
from antrea_parse.commands.flows.record import Flow
from antrea_parse.commands.flows.values import Clause as ClauseValue
from antrea_parse.commands.flows.values import NatRange
from antrea_parse.commands.ovs_ofctl_dump_groups import Group
from antrea_parse.commands.pipeline.facts import (
    Clause,
    Direction,
    DropCounter,
    EgressMark,
    Endpoint,
    EndpointFact,
    Fact,
    Outcome,
    PeerRoute,
    PodBinding,
    PolicyRule,
    PortRole,
    Protocol,
    ServiceFact,
)
from antrea_parse.commands.pipeline.registers import meanings
from antrea_parse.commands.pipeline.tables import Pipeline, recognise
from antrea_parse.text.errors import ParseError
from antrea_parse.text.span import Span
from antrea_parse.text.values import IPAddress

#: MAC of tunnels between clusters (GlobalVirtualMACForMulticluster).
_MULTICLUSTER_MAC = 0xAABBCCDDEEF0
_PROTOCOLS: dict[str, Protocol] = {"tcp": "TCP", "tcp6": "TCP", "udp": "UDP", "udp6": "UDP", "sctp": "SCTP", "sctp6": "SCTP"}
_ADDRESS_FIELDS = ("nw_dst", "ipv6_dst")
#: Fields of the flows that bind a port to its addresses, and the tables that have them.
_SENDERS = (("arp_sha", ("arp_spa",), (None, "ARPSpoofGuard", "SpoofGuard")), ("dl_src", ("nw_src", "ipv6_src"), (None, "SpoofGuard")))
_NODE_PORT_BIT = 1 << 19
_DENY_BIT, _OLD_DENY_BIT = 1 << 10, 1 << 20
_DISPOSITION_SHIFT = 11
_DISPOSITIONS: tuple[Outcome, ...] = ("allow", "drop", "reject", "pass")
#: Why Antrea drops in a table.
_REASONS = {
    "Classifier": "unknown port",
    "ARPSpoofGuard": "ARP from another address than the port's",
    "SpoofGuard": "source address is not the port's",
    "ConntrackState": "invalid connection state",
    "ServiceLB": "Service without endpoint",
    "EndpointDNAT": "Service without endpoint",
    "AntreaPolicyEgressRule": "denied by an Antrea policy",
    "AntreaPolicyIngressRule": "denied by an Antrea policy",
    "EgressRule": "denied by a network policy",
    "IngressRule": "denied by a network policy",
    "EgressDefaultRule": "isolated by a network policy",
    "IngressDefaultRule": "isolated by a network policy",
    "EgressMetric": "denied by an Antrea policy",
    "IngressMetric": "denied by an Antrea policy",
    "MulticastEgressMetric": "denied by an Antrea policy",
    "MulticastIngressMetric": "denied by an Antrea policy",
    "EgressMark": "Egress IP is not on this node",
    "SNAT": "Egress IP is not on this node",
    "EgressQoS": "above the Egress's rate",
    "L3DecTTL": "TTL expired",
    "L2ForwardingCalc": "unknown destination MAC",
    "Output": "no port to output to",
    "PipelineRootClassifier": "protocol not supported",
    "NonIP": "protocol not supported",
}


def pipeline_facts(flows: Sequence[Flow], groups: Iterable[Group] = (), pipeline: Pipeline | None = None) -> tuple[Fact, ...]:
    """What the flows and groups of one node tell.

    Args:
        flows: all flows of one dump of Antrea's bridge.
        groups: the groups of the same bridge, dumped at about the same time.
        pipeline: of the whole dump, where `flows` are a part of it; recognised by `flows` if None.

    Returns:
        Port roles, Pod bindings, peer routes, Services, endpoints, rules, drop counters and Egress marks, in this order and each in
        the order of the dump. A flow whose match or actions cannot be decoded says nothing.

    >>> import antrea_parse as ap
    >>> dump = ' table=SpoofGuard, priority=200,ip,in_port="web-0-7c2f10",dl_src=c6:34:f2:aa:01:15,nw_src=10.211.1.15 actions=goto_table:UnSNAT'
    >>> (fact,) = pipeline_facts(ap.parse(dump, "ovs-ofctl dump-flows").records)
    >>> fact.in_port, str(fact.ip), fact.mac
    ('web-0-7c2f10', '10.211.1.15', 'c6:34:f2:aa:01:15')
    """
    reader = _Reader(pipeline or recognise(flows), {group.group_id: group for group in groups})
    for flow in flows:
        try:
            reader.read(flow)
        except ParseError:
            continue  # the flow itself tells, when it is decoded
    return reader.facts()


class _Reader:
    def __init__(self, pipeline: Pipeline, groups: dict[int, Group]) -> None:
        self._pipeline = pipeline
        self._old = bool(pipeline.before_flexible)
        self._groups = groups
        self._roles: list[PortRole] = []
        self._senders: list[tuple[int | str, str, IPAddress, str, tuple[Span, ...]]] = []
        self._macs: list[tuple[IPAddress, str, str, tuple[Span, ...]]] = []
        self._ports: dict[str, tuple[int, str, tuple[Span, ...]]] = {}
        self._found: defaultdict[str, list[Fact]] = defaultdict(list)
        self._rules: dict[int, _Rule] = {}

    def read(self, flow: Flow) -> None:
        table = self._pipeline.table(flow)
        fields = {field.name: field for field in flow.fields}
        spans = (flow.span,) if flow.span else ()
        if flow.actions == "drop":
            self._drop(flow, table, fields, spans)
            return
        self._rule(flow, table, fields, spans)
        name = table or str(flow.in_table)
        if "in_port" in fields and self._sender(fields, table, name, spans):
            return
        writes = all_writes(flow.action_list)
        if "in_port" in fields and table in (None, "Classifier") and "reg0" in writes:
            self._role(fields, writes["reg0"], spans)
        if table in (None, "L2ForwardingCalc") and "reg1" in writes and _exact_text(fields.get("dl_dst")):
            self._ports.setdefault(str(fields["dl_dst"].value), (writes["reg1"].value, name, spans))
            return
        self._forwarding(fields, writes, table, name, spans)
        self._service(flow, fields, spans)
        self._egress(fields, writes, table, spans)

    def _sender(self, fields: dict[str, MatchField], table: str | None, name: str, spans: tuple[Span, ...]) -> bool:
        """Flows that let a port send with its own addresses only."""
        port = fields["in_port"].value
        for mac_field, ip_fields, tables in _SENDERS:
            mac = fields.get(mac_field)
            source = next((fields[ip].value for ip in ip_fields if ip in fields), None)
            if table in tables and _exact_text(mac) and mac is not None and isinstance(source, IPv4Address | IPv6Address) and isinstance(port, int | str):
                self._senders.append((port, str(mac.value), source, name, spans))
                return True
        return False

    def _role(self, fields: dict[str, MatchField], write: Write, spans: tuple[Span, ...]) -> None:
        port = fields["in_port"].value
        low = 0xFFFF if self._old else 0xF
        if write.mask & low != low or not isinstance(port, int | str):
            return
        phrase = next(iter(meanings("reg0", write.value, low, old=self._old)), "")
        role = phrase.removeprefix("packet source ")
        if self._pipeline.kind != "unknown" and not role.startswith("0x"):
            self._roles.append(PortRole(port=port, role=role, spans=spans))

    def _forwarding(self, fields: dict[str, MatchField], writes: dict[str, Write], table: str | None, name: str, spans: tuple[Span, ...]) -> None:
        """Flows that send packets to a local Pod, or to another node."""
        destination = next((fields[name].value for name in _ADDRESS_FIELDS if name in fields), None)
        if table not in (None, "L3Forwarding") or "eth_dst" not in writes or destination is None:
            return
        tunnel = writes.get("tun_dst") or writes.get("tun_ipv6_dst")
        if tunnel is not None:
            if isinstance(destination, IPv4Address | IPv6Address | IPv4Network | IPv6Network):
                cidr = ip_network(destination) if isinstance(destination, IPv4Address | IPv6Address) else destination
                multicluster = writes["eth_dst"].value == _MULTICLUSTER_MAC
                self._found["peer"].append(PeerRoute(cidr=cidr, node_ip=_address(tunnel), multicluster=multicluster, spans=spans))
        elif isinstance(destination, IPv4Address | IPv6Address):
            self._macs.append((destination, _mac(writes["eth_dst"].value), name, spans))

    def _service(self, flow: Flow, fields: dict[str, MatchField], spans: tuple[Span, ...]) -> None:
        protocol = next((_PROTOCOLS[name] for name in fields if name in _PROTOCOLS), None)
        if protocol is None:
            return
        port = fields.get("tp_dst")
        group = next((action.value for action in flow.action_list if action.name == "group"), None)
        if isinstance(group, int) and port is not None and isinstance(port.value, int) and port.mask is None:
            ip = next((fields[name].value for name in _ADDRESS_FIELDS if name in fields), None)
            mark = fields.get("reg4")
            node_port = mark is not None and isinstance(mark.value, int) and bool(mark.value & _NODE_PORT_BIT)
            if isinstance(ip, IPv4Address | IPv6Address) or node_port:
                known = self._groups.get(group)
                self._found["service"].append(
                    ServiceFact(
                        ip=ip if isinstance(ip, IPv4Address | IPv6Address) else None,
                        port=port.value,
                        protocol=protocol,
                        group_id=group,
                        endpoints=None if known is None else _endpoints(known),
                        spans=_once([*spans, *([known.span] if known and known.span else [])]),
                    )
                )
        if "reg3" in fields or "xxreg3" in fields or "reg4" in fields:
            for action in walk(flow.action_list):
                target = action.value if action.name == "dst" else None
                if isinstance(target, NatRange) and target.port_first is not None:
                    self._found["endpoint"].append(EndpointFact(ip=target.first, port=target.port_first, protocol=protocol, spans=spans))

    def _egress(self, fields: dict[str, MatchField], writes: dict[str, Write], table: str | None, spans: tuple[Span, ...]) -> None:
        if table not in (None, "EgressMark", "SNAT") or any(name in fields for name in _ADDRESS_FIELDS):
            return
        port = fields["in_port"].value if "in_port" in fields else None
        tunnel = fields.get("tun_dst") or fields.get("tun_ipv6_dst")
        mark = writes["pkt_mark"].value if "pkt_mark" in writes and writes["pkt_mark"].mask & 0xFF == 0xFF else None
        remote = writes.get("tun_dst") or writes.get("tun_ipv6_dst")
        if isinstance(port, int | str) and (mark or remote):
            self._found["egress"].append(EgressMark(in_port=port, mark=mark, egress_ip=_address(remote) if remote else None, spans=spans))
        elif tunnel is not None and mark and isinstance(tunnel.value, IPv4Address | IPv6Address):
            self._found["egress"].append(EgressMark(mark=mark, egress_ip=tunnel.value, spans=spans))

    def _rule(self, flow: Flow, table: str | None, fields: dict[str, MatchField], spans: tuple[Span, ...]) -> None:
        direction = _direction(table)
        if "conjunction(" in flow.actions:
            for action in flow.action_list:
                arguments = action.arguments if action.name == "conjunction" else {}
                number, clause = arguments.get("id"), arguments.get("clause")
                if isinstance(number, int) and isinstance(clause, ClauseValue):
                    self._rules.setdefault(number, _Rule()).add(clause, flow.match, direction, spans)
        conjunction = fields.get("conj_id")
        if conjunction is not None and isinstance(conjunction.value, int):
            self._rules.setdefault(conjunction.value, _Rule()).conclude(self._outcome(flow), direction, spans)

    def _outcome(self, flow: Flow) -> Outcome:
        deny = _OLD_DENY_BIT if self._old else _DENY_BIT
        write = all_writes(flow.action_list).get("reg0")
        if write is None:
            return "allow"
        if not self._old and write.mask >> _DISPOSITION_SHIFT & 3 == 3:
            return _DISPOSITIONS[write.value >> _DISPOSITION_SHIFT & 3]
        return "drop" if write.value & deny else "allow"

    def _drop(self, flow: Flow, table: str | None, fields: dict[str, MatchField], spans: tuple[Span, ...]) -> None:
        conjunction = fields.get("conj_id")
        if conjunction is not None and isinstance(conjunction.value, int):
            self._rules.setdefault(conjunction.value, _Rule()).conclude("drop", _direction(table), spans)
        if flow.n_packets is None:
            return
        rule = fields.get("reg3")
        if table in ("EgressMetric", "IngressMetric") and rule is not None and isinstance(rule.value, int):
            found = self._rules.setdefault(rule.value, _Rule())
            found.dropped = (found.dropped or 0) + flow.n_packets
            found.spans.extend(spans)
        reason = _REASONS.get(table or "", "")
        if table == "ConntrackState" and "ct_state" not in fields:
            reason = ""
        self._found["drop"].append(
            DropCounter(table=table or flow.in_table, reason=reason, n_packets=flow.n_packets, priority=flow.priority, match=flow.match, spans=spans)
        )

    def facts(self) -> tuple[Fact, ...]:
        found = self._found
        rules = [rule.fact(number) for number, rule in sorted(self._rules.items())]
        return (*self._roles, *self._bindings(), *found["peer"], *found["service"], *found["endpoint"], *rules, *found["drop"], *found["egress"])

    def _bindings(self) -> list[PodBinding]:
        roles = {fact.port: fact for fact in self._roles}
        merged: dict[tuple[IPAddress, str], tuple[int | str | None, list[str], list[Span]]] = {}
        for port, mac, ip, table, spans in self._senders:
            entry = merged.setdefault((ip, mac), (port, [], []))
            entry[1].append(table)
            entry[2].extend(spans)
        for ip, mac, table, spans in self._macs:
            if (ip, mac) not in merged and mac not in self._ports:
                continue  # the way to something beyond: no port of this node has the MAC
            entry = merged.setdefault((ip, mac), (None, [], []))
            entry[1].append(table)
            entry[2].extend(spans)
        bindings = []
        for (ip, mac), (sender, tables, proof) in merged.items():
            ofport = sender if isinstance(sender, int) else None
            if mac in self._ports:
                ofport, table, spans = self._ports[mac]
                tables, proof = [*tables, table], [*proof, *spans]
            role = next((roles[known] for known in (sender, ofport) if known in roles), None)
            bindings.append(
                PodBinding(
                    ip=ip,
                    mac=mac,
                    in_port=sender,
                    ofport=ofport,
                    role=role.role if role else None,
                    tables=tuple(dict.fromkeys(tables)),
                    spans=_once([*proof, *(role.spans if role else ())]),
                )
            )
        return bindings


class _Rule:
    """A rule while its flows are collected."""

    def __init__(self) -> None:
        self.clauses: dict[ClauseValue, list[str]] = {}
        self.direction: Direction | None = None
        self.outcome: Outcome | None = None
        self.dropped: int | None = None
        self.spans: list[Span] = []

    def add(self, clause: ClauseValue, match: str, direction: Direction | None, spans: tuple[Span, ...]) -> None:
        self.clauses.setdefault(clause, []).append(match)
        self.direction = self.direction or direction
        self.spans.extend(spans)

    def conclude(self, outcome: Outcome, direction: Direction | None, spans: tuple[Span, ...]) -> None:
        # A rule has several flows of this kind: for new connections and known ones; any of them that denies decides.
        if self.outcome in (None, "allow"):
            self.outcome = outcome
        self.direction = self.direction or direction
        self.spans.extend(spans)

    def fact(self, number: int) -> PolicyRule:
        clauses = tuple(Clause(number=clause.number, of=clause.of, matches=tuple(matches)) for clause, matches in sorted(self.clauses.items()))
        return PolicyRule(conj_id=number, direction=self.direction, clauses=clauses, outcome=self.outcome, dropped=self.dropped, spans=_once(self.spans))


def _endpoints(group: Group) -> tuple[Endpoint, ...] | None:
    """Endpoints that the buckets of a group choose: the address in reg3 or xxreg3, the port in the low half of reg4; None where one tells none: it is cut."""
    found = []
    for bucket in group.buckets:
        try:
            writes = all_writes(bucket.action_list)
        except ParseError:
            return None  # the bucket itself tells, when it is decoded
        wide, narrow, port = writes.get("xxreg3"), writes.get("reg3"), writes.get("reg4")
        if port is None or port.mask & 0xFFFF != 0xFFFF:
            return None
        if wide is not None:
            found.append(Endpoint(ip=IPv6Address(wide.value), port=port.value & 0xFFFF))
        elif narrow is not None:
            found.append(Endpoint(ip=IPv4Address(narrow.value), port=port.value & 0xFFFF))
    return tuple(found)


def _direction(table: str | None) -> Direction | None:
    """Of the traffic that the rules of a table are about."""
    if table is None:
        return None
    return "egress" if "Egress" in table else "ingress" if "Ingress" in table else None


def _address(write: Write) -> IPAddress:
    return IPv6Address(write.value) if write.field.width == 128 else ip_address(write.value & 0xFFFFFFFF)


def _mac(value: int) -> str:
    return (value & (1 << 48) - 1).to_bytes(6, "big").hex(":")


def _exact_text(field: MatchField | None) -> bool:
    return field is not None and isinstance(field.value, str) and field.mask is None


def _once(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans)))
