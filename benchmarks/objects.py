"""Objects of kubectl to records, against the libraries that only read the text.

python -m benchmarks.objects [--pods 1000] [--stream 200]
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from itertools import chain, repeat
from typing import Any

import yaml

import antrea_parse as ap
from benchmarks.synthetic import kubectl
from benchmarks.synthetic.model import Config
from benchmarks.synthetic.state import build


def seconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    """Print what records cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pods", type=int, default=1000)
    parser.add_argument("--stream", type=int, default=0, metavar="MB", help="also read lists of that size one record at a time")
    arguments = parser.parse_args()
    count = arguments.pods
    state = build(Config(nodes=max(1, count // 100), pods=100))
    items = [kubectl.pod_object(pod) for pod in state.pods]
    listed = {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}
    as_yaml, as_json = kubectl.yaml(listed), json.dumps(listed, indent=4) + "\n"
    flat = "\n".join(line.strip() for line in kubectl.yaml(items[0]).split("\n"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = [
        ("yaml", as_yaml, lambda: yaml.load(as_yaml, Loader=loader), "PyYAML's fastest loader"),
        ("json", as_json, lambda: json.loads(as_json), "json"),
    ]
    print(f"{len(items)} Pods")
    for name, text, reference, other in rows:
        mine = seconds(lambda text=text, name=name: ap.parse(text, f"kubectl get pods -o {name}"))
        theirs = seconds(reference)
        print(f"{name}: {len(items) / mine:8.0f} Pods/s as records; {mine / theirs:5.2f} times the time of {other} alone ({len(text) / 1e6:.1f} MB)")
    mine = seconds(lambda: [ap.parse(flat, "kubectl get pods") for _ in range(50)]) / 50
    print(f"without indentation: {mine * 1000:.1f} ms for a Pod of {len(flat.splitlines())} lines")
    for name, text in (("yaml", as_yaml), ("json", as_json)):
        if arguments.stream:
            stream(name, text, arguments.stream)


def stream(form: str, text: str, size: int) -> None:
    """Print what it costs to read a long list of objects one by one."""
    lines = text.splitlines(keepends=True)
    first = next(index for index, line in enumerate(lines) if line.strip(' "') in ("items:\n", 'items": [\n')) + 1
    last = next(index for index, line in enumerate(lines) if line.rstrip() in ("    ],", "kind: List"))
    head, body, tail = lines[:first], lines[first:last], lines[last:]
    times = size * 1_000_000 // len(text) + 1
    if form == "json":
        body[-1] = body[-1].rstrip() + ",\n"
    whole = chain(head, *repeat(body, times), tail)
    start = time.perf_counter()
    count = sum(1 for _ in ap.iter_records(whole, f"kubectl get pods -o {form}"))
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{form}, {size} MB one by one: {count} Pods, {size / taken:.1f} MB/s, {peak:.0f} MB of memory at most")


if __name__ == "__main__":
    main()
