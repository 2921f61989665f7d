"""What it costs to read and to assemble a big cluster, and what follows from that.

    python -m benchmarks.topology --nodes 1000 --pods 30

Prints seconds of the processor and megabytes in memory after each step. Captures are written to a folder first, as one terminal log per node.
"""

from __future__ import annotations

import argparse
import gc
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import antrea_parse as ap
from antrea_parse.snapshot.snapshot import SIZE
from antrea_parse.topology.model import Topology
from benchmarks.synthetic import FORMS, Config, build, files

#: What is captured unless more is asked for.
COMMANDS = (
    "kubectl get nodes",
    "kubectl get pods",
    "kubectl get services",
    "kubectl get endpoints",
    "ip address",
    "ip route",
    "ip neighbour",
    "ovs-vsctl show",
    "ovs-ofctl show",
)

T = TypeVar("T")


def measured(name: str, step: Callable[[], T]) -> T:
    """Do something, and print what it cost."""
    start = time.process_time()
    result = step()
    seconds = time.process_time() - start
    print(f"{name:<28} {seconds:8.1f} s {_memory():8.0f} MB")
    return result


def _memory() -> float:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # not Linux: the peak is what there is
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.topology", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--pods", type=int, default=30)
    parser.add_argument("--antrea", default="v1.13.1")
    parser.add_argument("--form", choices=FORMS, default="transcripts")
    parser.add_argument("--commands", nargs="*", default=COMMANDS, metavar="COMMAND")
    parser.add_argument("--size", type=int, default=SIZE, help="characters of text that are kept at most")
    parser.add_argument("--only-assemble", action="store_true", help="leave out what follows: JSON, graph, comparison")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        state = build(Config(given.nodes, given.pods, given.antrea))
        written = 0
        for path, chunks in files(state, given.commands, given.form, prompt="root"):
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                written += sum(out.write(chunk) for chunk in chunks)
        print(f"{given.nodes:,} nodes, {len(state.pods):,} pods, {written / 1e6:,.0f} MB of text")
        del state
        gc.collect()
        snapshot = measured("read", lambda: ap.read(folder, size=given.size))
        topology: Topology = measured("assemble", lambda: snapshot.topology)
    print(f"{'peak':<28} {'':10} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    if given.only_assemble:
        return
    text = measured("topology.model_dump_json()", topology.model_dump_json)
    again = measured("Topology.model_validate_json", lambda: Topology.model_validate_json(text))
    measured("topology.diff(other)", lambda: topology.diff(again))
    measured("topology.graph()", topology.graph)


if __name__ == "__main__":
    main()
