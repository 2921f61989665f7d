"""Forms of ip and Open vSwitch that no sample shows, since no kernel or switch at hand prints them: written by the tools' sources."""

from __future__ import annotations

from typing import Any

import pytest

import antrea_parse as ap

READ = [
    ("ip route", "10.0.0.0/8 via 1.2.3.4 dev e0 realms 3/4 \n", {"flow": {"from": "3", "to": "4"}}),
    ("ip route", "unreachable default dev lo metric 4294967295 error 4294967195 pref medium\n", {"type": "unreachable", "error": 4294967195}),
    ("ip route", "10.53.0.0/16  encap unknown dev e0 scope link \n", {"encap": "unknown", "dev": "e0"}),
    (
        "ip route",
        "10.0.0.0/8 via 1.2.3.4 dev e0 rtt 1.5s features ecn rto_min lock 5ms congctl lock cubic \n",
        {"metrics": [{"rtt": 1500, "ecn": None, "rto_min": 5, "congestion": "cubic"}], "metrics_lock": ["rto_min", "congctl"]},
    ),
    (
        "ip address",
        (
            "2: e0: <UP,40000,M-DOWN> mtu 1500 xdpgeneric qdisc noop master if9 state 0x9group default \n"
            "    link/[778] 01:02 brd ff:ff protodown on protodown_reason <a,b> \n"
        ),
        {"flags": ["UP", "40000", "M-DOWN"], "master": "if9", "group": "default", "link_type": "[778]", "proto_down": True, "proto_down_reason": ["a", "b"]},
    ),
    (
        "ip neighbour",
        "10.0.0.1 dev e0 lladdr 02:00:00:00:00:01  ref 1 used 4/4/4probes 0 REACHABLE,PROBE proto 5 \n",
        {"used": 4, "probes": 0, "state": ["REACHABLE", "PROBE"], "protocol": "5"},
    ),
    (
        "ip rule",
        "5:\tnot from all to 10.0.0.1 fwmark 0x1/0xff iif e0 [detached] lookup 7 suppress_prefixlength 0 realms 3/4\n",
        {"priority": 5, "iif_detached": None, "suppress_prefixlen": 0},
    ),
    (
        "ovs-ofctl show",
        (
            "OFPT_FEATURES_REPLY (OF1.4) (xid=0x2): dpid:0000166b68c6424a\nn_tables:254, n_buffers:0, auxiliary_id:1\ncapabilities: FLOW_STATS BUNDLES\n"
            "OFPST_PORT_DESC reply (OF1.4) (xid=0x3):\n 7(a): addr: x): addr:06:c6:e4:f2:94:51\n     config:     PORT_DOWN 0x100\n     state:      LIVE\n"
            "     advertised: 1TB-FD\n     peer:       FIBER\n     speed: 10000 Mbps now, 0 Mbps max\n"
            "OFPT_GET_CONFIG_REPLY (OF1.4) (xid=0x5): frags=normal miss_send_len=0\n"
        ),
        {"name": "a): addr: x"},
    ),
]

NAMED = [
    ("ip address", "2: e0: <UP> mtu 1500 state UP group default new-ifindex 5\n    link/none \n", "new-ifindex 5"),
    ("ip address", "2: e0: <UP> mtu 1500 state UP group default \n    link/none \n    family 17 1:2/0 scope global\n", "line not understood"),
]


@pytest.mark.parametrize(("command", "text", "expected"), READ)
def test_form_is_read(command: str, text: str, expected: dict[str, Any]) -> None:
    output = ap.parse(text, command)
    assert [str(item) for item in output.diagnostics] == []
    [record] = output.records
    told = record.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert {key: told.get(key) for key in expected} == expected


@pytest.mark.parametrize(("command", "text", "message"), NAMED)
def test_form_that_is_not_read_is_named(command: str, text: str, message: str) -> None:
    assert any(message in item.message for item in ap.parse(text, command).diagnostics)
