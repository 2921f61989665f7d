"""Repairs that are tried where lines do not read."""

from __future__ import annotations

import antrea_parse as ap

FLOW = (
    " cookie=0xb010000000000, duration=604812.514s, table=15, n_packets={}, n_bytes={}, priority=200,ipv6_dst=fd00:10:244:1::{:x}"
    " actions=set_field:{}->eth_dst,goto_table:17"
)


def test_groups_of_which_the_last_is_cut_stay_several() -> None:
    group = " group_id={},type=select,bucket=bucket_id:0,weight:100,actions=load:0xa0004{:02}->NXM_NX_REG3[],resubmit(,EndpointDNAT)\n"
    text = "NXST_GROUP_DESC reply (xid=0x2):\n" + "".join(group.format(number, number) for number in (1, 2, 3)) + " group_id=4,type=select,buc"
    assert [(item.group_id, len(item.buckets)) for item in ap.parse(text, "ovs-ofctl dump-groups").records] == [(1, 1), (2, 1), (3, 1)]


def test_wrapped_lines_of_which_one_ends_at_the_width_stay_two() -> None:
    """What a terminal broke is joined; where a line's end fills the width too, the next is another line."""
    lines = [FLOW.format(10, 980, 2, "12:ab:83:9d:b3:1b"), FLOW.format(15, 1470, 3, "a6:76:03:a7:f6:3c"), FLOW.format(2, 96, 4, "c2:8c:cf:16:18:e2")]
    lines[0] += "," + "x" * (79 - len(lines[0]) % 80)
    assert len(lines[0]) % 80 == 0
    text = "".join(line[at : at + 80] + "\n" for line in lines for at in range(0, len(line), 80))
    flows = ap.parse(text, "ovs-ofctl dump-flows").records
    assert [(flow.n_packets, flow.span.first_line, flow.span.last_line) for flow in flows] == [(10, 1, 3), (15, 4, 6), (2, 7, 9)]
