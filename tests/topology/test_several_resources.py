"""``kubectl get pods,services`` tells of pods and Services like the tables of each."""

from __future__ import annotations

import antrea_parse as ap

PAGE = """[root@master-01 ~]# kubectl get po,svc -A -owide
NAMESPACE   NAME        READY   STATUS    RESTARTS   AGE   IP         NODE   NOMINATED NODE   READINESS GATES
default     pod/web-0   1/1     Running   0          2m    10.0.0.5   w1     <none>           <none>

NAMESPACE   NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE   SELECTOR
default     service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   5d    <none>
[root@master-01 ~]#
"""


def test_several_resources_in_one_call_are_in_the_topology() -> None:
    topology = ap.read_text(PAGE).topology
    assert [(pod.namespace, pod.name, pod.node) for pod in topology.pods] == [("default", "web-0", "w1")]
    assert [service.name for service in topology.services] == ["kubernetes"]
