"""Flows and groups of every kind on a real switch: dumped in every form, read, printed, installed again and equal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import antrea_parse as ap
from antrea_parse.commands.base import Output
from antrea_parse.commands.flows.actions import format_actions, walk
from antrea_parse.commands.flows.match import format_match
from antrea_parse.commands.flows.record import Flow
from antrea_parse.commands.ovs_ofctl_dump_groups import Group
from tests.live.flow_cases import ACTIONS, GROUPS, MATCHES, METERS, PORTS
from tests.live.ovs_sandbox import OvsSandbox, missing, running

pytestmark = pytest.mark.live

VERSIONS = ("OpenFlow10", "OpenFlow11", "OpenFlow12", "OpenFlow13", "OpenFlow14", "OpenFlow15")
TUNNEL_METADATA = "{class=0xffff,type=0,len=4}->tun_metadata0,{class=0xffff,type=1,len=4}->tun_metadata1,{class=0xffff,type=2,len=8}->tun_metadata2"
#: What only newer versions can say; the switch refuses the whole dump, or leaves the action out.
NOT_BEFORE_13 = ("encap(", "nsh", "write_actions", "write_metadata", "clear_actions", "push_vlan:0x88a8", "push_mpls", "meter:")
#: Masks of what OpenFlow 1.0 writes as a whole: the switch loses them there.
MASKED = ("/01:00:00:00:00:00->eth_dst", "/255.255.255.0->ip_dst")


def new_bridge(ovs: OvsSandbox, name: str, ports: tuple[str, ...]) -> None:
    settings = ("datapath_type=dummy", "fail_mode=secure", f"protocols={','.join(VERSIONS)}")
    added = [
        word
        for number, port in enumerate(ports, 1)
        for word in ("--", "add-port", name, port, "--", "set", "interface", port, "type=dummy", f"ofport_request={number}")
    ]
    ovs.vsctl("add-br", name, "--", "set", "bridge", name, *settings, *added)
    ovs.ofctl("add-tlv-map", name, TUNNEL_METADATA)
    for meter in METERS:
        ovs.ofctl("-OOpenFlow15", "add-meter", name, meter)


def flow_texts() -> list[str]:
    cases = [(100, match, "output:1") for match in MATCHES] + [(200, match, actions) for match, actions in ACTIONS]
    return [
        f"table={table},cookie={number:#x},priority={number + 1}{',' if match else ''}{match},actions={actions}"
        for number, (table, match, actions) in enumerate(cases)
    ]


@pytest.fixture(scope="module")
def switch() -> Iterator[OvsSandbox]:
    if reason := missing():
        pytest.skip(reason)
    with running() as ovs:
        new_bridge(ovs, "br-int", PORTS)
        new_bridge(ovs, "br-new", tuple(f"copy-{number}" for number, _ in enumerate(PORTS)))
        fill(ovs, "br-int", list(GROUPS), flow_texts())
        yield ovs


def fill(ovs: OvsSandbox, bridge: str, groups: list[str], flows: list[str], *options: str) -> None:
    """Replace the groups and flows of a bridge."""
    ovs.ofctl("-OOpenFlow15", "del-flows", bridge)
    if groups:
        ovs.ofctl("-OOpenFlow15", "del-groups", bridge)
        # A group must be there before another one leads to it.
        (ovs.folder / "groups").write_text("\n".join(sorted(groups, key=lambda text: ("watch_group" in text, text))) + "\n", encoding="utf-8")
        ovs.ofctl("-OOpenFlow15", *options, "add-groups", bridge, str(ovs.folder / "groups"))
    (ovs.folder / "flows").write_text("\n".join(flows) + "\n", encoding="utf-8")
    ovs.ofctl("-OOpenFlow15", *options, "add-flows", bridge, str(ovs.folder / "flows"))


def read_all(text: str, command: str) -> Output:
    """Read a dump of which nothing may be left."""
    out = ap.parse(text, command)
    assert [str(item) for item in out.diagnostics] == []
    return out


def check_places(text: str, flows: Output) -> None:
    """Every flow prints as it was printed, and every value stands where it says."""
    lines = text.split("\n")
    for flow in flows:
        assert isinstance(flow, Flow)
        assert flow.span is not None
        line = lines[flow.span.first_line - 1]
        assert str(flow) == line.strip()
        assert format_match(flow.fields) == flow.match
        assert format_actions(flow.action_list) == flow.actions
        for field in flow.fields:
            assert line[field.start : field.end] == str(field)
            assert line[field.value_start : field.end] == field.text
        for action in walk(flow.action_list):
            assert line[action.start : action.end] == str(action)
            if action.children is None:
                assert line.startswith(action.text, action.value_start)


@pytest.mark.parametrize("names", ["--names", "--no-names"])
@pytest.mark.parametrize("stats", ["--stats", "--no-stats"])
@pytest.mark.parametrize("version", ["OpenFlow13", "OpenFlow14", "OpenFlow15"])
def test_every_form_reads_and_prints(switch: OvsSandbox, version: str, stats: str, names: str) -> None:
    options = [names] if stats == "--stats" else [names, stats]
    text = switch.ofctl("-O" + version, *options, "dump-flows", "br-int")
    flows = read_all(text, f"ovs-ofctl {' '.join(options)} dump-flows br-int")
    assert len(flows) == len(flow_texts())
    check_places(text, flows)


@pytest.mark.parametrize("option", ["--sort", "--rsort=priority", "-m"])
def test_sorted_forms(switch: OvsSandbox, option: str) -> None:
    text = switch.ofctl("-OOpenFlow15", option, "dump-flows", "br-int")
    flows = read_all(text, f"ovs-ofctl {option} dump-flows br-int")
    assert len(flows) == len(flow_texts())
    check_places(text, flows)


def test_colours(switch: OvsSandbox) -> None:
    plain = read_all(switch.ofctl("-OOpenFlow15", "--no-stats", "--color=never", "dump-flows", "br-int"), "ovs-ofctl dump-flows br-int")
    coloured = ap.parse(switch.ofctl("-OOpenFlow15", "--no-stats", "--color=always", "dump-flows", "br-int"), "ovs-ofctl dump-flows br-int")
    assert [item.code for item in coloured.diagnostics] == ["AP105"]
    # With colours, ovs-ofctl prints a comma behind the last argument of some actions.
    assert [flow.canonical() for flow in coloured] == [flow.canonical() for flow in plain]
    assert sum(str(flow) == str(other) for flow, other in zip(coloured, plain, strict=True)) > len(plain) - 10


@pytest.mark.parametrize("options", [(), ("--offload-stats",)])
def test_appctl(switch: OvsSandbox, options: tuple[str, ...]) -> None:
    text = switch.appctl("bridge/dump-flows", *options, "br-int")
    flows = read_all(text, "ovs-appctl bridge/dump-flows br-int")
    assert len(flows) > len(flow_texts())  # the switch's own flows are in it
    check_places(text, flows)
    assert {flow.table_id for flow in flows if flow.in_table == 254} == {254}


def installable(flows: Output) -> list[str]:
    """The flows as printed, but for fields that Open vSwitch 3.1 prints in a way it does not read itself."""
    return [str(flow).replace(",gtpu_", ",tun_gtpu_").replace("set_field:1/0x3->nw_ecn", "set_field:1->nw_ecn") for flow in flows]


def differences(ovs: OvsSandbox) -> list[str]:
    """What `ovs-ofctl diff-flows` finds between the two bridges, without what it does not read as it prints it: flags, a masked ECN."""
    lines = ovs.run("ovs-ofctl", "-OOpenFlow15", "diff-flows", "br-int", "br-new", check=False).splitlines()
    return [line for line in lines if not any(text in line for text in ("tcp_flags=syn|ack", "tun_gbp_flags=", "->nw_ecn,set_field:9->nw_ttl"))]


def test_printed_flows_install_and_are_equal(switch: OvsSandbox) -> None:
    groups = read_all(switch.ofctl("-OOpenFlow15", "--no-names", "dump-groups", "br-int"), "ovs-ofctl dump-groups br-int")
    flows = read_all(switch.ofctl("-OOpenFlow15", "--no-names", "dump-flows", "br-int"), "ovs-ofctl dump-flows br-int")
    fill(switch, "br-new", [str(group) for group in groups], installable(flows))
    assert differences(switch) == []
    again = read_all(switch.ofctl("-OOpenFlow15", "--no-names", "dump-groups", "br-new"), "ovs-ofctl dump-groups br-new")
    assert {str(group) for group in again} == {str(group) for group in groups}

    # The same with the names of the new bridge's ports; ovs-ofctl itself does not read names with blanks, as those of br-int are.
    named = read_all(switch.ofctl("-OOpenFlow15", "--names", "dump-flows", "br-new"), "ovs-ofctl --names dump-flows br-new")
    assert any('output:"copy-1"' in flow.actions for flow in named if isinstance(flow, Flow))
    fill(switch, "br-new", [], installable(named), "--names")
    assert differences(switch) == []


@pytest.mark.parametrize("version", VERSIONS[3:5])
def test_one_spelling_for_new_versions(switch: OvsSandbox, version: str) -> None:
    canonical = [
        {flow.cookie: flow.canonical() for flow in read_all(switch.ofctl("-O" + each, "dump-flows", "br-int"), "ovs-ofctl dump-flows br-int")}
        for each in (version, "OpenFlow15")
    ]
    assert canonical[0] == canonical[1]


@pytest.mark.parametrize("version", VERSIONS[:3])
def test_one_spelling_for_old_versions(switch: OvsSandbox, version: str) -> None:
    flows = [text for text in flow_texts() if not any(word in text for word in (*NOT_BEFORE_13, *MASKED)) and not text.endswith("push_vlan:0x8100")]
    fill(switch, "br-new", list(GROUPS), flows)
    old = read_all(switch.ofctl("-O" + version, "dump-flows", "br-new"), "ovs-ofctl dump-flows br-new")
    new = read_all(switch.ofctl("-OOpenFlow15", "dump-flows", "br-new"), "ovs-ofctl dump-flows br-new")
    assert len(old) == len(new) == len(flows)
    assert {flow.cookie: flow.canonical() for flow in old} == {flow.cookie: flow.canonical() for flow in new}
    assert sum(flow.actions != other.actions for flow in old for other in new if flow.cookie == other.cookie) > 5


@pytest.mark.parametrize("version", VERSIONS)
def test_groups_of_every_version(switch: OvsSandbox, version: str) -> None:
    text = switch.ofctl("-O" + version, "dump-groups", "br-int")
    groups = read_all(text, "ovs-ofctl dump-groups br-int")
    assert [str(group) for group in groups] == [line.strip() for line in text.splitlines()[1:]]
    reference = read_all(switch.ofctl("-OOpenFlow15", "dump-groups", "br-int"), "ovs-ofctl dump-groups br-int")
    assert [group.canonical() for group in groups if isinstance(group, Group)] == [group.canonical() for group in reference if isinstance(group, Group)]
    for group in groups:
        assert isinstance(group, Group)
        assert group.span is not None
        line = text.split("\n")[group.span.first_line - 1]
        assert all(line.startswith(bucket.actions, bucket.actions_start) for bucket in group.buckets)


def test_groups_with_names(switch: OvsSandbox) -> None:
    text = switch.ofctl("-OOpenFlow15", "--names", "dump-groups", "br-int")
    assert [str(group) for group in read_all(text, "ovs-ofctl dump-groups br-int")] == [line.strip() for line in text.splitlines()[1:]]


@pytest.mark.parametrize("version", VERSIONS)
def test_group_statistics(switch: OvsSandbox, version: str) -> None:
    stats = read_all(switch.ofctl("-O" + version, "dump-group-stats", "br-int"), "ovs-ofctl dump-group-stats br-int")
    assert sorted(len(group.buckets) for group in stats) == sorted(text.count("bucket=") for text in GROUPS)


def test_meters(switch: OvsSandbox) -> None:
    meters = read_all(switch.ofctl("-OOpenFlow15", "dump-meters", "br-int"), "ovs-ofctl dump-meters br-int")
    assert [(meter.meter, meter.flags, [band.rate for band in meter.bands]) for meter in meters] == [
        (256, ("pktps", "burst", "stats"), [100]),
        (257, ("kbps",), [1000]),
    ]
    stats = read_all(switch.ofctl("-OOpenFlow15", "meter-stats", "br-int"), "ovs-ofctl meter-stats br-int")
    assert [(meter.meter, len(meter.bands)) for meter in stats] == [(256, 1), (257, 1)]


def test_one_meter(switch: OvsSandbox) -> None:
    (meter,) = read_all(switch.ofctl("-OOpenFlow15", "dump-meters", "br-int", "meter=257"), "ovs-ofctl dump-meters br-int")
    assert meter.meter == 257
