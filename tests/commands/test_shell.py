"""Command lines are unwrapped to what runs in the end, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrea_parse.commands.argv import resolve
from antrea_parse.commands.invocation import Invocation
from antrea_parse.commands.shell import read_command_line


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ip a", Invocation(("ip", "a"))),
        ("/sbin/ip -d addr", Invocation(("ip", "-d", "addr"))),
        ("sudo -u root ip a", Invocation(("ip", "a"))),
        ("ip a | grep -A3 'gw0|tun'", Invocation(("ip", "a"), filters=("grep -A3 'gw0|tun'",))),
        ("kubectl get po -o json | jq -C . | less", Invocation(("kubectl", "get", "po", "-o", "json"))),
        ("kubectl get po -o json | python3 -m json.tool", Invocation(("kubectl", "get", "po", "-o", "json"))),
        ("kubectl get po -o yaml | yq e '.items[0]' -", Invocation(("kubectl", "get", "po", "-o", "yaml"), filters=("yq e '.items[0]' -",))),
        ("cd /tmp && ip a > ip.txt 2>&1", Invocation(("ip", "a"), file="ip.txt")),
        ("ip a # all of them", Invocation(("ip", "a"))),
        ("ssh -o StrictHostKeyChecking=no root@worker-01 ip a", Invocation(("ip", "a"), host="worker-01")),
        ("ssh worker-01 'sudo ip r | head'", Invocation(("ip", "r"), host="worker-01", filters=("head",))),
        (
            "kubectl exec -n kube-system -it a-bj42h -c antrea-ovs -- ovs-vsctl show",
            Invocation(("ovs-vsctl", "show"), pod="a-bj42h", namespace="kube-system", container="antrea-ovs"),
        ),
        ("kubectl -n kube-system exec a-bj42h -- sh -c 'ip a'", Invocation(("ip", "a"), pod="a-bj42h", namespace="kube-system")),
        ("kubectl exec a-bj42h ip a", Invocation(("ip", "a"), pod="a-bj42h")),
        ("kubectl exec -it pod/frontend -- sh", Invocation(("sh",), pod="frontend", shell=True)),
        ("kubectl debug node/worker-01 -it --image=busybox -- chroot /host ip a", Invocation(("ip", "a"), pod="node/worker-01")),
        ("docker exec -it 4f1 ip a", Invocation(("ip", "a"), container="4f1")),
        ("crictl exec 4f1 ip a", Invocation(("ip", "a"), container="4f1")),
        ("ip netns exec cni-1 ip r", Invocation(("ip", "r"), netns="cni-1")),
        ("nsenter -t 1234 -n ip a", Invocation(("ip", "a"), netns="pid:1234")),
        ("nsenter -t 1 -n ip a", Invocation(("ip", "a"))),
        ("nsenter -at 42 ip a", Invocation(("ip", "a"), netns="pid:42")),
        ("nsenter -n/proc/42/ns/net ip a", Invocation(("ip", "a"), netns="net")),
        ("nsenter -n -t $(docker inspect -f '{{.State.Pid}}' web) ip a", Invocation(("ip", "a"), netns="pid:$(docker inspect -f '{{.State.Pid}}' web)")),
        ("ip -all netns exec ip a", Invocation(("ip", "a"), netns="$(all)")),
        ("kubectl exec -it a-bj42h -n kube-system ip a", Invocation(("ip", "a"), pod="a-bj42h", namespace="kube-system")),
        ("pssh -h hosts -i ip a", Invocation(("ip", "a"), host="$(pssh)")),
        ("ip a 2>&1 | less", Invocation(("ip", "a"))),
        ("echo w1 w2 | xargs -n1 -I% ssh % ip a", Invocation(("ip", "a"), host="${each}")),
        ("cat names | xargs -n 1 ip a show", Invocation(("ip", "a", "show"))),
        ("kubectl run -it --rm x --image=busybox -- ip a", Invocation(("ip", "a"), pod="x")),
        ("kubectl run x --image=nginx", Invocation(("kubectl", "run", "x", "--image=nginx"))),
        ("docker run --rm -v /x:/y --net=host netshoot ip a", Invocation(("ip", "a"))),
        ("docker run --rm alpine ip a", Invocation(("ip", "a"), container="alpine")),
        ("gcloud compute ssh me@node-1 --zone z -- ip a", Invocation(("ip", "a"), host="node-1")),
        ("gcloud compute ssh node-1 --command='sudo ip a'", Invocation(("ip", "a"), host="node-1")),
        ("multipass shell vm1", Invocation(("sh",), host="vm1", shell=True)),
        ("watch -n 1 'ovs-vsctl show'", Invocation(("ovs-vsctl", "show"), filters=("watch",))),
        ("", Invocation(())),
    ],
)
def test_command_line(typed: str, expected: Invocation) -> None:
    assert read_command_line(typed) == expected


@given(st.text(max_size=200))
def test_anything_typed_gives_an_invocation(typed: str) -> None:
    assert isinstance(read_command_line(typed), Invocation)


@pytest.mark.parametrize(
    ("typed", "name", "options"),
    [
        ("ip a", "ip address", {}),
        ("ip -d -s -s addr show dev eth0", "ip address", {"details": True, "statistics": 2, "dev": "eth0"}),
        ("ip -6 -o a", "ip address", {"family": 6, "oneline": True}),
        ("ip r get 10.0.0.1", "ip route", {"get": True}),
        ("ip route show table all", "ip route", {"table": "all"}),
        ("ip n", "ip neighbour", {}),
        ("ip ru", "ip rule", {}),
        ("kubectl get po -A -owide", "kubectl get pods", {"all_namespaces": True, "output": "wide"}),
        ("kubectl -n kube-system get pod -o=wide --show-labels", "kubectl get pods", {"namespace": "kube-system", "output": "wide", "show_labels": True}),
        ("kubectl get pods,svc", "kubectl get", {"resource": "pods,svc"}),
        ("ovs-vsctl --timeout=5 show", "ovs-vsctl show", {"timeout": "5"}),
        ("ovs-ofctl -O OpenFlow15 show br-int", "ovs-ofctl show", {"protocols": "OpenFlow15", "bridge": "br-int"}),
        ("antctl get pi -n default", "antctl get podinterface", {"namespace": "default"}),
    ],
)
def test_resolve(typed: str, name: str, options: dict[str, object]) -> None:
    found = resolve(typed.split())
    assert found is not None
    assert found.name == name
    assert dict(found.options) == options


@pytest.mark.parametrize("typed", ["ip", "ip addr add 10.0.0.1/24 dev eth0", "ip -j a", "kubectl apply -f x", "curl backendsvc", "ovs-vsctl add-br br0"])
def test_what_prints_no_table_resolves_to_nothing(typed: str) -> None:
    assert resolve(typed.split()) is None
