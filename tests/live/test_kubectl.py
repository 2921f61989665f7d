"""The real kubectl prints tables of known cells; every cell comes back."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

import antrea_parse as ap
from tests.live.kubectl_server import Api, Item, Resource, missing, serving
from tests.property import kubectl_cells as cells
from tests.property.kubectl_tables import (
    CLUSTER_SCOPED,
    KINDS,
    Asked,
    Sheet,
    aligned,
    dump,
    faults,
    flattened,
    generic_texts,
    known_sheet,
    lost_blanks,
    printed,
    shown,
    truth,
    unknown_sheet,
    visible,
    wrong_fields,
)

pytestmark = pytest.mark.live

OPTIONS = (
    Asked(),
    Asked(wide=True),
    Asked(all_namespaces=True, show_labels=True),
    Asked(wide=True, all_namespaces=True, label_columns=("app", "app.kubernetes.io/name")),
    Asked(label_columns=("tier",), show_labels=True),
)
#: Group, version and kind of the resources that have records of their own.
NAMES = {
    "pods": ("api/v1", "Pod"),
    "nodes": ("api/v1", "Node"),
    "services": ("api/v1", "Service"),
    "endpoints": ("api/v1", "Endpoints"),
    "endpointslices": ("apis/discovery.k8s.io/v1", "EndpointSlice"),
    "networkpolicies": ("apis/networking.k8s.io/v1", "NetworkPolicy"),
    "namespaces": ("api/v1", "Namespace"),
    "deployments": ("apis/apps/v1", "Deployment"),
    "daemonsets": ("apis/apps/v1", "DaemonSet"),
    "clusternetworkpolicies": ("apis/crd.antrea.io/v1beta1", "ClusterNetworkPolicy"),
    "networkpolicies.crd.antrea.io": ("apis/crd.antrea.io/v1beta1", "NetworkPolicy"),
    "egresses": ("apis/crd.antrea.io/v1beta1", "Egress"),
    "traceflows": ("apis/crd.antrea.io/v1beta1", "Traceflow"),
    "antreaagentinfos": ("apis/crd.antrea.io/v1beta1", "AntreaAgentInfo"),
    "antreacontrollerinfos": ("apis/crd.antrea.io/v1beta1", "AntreaControllerInfo"),
}


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    if reason := missing():
        pytest.skip(reason)
    with serving() as server:
        yield server


def _items(sheet: Sheet) -> list[Item]:
    return [Item(row, namespace, labels) for row, namespace, labels in zip(sheet.rows, sheet.namespaces, sheet.labels, strict=True)]


def _resource(sheet: Sheet, number: int) -> Resource:
    """A resource of any name: where nothing is called ``Name``, kubectl puts no resource before the names."""
    columns = [("NAME" if name == "Name" else name, priority) for name, priority in sheet.columns]
    return Resource("apis/test.example/v1", f"t{number}", f"T{number}", columns, _items(sheet), namespaced=sheet.kind not in CLUSTER_SCOPED)


def _named(kind: str, sheet: Sheet) -> Resource:
    """The resource under its own name."""
    path, single = NAMES[kind]
    columns = [(name.replace("NAME", "Name") if name == "NAME" else name, priority) for name, priority in sheet.columns]
    return Resource(path, kind.partition(".")[0], single, columns, _items(sheet), namespaced=kind not in CLUSTER_SCOPED)


def _sheets(seed: int) -> list[Sheet]:
    """Some tables of known kinds and some of any columns; none that the kubectl of a namespace would number differently."""
    rng = Random(seed)
    return [known_sheet(rng, kind) for kind in KINDS if kind not in CLUSTER_SCOPED] + [unknown_sheet(rng) for _ in range(20)]


@pytest.mark.parametrize("number", range(len(OPTIONS)))
def test_every_cell_of_any_table_comes_back(api: Api, number: int) -> None:
    options, sheets = OPTIONS[number], _sheets(number)
    api.resources = [_resource(sheet, count) for count, sheet in enumerate(sheets)]
    output = api.kubectl("get", ",".join(resource.plural for resource in api.resources), *options.words)
    texts = output.split("\n\n")
    texts = [f"{text}\n" for text in texts[:-1]] + [texts[-1]]
    # Whoever generates tables without kubectl generates these.
    assert texts == [printed(*shown(sheet, options)) for sheet in sheets]
    for sheet, text in zip(sheets, texts, strict=True):
        assert faults(sheet, options, text, flat=False) == []
        assert faults(sheet, options, flattened(text), flat=True) == []


@pytest.mark.parametrize("flat", [False, True], ids=["aligned", "flattened"])
def test_tables_of_cluster_scoped_resources(api: Api, flat: bool) -> None:
    rng = Random(7)
    for kind in sorted(CLUSTER_SCOPED):
        sheet = known_sheet(rng, kind)
        api.resources = [_named(kind, sheet)]
        options = Asked(wide=True, all_namespaces=True, show_labels=True)
        text = api.kubectl("get", api.resources[0].plural, *options.words)
        assert text == printed(*shown(sheet, options))
        assert faults(sheet, options, flattened(text) if flat else text, flat=flat) == []


@pytest.mark.parametrize("flat", [False, True], ids=["aligned", "flattened"])
@pytest.mark.parametrize("words", ["", "-A", "--no-headers", "-owide --show-labels"])
def test_several_resources_in_one_call_have_the_records_of_each(api: Api, words: str, flat: bool) -> None:
    rng = Random(words)
    sheets = {kind: known_sheet(rng, kind) for kind in KINDS}
    api.resources = [_named(kind, sheet) for kind, sheet in sheets.items()]
    resources = ",".join(f"{item.plural}.{item.path.split('/')[1]}" if "." in item.path else item.plural for item in api.resources)
    text = api.kubectl("get", resources, *words.split())
    output = ap.parse(flattened(text) if flat else text, f"kubectl get {resources} {words}")
    options = Asked(wide="wide" in words, all_namespaces="-A" in words, show_labels="labels" in words)
    expected = [row for sheet in sheets.values() for row in truth(sheet, options)]
    assert [record.name for record in output] == [row["name"] for row in expected]
    named = {item.line for item in output.diagnostics if item.code in ("AP206", "AP205")}
    for record, row in zip(output, expected, strict=True):
        false, lacking = wrong_fields(dump(record), row)
        assert not {name for name in false if not (flat and lost_blanks(dump(record), row, name))}, record
        assert not lacking or record.span.first_line in named, record
    assert not [item for item in output.diagnostics if item.level == "error"]


@pytest.mark.parametrize("words", ["-w", "-w --output-watch-events", "-w -A -L app"])
def test_a_watch_whose_rows_outgrow_their_columns(api: Api, words: str) -> None:
    rng = Random(words)
    for kind in ("pods", "services", ""):
        sheet = known_sheet(rng, kind) if kind else unknown_sheet(rng)
        later = [known_sheet(rng, kind) if kind else unknown_sheet(rng) for _ in range(3)]
        if not kind:  # any cells under the same columns, longer and longer
            later = [Sheet("", sheet.columns, [[f"{cells.name(rng)}-{'y' * 9 * number}", *row[1:]] for row in sheet.rows]) for number in range(3)]
            for one in later:
                one.fields, one.namespaces, one.labels = sheet.fields, sheet.namespaces, sheet.labels
        events = [(rng.choice(["ADDED", "MODIFIED", "DELETED"]), item) for one in later for item in _items(one)]
        resource = _resource(sheet, 0)._replace(watched=events)
        api.resources = [resource]
        text = api.kubectl("get", "t0", *words.split())
        options = Asked(all_namespaces="-A" in words, label_columns=("app",) if "-L" in words else ())
        titles, first = shown(sheet, options)
        rows = [row for one in later for row in shown(Sheet("", sheet.columns, one.rows, one.fields, one.namespaces, one.labels), options)[1]]
        told = [event for event, _ in events]
        if "events" in words:
            titles, first = ["EVENT", *titles], [["ADDED   ", *row] for row in first]
            rows = [[event.ljust(8), *row] for event, row in zip(told, rows, strict=True)]
        widths: list[int] = []
        expected_text = aligned([titles, *first], widths) + "".join(aligned([row], widths) for row in rows)
        assert [line.rstrip() for line in text.splitlines()] == [line.rstrip() for line in expected_text.splitlines()]
        output = ap.parse(text, f"kubectl get {kind or 'things'} {words}")
        assert not [item for item in output.diagnostics if item.level != "info"], text
        assert len(output) == len(first) + len(rows)
        if kind:
            expected = [row for one in (sheet, *later) for row in truth(one, options)]
            for record, row in zip(output, expected, strict=True):
                told_of = dump(record)
                told_of.pop("event", None)
                assert wrong_fields(told_of, row) == (set(), set())
        else:
            shown_rows = [["" if cell == "<none>" else cell.rstrip() for cell in row] for row in [*first, *rows]]
            assert [generic_texts(record, titles) for record in output] == shown_rows
        if "events" in words:
            assert [record.event for record in output] == ["ADDED"] * len(first) + told


def test_what_kubectl_says_beside_its_tables_is_no_row(api: Api) -> None:
    sheet = Sheet("", (("Name", 0), ("Age", 0)), [["web", "3d"]], [[{}, {}]], ["default"], [{}])
    api.resources = [_named("pods", sheet), _named("endpoints", sheet)._replace(warning="v1 Endpoints is deprecated in v1.33+")]
    api.forbidden = ["endpoints"]
    said = [api.kubectl(*line.split()) for line in ("get pods -n nosuch", "get pods nosuch", "get foos", "get endpoints")]
    said.append(api.kubectl("get", "pods", server="http://127.0.0.1:1"))
    api.forbidden = ()
    text = "".join(said) + api.kubectl("get", "endpoints,pods") + "".join(said)
    output = ap.parse(text, "kubectl get endpoints,pods")
    assert [record.name for record in output] == ["endpoints/web", "pod/web"]
    unread = [item for item in output.diagnostics if item.level != "info"]
    assert unread == []
    assert sum(item.code == "AP207" for item in output.diagnostics) == sum(len(part.splitlines()) for part in said) * 2 + 1


def test_columns_of_ones_own(api: Api) -> None:
    sheet = Sheet("", (("Name", 0),), [["a"], ["b"]], [[{}], [{}]], ["default", "kube-system"], [{"app": "x"}, {}])
    api.resources = [_named("pods", sheet)]
    words = ["get", "pods", "-o", "custom-columns=Who:.metadata.name,NAMESPACE:.metadata.namespace,Labels of it:.metadata.labels"]
    rows = ap.parse(api.kubectl(*words), ["kubectl", *words])
    assert [(row.namespace, row.cells) for row in rows] == [
        ("default", {"who": "object-0", "labels_of_it": "map[app:x]"}),
        ("kube-system", {"who": "object-1", "labels_of_it": "map[]"}),
    ]


@pytest.mark.parametrize("flat", [False, True], ids=["aligned", "flattened"])
@pytest.mark.parametrize("words", ["", "-o wide"])
def test_api_resources(api: Api, words: str, flat: bool) -> None:
    sheet = Sheet("", (("Name", 0),), [], [], [], [])
    api.resources = [_named(kind, sheet)._replace(short_names=["x"] if number % 2 else []) for number, kind in enumerate(NAMES)]
    text = api.kubectl("api-resources", *words.split())
    rows = ap.parse(flattened(text) if flat else text, f"kubectl api-resources {words}")
    told = {(row.name, row.cells["apiversion"], row.cells["shortnames"], row.cells["namespaced"], row.cells["kind"]) for row in rows}
    assert told == {(item.plural, item.path.split("/", 1)[1], "x" if item.short_names else None, item.namespaced, item.kind) for item in api.resources}


def test_cells_are_printed_as_the_generator_prints_them() -> None:
    assert [visible(text) for text in ("a\nb", "a\rb", "a\fb", "\x1b[1m", "日本", "")] == ["a...", "a...", "a...", "^[[1m", "日本", ""]
