"""What other tools save of a cluster: must-gather of OpenShift, ``kubectl cluster-info dump``, ``kind export logs``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.synthetic import kubectl
from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Service

_LOG = "2026-03-01T08:00:00.123456789Z I0301 08:00:00.123456       1 main.go:36] starting {}\n"
_JOURNAL = "Mar 01 08:00:00 {0} systemd[1]: Started kubelet.\nMar 01 08:00:01 {0} kubelet[99]: I0301 08:00:01.000000      99 server.go:415] Version\n"


def service_object(service: Service) -> dict[str, Any]:
    """A Service as the API has it."""
    ports = []
    for number, port in enumerate(service.ports):
        node_port = {"nodePort": port.node_port} if port.node_port else {}
        ports.append({"name": f"port-{number}", **node_port, "port": port.port, "protocol": port.protocol, "targetPort": port.target})
    ip = str(service.cluster_ip) if service.cluster_ip else "None"
    selector = {"selector": dict(service.selector)} if service.selector else {}
    spec = {"clusterIP": ip, "clusterIPs": [ip], "ports": ports, **selector, "sessionAffinity": "None", "type": service.type}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": service.name, "namespace": service.namespace},
        "spec": spec,
        "status": {"loadBalancer": {}},
    }


def _namespaces(state: State) -> list[str]:
    return sorted({item.namespace for item in (*state.pods, *state.services)})


def _list(kind: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"apiVersion": "v1", "items": items, "kind": kind, "metadata": {"resourceVersion": "99"}}


def must_gather(state: State) -> Iterator[tuple[str, bytes]]:
    """A must-gather: a file for each node, lists and a file for each pod by namespace, logs of its containers."""
    root = "must-gather.local.5551234/quay-io-openshift-release-dev-ocp-v4-0-art-dev-sha256-0a1b2c"
    yield f"{root}/version", b"openshift/must-gather\nv4.16.0-202603010000\n"
    yield f"{root}/timestamp", b"2026-03-01 12:03:44.123456789 +0000 UTC m=+0.1\n2026-03-01 12:13:44.123456789 +0000 UTC m=+600.1\n"
    yield f"{root}/event-filter.html", b"<!DOCTYPE html>\n<html><head><title>Events</title></head><body><p>none</p></body></html>\n"
    for node in state.nodes:
        yield f"{root}/cluster-scoped-resources/core/nodes/{node.name}.yaml", _document(kubectl.node_object(node, state))
    for namespace in _namespaces(state):
        pods = [pod for pod in state.pods if pod.namespace == namespace]
        folder = f"{root}/namespaces/{namespace}"
        yield f"{folder}/core/pods.yaml", _document(_list("PodList", [kubectl.pod_object(pod) for pod in pods]))
        services = [service_object(service) for service in state.services if service.namespace == namespace]
        yield f"{folder}/core/services.yaml", _document(_list("ServiceList", services))
        policies = [kubectl.policy_object(policy) for policy in state.policies if policy.namespace == namespace]
        yield f"{folder}/networking.k8s.io/networkpolicies.yaml", _document(_list("NetworkPolicyList", policies))
        for pod in pods:
            yield f"{folder}/pods/{pod.name}/{pod.name}.yaml", _document(kubectl.pod_object(pod))
            yield f"{folder}/pods/{pod.name}/app/app/logs/current.log", _LOG.format(pod.name).encode() * 3
            yield f"{folder}/pods/{pod.name}/app/app/logs/previous.log", b""
    yield f"{root}/host_service_logs/windows/log_files/hybrid-overlay.log", _LOG.format("hybrid-overlay").encode()


def _document(value: dict[str, Any]) -> bytes:
    return b"---\n" + kubectl.yaml(value).encode()


def cluster_info_dump(state: State, suffix: str = "json") -> Iterator[tuple[str, bytes]]:
    """``kubectl cluster-info dump -A --output-directory``: the nodes, and a folder for each namespace.

    Args:
        state: the cluster.
        suffix: ``json`` or ``yaml``, as ``-o`` says.
    """
    for name, value in _dumped(state):
        if isinstance(value, str):
            yield name, value.encode()
        else:
            yield f"{name}.{suffix}", (json.dumps(value, indent=4) if suffix == "json" else kubectl.yaml(value)).encode()


def cluster_info_text(state: State) -> str:
    """The same on the terminal: one object after the other, logs between their marks."""
    parts = []
    for name, value in _dumped(state):
        if isinstance(value, str):
            namespace, pod, _ = name.split("/")
            mark = f"logs for container app of pod {namespace}/{pod} ====\n"
            parts.append(f"==== START {mark}{value}==== END {mark}")
        else:
            parts.append(json.dumps(value, indent=4) + "\n")
    return "".join(parts)


def _dumped(state: State) -> Iterator[tuple[str, dict[str, Any] | str]]:
    yield "nodes", _list("NodeList", [kubectl.node_object(node, state) for node in state.nodes])
    for namespace in _namespaces(state):
        pods = [pod for pod in state.pods if pod.namespace == namespace]
        yield f"{namespace}/events", _list("EventList", [])
        yield f"{namespace}/replication-controllers", _list("ReplicationControllerList", [])
        yield f"{namespace}/services", _list("ServiceList", [service_object(service) for service in state.services if service.namespace == namespace])
        for name, kind in (("daemonsets", "DaemonSetList"), ("deployments", "DeploymentList"), ("replicasets", "ReplicaSetList")):
            yield f"{namespace}/{name}", {**_list(kind, []), "apiVersion": "apps/v1"}
        yield f"{namespace}/pods", _list("PodList", [kubectl.pod_object(pod) for pod in pods])
        for pod in pods:
            yield f"{namespace}/{pod.name}/logs.txt", _LOG.format(pod.name) * 2


def kind_logs(state: State) -> Iterator[tuple[str, bytes]]:
    """``kind export logs``: the logs of each node's programs and containers."""
    yield "kind-version.txt", b"kind v0.24.0 go1.22.6 linux/amd64\n"
    yield "docker-info.txt", b"Client: Docker Engine - Community\n Version: 27.1.1\n"
    for node in state.nodes:
        for name in ("kubelet.log", "containerd.log", "journal.log"):
            yield f"{node.name}/{name}", _JOURNAL.format(node.name).encode()
        yield (
            f"{node.name}/images.log",
            b"IMAGE                  TAG        IMAGE ID        SIZE\nregistry.k8s.io/etcd   3.5.15-0   2e96e5913fc06   57MB\n",
        )
        yield f"{node.name}/inspect.json", b'[\n    {\n        "Id": "0a1b2c"\n    }\n]\n'
        yield f"{node.name}/kubernetes-version.txt", b"v1.31.0\n"
        for pod in node.pods:
            text = f"2026-03-01T08:00:00.123456789Z stderr F I0301 starting {pod.name}\n".encode()
            yield f"{node.name}/containers/{pod.name}_{pod.namespace}_app-0a1b.log", text
            yield f"{node.name}/pods/{pod.namespace}_{pod.name}_0a1b/app/0.log", text
