"""How many pods find their interface, by what was captured: of clusters whose truth is known.

    python -m benchmarks.resolved

The table stands in docs/topology.md; docs/generate.py keeps it current.
"""

from __future__ import annotations

from collections import Counter

import antrea_parse as ap
from antrea_parse.topology.model import Topology
from benchmarks.synthetic import Config, State, build, files
from benchmarks.synthetic.captures import IN_PODS

_TABLES = ("kubectl get nodes", "kubectl get pods")
#: What was captured, on all nodes.
SUBSETS: dict[str, tuple[str, ...]] = {
    "pods": _TABLES,
    "pods, `ip address`": (*_TABLES, "ip address"),
    "pods, `ovs-vsctl show`": (*_TABLES, "ovs-vsctl show"),
    "pods, `ovs-ofctl show`": (*_TABLES, "ovs-ofctl show"),
    "pods, `ip address`, `ovs-vsctl show`, `ovs-ofctl show`": (*_TABLES, "ip address", "ovs-vsctl show", "ovs-ofctl show"),
    "pods, flows": (*_TABLES, "ovs-ofctl dump-flows"),
    "pods, flows, `ovs-ofctl show`": (*_TABLES, "ovs-ofctl dump-flows", "ovs-ofctl show"),
    "pods, `ip address`, flows, ports (a support bundle's files)": (*_TABLES, "ip address", "ip route", "ovs-ofctl dump-ports-desc", "ovs-ofctl dump-flows"),
    "pods, `ip address` on nodes and in pods": (*_TABLES, "ip address", IN_PODS),
    "pods, `antctl get podinterface`": (*_TABLES, "antctl get podinterface"),
    "pods, `ovs-vsctl list interface`": (*_TABLES, "ovs-vsctl list interface"),
}
#: Clusters of four bands of releases, half of whose pods share the first eight characters of their name with a neighbour.
CLUSTERS = tuple(Config(nodes=5, pods=8, antrea=release, seed=seed) for seed, release in enumerate(("v0.13.3", "v1.3.0", "v1.13.1", "v2.3.0"), 1))
_OUTCOMES = ("observed", "inferred", "ambiguous", "unknown")


def topology(state: State, commands: tuple[str, ...]) -> Topology:
    """What a terminal log of these commands tells."""
    return ap.read_text("\n".join(b"".join(chunks).decode() for _, chunks in files(state, commands, form="transcript", prompt="root"))).topology


def shares() -> list[tuple[str, dict[str, float], float]]:
    """For each subset the share of pods by certainty of their interface, and the share whose OpenFlow number is known."""
    states = [build(config) for config in CLUSTERS]
    found = []
    for name, commands in SUBSETS.items():
        counts: Counter[str] = Counter()
        numbers = total = 0
        for state in states:
            topo = topology(state, commands)
            for key in state.bindings:
                binding = topo.pod("/".join(key)).port
                counts[binding.certainty] += 1
                numbers += binding.ofport is not None
                total += 1
        found.append((name, {outcome: counts[outcome] / total for outcome in _OUTCOMES}, numbers / total))
    return found


def table() -> str:
    """The shares as a table in Markdown."""
    lines = [f"| captured | {' | '.join(_OUTCOMES)} | OpenFlow number known |", "|---|" + "---|" * (len(_OUTCOMES) + 1)]
    for name, share, numbers in shares():
        cells = [f"{share[outcome]:.0%}" if share[outcome] else "" for outcome in _OUTCOMES]
        lines.append(f"| {name} | {' | '.join(cells)} | {f'{numbers:.0%}' if numbers else ''} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
