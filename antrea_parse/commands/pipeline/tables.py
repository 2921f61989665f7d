"""Which table of Antrea's pipeline a flow is in.

Since v1.6 tables are numbered at every start of the agent, for the features that are on: only names say which is which. Up to v1.5
numbers are fixed, but two of them changed their meaning on the way. So a number is believed only where the dump shows which pipeline
it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from antrea_parse.commands.flows.record import Flow

Stage = Literal["root", "arp", "classify", "conntrack", "service", "egress", "routing", "postrouting", "switching", "ingress", "output", "multicast"]

#: Stage of each table, in the order of the pipeline since v1.6; names of v1.6 that went away stand where they stood.
STAGES: dict[str, Stage] = {
    "PipelineRootClassifier": "root",
    "ARPSpoofGuard": "arp",
    "ARPResponder": "arp",
    "Classifier": "classify",
    "Uplink": "classify",
    "SpoofGuard": "classify",
    "IPv6": "classify",
    "PipelineIPClassifier": "classify",
    "Multicast": "multicast",
    "SNATConntrackZone": "conntrack",
    "UnSNAT": "conntrack",
    "ServiceHairpin": "service",
    "ConntrackZone": "conntrack",
    "ConntrackState": "conntrack",
    "PreRoutingClassifier": "service",
    "NodePortMark": "service",
    "SessionAffinity": "service",
    "ServiceLB": "service",
    "DSRServiceMark": "service",
    "EndpointDNAT": "service",
    "DNAT": "service",
    "EgressSecurityClassifier": "egress",
    "AntreaPolicyEgressRule": "egress",
    "DefaultTierEgressRule": "egress",
    "EgressRule": "egress",
    "EgressDefaultRule": "egress",
    "EgressMetric": "egress",
    "L3Forwarding": "routing",
    "EgressMark": "routing",
    "EgressQoS": "routing",
    "L3DecTTL": "routing",
    "ServiceMark": "postrouting",
    "SNATMark": "postrouting",
    "SNATConntrackCommit": "postrouting",
    "SNAT": "postrouting",
    "L2ForwardingCalc": "switching",
    "TrafficControl": "switching",
    "IngressSecurityClassifier": "ingress",
    "AntreaPolicyIngressRule": "ingress",
    "DefaultTierIngressRule": "ingress",
    "IngressRule": "ingress",
    "IngressDefaultRule": "ingress",
    "IngressMetric": "ingress",
    "ConntrackCommit": "output",
    "ServiceConntrackCommit": "output",
    "HairpinSNAT": "output",
    "VLAN": "output",
    "Output": "output",
    "MulticastEgressRule": "multicast",
    "MulticastEgressMetric": "multicast",
    "MulticastEgressPodMetric": "multicast",
    "MulticastRouting": "multicast",
    "MulticastIngressRule": "multicast",
    "MulticastIngressMetric": "multicast",
    "MulticastIngressPodMetric": "multicast",
    "MulticastOutput": "multicast",
    "NonIP": "output",
}

#: Names that Open vSwitch shows for v1.4 and v1.5, where later versions have another.
_SYNONYMS = {
    "Classification": "Classifier",
    "IPTTLDec": "L3DecTTL",
    "l3Forwarding": "L3Forwarding",
    "L2Forwarding": "L2ForwardingCalc",
    "ServiceClassifier": "NodePortMark",
}

#: Fixed numbers, as all versions up to v1.5 use them.
_FIXED = {
    0: "Classifier",
    5: "Uplink",
    10: "SpoofGuard",
    20: "ARPResponder",
    21: "IPv6",
    22: "Multicast",
    23: "ServiceHairpin",
    24: "ConntrackZone",
    29: "ServiceHairpin",
    30: "ConntrackZone",
    31: "ConntrackState",
    35: "NodePortMark",
    41: "ServiceLB",
    42: "EndpointDNAT",
    45: "AntreaPolicyEgressRule",
    49: "DefaultTierEgressRule",
    50: "EgressRule",
    60: "EgressDefaultRule",
    61: "EgressMetric",
    70: "L3Forwarding",
    72: "L3DecTTL",
    80: "L2ForwardingCalc",
    85: "AntreaPolicyIngressRule",
    89: "DefaultTierIngressRule",
    90: "IngressRule",
    100: "IngressDefaultRule",
    101: "IngressMetric",
    105: "ConntrackCommit",
    108: "HairpinSNAT",
    110: "Output",
}
#: No pipeline since v1.6 has so many tables: a higher number is one of the fixed ones.
_MOST_TABLES = 60
#: Tables that every pipeline with fixed numbers has; a few of them tell it from any other.
_ALWAYS = frozenset({10, 70, 80, 90, 100, 105, 110})


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline as far as a dump shows it.

    Attributes:
        kind: ``named`` (names are shown), ``fixed`` (numbers of up to v1.5), ``unknown`` (numbers that nothing explains).
        versions: releases of Antrea that have such tables, as ``v1.0-v1.3``; empty where it cannot be told.
        numbers: the table behind each number that is believed.
    """

    kind: Literal["named", "fixed", "unknown"]
    versions: str = ""
    numbers: dict[int, str] = field(default_factory=dict)

    def table(self, flow: Flow) -> str | None:
        """The table that a flow is in, by its name since v1.6; None where it cannot be told."""
        printed = flow.in_table
        if isinstance(printed, int):
            return self.numbers.get(printed)
        name = _SYNONYMS.get(printed, printed)
        return name if name in STAGES else None

    def stage(self, flow: Flow) -> Stage | None:
        """The stage of the pipeline that a flow is in."""
        name = self.table(flow)
        return STAGES[name] if name else None

    @property
    def before_flexible(self) -> bool | None:
        """Whether it is one of the pipelines up to v1.5, whose registers and cookies mean other things; None if unknown."""
        if self.kind == "unknown":
            return None
        return self.kind == "fixed" or self.versions == "v1.4-v1.5"


def recognise(flows: Iterable[Flow]) -> Pipeline:
    """Which pipeline flows belong to.

    >>> recognise([Flow(table=n, actions="drop") for n in (0, 10, 70, 71, 72, 80, 110)]).versions
    'v1.0-v1.3'
    >>> recognise([Flow(table=16, actions="drop")]).kind
    'unknown'
    """
    tables = {flow.in_table for flow in flows}
    names = {table for table in tables if isinstance(table, str)}
    if names & (STAGES.keys() | _SYNONYMS.keys()):
        return Pipeline("named", _named_versions(names))
    numbers = {table for table in tables if isinstance(table, int)}
    # Open vSwitch keeps a table 254 of its own.
    if any(_MOST_TABLES <= number < 254 for number in numbers & (_FIXED.keys() | {71, 106})) and (len(numbers & _ALWAYS) > 1 or len(numbers) == 1):
        return _fixed(numbers)
    return Pipeline("unknown")


def _named_versions(names: set[str]) -> str:
    if names & {
        "Classification",
        "IPTTLDec",
        "l3Forwarding",
        "L2Forwarding",
        "ServiceClassifier",
        "ServiceConntrackCommit",
        "DefaultTierEgressRule",
        "HairpinSNAT",
    }:
        return "v1.4-v1.5"
    if names & {"SNATConntrackZone", "ServiceMark", "SNATConntrackCommit"}:
        return "v1.6"
    for table, since in (
        ("EgressQoS", "v1.14"),
        ("DSRServiceMark", "v1.13"),
        ("EgressSecurityClassifier", "v1.8"),
        ("NonIP", "v1.8"),
        ("UnSNAT", "v1.7"),
        ("SNATMark", "v1.7"),
    ):
        if table in names:
            return f"{since} or later"
    return "v1.6 or later"


def _fixed(numbers: set[int]) -> Pipeline:
    found = {number: name for number, name in _FIXED.items() if number in numbers}
    if len(numbers) == 1:
        return Pipeline("fixed", "", found)
    if numbers & {23, 24, 35}:
        versions = "v1.4-v1.5"
    elif 72 in numbers:
        versions = "v1.0-v1.3"
    elif 71 in numbers:
        versions = "v0.12-v0.13"
    elif numbers & {61, 101}:
        versions = "v0.10-v0.11"
    elif numbers & {29, 45, 49, 106}:
        versions = "v0.9"
    else:
        versions = "v0.1-v0.8"
    if 71 in numbers:
        found[71] = "SNAT" if 72 in numbers else "L3DecTTL"
    if 106 in numbers:
        found[106] = "ServiceConntrackCommit" if versions == "v1.4-v1.5" else "HairpinSNAT"
    if 40 in numbers:
        found[40] = "SessionAffinity" if numbers & {41, 42} else "DNAT"
    return Pipeline("fixed", versions, found)
