"""Flows against Open vSwitch's own parser, ``ovs.flow`` (``pip install ovs netaddr pyparsing``).

    python -m benchmarks.flows [COUNT]

Each reader runs in a process of its own: seconds of processor time, flows a second, peak memory above that of the imports.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

#: Flows that both readers understand: numbers, as a pipe prints them.
SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "ovs-ofctl-dump-flows" / "openflow15.v2.14.txt"


def dump(count: int) -> str:
    """A dump with this many flows, their counters and addresses different."""
    header, *flows = SAMPLE.read_text(encoding="utf-8").splitlines()
    flows = [flow for flow in flows if "reset_counts" not in flow]  # flags are no part of what ovs.flow reads
    lines = (
        flows[number % len(flows)].replace("n_packets=0", f"n_packets={number}").replace("10.211.1.6", f"10.211.{number // 250 % 250}.{number % 250}")
        for number in range(count)
    )
    return "\n".join((header, *lines)) + "\n"


def raw(text: str) -> Iterable[object]:
    """Records with match and actions as text."""
    import antrea_parse as ap

    return ap.parse(text, "ovs-ofctl dump-flows").records


def decoded(text: str) -> Iterable[object]:
    """Records with match and actions decoded."""
    import antrea_parse as ap
    from antrea_parse.commands.flows.record import Flow

    records = ap.parse(text, "ovs-ofctl dump-flows").records
    return [(flow, flow.fields, flow.action_list) for flow in records if isinstance(flow, Flow)]


def ovs_flow(text: str) -> Iterable[object]:
    """What Open vSwitch's parser makes of them."""
    from ovs.flow.ofp import OFPFlow

    return [OFPFlow(line) for line in text.splitlines()[1:]]


READERS: dict[str, Callable[[str], Iterable[object]]] = {"ovs.flow": ovs_flow, "raw": raw, "decoded": decoded}


def measure(name: str, count: int) -> None:
    read = READERS[name]
    list(read(dump(40)))  # imports and tables do not count
    text = dump(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    found = read(text)
    seconds = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(list(found)) == count
    print(seconds, (after - before) / 1024)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    results = {}
    for name in READERS:
        done = subprocess.run([sys.executable, "-m", "benchmarks.flows", name, str(count)], capture_output=True, text=True, check=True)
        seconds, mebibytes = map(float, done.stdout.split())
        results[name] = seconds, mebibytes
    base_seconds, base_memory = results["ovs.flow"]
    for name, (seconds, mebibytes) in results.items():
        print(
            f"{name:9} {seconds:7.2f} s  {count / seconds:9,.0f} flows/s  {base_seconds / seconds:6.1f}x   {mebibytes:6.0f} MiB  {mebibytes / base_memory:5.2f}"
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        main()
