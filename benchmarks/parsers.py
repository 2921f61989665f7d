"""How fast outputs are read, against other parsers and against the floor, in one run.

    python -m benchmarks.parsers [--size 10000]

The floor is one match of a compiled pattern a line, the least any line-by-line parser does. Peers that are not installed are left out
(`pip install jc insights-core ntc-templates muninn-parsers` adds them); all times are CPU time, the best of three runs, each over a text
that was not read before. "again" is a text that was: the nodes of a cluster print many equal lines.
"""

from __future__ import annotations

import argparse
import inspect
import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

import antrea_parse as ap


class Case(NamedTuple):
    """One command's output of a given size; another one for each run."""

    command: str
    text: Callable[[int, int], str]
    peers: Callable[[], Iterator[tuple[str, Callable[[str], Any]]]]


def addresses(size: int, run: int = 0) -> str:
    """``ip address`` with this many interfaces."""
    return "".join(
        f"{number}: veth{number:06d}@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master ovs-system state UP group default \n"
        f"    link/ether 02:00:00:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x} brd ff:ff:ff:ff:ff:ff link-netnsid {number % 500}\n"
        f"    inet 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}/24 brd 10.0.0.255 scope global veth{number:06d}\n"
        "       valid_lft forever preferred_lft forever\n"
        for number in range(run * size + 1, run * size + size + 1)
    )


def routes(size: int, run: int = 0) -> str:
    """``ip route`` with a route for each peer."""
    return "".join(
        f"{10 + run}.{number >> 8 & 255}.{number & 255}.0/24 via {10 + run}.{number >> 8 & 255}.{number & 255}.1 dev antrea-gw0 onlink \n"
        for number in range(size)
    )


def pods(size: int, run: int = 0) -> str:
    """``kubectl get pods -A -o wide``, aligned."""
    titles = ("NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES")
    rows = [titles]
    for number in range(size):
        name = f"web{run}-{number:06d}-x{number % 97:02d}"
        rows.append(
            ("default", name, "1/1", "Running", "0", "4d19h", f"10.1.{number >> 8 & 255}.{number & 255}", f"worker-{number % 100:03d}", "<none>", "<none>")
        )
    widths = [max(len(row[index]) for row in rows) + 3 for index in range(len(titles))]
    return "".join("".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows)


def _insights(module: str, name: str) -> Iterator[tuple[str, Callable[[str], Any]]]:
    try:
        parser = getattr(import_module(f"insights.parsers.{module}"), name)
        wrap = import_module("insights.tests").context_wrap
    except ImportError:
        return
    yield "insights-core", lambda text: parser(wrap(text))


def _muninn(module: str) -> Iterator[tuple[str, Callable[[str], Any]]]:
    try:
        found = import_module(f"muninn.parsers.linux.{module}")
    except ImportError:
        return
    parsers = [item for _, item in inspect.getmembers(found, inspect.isclass) if item.__module__ == found.__name__ and hasattr(item, "parse")]
    if parsers:
        yield "Muninn", parsers[-1].parse


def _ntc(command: str) -> Iterator[tuple[str, Callable[[str], Any]]]:
    try:
        parse_output = import_module("ntc_templates.parse").parse_output
    except ImportError:
        return
    yield "ntc-templates", lambda text: parse_output(platform="linux", command=command, data=text)


def _jc(parser: str) -> Iterator[tuple[str, Callable[[str], Any]]]:
    try:
        jc = import_module("jc")
    except ImportError:
        return
    yield "jc", lambda text: jc.parse(parser, text, quiet=True)


def _address_peers() -> Iterator[tuple[str, Callable[[str], Any]]]:
    yield from _muninn("ip_address_show")
    yield from _insights("ip", "IpAddr")
    yield from _ntc("ip address show")


def _route_peers() -> Iterator[tuple[str, Callable[[str], Any]]]:
    yield from _jc("ip_route")
    yield from _insights("ip", "RouteDevices")


def _pod_peers() -> Iterator[tuple[str, Callable[[str], Any]]]:
    yield from _jc("asciitable")


CASES = (Case("ip address", addresses, _address_peers), Case("ip route", routes, _route_peers), Case("kubectl get pods", pods, _pod_peers))
RUNS = 3
_WORDS = re.compile(r"\s*(\S+)\s*(.*)$")


def floor(text: str) -> list[Any]:
    """One match a line."""
    return [_WORDS.match(line) for line in text.split("\n")]


def best(function: Callable[[str], Any], texts: Iterable[str]) -> float:
    """CPU seconds of the fastest run."""
    times = []
    for text in texts:
        started = time.process_time()
        function(text)
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    """Print one line a parser: its time as a multiple of ours."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=int, default=10_000, help="interfaces, routes or pods")
    size = arguments.parse_args().size
    print(f"{'command':18} {'parser':20} {'CPU s':>8} {'x ours':>8}")
    for case in CASES:
        texts = [case.text(size, run) for run in range(RUNS)]
        parse = partial(ap.parse, command=case.command)
        parse(case.text(1, RUNS))  # what is compiled once
        ours = best(parse, texts)
        rows = [("antrea_parse", ours), ("antrea_parse, again", best(parse, texts)), ("floor", best(floor, texts))]
        for name, peer in case.peers():
            try:
                rows.append((name, best(peer, texts)))
            except Exception as error:
                print(f"{case.command:18} {name:20} fails: {type(error).__name__}")
        for name, seconds in rows:
            print(f"{case.command:18} {name:20} {seconds:8.3f} {seconds / ours:8.2f}")


if __name__ == "__main__":
    main()
