"""The synthetic clusters: printed as the tools print, true to their state, and read back by the parsers as what they are."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
import tarfile
from collections import Counter
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

import antrea_parse as ap
from benchmarks import cluster
from benchmarks.synthetic import COMMANDS, FORMS, Config, State, build, later, names, render
from benchmarks.synthetic.antctl import cut_list
from benchmarks.synthetic.captures import IN_PODS, Capture, captures
from benchmarks.synthetic.damage import HARMS
from benchmarks.synthetic.faults import NAMES
from benchmarks.synthetic.ip_address import Device, address_text, devices
from benchmarks.synthetic.ip_route import route_text
from benchmarks.synthetic.kubectl import age, table
from benchmarks.synthetic.layouts import PROMPTS
from benchmarks.synthetic.objects import Node, Pod
from benchmarks.synthetic.ovs_ofctl import show as ofctl_show
from benchmarks.synthetic.ovs_vsctl import show as vsctl_show
from benchmarks.synthetic.releases import release
from tests.conftest import LAB_PAGE, ROOT

#: One of each band of releases, with modes, families and encryptions spread over them.
CONFIGS = [
    Config(3, 8, "v0.1.0"),
    Config(3, 8, "v0.6.0"),
    Config(4, 8, "v0.8.0", mode="hybrid"),
    Config(3, 9, "v0.13.3", faults=("stale-port", "leftover-port")),
    Config(3, 8, "v0.13.3", family="dual"),
    Config(4, 8, "v1.2.0", mode="hybrid", family="6"),
    Config(3, 8, "v1.5.0", mode="noEncap", family="dual"),
    Config(3, 8, "v1.8.0", mode="networkPolicyOnly"),
    Config(3, 9, "v1.13.1", proxy_all=True, faults=("stale-port", "missing-route")),
    Config(3, 8, "v1.13.1", encryption="wireguard"),
    Config(3, 8, "v1.15.0", encryption="ipsec"),
    Config(3, 8, "v2.3.0", family="dual", proxy_all=True),
    Config(3, 8, "v2.5.0", encryption="wireguard", family="dual"),
    Config(4, 8, "v2.7.0", mode="hybrid", family="6", proxy_all=True),
]
each_config = pytest.mark.parametrize("config", CONFIGS, ids=lambda config: f"{config.antrea}-{config.mode}-{config.family}{config.encryption}")


# ---- printed as the real tools do

LAB_ID = "a" * 64


def lab() -> tuple[State, Node]:
    """The second node of the lab page, as a state."""
    state = build(Config(3, 0, "v0.13.3"))
    node = state.nodes[1]
    node.gateway_mac, node.sys_mac, node.datapath_mac, node.nic_mac = "36:ab:6b:31:0c:75", "aa:ce:13:21:f1:bc", "3e:60:c2:54:9f:de", "00:50:56:b2:35:31"
    node.tunnel_mac, node.datapath_id, node.ovs_uuid = "06:c6:e4:f2:94:51", "0000166b68c6424a", "7ccc18b5-068f-4977-b7cb-a9fefdd147c3"
    node.ips, node.other_mac, node.gateway_ifindex = (ip_address("192.168.110.66"),), "02:42:87:6a:8a:03", 8
    for index, other in enumerate(state.nodes):
        other.pod_cidrs = (ip_network(f"10.211.{index}.0/24"),)
    node.gateway_ips = (ip_address("10.211.1.1"),)
    rows = (
        ("kube-system", "coredns-558bd4d5db-gtvr4", "coredns--c4f3d4", 5, "de:72:46:4d:6b:85"),
        ("default", "frontend", "frontend-fbd015", 15, "86:e0:33:27:a8:c0"),
        ("default", "backend1", "backend1-911dea", 16, "c6:97:94:e1:2e:a5"),
    )
    for namespace, name, interface, ofport, mac in rows:
        pod = Pod(namespace, name, node.name, {}, container_id=LAB_ID, interface=interface, ofport=ofport, host_mac=mac, pod_mac=mac, netnsid=2, peer_ifindex=3)
        pod.ifindex = 11 if ofport == 5 else 0
        node.pods.append(pod)
    return state, node


def flat(text: str) -> list[str]:
    """Lines without indentation, bold marks and runs of blanks: as the lab page has them."""
    return [" ".join(line.replace("**", "").split()) for line in text.splitlines() if line.strip()]


def test_ovs_outputs_equal_those_of_the_lab_page() -> None:
    page = flat(LAB_PAGE.read_text(encoding="utf-8"))
    state, node = lab()
    shown = flat(ofctl_show(state, node))
    start = page.index(shown[0])
    assert page[start : start + len(shown)] == shown
    bridge = flat(vsctl_show(state, node))
    start = page.index(bridge[0])
    # Ports come in the order of random numbers: the same lines, not the same order.
    assert Counter(page[start : start + len(bridge)]) == Counter(bridge)
    assert (page[start], page[start + len(bridge) - 1]) == (bridge[0], bridge[-1])


def test_addresses_and_routes_equal_those_of_the_lab_page() -> None:
    page = LAB_PAGE.read_text(encoding="utf-8")
    page_lines = set(flat(page[page.index("[root@worker-01 ~]# ip a") : page.index("Antrea Agent Pods")]))
    state, node = lab()
    node.pods = [pod for pod in node.pods if pod.name.startswith("coredns")]
    own = {"docker0", "ens192"}
    blocks = [device for device in devices(state, node) if device.name not in own and device.ifindex]
    # The page's tunnel device was made before its gateway.
    for device in blocks:
        device.ifindex = {"ovs-system": 6, "genev_sys_6081": 7}.get(device.name, device.ifindex)
    assert set(flat(address_text(iter(blocks)))) <= page_lines
    routes = {line for line in flat(route_text(state, node)) if "docker0" not in line}
    assert routes <= page_lines


def test_devices_are_laid_out_to_the_blank_as_ip_does() -> None:
    pod = Device(4, "coredns--c4f3d4", "BROADCAST,MULTICAST,UP,LOWER_UP", 1450, "noqueue", "UP", "8a:cf:63:86:e8:f2", "if2", netns="link-netnsid 0", qlen=0)
    assert address_text(iter([pod])).splitlines() == [
        "4: coredns--c4f3d4@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP group default ",
        "    link/ether 8a:cf:63:86:e8:f2 brd ff:ff:ff:ff:ff:ff link-netnsid 0",
    ]


#: Tables that a real kubectl printed.
REAL_TABLES = [path for path in sorted((ROOT / "samples").glob("kubectl-get-*/*wide.v1.32.txt")) if path.read_text(encoding="utf-8").startswith("NAME")]


@pytest.mark.parametrize("sample", REAL_TABLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_tables_are_aligned_as_kubectl_aligns_them(sample: Path) -> None:
    lines = sample.read_text(encoding="utf-8").splitlines()
    spans = [match.span() for match in re.finditer(r"\S+(?: \S+)*", lines[0])]
    ends = [start for start, _ in spans[1:]] + [None]
    rows = [[line[start:end].rstrip() for (start, _), end in zip(spans, ends, strict=True)] for line in lines]
    assert table(rows[0], rows[1:]).splitlines() == lines


def test_ages_are_shortened_as_kubectl_does() -> None:
    assert [age(value) for value in (20, 119, 120, 599, 600, 10799, 10800, 28800, 172799, 172800, 414000, 691200)] == [
        "20s", "119s", "2m", "9m59s", "10m", "179m", "3h", "8h", "47h", "2d", "4d19h", "8d",
    ]  # fmt: skip


def test_antctl_lists_are_cut_to_fifty_characters() -> None:
    uuids = ["0b6f6a2c-6f0e-4d8e-9a51-000000000001", "0b6f6a2c-6f0e-4d8e-9a51-000000000002"]
    assert cut_list(uuids) == uuids[0] + " + 1 more..."
    assert len(cut_list(f"10.0.0.{number}" for number in range(99))) <= 50


def test_interface_names_follow_the_algorithm() -> None:
    # printf '%s' 1234… | sha1sum
    assert names.interface_name("web-0", "0123456789") == "web-0-87acec"
    assert names.interface_name("coredns-558bd4d5db-gtvr4", "0123456789") == "coredns--87acec"
    assert names.interface_name("backend1", "0123456789") == names.interface_name("backend1xyz", "0123456789")
    assert [names.ipsec_port_name(node) for node in ("kind-control-plane", "kind-worker2", "worker-01")] == [
        "ol-plane-a39e0c",
        "worker2-a0d026",
        "orker-01-f0f6b6",
    ]


# ---- true to the state, and of the release


@each_config
def test_state_is_consistent(config: Config) -> None:
    state = build(config)
    assert len(state.pod) == len(state.pods)
    macs = [mac for pod in state.pods if pod.interface for mac in (pod.pod_mac, pod.host_mac)]
    assert len(set(macs)) == len(macs)
    for node in state.nodes:
        ofports = [node.gateway_ofport, *([node.tunnel_ofport] if node.tunnel else []), *(pod.ofport for pod in node.ports)]
        assert len(set(ofports)) == len(ofports)
        assert len({pod.interface for pod in node.ports}) == len(node.ports)
        assert all(len(pod.interface) <= 15 for pod in node.ports)
        assert all(ip in network for pod in node.ports for ip, network in zip(pod.ips, node.pod_cidrs, strict=False))
    assert set(state.bindings) == {pod.key for pod in state.pods if pod.interface}


def test_clusters_hold_what_is_hard_to_tell() -> None:
    state = build(Config(4, 14))
    same_name = Counter(pod.name for pod in state.pods)
    assert same_name["web-0"] == 2, "two namespaces, one name"
    prefixes = Counter((pod.node, pod.interface[:-7]) for pod in state.pods if pod.interface)
    assert max(prefixes.values()) > 1, "a prefix that fits several pods of a node"
    completed = [pod for pod in state.pods if pod.status == "Completed"]
    addresses = {pod.ips for pod in state.pods if pod.interface}
    assert completed
    assert all(pod.ips in addresses and not pod.interface for pod in completed), "addresses used again"
    assert all(pod.ips == state.node[pod.node].ips for pod in state.pods if pod.host_network)


def test_releases_differ_as_they_did() -> None:
    old, new = release("v0.7.2"), release("v2.3.0")
    assert (old.gateway, old.tunnel, old.tunnel_type) == ("gw0", "tun0", "vxlan")
    assert (new.gateway, new.gateway_ofport, new.tunnel_ofport, new.first_pod_ofport) == ("antrea-gw0", 32769, 32768, 1)
    assert [release(text).deduction("gre", "encap", "", False) for text in ("v1.14.1", "v1.15.0")] == [38, 42]
    assert [release(text).deduction("geneve", "encap", "wireguard", False) for text in ("v1.13.1", "v1.15.0")] == [130, 60]
    assert release("v1.13.1").deduction("geneve", "encap", "ipsec", True) == 108
    assert release("v1.13.1").deduction("geneve", "noEncap", "", False) == 0
    assert release("v0.13.3").tables()["L3DecTTL"] == (71, "")
    assert release("v1.0.0").tables()["SNAT"] == (71, "")
    assert release("v1.13.1").tables()["L3Forwarding"] == (16, "L3Forwarding")
    assert release("v1.13.1").tables(proxy_all=True)["L3Forwarding"] == (17, "L3Forwarding")


def test_later_some_pods_are_others_and_the_first_state_is_untouched() -> None:
    first = build(Config(4, 12))
    before = dict(first.bindings)
    second = later(first)
    assert first.bindings == before
    gone, come = before.keys() - second.bindings.keys(), second.bindings.keys() - before.keys()
    assert gone
    assert come
    assert {before[key].ip for key in gone} & {second.bindings[key].ip for key in come}, "an address used again"
    assert all(second.pod[key] in second.node[binding.node].pods for key, binding in second.bindings.items())


def test_captures_of_an_older_moment_show_the_older_state() -> None:
    first = build(Config(3, 10))
    second = later(first)
    mixed = render(second, ["ip address", "ovs-vsctl show"], "loose", older={"ip address": first})
    assert mixed["worker-01/ip_a.txt"] == render(first, ["ip address"])["worker-01/ip_a.txt"]
    assert mixed["worker-01/ovs-vsctl_show.txt"] == render(second, ["ovs-vsctl show"])["worker-01/ovs-vsctl_show.txt"]


@pytest.mark.parametrize("fault", NAMES)
def test_faults_are_told_and_change_what_is_printed(fault: str) -> None:
    sound, faulty = build(Config(4, 8)), build(Config(4, 8, faults=(fault,)))
    assert [item.name for item in faulty.faults] == [fault]
    assert not sound.faults
    assert render(faulty) != render(sound)


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such fault: nonsense"):
        build(Config(faults=("nonsense",)))
    state = build(Config(2, 2))
    with pytest.raises(ValueError, match="no such capture: nonsense"):
        render(state, ["nonsense"])
    with pytest.raises(ValueError, match="no such form"):
        render(state, form="nonsense")
    with pytest.raises(ValueError, match="no such damage"):
        render(state, harm=["nonsense"])
    with pytest.raises(ValueError, match="came with"):
        Config(antrea="v1.2.0", encryption="wireguard")


def test_same_configuration_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from benchmarks.synthetic import *; state = later(build(Config(3, 12, faults=('missing-route',))));"
        "print(hashlib.sha256(repr(sorted(render(state, form='transcript', harm=['bold', 'lost-lines']).items())).encode()).hexdigest())"
    )
    runs = {subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout for seed in "12"}
    assert len(runs) == 1


# ---- layouts


def members(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("v0.9.0", {"address", "link", "route", "flows", "agentinfo"}, {"ovsports", "groups", "rule"}),
        ("v1.13.1", {"flows", "ovsports"}, {"groups", "rule", "route-table-all"}),
        ("v2.3.0", {"flows", "ovsports", "groups"}, {"rule", "route-table-all"}),
        ("v2.7.0", {"groups", "rule", "route-table-all"}, set()),
    ],
)
def test_support_bundles_hold_the_files_of_their_release(text: str, present: set[str], absent: set[str]) -> None:
    files = render(build(Config(3, 5, text)), form="bundle")
    by_name = {path.split("/")[1]: data for path, data in files.items()}
    assert set(by_name) == {"clusterinfo", "controller.tar.gz", *(f"agent_{node}.tar.gz" for node in ("master-01", "worker-01", "worker-02"))}
    agent = members(by_name["agent_worker-01.tar.gz"])
    assert present <= set(agent)
    assert not absent & set(agent)
    assert agent["flows"].startswith(b"cookie=" if text == "v2.7.0" else b"table=")
    assert (b"table=Output" in agent["flows"]) == (text != "v0.9.0")
    info = by_name["clusterinfo"].decode()
    assert re.findall(r"(?m)^#\w+$", info) == ["#pods", "#nodes", "#configs"]
    assert "kind:" not in info


def test_withheld_captures_are_missing_from_bundles() -> None:
    files = render(build(Config(2, 3)), ["ip address"], "bundle")
    agent = next(data for path, data in files.items() if "agent_" in path)
    assert set(members(agent)) == {"address"}
    assert not any(path.endswith("clusterinfo") for path in files)


def test_bundles_packed_again_are_one_archive() -> None:
    state = build(Config(2, 3))
    (data,) = render(state, form="bundle-tar").values()
    assert gzip.decompress(data)
    assert set(members(data)) == set(render(state, form="bundle"))


def test_sosreports_name_files_after_commands() -> None:
    files = render(build(Config(2, 3)), form="sosreport")
    assert len(files) == 2
    paths = {name.split("/", 1)[1] for name in members(next(iter(files.values())))}
    assert "sos_commands/openvswitch/ovs-vsctl_-t_5_list_interface" in paths


@pytest.mark.parametrize("style", PROMPTS)
def test_transcripts_are_read_command_by_command(style: str) -> None:
    state = build(Config(2, 5))
    (text,) = render(state, ["ip address", "ip route", "kubectl get pods", "ovs-vsctl show"], "transcript", prompt=style).values()
    snapshot = ap.read_text(text.decode(), name="session.log")
    found = Counter((capture.command, capture.node) for capture in snapshot.captures)
    for node in state.nodes:
        assert found["ip address", node.name] == 1
        assert found["ip route", node.name] == 1
    assert sum(count for (command, _), count in found.items() if command == "ovs-vsctl show") == 2
    assert not snapshot.coverage.counts.get("unparsed")


@pytest.mark.parametrize("harm", HARMS)
def test_damaged_text_differs_and_never_raises(harm: str) -> None:
    state = build(Config(2, 4))
    sound, damaged = render(state, form="transcript")["session.log"], render(state, form="transcript", harm=[harm], seed=3)["session.log"]
    assert damaged != sound
    assert ap.read_text(damaged.decode(), name="session.log").captures


def test_command_line_writes_files_and_the_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cluster.main(["--nodes", "3", "--pods", "4", "--captured", "1", "--older", "ip address", "--faults", "stale-port", "-o", str(tmp_path)])
    assert "3 nodes" in capsys.readouterr().out
    assert '"faults": [' in (tmp_path / "truth.json").read_text()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(("master", "worker"))) in (["master-01"], ["worker-01"], ["worker-02"])


def test_command_line_refuses_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cluster.main(["--faults", "nonsense", "-o", str(tmp_path)])
    assert "no such fault" in capsys.readouterr().err


def test_forms_are_all_rendered() -> None:
    state = build(Config(2, 3))
    assert all(render(state, form=form) for form in FORMS)


# ---- read back


def read(state: State, command: str, node: Node | None = None) -> list[ap.Output]:
    """The outputs of a command, parsed; every line understood."""
    found = [capture for capture in captures(state, [command]) if node is None or capture.node is node]
    return [parsed(capture) for capture in found]


def parsed(capture: Capture) -> ap.Output:
    output = ap.parse(capture.text(), capture.argv)
    assert not output.diagnostics, (capture.argv, [str(item) for item in output.diagnostics])
    return output


def is_read(capture: Capture) -> bool:
    """Whether the library reads this command; what it does not is other tests' business."""
    return capture.command == IN_PODS or any(capture.command == known.name for known in ap.commands())


@each_config
def test_every_capture_is_understood(config: Config) -> None:
    state = build(config)
    understood = Counter(capture.command for capture in captures(state, (*COMMANDS, IN_PODS)) if is_read(capture) and parsed(capture).records)
    for command in ("ip address", "ip route", "ovs-vsctl show", "ovs-ofctl show", "ovs-ofctl dump-flows", "kubectl get pods"):
        assert understood[command] >= 1


@each_config
def test_pods_and_nodes_are_read_as_they_are(config: Config) -> None:
    state = build(config)
    (pods,) = read(state, "kubectl get pods")
    expected = [(pod.namespace, pod.name, pod.status, pod.ips[0], pod.node) for pod in state.pods]
    assert [(row.namespace, row.name, row.status, row.ip, row.node) for row in pods] == expected
    (nodes,) = read(state, "kubectl get nodes")
    assert [(row.name, row.internal_ip, tuple(row.roles or ())) for row in nodes] == [(node.name, node.ips[0], node.roles) for node in state.nodes]


@each_config
def test_services_and_endpoints_are_read_as_they_are(config: Config) -> None:
    state = build(config)
    (services,) = read(state, "kubectl get services")
    for row, service in zip(services, state.services, strict=True):
        assert (row.namespace, row.name, row.type) == (service.namespace, service.name, service.type)
        assert (row.cluster_ip == service.cluster_ip) if service.cluster_ip else str(row.cluster_ip) == "None"
        expected = [(port.port, port.node_port or None, port.protocol) for port in service.ports]
        assert [(port.port, port.node_port, port.protocol) for port in row.ports] == expected
        assert (row.selector or {}) == service.selector
    (endpoints,) = read(state, "kubectl get endpoints")
    for row, service in zip(endpoints, state.services, strict=True):
        pairs = [(ip, port.target) for port in service.ports for ip in service.endpoints]
        assert [(item.ip, item.port) for item in row.endpoints or ()] == pairs[:3]
        assert (row.more or 0) == max(0, len(pairs) - 3)


@each_config
def test_interfaces_are_read_as_they_are(config: Config) -> None:
    state = build(config)
    for node in state.nodes:
        (output,) = read(state, "ip address", node)
        devices = {row.ifname: row for row in output}
        for pod in node.ports:
            row = devices[pod.interface]
            assert (row.ifindex, row.address, row.link_index, row.mtu) == (pod.ifindex, pod.host_mac, pod.peer_ifindex, node.pod_mtu)
        gateway = devices[state.release.gateway]
        assert gateway.address == node.gateway_mac
        assert tuple(item.local for item in gateway.addr_info if item.scope == "global") == node.gateway_ips
        assert any(row.ifname.startswith(("genev_sys", "vxlan_sys")) for row in output) == bool(node.tunnel)


@each_config
def test_bridges_are_read_as_they_are(config: Config) -> None:
    state = build(config)
    for node in state.nodes:
        (bridge,) = read(state, "ovs-vsctl show", node)[0]
        ports = {port.name: port for port in bridge.ports}
        left = {port.name: port for port in node.left_ports}
        assert {pod.interface for pod in node.ports} | set(left) <= set(ports)
        assert all(ports[name].interfaces[0].error == port.error for name, port in left.items() if port.error)
        if node.tunnel:
            assert ports[node.tunnel].interfaces[0].type == node.tunnel_type
        rows = {row.name: row for row in read(state, "ovs-ofctl show", node)[0]}
        for pod in node.ports:
            assert (rows[pod.interface].port_no, rows[pod.interface].hw_addr) == (pod.ofport, pod.host_mac)
        assert rows[state.release.gateway].port_no == node.gateway_ofport
        listed = {row.name: row for row in read(state, "ovs-vsctl list interface", node)[0]}
        for pod in node.ports:
            ids = listed[pod.interface].external_ids
            assert (ids["pod-namespace"], ids["pod-name"], ids["attached-mac"]) == (*pod.key, pod.pod_mac)


@each_config
def test_routes_to_peers_are_read_as_they_are(config: Config) -> None:
    state = build(config)
    for node in state.nodes:
        rows = [row for output in read(state, "ip route", node) for row in output]
        by_dst = {str(row.dst): row for row in rows}
        for peer in state.peers(node):
            for position, network in enumerate(peer.pod_cidrs):
                row = by_dst.get(str(network))
                if peer.name in node.lost_routes:
                    assert row is None
                elif config.encryption == "wireguard":
                    assert row is not None
                    assert (row.dev, "gateway" in row.model_fields_set) == ("antrea-wg0", False)
                elif state.encapsulated(node, peer):
                    assert row is not None
                    assert (row.dev, row.gateway) == (state.release.gateway, network[1])
                    assert ("onlink" in row.flags) == (network.version == 4)
                elif node.subnet == peer.subnet:
                    assert row is not None
                    assert (row.dev, row.gateway) == (node.nic, peer.ips[position])
                else:
                    assert row is None


@each_config
def test_flows_are_read_as_they_are(config: Config) -> None:
    state = build(config)
    for node in state.nodes[:2]:
        (output,) = read(state, "ovs-ofctl dump-flows", node)
        matches = {row.match for row in output}
        forwarded = {row.match: row.actions for row in output if row.match.startswith("dl_dst=")}
        for pod in node.ports:
            for ip in pod.ips:
                source = f"nw_src={ip}" if ip.version == 4 else f"ipv6_src={ip}"
                assert f"ip{'' if ip.version == 4 else 'v6'},in_port={pod.ofport},dl_src={pod.pod_mac},{source}" in matches
            actions = forwarded[f"dl_dst={pod.pod_mac}"]
            assert actions.startswith((f"set_field:{pod.ofport:#x}->reg1,", f"load:{pod.ofport:#x}->NXM_NX_REG1[],"))
        assert {row.cookie >> 48 for row in output} == {node.round}
