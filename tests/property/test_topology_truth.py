"""Of clusters whose truth is known, whatever subset of captures is there: nothing that is called observed or inferred is false."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.topology.model import Topology
from benchmarks.synthetic import COMMANDS, Config, State, build, files
from benchmarks.synthetic.model import FAMILIES, MODES

CLUSTERS = st.builds(
    Config,
    nodes=st.integers(1, 4),
    pods=st.integers(1, 8),
    antrea=st.sampled_from(["v0.5.0", "v0.13.3", "v1.3.0", "v1.5.0", "v1.9.0", "v1.13.1", "v2.3.0", "v2.7.0"]),
    mode=st.sampled_from(MODES),
    family=st.sampled_from(list(FAMILIES)),
    seed=st.integers(1, 10**6),
)


def topology_of(state: State, commands: list[str], harm: list[str]) -> Topology:
    text = "\n".join(b"".join(chunks).decode() for _, chunks in files(state, commands, form="transcript", harm=harm))
    return ap.read_text(text).topology


def check(state: State, topology: Topology) -> None:
    nodes = {node.name: node for node in state.nodes}
    for node in topology.nodes:
        assert set(node.pod_cidrs) <= set(nodes[node.name].pod_cidrs)
    for pod in topology.pods:
        truth = state.bindings.get((pod.namespace or "", pod.name))
        assert not (pod.host_network and truth)
        for binding in pod.ports:
            if binding.certainty in ("observed", "inferred"):
                assert truth is not None
                assert binding.interface == truth.interface
                assert binding.ofport in (None, truth.ofport)
                assert binding.mac in (None, truth.host_mac)
            elif binding.certainty == "ambiguous" and truth is not None:
                assert truth.interface in binding.candidates


@given(CLUSTERS, st.lists(st.sampled_from(COMMANDS), unique=True))
@settings(max_examples=120, deadline=None)
def test_nothing_concluded_is_false(config: Config, commands: list[str]) -> None:
    state = build(config)
    check(state, topology_of(state, commands, []))


@given(
    CLUSTERS, st.lists(st.sampled_from(COMMANDS), unique=True), st.sampled_from(["indentation", "flatten", "bold", "crlf", "tags", "trailing", "wrap", "cut"])
)
@settings(max_examples=100, deadline=None)
def test_nothing_concluded_from_damaged_text_is_false(config: Config, commands: list[str], harm: str) -> None:
    state = build(config)
    check(state, topology_of(state, commands, [harm]))
