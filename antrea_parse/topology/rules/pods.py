"""Pods: the rows of all pod tables and their objects, one pod each, and which of them use their node's network."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from antrea_parse.text.values import is_ip
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, Draft, PodKey
from antrea_parse.topology.captured import evidence, is_manifest, options
from antrea_parse.topology.model import NodePortLocal

#: Statuses in which a pod has no network any more.
ENDED = frozenset({"Completed", "Succeeded", "Failed", "Evicted", "Shutdown", "Terminated", "NodeAffinity", "NodeShutdown"})
#: Statuses of a pod that has ended, and of one whose container is about to start again.
_ENDED_OR_NOT = re.compile(r"Error|OOMKilled|(?:ExitCode|Signal):\d+")
_FIELDS = ("status", "node", "restarts")


def apply(board: Board) -> None:
    """Make a draft of every pod."""
    nameless: list[tuple[Any, Any]] = []
    manifests: list[tuple[Any, Any]] = []
    for capture, record in board.captured.rows("kubectl get pods"):
        if is_manifest(capture, record):
            manifests.append((capture, record))
            continue
        namespace = record.namespace or options(capture).get("namespace")
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
    for capture, record in manifests:
        _wanted(board, capture, record)
    _host_network(board)


def _wanted(board: Board, capture: Any, record: Any) -> None:
    """What a manifest says of a pod: that somebody wanted it so. It makes a pod only where no whole table of pods would list it."""
    key = (record.namespace or options(capture).get("namespace") or "default", record.name)
    if key not in board.pods and board.captured.lists_every_pod():
        return
    known = board.pods.get(key)
    if known is not None and not _agree(known, record):
        return
    pod, proof = board.pod(key), evidence(capture, record)
    values = {"name": record.name, "namespace": key[0], "node": record.node, "labels": record.labels, "host_network": record.host_network or None}
    for field, value in values.items():
        if value is not None:
            pod.put(field, value, proof, certainty="inferred", rule="manifest")


def pod_on_network(board: Board, key: PodKey, node: str, proof: Evidence, *, mac: str | None, ips: tuple[Any, ...]) -> None:
    """Say what a node's own lists of ports tell of a pod: it hangs on the pod network there."""
    pod = board.pod(key)
    for field, value in (("name", key[1]), ("namespace", key[0]), ("node", node), ("host_network", False)):
        pod.put(field, value, proof)
    if mac:
        pod.put("mac", mac.lower(), proof)
    if ips:
        _all_addresses(pod, ips, proof)


def _agree(pod: Draft, record: Any) -> bool:
    """Whether a row can be of this pod: pods keep node and address for life."""
    return all(getattr(record, field) is None or pod.get(field) is None or getattr(record, field) == pod.get(field) for field in ("ip", "node"))


def _add(board: Board, key: PodKey, capture: Any, record: Any) -> None:
    pod = board.pod(key)
    proof = evidence(capture, record)
    pod.put("name", record.name, proof)
    # Of half a row, the last thing that it says may be half of it.
    cut = board.captured.is_cut(record)
    for field in _FIELDS:
        value = getattr(record, field)
        if value is not None and (field != "node" or (value in board.nodes and not (cut and "nominated_node" not in record.model_fields_set))):
            pod.put(field, value, proof)
    if record.phase in ("Succeeded", "Failed") or (not record.phase and record.status in ENDED):
        pod.put("ended", True, proof)
    elif not record.phase and _ENDED_OR_NOT.fullmatch(record.status or ""):
        pod.put(
            "ended", True, proof, certainty="ambiguous", rule="pod-status", candidates=("True", "False"), missing=(f"kubectl get pod {record.name} -o yaml",)
        )
    if record.ready is not None:
        pod.put("ready", str(record.ready), proof)
    if record.labels is not None:
        pod.put("labels", dict(record.labels), proof)
    if is_ip(record.ip) and not (cut and record.node is None):
        pod.put("ip", record.ip, proof)
        if record.ips is None and "ips" not in pod.basis:
            pod.put("ips", (record.ip,), proof)
    if record.ips:
        _all_addresses(pod, tuple(record.ips), proof)
    if record.host_network is not None:
        pod.put("host_network", record.host_network, proof)
    if record.annotations is not None:
        pod.put("annotations", record.annotations, proof)
    if record.containers:
        images = tuple(dict.fromkeys(image for item in record.containers if (image := getattr(item, "image", None))))
        if images:
            pod.put("images", images, proof)
    if record.node_port_local:
        pod.put("node_port_local", tuple(_node_port_local(item) for item in record.node_port_local if is_ip(item.node_ip)), proof)


def _all_addresses(pod: Draft, ips: tuple[Any, ...], proof: Any) -> None:
    """Objects tell the addresses of both families, tables the first."""
    known = pod.basis.get("ips")
    if known is not None and set(pod.get("ips")) < set(ips):
        pod.values["ips"] = ips
        pod.basis["ips"] = known.and_also((proof,))
    else:
        pod.put("ips", ips, proof)
    if "ip" not in pod.basis:
        pod.put("ip", ips[0], proof)


def _node_port_local(item: Any) -> NodePortLocal:
    protocols = item.protocols or ["TCP"]
    return NodePortLocal(pod_port=item.pod_port, node_ip=item.node_ip, node_port=item.node_port, protocol=protocols[0].upper())


def _host_network(board: Board) -> None:
    """A pod whose address is its node's uses its node's network."""
    for pod in board.pods.values():
        ip, node = pod.get("ip"), board.nodes.get(pod.get("node") or "")
        if ip is None or node is None or "host_network" in pod.basis:
            continue
        basis = node.basis["addresses" if "addresses" in node.basis else "internal_ip"]
        same_family = [address for address in node.get("addresses") or () if address.version == ip.version]
        if same_family:
            proof = (*pod.proof("ip"), *basis.evidence[:1])
            pod.put("host_network", ip in same_family, proof, certainty=basis.certainty, rule="pod-ip-is-node-ip")
