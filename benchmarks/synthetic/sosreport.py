"""sosreports: one archive per node, a file per command with blanks turned into underscores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from benchmarks.synthetic import flows, ip_address, ip_route, ovs_ofctl, ovs_vsctl
from benchmarks.synthetic.bundle import archive
from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Node
from benchmarks.synthetic.spelling import Style


def files(state: State, *, nodes: Collection[str] | None = None, older: Mapping[str, State] | None = None) -> Iterator[tuple[str, Iterable[bytes]]]:
    """An archive per node; `older` gives the state of all commands of ip or of ovs by their canonical names, as in `captures`."""
    moments = older or {}
    for node in state.nodes:
        if nodes is None or node.name in nodes:
            root = f"sosreport-{node.name}-2026-03-01-abcdefg"
            found = ((f"{root}/{name}", text.encode()) for name, text in members(state, node.name, moments))
            yield f"{root}.tar.xz", (archive(found, compression="xz"),)


def members(state: State, name: str, older: Mapping[str, State] | None = None) -> Iterator[tuple[str, str]]:
    """The files of a node's report, by their paths below its root."""
    moments = older or {}

    def at(command: str) -> tuple[State, Node]:
        then = moments.get(command, state)
        return then, then.node[name]

    networking, switch = "sos_commands/networking", "sos_commands/openvswitch"
    yield "hostname", f"{name}\n"
    then, node = at("ip address")
    yield f"{networking}/ip_-o_addr", ip_address.oneline_text(ip_address.devices(then, node))
    then, node = at("ip route")
    yield f"{networking}/ip_route_show_table_all", ip_route.all_tables_text(then, node)
    then, node = at("ip rule")
    yield f"{networking}/ip_-4_rule_list", ip_route.rule_text(then, node)
    then, node = at("ovs-vsctl show")
    yield f"{switch}/ovs-vsctl_-t_5_show", ovs_vsctl.show(then, node)
    then, node = at("ovs-vsctl list interface")
    yield f"{switch}/ovs-vsctl_-t_5_list_interface", ovs_vsctl.list_interface(then, node)
    then, node = at("ovs-ofctl show")
    yield f"{switch}/ovs-ofctl_show_br-int", ovs_ofctl.show(then, node)
    then, node = at("ovs-ofctl dump-flows")
    yield f"{switch}/ovs-ofctl_dump-flows_br-int", flows.dump_flows(then, node, Style(openflow15=False, names=False))
