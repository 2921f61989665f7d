"""``kubectl get endpointslices|networkpolicies|namespaces|deployments|daemonsets``: what stands around Pods and Services.

Source of the format: kubernetes pkg/printers/internalversion/printers.go, versions 1.8 to 1.33.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from antrea_parse.commands.base import Command, Output, Record
from antrea_parse.commands.cells import (
    AgeOrWord,
    EndpointAddress,
    Ready,
    split_more,
    to_ready,
    to_words,
)
from antrea_parse.commands.kubectl_kind import Field, Kind
from antrea_parse.commands.kubectl_reader import table_command
from antrea_parse.commands.objects.parts import EndpointPort
from antrea_parse.commands.selectors import LabelSelector, NetworkPolicyRule, to_labels, to_selector
from antrea_parse.text.values import ip_or_text


class EndpointSlice(Record):
    """Some of the addresses behind a Service.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace.
        name: of the object.
        address_type: ``IPv4``, ``IPv6`` or ``FQDN``.
        ports: numbers; names of ports without a number, ``*`` for any; None for ``<unset>``.
        more_ports: how many ports are not shown; unset when all are.
        endpoints: addresses, three at most; None for ``<unset>``.
        more: how many addresses are not shown; unset when all are.
        age: since it was created.
        service: the Service it belongs to; only objects tell.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        endpoint_ports: ports of the addresses, with protocol and name.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    address_type: str | None = None
    ports: list[int | str] | None = None
    more_ports: int | None = None
    endpoints: list[EndpointAddress] | None = None
    more: int | None = None
    age: AgeOrWord | None = None
    service: str | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    endpoint_ports: list[EndpointPort] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class NetworkPolicy(Record):
    """A NetworkPolicy of Kubernetes.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace.
        name: of the object.
        pod_selector: Pods of its namespace that it applies to; None for a printed ``<none>``, an empty selector in objects: all Pods.
        age: since it was created.
        policy_types: ``Ingress``, ``Egress``: directions in which only what a rule allows may pass; only objects tell.
        ingress: what may come in; only objects tell.
        egress: what may go out; only objects tell.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    pod_selector: LabelSelector | None = None
    age: AgeOrWord | None = None
    policy_types: list[str] | None = None
    ingress: list[NetworkPolicyRule] | None = None
    egress: list[NetworkPolicyRule] | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class Namespace(Record):
    """A namespace.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the namespace.
        status: ``Active`` or ``Terminating``.
        age: since it was created.
        labels: of the namespace; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the namespace, with ``--output-watch-events``.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    status: str | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class Deployment(Record):
    """A Deployment.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace.
        name: of the object.
        ready: Pods that are ready, and Pods wanted; unset before Kubernetes 1.14.
        desired: Pods wanted; only before 1.14.
        current: Pods that there are; only before 1.14.
        up_to_date: Pods of the newest template.
        available: Pods that are ready long enough.
        age: since it was created.
        containers: names of the containers.
        images: their images.
        selector: Pods that belong to it; None for an empty one.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        template_labels: labels of its Pods.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    ready: Ready | None = None
    desired: int | None = None
    current: int | None = None
    up_to_date: int | None = None
    available: int | None = None
    age: AgeOrWord | None = None
    containers: list[str] | None = None
    images: list[str] | None = None
    selector: LabelSelector | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    template_labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class DaemonSet(Record):
    """A DaemonSet.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace.
        name: of the object.
        desired: nodes that should run a Pod.
        current: nodes that run one.
        ready: nodes whose Pod is ready.
        up_to_date: nodes whose Pod is of the newest template.
        available: nodes whose Pod is ready long enough.
        node_selector: labels of the nodes that should run a Pod.
        age: since it was created.
        containers: names of the containers.
        images: their images.
        selector: Pods that belong to it.
        labels: of the object; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the object, with ``--output-watch-events``.
        template_labels: labels of its Pods.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    desired: int | None = None
    current: int | None = None
    ready: int | None = None
    up_to_date: int | None = None
    available: int | None = None
    node_selector: dict[str, str] | None = None
    age: AgeOrWord | None = None
    containers: list[str] | None = None
    images: list[str] | None = None
    selector: LabelSelector | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    template_labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


def _slice_ports(text: str) -> dict[str, Any]:
    if text == "<unset>":
        return {"ports": None}
    shown, more = split_more(text)
    ports = [int(port) if port.isdecimal() else port for port in shown.split(",")]
    return {"ports": ports, "more_ports": more} if more else {"ports": ports}


def _slice_endpoints(text: str) -> dict[str, Any]:
    if text == "<unset>":
        return {"endpoints": None}
    shown, more = split_more(text)
    endpoints = [EndpointAddress(ip=ip_or_text(address)) for address in shown.split(",")]
    return {"endpoints": endpoints, "more": more} if more else {"endpoints": endpoints}


_DEPLOYMENT = ("NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE")
_OLD_DEPLOYMENT = ("NAME", "DESIRED", "CURRENT", "UP-TO-DATE", "AVAILABLE", "AGE")
_DAEMONSET = ("NAME", "DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE", "NODE SELECTOR", "AGE")
_TEMPLATE = ("CONTAINERS", "IMAGES", "SELECTOR")
_TEMPLATE_FIELDS = {
    "CONTAINERS": Field("containers", to_words),
    "IMAGES": Field("images", to_words),
    "SELECTOR": Field("selector", to_selector),
    "DESIRED": Field("desired", int),
    "CURRENT": Field("current", int),
    "UP-TO-DATE": Field("up_to_date", int),
    "AVAILABLE": Field("available", int),
}

_OF_FAMILY = {"IPv4": re.compile(r"\d[\d.,]*(?: \+ \d+ more\.\.\.)?"), "IPv6": re.compile(r"[0-9a-f]*:[0-9a-f:.,]+(?: \+ \d+ more\.\.\.)?")}


def _is_of_family(cells: Mapping[str, str | None]) -> bool:
    """The addresses of a slice are of the family that it names."""
    pattern, shown = _OF_FAMILY.get(cells.get("ADDRESSTYPE") or ""), cells.get("ENDPOINTS")
    return pattern is None or not shown or shown.startswith("<") or pattern.fullmatch(shown) is not None


ENDPOINTSLICES = Kind(
    "endpointslices",
    EndpointSlice,
    headers=(("NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"),),
    fields={
        "ADDRESSTYPE": Field("address_type"),
        "PORTS": Field("ports", _slice_ports, spread=True),
        "ENDPOINTS": Field("endpoints", _slice_endpoints, spread=True),
    },
    anchor="ADDRESSTYPE",
    consistent=_is_of_family,
)
NETWORKPOLICIES = Kind(
    "networkpolicies",
    NetworkPolicy,
    headers=(("NAME", "POD-SELECTOR", "AGE"),),
    fields={"POD-SELECTOR": Field("pod_selector", to_selector)},
)
NAMESPACES = Kind("namespaces", Namespace, headers=(("NAME", "STATUS", "AGE"),), fields={"STATUS": Field("status")}, anchor="STATUS")
DEPLOYMENTS = Kind(
    "deployments",
    Deployment,
    headers=(_DEPLOYMENT, (*_DEPLOYMENT, *_TEMPLATE), _OLD_DEPLOYMENT, (*_OLD_DEPLOYMENT, *_TEMPLATE)),
    fields={"READY": Field("ready", to_ready), **_TEMPLATE_FIELDS},
)
DAEMONSETS = Kind(
    "daemonsets",
    DaemonSet,
    headers=(_DAEMONSET, (*_DAEMONSET, *_TEMPLATE)),
    fields={"READY": Field("ready", int), "NODE SELECTOR": Field("node_selector", to_labels), **_TEMPLATE_FIELDS},
)


class EndpointSlicesOutput(Output):
    """Output of ``kubectl get endpointslices``: one record for each EndpointSlice."""

    records: tuple[EndpointSlice, ...] = ()


class NetworkPoliciesOutput(Output):
    """Output of ``kubectl get networkpolicies``: one record for each NetworkPolicy of Kubernetes."""

    records: tuple[NetworkPolicy, ...] = ()


class NamespacesOutput(Output):
    """Output of ``kubectl get namespaces``: one record for each namespace."""

    records: tuple[Namespace, ...] = ()


class DeploymentsOutput(Output):
    """Output of ``kubectl get deployments``: one record for each Deployment."""

    records: tuple[Deployment, ...] = ()


class DaemonSetsOutput(Output):
    """Output of ``kubectl get daemonsets``: one record for each DaemonSet."""

    records: tuple[DaemonSet, ...] = ()


COMMANDS: tuple[Command, ...] = (
    table_command(ENDPOINTSLICES, EndpointSlicesOutput),
    table_command(NETWORKPOLICIES, NetworkPoliciesOutput),
    table_command(
        NAMESPACES,
        NamespacesOutput,
        (r"\s*[a-z0-9][a-z0-9-]*\s+(?:Active|Terminating)\s+\d{1,6}[smhdy]\S{0,8}(?:\s+(?:<none>|[^\s=]+=\S*))?\s*$", "is a row of a table of namespaces"),
    ),
    table_command(DEPLOYMENTS, DeploymentsOutput),
    table_command(DAEMONSETS, DaemonSetsOutput),
)
