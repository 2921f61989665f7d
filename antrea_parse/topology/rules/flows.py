"""What flows and groups tell, gathered for the rules that join it: ports, their pods' addresses, peers, Services, Egress, the agent's round.

`antrea_parse.commands.pipeline` reads the facts out of the flows of one dump; here they get their node.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Any

from antrea_parse.commands.pipeline.extract import pipeline_facts
from antrea_parse.commands.pipeline.facts import EgressMark, PeerRoute, PodBinding, PortRole, ServiceFact
from antrea_parse.commands.pipeline.registers import decode_cookie
from antrea_parse.commands.pipeline.tables import recognise
from antrea_parse.text.span import Span
from antrea_parse.topology.basis import Evidence
from antrea_parse.topology.board import Board, EgressFact, Sender
from antrea_parse.topology.captured import evidence
from antrea_parse.topology.model import PortKind
from antrea_parse.topology.names import GATEWAYS
from antrea_parse.topology.rules.bridges import asked_bridge, port_draft

_COMMAND = "ovs-ofctl dump-flows"
_GROUPS = "ovs-ofctl dump-groups"
_ROLES: dict[str, PortKind] = {"tunnel": "tunnel", "gateway": "gateway", "Pod": "pod", "uplink": "uplink", "bridge": "local"}
#: Evidence kept for a fact that every node tells again.
_ENOUGH = 4
#: Peers that are heard of from every node.
_PEERS = 16
_TUNNEL_END = re.compile(r"set_field:[0-9a-fA-F.:]+->tun_(?:ipv6_)?dst|load:0x[0-9a-f]+->NXM_NX_TUN_IPV[46]_DST\[[^]]*\]")
_TO_HOST = re.compile(r"(?:nw_dst|ipv6_dst)=[0-9a-fA-F.:]+(?:,|$)")


def apply(board: Board) -> None:
    """Read the flows of every node."""
    telling = _Telling()
    for capture in board.captured.captures(_COMMAND):
        if capture.node is None or capture.output is None or not capture.output.records:
            continue
        groups: list[Any] = [
            record
            for other in board.captured.captures(_GROUPS, capture.node)
            for record in (other.output.records if other.output is not None else ())
            if not board.captured.loses(record)
        ]
        flows: Sequence[Any] = capture.output.records
        if board.captured.loses(flows[-1]):
            flows = flows[:-1]  # half an address is another one
            if not flows:
                continue
        pipeline = recognise(flows)
        reader = _Reader(board, capture)
        # Copies, so that what is decoded of them does not stay in memory.
        for fact in pipeline_facts([copy(flow) for flow in telling.of(flows)], groups, pipeline):
            reader.take(fact)
        _round(board, capture, flows)
        versions = pipeline.versions
        if versions:
            board.pipelines.setdefault(versions, []).append(evidence(capture, flows[0], f"tables of {versions}"))


class _Telling:
    """Chooses the flows that tell the topology something, by their text: few of a node's flows are worth decoding.

    What every node says of a peer or a Service is heard a few times, and some peers of each node: a thousand nodes say it a million times.
    """

    def __init__(self) -> None:
        self._heard: Counter[tuple[str, str]] = Counter()

    def of(self, flows: Sequence[Any]) -> Iterator[Any]:
        """The flows of one dump that are worth decoding."""
        tunnelled = 0
        for flow in flows:
            match, actions = flow.match, flow.actions
            if "in_port=" in match or "dl_dst=" in match or "pkt_mark" in actions or "PKT_MARK" in actions:
                yield flow
            elif (end := _TUNNEL_END.search(actions)) is not None:
                tunnelled += 1
                self._heard[match, end[0]] += 1
                if tunnelled <= _PEERS or self._heard[match, end[0]] <= _ENOUGH:
                    yield flow
            elif "group:" in actions:
                self._heard[match, actions] += 1
                if self._heard[match, actions] <= _ENOUGH:
                    yield flow
            elif _TO_HOST.search(match) is not None and ("eth_dst" in actions or "dl_dst" in actions or "ETH_DST" in actions):
                yield flow


class _Reader:
    def __init__(self, board: Board, capture: Any) -> None:
        self.board, self.node = board, capture.node
        self.bridge = asked_bridge(board, capture)
        self.numbers = {port.get("ofport"): port.get("name") for bridge, port in board.ports_of(self.node) if bridge == self.bridge and "ofport" in port.basis}

    def take(self, fact: Any) -> None:
        match fact:
            case PortRole():
                self._role(fact)
            case PodBinding():
                self._binding(fact)
            case PeerRoute():
                found = self.board.tunnel_ends.setdefault((fact.cidr, fact.node_ip, fact.multicluster), [])
                if len(found) < _ENOUGH:
                    found += self._proof(fact.spans)
                if not fact.multicluster:
                    self.board.tunnelled.setdefault(self.node, {}).setdefault(fact.node_ip, self._proof(fact.spans[:1]))
            case ServiceFact() if fact.ip is not None and fact.endpoints is not None:
                known = self.board.service_facts.setdefault((fact.ip, fact.port, fact.protocol), {})
                proofs = known.setdefault(fact.endpoints, [])
                if len(proofs) < _ENOUGH:
                    proofs += self._proof(fact.spans)
            case EgressMark():
                name = self._name(fact.in_port)
                self.board.egress_facts.append(EgressFact(self.node, name, fact.mark, fact.egress_ip, tuple(self._proof(fact.spans))))

    def _proof(self, spans: Iterable[Span]) -> list[Evidence]:
        return [Evidence(*span, _COMMAND, self.node) for span in spans]

    def _name(self, port: int | str | None) -> str | None:
        """The name of a port that flows name or number."""
        return self.numbers.get(port) if isinstance(port, int) else port

    def _role(self, fact: PortRole) -> None:
        name = self._name(fact.port)
        kind = _ROLES.get(fact.role)
        if name is None or kind is None or name == "LOCAL":
            return
        proof = self._proof(fact.spans)
        port = port_draft(self.board, self.node, self.bridge, name)
        port.put("name", name, proof)
        port.put("kind", kind, proof, rule="flow-source")

    def _binding(self, fact: PodBinding) -> None:
        if fact.role not in (None, "Pod") or fact.mac == self.board.node(self.node).get("gateway_mac"):
            return
        name = self._name(fact.in_port if fact.in_port is not None else fact.ofport)
        proof = self._proof(fact.spans)
        self.board.senders.append(Sender(self.node, fact.ip, fact.mac, name, fact.ofport, tuple(proof)))
        # Only a flow that lets a port send says whose the address is; flows towards an address may be of the gateway.
        if name is None or fact.in_port is None:
            return
        port = port_draft(self.board, self.node, self.bridge, name)
        port.put("name", name, proof)
        if fact.ofport is not None:
            port.put("ofport", fact.ofport, proof, certainty="inferred", rule="flow-output")
        if fact.role == "Pod" or name not in GATEWAYS:
            port.put("pod_mac", fact.mac, proof)
            known = port.get("pod_ips") or ()
            if fact.ip not in known:
                basis = port.basis.pop("pod_ips", None)
                port.put("pod_ips", (*known, fact.ip), (*(basis.evidence if basis else ()), *proof))


def _round(board: Board, capture: Any, flows: Sequence[Any]) -> None:
    """Every flow carries how often the agent had started when it made it; several rounds are several moments."""
    firsts: dict[int, Any] = {}
    for flow in flows:
        cookie = flow.cookie
        if cookie and (number := decode_cookie(cookie).round) not in firsts:
            firsts[number] = flow
    if len(firsts) == 1:
        ((number, flow),) = firsts.items()
        board.node(capture.node).put("round", number, evidence(capture, flow), rule="cookie")
    elif firsts:
        proof = [evidence(capture, flow) for flow in firsts.values()]
        board.node(capture.node).put(
            "round", None, proof, certainty="ambiguous", rule="cookie", candidates=[str(number) for number in sorted(firsts, reverse=True)]
        )
