"""How flows are spelled: OpenFlow 1.0 or 1.5, names or numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Address

#: Stands for the agent's round in text that is otherwise the same on every node.
ROUND = "\x01"


@dataclass(frozen=True)
class Style:
    """How flows are printed.

    Attributes:
        openflow15: the OpenFlow 1.5 spelling (`-O OpenFlow15`), else that of 1.0.
        names: tables and ports by name, as on a terminal or with `--names`.
        cookie: with cookie and duration; support bundles up to v2.6 cut them off.
    """

    openflow15: bool
    names: bool
    cookie: bool = True


class Spelling:
    """Actions and tables as a style spells them."""

    def __init__(self, state: State, style: Style) -> None:
        self.style = style
        self.tables = state.release.tables(proxy_all=state.config.proxy_all, families=state.families)
        self.category = state.release.category
        self.new = style.openflow15

    def table(self, name: str) -> str:
        """A table in a match, an action or a ``table=``."""
        number, printed = self.tables[name]
        return printed if printed and self.style.names else str(number)

    def goto(self, *names: str) -> str:
        """On to the first of these tables that exists."""
        table = next(self.table(name) for name in names if name in self.tables)
        return f"goto_table:{table}" if self.new else f"resubmit(,{table})"

    def resubmit(self, name: str) -> str:
        """Through a table and back."""
        return f"resubmit(,{self.table(name)})"

    def reg(self, number: int, value: int, low: int = 0, high: int = 31) -> str:
        """Write bits of a register."""
        return self.write(f"NXM_NX_REG{number}", f"reg{number}", value, low, high, 32)

    def write(self, nxm: str, field: str, value: int, low: int, high: int, width: int) -> str:
        """Write bits of a field."""
        full = low == 0 and high == width - 1
        if self.new:
            return f"set_field:{_hex(value << low)}" + ("" if full else f"/{((1 << (high - low + 1)) - 1) << low:#x}") + f"->{field}"
        if width == 128 and full:
            halves = ((value & (1 << 64) - 1, "0..63"), (value >> 64, "64..127"))
            return ",".join(f"load:{_hex(half)}->{nxm}[{bits}]" for half, bits in halves)
        bits = "" if full else str(low) if low == high else f"{low}..{high}"
        return f"load:{_hex(value)}->{nxm}[{bits}]"

    def eth(self, end: str, mac: str) -> str:
        """Write an Ethernet address."""
        return f"set_field:{mac}->eth_{end}" if self.new else f"mod_dl_{end}:{mac}"

    def tun_dst(self, ip: Address) -> str:
        """Choose the tunnel's other end."""
        if self.new:
            return f"set_field:{ip}->tun_{'ipv6_' if ip.version == 6 else ''}dst"
        if ip.version == 4:
            return f"load:{int(ip):#x}->NXM_NX_TUN_IPV4_DST[]"
        return self.write("NXM_NX_TUN_IPV6_DST", "tun_ipv6_dst", int(ip), 0, 127, 128)

    def port(self, port_name: str, number: int) -> str:
        """A port in a match or an action."""
        if not self.style.names:
            return str(number)
        return port_name if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", port_name) else f'"{port_name}"'

    def line(self, table: str, category: str, priority: int, match: str, actions: str, *, packets: int = 0, object_id: int = 0) -> str:
        """One flow."""
        head = f" cookie=0x{ROUND}{self.category[category]:02x}00{object_id:08x}, duration=604812.{314 + priority % 600}s, " if self.style.cookie else ""
        counters = f"n_packets={packets}, n_bytes={packets * 98}, "
        idle = "" if self.new or not self.style.cookie else "idle_age=65534, "
        separator = "," if match else ""
        return f"{head}table={self.table(table)}, {counters}{idle}priority={priority}{separator}{match} actions={actions}\n"


def _hex(value: int) -> str:
    """A number as Open vSwitch prints it: zero without the mark of hexadecimals."""
    return f"{value:#x}" if value else "0"
