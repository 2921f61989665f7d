"""Pods: what kubectl's columns make of an object, and what else it tells.

Source: kubernetes pkg/printers/internalversion/printers.go (printPod), k8s.io/api core/v1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from antrea_parse.commands.cells import Ready
from antrea_parse.commands.objects.access import Access, Mapping, known
from antrea_parse.commands.objects.parts import Condition, Container, ContainerPort, NodePortLocal, Owner, PodNetwork
from antrea_parse.text.values import ip_or_text

_NODE_PORT_LOCAL = "nodeportlocal.antrea.io"
_NETWORKS = "k8s.v1.cni.cncf.io/networks"
_NETWORK_STATUS = ("k8s.v1.cni.cncf.io/network-status", "k8s.v1.cni.cncf.io/networks-status")
_REQUEST = re.compile(r"(?P<name>[^@\s]+)(?:@(?P<interface>\S+))?")


def pod(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a Pod beside its metadata."""
    meta, spec, status = look.object(data, "metadata"), look.object(data, "spec"), look.object(data, "status")
    annotations = look.labels(meta, "annotations") or {}
    is_live = status.get("phase") is not None
    ips = [ip for item in look.objects(status, "podIPs") if (ip := look.ip(item, "ip")) is not None]
    ip = look.ip(status, "podIP") or (ips[0] if ips else None)
    values = known(
        ip=ip,
        ips=ips or ([ip] if ip is not None else None),
        node=look.text(spec, "nodeName") or None,
        nominated_node=look.text(status, "nominatedNodeName") or None,
        host_ip=look.ip(status, "hostIP"),
        host_network=look.truth(spec, "hostNetwork") or (False if is_live else None),
        phase=look.text(status, "phase"),
        owner=_owner(look, meta),
        containers=_containers(look, spec, status) or None,
        conditions=look.conditions(status),
        service_account=look.text(spec, "serviceAccountName"),
        node_selector=look.labels(spec, "nodeSelector"),
        node_port_local=_node_port_local(look, meta, annotations),
        networks=_networks(look, meta, annotations),
        started=look.time(status, "startTime"),
    )
    if is_live:
        values.update(_columns(look, meta, spec, status, values.get("conditions", ())))
    gates = [look.text(gate, "conditionType") for gate in look.objects(spec, "readinessGates")]
    if gates and is_live:
        true = {item.type for item in values.get("conditions", ()) if item.status == "True"}
        values["readiness_gates"] = Ready(ready=sum(gate in true for gate in gates), total=len(gates))
    return values


def _owner(look: Access, meta: Mapping) -> Owner | None:
    owners = list(look.objects(meta, "ownerReferences"))
    chosen = next((item for item in owners if item.get("controller") is True), owners[0] if owners else None)
    if chosen is None:
        return None
    return Owner(kind=look.text(chosen, "kind") or "", name=look.text(chosen, "name") or "")


def _containers(look: Access, spec: Mapping, status: Mapping) -> list[Container]:
    found = []
    for key, statuses in (("initContainers", "initContainerStatuses"), ("containers", "containerStatuses")):
        states = {look.text(item, "name"): item for item in look.objects(status, statuses)}
        for item in look.objects(spec, key):
            name = look.text(item, "name") or ""
            state = states.get(name) or {}
            found.append(_container(look, item, state, name, is_init=key == "initContainers"))
    return found


def _container(look: Access, item: Mapping, status: Mapping, name: str, *, is_init: bool) -> Container:
    state, word = _state(look, status, "state")
    last, _ = _state(look, status, "lastState")
    ports = [
        ContainerPort(
            port=port,
            protocol=look.text(entry, "protocol") or "TCP",
            name=look.text(entry, "name"),
            host_port=look.number(entry, "hostPort"),
            host_ip=look.text(entry, "hostIP") or None,
        )
        for entry in look.objects(item, "ports")
        if (port := look.number(entry, "containerPort")) is not None
    ]
    return Container(
        name=name,
        image=look.text(item, "image") or look.text(status, "image"),
        ports=ports,
        init=is_init,
        state=word,
        reason=look.text(state, "reason"),
        exit_code=look.number(state, "exitCode"),
        started=look.time(state, "startedAt"),
        ready=look.truth(status, "ready"),
        restarts=look.number(status, "restartCount"),
        last_reason=look.text(last, "reason"),
        container_id=look.text(status, "containerID") or None,
        image_id=look.text(status, "imageID") or None,
    )


def _state(look: Access, status: Mapping, key: str) -> tuple[Mapping, str | None]:
    """What a container does, or did before, and the word for it."""
    states = look.object(status, key)
    for word in ("waiting", "terminated", "running"):
        if word in states:
            return look.object(states, word), word
    return states, None


def _columns(look: Access, meta: Mapping, spec: Mapping, status: Mapping, observed: Sequence[Condition]) -> dict[str, Any]:
    """READY, STATUS and RESTARTS as kubectl's server computes them."""
    phase = look.text(status, "phase") or ""
    reason = look.text(status, "reason") or phase
    conditions = {item.type: item for item in observed}
    scheduled = conditions.get("PodScheduled")
    if scheduled is not None and scheduled.reason == "SchedulingGated":
        reason = "SchedulingGated"
    inits = look.objects(spec, "initContainers")
    # Containers that start before the others and go on: they count as containers.
    lasting = {look.text(item, "name") for item in inits if look.text(item, "restartPolicy") == "Always"}
    ready = 0
    total = len(look.objects(spec, "containers")) + len(lasting)
    restarts = lasting_restarts = 0
    ended: list[datetime] = []
    lasting_ended: list[datetime] = []
    is_initializing = False
    for number, item in enumerate(look.objects(status, "initContainerStatuses")):
        is_lasting = look.text(item, "name") in lasting
        restarts += look.number(item, "restartCount") or 0
        ended += _ended(look, item)
        if is_lasting:
            lasting_restarts += look.number(item, "restartCount") or 0
            lasting_ended += _ended(look, item)
        state, word = _state(look, item, "state")
        if word == "terminated" and state.get("exitCode") in (0, None):
            continue
        if is_lasting and look.truth(item, "started"):
            ready += bool(look.truth(item, "ready"))
            continue
        is_initializing = True
        why = look.text(state, "reason")
        if word == "terminated":
            reason = "Init:" + (why or _exit(state))
        elif word == "waiting" and why and why != "PodInitializing":
            reason = "Init:" + why
        else:
            reason = f"Init:{number}/{len(inits)}"
        break
    initialized = conditions.get("Initialized")
    if not is_initializing or (initialized is not None and initialized.status == "True"):
        restarts, ended = lasting_restarts, lasting_ended
        has_running = False
        for item in reversed(look.objects(status, "containerStatuses")):
            restarts += look.number(item, "restartCount") or 0
            ended += _ended(look, item)
            state, word = _state(look, item, "state")
            why = look.text(state, "reason")
            if word == "waiting" and why:
                reason = why
            elif word == "terminated":
                reason = why or _exit(state)
            elif word == "running" and look.truth(item, "ready"):
                has_running = True
                ready += 1
        if reason == "Completed" and has_running:
            is_ready = "Ready" in conditions and conditions["Ready"].status == "True"
            reason = "Running" if is_ready else "NotReady"
    if meta.get("deletionTimestamp") is not None:
        if look.text(status, "reason") == "NodeLost":
            reason = "Unknown"
        elif phase not in ("Succeeded", "Failed"):
            reason = "Terminating"
    if phase == "Running" and "containerStatuses" not in status:
        # The API always has them for such a pod: they were left out of what was saved, and do not tell that no container is ready.
        return known(status=reason)
    return known(status=reason, ready=Ready(ready=ready, total=total), restarts=restarts, restarted=max(ended, default=None))


def _ended(look: Access, item: Mapping) -> list[datetime]:
    moment = look.time(look.object(look.object(item, "lastState"), "terminated"), "finishedAt")
    return [moment] if moment is not None else []


def _exit(state: Mapping) -> str:
    return f"Signal:{state['signal']}" if state.get("signal") else f"ExitCode:{state.get('exitCode', 0)}"


def _node_port_local(look: Access, meta: Mapping, annotations: dict[str, str]) -> list[NodePortLocal] | None:
    return _annotation(look, meta, annotations, _NODE_PORT_LOCAL, _to_node_port_local)


def _to_node_port_local(item: dict[str, Any]) -> NodePortLocal:
    protocols = item.get("protocols") or ([item["protocol"]] if item.get("protocol") else [])
    return NodePortLocal(
        pod_port=item["podPort"],
        node_ip=ip_or_text(item["nodeIP"]),
        node_port=item["nodePort"],
        protocols=protocols,
        ip_family=item.get("ipFamily") or None,
    )


def _networks(look: Access, meta: Mapping, annotations: dict[str, str]) -> list[PodNetwork] | None:
    """Networks that the Pod is attached to, else those it asks for."""
    for key in _NETWORK_STATUS:
        if annotations.get(key):
            return _annotation(look, meta, annotations, key, _to_attached)
    asked = annotations.get(_NETWORKS, "").strip()
    if asked.startswith("["):
        return _annotation(look, meta, annotations, _NETWORKS, _to_requested)
    found = [_REQUEST.fullmatch(part.strip()) for part in asked.split(",") if part.strip()]
    return [PodNetwork(name=match["name"], interface=match["interface"], requested=True) for match in found if match] or None


def _to_attached(item: dict[str, Any]) -> PodNetwork:
    return PodNetwork(
        name=item["name"],
        interface=item.get("interface") or None,
        ips=[ip_or_text(ip) for ip in item.get("ips") or ()],
        mac=item.get("mac") or None,
        default=bool(item.get("default")),
    )


def _to_requested(item: dict[str, Any]) -> PodNetwork:
    name = f"{item['namespace']}/{item['name']}" if item.get("namespace") else item["name"]
    ips = [ip_or_text(ip.partition("/")[0]) for ip in item.get("ips") or ()]
    return PodNetwork(name=name, interface=item.get("interface") or None, ips=ips, mac=item.get("mac") or None, requested=True)


def _annotation(look: Access, meta: Mapping, annotations: dict[str, str], key: str, convert: Any) -> list[Any] | None:
    """The list that an annotation holds as JSON; None where there is none."""
    text = annotations.get(key)
    if not text:
        return None
    try:
        return [convert(item) for item in json.loads(text)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        look.refuse(look.object(meta, "annotations"), key, "a list in JSON as its owner writes it")
        return None
