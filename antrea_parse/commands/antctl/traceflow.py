"""``antctl traceflow``: the way of a packet, node by node, as YAML or JSON.

Source of the format: antrea pkg/antctl/raw/traceflow/command.go, pkg/apis/crd/v1beta1/types.go (v1alpha1 before v1.13), v0.8 to v2.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from antrea_parse.commands.antctl.objects import METADATA, Key, Reading, Shape, address, boolean, integer, listed, made, spread, text
from antrea_parse.commands.antctl.reader import Resource, is_document, read_objects
from antrea_parse.commands.base import Command, Ledger, Output, Record
from antrea_parse.commands.cells import Part
from antrea_parse.commands.kubectl_kind import Kind
from antrea_parse.engine.documents import Object
from antrea_parse.text.values import IPAddress


class Observation(Part):
    """What became of the packet at one place.

    Attributes:
        component: ``SpoofGuard``, ``LB``, ``Routing``, ``NetworkPolicy``, ``Forwarding``, ``Egress``.
        component_info: the table.
        action: ``Delivered``, ``Received``, ``Forwarded``, ``Dropped``, ``Rejected``, ``ForwardedOutOfOverlay``, ….
        pod: the pod it reached, as ``namespace/name``.
        dst_mac: destination MAC from here on.
        network_policy: the policy that decided, as ``type:namespace/name``.
        network_policy_rule: its rule.
        egress: the Egress.
        egress_ip: its address.
        egress_node: the node that has it.
        translated_src_ip: source address from here on.
        translated_dst_ip: destination address from here on.
        tunnel_dst_ip: the node it was tunnelled to.
        src_pod_ip: address of the sending pod.
        ttl: hops that are left.
    """

    component: str | None = None
    component_info: str | None = None
    action: str | None = None
    pod: str | None = None
    dst_mac: str | None = None
    network_policy: str | None = None
    network_policy_rule: str | None = None
    egress: str | None = None
    egress_ip: IPAddress | None = None
    egress_node: str | None = None
    translated_src_ip: IPAddress | None = None
    translated_dst_ip: IPAddress | None = None
    tunnel_dst_ip: IPAddress | None = None
    src_pod_ip: IPAddress | None = None
    ttl: int | None = None


class NodeResult(Part):
    """What one node saw of the packet.

    Attributes:
        node: its name.
        role: ``Sender`` or ``Receiver``.
        timestamp: when.
        observations: in the packet's order.
    """

    node: str | None = None
    role: str | None = None
    timestamp: datetime | None = None
    observations: list[Observation] | None = None


class CapturedPacket(Part):
    """The packet that a live traceflow caught.

    Attributes:
        src_ip: source address.
        dst_ip: destination address.
        length: in bytes.
        headers: all that is printed of its headers, as plain data.
    """

    src_ip: IPAddress | None = None
    dst_ip: IPAddress | None = None
    length: int | None = None
    headers: dict[str, Any] | None = None


class TracedFlow(Record):
    """A traceflow and what it found.

    Attributes:
        name: of the Traceflow.
        phase: ``Running``, ``Succeeded``, ``Failed``.
        reason: why it failed.
        source: where the packet starts: pod, address.
        destination: where it goes: pod, Service, address.
        live_traffic: it waited for a packet of real traffic.
        results: what each node saw.
        captured_packet: the packet of real traffic.
    """

    name: str | None = None
    phase: str | None = None
    reason: str | None = None
    source: str | None = None
    destination: str | None = None
    live_traffic: bool | None = None
    results: list[NodeResult] | None = None
    captured_packet: CapturedPacket | None = None


class TraceflowOutput(Output):
    """Output of ``antctl traceflow`` (YAML, JSON): one record."""

    records: tuple[TracedFlow, ...] = ()


def _place(value: Any, reading: Reading) -> str | None:
    """An end of the flow: antctl writes a text, the object pod, Service or address."""
    if not isinstance(value, Object):
        return text(value, reading)
    parts = {name.lower(): part for name, part in value.items()}
    name = text(parts.get("pod") or parts.get("service") or parts.get("ip") or "", reading)
    namespace = text(parts.get("namespace") or "", reading)
    return f"{namespace}/{name}" if namespace and name else name


def _moment(value: Any, reading: Reading) -> datetime:
    return datetime.fromtimestamp(integer(value, reading), UTC)


def _plain(value: Any, reading: Reading) -> dict[str, Any]:
    if not isinstance(value, Object):
        raise TypeError("not a mapping")
    return {name: _plain(part, reading) if isinstance(part, Object) else part for name, part in value.items()}


def _captured(value: Any, reading: Reading) -> CapturedPacket:
    if not isinstance(value, Object):
        raise TypeError("not a mapping")
    known = {"srcip": "src_ip", "dstip": "dst_ip", "length": "length"}
    found: dict[str, Any] = {}
    headers: dict[str, Any] = {}
    for name, part in value.items():
        field = known.get(name.lower())
        if field is None:
            # antctl's YAML spells transportHeader without its s.
            headers["transportHeader" if name == "tranportHeader" else name] = _plain(part, reading) if isinstance(part, Object) else part
        else:
            found[field] = integer(part, reading) if field == "length" else address(part, reading)
    return CapturedPacket(**found, headers=headers or None)


_OBSERVATION = Shape(
    {
        "component": Key("component", text),
        "componentinfo": Key("component_info", text),
        "action": Key("action", text),
        "pod": Key("pod", text),
        "dstmac": Key("dst_mac", text),
        "networkpolicy": Key("network_policy", text),
        "networkpolicyrule": Key("network_policy_rule", text),
        "egress": Key("egress", text),
        "egressip": Key("egress_ip", address),
        "egressnode": Key("egress_node", text),
        "translatedsrcip": Key("translated_src_ip", address),
        "translateddstip": Key("translated_dst_ip", address),
        "tunneldstip": Key("tunnel_dst_ip", address),
        "srcpodip": Key("src_pod_ip", address),
        "ttl": Key("ttl", integer),
    }
)
_NODE = Shape(
    {
        "node": Key("node", text),
        "role": Key("role", text),
        "timestamp": Key("timestamp", _moment),
        "observations": Key("observations", listed(made(Observation, _OBSERVATION))),
    }
)
_STATUS = {
    "phase": Key("phase", text),
    "reason": Key("reason", text),
    "results": Key("results", listed(made(NodeResult, _NODE))),
    "capturedpacket": Key("captured_packet", _captured),
}
_ENDS = {"source": Key("source", _place), "destination": Key("destination", _place), "livetraffic": Key("live_traffic", boolean)}
_SKIPPED = frozenset({"apiversion", "kind", "starttime", "dataplanetag", "packet", "timeout", "droppedonly"})
TRACEFLOW = Resource(
    Kind("traceflow", TracedFlow, headers=(), fields={}),
    Shape(
        {
            "name": Key("name", text),
            "metadata": spread(Shape({"name": Key("name", text)}, METADATA)),
            "spec": spread(Shape(_ENDS, _SKIPPED)),
            "status": spread(Shape(_STATUS, _SKIPPED)),
            **_STATUS,
            **_ENDS,
        },
        _SKIPPED,
    ),
    frozenset({"phase", "results", "status"}),
)


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The traceflow in YAML or JSON."""
    passing = enumerate(lines)
    for index, line in passing:
        if line and not line.isspace() and is_document(line):
            yield from read_objects(chain([(index, line)], passing), ledger, TRACEFLOW)
            return


_COMPONENT = "(?:SpoofGuard|LB|Routing|NetworkPolicy|Forwarding|Egress)"

COMMANDS = (
    Command(
        name="antctl traceflow",
        record=TracedFlow,
        output=TraceflowOutput,
        template="",
        read=read,
        starts=r"\s*(?:name: |destination: |\{\s*$|\{\"name\")",
        signs=((rf"\s*(?:(?:- )?component: {_COMPONENT}\s*$|(?:\{{\s*)?\"component\": ?\"{_COMPONENT}\")", "is an observation of a traceflow"),),
    ),
)
