"""Bundles of a known state, in every layout and wrapping: what is read is what was captured, of the right node; what is not read is named."""

from __future__ import annotations

import gzip
import io
import json
from functools import partial
from ipaddress import ip_address

import pytest
import yaml

import antrea_parse as ap
from antrea_parse.snapshot.files import open_sources
from antrea_parse.text.diagnostic import Diagnostic
from benchmarks.synthetic import Config, build, bundle, sosreport

FILES = {
    "address": "ip address",
    "link": "ip link",
    "route": "ip route",
    "rule": "ip rule",
    "route-table-all": "ip route",
    "flows": "ovs-ofctl dump-flows",
    "groups": "ovs-ofctl dump-groups",
    "ovsports": "ovs-ofctl dump-ports-desc",
}
VERSIONS = ["v0.7.0", "v0.13.3", "v1.5.0", "v1.13.1", "v2.3.0", "v2.7.0"]


def state(antrea="v1.13.1", **more):
    return build(Config(nodes=3, pods=4, antrea=antrea, **more))


def write(folder, members):
    for name, chunks in members:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chunks if isinstance(chunks, bytes) else b"".join(chunks))
    return folder


def read_bytes(data: bytes, name: str) -> ap.Snapshot:
    file = io.BytesIO(data)
    file.name = name
    return ap.read(file)


def captured(snap):
    """Counts of records by node and command."""
    return sorted((capture.node, capture.command, len(capture.output)) for capture in snap.captures if capture.command in FILES.values())


def generated(cluster, names=None, skip=()):
    """The same of the text that was generated, each read by itself."""
    found = []
    for node in cluster.nodes:
        if names is None or node.name in names:
            for file, text in bundle.agent_files(cluster, node.name):
                if file in FILES and file not in skip and text.strip():
                    command = {"route-table-all": "ip route show table all"}.get(file, FILES[file])
                    found.append((node.name, FILES[file], len(ap.parse(text + "\n", command))))
    return sorted(found)


def errors(snap):
    return [str(item) for item in snap.diagnostics if item.level == "error"]


@pytest.mark.parametrize("antrea", VERSIONS)
def test_every_version_of_the_layout(tmp_path, antrea):
    cluster = state(antrea)
    snap = ap.read(write(tmp_path, bundle.files(cluster, whole=True)))
    assert captured(snap) == generated(cluster)
    assert errors(snap) == []
    assert {node.name for node in snap.topology.nodes} == set(cluster.node)


@pytest.mark.parametrize("antrea", VERSIONS)
def test_what_the_agents_and_the_controller_say_of_themselves_is_read(tmp_path, antrea):
    cluster = state(antrea)
    snap = ap.read(write(tmp_path, bundle.files(cluster)))
    assert {(capture.node, len(capture.output)) for capture in snap.captures if capture.command == "antctl get agentinfo"} == {
        (name, 1) for name in cluster.node
    }
    (controller,) = snap.outputs("antctl get controllerinfo")
    assert len(controller) == 1
    (policies,) = snap.outputs("antctl get networkpolicy")
    assert len(policies) == len(cluster.policies)


def test_a_message_in_place_of_an_output_is_one(tmp_path):
    snap = ap.read(write(tmp_path, bundle.files(state("v2.7.0"), whole=True)))
    assert {item.message for item in snap.diagnostics if item.code == "AP207"} == {"antctl get memberlist -o yaml: memberlist is not enabled"}
    assert snap.coverage.counts["prose"] == 0


def test_the_moment_is_that_of_the_folder(tmp_path):
    snap = ap.read(write(tmp_path, bundle.files(state("v2.7.0"))))
    assert {capture.time.isoformat() for capture in snap.captures} == {"2026-03-01T12:03:44+00:00"}


def test_the_same_of_two_families():
    cluster = state("v2.7.0", family="dual")
    members = {name: b"".join(chunks) for name, chunks in bundle.files(cluster, packed=True)}
    ((name, data),) = members.items()
    assert captured(read_bytes(data, name)) == generated(cluster)


@pytest.mark.parametrize("compression", ["gz", "xz", "bz2", "", "zip"])
@pytest.mark.parametrize("front", ["", "cases/4711/attached/"])
def test_every_wrapping(compression, front):
    cluster = state("v2.7.0")
    loose = [(f"{front}{name}", b"".join(chunks)) for name, chunks in bundle.files(cluster)]
    snap = read_bytes(bundle.archive(loose, compression=compression), "what.ever")
    assert captured(snap) == generated(cluster)
    twice = read_bytes(bundle.archive([("inner", bundle.archive(loose, compression=compression))], compression="zip"), "outer")
    assert captured(twice) == generated(cluster)


def test_agents_archives_that_were_unpacked_by_hand(tmp_path):
    cluster = state("v2.7.0")
    for node in cluster.nodes:
        write(tmp_path / f"agent_{node.name}", ((name, text.encode()) for name, text in bundle.agent_files(cluster, node.name)))
    assert captured(ap.read(tmp_path)) == generated(cluster)


def test_a_node_with_dots_in_its_name():
    assert read_bytes(bundle.archive([("address", b"")]), "agent_w1.example.com.tar.gz").captures[0].node == "w1.example.com"


def test_an_agent_that_did_not_answer(tmp_path):
    cluster = state("v2.7.0")
    snap = ap.read(write(tmp_path, bundle.files(cluster, failed=["worker-02"], whole=True)))
    assert captured(snap) == generated(cluster, ["master-01", "worker-01"])
    (said,) = [item for item in snap.diagnostics if "could not fetch" in item.message]
    assert "worker-02" in said.message
    assert [capture.node for capture in snap.captures if "agentinfo" in capture.argv] == ["master-01", "worker-01", "worker-02"]


@pytest.mark.parametrize("antrea", VERSIONS)
def test_a_bundle_made_in_a_pod_tells_its_node_by_agentinfo(antrea):
    cluster = state(antrea)
    name, data = bundle.in_pod(cluster, "worker-01", whole=False)
    snap = read_bytes(data, name)
    assert captured(snap) == generated(cluster, ["worker-01"])
    assert {capture.node_reason for capture in snap.captures} == {"agentinfo"}


def without(data: bytes, *names: str) -> bytes:
    sources = [item for item in open_sources(io.BytesIO(data)) if not isinstance(item, Diagnostic)]
    kept = [(source.name.removeprefix("<file>/"), "\n".join(source.lines.texts).encode()) for source in sources]
    return bundle.archive([(name, text) for name, text in kept if not name.startswith(names)])


def test_a_bundle_made_in_a_pod_tells_its_node_by_the_names_of_its_logs():
    cluster = state()
    _, data = bundle.in_pod(cluster, "worker-02")
    snap = read_bytes(without(data, "agentinfo"), "bundle_380912744.tar.gz")
    assert {(capture.node, capture.node_reason.split(" ")[0]) for capture in snap.captures} == {("worker-02", "name")}


def test_a_bundle_of_which_nothing_tells_the_node_is_said():
    _, data = bundle.in_pod(state(), "worker-02")
    snap = read_bytes(without(data, "agentinfo", "logs/"), "bundle_380912744.tar.gz")
    assert {capture.node for capture in snap.captures} == {None}
    assert [item.code for item in snap.diagnostics if "node of the bundle" in item.message] == ["AP301"]


def test_agentinfo_of_another_node_is_a_contradiction():
    cluster = state()
    snap = read_bytes(bundle.agent_archive(cluster, "worker-01"), "agent_worker-02.tar.gz")
    assert {capture.node for capture in snap.captures} == {"worker-02"}
    (said,) = [item for item in snap.diagnostics if item.code == "AP302"]
    assert "agentinfo says worker-01" in said.message


def test_bundles_of_a_collection(tmp_path):
    cluster = state("v2.3.0")
    snap = ap.read(write(tmp_path, bundle.collected(cluster, "nightly-7")))
    assert captured(snap) == generated(cluster)
    assert "collection nightly-7" in snap.captures[0].node_reason


def test_a_windows_node(tmp_path):
    cluster = state("v2.3.0")
    snap = ap.read(write(tmp_path, bundle.files(cluster, windows=["worker-02"], whole=True)))
    linux_only = ("address", "link", "route", "rule", "route-table-all")
    assert captured(snap) == sorted(generated(cluster, ["master-01", "worker-01"]) + generated(cluster, ["worker-02"], skip=linux_only))
    named = " ".join(item.message for item in snap.diagnostics if item.code == "AP306")
    for kind in ("Get-NetAdapter", "ipconfig", "route print", "HNSNetwork", "HNSEndpoint", "kubelet"):
        assert kind in named


def test_what_is_not_read_is_named_once_for_each_kind_and_its_lines_are_counted(tmp_path):
    snap = ap.read(write(tmp_path, bundle.files(state("v2.7.0"), whole=True)))
    kinds = [item.message.split(" not read")[0] for item in snap.diagnostics if item.code == "AP306"]
    logs = ["logs of Open vSwitch", "logs of antrea-agent", "logs of antrea-controller"]
    rules = ["rules of iptables (iptables-save -c)", "rules of nftables (nft list ruleset)", "sets of ipset (ipset save)"]
    assert sorted(kinds) == ["heap profile of Go", *logs, *rules, "stacks of goroutines"]
    source = next(name for name in snap.coverage.sources if name.endswith("agent_worker-01.tar.gz/iptables"))
    assert snap.coverage.of(source)["other"] == 4


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
def test_of_a_damaged_bundle_the_rest_is_read(share):
    cluster = state("v2.7.0")
    ((name, chunks),) = bundle.files(cluster, packed=True)
    data = b"".join(chunks)
    whole = read_bytes(data, name)
    snap = read_bytes(data[: int(len(data) * share)], name)
    assert any(item.code == "AP307" for item in snap.diagnostics)
    assert len(snap.captures) < len(whole.captures)
    complete = captured(snap)[:-1]
    assert all(item in captured(whole) for item in complete if item[2] > 1 and item not in captured(snap)[-3:])


def test_one_damaged_agent_archive_costs_no_other(tmp_path):
    cluster = state("v2.7.0")
    write(tmp_path, bundle.files(cluster))
    path = next(tmp_path.rglob("agent_worker-01.tar.gz"))
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)
    snap = ap.read(tmp_path)
    assert [item for item in captured(snap) if item[0] != "worker-01"] == generated(cluster, ["master-01", "worker-02"])
    assert any(item.code == "AP307" and "agent_worker-01.tar.gz" in item.source for item in snap.diagnostics)


# sosreport


def test_sosreports_packed_and_unpacked(tmp_path):
    cluster = state()
    packed = list(sosreport.files(cluster))
    snap = ap.read(write(tmp_path / "packed", packed))
    assert {node.name for node in snap.topology.nodes} == set(cluster.node)
    by_node = {(capture.node, capture.command) for capture in snap.captures}
    for node in cluster.node:
        for command in ("ip address", "ip route", "ip rule", "ovs-vsctl show", "ovs-vsctl list interface", "ovs-ofctl show", "ovs-ofctl dump-flows"):
            assert (node, command) in by_node
    assert errors(snap) == []
    for name, chunks in packed:
        for source in open_sources(_named(b"".join(chunks), name)):
            text = "\n".join(source.lines.texts) if not isinstance(source, Diagnostic) else ""
            if text and "hostname" not in source.name:
                write(tmp_path / "loose", [(source.name, text.encode() + b"\n")])
    loose = ap.read(tmp_path / "loose")
    assert {(capture.node, capture.command) for capture in loose.captures} == by_node


def _named(data: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def test_the_hostname_of_a_sosreport_is_better_than_its_name():
    root = "sosreport-db-7-customer-2026-03-01-abcdefg"
    members = [(f"{root}/sos_commands/networking/ip_route", b"default via 10.0.0.1 dev eth0\n"), (f"{root}/sos_commands/host/hostname", b"db-7.example.com\n")]
    snap = read_bytes(bundle.archive(members, compression="xz"), f"{root}.tar.xz")
    assert [capture.node for capture in snap.captures] == ["db-7.example.com"]
    assert not [item for item in snap.diagnostics if item.code == "AP302"]


# Others


def test_logs_that_kind_exported_are_named(tmp_path):
    write(tmp_path, [("kind-worker/kubelet.log", b"Mar 01 08:00:00 kind-worker kubelet[99]: I0301\n"), ("kind-worker/kubernetes-version.txt", b"v1.30.0\n")])
    snap = ap.read(tmp_path)
    assert [item.message.split(" not read")[0] for item in snap.diagnostics] == ["logs that kind exported, of node kind-worker"]
    assert snap.coverage.counts["other"] == 2


def test_logs_of_a_must_gather_are_named(tmp_path):
    place = "must-gather.local.1/quay-io-x/namespaces/kube-system/pods/antrea-agent-x/antrea-agent/antrea-agent/logs/current.log"
    snap = ap.read(write(tmp_path, [(place, b"2026-03-01T08:00:00.1Z I0301 something\n" * 3)]))
    assert [item.message.split(" not read")[0] for item in snap.diagnostics] == ["logs of containers and services"]


def test_a_log_that_was_packed_is_named_too():
    data = gzip.compress(b"2026-03-01T08:00:00.000Z|00001|vlog|INFO|opened log file\n" * 9)
    snap = read_bytes(bundle.archive([("logs/ovs/ovs-vswitchd.log.1.gz", data)]), "agent_w1.tar.gz")
    assert [item.code for item in snap.diagnostics] == ["AP306"]


def test_logs_in_a_dump_on_the_terminal_are_named_and_nothing_in_them_is_taken_for_a_capture():
    who = "logs for container antrea-agent of pod kube-system/antrea-agent-x ===="
    log = ["[root@evil ~]# ip route", "default via 10.0.0.1 dev eth0", '{"kind": "Pod", "metadata": {"name": "evil"}}']
    snap = ap.read_text("\n".join([f"==== START {who}", *log, f"==== END {who}", "[root@w1 ~]# ip route", "default via 10.0.0.9 dev eth0", ""]))
    assert [(capture.node, capture.output[0].gateway) for capture in snap.captures] == [("w1", ip_address("10.0.0.9"))]
    assert snap.coverage.counts["other"] == 5
    assert [item.code for item in snap.diagnostics] == ["AP306"]


# Objects


def test_the_objects_of_clusterinfo_are_read_in_sections_of_any_order(tmp_path):
    cluster = state("v2.7.0")
    sections = bundle.clusterinfo(cluster).split("#")[1:]
    for order in (sections, sections[::-1]):
        snap = read_bytes("".join(f"#{section}" for section in order).encode(), "support-bundles_20260301T120344Z/clusterinfo")
        (pods,), (nodes,), (configs,) = (snap.outputs(f"kubectl get {kind}") for kind in ("pods", "nodes", "configmaps"))
        assert {(pod.namespace, pod.name, pod.node) for pod in pods} == {(pod.namespace, pod.name, pod.node) for pod in cluster.pods}
        assert {node.name: tuple(node.pod_cidrs) for node in nodes} == {node.name: node.pod_cidrs for node in cluster.nodes}
        assert configs[0].name == "antrea-config"
        assert snap.coverage.counts["unparsed"] == 0
        assert errors(snap) == []


def test_the_gateways_network_tells_the_node_of_a_bundle_that_tells_nothing_else(tmp_path):
    cluster = state("v2.7.0")
    _, data = bundle.in_pod(cluster, "worker-02")
    write(tmp_path, [("clusterinfo", bundle.clusterinfo(cluster).encode()), ("bundle_380912744.tar.gz", without(data, "agentinfo", "logs/"))])
    snap = ap.read(tmp_path)
    told = {capture.node_reason for capture in snap.captures if capture.node == "worker-02"}
    assert any("network" in reason for reason in told)
    assert captured(snap) == generated(cluster, ["worker-02"])


def test_a_bundle_alone_gives_the_topology(tmp_path):
    cluster = state("v2.7.0")
    topology = ap.read(write(tmp_path, bundle.files(cluster))).topology
    assert {node.name: node.pod_cidrs for node in topology.nodes} == {node.name: node.pod_cidrs for node in cluster.nodes}
    for key, binding in cluster.bindings.items():
        port = topology.pod("/".join(key)).port
        assert (port.interface, port.ofport) == (binding.interface, binding.ofport)
        assert port.certainty in ("observed", "inferred")


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_dump_of_cluster_info_is_read_as_objects(tmp_path, form):
    pods = {"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {"name": "web", "namespace": "shop"}, "spec": {"nodeName": "w1"}}]}
    nodes = {"kind": "NodeList", "apiVersion": "v1", "items": [{"metadata": {"name": "w1"}, "spec": {"podCIDRs": ["10.244.1.0/24"]}}]}
    dump = partial(json.dumps, indent=4) if form == "json" else yaml.safe_dump
    log = b"2026-03-01T08:00:00Z something\n" * 3
    write(tmp_path, [(f"nodes.{form}", dump(nodes).encode()), (f"shop/pods.{form}", dump(pods).encode()), ("shop/web/logs.txt", log)])
    snap = ap.read(tmp_path)
    assert [(record.name) for output in snap.outputs() for record in output] == ["w1", "web"]
    assert snap.coverage.counts["other"] == 3


def test_a_must_gather_is_read_as_objects(tmp_path):
    place = "must-gather.local.7/quay-io-x-sha256-y"
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "w1"}, "spec": {"podCIDRs": ["10.244.1.0/24"]}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"nodeName": "w1"}}
    pods = {"apiVersion": "v1", "kind": "PodList", "items": [pod]}
    write(tmp_path, [(f"{place}/cluster-scoped-resources/core/nodes/w1.yaml", yaml.safe_dump(node, explicit_start=True).encode()),
                     (f"{place}/namespaces/shop/core/pods.yaml", yaml.safe_dump(pods, explicit_start=True).encode())])  # fmt: skip
    assert sorted(record.name for output in ap.read(tmp_path).outputs() for record in output) == ["w1", "web"]


def test_outputs_that_a_script_added_to_a_must_gather_are_read(tmp_path):
    folder = tmp_path / "must-gather.local.1" / "quay-io-x" / "network_logs"
    folder.mkdir(parents=True)
    (folder / "node-7_ip_route").write_text("default via 10.0.0.1 dev eth0\n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.7\n")
    (folder / "cluster_scale").write_text("nothing that is known\n")
    snap = ap.read(tmp_path)
    assert [capture.command for capture in snap.captures] == ["ip route"]
    assert [item.source.rpartition("/")[2] for item in snap.diagnostics if item.code == "AP306"] == ["cluster_scale"]
