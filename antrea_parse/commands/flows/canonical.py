"""One spelling for what Open vSwitch spells differently in each OpenFlow version.

OpenFlow 1.0 prints ``load:0x1->NXM_NX_REG0[0..3],resubmit(,4)`` where 1.5 prints ``set_field:0x1/0xf->reg0,goto_table:4``. Here every
write to a field is a ``set_field`` with hexadecimal value and mask, every jump a ``resubmit``, every field has its name of ovs-fields(7).
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from antrea_parse.commands.flows.actions import Action, format_actions
from antrea_parse.commands.flows.fields import FIELDS, FieldInfo
from antrea_parse.commands.flows.match import MatchField
from antrea_parse.commands.flows.values import Flags, Subfield, Value, quoted

#: Actions that set a field, by the field; `mod_vlan_vid` and `mod_nw_tos` print other bits than the field has.
_SETTERS = {
    "mod_dl_src": "eth_src",
    "mod_dl_dst": "eth_dst",
    "mod_nw_src": "ip_src",
    "mod_nw_dst": "ip_dst",
    "mod_nw_tos": "nw_tos",
    "mod_nw_ecn": "nw_ecn",
    "mod_nw_ttl": "nw_ttl",
    "mod_tp_src": "tp_src",
    "mod_tp_dst": "tp_dst",
    "mod_vlan_vid": "vlan_vid",
    "set_vlan_vid": "vlan_vid",
    "mod_vlan_pcp": "vlan_pcp",
    "set_vlan_pcp": "vlan_pcp",
    "set_mpls_label": "mpls_label",
    "set_mpls_tc": "mpls_tc",
    "set_mpls_ttl": "mpls_ttl",
    "set_tunnel": "tun_id",
    "set_tunnel64": "tun_id",
}
_SYNONYMS = {"strip_vlan": "pop_vlan", "slaves": "members"}
_MAC = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}")
_OAM = Flags(frozenset({"oam"}), frozenset())
_VLAN_PRESENT = 0x1000
#: Bits of the old TOS byte that are the DSCP.
_DSCP_SHIFT = 2


def canonical_match(fields: tuple[MatchField, ...]) -> str:
    """The conditions sorted by name, numbers in one base, fields by their name in ovs-fields(7)."""
    return ",".join(sorted(map(_condition, fields)))


def _condition(field: MatchField) -> str:
    info = FIELDS.get(field.name)
    name = info.name if info else field.name
    if str(field) == field.name:
        return name
    value = field.value
    if isinstance(value, Flags):
        return f"{name}={''.join(f'+{word}' for word in sorted(value.on))}{''.join(f'-{word}' for word in sorted(value.off))}"
    if isinstance(value, str) and info is not None and info.kind == "port":
        return f"{name}={quoted(value)}"
    if isinstance(value, int):
        bits = field.mask if isinstance(field.mask, int) else None
        if bits is None or (info is not None and bits == _full(info)):
            return f"{name}={value:#x}"
        return f"{name}={value & bits:#x}/{bits:#x}"
    mask = field.mask
    shown, masked = (item.hex(".") if isinstance(item, bytes) else str(item) for item in (value, mask))
    return f"{name}={shown}" if mask is None else f"{name}={shown}/{masked}"


def canonical_actions(actions: tuple[Action, ...]) -> str:
    """The actions in the one spelling."""
    return ",".join(_list(actions))


class Write:
    """A write to some bits of a field.

    Attributes:
        field: the field.
        value: its value after the write, as far as `mask` tells.
        mask: the bits that are written.
    """

    __slots__ = ("field", "mask", "value")

    def __init__(self, field: FieldInfo, value: int, mask: int) -> None:
        self.field, self.value, self.mask = field, value & mask, mask

    def after(self, earlier: Write) -> Write:
        """Both writes as one; this one comes later."""
        return Write(self.field, (earlier.value & ~self.mask) | self.value, earlier.mask | self.mask)

    def __str__(self) -> str:
        if self.mask == _full(self.field):
            return f"set_field:{self.value:#x}->{self.field.name}"
        return f"set_field:{self.value:#x}/{self.mask:#x}->{self.field.name}"


def all_writes(actions: tuple[Action, ...]) -> dict[str, Write]:
    """What the actions write, by the field's name; writes to one field are one write."""
    found: dict[str, Write] = {}
    for write in map(as_write, actions):
        if write is not None:
            earlier = found.get(write.field.name)
            found[write.field.name] = write if earlier is None else write.after(earlier)
    return found


def _list(actions: tuple[Action, ...]) -> list[str]:
    # Nested lists are bounded by the decoder's limit of depth.
    found: list[str | Write] = []
    for action in actions:
        write = as_write(action)
        if write is None:
            found.extend(_other(action))
            continue
        last = found[-1] if found else None
        if isinstance(last, Write) and last.field == write.field:
            found[-1] = write.after(last)
            continue
        if last == "push_vlan:0x8100" and write.field.name in ("vlan_vid", "vlan_pcp"):
            found.pop()  # OpenFlow 1.0 has one action for writing a tag and for adding one that is written
        found.append(write)
    return [str(item) for item in found]


def as_write(action: Action) -> Write | None:
    """What an action writes to which bits, however it is spelt; None for an action that writes no constant.

    >>> from antrea_parse.commands.flows.actions import decode_actions
    >>> [str(as_write(action)) for action in decode_actions("load:0x2->NXM_NX_REG0[0..3],mod_dl_dst:aa:bb:cc:dd:ee:ff")]
    ['set_field:0x2/0xf->reg0', 'set_field:0xaabbccddeeff->eth_dst']
    """
    name, value = action.name, action.value
    if name in _SETTERS:
        info = FIELDS[_SETTERS[name]]
        if action.children:
            value = action.children[0].value
        number = _as_int(value)
        if number is None:
            return None
        if info.name == "vlan_vid":
            number |= _VLAN_PRESENT
        return _tos_as_dscp(Write(info, number, _full(info)))
    if name not in ("set_field", "load") or not isinstance(action.target, Subfield):
        return None
    target = action.target
    found = FIELDS.get(target.name)
    number = _as_int(value)
    if found is None or number is None:
        return None
    mask = _as_mask(action.mask, value, found)
    if target.first is not None and target.last is not None:
        if target.last >= found.width or target.first > target.last:
            return None
        mask = ((1 << (target.last - target.first + 1)) - 1) << target.first
        number <<= target.first
    return None if mask is None else _tos_as_dscp(Write(found, number, mask))


def _tos_as_dscp(write: Write) -> Write:
    if write.field.name != "nw_tos":
        return write
    return Write(FIELDS["ip_dscp"], write.value >> _DSCP_SHIFT, write.mask >> _DSCP_SHIFT)


def _full(info: FieldInfo) -> int:
    return (1 << info.width) - 1


def _as_int(value: Value) -> int | None:
    if isinstance(value, int):
        return value
    if isinstance(value, Flags):  # of fields with words, only tun_flags can be written
        return 1 if value == _OAM else None
    if isinstance(value, IPv4Address | IPv6Address):
        return int(value)
    if isinstance(value, IPv4Network | IPv6Network):
        return int(value.network_address)
    if isinstance(value, str) and _MAC.fullmatch(value):
        return int(value.replace(":", ""), 16)
    return None


def _as_mask(mask: Value, value: Value, info: FieldInfo) -> int | None:
    if isinstance(value, IPv4Network | IPv6Network):
        return int(value.netmask)
    return _full(info) if mask is None else _as_int(mask)


def _other(action: Action) -> list[str]:
    name = _SYNONYMS.get(action.name, action.name)
    if name == "goto_table" and action.value is not None:
        return [f"resubmit(,{quoted(action.value) if isinstance(action.value, int | str) else action.text})"]
    if name == "enqueue":
        port, _, queue = (action.text or format_actions(action.children or ()).replace(",", ":")).rpartition(":")
        return [f"set_queue:{queue}", f"output:{port}", "pop_queue"]
    if name == "group" and isinstance(action.value, int):
        return [f"group:{action.value}"]
    if action.children is not None:
        children = action.children
        while children and children[-1].start == children[-1].end:
            children = children[:-1]  # with colours, ovs-ofctl prints a comma behind the last argument
        return [f"{name}{action.joint}({','.join(_list(children))}){_tail(action)}"]
    if isinstance(action.value, Subfield):
        return [f"{name}{action.joint}{_field_name(action.value)}{_tail(action)}"]
    return [f"{name}{action.joint}{action.text}{_tail(action)}"]


def _tail(action: Action) -> str:
    if action.target is None:
        return ""
    if isinstance(action.target, Subfield):
        return f"->{_field_name(action.target)}"
    return action.target if action.children is not None else f"->{action.target}"


def _field_name(subfield: Subfield) -> str:
    """``reg0[0..3]`` for ``NXM_NX_REG0[0..3]``, ``reg0`` for ``NXM_NX_REG0[]`` and ``NXM_NX_REG0[0..31]``."""
    info = FIELDS.get(subfield.name)
    name = info.name if info else subfield.name
    if subfield.first is None or (info and subfield.first == 0 and subfield.last == info.width - 1):
        return name
    return f"{name}[{subfield.first}]" if subfield.first == subfield.last else f"{name}[{subfield.first}..{subfield.last}]"
