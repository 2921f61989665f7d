"""``antctl query``: which policies concern a pod, and which one decides over traffic.

Sources of the formats: antrea pkg/antctl/output (endpoint, v0.9 and later), pkg/apiserver/handlers/endpoint, pkg/antctl/transform/networkpolicy
(evaluation, v2.0 and later).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from antrea_parse.commands.antctl.objects import Key, Reading, Shape, integer, listed, made, spread, text
from antrea_parse.commands.antctl.reader import Resource, antctl_kind, is_document, read_objects
from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.commands.cells import Part
from antrea_parse.commands.kubectl_kind import Field, Kind
from antrea_parse.engine.documents import Object
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "antctl_query_endpoint.textfsm"
#: Block of the text, field of the record.
_BLOCKS = {
    "Applied Policies on Endpoint": "applied_policies",
    "Egress Rules Referencing Endpoint as Destination": "egress_rules",
    "Ingress Rules Referencing Endpoint as Source": "ingress_rules",
}


class AppliedPolicy(Part):
    """A policy that applies to a pod.

    Attributes:
        name: of the policy.
        namespace: of the policy; None for one of the cluster.
        uid: of the policy.
    """

    name: str | None = None
    namespace: str | None = None
    uid: str | None = None


class ReferencingRule(AppliedPolicy):
    """A rule of a policy that names a pod as its peer.

    Attributes:
        name: of the policy.
        namespace: of the policy; None for one of the cluster.
        index: number of the rule in the policy, from 0.
        uid: of the policy.
    """

    index: int | None = None


class QueriedEndpoint(Record):
    """A pod and the policies that concern it.

    Attributes:
        namespace: of the pod.
        name: of the pod.
        applied_policies: policies that apply to it.
        egress_rules: rules of other pods' policies that let them reach it, or forbid it.
        ingress_rules: rules of other pods' policies that let it reach them, or forbid it.
    """

    namespace: str | None = None
    name: str | None = None
    applied_policies: list[AppliedPolicy] | None = None
    egress_rules: list[ReferencingRule] | None = None
    ingress_rules: list[ReferencingRule] | None = None


class Evaluation(Record):
    """The rule that decides over traffic between two endpoints.

    Attributes:
        name: of its policy; None where no rule decides.
        namespace: of its policy; None for one of the cluster.
        policy_type: ``K8sNetworkPolicy``, ``AntreaNetworkPolicy``, ….
        rule_index: number of the rule in the policy; a large one stands for the isolation that a policy of Kubernetes brings.
        direction: ``In`` or ``Out``.
        action: ``Allow``, ``Drop``, ``Reject``, ``Pass``; None for a rule of a policy of Kubernetes.
        uid: of the policy; only objects tell.
    """

    name: str | None = None
    namespace: str | None = None
    policy_type: str | None = None
    rule_index: int | None = None
    direction: str | None = None
    action: str | None = None
    uid: str | None = None


class QueryEndpointOutput(Output):
    """Output of ``antctl query endpoint``: one record for each pod asked for."""

    records: tuple[QueriedEndpoint, ...] = ()


class EvaluationOutput(Output):
    """Output of ``antctl query networkpolicyevaluation``: one record; without a name where no rule decides."""

    records: tuple[Evaluation, ...] = ()


_POLICY = {"name": Key("name", text), "namespace": Key("namespace", text), "uid": Key("uid", text)}
_RULE = Shape(
    {
        **_POLICY,
        "ruleindex": Key("index", integer),
        "direction": Key("direction", text),
        "policyref": spread(Shape(_POLICY)),
    }
)


def _rule(**values: Any) -> tuple[str | None, ReferencingRule]:
    return values.pop("direction", None), ReferencingRule(**values)


def _finish_endpoint(values: dict[str, Any]) -> None:
    rules = values.pop("rules", None) or []
    values["egress_rules"] = [rule for direction, rule in rules if direction == "Out"]
    values["ingress_rules"] = [rule for direction, rule in rules if direction == "In"]
    values["applied_policies"] = values.get("applied_policies") or []


ENDPOINT = Resource(
    Kind("endpoint", QueriedEndpoint, headers=(), fields={}),
    Shape(
        {
            "namespace": Key("namespace", text),
            "name": Key("name", text),
            "policies": Key("applied_policies", listed(made(AppliedPolicy, Shape({**_POLICY, "policyref": spread(Shape(_POLICY))})))),
            "rules": Key("rules", listed(made(_rule, _RULE))),
        }
    ),
    frozenset({"policies", "rules"}),
    _finish_endpoint,
    items="endpoints",
)


def read_endpoint(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The pods, of text or of YAML and JSON."""
    passing = enumerate(lines)
    first = next(((index, line) for index, line in passing if line and not line.isspace()), None)
    if first is None:
        return
    if is_document(first[1]) and not first[1].lstrip().startswith(tuple(_BLOCKS)):
        yield from read_objects(chain([first], passing), ledger, ENDPOINT)
        return
    values: dict[str, Any] = {}
    rows: list[Any] | None = None
    start = last = first[0]
    blanks = ("" for _ in range(first[0]))
    for index, label, cells in line_format(TEMPLATE).events(chain(blanks, [first[1]], (line for _, line in passing)), ledger.uses, READ):
        if label == "ENDPOINT":
            if values:
                yield QueriedEndpoint.build(values, ledger.span(start, last))
            namespace, _, name = (cells[0] or "").rpartition("/")
            values = {"namespace": namespace or None, "name": name}
            rows, start = None, index
        elif label == "BLOCK":
            rows = values.setdefault(_BLOCKS[cells[0] or ""], [])
        elif rows is None:
            ledger.report("AP203", "a row before any block: left out", index)
        else:
            kept = [None if cell == "<NONE>" else cell for cell in cells]
            if label == "RULE":
                row: Any = ReferencingRule(name=kept[0], namespace=kept[1], index=int(cells[2] or 0), uid=kept[3])
            else:
                row = AppliedPolicy(name=kept[0], namespace=kept[1], uid=kept[2])
            if row in rows:
                ledger.report("AP205", f"{row.name} stands here again: kept once", index)
            else:
                rows.append(row)
        last = index
    if values:
        yield QueriedEndpoint.build(values, ledger.span(start, last))


def _spread_reference(value: Any, reading: Reading) -> dict[str, Any]:
    if not isinstance(value, Object):
        raise TypeError("not a reference")
    return reading.fields(value, Shape({**_POLICY, "type": Key("policy_type", text)}))


def _spread_rule(value: Any, reading: Reading) -> dict[str, Any]:
    if not isinstance(value, Object):
        raise TypeError("not a rule")
    kept = ("from", "to", "services", "name", "priority", "enablelogging", "appliedtogroups", "l7protocols", "loglabel")
    return reading.fields(value, Shape({"direction": Key("direction", text), "action": Key("action", text)}, frozenset(kept)))


_RESPONSE = Shape({"networkpolicy": Key("", _spread_reference), "ruleindex": Key("rule_index", integer), "rule": Key("", _spread_rule)})
EVALUATION = Resource(
    antctl_kind(
        "networkpolicyevaluation",
        Evaluation,
        ("NAME NAMESPACE POLICY-TYPE RULE-INDEX DIRECTION ACTION",),
        (Field("name"), Field("namespace"), Field("policy_type"), Field("rule_index", int), Field("direction"), Field("action")),
        anchor="RULE-INDEX",
    ),
    Shape({**_RESPONSE.keys, "response": spread(_RESPONSE)}, frozenset({"request", "metadata", "kind", "apiversion", "typemeta", "objectmeta"})),
    frozenset({"response", "ruleindex", "networkpolicy"}),
)

COMMANDS = (
    Command(
        name="antctl query endpoint",
        record=QueriedEndpoint,
        output=QueryEndpointOutput,
        template=TEMPLATE,
        read=read_endpoint,
        starts=r"\s*Endpoint \S+/\S+\s*$",
        signs=(
            (r"\s*Endpoint [a-z0-9][-a-z0-9.]*/[a-z0-9][-a-z0-9.]*\s*$", "names an endpoint as antctl query does"),
            (r"\s*(?:" + "|".join(_BLOCKS) + "):", "is the title of a block of antctl query"),
        ),
    ),
    EVALUATION.command(EvaluationOutput, verb="query"),
)
