"""Each view says what it is for, and counts what it has no room for."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from xml.etree import ElementTree

import pytest

import antrea_parse as ap
from antrea_parse.drawing.diagram import Diagram
from antrea_parse.drawing.scene import Box, Run, fit, line, span_width
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.span import Span
from antrea_parse.topology.basis import Basis, Evidence
from antrea_parse.topology.model import Binding, EndpointAddress, Endpoints, Interface, Overlay, Policy, PolicyRule, Topology
from tests.drawing.clusters import changed, lab, later, policed, synthetic, troubled


def boxes(diagram: Diagram, kind: str) -> dict[str, Box]:
    return {box.key: box for box in diagram.scene.boxes() if box.kind == kind}


def words(box: Box) -> str:
    return " ".join(run.whole for inner in box.walk() for item in inner.lines for run in item.runs())


def test_a_service_leads_to_its_pods_on_their_nodes_and_ports() -> None:
    diagram = policed().draw("service", service="default/backendsvc")
    found = boxes(diagram, "endpoint")
    assert set(found) == {"default/backend1", "default/backend2"}
    assert "10.211.1.15:80" in words(found["default/backend1"])
    assert "worker-01" in words(found["default/backend1"])
    assert "~16" in words(found["default/backend1"])
    assert "?" in words(found["default/backend2"])
    assert "2 of 2 endpoints match a running pod" in words(boxes(diagram, "svc")["default/backendsvc"])
    assert {link.target for link in diagram.scene.links if link.kind == "svc"} == {f"endpoint/{key}" for key in found}


def test_a_services_policies_stand_on_their_pods_with_the_rule_that_decides() -> None:
    diagram = policed().draw("service", service="backendsvc")
    strips = boxes(diagram, "np")
    assert "✓ allow" in words(strips["default/backendpolicy-default/backend1-ingress"])
    assert "ingress TCP 80 ← role=frontend" in words(strips["default/backendpolicy-default/backend1-ingress"])
    assert "egress TCP 80 → role=backend" in words(strips["default/frontendpolicy-default/frontend-egress"])
    assert set(boxes(diagram, "client")) == {"default/frontend"}
    rules = [words(box) for key, box in boxes(diagram, "row").items() if "head" not in key]
    assert len(rules) == 5
    assert any("backendpolicy" in rule and "egress" in rule and "deny all (no rule)" in rule for rule in rules)


def policy(**fields: object) -> Policy:
    return Policy.model_validate({"namespace": "default", "name": "p", "pods": ("default/backend1", "default/backend2"), **fields})


@pytest.mark.parametrize(
    ("rules", "kind", "said"),
    [
        ((), "NetworkPolicy", "✕ deny"),
        (({"direction": "ingress", "ports": ("TCP/443",)},), "NetworkPolicy", "✕ deny"),
        (({"direction": "ingress", "ports": ("TCP/79-81",)},), "NetworkPolicy", "✓ allow"),
        (({"direction": "ingress", "ports": ("TCP/http",)},), "NetworkPolicy", "? not decided"),
        (({"direction": "ingress", "ports": ("UDP/80",)},), "NetworkPolicy", "✕ deny"),
        (({"direction": "ingress", "peers": ("10.0.0.0/8",)},), "NetworkPolicy", "? not decided"),
        (({"direction": "ingress", "action": "Drop"},), "ClusterNetworkPolicy", "? not decided"),
    ],
)
def test_a_verdict_is_drawn_only_where_the_rules_decide(rules: tuple[dict[str, object], ...], kind: str, said: str) -> None:
    made = policy(kind=kind, directions=("ingress",), rules=tuple(PolicyRule.model_validate(rule) for rule in rules))
    topology = changed(lab(), policies=(made,))
    strips = boxes(topology.draw("service", service="backendsvc"), "np")
    assert said in words(strips["default/p-default/backend1-ingress"])


def test_a_policy_that_may_select_a_pod_is_no_policy_that_does_not() -> None:
    unsure = Basis("ambiguous", "label-selector", candidates=("default/backend1",), missing=("kubectl get pods -A -o wide --show-labels",))
    topology = changed(lab(), policies=(policy(pods=(), directions=("ingress",), pod_selector="role=backend", basis={"pods": unsure}),))
    diagram = topology.draw("service", service="backendsvc")
    strips = boxes(diagram, "np")
    assert set(strips) == {"default/p-default/backend1-ingress"}
    assert "? may select it" in words(strips["default/p-default/backend1-ingress"])
    assert strips["default/p-default/backend1-ingress"].dashed
    assert "policies may select the endpoints" in diagram.text


@pytest.mark.parametrize(("certainty", "said"), [("observed", "✕ deny"), ("unknown", "? not decided")])
def test_peers_that_no_capture_tells_decide_nothing(certainty: str, said: str) -> None:
    rule = {"direction": "ingress", "peers": ("role=x",), "peer_pods": ("default/frontend",), "ports": ("TCP/80",)}
    sure = PolicyRule.model_validate({**rule, "basis": {"peer_pods": Basis("observed")}})
    other = PolicyRule.model_validate({**rule, "peer_pods": (), "basis": {"peer_pods": Basis(certainty)}})  # type: ignore[arg-type]
    both = (policy(name="a", pods=("default/backend1",), directions=("ingress",), rules=(sure,)), policy(directions=("ingress",), rules=(other,)))
    strips = boxes(changed(lab(), policies=both).draw("service", service="backendsvc"), "np")
    assert said in words(strips["default/p-default/backend2-ingress"])


def test_rules_that_were_not_captured_are_not_taken_for_none() -> None:
    topology = changed(lab(), policies=(policy(),))
    diagram = topology.draw("service", service="backendsvc")
    strip = words(boxes(diagram, "np")["default/p-default/backend1-ingress"])
    assert "? not decided" in strip
    assert "not captured" in strip
    assert "deny" not in diagram.text.replace("denied", "")


def test_a_service_without_endpoints_and_one_whose_endpoints_were_not_captured_differ() -> None:
    nothing = changed(lab(), endpoints=(Endpoints(namespace="default", name="backendsvc"),))
    unknown = changed(lab(), endpoints=())
    assert "! no endpoint" in nothing.draw("service", service="backendsvc").text
    assert "endpoints not captured" in unknown.draw("service", service="backendsvc").text


def test_many_endpoints_are_counted() -> None:
    addresses = tuple(EndpointAddress(ip=ip_address(f"10.9.{number // 250}.{number % 250 + 1}"), port=80) for number in range(800))
    topology = changed(lab(), endpoints=(Endpoints(namespace="default", name="backendsvc", addresses=addresses, more=3),))
    diagram = topology.draw("service", service="backendsvc")
    assert "+ 788 endpoints more" in diagram.text
    assert "3 that kubectl did not print" in diagram.text
    assert "aggregated: 788 more endpoints" in diagram.text
    assert len(diagram.svg) < 100_000


def test_findings_mark_what_they_are_about_and_dim_the_rest() -> None:
    diagram = troubled().draw("findings")
    marks = boxes(diagram, "mark")
    assert marks["interface/worker-01/ens192"].fill == marks["interface/worker-02/ens192"].fill == "err"
    assert "✕1" in words(marks["interface/worker-01/ens192"])
    assert marks["pod/default/backend2"].fill == "warn"
    assert marks["route/worker-01/10.211.2.0/24/10.211.2.1"].fill == "info"
    assert marks["interface/worker-01/antrea-gw0"].fill == "canvas"
    assert [link.kind for link in diagram.scene.links] == ["err"]
    assert "antrea-0.13-lab.txt:138" in words(boxes(diagram, "table")["findings"])


def test_an_overview_says_that_there_are_findings() -> None:
    assert "brought 1 error and 1 warning to light: the view 'findings'" in troubled().draw().text
    assert "to light" not in changed(lab(), diagnostics=()).draw().text
    assert "brought 1 warning to light" in changed(synthetic(100, 1), diagnostics=troubled().diagnostics[1:]).draw().text


def test_nodes_with_findings_that_have_no_room_are_named() -> None:
    topology = synthetic(30, 1)
    lines = [Span("nodes.txt", number, number) for number in range(1, 31)]
    nodes = [
        node.model_copy(update={"basis": {"name": Basis("observed", evidence=(Evidence(span.source, span.first_line, span.last_line),))}})
        for node, span in zip(topology.nodes, lines, strict=True)
    ]
    found = [Diagnostic.of("AP402", f"{nodes[number].name} is odd", span=lines[number], level="error" if number > 20 else "info") for number in range(25)]
    diagram = changed(topology, nodes=tuple(nodes), diagnostics=tuple(found)).draw("findings")
    assert "Not drawn: 13 nodes with findings (worker-0008, worker-0009" in diagram.text
    assert "Not drawn: 5 nodes without a finding" in diagram.text
    assert {"worker-0021", "worker-0024"} <= set(boxes(diagram, "head")), "the worst are drawn"


def test_findings_of_many_nodes_are_counted() -> None:
    topology = synthetic(300, 2)
    diagram = topology.draw("findings")
    assert "300 nodes without a finding" in diagram.text


def test_differences_have_a_sign_and_a_colour() -> None:
    diagram = lab().draw("diff", other=later())
    marks = boxes(diagram, "mark")
    assert "mtu: 1500 → 9000" in words(marks["interface/worker-01/ens192"])
    assert marks["interface/worker-01/ens192"].fill == "chg"
    assert words(marks["route/worker-01/10.211.0.0/24/10.211.0.1"]).startswith("−")
    back = later().draw("diff", other=lab())
    assert boxes(back, "mark")["route/worker-01/10.211.0.0/24/10.211.0.1"].fill == "add"
    assert "antrea-0.13-lab.txt:125" in words(boxes(diagram, "table")["changes"])
    assert "no difference" in lab().draw("diff", other=lab()).text


def test_a_difference_needs_a_topology() -> None:
    with pytest.raises(ap.RenderError, match="needs other="):
        lab().draw("diff")
    with pytest.raises(ap.RenderError, match="compares with a topology"):
        lab().draw("diff", other="later.txt")


@pytest.mark.parametrize(
    ("nodes", "kind", "count", "size"),
    [(100, "node", 100, 300_000), (1_000, "node", 1_000, 1_000_000), (5_000, "node", 5_000, 3_000_000), (7_000, "subnet", 110, 3_000_000)],
)
def test_big_clusters_are_drawn_with_a_box_for_each_node_or_subnet(nodes: int, kind: str, count: int, size: int) -> None:
    topology = synthetic(nodes, 1)
    diagram = topology.draw()
    assert len(boxes(diagram, kind)) == count
    svg = diagram.svg
    assert len(svg.encode()) <= size
    assert f'id="ap-overview-{kind}-' in svg
    assert "aggregated: " in diagram.text
    ElementTree.fromstring(svg)


def test_what_is_not_captured_is_not_well() -> None:
    topology = synthetic(300, 0)
    bare = changed(topology, nodes=tuple(node.model_copy(update={"status": None}) for node in topology.nodes))
    assert {box.fill for box in boxes(bare.draw(), "node").values()} == {"unk"}


def test_addresses_stand_in_for_networks_that_were_not_captured() -> None:
    topology = synthetic(100, 1).model_copy(update={"underlays": ()})
    bars = boxes(topology.draw(), "underlay")
    assert set(bars) == {"10.0.0.0/24", "10.0.1.0/24"}
    assert all(bar.certainty == "inferred" and "~10.0." in words(bar) for bar in bars.values())


def test_long_names_make_the_drawing_coarser_not_bigger() -> None:
    topology = synthetic(5_000, 0)
    nodes = tuple(node.model_copy(update={"name": f"{node.name}-{'x' * 240}"}) for node in topology.nodes)
    diagram = changed(topology, nodes=nodes, underlays=()).draw()
    assert boxes(diagram, "subnet")
    assert len(diagram.svg.encode()) <= 3_000_000


def test_a_node_of_which_little_is_known_says_so() -> None:
    bare = changed(lab(), nodes=(lab().node("worker-01").model_copy(update={"internal_ip": None, "status": None}),), pods=(), underlays=())
    text = bare.draw().text
    assert "no pod in the captures" in text
    assert "address ?" in text


def test_pods_without_room_are_counted() -> None:
    assert "and 22 pods more" in synthetic(10, 30).draw().text
    assert "and 24 pods more" in synthetic(24, 30).draw().text
    assert "and 38 pods more" in synthetic(1, 110).draw().text
    assert "and 92 pods more" in synthetic(3, 110).draw().text


@pytest.mark.parametrize("nodes", [1, 2, 3, 4, 5, 6, 7, 12, 24, 25, 100, 200])
def test_no_overview_is_much_higher_than_wide(nodes: int) -> None:
    root = ElementTree.fromstring(synthetic(nodes, 110).draw().svg)
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    assert width <= 900
    assert height <= (1.55 if nodes <= 100 else 2.2) * width


def test_every_node_and_pod_of_two_dozen_nodes_is_named() -> None:
    diagram = synthetic(24, 6).draw()
    assert len(boxes(diagram, "pod")) == 24 * 6
    assert set(boxes(diagram, "head")) == {node.name for node in synthetic(24, 6).nodes}
    assert "app-003-00010 100.64.16.5 ~6" in words(boxes(diagram, "pod")["default/app-003-00010"])


def test_of_long_texts_on_a_line_the_widest_is_cut_most() -> None:
    cut = fit(line(Run("coredns", elastic=1), Run("n" * 60, elastic=1), right=[Run("2001:db8::1", elastic=1)]), 260)
    assert [run.text for run in cut.runs()][::2] == ["coredns", "2001:db8::1"]
    assert cut.left[1].full == "n" * 60
    assert 200 < span_width(cut.left) + span_width(cut.right) <= 260


def test_a_path_has_its_place_in_the_scene() -> None:
    from antrea_parse.drawing.scene import Link, Run, Scene, cell, line, row, stack

    def hop(number: int, word: str) -> Box:
        badge = cell(24, line(Run(str(number), 11, "bold", "head-ink"), centre=True), height=36, fill="head")
        return row([badge, cell(200, line(Run(word, 10)), height=36, kind="pod", key=str(number), fill="pod", stroke="pod-line")])

    lanes = (stack([hop(1, "frontend"), hop(2, "br-int")], 14), stack([hop(4, "backend2"), hop(3, "br-int")], 14))
    link = Link("tun", "1", "pod/2", "e", "pod/3", "w", width=3, arrow=True, label="UDP 6081")
    svg = Diagram(Scene("path", "Path", "4 hops", "A path.", lanes, "LR", (link,), rank_gap=60)).svg
    assert re.search(r'id="ap-path-tun-link-1"[^§]*<polygon', svg)


def test_a_drawing_of_a_folder_is_called_after_it(tmp_path: Path) -> None:
    folder = tmp_path / "bundle-2024"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text("[root@worker-01 ~]# antctl version\nantctlVersion: v0.13.3\n", encoding="utf-8")
    assert ap.read(folder).topology.draw().scene.title == "bundle-2024 — overview"
    assert ap.read(folder / "a.txt", folder / "b.txt").topology.draw().scene.title == "a, b — overview"
    long = changed(lab(), title="cluster-" * 40).draw().scene
    assert long.header().lines[0].left[0].text.endswith(" — overview"), "the name is cut, not the view"


def test_an_empty_topology_is_drawn() -> None:
    for view in ("overview", "findings"):
        assert Topology().draw(view).svg.startswith("<svg")


@pytest.mark.parametrize(
    ("port", "number", "mac"),
    [
        ("frontend-fbd015", "15", "86:e0:33:27:a8:c0"),
        ("backend1-911dea", "16", "c6:97:94:e1:2e:a5"),
        ("coredns--c4f3d4", "5", "de:72:46:4d:6b:85"),
        ("antrea-gw0", "2", "36:ab:6b:31:0c:75"),
        ("antrea-tun0", "1", "06:c6:e4:f2:94:51"),
    ],
)
def test_a_node_has_its_ports_with_numbers_and_macs(port: str, number: str, mac: str) -> None:
    found = words(boxes(lab().draw("node", node="worker-01"), "port")[port]).split()
    assert found[:2] == [number, port]
    assert mac in found


def test_a_full_node_fits_on_a_page_or_two() -> None:
    root = ElementTree.fromstring(synthetic(3, 110).draw("node", node="worker-0001").svg)
    assert float(root.attrib["height"]) < 3_200
    assert len(boxes(synthetic(3, 110).draw("node", node="worker-0001"), "pod")) == 110


def test_a_node_says_what_is_not_drawn_and_what_is_drawn_it_does_not() -> None:
    notes = " ".join(lab().draw("node", node="worker-01").scene.notes)
    assert "3 host-network pods" in notes
    assert "docker0 (down)" in notes
    assert "frontend-fbd015" not in notes


def test_a_second_attachment_of_a_pod_is_drawn() -> None:
    pod = lab().pod("default/frontend")
    both = pod.model_copy(update={"ports": (*pod.ports, Binding(interface="backend1-911dea", ofport=16, certainty="observed"))})
    topology = changed(lab(), pods=tuple(both if item is pod else item for item in lab().pods if item.name != "backend1"))
    cells = boxes(topology.draw("node", node="worker-01"), "nopod")
    assert "also frontend" in words(cells["backend1-911dea"])


def test_pods_that_may_hang_on_a_port_stand_beside_it() -> None:
    pod = lab().pod("default/frontend")
    candidates = ("backend1-911dea", "frontend-fbd015")
    unsure = pod.model_copy(update={"ports": (Binding(certainty="ambiguous", candidates=candidates),)})
    topology = changed(lab(), pods=tuple(unsure if item is pod else item for item in lab().pods if item.name != "backend1"))
    diagram = topology.draw("node", node="worker-01")
    assert "one of 2 ports" in words(boxes(diagram, "port")["default/frontend-port"])
    assert all("one of 1 pod" in words(boxes(diagram, "nopod")[name]) for name in candidates)


def test_pods_that_ended_lack_no_port() -> None:
    pod = lab().pod("default/backend2")
    ended = pod.model_copy(update={"status": "Completed", "ended": True, "ports": ()})
    topology = changed(lab(), pods=tuple(ended if item is pod else item for item in lab().pods))
    assert "2 host-network pods, 1 ended" in topology.draw().text
    assert "1 pod that ended (backend2)" in topology.draw("node", node="worker-02").text


def test_wireguard_is_an_overlay_and_modes_without_one_have_none() -> None:
    node = lab().node("worker-01")
    wireguard = node.model_copy(update={"tunnel": None, "interfaces": (*node.interfaces, Interface(name="antrea-wg0", kind="wireguard"))})
    secret = changed(lab(), nodes=(wireguard,), overlay=Overlay(encryption="wireguard"))
    assert "OVERLAY WireGuard" in secret.draw().text
    assert "TUN antrea-wg0" in secret.draw().text
    bare = changed(lab(), nodes=(node.model_copy(update={"tunnel": None}),), overlay=Overlay(mode="noEncap"))
    assert "TUN" not in bare.draw().text
    gone = changed(lab(), nodes=(node.model_copy(update={"tunnel": None}),))
    assert "TUN no tunnel port" in gone.draw().text
