"""What two topologies say differently, and what is no difference because one of them does not tell."""

from __future__ import annotations

import pytest

import antrea_parse as ap
from antrea_parse.topology.model import Topology
from tests.conftest import LAB_PAGE

P = "[root@w1 ~]# "
NODES = f"""{P}kubectl get nodes
NAME   STATUS   ROLES    AGE   VERSION
w1     Ready    <none>   10d   v1.20.5
"""
PODS = f"""{P}kubectl get pods -A -owide
NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE   IP          NODE   NOMINATED NODE   READINESS GATES
default     web-1   1/1     Running   0          2d    10.10.1.4   w1     <none>           <none>
default     web-2   1/1     Running   0          2d    10.10.1.5   w1     <none>           <none>
"""
ROUTES = f"""{P}ip route
default via 192.168.77.1 dev eth0
10.10.1.0/24 dev antrea-gw0 proto kernel scope link src 10.10.1.1
10.10.2.0/24 via 10.10.2.1 dev antrea-gw0 onlink
10.10.3.0/24 via 10.10.3.1 dev antrea-gw0 metric 5
10.10.3.0/24 via 10.10.3.1 dev antrea-gw0 metric 9
"""
SHOW = f"""{P}ovs-vsctl show
8f2d1b1a-7a2c-4b4e-8f3c-0a1b2c3d4e5f
    Bridge br-int
        datapath_type: system
        Port web-1-1a2b3c
            Interface web-1-1a2b3c
                error: "could not open network device web-1-1a2b3c (No such device)"
        Port antrea-gw0
            Interface antrea-gw0
                type: internal
    ovs_version: "2.15.1"
"""
LINK = """3: {name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu {mtu} qdisc mq state UP group default qlen 1000
    link/ether 00:50:56:a7:11:22 brd ff:ff:ff:ff:ff:ff
{inet}"""
INET = "    inet 192.168.77.5/24 brd 192.168.77.255 scope global eth0\n       valid_lft forever preferred_lft forever\n"
INET6 = "    inet6 2001:db8::5/64 scope global\n       valid_lft forever preferred_lft forever\n"


def topo(*texts: str) -> Topology:
    return ap.read_text("".join(texts) + P + "\n").topology


def told(before: Topology, after: Topology) -> list[str]:
    return [str(change).split("  (")[0] for change in before.diff(after)]


def test_the_lab_page_and_nothing() -> None:
    lab, nothing = ap.read(LAB_PAGE).topology, ap.read_text("").topology
    assert lab.diff(nothing) == nothing.diff(lab) == lab.diff(lab) == ()
    assert lab.diff(nothing).not_told["pod"] == 17


def test_a_whole_list_proves_that_something_went_or_came() -> None:
    before, after = topo(NODES, PODS), topo(NODES, PODS.replace("web-2", "web-3"))
    (went, came) = before.diff(after)
    assert (str(went).split("  (")[0], str(came).split("  (")[0]) == ("- pod/default/web-2", "+ pod/default/web-3")
    assert [(item.first_line, item.last_line) for item in (*went.evidence_before, *went.evidence_after)] == [(7, 7), (4, 7)]


@pytest.mark.parametrize(
    "pods",
    [
        PODS.replace("-A -owide", "-A -owide -l app=web"),
        PODS.replace("-A -owide", "-A -owide | grep web"),
        PODS.replace("-A -owide", "-n shop -owide"),
        PODS.partition("\n")[2],
    ],
)
def test_a_part_of_a_list_proves_nothing(pods: str) -> None:
    pods = pods.replace("default     web-2   1/1     Running   0          2d    10.10.1.5   w1     <none>           <none>\n", "")
    changes = topo(NODES, PODS).diff(topo(NODES, pods))
    assert (changes, dict(changes.not_told)) == ((), {"pod": 1})


def test_a_list_that_a_log_ends_with_may_go_on() -> None:
    before, after = ap.read_text(NODES + PODS + P).topology, ap.read_text(NODES + PODS.rpartition("default")[0]).topology
    assert before.diff(after) == ()


def test_routes_are_known_by_what_they_say() -> None:
    later = ROUTES.replace("192.168.77.1 dev", "192.168.77.254 dev").replace("10.10.2.1 dev antrea-gw0", "192.168.77.6 dev eth0")
    later = later.replace("10.10.3.0/24 via 10.10.3.1 dev antrea-gw0 metric 5", "10.9.0.0/16 dev cni0")
    assert told(topo(NODES, ROUTES), topo(NODES, later)) == [
        "~ node/w1 default_via: 192.168.77.1 → 192.168.77.254",
        "~ route/w1/10.10.2.0/24/192.168.77.6 dev: antrea-gw0 → eth0",
        "~ route/w1/10.10.2.0/24/192.168.77.6 via: 10.10.2.1 → 192.168.77.6",
        "- route/w1/10.10.3.0/24/10.10.3.1 metric 5",
        "+ route/w1/10.9.0.0/16/cni0",
        "~ route/w1/default/192.168.77.254 via: 192.168.77.1 → 192.168.77.254",
    ]


def test_optional_values_are_gone_only_where_they_would_be_shown() -> None:
    fixed = SHOW.replace('                error: "could not open network device web-1-1a2b3c (No such device)"\n', "")
    assert [line.partition(":")[0] for line in told(topo(NODES, SHOW), topo(NODES, fixed))] == ["~ port/w1/br-int/web-1-1a2b3c error"]
    ofctl = f"{P}ovs-ofctl show br-int\n 1(web-1-1a2b3c): addr:b6:33:4c:8a:15:21\n     config:     0\n     state:      0\n     speed: 0 Mbps now, 0 Mbps max\n"
    assert told(topo(NODES, SHOW), topo(NODES, ofctl)) == []


def test_addresses_of_one_family_say_nothing_of_the_other() -> None:
    both = f"{P}ip address\n" + LINK.format(name="eth0", mtu=1500, inet=INET + INET6)
    one = f"{P}ip -4 address\n" + LINK.format(name="eth0", mtu=1500, inet=INET).replace("    link/ether 00:50:56:a7:11:22 brd ff:ff:ff:ff:ff:ff\n", "")
    none = f"{P}ip address\n" + LINK.format(name="eth0", mtu=1400, inet=INET)
    assert told(topo(NODES, both), topo(NODES, one)) == []
    assert told(topo(NODES, both), topo(NODES, none)) == [
        "~ interface/w1/eth0 addresses: ['2001:db8::5/64'] → []",
        "~ interface/w1/eth0 mtu: 1500 → 1400",
    ]


def test_what_captures_contradict_each_other_in_is_no_difference() -> None:
    before, after = topo(NODES, PODS), topo(NODES, moved := PODS.replace("10.10.1.5", "10.10.1.9"))
    assert told(before, after) == ["~ pod/default/web-2 ip: 10.10.1.5 → 10.10.1.9"]
    assert told(before, topo(NODES, moved, PODS)) == []


def test_rows_for_a_table() -> None:
    (went, _) = topo(NODES, PODS).diff(topo(NODES, PODS.replace("web-2", "web-3"))).rows()
    assert (went["kind"], went["entity"], went["certainty"], went["evidence_before"]) == ("removed", "pod/default/web-2", "observed", "<text>:7")


def test_a_header_alone_lost_its_rows() -> None:
    before = topo(NODES, PODS)
    assert before.diff(topo(NODES, PODS.partition("default")[0])) == ()
    none = f"{P}kubectl get pods -A -owide\nNo resources found\n"
    assert [change.kind for change in before.diff(topo(NODES, none))] == ["removed", "removed"]
