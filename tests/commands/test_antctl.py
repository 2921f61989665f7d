"""antctl's tables, YAML and JSON: every cell comes back, whatever lost its blanks; objects and rows are one record."""

from __future__ import annotations

import json
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

import antrea_parse as ap
from antrea_parse.commands.registry import names
from tests import goldens
from tests.goldens import ROOT
from tests.property.antctl_tables import flattened

TABLES = sorted(path for path in ROOT.glob("antctl-*/table*.txt") if "featuregates" not in str(path))


def values(out: ap.Output) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json", exclude_unset=True) for record in out]


def command_of(path: Path) -> str:
    return str(json.loads(goldens.expected_path(path).read_text(encoding="utf-8"))["command"])


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_flattened_tables_read_the_same_and_are_recognised(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    whole = ap.parse(text, command_of(path))
    assert whole.diagnostics == ()
    flat = ap.parse(flattened(text), command_of(path))
    assert values(flat) == values(whole)
    assert {item.code for item in flat.diagnostics} <= {"AP111"}
    if "membertoken" not in str(path):  # names of anything may stand under such a header
        assert ap.parse(text).command == whole.command
        assert ap.parse(flattened(text)).command == whole.command


# ---- objects


def test_an_object_and_its_row_are_one_record() -> None:
    row = ap.parse((ROOT / "antctl-get-podinterface" / "table.txt").read_text(), "antctl get podinterface")[0]
    object_ = ap.parse((ROOT / "antctl-get-podinterface" / "json.txt").read_text(), "antctl get podinterface")[0]
    assert type(row) is type(object_)
    for field in ("namespace", "name", "interface_name", "mac", "port_uuid", "of_port"):
        assert getattr(row, field) == getattr(object_, field)


@pytest.mark.parametrize("case", ["bundle.v1.4", "bundle.v2.6", "table"])
def test_agents_tell_the_same_in_every_spelling(case: str) -> None:
    (info,) = ap.parse((ROOT / "antctl-get-agentinfo" / f"{case}.txt").read_text(), "antctl get agentinfo")
    assert (info.pod, info.node, str(info.node_subnet[0]), info.local_pods) == ("kube-system/antrea-agent-bj42h", "worker-01", "10.211.1.0/24", 3)


def test_a_podinterface_binds_its_pod() -> None:
    text = (ROOT / "antctl-get-podinterface" / "table.txt").read_text()
    snap = ap.read_text(f"root@worker-01:~# antctl get podinterface\n{text}", name="log")
    binding = snap.topology.pod("default/frontend").port
    assert (binding.interface, binding.ofport, binding.certainty, binding.rule) == ("frontend-fbd015", 15, "observed", "podinterface")


def test_addresses_as_lists_of_bytes() -> None:
    text = """- name: 8f1a2b3c-4d5e-5f60-8a9b-0c1d2e3f4a5b
  groupmembers:
  - pod:
      name: frontend
      namespace: default
    ips:
    - - 10
      - 211
      - 1
      - 14
"""
    (group,) = ap.parse(text, "antctl get addressgroup")
    assert (group.pod_ips, group.node_ips) == ([ip_address("10.211.1.14")], None)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_rows_stream(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for given in (text, flattened(text)):
        stream = ap.iter_records(given.splitlines(keepends=True), command_of(path))
        assert list(stream) == list(ap.parse(given, command_of(path)).records)
        assert stream.unread == 0


def test_objects_stream() -> None:
    path = ROOT / "antctl-get-podinterface" / "json.txt"
    stream = ap.iter_records(path.read_text(encoding="utf-8").splitlines(keepends=True), command_of(path))
    assert (len(list(stream)), stream.unread, stream.diagnostics) == (1, 0, [])


def test_columns_and_keys_of_later_releases_are_named() -> None:
    for text in ("NODE STATUS NEW-ONE\nn1   Alive  what   \n", "NODE IP       NEW-ONE\nn1   10.0.0.1 what   \n", "- nodeName: n1\n  newOne: 5\n"):
        out = ap.parse(text, "antctl get memberlist")
        assert [record.node for record in out] == (["n1"] if "STATUS NEW" not in text else [])
        assert {item.code for item in out.diagnostics} == ({"AP211"} if len(out) else {"AP201"})


# ---- traces


def test_a_trace_with_tables_inside_tables() -> None:
    text = (ROOT / "antctl-trace-packet" / "nested.v3.1.txt").read_text(encoding="utf-8")
    (trace,) = ap.parse(text)
    assert [(step.bridge, step.table, step.depth) for step in trace.steps] == [
        (None, 0, 0),
        (None, 10, 1),
        (None, 42, 2),
        (None, 43, 3),
        (None, 50, 0),
        ("br-ext", 0, 1),
    ]
    assert trace.steps[4].actions == ["output:10", "output:2", "CONTROLLER:65535"]
    assert trace.steps[2].span.first_line == 12
    quoted = ap.parse(json.dumps({"result": text}) + "\n", "antctl trace-packet -o json")
    assert quoted.records == (trace,)
    indented = "result: |\n" + "".join(f"  {line}\n" if line else "\n" for line in text.splitlines())
    assert ap.parse(indented, "antctl trace-packet").records == (trace,)


def test_a_trace_without_indentation_says_what_it_does_not_tell() -> None:
    text = (ROOT / "antctl-trace-packet" / "nested.v3.1.txt").read_text(encoding="utf-8")
    out = ap.parse("".join(line.strip() + "\n" for line in text.splitlines()), "antctl trace-packet")
    assert [item.code for item in out.diagnostics] == ["AP206"]
    assert all(step.depth is None for step in out[0].steps)


def test_prose_inside_a_trace_is_no_action() -> None:
    text = (ROOT / "antctl-trace-packet" / "nested.v3.1.txt").read_text(encoding="utf-8")
    out = ap.parse(text.replace("    output:10\n", "    output:10\nHere it leaves the bridge, you see.\n"), "antctl trace-packet")
    assert [(item.code, item.line) for item in out.diagnostics] == [("AP201", 21)]


def test_a_page_of_outputs_without_command_lines() -> None:
    parts = ("get-podinterface/table", "get-memberlist/table", "get-featuregates/table", "query-endpoint/blocks", "trace-packet/nat.v3.1")
    texts = [(ROOT / f"antctl-{part}.txt").read_text(encoding="utf-8") for part in parts]
    snap = ap.read_text("What the agent has.\n\n" + "\n\n".join(texts))
    assert [(capture.command, len(capture.output or ())) for capture in snap.captures] == [
        ("antctl get podinterface", 2),
        ("antctl get memberlist", 2),
        ("antctl get featuregates", 4),
        ("antctl query endpoint", 1),
        ("antctl trace-packet", 2),
    ]
    assert snap.coverage.counts["unparsed"] == 0


def test_a_trace_in_a_terminal_log_is_one_capture() -> None:
    text = (ROOT / "antctl-trace-packet" / "names.v3.1.txt").read_text(encoding="utf-8")
    snap = ap.read_text(f"root@worker-01:/# antctl trace-packet -S a -D b\n{text}root@worker-01:/# exit\n")
    assert [len(capture.output or ()) for capture in snap.captures] == [2, 0]


@pytest.mark.parametrize("line", ["Thanks.", "so it is", "see above", "web default", "Everything is fine, as you see here.", "10.0.0.1"])
def test_no_line_of_prose_is_a_row(line: str) -> None:
    for path in TABLES:
        if "membertoken" in str(path):  # any two words are a namespace and a name
            continue
        text = path.read_text(encoding="utf-8")
        rows = len(ap.parse(text, command_of(path)))
        for given in (text, flattened(text), flattened(text.replace("<NONE>", ""))):
            out = ap.parse(given + line + "\n", command_of(path))
            assert len(out) <= rows, path
            assert {item.code for item in out.diagnostics} & {"AP201"}, path


@pytest.mark.parametrize(
    "alias", ["antctl get pi", "antctl -oyaml get podinterfaces", "kubectl exec -it antrea-agent-x -n kube-system -- antctl get podinterface"]
)
def test_aliases(alias: str) -> None:
    assert ap.parse("\n", alias).command == "antctl get podinterface"


@pytest.mark.parametrize("name", [name for name in names() if name.startswith("antctl")])
def test_anything_else_is_read_or_named(name: str) -> None:
    for text in ("garbage\n", "- - - -\n", "{", "[" * 10_000, "a: &a [*a, *a]\n", "NAME\n", "\x00\n", "- name: x\n  ip: [1,2]\n"):
        out = ap.parse(text, name)
        assert out.records or out.diagnostics or not text.strip("\x00\n ")


def test_a_header_that_is_cut_leaves_its_last_column_out() -> None:
    text = "NAMESPACE   NAME  INTERFACE-NAME IP                      \ndefault     web-0 web-0-d70636   10.244.1.5, fd00:10:1:: \n"
    out = ap.parse(text, "antctl get podinterface")
    assert [record.model_dump(exclude_unset=True) for record in out] == [{"namespace": "default", "name": "web-0", "interface_name": "web-0-d70636"}]
    assert [(item.code, item.line) for item in out.diagnostics] == [("AP202", 1)]


@pytest.mark.parametrize(
    "table",
    [
        "POD NODE STATUS NODE-SUBNET NETWORK-POLICIES ADDRESS-GROUPS APPLIED-TO-GROUPS LOCAL-PODS\nkube-system/a n1 Healthy 10.0.0.0/24 1 2 3 4",
        "NODE IP STATUS\nn1 10.0.0.1 Alive",
        "PEER ASN STATE\n[fec0::1]:179 65001 Idle",
        "ROUTE TYPE K8S-OBJ-REF\n10.96.0.10/32 ServiceClusterIP kube-system/kube-dns",
    ],
)
def test_a_row_without_a_name_that_repeats_is_kept_once_and_named(table: str) -> None:
    row = table.splitlines()[1]
    out = ap.parse(f"{table}\n{row}\n")
    assert len(out) == 1
    assert "AP205" in [item.code for item in out.diagnostics]


def test_what_is_empty_is_none_in_any_column_of_text() -> None:
    member = ap.parse("NODE IP     STATUS\nn1   <NONE> Alive \n", "antctl get memberlist")
    assert values(member) == [{"node": "n1", "ip": None, "status": "Alive"}]
    # Policies of the whole cluster have no namespace (v0.8 to v0.11).
    policy = ap.parse("NAMESPACE NAME APPLIED-TO RULES\n<NONE>    acnp <NONE>     2    \n", "antctl get networkpolicy")
    assert values(policy) == [{"namespace": None, "name": "acnp", "applied_to": None, "rules": 2}]
    assert member.diagnostics == policy.diagnostics == ()


def test_the_namespace_of_a_row_that_is_cut_is_no_name() -> None:
    out = ap.parse("NAMESPACE   NAME  APPLIED-TO RULES\nantrea-test np-12 <NONE>     3    \nantrea-test 1\n", "antctl get networkpolicy")
    assert [(record.name, record.namespace) for record in out] == [("np-12", "antrea-test")]
    assert [(item.code, item.line) for item in out.diagnostics] == [("AP201", 3)]


def test_record_metrics_tell_the_same_in_every_form() -> None:
    table = ap.parse(
        "RECORDS-EXPORTED RECORDS-RECEIVED FLOWS EXPORTERS-CONNECTED CLICKHOUSE-EXPORTER S3-EXPORTER LOG-EXPORTER IPFIX-EXPORTER\n"
        "46               118              7     2                   true                false       false        true          \n",
        "antctl get recordmetrics",
    )
    data = {"numRecordsExported": 46, "numRecordsReceived": 118, "numFlows": 7, "numConnToCollector": 2, "withClickHouseExporter": True}
    data |= {"withS3Exporter": False, "withLogExporter": False, "withIPFIXExporter": True}
    assert values(table) == values(ap.parse(json.dumps(data, indent=2))) == values(ap.parse(json.dumps(data)))
    assert table.diagnostics == ()


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
@pytest.mark.parametrize(
    ("command", "items"),
    [
        ("antctl get agentinfo", [{"version": "v2.1.0", "podRef": {"namespace": "kube-system", "name": "a"}, "nodeRef": {"name": "n1"}, "localPodNum": 3}]),
        ("antctl get bgppeers", [{"peer": "192.168.1.3:179", "asn": 65001, "state": "Active"}]),
        ("antctl get memberlist", [{"nodeName": "n1", "ip": "10.0.0.1", "status": "Alive"}]),
        ("antctl traceflow", {"phase": "Succeeded", "results": [{"node": "n1", "observations": [{"component": "SpoofGuard", "action": "Forwarded"}]}]}),
        ("antctl get fqdncache", [{"fqdnName": "example.com", "ipAddress": "10.0.0.1", "expirationTime": "2025-01-15T12:00:00Z"}]),
    ],
)
def test_json_on_one_line_is_recognised(command: str, items: object, separators: tuple[str, str]) -> None:
    out = ap.parse(json.dumps(items, separators=separators))
    assert out.command == command
    assert ap.parse(json.dumps(items, indent=2)).command == command
    assert values(out) == values(ap.parse(json.dumps(items, indent=2), command))


def test_tables_right_under_each_other_are_told_by_their_titles() -> None:
    page = (
        "NAME APPLIED-TO RULES SOURCE TIER-PRIORITY PRIORITY\nuid-1 <NONE> 1 K8sNetworkPolicy:default/np <NONE> <NONE>\n"
        "NAME POD-IPS NODE-IPS\nuid-2 10.0.0.1 <NONE>\n"
        "NODE IP STATUS\nn1 10.0.0.1 Alive\n"
        "ROUTE TYPE K8S-OBJ-REF\n192.0.2.1/32 EgressIP eg1\n"
    )
    found = [(capture.command, len(capture.output or ())) for capture in ap.read_text(page).captures]
    assert found == [(f"antctl get {name}", 1) for name in ("networkpolicy", "addressgroup", "memberlist", "bgproutes")]
