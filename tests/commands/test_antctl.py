"""antctl's tables, YAML and JSON: every cell comes back, whatever lost its blanks; objects and rows are one record."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.commands.registry import names
from benchmarks.synthetic.antctl import cut_list, table
from tests.goldens import ROOT

TABLES = sorted(path for path in ROOT.glob("antctl-*/table*.txt") if "featuregates" not in str(path))


def flattened(text: str) -> str:
    return "".join(re.sub(" +", " ", line).strip() + "\n" for line in text.splitlines())


def values(out: ap.Output) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json", exclude_unset=True) for record in out]


def command_of(path: Path) -> str:
    name = path.parent.name.split("-")
    return " ".join([name[0], name[1], "-".join(name[2:])])


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_flattened_tables_read_the_same_and_are_recognised(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    whole = ap.parse(text, command_of(path))
    assert whole.diagnostics == ()
    flat = ap.parse(flattened(text), command_of(path))
    assert values(flat) == values(whole)
    assert {item.code for item in flat.diagnostics} <= {"AP111"}
    assert ap.parse(text).command == whole.command
    assert ap.parse(flattened(text)).command == whole.command


# ---- generated tables

NAMES = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,12}[a-z0-9])?", fullmatch=True)
UUIDS = st.uuids().map(str)
IPV4 = st.ip_addresses(v=4).map(str)
IPS = st.ip_addresses().map(str)
COUNTS = st.integers(0, 10**6).map(str)
MACS = st.binary(min_size=6, max_size=6).map(lambda data: data.hex(":"))
NOTHING = st.just("")
COLUMNS: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "antctl get agentinfo": {
        "POD": st.tuples(NAMES, NAMES).map("/".join),
        "NODE": NAMES,
        "STATUS": st.sampled_from(["Healthy", "Unhealthy", "Unknown", ""]),
        "NODE-SUBNET": st.lists(st.ip_addresses().map(lambda ip: str(ip_network((ip, ip.max_prefixlen // 2), strict=False))), min_size=1, max_size=6).map(
            cut_list
        ),
        "NETWORK-POLICIES": COUNTS,
        "ADDRESS-GROUPS": COUNTS,
        "APPLIED-TO-GROUPS": COUNTS,
        "LOCAL-PODS": COUNTS,
    },
    "antctl get podinterface": {
        "NAMESPACE": NAMES,
        "NAME": NAMES,
        "INTERFACE-NAME": st.from_regex(r"[a-z0-9-]{1,8}-[0-9a-f]{6}", fullmatch=True),
        "IP": st.lists(IPS, min_size=1, max_size=2).map(", ".join) | NOTHING,
        "MAC": MACS | NOTHING,
        "PORT-UUID": UUIDS,
        "OF-PORT": st.integers(-1, 65279).map(str),
        "CONTAINER-ID": st.from_regex(r"[0-9a-f]{11}", fullmatch=True),
    },
    "antctl get networkpolicy": {
        "NAME": UUIDS,
        "APPLIED-TO": st.lists(UUIDS, max_size=4).map(cut_list),
        "RULES": COUNTS,
        "SOURCE": st.tuples(st.sampled_from(["K8sNetworkPolicy", "AntreaNetworkPolicy"]), NAMES, NAMES).map(lambda parts: f"{parts[0]}:{parts[1]}/{parts[2]}"),
        "TIER-PRIORITY": COUNTS | NOTHING,
        "PRIORITY": COUNTS | NOTHING,
    },
    "antctl get addressgroup": {"NAME": UUIDS, "POD-IPS": st.lists(IPS, max_size=9).map(cut_list), "NODE-IPS": st.lists(IPV4, max_size=9).map(cut_list)},
    "antctl get memberlist": {"NODE": NAMES, "IP": IPS, "STATUS": st.sampled_from(["Alive", "Dead"])},
    "antctl get serviceexternalip": {
        "NAMESPACE": NAMES,
        "NAME": NAMES,
        "EXTERNAL-IP-POOL": NAMES,
        "EXTERNAL-IP": IPS | NOTHING,
        "ASSIGNED-NODE": NAMES | NOTHING,
    },
}


def shown(value: Any) -> str:
    """A field as antctl prints it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def cells(out: ap.Output, titles: list[str]) -> list[list[str]]:
    """The cells of all records, printed again."""
    found = []
    for record in out:
        row = [shown(getattr(record, title.lower().replace("-", "_"))) for title in titles]
        counts = [getattr(record, name, None) for name in ("more", "more_node_ips")]
        found.append([*row, *(f"+{count}" for count in counts if count)])
    return found


def expected(rows: list[list[str]]) -> list[list[str]]:
    found = []
    for row in sorted([cell or "<NONE>" for cell in row] for row in rows):
        more = [f"+{match[1]}" for cell in row if (match := re.search(r" \+ (\d+) more\.\.\.$", cell))]
        plain = [re.sub(r" \+ \d+ more\.\.\.$", "", "" if cell == "<NONE>" else cell).replace(", ", ",") for cell in row]
        found.append([*plain, *more])
    return found


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_cell_of_a_generated_table_comes_back(data: st.DataObject) -> None:
    command = data.draw(st.sampled_from(sorted(COLUMNS)))
    columns = COLUMNS[command]
    rows = data.draw(st.lists(st.tuples(*columns.values()).map(list), min_size=1, max_size=6, unique_by=tuple))
    text = table(list(columns), rows)
    # Rows with the same name are kept once when they say the same.
    for given_text in (text, flattened(text)):
        out = ap.parse(given_text, command)
        if any(item.code in ("AP205", "AP206") for item in out.diagnostics):
            continue  # named
        assert [str(item) for item in out.diagnostics if item.code != "AP111"] == []
        assert cells(out, list(columns)) == expected(rows)


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
    out = ap.parse(text, "antctl get addressgroup")
    assert "10.211.1.14" in str(out[0].pod_ips) or out.diagnostics


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
