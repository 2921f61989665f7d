"""Finds the node of captures whose own command line does not tell it, and says where what tells it disagrees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from ipaddress import ip_address

from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.contradictions import contradictions
from antrea_parse.snapshot.names import is_node_like, read_path
from antrea_parse.snapshot.owners import Owners, is_host
from antrea_parse.text.diagnostic import Diagnostic

# Pods of DaemonSets and Deployments, by the letters that Kubernetes makes names of; machines of a MachineDeployment are named like the latter.
_POD_LIKE = re.compile(r"antrea-(?:agent|controller)(?:-windows)?(?:-[a-z0-9]+)+|[a-z0-9][a-z0-9.-]*-[bcdf-hj-np-tv-xz24-9]{6,10}-[bcdf-hj-np-tv-xz24-9]{5}")
#: Folders that hold captures and are no nodes.
_NO_NODES = frozenset(["cluster", "logs", "log", "out", "output", "outputs", "captures", "capture", "data", "files", "tmp", "node", "nodes", "network", "ovs"])


def place(captures: Iterable[Capture], owners: Owners | None = None) -> tuple[list[Capture], list[Diagnostic]]:
    """Give captures their nodes: by pod tables, by known names in headings and paths, at last by what only one node has.

    Args:
        captures: the captures.
        owners: what earlier captures told; learns what these tell.

    Returns:
        The captures, and what is contradictory or told by nothing.
    """
    captures = list(captures)
    is_whole = owners is None
    owners = Owners() if owners is None else owners
    owners.read_tables(captures)
    names = _Names(owners, captures, is_whole=is_whole)
    folders = _folders_of_nodes(captures)
    found: list[Diagnostic] = []
    placed = []
    for capture in captures:
        if capture.node is not None:
            capture = names.official(capture)
        if capture.node is None and capture.invocation is not None and capture.invocation.pod is not None:
            capture = _of_pod(capture, capture.invocation.pod, capture.invocation.namespace, owners, found)
        elif capture.node is None and (capture.invocation is None or not capture.invocation.moves):
            capture = _of_names(capture, names, folders)
        placed.append(capture)
    placed = _under_other_names(placed, owners)
    if not is_whole or any(capture.node is None and is_host(capture) for capture in placed):
        owners.read_placed(placed)
    placed = [_of_content(capture, owners) if capture.node is None else capture for capture in placed]
    return placed, [*found, *contradictions(placed, owners, names.find if names.is_official else lambda _: None), *_unknown(placed)]


class _Names:
    """The names of nodes, as Kubernetes has them or else as prompts do."""

    def __init__(self, owners: Owners, captures: Iterable[Capture], *, is_whole: bool = True) -> None:
        self.owners = owners
        self.is_official = bool(owners.nodes)
        used = list(dict.fromkeys([*owners.nodes, *(capture.node for capture in captures if capture.node is not None)]))
        self._by_name = {name.lower(): name for name in reversed(used) if name in owners.nodes or not owners.nodes}
        shorts: dict[str, set[str]] = {}
        for name in self._by_name:
            shorts.setdefault(name.partition(".")[0], set()).add(name)
        # In a part of an input a short name may be of a machine that comes later: only a table of nodes tells.
        self._by_short = {short: self._best(names) for short, names in shorts.items()} if is_whole or self.is_official else {}

    def _best(self, names: set[str]) -> str | None:
        """The name that a short one stands for: only when no two machines may share it."""
        whole = [name for name in names if "." in name]
        if len(whole) > 1:
            return None
        return self._by_name[min(names, key=len)] if not self.is_official or len(names) == 1 else None

    def find(self, word: str) -> str | None:
        """The node with this name: as it stands, in other letters, with or without its domain."""
        lower = word.lower()
        if lower in self._by_name and (self.is_official or "." not in lower):
            return self._by_name[lower]
        short = lower.partition(".")[0]
        best = self._by_short.get(short)
        if best is not None and (("." in lower) != ("." in best) or lower == best.lower()):
            return best
        return self._by_name.get(lower)

    def official(self, capture: Capture) -> Capture:
        """A capture under the name that Kubernetes has for its node; what is a pod's name is no node's."""
        node = capture.node or ""
        if capture.node_reason == "prompt" and node not in self.owners.nodes:
            capture = self._of_doubtful_prompt(capture)
            if capture.node is None:
                return capture
        if _is_address(node):
            sign = self.owners.of_address(node)
            return capture if sign is None else _move(capture, sign.node, f"{capture.node_reason}: {node} is its {sign.what.split()[0]} ({sign.where})")
        name = self.find(node)
        if name is not None:
            return capture if name == node else _move(capture, name, f"{capture.node_reason} ({node})")
        pods = set(self.owners.pods.get(node, {}).values()) if capture.invocation is not None else set()
        if pods and capture.invocation is not None and node not in self.owners.nodes:
            inside = replace(capture.invocation, pod=node, host=None)
            moved = replace(capture, invocation=inside)
            return _move(moved, pods.pop(), f"pod {node} runs there") if len(pods) == 1 else _move(moved, None, f"in pod {node}")
        return capture

    def _of_doubtful_prompt(self, capture: Capture) -> Capture:
        """A capture at a prompt whose host is named as pods are, and in no table: the agent's pods are none, others may be nodes."""
        node, invocation = capture.node or "", capture.invocation
        if invocation is None or node in self.owners.pods or not _POD_LIKE.fullmatch(node):
            return capture
        if node.startswith("antrea-"):
            return _move(replace(capture, invocation=replace(invocation, pod=node)), None, f"in pod {node}")
        return _move(capture, node, "inferred: the prompt names what may be a pod")


def _under_other_names(captures: list[Capture], owners: Owners) -> list[Capture]:
    """Captures at prompts whose host no table of nodes has, but which show the addresses of one node: its host has another name."""
    strange: dict[str, list[Capture]] = {}
    for capture in captures:
        if capture.node is not None and capture.node_reason == "prompt" and capture.node not in owners.nodes and owners.nodes:
            strange.setdefault(capture.node, []).append(capture)
    for host, group in strange.items():
        own = [capture for capture in group if is_host(capture) and capture.command in ("ip address", "ip route")]
        signs = [sign for capture in own for sign in owners.told_of(capture)]
        nodes = {sign.node for sign in signs}
        if len(nodes) == 1 and not any(capture.node in nodes and capture.node_reason == "prompt" for capture in captures):
            owners.hosts[host] = signs[0]
    captures = [_of_heading(capture, owners) for capture in captures]
    found = []
    for capture in captures:
        sign = owners.hosts.get(capture.node or "") if capture.node_reason == "prompt" else None
        reason = "" if sign is None else f"inferred: the prompt says {capture.node}, but {sign.what} is of this node only ({sign.where})"
        found.append(capture if sign is None else _move(capture, sign.node, reason))
    return found


def _of_heading(capture: Capture, owners: Owners) -> Capture:
    """A capture below a heading whose word no table of nodes has: of the node whose address it shows, or whose name ends so."""
    node = capture.node
    if node is None or node in owners.nodes or not owners.nodes or not capture.node_reason.startswith("inferred: heading"):
        return capture
    told = {sign.node: sign for sign in owners.told_of(capture)} if is_host(capture) else {}
    if len(told) == 1:
        (sign,) = told.values()
        return _move(capture, sign.node, f"{capture.node_reason}, and {sign.what} is of this node only ({sign.where})")
    alike = [name for name in owners.nodes if name.lower().endswith(("-" + node.lower(), "." + node.lower()))]
    return _move(capture, alike[0], f"{capture.node_reason}, as no other node's name ends") if len(alike) == 1 else capture


def _of_pod(capture: Capture, pod: str, namespace: str | None, owners: Owners, found: list[Diagnostic]) -> Capture:
    name = pod.rpartition("/")[2]
    # Of `deployment/web` any pod will do, if all are on one node.
    names = [known for known in owners.pods if known == name or known.startswith(f"{name}-")] if "/" in pod else [name]
    nodes = {node for known in names for space, node in owners.pods.get(known, {}).items() if None in (namespace, space) or space == namespace}
    if len(nodes) == 1:
        return _move(capture, nodes.pop(), f"pod {name} runs there")
    if capture.command is not None and not capture.command.startswith("kubectl"):
        found.append(_unplaced(capture, pod, sorted(nodes)))
    return capture


def _of_names(capture: Capture, names: _Names, folders: set[str]) -> Capture:
    """The node that a heading or the path of the file names."""
    if capture.command is None or capture.command.startswith("kubectl"):
        return capture
    if capture.heading and (node := names.find(capture.heading)) is not None:
        return _move(capture, node, f"heading {capture.heading!r}")
    path = read_path(capture.span.source)
    for word in path.hosts:
        if (node := names.find(word)) is not None:
            return _move(capture, node, f"name of the file or folder: {word}")
    for word in path.hosts:
        if (is_node_like(word) and not names.is_official) or word in folders:
            return _move(capture, word, f"inferred: name of the file or folder: {word}")
    return capture


def _folders_of_nodes(captures: Iterable[Capture]) -> set[str]:
    """Folders that lie side by side and hold the same commands: one for each node."""
    held: dict[tuple[str, str], set[str]] = {}
    for capture in captures:
        folder, _, _ = capture.span.source.replace("\\", "/").rpartition("/")
        above, _, name = folder.rpartition("/")
        if name and capture.command is not None and is_host(capture):
            held.setdefault((above, name), set()).add(capture.command)
    found = set()
    for (above, name), commands in held.items():
        beside = any(other[0] == above and other[1] != name and commands & theirs for other, theirs in held.items()) if len(held) < 1000 else False
        if beside and name.lower() not in _NO_NODES:
            found.add(name)
    return found


def _of_content(capture: Capture, owners: Owners) -> Capture:
    """The node that alone has what the capture shows."""
    if not is_host(capture):
        return capture
    signs = owners.of_capture(capture)
    if len({sign.node for sign in signs}) != 1:
        return capture
    return _move(capture, signs[0].node, f"inferred: {signs[0].what} is of this node only ({signs[0].where})")


def _unknown(captures: Iterable[Capture]) -> Iterator[Diagnostic]:
    """Captures of machines that nothing tells the node of, once for each source."""
    found: dict[str, list[Capture]] = {}
    for capture in captures:
        if capture.node is None and capture.output is not None and is_host(capture) and (capture.invocation is None or capture.invocation.pod is None):
            found.setdefault(capture.span.source, []).append(capture)
    for group in found.values():
        commands = ", ".join(dict.fromkeys(repr(capture.command) for capture in group))
        many = f" ({len(group)} captures)" if len(group) > 1 else ""
        yield Diagnostic.of("AP301", f"node of {commands} unknown{many}", span=group[0].span, level="info")


def _is_address(text: str) -> bool:
    if not (text[:1].isdigit() or ":" in text):
        return False
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _move(capture: Capture, node: str | None, reason: str) -> Capture:
    return replace(capture, node=node, node_reason=reason, output=capture.output.on(node) if capture.output is not None else None)


def _unplaced(capture: Capture, pod: str, found: list[str]) -> Diagnostic:
    what = f"runs on several nodes ({', '.join(found)})" if found else "is in no pod table"
    return Diagnostic.of(
        "AP302" if found else "AP301",
        f"node of {capture.command!r} unknown: pod {pod} {what}",
        span=capture.span,
        hint="Add the output of 'kubectl get pods -A -o wide'.",
    )
