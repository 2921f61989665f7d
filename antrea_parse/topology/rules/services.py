"""Services and the addresses behind them: tables and objects, and where these are silent the groups that AntreaProxy chooses from."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from antrea_parse.text.values import is_ip
from antrea_parse.topology.basis import ONE_MOMENT, Basis, Certainty, Evidence
from antrea_parse.topology.board import Board, Draft, ObjectKey
from antrea_parse.topology.captured import evidence, is_manifest, options
from antrea_parse.topology.model import EndpointAddress, ServicePort
from antrea_parse.topology.rules.tunnels import settings

_PROTOCOLS = ("TCP", "UDP", "SCTP")
#: Who has an address: ``pod`` or ``node``, its name, and the draft of a pod.
_Holders = dict[Any, list[tuple[str, str, Draft | None]]]


def apply(board: Board) -> None:
    """Make drafts of Services and of the addresses behind them."""
    for capture, record in board.captured.rows("kubectl get services"):
        _service(board, capture, record)
    holders = _holders(board)
    for capture, record in board.captured.rows("kubectl get endpoints"):
        draft, proof = _draft(board.endpoints, "endpoints", capture, record, record.name)
        _put_addresses(draft, record.endpoints or (), holders, proof)
        if record.more:
            draft.put("more", record.more, proof)
    _slices(board, holders)
    _groups(board, holders)
    _networks(board)


def _networks(board: Board) -> None:
    """The networks of Services that the agents' configuration names, unless a Service lies outside: the cluster's own setting is another."""
    known = [ip for service in board.services.values() if (ip := service.get("cluster_ip")) is not None]
    for config, proof in settings(board):
        named = [network for network in (config.service_cidr, config.service_cidr_v6) if network is not None]
        fitting = tuple(net for net in named if all(ip in net for ip in known if ip.version == net.version))
        if fitting:
            board.cluster.put("service_cidrs", fitting, proof, certainty="inferred", rule="agents-configuration")


def _service(board: Board, capture: Any, record: Any) -> None:
    draft, proof = _draft(board.services, "service", capture, record, record.name)
    how: dict[str, Any] = {"certainty": "inferred", "rule": "manifest"} if is_manifest(capture, record) else {}
    if record.type is not None:
        draft.put("type", record.type, proof, **how)
    if is_ip(record.cluster_ip):
        draft.put("cluster_ip", record.cluster_ip, proof, **how)
    addresses = tuple(ip for ip in record.cluster_ips or () if is_ip(ip))
    if addresses:
        draft.put("cluster_ips", addresses, proof, **how)
    external = record.external_ip or [*(record.external_ips or ()), *(record.load_balancer or ())]
    if external:
        draft.put("external_ips", tuple(str(ip) for ip in external), proof, **how)
    # Half a word in the cell tells that the cell was cut: there may be more ports.
    if record.ports and all(port.protocol in _PROTOCOLS for port in record.ports):
        _ports(draft, record.ports, proof, how)
    if record.selector is not None:
        draft.put("selector", dict(record.selector), proof, **how)


def _ports(draft: Draft, printed: Any, proof: Evidence, how: dict[str, Any]) -> None:
    """Objects tell more of a port than tables: the names, and the ports of the pods."""
    ports = tuple(
        ServicePort(
            port=port.port,
            protocol=port.protocol,
            node_port=port.node_port,
            target_port=None if port.target_port is None else str(port.target_port),
            name=port.name,
        )
        for port in printed
    )
    known = draft.get("ports") or ()
    if [(port.port, port.protocol) for port in known] == [(port.port, port.protocol) for port in ports]:
        joined = tuple(
            ServicePort(
                port=old.port,
                protocol=old.protocol,
                node_port=old.node_port if old.node_port is not None else new.node_port,
                target_port=old.target_port or new.target_port,
                name=old.name or new.name,
            )
            for old, new in zip(known, ports, strict=True)
        )
        draft.values["ports"] = joined
        draft.basis["ports"] = draft.basis["ports"].and_also((proof,))
        return
    draft.put("ports", ports, proof, **how)


def _draft(drafts: dict[ObjectKey, Draft], what: str, capture: Any, record: Any, name: str) -> tuple[Draft, Evidence]:
    namespace = record.namespace or options(capture).get("namespace")
    inferred = namespace is None
    key = (namespace or "default", name)
    if inferred:
        same = [known for known in drafts if known[1] == name]
        key = same[0] if len(same) == 1 else key
    draft = drafts.setdefault(key, Draft(f"{what} {key[0]}/{key[1]}", namespace=key[0], name=name))
    proof = evidence(capture, record)
    draft.put("name", name, proof)
    if inferred:
        draft.put("namespace", key[0], proof, certainty="inferred", rule="kubectl-default-namespace")
    else:
        draft.put("namespace", namespace, proof)
    return draft, proof


def _put_addresses(draft: Draft, printed: Any, holders: _Holders, proof: Evidence) -> None:
    found = [item for item in printed if is_ip(item.ip) and item.ready is not False]
    draft.put("addresses", tuple(_address(item.ip, item.port, holders, proof, pod=item.pod, node=item.node) for item in found), proof)


def _slices(board: Board, holders: _Holders) -> None:
    """EndpointSlices, where no Endpoints object tells: their names begin with the Service's, objects say it."""
    slices: dict[ObjectKey, list[tuple[Any, Any, Certainty]]] = defaultdict(list)
    names = set(board.services)
    for capture, record in board.captured.rows("kubectl get endpointslices"):
        namespace = record.namespace or options(capture).get("namespace") or "default"
        service = record.service or (record.labels or {}).get("kubernetes.io/service-name")
        if service is not None:
            slices[namespace, service].append((capture, record, "observed"))
        else:
            stem = record.name.rpartition("-")[0]
            if (namespace, stem) in names:
                slices[namespace, stem].append((capture, record, "inferred"))
    for key, found in slices.items():
        if key in board.endpoints:
            continue
        draft = board.endpoints.setdefault(key, Draft(f"endpoints {key[0]}/{key[1]}", namespace=key[0], name=key[1]))
        proofs = [evidence(capture, record) for capture, record, _ in found]
        certainty: Certainty = "inferred" if any(item[2] == "inferred" for item in found) else "observed"
        rule = "endpointslice-name" if certainty == "inferred" else ""
        draft.put("name", key[1], proofs, certainty=certainty, rule=rule)
        addresses: dict[tuple[Any, int | None], EndpointAddress] = {}
        for (_, record, _), proof in zip(found, proofs, strict=True):
            ports: list[int | None] = [port for port in record.ports or () if isinstance(port, int)] or [None]
            for item in record.endpoints or ():
                for port in ports if is_ip(item.ip) and item.ready is not False else ():
                    addresses[item.ip, port] = _address(item.ip, port, holders, proof, pod=item.pod, node=item.node)
        ordered = sorted(addresses, key=lambda pair: (pair[0].version, pair[0], pair[1] or 0))
        draft.put("addresses", tuple(addresses[place] for place in ordered), proofs, certainty=certainty, rule=rule)
        more = sum(record.more or 0 for _, record, _ in found)
        if more:
            draft.put("more", more, proofs, certainty=certainty, rule=rule)


def _groups(board: Board, holders: _Holders) -> None:
    """What the groups of a Service choose from, where kubectl prints it not or only in part."""
    if not board.service_facts:
        return
    for key, service in board.services.items():
        known = board.endpoints.get(key)
        if known is not None and "addresses" in known.basis and not known.get("more"):
            continue
        proof: list[Evidence] = []
        chosen: list[tuple[Any, int]] = []
        # Nodes that choose from different addresses are of different moments, or a policy sends traffic to near ones.
        complete = bool(service.get("ports"))
        for port in service.get("ports") or ():
            variants = board.service_facts.get((service.get("cluster_ip"), port.port, port.protocol), {})
            if len(variants) != 1:
                complete = False
                break
            ((endpoints, lines),) = variants.items()
            chosen += [(item.ip, item.port) for item in endpoints]
            proof += lines
        if complete:
            draft = board.endpoints.setdefault(key, Draft(f"endpoints {key[0]}/{key[1]}", namespace=key[0], name=key[1]))
            if known is None:
                draft.put("name", key[1], proof, certainty="inferred", rule="service-group")
            places = sorted(dict.fromkeys(chosen), key=lambda pair: (pair[0].version, pair[0], pair[1]))
            addresses = tuple(_address(ip, number, holders, proof[0]) for ip, number in places)
            draft.values.pop("more", None)
            draft.basis.pop("more", None)
            draft.basis.pop("addresses", None)
            draft.put("addresses", addresses, proof, certainty="inferred", rule="service-group", assumes=ONE_MOMENT)


def _holders(board: Board) -> _Holders:
    """Who has an address: live pods of the pod network, and nodes."""
    found: _Holders = {}
    for (namespace, name), pod in board.pods.items():
        if pod.get("host_network") is False and not pod.get("ended"):
            for ip in pod.get("ips") or ():
                found.setdefault(ip, []).append(("pod", f"{namespace or '?'}/{name}", pod))
    for name, node in board.nodes.items():
        for ip in node.get("addresses") or ():
            found.setdefault(ip, []).append(("node", name, None))
    return found


def _address(ip: Any, port: int | None, holders: _Holders, proof: Evidence, *, pod: str | None = None, node: str | None = None) -> EndpointAddress:
    if pod is not None or node is not None:  # objects name them
        basis = Basis(evidence=(proof,))
        return EndpointAddress(ip=ip, port=port, pod=pod, node=node, basis={name: basis for name, value in (("pod", pod), ("node", node)) if value})
    owners = holders.get(ip, [])
    if len(owners) != 1:
        candidates = tuple(f"{kind} {name}" for kind, name, _ in owners)
        certainty: Certainty = "ambiguous" if owners else "unknown"
        missing = () if owners else ("kubectl get pods -A -o wide",)
        rule = "pod-ip" if owners else ""
        return EndpointAddress(ip=ip, port=port, basis={"pod": Basis(certainty, rule, (proof,), candidates, missing)})
    kind, name, draft = owners[0]
    if kind == "node" or draft is None:
        return EndpointAddress(ip=ip, port=port, node=name, basis={"node": Basis(rule="node-ip", evidence=(proof,))})
    basis = Basis(rule="pod-ip", evidence=(proof, *draft.proof("ips")), assumes=ONE_MOMENT)
    return EndpointAddress(ip=ip, port=port, pod=name, node=draft.get("node"), basis={"pod": basis})
