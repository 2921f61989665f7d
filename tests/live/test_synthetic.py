"""The synthetic clusters' flows, groups and ports, given to a real Open vSwitch, come back as the generator prints them."""

from __future__ import annotations

import re

import pytest

from benchmarks.synthetic import Config, build
from benchmarks.synthetic.flows import dump_flows
from benchmarks.synthetic.ovs_vsctl import ports, show
from benchmarks.synthetic.service_flows import dump_groups
from benchmarks.synthetic.spelling import Style
from tests.live.ovs_sandbox import OvsSandbox

pytestmark = pytest.mark.live

#: What a switch counts, and what old OpenFlow prints of it.
_COUNTED = re.compile(r"duration=[^,]*, |n_packets=\d+, |n_bytes=\d+, |idle_age=\d+, |hard_age=\d+, ")
CONFIGS = [
    Config(4, 12, "v0.6.0"),
    Config(4, 12, "v0.13.3", family="dual"),
    Config(4, 12, "v1.2.0", mode="hybrid", family="6"),
    Config(4, 12, "v1.5.0", mode="noEncap", family="dual"),
    Config(4, 12, "v1.8.0", mode="networkPolicyOnly"),
    Config(4, 12, "v1.13.1", family="dual", proxy_all=True),
    Config(4, 12, "v1.15.0", encryption="ipsec"),
    Config(4, 12, "v2.1.0", encryption="wireguard"),
    Config(4, 12, "v2.7.0", mode="hybrid", family="6", proxy_all=True),
]


def uncounted(text: str) -> list[str]:
    """The flows of a dump without what differs from moment to moment, in no order: within a table a switch has none."""
    return sorted(_COUNTED.sub("", line).strip() for line in text.splitlines() if "actions=" in line)


def test_flows_and_groups_come_back_as_they_are_printed(ovs: OvsSandbox) -> None:
    ovs.vsctl("add-br", "br-int", "--", "set", "bridge", "br-int", "fail_mode=secure", "protocols=OpenFlow10,OpenFlow15")
    flow_file, group_file = ovs.folder / "flows", ovs.folder / "groups"
    for config in CONFIGS:
        state = build(config)
        for new in (False, True):
            option = f"--protocols={'OpenFlow15' if new else 'OpenFlow10'}"
            style = Style(openflow15=new, names=False)
            flows, groups = dump_flows(state, state.nodes[1], style), dump_groups(state, style)
            ovs.ofctl("-O", "OpenFlow15", "del-flows", "br-int")
            ovs.ofctl("-O", "OpenFlow15", "del-groups", "br-int")
            rows = [line.strip() for line in groups.splitlines()[1:]]
            group_file.write_text("".join(f"{row}\n" for row in rows))
            ovs.ofctl("-O", "OpenFlow15", "add-groups", "br-int", str(group_file))
            flow_file.write_text("".join(re.sub(r"^(cookie=\w+), (table=\d+), ", r"\1,\2,", line) + "\n" for line in uncounted(flows)))
            ovs.ofctl(option, "add-flows", "br-int", str(flow_file))
            assert uncounted(ovs.ofctl(option, "dump-flows", "br-int")) == uncounted(flows), (config, option)
            assert sorted(line.strip() for line in ovs.ofctl(option, "dump-groups", "br-int").splitlines()[1:]) == sorted(rows), (config, option)


def test_bridge_comes_back_as_it_is_printed(ovs: OvsSandbox) -> None:
    state = build(Config(3, 8, "v0.13.3"))
    node = state.nodes[1]
    arguments = ["add-br", "br-int", "--", "set", "bridge", "br-int", "datapath_type=dummy"]
    for port in ports(state, node):
        arguments += ["--", "add-port", "br-int", port.name, "--", "set", "interface", port.name, f"ofport_request={port.ofport}"]
        arguments += [f"type={port.type}"] if port.type else []
        arguments += [f"options:{key}={value}" for key, value in port.options.items()]
    ovs.vsctl(*arguments)
    # What the sandbox cannot be told: numbers of rows, the kernel's datapath, the version; and the local port that Antrea leaves out.
    real = ovs.vsctl("show").replace("datapath_type: dummy", "datapath_type: system").replace('"3.1.0"', '"2.14.0"')
    local = "        Port br-int\n            Interface br-int\n                type: internal\n"
    assert local in real
    assert blocks(real.replace(local, "")) == blocks(show(state, node))


def blocks(text: str) -> tuple[str, list[str], str]:
    """What stands before the ports, the ports in no order, and the last line; the number of the row is left out."""
    body, _, last = text.partition("\n")[2].rstrip().rpartition("\n")
    head, *ports = body.split("        Port ")
    return head, sorted(f"{port.rstrip()}\n" for port in ports), last
