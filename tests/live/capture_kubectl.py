"""Writes golden samples of kubectl's tables, as the kubectl that is installed prints them, and what they must parse to.

python -m tests.live.capture_kubectl        then read the diff

The cells of kinds with records of their own are generated, those of other resources stand here; both are what Kubernetes' printers make.
"""

from __future__ import annotations

import json
import re
import subprocess
from random import Random

from antrea_parse.commands.registry import look_up
from tests import goldens
from tests.live.kubectl_server import KUBECTL, Api, Item, Resource, serving
from tests.live.test_kubectl import NAMES, _items, _named
from tests.property.kubectl_tables import CLUSTER_SCOPED, KINDS, Sheet, flattened, known_sheet

#: Other resources: group and version, kind, whether they live in namespaces, titles (``*``: wide only), rows.
OTHERS: dict[str, tuple[str, str, bool, str, tuple[str, ...]]] = {
    "replicasets": (
        "apis/apps/v1",
        "ReplicaSet",
        True,
        "Name|Desired|Current|Ready|Age|*Containers|*Images|*Selector",
        ("web-7d4b9c6f5d|3|3|2|3d22h|web,sidecar|nginx:1.25,envoy:v1|app=web,pod-template-hash in (7d4b9c6f5d)", "old-5c6f|0|0|0|12d|web|nginx:1.24|app=web"),
    ),
    "statefulsets": ("apis/apps/v1", "StatefulSet", True, "Name|Ready|Age|*Containers|*Images", ("db|2/3|2y10d|postgres|postgres:15", "mq|0/0|5s|mq|")),
    "jobs": (
        "apis/batch/v1",
        "Job",
        True,
        "Name|Status|Completions|Duration|Age|*Containers|*Images|*Selector",
        (
            "backup-1|Complete|1/1|9s|3d|b|busybox|batch.kubernetes.io/controller-uid=1",
            "par|Running|0/1 of 3||5s|p|busybox|a=b",
            "new|Suspended|0/1||5s|p|busybox|a=b",
        ),
    ),
    "cronjobs": (
        "apis/batch/v1",
        "CronJob",
        True,
        "Name|Schedule|Timezone|Suspend|Active|Last Schedule|Age|*Containers|*Images|*Selector",
        ("nightly|0 3 * * *|<none>|False|0|9h|90d|b|busybox|<none>", "often|@every 5m|Europe/Berlin|True|1|<none>|5m|b|busybox|<none>"),
    ),
    "ingresses": (
        "apis/networking.k8s.io/v1",
        "Ingress",
        True,
        "Name|Class|Hosts|Address|Ports|Age",
        ("web|nginx|a.example.com,b.example.com + 2 more...|192.0.2.7,192.0.2.8|80, 443|7h8m", "bare|<none>|*||80|4m", "lb|gce|*|lb.example.com|80|4m"),
    ),
    "horizontalpodautoscalers": (
        "apis/autoscaling/v2",
        "HorizontalPodAutoscaler",
        True,
        "Name|Reference|Targets|MinPods|MaxPods|Replicas|Age",
        ("web|Deployment/web|cpu: 10%/80%, memory: 5Mi/10Mi|1|10|3|3d", "new|Deployment/new|<unknown>/80%|<unset>|4|0|5s"),
    ),
    "persistentvolumes": (
        "api/v1",
        "PersistentVolume",
        False,
        "Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|*VolumeMode",
        ("pv-1|10Gi|RWO,ROX|Retain|Bound|default/data-db-0|fast|<unset>||3d|Filesystem", "pv-2|1Ti|RWX|Delete|Available|||<unset>||5m1s|Block"),
    ),
    "persistentvolumeclaims": (
        "api/v1",
        "PersistentVolumeClaim",
        True,
        "Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|*VolumeMode",
        ("data-db-0|Bound|pv-1|10Gi|RWO|fast|<unset>|3d|Filesystem", "data-db-1|Pending||||fast|<unset>|3s|Filesystem"),
    ),
    "storageclasses": (
        "apis/storage.k8s.io/v1",
        "StorageClass",
        False,
        "Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age",
        ("fast (default)|disk.csi.example.com|Delete|WaitForFirstConsumer|true|2y", "slow|kubernetes.io/no-provisioner|Retain|Immediate|false|90d"),
    ),
    "events": (
        "api/v1",
        "Event",
        True,
        "Last Seen|Type|Reason|Object|*Subobject|*Source|Message|*First Seen|*Count|*Name",
        (
            "4m18s|Normal|Scheduled|pod/web-0||default-scheduler|Successfully assigned default/web-0 to worker-01|4m18s|1|web-0.17",
            "12s (x3 over 4m)|Warning|Failed|pod/web-1|spec.containers{web}|kubelet, worker-02|Failed: 2  blanks, (4m) and 3 more|4m|3|web-1.18",
            "<unknown>|Warning|BackOff|pod/web-2||kubelet|Back-off restarting failed container\nsecond line|<unknown>|1|web-2.19",
        ),
    ),
    "customresourcedefinitions": (
        "apis/apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        False,
        "Name|Created At",
        ("egresses.crd.antrea.io|2021-06-30T09:08:07Z", "tiers.crd.antrea.io|2021-06-30T09:08:07Z"),
    ),
    "poddisruptionbudgets": (
        "apis/policy/v1",
        "PodDisruptionBudget",
        True,
        "Name|Min Available|Max Unavailable|Allowed Disruptions|Age",
        ("web|2|N/A|1|3d", "db|N/A|50%|0|3d"),
    ),
    "apiservices": (
        "apis/apiregistration.k8s.io/v1",
        "APIService",
        False,
        "Name|Service|Available|Age",
        ("v1.|Local|True|3d", "v1beta2.controlplane.antrea.io|kube-system/antrea|False (MissingEndpoints)|3d"),
    ),
    "configmaps": ("api/v1", "ConfigMap", True, "Name|Data|Age", ("antrea-config|3|4d20h", "kube-root-ca.crt|1|4d20h")),
    "tiers": ("apis/crd.antrea.io/v1beta1", "Tier", False, "Name|Priority|Age", ("application|250|3d", "emergency|50|3d")),
    "externalippools": ("apis/crd.antrea.io/v1beta1", "ExternalIPPool", False, "Name|Total|Used|Age", ("pool-1|254|3|3d", "empty|||5s")),
    "packetcaptures": (
        "apis/crd.antrea.io/v1alpha1",
        "PacketCapture",
        False,
        "Name|*Source-Pod|*Destination-Pod|*Source-IP|*Destination-IP|*Timeout|Age|Captured-Packets|Started|Complete|*Uploaded",
        ("pc-1|frontend|backend1|||60|3m|15|True|True|False", "pc-2|||192.0.2.1|10.0.0.7||5s||||"),
    ),
    "resourceexports": (
        "apis/multicluster.crd.antrea.io/v1alpha1",
        "ResourceExport",
        True,
        "Name|Cluster ID|Kind|Namespace|Name|Age",
        ("east-default-web-service|east|Service|default|web|3d",),
    ),
}


def _resource(plural: str) -> Resource:
    path, kind, namespaced, titles, rows = OTHERS[plural]
    columns = [(title.lstrip("*"), int(title.startswith("*"))) for title in titles.split("|")]
    items = [Item(row.split("|"), "default" if namespaced else "", {"app": "web"} if number else {}) for number, row in enumerate(rows)]
    return Resource(path, plural, kind, columns, items, namespaced=namespaced)


def _version() -> str:
    assert KUBECTL is not None
    told = subprocess.run([KUBECTL, "version", "--client", "-o", "json"], capture_output=True, check=True).stdout
    return ".".join(re.findall(r"\d+", json.loads(told)["clientVersion"]["gitVersion"])[:2])


def _write(api: Api, version: str, case: str, words: str, *, collapsed: bool = False) -> None:
    command = f"kubectl get {words}"
    text = api.kubectl("get", *words.split())
    folder = goldens.ROOT / look_up(command)[0].name.replace(" ", "-").replace("/", "-")
    folder.mkdir(exist_ok=True)
    for name, shape in ((case, text), (f"{case}-collapsed", flattened(text)))[: 1 + collapsed]:
        path = folder / f"{name}.v{version}.txt"
        path.write_text(shape, encoding="utf-8")
        goldens.write(path, command)


def main() -> None:
    """Write one sample for each form."""
    version = _version()
    with serving() as api:
        rng = Random("goldens")
        known = {kind: known_sheet(rng, kind, sound=True) for kind in KINDS}
        for kind, sheet in known.items():
            api.resources = [_named(kind, sheet)]
            plural = f"{api.resources[0].plural}.crd.antrea.io" if "antrea" in kind else api.resources[0].plural
            _write(api, version, "live", plural, collapsed=True)
            _write(api, version, "live-wide-labels", f"{plural} -o wide --show-labels{'' if kind in CLUSTER_SCOPED else ' -A'}", collapsed=True)
        pods = known["pods"]
        later = known_sheet(rng, "pods", sound=True)
        api.resources = [_named("pods", pods)._replace(watched=[("MODIFIED", item) for item in _items(later)])]
        _write(api, version, "live-label-columns", "pods -L app,app.kubernetes.io/name", collapsed=True)
        _write(api, version, "live-no-headers", "pods -A -o wide --no-headers", collapsed=True)
        _write(api, version, "live-watch", "pods -w --output-watch-events")
        for plural in OTHERS:
            api.resources = [_resource(plural)]
            _write(api, version, plural, f"{plural} -o wide", collapsed=True)
        api.resources = [_named(kind, sheet) for kind, sheet in known.items() if kind in ("pods", "services", "deployments", "nodes")]
        api.resources = [*api.resources, _resource("replicasets"), _resource("jobs")]
        _write(api, version, "several", "pods,services,nodes,deployments,replicasets,jobs -A", collapsed=True)
        _write(api, version, "several-no-headers", "pods,services,replicasets --no-headers", collapsed=True)
        api.resources = [
            _named("endpoints", known["endpoints"])._replace(warning="v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
        ]
        _write(api, version, "deprecated", "endpoints")
        _write(api, version, "not-found", "endpoints nosuch")
        odd = Sheet("", (("Name", 0), ("Text", 0), ("名前", 0), ("Empty", 0)))
        odd.rows = [["a", "two  blanks", "日本語", ""], ["b", "first\nsecond", "\x1b[31mred", "x"], ["c", "  leading", "", ""]]
        odd.fields, odd.namespaces, odd.labels = [[{}] * 4] * 3, [""] * 3, [{}] * 3
        api.resources = [Resource("apis/test.example/v1", "things", "Thing", odd.columns, _items(odd))]
        _write(api, version, "odd-cells", "things")


if __name__ == "__main__":
    assert set(NAMES) == set(KINDS)
    main()
