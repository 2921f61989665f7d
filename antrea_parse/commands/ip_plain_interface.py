"""Interfaces of a first line, a link-layer line and addresses with their life times, as nearly all are: taken in one go.

Whatever is out of the ordinary in their lines is left to the reader, which takes them one by one then.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from antrea_parse.commands.ip_addresses import FLAG_WORDS, flags_and_label, life_time
from antrea_parse.commands.ip_interface_lines import InterfaceLines, Values
from antrea_parse.commands.ip_link import flag_list, header, link
from antrea_parse.engine.lineformat import Event
from antrea_parse.text.values import to_ip

#: The kinds of lines that may follow one; a first line ends what is before it.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "IFINDEX": ("LINK_TYPE",),
    "LINK_TYPE": ("FAMILY", "IFINDEX"),
    "FAMILY": ("VALID_LFT",),
    "VALID_LFT": ("FAMILY", "IFINDEX"),
}

_flags = lru_cache(maxsize=1024)(flag_list)
_life_time = lru_cache(maxsize=1024)(life_time)


def take_plain(lines: Sequence[Event], reader: InterfaceLines) -> bool:
    """Take an interface whole.

    Args:
        lines: what its lines say, in an order that `FOLLOWS` allows.
        reader: has no interface at hand; has this one afterwards if it is plain, and nothing else.

    Returns:
        Whether it is plain.
    """
    if len(lines) < 2 or lines[-1].label == "FAMILY":
        return False
    head: Values = lines[0].values
    number, name, flags, settings = head
    behind: Values = lines[1].values
    kind, address, key, broadcast, rest = behind
    own = name.partition("@")[0]
    if settings is None or "\\" in settings or key == "peer" or own in FLAG_WORDS:
        return False
    fields, strange = header(settings)
    if strange or not (reader.flat_reported or reader.ledger.lines.texts[lines[1].line].startswith("    ")):
        return False
    values: dict[str, Any] = {"ifindex": int(number), "flags": _flags(flags), **fields, "link_type": kind}
    if address:
        values["address"] = address
    if broadcast:
        values["broadcast"] = broadcast
    if rest:
        fields, strange = link(rest)
        if strange:
            return False
        values.update(fields)
    infos = []
    for position in range(2, len(lines), 2):
        info = _address(lines[position].values, own)
        if info is None:
            return False
        life: Values = lines[position + 1].values
        info["valid_life_time"], info["preferred_life_time"] = map(_life_time, life)
        infos.append(info)
    reader.form, reader.first, reader.last, reader.label = "full", lines[0].line, lines[-1].line, ""
    reader.name, reader.values, reader.infos = name, values, infos
    reader.locals = {str(line.values[1]) for line in lines[2::2]}
    if infos:
        reader.lifetimes = True
    return True


def _address(line: Values, name: str) -> dict[str, Any] | None:
    """The fields of an address with nothing but a broadcast address, a scope and the interface's name or flags."""
    family, local, peer, length, metric, broadcast, anycast, multicast, scope, rest = line
    if peer or metric or anycast or multicast:
        return None
    try:
        info: dict[str, Any] = {"family": family, "local": to_ip(local), "prefixlen": int(length)}
        if broadcast:
            info["broadcast"] = to_ip(broadcast)
    except ValueError:
        return None
    info["scope"] = scope
    label = rest.strip()
    if label == name and family == "inet" and len(label.encode()) < 16:
        info["label"] = label
    elif label:
        fields, strange = flags_and_label(rest, family == "inet")
        if strange or not fields.get("label", name).startswith(name):
            return None
        info.update(fields)
    return info
