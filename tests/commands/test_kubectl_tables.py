"""kubectl's tables read the same aligned and flattened; prose behind them is no row."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

import antrea_parse as ap
from tests import goldens

TABLES = [path for path in goldens.cases() if path.parent.name.startswith("kubectl-get-")]


def command_of(path: Path) -> str:
    return str(json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))["command"])


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_flattened_table_reads_as_the_aligned_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    aligned = ap.parse(text, command_of(path))
    flattened = ap.parse(re.sub(r" +", " ", text), command_of(path))
    doubtful = {item.line for item in flattened.diagnostics if item.code == "AP206"}
    for collapsed, whole in zip(flattened, aligned, strict=True):
        assert collapsed == whole or collapsed.span.first_line in doubtful
        assert collapsed.model_fields_set <= whole.model_fields_set


def test_a_table_without_namespaces_leaves_them_unset() -> None:
    (pod,) = ap.parse("NAME READY STATUS RESTARTS AGE\nfrontend 1/1 Running 0 20s\n", "kubectl get po")
    assert "namespace" not in pod.model_fields_set
    assert "node" not in pod.model_fields_set


def test_cells_are_typed() -> None:
    (pod,) = ap.parse(
        "NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES\nweb-0 1/2 Running 5 (98m ago) 3d22h <none> w <none> 0/1\n",
        "kubectl get po -owide",
    )
    assert (pod.ready.ready, pod.ready.total, pod.restarts, pod.ip, pod.node) == (1, 2, 5, None, "w")
    assert pod.age == timedelta(days=3, hours=22)
    assert pod.age < pod.age.upper <= timedelta(days=3, hours=23)
    assert pod.model_dump(mode="json")["age"] == "3d22h"
    (service,) = ap.parse("NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE\nlb LoadBalancer 10.96.7.7 <pending> 80:30080/TCP,53/UDP 10m\n", "kubectl get svc")
    assert [(port.port, port.node_port, port.protocol) for port in service.ports] == [(80, 30080, "TCP"), (53, None, "UDP")]


def test_rows_that_are_cut_or_repeated_are_kept_once_and_named() -> None:
    text = (
        "NAMESPACE NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES\n"
        "kube-system agent-1 2/2 Running 3 4d19h 192.168.110.66 w1 <none> <none>\n"
        "kube-system agent-1 2/2 Running 3 4d19h 192.168.110.66 w1\n"
    )
    out = ap.parse(text, "kubectl get po -A -owide")
    assert len(out) == 1
    assert {item.code for item in out.diagnostics if item.line == 3} == {"AP204", "AP205"}


@pytest.mark.parametrize("line", ["Name | Role | IP Addr |", "apiVersion: v1", "worker one is the one with the pods", "查看运行情况"])
def test_what_stands_behind_a_table_is_no_row(line: str) -> None:
    out = ap.parse(f"NAME READY STATUS RESTARTS AGE\nfrontend 1/1 Running 0 20s\n{line}\n", "kubectl get po")
    assert len(out) == 1
    assert [(item.code, item.line) for item in out.diagnostics if item.level == "error"] == [("AP201", 3)]


def test_messages_of_kubectl_are_no_rows() -> None:
    out = ap.parse("Warning: v1 Endpoints is deprecated\nNo resources found in default namespace.\n", "kubectl get ep")
    assert len(out) == 0
    assert [item.code for item in out.diagnostics] == ["AP207", "AP207"]


def test_statefulsets_are_not_taken_for_pods() -> None:
    rows = ap.parse("NAME    READY   AGE\nweb     1/1     3d\n", "kubectl get po,sts").records
    assert [type(row).__name__ for row in rows] == ["Row"]
