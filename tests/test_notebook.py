"""What a notebook shows of the library's things: readable tables, one-line reprs, never an error."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from IPython.core.formatters import DisplayFormatter

import antrea_parse as ap
from antrea_parse.drawing.diagram import Diagram
from antrea_parse.topology.model import Topology
from tests.conftest import ROOT
from tests.drawing.clusters import hostile, lab


@pytest.fixture(scope="module")
def snap() -> ap.Snapshot:
    return ap.read_text("[root@worker-01 ~]# antctl version\nantctlVersion: v0.13.3\n[root@worker-01 ~]# uptime\n up 3 days\n", "page.txt")


def table(shown: str) -> list[list[str]]:
    """The cells of an HTML table, which is also well-formed XML."""
    root = ElementTree.fromstring(f"<div>{shown}</div>")
    return [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]


def test_an_output_is_a_table_of_its_records(snap: ap.Snapshot) -> None:
    (output,) = snap.outputs()
    assert table(output._repr_html_()) == [["lines", "antctl_version"], ["2", "v0.13.3"]]
    assert "antctl version on worker-01: 1 records, page.txt:2" in output._repr_html_()
    assert repr(output) == "<VersionOutput 'antctl version' on worker-01: 1 records>"


def test_a_record_is_a_line_and_a_table_of_its_fields(snap: ap.Snapshot) -> None:
    record = snap.outputs()[0][0]
    assert repr(record) == "Version(antctl_version='v0.13.3')"
    assert table(record._repr_html_()) == [["field", "value"], ["antctl_version", "v0.13.3"]]


def test_lists_of_records_are_counted_in_a_repr() -> None:
    text = "1: lo: <LOOPBACK> mtu 65536\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n"
    assert "addr_info=<1 AddrInfo>)" in repr(ap.parse(text, "ip a")[0])


def test_records_inside_of_records_are_shown_by_what_they_are_known_by() -> None:
    text = "2: eth0: <UP> mtu 1500\n    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0\n    inet6 fe80::1/64 scope link\n"
    head, row = table(ap.parse(text, "ip a")._repr_html_())
    assert row[head.index("addr_info")] == "10.0.0.1/24, fe80::1/64"


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "samples").iterdir() if list(path.glob("*.json"))))
def test_every_output_shows_itself(name: str) -> None:
    case = sorted((ROOT / "samples" / name).glob("*.json"))[0]
    out = ap.parse(case.with_suffix(".txt").read_text(encoding="utf-8"), json.loads(case.read_text(encoding="utf-8"))["command"])
    table(out._repr_html_())
    assert len(out._repr_html_()) < 200_000
    for record in out[:3]:
        table(record._repr_html_())
        assert "\n" not in repr(record)
        assert len(repr(record)) < 3_000


def test_what_is_huge_is_cut_and_counted() -> None:
    flags = ",".join(f"F{number}" for number in range(5_000))
    (link,) = ap.parse(f"1: {'x' * 500}: <{flags}> mtu 65536\n    link/loopback 00:00:00:00:00:00\n", "ip link")
    assert len(repr(link)) < 600
    assert "<500 characters>" in repr(link)
    assert "<5000: 'F0', …>" in repr(link)
    assert len(link._repr_html_()) < 5_000


def test_many_records_are_counted() -> None:
    text = "".join(f"10.0.{number}.0/24 dev eth0\n" for number in range(200))
    shown = ap.parse(text, "ip route")._repr_html_()
    assert len(table(shown)) == 51
    assert "150 more records" in shown


def test_a_snapshot_is_a_table_of_its_captures(snap: ap.Snapshot) -> None:
    rows = table(snap._repr_html_())
    assert rows[1][:4] == ["worker-01", "antctl version", "page.txt:1-2", "1"]
    assert "uptime" in rows[2][1]
    assert "is not read" in rows[2][4]
    assert "lines: 1 parsed, 2 command, 1 other" in snap._repr_html_()


def test_a_topology_is_a_table_of_its_nodes() -> None:
    assert repr(lab()).startswith("<Topology 'antrea-0.13-lab': 3 nodes, 17 pods, 2 Services, ")
    rows = table(lab()._repr_html_())
    assert rows[2][:4] == ["worker-01", "Ready", "192.168.110.66", "10.211.1.0/24"]


def test_an_entity_shows_what_each_field_rests_on() -> None:
    node = lab().node("master-01")
    assert "\n" not in repr(node)
    assert "basis" not in repr(node)
    (row,) = [row for row in table(node._repr_html_()) if row[0] == "pod_cidrs"]
    assert row[1] == "10.211.0.0/24"
    assert {"inferred", "elimination"} <= set(row)


def test_an_answer_is_a_line_and_a_table_of_its_statements() -> None:
    answer = lab().explain("default/frontend")
    assert repr(answer).startswith("<Statements: ")
    assert "about pod/default/frontend, port/worker-01/br-int/frontend-fbd015" in repr(answer)
    (row,) = [row for row in table(answer._repr_html_()) if "its interface on the host is frontend-fbd015" in row]
    assert row[:4] == ["interface", "its interface on the host is frontend-fbd015", "inferred", "name-prefix"]
    assert "antrea-0.13-lab.txt:139" in row[4]


@pytest.mark.parametrize("thing", [hostile(), hostile().nodes[0], hostile().pods[0], hostile().policies[0]], ids=lambda thing: type(thing).__name__)
def test_hostile_names_are_text(thing: Any) -> None:
    shown = thing._repr_html_()
    table(shown)
    assert "<script" not in shown
    assert "\x1b" not in shown


def test_a_diagram_gives_every_form_that_is_asked_for() -> None:
    diagram = lab().draw()
    bundle = diagram._repr_mimebundle_()
    assert list(bundle) == ["text/html", "image/svg+xml", "text/plain"]
    assert set(diagram._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert set(diagram._repr_mimebundle_(exclude=["image/svg+xml"])) == {"text/html", "text/plain"}
    assert "POD frontend" in bundle["text/plain"]
    assert repr(diagram).startswith("<Diagram 'antrea-0.13-lab — overview'")


@pytest.fixture
def display() -> Iterator[Callable[[Any], None]]:
    before = ap.options.display
    yield lambda value: setattr(ap.options, "display", value)
    ap.options.display = before


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("auto", {"text/html", "image/svg+xml", "text/plain"}),
        ("html", {"text/html", "text/plain"}),
        ("svg", {"image/svg+xml", "text/plain"}),
        ("png", {"image/png", "text/plain"}),
        ("text", {"text/plain"}),
    ],
)
def test_a_session_says_how_diagrams_are_shown(value: str, kinds: set[str], display: Callable[[Any], None]) -> None:
    display(value)
    data, metadata = DisplayFormatter().format(lab().draw())
    assert set(data) == kinds
    assert "POD frontend" in data["text/plain"]
    if value == "png":
        assert data["image/png"].startswith(b"\x89PNG")
        assert metadata["image/png"]["width"] == round(float(ElementTree.fromstring(lab().draw().svg).attrib["width"]))


def test_a_session_knows_its_options() -> None:
    with pytest.raises(ValueError, match="it can be auto, html, svg, png, text"):
        ap.options.display = "jpeg"  # type: ignore[assignment]
    with pytest.raises(AttributeError):
        ap.options.dispaly = "svg"  # type: ignore[attr-defined]


def test_a_diagram_in_a_notebook_has_no_links() -> None:
    """JupyterLab takes them for links of HTML, and shows an error below the drawing."""
    shown = str(lab().draw(url=lambda kind, key: "https://wiki.example")._repr_html_())
    assert "<a " not in shown
    assert "href" not in shown
    assert "inferred by name-prefix" in shown, "tooltips are there"


def test_what_a_viewer_leaves_of_a_diagram_without_its_tags_is_readable() -> None:
    left = re.sub(r"<style.*?</style>|<(?!/?pre)[^>]*>", "", str(lab().draw()._repr_html_()))
    lines = left.removeprefix('<pre style="margin:0;padding:0;border:0;background:none">').removesuffix("</pre>").splitlines()
    for text in ("antrea-0.13-lab — overview", "frontend", "10.211.1.14", "~15", "UNDERLAY"):
        assert text in lines


def no_engine(*_: object) -> bytes:
    raise ap.RenderError("no layout engine: install one")


def broken(*_: object) -> bytes:
    raise ValueError("a bug")


@pytest.mark.parametrize("engine", [no_engine, broken])
def test_a_diagram_without_an_engine_shows_its_text_and_raises_nothing(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antrea_parse.drawing.layout.render", engine)
    bundle = lab().draw()._repr_mimebundle_()
    assert "image/svg+xml" not in bundle
    assert lab().draw()._repr_svg_() is None
    assert "POD frontend" in bundle["text/plain"]
    if engine is no_engine:
        assert "no layout engine: install one" in bundle["text/html"]
        assert "POD frontend" in bundle["text/html"]


def test_the_html_of_a_hostile_cluster_has_no_script() -> None:
    diagram: Diagram = hostile().draw()
    assert "<script" not in str(diagram._repr_html_())
    assert diagram.html.count("<script") == 2, "the page's own"
    for shown in (diagram.html, str(diagram._repr_html_())):
        assert not any(char in shown for char in "\x1b\x07\u202e")


def test_an_empty_topology_shows_itself() -> None:
    assert repr(Topology()) == "<Topology '': 0 nodes, 0 pods, 0 Services, 0 policies, 0 findings>"
    assert "Topology: 0 nodes" in Topology()._repr_html_()
