"""A Service from the side: who may reach it, the Service, the pods it leads to, each with the policies that act on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from antrea_parse.drawing.scene import Box, Link, Run, Scene, blank, cell, line, stack
from antrea_parse.drawing.views.common import (
    certainty_of,
    field_grounds,
    legend_for,
    names,
    plural,
    tooltip,
)
from antrea_parse.drawing.views.policies import rules_table
from antrea_parse.drawing.views.service_cards import CLIENT, ENDPOINT, SERVICE, anybody, client_card, endpoint_card, more_endpoints, no_endpoint, service_card
from antrea_parse.drawing.views.story import Story, Target, story_of
from antrea_parse.topology.model import Topology

_LANE_GAP = 60
#: Endpoints and clients that are shown before they are counted.
_MAX_ENDPOINTS, _MAX_CLIENTS = 12, 6
_CARD_GAP = 10
_CURVED = 400


def service_view(topology: Topology, service: str) -> Scene:
    """A Service with its endpoints, their pods and the policies on them.

    Raises:
        TopologyError: there is no such Service.
    """
    story = story_of(topology, topology.service(service))
    shown, hidden = story.targets[:_MAX_ENDPOINTS], story.targets[_MAX_ENDPOINTS:]
    endpoints = [endpoint_card(story, target) for target in shown] or [no_endpoint(story)]
    if hidden or (story.endpoints is not None and story.endpoints.more):
        endpoints.append(more_endpoints(story, hidden))
    clients = [client_card(story, pod) for pod in story.clients[:_MAX_CLIENTS]] or [anybody(story)]
    if len(story.clients) > _MAX_CLIENTS:
        rest = story.clients[_MAX_CLIENTS:]
        text = line(Run(f"+ {plural(len(rest), 'pod')} more that may reach it", 10, color="mute"))
        clients.append(cell(CLIENT, text, height=18, pad=2, kind="more", key="clients", tooltip=names((pod.key for pod in rest), 60)))
    lanes = _centred([stack(clients, _CARD_GAP), service_card(story), stack(endpoints, _CARD_GAP)])
    links = [*_client_links(story), *_endpoint_links(story, shown)]
    footer = rules_table(story, _width())
    shown_lanes = [*lanes, footer] if footer else lanes
    return Scene(
        "service",
        f"Service {story.service.key}",
        "who may reach it, and where it leads · policies see packets after DNAT, with pod addresses",
        _description(story),
        lanes,
        "LR",
        tuple(links),
        legend_for(
            shown_lanes,
            links,
            {"svc": "Service, DNAT", "np": "network policy on the pod", "flow": "request", "err": "request that is denied", "nic": "host network"},
        ),
        _notes(story, hidden),
        footer,
        rank_gap=_LANE_GAP,
        # A steep curve would leave its lane and cross what stands there.
        curved=max(lane.height for lane in lanes) <= _CURVED,
    )


def _width() -> int:
    return CLIENT + SERVICE + ENDPOINT + 2 * _LANE_GAP


def _centred(lanes: list[Box]) -> tuple[Box, ...]:
    """The lanes on one height, each in the middle of it."""
    height = max(lane.height for lane in lanes)
    found = []
    for lane in lanes:
        above = (height - lane.height) // 2
        found.append(stack([blank(lane.width, above), lane, blank(lane.width, height - lane.height - above)]))
    return tuple(found)


def _description(story: Story) -> str:
    service = story.service
    ports = names((f"{port.protocol} {port.port}" for port in service.ports), 4)
    found = [f"Service {service.key}, {service.type or 'type not captured'}, address {service.cluster_ip or 'none'}, {ports or 'ports not captured'}."]
    if story.endpoints is None:
        found.append("Its endpoints were not captured.")
    else:
        listed = (f"{target.key} on {target.node or 'an unknown node'}" for target in story.targets)
        found.append(f"{plural(len(story.targets), 'endpoint')}: {names(listed, 8) or 'none'}.")
    policies = story.policies
    found.append(f"Policies: {names((policy.key for policy in policies), 8)}." if policies else "No network policy acts on these pods in what was read.")
    return " ".join(found)


def _notes(story: Story, hidden: Sequence[Target]) -> tuple[str, ...]:
    notes = []
    if not story.topology.policies:
        notes.append("No network policy in what was read: if the cluster has any, 'kubectl get networkpolicies -A -o yaml' would tell")
    if hidden:
        nodes: dict[str, int] = {}
        for target in hidden:
            name = target.node or "an unknown node"
            nodes[name] = nodes.get(name, 0) + 1
        notes.append(f"aggregated: {plural(len(hidden), 'more endpoint')}: {names((f'{count} on {name}' for name, count in sorted(nodes.items())), 8)}")
    if any(policy.kind != "NetworkPolicy" for policy in story.policies):
        notes.append("Antrea's own policies have priorities and tiers: their rules are listed, no verdict is drawn")
    return tuple(notes)


def _client_links(story: Story) -> Iterable[Link]:
    target = f"svc/{story.service.key}"
    ports = [f"{port.port}/{port.protocol}" for port in story.service.ports]
    label = ", ".join(ports[:1]) + (f" +{len(ports) - 1}" if len(ports) > 1 else "")
    if not story.clients:
        yield Link("flow", "any", "client/any", "e", target, "w", "inferred", arrow=True, label=label, tooltip="any client may send to the Service's address")
        return
    for pod in story.clients[:_MAX_CLIENTS]:
        said = story.says(pod, "egress", [flow for item in story.targets for flow in story.flows(pod, item)])
        yield Link(
            "err" if said is False else "flow",
            pod.key,
            f"client/{pod.key}",
            "e",
            target,
            "w",
            "observed" if said is not None else "unknown",
            arrow=True,
            label=label if len(story.clients) == 1 else "",
            tooltip=f"{pod.key}: its egress policies {'admit' if said else 'may admit' if said is None else 'deny'} this",
        )


def _endpoint_links(story: Story, shown: Sequence[Target]) -> Iterable[Link]:
    for target in shown:
        field = "pod" if target.pod is not None else "node"
        certainty = certainty_of(target.addresses[0], field)
        hint = tooltip(f"DNAT to {target.shown}", field_grounds(target.addresses[0], field))
        yield Link("svc", target.key, f"svc/{story.service.key}", "e", f"endpoint/{target.key}", "w", certainty, arrow=True, tooltip=hint)
