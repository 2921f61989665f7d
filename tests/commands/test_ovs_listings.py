"""`ovs-vsctl list`, `dpif/show`, `dpctl/show`, `fdb/show`."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from antrea_parse.commands.base import Output
from antrea_parse.commands.ovs_dpctl_show import Datapath, DatapathPort
from antrea_parse.commands.ovs_dpif_show import DpifDatapath, DpifPort
from antrea_parse.commands.ovs_fdb_show import FdbEntry


def codes(output: Output) -> list[str]:
    return [f"{item.code}:{item.line}" for item in output.diagnostics]


def listed(table: str, *rows: dict[str, str]) -> Output:
    text = "\n\n".join("\n".join(f"{column:<20}: {value}" for column, value in row.items()) for row in rows)
    return ap.parse(text + "\n", f"ovs-vsctl list {table}")


def test_columns_are_typed_as_the_schema_has_them() -> None:
    row = listed(
        "interface",
        {
            "_uuid": "ab786c30-4392-4906-a085-6a75ab7ca7e5",
            "cfm_remote_mpids": "[]",
            "error": "[]",
            "external_ids": '{ip="10.211.1.5", pod-name=frontend}',
            "lacp_current": "true",
            "mac_in_use": '"4a:ef:8f:f1:70:88"',
            "name": '"5"',
            "ofport": "-1",
            "statistics": "{rx_bytes=7}",
            "type": '""',
        },
    )[0]
    assert row.model_dump(by_alias=True, exclude_unset=True) == {
        "_uuid": "ab786c30-4392-4906-a085-6a75ab7ca7e5",
        "cfm_remote_mpids": (),
        "error": None,
        "external_ids": {"ip": "10.211.1.5", "pod-name": "frontend"},
        "lacp_current": True,
        "mac_in_use": "4a:ef:8f:f1:70:88",
        "name": "5",
        "ofport": -1,
        "statistics": {"rx_bytes": 7},
        "type": "",
    }


def test_a_set_of_one_is_a_set() -> None:
    assert listed("port", {"trunks": "[10]", "tag": "5"})[0].trunks == (10,)
    assert listed("bridge", {"controller": "ab786c30-4392-4906-a085-6a75ab7ca7e5"})[0].controller == ("ab786c30-4392-4906-a085-6a75ab7ca7e5",)
    assert listed("bridge", {"flow_tables": "{0=ab786c30-4392-4906-a085-6a75ab7ca7e5}"})[0].flow_tables == {0: "ab786c30-4392-4906-a085-6a75ab7ca7e5"}


def test_columns_of_a_later_release_are_kept_as_they_are_printed() -> None:
    output = listed("port", {"name": "p", "brand_new": "{a=1}", "newer": "[x]"})
    assert output[0].other_columns == {"brand_new": {"a": 1}, "newer": ("x",)}
    assert codes(output) == []


def test_a_value_of_another_type_is_named_and_kept_aside() -> None:
    output = listed("port", {"name": "p", "tag": "high"})
    assert (output[0].tag, output[0].other_columns) == (None, {"tag": "high"})
    assert codes(output) == ["AP203:2"]


def test_rows_are_told_apart_without_blank_lines() -> None:
    output = ap.parse("name : a\nofport : 1\nname : b\nofport : 2\n", "ovs-vsctl --columns=name,ofport list interface")
    assert [(row.name, row.ofport) for row in output] == [("a", 1), ("b", 2)]
    assert codes(output) == ["AP111:1"]
    alone = listed("interface", {"type": "internal"}, {"type": "internal"})
    assert [row.type for row in alone] == ["internal", "internal"]


def test_secrets_of_a_row_are_masked() -> None:
    output = listed("interface", {"name": "gnv", "options": '{psk="a \\"b\\"", remote_ip="10.0.0.9"}'})
    assert output[0].options == {"psk": "***", "remote_ip": "10.0.0.9"}
    assert codes(output) == ["AP210:2"]
    assert 'a \\"b' not in str(output.model_dump())


def test_free_text_that_spans_lines_is_no_column() -> None:
    output = ap.parse('name                : p\nerror               : "broken\nname : evil\n"\n', "ovs-vsctl list interface")
    assert [row.name for row in output] == ["p"]
    assert [item.code for item in output.diagnostics if item.level == "error"]


def test_dpif_show() -> None:
    output = ap.parse(
        "system@ovs-system: hit:10 missed:5\n  br-int:\n    br-int 65534/1: (internal)\n    has space 3/2: (system)\n"
        "    p 4/none: (patch: peer=a, b)\n    tun 1/3: (geneve: csum=true, key=flow)\n",
        "ovs-appctl dpif/show",
    )
    place = {"datapath": "system@ovs-system", "bridge": "br-int"}
    assert output.records == (
        DpifPort(**place, name="br-int", ofport=65534, odp_port=1, type="internal"),
        DpifPort(**place, name="has space", ofport=3, odp_port=2, type="system"),
        DpifPort(**place, name="p", ofport=4, odp_port=None, type="patch", options={"peer": "a, b"}),
        DpifPort(**place, name="tun", ofport=1, odp_port=3, type="geneve", options={"csum": "true", "key": "flow"}),
    )
    assert output.datapaths == (DpifDatapath(name="system@ovs-system", hit=10, missed=5),)
    assert codes(output) == []


def test_ports_without_their_bridge_say_so() -> None:
    output = ap.parse("    p 4/none: (patch)\n", "ovs-appctl dpif/show")
    assert (output[0].bridge, codes(output)) == (None, ["AP202:1"])


@pytest.mark.parametrize(
    ("line", "name", "kind", "options"),
    [
        ("  port 4: coredns--c4f3d4", "coredns--c4f3d4", None, {}),
        ("  port 1: br-int (internal)", "br-int", "internal", {}),
        ("  port 2: vxlan_sys_4790 (vxlan: dst_port=4790, packet_type=ptap)", "vxlan_sys_4790", "vxlan", {"dst_port": "4790", "packet_type": "ptap"}),
        ("  port 3: has space (tap)", "has space", "tap", {}),
    ],
)
def test_ports_of_a_datapath(line: str, name: str, kind: str | None, options: dict[str, str]) -> None:
    output = ap.parse(f"system@ovs-system:\n  lookups: hit:1 missed:2 lost:3\n  flows: 4\n{line}\n", "ovs-dpctl show")
    assert [(port.name, port.type, port.options) for port in output] == [(name, kind, options)]
    assert codes(output) == []


def test_tables_and_counters_of_a_datapath() -> None:
    output = ap.parse(
        "system@ovs-system:\n  lookups: hit:1 missed:2 lost:3\n  flows: 4\n  masks: hit:5 total:6 hit/pkt:0.83\n  cache: hit:7 hit-rate:41.67%\n"
        "  caches:\n    masks-cache: size:256\n  port 0: ovs-system (internal)\n    RX packets:1 errors:? dropped:2 overruns:3 frame:4\n"
        "    TX packets:5 errors:6 dropped:7 aborted:8 carrier:9\n    collisions:10\n    RX bytes:1164 (1.1 KiB)  TX bytes:?\n    UPCALL packets:11 errors:?\n",
        "ovs-appctl dpctl/show -s",
    )
    assert output.datapaths == (
        Datapath(
            name="system@ovs-system",
            hit=1,
            missed=2,
            lost=3,
            flows=4,
            masks_hit=5,
            masks_total=6,
            masks_hit_per_pkt=0.83,
            cache_hit=7,
            cache_hit_rate=41.67,
            caches={"masks-cache": 256},
        ),
    )
    assert output[0] == DatapathPort(
        datapath="system@ovs-system",
        port_no=0,
        name="ovs-system",
        type="internal",
        rx_packets=1,
        rx_dropped=2,
        rx_overruns=3,
        rx_frame=4,
        tx_packets=5,
        tx_errors=6,
        tx_dropped=7,
        tx_aborted=8,
        tx_carrier=9,
        collisions=10,
        rx_bytes=1164,
        upcall_packets=11,
    )
    assert codes(output) == []


def test_learned_addresses() -> None:
    text = " port  VLAN  MAC                Age\n    6     0  56:4b:ef:3b:a3:93    1\nLOCAL  4095  72:ca:40:f6:8d:5f  static\n"
    output = ap.parse(text)
    assert output.command == "ovs-appctl fdb/show"
    assert output.records == (
        FdbEntry(port=6, vlan=0, mac="56:4b:ef:3b:a3:93", age=1),
        FdbEntry(port="LOCAL", vlan=4095, mac="72:ca:40:f6:8d:5f", age="static"),
    )
    assert len(ap.parse(" port  VLAN  MAC                Age\n", "ovs-appctl fdb/show br0")) == 0


def test_a_row_that_lost_its_uuid_takes_no_other_row_s() -> None:
    row = "_uuid               : {}\nadmin_state         : up\nname                : {}\n"
    first, second = row.format("9e0fcd75-fc44-466d-a4f5-1f06991af35f", "a"), row.format("4cfe14b5-6679-4cfb-b9ee-70db276033df", "b")
    out = ap.parse(first.split("\n", 1)[1] + "\n" + second, "ovs-vsctl list interface")
    assert [(item.model_dump(exclude_unset=True).get("uuid"), item.name) for item in out] == [(None, "a"), ("4cfe14b5-6679-4cfb-b9ee-70db276033df", "b")]
    assert [item.code for item in out.diagnostics] == ["AP202"]


@pytest.mark.parametrize(
    "text",
    [
        "d@x: hit:1 missed:2\n  br0:\n    b 1/1: (dummy)\n    a 2/2: (dummy)\n",  # another bridge's ports
        "d@x: hit:1 missed:2\n  br0:\n    a 1/1: (dummy)\n    b 1/2: (dummy)\n",
        "d@x: hit:1 missed:2\n  br1:\n    a 1/1: (dummy)\n  br0:\n    a 1/2: (dummy)\n",  # another datapath's bridge
    ],
)
def test_ports_out_of_order_may_be_of_another_bridge(text: str) -> None:
    assert [item.code for item in ap.parse(text, "ovs-appctl dpif/show").diagnostics] == ["AP206"]
