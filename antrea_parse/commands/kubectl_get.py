"""``kubectl get`` of any resource, of several, or with columns of one's own; ``kubectl top`` and ``kubectl api-resources``.

Tables of the kinds that are known give the records of those kinds, all others generic rows.

Source of the format: cli-runtime pkg/printers/tableprinter.go; kubectl pkg/cmd/get.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from antrea_parse.commands import kubectl_antrea, kubectl_antrea_policy, kubectl_config, kubectl_core, kubectl_network
from antrea_parse.commands.base import Command, Ledger, Output, Record
from antrea_parse.commands.kubectl_headless import Bare
from antrea_parse.commands.kubectl_kind import FIRST_TITLES, LINE_LIMIT, LONG_TITLES, TEMPLATE, Kind
from antrea_parse.commands.kubectl_reader import read_objects_or, read_tables, rejoiner
from antrea_parse.commands.kubectl_row import Row, custom_titles, generic_kind
from antrea_parse.engine.table import Header, read_header, told_header

KINDS = (
    kubectl_core.PODS,
    kubectl_core.NODES,
    kubectl_core.SERVICES,
    kubectl_core.ENDPOINTS,
    kubectl_network.ENDPOINTSLICES,
    kubectl_network.NETWORKPOLICIES,
    kubectl_network.DEPLOYMENTS,
    kubectl_network.DAEMONSETS,
    kubectl_antrea.EGRESSES,
    kubectl_antrea.TRACEFLOWS,
)
#: What stands before names where several resources are listed.
PREFIXES = {
    "pod": kubectl_core.PODS,
    "node": kubectl_core.NODES,
    "service": kubectl_core.SERVICES,
    "endpoints": kubectl_core.ENDPOINTS,
    "namespace": kubectl_network.NAMESPACES,
    "endpointslice.discovery.k8s.io": kubectl_network.ENDPOINTSLICES,
    "networkpolicy.networking.k8s.io": kubectl_network.NETWORKPOLICIES,
    "deployment.apps": kubectl_network.DEPLOYMENTS,
    "daemonset.apps": kubectl_network.DAEMONSETS,
    "clusternetworkpolicy.crd.antrea.io": kubectl_antrea_policy.CLUSTERNETWORKPOLICIES,
    "networkpolicy.crd.antrea.io": kubectl_antrea_policy.ANTREA_NETWORKPOLICIES,
    "egress.crd.antrea.io": kubectl_antrea.EGRESSES,
    "tier.crd.antrea.io": kubectl_antrea_policy.TIERS,
    "configmap": kubectl_config.CONFIGMAPS,
    "externalippool.crd.antrea.io": kubectl_antrea.EXTERNALIPPOOLS,
    "traceflow.crd.antrea.io": kubectl_antrea.TRACEFLOWS,
    "antreaagentinfo.crd.antrea.io": kubectl_antrea.ANTREAAGENTINFOS,
    "antreacontrollerinfo.crd.antrea.io": kubectl_antrea.ANTREACONTROLLERINFOS,
}


class GetOutput(Output):
    """Output of ``kubectl get``: records of the kinds that are known, and a row for each other object."""

    records: tuple[Record, ...] = ()


class TopOutput(Output):
    """Output of ``kubectl top``: a row for each Pod, container or node."""

    records: tuple[Row, ...] = ()


class ApiResourcesOutput(Output):
    """Output of ``kubectl api-resources``: a row for each resource."""

    records: tuple[Row, ...] = ()


def _is_title(text: str) -> bool:
    """Whether this may be a title: kubectl prints them in upper case, letter by letter."""
    return len(text) < 256 and not any(letter.islower() and len(letter.upper()) == 1 for letter in text)


def _choose(line: str, *, fresh: bool, custom: bool, told: tuple[str, ...] = ()) -> tuple[Kind, Header] | None:
    words = line.lstrip()
    if not (fresh or words.startswith(FIRST_TITLES)):
        return None
    header = (told_header(line, told) if told else None) or read_header(line, LONG_TITLES)
    titles = header.titles
    if custom:
        return (generic_kind(titles, custom=True), header) if fresh else None
    for kind in KINDS:
        if (titles not in kind.headers or titles in kind.distinct_headers) and kind.label_columns(titles) is not None:
            return kind, header
    known = words.startswith(FIRST_TITLES)
    # A word in capitals is a header only where the next word is one too, or where it can be nothing else.
    if not all(_is_title(title) or title in _MIXED for title in titles) or (len(titles) == 1 and not (known and fresh)):
        return None
    # Numbers and marks before it were put there by an editor or a page, and are repaired.
    if line == line.lower() or not titles[0][:1].isalpha():
        return None
    return generic_kind(titles), header


#: Titles that kubectl does not print in upper case.
_MIXED = frozenset({"CPU(cores)", "MEMORY(bytes)"})


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The records of all tables, or of all objects."""
    custom = str(ledger.options.get("output", "")).startswith("custom-columns")
    told = custom_titles(str(ledger.options.get("output", "")))
    choose, bare = partial(_choose, custom=custom, told=told), Bare(PREFIXES, partial(generic_kind, custom=custom), ledger, told)
    tables = partial(read_tables, ledger=ledger, choose=choose, headless=bare, prefixes=PREFIXES)
    return read_objects_or(tables, "kubectl get", lines, ledger)


_TYPED = (*KINDS, *kubectl_antrea.KINDS, *kubectl_antrea_policy.KINDS, kubectl_config.CONFIGMAPS)
_KNOWN = "|".join(kind.header_pattern(kind.distinct_headers) for kind in _TYPED)
_SEVERAL = rf"\s*(?:[a-z0-9][a-z0-9.-]*\s+)?(?:{'|'.join(re.escape(name) for name in PREFIXES)}|(?:replicaset|statefulset)\.apps|job\.batch)/[a-z0-9]\S*\s"
_STARTS = r"\s*(?:EVENT\s+)?(?:NAME|NAMESPACE|LAST SEEN)\s+[A-Z]"
#: Many tools print a table with names first; of kubectl's nearly each tells since when.
_SINCE = "(?:AGE|CREATED AT)"
_REJOIN = rejoiner(partial(_choose, custom=False))

COMMANDS = (
    Command(
        name="kubectl get",
        record=Row,
        output=GetOutput,
        template=TEMPLATE,
        read=read,
        rejoin=_REJOIN,
        line_limit=LINE_LIMIT,
        starts=_STARTS,
        signs=(
            (_SEVERAL, "lists a resource and a name as kubectl does for several resources"),
            (r"(?:NAMESPACE\s+)?LAST SEEN\s+TYPE\s+REASON\s", "is the header of a table of events"),
            (
                rf"(?!{_KNOWN}|{_SEVERAL})(?=[^a-z]*$)\s*(?:NAMESPACE\s+)?NAME\s(?:.*\s)?{_SINCE}(?:\s|$)",
                "is the header of a table as kubectl prints it",
            ),
        ),
    ),
    Command(
        name="kubectl top",
        record=Row,
        output=TopOutput,
        template=TEMPLATE,
        read=read,
        rejoin=_REJOIN,
        starts=r"\s*(?:NAMESPACE\s+|POD\s+)*NAME\s+CPU\(cores\)\s",
        signs=((r"\s*(?:NAMESPACE\s+|POD\s+)*NAME\s+CPU\(cores\)\s", "is the header of kubectl top"),),
    ),
    Command(
        name="kubectl api-resources",
        record=Row,
        output=ApiResourcesOutput,
        template=TEMPLATE,
        read=read,
        rejoin=_REJOIN,
        starts=r"\s*NAME\s+SHORTNAMES\s",
        signs=((r"\s*NAME\s+SHORTNAMES\s+API(?:VERSION|GROUP)\s", "is the header of kubectl api-resources"),),
    ),
)
