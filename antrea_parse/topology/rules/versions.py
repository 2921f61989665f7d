"""Releases of Antrea: what prints them, and else which ones have such names, tables and versions of Open vSwitch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.names import WIREGUARD

Minor = tuple[int, int]
#: Minor releases, up to the newest that is known.
RELEASES: tuple[Minor, ...] = (*((0, minor) for minor in range(1, 14)), *((1, minor) for minor in range(16)), *((2, minor) for minor in range(8)))
_NEWEST = RELEASES[-1]
#: Releases whose images hold a version of Open vSwitch; wide where no release between is known to hold it.
_OVS: tuple[tuple[str, Minor, Minor], ...] = (
    ("2.11", (0, 1), (0, 4)),
    ("2.13", (0, 2), (0, 10)),
    ("2.14", (0, 10), (1, 2)),
    ("2.15", (1, 2), (1, 6)),
    ("2.17.0", (1, 6), (1, 10)),
    ("2.17.5", (1, 10), (1, 12)),
    ("2.17.7", (1, 12), (2, 6)),
    ("3.7", (2, 7), _NEWEST),
)
#: First release with an interface or port of this name.
_SINCE: dict[str, Minor] = {
    "antrea-gw0": (0, 8),
    "antrea-tun0": (0, 8),
    "antrea-egress0": (1, 2),
    WIREGUARD: (1, 3),
    "antrea-ingress0": (1, 5),
    "antrea-mc-wg0": (1, 9),
    "antrea-l7-tap0": (1, 10),
}
_UNTIL: dict[str, Minor] = {"gw0": (0, 7), "tun0": (0, 7)}
#: Last release whose tables have fixed numbers.
_LAST_FIXED: Minor = (1, 5)
_TAG = re.compile(r"(?:^|/)antrea-(?:agent|controller|ubuntu|ubi|windows|debian)[\w-]*:(v\d+\.\d+\.\d+[\w.-]*)")
_RANGE = re.compile(r"v(\d+)\.(\d+)(?:-v(\d+)\.(\d+))?( or later)?")
_AGENT = re.compile(r"antrea-agent(?:-windows)?-\w{5}$")


def apply(board: Board) -> None:
    """Say which release of Antrea runs, of the cluster and of each node."""
    for capture, record in board.captured.rows("antctl version"):
        if record.controller_version is not None:
            board.cluster.put("antrea_version", record.controller_version, evidence(capture, record))
        if record.agent_version is not None and capture.node is not None:
            board.node(capture.node).put("antrea_version", record.agent_version, evidence(capture, record))
        elif record.agent_version is not None:
            board.cluster.put("antrea_version", record.agent_version, evidence(capture, record))
    for capture, record in board.captured.rows("kubectl get antreacontrollerinfos", "antctl get controllerinfo"):
        version = getattr(record, "version", None)
        if version:
            board.cluster.put("antrea_version", version, evidence(capture, record))
    for capture, record in board.captured.rows("kubectl get antreaagentinfos", "antctl get agentinfo"):
        version, node = getattr(record, "version", None), getattr(record, "node", None) or record.name
        if version and isinstance(node, str) and node in board.nodes:
            board.nodes[node].put("antrea_version", version, evidence(capture, record))
    _images(board)
    _of_nodes(board)
    _candidates(board)


def _images(board: Board) -> None:
    for (_, name), pod in board.pods.items():
        for image in pod.get("images") or ():
            tag = _TAG.search(image)
            if tag and _AGENT.match(name) and pod.get("node"):
                board.node(pod.get("node")).put("antrea_version", tag[1], pod.proof("images"), certainty="inferred", rule="image-tag")


def _of_nodes(board: Board) -> None:
    """Where nothing tells the controller's release and all agents known have one, it is that."""
    if "antrea_version" in board.cluster.basis:
        return
    said: dict[str, list[Draft]] = {}
    for node in board.nodes.values():
        if node.get("antrea_version"):
            said.setdefault(node.get("antrea_version"), []).append(node)
    if len(said) == 1:
        ((version, nodes),) = said.items()
        observed = [node for node in nodes if node.certainty("antrea_version") == "observed"] or nodes
        board.cluster.rest("antrea_version", version, observed[0].basis["antrea_version"])
    elif said:
        proof = [item for nodes in said.values() for item in nodes[0].proof("antrea_version")]
        board.cluster.put("antrea_version", None, proof, certainty="ambiguous", rule="agents-differ", candidates=sorted(said))


def _candidates(board: Board) -> None:
    """Releases that everything seen fits."""
    if "antrea_version" in board.cluster.basis:
        return
    left = set(RELEASES)
    proof: list[Evidence] = []
    for first, last, lines in _signs(board):
        fitting = {release for release in left if first <= release <= last}
        if fitting != left:
            left = fitting
            proof += lines[:1]
    if proof and left:
        candidates = [f"v{major}.{minor}" for major, minor in sorted(left)]
        missing = ("antctl version",)
        board.cluster.put("antrea_version", None, proof, certainty="ambiguous", rule="what-the-release-has", candidates=candidates, missing=missing)


def _signs(board: Board) -> Iterator[tuple[Minor, Minor, tuple[Evidence, ...]]]:
    """First and last release that fit, with the lines that say so."""
    for name, node in board.nodes.items():
        things = {**board.interfaces.get(name, {}), **{port.get("name"): port for _, port in board.ports_of(name)}}
        for thing, draft in things.items():
            if thing in _SINCE or thing in _UNTIL:
                yield _SINCE.get(thing, RELEASES[0]), _UNTIL.get(thing, _NEWEST), draft.proof("name")
            if draft.get("kind") == "vlan":
                yield (1, 15), _NEWEST, draft.proof("name")
        yield from _switch(board, name, node)
    for text, lines in board.pipelines.items():
        if match := _RANGE.fullmatch(text):
            first = (int(match[1]), int(match[2]))
            last = _NEWEST if match[5] else (int(match[3]), int(match[4])) if match[3] else first
            # A table that is not in the dump may have no flow, or the dump be of some tables: only what is there tells.
            last = max(last, _LAST_FIXED)
            yield first, last, tuple(lines)


def _switch(board: Board, name: str, node: Any) -> Iterator[tuple[Minor, Minor, tuple[Evidence, ...]]]:
    version = node.get("ovs_version")
    if version and node.get("os") != "windows":
        for release, first, last in _OVS:
            if version == release or version.startswith(f"{release}."):
                yield first, last, node.proof("ovs_version")
    for _, port in board.ports_of(name):
        # Only requested numbers of v2.0 and later are so high; older ones are kept over an upgrade and tell nothing.
        if port.get("kind") in ("gateway", "tunnel") and 32768 <= (port.get("ofport") or 0) < 65534:
            yield (2, 0), _NEWEST, port.proof("ofport")
