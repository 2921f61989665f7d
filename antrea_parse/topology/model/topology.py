"""The topology: what hangs on what, how sure that is, and which lines say so."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import Field

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.shown import html_table
from antrea_parse.topology.basis import Basis, Model
from antrea_parse.topology.model.base import FORMAT, IPNetwork, find, find_key
from antrea_parse.topology.model.cluster import Egress, Multicluster, Overlay, Underlay
from antrea_parse.topology.model.listing import Listing
from antrea_parse.topology.model.node import Node
from antrea_parse.topology.model.pod import Pod
from antrea_parse.topology.model.policy import Policy
from antrea_parse.topology.model.service import Endpoints, Service

if TYPE_CHECKING:
    import networkx as nx

    from antrea_parse.drawing.diagram import Diagram
    from antrea_parse.topology.diff import Changes
    from antrea_parse.topology.questions import Index, Statements

#: Nodes that a notebook shows.
_SHOWN = 50


class Topology(Model):
    """Everything that the captures of a snapshot tell about a cluster, joined.

    Attributes:
        format: version of this form.
        title: a name for it; file names of the sources unless given.
        nodes: in natural order, like all that follow.
        pods: each pod once.
        services: Services.
        endpoints: Endpoints objects.
        policies: network policies.
        egresses: addresses that pods have outside the cluster.
        overlay: traffic mode and tunnels between nodes; None when nothing tells.
        underlays: networks between nodes.
        multicluster: the cluster's part in a multi-cluster set; None when nothing tells of one.
        antrea_version: of the controller or the agents, where a capture prints it; else ``basis["antrea_version"].candidates`` has the
            releases (``v1.13``) that fit what is seen.
        service_cidrs: networks of Services, as the agents' configuration has them.
        basis: what `antrea_version` and `service_cidrs` rest on.
        listed: lists of the cluster that were captured whole: what they lack was not there.
        diagnostics: what joining brought to light.
    """

    format: int = FORMAT
    title: str = ""
    nodes: tuple[Node, ...] = ()
    pods: tuple[Pod, ...] = ()
    services: tuple[Service, ...] = ()
    endpoints: tuple[Endpoints, ...] = ()
    policies: tuple[Policy, ...] = ()
    egresses: tuple[Egress, ...] = ()
    overlay: Overlay | None = None
    underlays: tuple[Underlay, ...] = ()
    multicluster: Multicluster | None = None
    antrea_version: str | None = None
    service_cidrs: tuple[IPNetwork, ...] = ()
    basis: dict[str, Basis] = Field(default_factory=dict)
    listed: tuple[Listing, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def __repr__(self) -> str:
        return f"<Topology {self.title!r}: {self._counts}>"

    __str__ = __repr__

    @property
    def _counts(self) -> str:
        counts = {
            "node": self.nodes,
            "pod": self.pods,
            "Service": self.services,
            "policy": self.policies,
            "finding": self.diagnostics,
        }
        plurals = {"policy": "policies"}
        return ", ".join(f"{len(found)} {word if len(found) == 1 else plurals.get(word, word + 's')}" for word, found in counts.items())

    def _repr_html_(self) -> str:
        """A table for a notebook: a row for each of the first nodes."""
        rows = [
            {
                "node": node.name,
                "status": node.status,
                "address": node.internal_ip,
                "pod networks": ", ".join(map(str, node.pod_cidrs)),
                "pods": len(self.pods_of(node.name)),
                "bridges": ", ".join(f"{bridge.name} ({len(bridge.ports)} ports)" for bridge in node.bridges),
                "gateway": " ".join(filter(None, (node.gateway, *map(str, node.gateway_ips)))),
                "tunnel": node.tunnel,
                "uplink": node.uplink,
            }
            for node in self.nodes[:_SHOWN]
        ]
        more = f"{len(self.nodes) - _SHOWN} more nodes" if len(self.nodes) > _SHOWN else ""
        return html_table(rows, f"{self.title or 'Topology'}: {self._counts}", more)

    def node(self, name: str) -> Node:
        """The node with this name.

        Raises:
            TopologyError: there is none; the message lists those that are known.
        """
        return self._nodes_by_name.get(name) or find(self.nodes, "name", name, "node", "kubectl get nodes")

    def pod(self, key: str) -> Pod:
        """The pod ``namespace/name``; the name alone does where only one pod has it.

        Raises:
            TopologyError: no pod or several fit.
        """
        return self._pods_by_key.get(key) or find_key(self.pods, key, "pod", "kubectl get pods -A -o wide")

    def service(self, key: str) -> Service:
        """The Service ``namespace/name``.

        Raises:
            TopologyError: no Service or several fit.
        """
        return find_key(self.services, key, "service", "kubectl get services -A")

    def policy(self, key: str) -> Policy:
        """The network policy ``namespace/name``.

        Raises:
            TopologyError: no policy or several fit.
        """
        return find_key(self.policies, key, "network policy", "kubectl get networkpolicies -A -o yaml")

    def pods_of(self, node: str) -> tuple[Pod, ...]:
        """The pods that run on a node."""
        return self._pods_by_node.get(node, ())

    @cached_property
    def _nodes_by_name(self) -> dict[str, Node]:
        return {node.name: node for node in self.nodes}

    @cached_property
    def _pods_by_key(self) -> dict[str, Pod]:
        return {pod.key: pod for pod in self.pods}

    @cached_property
    def _pods_by_node(self) -> dict[str, tuple[Pod, ...]]:
        found: dict[str, list[Pod]] = {}
        for pod in self.pods:
            if pod.node is not None:
                found.setdefault(pod.node, []).append(pod)
        return {node: tuple(pods) for node, pods in found.items()}

    def graph(self) -> nx.MultiDiGraph[str]:
        """The topology as a networkx graph with typed nodes and edges (`antrea_parse.topology.graph` has the schema)."""
        from antrea_parse.topology.graph import to_graph  # 200 ms for networkx, only where a graph is wanted

        return to_graph(self)

    def where(self, wanted: Any) -> Statements:
        """Everything that is known about an address, a network, a MAC, a number or a name, each statement with the lines that say so.

        Args:
            wanted: ``10.211.1.15`` (any spelling; with ``/24``, ``%eth0``, ``:80``), ``10.211.1.0/24``, ``36-AB-6B-31-0C-75``, ``antrea-gw0``,
                ``default/frontend``, ``worker-01``, ``15``; ``svc/web``, ``worker-01/antrea-gw0`` or ``worker-01/15`` where several have a name.

        Returns:
            Statements in groups; where nothing is known, one that says what was searched and what is near (``answer.found`` is False).

        Raises:
            TopologyError: it is no question: empty, too long, or more than a line.
        """
        from antrea_parse.topology.questions import where  # asks about every entity defined here

        return where(self._index, wanted)

    def explain(self, what: Any) -> Statements:
        """The way of packets to the wire, step by step, with the lines behind each step; where a step is not known, which capture would tell.

        Args:
            what: a pod, ``namespace/name``, or its name where only one has it; a node, a Service, or the address of one of them.

        Raises:
            TopologyError: there is no such pod, node or Service, or several; the message lists them.
        """
        from antrea_parse.topology.questions import explain  # asks about every entity defined here

        return explain(self._index, what)

    @cached_property
    def _index(self) -> Index:
        from antrea_parse.topology.questions import Index  # asks about every entity defined here

        return Index(self)

    def diff(self, other: Topology) -> Changes:
        """What another topology says differently, as seen from this one: facts added, removed and changed, with the evidence of both.

        What only one of them tells of is a difference where the other has a whole list that lacks it; else it is counted in ``not_told``.
        """
        from antrea_parse.topology.diff import diff  # compares every entity defined here

        return diff(self, other)

    def to_dataframe(self, what: str) -> list[dict[str, Any]]:
        """Flat rows, ready for ``pandas.DataFrame(topo.to_dataframe("pods"))``.

        Args:
            what: ``nodes``, ``pods``, ``services``, ``endpoints``, ``policies``, ``egresses``, ``interfaces``, ``ports``, ``routes``,
                ``rules`` or ``neighbours``.

        Raises:
            TopologyError: there is no such table.
        """
        from antrea_parse.topology.rows import rows  # lists every entity defined here

        return rows(self, what)

    def draw(self, view: str = "overview", **options: Any) -> Diagram:
        """Draw a view.

        Args:
            view: ``overview``, ``node``, ``service``, ``findings``, ``diff``.
            **options: what the view is about: ``node="worker-01"``, ``service="default/backendsvc"``, ``other=`` a later topology; and for
                all views ``title``, ``theme`` (``auto``, ``light``, ``dark``), ``id_prefix``, ``url``.

        Returns:
            A diagram that shows itself in a notebook and saves itself by suffix.

        Raises:
            RenderError: there is no such view, or it needs another option.
            TopologyError: what it should show is not in the topology.
        """
        from antrea_parse.drawing.diagram import draw  # a door up, opened when called

        return draw(self, view, **options)
