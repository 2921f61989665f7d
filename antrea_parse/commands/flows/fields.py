"""The fields that flows match and actions write: names, widths, kinds of value.

Source: ovs-fields(7) of Open vSwitch 3.1; `dp_hash`, `recirc_id`, `tun_ttl`, `tun_tos` and the names that only matches print
(`dl_vlan`, `vlan_tci1`, `mpls_lse`, `gtpu_flags`) from lib/match.c.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

#: How a field's value is printed: a number, an address, a MAC, a port, words with signs, a word, a pair of numbers.
Kind = Literal["number", "ip", "mac", "port", "flags", "word", "packet_type"]


class FieldInfo(NamedTuple):
    """A field of a packet or of its metadata.

    Attributes:
        name: its name in ovs-fields(7).
        width: in bits; of the bits that may be set.
        kind: how its value is printed.
    """

    name: str
    width: int
    kind: Kind


# name and aliases | bits | kind (a number unless said) | names in NXM and OXM
_TABLE = """
conj_id | 32 | | NXM_NX_CONJ_ID
recirc_id | 32 | | NXM_NX_RECIRC_ID
dp_hash | 32 | | NXM_NX_DP_HASH
tun_id tunnel_id | 64 | | OXM_OF_TUNNEL_ID NXM_NX_TUN_ID
tun_src | 32 | ip | NXM_NX_TUN_IPV4_SRC
tun_dst | 32 | ip | NXM_NX_TUN_IPV4_DST
tun_ipv6_src | 128 | ip | NXM_NX_TUN_IPV6_SRC
tun_ipv6_dst | 128 | ip | NXM_NX_TUN_IPV6_DST
tun_ttl | 8 | |
tun_tos | 8 | |
tun_gbp_id | 16 | | NXM_NX_TUN_GBP_ID
tun_gbp_flags | 8 | | NXM_NX_TUN_GBP_FLAGS
tun_erspan_ver | 4 | | NXOXM_ET_ERSPAN_VER
tun_erspan_idx | 20 | | NXOXM_ET_ERSPAN_IDX
tun_erspan_dir | 1 | | NXOXM_ET_ERSPAN_DIR
tun_erspan_hwid | 6 | | NXOXM_ET_ERSPAN_HWID
tun_gtpu_flags gtpu_flags | 8 | | NXOXM_ET_GTPU_FLAGS
tun_gtpu_msgtype gtpu_msgtype | 8 | | NXOXM_ET_GTPU_MSGTYPE
tun_flags | 1 | flags | NXM_NX_TUN_FLAGS
in_port | 16 | port | NXM_OF_IN_PORT
in_port_oxm | 32 | port | OXM_OF_IN_PORT
skb_priority | 32 | |
pkt_mark | 32 | | NXM_NX_PKT_MARK
actset_output | 32 | port | ONFOXM_ET_ACTSET_OUTPUT OXM_OF_ACTSET_OUTPUT
packet_type | 32 | packet_type | OXM_OF_PACKET_TYPE
ct_state | 32 | flags | NXM_NX_CT_STATE
ct_zone | 16 | | NXM_NX_CT_ZONE
ct_mark | 32 | | NXM_NX_CT_MARK
ct_label | 128 | | NXM_NX_CT_LABEL
ct_nw_src | 32 | ip | NXM_NX_CT_NW_SRC
ct_nw_dst | 32 | ip | NXM_NX_CT_NW_DST
ct_ipv6_src | 128 | ip | NXM_NX_CT_IPV6_SRC
ct_ipv6_dst | 128 | ip | NXM_NX_CT_IPV6_DST
ct_nw_proto | 8 | | NXM_NX_CT_NW_PROTO
ct_tp_src | 16 | | NXM_NX_CT_TP_SRC
ct_tp_dst | 16 | | NXM_NX_CT_TP_DST
metadata | 64 | | OXM_OF_METADATA
eth_src dl_src | 48 | mac | OXM_OF_ETH_SRC NXM_OF_ETH_SRC
eth_dst dl_dst | 48 | mac | OXM_OF_ETH_DST NXM_OF_ETH_DST
eth_type dl_type | 16 | | OXM_OF_ETH_TYPE NXM_OF_ETH_TYPE
dl_vlan | 12 | |
dl_vlan_pcp | 3 | |
vlan_vid | 13 | | OXM_OF_VLAN_VID
vlan_pcp | 3 | | OXM_OF_VLAN_PCP
vlan_tci | 16 | | NXM_OF_VLAN_TCI
vlan_tci1 | 16 | |
mpls_label | 20 | | OXM_OF_MPLS_LABEL
mpls_tc | 3 | | OXM_OF_MPLS_TC
mpls_bos | 1 | | OXM_OF_MPLS_BOS
mpls_ttl | 8 | | NXM_NX_MPLS_TTL
mpls_lse1 | 32 | |
mpls_lse2 | 32 | |
ip_src nw_src | 32 | ip | OXM_OF_IPV4_SRC NXM_OF_IP_SRC
ip_dst nw_dst | 32 | ip | OXM_OF_IPV4_DST NXM_OF_IP_DST
ipv6_src | 128 | ip | OXM_OF_IPV6_SRC NXM_NX_IPV6_SRC
ipv6_dst | 128 | ip | OXM_OF_IPV6_DST NXM_NX_IPV6_DST
ipv6_label | 20 | | OXM_OF_IPV6_FLABEL NXM_NX_IPV6_LABEL
nw_proto ip_proto | 8 | | OXM_OF_IP_PROTO NXM_OF_IP_PROTO
nw_ttl | 8 | | NXM_NX_IP_TTL
ip_frag nw_frag | 2 | word | NXM_NX_IP_FRAG
nw_tos | 8 | | NXM_OF_IP_TOS
ip_dscp | 6 | | OXM_OF_IP_DSCP
nw_ecn ip_ecn | 2 | | OXM_OF_IP_ECN NXM_NX_IP_ECN
arp_op | 16 | | OXM_OF_ARP_OP NXM_OF_ARP_OP
arp_spa | 32 | ip | OXM_OF_ARP_SPA NXM_OF_ARP_SPA
arp_tpa | 32 | ip | OXM_OF_ARP_TPA NXM_OF_ARP_TPA
arp_sha | 48 | mac | OXM_OF_ARP_SHA NXM_NX_ARP_SHA
arp_tha | 48 | mac | OXM_OF_ARP_THA NXM_NX_ARP_THA
nsh_flags | 8 | | NXOXM_NSH_FLAGS
nsh_ttl | 8 | | NXOXM_NSH_TTL
nsh_mdtype | 8 | | NXOXM_NSH_MDTYPE
nsh_np | 8 | | NXOXM_NSH_NP
nsh_spi nsp | 24 | | NXOXM_NSH_SPI
nsh_si nsi | 8 | | NXOXM_NSH_SI
nsh_c1 nshc1 | 32 | | NXOXM_NSH_C1
nsh_c2 nshc2 | 32 | | NXOXM_NSH_C2
nsh_c3 nshc3 | 32 | | NXOXM_NSH_C3
nsh_c4 nshc4 | 32 | | NXOXM_NSH_C4
tp_src tcp_src udp_src sctp_src | 16 | | OXM_OF_TCP_SRC NXM_OF_TCP_SRC OXM_OF_UDP_SRC NXM_OF_UDP_SRC OXM_OF_SCTP_SRC
tp_dst tcp_dst udp_dst sctp_dst | 16 | | OXM_OF_TCP_DST NXM_OF_TCP_DST OXM_OF_UDP_DST NXM_OF_UDP_DST OXM_OF_SCTP_DST
tcp_flags | 12 | flags | ONFOXM_ET_TCP_FLAGS OXM_OF_TCP_FLAGS NXM_NX_TCP_FLAGS
icmp_type icmpv6_type | 8 | | OXM_OF_ICMPV4_TYPE NXM_OF_ICMP_TYPE OXM_OF_ICMPV6_TYPE NXM_NX_ICMPV6_TYPE
icmp_code icmpv6_code | 8 | | OXM_OF_ICMPV4_CODE NXM_OF_ICMP_CODE OXM_OF_ICMPV6_CODE NXM_NX_ICMPV6_CODE
nd_target | 128 | ip | OXM_OF_IPV6_ND_TARGET NXM_NX_ND_TARGET
nd_sll | 48 | mac | OXM_OF_IPV6_ND_SLL NXM_NX_ND_SLL
nd_tll | 48 | mac | OXM_OF_IPV6_ND_TLL NXM_NX_ND_TLL
nd_reserved | 32 | | ERICOXM_OF_ICMPV6_ND_RESERVED
nd_options_type | 8 | | ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE
"""


def _read_table() -> dict[str, FieldInfo]:
    found: dict[str, FieldInfo] = {}
    for row in _TABLE.strip().splitlines():
        names, bits, kind, headers = (cell.strip() for cell in row.split("|"))
        info = FieldInfo(names.split()[0], int(bits), kind or "number")  # type: ignore[arg-type]  # the table is right; a test says so
        found |= dict.fromkeys(names.split() + headers.split(), info)
    series = [(16, "reg{}", 32, "NXM_NX_REG{}"), (8, "xreg{}", 64, "OXM_OF_PKT_REG{}"), (4, "xxreg{}", 128, "NXM_NX_XXREG{}")]
    for count, name, width, header in [*series, (64, "tun_metadata{}", 992, "NXM_NX_TUN_METADATA{}")]:
        for number in range(count):
            info = FieldInfo(name.format(number), width, "number")
            found |= {info.name: info, header.format(number): info}
    return found


#: Every field by each of its names: ``FIELDS["dl_src"]``, ``FIELDS["NXM_OF_ETH_SRC"]`` and ``FIELDS["eth_src"]`` are one.
FIELDS = _read_table()

#: Words of a match that stand for an Ethernet type and an IP protocol.
PROTOCOLS = frozenset({"ip", "ipv6", "arp", "rarp", "icmp", "icmp6", "tcp", "tcp6", "udp", "udp6", "sctp", "sctp6", "mpls", "mplsm", "eth"})
