"""Descriptions of ``kubectl describe``: several in one output, and cut anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import antrea_parse as ap
from antrea_parse.commands.objects.described_custom import keys_of, title
from antrea_parse.commands.objects.schema import types
from tests.goldens import ROOT

DESCRIBED = sorted(ROOT.glob("kubectl-get*/describe.*.txt"))


@pytest.mark.parametrize("path", DESCRIBED, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("flat", [False, True], ids=["raw", "flat"])
def test_what_is_cut_tells_nothing_that_the_whole_does_not(path: Path, *, flat: bool) -> None:
    command = json.loads(path.with_suffix(".json").read_text("utf-8"))["command"]
    lines = path.read_text("utf-8").split("\n")
    lines = [" ".join(line.split()) for line in lines] if flat else lines
    (whole,) = ap.parse("\n".join(lines), command)
    for cut in range(2, len(lines), 3):
        for record in ap.parse("\n".join(lines[:cut]) + "\n", command):
            assert type(record) is type(whole)
            assert not [name for name in record.model_fields_set if getattr(record, name) != getattr(whole, name)], cut


def test_many_nodes_in_one_output() -> None:
    text = (ROOT / "kubectl-get-nodes" / "describe.v1.32.txt").read_text("utf-8")
    pages = [text.replace("n1\n", f"worker-{number}\n", 1) for number in range(40)]
    out = ap.parse("\n\n".join(pages), "kubectl describe nodes")
    assert [record.name for record in out] == [f"worker-{number}" for number in range(40)]
    assert not [item for item in out.diagnostics if item.level != "info"]
    whole = "\n\n".join(pages).split("\n")
    cut = ap.parse("\n".join(whole[:-30]) + "\n", "kubectl describe nodes")
    assert len(cut) == 40
    assert [item.code for item in cut.diagnostics if item.level != "info"] == ["AP202"]


def test_kinds_of_several_descriptions_are_told_by_their_keys() -> None:
    names = ("pods", "services", "deployments", "egresses")
    text = "\n\n".join((ROOT / f"kubectl-get-{name}" / "describe.v1.32.txt").read_text("utf-8") for name in names)
    kinds = [type(record).__name__ for record in ap.parse(text, "kubectl describe po,svc,deploy,eg -A")]
    assert kinds == ["Pod", "Service", "Deployment", "Egress"]
    assert [type(record).__name__ for record in ap.parse(text)] == kinds
    out = ap.parse(text, "kubectl describe pods")
    assert [type(record).__name__ for record in out] == ["Pod"]
    assert sum(item.code == "AP208" for item in out.diagnostics) == 3


def test_titles_of_fields_lead_back_to_them() -> None:
    fields = {key for kind in types().values() for key in kind.fields if not key[0].isupper()}
    assert len({title(key) for key in fields}) == len(fields)
    assert [key for key in fields if key not in keys_of(title(key))] == []


def test_settings_of_a_configmap_are_told_with_their_indentation_and_without() -> None:
    text = (ROOT / "kubectl-get-configmaps" / "describe.v1.32.txt").read_text("utf-8")
    (record,) = ap.parse(text)
    assert (record.agent.traffic_encap_mode, record.agent.proxy_all) == ("hybrid", True)
    assert record.controller == {"featureGates": {"Traceflow": False}, "apiPort": 10349}
    flat = "\n".join(line.strip() for line in text.split("\n"))
    out = ap.parse(flat, "kubectl describe cm")
    assert (out[0].agent, out[0].controller) == (record.agent, record.controller)
    assert [item.code for item in out.diagnostics] == ["AP111"]
    out = ap.parse(flat.replace("proxyAll: true", "unheardOf: true"), "kubectl describe cm")
    assert "agent" not in out[0].model_fields_set
    assert any(item.code == "AP203" and "settings with their indentation" in item.message for item in out.diagnostics)


def test_a_pod_of_which_the_kubelet_has_not_told() -> None:
    text = (
        "Name: p\nNamespace: d\nPriority: 0\nNode: <none>\nLabels: <none>\nAnnotations: <none>\nStatus: Pending\nIP:\nIPs: <none>\n"
        "Containers:\n  c:\n    Image: i\n    Port: <none>\n    Host Port: <none>\n    Environment:  <none>\n    Mounts: <none>\n"
        "QoS Class: BestEffort\nNode-Selectors: <none>\nTolerations: <none>\nEvents: <none>\n"
    )
    (record,) = ap.parse(text)
    assert ([item.name for item in record.containers], record.status, str(record.ready.total), record.node) == (["c"], "Pending", "1", None)


def test_rows_that_are_not_understood_are_named_and_their_field_is_unset() -> None:
    text = (ROOT / "kubectl-get-nodes" / "describe.v1.32.txt").read_text("utf-8")
    out = ap.parse(text.replace("Ready   False ", "Ready   Maybe ").replace("k:NoSchedule", "k NoSchedule"), "kubectl describe nodes")
    assert not {"conditions", "taints", "status"} & out[0].model_fields_set
    assert [item.message.partition(":")[0] for item in out.diagnostics if item.code == "AP203"] == ["Taints", "Conditions"]


def test_a_port_of_any_number_in_a_described_policy() -> None:
    text = (ROOT / "kubectl-get-networkpolicies" / "describe.v1.32.txt").read_text("utf-8")
    (record,) = ap.parse(text.replace("To Port Range: 8000-9000/TCP", "To Port: <nil>/SCTP"))
    assert [(port.port, port.protocol) for port in record.ingress[0].ports] == [(None, "SCTP")]


def test_a_pod_as_old_releases_describe_it() -> None:
    text = (
        "Name:         web-1006230814-6winp\nNamespace:    default\nNode:         worker-01/10.240.0.9\nStart Time:   Thu, 24 Mar 2016 01:39:49 +0000\n"
        'Labels:       app=web,pod-template-hash=1006230814\nAnnotations:    kubernetes.io/created-by={"kind":"SerializedReference","apiVersion":"v1"}\n'
        "Status:         Running\nIP:             10.244.0.6\nControllers:    ReplicaSet/web-1006230814\nContainers:\n  web:\n"
        "    Container ID:       docker://90315cc9\n    Image:              nginx\n    Image ID:           docker://6f62f48c\n    Port:               80/TCP\n"
        "    QoS Tier:\n      cpu:      Guaranteed\n    State:              Running\n      Started:          Thu, 24 Mar 2016 01:39:51 +0000\n"
        "    Ready:              True\n    Restart Count:      0\nConditions:\n  Type          Status\n  Ready         True\n"
        "QoS Class:      Guaranteed\nTolerations:    <none>\nEvents:         <none>\n"
    )
    out = ap.parse(text)
    assert (out[0].labels, out[0].owner.name) == ({"app": "web", "pod-template-hash": "1006230814"}, "web-1006230814")
    assert out[0].annotations == {"kubernetes.io/created-by": '{"kind":"SerializedReference","apiVersion":"v1"}'}
    assert not [item for item in out.diagnostics if item.level != "info"]
