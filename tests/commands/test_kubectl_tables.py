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
    doubtful = {item.line for item in flattened.diagnostics if item.code in ("AP203", "AP206")}
    for collapsed, whole in zip(flattened, aligned, strict=True):
        assert collapsed == whole or doubtful & {*range(collapsed.span.first_line, collapsed.span.last_line + 1)}
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


def test_services_before_kubernetes_1_8_have_no_type() -> None:
    (service,) = ap.parse("NAME         CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\nkubernetes   10.0.0.1     <none>        443/TCP   1h\n", "kubectl get svc")
    assert (str(service.cluster_ip), service.external_ip, "type" in service.model_fields_set) == ("10.0.0.1", None, False)


def test_rows_that_stand_anywhere_are_told_by_their_cells() -> None:
    text = "NAME                     READY   STATUS    RESTARTS   AGE\nweb-with-a-very-long-name-that-outgrew-its-column   1/1   Running   3 (2d ago)   1d\n"
    (pod,) = ap.parse(text, "kubectl get pods")
    assert (pod.name, pod.restarts, str(pod.last_restart)) == ("web-with-a-very-long-name-that-outgrew-its-column", 3, "2d")


def test_rows_that_a_release_misaligns_after_the_hundredth_are_read() -> None:
    head = [f"web-{number}-with-a-long-name   1/1     Running   0          3d" for number in range(100)]
    tail = [f"w{number}   1/1   Running   12 (4m31s ago)   3d" for number in range(5)]
    text = "\n".join(["NAME                      READY   STATUS    RESTARTS   AGE", *head, *tail, ""])
    pods = ap.parse(text, "kubectl get pods")
    assert [pod.name for pod in pods[-5:]] == [f"w{number}" for number in range(5)]
    assert {item.code for item in pods.diagnostics} == {"AP111"}


def test_several_tables_tell_kinds_by_the_resource_before_the_name() -> None:
    header = "NAME   TIER   PRIORITY   DESIRED NODES   CURRENT NODES   AGE"
    rows = [f"{kind}/x   application   5   1   1   3d" for kind in ("clusternetworkpolicy.crd.antrea.io", "networkpolicy.crd.antrea.io")]
    text = f"{header}\n{rows[0]}\n\n{header}\n{rows[1]}\n"
    assert [type(row).__name__ for row in ap.parse(text, "kubectl get acnp,annp")] == ["ClusterNetworkPolicy", "AntreaNetworkPolicy"]


@pytest.mark.parametrize("end", ["worker-", "worker-01   <non", "worker-01   <none>"])
def test_a_row_that_ends_within_a_cell_is_named(end):
    header = "NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE   IP             NODE        NOMINATED NODE   READINESS GATES\n"
    whole = "default     web-0   1/1     Running   0          4d    192.168.1.62   worker-01   <none>           <none>\n"
    out = ap.parse(
        f"{header}{whole}default     web-1   1/1     Running   0          4d    192.168.1.63   {end}\n{whole.replace('web-0', 'web-2')}",
        "kubectl get po -A -owide",
    )
    assert [(item.code, item.line) for item in out.diagnostics] == [("AP204", 3)]
    assert len(out) == 3


def test_a_row_that_ends_in_its_last_column_takes_nothing_of_the_next() -> None:
    titles = "NAMESPACE                       NAME                              PORT(S)"
    rows = [
        "0lx41wg-8mtnmz6-urp4kpb-o6b     1w02.8qs8l.3xd1                   1.5",
        "qy                              vmrnqh67j                         more of it",
        "qxh33qgcn-5wh2lqx-z-52r9a2t8c   3gsxgm-0av6jm-5omue-n             x",
    ]
    broken = "\n".join(line[:72] + ("\n" + line[72:] if line[72:] else "") for line in (titles, *rows)) + "\n"
    assert list(ap.parse(broken, "kubectl get things -A")) == list(ap.parse("\n".join((titles, *rows)) + "\n", "kubectl get things -A"))


def test_a_name_alone_is_the_rest_of_a_row() -> None:
    text = "NAME    EGRESSIP        AGE     LABELS\njip9    9.254.105.9     13m     app=a,k8s-app=v1,z9=\nk8s-app\nk0      9.254.105.1     35h     tier=0\n"
    assert [(record.name, record.labels) for record in ap.parse(text, "kubectl get egresses --show-labels")] == [
        ("jip9", {"app": "a", "k8s-app": "v1", "z9": "k8s-app"}),
        ("k0", {"tier": "0"}),
    ]


@pytest.mark.parametrize("age", ["<none>", ""])
def test_a_row_whose_age_is_empty_is_a_row(age: str) -> None:
    out = ap.parse(f"NAME         AGE\n81jri-vmk    3d\nn1           {age}\n", "kubectl get things")
    assert [record.name for record in out] == ["81jri-vmk", "n1"]
