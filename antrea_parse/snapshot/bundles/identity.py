"""Finds the node of bundles whose name does not tell it, and says where the files of a bundle disagree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_interface
from typing import Any

from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.transcript import Page
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.origin import Hint, Origin

_GATEWAYS = ("antrea-gw0", "gw0")
#: Strength of what the name of an archive tells: names of nodes are given there, hosts elsewhere.
_BY_NAME = 9
#: Strength up to which another name is no contradiction: a label may stand in it.
_GUESS = 1


class Hints:
    """What the files of bundles say about the nodes of these bundles."""

    def __init__(self) -> None:
        self._told: dict[str, dict[tuple[int, str], Hint]] = {}

    def learn(self, origin: Origin | None) -> None:
        """Take what the place of a file tells."""
        if origin is None or not origin.group:
            return
        told = self._told.setdefault(origin.group, {})
        if origin.node is not None:
            told.setdefault((_BY_NAME, origin.node), Hint(_BY_NAME, origin.node, origin.node_reason))
        if origin.hint is not None:
            told.setdefault(origin.hint[:2], origin.hint)

    def best(self, group: str) -> Hint | None:
        """What is taken for the node of a bundle; None while nothing tells it."""
        return max(self._told.get(group, {}).values(), key=lambda hint: hint.strength, default=None)

    def contradictions(self, group: str) -> list[Diagnostic]:
        """What says otherwise."""
        best = self.best(group)
        if best is None:
            return []
        others = [hint for hint in self._told[group].values() if hint.strength > _GUESS and not _alike(hint.node, best.node)]
        return [Diagnostic.of("AP302", f"{hint.reason} says {hint.node}, {best.reason} says {best.node}, which is taken", source=group) for hint in others]


def unknown(group: str) -> Diagnostic:
    """A bundle of which nothing tells the node."""
    return Diagnostic.of("AP301", "node of the bundle unknown: neither its name nor agentinfo, logs or the gateway's network tells", source=group)


def place_bundles(pages: Iterable[Page]) -> list[Diagnostic]:
    """Give the captures of each bundle the node that its files tell of: agentinfo, names of logs and hosts, at last the gateway's network.

    Returns:
        Where the files of a bundle contradict each other, and bundles whose node is unknown.
    """
    pages = list(pages)
    hints = Hints()
    groups: dict[str, list[Page]] = {}
    for page in pages:
        hints.learn(page.source.origin)
        if page.source.origin is not None and page.source.origin.group:
            groups.setdefault(page.source.origin.group, []).append(page)
    found: list[Diagnostic] = []
    owners: dict[Any, str] | None = None
    for group, members in groups.items():
        best = hints.best(group)
        if best is None:
            owners = _networks(pages) if owners is None else owners
            best = _by_gateway(members, owners)
        if best is None:
            if any(capture.output is not None for page in members for capture in page.captures):
                found.append(unknown(group))
            continue
        found += hints.contradictions(group)
        for page in members:
            page.captures = [moved(capture, best) for capture in page.captures]
    return found


def _alike(one: str, other: str) -> bool:
    """Whether two names may be of one machine: a host's name with and without its domain, in any case."""
    one, other = one.lower(), other.lower()
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _networks(pages: Iterable[Page]) -> dict[Any, str]:
    """Pod networks of the nodes that objects and agents tell of."""
    found: dict[Any, str] = {}
    for page in pages:
        for capture in page.captures:
            if capture.command == "kubectl get nodes" and capture.output is not None:
                for record in capture.output:
                    for network in getattr(record, "pod_cidrs", None) or ():
                        found[network] = record.name  # type: ignore[attr-defined]
    return found


def _by_gateway(members: Iterable[Page], owners: dict[Any, str]) -> Hint | None:
    for page in members:
        for capture in page.captures:
            if capture.command != "ip address" or capture.output is None:
                continue
            for record in capture.output:
                if getattr(record, "ifname", "") not in _GATEWAYS:
                    continue
                for address in record.addr_info:  # type: ignore[attr-defined]
                    network = ip_interface(f"{address.local}/{address.prefixlen}").network
                    if network in owners:
                        return Hint(0, owners[network], f"the gateway's network {network} is that node's")
    return None


def moved(capture: Capture, best: Hint) -> Capture:
    """The capture on the node of its bundle, unless its command line tells another."""
    if capture.node is not None or (capture.invocation is not None and capture.invocation.moves):
        return capture
    output = None if capture.output is None else capture.output.on(best.node)
    return replace(capture, node=best.node, node_reason=best.reason, output=output)
