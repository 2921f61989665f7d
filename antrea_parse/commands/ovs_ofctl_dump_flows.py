"""``ovs-ofctl dump-flows``, ``ovs-appctl bridge/dump-flows``, ``antctl get ovsflows`` and the file ``flows`` of a support bundle.

The records are in `antrea_parse.commands.flows`; what the flows mean to Antrea is in `antrea_parse.commands.pipeline`.
"""

from __future__ import annotations

from antrea_parse.commands.base import Command
from antrea_parse.commands.flows.broken import rejoin
from antrea_parse.commands.flows.reader import TEMPLATE, read
from antrea_parse.commands.flows.record import Flow, FlowsOutput

COMMANDS = (
    Command(
        name="ovs-ofctl dump-flows",
        record=Flow,
        output=FlowsOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*(?:NXST|OFPST)_FLOW reply|\s*(?:cookie=0x[0-9a-f]+, |table=\S+, |table_id=\d+, |duration=\d+s, |priority=\d+[, ]).*[ ,]actions=",
        signs=(
            (r"\s*(?:NXST|OFPST)_FLOW reply ", "is the header of a reply with flows"),
            (r"\s*cookie=0x[0-9a-f]+, duration=[\d.]+s, table=\S+, n_packets=", "is a flow with its statistics"),
            (r"\s*(?:table=\S+, |table_id=\d+, |duration=\d+s, |priority=\d+[, ]).*[ ,]actions=\w", "is a flow"),
        ),
        # Antrea's group and flow lines grow with the endpoints of a Service; Open vSwitch's messages end at 64 KiB, their text far later.
        line_limit=16 << 20,
        rejoin=rejoin,
    ),
)
