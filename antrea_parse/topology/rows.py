"""The topology as flat rows, one table for each kind of entity."""

from __future__ import annotations

from typing import Any

from antrea_parse.text.errors import TopologyError
from antrea_parse.topology.basis import Model
from antrea_parse.topology.model import Node, Pod, Topology

_TABLES = ("nodes", "pods", "services", "endpoints", "policies", "egresses", "interfaces", "ports", "routes", "rules", "neighbours")
#: Tables of what stands on nodes.
_OF_NODES = frozenset({"interfaces", "routes", "rules", "neighbours"})
#: Fields that have tables of their own, or are too much for a cell.
_LEFT_OUT = frozenset({"basis", "interfaces", "bridges", "routes", "neighbours", "listed"})


def rows(topology: Topology, what: str) -> list[dict[str, Any]]:
    """Flat rows of one kind of entity.

    Args:
        topology: the topology.
        what: name of the table.

    Returns:
        Dicts of plain values; lists become text, joined by ``, ``.

    Raises:
        TopologyError: there is no such table.
    """
    if what not in _TABLES:
        raise TopologyError(f"no table {what!r}; there are {', '.join(_TABLES)}")
    if what in _OF_NODES:
        return [_row(item, node=node.name) for node in topology.nodes for item in getattr(node, what)]
    if what == "ports":
        return [_row(item, node=node.name, bridge=bridge.name) for node in topology.nodes for bridge in node.bridges for item in bridge.ports]
    if what == "pods":
        return [{**_row(pod), **_binding(pod.ports[0] if pod.ports else None)} for pod in topology.pods]
    if what == "endpoints":
        return [_row(address, namespace=item.namespace, name=item.name) for item in topology.endpoints for address in item.addresses]
    return [_row(item) for item in getattr(topology, what)]


def _row(entity: Model, **front: Any) -> dict[str, Any]:
    row = dict(front)
    for name, value in entity.model_dump(mode="json", exclude=set(_LEFT_OUT)).items():
        if (name == "ports" and isinstance(entity, Pod)) or (name == "rules" and isinstance(entity, Node)):
            continue
        row[name] = _cell(value)
    return row


def _binding(binding: Model | None) -> dict[str, Any]:
    names = ("interface", "ofport", "mac", "bridge", "certainty", "rule")
    return {f"port.{name}": None if binding is None else getattr(binding, name) for name in names}


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ("; " if any(isinstance(item, dict) for item in value) else ", ").join(str(_cell(item)) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={_cell(item)}" for key, item in value.items() if key != "basis" and item not in (None, "", []))
    return value
