"""What ``kubectl get`` prints: tables, and objects as YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Node, Pod, Policy

#: Text that YAML takes for text without quotes: no number, no other type, no sign with a meaning.
_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off)$)(?:[A-Za-z/][\w./()@ -]*(?::[\w./-]+)*|\d+(?:\.\d+){2,}[\w./+-]*)", re.IGNORECASE)
#: Blanks between columns, as client-go's tabwriter has it.
_PADDING = 3


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as kubectl aligns it; the last column is not padded."""
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(map(len, column)) + _PADDING for column in zip(*lines, strict=True)][:-1]
    form = "".join(f"%-{max(width, 6)}s" for width in widths) + "%s\n"
    return "".join([form % line for line in lines])


def age(seconds: int) -> str:
    """A duration as kubectl shortens it.

    >>> [age(value) for value in (63, 300, 10500, 86400 * 2, 86400 * 4 + 3600 * 17)]
    ['63s', '5m', '175m', '2d', '4d17h']
    """
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 120:
        return f"{seconds}s"
    if minutes < 10:
        return f"{minutes}m{seconds % 60}s" if seconds % 60 else f"{minutes}m"
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return f"{hours}h{minutes % 60}m" if minutes % 60 else f"{hours}h"
    if hours < 48:
        return f"{hours}h"
    if days < 8 and hours % 24:
        return f"{days}d{hours % 24}h"
    return f"{days}d"


def pods(state: State, *, wide: bool = True, labels: bool = False) -> str:
    """``kubectl get pods -A [-o wide] [--show-labels]``."""
    since = int(state.release.kubernetes.split(".")[1]) >= 22
    header = ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    rows = []
    for pod in state.pods:
        restarts = f"{pod.restarts} ({age(pod.age // (pod.restarts + 1))} ago)" if since and pod.restarts else str(pod.restarts)
        row = [pod.namespace, pod.name, f"{pod.ready[0]}/{pod.ready[1]}", pod.status, restarts, age(pod.age)]
        if wide:
            row += [str(pod.ips[0]), pod.node, "<none>", "<none>"]
        if labels:
            row.append(selector(pod.labels))
        rows.append(row)
    return table(header + (["IP", "NODE", "NOMINATED NODE", "READINESS GATES"] if wide else []) + (["LABELS"] if labels else []), rows)


def _runtime(state: State) -> tuple[str, str, str]:
    if not state.release.containerd:
        return "CentOS Linux 7 (Core)", "3.10.0-1160.31.1.el7.x86_64", "docker://20.10.7"
    if state.release.number < (2, 0):
        return "Ubuntu 20.04.6 LTS", "5.4.0-164-generic", "containerd://1.6.21"
    return "Ubuntu 24.04.1 LTS", "6.8.0-49-generic", "containerd://1.7.22"


def nodes(state: State) -> str:
    """``kubectl get nodes -o wide``."""
    header = ("NAME", "STATUS", "ROLES", "AGE", "VERSION", "INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME")
    system = _runtime(state)
    version = state.release.kubernetes
    return table(header, [(node.name, "Ready", ",".join(node.roles) or "<none>", "8d", version, str(node.ips[0]), "<none>", *system) for node in state.nodes])


def services(state: State, *, wide: bool = True) -> str:
    """``kubectl get services -A [-o wide]``."""
    rows = []
    for service in state.services:
        ports = ",".join(f"{port.port}{f':{port.node_port}' if port.node_port else ''}/{port.protocol}" for port in service.ports)
        row = [service.namespace, service.name, service.type, str(service.cluster_ip), str(service.external_ip or "<none>"), ports, "8d"]
        rows.append([*row, selector(service.selector)] if wide else row)
    return table(["NAMESPACE", "NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", *(["SELECTOR"] if wide else [])], rows)


def selector(labels: dict[str, str]) -> str:
    """Labels as a SELECTOR column shows them."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items())) or "<none>"


def endpoints(state: State) -> str:
    """``kubectl get endpoints -A``: three addresses at most, the number of others behind them."""
    rows = []
    for service in state.services:
        pairs = [f"[{ip}]:{port.target}" if ip.version == 6 else f"{ip}:{port.target}" for port in service.ports for ip in service.endpoints]
        shown = ",".join(pairs[:3]) + (f" + {len(pairs) - 3} more..." if len(pairs) > 3 else "")
        rows.append((service.namespace, service.name, shown or "<none>", "8d"))
    return table(("NAMESPACE", "NAME", "ENDPOINTS", "AGE"), rows)


def policies(state: State) -> str:
    """``kubectl get networkpolicies -A``."""
    return table(("NAMESPACE", "NAME", "POD-SELECTOR", "AGE"), [(item.namespace, item.name, selector(item.selector), "3d") for item in state.policies])


def egresses(state: State) -> str:
    """``kubectl get egress``."""
    return table(("NAME", "EGRESSIP", "AGE", "NODE"), [(item.name, str(item.ip), "3d", item.node) for item in state.egresses])


_STARTED = "2026-03-01T08:00:00Z"
#: How a container ended, by what kubectl says of its pod; not all runtimes give a reason.
_REASONS: dict[str, dict[str, Any]] = {
    "Completed": {"exitCode": 0, "reason": "Completed"},
    "ExitCode:0": {"exitCode": 0},
    "Error": {"exitCode": 1, "reason": "Error"},
    "CrashLoopBackOff": {"exitCode": 1, "reason": "Error"},
}


def pod_object(pod: Pod, *, typed: bool = True, node_port_local: str = "") -> dict[str, Any]:
    """A pod as the API has it; without its type, as Antrea's support bundle writes it."""
    phase = {"Completed": "Succeeded", "ExitCode:0": "Succeeded", "Error": "Failed"}.get(pod.status, "Running")
    names = [f"app-{number}" if number else "app" for number in range(pod.ready[1])]
    containers = [
        {
            "name": name,
            "ready": number < pod.ready[0],
            "restartCount": pod.restarts if number == 0 else 0,
            "state": {"running": {"startedAt": _STARTED}} if number < pod.ready[0] else {"terminated": {**_REASONS[pod.status], "startedAt": _STARTED}},
        }
        for number, name in enumerate(names)
    ]
    status = {"containerStatuses": containers, "phase": phase, "podIP": str(pod.ips[0]), "podIPs": [{"ip": str(ip)} for ip in pod.ips]}
    spec: dict[str, Any] = {"containers": [{"image": "registry.example/app:1", "name": name} for name in names]}
    if pod.host_network:
        spec["hostNetwork"] = True
    spec["nodeName"] = pod.node
    kind = {"apiVersion": "v1", "kind": "Pod"} if typed else {}
    notes = {"annotations": {"nodeportlocal.antrea.io": node_port_local}} if node_port_local else {}
    return {**kind, "metadata": {**notes, "labels": dict(pod.labels), "name": pod.name, "namespace": pod.namespace}, "spec": spec, "status": status}


def pod_list(state: State) -> str:
    """``kubectl get pods -A -o yaml``."""
    items = [pod_object(pod, node_port_local=node_port_local(state, pod)) for pod in state.pods]
    return yaml({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}})


def node_port_local(state: State, pod: Pod) -> str:
    """What the agent writes on a pod to which a port of its node leads; empty for others."""
    if not pod.node_port:
        return ""
    protocol: dict[str, Any] = {"protocol": "tcp"} if state.release.number >= (1, 7) else {"protocols": ["tcp"]}
    return json.dumps([{"podPort": 80, "nodeIP": str(state.node[pod.node].ips[0]), "nodePort": pod.node_port, **protocol}], separators=(",", ":"))


def node_object(node: Node, state: State, *, typed: bool = True) -> dict[str, Any]:
    """A node as the API has it."""
    annotations = {"node.antrea.io/mac-address": node.gateway_mac}
    labels = {"kubernetes.io/hostname": node.name} | {f"node-role.kubernetes.io/{role}": "" for role in node.roles}
    system = _runtime(state)
    spec = {"podCIDR": str(node.pod_cidrs[0]), "podCIDRs": [str(network) for network in node.pod_cidrs]} if node.pod_cidrs else {}
    addresses = [{"address": str(ip), "type": "InternalIP"} for ip in node.ips] + [{"address": node.name, "type": "Hostname"}]
    info = {"containerRuntimeVersion": system[2], "kernelVersion": system[1], "kubeletVersion": state.release.kubernetes, "osImage": system[0]}
    status = {"addresses": addresses, "conditions": [{"status": "True", "type": "Ready"}], "nodeInfo": info}
    kind = {"apiVersion": "v1", "kind": "Node"} if typed else {}
    return {**kind, "metadata": {"annotations": annotations, "labels": labels, "name": node.name}, "spec": spec, "status": status}


def policy_object(policy: Policy) -> dict[str, Any]:
    """A NetworkPolicy as the API has it."""
    spec: dict[str, Any] = {"podSelector": {"matchLabels": dict(policy.selector)} if policy.selector else {}, "policyTypes": list(policy.types)}
    for direction, far in (("egress", "to"), ("ingress", "from")):
        rules = []
        for rule in policy.rules:
            if rule.direction == direction:
                peers = {far: [{"podSelector": {"matchLabels": dict(rule.peers)}}]} if rule.peers else {}
                rules.append({**peers, "ports": [{"port": port, "protocol": protocol} for port, protocol in rule.ports]})
        if rules:
            spec[direction] = rules
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": policy.name, "namespace": policy.namespace}, "spec": spec}


def policy_list(state: State) -> str:
    """``kubectl get networkpolicies -A -o yaml``."""
    return yaml({"apiVersion": "v1", "items": [policy_object(policy) for policy in state.policies], "kind": "List", "metadata": {"resourceVersion": ""}})


def agent_config(state: State) -> str:
    """The file antrea-agent.conf of a cluster."""
    lines = [f"trafficEncapMode: {state.mode}"] + ([f"tunnelType: {state.tunnel_type}"] if state.tunnel_type else [])
    if state.release.number >= (1, 3):
        lines.append(f"trafficEncryptionMode: {state.config.encryption or 'none'}")
    elif state.config.encryption == "ipsec":
        lines.append("enableIPSecTunnel: true")
    if state.release.number >= (1, 4):
        lines += ["antreaProxy:", f"  proxyAll: {'true' if state.config.proxy_all else 'false'}"]
    return "".join(f"{line}\n" for line in lines)


def config_map(state: State) -> str:
    """``kubectl get configmap antrea-config -n kube-system -o yaml``."""
    block = "".join(f"    {line}\n" for line in agent_config(state).splitlines())
    head = "apiVersion: v1\ndata:\n  antrea-agent.conf: |\n"
    return f"{head}{block}kind: ConfigMap\nmetadata:\n  name: antrea-config\n  namespace: kube-system\n  uid: 0d7f2f0a-6a6c-4a25-9d8f-3f1f0f2a7c11\n"


def yaml(value: Any) -> str:
    """Plain data as YAML, laid out as Kubernetes' printer does."""
    out: list[str] = []
    _yaml(value, "", out)
    return "\n".join([*out, ""])


def _yaml(value: Any, indent: str, out: list[str]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (dict, list)) and item:
                out.append(f"{indent}{key}:")
                # Lists stand at their key's own column.
                _yaml(item, indent + "  " if isinstance(item, dict) else indent, out)
            else:
                out.append(f"{indent}{key}: {_scalar(item)}")
    else:
        for item in value:
            if isinstance(item, dict):
                lines: list[str] = []
                _yaml(item, indent + "  ", lines)
                lines[0] = f"{indent}- {lines[0].lstrip()}"
                out += lines
            else:
                out.append(f"{indent}- {_scalar(item)}")


def _scalar(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    return str(value) if isinstance(value, int) or _PLAIN.fullmatch(value) else json.dumps(value)
