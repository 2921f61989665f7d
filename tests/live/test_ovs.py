"""What is read of Open vSwitch's text equals what its database, asked for JSON, says of the same state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import antrea_parse as ap
from antrea_parse.commands.base import Output
from tests.live.ovs_lab import LEARNED, ODD_NAMES, PROTOCOLS, SECRET, lab
from tests.live.ovs_sandbox import OvsSandbox, missing

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def state() -> Iterator[OvsSandbox]:
    """A switch with one of everything, which the tests look at and do not change."""
    if reason := missing():
        pytest.skip(reason)
    with lab() as ovs:
        yield ovs


def plain(value: Any) -> Any:
    """A value of the database's JSON without its tags."""
    if isinstance(value, list):
        tag, inner = value
        if tag == "map":
            return dict(inner) if all(not isinstance(part, list) for pair in inner for part in pair) else {plain(key): plain(item) for key, item in inner}
        return tuple(plain(item) for item in inner) if tag == "set" else inner
    return value


def table(ovs: OvsSandbox, name: str) -> list[dict[str, Any]]:
    """The rows of a table, as the tool prints them in JSON."""
    found = json.loads(ovs.vsctl("--format=json", "list", name))
    return [dict(zip(found["headings"], map(plain, row), strict=True)) for row in found["data"]]


def several(value: Any) -> tuple[Any, ...]:
    """A set of one is printed as its member."""
    return value if isinstance(value, tuple) else (value,)


def masked(options: dict[str, str]) -> dict[str, str]:
    return {key: "***" if key == "psk" else value for key, value in options.items()}


def understood(output: Output) -> Output:
    assert [item for item in output.diagnostics if item.code != "AP210"] == []
    return output


def test_vsctl_show_equals_the_database(state: OvsSandbox) -> None:
    interfaces = {row["_uuid"]: row for row in table(state, "Interface")}
    ports = {row["_uuid"]: row for row in table(state, "Port")}
    controllers = {row["_uuid"]: row for row in table(state, "Controller")}
    bridges = {row["name"]: row for row in table(state, "Bridge")}
    out = understood(ap.parse(state.vsctl("show"), "ovs-vsctl show"))
    root = table(state, "Open_vSwitch")[0]
    assert (out.ovs_uuid, out.ovs_version) == (root["_uuid"], root["ovs_version"])
    assert {(m.target, m.is_connected) for m in out.managers} == {(row["target"], row["is_connected"]) for row in table(state, "Manager")}
    assert {bridge.name for bridge in out} == set(bridges)
    errors = 0
    for bridge in out:
        row = bridges[bridge.name]
        assert bridge.fail_mode == (row["fail_mode"] or None)
        assert bridge.datapath_type == (row["datapath_type"] or None)
        expected = {(controllers[key]["target"], controllers[key]["is_connected"]) for key in several(row["controller"])}
        assert {(c.target, c.is_connected) for c in bridge.controllers} == expected
        rows = {ports[key]["name"]: ports[key] for key in several(row["ports"])}
        assert {port.name for port in bridge.ports} == set(rows)
        for port in bridge.ports:
            assert port.tag == (None if rows[port.name]["tag"] == () else rows[port.name]["tag"])
            assert port.trunks == several(rows[port.name]["trunks"])
            inner = {interfaces[key]["name"]: interfaces[key] for key in several(rows[port.name]["interfaces"])}
            assert {interface.name for interface in port.interfaces} == set(inner)
            for interface in port.interfaces:
                of = inner[interface.name]
                assert interface.type == (of["type"] or None)
                assert interface.options == masked(of["options"])
                assert interface.error == (of["error"] or None)
                assert interface.bfd_status == of["bfd_status"]
                errors += interface.error is not None
    assert errors
    assert {name for bridge in out for port in bridge.ports for name in [port.name]} >= set(ODD_NAMES)
    assert [item.code for item in out.diagnostics] == ["AP210"]
    assert SECRET not in out.model_dump_json()


@pytest.mark.parametrize("name", ["Interface", "Port", "Bridge"])
def test_list_equals_the_database(state: OvsSandbox, name: str) -> None:
    before = table(state, name)
    out = understood(ap.parse(state.vsctl("list", name), f"ovs-vsctl list {name}"))
    after = {row["_uuid"]: row for row in table(state, name)}
    assert len(out) == len(before)
    for record in out:
        row = record.model_dump(by_alias=True, exclude_unset=True)
        expected = after[row["_uuid"]]
        assert row.keys() == expected.keys()
        for column, value in row.items():
            printed = expected[column]
            if column == "options":
                printed = masked(printed)
            assert (several(value) if value is not None else ()) == several(printed), column


def test_columns_that_are_asked_for(state: OvsSandbox) -> None:
    command = ("--columns=name,ofport,external_ids", "list", "interface")
    out = understood(ap.parse(state.vsctl(*command), ["ovs-vsctl", *command]))
    expected = {row["name"]: None if row["ofport"] == () else row["ofport"] for row in table(state, "Interface")}
    assert {record.name: record.ofport for record in out} == expected
    assert {record.name for record in out if "note" in record.external_ids} == set(ODD_NAMES)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("bridge", ["br-int", "br0"])
def test_ports_of_every_openflow_version(state: OvsSandbox, protocol: str, bridge: str) -> None:
    rows = _open_interfaces(state, bridge)
    show = understood(ap.parse(state.ofctl("-O", protocol, "show", bridge), f"ovs-ofctl -O {protocol} show {bridge}"))
    desc = understood(ap.parse(state.ofctl("-O", protocol, "dump-ports-desc", bridge), f"ovs-ofctl -O {protocol} dump-ports-desc {bridge}"))
    assert show.records == desc.records
    assert show.openflow == f"1.{protocol[-1]}"
    assert show.datapath_id == next(row["datapath_id"] for row in table(state, "Bridge") if row["name"] == bridge)
    assert {_number(port.port_no): port.name for port in show} == {number: _cut(row["name"]) for number, row in rows.items()}
    assert {_number(port.port_no): port.hw_addr for port in show} == {number: row["mac_in_use"] for number, row in rows.items()}
    if bridge == "br0":
        by_name = {port.name: port for port in show}
        assert "PORT_DOWN" in by_name["p2"].config
        assert ("NO_FLOOD" in by_name["p3"].config) == (protocol == "OpenFlow10")
        assert ("LIVE" in by_name["p3"].state) == (protocol != "OpenFlow10")


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("names", ["--names", "--no-names"])
def test_port_statistics_of_every_openflow_version(state: OvsSandbox, protocol: str, names: str) -> None:
    rows = _open_interfaces(state, "br-int")
    out = understood(ap.parse(state.ofctl("-O", protocol, names, "dump-ports", "br-int"), f"ovs-ofctl -O {protocol} {names} dump-ports br-int"))
    assert len(out) == len(rows)
    if names == "--no-names":
        assert {_number(port.port_no) for port in out} == set(rows)
    else:
        shown = {port.name for port in out if port.name is not None}
        assert [port.port_no for port in out if port.name is None] == ["LOCAL", "LOCAL"], "one of them is the port that is called so"
        assert shown >= {"antrea-gw0", "has space", 'q"u\\o', "x): addr:", "5", "true", "a 1/1: (x)"}
    assert all((port.duration is not None) == (protocol >= "OpenFlow13") for port in out)
    assert any(port.custom for port in out) == (protocol >= "OpenFlow14")


def test_datapath_listings_know_the_same_ports(state: OvsSandbox) -> None:
    rows = {(row["name"], row["ofport"]) for row in table(state, "Interface") if isinstance(row["ofport"], int) and row["ofport"] >= 0}
    dpif = ap.parse(state.appctl("dpif/show"), "ovs-appctl dpif/show")
    # What stands in one name could be the numbers of a port: said, and both numbers are the right ones.
    assert {item.code for item in dpif.diagnostics} <= {"AP206"}
    assert {(port.name, port.ofport) for port in dpif} == rows
    assert {port.bridge for port in dpif} == {"br-int", "br0", "br1"}
    for command in (("dpctl/show",), ("dpctl/show", "-s")):
        dpctl = understood(ap.parse(state.appctl(*command), f"ovs-appctl {' '.join(command)}"))
        numbers = {port.odp_port: port.name for port in dpif if port.odp_port is not None and "_sys" not in port.name}
        found = {port.port_no: port for port in dpctl}
        assert {number: found[number].name for number in numbers if found[number].type == "dummy"} == {
            number: name for number, name in numbers.items() if found[number].type == "dummy"
        }
        assert all(("rx_packets" in port.model_fields_set) == ("-s" in command) for port in dpctl)
    assert {datapath.name for datapath in dpctl.datapaths} == {datapath.name for datapath in dpif.datapaths}


def test_learned_addresses(state: OvsSandbox) -> None:
    out = understood(ap.parse(state.appctl("fdb/show", "br0"), "ovs-appctl fdb/show br0"))
    ofport = next(row["ofport"] for row in table(state, "Interface") if row["name"] == "p2")
    learned = {(entry.port, entry.vlan, entry.mac, entry.age) for entry in out}
    static = LEARNED if "fdb/add" in state.appctl("list-commands") else ()  # since 2.16
    assert learned >= {(ofport, vlan, mac, "static") for vlan, mac in static}


def _open_interfaces(ovs: OvsSandbox, bridge: str) -> dict[int, dict[str, Any]]:
    """The interfaces of a bridge that have an OpenFlow number, by this number."""
    ports = several(next(row["ports"] for row in table(ovs, "Bridge") if row["name"] == bridge))
    keys = {key for row in table(ovs, "Port") if row["_uuid"] in ports for key in several(row["interfaces"])}
    return {row["ofport"]: row for row in table(ovs, "Interface") if row["_uuid"] in keys and isinstance(row["ofport"], int) and row["ofport"] >= 0}


def _number(port_no: int | str) -> int:
    return 65534 if port_no == "LOCAL" else int(port_no)


def _cut(name: str) -> str:
    """A name as OpenFlow carries it: 15 bytes, up to the first that is not printable ASCII."""
    text = name.encode()[:15]
    end = next((position for position, byte in enumerate(text) if not 0x20 <= byte < 0x7F), len(text))
    return text[:end].decode("ascii")
