"""What ``ip -d`` tells of the kind of an interface: the words of each kind and the keys that ``ip -j`` has for them.

Source of the format: iproute2 ip/iplink_*.c, ip/link_*.c, ip/iptuntap.c. The words changed their order and some their spelling
between 4.11 and 7.1; all spellings are known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from antrea_parse.commands.base import Record
from antrea_parse.commands.ip_words import Grammar, Special, grammar, natural, number_or_word, read_words


class LinkInfo(Record):
    """The kind of an interface and what is particular to it.

    Attributes:
        info_kind: ``veth``, ``bridge``, ``vxlan``, ``geneve``, ``openvswitch``, …
        info_data: settings of that kind, by the keys of ``ip -j``.
        info_slave_kind: kind of the master that the interface is enslaved to: ``bridge``, ``bond``, ``openvswitch``, …
        info_slave_data: settings as a member of that master.
    """

    info_kind: str | None = None
    info_data: dict[str, Any] | None = None
    info_slave_kind: str | None = None
    info_slave_data: dict[str, Any] | None = None


def _two_keys(key: str, low: str, high: str) -> Special:
    """Two numbers under one key: ``srcport 0 0``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key] = {low: natural(words[position]), high: natural(words[position + 1])}
        return position + 2

    return read


def _by_family(key: str) -> Special:
    """An address that ``ip -j`` has under another key when it is IPv6: ``remote``, ``remote6``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position]
        values[key + "6" if ":" in text else key] = text
        return position + 1

    return read


def _words_for(key: str, **meanings: Any) -> Special:
    """A number, or a word that stands for one: ``ttl auto`` is 0."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position]
        values[key] = meanings[text] if text in meanings else number_or_word(text)
        return position + 1

    return read


def _inherit(key: str, flag: str, *, number: bool = False, word: str = "inherit") -> Special:
    """A value, or a word that ``ip -j`` has under a key of its own: ``tclass inherit``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        text = words[position]
        if text == word:
            values[flag] = True
        else:
            values[key] = natural(text) if number else text
        return position + 1

    return read


def _nested(key: str, inner: str, *, number: bool = True) -> Special:
    """A value in an object of its own: ``ad_aggregator 1`` is ``ad_info.aggregator``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values.setdefault(key, {})[inner] = natural(words[position]) if number else words[position]
        return position + 1

    return read


def _prefix(address: str, length: str) -> Special:
    """``2001:db8::/32`` under two keys."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[address], _, bits = words[position].partition("/")
        values[length] = natural(bits)
        return position + 1

    return read


def _list(key: str) -> Special:
    """Values joined by commas."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key] = words[position].split(",")
        return position + 1

    return read


def _unsaid(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """A word that repeats another one; ``ip -j`` has it once."""
    return position + 1


def _vlan_flags(text: str) -> Special:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values["flags"] = [flag for flag in text.strip("<>").split(",") if flag]
        return position

    return read


def _qos_map(key: str) -> Special:
    """``ingress-qos-map { 1:2 3:4 }``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        end = words.index("}", position)
        pairs = [item.split(":") for item in words[position + 1 : end]]
        values[key] = [{"from": natural(first), "to": natural(second)} for first, second in pairs]
        return end + 1

    return read


def _oper_state(key: str) -> Special:
    """``ad_actor_oper_port_state 63 <active,aggregating>``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key] = natural(words[position])
        position += 1
        if position < len(words) and words[position].startswith("<"):
            values[key + "_str"] = [state for state in words[position].strip("<>").split(",") if state]
            position += 1
        return position

    return read


def _vnifilter_id(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``vnifilterid 5``: up to 6.1 no blank is printed between the two words."""
    values |= {"vnifilter": True, "id": natural(words[position])}
    return position + 1


def _remotes(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``remotes (2) 02:00:00:00:00:01 02:00:00:00:00:02``."""
    values["macaddr_count"] = count = natural(words[position].strip("()"))
    values["macaddr_data"] = list(words[position + 1 : position + 1 + count])
    return position + 1 + count


def _encap(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``encap fou encap-sport auto encap-dport 5555 noencap-csum …`` of a tunnel."""
    kind = words[position]
    found: dict[str, Any] = {"type": None if kind == "unknown" else kind}
    position += 1
    while position < len(words) and words[position].startswith(("encap-", "noencap-")):
        front, _, name = words[position].partition("encap-")
        position += 1
        if name in ("sport", "dport"):
            found[name] = 0 if words[position] == "auto" else natural(words[position])
            position += 1
        else:
            found[name] = not front
    values["encap"] = found
    return position


_CHECKSUMS = (
    "udpcsum=udp_csum:yes noudpcsum=udp_csum:no udp6zerocsumtx=udp_zero_csum6_tx:yes noudp6zerocsumtx=udp_zero_csum6_tx:no "
    "udp6zerocsumrx=udp_zero_csum6_rx:yes noudp6zerocsumrx=udp_zero_csum6_rx:no "
    "udp_csum:yes noudp_csum=udp_csum:no udp_zero_csum6_tx:yes noudp_zero_csum6_tx=udp_zero_csum6_tx:no "
    "udp_zero_csum6_rx:yes noudp_zero_csum6_rx=udp_zero_csum6_rx:no "
)
_OVERLAY = "external:yes id:i dev=link dstport=port:i df flowlabel=label " + _CHECKSUMS
_VXLAN = grammar(
    _OVERLAY + "vnifilter:yes learning:yes nolearning=learning:no proxy:yes noproxy=proxy:no rsc:yes norsc=rsc:no l2miss:yes nol2miss=l2miss:no "
    "l3miss:yes nol3miss=l3miss:no maxaddr=limit:i remcsumtx=remcsum_tx:yes remcsumrx=remcsum_rx:yes remcsum_tx:yes noremcsum_tx=remcsum_tx:no "
    "remcsum_rx:yes noremcsum_rx=remcsum_rx:no gbp:yes gpe:yes localbypass:yes nolocalbypass=localbypass:no mdb:yes reserved_bits",
    {
        "srcport": _two_keys("port_range", "low", "high"),
        "remote": _by_family("remote"),
        "group": _by_family("group"),
        "local": _by_family("local"),
        "ttl": _words_for("ttl", auto=0),
        "tos": _words_for("tos", inherit="0x1"),
        "ageing": _words_for("ageing", none=0),
        "vnifilterid": _vnifilter_id,
    },
)
_GENEVE = grammar(
    _OVERLAY + "innerprotoinherit=inner_proto_inherit:yes",
    {
        "remote": _by_family("remote"),
        "ttl": _words_for("ttl", auto=0),
        "tos": _words_for("tos", inherit="0x1"),
        "srcport": _two_keys("port_range", "low", "high"),
    },
)
_BRIDGE = grammar(
    "forward_delay:i hello_time:i max_age:i ageing_time:i stp_state:i stp_mode priority:i vlan_filtering:i vlan_protocol bridge_id "
    "designated_root=root_id root_port:i root_path_cost:i topology_change:i topology_change_detected:i hello_timer:f tcn_timer:f topology_change_timer:f "
    "gc_timer:f fdb_n_learned:i fdb_max_learned:i vlan_default_pvid:i vlan_stats_enabled:i vlan_stats_per_port:i group_fwd_mask group_address=group_addr "
    "mcast_snooping:i no_linklocal_learn:i mcast_vlan_snooping:i mst_enabled:i mdb_offload_fail_notification:i fdb_local_vlan_0:i mcast_router:i "
    "mcast_query_use_ifaddr:i mcast_querier:i mcast_hash_elasticity:i mcast_hash_max:i mcast_last_member_count=mcast_last_member_cnt:i "
    "mcast_startup_query_count=mcast_startup_query_cnt:i mcast_last_member_interval=mcast_last_member_intvl:i "
    "mcast_membership_interval=mcast_membership_intvl:i mcast_querier_interval=mcast_querier_intvl:i mcast_query_interval=mcast_query_intvl:i "
    "mcast_query_response_interval=mcast_query_response_intvl:i mcast_startup_query_interval=mcast_startup_query_intvl:i mcast_stats_enabled:i "
    "mcast_igmp_version:i mcast_mld_version:i nf_call_iptables:i nf_call_ip6tables:i nf_call_arptables:i"
)
_BRIDGE_SLAVE = grammar(
    "state priority:i cost:i hairpin:b guard:b root_block:b fastleave:b learning:b flood:b port_id=id port_no=no designated_port:i "
    "designated_cost:i designated_bridge=bridge_id designated_root=root_id hold_timer:f message_age_timer:f forward_delay_timer:f "
    "topology_change_ack:i config_pending:i proxy_arp:b proxy_arp_wifi:b mcast_router=multicast_router:i mcast_flood:b bcast_flood:b "
    "mcast_to_unicast:b neigh_suppress:b neigh_vlan_suppress:b group_fwd_mask group_fwd_mask_str vlan_tunnel:b isolated:b locked:b mab:b "
    "mcast_n_groups:i mcast_max_groups:i backup_port backup_nhid:i",
    {"mcast_fast_leave": _unsaid},
)
_BOND = grammar(
    "mode active_slave miimon:i updelay:i downdelay:i peer_notify_delay:i use_carrier:i arp_interval:i arp_missed_max:i arp_all_targets primary "
    "primary_reselect fail_over_mac xmit_hash_policy resend_igmp:i num_grat_arp=num_peer_notif:i all_slaves_active:i min_links:i lp_interval:i "
    "packets_per_slave:i lacp_active=ad_lacp_active lacp_rate=ad_lacp_rate ad_select coupled_control:b lacp_strict:b ad_actor_sys_prio:i "
    "ad_user_port_key:i ad_actor_system tlb_dynamic_lb:i broadcast_neighbor:b",
    {
        "arp_ip_target": _list("arp_ip_target"),
        "ns_ip6_target": _list("ns_ip6_target"),
        "arp_validate": _words_for("arp_validate", none=None),
        "ad_aggregator": _nested("ad_info", "aggregator"),
        "ad_num_ports": _nested("ad_info", "num_ports"),
        "ad_actor_key": _nested("ad_info", "actor_key"),
        "ad_partner_key": _nested("ad_info", "partner_key"),
        "ad_partner_mac": _nested("ad_info", "partner_mac", number=False),
    },
)
_BOND_SLAVE = grammar(
    "state mii_status link_failure_count:i perm_hwaddr queue_id:i prio:i ad_aggregator_id:i actor_port_prio:i",
    {state: _oper_state(state) for state in ("ad_actor_oper_port_state", "ad_partner_oper_port_state")},
)
_MACVLAN = grammar("mode nopromisc:yes nodst:yes bcqueuelen:i usedbcqueuelen:i bclim:i", {"remotes": _remotes})
_IPVLAN = grammar("mode private:yes vepa:yes bridge:yes")
_TUNNEL_TOS = {"ttl": _words_for("ttl", inherit=0), "tos": _words_for("tos", inherit="0x1"), "encap": _encap}
_GRE_WORDS = (
    "external:yes remote local dev=link nopmtudisc=pmtudisc:no pmtudisc:yes ignore-df=ignore_df:yes ikey okey iseq:yes oseq:yes icsum:yes "
    "ocsum:yes erspan_index:i erspan_ver:i erspan_dir erspan_hwid "
)
_GRE = grammar(_GRE_WORDS + "fwmark", _TUNNEL_TOS)
_IP_TUNNEL = grammar(
    "external:yes remote local dev=link pmtudisc:yes nopmtudisc=pmtudisc:no isatap:yes fwmark",
    {**_TUNNEL_TOS, "6rd-prefix": _prefix("prefix", "prefixlen"), "6rd-relay_prefix": _prefix("relay_prefix", "relay_prefixlen")},
)
_V6_SPECIALS: dict[str, Special] = {
    "hoplimit": _words_for("ttl", inherit=0),
    "encaplimit": _inherit("encap_limit", "ip6_tnl_f_ign_encap_limit", number=True, word="none"),
    "tclass": _inherit("tclass", "ip6_tnl_f_use_orig_tclass"),
    "flowlabel": _inherit("flowlabel", "ip6_tnl_f_use_orig_flowlabel"),
    "dscp": _inherit("dscp", "ip6_tnl_f_rcv_dscp_copy"),
    "fwmark": _inherit("fwmark", "ip6_tnl_f_use_orig_fwmark"),
    "encap": _encap,
}
_IP6_TUNNEL = grammar("external:yes remote local dev=link mip6=ip6_tnl_f_mip6_dev:yes allow-localremote=ip6_tnl_f_allow_local_remote:yes", _V6_SPECIALS)
_GRE6 = grammar(_GRE_WORDS + "allow-localremote=ip6_tnl_f_allow_local_remote:yes", _V6_SPECIALS)


def _proto(name: str) -> Special:
    """The bare word for the inner protocol of a tunnel: ``ipip``, ``ip6ip``, ``any``."""

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values["proto"] = name
        return position

    return read


_IP_TUNNEL |= {name: _proto(name) for name in ("ipip", "ip6ip", "mplsip", "any")}
_IP6_TUNNEL |= {name: _proto(name) for name in ("ipip6", "ip6ip6", "any")}
_VTI = grammar("remote local dev=link ikey okey fwmark")
_NOTHING: Grammar = {}
_PLAIN = ("veth", "dummy", "ifb", "nlmon", "netdevsim", "openvswitch", "openvswitch_slave", "team", "team_slave", "vcan", "virt_wifi", "vxcan", "wireguard")

#: Words by kind; a kind without words of its own has an empty grammar.
KINDS: dict[str, Grammar] = {
    **dict.fromkeys(_PLAIN, _NOTHING),
    "bareudp": grammar("dstport:i ethertype srcportmin:i multiproto:yes nomultiproto=multiproto:no"),
    "bond": _BOND,
    "bond_slave": _BOND_SLAVE,
    "bridge": _BRIDGE,
    "bridge_slave": _BRIDGE_SLAVE,
    "dsa": grammar("conduit"),
    "erspan": _GRE,
    "geneve": _GENEVE,
    "gre": _GRE,
    "gretap": _GRE,
    "hsr": grammar("slave1 slave2 sequence=seq_nr:i supervision=supervision_addr proto:i"),
    "ip6erspan": _GRE6,
    "ip6gre": _GRE6,
    "ip6gretap": _GRE6,
    "ip6tnl": _IP6_TUNNEL,
    "ipip": _IP_TUNNEL,
    "ipvlan": _IPVLAN,
    "ipvtap": _IPVLAN,
    "macvlan": _MACVLAN,
    "macvtap": _MACVLAN,
    "netkit": grammar("mode type policy peer scrub peer_scrub"),
    "sit": _IP_TUNNEL,
    "tun": grammar("type pi:b vnet_hdr:b multi_queue:yes numqueues:i numdisabled:i persist:b user group"),
    "vlan": grammar("protocol id:i", {"ingress-qos-map": _qos_map("ingress_qos"), "egress-qos-map": _qos_map("egress_qos")}),
    "vrf": grammar("table:i"),
    "vrf_slave": grammar("table:i"),
    "vti": _VTI,
    "vti6": _VTI,
    "vxlan": _VXLAN,
    "wwan": grammar("linkid:i"),
    "xfrm": grammar("external:yes if_id"),
}


def read_kind(kind: str, words: Sequence[str], found: dict[str, Any]) -> list[str]:
    """Read the words of a kind, or of a kind of slave, into the fields of a `LinkInfo`.

    Args:
        kind: first word of the line, e.g. ``vxlan`` or ``bridge_slave``.
        words: the words behind it, without those that every interface has.
        found: fields of a `LinkInfo` so far.

    Returns:
        The words that are not understood.

    >>> found = {}
    >>> read_kind("vrf", ["table", "10"], found), found
    ([], {'info_kind': 'vrf', 'info_data': {'table': 10}})
    """
    slave = kind.endswith("_slave")
    found["info_slave_kind" if slave else "info_kind"] = kind.removesuffix("_slave")
    if not words:
        return []
    known = KINDS.get(kind, _NOTHING)
    if kind == "vlan":
        known = {**known, **{word: _vlan_flags(word) for word in words if word.startswith("<")}}
    values: dict[str, Any] = {}
    strange = read_words(words, known, values)
    if values:
        found["info_slave_data" if slave else "info_data"] = values
    return strange
