"""Each form of `ip` and Open vSwitch that docs/not-read.md lists is fed, and named as the table says."""

from __future__ import annotations

import re

import pytest

import antrea_parse as ap
from tests.conftest import ROOT

_ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in (ROOT / "docs" / "not-read.md").read_text(encoding="utf-8").split("\n## ")[0].splitlines()
    if re.match(r"\| `(?:ip|ovs)", line)
]
_UUID = "3f0e4d8a-0000-4000-8000-000000000001"
_HEAD = "2: eth0: <UP> mtu 1500\n    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff"
_TABLE = f"_uuid                                name\n------------------------------------ ----\n{_UUID} eth0\n"

#: By tool and the beginning of the form: commands with a text, and the codes that name what is not read.
EXAMPLES: dict[tuple[str, str], list[tuple[str, str, set[str]]]] = {
    ("ip", "`ip monitor`"): [
        ("ip address", f"[LINK]{_HEAD}\n", {"AP201"}),
        ("ip -t address", f"Timestamp: Mon Nov 23 10:30:24 2026 123 usec\n{_HEAD}\n", {"AP201"}),
        ("ip -r neigh", "gateway.example dev eth0 lladdr 02:00:00:00:00:01 REACHABLE\n", {"AP201"}),
        ("ip -r route", "default via gateway.example dev eth0 \n", {"AP203"}),
    ],
    ("ip address, ip link", "`new-netns`"): [
        ("ip address", f"{_HEAD} new-netnsid 0 new-ifindex 2\n", {"AP203"}),
        ("ip link", f"{_HEAD} new-netns blue\n", {"AP203"}),
    ],
    ("ip address", "addresses of other families"): [("ip address", f"{_HEAD}\n    family 17 00:01/8 scope global\n", {"AP201"})],
    ("ip route", "MPLS routes"): [("ip route", "100 via inet 10.0.0.1 dev eth0 \n", {"AP201"})],
    ("ip -d link", "kinds that are not listed"): [("ip -d link", f"{_HEAD} promiscuity 0 \n    frobkind a 1 numtxqueues 1 \n", {"AP203"})],
    ("ip nexthop", "groups with resilient buckets"): [("ip nexthop", "index 0 idle_time 1 nhid 11\n", {"AP201"})],
    ("ovs-vsctl list", "`-f`"): [("ovs-vsctl list interface", text, {"AP201"}) for text in (_TABLE, f"_uuid,name\n{_UUID},eth0\n", "<table border=1>\n<tr>\n")],
    ("ovs-vsctl list", "`--data=bare`"): [
        ("ovs-vsctl --data=bare list interface", f"_uuid               : {_UUID}\noptions             : a=b c=d\n", {"AP201"}),
        ("ovs-vsctl --data=json list interface", f'_uuid               : ["uuid","{_UUID}"]\n', {"AP203"}),
        ("ovs-vsctl --no-headings list interface", "eth0\n5\n", {"AP201"}),
    ],
    ("ovs-appctl", "`-f json`"): [
        ("ovs-appctl -f json dpif/show", '{"d@x":{"bridges":{}}}\n', {"AP201"}),
        ("ovs-appctl --format=json fdb/show br-int", '[{"port":1}]\n', {"AP201"}),
    ],
}
#: Commands that are unknown, as the table's words are given to the tool.
_UNKNOWN = {
    "ip": ("maddr", "netns", "monitor"),
    "ovs-vsctl list": ("-f table list interface", "--format=csv list interface", "--format=json list interface", "-f html list interface"),
    "ovs-ofctl": ("dump-tables", "dump-aggregate", "queue-stats", "dump-group-features", "snoop", "monitor"),
    "ovs-appctl": ("dpctl/dump-flows", "dpctl/dump-conntrack", "bond/show", "lacp/show", "bfd/show"),
}


@pytest.mark.parametrize(("tool", "form", "happens"), _ROWS, ids=lambda cell: cell[:24])
def test_each_row_holds(tool: str, form: str, happens: str) -> None:
    tool = tool.replace("`", "").strip("| ")
    fed = [item for (known, begins), items in EXAMPLES.items() if known == tool and form.startswith(begins) for item in items]
    for command, text, codes in fed:
        output = ap.parse(text, command)
        assert {item.code for item in output.diagnostics} >= codes, command
        assert all(code in happens for code in codes), command
    if "unknown" in happens:
        for words in _UNKNOWN[tool]:
            assert re.search(r"[\w/-]+$", words.split(" list")[0].replace("=", " "))[0] in form  # type: ignore[index]  # the form names it
            with pytest.raises(ap.UnknownCommandError):
                ap.parse("x\n", f"{tool.split()[0]} {words}")
    else:
        assert fed, f"no example of {tool}: {form}"
