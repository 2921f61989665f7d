"""`ovs-ofctl show`, `dump-ports-desc` and `dump-ports`: names printed raw, words glued, counters that are not kept."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from antrea_parse.commands.base import Output
from antrea_parse.commands.ovs_ofctl_dump_ports import PortStats
from antrea_parse.commands.ovs_ofctl_show import PortDesc
from tests.conftest import LAB_PAGE

HEADER = "OFPST_PORT_DESC reply (OF1.3) (xid=0x2):"


def desc(*lines: str) -> Output:
    return ap.parse("\n".join([HEADER, *lines, ""]), "ovs-ofctl dump-ports-desc br0")


def port(first: str, *, config: str = "0", state: str = "0") -> tuple[str, ...]:
    return (first, f"     config:     {config}", f"     state:      {state}", "     speed: 0 Mbps now, 0 Mbps max")


def codes(output: Output) -> list[str]:
    return [f"{item.code}:{item.line}" for item in output.diagnostics]


def test_the_lab_page() -> None:
    lines = LAB_PAGE.read_text(encoding="utf-8").splitlines()
    first = next(index for index, line in enumerate(lines) if line.endswith("ovs-ofctl show br-int"))
    last = next(index for index, line in enumerate(lines) if line.startswith("OFPT_GET_CONFIG_REPLY"))
    output = ap.parse("\n".join(lines[first : last + 1]) + "\n")
    assert {record.port_no: record.name for record in output} == {
        1: "antrea-tun0",
        2: "antrea-gw0",
        5: "coredns--c4f3d4",
        15: "frontend-fbd015",
        16: "backend1-911dea",
    }
    assert output[1] == PortDesc(port_no=2, name="antrea-gw0", hw_addr="36:ab:6b:31:0c:75", curr_speed=0, max_speed=0)
    assert (output[2].curr, output[2].curr_speed) == (("10GB-FD", "COPPER"), 10000)
    assert (output.datapath_id, output.n_tables, output.n_buffers, output.openflow) == ("0000166b68c6424a", 254, 0, "1.0")
    assert output.capabilities == ("FLOW_STATS", "TABLE_STATS", "PORT_STATS", "QUEUE_STATS", "ARP_MATCH_IP")
    assert len(output.actions) == 12
    assert (output.frags, output.miss_send_len) == ("normal", 0)
    assert {item.code for item in output.diagnostics} == {"AP107", "AP111"}


@pytest.mark.parametrize("name", ["has space", 'q"u\\o', "a,b=c{d}", "[x]", "LOCAL", "x): addr:", "5(a): addr:", "7ccc18b5-068f-4", "", "(", ")", "*", "n"])
def test_names_are_raw(name: str) -> None:
    output = desc(*port(f" 5({name}): addr:aa:55:aa:55:00:01"))
    assert [(record.port_no, record.name, record.hw_addr) for record in output] == [(5, name, "aa:55:aa:55:00:01")]
    assert codes(output) == []


def test_the_local_port_and_an_address_of_eight_bytes() -> None:
    output = desc(*port(" LOCAL(br0): addr:8e:44:8f:f1:e0:42"), *port(" 1(ib0): addr64: 00:11:22:33:44:55:66:77"))
    assert [(record.port_no, record.hw_addr) for record in output] == [("LOCAL", "8e:44:8f:f1:e0:42"), (1, "00:11:22:33:44:55:66:77")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0", ()),
        ("LIVE", ("LIVE",)),
        ("LINK_DOWN BLOCKED", ("LINK_DOWN", "BLOCKED")),
        ("STP_FORWARD", ("STP_FORWARD",)),
        ("STP_LEARNLINK_DOWN LIVE", ("STP_LEARN", "LINK_DOWN", "LIVE")),
        ("STP_BLOCKBLOCKED", ("STP_BLOCK", "BLOCKED")),
        ("LINK_DOWN 0x100", ("LINK_DOWN", "0x100")),
    ],
)
def test_states(text: str, words: tuple[str, ...]) -> None:
    output = desc(*port(" 1(p): addr:aa:55:aa:55:00:01", state=text))
    assert output[0].state == words
    assert codes(output) == []


def test_features() -> None:
    first, *rest = port(" 1(p): addr:aa:55:aa:55:00:01", config="PORT_DOWN NO_RECV_STP")
    output = desc(
        first, *rest[:2], "     current:    1GB-FD AUTO_NEG", "     advertised: 10MB-HD 1GB-FD", "     supported:  10MB-HD", "     peer:       OTHER", rest[2]
    )
    record = output[0]
    assert record.config == ("PORT_DOWN", "NO_RECV_STP")
    assert (record.curr, record.advertised, record.supported, record.peer) == (("1GB-FD", "AUTO_NEG"), ("10MB-HD", "1GB-FD"), ("10MB-HD",), ("OTHER",))
    assert codes(output) == []


def test_the_auxiliary_connection() -> None:
    text = "OFPT_FEATURES_REPLY (OF1.3) (xid=0x2): dpid:0000166b68c6424a\nn_tables:254, n_buffers:0, auxiliary_id:3\ncapabilities: FLOW_STATS\n"
    output = ap.parse(text + "OFPT_GET_CONFIG_REPLY (OF1.3) (xid=0x5): frags=nx-match miss_send_len=128\n", "ovs-ofctl show br0")
    assert (output.auxiliary_id, output.openflow, output.frags, output.miss_send_len, len(output)) == (3, "1.3", "nx-match", 128, 0)


def test_a_port_that_is_cut_and_one_without_its_first_line_say_so() -> None:
    assert codes(desc(" 1(p): addr:aa:55:aa:55:00:01", "     config:     0")) == ["AP202:2"]
    output = desc("     config:     0", *port(" 1(p): addr:aa:55:aa:55:00:01"))
    assert (codes(output), len(output)) == (["AP202:2"], 1)
    assert codes(ap.parse("OFPT_FEATURES_REPLY (xid=0x2): dpid:0000166b68c6424a\n", "ovs-ofctl show")) == ["AP202:1"]


def test_a_second_value_of_a_port_is_named() -> None:
    first, *rest = port(" 1(p): addr:aa:55:aa:55:00:01")
    output = desc(first, "     config:     PORT_DOWN", *rest)
    assert output[0].config == ("PORT_DOWN",)
    assert codes(output) == ["AP206:4"]


def test_counters_that_are_not_kept_are_none() -> None:
    text = (
        "OFPST_PORT reply (OF1.4) (xid=0x2): 2 ports\n"
        "  port  8: rx pkts=1, bytes=2, drop=3, errs=4, frame=5, over=6, crc=7\n"
        "           tx pkts=8, bytes=9, drop=10, errs=11, coll=12\n"
        "           duration=3.654s\n"
        "           rx rfc2819 1_to_64_packets=1, broadcast_packets=2, \n"
        "           tx rfc2819 multicast_packets=3, \n"
        "           CUSTOM Statistics\n"
        "                      rx_q0_bytes=0, rx_q0_packets=1, tx_q0_bytes=2,\n"
        "                      tx_q0_packets=3,\n"
        "  port LOCAL: rx pkts=?, bytes=?, drop=?, errs=?, frame=?, over=?, crc=?\n"
        "           tx pkts=?, bytes=?, drop=?, errs=?, coll=?\n"
        "           duration=7s\n"
    )
    output = ap.parse(text, "ovs-ofctl -O OpenFlow14 dump-ports br0")
    assert output[0] == PortStats(
        port_no=8,
        rx_packets=1,
        rx_bytes=2,
        rx_dropped=3,
        rx_errors=4,
        rx_frame_err=5,
        rx_over_err=6,
        rx_crc_err=7,
        tx_packets=8,
        tx_bytes=9,
        tx_dropped=10,
        tx_errors=11,
        collisions=12,
        duration=3.654,
        custom={"rx_q0_bytes": 0, "rx_q0_packets": 1, "tx_q0_bytes": 2, "tx_q0_packets": 3},
        rx_rfc2819={"1_to_64_packets": 1, "broadcast_packets": 2},
        tx_rfc2819={"multicast_packets": 3},
    )
    assert (output[1].port_no, output[1].rx_packets, output[1].duration, "rx_packets" in output[1].model_fields_set) == ("LOCAL", None, 7.0, True)
    assert codes(output) == []
    assert codes(ap.parse(text.replace("2 ports", "3 ports"), "ovs-ofctl dump-ports br0")) == ["AP202:1"]


@pytest.mark.parametrize(
    ("printed", "fields"), [("16", {"port_no": 16}), ("LOCAL", {"port_no": "LOCAL"}), ("p4", {"name": "p4"}), ('"a: \\"b"', {"name": 'a: "b'})]
)
def test_a_name_stands_in_place_of_the_number(printed: str, fields: dict[str, object]) -> None:
    counters = ("rx pkts=0, bytes=0, drop=0, errs=0, frame=0, over=0, crc=0", "           tx pkts=0, bytes=0, drop=0, errs=0, coll=0")
    text = f"OFPST_PORT reply (xid=0x2): 1 ports\n  port {printed}: {counters[0]}\n{counters[1]}\n"
    output = ap.parse(text, "ovs-ofctl dump-ports br0")
    row = output[0].model_dump(exclude_unset=True)
    assert {key: row[key] for key in ("port_no", "name") if key in row} == fields
    assert codes(output) == []


def test_messages_instead_of_output_are_messages() -> None:
    output = ap.parse("ovs-ofctl: nope is not a bridge or a socket\n", "ovs-ofctl show nope")
    assert (len(output), codes(output)) == (0, ["AP207:1"])


@pytest.mark.parametrize("cut", [" 2(eth1): addr:62:8d:c9:8c", " 2(eth1): addr:62:8d:c9:8c:9e:5X", " 2(eth1"])
def test_a_first_line_that_is_cut_makes_no_address_and_gives_its_lines_to_no_other_port(cut: str) -> None:
    out = ap.parse(f" 1(eth0): addr:62:8d:c9:8c:9e:51\n{cut}\n     config:     PORT_DOWN\n     speed: 0 Mbps now, 0 Mbps max\n", "ovs-ofctl show br-int")
    assert [(port.name, port.hw_addr, port.config, port.curr_speed) for port in out] == [("eth0", "62:8d:c9:8c:9e:51", (), None)]
    assert [item.line for item in out.diagnostics if item.code == "AP201"] == [2]
