"""must-gathers, dumps of kubectl, logs of kind and sosreports of a known cluster: what is read is what was saved, everything else is named."""

from __future__ import annotations

import io

import pytest

import antrea_parse as ap
from antrea_parse.snapshot.bundles.roles import origin_of
from benchmarks.synthetic import Config, State, build, bundle, dumps, sosreport

STATE = build(Config(nodes=3, pods=5, antrea="v2.3.0", family="dual"))


def write(folder, members):
    for name, data in members:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def assert_told(snap: ap.Snapshot, state: State) -> None:
    topology = snap.topology
    assert {(pod.namespace, pod.name, pod.node) for pod in topology.pods} == {(pod.namespace, pod.name, pod.node) for pod in state.pods}
    assert {(node.name, *map(str, node.pod_cidrs)) for node in topology.nodes} == {(node.name, *map(str, node.pod_cidrs)) for node in state.nodes}
    assert {(item.namespace, item.name, str(item.cluster_ip)) for item in topology.services} == {
        (item.namespace, item.name, str(item.cluster_ip)) for item in state.services
    }
    assert [item for item in (*snap.diagnostics, *topology.diagnostics) if item.level in ("error", "warning")] == []
    assert snap.coverage.counts["unparsed"] == snap.coverage.counts["prose"] == 0


LAYOUTS = {
    "must-gather": lambda: dumps.must_gather(STATE),
    "cluster-info dump": lambda: dumps.cluster_info_dump(STATE),
    "cluster-info dump -o yaml": lambda: dumps.cluster_info_dump(STATE, "yaml"),
    "cluster-info dump on the terminal": lambda: [("dump.txt", dumps.cluster_info_text(STATE).encode())],
}


@pytest.mark.parametrize("wrapping", ["", "gz", "zip"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_objects_of_a_dump_are_the_clusters(layout, wrapping, tmp_path):
    members = list(LAYOUTS[layout]())
    if wrapping:
        file = io.BytesIO(bundle.archive(members, compression=wrapping))
        file.name = "attached.bin"
        snap = ap.read(file)
    else:
        snap = ap.read(write(tmp_path, members))
    assert_told(snap, STATE)
    named = {item.message.split(" not read")[0].split(" of ")[0] for item in snap.diagnostics if item.code == "AP306"}
    assert named <= {"logs", "other files"}


def test_logs_of_kind_are_named_with_their_node(tmp_path):
    snap = ap.read(write(tmp_path, dumps.kind_logs(STATE)))
    assert snap.captures == ()
    assert {item.code for item in snap.diagnostics} == {"AP306"}
    assert sum(snap.coverage.counts.values()) == snap.coverage.counts["other"]
    assert all(any(f"of node {node} " in item.message for item in snap.diagnostics) for node in STATE.node)


#: What sos saves of a node, and what of it is read; facts name these files.
SOS = {
    "ip_-o_addr": "ip address",
    "ip_route_show_table_all": "ip route",
    "ip_-6_route_show_table_all": "ip route",
    "ip_-4_rule_list": "ip rule",
    "ip_-6_rule_list": "ip rule",
    "ip_-s_-d_link": "ip link",
    "ip_-d_address": "ip address",
    "ip_-s_-s_neigh_show": "ip neighbour",
    "ip_neigh_show_nud_noarp": "ip neighbour",
    "ip_mroute_show": None,
    "ip_netns_exec_cni-1_ip_-d_address": None,
    "ovs-vsctl_-t_5_show": "ovs-vsctl show",
    "ovs-vsctl_-t_5_list_interface": "ovs-vsctl list interface",
    "ovs-vsctl_-t_5_list_bridge": "ovs-vsctl list bridge",
    "ovs-vsctl_-t_5_list_Open_vSwitch": None,
    "ovs-ofctl_show_br-int": "ovs-ofctl show",
    "ovs-ofctl_dump-flows_br-int": "ovs-ofctl dump-flows",
    "ovs-ofctl_-O_OpenFlow15_dump-flows_br-int": "ovs-ofctl dump-flows",
    "ovs-ofctl_-O_OpenFlow15_dump-groups_br-int": "ovs-ofctl dump-groups",
    "ovs-ofctl_dump-ports-desc_br-int": "ovs-ofctl dump-ports-desc",
    "ovs-appctl_-t_ovs-monitor-ipsec_tunnels.show": None,
    "ovs-appctl_fdb.show_br-int": "ovs-appctl fdb/show",
    "iptables_-vnxL": None,
    "nft_list_ruleset": None,
}


@pytest.mark.parametrize("name", SOS)
def test_each_file_of_a_sosreport_is_read_or_named(name):
    folder = "openvswitch" if name.startswith("ovs") else "firewall_tables" if name.startswith(("ipt", "nft")) else "networking"
    origin = origin_of(f"sosreport-w1-2026-03-01-abcdefg/sos_commands/{folder}/{name}", b"")
    assert origin is not None
    if SOS[name] is None:
        assert origin.unread
    else:
        assert ap.parse("", origin.command).command == SOS[name]


@pytest.mark.parametrize("family", ["4", "6", "dual"])
def test_sosreports_tell_what_the_commands_told(family, tmp_path):
    state = build(Config(nodes=2, pods=4, antrea="v1.13.1", family=family))
    for name, chunks in sosreport.files(state):
        write(tmp_path, [(name, b"".join(chunks))])
    snap = ap.read(tmp_path)
    assert [item for item in snap.diagnostics if item.level in ("error", "warning")] == []
    for node in state.nodes:
        for name, text in sosreport.members(state, node.name):
            command = SOS.get(name.rpartition("/")[2])
            if command is not None:
                root = f"sosreport-{node.name}-2026-03-01-abcdefg"
                alone = ap.parse(text, origin_of(f"{root}/{name}", b"").command)
                found = [capture for capture in snap.captures if capture.node == node.name and capture.span.source.endswith(f"{root}/{name}")]
                assert [capture.output.records for capture in found] == [alone.records]
    assert {pod.name for pod in snap.topology.pods} <= {pod.name for pod in state.pods}
