"""Of clusters whose truth is known, whatever subset of captures is there: nothing that is called observed or inferred is false."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from benchmarks.synthetic import COMMANDS, Config, State, build, damage, files, later
from benchmarks.synthetic.captures import EXTRA
from benchmarks.synthetic.model import EXTRAS, FAMILIES, MODES
from benchmarks.synthetic.releases import release
from tests.property.truth import falsehoods, statements

#: One of each band of releases that differs in what it leaves on a node.
RELEASES = ("v0.1.0", "v0.5.0", "v0.9.0", "v0.11.0", "v0.13.3", "v1.3.0", "v1.5.0", "v1.6.0", "v1.9.0", "v1.13.1", "v1.15.0", "v2.3.0", "v2.7.0")


@st.composite
def clusters(draw: st.DrawFn) -> Config:
    """A cluster of any release, mode and family, encrypted or not."""
    antrea = draw(st.sampled_from(RELEASES))
    mode = draw(st.sampled_from(MODES))
    encryptions = [""] + (["ipsec"] if mode in ("encap", "hybrid") else []) + (["wireguard"] if mode == "encap" and release(antrea).number >= (1, 3) else [])
    return Config(
        nodes=draw(st.integers(1, 4)),
        pods=draw(st.integers(1, 8)),
        antrea=antrea,
        mode=mode,
        family=draw(st.sampled_from(list(FAMILIES))),
        encryption=draw(st.sampled_from(encryptions)),
        proxy_all=draw(st.booleans()),
        secondary=mode != "networkPolicyOnly" and release(antrea).number >= (1, 14) and draw(st.booleans()),
        extras=tuple(extra for extra, first in EXTRAS.items() if first <= release(antrea).number and draw(st.booleans())),
        seed=draw(st.integers(1, 10**6)),
    )


CAPTURED = st.lists(st.sampled_from((*COMMANDS, *EXTRA)), unique=True)


def captured(state: State, commands: list[str], harm: list[str], older: dict[str, State] | None = None) -> ap.Snapshot:
    text = "\n".join(b"".join(chunks).decode() for _, chunks in files(state, commands, form="transcript", harm=harm, older=older))
    return ap.read_text(text)


@given(clusters(), CAPTURED)
@settings(max_examples=120, deadline=None)
def test_nothing_concluded_is_false(config: Config, commands: list[str]) -> None:
    state = build(config)
    topology = captured(state, commands, []).topology
    assert falsehoods(state, topology) == []
    assert {node.name for node in topology.nodes} <= set(state.node)
    assert [item for item in topology.diagnostics if item.code in ("AP401", "AP402")] == []
    for basis in statements(topology):
        assert basis.missing if basis.certainty == "unknown" else basis.evidence
        assert basis.rule or basis.certainty in ("observed", "unknown")


#: Damages that leave a trace: of a line that is missing as a whole nothing tells.
HARMS = sorted(set(damage.HARMS) - {"lost-lines"})


@given(clusters(), CAPTURED, st.lists(st.sampled_from(HARMS), min_size=1, max_size=2, unique=True))
@settings(max_examples=100, deadline=None)
def test_nothing_concluded_from_damaged_text_is_false(config: Config, commands: list[str], harm: list[str]) -> None:
    state = build(config)
    snapshot = captured(state, commands, harm)
    # A line without its end is named as cut: what it says last may be half of it.
    cut = {(item.source, item.last_line) for item in snapshot.diagnostics if item.code in ("AP104", "AP204")}
    wrong = [item for item in falsehoods(state, snapshot.topology) if not any((line.source, line.last_line) in cut for line in item.basis.evidence)]
    assert wrong == []


@given(clusters(), CAPTURED.filter(len), st.data())
@settings(max_examples=100, deadline=None)
def test_what_holds_at_no_moment_is_named(config: Config, commands: list[str], data: st.DataObject) -> None:
    """Of captures of two moments: each fact was so at one of them, or says that it takes them for one moment, or is named."""
    before = build(config)
    now = later(before)
    older = dict.fromkeys(data.draw(st.lists(st.sampled_from(commands), min_size=1, unique=True)), before)
    topology = captured(now, commands, [], older).topology
    once = {item.about for item in falsehoods(before, topology)}
    named = [item.message for item in topology.diagnostics if item.code in ("AP401", "AP402")]
    for wrong in falsehoods(now, topology):
        if wrong.about in once and not wrong.basis.assumes:
            assert any(wrong.about.split()[1].rpartition("/")[2] in message for message in named), wrong
