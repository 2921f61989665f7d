"""Objects as YAML, JSON and names: the records of kubectl's tables, with more fields set."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

import antrea_parse as ap
from benchmarks.synthetic import kubectl
from benchmarks.synthetic.model import Config
from benchmarks.synthetic.state import build
from tests.property.objects import LIVE_POD

LIVE: dict[str, Any] = yaml.safe_load(LIVE_POD)


def pod(**status: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "d"}, "spec": {"containers": [{"name": "c"}]}, "status": status}


def listed(items: list[Any]) -> dict[str, Any]:
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}


def test_a_pod_tells_what_its_row_tells_and_more() -> None:
    (record,) = ap.parse(LIVE_POD, "kubectl get pod frontend -o yaml")
    assert (record.namespace, record.name, record.node, str(record.ip)) == ("default", "frontend", "worker-01", "10.211.1.14")
    assert (str(record.ready), record.status, record.restarts) == ("1/2", "ImagePullBackOff", 2)
    assert (record.phase, record.host_network, str(record.host_ip), record.owner.kind) == ("Running", False, "192.168.110.66", "ReplicaSet")
    assert [(item.name, item.image, item.state, item.last_reason) for item in record.containers] == [
        ("web", "nginx:1.21", "running", "OOMKilled"),
        ("side", "busybox", "waiting", None),
    ]
    assert record.containers[0].ports[0].port == 80
    assert record.annotations == {"note": "several words"}
    assert record.span is not None
    assert (record.span.first_line, record.span.last_line) == (1, LIVE_POD.count("\n"))


def test_yaml_json_lists_and_documents_tell_the_same() -> None:
    one = list(ap.parse(LIVE_POD))
    for text in (
        json.dumps(LIVE, indent=4) + "\n",
        json.dumps(LIVE) + "\n",
        yaml.safe_dump(listed([LIVE])),
        json.dumps(listed([LIVE]), indent=4) + "\n",
        json.dumps({"apiVersion": "v1", "kind": "PodList", "items": [{key: LIVE[key] for key in ("metadata", "spec", "status")}]}) + "\n",
        "---\n" + LIVE_POD + "...\n",
    ):
        out = ap.parse(text)
        assert (out.command, list(out)) == ("kubectl get pods", one)
        assert list(ap.iter_records(text.splitlines(keepends=True), "kubectl get pods -o yaml")) == one
        assert not [item for item in out.diagnostics if item.code != "AP209"]


def test_the_lines_of_each_object_in_json_and_yaml() -> None:
    items = [pod(phase="Running"), pod(phase="Pending")]
    for text in (yaml.safe_dump(listed(items)), json.dumps(listed(items), indent=4) + "\n", yaml.safe_dump_all(items)):
        lines = text.split("\n")
        for record, phase in zip(ap.parse(text, "kubectl get pods"), ("Running", "Pending"), strict=True):
            assert record.span is not None
            inside = "\n".join(lines[record.span.first_line - 1 : record.span.last_line])
            assert phase in inside
            assert inside.count("containers") == 1


RUNNING = {"running": {"startedAt": "2021-07-09T08:03:02Z"}}


def container(state: dict[str, Any], *, ready: bool = False, name: str = "c", restarts: int = 0, **more: Any) -> dict[str, Any]:
    return {"name": name, "ready": ready, "restartCount": restarts, "state": state, **more}


@pytest.mark.parametrize(
    ("status", "shown", "ready", "restarts"),
    [
        ({"phase": "Pending"}, "Pending", "0/1", 0),
        ({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]}, "SchedulingGated", "0/1", 0),
        ({"phase": "Running", "containerStatuses": [container(RUNNING, ready=True, restarts=3)]}, "Running", "1/1", 3),
        ({"phase": "Pending", "containerStatuses": [container({"waiting": {"reason": "ContainerCreating"}})]}, "ContainerCreating", "0/1", 0),
        ({"phase": "Succeeded", "containerStatuses": [container({"terminated": {"reason": "Completed", "exitCode": 0}})]}, "Completed", "0/1", 0),
        ({"phase": "Failed", "containerStatuses": [container({"terminated": {"exitCode": 2}})]}, "ExitCode:2", "0/1", 0),
        ({"phase": "Failed", "containerStatuses": [container({"terminated": {"exitCode": 137, "signal": 9}})]}, "Signal:9", "0/1", 0),
        ({"phase": "Failed", "reason": "Evicted"}, "Evicted", "0/1", 0),
        ({"phase": "Pending", "initContainerStatuses": [container({"waiting": {"reason": "PodInitializing"}}, name="i")]}, "Init:0/1", "0/1", 0),
        ({"phase": "Pending", "initContainerStatuses": [container({"waiting": {"reason": "Error"}}, name="i", restarts=4)]}, "Init:Error", "0/1", 4),
        ({"phase": "Pending", "initContainerStatuses": [container({"terminated": {"exitCode": 3}}, name="i")]}, "Init:ExitCode:3", "0/1", 0),
    ],
)  # fmt: skip
def test_status_as_kubectl_computes_it(status: dict[str, Any], shown: str, ready: str, restarts: int) -> None:
    data = pod(**status)
    if "initContainerStatuses" in status:
        data["spec"]["initContainers"] = [{"name": "i"}]
    (record,) = ap.parse(json.dumps(data), "kubectl get pods -o json")
    assert (record.status, str(record.ready), record.restarts) == (shown, ready, restarts)
    data["metadata"]["deletionTimestamp"] = "2021-07-09T08:03:02Z"
    (record,) = ap.parse(json.dumps(data), "kubectl get pods -o json")
    assert record.status == (shown if status["phase"] in ("Succeeded", "Failed") else "Terminating")


def test_a_running_pod_without_its_containers_states_is_not_called_unready() -> None:
    (record,) = ap.parse(json.dumps(pod(phase="Running")), "kubectl get pods -o json")
    assert record.status == "Running"
    assert not {"ready", "restarts"} & record.model_fields_set


def test_objects_of_a_synthetic_cluster_tell_what_its_tables_tell() -> None:
    state = build(Config(nodes=3, pods=6))
    pods = list(ap.parse(yaml.safe_dump(listed([kubectl.pod_object(item) for item in state.pods])), "kubectl get pods -A -o yaml"))
    assert [(item.namespace, item.name, item.node, item.ips, item.labels, item.host_network) for item in pods] == [
        (item.namespace, item.name, item.node, list(item.ips), item.labels, item.host_network) for item in state.pods
    ]
    nodes = list(ap.parse(json.dumps(listed([kubectl.node_object(item, state) for item in state.nodes])), "kubectl get nodes -o json"))
    assert [(item.name, item.pod_cidrs, item.internal_ip, item.annotations["node.antrea.io/mac-address"]) for item in nodes] == [
        (item.name, list(item.pod_cidrs), item.ips[0], item.gateway_mac) for item in state.nodes
    ]
    policies = list(ap.parse(kubectl.policy_list(state)))
    assert [(item.namespace, item.name, item.pod_selector.match_labels, item.policy_types) for item in policies] == [
        (item.namespace, item.name, item.selector, list(item.types)) for item in state.policies
    ]


OBJECTS = """apiVersion: v1
kind: Node
metadata: {name: n1, labels: {node-role.kubernetes.io/control-plane: "", kubernetes.io/role: x}}
spec: {podCIDRs: [10.0.0.0/24, "fd00::/64"], unschedulable: true, taints: [{key: k, effect: NoSchedule}]}
status:
  addresses: [{type: InternalIP, address: 10.1.0.1}, {type: Hostname, address: n1}]
  capacity: {cpu: "4", memory: 8Gi}
  conditions: [{type: Ready, status: "False"}]
---
apiVersion: v1
kind: Service
metadata: {name: s, namespace: d}
spec:
  type: LoadBalancer
  clusterIP: 10.96.0.9
  externalIPs: [192.0.2.9]
  ports: [{name: http, port: 80, targetPort: web, nodePort: 30080, protocol: TCP}]
  sessionAffinity: ClientIP
  externalTrafficPolicy: Local
  ipFamilies: [IPv4]
status: {loadBalancer: {ingress: [{ip: 192.0.2.1}, {hostname: lb.example}]}}
---
apiVersion: v1
kind: Endpoints
metadata: {name: s, namespace: d}
subsets:
- addresses: [{ip: 10.0.0.5, nodeName: n1, targetRef: {kind: Pod, name: p, namespace: d}}]
  notReadyAddresses: [{ip: 10.0.0.6}]
  ports: [{port: 80, name: http}]
---
addressType: IPv6
apiVersion: discovery.k8s.io/v1
endpoints:
- addresses: ["fd00::5"]
  conditions: {ready: true, serving: true, terminating: false}
kind: EndpointSlice
metadata: {name: s-abc, namespace: d, labels: {kubernetes.io/service-name: s}}
ports: [{name: http, port: 80, protocol: TCP}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: np, namespace: d}
spec:
  podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}
  policyTypes: [Ingress]
  ingress:
  - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {namespaceSelector: {}}]
    ports: [{port: 8000, endPort: 9000}]
  - {}
---
apiVersion: crd.antrea.io/v1beta1
kind: ClusterNetworkPolicy
metadata: {name: acnp}
spec:
  priority: 5
  tier: securityops
  appliedTo: [{podSelector: {matchLabels: {app: x}}}]
  egress:
  - action: Drop
    to: [{fqdn: "*.example.com"}]
    toServices: [{name: s, namespace: d}]
    protocols: [{icmp: {icmpType: 8}}]
status: {phase: Realized, desiredNodesRealized: 3, currentNodesRealized: 2}
---
apiVersion: crd.antrea.io/v1beta1
kind: Egress
metadata: {name: eg}
spec: {egressIP: 192.0.2.50, externalIPPool: pool, appliedTo: {namespaceSelector: {matchLabels: {env: prod}}}}
status: {egressNode: n1, egressIP: 192.0.2.50}
---
apiVersion: crd.antrea.io/v1beta1
kind: ExternalIPPool
metadata: {name: pool}
spec: {ipRanges: [{cidr: 192.0.2.0/28}, {start: 192.0.2.50, end: 192.0.2.60}], nodeSelector: {}}
status: {usage: {total: 25, used: 1}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: antrea-config, namespace: kube-system}
data:
  antrea-agent.conf: |
    featureGates:
      Egress: true
    #tunnelType: vxlan
    trafficEncapMode: hybrid
    enableIPSecTunnel: true
    antreaProxy:
      proxyAll: true
    defaultMTU: 0
  password.txt: hunter2
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: antrea-agent, namespace: kube-system}
spec:
  selector: {matchLabels: {app: antrea}}
  template: {metadata: {labels: {app: antrea}}, spec: {containers: [{name: antrea-agent, image: "antrea/antrea-ubuntu:v1.13.1"}]}}
status: {desiredNumberScheduled: 3, currentNumberScheduled: 3, numberReady: 2}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: other, namespace: d}
"""


def test_every_kind() -> None:
    out = ap.parse(OBJECTS, "kubectl get")
    node, service, endpoints, slice_, policy, acnp, egress, pool, config, agent, other = out
    assert (node.status, node.roles, [str(item) for item in node.pod_cidrs], str(node.internal_ip)) == (
        "NotReady,SchedulingDisabled",
        ["control-plane", "x"],
        ["10.0.0.0/24", "fd00::/64"],
        "10.1.0.1",
    )
    assert (node.capacity["memory"], node.taints[0].effect) == (ap.parse(OBJECTS, "kubectl get")[0].capacity["memory"], "NoSchedule")
    port = service.ports[0]
    assert (port.name, port.target_port, port.node_port, service.external_traffic_policy) == ("http", "web", 30080, "Local")
    assert [str(item) for item in service.external_ip] == ["192.0.2.1", "lb.example", "192.0.2.9"]
    assert [(str(item.ip), item.port, item.ready, item.pod) for item in endpoints.endpoints] == [("10.0.0.5", 80, True, "d/p"), ("10.0.0.6", 80, False, None)]
    assert (slice_.service, slice_.ports, slice_.endpoints[0].serving) == ("s", [80], True)
    assert policy.pod_selector.matches({"app": "b"})
    assert [str(item) for item in policy.ingress[0].peers[0].ip_block.except_] == ["10.1.0.0/16"]
    assert (policy.ingress[0].ports[0].end_port, policy.ingress[1].peers, "egress" in policy.model_fields_set) == (9000, [], False)
    assert (acnp.tier, acnp.priority, acnp.current_nodes, acnp.egress[0].action) == ("securityops", 5.0, 2, "Drop")
    assert (acnp.egress[0].peers[0].fqdn, acnp.egress[0].ports[0].icmp_type) == ("*.example.com", 8)
    assert (str(egress.egress_ip), egress.node, egress.external_ip_pool) == ("192.0.2.50", "n1", "pool")
    assert (pool.total, pool.used, str(pool.ip_ranges[1].start)) == (25, 1, "192.0.2.50")
    settings = config.agent
    assert (settings.traffic_encap_mode, settings.traffic_encryption_mode, settings.tunnel_type, settings.proxy_all) == ("hybrid", "ipsec", None, True)
    assert "hunter2" not in str(config.model_dump())
    assert (agent.desired, agent.ready, agent.images) == (3, 2, ["antrea/antrea-ubuntu:v1.13.1"])
    assert (other.kind, other.api_version, other.name) == ("Service", "serving.knative.dev/v1", "other")
    assert [item.code for item in out.diagnostics] == ["AP310"]


def test_annotations_of_antrea_and_multus() -> None:
    ports = [{"podPort": 80, "nodeIP": "10.1.0.1", "nodePort": 61000, "protocol": "tcp"}]
    status = [{"name": "d/vlan", "interface": "eth1", "ips": ["10.9.0.4"], "mac": "aa:bb:cc:00:11:22"}]
    data = pod(phase="Running")
    data["metadata"]["annotations"] = {"nodeportlocal.antrea.io": json.dumps(ports), "k8s.v1.cni.cncf.io/network-status": json.dumps(status)}
    (record,) = ap.parse(json.dumps(data), "kubectl get pods -o json")
    assert (record.node_port_local[0].node_port, record.node_port_local[0].protocols) == (61000, ["tcp"])
    assert (record.networks[0].interface, [str(ip) for ip in record.networks[0].ips]) == ("eth1", ["10.9.0.4"])
    data["metadata"]["annotations"]["nodeportlocal.antrea.io"] = "{broken"
    out = ap.parse(json.dumps(data), "kubectl get pods -o json")
    assert "node_port_local" not in out[0].model_fields_set
    assert [item.code for item in out.diagnostics if item.level == "error"] == ["AP203"]


AGENT = {
    "metadata": {"name": "n1"},
    "version": "v1.4.0",
    "nodeRef": {"kind": "Node", "name": "n1"},
    "nodeSubnets": ["10.0.0.0/24"],
    "localPodNum": 3,
    "ovsInfo": {"version": "2.15.1", "bridgeName": "br-int", "flowTable": {"0": 5}},
}


def lower(value: Any) -> Any:
    return {key.lower(): lower(item) for key, item in value.items()} if isinstance(value, dict) else value


AGENT_LOWER = yaml.safe_dump(lower({**AGENT, "typeMeta": {"kind": "", "apiVersion": ""}})).replace("metadata:", "objectmeta:")


@pytest.mark.parametrize("text", [json.dumps(AGENT), AGENT_LOWER], ids=["json", "lower-case yaml"])
def test_agentinfo_in_every_spelling(text: str) -> None:
    out = ap.parse(text, "kubectl get antreaagentinfos -o yaml")
    (record,) = out
    assert (record.name, record.node, record.subnets, record.num_pods, record.bridge) == ("n1", "n1", ["10.0.0.0/24"], 3, "br-int")
    assert record.flow_tables[0].flows == 5


def test_names() -> None:
    out = ap.parse("pod/a\ndeployment.apps/b\nfoo.example.org/c\n", "kubectl get all -o name")
    assert [(type(item).__name__, item.name) for item in out] == [("Pod", "a"), ("Deployment", "b"), ("KubernetesObject", "c")]


def items(count: int) -> str:
    rows = "".join(
        f"- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: p{number}\n    namespace: d\n  spec:\n    containers:\n    - image: x\n      name: c\n"
        "    nodeName: w\n  status:\n    phase: Running\n"
        for number in range(count)
    )
    return f'apiVersion: v1\nitems:\n{rows}kind: List\nmetadata:\n  resourceVersion: ""\n'


def test_a_broken_item_is_named_and_the_others_are_read() -> None:
    out = ap.parse(items(6).replace("name: p2\n", "name: p2\n    'x\n"), "kubectl get pods -o yaml")
    assert [record.name for record in out] == ["p0", "p1", "p3", "p4", "p5"]
    assert ("AP203", 31) in [(item.code, item.line) for item in out.diagnostics]


def test_an_item_of_which_some_lines_moved_is_put_together_again() -> None:
    text = items(6)
    moved = text.replace("    nodeName: w\n  status:\n    phase: Running\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: p3",
                         "   nodeName: w\n  status:\n    phase: Running\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: p3")  # fmt: skip
    assert moved != text
    out = ap.parse(moved, "kubectl get pods -o yaml")
    assert list(out) == list(ap.parse(text, "kubectl get pods -o yaml"))
    assert [item.code for item in out.diagnostics] == ["AP111"]


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_cutting_never_invents(form: str) -> None:
    whole = listed([LIVE, {**LIVE, "metadata": {"name": "second", "namespace": "default"}}])
    text = yaml.safe_dump(whole) if form == "yaml" else json.dumps(whole, indent=4) + "\n"
    full = list(ap.parse(text, "kubectl get pods"))
    lines = text.split("\n")
    for count in range(0, len(lines), 7):
        for record in ap.parse("\n".join(lines[:count]) + "\n", f"kubectl get pods -o {form}"):
            other = next(item for item in full if item.name == record.name)
            for name in record.model_fields_set:
                assert getattr(record, name) == getattr(other, name), (count, name)


def test_a_dump_of_the_cluster_with_logs_between() -> None:
    lists = [json.dumps({**listed([item]), "kind": f"{item['kind']}List"}, indent=4) for item in (LIVE, pod(phase="Failed"))]
    logs = '==== START logs for container web of pod d/p ====\n{"level": "info"}\nkind: Pod\n==== END logs for container web of pod d/p ====\n'
    text = "\n".join([lists[0], logs, lists[1], logs])
    out = ap.parse(text, "kubectl get")
    assert [record.name for record in out] == ["frontend", "p"]
    assert not [item for item in out.diagnostics if item.level == "error"]
    broken = text.replace('"phase": "Running"', '"phase: "Running"')
    out = ap.parse(broken, "kubectl get")
    assert [record.name for record in out] == ["frontend", "p"]
    assert "status" not in out[0].model_fields_set


def test_lines_of_an_item_that_look_like_another_item() -> None:
    policies = kubectl.policy_list(build(Config(nodes=2, pods=3)))
    lines = policies.split("\n")
    whole = list(ap.parse(policies, "kubectl get networkpolicies -A -o yaml"))
    for index, line in enumerate(lines):
        if line.startswith(("    - ", "  kind:")):
            moved = "\n".join([*lines[:index], line.strip(), *lines[index + 1 :]])
            out = ap.parse(moved, "kubectl get networkpolicies -A -o yaml")
            assert all(record in whole for record in out), line
            assert len(out) == len(whole), line


def test_objects_of_another_kind_are_named() -> None:
    out = ap.parse(OBJECTS, "kubectl get nodes -o yaml")
    assert [record.name for record in out] == ["n1"]
    assert {item.code for item in out.diagnostics if item.level == "error"} == {"AP208"}


def test_manifests_on_a_page_are_partial_captures_of_their_commands() -> None:
    page = f"The Pod:\n\n{LIVE_POD}\nAnd its Service:\n\napiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n  - port: 80\n\nThat is all.\n"
    snap = ap.read_text(page)
    assert [(capture.command, capture.partial, capture.node) for capture in snap.captures] == [
        ("kubectl get pods", False, None),
        ("kubectl get services", True, None),
    ]
    assert [record.name for record in snap.objects] == ["frontend", "s"]
    assert snap.coverage.counts["object"] == LIVE_POD.count("\n") + 7
    assert snap.coverage.counts["unparsed"] == 0


def test_hostile_documents() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))
    head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n"
    for text in (
        head + bomb,
        head + "spec: " + "[" * 5000,
        "{" * 5000,
        head + "x: *nothing\n",
        "kind: Pod\nmetadata: [1]\n",
    ):
        assert ap.parse(text, "kubectl get pods -o yaml").diagnostics
    same = ap.parse(head + "metadata:\n  name: y\n", "kubectl get pods -o yaml")
    assert [record.name for record in same] == ["x"]
    assert [item.code for item in same.diagnostics if item.level == "error"] == ["AP203"]


DESCRIBED = """Name:             web-1
Namespace:        d
Priority:         0
Service Account:  default
Node:             n1/10.1.0.1
Start Time:       Fri, 09 Jul 2021 10:00:00 +0800
Labels:           app=web
                  tier=front
Annotations:      key: some
                  other: 10:20
Status:           Terminating (lasts 3m)
Termination Grace Period:  30s
IP:               10.0.0.5
IPs:
  IP:           10.0.0.5
  IP:           fd00::5
Controlled By:  StatefulSet/web
Init Containers:
  mesh:
    Container ID:  containerd://1
    Image:         mesh:1
    State:         Running
    Ready:         True
    Restart Count: 1
Containers:
  web:
    Container ID:  containerd://2
    Image:         web:1
    Ports:         80/TCP (http), 443/TCP
    Host Ports:    0/TCP, 8443/TCP
    State:         Running
      Started:     Fri, 09 Jul 2021 10:00:02 +0800
    Ready:         True
    Restart Count: 0
Conditions:
  Type              Status
  Initialized       True
  Ready             True
QoS Class:          BestEffort
Node-Selectors:     kubernetes.io/os=linux
Events:
  Type    Reason   Age  From     Message
  ----    ------   ---  ----     -------
  Normal  Killing  3m   kubelet  Stopping container web
"""


def test_a_description_on_a_page() -> None:
    snap = ap.read_text(f"The Pod:\n{DESCRIBED}\n\nIt does not end. What now?\n")
    (capture,) = snap.captures
    assert (capture.command, len(snap.objects), snap.coverage.counts["unparsed"]) == ("kubectl get pods", 1, 0)
    assert capture.output is not None
    (record,) = capture.output
    assert (record.status, str(record.ready), record.restarts, record.node) == ("Terminating", "2/2", 1, "n1")
    assert (record.labels, record.annotations) == ({"app": "web", "tier": "front"}, {"key": "some", "other": "10:20"})
    assert not {"host_network", "phase"} & record.model_fields_set  # it does not tell
    assert [(port.port, port.name, port.host_port) for port in record.containers[1].ports] == [(80, "http", None), (443, None, 8443)]
    assert record.node_selector == {"kubernetes.io/os": "linux"}


def test_a_rule_of_a_described_policy_that_is_not_understood_keeps_the_policy_out() -> None:
    text = "Name: p\nNamespace: d\nLabels: <none>\nSpec:\n  PodSelector: a=b\n  Allowing ingress traffic:\n    To Port: 80/TCP\n    From:\n      Moon: full\n"
    out = ap.parse(text, "kubectl describe netpol p")
    assert len(out) == 0
    assert ("AP203", 9) in [(item.code, item.line) for item in out.diagnostics]


def test_a_list_in_one_long_line_is_read() -> None:
    pods = [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": f"web-{number}", "namespace": "default", "annotations": {"note": "n" * 500}},
            "status": {"phase": "Running"},
        }
        for number in range(3000)
    ]
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": pods}) + "\n"
    assert len(text) > 1 << 20
    out = ap.parse(text, "kubectl get pods -o json")
    assert ([record.name for record in out], list(out.diagnostics)) == ([f"web-{number}" for number in range(3000)], [])
