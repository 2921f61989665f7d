"""The real kubectl prints objects of a loopback server: as YAML, JSON and described they tell the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

import antrea_parse as ap
from tests.commands.test_objects import OBJECTS
from tests.live import kubectl_server
from tests.live.kubectl_server import Api, Resource
from tests.property.objects import LIVE_POD

pytestmark = [pytest.mark.live, pytest.mark.skipif(bool(kubectl_server.missing()), reason=kubectl_server.missing())]

PLURALS = {
    "Pod": "pods",
    "Node": "nodes",
    "Service": "services",
    "Endpoints": "endpoints",
    "EndpointSlice": "endpointslices",
    "NetworkPolicy": "networkpolicies",
    "ClusterNetworkPolicy": "clusternetworkpolicies",
    "Egress": "egresses",
    "ExternalIPPool": "externalippools",
    "ConfigMap": "configmaps",
    "DaemonSet": "daemonsets",
}
#: Kinds whose objects live in no namespace.
CLUSTERWIDE = ("Node", "ClusterNetworkPolicy", "Egress", "ExternalIPPool")
#: Fields that a description does not have, or not in full.
UNTOLD = {
    "pods": {"host_network", "uid", "created", "node_selector", "conditions", "containers"},
    "nodes": {"uid", "conditions"},
    "services": {"uid", "created"},
    "endpoints": {"uid", "created", "endpoints"},
    "networkpolicies": {"uid"},
}


def objects() -> list[dict[str, Any]]:
    found = [yaml.safe_load(LIVE_POD), *(item for item in yaml.safe_load_all(OBJECTS) if "knative" not in item["apiVersion"])]
    for item in found:
        item["metadata"].setdefault("creationTimestamp", "2021-07-09T08:02:11Z")
        item["metadata"].setdefault("uid", "6a1f0d3b-2b8f-4a43-9d7c-0f9b2c7e7e21")
    return found


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    resources = [Resource("api/v1", "events", "Event", (("Name", 0),), ())]
    for item in objects():
        version, kind = item["apiVersion"], item["kind"]
        path = f"apis/{version}" if "/" in version else f"api/{version}"
        resources.append(Resource(path, PLURALS[kind], kind, (("Name", 0),), (), namespaced=kind not in CLUSTERWIDE, objects=[item]))
    with kubectl_server.serving() as server:
        server.resources = resources
        yield server


@pytest.mark.parametrize("plural", PLURALS.values())
def test_every_form_tells_the_same(api: Api, plural: str) -> None:
    forms = [api.kubectl("get", plural, "-A", "-o", form, errors=False) for form in ("yaml", "json")]
    outputs = [ap.parse(text, f"kubectl get {plural} -A -o {form}") for text, form in zip(forms, ("yaml", "json"), strict=True)]
    assert list(outputs[0]) == list(outputs[1])
    assert len(outputs[0]) == 1
    for text, output in zip(forms, outputs, strict=True):
        assert not [item for item in output.diagnostics if item.level != "info"]
        assert ap.parse(text).command == output.command
    names = ap.parse(api.kubectl("get", plural, "-A", "-o", "name", errors=False), f"kubectl get {plural} -A -o name")
    assert [item.name for item in names] == [item.name for item in outputs[0]]


@pytest.mark.parametrize("plural", UNTOLD)
def test_a_description_tells_what_it_tells_as_the_object_does(api: Api, plural: str) -> None:
    (whole,) = ap.parse(api.kubectl("get", plural, "-A", "-o", "json", errors=False), f"kubectl get {plural} -A -o json")
    namespace = getattr(whole, "namespace", None)
    text = api.kubectl("describe", plural, *(["-n", namespace] if namespace else []), errors=False)
    out = ap.parse(text, f"kubectl describe {plural}")
    assert not [item for item in out.diagnostics if item.level != "info"]
    (described,) = out
    for name in described.model_fields_set - UNTOLD[plural]:
        assert getattr(described, name) == getattr(whole, name), name
    if plural == "pods":  # ports have no names there
        for mine, theirs in zip(described.containers, whole.containers, strict=True):
            assert mine.model_dump(exclude={"ports"}) == theirs.model_dump(exclude={"ports"})
            assert [port.port for port in mine.ports] == [port.port for port in theirs.ports]
    assert not {name for name in whole.model_fields_set - described.model_fields_set - UNTOLD[plural] if getattr(whole, name) not in (None, {}, [])}
    flat = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    assert list(ap.parse(flat, f"kubectl describe {plural}")) == [described]
    assert ap.parse(text).command == f"kubectl get {plural}"
