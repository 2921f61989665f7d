"""Services and the addresses behind them."""

from __future__ import annotations

from typing import Any

from antrea_parse.text.values import is_ip
from antrea_parse.topology.basis import Basis
from antrea_parse.topology.board import Board, Draft, ObjectKey
from antrea_parse.topology.captured import evidence, options
from antrea_parse.topology.model import EndpointAddress, ServicePort
from antrea_parse.topology.rules.pods import ENDED


def apply(board: Board) -> None:
    """Make drafts of Services and Endpoints."""
    for capture, record in board.captured.rows("kubectl get services"):
        draft, proof = _draft(board.services, "service", capture, record)
        for field in ("type", "cluster_ip"):
            value = getattr(record, field)
            if value is not None and (field == "type" or is_ip(value)):
                draft.put(field, value, proof)
        if record.external_ip:
            draft.put("external_ips", tuple(str(ip) for ip in record.external_ip), proof)
        if record.ports:
            ports = tuple(ServicePort(port=port.port, protocol=port.protocol, node_port=port.node_port) for port in record.ports)
            draft.put("ports", ports, proof)
        if record.selector is not None:
            draft.put("selector", dict(record.selector), proof)
    holders = _holders(board)
    for capture, record in board.captured.rows("kubectl get endpoints"):
        draft, proof = _draft(board.endpoints, "endpoints", capture, record)
        addresses = tuple(_address(item, holders, proof) for item in record.endpoints or () if is_ip(item.ip))
        draft.put("addresses", addresses, proof)
        if getattr(record, "more", None):
            draft.put("more", record.more, proof)


def _draft(drafts: dict[ObjectKey, Draft], what: str, capture: Any, record: Any) -> tuple[Draft, Any]:
    namespace = getattr(record, "namespace", None) or options(capture).get("namespace")
    inferred = namespace is None
    key = (namespace or "default", record.name)
    if inferred:
        same = [known for known in drafts if known[1] == record.name]
        key = same[0] if len(same) == 1 else key
    draft = drafts.setdefault(key, Draft(f"{what} {key[0]}/{key[1]}", namespace=key[0], name=record.name))
    proof = evidence(capture, record)
    draft.put("name", record.name, proof)
    if inferred:
        draft.put("namespace", key[0], proof, certainty="inferred", rule="kubectl-default-namespace")
    else:
        draft.put("namespace", namespace, proof)
    return draft, proof


def _holders(board: Board) -> dict[Any, list[tuple[str, Any]]]:
    """Who has an address: live pods of the pod network, and nodes."""
    found: dict[Any, list[tuple[str, Any]]] = {}
    for pod in board.pods.values():
        if pod.get("ip") is not None and pod.get("host_network") is False and pod.get("status") not in ENDED:
            found.setdefault(pod.get("ip"), []).append(("pod", pod))
    for name, node in board.nodes.items():
        if node.get("internal_ip") is not None:
            found.setdefault(node.get("internal_ip"), []).append(("node", name))
    return found


def _address(item: Any, holders: dict[Any, list[tuple[str, Any]]], proof: Any) -> EndpointAddress:
    owners = holders.get(item.ip, [])
    if len(owners) != 1:
        candidates = tuple(f"{kind} {owner if kind == 'node' else owner.what.removeprefix('pod ')}" for kind, owner in owners)
        certainty = "ambiguous" if owners else "unknown"
        missing = () if owners else ("kubectl get pods -A -o wide",)
        return EndpointAddress(ip=item.ip, port=item.port, basis={"pod": Basis(certainty=certainty, candidates=candidates, missing=missing, evidence=(proof,))})
    kind, owner = owners[0]
    if kind == "node":
        return EndpointAddress(ip=item.ip, port=item.port, node=owner, basis={"node": Basis(rule="node-ip", evidence=(proof,))})
    basis = Basis(rule="pod-ip", evidence=(proof, *owner.basis["ip"].evidence[:1]))
    pod = f"{owner.get('namespace') or '?'}/{owner.get('name')}"
    return EndpointAddress(ip=item.ip, port=item.port, pod=pod, node=owner.get("node"), basis={"pod": basis})
