"""The entities of a topology.

Every entity has plain fields and, in `basis`, what each of them rests on: ``node.basis["pod_cidrs"].certainty``. A field that is
None (or empty) without a basis was not asked about by any rule; one whose basis is ``unknown`` names the captures that would tell.
"""

from antrea_parse.topology.model.base import FORMAT, Entity, IPInterface, IPNetwork
from antrea_parse.topology.model.cluster import Egress, Multicluster, Overlay, Underlay
from antrea_parse.topology.model.host import Interface, InterfaceKind, Rule
from antrea_parse.topology.model.listing import Listing
from antrea_parse.topology.model.neighbour import Neighbour, NeighbourForm, Neighbours
from antrea_parse.topology.model.node import Node
from antrea_parse.topology.model.pod import Binding, NodePortLocal, Pod
from antrea_parse.topology.model.policy import Direction, Policy, PolicyRule
from antrea_parse.topology.model.route import Route, RouteForm, Routes
from antrea_parse.topology.model.service import EndpointAddress, Endpoints, Service, ServicePort
from antrea_parse.topology.model.switch import Bridge, FdbEntry, Port, PortKind
from antrea_parse.topology.model.topology import Topology

__all__ = [
    "FORMAT",
    "Binding",
    "Bridge",
    "Direction",
    "Egress",
    "EndpointAddress",
    "Endpoints",
    "Entity",
    "FdbEntry",
    "IPInterface",
    "IPNetwork",
    "Interface",
    "InterfaceKind",
    "Listing",
    "Multicluster",
    "Neighbour",
    "NeighbourForm",
    "Neighbours",
    "Node",
    "NodePortLocal",
    "Overlay",
    "Pod",
    "Policy",
    "PolicyRule",
    "Port",
    "PortKind",
    "Route",
    "RouteForm",
    "Routes",
    "Rule",
    "Service",
    "ServicePort",
    "Topology",
    "Underlay",
]
