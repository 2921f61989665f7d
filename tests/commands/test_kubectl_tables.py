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


def test_a_label_whose_command_line_is_not_known_is_called_by_its_title() -> None:
    (pod,) = ap.parse("NAME   READY   STATUS    RESTARTS   AGE   NAME\nweb    1/1     Running   0          3d    web-app\n")
    assert pod.label_columns == {"NAME": "web-app"}


@pytest.mark.parametrize("gap", ["   ", " "])
@pytest.mark.parametrize("words", ["", " --no-headers"])
def test_the_command_line_tells_the_titles_of_ones_own_columns(gap: str, words: str) -> None:
    rows = [("Who", "WHERE IT RUNS"), ("WEB", "w-01"), ("<none>", "w-02")]
    text = "".join(f"{name:{len(gap) + 3 if gap != ' ' else 0}}{gap}{node}\n" for name, node in rows[bool(words) :])
    read = ap.parse(text, f"kubectl get pods -o 'custom-columns=Who:.metadata.name,WHERE IT RUNS:.spec.nodeName'{words}")
    assert [row.cells for row in read] == [{"who": "WEB", "where_it_runs": "w-01"}, {"who": None, "where_it_runs": "w-02"}]
    assert {item.code for item in read.diagnostics if item.level != "info"} <= {"AP202", "AP206"}


def test_rows_of_another_resource_under_the_header_of_a_known_one_are_told_by_their_number() -> None:
    rows = ap.parse("NAME READY AGE\nletsencrypt True 3d\nstaging False 4h\nread more about 3d\n", "kubectl get issuers")
    assert [(row.name, row.cells, str(row.age)) for row in rows] == [("letsencrypt", {"ready": "True"}, "3d"), ("staging", {"ready": "False"}, "4h")]
    assert [(item.code, item.line) for item in rows.diagnostics if item.level != "info"] == [("AP206", 2), ("AP206", 3), ("AP201", 4)]


def test_a_node_without_metrics_stands_under_further_columns_in_old_releases() -> None:
    text = (
        "NAME        CPU(cores)   CPU%      MEMORY(bytes)   MEMORY%   \nworker-01   154m         7%        1530Mi          40%       \n"
        "worker-02   <unknown>                              <unknown>               <unknown>               <unknown>               \n"
    )
    rows = ap.parse(text, "kubectl top nodes")
    assert set(rows[1].cells.values()) == {"<unknown>"}
    assert [(item.code, item.line) for item in rows.diagnostics] == [("AP111", 3)]


def test_a_second_column_called_name_may_hold_anything() -> None:
    rows = ap.parse("NAMESPACE NAME KIND NAME AGE\nd a.b Service 10.0.0.1 3d\n", "kubectl get resourceimports -A")
    assert [(row.name, str(row.cells["name_2"])) for row in rows] == [("a.b", "10.0.0.1")]
    assert [item.message for item in rows.diagnostics if item.code == "AP206"] == [
        "cells told by their number, as if none were empty or held blanks: KIND, NAME"
    ]


def test_columns_that_somebody_left_out_are_named() -> None:
    out = ap.parse(
        "NAME    READY   STATUS    ...   IP           ...\nweb-0   1/1     Running   ...   172.18.0.2   ...\nweb-1   1/1     Running   ...   172.18.0.3\n",
        "kubectl get pods -o wide",
    )
    assert [(pod.name, str(pod.ip)) for pod in out] == [("web-0", "172.18.0.2"), ("web-1", "172.18.0.3")]
    assert [item.code for item in out.diagnostics if item.code == "AP213"] == ["AP213"]
    assert not [item for item in out.diagnostics if item.level == "error"]


def test_tables_drawn_anew_may_stand_two_blanks_apart() -> None:
    out = ap.parse("NAME      FOO     AGE\nns-test1  a b     1m\nns-test2  c  d    1m\n", "kubectl get foos")
    assert [(row.name, row.cells, str(row.age)) for row in out] == [("ns-test1", {"foo": "a b"}, "1m"), ("ns-test2", {"foo": "c  d"}, "1m")]


def test_columns_of_a_wide_table_of_which_some_are_missing_are_no_labels() -> None:
    header = "NAME    READY   STATUS    RESTARTS   AGE   IP\n"
    text = f"{header}web-0   1/1     Running   0          44s   10.0.0.6\nweb-1   1/1     Running   0          44s   10.0.0.68\n"
    for command in ("kubectl get pods -o wide", "kubectl get pods"):
        out = ap.parse(text, command)
        assert [pod.label_columns for pod in out] == [None, None]
        assert str(out[0].ip) == "10.0.0.6"
        assert out[1].ip is None  # nothing shows that its line was not cut within the address
        assert [(item.code, item.line) for item in out.diagnostics if item.level != "info"] == [("AP204", 3)]
    out = ap.parse(text, "kubectl get pods -o wide -L example.com/ip")
    assert [pod.label_columns for pod in out] == [{"example.com/ip": "10.0.0.6"}, {"example.com/ip": "10.0.0.68"}]


def test_a_cell_that_was_cut_does_not_cost_its_row() -> None:
    text = "NAME    READY   STATUS    RESTARTS   AGE   IP\nweb-0   1/1     Running   0          44s   <non\nweb-1   1/1     Running   0          44s   10.0\n"
    out = ap.parse(text, "kubectl get pods -o wide")
    assert [(pod.name, pod.ip) for pod in out] == [("web-0", None), ("web-1", None)]
    assert [item.line for item in out.diagnostics if item.code == "AP203"] == [2, 3]


def test_tiers_are_in_capitals_as_old_policies_have_them() -> None:
    (policy,) = ap.parse("NAME TIER PRIORITY DESIRED NODES CURRENT NODES AGE\ndeny Emergency 5 2 2 10d\n", "kubectl get acnp")
    assert (policy.name, policy.tier, policy.priority) == ("deny", "Emergency", 5)


def test_an_age_that_a_page_dropped_is_named_beside_a_label_that_looks_like_one() -> None:
    header = "NAME   PHASE     SOURCE-POD   DESTINATION-POD   DESTINATION-IP   AGE         APP    LABELS\n"
    row = "a      Running                                                   <invalid>   2d     app=b\n"
    assert header.index("AGE") == row.index("<invalid>")
    out = ap.parse(header + row.replace("<invalid>", ""), "kubectl get traceflows -L app --show-labels")
    assert "age" not in out[0].model_fields_set
    assert out[0].label_columns == {"app": "2d"}
    assert any(item.code == "AP113" and item.line == 2 and "AGE" in item.message for item in out.diagnostics)


def test_the_prompt_behind_a_table_is_no_end_of_its_last_row() -> None:
    text = (
        "$ kubectl get nodes\n"
        "NAME            STATUS                     ROLES                  AGE    VERSION\n"
        "worker-01-955   Unknown                    control-plane,master   100y   v1.8.0\n"
        "web-214         Ready,SchedulingDisabled   control-plane          0s     v1.21.2\n"
        "$ \n"
    )
    (capture,) = ap.read_text(text).captures
    assert [node.version for node in capture.output] == ["v1.8.0", "v1.21.2"]


def test_the_end_of_a_broken_label_is_no_row() -> None:
    text = (
        "NAME    TIER          PRIORITY   DESIRED NODES   CURRENT NODES   AGE     APP\n"
        "db-0    application   5          0               1               7h59m   v1.2\n"
        "1-247                 5          10              150             9m59s   fronten\n"
        "d\n"
    )
    out = ap.parse(text, "kubectl get acnp -L app")
    assert [(policy.name, policy.label_columns) for policy in out] == [("db-0", {"app": "v1.2"}), ("1-247", {"app": "frontend"})]
    assert [item.code for item in out.diagnostics] == ["AP110"]


def test_a_cut_name_is_no_row_of_a_table_without_ages() -> None:
    out = ap.parse("NAME          HEALTHY   LAST HEARTBEAT\nworker-01     False     119s\nworker-\n", "kubectl get antreaagentinfos")
    assert [agent.name for agent in out] == ["worker-01"]
    assert [(item.code, item.line) for item in out.diagnostics] == [("AP201", 3)]


def test_a_row_that_ends_early_keeps_its_cells_under_their_titles() -> None:
    header = "NAME    READY   STATUS    RESTARTS   AGE  IP            NODE        NOMINATED NODE   READINESS GATES"  # drawn anew, AGE two blanks before IP
    (pod,) = found = ap.parse(f"{header}\nweb-0   1/1     Running   0          44s  10.0.0.68\n", "kubectl get pods -o wide")
    assert (str(pod.ip), pod.node, pod.nominated_node) == ("10.0.0.68", None, None)
    assert [item.code for item in found.diagnostics if item.line == 2] == ["AP113"]


def test_a_name_alone_is_a_row_of_a_table_without_ages_and_named() -> None:
    out = ap.parse(
        "NAME          HEALTHY   LAST HEARTBEAT\nworker-01     False     119s\nworker-02\nworker-03     True      9m\n", "kubectl get antreaagentinfos"
    )
    assert [agent.name for agent in out] == ["worker-01", "worker-02", "worker-03"]
    assert [(item.code, item.line) for item in out.diagnostics] == [("AP206", 3)]
