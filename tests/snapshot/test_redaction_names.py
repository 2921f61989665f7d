"""Names that are words of the tools: replaced where a name stands, kept where the tool speaks."""

from __future__ import annotations

import re
from ipaddress import ip_address

import pytest

import antrea_parse as ap
from antrea_parse.snapshot.redaction.addresses import Addresses
from antrea_parse.snapshot.redaction.names import Names
from antrea_parse.snapshot.redaction.rewrite import Rewriter
from antrea_parse.snapshot.redaction.typed import kinds_of
from tests.snapshot.test_redaction import KEY, assert_isomorphic

#: Nodes `master` and `dev`, namespaces `dev` and `node`, pods `web`, `route` and `exec`.
LOG = """[root@master ~]# kubectl get nodes -o wide
NAME     STATUS   ROLES    AGE   VERSION   INTERNAL-IP      EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION     CONTAINER-RUNTIME
master   Ready    master   10d   v1.20.5   192.168.110.65   <none>        Ubuntu 20.04.2 LTS   5.4.0-70-generic   docker://20.10.5
dev      Ready    <none>   10d   v1.20.5   192.168.110.66   <none>        Ubuntu 20.04.2 LTS   5.4.0-70-generic   docker://20.10.5
[root@master ~]# kubectl get nodes
NAME STATUS ROLES AGE VERSION
master Ready master 10d v1.20.5
dev Ready <none> 10d v1.20.5
[root@master ~]# kubectl get pods -A -o wide
NAMESPACE     NAME                 READY   STATUS    RESTARTS   AGE     IP               NODE     NOMINATED NODE   READINESS GATES
dev           web                  1/1     Running   0          175m    10.211.1.14      dev      <none>           <none>
node          route                1/1     Running   0          175m    10.211.1.15      dev      <none>           <none>
default       exec                 1/1     Running   0          175m    10.211.1.16      dev      <none>           <none>
kube-system   etcd-master          1/1     Running   0          175m    192.168.110.65   master   <none>           <none>
kube-system   antrea-agent-bj42h   2/2     Running   3          4d19h   192.168.110.66   dev      <none>           <none>
[root@master ~]# kubectl get pods -n dev web -o wide
NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES
web 1/1 Running 0 175m 10.211.1.14 dev <none> <none>
[root@dev ~]# ip route
default via 192.168.110.1 dev ens160 proto static
10.211.0.0/24 via 10.211.0.1 dev antrea-gw0 onlink
10.211.1.0/24 dev antrea-gw0 proto kernel scope link src 10.211.1.1
[root@dev ~]# ip link
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
5: web-1a2b3c@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master ovs-system state UP mode DEFAULT group default
    link/ether 3e:57:f9:32:15:1f brd ff:ff:ff:ff:ff:ff link-netnsid 1
6: route-aabbcc@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master ovs-system state UP mode DEFAULT group default
    link/ether 3e:57:f9:32:15:2f brd ff:ff:ff:ff:ff:ff link-netnsid 2
[root@dev ~]# kubectl exec -it -n kube-system antrea-agent-bj42h -c antrea-ovs -- ovs-vsctl list interface web-1a2b3c
_uuid               : 3b2b3b4e-8a9e-4a5e-9f7e-0b6a5d4c3b2a
external_ids        : {attached-mac="aa:57:f9:32:15:1f", container-id="aaaa", ip-address="10.211.1.14", pod-name=web, pod-namespace=dev}
name                : web-1a2b3c
ofport              : 5
type                : ""
[root@dev ~]# kubectl exec -it exec -- ip a
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    inet 127.0.0.1/8 scope host lo
[root@dev ~]# kubectl get pod web -n dev -o yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: dev
  labels:
    app: web
spec:
  nodeName: dev
  containers:
  - name: node
    image: nginx
    ports:
    - name: web
      containerPort: 80
status:
  phase: Running
  podIP: 10.211.1.14
[root@dev ~]# ssh master ip -4 rule
0:	from all lookup local
[root@dev ~]# kubectl get pod -n node gone-7
Error from server (NotFound): pods "gone-7" not found
"""


def test_names_that_are_words_of_the_tools_give_the_same_topology_and_are_not_shown():
    snap = ap.read_text(LOG)
    redaction = snap.redact(KEY)
    (shown,) = redaction.texts.values()
    assert_isomorphic(snap, ap.read_text(shown))
    assert not redaction.withheld
    names = redaction.mapping["names"]
    assert {"master", "dev", "node", "web", "route", "exec", "gone-7"} <= names.keys()
    assert not re.search(r"\bweb\b|gone|root@(?:dev|master)|^dev|^node|^master", shown, re.MULTILINE)
    assert not re.search(r"(?:pod-namespace=|name: |namespace: |nodeName: |ssh )(?:dev|node|master)", shown)
    for kept in ("   master   10d", "dev antrea-gw0", "qdisc noqueue master ovs-system", "image: ", "default "):
        assert kept in shown
    assert f"ssh {names['master']} ip -4 rule" in shown
    assert f"kubectl exec -it {names['exec']} -- ip a" in shown


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("kubectl exec -it web -- ip link show dev web", ["web"]),
        ("kubectl exec -n dev deploy/web -c node -- sh -c 'ip a'", ["dev", "deploy/web"]),
        ("kubectl describe pod web --namespace=dev", ["web", "--namespace=dev"]),
        ("sudo ip route show dev node", []),
        ("ssh -o StrictHostKeyChecking=no root@dev ip route", ["root@dev"]),
        ("for n in master node; do ssh $n ip a; done", ["master", "node;", "$n"]),
        ("kubectl get pods -l app=web -A | grep web", ["app=web", "web"]),
        ("antctl get podinterface web -n dev", ["web", "dev"]),
        ("docker exec -it node ip a", ["node"]),
        ("ovs-vsctl list interface web", []),
    ],
)
def test_where_names_stand_on_a_command_line(line, names):
    words = line.split()
    assert [word for word, kind in zip(words, kinds_of(words), strict=True) if kind == "name"] == names


def rewriter(*named: str, nodes: tuple[str, ...] = ()) -> Rewriter:
    addresses = Addresses(KEY)
    return Rewriter(Names(KEY, (), nodes, named, addresses), addresses)


def test_nodes_named_after_their_addresses_follow_them():
    name = "ip-10-0-1-23.eu-west-1.compute.internal"
    with_names = rewriter(nodes=(name,))
    assert with_names.line(name).split(".")[0] == "ip-" + with_names.line("10.0.1.23").replace(".", "-")
    assert with_names.line(name).endswith(".compute.internal")


@pytest.mark.parametrize("name", ["worker-1", "kind-worker", "kind-control-plane", "master", "node1", "k8s-node3", "cp-a", "minikube", "gke-x-pool-1-ab12"])
def test_a_node_is_never_called_as_another_may_be(name):
    for key in range(40):
        new = Names(bytes([key]), (), (name,)).of(name)
        assert name not in new
        assert not re.fullmatch(r"worker-\d|kind-worker\d?|node\d|cp-[a-z]", new)


def test_nodes_whose_names_begin_alike_stay_apart():
    nodes = [f"{front}{number}" for front in ("worker-", "worker", "kind-worker") for number in ("", 0, 1, 10, 11)]
    for key in range(40):
        names = Names(bytes([key]), (), nodes)
        assert len({names.of(node) for node in nodes}) == len(nodes)


def test_an_interface_of_a_pod_that_is_called_as_a_node_begins():
    names = Names(KEY, {"worker-0", "worker-0a"}, {"worker-01"})
    assert names.word("worker-0-012345") == f"{names.of('worker-0')}-012345"


@pytest.mark.parametrize("text", ["24.0.10.10.in-addr.arpa", "4.3.2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.0.1.0.0.0.0.d.f.ip6.arpa"])
def test_addresses_of_reverse_dns_are_those_of_lines(text):
    with_names = rewriter()
    address = "10.10.0.24" if "in-addr" in text else "fd00:10:1::1234"
    new = with_names.line(text).removesuffix(".arpa").split(".")
    shown = with_names.line(address)
    assert new[:-1] == (shown.split(".") if "in-addr" in text else list(ip_address(shown).exploded.replace(":", "")))[::-1]
    assert with_names.line(text) != text


def test_messages_of_events_show_no_names():
    table = (
        "LAST SEEN   TYPE     REASON      OBJECT      MESSAGE\n4m18s       Normal   Scheduled   pod/pay-0   Successfully assigned shop/pay-0 to db-7 for acme\n"
    )
    (shown,) = ap.read_text(f"[root@db-7 ~]# kubectl get events\n{table}").redact(KEY).texts.values()
    assert not re.search("pay|db-7|acme|shop", shown)
