"""Pods: the rows of all pod tables, one pod each, and which of them use their node's network."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from antrea_parse.text.values import is_ip
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
    pod = board.pod(key)
    proof = evidence(capture, record)
    pod.put("name", record.name, proof)
    for field in ("status", "node", "restarts"):
        value = getattr(record, field, None)
        if value is not None:
            pod.put(field, value, proof)
    if record.ready is not None:
        pod.put("ready", str(record.ready), proof)
    labels = getattr(record, "labels", None)
    if labels is not None:
        pod.put("labels", dict(labels), proof)
    if is_ip(record.ip):
        pod.put("ip", record.ip, proof)
        pod.put("ips", (record.ip,), proof)


def _host_network(board: Board) -> None:
    """A pod whose address is its node's uses its node's network."""
    for pod in board.pods.values():
        ip, node = pod.get("ip"), board.nodes.get(pod.get("node") or "")
        node_ip = node.get("internal_ip") if node is not None else None
        if ip is None or node is None or node_ip is None or node_ip.version != ip.version:
            continue
        basis = node.basis["internal_ip"]
        proof = (*pod.basis["ip"].evidence[:1], *basis.evidence[:1])
        pod.put("host_network", ip == node_ip, proof, certainty=basis.certainty, rule="pod-ip-is-node-ip")
