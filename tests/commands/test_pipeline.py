"""What flows mean to Antrea: the pipeline recognised, facts with their lines, plain words."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_address
from typing import TypeVar

import pytest

import antrea_parse as ap
from antrea_parse.commands.flows.record import Flow
from antrea_parse.commands.ovs_ofctl_dump_groups import Group
from antrea_parse.commands.pipeline.explain import explain
from antrea_parse.commands.pipeline.extract import pipeline_facts
from antrea_parse.commands.pipeline.facts import DropCounter, EgressMark, Endpoint, EndpointFact, Fact, PeerRoute, PodBinding, PolicyRule, PortRole, ServiceFact
from antrea_parse.commands.pipeline.registers import decode_cookie, meanings
from antrea_parse.commands.pipeline.tables import STAGES, recognise
from tests.goldens import ROOT

F = TypeVar("F", bound=Fact)

#: A node since v1.6, names shown, as `antctl get ovsflows` and bundles print it.
NAMED = (ROOT / "ovs-ofctl-dump-flows" / "antrea_names.txt").read_text(encoding="utf-8")
GROUPS = (ROOT / "ovs-ofctl-dump-groups" / "antrea_names.txt").read_text(encoding="utf-8")
#: The tables of v0.13 that tell, as a pipe prints them under OpenFlow 1.0.
OLD = (ROOT / "ovs-ofctl-dump-flows" / "antrea_numbers_v0.13.txt").read_text(encoding="utf-8")


def flows_of(text: str) -> tuple[Flow, ...]:
    out = ap.parse(text, "ovs-ofctl dump-flows br-int", strict=True)
    return tuple(flow for flow in out if isinstance(flow, Flow))


def groups_of(text: str) -> tuple[Group, ...]:
    return tuple(group for group in ap.parse(text, "ovs-ofctl dump-groups br-int", strict=True) if isinstance(group, Group))


def facts_of(text: str, kind: type[F], groups: str = "") -> list[F]:
    return [fact for fact in pipeline_facts(flows_of(text), groups_of(groups)) if isinstance(fact, kind)]


def lines_of(fact: Fact) -> list[int]:
    return [span.first_line for span in fact.spans]


def test_a_pod_is_bound_by_four_tables() -> None:
    pod = next(fact for fact in facts_of(NAMED, PodBinding) if fact.role == "Pod")
    assert (str(pod.ip), pod.mac, pod.in_port, pod.ofport) == ("10.211.1.15", "c6:34:f2:aa:01:15", "frontend-fbd015", 6)
    assert pod.tables == ("ARPSpoofGuard", "SpoofGuard", "L3Forwarding", "L2ForwardingCalc")
    assert lines_of(pod) == [3, 6, 7, 19, 24]


def test_the_gateway_is_no_pod() -> None:
    assert [(fact.in_port, fact.ofport, fact.role) for fact in facts_of(NAMED, PodBinding) if fact.role != "Pod"] == [("antrea-gw0", 2, "gateway")]


def test_ports_have_roles() -> None:
    assert [(fact.port, fact.role) for fact in facts_of(NAMED, PortRole)] == [("antrea-gw0", "gateway"), ("antrea-tun0", "tunnel"), ("frontend-fbd015", "Pod")]
    assert [(fact.port, fact.role) for fact in facts_of(OLD, PortRole)] == [(1, "tunnel"), (5, "Pod")]


def test_old_flows_tell_the_same() -> None:
    (pod,) = facts_of(OLD, PodBinding)
    assert (str(pod.ip), pod.mac, pod.in_port, pod.ofport, pod.role) == ("10.211.1.5", "12:a9:df:10:7b:55", 5, 5, "Pod")
    (route,) = facts_of(OLD, PeerRoute)
    assert (route.cidr, str(route.node_ip)) == (IPv4Network("10.211.2.0/24"), "192.168.110.67")
    (service,) = facts_of(OLD, ServiceFact)
    assert (str(service.ip), service.port, service.protocol, service.group_id, service.endpoints) == ("10.96.0.10", 53, "TCP", 2, None)
    assert [(fact.table, fact.reason, fact.n_packets) for fact in facts_of(OLD, DropCounter)] == [("ConntrackState", "invalid connection state", 4)]


def test_numbers_that_mean_nothing_still_tell_facts_by_shape() -> None:
    numbers = {name: str(number) for number, name in enumerate(STAGES)}
    text = NAMED
    for name in sorted(STAGES, key=len, reverse=True):
        text = text.replace(f"table={name},", f"table={numbers[name]},").replace(f"goto_table:{name}", f"goto_table:{numbers[name]}")
    assert recognise(flows_of(text)).kind == "unknown"
    pods = facts_of(text, PodBinding)
    assert ("10.211.1.15", "c6:34:f2:aa:01:15", "frontend-fbd015", 6) in [(str(pod.ip), pod.mac, pod.in_port, pod.ofport) for pod in pods]
    assert [fact.cidr for fact in facts_of(text, PeerRoute)] == [fact.cidr for fact in facts_of(NAMED, PeerRoute)]
    assert facts_of(text, PortRole) == []  # what a register says depends on the version, which numbers do not tell
    assert {fact.reason for fact in facts_of(text, DropCounter)} == {""}


def test_peers_and_other_clusters() -> None:
    assert [(str(fact.cidr), str(fact.node_ip), fact.multicluster) for fact in facts_of(NAMED, PeerRoute)] == [
        ("10.211.2.0/24", "192.168.110.67", False),
        ("10.112.0.0/16", "192.168.110.99", True),
    ]


def test_services_lead_to_endpoints() -> None:
    cluster, node_port = facts_of(NAMED, ServiceFact, GROUPS)
    assert (str(cluster.ip), cluster.port, cluster.protocol) == ("10.96.76.15", 80, "TCP")
    assert cluster.endpoints == (Endpoint(ip=ip_address("10.211.1.6"), port=80), Endpoint(ip=ip_address("10.211.2.7"), port=8080))
    assert (node_port.ip, node_port.port, node_port.protocol, node_port.endpoints) == (None, 30053, "UDP", None)
    (endpoint,) = facts_of(NAMED, EndpointFact)
    assert (str(endpoint.ip), endpoint.port, endpoint.protocol) == ("10.211.1.6", 80, "TCP")


@pytest.mark.parametrize(
    "bucket",
    ["load:0xad30106->NXM_NX_REG3[],load:0x50->NXM_NX_REG4[0..15],resubmit(,42)", "set_field:0xad30106->reg3,set_field:0x50/0xffff->reg4,resubmit(,42)"],
)
def test_endpoints_of_every_openflow_version(bucket: str) -> None:
    (service, *_) = facts_of(NAMED, ServiceFact, f"group_id=5,type=select,bucket=weight:100,actions={bucket}\n")
    assert service.endpoints == (Endpoint(ip=ip_address("10.211.1.6"), port=80),)


def test_rules_have_clauses_an_outcome_and_a_counter() -> None:
    rule, partial = facts_of(NAMED, PolicyRule)
    assert (rule.conj_id, rule.direction, rule.outcome, rule.dropped) == (7, "egress", "drop", 12)
    assert [(clause.number, clause.of, clause.matches) for clause in rule.clauses] == [
        (1, 3, ("ip,nw_dst=10.211.2.7",)),
        (2, 3, ("ip,nw_src=10.211.1.15",)),
        (3, 3, ("tcp,tp_dst=3306",)),
    ]
    assert (partial.conj_id, partial.outcome, partial.dropped) == (9, None, None)


def test_drops_have_reasons() -> None:
    assert [(fact.table, fact.reason, fact.n_packets) for fact in facts_of(NAMED, DropCounter)] == [
        ("PipelineRootClassifier", "protocol not supported", 3),
        ("SpoofGuard", "source address is not the port's", 5),
        ("ConntrackState", "invalid connection state", 4),
        ("EgressMetric", "denied by an Antrea policy", 12),
        ("EgressDefaultRule", "isolated by a network policy", 1),
    ]


def test_egress_marks() -> None:
    assert [(fact.in_port, fact.mark, fact.egress_ip and str(fact.egress_ip)) for fact in facts_of(NAMED, EgressMark)] == [
        ("frontend-fbd015", 1, None),
        (None, 1, "192.168.110.200"),
    ]


def test_a_flow_that_cannot_be_decoded_says_nothing() -> None:
    assert pipeline_facts([Flow(match="in_port=1", actions="ct(commit")]) == ()


@pytest.mark.parametrize(
    ("numbers", "versions", "seventy_one"),
    [
        ((0, 10, 70, 71, 80, 110), "v0.12-v0.13", "L3DecTTL"),
        ((0, 10, 70, 71, 72, 80, 110), "v1.0-v1.3", "SNAT"),
        ((0, 10, 23, 70, 71, 72, 80, 110), "v1.4-v1.5", "SNAT"),
        ((0, 10, 61, 70, 80, 110), "v0.10-v0.11", None),
        ((0, 10, 70, 80, 110), "v0.1-v0.8", None),
    ],
)
def test_versions_by_fixed_numbers(numbers: tuple[int, ...], versions: str, seventy_one: str | None) -> None:
    pipeline = recognise([Flow(table=number, actions="drop") for number in numbers])
    assert (pipeline.kind, pipeline.versions) == ("fixed", versions)
    assert pipeline.table(Flow(table=71, actions="drop")) == seventy_one


@pytest.mark.parametrize("number", [0, 10, 16, 28, 45])
def test_a_low_number_alone_is_not_trusted(number: int) -> None:
    assert recognise([Flow(table=number, actions="drop")]).table(Flow(table=number, actions="drop")) is None


def test_versions_by_names() -> None:
    assert recognise(flows_of(NAMED)).versions == "v1.6 or later"  # none of its tables came later
    assert recognise([Flow(table="Classification", actions="drop")]).versions == "v1.4-v1.5"
    assert recognise([Flow(table="EgressQoS", actions="drop")]).versions == "v1.14 or later"
    assert recognise([Flow(table="Classification", actions="drop")]).table(Flow(table="Classification", actions="drop")) == "Classifier"


def test_registers_mean_other_things_in_old_versions() -> None:
    assert meanings("reg0", 1, 0xF) == ["packet source tunnel"]
    assert meanings("reg0", 1, 0xFFFF, old=True) == ["packet source gateway"]


def test_cookies() -> None:
    assert decode_cookie(0x3040000000007) == (3, "Egress", 7)
    assert decode_cookie(0x3040000000007, old=True) == (3, "Service", 7)
    assert decode_cookie(0x3040000000007, old=None) == (3, "4", 7)


def test_plain_words() -> None:
    flows = {(flow.in_table, flow.match): flow for flow in flows_of(NAMED)}
    pod = flows["L3Forwarding", "ip,reg0=0x200/0x200,nw_dst=10.211.1.15"]
    assert pod.explain() == (
        "IPv4 with rewrite MAC addresses to pod 10.211.1.15: set source MAC 36:ab:6b:31:0c:75, set destination MAC c6:34:f2:aa:01:15, "
        "mark packet destination Pod, continue in L3DecTTL"
    )
    assert flows["AntreaPolicyEgressRule", "tcp,tp_dst=3306"].explain() == "TCP to port 3306: fulfil clause 3 of 3 of conjunction 7"
    assert flows["SpoofGuard", ""].explain() == "any packet: drop"
    old = flows_of(OLD)
    assert explain(old[1], recognise(old)) == "arriving at port 5: mark packet source Pod, continue in SpoofGuard (table 10)"
    assert "\n" not in "".join(flow.explain() for flow in (*old, *flows.values()))
