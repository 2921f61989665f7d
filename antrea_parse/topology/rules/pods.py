"""Pods: the rows of all pod tables, one pod each, and which of them use their node's network."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from antrea_parse.topology.board import Board, Draft, PodKey
from antrea_parse.topology.captured import evidence, options

#: Statuses in which a pod has no network any more.
ENDED = frozenset({"Completed", "Succeeded", "Failed", "Evicted", "Error", "OOMKilled", "Shutdown", "Terminated", "NodeAffinity"})


def apply(board: Board) -> None:
    """Make a draft of every pod."""
    nameless: list[tuple[Any, Any]] = []
    for capture, record in board.captured.rows("kubectl get pods"):
        namespace = getattr(record, "namespace", None) or options(capture).get("namespace")
        if namespace is None:
            nameless.append((capture, record))
        else:
            _add(board, (namespace, record.name), capture, record)
    # Rows without a namespace come last: a table of all namespaces may tell where they belong.
    names: dict[str, list[PodKey]] = defaultdict(list)
    for key in board.pods:
        names[key[1]].append(key)
    for capture, record in nameless:
        fitting = [key for key in names[record.name] if _agree(board.pods[key], record)]
        if len(fitting) == 1:
            _add(board, fitting[0], capture, record)
        else:
            key = ("default", record.name)
            _add(board, key, capture, record)
            board.pods[key].put("namespace", "default", evidence(capture, record), certainty="inferred", rule="kubectl-default-namespace")
    _host_network(board)


def _agree(pod: Draft, record: Any) -> bool:
    """Whether a row can be of this pod: pods keep node and address for life."""
    return all(getattr(record, field) is None or pod.get(field) is None or getattr(record, field) == pod.get(field) for field in ("ip", "node"))


def _add(board: Board, key: PodKey, capture: Any, record: Any) -> None:
    pod = board.pods.get(key)
    if pod is None:
        pod = board.pods[key] = Draft(f"pod {key[0]}/{key[1]}", namespace=key[0], name=key[1])
    proof = evidence(capture, record)
    pod.put("name", record.name, proof)
    for field in ("status", "ip", "node", "restarts"):
        value = getattr(record, field, None)
        if value is not None:
            pod.put(field, value, proof)
    if record.ready is not None:
        pod.put("ready", str(record.ready), proof)
    labels = getattr(record, "labels", None)
    if labels is not None:
        pod.put("labels", dict(labels), proof)
    if record.ip is not None:
        pod.put("ips", (record.ip,), proof)


def _host_network(board: Board) -> None:
    node_ips = {name: draft.get("internal_ip") for name, draft in board.nodes.items()}
    sharing: dict[Any, int] = defaultdict(int)
    for pod in board.pods.values():
        if pod.get("ip") is not None and pod.get("status") not in ENDED:
            sharing[pod.get("node"), pod.get("ip")] += 1
    for pod in board.pods.values():
        ip, node = pod.get("ip"), pod.get("node")
        if ip is None:
            continue
        node_ip = node_ips.get(node)
        proof = pod.basis["ip"].evidence[:1]
        if node_ip is not None and node_ip.version == ip.version:
            pod.put("host_network", ip == node_ip, (*proof, *board.nodes[node].basis["internal_ip"].evidence[:1]), rule="pod-ip-is-node-ip")
        elif sharing[node, ip] > 1:
            pod.put("host_network", True, proof, certainty="inferred", rule="several-pods-one-ip")
