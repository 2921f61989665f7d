"""Looks for falsehoods in far more random runs than a test suite has time for.

    python -m tests.property.hunt --runs 5000 --seed 1

Each run is a cluster of a random release, traffic mode, family and seed, with a random subset of captures, nodes withheld, damages and captures of an
older moment. Prints what is false of each run that has something false, with what makes the run again, and counts at the end.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import antrea_parse as ap
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.topology.model import Topology
from benchmarks.synthetic import COMMANDS, Config, State, build, files, later
from benchmarks.synthetic.captures import EXTRA, IN_PODS
from benchmarks.synthetic.damage import HARMS
from benchmarks.synthetic.model import EXTRAS, FAMILIES, MODES
from benchmarks.synthetic.releases import release
from tests.property.truth import falsehoods

#: One of each band of releases that differs in what it leaves on a node.
RELEASES = ("v0.1.0", "v0.5.0", "v0.9.0", "v0.10.0", "v0.11.0", "v0.12.0", "v0.13.3", "v1.0.0", "v1.3.0", "v1.5.0", "v1.6.0", "v1.7.0", "v1.9.0", "v1.13.1",
            "v1.13.4", "v1.15.0", "v2.0.0", "v2.3.0", "v2.6.0", "v2.7.0")  # fmt: skip
#: Forms in which captures can be damaged, and those that are archives.
LOGS, ARCHIVES = ("transcript", "transcripts", "loose", "suffix"), ("bundle", "sosreport")
#: What a pod that ended and whose address was given again is told as: synthetic clusters have such pods on purpose.
RECYCLED = "AP427"
#: What a fault is told as, first, and what may come of it.
FAULTS = {
    "duplicate-pod-cidr": ("AP416", "AP411", "AP426"),
    "missing-route": ("AP411",),
    "stale-port": ("AP419",),
    "leftover-port": ("AP420",),
    "duplicate-pod-ip": ("AP426",),
    "agent-not-ready": ("AP424",),
    "agent-missing": ("AP425",),
    "gateway-mtu": ("AP430",),
    "gateway-address-missing": ("AP413", "AP412"),
    "tunnel-type-mixed": ("AP423", "AP402"),
    "missing-own-route": ("AP412",),
    "gateway-two-addresses": ("AP414", "AP415"),
    "gateway-address-not-first": ("AP415",),
    "foreign-route": ("AP417",),
    "node-address-changed": ("AP418",),
    "pod-without-port": ("AP421",),
    "unused-tunnel": ("AP422",),
    "duplicate-link-local": ("AP428",),
}
#: What an extra is told as.
EXTRAS_TOLD = {"leftovers": ("AP431",)}
#: Findings that tell of captures, not of the cluster.
_OF_CAPTURES = frozenset({"AP401", "AP402", "AP403", "AP429"})


@dataclass(frozen=True)
class Run:
    """What one run does.

    Attributes:
        config: the cluster.
        commands: what is captured.
        form: how it is saved.
        nodes: positions of the nodes that are captured; None for all.
        harm: damages.
        older: commands whose captures are of an earlier moment.
    """

    config: Config
    commands: tuple[str, ...]
    form: str = "transcript"
    nodes: tuple[int, ...] | None = None
    harm: tuple[str, ...] = ()
    older: tuple[str, ...] = ()


def random_run(rng: random.Random, *, faults: bool = False) -> Run:
    """Any run, of a cluster that is sound or has a fault."""
    antrea, mode = rng.choice(RELEASES), rng.choice(MODES)
    number = release(antrea).number
    encryptions = ["", ""] + ["ipsec"] * (mode in ("encap", "hybrid")) + ["wireguard"] * (mode == "encap" and number >= (1, 3))
    config = Config(
        nodes=rng.randint(1, 5),
        pods=rng.randint(0, 9),
        antrea=antrea,
        mode=mode,
        family=rng.choice(list(FAMILIES)),
        encryption=rng.choice(encryptions),
        proxy_all=rng.random() < 0.3,
        secondary=mode != "networkPolicyOnly" and number >= (1, 14) and rng.random() < 0.3,
        extras=tuple(extra for extra, first in EXTRAS.items() if first <= number and rng.random() < 0.25),
        seed=rng.randrange(1, 10**6),
    )
    if faults and config.nodes > 2 and config.pods > 2:
        config = replace(config, faults=(rng.choice(list(FAULTS)),))
    form = rng.choice(LOGS) if rng.random() < 0.85 or number < (0, 7) else rng.choice(ARCHIVES)
    known = (*COMMANDS, *EXTRA)
    commands = tuple(name for name in rng.sample(known, rng.randint(1, len(known))) if name != IN_PODS or form.startswith("transcript"))
    nodes = tuple(sorted(rng.sample(range(config.nodes), rng.randint(1, config.nodes)))) if rng.random() < 0.3 else None
    harm = tuple(rng.sample(sorted(HARMS), rng.choice((1, 2)))) if form in LOGS and rng.random() < 0.6 else ()
    older = tuple(rng.sample(commands, rng.randint(1, len(commands)))) if commands and rng.random() < 0.3 else ()
    return Run(config, commands, form, nodes, harm, older)


def states(run: Run) -> tuple[State, State]:
    """The cluster at the older moment and now: the same one where all is captured at one moment."""
    before = build(run.config)
    return before, later(before) if run.older else before


def captured(run: Run, before: State, now: State) -> ap.Snapshot:
    """What a run reads."""
    older = dict.fromkeys(run.older, before)
    nodes = None if run.nodes is None else [now.nodes[index].name for index in run.nodes]
    commands = None if run.form in ARCHIVES else run.commands
    found = files(now, commands, run.form, nodes=nodes, older=older, harm=run.harm, seed=run.config.seed)
    if run.form == "transcript":
        return ap.read_text("\n".join(b"".join(chunks).decode() for _, chunks in found))
    with TemporaryDirectory() as folder:
        for path, chunks in found:
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"".join(chunks))
        return ap.read(folder)


def wrong(run: Run) -> Iterator[tuple[str, str]]:
    """What is false of a run: about what, and how it is told."""
    before, now = states(run)
    snapshot = captured(run, before, now)
    topology = snapshot.topology
    # A line without its end is named as cut: what it says last may be half of it.
    cut = {(item.source, item.last_line) for item in snapshot.diagnostics if item.code in ("AP104", "AP204")}
    once = {item.about for item in falsehoods(before, topology)}
    named = " ".join(item.message for item in topology.diagnostics if item.code in ("AP401", "AP402"))
    for item in falsehoods(now, topology):
        if item.about == "overlay mode" and "unused-tunnel" in run.config.faults and item.basis.certainty == "ambiguous":
            continue  # a port that was left looks like one that is used
        if run.older and (item.about not in once or item.basis.assumes or item.about.split()[1].rpartition("/")[2] in named):
            continue
        if not any((line.source, line.last_line) in cut for line in item.basis.evidence):
            yield item.about, f"{item.says} [{item.basis.certainty} {item.basis.rule}] {'; '.join(map(str, item.basis.evidence[:2]))}"
    for diagnostic in alarms(topology, (*run.config.faults, *run.config.extras)):
        if not run.older or diagnostic.level != "info":
            yield f"{diagnostic.code} alarm", f"{diagnostic.level} {diagnostic.message}"
    if not run.harm:
        for node in topology.nodes:
            if node.name not in now.node:
                yield f"node {node.name}", "does not exist"
    if not run.harm and not run.older:
        for diagnostic in topology.diagnostics:
            if diagnostic.code in ("AP401", "AP402") and not run.config.faults:
                yield f"{diagnostic.code} alarm", diagnostic.message


def alarms(topology: Topology, faults: Iterable[str] = ()) -> list[Diagnostic]:
    """Findings of a cluster that has no such fault."""
    expected = {RECYCLED, *_OF_CAPTURES, *(code for fault in faults for code in {**FAULTS, **EXTRAS_TOLD}.get(fault, ()))}
    return [item for item in topology.diagnostics if item.code not in expected]


def smaller(run: Run, about: str) -> Run:
    """A run with less in it that still has something false of the same kind."""
    kind = _kind(about)
    tried = True
    while tried:
        tried = False
        for other in _less(run):
            try:
                still = any(_kind(item) == kind for item, _ in wrong(other))
            except ValueError:
                continue
            if still:
                run, tried = other, True
                break
    return run


def _less(run: Run) -> Iterator[Run]:
    for command in run.commands:
        rest = tuple(name for name in run.commands if name != command)
        yield replace(run, commands=rest, older=tuple(name for name in run.older if name != command))
    for harm in run.harm:
        yield replace(run, harm=tuple(name for name in run.harm if name != harm))
    if len(run.older) > 1:
        for command in run.older:
            yield replace(run, older=tuple(name for name in run.older if name != command))
    if run.nodes is not None:
        yield replace(run, nodes=None)
    if run.form not in ("transcript", *ARCHIVES):
        yield replace(run, form="transcript")
    config = run.config
    plainer: list[dict[str, Any]] = [{"nodes": config.nodes - 1}, {"pods": config.pods - 1}, {"extras": ()}]
    plainer += [{"secondary": False}, {"proxy_all": False}, {"encryption": ""}, {"family": "4"}]
    for change in plainer:
        if any(getattr(config, name) != value for name, value in change.items()) and min(change.get("nodes", 1), change.get("pods", 1)) >= 0:
            try:
                nodes = None if run.nodes is None or "nodes" not in change else tuple(index for index in run.nodes if index < config.nodes - 1)
                yield replace(run, config=replace(config, **change), nodes=nodes or run.nodes)  # type: ignore[arg-type]
            except ValueError:
                continue


def _kind(about: str) -> str:
    return " ".join(word for word in about.split() if word.startswith("AP4") or not any(sign in word for sign in "/-0123456789")) or about


def main() -> None:
    """Run, print, count."""
    parser = argparse.ArgumentParser(prog="python -m tests.property.hunt", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", action="store_true", help="build a fault into the clusters: nothing else may be found wrong")
    parser.add_argument("--shrink", action="store_true", help="look for the smallest run with each kind of falsehood")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    for number in range(given.runs):
        run = random_run(random.Random(f"{given.seed}/{number}"), faults=given.faults)
        counts["runs"] += 1
        counts["damaged runs"] += bool(run.harm)
        counts["runs of two moments"] += bool(run.older)
        counts["runs with nodes withheld"] += run.nodes is not None
        try:
            found = list(wrong(run))
        except (ValueError, IndexError) as error:
            if not run.config.faults:
                raise
            counts[f"no such fault in such a cluster: {type(error).__name__}"] += 1
            continue
        except Exception as error:
            print(f"!! {number}: {type(error).__name__}: {error}\n   {run}", flush=True)
            counts["errors"] += 1
            continue
        lost = " (lost lines)" if "lost-lines" in run.harm else ""
        new = {_kind(about) + lost: about for about, _ in found if _kind(about) + lost not in counts}
        for about, _ in found:
            counts[_kind(about) + lost] += 1
        if found:
            counts["runs with something false" + lost] += 1
            print(f"-- {number}: {run}", *(f"   {about}: {says}" for about, says in found[:6]), sep="\n", flush=True)
            for about in new.values() if given.shrink else ():
                print(f"   smallest for {_kind(about)}: {smaller(run, about)}", flush=True)
    for what, count in counts.most_common():
        print(f"{count:7,} {what}")


if __name__ == "__main__":
    main()
