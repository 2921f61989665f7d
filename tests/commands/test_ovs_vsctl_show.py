"""`ovs-vsctl show`: both ways of quoting, lost indentation, rows that the page has lost, secrets."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from antrea_parse.commands.base import Output
from antrea_parse.commands.ovs_vsctl_show import Bridge, Controller, Interface, Manager, Port
from antrea_parse.commands.ovs_vsctl_show_lines import LEVELS, ROWS
from antrea_parse.engine.catalogue import template_text
from tests.conftest import LAB_PAGE

UUID = "569fdd06-f115-4f40-8be2-6671309d7e3d"


def parse(*lines: str) -> Output:
    return ap.parse("\n".join([UUID, *lines, '    ovs_version: "2.14.0"', ""]), "ovs-vsctl show")


def codes(output: Output) -> list[str]:
    return [f"{item.code}:{item.line}" for item in output.diagnostics]


def test_the_lab_page() -> None:
    lines = LAB_PAGE.read_text(encoding="utf-8").splitlines()
    first = next(index for index, line in enumerate(lines) if line.endswith("ovs-vsctl show"))
    last = next(index for index, line in enumerate(lines) if line.startswith("ovs_version"))
    output = ap.parse("\n".join(lines[first : last + 1]) + "\n")
    assert output.command == "ovs-vsctl show"
    assert output.node is None, "the command ran in a pod, not on the host of the prompt"
    assert (output.ovs_uuid, output.ovs_version, output.managers) == ("7ccc18b5-068f-4977-b7cb-a9fefdd147c3", "2.14.0", ())
    tunnel = Interface(name="antrea-tun0", type="geneve", options={"csum": "true", "key": "flow", "remote_ip": "flow"})
    assert output.records == (
        Bridge(
            name="br-int",
            datapath_type="system",
            ports=(
                Port(name="backend1-911dea", interfaces=(Interface(name="backend1-911dea"),)),
                Port(name="coredns--c4f3d4", interfaces=(Interface(name="coredns--c4f3d4"),)),
                Port(name="antrea-tun0", interfaces=(tunnel,)),
                Port(name="antrea-gw0", interfaces=(Interface(name="antrea-gw0", type="internal"),)),
                Port(name="frontend-fbd015", interfaces=(Interface(name="frontend-fbd015"),)),
            ),
        ),
    )
    assert {item.code for item in output.diagnostics} == {"AP111"}


def test_managers_and_controllers_come_with_their_connection() -> None:
    output = parse(
        '    Manager "ptcp:6640:127.0.0.1"',
        "        is_connected: true",
        '    Manager "ssl:192.0.2.1:6640"',
        "    Bridge br0",
        '        Controller "tcp:127.0.0.1:6653"',
        '        Controller "unix:/run/c.sock"',
        "            is_connected: true",
        "        fail_mode: secure",
    )
    assert output.managers == (Manager(target="ptcp:6640:127.0.0.1", is_connected=True), Manager(target="ssl:192.0.2.1:6640"))
    assert output[0].controllers == (Controller(target="tcp:127.0.0.1:6653"), Controller(target="unix:/run/c.sock", is_connected=True))
    assert "is_connected" not in output[0].controllers[0].model_fields_set
    assert codes(output) == []


@pytest.mark.parametrize(
    ("before_2_13", "since"),
    [('"br0"', "br0"), ('"antrea-gw0"', "antrea-gw0"), ('"eth0.100"', "eth0.100"), ('"5"', '"5"'), ('"true"', '"true"'), ('"has space"', '"has space"')],
)
def test_both_ways_of_quoting_are_one_value(before_2_13: str, since: str) -> None:
    assert parse(f"    Bridge {before_2_13}").records == parse(f"    Bridge {since}").records


def test_a_bond_is_a_port_with_several_interfaces() -> None:
    output = parse("    Bridge br0", "        Port bond0", "            Interface b0", "            Interface b1", "                type: dummy")
    assert output[0].ports == (Port(name="bond0", interfaces=(Interface(name="b0"), Interface(name="b1", type="dummy"))),)


def test_vlans() -> None:
    output = parse("    Bridge br0", "        Port p", "            tag: 100", "            trunks: [10]", "            Interface p")
    assert (output[0].ports[0].tag, output[0].ports[0].trunks) == (100, (10,))


@pytest.mark.parametrize("line", ["tag: 4096", "tag: x", "tag: [1, 2]", "trunks: [a]", "trunks: {a=b}", "is_connected: maybe", "options: flow", 'error: "\\q"'])
def test_values_that_cannot_be(line: str) -> None:
    output = parse("    Bridge br0", '        Controller "tcp:1.2.3.4"', "        Port p", "            Interface p", f"                {line}")
    assert [item.code for item in output.diagnostics if item.level == "error"] == ["AP203"]
    assert len(output) == 1


@pytest.mark.parametrize("key", ["psk", "ipsec_psk", "password"])
def test_secrets_are_masked_and_named_and_quoted_nowhere(key: str) -> None:
    output = parse("    Bridge br0", "        Port p", "            Interface p", f'                options: {{{key}="s3cr3t, \\"x\\"", remote_ip="10.0.0.9"}}')
    assert output[0].ports[0].interfaces[0].options == {key: "***", "remote_ip": "10.0.0.9"}
    assert codes(output) == ["AP210:5"]
    assert "s3cr3t" not in output.model_dump_json()
    broken = parse("    Bridge br0", f'    options: {{{key}="s3cr3t", remote_ip=')
    assert "s3cr3t" not in broken.model_dump_json()


def test_rows_of_a_bridge_that_the_page_has_lost_are_given_to_no_other() -> None:
    output = parse(
        "        Port p",
        "            Interface p",
        "    Bridge br0",
        "        Port br0",
        "            Interface br0",
        "        fail_mode: secure",
        "        Port q",
    )
    assert [port.name for port in output[0].ports] == ["br0"]
    assert output[0].fail_mode is None
    assert codes(output) == ["AP202:2", "AP202:3", "AP202:7", "AP202:8"]


def test_a_column_of_a_port_that_the_page_has_lost_is_given_to_no_other() -> None:
    output = parse("    Bridge br0", "        Port p", "            Interface p", "            tag: 5", "            Interface q")
    assert output[0].ports == (Port(name="p", interfaces=(Interface(name="p"),)),)
    assert codes(output) == ["AP202:5", "AP202:6"]


def test_two_interfaces_of_which_one_has_the_name_of_the_port_are_doubtful() -> None:
    assert codes(parse("    Bridge br0", "        Port p", "            Interface p", "            Interface q")) == ["AP206:3"]


def test_a_second_value_is_not_silently_the_first() -> None:
    output = parse("    Bridge br0", "        Port p", "            Interface p", "                type: internal", "                type: geneve")
    assert output[0].ports[0].interfaces[0].type == "internal"
    assert codes(output) == ["AP201:6"]


def test_an_output_that_is_cut_says_so() -> None:
    output = ap.parse(f"{UUID}\n    Bridge br0\n        Port p\n", "ovs-vsctl show")
    assert codes(output) == ["AP202:3", "AP202:3"]
    assert output.ovs_version is None


def test_a_row_that_stands_there_again_adds_nothing() -> None:
    port = ("        Port p", "            Interface p")
    output = parse("    Bridge br0", *port, *port)
    assert len(output[0].ports) == 1
    assert {item.code for item in output.diagnostics} == {"AP205"}


def test_two_outputs_one_after_another() -> None:
    other = UUID.replace("569f", "0000")
    text = "".join(f'{uuid}\n    Bridge br-int\n    ovs_version: "{version}"\n' for uuid, version in ((UUID, "2.14.0"), (other, "3.1.0")))
    output = ap.parse(text, "ovs-vsctl show")
    assert [bridge.name for bridge in output] == ["br-int", "br-int"]
    assert (output.ovs_uuid, output.ovs_version) == (UUID, "2.14.0")
    assert codes(output) == ["AP208:4", "AP208:6"]


def test_a_stream_gives_the_same_bridges() -> None:
    lines = [UUID, *(line for number in range(900) for line in (f"    Bridge b{number}", f"        Port b{number}", f"            Interface b{number}"))]
    text = "\n".join([*lines, '    ovs_version: "3.1.0"', ""])
    stream = ap.iter_records(text.splitlines(keepends=True), "ovs-vsctl show")
    assert list(stream) == list(ap.parse(text, "ovs-vsctl show"))
    assert stream.diagnostics == []


def test_the_template_and_the_reader_know_the_same_words() -> None:
    text = template_text("ovs_vsctl_show.ttp")
    assert all(f"|{word} {{{{" in text for word in ROWS)
    assert all(f"|{word}: {{{{" in text for word in LEVELS if word not in ROWS)
