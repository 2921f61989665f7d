"""Terminal logs whose lines were cut, dropped, moved and joined say nothing that the whole ones do not say."""

from __future__ import annotations

import pytest

from tests.property.hunt_logs import COMMANDS, Line, damage, faults, is_spliced, run, truth


@pytest.mark.parametrize("seed", range(24))
def test_nothing_is_made_up(seed: int) -> None:
    _, found = run(seed)
    assert not found


def test_the_hunt_finds_what_is_made_up() -> None:
    (route,) = (records[0] for (command, node), records in truth(0).items() if (command, node) == ("ip route", "worker-01"))
    lines = [Line("[root@master-01 ~]# ip route", 0, 0), Line(f"10.9.9.0/24 dev {route.dev}", 1, 1)]
    assert ["none of its records" in fault.what for fault in faults(lines, 0)] == [True]


def test_spliced_lines() -> None:
    lines = [Line("a", 0, 0), Line("", -1, -1), Line("b", 1, 1), Line("d", 3, 3)]
    assert (is_spliced(lines, 1, 3), is_spliced(lines, 1, 4)) == (False, True)


def test_damage_leaves_prompts() -> None:
    import random

    whole = [Line("[root@w ~]# ip a", 0, 0), *(Line(f"1: line {number}", number, number) for number in range(1, 20))]
    for seed in range(50):
        assert any(line.text == "[root@w ~]# ip a" for line in damage(list(whole), random.Random(seed)))
    assert len(COMMANDS) == len(set(COMMANDS))
