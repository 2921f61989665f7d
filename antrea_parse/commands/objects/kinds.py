"""Which kinds of objects are typed: the command whose records they become, and what makes the fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from antrea_parse.commands.objects import antrea, nodes, pods, policies, services, workloads
from antrea_parse.commands.objects.access import Access
from antrea_parse.engine.documents import Object

_CORE = ("",)
_ANTREA = ("crd.antrea.io", "crd.antrea.tanzu.vmware.com")


class Kind(NamedTuple):
    """A kind of objects.

    Attributes:
        name: as objects have it (``NetworkPolicy``).
        command: canonical name of the command that lists them.
        groups: API groups that have the kind, the newest first; ``""`` is the core group.
        build: makes the fields beside the metadata.
    """

    name: str
    command: str
    groups: tuple[str, ...]
    build: Callable[[Access, Object], dict[str, Any]]


KINDS = (
    Kind("Pod", "kubectl get pods", _CORE, pods.pod),
    Kind("Node", "kubectl get nodes", _CORE, nodes.node),
    Kind("Namespace", "kubectl get namespaces", _CORE, nodes.namespace),
    Kind("Service", "kubectl get services", _CORE, services.service),
    Kind("Endpoints", "kubectl get endpoints", _CORE, services.endpoints),
    Kind("EndpointSlice", "kubectl get endpointslices", ("discovery.k8s.io",), services.endpointslice),
    Kind("NetworkPolicy", "kubectl get networkpolicies", ("networking.k8s.io", "extensions"), policies.networkpolicy),
    Kind("ConfigMap", "kubectl get configmaps", _CORE, workloads.configmap),
    Kind("Deployment", "kubectl get deployments", ("apps", "extensions"), workloads.deployment),
    Kind("DaemonSet", "kubectl get daemonsets", ("apps", "extensions"), workloads.daemonset),
    Kind("ClusterNetworkPolicy", "kubectl get clusternetworkpolicies", (*_ANTREA, "security.antrea.tanzu.vmware.com"), policies.antrea_policy),
    Kind("NetworkPolicy", "kubectl get networkpolicies.crd.antrea.io", (*_ANTREA, "security.antrea.tanzu.vmware.com"), policies.antrea_policy),
    Kind("Tier", "kubectl get tiers", (*_ANTREA, "security.antrea.tanzu.vmware.com"), policies.tier),
    Kind("ClusterGroup", "kubectl get clustergroups", (*_ANTREA, "core.antrea.tanzu.vmware.com"), policies.group),
    Kind("Group", "kubectl get groups", _ANTREA, policies.group),
    Kind("Egress", "kubectl get egresses", _ANTREA, antrea.egress),
    Kind("ExternalIPPool", "kubectl get externalippools", _ANTREA, antrea.externalippool),
    Kind("Traceflow", "kubectl get traceflows", (*_ANTREA, "ops.antrea.tanzu.vmware.com"), antrea.traceflow),
    Kind("AntreaAgentInfo", "kubectl get antreaagentinfos", (*_ANTREA, "clusterinformation.antrea.tanzu.vmware.com"), antrea.agentinfo),
    Kind("AntreaControllerInfo", "kubectl get antreacontrollerinfos", (*_ANTREA, "clusterinformation.antrea.tanzu.vmware.com"), antrea.controllerinfo),
)
_BY_NAME: dict[str, list[Kind]] = {}
for _kind in KINDS:
    _BY_NAME.setdefault(_kind.name, []).append(_kind)
_BY_COMMAND = {kind.command: kind for kind in KINDS}


def find_kind(name: str, api_version: str | None = None) -> Kind | None:
    """The kind with this name in this version of an API; None for one that is not typed.

    >>> find_kind("NetworkPolicy", "crd.antrea.io/v1beta1").command
    'kubectl get networkpolicies.crd.antrea.io'
    >>> find_kind("Service", "serving.knative.dev/v1") is None
    True
    """
    kinds = _BY_NAME.get(name, [])
    if api_version is None:
        return kinds[0] if kinds else None
    group = api_version.rpartition("/")[0]
    return next((kind for kind in kinds if group in kind.groups), None)


def kind_of(command: str) -> Kind | None:
    """The kind that a command lists; None for a command that lists several."""
    return _BY_COMMAND.get(command)
