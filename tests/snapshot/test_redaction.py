"""Redacted text shows nothing of whose cluster it is, and the same topology comes of it."""

from __future__ import annotations

import json
import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.cli import main
from antrea_parse.drawing.views.subjects import Subjects
from antrea_parse.snapshot.redaction.addresses import Addresses
from antrea_parse.snapshot.redaction.names import Names, tunnel_port
from antrea_parse.snapshot.redaction.redact import rewriter_of
from antrea_parse.snapshot.redaction.rewrite import Rewriter
from antrea_parse.snapshot.redaction.tables import realigned
from antrea_parse.snapshot.redaction.vocabulary import PUBLIC
from benchmarks.synthetic import Config, build, render
from benchmarks.synthetic.layouts import FORMS

KEY = b"a key that nobody knows"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
LAB = "samples/lab-page/antrea-0.13-lab.txt"
#: Fields that hold words of the tools, which are no names there.
_WORDED = frozenset({"roles", "type", "kind", "status", "action", "direction", "protocol", "mode", "certainty", "rule"})
#: Where a statement stands is another place in another text; what a finding says in words is told by its evidence.
_ELSEWHERE = frozenset({"basis", "title", "diagnostics", "captured", "source", "evidence", "first_line", "last_line"})


def shape(value, rewriter, key=""):
    """A topology as plain data with other names, lists in an order that does not depend on names."""
    if isinstance(value, dict):
        names = {name: rewriter.line(name) if rewriter else name for name in value if name not in _ELSEWHERE}
        return {names[name]: shape(value[name], rewriter, name) for name in names}
    if isinstance(value, list):
        return sorted((shape(item, rewriter, key) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, str) and rewriter:
        return rewriter.line(f"dpid:{value}")[5:] if key == "datapath_id" else rewriter.line(value, named=key not in _WORDED)
    return value


def findings(topology, rewriter=None):
    """Codes of what joining brought to light, with the nodes, pods and addresses that it is about."""
    found = []
    subjects = Subjects(topology)
    for item in topology.diagnostics:
        about = [name.partition("/") for name in subjects.of(item)]
        found.append((item.code, item.level, sorted((kind, rewriter.line(name, named=True) if rewriter else name) for kind, _, name in about)))
    return sorted(found)


def assert_isomorphic(snap: ap.Snapshot, again: ap.Snapshot, key: bytes = KEY, without: str | None = None) -> None:
    rewriter = rewriter_of(snap, key)
    left_out = {without: True, "nodes": {"__all__": {without}}} if without else None
    shapes = [shape(item.topology.model_dump(mode="json", exclude=left_out), names) for item, names in ((again, None), (snap, rewriter))]
    assert shapes[0] == shapes[1]
    assert findings(again.topology) == findings(snap.topology, rewriter)
    commands = [(capture.command, rewriter.line(str(capture.node), named=True), len(capture.output)) for capture in snap.captures if capture.output is not None]
    found = [(capture.command, str(capture.node), len(capture.output)) for capture in again.captures if capture.output is not None]
    assert sorted(found) == sorted(commands)


def test_the_lab_page_gives_the_same_topology():
    snap = ap.read(LAB)
    redaction = snap.redact(KEY)
    (text,) = redaction.texts.values()
    assert_isomorphic(snap, ap.read_text(text))
    for word in ("master-01", "worker-0", "frontend", "backend", "10.211.", "192.168.110", "36:ab:6b", "harbor", "上"):
        assert word not in text
    assert len(text.splitlines()) == len(snap.sources[0].lines)


CLUSTERS = [
    {"antrea": "v2.7.0", "family": "dual"},
    {"antrea": "v1.13.1", "encryption": "ipsec"},
    {"antrea": "v0.13.3"},
    {"antrea": "v2.3.0", "encryption": "wireguard", "family": "6"},
    {"antrea": "v1.9.0", "mode": "networkPolicyOnly"},
]


@pytest.mark.parametrize("form", ["transcript", "bundle", "suffix", "sosreport"])
@pytest.mark.parametrize("config", CLUSTERS, ids=lambda config: config["antrea"])
def test_captures_of_a_cluster_give_the_same_topology_and_show_nothing_of_it(tmp_path, form, config):
    state = build(Config(nodes=3, pods=4, **config))
    for name, data in render(state, form=form).items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    snap = ap.read(tmp_path / "in")
    redaction = snap.redact(KEY)
    redaction.save(tmp_path / "out")
    again = ap.read(tmp_path / "out")
    assert_isomorphic(snap, again)
    said = [str(item).replace(str(tmp_path), "") for item in again.diagnostics]
    assert leaks(state, "\n".join([*redaction.texts, *redaction.texts.values(), *redaction.dropped, *said])) == set()


def leaks(state, text):
    """What a text shows of a cluster: names, addresses in every spelling, interfaces that tell a pod's name."""
    secret = {node.name for node in state.nodes} | {pod.name for pod in state.pods} | {service.name for service in state.services}
    secret |= {policy.name for policy in state.policies} | {egress.name for egress in state.egresses}
    secret |= {item.namespace for item in (*state.pods, *state.services, *state.policies)}
    secret |= {pod.interface for pod in state.pods if pod.interface and not pod.interface.startswith(("coredns", "eni"))}
    secret |= {pod.pod_mac for pod in state.pods if pod.pod_mac}
    ips = {ip for entity in (*state.nodes, *state.pods) for ip in entity.ips}
    secret |= {str(ip) for ip in ips} | {str(ip).replace(".", "-") for ip in ips} | {f"0x{int(ip):x}" for ip in ips}
    secret -= PUBLIC
    return {word for word in secret if word in text and re.search(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])", text)}


@settings(max_examples=6, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "nodes": st.integers(1, 3),
            "pods": st.integers(1, 5),
            "seed": st.integers(1, 10**6),
            "antrea": st.sampled_from(["v0.7.0", "v0.13.3", "v1.5.0", "v1.9.0", "v1.13.1", "v2.3.0", "v2.7.0"]),
            "family": st.sampled_from(["4", "6", "dual"]),
            "mode": st.sampled_from(["encap", "noEncap", "hybrid", "networkPolicyOnly"]),
            "encryption": st.sampled_from(["", "ipsec", "wireguard"]),
        }
    ),
    st.sampled_from(FORMS),
    st.binary(min_size=1, max_size=80),
)
def test_any_cluster_under_any_key(tmp_path_factory, config, form, key):
    try:
        state = build(Config(**config))
        files = render(state, form=form)
    except ValueError:  # no such release had that
        return
    folder = tmp_path_factory.mktemp("redaction")
    for name, data in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    snap = ap.read(folder / "in")
    redaction = snap.redact(key)
    redaction.save(folder / "out")
    assert_isomorphic(snap, ap.read(folder / "out"), key)
    assert leaks(state, "\n".join([*redaction.texts, *redaction.texts.values(), *redaction.dropped])) == set()


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 10**6), st.sampled_from(["indentation", "flatten", "wrap", "crlf", "bold"]))
def test_damaged_logs_give_the_same_topology(seed, harm):
    state = build(Config(nodes=2, pods=3, seed=seed))
    commands = ["kubectl get pods", "kubectl get nodes", "ip address", "ip route", "ovs-vsctl show", "ovs-ofctl show"]
    (data,) = render(state, commands, form="transcript", harm=[harm]).values()
    snap = ap.read_text(data.decode())
    (text,) = snap.redact(KEY).texts.values()
    # Names of another length leave other doubts where a terminal broke a line.
    assert_isomorphic(snap, ap.read_text(text), without="listed")


def command_of(path: Path) -> str:
    """The command line that printed a sample."""
    beside = path.with_suffix(".json")
    return str(json.loads(beside.read_text(encoding="utf-8"))["command"]) if beside.exists() else ""


@pytest.mark.parametrize("folder", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))
def test_no_address_of_a_sample_is_shown(folder):
    paths = sorted((SAMPLES / folder).glob("*.txt"))
    for path in paths[:: len(paths) // 12 + 1]:
        text = path.read_text(encoding="utf-8")
        if command_of(path):
            text = f"[root@worker-01 ~]# {command_of(path)}\n{text}"
        snap = ap.read_text(text)
        redaction = snap.redact(KEY)
        (shown,) = redaction.texts.values()
        rename = rewriter_of(snap, KEY).line
        kept = set(ADDRESS.findall(text)) & set(ADDRESS.findall(shown)) - set(redaction.mapping["addresses"].values())
        assert {word for word in kept if rename(word) != word} == set(), path
        again = ap.read_text(shown)
        assert [len(capture.output or ()) for capture in again.captures] == [len(capture.output or ()) for capture in snap.captures], path


ADDRESS = re.compile(
    r"(?<![\w:.])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{4}\.)?[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:.])"
)


# Addresses

NETWORKS = [ip_network(text) for text in ("10.10.0.0/16", "10.10.1.0/24", "10.96.0.0/12", "192.168.108.0/22", "fd00:10:1::/64", "2001:db8::/32")]
V4 = st.one_of(st.integers(0, 2**32 - 1), st.integers(0, 2**16 - 1).map(lambda low: 0x0A0A0000 | low), st.integers(0, 1023).map(lambda low: 0xC0A86C00 | low))


def shared(one: int, other: int, size: int) -> int:
    return size - (one ^ other).bit_length()


@given(V4, V4)
def test_addresses_share_the_prefixes_that_they_shared(one, other):
    addresses = Addresses(KEY, NETWORKS)
    new = [int(addresses.ip(IPv4Address(value))) for value in (one, other)]
    assert shared(*new, 32) == shared(one, other, 32)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_addresses_of_ipv6_share_the_prefixes_that_they_shared(one, other):
    addresses = Addresses(KEY, NETWORKS)
    new = [int(addresses.ip(IPv6Address(value << 64 | 5))) >> 64 for value in (one, other)]
    assert shared(*new, 64) == shared(one, other, 64)


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_the_first_and_the_last_addresses_of_a_network_keep_their_places(network):
    addresses = Addresses(KEY, NETWORKS)
    first = addresses.ip(network.network_address)
    new = ip_network(f"{first}/{network.prefixlen}")
    assert int(addresses.ip(network.network_address + 1)) == int(first) + 1
    assert addresses.ip(network.broadcast_address) == new.broadcast_address
    assert new.prefixlen == network.prefixlen


@pytest.mark.parametrize("text", ["127.0.0.1", "0.0.0.0", "255.255.255.0", "255.255.255.255", "224.0.0.18", "169.254.0.253", "169.254.0.252", "::", "::1",
                                  "ff02::1", "fc01::aabb:ccdd:eeff", "fc01::aabb:ccdd:eefe"])  # fmt: skip
def test_special_addresses_stay(text):
    assert Addresses(KEY, NETWORKS).ip(ip_address(text)) == ip_address(text)


def test_what_an_address_is_for_stays():
    addresses = Addresses(KEY)
    for text, network in (
        ("10.9.8.7", "10.0.0.0/8"),
        ("172.20.1.1", "172.16.0.0/12"),
        ("192.168.1.9", "192.168.0.0/16"),
        ("fe80::1234", "fe80::/10"),
        ("fd12::9", "fc00::/7"),
    ):
        new = addresses.ip(ip_address(text))
        assert new in ip_network(network)


def test_an_address_made_of_a_mac_follows_it():
    addresses = Addresses(KEY)
    line = Rewriter(Names(KEY, ()), addresses).line("link/ether 00:50:56:9a:b1:c2 brd ff:ff:ff:ff:ff:ff inet6 fe80::250:56ff:fe9a:b1c2/64")
    mac = line.split()[1]
    assert mac.startswith("00:50:56:")
    assert mac != "00:50:56:9a:b1:c2"
    assert f"ff:fe{mac[9:11]}:{mac[12:14]}{mac[15:17]}/64" in line
    assert "ff:ff:ff:ff:ff:ff" in line


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**48 - 1))
def test_two_macs_stay_two_and_keep_their_kind(one, other):
    addresses = Addresses(KEY)
    new = [addresses.mac(value) for value in (one, other)]
    assert (new[0] == new[1]) == (one == other)
    assert new[0] >> 40 & 3 == one >> 40 & 3


# Names

POD = st.from_regex(r"[a-z]([-a-z0-9]{0,20}[a-z0-9])?", fullmatch=True)


@given(POD, POD)
def test_names_begin_alike_where_they_did(one, other):
    names = Names(KEY, ())
    if "antrea" in one or "kube" in one:
        return
    length = next((index for index, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other)))
    new = names._spell(one), names._spell(other)
    assert [len(name) for name in new] == [len(one), len(other)]
    assert new[0][:length] == new[1][:length]
    assert new[0][length : length + 1] != new[1][length : length + 1] or one == other


def test_the_interface_of_a_pod_begins_as_its_pseudonym_does():
    names = Names(KEY, {"payments-api-0"})
    assert names.word("payments-fbd015") == f"{names.of('payments-api-0')[:8]}-fbd015"


def test_the_port_of_a_tunnel_to_a_node_is_that_of_its_pseudonym():
    names = Names(KEY, (), {"kind-worker2"})
    assert names.word("worker2-a0d026") == tunnel_port(names.of("kind-worker2"))


def test_names_that_every_cluster_has_stay():
    names = Names(KEY, {"kube-system", "antrea-agent-bj42h", "coredns-558bd4d5db-gtvr4", "etcd-db-7"}, {"db-7"})
    assert names.word("kube-system") == "kube-system"
    assert names.word("antrea-agent-bj42h").startswith("antrea-agent-")
    assert names.word("etcd-db-7") == f"etcd-{names.of('db-7')}"


def test_the_key_decides():
    snap = ap.read(LAB)
    assert snap.redact(KEY) == snap.redact(KEY)
    assert snap.redact(KEY).texts != snap.redact(b"another").texts
    assert snap.redact().mapping != snap.redact().mapping


# Lines

FLOWS = [
    ("reg3=0x0a0a0018", "10.10.0.24"),
    ("load:0xa0a0018->NXM_NX_REG3[]", "10.10.0.24"),
    ("set_field:0xa0a0018->reg3", "10.10.0.24"),
    ("load:0xc0a86e42->NXM_NX_TUN_IPV4_DST[]", "192.168.110.66"),
]


@pytest.mark.parametrize(("text", "address"), FLOWS)
def test_addresses_in_hexadecimal_are_those_in_decimal(text, address):
    rewriter = Rewriter(Names(KEY, ()), Addresses(KEY, NETWORKS))
    new = rewriter.line(text)
    value = int(re.search(r"0x([0-9a-f]+)", new)[1], 16)
    assert str(IPv4Address(value)) == rewriter.line(address) != address


@pytest.mark.parametrize(
    "line",
    [
        "    bridge forward_delay 1500 bridge_id 8000.56:92:11:57:37:B3 designated_root 8000.56:92:11:57:37:B3 root_port 0",
        "    bridge_slave state listening designated_bridge 8000.56:92:11:57:37:b3 designated_root 8000.56:92:11:57:37:b3",
        "3: v0: <UP> mtu 1500 qdisc noop state UP\\    link/ether 56:92:11:57:37:b3 brd ff:ff:ff:ff:ff:ff\\    alias up",
        " actions=load:0x5692115737b3->NXM_OF_ETH_DST[],load:0x5692115737b3->NXM_NX_XXREG0[0..47],load:0x5692115737b3->OXM_OF_PKT_REG0[0..47]",
        "OFPT_FEATURES_REPLY (xid=0x2): dpid:00005692115737b3",
    ],
)
def test_mac_addresses_wherever_they_stand_are_replaced(line):
    rewriter = Rewriter(Names(KEY, ()), Addresses(KEY, NETWORKS))
    plain = rewriter.line("56:92:11:57:37:b3").replace(":", "")
    new = rewriter.line(line).lower()
    assert "56:92:11" not in new
    assert "5692115" not in new
    assert plain in "".join(part.zfill(2) if len(part) < 3 else part for part in re.split(r"[:.]", new.replace("->", " ")))


def test_hardware_addresses_of_infiniband_are_replaced():
    rewriter = Rewriter(Names(KEY, ()), Addresses(KEY, NETWORKS))
    line = "    link/infiniband 80:00:02:08:fe:80:00:00:00:00:00:00:01:02:03:04:05:06:07:08 brd 00:ff:ff:ff:ff:12:40:1b:00:00:00:00:00:00:00:00:ff:ff:ff:ff"
    new = rewriter.line(line)
    assert "04:05:06:07:08" not in new
    assert new.endswith(line[-64:])


def test_addresses_that_registers_hold_are_replaced_where_the_text_names_their_network():
    rewriter = Rewriter(Names(KEY, ()), Addresses(KEY, NETWORKS))
    line = "actions=ct(commit,exec(load:0xa0a0018->NXM_NX_CT_MARK[])),learn(NXM_OF_IP_DST[]=0xa0a0018),load:0x12345678->NXM_NX_REG4[]"
    new = rewriter.line(line)
    assert "a0a0018" not in new
    assert "load:0x12345678->" in new


def test_addresses_of_class_e_are_replaced_and_masks_stay():
    rewriter = Rewriter(Names(KEY, ()), Addresses(KEY, NETWORKS))
    assert IPv4Address(rewriter.line("250.10.1.2")) in ip_network("240.0.0.0/4")
    assert rewriter.line("250.10.1.2") != "250.10.1.2"
    for length in range(4, 33):
        mask = str(ip_network(f"0.0.0.0/{length}").netmask)
        assert rewriter.line(mask) == mask


def test_rows_of_capitals_are_no_header():
    text = "[root@w1 ~]# kubectl get pods -w --output-watch-events\nEVENT      NAME     READY   STATUS    RESTARTS   AGE\n"
    snap = ap.read_text(text + "ADDED      payroll  1/1     Running   0          5d\nDELETED    ledger   1/1     Running   0          5d\n")
    (shown,) = snap.redact(KEY).texts.values()
    assert not [name for name in ("payroll", "ledger") if name in shown]
    assert [pod.event for pod in ap.read_text(shown).captures[0].output] == ["ADDED", "DELETED"]


def test_addresses_in_names_of_dns_and_words_about_interfaces_are_replaced():
    rewriter = Rewriter(Names(KEY, ()), Addresses(KEY, NETWORKS))
    assert rewriter.line("10-10-0-24.default.pod").split(".")[0] == rewriter.line("10.10.0.24").replace(".", "-") != "10-10-0-24"
    assert "acme" not in rewriter.line("    alias uplink of acme, rack 7")


def test_what_is_no_address_stays():
    rewriter = Rewriter(Names(KEY, ()), Addresses(KEY, NETWORKS))
    for text in ("12:03:44", "reg3=0x7", "cookie=0x1020000000000, duration=1.2s", "0x1:0x2", "v1.13.1", "docker://20.10.7", "[0..3]", "a::b::c", "999.1.2.3"):
        assert rewriter.line(text) == text


def test_a_table_is_aligned_again():
    lines = ["NAME   IP          NODE", "web    10.0.0.10   w1", "db     10.0.0.9    w1"]
    new = realigned(lines, lambda cell, title: cell.replace("10.0.0.10", "10.0.0.1"), narrow=False)
    assert new == ["NAME   IP         NODE", "web    10.0.0.1   w1", "db     10.0.0.9   w1"]
    assert realigned(["NAME IP NODE", "web 10.0.0.10 w1"], lambda cell, title: cell, narrow=False) is None


def test_what_is_not_understood_is_withheld_and_counted():
    text = (
        "Dear Bob, the payments cluster of ACME is down.\n[root@db-7 acme]# ip route\ndefault via 10.9.8.7 dev eth0\nnonsense of acme here\n"
        "[root@db-7 ~]# cat /etc/acme\nsecret plan\n"
    )
    redaction = ap.read_text(text).redact(KEY)
    (shown,) = redaction.texts.values()
    assert not re.search("acme|payments|Bob|db-7|plan|10.9.8.7", shown, re.IGNORECASE)
    assert sum(redaction.withheld.values()) == 3
    assert len(shown.splitlines()) == len(text.splitlines())


def test_words_behind_a_table_are_withheld():
    rows = "NAME   READY   STATUS    RESTARTS   AGE\nweb-1  1/1     Running   0          5d\n"
    (shown,) = ap.read_text(f"[root@db-7 ~]# kubectl get pods\n{rows}acme\nacme is down\n").redact(KEY).texts.values()
    assert "acme" not in shown


def test_values_of_objects_that_are_not_understood_are_masked():
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    acme.com/owner: bob\nspec:\n  containers:\n  - image: registry.acme.com/x:1\n"
    )
    redaction = ap.read_text(text).redact(KEY)
    assert "acme" not in next(iter(redaction.texts.values()))
    assert "bob" not in next(iter(redaction.texts.values()))


# Command line


def test_the_command_writes_an_archive_and_keeps_key_and_mapping_apart(tmp_path, capsys):
    out, key, mapping = tmp_path / "out.tar.gz", tmp_path / "key", tmp_path / "map.json"
    assert main(["redact", LAB, "-o", str(out), "--key-file", str(key), "--mapping", str(mapping)]) == 0
    assert "withheld" in capsys.readouterr().err
    assert ap.read(out).topology.nodes
    assert json.loads(mapping.read_text())["names"]["frontend"] != "frontend"
    assert [oct(path.stat().st_mode & 0o777) for path in (key, mapping)] == ["0o600", "0o600"]
    again = tmp_path / "again"
    assert main(["redact", LAB, "-o", str(again), "--key-file", str(key)]) == 0
    assert ap.read(again).topology.nodes == ap.read(out).topology.nodes or len(ap.read(again).topology.nodes) == 3


def test_the_command_does_not_put_the_mapping_where_it_is_shown(tmp_path, capsys):
    assert main(["redact", LAB, "-o", str(tmp_path / "out"), "--mapping", str(tmp_path / "out" / "map.json")]) == 2
    assert "inside of" in capsys.readouterr().err
    (tmp_path / "there").mkdir()
    assert main(["redact", LAB, "-o", str(tmp_path / "there")]) == 2
    (tmp_path / "short").write_text("x")
    assert main(["redact", LAB, "-o", str(tmp_path / "o"), "--key-file", str(tmp_path / "short")]) == 2
