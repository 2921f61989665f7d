"""What Antrea keeps in registers and connection marks, by version, and what is in a cookie."""

from __future__ import annotations

from typing import NamedTuple


class Bits(NamedTuple):
    """Some bits of a field that Antrea gives a meaning.

    Attributes:
        field: ``reg0``, ``ct_mark``.
        first: lowest bit.
        last: highest bit.
        name: what they hold, in a few words.
        values: what the values mean, where they are codes.
    """

    field: str
    first: int
    last: int
    name: str
    values: dict[int, str]


_SOURCES = {1: "tunnel", 2: "gateway", 3: "Pod", 4: "uplink", 5: "bridge", 6: "TrafficControl return", 7: "L7 engine return"}
_OLD_SOURCES = {0: "tunnel", 1: "gateway", 2: "Pod", 4: "uplink"}
_LB_STATES = {1: "to be selected", 2: "selected", 3: "to be learned"}

#: Since v1.6.
_FLEXIBLE = (
    Bits("reg0", 0, 3, "packet source", _SOURCES),
    Bits("reg0", 4, 7, "packet destination", _SOURCES),
    Bits("reg0", 9, 9, "rewrite MAC addresses", {}),
    Bits("reg0", 10, 10, "denied by an Antrea policy", {}),
    Bits("reg0", 11, 12, "disposition", {0: "allow", 1: "drop", 2: "reject", 3: "pass"}),
    Bits("reg0", 13, 13, "generated reject", {}),
    Bits("reg0", 14, 14, "Service without endpoint", {}),
    Bits("reg0", 19, 19, "SNAT on a remote node", {}),
    Bits("reg0", 21, 22, "output", {1: "to a port", 2: "to the controller"}),
    Bits("reg0", 25, 31, "packet-in operation", {}),
    Bits("reg1", 0, 31, "output port", {}),
    Bits("reg3", 0, 31, "endpoint address or denying conjunction", {}),
    Bits("reg4", 0, 15, "endpoint port", {}),
    Bits("reg4", 16, 18, "endpoint", _LB_STATES),
    Bits("reg4", 19, 19, "NodePort", {}),
    Bits("reg4", 20, 20, "Pod of FlexibleIPAM", {}),
    Bits("reg4", 21, 21, "external address", {}),
    Bits("reg4", 22, 23, "TrafficControl", {1: "mirror", 2: "redirect"}),
    Bits("reg4", 24, 24, "nested Service", {}),
    Bits("reg4", 25, 25, "direct server return", {}),
    Bits("reg4", 26, 26, "remote endpoint", {}),
    Bits("reg4", 27, 27, "external client", {}),
    Bits("reg4", 28, 28, "local endpoint", {}),
    Bits("reg5", 0, 31, "egress conjunction", {}),
    Bits("reg6", 0, 31, "ingress conjunction", {}),
    Bits("reg7", 0, 31, "Service group", {}),
    Bits("reg8", 0, 11, "VLAN", {}),
    Bits("reg8", 12, 15, "conntrack zone type", {}),
    Bits("reg9", 0, 31, "TrafficControl port", {}),
    Bits("xxreg3", 0, 127, "endpoint address", {}),
    Bits("ct_mark", 0, 3, "connection source", _SOURCES),
    Bits("ct_mark", 4, 4, "Service connection", {}),
    Bits("ct_mark", 5, 5, "SNAT connection", {}),
    Bits("ct_mark", 6, 6, "hairpin connection", {}),
    Bits("ct_mark", 7, 7, "redirected to the L7 engine", {}),
    Bits("ct_label", 0, 31, "ingress rule", {}),
    Bits("ct_label", 32, 63, "egress rule", {}),
    Bits("ct_label", 64, 75, "L7 VLAN", {}),
    Bits("pkt_mark", 0, 7, "Egress mark", {}),
)
#: Up to v1.5, as v0.13 has them.
_OLD = (
    Bits("reg0", 0, 15, "packet source", _OLD_SOURCES),
    Bits("reg0", 16, 16, "output port found", {}),
    Bits("reg0", 17, 17, "SNAT required", {}),
    Bits("reg0", 18, 18, "hairpin", {}),
    Bits("reg0", 19, 19, "rewrite MAC addresses", {}),
    Bits("reg0", 20, 20, "denied by an Antrea policy", {}),
    Bits("reg0", 21, 21, "disposition", {0: "allow", 1: "drop"}),
    Bits("reg1", 0, 31, "output port", {}),
    Bits("reg3", 0, 31, "endpoint address or denying conjunction", {}),
    Bits("reg4", 0, 15, "endpoint port", {}),
    Bits("reg4", 16, 18, "endpoint", _LB_STATES),
    Bits("reg5", 0, 31, "egress conjunction", {}),
    Bits("reg6", 0, 31, "ingress conjunction", {}),
    Bits("xxreg3", 0, 127, "endpoint address", {}),
    Bits("ct_mark", 0, 31, "connection", {0x20: "from the gateway", 0x21: "to a Service", 0x40: "SNAT required"}),
    Bits("ct_label", 0, 31, "ingress rule", {}),
    Bits("ct_label", 32, 63, "egress rule", {}),
    Bits("pkt_mark", 0, 7, "Egress mark", {}),
)


def meanings(field: str, value: int, mask: int, *, old: bool = False) -> list[str]:
    """What a write to, or a condition on, bits of a field says.

    Args:
        field: ``reg0``, ``ct_mark``.
        value: the value of the whole field.
        mask: the bits that count.
        old: the pipeline is one of up to v1.5.

    Returns:
        A phrase for each meaning that the mask covers; empty for bits without one.

    >>> meanings("reg0", 0x203, 0x20F)
    ['packet source Pod', 'rewrite MAC addresses']
    """
    found = []
    for bits in _OLD if old else _FLEXIBLE:
        window = ((1 << (bits.last - bits.first + 1)) - 1) << bits.first
        if bits.field != field or not mask & window:
            continue
        part = (value & mask & window) >> bits.first
        if not part and mask != window:
            continue  # one of many bits that a whole register clears says nothing
        if bits.values:
            found.append(f"{bits.name} {bits.values.get(part, f'{part:#x}')}")
        elif bits.first == bits.last:
            found.append(bits.name if part else f"not {bits.name}")
        else:
            found.append(f"{bits.name} {part}")
    return found


class Cookie(NamedTuple):
    """What Antrea writes into a flow's cookie.

    Attributes:
        round: how often the agent had started when it installed the flow; another round than the others' is a stale flow.
        category: which part of the agent installed it; its number where the version is not known.
        object_id: what it was installed for.
    """

    round: int
    category: str
    object_id: int


_CATEGORIES = {
    0: "Default",
    1: "PodConnectivity",
    2: "NetworkPolicy",
    3: "Service",
    4: "Egress",
    5: "Multicast",
    6: "Multicluster",
    7: "Traceflow",
    8: "ExternalNodeConnectivity",
}
_OLD_CATEGORIES = {0: "Default", 1: "Gateway", 2: "Node", 3: "Pod", 4: "Service", 5: "Policy", 6: "SNAT"}


def decode_cookie(cookie: int, *, old: bool | None = False) -> Cookie:
    """Round, category and object of a cookie.

    Args:
        cookie: the 64 bits.
        old: whether the pipeline is one of up to v1.5; None if unknown.

    >>> decode_cookie(0x1020000000000)
    Cookie(round=1, category='NetworkPolicy', object_id=0)
    """
    number = cookie >> 40 & 0xFF
    known = {} if old is None else _OLD_CATEGORIES if old else _CATEGORIES
    return Cookie(cookie >> 48, known.get(number, str(number)), cookie & 0xFFFFFFFF)
