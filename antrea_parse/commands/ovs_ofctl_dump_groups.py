"""``ovs-ofctl dump-groups`` and ``dump-group-stats``, ``antctl get ovsflows -G``, the file ``groups`` of a support bundle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from antrea_parse.commands.base import READ, UNREAD, Command, Ledger, Output, Record
from antrea_parse.commands.flows import values
from antrea_parse.commands.flows.canonical import canonical_actions
from antrea_parse.commands.flows.decoded import HasActions
from antrea_parse.engine.lineformat import line_format
from antrea_parse.text.span import Span

TEMPLATE = "ovs_ofctl_dump_groups.textfsm"
STATS_TEMPLATE = "ovs_ofctl_dump_group_stats.textfsm"

# Where a bucket begins, outside the quotes of a port's name; its actions nest, but hold no "bucket=".
_BUCKET = re.compile(r'"(?:[^"\\]|\\.)*+"|,\s?(bucket)=')
_PROPERTY = re.compile(r'(bucket_id|weight|watch_port|watch_group):("(?:[^"\\]|\\.)*+"|[^",]+),')
_BUCKET_STATS = re.compile(r"packet_count=(\d+),byte_count=(\d+)")


class Bucket(HasActions):
    """One of the alternatives, or copies, of a group.

    Attributes:
        bucket_id: its number within the group; not printed by OpenFlow 1.1 to 1.4.
        weight: its share in a ``select`` group; not printed where it is the default.
        watch_port: the port whose liveness decides, by number or name.
        watch_group: the group whose liveness decides.
        actions: what it does, as text; `action_list` decodes it.
    """

    bucket_id: int | None = None
    weight: int | None = None
    watch_port: int | str | None = None
    watch_group: int | None = None
    actions: str


class Group(Record):
    r"""A group.

    Attributes:
        group_id: its number.
        type: ``all``, ``select``, ``indirect`` or ``ff`` (fast failover).
        selection_method: how a bucket is chosen; not printed before OpenFlow 1.5.
        selection_method_param: a seed of that method.
        fields: fields that are hashed, with their masks as printed; None for a field without mask.
        buckets: its buckets.

    >>> import antrea_parse as ap
    >>> group = ap.parse(" group_id=13,type=ff,bucket=watch_port:5,actions=output:5\n", "ovs-ofctl dump-groups")[0]
    >>> group.buckets[0].watch_port, group.buckets[0].action_list[0].value
    (5, 5)
    """

    group_id: int
    type: str
    selection_method: str | None = None
    selection_method_param: int | None = None
    fields: dict[str, str | None] | None = None
    buckets: tuple[Bucket, ...] = ()

    def canonical(self) -> str:
        """What the group is, in one spelling whichever OpenFlow version it was dumped with.

        Number, type, weights, liveness and actions of the buckets; their numbers and the selection method are left out, as old
        versions leave them out.

        Raises:
            ParseError: the actions of a bucket cannot be decoded.
        """
        buckets = (
            f"bucket=weight:{bucket.weight},watch:{bucket.watch_port}/{bucket.watch_group},{canonical_actions(bucket.action_list)}" for bucket in self.buckets
        )
        return ",".join((f"group_id={self.group_id},type={self.type}", *buckets))

    def __str__(self) -> str:
        parts = [f"group_id={self.group_id},type={self.type}"]
        parts += [f"{name}={getattr(self, name)}" for name in ("selection_method", "selection_method_param") if name in self.model_fields_set]
        if self.fields is not None:
            listed = ",".join(name if mask is None else f"{name}={mask}" for name, mask in self.fields.items())
            parts.append(f"fields={listed}" if len(self.fields) == 1 and "=" not in listed else f"fields({listed})")
        return ",".join((*parts, *map(_show_bucket, self.buckets)))


def _show_bucket(bucket: Bucket) -> str:
    front = ""
    for name in ("bucket_id", "weight", "watch_port", "watch_group"):
        if name in bucket.model_fields_set:
            front += f"{name}:{values.quoted(getattr(bucket, name))},"
    return f"bucket={front}actions={bucket.actions}"


class GroupsOutput(Output):
    """Output of ``ovs-ofctl dump-groups`` or ``antctl get ovsflows -G``: its groups."""

    records: tuple[Group, ...] = ()


class BucketStats(Record):
    """Counters of a bucket.

    Attributes:
        packet_count: packets that went through it.
        byte_count: bytes that went through it.
    """

    packet_count: int
    byte_count: int


class GroupStats(Record):
    """Counters of a group.

    Attributes:
        group_id: its number.
        duration: seconds since it was added; not printed before OpenFlow 1.3.
        ref_count: flows and groups that lead to it.
        packet_count: packets that went through it.
        byte_count: bytes that went through it.
        buckets: counters of its buckets, in their order.
    """

    group_id: int
    duration: float | None = None
    ref_count: int
    packet_count: int
    byte_count: int
    buckets: tuple[BucketStats, ...] = ()


class GroupStatsOutput(Output):
    """Output of ``ovs-ofctl dump-group-stats``: counters of each group."""

    records: tuple[GroupStats, ...] = ()


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Group]:
    """The groups of a dump."""
    for index, _, found in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        group_id, kind, method, parameter, field, fields, buckets = found
        if buckets is not None and " group_id=" in buckets:
            ledger.uses[index] = UNREAD  # lines that belong to several groups were joined
            continue
        span = ledger.span(index)
        items: dict[str, Any] = {"group_id": int(group_id or 0), "type": kind}
        if method is not None:
            items["selection_method"] = method
        if parameter is not None:
            items["selection_method_param"] = int(parameter)
        if field is not None:
            items["fields"] = {field: None}
        elif fields is not None:
            pairs = (part.partition("=") for part in fields.split(",") if part)
            items["fields"] = {name: mask if equals else None for name, equals, mask in pairs}
        if buckets is not None:
            start = len(ledger.lines.texts[index].rstrip()) - len(buckets)
            items["buckets"] = tuple(_buckets(buckets, start, span, ledger, index))
        yield Group.build(items, span)


def _buckets(text: str, start: int, span: Span, ledger: Ledger, index: int) -> Iterator[Bucket]:
    begins = [0, *(found.start() + 1 for found in _BUCKET.finditer(text) if found[1])]
    for begin, end in zip(begins, [*(begin - 1 for begin in begins[1:]), len(text)], strict=True):
        items: dict[str, Any] = {}
        position = text.index("=", begin) + 1
        while found := _PROPERTY.match(text, position, end):
            try:
                items[found[1]] = values.port(found[2])[0] if found[1] == "watch_port" else int(found[2])
            except ValueError:
                ledger.report("AP203", f"{found[1]}:{found[2][:40]} is no number", index, column=start + position + 1)
            position = found.end()
        if not text.startswith("actions=", position):
            ledger.report("AP202", "bucket without actions: the line seems cut", index, column=start + begin + 1)
            continue
        position += len("actions=")
        items["actions"] = text[position:end]
        bucket = Bucket.build(items, span)
        bucket.stands_at(start + position)
        yield bucket


def read_stats(lines: Iterable[str], ledger: Ledger) -> Iterator[GroupStats]:
    """The counters of a dump."""
    for index, _, (group_id, duration, *counters, buckets) in line_format(STATS_TEMPLATE).events(lines, ledger.uses, READ):
        span = ledger.span(index)
        items: dict[str, Any] = {"group_id": int(group_id or 0)}
        if duration is not None:
            items["duration"] = float(duration)
        items |= zip(("ref_count", "packet_count", "byte_count"), (int(counter or 0) for counter in counters), strict=True)
        if buckets:
            pairs = _BUCKET_STATS.findall(buckets)
            items["buckets"] = tuple(BucketStats.build({"packet_count": int(packets), "byte_count": int(size)}, span) for packets, size in pairs)
        yield GroupStats.build(items, span)


COMMANDS = (
    Command(
        name="ovs-ofctl dump-groups",
        record=Group,
        output=GroupsOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*(?:NXST|OFPST)_GROUP_DESC reply|\s*group_id=\d+, ?type=",
        signs=(
            (r"\s*(?:NXST|OFPST)_GROUP_DESC reply ", "is the header of a reply with groups"),
            (r"\s*group_id=\d+, ?type=\w", "is a group"),
        ),
        # 800 endpoints of a Service fill 80 KiB; other controllers know no such bound.
        line_limit=16 << 20,
    ),
    Command(
        name="ovs-ofctl dump-group-stats",
        record=GroupStats,
        output=GroupStatsOutput,
        template=STATS_TEMPLATE,
        read=read_stats,
        starts=r"\s*(?:NXST|OFPST)_GROUP reply|\s*group_id=\d+,(?:duration=[\d.]+s,)?ref_count=",
        signs=(
            (r"\s*(?:NXST|OFPST)_GROUP reply ", "is the header of a reply with counters of groups"),
            (r"\s*group_id=\d+,(?:duration=[\d.]+s,)?ref_count=\d", "has the counters of a group"),
        ),
        line_limit=16 << 20,
    ),
)
