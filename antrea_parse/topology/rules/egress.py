"""What leaves the cluster: Egresses with the node that holds their address and the pods that have it, proxyAll, gateways between clusters."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from antrea_parse.text.values import is_ip
from antrea_parse.topology.basis import ONE_MOMENT, Certainty, Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, is_manifest
from antrea_parse.topology.rules.tunnels import settings
from antrea_parse.topology.selection import Selection

#: Names of nodes; a cut row may have anything else there.
_NODE = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def apply(board: Board) -> None:
    """Make drafts of Egresses and say what else leads out of nodes."""
    _objects(board)
    _held(board)
    _pods(board)
    _proxy_all(board)
    _multicluster(board)


def _objects(board: Board) -> None:
    selection: Selection | None = None
    for capture, record in board.captured.rows("kubectl get egresses"):
        draft = board.egresses.setdefault(record.name, Draft(f"egress {record.name}"))
        proof = evidence(capture, record)
        how: dict[str, Any] = {"certainty": "inferred", "rule": "manifest"} if is_manifest(capture, record) else {}
        draft.put("name", record.name, proof, **how)
        if is_ip(record.egress_ip):
            draft.put("ip", record.egress_ip, proof, **how)
        if record.node is not None and _NODE.fullmatch(record.node):
            draft.put("node", record.node, proof, **how)
        if record.applied_to is not None:
            selection = selection or Selection(board)
            chosen = selection.antrea_peer(None, record.applied_to)
            lines = (proof, *chosen.evidence)
            if chosen.open:
                candidates = (*chosen.pods, *(item for item in chosen.open if item != "?"))
                certainty: Certainty = "ambiguous" if candidates and "?" not in chosen.open else "unknown"
                missing = ("kubectl get pods -A -o wide --show-labels",)
                draft.put("pods", chosen.pods, lines, certainty=certainty, rule="label-selector", candidates=candidates, missing=missing, assumes=ONE_MOMENT)
            else:
                draft.put("pods", chosen.pods, lines, certainty="inferred" if how else chosen.certainty, rule="label-selector", assumes=ONE_MOMENT)


def _by_ip(board: Board, ip: Any) -> Draft:
    """The draft of an address: of the only Egress that has it, or its own."""
    found = [draft for draft in board.egresses.values() if draft.get("ip") == ip]
    if len(found) == 1:
        return found[0]
    return board.egresses.setdefault(str(ip), Draft(f"egress {ip}"))


def _held(board: Board) -> None:
    """Addresses of ``antrea-egress0``, and of ``antrea-ext.10`` where they have a subnet of their own, are Egress addresses that the node holds."""
    for name, interfaces in board.interfaces.items():
        held = [
            (address.ip, interface.proof("addresses"))
            for interface in interfaces.values()
            if interface.get("kind") in ("egress", "vlan")
            for address in interface.get("addresses") or ()
            if not address.ip.is_link_local
        ]
        if held:
            board.node(name).put("egress_ips", tuple(ip for ip, _ in held), [item for _, proof in held for item in proof])
        for ip, proof in held:
            draft = _by_ip(board, ip)
            draft.put("ip", ip, proof)
            draft.put("node", name, proof)


def _pods(board: Board) -> None:
    """Pods whose traffic flows give an Egress address: elsewhere by the tunnel's end, on its node by the packet mark."""
    behind: dict[tuple[str, str], str] = {}
    for (namespace, name), bindings in board.bindings.items():
        for binding in bindings:
            node = board.pods[namespace, name].get("node")
            if binding.interface is not None and node is not None:
                behind[node, binding.interface] = f"{namespace or '?'}/{name}"
    marks: dict[tuple[str, int], Any] = {
        (fact.node, fact.mark): fact.ip for fact in board.egress_facts if fact.mark is not None and fact.ip is not None and fact.port is None
    }
    found: dict[Any, dict[str, list[Evidence]]] = defaultdict(dict)
    for fact in board.egress_facts:
        pod = behind.get((fact.node, fact.port or ""))
        if pod is None:
            continue
        ip = fact.ip
        if ip is None and fact.mark is not None:
            ip = marks.get((fact.node, fact.mark))
        if ip is None:
            # The mark of a node that holds one address is that address's.
            held: tuple[Any, ...] = board.node(fact.node).get("egress_ips") or ()
            ip = held[0] if len(held) == 1 else None
        if ip is not None:
            found[ip].setdefault(pod, list(fact.evidence))
    for ip, pods in found.items():
        draft = _by_ip(board, ip)
        proof = [item for lines in pods.values() for item in lines]
        draft.put("ip", ip, proof, certainty="inferred", rule="flow-egress")
        if not draft.get("pods"):
            draft.put("pods", tuple(sorted(pods)), proof, certainty="inferred", rule="flow-egress", assumes=ONE_MOMENT)


def _proxy_all(board: Board) -> None:
    """With proxyAll the node has routes to Services through a virtual address of the gateway."""
    configured = [(config.proxy_all, proof) for config, proof in settings(board) if config.proxy_all is not None]
    for name, node in board.nodes.items():
        for value, proof in configured[:1]:
            node.put("proxy_all", value, proof)
        routes = board.routes.get(name)
        for position, _ in routes.of("services", "service-gateway") if routes is not None else ():
            if routes is not None:
                node.put("proxy_all", True, routes.evidence(position), certainty="inferred", rule="routes-to-services")
                break


def _multicluster(board: Board) -> None:
    gateways: dict[str, list[Evidence]] = {
        name: list(node.proof("multicluster_gateway")) for name, node in board.nodes.items() if node.get("multicluster_gateway")
    }
    homes = {ip: name for name, node in board.nodes.items() for ip in node.get("addresses") or ()}
    networks: dict[Any, list[Evidence]] = {}
    for (cidr, end, of_cluster), proof in board.tunnel_ends.items():
        if of_cluster:
            networks.setdefault(cidr, []).extend(proof)
            # Ordinary nodes send such traffic to their own cluster's gateway.
            if end in homes:
                gateways.setdefault(homes[end], []).extend(proof)
    if gateways:
        certain = all(board.nodes[name].get("multicluster_gateway") for name in gateways)
        proof = [item for lines in gateways.values() for item in lines]
        board.multicluster.put(
            "gateways", tuple(sorted(gateways)), proof, certainty="observed" if certain else "inferred", rule="" if certain else "flow-tunnel"
        )
    if networks:
        proof = [item for lines in networks.values() for item in lines]
        board.multicluster.put("networks", tuple(sorted(networks, key=lambda net: (net.version, net))), proof)
