"""``antctl mc get``: cluster sets and what their members exchange.

Source of the format: antrea pkg/antctl/raw/multicluster/get, pkg/antctl/transform/clusterset and its neighbours.
"""

from __future__ import annotations

from dataclasses import replace

from antrea_parse.commands.antctl.objects import Shape
from antrea_parse.commands.antctl.reader import Resource, antctl_kind
from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.kubectl_kind import Field


class ClusterSetCondition(Record):
    """A condition of a member of a cluster set.

    Attributes:
        cluster_id: the member.
        namespace: of the ClusterSet.
        clusterset_id: the cluster set.
        type: of the condition.
        status: ``True``, ``False`` or ``Unknown``.
        reason: why.
    """

    cluster_id: str | None = None
    namespace: str | None = None
    clusterset_id: str | None = None
    type: str | None = None
    status: str | None = None
    reason: str | None = None


class ResourceExport(Record):
    """An object that a member gives to the cluster set.

    Attributes:
        cluster_id: the member.
        namespace: of the ResourceExport.
        name: of the ResourceExport.
        kind: what is exported.
    """

    cluster_id: str | None = None
    namespace: str | None = None
    name: str | None = None
    kind: str | None = None


class ResourceImport(Record):
    """An object that members take from the cluster set.

    Attributes:
        namespace: of the ResourceImport.
        name: of the ResourceImport.
        kind: what is imported.
    """

    namespace: str | None = None
    name: str | None = None
    kind: str | None = None


class MemberToken(Record):
    """A token with which a member joins; its secret is in no table.

    Attributes:
        namespace: of the token.
        name: of the token.
    """

    namespace: str | None = None
    name: str | None = None


class ClusterSetOutput(Output):
    """Output of ``antctl mc get clusterset`` (its table): one record for each condition of each member."""

    records: tuple[ClusterSetCondition, ...] = ()


class ResourceExportOutput(Output):
    """Output of ``antctl mc get resourceexport`` (its table): one record for each."""

    records: tuple[ResourceExport, ...] = ()


class ResourceImportOutput(Output):
    """Output of ``antctl mc get resourceimport`` (its table): one record for each."""

    records: tuple[ResourceImport, ...] = ()


class MemberTokenOutput(Output):
    """Output of ``antctl mc get membertoken`` (its table): one record for each."""

    records: tuple[MemberToken, ...] = ()


def _table_only(name: str, record: type[Record], headers: tuple[str, ...], fields: tuple[str, ...], anchor: str) -> Resource:
    return Resource(antctl_kind(name, record, headers, [Field(field) for field in fields], anchor=anchor), Shape({}), frozenset())


CLUSTERSET = _table_only(
    "clusterset",
    ClusterSetCondition,
    ("CLUSTER-ID NAMESPACE CLUSTERSET-ID TYPE STATUS REASON", "CLUSTER-ID NAMESPACE CLUSTER-SET-ID TYPE STATUS REASON"),
    ("cluster_id", "namespace", "clusterset_id", "type", "status", "reason", "clusterset_id"),
    "TYPE",
)
RESOURCEEXPORT = _table_only("resourceexport", ResourceExport, ("CLUSTER-ID NAMESPACE NAME KIND",), ("cluster_id", "namespace", "name", "kind"), "KIND")
RESOURCEIMPORT = _table_only("resourceimport", ResourceImport, ("NAMESPACE NAME KIND",), ("namespace", "name", "kind"), "KIND")
MEMBERTOKEN = _table_only("membertoken", MemberToken, ("NAMESPACE NAME",), ("namespace", "name"), "NAME")

COMMANDS = (
    CLUSTERSET.command(ClusterSetOutput, verb="mc get"),
    RESOURCEEXPORT.command(ResourceExportOutput, verb="mc get"),
    RESOURCEIMPORT.command(ResourceImportOutput, verb="mc get"),
    # Names of anything may stand under such a header.
    replace(MEMBERTOKEN.command(MemberTokenOutput, verb="mc get"), signs=()),
)
