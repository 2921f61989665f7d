"""Flows: records of every form, match and actions decoded with their places, one spelling, limits."""

from __future__ import annotations

import gzip
import pickle
import re
import shutil
import subprocess
import tracemalloc
from ipaddress import IPv4Address, IPv4Network, IPv6Network

import pytest

import antrea_parse as ap
from antrea_parse.commands.flows.actions import DEPTH_LIMIT, PLACES, Action, decode_actions, format_actions, walk
from antrea_parse.commands.flows.fields import FIELDS
from antrea_parse.commands.flows.match import decode_match, format_match
from antrea_parse.commands.flows.record import Flow
from antrea_parse.commands.flows.values import Clause, Flags, NatRange, Subfield
from tests.live.flow_cases import ACTIONS, MATCHES

LINE = (
    ' cookie=0x1010000000000, duration=1.720s, table=4, n_packets=7, n_bytes=770, idle_age=1, priority=200,ip,in_port="a b" actions=ct(table=5,zone=65520,nat)'
)


def one(line: str, command: str = "ovs-ofctl dump-flows br-int") -> Flow:
    out = ap.parse(line + "\n", command, strict=True)
    (flow,) = out.records
    assert isinstance(flow, Flow)
    return flow


def test_a_flow_has_the_fields_printed() -> None:
    flow = one(LINE)
    assert flow.model_dump(exclude_unset=True) == {
        "cookie": 0x1010000000000,
        "duration": 1.72,
        "table": 4,
        "n_packets": 7,
        "n_bytes": 770,
        "idle_age": 1,
        "priority": 200,
        "match": 'ip,in_port="a b"',
        "actions": "ct(table=5,zone=65520,nat)",
    }


def test_a_flow_made_in_one_piece_has_all_fields_in_their_order() -> None:
    assert list(one(LINE).__dict__) == list(Flow.model_fields)


def test_places_count_from_the_line() -> None:
    flow = one(LINE)
    port = flow.field("in_port")
    assert port is not None
    assert (port.value, LINE[port.start : port.end], LINE[port.value_start : port.end], port.column) == (
        "a b",
        'in_port="a b"',
        '"a b"',
        LINE.index("in_port") + 1,
    )
    zone = flow.action_list[0].child("zone")
    assert zone is not None
    assert LINE[zone.value_start : zone.end] == "65520"


@pytest.mark.parametrize(
    ("line", "table", "match"),
    [
        (" priority=0 actions=drop", 0, ""),
        (" actions=drop", 0, ""),
        ("duration=5s, n_packets=0, n_bytes=0, ,actions=NORMAL", 0, ""),
        ("table_id=254, duration=5s, n_packets=0, n_bytes=0, priority=0,reg0=0x1,actions=controller(reason=)", 254, "reg0=0x1"),
        ('table="odd-name.1", priority=5,ip actions=drop', "odd-name.1", "ip"),
        ("table=Output, n_packets=0, n_bytes=0, priority=5,ip actions=drop", "Output", "ip"),
        (" cookie=0x0, duration=1s, table=1, n_packets=0, n_bytes=0, send_flow_rem check_overlap reset_counts idle_age=1, ip actions=drop", 1, "ip"),
        (' priority=5,in_port="x actions=y" actions=output:"p,q)"', 0, 'in_port="x actions=y"'),
    ],
)
def test_forms(line: str, table: int | str, match: str) -> None:
    flow = one(line)
    assert (flow.in_table, flow.match) == (table, match)
    assert str(flow) == line.strip()


def test_a_line_is_no_flow_without_actions() -> None:
    out = ap.parse(" cookie=0x0, duration=1s, table=1, n_packets=0, n_bytes=0, priority=1,ip acti\n", "ovs-ofctl dump-flows")
    assert [item.code for item in out.diagnostics] == ["AP201"]


def test_values_that_do_not_fit_are_reported() -> None:
    out = ap.parse(f" table=0, n_packets={'9' * 5000}, cookie=0x1, priority=1 actions=drop\n", "ovs-ofctl dump-flows")
    assert (len(out), [item.code for item in out.diagnostics]) == (0, ["AP203"])


def test_records_survive_pickling() -> None:
    flow = one(LINE)
    again = pickle.loads(pickle.dumps(flow))
    assert (again, again.span, again.actions_start) == (flow, flow.span, flow.actions_start)


def test_streaming_reads_the_same() -> None:
    lines = [LINE + "\n", "NXST_FLOW reply (xid=0x4):\n", " what\n"] * 3
    stream = ap.iter_records(lines, "ovs-ofctl dump-flows")
    assert [str(flow) for flow in stream] == [LINE.strip()] * 3
    assert stream.unread == 3


def test_streaming_takes_the_same_memory_whatever_the_length() -> None:
    def peak(count: int) -> int:
        lines = (
            f" cookie=0x0, duration=1s, table={number % 100}, n_packets={number}, n_bytes=0, priority={number % 1000},ip actions=drop\n"
            for number in range(count)
        )
        tracemalloc.start()
        try:
            assert sum(1 for _ in ap.iter_records(lines, "ovs-ofctl dump-flows")) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    assert peak(20_000) < peak(2_000) + 200_000


@pytest.mark.parametrize(
    ("text", "value", "mask"),
    [
        ("nw_src=10.0.0.0/24", IPv4Network("10.0.0.0/24"), None),
        ("nw_src=10.0.0.0/255.0.255.0", IPv4Address("10.0.0.0"), IPv4Address("255.0.255.0")),
        ("ipv6_dst=fd00::/64", IPv6Network("fd00::/64"), None),
        ("reg4=0x10000/0x70000", 0x10000, 0x70000),
        ("dl_dst=01:00:00:00:00:00/01:00:00:00:00:00", "01:00:00:00:00:00", "01:00:00:00:00:00"),
        ("ct_state=+trk-new", Flags(frozenset({"trk"}), frozenset({"new"})), None),
        ("tcp_flags=syn|ack", Flags(frozenset({"syn", "ack"}), frozenset()), None),
        ("in_port=LOCAL", "LOCAL", None),
        ('in_port="q\\"u,o("', 'q"u,o(', None),
        ("packet_type=(1,0x894f)", (1, 0x894F), None),
        ("nw_frag=not_later", "not_later", None),
        ("tun_metadata2", None, None),
        ("recirc_id=0x5", 5, None),
        ("dp_hash=0x1/0xff", 1, 255),
        ("skb_priority=0x5", 5, None),
        ("nw_src=300.0.0.1", "300.0.0.1", None),
        ("what=ever", "ever", None),
    ],
)
def test_conditions(text: str, value: object, mask: object) -> None:
    (field,) = decode_match(text)
    assert (field.value, field.mask, str(field)) == (value, mask, text)


@pytest.mark.parametrize("match", MATCHES)
def test_every_field_decodes_and_prints(match: str) -> None:
    fields = decode_match(match)
    assert format_match(fields) == match
    assert all(match[field.start : field.end] == str(field) for field in fields)


@pytest.mark.parametrize("actions", [actions for _, actions in ACTIONS])
def test_every_action_decodes_and_prints(actions: str) -> None:
    decoded = decode_actions(actions)
    assert format_actions(decoded) == actions
    for action in walk(decoded):
        assert actions[action.start : action.end] == str(action)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("resubmit(,4)", {"table": 4}),
        ("resubmit(8,9,ct)", {"port": 8, "table": 9, "ct": "ct"}),
        ('resubmit(,"odd-name.1")', {"table": "odd-name.1"}),
        ("goto_table:Output", {"table": "Output"}),
        ("conjunction(7,1/3)", {"id": 7, "clause": Clause(1, 3)}),
        ("output:NXM_NX_REG1[]", {"port": Subfield("NXM_NX_REG1", None, None, "NXM_NX_REG1[]")}),
        ("output(port=1,max_len=100)", {"port": 1, "max_len": 100}),
        ("controller(reason=no_match,id=62373,userdata=04.05.06)", {"reason": "no_match", "id": 62373, "userdata": b"\x04\x05\x06"}),
        ("group:9", {"id": 9}),
    ],
)
def test_arguments(text: str, arguments: dict[str, object]) -> None:
    (action,) = decode_actions(text)
    assert action.arguments == arguments


def test_a_tree_of_actions() -> None:
    (ct,) = decode_actions("ct(commit,table=10,zone=NXM_NX_REG9[0..15],nat(src=[fd00::1]-[fd00::9]:1000-2000,random),exec(set_field:0x10/0x10->ct_mark))")
    nat, inner = ct.child("nat"), ct.child("exec")
    assert nat is not None
    assert inner is not None
    source = nat.arguments["src"]
    assert isinstance(source, NatRange)
    assert (str(source.first), str(source.last), source.port_first, source.port_last) == ("fd00::1", "fd00::9", 1000, 2000)
    assert inner.children is not None
    mark = inner.children[0]
    assert (mark.value, mark.mask, mark.target) == (0x10, 0x10, Subfield("ct_mark", None, None, "ct_mark"))
    assert ct.arguments["commit"] is True


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("load:0x2->NXM_NX_REG0[0..3],load:0x1->NXM_NX_REG4[28],resubmit(,4)", "set_field:0x2/0xf->reg0,set_field:0x10000000/0x10000000->reg4,goto_table:4"),
        ("mod_dl_src:36:ab:6b:31:0c:75,load:0xc0a86e43->NXM_NX_TUN_IPV4_DST[]", "set_field:36:ab:6b:31:0c:75->eth_src,set_field:192.168.110.67->tun_dst"),
        ("strip_vlan", "pop_vlan"),
        ("mod_vlan_vid:10", "push_vlan:0x8100,set_field:4106->vlan_vid"),
        ("load:0x7->NXM_NX_CT_LABEL[32..63]", "set_field:0x700000000/0xffffffff00000000->ct_label"),
        ("enqueue:2:1", "set_queue:1,output:2,pop_queue"),
        ("load:0x1->NXM_NX_REG1[0],load:0x1->NXM_NX_REG1[2],load:0->NXM_NX_REG1[8]", "set_field:0x5/0x105->reg1"),
        ("mod_nw_tos:32", "set_field:8->ip_dscp"),
        ("mod_tp_dst:80", "set_field:80->tcp_dst"),
        ("set_mpls_ttl(9)", "set_field:9->mpls_ttl"),
        ("load:0xaabbccddeeff->NXM_NX_ARP_SHA[]", "set_field:aa:bb:cc:dd:ee:ff->arp_sha"),
        ("ct(commit,exec(load:0x1->NXM_NX_CT_MARK[4]))", "ct(commit,exec(set_field:0x10/0x10->ct_mark))"),
        ("move:NXM_NX_REG0[0..31]->NXM_NX_REG1[]", "move:reg0->reg1"),
    ],
)
def test_two_spellings_are_one(old: str, new: str) -> None:
    assert Flow(actions=old).canonical() == Flow(actions=new).canonical()


@pytest.mark.parametrize(
    ("one_", "other"), [("load:0x2->NXM_NX_REG0[0..3]", "load:0x2->NXM_NX_REG0[0..4]"), ("output:1", "output:2"), ("resubmit(,4)", "resubmit(1,4)")]
)
def test_different_actions_stay_different(one_: str, other: str) -> None:
    assert Flow(actions=one_).canonical() != Flow(actions=other).canonical()


@pytest.mark.parametrize("text", ["ct(commit", "output:1)", "a(b)(c)", "clone(" * 10_000 + "drop" + ")" * 10_000, "(" * 1_000_000])
def test_actions_that_no_switch_prints_are_an_error_with_a_place(text: str) -> None:
    flow = one(f" priority=1 actions={text}") if text.count("(") == text.count(")") else Flow(actions=text)
    with pytest.raises(ap.ParseError) as caught:
        _ = flow.action_list
    assert caught.value.diagnostic.code == "AP203"
    assert caught.value.diagnostic.column is not None
    assert len(str(caught.value)) < 1000


def test_as_deep_as_open_vswitch_reads() -> None:
    text = "clone(" * DEPTH_LIMIT + "drop" + ")" * DEPTH_LIMIT
    decoded = decode_actions(text)
    assert format_actions(decoded) == text
    assert sum(1 for _ in walk(decoded)) == DEPTH_LIMIT + 1
    assert Flow(actions=text).canonical().endswith(text)


@pytest.mark.parametrize("match", ["ip,,tcp", "=5", 'in_port="open,ip', "packet_type=(1,2", ",ip"])
def test_a_match_that_no_switch_prints_is_an_error_with_a_place(match: str) -> None:
    with pytest.raises(ap.ParseError):
        decode_match(match, 10)


@pytest.mark.parametrize(
    "line",
    [
        " priority=1," + "a" * 10_000_000 + " actions=drop",
        " priority=1 actions=" + "output:1," * 1_000_000 + "drop",
        " priority=1 actions=drop" + " " * 10_000_000 + "x",
        " " * 10_000_000,
        'in_port="' * 1_000_000,
        "table=" * 1_500_000,
        "send_flow_rem " * 700_000,
        ",actions" * 1_000_000,
        " priority=1,ip" + '"' * 10_000_000,
    ],
)
def test_long_lines_are_read_in_one_go(line: str) -> None:
    out = ap.parse(line + "\n", "ovs-ofctl dump-flows")
    for flow in out:
        assert isinstance(flow, Flow)
        assert format_match(flow.fields) == flow.match
        assert format_actions(flow.action_list) == flow.actions


def test_a_longer_line_is_one_diagnostic() -> None:
    out = ap.parse(" priority=1 actions=" + "x" * (17 << 20) + "\n", "ovs-ofctl dump-flows")
    assert (len(out), [item.code for item in out.diagnostics]) == (0, ["AP102"])


def test_a_flow_is_recognised_by_its_text() -> None:
    assert ap.parse("NXST_FLOW reply (xid=0x4):\n" + LINE + "\n").command == "ovs-ofctl dump-flows"
    assert ap.parse("table=Output, n_packets=0, n_bytes=0, priority=5,ip actions=drop\n").command == "ovs-ofctl dump-flows"


def _manual(name: str) -> str:
    path = f"/usr/share/man/man7/{name}.7.gz"
    try:
        with gzip.open(path, "rb") as file:
            source = file.read()
    except OSError:
        pytest.skip(f"no {path} (Debian package openvswitch-common)")
    formatter = shutil.which("nroff")
    if formatter is None:
        pytest.skip("no nroff")
    text = subprocess.run([formatter, "-t", "-man", "-Tascii"], input=source, capture_output=True, check=True).stdout.decode("ascii", "replace")
    return re.sub(r"\x1b\[[0-9;]*m|.\x08", "", text)


def test_every_field_of_the_manual_has_a_case() -> None:
    text = _manual("ovs-fields")
    names = [word for row in re.findall(r"^ +Name:\s+(\w+(?: \(aka [\w, ]+\))?)", text, re.MULTILINE) for word in re.findall(r"\w+", row) if word != "aka"]
    assert len(names) > 80
    assert [name for name in names if name not in FIELDS] == []
    assert [name for name in re.findall(r"(?:NXM|OXM|NXOXM|ONFOXM|ERICOXM)_\w+(?= \()", text) if name not in FIELDS] == []
    # xreg and xxreg are printed as the registers they are made of; skb_priority only stands in flows of the datapath.
    used = {FIELDS[field.name].name for match in MATCHES for field in decode_match(match) if field.name in FIELDS}
    used |= {"skb_priority", "in_port_oxm"}
    assert {FIELDS[name].name for name in names} - used - {"xreg0"} == set()


def test_every_action_of_the_manual_has_a_case() -> None:
    text = _manual("ovs-actions")
    titles = re.findall(r"^ {3}The (.+?) (?:actions?|instructions?|action and instruction)$", text, re.MULTILINE)
    names = {word for title in titles for word in re.findall(r"[a-z]\w+", title) if word not in ("and", "action", "instruction")}
    assert len(names) > 40
    used = {action.name for _, actions in ACTIONS for action in walk(decode_actions(actions))}
    assert names - used - {"meter", "pop"} == set()


def test_places_are_named_for_actions_only() -> None:
    assert all(re.fullmatch(r"\w+", name) for name in PLACES)
    assert isinstance(decode_actions("drop")[0], Action)


def test_of_two_flows_in_one_line_the_first_is_read() -> None:
    first = " cookie=0x1, duration=1s, table=0, n_packets=1, n_bytes=2, priority=200,ip actions=goto_table:1"
    out = ap.parse(f"{first}{first.replace('0x1', '0x2')}\n{first.replace('0x1', '0x3')}\n", "ovs-ofctl dump-flows")
    assert [(flow.cookie, flow.actions) for flow in out] == [(1, "goto_table:1"), (3, "goto_table:1")]
    assert [(item.code, item.line) for item in out.diagnostics] == [("AP202", 1)]


@pytest.mark.parametrize(
    ("words", "line"),
    [("", "table=0, priority=200,in_port=1 actions=drop"), ("", "priority=0 actions=NORMAL"), (" -G", "group_id=1,type=select,bucket=actions=drop")],
)
def test_the_title_that_antctl_prints_above_flows_is_read(words: str, line: str) -> None:
    for end in ("", "   "):
        assert len(ap.parse(f"FLOW{end}\n{line}\n", f"antctl get ovsflows{words}", strict=True)) == 1
