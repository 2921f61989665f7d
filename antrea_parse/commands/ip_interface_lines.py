"""What each line of ``ip address`` and ``ip link`` adds to the interface that it belongs to.

Source of the format: iproute2 ip/ipaddress.c, 4.11 to 7.3.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from antrea_parse.commands.base import Ledger
from antrea_parse.commands.ip_addresses import FLAG_WORDS, flags_and_label, life_time
from antrea_parse.commands.ip_can import COUNTERS as XSTATS
from antrea_parse.commands.ip_can import TITLES
from antrea_parse.commands.ip_link import kind_line, link, virtual_function, xdp_program
from antrea_parse.commands.ip_linkinfo import KINDS
from antrea_parse.commands.ip_statistics import columns, counters
from antrea_parse.text.values import to_ip

#: Values of one line, as the template's rule names them.
Values = tuple[Any, ...]
#: Characters of an Ethernet address.
_MAC = 17


class InterfaceLines:
    """The interface at hand, and what takes each kind of line that goes on with it.

    Args:
        ledger: the account of the lines.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.label = ""  # of the last line that was used
        self.last = -1  # its index
        self.alias_end = -2  # index of the last line of an alias
        self.flat_reported = False
        self.lifetimes = False  # whether addresses come with a second line here
        self._start("", 0)

    def _start(self, form: str, index: int) -> None:
        self.form = form  # full, one-line, brief; empty while there is none
        self.first = index
        self.values: dict[str, Any] = {}
        self.name = ""
        self.infos: list[dict[str, Any]] = []
        self.altnames: list[str] = []
        self.alias: list[str] = []  # its lines and pieces, joined at the end
        self.locals: set[str] = set()  # the addresses as printed
        self.link_info: dict[str, Any] | None = None
        self.stats: dict[str, dict[str, int | str]] | None = None
        self.vfs: list[dict[str, Any]] | None = None
        self.pending: tuple[str, tuple[str, ...]] | None = None  # direction and titles of the numbers to come

    def _address(self, index: int, values: Values) -> bool:
        family, local, peer, length, metric, broadcast, anycast, multicast, scope, rest = values
        if self.stats is not None:
            return False  # counters come last: the first line of the next interface is missing
        if "linkmode" in self.values and self.alias:
            return False  # `ip link` prints no addresses: this is text of the alias
        if self.lifetimes and self.infos and "valid_life_time" not in self.infos[-1]:
            self.ledger.report("AP202", f"address {self.infos[-1].get('local')} of {self.name} has no life times", index)
        info: dict[str, Any] = {"family": family}
        try:
            info["local"] = to_ip(local)
            if peer:
                info["address"] = to_ip(peer)
            info["prefixlen"] = int(length)
            if metric:
                info["metric"] = int(metric)
            if broadcast:
                info["broadcast"] = to_ip(broadcast)
            if anycast:
                info["anycast"] = to_ip(anycast)
            if multicast:
                info["multicast"] = to_ip(multicast)
        except ValueError:
            return False
        info["scope"] = scope
        fields, strange = flags_and_label(rest, family == "inet")
        info.update(fields)
        if strange:
            self._report_words(index, (strange,))
        own = self.name.partition("@")[0]
        if own in FLAG_WORDS and family == "inet" and "label" not in fields and rest.split()[-1:] == [own] and not rest.endswith(" "):
            # An interface may be called as a flag is; a label ends the line without a blank.
            self.ledger.report("AP212", f"{own}: read as the label of the address, though a flag is called so", index)
            del info[own.replace("-", "_")]
            info["label"] = own
        elif self.infos and "label" in info and own in self.infos[-1].get("label", "") and not info["label"].startswith(own):
            self.ledger.report("AP206", f"the label {info['label']} is not of {own}: the first line of another interface may be missing", index)
        self.infos.append(info)
        self.locals.add(local)
        return True

    def _life_times(self, index: int, values: Values) -> bool:
        if not self.infos:
            if self.form:
                return False
            self.infos.append({})  # of an address whose line is missing
        elif "valid_life_time" in self.infos[-1]:
            return False
        self.lifetimes = True
        self.infos[-1]["valid_life_time"] = life_time(values[0])
        self.infos[-1]["preferred_life_time"] = life_time(values[1])
        return True

    def _link(self, index: int, values: Values) -> bool:
        kind, address, key, broadcast, rest = values
        here = self.values
        if "link_type" in here:
            return False
        if not self.flat_reported and self.form == "full" and index != self.first and not self.ledger.lines.texts[index].startswith("    "):
            self.flat_reported = True
            self.ledger.report("AP111", "indentation lost", index)
        here["link_type"] = kind
        if address:
            here["address"] = address
        if kind == "ether" and not (address and len(address) == _MAC and len(broadcast or address) == _MAC):
            self.ledger.report("AP202", f"the link-layer line of {self.name} ends in half an address", index)
        if broadcast:
            here["broadcast"] = broadcast
            if key == "peer":
                here["link_pointtopoint"] = True
        if rest:
            fields, strange = link(rest)
            here.update(fields)
            if strange:
                self._report_words(index, strange)
        return True

    def _titles(self, index: int, values: Values) -> bool:
        direction, titles = values
        keys = columns(titles)
        if keys is None or self.pending is not None:
            return False
        self.pending = (direction, keys)
        return True

    def _numbers(self, index: int, values: Values) -> bool:
        if self.pending is None:
            return False
        direction, keys = self.pending
        found = counters(keys, values[0])
        if found is None:
            return False
        self.pending = None
        if direction == TITLES and self.link_info is not None:
            self.link_info["info_xstats"] = found
            return True
        if self.vfs and "packets" in keys and "errors" not in keys:  # the interface's own first block counts errors
            if direction == "TX":
                found = {key if key == "dropped" else f"tx_{key}": number for key, number in found.items()}
            stats = self.vfs[-1].setdefault("stats", {})
        else:
            stats = self.stats = self.stats or {}
            if found.keys() & stats.get(direction.lower(), {}).keys() - {"over_errors", "missed_errors"}:
                return False
        stats.setdefault(direction.lower(), {}).update(found)
        return True

    def _alias(self, index: int, values: Values) -> bool:
        if self.alias:
            return False
        self.alias.append(values[0])
        self.alias_end = index
        return True

    def _altname(self, index: int, values: Values) -> bool:
        if self.infos:
            return False  # addresses come last: the first line of the next interface is missing
        self.altnames.append(values[0].rstrip())
        return True

    def _vf(self, index: int, values: Values) -> bool:
        found, strange = virtual_function(*values)
        self.vfs = self.vfs or []
        self.vfs.append(found)
        if strange:
            self._report_words(index, strange)
        return True

    def _xdp(self, index: int, values: Values) -> bool:
        mode, program = values
        self.values["xdp"] = xdp = dict(self.values.get("xdp", {}))  # what the first line said is shared with lines like it
        strange = xdp_program(mode, program, xdp)
        if strange:
            self._report_words(index, strange)
        return True

    def _qos_map(self, index: int, values: Values) -> bool:
        """The priorities of a VLAN stand on lines of their own, which go on with its words."""
        info: dict[str, Any] = {}
        strange = kind_line("vlan", " ".join(values), self.values, info)
        self.link_info = self.link_info or {}
        self.link_info.setdefault("info_data", {}).update(info.get("info_data", {}))
        if strange:
            self._report_words(index, strange)
        return True

    def _kind(self, index: int, values: Values) -> bool:
        kind, words = values
        words = words or ""
        if self.link_info is not None and self.link_info.get("info_kind") == "can" and "info_slave_kind" not in self.link_info:
            return self._can(index, f"{kind} {words}")
        if kind not in KINDS and not self._may_be_kind(words):
            return False
        key = "info_slave_kind" if kind.endswith("_slave") else "info_kind"
        info = dict(self.link_info or ())
        if key in info:
            return False
        strange = kind_line(kind, words, self.values, info)
        if strange:
            if kind in KINDS and not self._may_be_kind(words):
                return False
            self._report_words(index, strange)
        self.link_info = info
        return True

    def _other(self, index: int, values: Values) -> bool:
        """A line that begins with no word: of a CAN device, or none of the tool's."""
        return self.link_info is not None and self.link_info.get("info_kind") == "can" and self._can(index, values[0])

    def _can(self, index: int, text: str) -> bool:
        """A further line about a CAN device."""
        if text.startswith(TITLES):
            self.pending = (TITLES, XSTATS)
            return True
        if self.pending is not None:
            words = text.split()
            if not self._numbers(index, (" ".join(words[: len(XSTATS)]),)):
                return False
            text = " ".join(words[len(XSTATS) :])
        info: dict[str, Any] = {**(self.link_info or {})}
        info["info_data"] = copy.deepcopy(info.get("info_data", {}))
        before = len(self.values)
        strange = kind_line("can", text, self.values, info)
        if strange:
            if info["info_data"] == (self.link_info or {}).get("info_data") and len(self.values) == before:
                return False
            self._report_words(index, strange)
        self.link_info = info
        return True

    def _may_be_kind(self, words: str) -> bool:
        """Whether a line with a word that is no kind known here is one: where ``-d`` prints the kind, with the words that all kinds have."""
        return self.label in ("LINK_TYPE", "KIND") and "promiscuity" in self.values and ("numtxqueues" in words or not words)

    def _report_words(self, index: int, words: Iterable[str]) -> None:
        self.ledger.report("AP203", f"not understood: {' '.join(words)}", index)

    #: What takes a kind of line; it tells whether the line is one.
    handlers: ClassVar[dict[str, Callable[[InterfaceLines, int, Values], bool]]] = {
        "FAMILY": _address,
        "VALID_LFT": _life_times,
        "LINK_TYPE": _link,
        "DIRECTION": _titles,
        "COUNTERS": _numbers,
        "ALIAS": _alias,
        "ALTNAME": _altname,
        "VF": _vf,
        "XDP_MODE": _xdp,
        "QOS_MAP": _qos_map,
        "KIND": _kind,
        "OTHER": _other,
    }
