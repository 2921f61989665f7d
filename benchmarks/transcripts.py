"""Logs against a floor that no reader can go below: the same file decoded and cut into lines.

    python -m benchmarks.transcripts [MEGABYTES] [--profile KIND]

Each kind of log is read in a process of its own: megabytes a second, times the floor, captures and lines by use.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic import Config, build
from benchmarks.synthetic.captures import HOST, Capture, captures
from benchmarks.synthetic.model import State

STATE = build(Config(nodes=20, pods=20, antrea="v2.2.0", mode="encap", family="4", seed=7))
_KLOG = (
    "I1125 10:11:{second:02d}.{micro:06d}       1 node_route_controller.go:{line}] Adding routes and flows to Node worker-{number:02d}\n"
    'W1125 10:11:{second:02d}.{micro:06d}       1 networkpolicy_controller.go:{line}] "Failed to get rules" Node="worker-{number:02d}" err="timeout"\n'
)
_WORDS = "After the upgrade the agents restarted and the pods on the worker lost their connections for about a minute, as the graph below shows.\n"


def _of(commands: list[str]) -> str:
    return "".join(_typed(item) for item in captures(STATE, commands, names=True))


def _typed(item: Capture) -> str:
    host = item.node.name if item.node is not None and item.place == HOST else "master-01"
    return f"[root@{host} ~]# {item.argv}\n{item.text()}"


def _klog(_: State) -> str:
    return "".join(_KLOG.format(second=number % 60, micro=number * 37 % 10**6, line=number % 900, number=number % 20) for number in range(5000))


#: Makes a piece of each kind of log, which is repeated.
KINDS = {
    "flows": lambda state: _of(["ovs-ofctl dump-flows"]),
    "addresses": lambda state: _of(["ip address"]),
    "routes": lambda state: _of(["ip route"]),
    "tables": lambda state: _of(["kubectl get pods", "kubectl get nodes", "kubectl get services"]),
    "ovs-vsctl": lambda state: _of(["ovs-vsctl show", "ovs-ofctl show"]),
    "sessions": lambda state: _of(["ip address", "ip route", "ovs-vsctl show", "kubectl get pods", "ovs-ofctl show"]),
    "klog": _klog,
    "klog behind a prompt": lambda state: "[root@master-01 ~]# kubectl logs -n kube-system antrea-agent-bj42h\n" + _klog(state),
    "bare prompts": lambda state: "".join(f"[root@worker-{number % 20:02d} ~]# \n" for number in range(5000)),
    "commands not read": lambda state: "".join(f"[root@worker-{number % 20:02d} ~]# systemctl status kubelet-{number}\nactive\n" for number in range(5000)),
    "prose": lambda state: _WORDS * 2000,
    "yaml": lambda state: "".join(f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{number}\ndata:\n  a: b\n---\n" for number in range(1000)),
}


def write(kind: str, size: int, folder: Path) -> Path:
    """A log of at least this many bytes."""
    piece = KINDS[kind](STATE)
    path = folder / "session.log"
    path.write_text(piece * (size // len(piece) + 1), encoding="utf-8")
    return path


def measure(kind: str, size: int, *, is_profiled: bool = False) -> None:
    """Read one log both ways and print what it took."""
    import antrea_parse as ap

    with tempfile.TemporaryDirectory() as folder:
        path = write(kind, 1000, Path(folder))
        ap.read(path)  # imports and templates do not count
        path = write(kind, size, Path(folder))
        megabytes = path.stat().st_size / 1e6
        start = time.process_time()
        count = len(path.read_bytes().decode().split("\n"))
        floor = time.process_time() - start
        profile = cProfile.Profile()
        start = time.process_time()
        if is_profiled:
            profile.enable()
        snap = ap.read(path)
        profile.disable()
        took = time.process_time() - start
    uses = ", ".join(f"{number:,} {use}" for use, number in snap.coverage.counts.items() if number)
    speed = f"{megabytes / took:6.2f} MB/s, {count / took / 1000:6.0f} thousand lines/s, {took / floor:5.0f} × the floor"
    print(f"{kind:>20}: {speed}; {len(snap.captures):,} captures, {uses}")
    if is_profiled:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)


def main() -> None:
    """Measure each kind of log in its own process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megabytes", nargs="?", type=float, default=5)
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--profile", choices=KINDS)
    arguments = parser.parse_args()
    size = int(arguments.megabytes * 1e6)
    if arguments.kind or arguments.profile:
        measure(arguments.kind or arguments.profile, size, is_profiled=bool(arguments.profile))
        return
    for kind in KINDS:
        subprocess.run([sys.executable, "-m", "benchmarks.transcripts", str(arguments.megabytes), "--kind", kind], check=True)


if __name__ == "__main__":
    main()
