"""What bridges have learned: behind which port a MAC was last seen, in which VLAN. Antrea's own bridge forwards by flows and learns little."""

from __future__ import annotations

from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, options
from antrea_parse.topology.rules.bridges import asked_bridge, bridge_draft


def apply(board: Board) -> None:
    """Gather the entries of each bridge, when all have spoken that name ports."""
    for capture, record in board.captured.rows("ovs-appctl fdb/show"):
        if capture.node is None or board.captured.is_cut(record):
            continue
        name = asked_bridge(board, capture)
        if options(capture).get("bridge") is None and name not in board.bridges.get(capture.node, {}):
            continue  # of a bridge that nothing names
        proof = evidence(capture, record)
        bridge_draft(board, capture.node, name).put("name", name, evidence(capture))
        draft = Draft(f"{record.mac} learned by {name} on {capture.node}", ofport=record.port, vlan=record.vlan, mac=record.mac.lower())
        for field in ("ofport", "vlan", "mac"):
            draft.put(field, draft.values[field], proof)
        ports = [port for bridge, port in board.ports_of(capture.node) if bridge == name and port.get("ofport") == record.port]
        if len(ports) == 1:
            draft.put("port", ports[0].get("name"), (proof, *ports[0].proof("ofport")), rule="same-number")
        board.fdb.setdefault((capture.node, name), []).append(draft)
