"""What ``ip -d`` tells of the kind of an interface: the words of each kind and the keys that ``ip -j`` has for them.

Source of the format: iproute2 ip/iplink_*.c, ip/link_*.c, ip/iptuntap.c. The words changed their order and some their spelling
between 4.11 and 7.1; all spellings are known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from antrea_parse.commands.base import Record
from antrea_parse.commands.ip_can import can_grammar
from antrea_parse.commands.ip_kind_words import (
    by_family,
    encap,
    flags,
    inherit,
    listed,
    nested,
    of_peer,
    oper_state,
    prefix,
    qos_map,
    remotes,
    two_keys,
    unsaid,
    vnifilter_id,
    word_for,
    words_for,
)
from antrea_parse.commands.ip_words import Grammar, Special, grammar, read_words


class LinkInfo(Record):
    """The kind of an interface and what is particular to it.

    Attributes:
        info_kind: ``veth``, ``bridge``, ``vxlan``, ``geneve``, ``openvswitch``, …
        info_data: settings of that kind, by the keys of ``ip -j``.
        info_xstats: counters of that kind, with ``-s``.
        info_slave_kind: kind of the master that the interface is enslaved to: ``bridge``, ``bond``, ``openvswitch``, …
        info_slave_data: settings as a member of that master.
    """

    info_kind: str | None = None
    info_data: dict[str, Any] | None = None
    info_xstats: dict[str, Any] | None = None
    info_slave_kind: str | None = None
    info_slave_data: dict[str, Any] | None = None


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
        "srcport": two_keys("port_range", "low", "high"),
        "remote": by_family("remote"),
        "group": by_family("group"),
        "local": by_family("local"),
        "ttl": words_for("ttl", auto=0),
        "tos": words_for("tos", inherit="0x1"),
        "ageing": words_for("ageing", none=0),
        "vnifilterid": vnifilter_id,
    },
)
_GENEVE = grammar(
    _OVERLAY + "innerprotoinherit=inner_proto_inherit:yes",
    {
        "remote": by_family("remote"),
        "ttl": words_for("ttl", auto=0),
        "tos": words_for("tos", inherit="0x1"),
        "srcport": two_keys("port_range", "low", "high"),
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
    {"mcast_fast_leave": unsaid},
)
_BOND = grammar(
    "mode active_slave miimon:i updelay:i downdelay:i peer_notify_delay:i use_carrier:i arp_interval:i arp_missed_max:i arp_all_targets primary "
    "primary_reselect fail_over_mac xmit_hash_policy resend_igmp:i num_grat_arp=num_peer_notif:i all_slaves_active:i min_links:i lp_interval:i "
    "packets_per_slave:i lacp_active=ad_lacp_active lacp_rate=ad_lacp_rate ad_select coupled_control:b lacp_strict:b ad_actor_sys_prio:i "
    "ad_user_port_key:i ad_actor_system tlb_dynamic_lb:i broadcast_neighbor:b",
    {
        "arp_ip_target": listed("arp_ip_target"),
        "ns_ip6_target": listed("ns_ip6_target"),
        "arp_validate": words_for("arp_validate", none=None),
        "ad_aggregator": nested("ad_info", "aggregator"),
        "ad_num_ports": nested("ad_info", "num_ports"),
        "ad_actor_key": nested("ad_info", "actor_key"),
        "ad_partner_key": nested("ad_info", "partner_key"),
        "ad_partner_mac": nested("ad_info", "partner_mac", number=False),
    },
)
_BOND_SLAVE = grammar(
    "state mii_status link_failure_count:i perm_hwaddr queue_id:i prio:i ad_aggregator_id:i actor_port_prio:i",
    {state: oper_state(state) for state in ("ad_actor_oper_port_state", "ad_partner_oper_port_state")},
)
_MACVLAN = grammar("mode nopromisc:yes nodst:yes bcqueuelen:i usedbcqueuelen:i bclim:i", {"remotes": remotes})
_IPVLAN = grammar("mode private:yes vepa:yes bridge:yes")
_TUNNEL_TOS = {"ttl": words_for("ttl", inherit=0), "tos": words_for("tos", inherit="0x1"), "encap": encap}
_GRE_WORDS = (
    "external:yes remote local dev=link nopmtudisc=pmtudisc:no pmtudisc:yes ignore-df=ignore_df:yes ikey okey iseq:yes oseq:yes icsum:yes "
    "ocsum:yes erspan_index:i erspan_ver:i erspan_dir erspan_hwid "
)
_GRE = grammar(_GRE_WORDS + "fwmark", _TUNNEL_TOS)
_IP_TUNNEL = grammar(
    "external:yes remote local dev=link pmtudisc:yes nopmtudisc=pmtudisc:no isatap:yes fwmark",
    {
        **_TUNNEL_TOS,
        "6rd-prefix": prefix("prefix", "prefixlen"),
        "6rd-relay_prefix": prefix("relay_prefix", "relay_prefixlen"),
        **word_for("proto", "ipip", "ip6ip", "mplsip", "any"),
    },
)
_V6_SPECIALS: dict[str, Special] = {
    "hoplimit": words_for("ttl", inherit=0),
    "encaplimit": inherit("encap_limit", "ip6_tnl_f_ign_encap_limit", number=True, word="none"),
    "tclass": inherit("tclass", "ip6_tnl_f_use_orig_tclass"),
    "flowlabel": inherit("flowlabel", "ip6_tnl_f_use_orig_flowlabel"),
    "dscp": inherit("dscp", "ip6_tnl_f_rcv_dscp_copy"),
    "fwmark": inherit("fwmark", "ip6_tnl_f_use_orig_fwmark"),
    "encap": encap,
}
_IP6_TUNNEL = grammar(
    "external:yes remote local dev=link mip6=ip6_tnl_f_mip6_dev:yes allow-localremote=ip6_tnl_f_allow_local_remote:yes",
    {**_V6_SPECIALS, **word_for("proto", "ipip6", "ip6ip6", "any")},
)
_GRE6 = grammar(_GRE_WORDS + "allow-localremote=ip6_tnl_f_allow_local_remote:yes", _V6_SPECIALS)


_VTI = grammar("remote local dev=link ikey okey fwmark")
_NOTHING: Grammar = {}
_PLAIN = (
    *("veth", "dummy", "ifb", "nlmon", "netdevsim", "openvswitch", "openvswitch_slave", "team", "team_slave", "vcan", "virt_wifi", "vxcan", "wireguard"),
    *("batadv", "lowpan", "pfcp"),
)

#: Words by kind; a kind without words of its own has an empty grammar.
KINDS: dict[str, Grammar] = {
    **dict.fromkeys(_PLAIN, _NOTHING),
    "amt": grammar("gateway_port:i relay_port:i local remote discovery dev=link max_tunnels:i", word_for("mode", "gateway", "relay")),
    "bareudp": grammar("dstport:i ethertype srcportmin:i multiproto:yes nomultiproto=multiproto:no"),
    "bond": _BOND,
    "bond_slave": _BOND_SLAVE,
    "bridge": _BRIDGE,
    "bridge_slave": _BRIDGE_SLAVE,
    "can": _NOTHING,  # its words depend on the line
    "dsa": grammar("conduit"),
    "erspan": _GRE,
    "geneve": _GENEVE,
    "gre": _GRE,
    "gretap": _GRE,
    "gtp": grammar("role hsize:i restart_count:i"),
    "hsr": grammar("slave1 slave2 sequence=seq_nr:i supervision=supervision_addr proto:i"),
    "ip6erspan": _GRE6,
    "ip6gre": _GRE6,
    "ip6gretap": _GRE6,
    "ip6tnl": _IP6_TUNNEL,
    "ipip": _IP_TUNNEL,
    "ipoib": grammar("pkey=key mode umcast"),
    "ipvlan": _IPVLAN,
    "ipvtap": _IPVLAN,
    "macsec": grammar(
        "sci protect:b cipher=cipher_suite icvlen=icv_len:i encodingsa=encoding_sa:i validate=validation offload encrypt:b send_sci=inc_sci:b "
        "end_station=es:b scb:b replay=replay_protect:b window:i"
    ),
    "macvlan": _MACVLAN,
    "macvtap": _MACVLAN,
    "netkit": grammar("mode type policy scrub", {"peer": of_peer}),
    "ovpn": grammar("mode"),
    "rmnet": grammar("mux_id:i"),
    "sit": _IP_TUNNEL,
    "tun": grammar("type pi:b vnet_hdr:b multi_queue:yes numqueues:i numdisabled:i persist:b user group"),
    "vlan": grammar("protocol id:i", {"ingress-qos-map": qos_map("ingress_qos"), "egress-qos-map": qos_map("egress_qos")}),
    "vrf": grammar("table:i"),
    "vrf_slave": grammar("table:i"),
    "vti": _VTI,
    "vti6": _VTI,
    "vxlan": _VXLAN,
    "wwan": grammar("linkid:i"),
    "xfrm": grammar("external:yes if_id"),
}

#: Kinds that print flags between angle brackets.
_FLAGGED = ("vlan", "rmnet")


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
    known = can_grammar(words) if kind == "can" else KINDS.get(kind, _NOTHING)
    if kind in _FLAGGED:
        known = {**known, **{word: flags(word) for word in words if word.startswith("<")}}
    key = "info_slave_data" if slave else "info_data"
    values: dict[str, Any] = found.get(key) or {}
    strange = read_words(words, known, values)
    if values:
        found[key] = values
    return strange
