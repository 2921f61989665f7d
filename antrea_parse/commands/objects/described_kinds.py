"""How objects of each kind are described, and by which of its keys a description is told to be of that kind.

Source: kubectl pkg/describe/describe.go, 1.20 to 1.33.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from antrea_parse.commands.objects import described_network, described_pod, described_workload
from antrea_parse.commands.objects.description import Section

ANY = "kubectl get"
_EVENTS = frozenset({"Events"})


class Form(NamedTuple):
    """How objects of a kind are described.

    Attributes:
        kind: their kind.
        sign: keys that no other kind's description has all of; none where only the command line tells the kind.
        command: canonical name of the command that lists them.
        keys: of the lines with which sections begin, without those that all kinds have.
        make: puts the sections into the shape of the object; None where only the metadata is kept.
        unread: sections that hold nothing that a record has.
        ends: one of these keys is in every whole description, behind all that is kept.
        untold: fields of the record that a description does not tell, whatever is made of it.
    """

    kind: str
    sign: frozenset[str]
    command: str = ANY
    keys: frozenset[str] = frozenset()
    make: Callable[[Sequence[Section]], dict[str, Any]] | None = None
    unread: frozenset[str] = _EVENTS
    ends: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset()


def _configmap(_: Sequence[Section]) -> dict[str, Any]:
    return {}  # its entries are no lines with keys


_READ = (
    Form(
        "Pod",
        frozenset({"QoS Class", "Containers"}),
        "kubectl get pods",
        described_pod.POD_KEYS,
        described_pod.pod,
        frozenset({"Events", "Volumes", "Tolerations"}),
        frozenset({"Tolerations", "Events"}),
        frozenset({"host_network"}),
    ),
    Form(
        "Node",
        frozenset({"System Info", "Capacity"}),
        "kubectl get nodes",
        described_pod.NODE_KEYS,
        described_pod.node,
        frozenset({"Events", "Non-terminated Pods", "Allocated resources", "Lease"}),
        frozenset({"Non-terminated Pods", "Allocated resources", "Events"}),
    ),
    Form(
        "Service",
        frozenset({"Session Affinity"}),
        "kubectl get services",
        described_network.SERVICE_KEYS,
        described_network.service,
        ends=frozenset({"Session Affinity", "Events"}),
    ),
    Form(
        "Endpoints",
        frozenset({"Subsets"}),
        "kubectl get endpoints",
        frozenset({"Subsets", "Events"}),
        described_network.endpoints,
        ends=_EVENTS,
    ),
    Form(
        "EndpointSlice",
        frozenset({"AddressType", "Endpoints"}),
        "kubectl get endpointslices",
        described_workload.ENDPOINTSLICE_KEYS,
        described_workload.endpointslice,
        ends=_EVENTS,
    ),
    Form(
        "NetworkPolicy",
        frozenset({"Spec", "PodSelector"}),
        "kubectl get networkpolicies",
        frozenset({"Spec"}),
        described_network.networkpolicy,
        frozenset(),
    ),
    Form(
        "Deployment",
        frozenset({"StrategyType", "Replicas"}),
        "kubectl get deployments",
        described_workload.DEPLOYMENT_KEYS,
        described_workload.deployment,
        ends=frozenset({"Conditions", "OldReplicaSets", "NewReplicaSet", "Events"}),
        untold=frozenset({"ready"}),
    ),
    Form(
        "DaemonSet",
        frozenset({"Desired Number of Nodes Scheduled"}),
        "kubectl get daemonsets",
        described_workload.DAEMONSET_KEYS,
        described_workload.daemonset,
        ends=_EVENTS,
        untold=frozenset({"ready"}),
    ),
    Form("ConfigMap", frozenset({"Data"}), "kubectl get configmaps", _EVENTS, _configmap, ends=_EVENTS),
    Form(
        "Namespace",
        frozenset({"Status", "Resource Quotas"}),
        "kubectl get namespaces",
        frozenset({"Status"}) | described_network.NAMESPACE_KEYS,
        described_network.namespace,
        described_network.NAMESPACE_KEYS,
    ),
)
_GENERIC: Mapping[str, str] = {
    "StatefulSet": "Update Strategy,Pods Status",
    "ReplicaSet": "Replicas,Pods Status,Pod Template",
    "Job": "Parallelism,Pods Statuses",
    "CronJob": "Schedule,Concurrency Policy",
    "Secret": "Type,Data",
    "Ingress": "Address,Rules",
    "ServiceAccount": "Mountable secrets",
    "PersistentVolume": "Reclaim Policy,Access Modes",
    "PersistentVolumeClaim": "Volume,Access Modes",
    "StorageClass": "IsDefaultClass,Provisioner",
    "PodDisruptionBudget": "Selector,Allowed disruptions",
    "HorizontalPodAutoscaler": "Reference,Metrics",
    "PriorityClass": "PreemptionPolicy,GlobalDefault",
    "CertificateSigningRequest": "Requesting User,Status",
    # Nothing in them tells their kind: a command line has to.
    "ReplicationController": "",
    "Role": "",
    "ClusterRole": "",
    "RoleBinding": "",
    "ClusterRoleBinding": "",
    "ResourceQuota": "",
    "LimitRange": "",
    "IngressClass": "",
}
#: Keys behind the annotations of such kinds.
_GENERIC_KEYS = frozenset(
    """Selector,Replicas,Pods Status,Pods Statuses,Pod Template,Controlled By,Update Strategy,Volume Claims,Type,Address,Ingress Class,Default backend,
    TLS,Rules,Image pull secrets,Mountable secrets,Tokens,Finalizers,StorageClass,Status,Volume,Claim,Reclaim Policy,Access Modes,VolumeMode,Capacity,
    Parallelism,Completions,Completion Mode,Suspend,Backoff Limit,Start Time,Schedule,Concurrency Policy,Provisioner,Parameters,PolicyRule,Role,Subjects,
    Reference,Metrics,Controller,Value,GlobalDefault,PreemptionPolicy,Description,Min available,Max unavailable""".replace("\n    ", "").split(",")
)
_FORMS = (*(Form(kind, frozenset(keys.split(",")) if keys else frozenset(), keys=_GENERIC_KEYS) for kind, keys in _GENERIC.items()), *_READ)
_BY_KIND = {form.kind: form for form in _FORMS}
#: Kinds by what command lines call their resources, where that is not the kind with an ``s``.
_SHORT = {
    "rs": "ReplicaSet", "sts": "StatefulSet", "sa": "ServiceAccount", "pv": "PersistentVolume", "pvc": "PersistentVolumeClaim", "ing": "Ingress",
    "ingresses": "Ingress", "cj": "CronJob", "rc": "ReplicationController", "sc": "StorageClass", "storageclasses": "StorageClass",
    "pdb": "PodDisruptionBudget", "hpa": "HorizontalPodAutoscaler", "pc": "PriorityClass", "priorityclasses": "PriorityClass", "quota": "ResourceQuota",
    "limits": "LimitRange", "csr": "CertificateSigningRequest", "ingressclasses": "IngressClass",
}  # fmt: skip
_LOWER = {kind.lower(): kind for kind in _GENERIC}


def form_by_keys(keys: frozenset[str]) -> Form | None:
    """The form whose description has these keys; None where they do not tell it."""
    form = next((form for form in _FORMS if form.sign and keys >= form.sign), None)
    if form is not None and form.kind == "ReplicaSet" and "Controlled By" not in keys:
        return None  # a ReplicationController is described in the same way
    return form


def form_of_command(command: str, resource: str) -> Form | None:
    """The form of the objects that a command line names; None where it does not name one kind.

    >>> form_of_command("kubectl get", "rs").kind
    'ReplicaSet'
    """
    if command != ANY:
        return next((form for form in _READ if form.command == command), None)
    word = resource.lower().partition("/")[0].partition(".")[0]
    return _BY_KIND.get(_SHORT.get(word) or _LOWER.get(word) or _LOWER.get(word.removesuffix("s"), ""))


#: Words and keys of the lines of policies, and such as stand deeper.
_OTHER_KEYS = frozenset(
    """BinaryData,Resource Quotas,Allowing ingress traffic,Allowing egress traffic,To Port Range,To Port,Created on,Not affecting,Policy Types,PodSelector,
    NamespaceSelector,IPBlock,CIDR,Except,traffic allowed to all ports,traffic not restricted by source,traffic not restricted by destination,
    Selected pods are isolated for connectivity,Successful Job History Limit,Failed,Starting Deadline Seconds,Active Jobs,Last Schedule Time,
    Environment,Mounts,Host Port,Partition,Opaque,Bound""".replace("\n    ", "").split(",")
)


def words_of_descriptions() -> frozenset[str]:
    """Words of the keys that kubectl prints, in lower case; without such as people like for names."""
    keys = {key for form in _FORMS for key in (*form.keys, *form.sign, form.kind)} | _OTHER_KEYS
    return frozenset(word.lower() for key in keys for word in key.replace("-", " ").split()) - {"backend", "controller", "role", "value"}
