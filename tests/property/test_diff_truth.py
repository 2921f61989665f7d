"""Of two states of a cluster whose truth is known: every difference that is told is one, and of whole captures every one is told."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from antrea_parse.topology.diff import entities
from antrea_parse.topology.model import Topology
from benchmarks.synthetic import COMMANDS, Config, build, damage, later
from benchmarks.synthetic.captures import EXTRA
from tests.property.test_topology_truth import CAPTURED, captured, clusters

EVERYTHING = [*COMMANDS, *EXTRA]
#: Damages that leave a trace: where whole lines are missing a list looks shorter than it was.
HARMS = sorted(set(damage.HARMS) - {"lost-lines", "cut"})
#: What follows from others, or is there as long as something leads to it.
DERIVED = ("overlay", "underlay")


def names(topology: Topology) -> set[str]:
    return {name for name, _ in entities(topology)}


@given(clusters(), CAPTURED, CAPTURED, st.lists(st.sampled_from(HARMS), max_size=2, unique=True))
@settings(max_examples=60, deadline=None)
def test_no_difference_is_invented(config: Config, first: list[str], second: list[str], harm: list[str]) -> None:
    state = build(config)
    now = later(state)
    whole = captured(state, EVERYTHING, []).topology, captured(now, EVERYTHING, []).topology
    true = {(change.kind, change.entity, change.field): change for change in whole[0].diff(whole[1])}
    before, after = captured(state, first, harm).topology, captured(now, second, harm).topology
    for change in before.diff(after):
        known = true.get((change.kind, change.entity, change.field))
        assert known is not None, change
        if isinstance(known.before, str | int):
            assert (known.before, known.after) == (change.before, change.after)


@given(clusters())
@settings(max_examples=30, deadline=None)
def test_every_entity_that_came_or_went_is_told(config: Config) -> None:
    state = build(config)
    before, after = captured(state, EVERYTHING, []).topology, captured(later(state), EVERYTHING, []).topology
    told = {(change.kind, change.entity) for change in before.diff(after)}
    for name in names(before) ^ names(after):
        if name.split("/")[0] not in (*DERIVED, "route"):
            assert (("removed" if name in names(before) else "added"), name) in told or name.rpartition("/")[0] in {entity for _, entity in told}, name


@given(clusters(), CAPTURED, CAPTURED)
@settings(max_examples=40, deadline=None)
def test_one_state_has_no_differences_whatever_was_captured(config: Config, first: list[str], second: list[str]) -> None:
    state = build(config)
    before, after = captured(state, first, []).topology, captured(state, second, []).topology
    assert before.diff(after) == ()
    assert after.diff(before) == ()
