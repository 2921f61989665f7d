"""``kubectl get`` of what decides about traffic in Antrea: its policies, tiers and groups.

Source of the format: printer columns of the CustomResourceDefinitions in antrea build/charts/antrea/crds, v0.13 to v2.7.
"""

from __future__ import annotations

from datetime import datetime

from antrea_parse.commands.base import Command, Output, Record
from antrea_parse.commands.cells import AgeOrWord
from antrea_parse.commands.kubectl_kind import Field, Kind
from antrea_parse.commands.kubectl_reader import table_command
from antrea_parse.commands.objects.parts import AntreaPeer, AntreaRule, Condition, NamespacedName
from antrea_parse.commands.selectors import IPBlock


class ClusterNetworkPolicy(Record):
    """A ClusterNetworkPolicy of Antrea.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the policy.
        tier: policies of an earlier tier are looked at first.
        priority: within its tier; lower goes first.
        desired_nodes: nodes that should know it.
        current_nodes: nodes that do.
        age: since it was created.
        labels: of the policy; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the policy, with ``--output-watch-events``.
        phase: ``Pending``, ``Realizing``, ``Realized`` or ``Failed``.
        applied_to: to whom it applies, where its rules do not say.
        ingress: rules for what comes in, the first that fits decides.
        egress: rules for what goes out.
        conditions: what is observed of it.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    tier: str | None = None
    priority: float | None = None
    desired_nodes: int | None = None
    current_nodes: int | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    phase: str | None = None
    applied_to: list[AntreaPeer] | None = None
    ingress: list[AntreaRule] | None = None
    egress: list[AntreaRule] | None = None
    conditions: list[Condition] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class AntreaNetworkPolicy(Record):
    """A NetworkPolicy of Antrea (``networkpolicies.crd.antrea.io``).

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the policy; unset in a table of one namespace.
        name: of the policy.
        tier: policies of an earlier tier are looked at first.
        priority: within its tier; lower goes first.
        desired_nodes: nodes that should know it.
        current_nodes: nodes that do.
        age: since it was created.
        labels: of the policy; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the policy, with ``--output-watch-events``.
        phase: ``Pending``, ``Realizing``, ``Realized`` or ``Failed``.
        applied_to: to whom it applies, where its rules do not say.
        ingress: rules for what comes in, the first that fits decides.
        egress: rules for what goes out.
        conditions: what is observed of it.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    tier: str | None = None
    priority: float | None = None
    desired_nodes: int | None = None
    current_nodes: int | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    phase: str | None = None
    applied_to: list[AntreaPeer] | None = None
    ingress: list[AntreaRule] | None = None
    egress: list[AntreaRule] | None = None
    conditions: list[Condition] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class Tier(Record):
    """A Tier: policies of an earlier one are looked at first.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the Tier.
        priority: lower goes first.
        age: since it was created.
        labels: of the Tier; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the Tier, with ``--output-watch-events``.
        description: for people.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    priority: int | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    description: str | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class ClusterGroup(Record):
    """A ClusterGroup: whom policies of Antrea may mean by one name.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        name: of the group.
        age: since it was created.
        labels: of the group; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the group, with ``--output-watch-events``.
        selected: Pods, namespaces or external entities by their labels.
        ip_blocks: addresses.
        service: a Service whose Pods are meant.
        child_groups: groups it consists of.
        conditions: what is observed of it.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    name: str
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    selected: AntreaPeer | None = None
    ip_blocks: list[IPBlock] | None = None
    service: NamespacedName | None = None
    child_groups: list[str] | None = None
    conditions: list[Condition] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


class Group(Record):
    """A Group: whom policies of its namespace may mean by one name.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace.
        name: of the group.
        age: since it was created.
        labels: of the group; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the group, with ``--output-watch-events``.
        selected: Pods, namespaces or external entities by their labels.
        ip_blocks: addresses.
        service: a Service whose Pods are meant.
        child_groups: groups it consists of.
        conditions: what is observed of it.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    selected: AntreaPeer | None = None
    ip_blocks: list[IPBlock] | None = None
    service: NamespacedName | None = None
    child_groups: list[str] | None = None
    conditions: list[Condition] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


_POLICY = (("NAME", "TIER", "PRIORITY", "DESIRED NODES", "CURRENT NODES", "AGE"),)
_POLICY_FIELDS = {
    "TIER": Field("tier"),
    "PRIORITY": Field("priority", float),
    "DESIRED NODES": Field("desired_nodes", int),
    "CURRENT NODES": Field("current_nodes", int),
}

CLUSTERNETWORKPOLICIES = Kind("clusternetworkpolicies", ClusterNetworkPolicy, headers=_POLICY, fields=_POLICY_FIELDS)
ANTREA_NETWORKPOLICIES = Kind("networkpolicies.crd.antrea.io", AntreaNetworkPolicy, headers=_POLICY, fields=_POLICY_FIELDS)
TIERS = Kind("tiers", Tier, headers=(("NAME", "PRIORITY", "AGE"),), fields={"PRIORITY": Field("priority", int)})
CLUSTERGROUPS = Kind("clustergroups", ClusterGroup, headers=(("NAME", "AGE"),), fields={})
GROUPS = Kind("groups", Group, headers=(("NAME", "AGE"),), fields={})

KINDS = (CLUSTERNETWORKPOLICIES, ANTREA_NETWORKPOLICIES, TIERS)


class ClusterNetworkPoliciesOutput(Output):
    """Output of ``kubectl get clusternetworkpolicies``: one record for each ClusterNetworkPolicy of Antrea."""

    records: tuple[ClusterNetworkPolicy, ...] = ()


class AntreaNetworkPoliciesOutput(Output):
    """Output of ``kubectl get networkpolicies.crd.antrea.io``: one record for each NetworkPolicy of Antrea."""

    records: tuple[AntreaNetworkPolicy, ...] = ()


class TiersOutput(Output):
    """Output of ``kubectl get tiers``: one record for each Tier."""

    records: tuple[Tier, ...] = ()


class ClusterGroupsOutput(Output):
    """Output of ``kubectl get clustergroups``: one record for each ClusterGroup."""

    records: tuple[ClusterGroup, ...] = ()


class AntreaGroupsOutput(Output):
    """Output of ``kubectl get groups``: one record for each Group."""

    records: tuple[Group, ...] = ()


COMMANDS: tuple[Command, ...] = (
    table_command(CLUSTERNETWORKPOLICIES, ClusterNetworkPoliciesOutput),
    table_command(ANTREA_NETWORKPOLICIES, AntreaNetworkPoliciesOutput),
    table_command(TIERS, TiersOutput),
    table_command(CLUSTERGROUPS, ClusterGroupsOutput),
    table_command(GROUPS, AntreaGroupsOutput),
)
