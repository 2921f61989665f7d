"""Nodes and namespaces.

Source: kubernetes pkg/printers/internalversion/printers.go (printNode), k8s.io/api core/v1.
"""

from __future__ import annotations

from typing import Any

from antrea_parse.commands.objects.access import Access, Mapping, known, to_network
from antrea_parse.commands.objects.parts import NodeAddress, Taint
from antrea_parse.text.values import ip_or_text

_ROLE = "node-role.kubernetes.io/"


def node(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a node beside its metadata."""
    meta, spec, status = look.object(data, "metadata"), look.object(data, "spec"), look.object(data, "status")
    info = look.object(status, "nodeInfo")
    addresses = [
        NodeAddress(type=look.text(item, "type") or "", address=ip_or_text(address))
        for item in look.objects(status, "addresses")
        if (address := look.text(item, "address")) is not None
    ]
    external = [item.address for item in addresses if item.type == "ExternalIP"]
    cidrs = look.texts(spec, "podCIDRs")
    if not cidrs and getattr(spec, "whole", True) and (first := look.text(spec, "podCIDR")):  # else there may be another
        cidrs = [first]
    conditions = look.conditions(status)
    labels = look.labels(meta, "labels")
    values = known(
        version=look.text(info, "kubeletVersion"),
        internal_ip=next((item.address for item in addresses if item.type == "InternalIP"), None),
        external_ip=external or None,
        os_image=look.text(info, "osImage"),
        kernel_version=look.text(info, "kernelVersion"),
        container_runtime=look.text(info, "containerRuntimeVersion"),
        pod_cidrs=[to_network(cidr) for cidr in cidrs] or None,
        addresses=addresses or None,
        conditions=conditions,
        taints=_taints(look, spec),
        unschedulable=look.truth(spec, "unschedulable"),
        capacity=look.quantities(status, "capacity"),
        allocatable=look.quantities(status, "allocatable"),
        architecture=look.text(info, "architecture"),
        operating_system=look.text(info, "operatingSystem"),
        provider_id=look.text(spec, "providerID"),
    )
    if labels is not None:
        roles = {key.removeprefix(_ROLE) for key in labels if key.startswith(_ROLE)} | {labels.get("kubernetes.io/role", "")}
        values["roles"] = sorted(roles - {""}) or None
    if conditions is not None:
        ready = next((item for item in conditions if item.type == "Ready"), None)
        word = "Unknown" if ready is None else "Ready" if ready.status == "True" else "NotReady"
        values["status"] = word + ",SchedulingDisabled" * bool(values.get("unschedulable"))
    return values


def _taints(look: Access, spec: Mapping) -> list[Taint] | None:
    if not isinstance(spec.get("taints"), list):
        look.texts(spec, "taints")
        return None
    return [
        Taint(key=look.text(item, "key") or "", value=look.text(item, "value") or None, effect=look.text(item, "effect") or "")
        for item in look.objects(spec, "taints")
    ]


def namespace(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a namespace beside its metadata."""
    return known(status=look.text(look.object(data, "status"), "phase"))
