"""What ``antctl get`` prints on a node and in the controller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Node

#: Characters that a cell with a list is cut to.
_LIST = 50


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as antctl aligns it: every cell padded, one blank between columns, rows sorted; an empty line when there are none."""
    found = sorted([cell or "<NONE>" for cell in row] for row in rows)
    if not found:
        return "\n"
    lines = [list(header), *found]
    widths = [max(len(cell.encode()) for cell in column) for column in zip(*lines, strict=True)]
    return "".join(" ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + "\n" for line in lines)


def cut_list(items: Iterable[str]) -> str:
    """A list as a cell shows it.

    >>> cut_list(f"10.0.0.{number}" for number in range(1, 12))
    '10.0.0.1,10.0.0.10,10.0.0.11,10.0.0.2 + 7 more...'
    """
    found = sorted(items)
    for count in range(len(found), 0, -1):
        text = ",".join(found[:count]) + (f" + {len(found) - count} more..." if count < len(found) else "")
        if len(text) <= _LIST or count == 1:
            return text
    return ""


def podinterface(state: State, node: Node) -> str:
    """``antctl get podinterface``, in the agent."""
    header = ("NAMESPACE", "NAME", "INTERFACE-NAME", "IP", "MAC", "PORT-UUID", "OF-PORT", "CONTAINER-ID")
    rows = []
    for pod in node.ports:
        ips = ", ".join(map(str, pod.ips))
        rows.append((pod.namespace, pod.name, pod.interface, ips, pod.pod_mac, pod.port_uuid, str(pod.ofport), pod.container_id[:11]))
    return table(header, rows)


def agentinfo(state: State, node: Node) -> str:
    """``antctl get agentinfo``, in the agent."""
    header = ("POD", "NODE", "STATUS", "NODE-SUBNET", "NETWORK-POLICIES", "ADDRESS-GROUPS", "APPLIED-TO-GROUPS", "LOCAL-PODS")
    here = [policy for policy in state.policies if any(pod.node == node.name for pod in policy.selected)]
    subnets = cut_list(map(str, node.pod_cidrs))
    row = (f"kube-system/{node.agent_pod}", node.name, "Healthy", subnets, str(len(here)), str(len(here)), str(len(here)), str(len(node.ports)))
    return table(header, [row])


def version(state: State) -> str:
    """``antctl version``, in the controller."""
    return f"antctlVersion: {state.release.text}\ncontrollerVersion: {state.release.text}\n"
