"""A flow: what one line of ``dump-flows`` says, with its match and actions decoded on demand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from antrea_parse.commands.base import Output
from antrea_parse.commands.flows.decoded import HasActions
from antrea_parse.commands.flows.match import MatchField, decode_match
from antrea_parse.commands.flows.values import quoted

#: Priority of a flow that prints none.
DEFAULT_PRIORITY = 32768

_set = object.__setattr__


class Flow(HasActions):
    """A flow as Open vSwitch prints it; items that the output does not show are unset.

    The texts `match` and `actions` make records cheap; `fields` and `action_list` decode them when asked, with the place of every
    value in the line. ``str(flow)`` prints the flow again as it was printed.

    Attributes:
        cookie: 64 bits that the controller chose; Antrea keeps round and category in them.
        duration: seconds since the flow was added.
        table: the table as ``table=`` prints it, its number or its name.
        table_id: the table as ``ovs-appctl`` prints it, its number.
        priority: 32768 where none is printed, as OpenFlow has it.
        n_packets: packets that matched.
        n_bytes: bytes that matched.
        n_offload_packets: those handled by hardware (``--offload-stats``).
        n_offload_bytes: those handled by hardware.
        idle_timeout: seconds without a packet after which the flow goes.
        hard_timeout: seconds after which the flow goes in any case.
        idle_age: seconds since the last packet.
        hard_age: seconds since the flow was modified.
        importance: what is kept when a table is full.
        flags: ``send_flow_rem``, ``check_overlap``, ``reset_counts``, ``no_packet_counts``, ``no_byte_counts``.
        match: the match as text, without the priority; empty for a flow that matches every packet.
        actions: the actions as text.

    >>> flow = Flow(table=70, priority=200, match="ip,nw_dst=10.0.1.0/24", actions="dec_ttl,resubmit(,80)")
    >>> flow.field("nw_dst").value, flow.action_list[1].arguments
    (IPv4Network('10.0.1.0/24'), {'table': 80})
    >>> str(flow)
    'table=70, priority=200,ip,nw_dst=10.0.1.0/24 actions=dec_ttl,resubmit(,80)'
    """

    __slots__ = ("_fields",)

    cookie: int | None = None
    duration: float | None = None
    table: int | str | None = None
    table_id: int | None = None
    priority: int = DEFAULT_PRIORITY
    n_packets: int | None = None
    n_bytes: int | None = None
    n_offload_packets: int | None = None
    n_offload_bytes: int | None = None
    idle_timeout: int | None = None
    hard_timeout: int | None = None
    idle_age: int | None = None
    hard_age: int | None = None
    importance: int | None = None
    flags: tuple[str, ...] = ()
    match: str = ""
    actions: str

    @property
    def in_table(self) -> int | str:
        """The table, number or name as printed; 0 where none is printed: Open vSwitch leaves out a table 0 that has no name."""
        if self.table is not None:
            return self.table
        return self.table_id or 0

    @property
    def match_start(self) -> int:
        """Where the match begins in the line, from 0; 0 for a flow made by hand, whose places count from the match."""
        column: int = getattr(self, "_column", -1)
        # One character between match and "actions=": a blank, or the comma of ovs-appctl.
        return column - len(" actions=") - len(self.match) if column >= 0 else 0

    @property
    def fields(self) -> tuple[MatchField, ...]:
        """The conditions of the match, in the order printed.

        Raises:
            ParseError: the match cannot be decoded.
        """
        found: tuple[MatchField, ...] | None = getattr(self, "_fields", None)
        if found is None:
            found = decode_match(self.match, self.match_start)
            _set(self, "_fields", found)
        return found

    def field(self, name: str) -> MatchField | None:
        """The first condition with this name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def canonical(self) -> str:
        """What the flow matches and does, in one spelling whichever OpenFlow version it was dumped with.

        Table, priority, match and actions; two dumps of one flow are equal in it. Cookie, statistics and timeouts are left out, as
        some outputs leave them out. Names of ports and tables are kept: a dump with names equals another one with names.

        Raises:
            ParseError: match or actions cannot be decoded.

        >>> old = Flow(table=2, match="in_port=1", actions="load:0x1->NXM_NX_REG0[0..3],resubmit(,4)")
        >>> new = Flow(table=2, match="in_port=1", actions="set_field:0x1/0xf->reg0,goto_table:4")
        >>> old.canonical() == new.canonical()
        True
        """
        from antrea_parse.commands.flows.canonical import canonical_actions, canonical_match

        match = canonical_match(self.fields)
        return f"table={self.in_table},priority={self.priority}{',' if match else ''}{match} actions={canonical_actions(self.action_list)}"

    def explain(self) -> str:
        """What the flow is for, in one line of plain words.

        `antrea_parse.commands.pipeline.explain.explain` says more of flows without table names, when it is given their pipeline.

        Raises:
            ParseError: match or actions cannot be decoded.

        >>> Flow(table="SpoofGuard", priority=0, actions="drop").explain()
        'any packet: drop'
        """
        from antrea_parse.commands.pipeline.explain import explain

        return explain(self)

    def __str__(self) -> str:
        printed = self.model_fields_set
        # ovs-appctl has another joint before "actions=", and alone prints a duration without a cookie.
        appctl = "table_id" in printed or ("duration" in printed and printed.isdisjoint({"cookie", "table"}))
        parts = [show(getattr(self, name)) for name, show in _ITEMS.items() if name in printed]
        match = ",".join(filter(None, (f"priority={self.priority}" if "priority" in printed else "", self.match)))
        if appctl:
            return f"{''.join(parts)}{match},actions={self.actions}"
        return f"{''.join(parts)}{match}{' ' if match else ''}actions={self.actions}"


def _seconds(value: float) -> str:
    """As ofp_print_duration() prints a time: whole seconds, milliseconds, or nanoseconds."""
    exact = Decimal(repr(value))
    if exact == int(exact):
        return str(int(exact))
    return f"{exact:.3f}" if exact == round(exact, 3) else f"{exact:.9f}"


#: How each item before the match is printed, in Open vSwitch's order.
_ITEMS: dict[str, Callable[[Any], str]] = {
    "cookie": "cookie={:#x}, ".format,
    "table_id": "table_id={}, ".format,
    "duration": lambda value: f"duration={_seconds(value)}s, ",
    "table": lambda value: f"table={quoted(value)}, ",
    "n_packets": "n_packets={}, ".format,
    "n_bytes": "n_bytes={}, ".format,
    "n_offload_packets": "n_offload_packets={}, ".format,
    "n_offload_bytes": "n_offload_bytes={}, ".format,
    "idle_timeout": "idle_timeout={}, ".format,
    "hard_timeout": "hard_timeout={}, ".format,
    "flags": lambda value: "".join(word + " " for word in value),
    "importance": "importance={}, ".format,
    "idle_age": "idle_age={}, ".format,
    "hard_age": "hard_age={}, ".format,
}


class FlowsOutput(Output):
    """Output of ``ovs-ofctl dump-flows``, ``ovs-appctl bridge/dump-flows`` or ``antctl get ovsflows``: its flows."""

    records: tuple[Flow, ...] = ()
