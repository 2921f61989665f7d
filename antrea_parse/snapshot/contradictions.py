"""Says where what tells the node of a capture disagrees: prompts, hosts of ssh, headings, names of files, what only one node has.

The stronger of two tells the node, as `place` has it; the other one is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.names import is_node_like, read_path
from antrea_parse.snapshot.owners import Owners, is_host, macs_of
from antrea_parse.text.diagnostic import Diagnostic

#: What tells of whom a file is. A log may lead elsewhere by `ssh` and is named after where it was kept; bundles compare what their files say.
_OF_FILES = ("prompt", "heading", "name of the file")
_NUMBER = re.compile(r"\d+")


def contradictions(captures: Sequence[Capture], owners: Owners, find: Callable[[str], str | None]) -> Iterator[Diagnostic]:
    """All of them, each once for a source.

    Args:
        captures: the captures, with their nodes.
        owners: what only one node has.
        find: gives the node with a name.
    """
    seen = set()
    for item in (*_by_name(captures, find), *_by_content(captures, owners), *_by_pod(captures, owners), *_by_file(captures, find), *_twins(captures)):
        key = (item.span.source if item.span is not None else "", item.message)
        if key not in seen:
            seen.add(key)
            yield item


def _by_name(captures: Iterable[Capture], find: Callable[[str], str | None]) -> Iterator[Diagnostic]:
    """What else names a machine beside what tells the node."""
    for capture in captures:
        for name, reason in capture.rivals if capture.node is not None else ():
            other = _contradicting(capture.node or "", name, find)
            if other:
                yield _of(capture, f"{_says(capture)}, {reason} says {other}; {capture.node} is taken")


def _contradicting(node: str, name: str, find: Callable[[str], str | None]) -> str:
    """The name, if it is of another node: one that tables know, or one named alike but for its number."""
    known = find(name)
    if known is not None:
        return known if known != node else ""
    alike = is_node_like(name) and _NUMBER.sub("", name.partition(".")[0]) == _NUMBER.sub("", node.partition(".")[0])
    return name if alike and name.partition(".")[0].lower() != node.partition(".")[0].lower() else ""


def _by_content(captures: Iterable[Capture], owners: Owners) -> Iterator[Diagnostic]:
    """Captures that show what another node has, or what several have."""
    for capture in captures:
        if not is_host(capture) or capture.output is None or capture.command not in ("ip address", "ip route"):
            continue
        signs = owners.told_of(capture)
        nodes = list(dict.fromkeys(sign.node for sign in signs))
        if capture.node is None and len(nodes) > 1:
            first, second = signs[0], next(sign for sign in signs if sign.node != signs[0].node)
            message = f"{first.what} is of {first.node} ({first.where}), but {second.what} of {second.node} ({second.where}); no node is taken"
            yield _of(capture, message)
        elif capture.node in owners.nodes and nodes and capture.node not in nodes:
            yield _of(capture, f"{_says(capture)}, but {signs[0].what} is of {signs[0].node} ({signs[0].where}); {capture.node} is taken")


def _by_pod(captures: Iterable[Capture], owners: Owners) -> Iterator[Diagnostic]:
    """Prompts inside a pod that name another node than the pod's."""
    for capture in captures:
        invocation = capture.invocation
        if capture.node is None or invocation is None or invocation.pod is None or not capture.node_reason.startswith("prompt inside"):
            continue
        nodes = {node for space, node in owners.pods.get(invocation.pod, {}).items() if None in (space, invocation.namespace) or space == invocation.namespace}
        if nodes and capture.node not in nodes:
            yield _of(capture, f"{_says(capture)}, but the pod runs on {min(nodes)}; {capture.node} is taken")


def _by_file(captures: Sequence[Capture], find: Callable[[str], str | None]) -> Iterator[Diagnostic]:
    """Files and folders named after a node of which they hold nothing, and files named otherwise than their folders."""
    held: dict[str, list[Capture]] = {}
    for capture in captures:
        if capture.node is not None and is_host(capture) and capture.output is not None:
            held.setdefault(capture.span.source, []).append(capture)
    for source, group in held.items():
        first = group[0]
        if not first.node_reason.removeprefix("inferred: ").startswith(_OF_FILES):
            continue
        names = read_path(source).hosts[:2]
        told = {capture.node for capture in group}
        others = [other for name in names if (other := _contradicting(first.node or "", name, find))]
        if others and not told & set(others) and (len(told) == 1 or first.node_reason == "prompt"):
            what = "the folder" if "name of the file" in first.node_reason else "the name of the file or folder"
            yield _of(first, f"{_says(first)}, {what} {others[0]}; {first.node} is taken")


def _twins(captures: Iterable[Capture]) -> Iterator[Diagnostic]:
    """Two nodes that show the same MAC addresses, and no others: one output under two names."""
    seen: dict[frozenset[str], Capture] = {}
    for capture in captures:
        if capture.node is None or capture.command != "ip address" or not is_host(capture):
            continue
        own = frozenset(mac for mac, _ in macs_of(capture))
        first = seen.setdefault(own, capture) if own else capture
        if first.node != capture.node:
            message = f"{_says(capture)}, but {', '.join(sorted(own)[:2])} and all its other MAC addresses are those of {first.node} ({first.span})"
            yield _of(capture, f"{message}; {capture.node} is taken")


def _says(capture: Capture) -> str:
    return f"{capture.node_reason.removeprefix('inferred: ')} says {capture.node}"


def _of(capture: Capture, message: str) -> Diagnostic:
    return Diagnostic.of("AP302", message, span=capture.span)
