"""What the view of a Service tells: who, whereto, under which policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from antrea_parse.drawing.views.common import is_bad
from antrea_parse.drawing.views.verdicts import Direction, Flow, Policies, judge, together
from antrea_parse.topology.model import EndpointAddress, Endpoints, Pod, Policy, Service, Topology


class Target(NamedTuple):
    """Where a Service leads: the endpoint addresses of one pod, or an address that no pod holds."""

    addresses: tuple[EndpointAddress, ...]
    pod: Pod | None

    @property
    def key(self) -> str:
        """The pod, else the address."""
        return self.pod.key if self.pod else str(self.addresses[0].ip)

    @property
    def node(self) -> str | None:
        """The node it is on."""
        return self.pod.node if self.pod else self.addresses[0].node

    @property
    def runs(self) -> bool:
        """Whether something answers there, as far as the captures tell."""
        return self.node is not None if self.pod is None else not is_bad(self.pod)

    @property
    def shown(self) -> str:
        """Address and ports."""
        ports = ",".join(str(address.port) for address in self.addresses if address.port is not None)
        ip = self.addresses[0].ip
        return f"[{ip}]:{ports}" if ports and ip.version == 6 else f"{ip}:{ports}" if ports else str(ip)


@dataclass(frozen=True)
class Story:
    """A Service, where it leads, the pods that may reach it.

    Attributes:
        topology: all that is known.
        service: the Service.
        endpoints: its Endpoints, None when not captured.
        targets: where it leads; what does not run comes first.
        clients: pods that rules on the targets name; none where a target is not isolated.
        isolated: whether policies isolate every target.
        acting: the policies by pod.
    """

    topology: Topology
    service: Service
    endpoints: Endpoints | None
    targets: tuple[Target, ...]
    clients: tuple[Pod, ...]
    isolated: bool
    acting: Policies

    def flows(self, client: Pod | None, target: Target) -> list[Flow]:
        """Packets of a client to a target, one for each port."""
        return [Flow(client, target.pod, self._protocol(address.port), address.port) for address in target.addresses]

    def _protocol(self, port: int | None) -> str:
        exact = [item.protocol for item in self.service.ports if str(port) in (item.target_port, str(item.port))]
        return (exact or [item.protocol for item in self.service.ports] or ["TCP"])[0]

    def says(self, pod: Pod, direction: Direction, flows: Sequence[Flow]) -> bool | None:
        """Whether a pod's policies of one direction admit any of these flows."""
        policies = self.acting.on(pod, direction)
        answers = [together(judge(policy, direction, flow) for policy in policies) for flow in flows]
        return True if True in answers else (None if None in answers or not answers else False)

    @property
    def unsure(self) -> bool:
        """Whether a policy may select a target of which the captures do not tell."""
        return any(target.pod is not None and self.acting.maybe(target.pod) for target in self.targets)

    @property
    def policies(self) -> list[Policy]:
        """All policies on the pods of the story."""
        pods = [target.pod for target in self.targets if target.pod is not None] + list(self.clients)
        found = {(policy.kind, policy.key): policy for pod in pods for policy in self.acting.on(pod)}
        return list(found.values())


def story_of(topology: Topology, service: Service) -> Story:
    """The story of a Service."""
    acting = Policies(topology)
    endpoints = next((item for item in topology.endpoints if item.key == service.key), None)
    pods = {pod.key: pod for pod in topology.pods}
    grouped: dict[str, list[EndpointAddress]] = {}
    for address in endpoints.addresses if endpoints is not None else ():
        grouped.setdefault(address.pod or str(address.ip), []).append(address)
    targets = [Target(tuple(addresses), pods.get(key)) for key, addresses in grouped.items()]
    targets.sort(key=lambda target: target.runs)
    servers = [target.pod for target in targets if target.pod is not None]
    isolated = bool(targets) and all(target.pod is not None and acting.on(target.pod, "ingress") for target in targets)
    named = {
        key: None
        for pod in servers
        for policy in acting.on(pod, "ingress")
        for rule in policy.rules
        if rule.direction == "ingress" and rule.action == "Allow"
        for key in rule.peer_pods
    }
    clients = tuple(pods[key] for key in named if key in pods) if isolated else ()
    return Story(topology, service, endpoints, tuple(targets), clients, isolated, acting)
