"""How long drawings take and how big they get, by the size of the cluster.

python -m benchmarks.drawings
"""

from __future__ import annotations

import argparse
import random
import time
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import antrea_parse as ap
from antrea_parse.topology.model import Binding, Node, Overlay, Pod, Topology, Underlay

LAB_PAGE = Path(__file__).resolve().parents[1] / "samples" / "lab-page" / "antrea-0.13-lab.txt"
#: Nodes of the clusters, and the seconds and bytes that a drawing of each may take.
SIZES = {24: (1.0, 1e6), 100: (1.0, 1e6), 1_000: (3.0, 1e6), 5_000: (8.0, 3e6), 20_000: (8.0, 3e6)}


def cluster(nodes: int, pods: int = 30, *, per_subnet: int = 64, seed: int = 1) -> Topology:
    """A topology of many nodes, made without captures: what is drawn of one is the same.

    Args:
        nodes: how many.
        pods: pods on each.
        per_subnet: nodes of an underlay network.
        seed: of the pods that do not run.
    """
    chance = random.Random(seed)
    found, everyone, networks = [], [], {}
    for number in range(nodes):
        name = f"worker-{number:04}"
        network = IPv4Network((int(IPv4Address("10.0.0.0")) + (number // per_subnet << 8), 24))
        networks.setdefault(network, []).append(name)
        own = IPv4Network((int(IPv4Address("100.64.0.0")) + (number << 8), 24))
        status = "NotReady" if chance.random() < 0.004 else "Ready"
        address = network.network_address + 10 + number % per_subnet
        found.append(Node.model_construct(name=name, status=status, roles=("worker",), version="v1.27.3", internal_ip=address, pod_cidrs=(own,)))
        for index in range(pods):
            bad = chance.random() < 0.02
            interface = f"app-{index:03}-{number * pods + index:06x}"[:15]
            everyone.append(
                Pod.model_construct(
                    basis={},
                    namespace="default",
                    name=f"app-{index:03}-{number:05x}",
                    node=name,
                    status="CrashLoopBackOff" if bad else "Running",
                    ready="0/1" if bad else "1/1",
                    ip=own.network_address + 2 + index,
                    host_network=False,
                    ports=(Binding(interface=interface, ofport=3 + index, certainty="inferred", rule="name-prefix"),),
                )
            )
    underlays = tuple(Underlay(network=network, gateway=str(network.network_address + 1), nodes=tuple(names)) for network, names in networks.items())
    return Topology.model_construct(
        title=f"{nodes:,} nodes",
        nodes=tuple(found),
        pods=tuple(everyone),
        underlays=underlays,
        overlay=Overlay(mode="encap", type="geneve", udp_port=6081),
        antrea_version="v1.13.1",
    )


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drawings", description=__doc__)
    parser.add_argument("--save", type=Path, metavar="DIR", help="keep the drawings there")
    given = parser.parse_args()
    lab = ap.read(LAB_PAGE).topology
    lab.draw().svg  # noqa: B018  # loads the engine
    print(f"{'nodes':>7}  {'seconds':>7} (bound)  {'MB':>5} (bound)")
    clusters = [(lab, "lab page", (0.3, 1e6)), *((cluster(nodes), f"{nodes:,}", bound) for nodes, bound in SIZES.items())]
    for topology, name, (seconds, size) in clusters:
        start = time.perf_counter()
        svg = topology.draw().svg
        taken = time.perf_counter() - start
        print(f"{name:>8}  {taken:7.2f} ({seconds:.1f})    {len(svg.encode()) / 1e6:5.2f} ({size / 1e6:.0f})")
        if given.save:
            (given.save / f"overview-{name.replace(' ', '-')}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
