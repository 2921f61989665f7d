"""The entities: routes in columns, round trips, rows, the graph and its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import networkx as nx
import pytest

import antrea_parse as ap
from antrea_parse.text.errors import TopologyError
from antrea_parse.topology.graph import EDGES, NODES, schema
from antrea_parse.topology.model import Route, RouteForm, Routes, Topology
from benchmarks.synthetic import COMMANDS, Config, build, files


@pytest.fixture(scope="module")
def full() -> Topology:
    """A cluster of which everything was captured."""
    state = build(Config(nodes=4, pods=6, antrea="v2.3.0", family="dual", encryption="ipsec", proxy_all=True, secondary=True))
    return ap.read_text("\n".join(b"".join(chunks).decode() for _, chunks in files(state, COMMANDS, form="transcript"))).topology


def test_routes_are_a_sequence() -> None:
    forms = [RouteForm("default", "10.0.0.1", "eth0", meaning="default"), RouteForm("10.1.2.0/24", "10.1.2.1", "antrea-gw0", meaning="peer-pods", peer="w2")]
    routes = Routes(forms, [("a.log", 3, 3), ("a.log", 4, 5)], "w1", {1: (("b.log", 9, 9),)})
    assert len(routes) == 2
    assert [route.dst for route in routes] == ["default", "10.1.2.0/24"]
    assert routes[-1].peer == "w2"
    assert routes[:1] == (routes[0],)
    assert isinstance(routes[0], Route)
    assert [str(item.span) for item in routes[1].why("peer").evidence] == ["a.log:4-5", "b.log:9"]
    with pytest.raises(IndexError):
        routes[2]


def test_nodes_share_what_their_routes_say(full: Topology) -> None:
    first, second = (next(form for form in node.routes.forms if form.peer == "worker-03") for node in full.nodes[:2])
    assert first is second


def test_a_topology_survives_json(full: Topology) -> None:
    text = full.model_dump_json()
    again = Topology.model_validate_json(text)
    assert again == full
    assert again.model_dump_json() == text
    node = json.loads(text)["nodes"][0]
    route = next(item for item in node["routes"] if item.get("peer") == "worker-01")
    assert route["meaning"] == "peer-pods"
    assert route["evidence"][0].startswith("<text>:")


def test_a_topology_fits_its_schema(full: Topology, lab: Topology) -> None:
    for topology in (full, lab):
        jsonschema.validate(json.loads(topology.model_dump_json()), Topology.model_json_schema(mode="serialization"))


def test_a_graph_fits_its_schema(full: Topology, lab: Topology) -> None:
    for topology in (full, lab):
        data = json.loads(json.dumps(nx.node_link_data(topology.graph(), edges="edges")))
        jsonschema.validate(data, schema())


def test_edges_lead_where_their_kind_says(full: Topology, lab: Topology) -> None:
    for topology in (full, lab):
        graph = topology.graph()
        kinds = dict(graph.nodes(data="kind"))
        assert set(kinds.values()) <= NODES.keys()
        for start, end, kind in graph.edges(data="kind"):
            assert kinds[start] in EDGES[kind].start
            assert kinds[end] in EDGES[kind].end


def test_a_way_through_the_graph(full: Topology) -> None:
    graph = full.graph()
    pod = next(pod for pod in full.pods if pod.node == "worker-01" and pod.ports)
    path = nx.shortest_path(graph, f"pod/{pod.key}", "node/worker-03")
    assert path[0] == f"pod/{pod.key}"
    assert any(data["kind"] == "routes-to" for data in graph["node/worker-01"]["node/worker-03"].values())


@pytest.mark.parametrize("table", ["nodes", "pods", "services", "endpoints", "policies", "egresses", "interfaces", "ports", "routes", "rules", "neighbours"])
def test_rows_are_flat(full: Topology, table: str) -> None:
    rows = full.to_dataframe(table)
    assert rows
    assert all(value is None or isinstance(value, str | int | float | bool) for row in rows for value in row.values())
    assert len({tuple(row) for row in rows}) == 1


def test_an_unknown_table_is_named(full: Topology) -> None:
    with pytest.raises(TopologyError, match="there are nodes, pods"):
        full.to_dataframe("things")


def test_nodes_share_what_their_neighbours_say(full: Topology) -> None:
    first, second = (next(form for form in node.neighbours.forms if form.peer == "node/worker-03") for node in full.nodes[:2])
    assert first is second


def test_routes_and_neighbours_of_a_node_that_is_a_guess_say_so(tmp_path: Path) -> None:
    """A folder's name alone gives these files to a node: what they say is of that node if the name is right."""
    for name in ("alpha-1", "beta-1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ip_route.txt").write_text("10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5\n")
        (tmp_path / name / "ip_neigh.txt").write_text("10.0.0.1 dev eth0 lladdr 00:50:56:00:00:01 REACHABLE\n")
    topology = ap.read(tmp_path).topology
    again = Topology.model_validate_json(topology.model_dump_json())
    assert again == topology
    for node in (*topology.nodes, *again.nodes):
        for entity, field in ((node.routes[0], "dst"), (node.neighbours[0], "mac")):
            basis = entity.why(field)
            assert (basis.certainty, basis.rule) == ("inferred", "node-of-capture")
            assert basis.evidence[0].says.startswith("of this node, inferred: ")


def test_nodes_share_what_json_says_too(full: Topology) -> None:
    again = Topology.model_validate_json(full.model_dump_json())
    for field in ("routes", "neighbours"):
        first, second = (next(form for form in getattr(node, field).forms if "worker-03" in (form.peer or "")) for node in again.nodes[:2])
        assert first is second
