"""Records of ``ip address`` and ``ip link``, by the keys of ``ip -j``."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.ip_linkinfo import LinkInfo
from antrea_parse.text.values import PrintedIP


class AddrInfo(Record):
    """One address of an interface.

    Attributes:
        index, dev: interface, in the one-line form (``-o``) only.
        family: ``inet`` or ``inet6``; unset in the brief form.
        local: the address.
        address: the peer's address; the prefix belongs to it then.
        prefixlen: length of the prefix in bits.
        metric: priority of the route of the prefix.
        broadcast, anycast, multicast: addresses that go with it.
        scope: ``global``, ``link``, ``host``, ``site``, ``nowhere``, a number or a name of the host's own.
        label: name of the address, for IPv4 only; usually the name of the interface.
        protocol: who added it, e.g. ``kernel_ll``.
        valid_life_time, preferred_life_time: seconds; 4294967295 is forever.
        ifa_flags: flags that the tool had no word for, in hexadecimal.
        secondary, temporary, nodad, optimistic, dadfailed, home, deprecated, tentative, dynamic, mngtmpaddr, noprefixroute, autojoin,
            stable_privacy: True when printed.
    """

    index: int | None = None
    dev: str | None = None
    family: str | None = None
    local: PrintedIP | None = None
    address: PrintedIP | None = None
    prefixlen: int | None = None
    metric: int | None = None
    broadcast: PrintedIP | None = None
    anycast: PrintedIP | None = None
    multicast: PrintedIP | None = None
    scope: str | None = None
    secondary: bool = False
    temporary: bool = False
    nodad: bool = False
    optimistic: bool = False
    dadfailed: bool = False
    home: bool = False
    deprecated: bool = False
    tentative: bool = False
    dynamic: bool = False
    mngtmpaddr: bool = False
    noprefixroute: bool = False
    autojoin: bool = False
    stable_privacy: bool = Field(default=False, alias="stable-privacy")
    ifa_flags: str | None = None
    protocol: str | None = None
    label: str | None = None
    valid_life_time: int | None = None
    preferred_life_time: int | None = None


class Interface(Record):
    """One network interface.

    Attributes:
        ifindex: number of the interface in its network namespace.
        ifname: its name.
        link: name of the interface behind it in the same namespace (the other end of a veth pair, the parent of a VLAN); None for ``@NONE``.
        link_index: number of the interface behind it in another namespace.
        link_netnsid: that namespace's number, as this namespace counts; -1 when unknown.
        link_netns: that namespace's name, where the host knows one.
        flags: ``UP``, ``LOWER_UP``, ``NO-CARRIER``, ``M-DOWN``, …
        mtu: bytes.
        xdp: the XDP program attached.
        qdisc: queueing discipline.
        master: interface that it is enslaved to: a bridge, bond, VRF or ``ovs-system``.
        operstate: ``UP``, ``DOWN``, ``UNKNOWN``, ``LOWERLAYERDOWN``, …; operstate_index where the tool has no word for it.
        linkmode: ``DEFAULT`` or ``DORMANT``; linkmode_index where the tool has no word for it.
        group, txqlen, event: as printed.
        link_type: ``ether``, ``loopback``, ``none``, …
        address, broadcast: link-layer addresses (dotted IPv4 for some tunnels).
        link_pointtopoint: True where the link-layer broadcast address is a peer's.
        permaddr: the address that the hardware came with, where it is another one.
        proto_down, proto_down_reason: held down by a protocol, and why.
        promiscuity to parentdev: what ``-d`` adds.
        linkinfo: kind of the interface, with ``-d``.
        ifalias: free text that somebody gave to the interface: never trust it.
        altnames: further names.
        addr_info: addresses; empty for ``ip link``.
        stats64: counters by direction (``rx``, ``tx``), with ``-s``; numbers, or text where ``-h`` rounded them.
        vfinfo_list: virtual functions of a network card.
    """

    ifindex: int | None = None
    ifname: str
    link: str | None = None
    link_index: int | None = None
    link_netnsid: int | None = None
    link_netns: str | None = None
    flags: tuple[str, ...] = ()
    mtu: int | None = None
    xdp: dict[str, Any] | None = None
    qdisc: str | None = None
    master: str | None = None
    operstate: str | None = None
    operstate_index: int | None = None
    linkmode: str | None = None
    linkmode_index: int | None = None
    group: str | None = None
    txqlen: int | None = None
    event: str | None = None
    link_type: str | None = None
    address: str | None = None
    broadcast: str | None = None
    link_pointtopoint: bool = False
    permaddr: str | None = None
    proto_down: bool = False
    proto_down_reason: tuple[str, ...] = ()
    promiscuity: int | None = None
    allmulti: int | None = None
    min_mtu: int | None = None
    max_mtu: int | None = None
    netns_immutable: bool = Field(default=False, alias="netns-immutable")
    linkinfo: LinkInfo | None = None
    inet6_addr_gen_mode: str | None = None
    num_tx_queues: int | None = None
    num_rx_queues: int | None = None
    gso_max_size: int | None = None
    gso_max_segs: int | None = None
    tso_max_size: int | None = None
    tso_max_segs: int | None = None
    gro_max_size: int | None = None
    gso_ipv4_max_size: int | None = None
    gro_ipv4_max_size: int | None = None
    phys_port_name: str | None = None
    phys_port_id: str | None = None
    phys_switch_id: str | None = None
    parentbus: str | None = None
    parentdev: str | None = None
    ifalias: str | None = None
    altnames: tuple[str, ...] = ()
    addr_info: tuple[AddrInfo, ...] = ()
    stats64: dict[str, dict[str, int | str]] | None = None
    vfinfo_list: tuple[dict[str, Any], ...] = ()


class AddressOutput(Output):
    """Output of ``ip address``: one record for each interface."""

    records: tuple[Interface, ...] = ()


class LinkOutput(Output):
    """Output of ``ip link``: one record for each interface."""

    records: tuple[Interface, ...] = ()
