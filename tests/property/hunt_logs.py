"""Looks for what reading makes up in terminal logs whose lines were cut, dropped, moved or mixed.

    python -m tests.property.hunt_logs --runs 2000 --seed 1

Each run is a log of a random cluster with a random style of prompt, damaged at random. Nothing may come of it that the whole log does not say: each
record is one of the command's own on that node, or a part of one; no node is taken that the log does not name there; no statement of the topology is
false; every line has one use.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import antrea_parse as ap
from antrea_parse.snapshot.capture import Capture
from antrea_parse.text.prompt import find_prompt
from antrea_parse.topology.basis import Basis
from benchmarks.synthetic import Config, State, build
from benchmarks.synthetic.captures import captures
from benchmarks.synthetic.layouts import PROMPTS, render
from tests.property.truth import falsehoods

COMMANDS = (
    "kubectl get nodes", "kubectl get pods", "kubectl get services", "ip address", "ip route", "ovs-vsctl show", "ovs-ofctl show", "ovs-ofctl dump-flows",
)  # fmt: skip
#: Lines that somebody wrote between outputs.
_WORDS = ("", "now the other one", "# and the routes?", "^C", "---", "...", "Connection to x closed.", "see https://example.com/x")


class Fault(NamedTuple):
    """Something that was made up.

    Attributes:
        what: in words.
        span: where it was read.
    """

    what: str
    span: Any


@cache
def cluster(number: int) -> State:
    """One of a few clusters."""
    modes = ("encap", "noEncap", "hybrid", "networkPolicyOnly")
    antrea, family = (("v1.5.0", "4"), ("v2.2.0", "dual"))[number % 2]
    return build(Config(nodes=2 + number % 2, pods=4, antrea=antrea, mode=modes[number % 4], family=family, seed=number))


@cache
def truth(number: int) -> Mapping[tuple[str, str | None], tuple[Any, ...]]:
    """What each command prints on each node."""
    found: dict[tuple[str, str | None], tuple[Any, ...]] = {}
    for item in captures(cluster(number), COMMANDS, names=True):
        node = item.node.name if item.node is not None else None
        found[item.command, node] = (*found.get((item.command, node), ()), *ap.parse(item.text(), item.argv).records)
    return found


class Line(NamedTuple):
    """A line, and the numbers of those that it was at first; none for one that somebody put in."""

    text: str
    first: int = -1
    last: int = -1


def damage(lines: list[Line], rng: random.Random) -> list[Line]:
    """The lines with one to four damages that leave each prompt before what it heads."""
    is_prompt = _prompts(lines)
    for _ in range(rng.randint(1, 4)):
        position = rng.randrange(len(lines))
        kind = rng.choice(["drop", "drop many", "cut", "words", "prompt", "swap", "blank", "join"])
        block = lines[position : position + rng.randint(1, 12)]
        here, following = lines[position], lines[position + 1] if position + 1 < len(lines) else None
        if kind in ("drop", "drop many"):
            gone = [here] if kind == "drop" else block
            lines = [line for line in lines if line not in gone or is_prompt(line)]
        elif kind == "cut" and not is_prompt(here):
            lines[position] = here._replace(text=here.text[: rng.randint(0, len(here.text))])
        elif kind == "words":
            lines.insert(position, Line(rng.choice(_WORDS)))
        elif kind == "prompt":
            lines.insert(position, next((lines[index]._replace(first=-1, last=-1) for index in range(position, -1, -1) if is_prompt(lines[index])), Line("")))
        elif kind == "swap" and following is not None and not (is_prompt(here) or is_prompt(following)):
            lines[position : position + 2] = [following, here]
        elif kind == "blank":
            lines.insert(position, Line(""))
        elif kind == "join" and following is not None and not (is_prompt(here) or is_prompt(following)):
            lines[position : position + 2] = [Line(here.text + following.text, here.first, following.last)]
    return lines


def is_spliced(lines: list[Line], first: int, last: int) -> bool:
    """Whether lines were put one after the other that did not stand so: what comes of that, no reader can know."""
    here = [line for line in lines[first - 1 : last] if line.first >= 0]
    return any(after.first != before.last + 1 for before, after in pairwise(here))


def _prompts(lines: list[Line]) -> Callable[[Line], bool]:
    known = {line.text for line in lines if (prompt := find_prompt(line.text)) is not None and prompt.command}
    return lambda line: line.text in known or line.text.startswith(("┌──", "root in ", "root@"))


def faults(lines: list[Line], number: int) -> Iterator[Fault]:
    """What reading a damaged log of a cluster makes up."""
    snap = ap.read_text("\n".join(line.text for line in lines) + "\n")
    if (uses := sum(snap.coverage.counts.values())) != len(lines):
        yield Fault(f"{uses} uses of {len(lines)} lines", None)
    for fault in _made_up(snap, number):
        evidence = fault.span.evidence if isinstance(fault.span, Basis) else (fault.span,)
        if not any(is_spliced(lines, item.first_line, item.last_line) for item in evidence):
            yield fault


def _made_up(snap: ap.Snapshot, number: int) -> Iterator[Fault]:
    known = truth(number)
    nodes = {node for _, node in known}
    for capture in snap.captures:
        if capture.output is None or ((capture.command, None) not in known and not any(command == capture.command for command, _ in known)):
            continue
        yield from _of_capture(capture, known, nodes)
    for item in falsehoods(cluster(number), snap.topology):
        yield Fault(f"topology: {item.about} says {item.says}", item.basis)


def _of_capture(capture: Capture, known: Mapping[tuple[str, str | None], tuple[Any, ...]], nodes: set[str | None]) -> Iterator[Fault]:
    command = capture.command or ""
    of_cluster = (command, None) in known
    assert capture.output is not None
    doubtful = {item.line for item in capture.output.diagnostics if item.level != "info"}
    for record in capture.output:
        places = [node for name, node in known if name == command and any(_is_part(record, whole) for whole in known[name, node])]
        if not places and not doubtful:
            yield Fault(f"{command}: {record!r} is none of its records", record.span)
        elif places and not of_cluster and capture.node is not None and not capture.node_reason.startswith("inferred") and capture.node not in places:
            yield Fault(f"{command} of {places} is said to be of {capture.node} ({capture.node_reason})", record.span)
    if capture.node is not None and capture.node not in nodes and not of_cluster:
        yield Fault(f"node {capture.node} ({capture.node_reason})", capture.span)


def _is_part(record: Any, whole: Any) -> bool:
    """Whether a record says nothing that the whole one does not say; what was cut may be the beginning of a word or a number."""
    if record == whole:
        return True
    return type(record) is type(whole) and _within(record.model_dump(exclude_unset=True), whole.model_dump(exclude_unset=True))


def _within(part: Any, whole: Any) -> bool:
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(value is None or (key in whole and _within(value, whole[key])) for key, value in part.items())
    if isinstance(part, list | tuple) and isinstance(whole, list | tuple):
        return all(any(_within(item, other) for other in whole) for item in part)
    return bool(part == whole) or (type(part) is type(whole) and isinstance(part, str | int) and str(whole).startswith(str(part)))


def run(seed: int) -> tuple[list[Line], list[Fault]]:
    """One run: the lines of the log, and what is made up of them."""
    rng = random.Random(seed)
    number = rng.randrange(4)
    prompt = rng.choice([*PROMPTS])
    commands = rng.sample(COMMANDS, rng.randint(2, len(COMMANDS)))
    (log,) = render(cluster(number), commands, "transcript", prompt=prompt).values()
    lines = damage([Line(text, index, index) for index, text in enumerate(log.decode().rstrip("\n").split("\n"))], rng)
    return lines, list(faults(lines, number))


def main() -> None:
    """Run as many as asked for and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    wrong = 0
    for seed in range(arguments.seed, arguments.seed + arguments.runs):
        _, found = run(seed)
        wrong += bool(found)
        for fault in found[:4]:
            print(f"{seed}: {fault.what[:600]} at {fault.span}")
    print(f"{arguments.runs} logs, {wrong} of which something was made up")


if __name__ == "__main__":
    main()
