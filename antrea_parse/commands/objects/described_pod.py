"""Descriptions of Pods and nodes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from antrea_parse.commands.objects.description import NOTHING, Entry, Refused, Section, pairs_of, time_of, value_of, words_of

POD_KEYS = frozenset(
    """Priority,Priority Class Name,Runtime Class Name,Service Account,Node,Start Time,Status,Reason,Message,IP,IPs,Controlled By,Controllers,NominatedNodeName,
    Init Containers,Containers,Ephemeral Containers,Readiness Gates,Conditions,Volumes,QoS Class,Node-Selectors,Tolerations,
    Topology Spread Constraints,Events,SeccompProfile,Termination Grace Period,Resource Claims""".replace("\n    ", "").split(",")
)
NODE_KEYS = frozenset(
    """Role,Roles,ExternalID,Taints,Unschedulable,Lease,Conditions,Addresses,Capacity,Allocatable,System Info,PodCIDR,PodCIDRs,ProviderID,
    Non-terminated Pods,Allocated resources,Events""".replace("\n    ", "").split(",")
)
_PORT = re.compile(r"(\d{1,5})/([A-Z]+)(?: \(([a-z0-9-]+)\))?")
_DATE = r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
_CONDITION = re.compile(
    rf"(?P<type>\S+)\s+(?P<status>True|False|Unknown)(?:\s+(?P<heartbeat>{_DATE})\s+(?P<changed>{_DATE})(?:\s+(?P<reason>\S+)\s*(?P<message>.*))?)?"
)
_TITLES = re.compile(r"Type\s+Status.*|[- ]+")
_TAINT = re.compile(r"(?P<key>[^=:\s]+)(?:=(?P<value>[^:\s]*))?:(?P<effect>\w+)")
_STATES = {"Running": "running", "Waiting": "waiting", "Terminated": "terminated"}
_INFO = {
    "Machine ID": "machineID", "System UUID": "systemUUID", "Boot ID": "bootID", "Kernel Version": "kernelVersion", "OS Image": "osImage",
    "Operating System": "operatingSystem", "Architecture": "architecture", "Container Runtime Version": "containerRuntimeVersion",
    "Kubelet Version": "kubeletVersion", "Kube-Proxy Version": "kubeProxyVersion",
}  # fmt: skip


def pod(sections: Sequence[Section]) -> dict[str, Any]:
    """A Pod in the shape of the object."""
    spec: dict[str, Any] = {"containers": []}
    status: dict[str, Any] = {"phase": ""}
    meta: dict[str, Any] = {}
    for section in sections:
        key, value = section.key, section.value
        if key == "Node" and value is not None:
            spec["nodeName"], _, host = value.partition("/")
            status["hostIP"] = host or None
        elif key == "Start Time":
            status["startTime"] = section.time
        elif key == "Status" and value is not None:
            if value.startswith("Terminating"):  # its phase is not told then
                meta["deletionTimestamp"] = value
            else:
                status["phase"] = value
        elif key in ("Reason", "Message"):
            status[key.lower()] = value
        elif key == "IP":
            status["podIP"] = value
        elif key == "IPs":
            addresses = [item for entry in section.below if entry.key == "IP" and (item := value_of(entry))]
            status["podIPs"] = [{"ip": address} for address in addresses] or None
        elif key == "Service Account":
            spec["serviceAccountName"] = value
        elif key == "NominatedNodeName":
            status["nominatedNodeName"] = value
        elif key in ("Controlled By", "Controllers") and value is not None:
            kind, _, name = value.partition("/")
            meta["ownerReferences"] = [{"kind": kind, "name": name, "controller": True}]
        elif key in ("Containers", "Init Containers"):
            field = "containers" if key == "Containers" else "initContainers"
            spec[field], told = _containers(section.below)
            status[field.removesuffix("s") + "Statuses"] = told or None
        elif key == "Conditions":
            status["conditions"] = _conditions(section.below)
        elif key == "Node-Selectors":
            spec["nodeSelector"] = pairs_of(section) or None
    _mark_lasting(spec, status)
    return {"metadata": meta, "spec": spec, "status": status}


def _mark_lasting(spec: dict[str, Any], status: dict[str, Any]) -> None:
    """Containers that start before the others and still run beside them are of the kind that goes on."""
    if any("running" in item.get("state", {}) for item in status.get("containerStatuses") or ()):
        for container, item in zip(spec.get("initContainers", ()), status.get("initContainerStatuses") or (), strict=False):
            if "running" in item.get("state", {}):
                container["restartPolicy"], item["started"] = "Always", True


def _containers(entries: Sequence[Entry]) -> tuple[list[Any], list[Any]]:
    containers: list[dict[str, Any]] = []
    statuses: list[dict[str, Any]] = []
    inside: dict[str, Any] = {}
    status: dict[str, Any] = {}
    for position, entry in enumerate(entries):
        following = entries[position + 1].key if position + 1 < len(entries) else ""
        if entry.key and entry.key != "Container ID" and not entry.value and following in ("Container ID", "Image"):
            containers.append({"name": entry.key, "ports": []})
            status = {"name": entry.key}
            if following == "Container ID":  # else the kubelet has not told of it yet
                statuses.append(status)
            inside = {}
            continue
        if not containers:
            continue
        container = containers[-1]
        key, value = entry.key, value_of(entry)
        if key == "Image":
            container["image"] = value
        elif key in ("Container ID", "Image ID"):
            status["containerID" if key == "Container ID" else "imageID"] = value
        elif key in ("Port", "Ports"):
            container["ports"] = [
                {"containerPort": int(number), "protocol": protocol, "name": name or None} for number, protocol, name in _PORT.findall(entry.value)
            ]
        elif key in ("Host Port", "Host Ports"):
            for port, (number, _, _) in zip(container["ports"], _PORT.findall(entry.value), strict=False):
                port["hostPort"] = int(number) or None
        elif key in ("State", "Last State") and entry.value in _STATES:
            inside = {}
            status["state" if key == "State" else "lastState"] = {_STATES[entry.value]: inside}
        elif key == "Ready":
            status["ready"] = entry.value == "True"
        elif key == "Restart Count":
            status["restartCount"] = int(entry.value) if entry.value.isdecimal() else None
        elif key in ("Reason", "Message"):
            inside[key.lower()] = value
        elif key in ("Exit Code", "Signal"):
            inside["exitCode" if key == "Exit Code" else "signal"] = int(entry.value) if entry.value.isdecimal() else None
        elif key in ("Started", "Finished"):
            inside[key.lower() + "At"] = time_of(entry.value)
        elif key in ("Environment", "Mounts", "Limits", "Requests", "Liveness", "Readiness", "Startup"):
            inside = {}
    return containers, statuses


def _conditions(entries: Sequence[Entry]) -> list[dict[str, Any]] | Refused:
    found = []
    for entry in entries:
        match = _CONDITION.fullmatch(entry.text)
        if match is not None:
            found.append(
                {
                    "type": match["type"],
                    "status": match["status"],
                    "lastHeartbeatTime": time_of(match["heartbeat"] or ""),
                    "lastTransitionTime": time_of(match["changed"] or ""),
                    "reason": match["reason"],
                    "message": match["message"] or None,
                }
            )
        elif not _TITLES.fullmatch(entry.text):
            return Refused([(entry.line, f"Conditions: expected a type and True, False or Unknown, found {entry.text[:80]!r}")])
    return found


def _taints(section: Section) -> list[dict[str, Any]] | Refused | None:
    found = []
    for number, entry in enumerate(section.entries):
        text = entry.text if number else entry.value
        match = _TAINT.fullmatch(text)
        if match is not None:
            found.append(match.groupdict())
        elif text not in NOTHING:
            return Refused([(entry.line, f"Taints: expected key=value:effect, found {text[:80]!r}")])
    return found or None


def node(sections: Sequence[Section]) -> dict[str, Any]:
    """A node in the shape of the object."""
    spec: dict[str, Any] = {}
    status: dict[str, Any] = {}
    for section in sections:
        key, value = section.key, section.value
        if key == "Taints":
            spec["taints"] = _taints(section)
        elif key == "Unschedulable":
            spec["unschedulable"] = value == "true" or None
        elif key == "Conditions":
            status["conditions"] = _conditions(section.below)
        elif key == "Addresses":
            status["addresses"] = [{"type": entry.key, "address": entry.value} for entry in section.below if entry.key and entry.value]
        elif key in ("Capacity", "Allocatable"):
            status[key.lower()] = {entry.key: entry.value for entry in section.below if entry.key and entry.value not in NOTHING}
        elif key == "System Info":
            status["nodeInfo"] = {_INFO[entry.key]: value_of(entry) for entry in section.below if entry.key in _INFO}
        elif key in ("PodCIDR", "PodCIDRs") and value is not None:
            spec["podCIDR" if key == "PodCIDR" else "podCIDRs"] = value if key == "PodCIDR" else words_of(value)
        elif key == "ProviderID":
            spec["providerID"] = value
    return {"spec": spec, "status": status}
