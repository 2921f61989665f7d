"""Folds the lines of ``ip address`` and ``ip link`` into interfaces.

Source of the format: iproute2 ip/ipaddress.c, 4.11 to 7.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from antrea_parse.commands.base import READ, UNREAD, Ledger
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.ip_addresses import FLAG_WORDS, brief_addresses, flags_and_label, life_time
from antrea_parse.commands.ip_interface import AddrInfo, Interface
from antrea_parse.commands.ip_link import brief_link, flag_list, header, kind_line, link, virtual_function, xdp_program
from antrea_parse.commands.ip_linkinfo import KINDS, LinkInfo
from antrea_parse.commands.ip_names import Names, foreign_index
from antrea_parse.commands.ip_statistics import columns, counters
from antrea_parse.engine.lineformat import LineFormat
from antrea_parse.text.values import to_ip

#: Where ``-o`` joined lines: a backslash before the indentation of the next, which flattened text may have lost.
_JOINT = re.compile(r"\\(?= {4}|\t)")
_ONE_LINE_LINK = re.compile(r"\\\s+link/")
_FLAT_JOINT = re.compile(r"\\(?=\s)")
#: Values of one line, as the template's rule names them.
Values = tuple[Any, ...]


class InterfaceReader:
    """The interface at hand, while its lines pass by.

    Args:
        lines: the format of the lines, for those that ``-o`` joined to one.
        ledger: the account of the lines.
        addresses: whether the command lists addresses: an interface without any has an empty list then.
    """

    def __init__(self, lines: LineFormat, ledger: Ledger, *, addresses: bool) -> None:
        self.lines = lines
        self.ledger = ledger
        self.addresses = addresses
        self.names = Names(ledger)
        self.form = ""  # of the interface at hand: full, one-line, brief; empty while there is none
        self.label = ""  # of the last line that was used
        self.said: Values = ()  # its values
        self.last = -1  # index of the last line that was used
        self.alias_end = -2  # index of the last line of an alias
        self.held: list[int] = []  # lines behind an alias that may belong to it
        self.flat_reported = False
        self.lifetimes = False  # whether addresses come with a second line here
        self.last_done: dict[str, Any] | None = None
        self.handlers: dict[str, Callable[[int, Values], bool]] = {
            "FAMILY": self._address,
            "VALID_LFT": self._life_times,
            "LINK_TYPE": self._link,
            "DIRECTION": self._titles,
            "COUNTERS": self._numbers,
            "ALIAS": self._alias,
            "ALTNAME": self._altname,
            "VF": self._vf,
            "XDP_MODE": self._xdp,
            "QOS_MAP": self._qos_map,
            "KIND": self._kind,
            "OTHER": self._other,
        }
        self._start("", 0)

    def _start(self, form: str, index: int) -> None:
        self.form = form
        self.first = index
        self.values: dict[str, Any] = {}
        self.name = ""
        self.infos: list[dict[str, Any]] = []
        self.locals: set[str] = set()  # the addresses as printed
        self.link_info: dict[str, Any] | None = None
        self.stats: dict[str, dict[str, int | str]] | None = None
        self.vfs: list[dict[str, Any]] | None = None
        self.pending: tuple[str, tuple[str, ...]] | None = None  # direction and titles of the numbers to come

    def take(self, index: int, label: str, values: Values) -> Interface | None:
        """Use one line; returns the interface that it ends."""
        if values == self.said and label == self.label and index == self.last + 1:
            self.ledger.report("AP205", "the line above stands here again", index)
            self.last = index
            return None
        handler = self.handlers.get(label)
        if handler is not None and not self.held:
            if handler(index, values):
                self.label, self.said, self.last = label, values, index
            else:
                self.ledger.uses[index] = UNREAD
            return None
        if self.held and label not in ("KIND", "OTHER"):
            self._settle_held(label, values)
        done = None
        if label == "IFINDEX":
            if self.alias_end == index - 1 and self._forged(index):
                used = True
            else:
                done = self.finish()
                used = self._header(index, values)
        elif label == "INDEX":
            if not (self.form == "one-line" and self.values["ifindex"] == int(values[0]) and self.name == values[1]):
                done = self.finish()
            used = self._one_line(index, values)
        elif label == "NAME":
            done, used = self._brief(index, values)
        elif label == "BROKEN":
            # A first line that is damaged: what follows must not be taken for the interface before.
            done = self.finish()
            used = False
        else:
            used = handler is not None and handler(index, values)
        if used:
            self.label, self.said, self.last = label, values, index
        else:
            self.ledger.uses[index] = UNREAD
        return done

    def finish(self) -> Interface | None:
        """The interface at hand, as far as its lines went."""
        if not self.form:
            if self.values or self.infos or self.stats:
                self.ledger.report("AP202", "lines of an interface whose first line is missing", self.first, last=self.last)
            self._start("", self.last + 1)
            return None
        values = self.values
        if "@" in self.name:
            self._split_name()
        else:
            values["ifname"] = self.name
        self._report_cut()
        if self.infos or (self.addresses and not (self.form == "brief" and "flags" in values)):
            values["addr_info"] = self._addr_info()
        if self.link_info is not None:
            values["linkinfo"] = LinkInfo.build(self.link_info)
        if self.stats is not None:
            values["stats64"] = self.stats
        if self.vfs is not None:
            values["vfinfo_list"] = tuple(self.vfs)
        first = self.first
        self._start("", self.last + 1)
        if values == self.last_done:
            self.ledger.report("AP205", f"interface {values['ifname']} stands here again", first, last=self.last)
            return None
        self.last_done = values
        return Interface.build(values, self.ledger.span(first, self.last))

    def _addr_info(self) -> tuple[AddrInfo, ...]:
        infos = self.infos
        if len(infos) > len(self.locals):
            # The kernel has no address twice on one interface: what is the same in every field was pasted twice.
            kept = list({tuple(info.items()): info for info in infos}.values())
            if len(kept) < len(infos):
                self.ledger.report("AP205", f"addresses of {self.name} stand here twice", self.first, last=self.last)
            infos = kept
        return tuple([AddrInfo.build(info) for info in infos])

    def _split_name(self) -> None:
        values = self.values
        raw = self.name
        if raw in [info.get("label") for info in self.infos]:
            values["ifname"] = raw
            return
        own, behind, sure = self.names.split(raw)
        values["ifname"] = own
        if not sure:
            self.ledger.report("AP206", f"{raw}: read as {values['ifname']} behind which is {behind}", self.first)
        if behind is None:
            return
        number = foreign_index(behind)
        if number is not None and ("link_netnsid" in values or "link_netns" in values or (self.form == "brief" and behind not in self.names.known)):
            values["link_index"] = number
        else:
            values["link"] = None if behind == "NONE" else behind

    def _report_cut(self) -> None:
        if self.pending is not None:
            self.ledger.report("AP202", f"the counters of {self.name} have titles and no numbers", self.last)
        if self.form == "full":
            if "link_type" not in self.values and not self.infos:
                self.ledger.report("AP202", f"nothing follows the first line of {self.name}", self.first)
            elif self.lifetimes and self.infos and "valid_life_time" not in self.infos[-1]:
                self.ledger.report("AP202", f"the last address of {self.name} has no life times", self.last)

    # Lines that begin an interface. ---------------------------------------------------------------------------------------------

    def _header(self, index: int, values: Values) -> bool:
        number, name, flags, settings = values
        self._start("full", index)
        self.name = name
        here = self.values
        here["ifindex"] = int(number)
        here["flags"] = flag_list(flags)
        if settings:
            front, *pieces = _pieces(settings) if "\\" in settings else (settings,)
            fields, strange = header(front)
            here.update(fields)
            if strange:
                self._report_words(index, strange)
            if pieces:
                self._take_pieces(index, pieces)
        return True

    def _one_line(self, index: int, values: Values) -> bool:
        number, name, text = values
        if self.form != "one-line":
            self._start("one-line", index)
            self.name = name
            self.values["ifindex"] = int(number)
        count = len(self.infos)
        self._take_pieces(index, _pieces(text))
        for info in self.infos[count:]:
            info.update(index=int(number), dev=name)
        return True

    def _take_pieces(self, index: int, pieces: list[str]) -> None:
        """Read the lines that ``-o`` joined to one."""
        marks = bytearray(len(pieces))
        before = ""
        for position, label, values in self.lines.events(pieces, marks, READ):
            handler = self.handlers.get(label)
            if handler is None or not handler(index, values):
                marks[position] = UNREAD
                if before == "ALIAS":  # a backslash of its own
                    self.values["ifalias"] += "\\" + pieces[position]
                    marks[position] = READ
                continue
            before = label
        for mark, piece in zip(marks, pieces, strict=True):
            if mark == UNREAD and piece.strip():
                self._report_words(index, piece.split())

    def _brief(self, index: int, values: Values) -> tuple[Interface | None, bool]:
        name, state, text = values
        if self.form == "full" and name in ("alias", "altname"):
            return None, self.handlers[name.upper()](index, (f"{state} {text or ''}".rstrip(),))
        addresses = brief_addresses(text or "")
        fields = brief_link(text) if addresses is None else None
        if (addresses is None and fields is None) or (self.form == "full" and not (addresses or fields)):
            return None, False
        done = self.finish()
        self._start("brief", index)
        self.name = name
        self.values["operstate"] = state
        self.values.update(fields or {})
        self.infos = addresses or []
        return done, True

    # Lines that go on with an interface; each tells whether it is one. ------------------------------------------------------------

    def _address(self, index: int, values: Values) -> bool:
        family, local, peer, length, metric, broadcast, anycast, multicast, scope, rest = values
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
        if self.name in FLAG_WORDS and family == "inet" and "label" not in fields and rest.split()[-1:] == [self.name] and not rest.endswith(" "):
            # An interface may be called as a flag is; a label ends the line without a blank.
            del info[self.name.replace("-", "_")]
            info["label"] = self.name
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
        if self.vfs and "packets" in keys and "errors" not in keys:  # the interface's own first block counts errors
            if direction == "TX":
                found = {key if key == "dropped" else f"tx_{key}": number for key, number in found.items()}
            stats = self.vfs[-1].setdefault("stats", {})
        else:
            stats = self.stats = self.stats or {}
        stats.setdefault(direction.lower(), {}).update(found)
        return True

    def _alias(self, index: int, values: Values) -> bool:
        if "ifalias" in self.values:
            return False
        self.values["ifalias"] = values[0]
        self.alias_end = index
        return True

    def _altname(self, index: int, values: Values) -> bool:
        self.values["altnames"] = (*self.values.get("altnames", ()), values[0].rstrip())
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
        if kind not in KINDS and not self._may_be_kind(words):
            return self._other(index, values)
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

    def _may_be_kind(self, words: str) -> bool:
        """Whether a line with a word that is no kind known here is one: where ``-d`` prints the kind, with the words that all kinds have."""
        return self.label in ("LINK_TYPE", "KIND") and "promiscuity" in self.values and ("numtxqueues" in words or not words)

    def _other(self, index: int, values: Values) -> bool:
        """No line of its own kind: the rest of an alias with line breaks in it, if more of the interface follows."""
        if index == self.alias_end + 1 + len(self.held) and not is_chatter(self.ledger.lines.texts[index]):
            self.held.append(index)
        return False

    def _settle_held(self, label: str, values: Values) -> None:
        """Lines behind an alias belong to it if the interface goes on after them or the next one begins."""
        held, self.held = self.held, []
        if label == "IFINDEX" and int(values[0]) == 1:
            return  # another capture begins
        texts = self.ledger.lines.texts
        self.values["ifalias"] = "\n".join([self.values["ifalias"], *(texts[index] for index in held)])
        for index in held:
            self.ledger.uses[index] = READ
        self.last = self.alias_end = held[-1]
        self.ledger.report("AP206", f"read as part of the alias of {self.name}", held[0], last=held[-1])

    def _forged(self, index: int) -> bool:
        """Whether a first line behind an alias is text of the alias: what names its owner so has no link-layer line behind it."""
        texts = self.ledger.lines.texts
        if index + 1 >= len(texts) or texts[index + 1].lstrip().startswith("link/") or _ONE_LINE_LINK.search(texts[index]):
            return False
        self.values["ifalias"] += "\n" + texts[index]
        self.alias_end = index
        self.ledger.report("AP206", f"read as part of the alias of {self.name}", index)
        return True

    def _report_words(self, index: int, words: Iterable[str]) -> None:
        self.ledger.report("AP203", f"not understood: {' '.join(words)}", index)


def _pieces(text: str) -> list[str]:
    return (_JOINT if _JOINT.search(text) else _FLAT_JOINT).split(text)
