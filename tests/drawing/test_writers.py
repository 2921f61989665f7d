"""What the writers write: well-formed, harmless, the same everywhere, within the limits of those who show it."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

import antrea_parse as ap
from antrea_parse.drawing.diagram import Diagram
from antrea_parse.drawing.mermaid import MAX_EDGES, MAX_TEXT
from antrea_parse.drawing.palette import PALETTE
from antrea_parse.drawing.scene import Run, Scene, cell, line, stack
from antrea_parse.drawing.widths import columns, is_measured
from antrea_parse.topology.model import Topology
from tests.conftest import LAB_PAGE, ROOT
from tests.drawing.clusters import changed, hostile, lab, later, policed, synthetic, troubled

HOSTILE: dict[str, Callable[[], Diagram]] = {
    "overview": lambda: hostile().draw(),
    "node": lambda: hostile().draw("node", node=hostile().nodes[3].name),
    "service": lambda: hostile().draw("service", service=hostile().services[0].key),
    "findings": lambda: hostile().draw("findings"),
    "diff": lambda: hostile().draw("diff", other=lab()),
}
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("view", HOSTILE)
def test_hostile_names_are_text_in_every_form(view: str, tmp_path: Path) -> None:
    diagram = HOSTILE[view]()
    for form in (diagram.svg, diagram.html, diagram.dot, diagram.mermaid, diagram.text):
        assert not UNFIT.search(form)
    root = ElementTree.fromstring(diagram.svg)
    assert {item.tag.rpartition("}")[2] for item in root.iter()} <= {"svg", "title", "desc", "style", "g", "a", "rect", "path", "polygon", "text"}
    targets = [value for item in root.iter() for name, value in item.attrib.items() if name.endswith("href")]
    assert all(target.startswith("#ap-") for target in targets)
    for suffix in (".png", ".pdf"):
        assert diagram.save(tmp_path / f"x{suffix}").stat().st_size > 1_000


def test_xmllint_agrees(tmp_path: Path) -> None:
    program = shutil.which("xmllint")
    if program is None:
        pytest.skip("xmllint is not installed")
    files = [diagram().save(tmp_path / f"{view}.svg") for view, diagram in HOSTILE.items()]
    done = subprocess.run([program, "--noout", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://wiki.example/pods", True),
        ("#elsewhere", True),
        ("pods.html?name=frontend", True),
        ("../pods/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("\tjavascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("vbscript:x", False),
        ("//evil.example/x", False),
        ("file:///etc/passwd", False),
        ("", False),
        (None, False),
    ],
)
def test_links_of_the_caller_lead_to_the_web_this_page_or_near(link: str | None, kept: bool) -> None:
    svg = lab().draw(url=lambda kind, key: link if (kind, key) == ("pod", "default/frontend") else None).svg
    (found,) = re.findall(r'<a id="ap-overview-pod-default-frontend" class="ap-pod" href="([^"]*)"', svg)
    assert found == (link if kept else "#ap-overview-pod-default-frontend")


def test_ids_start_with_the_callers_prefix() -> None:
    root = ElementTree.fromstring(lab().draw(id_prefix="lab.1").svg)
    ids = [item.attrib["id"] for item in root.iter() if "id" in item.attrib]
    assert ids[0] == "lab.1"
    assert all(ident.startswith("lab.1-") for ident in ids[1:])
    with pytest.raises(ap.RenderError, match="no XML name"):
        lab().draw(id_prefix='x" onload="alert(1)')
    with pytest.raises(ap.RenderError, match="themes: auto, light, dark"):
        lab().draw(theme="sepia")


def test_ids_do_not_depend_on_the_order_of_things() -> None:
    def ids(svg: str) -> set[str]:
        return set(re.findall(r' id="([^"]+)"', svg))

    turned = changed(lab(), nodes=lab().nodes[::-1], pods=lab().pods[::-1])
    assert ids(turned.draw().svg) == ids(lab().draw().svg)


def test_no_colour_is_used_twice() -> None:
    """The dark theme finds things by their light colour."""
    lights = [colour.light for colour in PALETTE.values()]
    assert len(lights) == len(set(lights))


SCRIPT = """
import sys, hashlib
if sys.argv[2] == "dot":
    sys.modules["pygraphviz"] = None
import antrea_parse as ap
topology = ap.read(sys.argv[1]).topology
drawn = [topology.draw(), topology.draw("service", service="backendsvc")]
print(*(hashlib.sha256(diagram.svg.encode()).hexdigest() for diagram in drawn))
print(*(hashlib.sha256(drawn[0].save(f"{sys.argv[3]}/x.{suffix}").read_bytes()).hexdigest() for suffix in ("png", "pdf")))
"""


@pytest.mark.parametrize("engine", ["pygraphviz", "dot"])
def test_same_bytes_with_and_without_fonts(engine: str, tmp_path: Path) -> None:
    if engine == "dot" and shutil.which("dot") is None:
        pytest.skip("dot is not installed")
    nothing = tmp_path / "fonts.conf"
    nothing.write_text(f"<fontconfig><dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>", encoding="utf-8")
    made = set()
    for fonts in ({}, {"FONTCONFIG_FILE": str(nothing)}):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **fonts}
        done = subprocess.run([sys.executable, "-c", SCRIPT, str(LAB_PAGE), engine, str(tmp_path)], env=environment, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        made.add(done.stdout)
    assert len(made) == 1
    assert len(made.pop().split()) == 4


# Machado, Oliveira, Fernandes (2009), severity 1, on linear light: red, green and blue cones missing.
DEFICIENCIES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
#: What tells a kind of box apart without its colour.
SIGNS = {
    "pod": {"POD"},
    "ovs": {"OVS", "GW"},
    "tun": {"TUN", "OVERLAY", "WG"},
    "nic": {"NIC", "UNDERLAY", "EGR"},
    "svc": {"SVC"},
    "np": {"NP", "ANP"},
    "err": {"✕"},
    "warn": {"!"},
    "info": {"i"},
    "add": {"+"},
    "del": {"−"},
    "chg": {"~"},
}


def seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    mixed = [min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True)))) for row in matrix]
    return tuple(255 * (part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055) for part in mixed)


def test_colours_that_some_see_alike_carry_different_signs() -> None:
    alike = set()
    for matrix in DEFICIENCIES.values():
        for theme in ("light", "dark"):
            fills = {family: seen(getattr(PALETTE[family], theme), matrix) for family in SIGNS}
            alike |= {(a, b) for a in fills for b in fills if a < b and sum((x - y) ** 2 for x, y in zip(fills[a], fills[b], strict=True)) < 24**2}
    assert alike, "the simulation finds none: it does not work"
    assert all(not SIGNS[first] & SIGNS[second] for first, second in alike)


@pytest.mark.parametrize(
    "diagram",
    [
        lambda: lab().draw(),
        lambda: policed().draw(),
        lambda: lab().draw("node", node="worker-01"),
        lambda: policed().draw("service", service="backendsvc"),
        lambda: troubled().draw("findings"),
        lambda: lab().draw("diff", other=later()),
        lambda: synthetic(5, 12).draw(),
        lambda: synthetic(24, 12).draw(),
        lambda: synthetic(100, 40).draw(),
    ],
)
def test_every_painted_box_carries_the_sign_of_its_colour(diagram: Callable[[], Diagram]) -> None:
    for lane in diagram().scene.lanes:
        for box in lane.walk():
            family = box.stroke.removesuffix("-line")
            if box.fill == family and family in SIGNS:
                words = [run.text for inner in box.walk() for item in inner.lines for run in item.runs()]
                assert any(word.startswith(tuple(SIGNS[family])) for word in words), (family, words)


@pytest.mark.parametrize("nodes", [3, 24, 100, 200, 1_000, 5_000])
def test_mermaid_keeps_to_the_limits_of_those_who_show_it(nodes: int) -> None:
    text = synthetic(nodes, 30 if nodes < 200 else 1).draw().mermaid
    assert len(text) <= MAX_TEXT
    edges = sum(len(re.findall(r"~~~|---|-\.-|-->|-\.->", line)) for line in text.splitlines() if '["' not in line)
    assert edges <= MAX_EDGES
    assert text.startswith("flowchart TB\n  accTitle: ")


@pytest.mark.parametrize("view", HOSTILE)
def test_mermaid_quotes_every_label(view: str) -> None:
    ids = []
    for text in HOSTILE[view]().mermaid.splitlines()[4:]:
        node = re.fullmatch(r'\s*(?:subgraph )?(\w+)\["([^"]*)"\](?::::\w+)?', text)
        if node:
            ids.append(node[1])
            assert not re.search(r"[<>&`{}\\]", node[2].replace("<br/>", ""))
        else:
            assert re.fullmatch(r"\s*(direction TB|end|style \w+ .*|classDef \w+ .*|\w+( (~~~|---|-\.-|-->|-\.->)(\|\"[^\"]*\"\|)? \w+)+)", text), text
    assert len(ids) == len(set(ids))


def test_mermaid_says_what_no_node_says() -> None:
    text = lab().draw().mermaid
    assert "none on the pod network<br/>#43; 6 host-network pods" in text.replace("+", "#43;")
    assert "192.168.110.0/24 ens192" in lab().draw("node", node="worker-01").mermaid
    assert "Pods 3 on the pod network" in lab().draw("node", node="worker-01").mermaid
    assert "Pods 0 on the pod network" in lab().draw("node", node="master-01").mermaid
    assert "no node and no pod" in Topology().draw().mermaid


@pytest.mark.parametrize("nodes", [12, 24, 200])
def test_mermaid_cards_stand_in_rows(nodes: int) -> None:
    """Without edges all would stand side by side, thousands of pixels wide."""
    lines = synthetic(nodes, 2).draw().mermaid.splitlines()
    cards = [line.split("[")[0].split()[-1] for line in lines if '["worker-' in line]
    below = {line.split()[2] for line in lines if re.fullmatch(r"  \w+ ~~~ \w+", line)}
    assert len(cards) == nodes
    assert set(cards) <= below


def test_mermaid_counts_what_is_too_much() -> None:
    pods = synthetic(24, 8)
    named = changed(pods, pods=tuple(pod.model_copy(update={"name": f"{pod.name}-{'x' * 240}", "namespace": "y" * 240}) for pod in pods.pods))
    text = named.draw().mermaid
    assert len(text) <= MAX_TEXT
    assert "aggregated: " in text
    assert "worker-0003" in text


def test_text_stands_in_columns_whatever_the_script() -> None:
    names = {"backend1": "节点一号", "frontend": "🙂"}
    topology = changed(lab(), pods=tuple(pod.model_copy(update={"name": names.get(pod.name, pod.name)}) for pod in lab().pods))
    lines = [line for line in topology.draw().text.splitlines() if "POD" in line and "10.211.1." in line]
    assert len(lines) == 3
    assert len({columns(line[: line.index("10.211.1.")]) for line in lines}) == 1


def test_text_of_a_node_is_a_tree_of_its_columns() -> None:
    text = lab().draw("node", node="worker-01").text
    assert "OVS br-int datapath system · dpid 0000166b68c6424a\n├─ 16  backend1-911dea  OVS  c6:97:94:e1:2e:a5\n├─ 15  frontend-fbd015" in text
    assert re.search(r"├─ 10\.211\.2\.0/24     via 10\.211\.2\.1 → worker-02\n", text)


def test_text_of_a_table_is_a_table() -> None:
    lines = policed().draw("service", service="backendsvc").text.splitlines()
    head = next(line for line in lines if line.startswith("POLICY"))
    rules = lines[lines.index(head) + 1 :][:5]
    assert all(line[head.index("EFFECT")] in "✓✕" for line in rules)


def test_dot_is_graphvizs_language() -> None:
    program = shutil.which("dot")
    if program is None:
        pytest.skip("dot is not installed")
    for diagram in HOSTILE.values():
        done = subprocess.run([program, "-Tcanon"], input=diagram().dot, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def png_size(diagram: Diagram, folder: Path) -> tuple[int, int]:
    width, height = struct.unpack(">II", diagram.save(folder / "x.png").read_bytes()[16:24])
    return width, height


def test_a_png_has_two_pixels_for_a_point_until_it_is_too_large(tmp_path: Path) -> None:
    root = ElementTree.fromstring(lab().draw().svg)
    assert png_size(lab().draw(), tmp_path) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    tall = (stack([cell(200, line(Run("x")), height=9_000, fill="pod", stroke="pod-line")]),)
    assert png_size(Diagram(Scene("x", "x", "", "", tall)), tmp_path)[1] == 16_000


def test_a_png_is_the_picture_that_a_browser_shows(tmp_path: Path) -> None:
    """Its colours are those of the theme, light unless dark is asked for."""
    for theme, canvas in (("auto", "light"), ("dark", "dark")):
        image = Image.open(lab().draw(theme=theme).save(tmp_path / "x.png")).convert("RGB")
        colours = {"#{:02x}{:02x}{:02x}".format(*pixel) for _, pixel in image.getcolors(1 << 24)}  # type: ignore[misc]
        wanted = {getattr(PALETTE[name], canvas) for name in ("canvas", "head", "pod", "ovs", "tun", "nic")}
        assert wanted <= colours


def test_a_pdf_holds_the_words_the_title_and_the_links(tmp_path: Path) -> None:
    diagram = lab().draw(url=lambda kind, key: f"https://wiki.example/{key}" if kind == "pod" else None)
    data = diagram.save(tmp_path / "x.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.")
    assert b"https://wiki.example/default/frontend" in data
    assert b"DejaVuSansMono" in data
    assert data == diagram.save(tmp_path / "y.pdf").read_bytes()


@pytest.mark.parametrize(("suffix", "library"), [(".png", "resvg_py"), (".pdf", "reportlab.pdfgen.canvas")])
def test_without_the_library_of_images_the_remedy_is_named(suffix: str, library: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ap.RenderError, match=r"pip install antrea-parse\[images\]"):
        lab().draw().save(tmp_path / f"x{suffix}")
    assert not list(tmp_path.iterdir())


def test_the_fonts_have_every_character_that_is_measured() -> None:
    assert is_measured(lab().draw().svg)
    assert not is_measured("节点")


def test_without_an_engine_the_remedies_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(ap.RenderError, match=r"antrea-parse\[embedded\].*apt install graphviz"):
        lab().draw().save(tmp_path / "x.svg")
    assert not list(tmp_path.iterdir())
    for suffix in (".dot", ".mmd", ".html", ".txt"):
        assert "frontend" in lab().draw().save(tmp_path / f"x{suffix}").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ap.RenderError, match="cannot be written"):
        lab().draw().save(tmp_path / "nowhere" / "x.svg")
