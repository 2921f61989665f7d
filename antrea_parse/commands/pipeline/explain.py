"""A flow in one line of plain words."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address

from antrea_parse.commands.flows.actions import Action, format_actions
from antrea_parse.commands.flows.canonical import all_writes, as_write
from antrea_parse.commands.flows.match import MatchField
from antrea_parse.commands.flows.record import Flow
from antrea_parse.commands.flows.values import Clause, Flags, NatRange, Subfield
from antrea_parse.commands.pipeline.registers import meanings
from antrea_parse.commands.pipeline.tables import STAGES, Pipeline, recognise

_PROTOCOLS = {
    "ip": "IPv4",
    "ipv6": "IPv6",
    "arp": "ARP",
    "rarp": "RARP",
    "icmp": "ICMP",
    "icmp6": "ICMPv6",
    "tcp": "TCP",
    "tcp6": "TCP over IPv6",
    "udp": "UDP",
    "udp6": "UDP over IPv6",
    "sctp": "SCTP",
    "sctp6": "SCTP over IPv6",
    "mpls": "MPLS",
    "mplsm": "MPLS multicast",
}
_CONDITIONS = {
    "in_port": "arriving at port {}",
    "nw_src": "from {}",
    "nw_dst": "to {}",
    "ipv6_src": "from {}",
    "ipv6_dst": "to {}",
    "dl_src": "from MAC {}",
    "dl_dst": "to MAC {}",
    "tp_src": "from port {}",
    "tp_dst": "to port {}",
    "arp_spa": "sent by {}",
    "arp_tpa": "asking for {}",
    "arp_sha": "from MAC {}",
    "tun_src": "from tunnel end {}",
    "tun_dst": "to tunnel end {}",
    "conj_id": "fulfilling all clauses of conjunction {}",
    "ct_state": "connection {}",
    "dl_vlan": "in VLAN {}",
}
_TO_ADDRESS = re.compile(r"\bto ([0-9a-f.:]+)")
_WRITES = {
    "eth_src": "set source MAC {}",
    "eth_dst": "set destination MAC {}",
    "ip_src": "set source address {}",
    "ip_dst": "set destination address {}",
    "tun_dst": "set tunnel end {}",
    "tun_ipv6_dst": "set tunnel end {}",
    "tun_id": "set tunnel key {}",
    "arp_op": "set ARP operation {}",
    "arp_spa": "set ARP sender {}",
    "arp_tpa": "set ARP target {}",
    "arp_sha": "set ARP sender MAC {}",
    "arp_tha": "set ARP target MAC {}",
}
_WORDS = {
    "drop": "drop",
    "NORMAL": "forward as a learning switch",
    "IN_PORT": "send back through the port it came from",
    "LOCAL": "output to the bridge's own port",
    "FLOOD": "output to all ports that flood",
    "ALL": "output to all ports",
    "dec_ttl": "decrement TTL",
    "ct_clear": "forget the connection",
    "pop_vlan": "remove the VLAN tag",
    "strip_vlan": "remove the VLAN tag",
    "clear_actions": "clear the action set",
    "exit": "stop",
}


def explain(flow: Flow, pipeline: Pipeline | None = None) -> str:
    """What a flow is for.

    Args:
        flow: the flow.
        pipeline: the pipeline of its dump, from `recognise`; from the flow alone if None, which tells less of a flow without names.

    Raises:
        ParseError: match or actions cannot be decoded.

    >>> import antrea_parse as ap
    >>> dump = ' table=L3Forwarding, priority=200,ip,nw_dst=10.211.2.0/24 actions=mod_dl_dst:aa:bb:cc:dd:ee:ff,set_field:192.0.2.7->tun_dst,resubmit(,SNAT)'
    >>> explain(ap.parse(dump, "ovs-ofctl dump-flows")[0])
    'IPv4 to 10.211.2.0/24: set destination MAC aa:bb:cc:dd:ee:ff, set tunnel end 192.0.2.7, continue in SNAT'
    """
    pipeline = pipeline or recognise((flow,))
    old = bool(pipeline.before_flexible)
    known = pipeline.kind != "unknown"
    front = " ".join(phrase for field in flow.fields for phrase in _condition(field, known=known, old=old)) or "any packet"
    if pipeline.table(flow) == "L3Forwarding" and _leads_to_pod(flow):
        front = _TO_ADDRESS.sub(r"to pod \1", front, count=1)
    return f"{front}: {', '.join(_phrases(flow.action_list, pipeline, known=known, old=old))}"


def _leads_to_pod(flow: Flow) -> bool:
    """Whether a flow routes to a local Pod: it gives both MAC addresses for one address, and names no tunnel's end."""
    written = all_writes(flow.action_list)
    exact = any(field.name in ("nw_dst", "ipv6_dst") and isinstance(field.value, IPv4Address | IPv6Address) for field in flow.fields)
    return exact and "eth_src" in written and "eth_dst" in written and written.keys().isdisjoint({"tun_dst", "tun_ipv6_dst"})


def _condition(field: MatchField, *, known: bool, old: bool) -> list[str]:
    if field.name in _PROTOCOLS and not field.text:
        return [_PROTOCOLS[field.name]]
    if isinstance(field.value, Flags):
        words = [*sorted(field.value.on), *(f"not {word}" for word in sorted(field.value.off))]
        return [_CONDITIONS.get(field.name, f"{field.name} {{}}").format(" ".join(words))]
    if field.name in _CONDITIONS:
        value = field.value if isinstance(field.value, str) and field.mask is None else field.text
        return [_CONDITIONS[field.name].format(value)]
    if known and isinstance(field.value, int):
        phrases = meanings(field.name, field.value, field.mask if isinstance(field.mask, int) else -1, old=old)
        if phrases:
            return [f"with {' and '.join(phrases)}"]
    return [f"with {field}"]


def _phrases(actions: tuple[Action, ...], pipeline: Pipeline, *, known: bool, old: bool) -> list[str]:
    return [phrase for action in actions for phrase in _phrase(action, pipeline, known=known, old=old)]


def _phrase(action: Action, pipeline: Pipeline, *, known: bool, old: bool) -> list[str]:
    name = action.name
    if name in _WORDS:
        return [_WORDS[name]]
    write = as_write(action)
    if write is not None:
        if write.field.name in _WRITES and write.mask == (1 << write.field.width) - 1:
            return [_WRITES[write.field.name].format(_show(write.field.kind, write.field.width, write.value))]
        phrases = meanings(write.field.name, write.value, write.mask, old=old) if known else []
        return [f"mark {' and '.join(phrases)}"] if phrases else [str(write).replace("set_field:", "set ").replace("->", " in ")]
    arguments = action.arguments
    if name in ("goto_table", "resubmit") and arguments.get("table") is not None:
        return [f"continue in {_table(arguments['table'], pipeline)}"]
    if name == "output":
        field = isinstance(action.value, Subfield)
        return ["output to the port found" if field else f"output to port {_plain(arguments.get('port', action.text))}"]
    if name == "group":
        return [f"let group {action.text} choose"]
    if name == "ct":
        return [_connection(action, pipeline, known=known, old=old)]
    if name == "conjunction":
        clause = arguments.get("clause")
        part = f"clause {clause.number} of {clause.of}" if isinstance(clause, Clause) else "a clause"
        return [f"fulfil {part} of conjunction {_plain(arguments.get('id'))}"]
    if name in ("controller", "CONTROLLER"):
        return ["send to the controller"]
    if name == "meter":
        return [f"limit by meter {action.text}"]
    if name == "move" and isinstance(action.value, Subfield) and action.target is not None:
        target = action.target.text if isinstance(action.target, Subfield) else action.target
        return [f"copy {action.value.text} to {target}"]
    if name == "learn":
        return [f"learn a flow in {_table(arguments.get('table', 0), pipeline)}"]
    return [format_actions((action,))]


def _connection(action: Action, pipeline: Pipeline, *, known: bool, old: bool) -> str:
    arguments = action.arguments
    parts = ["commit the connection" if "commit" in arguments else "look the connection up"]
    zone = arguments.get("zone")
    if zone is not None:
        parts[0] += f" in zone {_plain(zone)}"
    nat = action.child("nat")
    ranges = [child for child in (nat.children or () if nat else ()) if isinstance(child.value, NatRange)]
    parts += [f"translate {'destination' if child.name == 'dst' else 'source'} to {child.text}" for child in ranges]
    if nat is not None and nat.children is None:
        parts.append("translate as the connection says")
    inner = action.child("exec")
    if inner is not None and inner.children:
        parts += _phrases(inner.children, pipeline, known=known, old=old)
    if arguments.get("table") is not None:
        parts.append(f"continue in {_table(arguments['table'], pipeline)}")
    return ", ".join(parts)


def _table(table: object, pipeline: Pipeline) -> str:
    if isinstance(table, int):
        name = pipeline.numbers.get(table)
        return f"{name} (table {table})" if name else f"table {table}"
    return str(table) if table in STAGES else f"table {table}"


def _plain(value: object) -> str:
    return value.text if isinstance(value, Subfield) else str(value)


def _show(kind: str, width: int, value: int) -> str:
    if kind == "mac":
        return value.to_bytes(6, "big").hex(":")
    if kind == "ip":
        return str(IPv4Address(value) if width == 32 else IPv6Address(value))
    return str(value)
