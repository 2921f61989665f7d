"""Traces of packets through a real switch: tables inside tables, buckets, other bridges, recirculations."""

from __future__ import annotations

import json
import re
from random import Random

import pytest

import antrea_parse as ap
from tests.live.ovs_sandbox import OvsSandbox

pytestmark = pytest.mark.live
_OF15 = "-OOpenFlow15"
_TABLE = re.compile(r" *(\d+)\. ")


def _wire(ovs: OvsSandbox) -> None:
    for bridge in ("br-int", "br-ext"):
        ovs.vsctl("add-br", bridge, "--", "set", "bridge", bridge, "datapath_type=dummy")
    for number in (1, 2):
        ovs.vsctl("add-port", "br-int", f"web-{number}", "--", "set", "interface", f"web-{number}", "type=dummy", f"ofport_request={number}")
    ovs.vsctl("add-port", "br-int", "p-ext", "--", "set", "interface", "p-ext", "type=patch", "options:peer=p-int", "ofport_request=10")
    ovs.vsctl("add-port", "br-ext", "p-int", "--", "set", "interface", "p-int", "type=patch", "options:peer=p-ext")
    ovs.ofctl("add-flow", "br-ext", "table=0,priority=0,actions=NORMAL")
    ovs.ofctl(_OF15, "add-group", "br-int", "group_id=4,type=all,bucket=actions=load:0xa000001->NXM_NX_REG3[],resubmit(,42)")


def _flows(rng: Random) -> list[str]:
    """Flows that lead a packet from table 0 on, now and then through tables inside tables."""
    flows, table = [], 0
    for _ in range(rng.randint(2, 6)):
        after = table + rng.randint(1, 20)
        inner = after + 100
        match = rng.choice(["ip", "tcp", "ip,nw_src=10.0.0.0/8", "ip,in_port=1"])
        actions = rng.choice(
            [
                f"goto_table:{after}",
                f"resubmit(,{after})",
                f"resubmit(,{inner}),load:0x5->NXM_NX_REG1[],resubmit(,{after})",
                f"output:10,resubmit(,{after})",
                f"ct(table={after},zone=5)",
                f"group:4,resubmit(,{after})",
            ]
        )
        flows.append(f"table={table},priority={rng.randrange(1, 300)},{match},cookie={rng.choice(['0x0', '0x1000'])},actions={actions}")
        flows.append(f"table={inner},priority=0,actions={rng.choice(['drop', 'resubmit(,200)', 'note:00.01'])}")
        table = after
    return [*flows, f"table={table},priority=0,actions={rng.choice(['output:2', 'drop', 'controller'])}", "table=42,priority=0,actions=note:01"]


def test_every_table_and_action_of_a_trace_is_told(ovs: OvsSandbox) -> None:
    _wire(ovs)
    for seed in range(25):
        (ovs.folder / "flows").write_text("".join(f"{flow}\n" for flow in _flows(Random(seed))))
        ovs.ofctl(_OF15, "replace-flows", "br-int", str(ovs.folder / "flows"))
        text = ovs.appctl("ofproto/trace", "br-int", "tcp,in_port=1,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_dst=80,nw_ttl=64")
        _check(text)


def _check(text: str) -> None:
    out = ap.parse(text, "ovs-appctl ofproto/trace br-int")
    assert out.diagnostics == ()
    steps = [step for trace in out for step in trace.steps or ()]
    lines = text.splitlines()
    tables = [(int(match[1]), number) for number, line in enumerate(lines, 1) if (match := _TABLE.match(line))]
    assert [(step.table, step.span.first_line) for step in steps] == tables
    for step, (_, number) in zip(steps, tables, strict=True):
        told = "" if step.match is None else ", ".join(part for part in (step.match, f"priority {step.priority}") if part)
        assert told in lines[number - 1]
    told = sorted(action for step in steps for action in step.actions or ())
    frame = re.compile(r'(?:Flow|Final flow|Megaflow|Datapath actions):|bridge\("|[-=]+$|thaw$|Resuming from|recirc\(.*resume|\d+\. |$')
    assert told == sorted(line.strip() for line in lines if not frame.match(line.strip()))
    assert ap.parse(json.dumps({"result": text}) + "\n", "antctl trace-packet -o json").records == out.records
