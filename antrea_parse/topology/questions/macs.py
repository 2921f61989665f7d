"""What is known of a MAC address and of a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from antrea_parse.topology.basis import Basis
from antrea_parse.topology.names import LOCAL, MULTICLUSTER_MAC, VIRTUAL_MAC
from antrea_parse.topology.questions.around import more
from antrea_parse.topology.questions.index import Index, Mention, Thing
from antrea_parse.topology.questions.neighbours import neighbours
from antrea_parse.topology.questions.objects import port_words
from antrea_parse.topology.questions.question import Wanted
from antrea_parse.topology.questions.statement import Statement, of_fields, together
from antrea_parse.topology.questions.words import counted, listed

_SHOWN, _NODES = 6, 4
_SPECIAL = {
    VIRTUAL_MAC: "Antrea's virtual MAC: it answers for the gateways of peers and for Antrea's virtual addresses; no device has it",
    MULTICLUSTER_MAC: "the MAC that Antrea gives to tunnelled traffic between clusters; no device has it",
    "00:00:00:00:00:00": "no MAC: that of loopback interfaces",
    "ff:ff:ff:ff:ff:ff": "the broadcast MAC",
}


def mac(index: Index, wanted: Wanted) -> Iterator[Statement]:
    """Everything about a MAC. The host's end of a veth pair and the pod's own have different ones, which are never joined."""
    asked = wanted.mac
    if asked is None:
        return
    found = index.macs.get(asked, [])
    if asked in _SPECIAL:
        yield Statement(about=f"mac/{asked}", heading=asked, says=f"it is {_SPECIAL[asked]}", rule="definition")
    told: set[str | None] = set()  # nodes of whose interface or port the MAC is
    for says in ("pod", "interface", "port", "sender", "gateway"):
        items = [item for item in found if item.says == says and not (says == "gateway" and item.thing.key in told)]
        told |= {item.thing.node for item in items if item.says in ("interface", "port")}
        for item in items[:_SHOWN]:
            beside = () if item.says == "pod" else ("pod",) if item.says != "gateway" else ("gateway",)
            yield Statement.of(item.thing.about, _mac_words(item), of_fields(item.thing.entity, item.field, *beside), asked)
        if len(items) > _SHOWN:
            yield more(items[_SHOWN:], "the same of", asked)
    learned = [item for item in found if item.says == "fdb"]
    for item in learned[:_SHOWN]:
        yield Statement.of(f"bridge/{item.thing.node}/{item.thing.bridge}", _learned(item), of_fields(item.thing.entity, "mac", "ofport", "port"), asked)
    if len(learned) > _SHOWN:
        basis = together(item.thing.entity.why("mac") for item in learned[_SHOWN:])
        place = learned[_SHOWN].thing
        yield Statement.of(f"bridge/{place.node}/{place.bridge}", f"{len(learned) - _SHOWN} more entries of bridges have it", basis, asked)
    yield from neighbours(index, [item.thing.entity for item in found if item.says == "neighbour"], asked)


def _learned(item: Mention) -> str:
    entry = item.thing.entity
    port = f"{entry.port} ({entry.ofport})" if entry.port else str(entry.ofport)
    return f"{item.thing.bridge} on {item.thing.node} has learned it behind port {port}" + (f" in VLAN {entry.vlan}" if entry.vlan else "")


def _mac_words(item: Mention) -> str:
    thing, entity = item.thing, item.thing.entity
    match item.says:
        case "pod":
            return f"it is the MAC of pod {thing.key}'s own end of its veth pair"
        case "interface":
            behind = f", the host's end of the veth pair of pod {entity.pod}" if entity.pod else ""
            return f"it is the MAC of interface {thing.key} of {thing.node}{behind}"
        case "port":
            behind = f", the host's end of the veth pair of pod {entity.pod}" if entity.pod else ""
            number = "" if entity.ofport is None else f" ({entity.ofport})"
            return f"it is the MAC of port {thing.key}{number} of {thing.bridge} on {thing.node}{behind}"
        case "sender":
            behind = f" of {entity.pod}" if entity.pod else ""
            return f"flows let port {thing.key} of {thing.bridge} on {thing.node} send with it: the MAC of the pod's own end{behind}"
    return f"it is the MAC of {entity.gateway or 'the gateway'} of {thing.key}"


def number(index: Index, wanted: Wanted) -> Iterator[Statement]:
    """Everything about a number: the tunnels' port, ports of bridges, indexes of interfaces, ports of nodes."""
    asked = wanted.number
    if asked is None:
        return
    heading = f"number {asked}"
    found = [item for item in index.numbers.get(asked, ()) if not wanted.path or set(wanted.path) <= {item.thing.node, item.thing.bridge, item.thing.kind}]
    if asked == LOCAL:
        words = "LOCAL in OpenFlow: the port of the bridge itself"
        yield Statement(about=f"number/{asked}", heading=heading, says=f"it is {words}", rule="definition")
    overlay = index.topology.overlay
    if overlay is not None and overlay.udp_port == asked and not wanted.path:
        words = f"it is the UDP port of the {overlay.type or '?'} tunnels between nodes"
        yield Statement.of("overlay", words, of_fields(overlay, "udp_port"), heading)
    for says in ("ofport", "ifindex"):
        yield from _by_name([item for item in found if item.says == says], says, asked, heading)
    for item in [item for item in found if item.says == "pod"][:_SHOWN]:
        binding = next(binding for binding in item.thing.entity.ports if binding.ofport == asked and binding.interface is None)
        words = f"flows lead to pod {item.thing.key} by OpenFlow port {asked} on {item.thing.entity.node or '?'}"
        yield Statement.of(item.thing.about, words, Basis(binding.ofport_certainty, binding.rule, binding.evidence, missing=binding.missing), heading)
    for item in [item for item in found if item.says == "node port"][:_SHOWN]:
        if item.thing.kind == "service":
            port = next(port for port in item.thing.entity.ports if port.node_port == asked)
            words = f"it is the node port of Service {item.thing.key}: {port_words(port)}"
        else:
            local = next(local for local in item.thing.entity.node_port_local if local.node_port == asked)
            words = f"{local.node_ip}:{asked} leads to port {local.pod_port} of pod {item.thing.key} (NodePortLocal)"
        yield Statement.of(item.thing.about, words, item.thing.entity.why(item.field), heading)


def _by_name(found: list[Mention], says: str, asked: int, heading: str) -> Iterator[Statement]:
    """Ports or interfaces with a number, those of one name together."""
    groups: dict[tuple[str, str | None], list[Thing]] = defaultdict(list)
    for item in found:
        groups[item.thing.key, item.thing.bridge].append(item.thing)
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    for (name, bridge), things in ordered[:_SHOWN]:
        nodes = listed([thing.node for thing in things], _NODES)
        pod = things[0].entity.pod if len(things) == 1 else None
        what = f"OpenFlow port {asked} of {bridge}" if says == "ofport" else f"interface {asked}"
        words = f"{what} on {nodes} is {name}" + (f", of pod {pod}" if pod else "")
        basis = together(of_fields(thing.entity, says, *(("pod",) if pod else ())) for thing in things)
        yield Statement.of(things[0].about, words, basis, heading)
    if len(ordered) > _SHOWN:
        left = [thing for _, things in ordered[_SHOWN:] for thing in things]
        what = counted(len(left), "port" if says == "ofport" else "interface")
        basis = together(thing.entity.why(says) for thing in left)
        yield Statement.of(left[0].about, f"{what} of other names {'has' if len(left) == 1 else 'have'} it", basis, heading)
