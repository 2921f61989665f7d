"""Random objects of the kinds that are typed, by the schema, as YAML in the usual styles."""

from __future__ import annotations

import random
from typing import Any

import yaml

from antrea_parse.commands.objects.kinds import find_kind
from antrea_parse.commands.objects.schema import KIND_OF, Type, types

_WORDS = ("frontend", "backend", "web", "db-1", "worker-01", "a", "x.y", "app")
_TEXTS = (*_WORDS, "10.0.0.1", "some text: with a colon", "nginx:1.2", "/var/log", "100", "true", "- x", "fd00::1", "# no comment", "key: value")
# Names of fields among them: these are what makes a flattened map ambiguous.
_KEYS = ("app", "role", "tier", "name", "type", "namespace", "app.kubernetes.io/name", "k8s-app", "port", "env", "status", "spec", "image")
_GROUPS = {
    "Deployment": "apps/v1",
    "DaemonSet": "apps/v1",
    "EndpointSlice": "discovery.k8s.io/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
}

LIVE_POD = """apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{},"name":"frontend"}}
    note: several words
  creationTimestamp: "2021-07-09T08:02:11Z"
  labels:
    role: frontend
  name: frontend
  namespace: default
  ownerReferences:
  - apiVersion: apps/v1
    blockOwnerDeletion: true
    controller: true
    kind: ReplicaSet
    name: frontend-5d5f
    uid: 0f9b2c7e-2b8f-4a43-9d7c-6a1f0d3b7e21
  resourceVersion: "1234"
  uid: 6a1f0d3b-2b8f-4a43-9d7c-0f9b2c7e7e21
spec:
  containers:
  - image: nginx:1.21
    imagePullPolicy: IfNotPresent
    name: web
    ports:
    - containerPort: 80
      name: http
      protocol: TCP
    resources:
      limits:
        cpu: 100m
    volumeMounts:
    - mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      name: kube-api-access
      readOnly: true
  - env:
    - name: MODE
      value: side
    image: busybox
    name: side
  dnsPolicy: ClusterFirst
  nodeName: worker-01
  restartPolicy: Always
  tolerations:
  - effect: NoExecute
    key: node.kubernetes.io/not-ready
    operator: Exists
    tolerationSeconds: 300
  volumes:
  - name: kube-api-access
    projected:
      defaultMode: 420
      sources:
      - serviceAccountToken:
          expirationSeconds: 3607
          path: token
      - configMap:
          items:
          - key: ca.crt
            path: ca.crt
          name: kube-root-ca.crt
status:
  conditions:
  - lastProbeTime: null
    lastTransitionTime: "2021-07-09T08:02:14Z"
    status: "True"
    type: Ready
  containerStatuses:
  - containerID: docker://12ab
    image: nginx:1.21
    imageID: docker-pullable://nginx@sha256:34cd
    lastState:
      terminated:
        containerID: docker://0f
        exitCode: 137
        finishedAt: "2021-07-09T08:03:00Z"
        reason: OOMKilled
        startedAt: "2021-07-09T08:02:13Z"
    name: web
    ready: true
    restartCount: 2
    started: true
    state:
      running:
        startedAt: "2021-07-09T08:03:02Z"
  - image: busybox
    imageID: ""
    lastState: {}
    name: side
    ready: false
    restartCount: 0
    state:
      waiting:
        message: back-off
        reason: ImagePullBackOff
  hostIP: 192.168.110.66
  phase: Running
  podIP: 10.211.1.14
  podIPs:
  - ip: 10.211.1.14
  qosClass: Burstable
  startTime: "2021-07-09T08:02:11Z"
"""


class _Dumper(yaml.SafeDumper):
    """Indents the items of lists, or does not."""

    indents = False

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # the library's own signature
        super().increase_indent(flow, indentless and not self.indents)


class _Indenting(_Dumper):
    indents = True


def dumped(chance: random.Random) -> tuple[dict[str, Any], str]:
    """A random object, and its YAML."""
    kind = chance.choice([name for name, type_ in sorted(types().items()) if {"kind", "metadata", "apiVersion"} <= type_.fields.keys()])
    data = _value(chance, types()[kind], 0)
    name = KIND_OF.get(kind, kind)
    group = _GROUPS.get(kind) or ("v1" if find_kind(name, "v1") and kind == name else "crd.antrea.io/v1beta1")
    data["kind"], data["apiVersion"] = name, group
    dumper = chance.choice((_Dumper, _Indenting))
    return data, yaml.dump(data, Dumper=dumper, sort_keys=False, width=chance.choice((80, 4000)))


def _value(chance: random.Random, kind: Type, depth: int) -> Any:
    if kind.form == "object":
        free = [key for key, field in kind.fields.items() if key not in kind.required and field.form != "any" and key != "managedFields"]
        keys = [*sorted(kind.required), *chance.sample(free, min(len(free), chance.randrange(4 if depth < 3 else 2)))] or free[:1]
        if chance.random() < 0.6:
            keys.sort()
        else:
            keys.sort(key=lambda key: (chance.random(), key))
        return {key: _value(chance, kind.fields[key], depth + 1) for key in keys}
    if kind.form == "union":
        return _value(chance, chance.choice(kind.item), depth)
    if kind.form == "list":
        return [_value(chance, kind.item[0], depth + 1) for _ in range(chance.randrange(1, 4))]
    if kind.form == "map":
        keys = _KEYS if kind.name in "ma" else ("cpu", "memory", "pods")
        return {key: _value(chance, kind.item[0], depth) for key in chance.sample(keys, chance.randrange(1, 4))}
    return _scalar(chance, kind)


def _scalar(chance: random.Random, kind: Type) -> Any:
    if kind.words:
        return chance.choice(sorted(kind.words))
    choices: dict[str, tuple[Any, ...]] = {
        "t": ("2021-07-05T00:00:00Z",),
        "label": _WORDS,
        "n": _WORDS,
        "k": _WORDS,
        "i": (0, 80, 65535),
        "b": (True, False),
        "p": (80, 443, "http"),
        "q": ("100m", "1Gi", 2),
        "r": (5, 1.5),
    }
    return chance.choice(choices.get(kind.name, _TEXTS))
