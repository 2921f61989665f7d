"""Descriptions of Deployments, DaemonSets, EndpointSlices and ConfigMaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from antrea_parse.commands.objects.description import NOTHING, Entry, Section, pairs_of, rows_of, selector_of, value_of, words_of

DEPLOYMENT_KEYS = frozenset(
    """Selector,Replicas,StrategyType,MinReadySeconds,RollingUpdateStrategy,Pod Template,Conditions,OldReplicaSets,NewReplicaSet,
    Events""".replace("\n    ", "").split(",")
)
_COUNTS = {
    "Desired Number of Nodes Scheduled": "desiredNumberScheduled",
    "Current Number of Nodes Scheduled": "currentNumberScheduled",
    "Number of Nodes Scheduled with Up-to-date Pods": "updatedNumberScheduled",
    "Number of Nodes Scheduled with Available Pods": "numberAvailable",
    "Number of Nodes Misscheduled": "numberMisscheduled",
}
DAEMONSET_KEYS = frozenset({"Selector", "Node-Selector", "Pods Status", "Pod Template", "Events", *_COUNTS})
ENDPOINTSLICE_KEYS = frozenset({"AddressType", "Ports", "Endpoints", "Events"})
_REPLICAS = re.compile(r"(\d+) (desired|updated|total|available|unavailable)")
_OF_REPLICAS = {"desired": "", "updated": "updatedReplicas", "total": "replicas", "available": "availableReplicas", "unavailable": "unavailableReplicas"}
_READINESS = {"Ready": "ready", "Serving": "serving", "Terminating": "terminating"}
_TEMPLATE_KEYS = ("Labels", "Annotations", "Service Account", "Init Containers", "Containers", "Volumes")


def deployment(sections: Sequence[Section]) -> dict[str, Any]:
    """A Deployment in the shape of the object."""
    spec: dict[str, Any] = {}
    status: dict[str, Any] = {}
    for section in sections:
        if section.key == "Replicas":
            counts = {name: int(number) for number, name in _REPLICAS.findall(section.value or "")}
            spec["replicas"] = counts.pop("desired", None)
            status.update((_OF_REPLICAS[name], count) for name, count in counts.items())
        else:
            _workload(spec, section)
    return {"spec": spec, "status": status}


def daemonset(sections: Sequence[Section]) -> dict[str, Any]:
    """A DaemonSet in the shape of the object."""
    spec: dict[str, Any] = {}
    status: dict[str, Any] = {}
    selected: dict[str, str] | None = None
    for section in sections:
        if section.key in _COUNTS:
            status[_COUNTS[section.key]] = int(section.value or "") if (section.value or "").isdecimal() else None
        elif section.key == "Node-Selector":
            selected = dict(word.split("=", 1) for word in words_of(section.value or "") if "=" in word) or None
        else:
            _workload(spec, section)
    spec.setdefault("template", {}).setdefault("spec", {})["nodeSelector"] = selected
    return {"spec": spec, "status": status}


def _workload(spec: dict[str, Any], section: Section) -> None:
    if section.key == "Selector":
        spec["selector"] = selector_of(section.entries[0])
    elif section.key == "Pod Template":
        spec["template"] = _template(section.below)


def _template(entries: Sequence[Entry]) -> dict[str, Any]:
    """What Pods are made from: the labels they get, and their containers."""
    part = ""
    labels: list[Entry] = []
    containers: list[dict[str, Any]] = []
    for entry, following in zip_longest(entries, entries[1:]):
        if entry.key in _TEMPLATE_KEYS and not (entry.key != "Volumes" and part == "Volumes"):
            part = entry.key
            if part == "Labels":
                labels.append(entry)
        elif part == "Labels" and not entry.key:
            labels.append(entry)
        elif part == "Containers" and entry.key and not entry.value and following is not None and following.key == "Image":
            containers.append({"name": entry.key})
        elif part == "Containers" and entry.key == "Image" and containers and "image" not in containers[-1]:
            containers[-1]["image"] = value_of(entry)
    return {"metadata": {"labels": pairs_of(Section("Labels", tuple(labels))) or None}, "spec": {"containers": containers}}


def endpointslice(sections: Sequence[Section]) -> dict[str, Any]:
    """An EndpointSlice in the shape of the object."""
    found: dict[str, Any] = {}
    namespace = next((section.value for section in sections if section.key == "Namespace"), None)
    for section in sections:
        if section.key == "AddressType":
            found["addressType"] = section.value
        elif section.key == "Ports":
            found["ports"] = [
                {"name": None if row[0] in NOTHING else row[0], "port": int(row[1]) if row[1].isdecimal() else None, "protocol": row[2]}
                for row in rows_of(section.below)
                if len(row) == 3
            ]
        elif section.key == "Endpoints":
            found["endpoints"] = _endpoints(section.below, namespace)
    return found


def _endpoints(entries: Sequence[Entry], namespace: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for entry in entries:
        key = entry.key.removeprefix("- ")
        value = value_of(entry)
        if key == "Addresses":
            found.append({"addresses": words_of(entry.value), "conditions": {}})
        elif not found or value is None:
            continue
        elif key in _READINESS:
            found[-1]["conditions"][_READINESS[key]] = value == "true"
        elif key in ("NodeName", "Hostname", "Zone"):
            found[-1][key[0].lower() + key[1:]] = value
        elif key == "TargetRef":  # its namespace is not told: that of the slice, as of every Pod behind a Service
            kind, _, name = value.partition("/")
            found[-1]["targetRef"] = {"kind": kind, "name": name, "namespace": namespace}
    return found


def split_data(texts: Sequence[str], first: int, behind: int) -> tuple[dict[str, str], list[str], int]:
    """The entries of a ConfigMap with their texts, the names of the binary ones, and the index behind the last line."""
    entries: dict[str, str] = {}
    binary: list[str] = []
    key, start = "", first
    part = "Data"
    index = first
    while index < behind:
        text = texts[index]
        following = texts[index + 1].strip() if index + 1 < behind else ""
        if text.strip() in ("Data", "BinaryData") and following == "====":
            key, part = _put(entries, key, texts, start, index), text.strip()
            index += 2
        elif text.startswith("Events:") and part:
            _put(entries, key, texts, start, index)
            return entries, binary, index
        elif part == "Data" and following == "----" and text.rstrip().endswith(":") and " " not in text.strip():
            _put(entries, key, texts, start, index)
            key = text.strip()[:-1]
            start = index = index + 2
        else:
            if part == "BinaryData" and (match := re.fullmatch(r"\s*(\S+): \d+ bytes\s*", text)):
                binary.append(match[1])
            index += 1
    _put(entries, key, texts, start, behind)
    return entries, binary, behind


def _put(entries: dict[str, str], key: str, texts: Sequence[str], start: int, behind: int) -> str:
    if key:
        entries[key] = "\n".join(texts[start:behind]).rstrip("\n") + "\n"
    return ""
