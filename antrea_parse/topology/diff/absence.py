"""Which whole list of a topology would show an entity: only where there is one, its absence is a fact."""

from __future__ import annotations

from collections import defaultdict
from ipaddress import ip_network

from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.model import Entity, Neighbour, Policy, Port, Route, Rule, Topology

_POLICIES = {"NetworkPolicy": "networkpolicies", "ClusterNetworkPolicy": "clusternetworkpolicies", "AntreaNetworkPolicy": "networkpolicies.crd.antrea.io"}
#: Lists of the cluster's namespaced objects, by kind of entity.
_OBJECTS = {"pod": ("pods",), "service": ("services",), "endpoints": ("endpoints", "endpointslices")}
#: Lists of a node, by kind of entity.
_OF_NODE = {"interface": "interfaces", "bridge": "bridges"}


class Lists:
    """The whole lists of a topology."""

    def __init__(self, topology: Topology) -> None:
        self._cluster: dict[tuple[str, str], Evidence] = {}
        for item in topology.listed:
            self._cluster.setdefault((item.what, item.of), item.evidence)
        self._nodes: dict[str, dict[tuple[str, str], Evidence]] = defaultdict(dict)
        for node in topology.nodes:
            for item in node.listed:
                self._nodes[node.name].setdefault((item.what, item.of), item.evidence)

    def of_family(self, node: str, family: int) -> Evidence | None:
        """The list of a node's addresses of an IP version."""
        return self._nodes[node].get(("addresses", str(family)))

    def would_show(self, name: str, entity: Entity) -> Evidence | None:
        """The whole list in which an entity would stand, if there is one."""
        kind, _, rest = name.partition("/")
        if kind == "node":
            return self._cluster.get(("nodes", ""))
        if kind == "egress":
            return self._cluster.get(("egresses", ""))
        if kind == "policy" and isinstance(entity, Policy):
            return self._of_namespace(_POLICIES[entity.kind], entity.namespace)
        if kind in _OBJECTS:
            return next((found for what in _OBJECTS[kind] if (found := self._of_namespace(what, rest.partition("/")[0])) is not None), None)
        node, _, rest = rest.partition("/")
        if kind in _OF_NODE:
            return self._nodes[node].get((_OF_NODE[kind], ""))
        if isinstance(entity, Port):
            return self._of_port(node, rest.partition("/")[0], entity)
        if isinstance(entity, Route):
            return self._of_route(node, entity)
        if isinstance(entity, Rule):
            return self._nodes[node].get(("rules", str(entity.family)))
        if isinstance(entity, Neighbour):
            return self._nodes[node].get(("neighbours", str(entity.ip.version)))
        return None

    def _of_namespace(self, what: str, namespace: str | None) -> Evidence | None:
        if namespace == "?":
            return None
        return self._cluster.get((what, "")) or self._cluster.get((what, namespace or ""))

    def _of_port(self, node: str, bridge: str, port: Port) -> Evidence | None:
        """Open vSwitch's database has ports that have no OpenFlow number: ``ovs-ofctl`` does not show them."""
        found = self._nodes[node].get(("ports", ""))
        if found is None and not any(item.command.startswith("ovs-vsctl") for basis in port.basis.values() for item in basis.evidence):
            found = self._nodes[node].get(("ports", bridge))
        return found

    def _of_route(self, node: str, route: Route) -> Evidence | None:
        family = family_of(route)
        if family is None:
            return None
        lists = self._nodes[node]
        return lists.get(("routes", f"{family} {route.table}")) or lists.get(("routes", f"{family} *"))


def family_of(route: Route) -> int | None:
    """A route's IP version; None where it does not say."""
    for text in (route.dst, route.via, route.src):
        try:
            return ip_network(text, strict=False).version if text else None
        except ValueError:
            continue
    return None
