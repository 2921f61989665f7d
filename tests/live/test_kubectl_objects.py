"""The real kubectl prints objects of a loopback server: as YAML, JSON and described they tell the same."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import antrea_parse as ap
from tests.commands.test_objects import OBJECTS
from tests.live import kubectl_server
from tests.live.kubectl_server import Api, Resource
from tests.property.objects import LIVE_POD, dumped

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


#: Many kinds, told in full; what their descriptions do not tell.
LAB = [item for item in yaml.safe_load_all((Path(__file__).parent / "described.yaml").read_text("utf-8")) if item]
NOT_DESCRIBED = {
    "Deployment": {"ready"},
    "DaemonSet": {"ready", "namespace"},
    "Endpoints": {"endpoints"},
    "EndpointSlice": {"endpoints"},
    "ConfigMap": {"keys"},
    "Pod": {"host_network", "containers"},
    "RoleBinding": {"namespace"},
    # A label may be written app or App; a port and a protocol may be one item or two.
    "ClusterNetworkPolicy": {"applied_to", "egress", "ingress"},
    "Egress": {"applied_to"},
    "AntreaAgentInfo": {"flow_tables"},
}


def _resource(item: dict[str, Any]) -> str:
    kind = item["kind"].lower()
    plural = {"networkpolicy": "networkpolicies", "clusternetworkpolicy": "clusternetworkpolicies", "endpoints": "endpoints"}.get(kind)
    group = item["apiVersion"].rpartition("/")[0]
    return (plural or kind + ("es" if kind.endswith("s") else "s")) + ("." + group if "antrea" in group else "")


@pytest.fixture(scope="module")
def lab() -> Iterator[Api]:
    resources = []
    for number, item in enumerate(LAB):
        item["metadata"].update(creationTimestamp="2021-07-09T08:02:11Z", uid=f"6a1f0d3b-2b8f-4a43-9d7c-0f9b2c7e7e{number:02}", resourceVersion="1")
        path = ("apis/" if "/" in item["apiVersion"] else "api/") + item["apiVersion"]
        plural = _resource(item).partition(".")[0]
        resources.append(Resource(path, plural, item["kind"], (("Name", 0),), (), namespaced="namespace" in item["metadata"], objects=[item]))
    with kubectl_server.serving() as server:
        server.resources = resources
        yield server


def test_descriptions_of_all_kinds(lab: Api) -> None:
    resources = ",".join(dict.fromkeys(map(_resource, LAB)))
    text = lab.kubectl("describe", resources, "-n", "d", errors=False)
    flat = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    wholes = {item["kind"] + item["metadata"]["name"]: (item, ap.parse(json.dumps(item), f"kubectl get {_resource(item)} -o json")[0]) for item in LAB}
    for told in (text, flat):
        out = ap.parse(told, f"kubectl describe {resources}")
        assert not [found for found in out.diagnostics if found.code in ("AP201", "AP202", "AP203")]
        named = [record for record in out if record.name not in ("cr", "rb", "rq", "nginx", "pdb")]  # nothing tells their kind
        assert len(named) == len(LAB) - 5
        for described in named:
            item, whole = next(entry for entry in wholes.values() if entry[1].name == described.name and type(entry[1]) is type(described))
            untold = NOT_DESCRIBED.get(item["kind"], set()) | {"uid", "created", "api_version"}
            for field in described.model_fields_set - untold:
                assert getattr(described, field) == getattr(whole, field), (item["kind"], field)
            if told is text:
                left = whole.model_fields_set - described.model_fields_set - untold
                assert not {field for field in left if getattr(whole, field) not in (None, {}, [])}, item["kind"]


def test_random_custom_resources_are_described_as_they_are(lab: Api) -> None:
    chance = random.Random(7)
    items = []
    while len(items) < 80:
        item, _ = dumped(chance)
        if "antrea" in item["apiVersion"]:
            item["metadata"] = {"name": f"x{len(items)}", **({"namespace": "d"} if item["kind"] in ("NetworkPolicy", "Group") else {})}
            items.append(item)
    kinds = sorted({item["kind"] for item in items})
    before = lab.resources
    lab.resources = [Resource("api/v1", "events", "Event", (("Name", 0),), ())] + [
        Resource(
            f"apis/{own[0]['apiVersion']}",
            _resource(own[0]).partition(".")[0],
            kind,
            (("Name", 0),),
            (),
            namespaced="namespace" in own[0]["metadata"],
            objects=own,
        )
        for kind in kinds
        if (own := [item for item in items if item["kind"] == kind])
    ]
    names = ",".join(_resource(next(item for item in items if item["kind"] == kind)) for kind in kinds)
    text = lab.kubectl("describe", names, "-n", "d", errors=False)
    lab.resources = before
    for told in (text, "\n".join(" ".join(line.split()) for line in text.split("\n"))):
        described = {record.name: record for record in ap.parse(told, f"kubectl describe {names}")}
        assert len(described) == len(items)
        for item in items:
            (whole,), record = ap.parse(json.dumps(item), f"kubectl get {_resource(item)} -o json"), described[item["metadata"]["name"]]
            assert type(record) is type(whole)
            differing = {field for field in record.model_fields_set - {"flow_tables"} if getattr(record, field) != getattr(whole, field)}
            assert not differing, (item, differing)
