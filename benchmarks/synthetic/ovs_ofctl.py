"""What ``ovs-ofctl show``, ``dump-ports-desc`` and ``dump-groups`` print about a node's bridge."""

from __future__ import annotations

from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Node
from benchmarks.synthetic.ovs_vsctl import ports


def _blocks(state: State, node: Node, live: str) -> str:
    out = []
    for port in sorted(ports(state, node), key=lambda port: port.ofport):
        if port.ofport < 0:
            continue
        veth = not port.type
        out.append(
            f" {port.ofport}({port.name[:15]}): addr:{port.mac}\n     config:     0\n     state:      {live}\n"
            + ("     current:    10GB-FD COPPER\n     speed: 10000 Mbps now, 0 Mbps max\n" if veth else "     speed: 0 Mbps now, 0 Mbps max\n")
        )
    return "".join(out)


def show(state: State, node: Node) -> str:
    """``ovs-ofctl show br-int``, in OpenFlow 1.0."""
    return (
        f"OFPT_FEATURES_REPLY (xid=0x2): dpid:{node.datapath_id}\nn_tables:254, n_buffers:0\n"
        "capabilities: FLOW_STATS TABLE_STATS PORT_STATS QUEUE_STATS ARP_MATCH_IP\n"
        "actions: output enqueue set_vlan_vid set_vlan_pcp strip_vlan mod_dl_src mod_dl_dst mod_nw_src mod_nw_dst mod_nw_tos mod_tp_src mod_tp_dst\n"
        f"{_blocks(state, node, '0')}OFPT_GET_CONFIG_REPLY (xid=0x4): frags=normal miss_send_len=0\n"
    )


def ports_desc(state: State, node: Node, *, header: bool = True) -> str:
    """``ovs-ofctl dump-ports-desc br-int``; in support bundles its header is dropped."""
    text = _blocks(state, node, "LIVE" if state.release.openflow15 else "0")
    version = "(OF1.5) " if state.release.openflow15 else ""
    return f"OFPST_PORT_DESC reply {version}(xid=0x2):\n{text}" if header else text
