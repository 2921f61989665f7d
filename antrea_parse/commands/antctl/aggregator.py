"""``antctl get flowrecords`` and ``antctl get recordmetrics``: what the flow aggregator holds (v1.5 and later).

Source of the format: antrea pkg/antctl/transform, pkg/flowaggregator/apiserver/handlers.
"""

from __future__ import annotations

from antrea_parse.commands.antctl.objects import Key, Shape, boolean, integer
from antrea_parse.commands.antctl.reader import Resource, antctl_kind
from antrea_parse.commands.base import Output, Record
from antrea_parse.commands.kubectl_kind import Field
from antrea_parse.text.values import IPAddress, to_ip


class FlowRecord(Record):
    """A connection that the flow aggregator holds.

    Attributes:
        src_ip: source address.
        dst_ip: destination address.
        sport: source port.
        dport: destination port.
        proto: number of the protocol.
        src_pod: name of the sending pod; None where it is none.
        dst_pod: name of the receiving pod; None where it is none.
        src_ns: its namespace.
        dst_ns: its namespace.
        service: the Service, as ``namespace/name:port``; None where there is none.
    """

    src_ip: IPAddress | None = None
    dst_ip: IPAddress | None = None
    sport: int | None = None
    dport: int | None = None
    proto: int | None = None
    src_pod: str | None = None
    dst_pod: str | None = None
    src_ns: str | None = None
    dst_ns: str | None = None
    service: str | None = None


class RecordMetrics(Record):
    """How many records the flow aggregator has seen.

    Attributes:
        records_exported: sent on.
        records_received: received.
        records_dropped: given up (v2.4 and later).
        flows: connections that it holds.
        exporters_connected: exporters that are connected.
        clickhouse_exporter: whether it writes to ClickHouse (v2.0, as for the other three).
        s3_exporter: whether it writes to S3.
        log_exporter: whether it writes to a file.
        ipfix_exporter: whether it sends to a collector of IPFIX.
    """

    records_exported: int | None = None
    records_received: int | None = None
    records_dropped: int | None = None
    flows: int | None = None
    exporters_connected: int | None = None
    clickhouse_exporter: bool | None = None
    s3_exporter: bool | None = None
    log_exporter: bool | None = None
    ipfix_exporter: bool | None = None


class FlowRecordsOutput(Output):
    """Output of ``antctl get flowrecords`` (its table): one record for each connection."""

    records: tuple[FlowRecord, ...] = ()


class RecordMetricsOutput(Output):
    """Output of ``antctl get recordmetrics``: one record."""

    records: tuple[RecordMetrics, ...] = ()


def _truth(text: str) -> bool:
    return text == "true"


FLOWRECORDS = Resource(
    antctl_kind(
        "flowrecords",
        FlowRecord,
        ("SRC_IP DST_IP SPORT DPORT PROTO SRC_POD DST_POD SRC_NS DST_NS SERVICE",),
        (
            Field("src_ip", to_ip),
            Field("dst_ip", to_ip),
            Field("sport", int),
            Field("dport", int),
            Field("proto", int),
            Field("src_pod"),
            Field("dst_pod"),
            Field("src_ns"),
            Field("dst_ns"),
            Field("service"),
        ),
        anchor="DPORT",
    ),
    Shape({}),
    frozenset(),
)
RECORDMETRICS = Resource(
    antctl_kind(
        "recordmetrics",
        RecordMetrics,
        (
            "RECORDS-EXPORTED RECORDS-RECEIVED FLOWS EXPORTERS-CONNECTED",
            "RECORDS-EXPORTED RECORDS-RECEIVED RECORDS-DROPPED FLOWS EXPORTERS-CONNECTED",
            "RECORDS-EXPORTED RECORDS-RECEIVED FLOWS EXPORTERS-CONNECTED CLICKHOUSE-EXPORTER S3-EXPORTER LOG-EXPORTER IPFIX-EXPORTER",
        ),
        (
            Field("records_exported", int),
            Field("records_received", int),
            Field("flows", int),
            Field("exporters_connected", int),
            Field("records_dropped", int),
            Field("clickhouse_exporter", _truth),
            Field("s3_exporter", _truth),
            Field("log_exporter", _truth),
            Field("ipfix_exporter", _truth),
        ),
        anchor="RECORDS-RECEIVED",
    ),
    Shape(
        {
            "numrecordsexported": Key("records_exported", integer),
            "numrecordsreceived": Key("records_received", integer),
            "numrecordsdropped": Key("records_dropped", integer),
            "numflows": Key("flows", integer),
            "numconntocollector": Key("exporters_connected", integer),
            "withclickhouseexporter": Key("clickhouse_exporter", boolean),
            "withs3exporter": Key("s3_exporter", boolean),
            "withlogexporter": Key("log_exporter", boolean),
            "withipfixexporter": Key("ipfix_exporter", boolean),
        }
    ),
    marks=frozenset({"numrecordsexported", "numrecordsreceived", "numrecordsdropped", "numflows", "numconntocollector"}),
    is_flat=True,
)

COMMANDS = (
    FLOWRECORDS.command(FlowRecordsOutput),
    RECORDMETRICS.command(
        RecordMetricsOutput, (r'\s*(?:- )?"?num(?:Records(?:Exported|Received)|Flows|ConnToCollector)"?:', "is a key of record metrics as antctl prints it")
    ),
)
