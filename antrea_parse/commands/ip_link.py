"""Parts of an interface that few lines show: XDP programs, virtual functions, the words of its first two lines.

Source of the format: iproute2 ip/ipaddress.c (print_linkinfo, print_vfinfo) and ip/iplink_xdp.c.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from antrea_parse.commands.ip_linkinfo import read_kind
from antrea_parse.commands.ip_words import grammar, natural, read_words

_XDP = re.compile(r"xdp(generic|offload|multi|\[\d+\])?(?:/id:(\d+))?")
_XDP_MODES = {None: 1, "generic": 2, "offload": 3, "multi": 4, "": 1, "drv": 1}
# A state that 4.20 and later have no word for runs into the next word: `state 0x9group default`.
_GLUED_STATE = re.compile(r"\bstate (0x[0-9a-f]+)(?=[a-z])")


def _netns_id(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    values["link_netnsid"] = -1 if words[position] == "unknown" else natural(words[position])
    return position + 1


def _state(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    text = words[position]
    if text.startswith("0x"):
        values["operstate_index"] = int(text, 16)
    else:
        values["operstate"] = text
    return position + 1


def _mode(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    text = words[position]
    if text.isdigit():
        values["linkmode_index"] = natural(text)
    else:
        values["linkmode"] = text
    return position + 1


def _down_reasons(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    values["proto_down_reason"] = tuple(words[position].strip("<>").split(","))
    return position + 1


def _proto_down(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    if words[position] != "on":
        raise ValueError(words[position])
    values["proto_down"] = True
    return position + 1


_NETNS = {"link-netnsid": _netns_id, "protodown": _proto_down, "protodown_reason": _down_reasons}
_HEADER = grammar("mtu:i qdisc master group qlen=txqlen:i event link-netns=link_netns", {"state": _state, "mode": _mode, **_NETNS})
_QUEUES = (
    "addrgenmode=inet6_addr_gen_mode numtxqueues=num_tx_queues:i numrxqueues=num_rx_queues:i gso_max_size:i gso_max_segs:i tso_max_size:i "
    "tso_max_segs:i gro_max_size:i gso_ipv4_max_size:i gro_ipv4_max_size:i portname=phys_port_name portid=phys_port_id switchid=phys_switch_id "
    "parentbus parentdev"
)
_TAIL = grammar(_QUEUES)
_LINK = grammar(
    "permaddr link-netns=link_netns promiscuity:i allmulti:i minmtu=min_mtu:i maxmtu=max_mtu:i netns-immutable=netns_immutable:yes " + _QUEUES, _NETNS
)


@lru_cache(maxsize=8192)
def header(text: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """What stands behind the flags of an interface: its fields, and the words that are not understood.

    >>> header("mtu 1500 qdisc noqueue state 0x9group default")
    ({'mtu': 1500, 'qdisc': 'noqueue', 'operstate_index': 9, 'group': 'default'}, ())
    """
    values: dict[str, Any] = {}
    words = _GLUED_STATE.sub(r"state \1 ", text).split()
    strange = []
    for word in read_words(words, _HEADER, values):
        xdp = _XDP.fullmatch(word)
        if xdp is None or "xdp" in values:
            strange.append(word)
        else:
            mode = _XDP_MODES.get(xdp[1])
            values["xdp"] = {"mode": natural(xdp[1].strip("[]")) if mode is None else mode}
            if xdp[2]:
                values["xdp"]["prog"] = {"id": natural(xdp[2])}
    return values, tuple(strange)


@lru_cache(maxsize=8192)
def link(text: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """What stands behind the link-layer addresses: fields, and the words that are not understood."""
    values: dict[str, Any] = {}
    strange = read_words(text.split(), _LINK, values)
    return values, tuple(strange)


def kind_line(kind: str, text: str, values: dict[str, Any], info: dict[str, Any]) -> list[str]:
    """Read a line of ``-d``: a kind with its words, and behind them words that every interface has.

    Args:
        kind: first word of the line.
        text: what follows.
        values: fields of the interface.
        info: fields of its `LinkInfo`.

    Returns:
        The words that are not understood.
    """
    words = text.split()
    cut = next((position for position, word in enumerate(words) if word in _TAIL), len(words))
    return read_kind(kind, words[:cut], info) + read_words(words[cut:], _TAIL, values)


_PROGRAM = grammar("id:i name tag jited:yes load_time:i created_by_uid:i btf_id:i")


def xdp_program(mode: str, text: str, xdp: dict[str, Any]) -> list[str]:
    """Read a ``prog/xdp`` line into the `xdp` field; returns the words that are not understood."""
    program: dict[str, Any] = {}
    strange = read_words(text.split(), _PROGRAM, program)
    program["jited"] = int("jited" in program)
    if not mode:
        xdp["prog"] = program
    attached = {"mode": _XDP_MODES[mode] if mode else xdp.get("mode"), "prog": program}
    if mode or xdp.get("mode") != _XDP_MODES["multi"]:
        xdp.setdefault("attached", []).append(attached)
    return strange


_VF_ITEMS = (
    (re.compile(r"(?:MAC|link/(?P<link_type>\S+)) +(?P<address>[0-9a-f:.]+)(?: +brd +(?P<broadcast>[0-9a-f:.]+))?"), None, None),
    (re.compile(r"vlan protocol (\S+)"), "protocol", str),
    (re.compile(r"vlan (\d+)"), "vlan", natural),
    (re.compile(r"qos (\d+)"), "qos", natural),
    (re.compile(r"tx rate (\d+) \(Mbps\)"), "tx_rate", natural),
    (re.compile(r"max_tx_rate (\d+)Mbps"), "max_tx", natural),
    (re.compile(r"min_tx_rate (\d+)Mbps"), "min_tx", natural),
    (re.compile(r"spoof checking (on|off)"), "spoofchk", lambda text: text == "on"),
    (re.compile(r"NODE_GUID (\S+)"), "node guid", str),
    (re.compile(r"PORT_GUID (\S+)"), "port guid", str),
    (re.compile(r"link-state (\S+)"), "link_state", str),
    (re.compile(r"trust (on|off)"), "trust", lambda text: text == "on"),
    (re.compile(r"query_rss (on|off)"), "query_rss_en", lambda text: text == "on"),
)


def virtual_function(number: str, text: str) -> tuple[dict[str, Any], list[str]]:
    """Read a ``vf`` line: its fields by the keys of ``ip -j``, and the items that are not understood.

    >>> virtual_function("0", "    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff, vlan 5, spoof checking on, trust off")[0]["vlan_list"]
    [{'vlan': 5}]
    """
    found: dict[str, Any] = {"vf": natural(number)}
    vlan: dict[str, Any] = {}
    rate: dict[str, Any] = {}
    strange = []
    for item in (part.strip() for part in text.split(",")):
        for pattern, key, convert in _VF_ITEMS:
            match = pattern.fullmatch(item)
            if match is None:
                continue
            if key is None or convert is None:
                found |= {name: value for name, value in match.groupdict().items() if value}
            else:
                into = vlan if key in ("vlan", "qos", "protocol") else rate if key in ("max_tx", "min_tx") else found
                into[key] = convert(match[1])
            break
        else:
            strange.append(item)
    if vlan:
        found["vlan_list"] = [vlan]
    if rate:
        found["rate"] = rate
    return found, [item for item in strange if item]


@lru_cache(maxsize=1024)
def flag_list(text: str) -> tuple[str, ...]:
    """The words between ``<`` and ``>``."""
    return tuple(flag for flag in text.split(",") if flag)


_BRIEF = re.compile(r"(?:([0-9a-fA-F:.]+)\s*)?<([^\s>]*)>")


def brief_link(text: str) -> dict[str, Any] | None:
    """The link-layer address and the flags behind a name and a state in the brief form; None when it is not made of them."""
    match = _BRIEF.fullmatch(text.strip())
    if match is None:
        return None
    values: dict[str, Any] = {"flags": flag_list(match[2])}
    if match[1]:
        values["address"] = match[1]
    return values
