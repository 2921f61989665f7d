"""Finds the node of captures that were taken through a pod."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from antrea_parse.commands.registry import options_of
from antrea_parse.snapshot.capture import Capture
from antrea_parse.text.diagnostic import Diagnostic


def place_execs(captures: Iterable[Capture]) -> tuple[list[Capture], list[Diagnostic]]:
    """Give each capture that ``kubectl exec`` took the node on which its pod runs, as the pod tables tell it.

    Returns:
        The captures, and a diagnostic for each whose node no pod table tells.
    """
    captures = list(captures)
    nodes = _pod_nodes(captures)
    diagnostics = []
    placed = []
    for capture in captures:
        invocation = capture.invocation
        if capture.node is None and invocation is not None and invocation.pod is not None:
            found = {node for (namespace, name), node in nodes.items() if name == invocation.pod and _fits(invocation.namespace, namespace)}
            if len(found) == 1:
                capture = _move(capture, found.pop(), f"pod {invocation.pod} runs there")
            elif capture.command is not None:
                diagnostics.append(_unplaced(capture, invocation.pod, sorted(found)))
        placed.append(capture)
    return placed, diagnostics


def _pod_nodes(captures: Iterable[Capture]) -> dict[tuple[str | None, str], str]:
    nodes: dict[tuple[str | None, str], str] = {}
    for capture in captures:
        if capture.command != "kubectl get pods" or capture.output is None:
            continue
        for record in capture.output:
            node = getattr(record, "node", None)
            if node is not None:
                namespace = getattr(record, "namespace", None)
                if namespace is None and capture.invocation is not None:
                    namespace = _asked_namespace(capture)
                nodes[namespace, record.name] = node  # type: ignore[attr-defined]
    return nodes


def _asked_namespace(capture: Capture) -> str | None:
    return options_of(capture.argv).get("namespace")


def _fits(asked: str | None, namespace: str | None) -> bool:
    return asked is None or namespace is None or asked == namespace


def _move(capture: Capture, node: str, reason: str) -> Capture:
    return replace(capture, node=node, node_reason=reason, output=capture.output.on(node) if capture.output is not None else None)


def _unplaced(capture: Capture, pod: str, found: list[str]) -> Diagnostic:
    what = f"runs on several nodes ({', '.join(found)})" if found else "is in no pod table"
    return Diagnostic.of(
        "AP302" if found else "AP301",
        f"node of {capture.command!r} unknown: pod {pod} {what}",
        span=capture.span,
        hint="Add the output of 'kubectl get pods -A -o wide'.",
    )
