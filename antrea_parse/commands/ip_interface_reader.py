"""Folds the lines of ``ip address`` and ``ip link`` into interfaces.

Source of the format: iproute2 ip/ipaddress.c, 4.11 to 7.3.
"""

from __future__ import annotations

import re
from typing import Any

from antrea_parse.commands.base import READ, UNREAD, Ledger
from antrea_parse.commands.chatter import is_chatter
from antrea_parse.commands.ip_addresses import brief_addresses
from antrea_parse.commands.ip_interface import AddrInfo, Interface
from antrea_parse.commands.ip_interface_lines import InterfaceLines, Values
from antrea_parse.commands.ip_link import brief_link, flag_list, header
from antrea_parse.commands.ip_linkinfo import LinkInfo
from antrea_parse.commands.ip_names import Names, Owner, Reading, foreign_index
from antrea_parse.commands.ip_plain_interface import Plain
from antrea_parse.engine.lineformat import LineFormat

#: Where ``-o`` joined lines: a backslash before the indentation of the next, which flattened text may have lost.
_JOINT = re.compile(r"\\(?= {4}|\t)")
_ONE_LINE_LINK = re.compile(r"\\\s+link/")
_FLAT_JOINT = re.compile(r"\\(?=\s)")

#: Names that one diagnostic lists.
_FEW = 5
#: Options that leave interfaces out.
_SELECTIONS = frozenset(("family", "dev", "type", "master", "vrf"))


class InterfaceReader(InterfaceLines):
    """The interface at hand, while its lines pass by.

    Args:
        lines: the format of the lines, for those that ``-o`` joined to one.
        ledger: the account of the lines.
        addresses: whether the command lists addresses: an interface without any has an empty list then.
    """

    def __init__(self, lines: LineFormat, ledger: Ledger, *, addresses: bool) -> None:
        super().__init__(ledger)
        self.lines = lines
        self.addresses = addresses
        self.names = Names(ledger)
        self.said: Values = ()  # what the last line that was used said
        self.held: list[int] = []  # lines behind an alias that may belong to it
        self.linked = False  # whether interfaces come with a link-layer line here
        self.unlinked: tuple[str, int] | None = None  # the first one without, and its first line
        self.last_done: dict[str, Any] | None = None
        # Names that may themselves hold an `@`, names of which lines stand behind an alias; a few of each, with the index of a line.
        self.doubtful: dict[str, int] = {}
        self.behind_alias: dict[str, int] = {}

    def take(self, index: int, label: str, values: Values) -> Interface | None:
        """Use one line; returns the interface that it ends."""
        if values == self.said and label == self.label and index == self.last + 1:
            self.ledger.report("AP205", "the line above stands here again", index)
            self.last = index
            return None
        handler = self.handlers.get(label)
        if handler is not None and not self.held:
            if handler(self, index, values):
                if self.alias_end == index - 1:
                    _note(self.behind_alias, self.name, index)
                self.label, self.said, self.last = label, values, index
            else:
                self.ledger.uses[index] = UNREAD
                self._hold(index)
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
            used = handler is not None and handler(self, index, values)
        if used:
            self.label, self.said, self.last = label, values, index
        else:
            self.ledger.uses[index] = UNREAD
            self._hold(index)
        return done

    def may_begin(self, index: int) -> bool:
        """Whether the first line of an interface begins one here: it is not the same line again, nor may it be text of an alias."""
        return not ((self.label == "IFINDEX" and self.last == index - 1) or self.held or self.alias_end == index - 1)

    def take_whole(self, plain: Plain, first: int) -> Interface | None:
        """Use all lines of an interface, while there is none at hand."""
        if not self.linked:
            self._report_unlinked()
        if plain.state["addr_info"]:
            self.lifetimes = True
        self.label, self.last, self.first = "", plain.end - 1, plain.end
        if self._is_again(plain.state):
            self.ledger.report("AP205", f"interface {plain.state['ifname']} stands here again", first, last=self.last)
            return None
        self.last_done = plain.state
        return Interface.whole(plain.state, plain.printed, self.ledger.span(first, self.last))

    def _is_again(self, values: dict[str, Any]) -> bool:
        """Whether an interface says what the one before it said."""
        last = self.last_done
        if last is None or last["ifname"] != values["ifname"] or last.get("ifindex") != values.get("ifindex"):
            return False
        return {**Interface.blank(), **values} == {**Interface.blank(), **last}

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
        if self.alias:
            values["ifalias"] = "".join(self.alias)
        if self.altnames:
            values["altnames"] = tuple(self.altnames)
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
        if self._is_again(values):
            self.ledger.report("AP205", f"interface {values['ifname']} stands here again", first, last=self.last)
            return None
        self.last_done = values
        return Interface.build(values, self.ledger.span(first, self.last))

    def report_doubts(self) -> None:
        """Name, once for all, the names of which only custom tells where they end."""
        for found, doubt in (
            (self.doubtful, "read as NAME@LINK, though a name may itself hold an @"),
            (self.behind_alias, "what follows an alias is read as what it looks like, though an alias may hold line breaks"),
        ):
            if found:
                self.ledger.report("AP212", f"{doubt}: {', '.join([*found][:_FEW])}{' and others' * (len(found) > _FEW)}", next(iter(found.values())))

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
        if self.form == "one-line":
            values["ifname"] = self.name  # printed without what is behind it
            return
        reading = self._reading(self.name)
        values["ifname"], behind = reading
        if behind is None:
            return
        number = foreign_index(behind)
        if number is not None and self.form == "full" and not ("link_type" in values or self.ledger.options.get("family")):
            return  # lost: the line that would tell whose number it is, or that it is a name, is missing
        if number is not None and ("link_netnsid" in values or "link_netns" in values):
            values["link_index"] = number
            return
        is_known = (number is not None or behind == "NONE") and self.names.is_listed(behind)
        if number is not None and self.form == "brief" and not is_known:
            values["link_index"] = number
            return
        is_sure = self.names.is_mutual(reading) or "M-DOWN" in values.get("flags", ())
        values["link"] = behind if behind != "NONE" or is_sure else None
        may_be_none = behind == "NONE" and not is_sure and (is_known or not self._all_listed())
        if may_be_none or (self.form == "brief" and number is not None):
            _note(self.doubtful, self.name, self.first)  # an interface is called as what means that there is none here

    def _all_listed(self) -> bool:
        """Whether no interfaces were left out, as far as is known."""
        return _SELECTIONS.isdisjoint(self.ledger.options) and (self.form == "brief" or "link_type" in self.values)

    def _reading(self, raw: str) -> Reading:
        """Where a name ends in which an `@` stands; what leaves a doubt is reported."""
        values = self.values
        abroad = "link_netnsid" in values or "link_netns" in values
        own, _, behind = raw.partition("@")
        if abroad and own and foreign_index(behind) is not None:
            return Reading(own, behind)  # nearly all of them
        labels = frozenset(info["label"].partition(":")[0] for info in self.infos if "label" in info)
        owner = Owner(values.get("flags", ()), abroad, values.get("link_type"), (self.link_info or {}).get("info_kind"), labels)
        best, others, is_sure = self.names.choose(raw, owner, all_listed=self._all_listed())
        if not is_sure:
            also = "; or as " + ", ".join(map(str, others[:_FEW])) if others else ""
            self.ledger.report("AP206", f"{raw}: read as {best}{also}", self.first)
        elif others:
            _note(self.doubtful, raw, self.first)
        return best

    def _report_cut(self) -> None:
        if self.pending is not None:
            self.ledger.report("AP202", f"the counters of {self.name} have titles and no numbers", self.last)
        if self.form == "full":
            if "link_type" in self.values:
                self._report_unlinked()
            elif self.linked or self.link_info is not None:
                self.ledger.report("AP202", f"the link-layer line of {self.name} is missing", self.first)
            elif not self.infos:
                self.ledger.report("AP202", f"nothing follows the first line of {self.name}", self.first)
            elif self.unlinked is None:
                self.unlinked = (self.name, self.first)
            if self.lifetimes and self.infos and "valid_life_time" not in self.infos[-1]:
                self.ledger.report("AP202", f"the last address of {self.name} has no life times", self.last)

    def _report_unlinked(self) -> None:
        """The first interface that has a link-layer line shows that one before it lost its own."""
        if not self.linked and self.unlinked is not None:
            name, index = self.unlinked
            self.ledger.report("AP202", f"the link-layer line of {name} is missing", index)
        self.linked = True

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
            if handler is None or not handler(self, index, values):
                marks[position] = UNREAD
                if before == "ALIAS":  # a backslash of its own
                    self.alias.append("\\" + pieces[position])
                    marks[position] = READ
                continue
            if before == "ALIAS":
                _note(self.behind_alias, self.name, index)
            before = label
        self.alias_end = index if before == "ALIAS" else -2
        for mark, piece in zip(marks, pieces, strict=True):
            if mark == UNREAD and piece.strip():
                self._report_words(index, piece.split())

    def _brief(self, index: int, values: Values) -> tuple[Interface | None, bool]:
        name, state, text = values
        if self.form == "full" and name in ("alias", "altname"):
            return None, self.handlers[name.upper()](self, index, (f"{state} {text or ''}".rstrip(),))
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

    def _hold(self, index: int) -> None:
        """A line of no kind may be the rest of an alias with line breaks in it; what follows decides."""
        texts = self.ledger.lines.texts  # empty where lines pass by only once: then nothing can be decided later
        if self.alias and index == self.alias_end + 1 + len(self.held) and index < len(texts) and not is_chatter(texts[index]):
            self.held.append(index)

    def _settle_held(self, label: str, values: Values) -> None:
        """Lines behind an alias belong to it if the interface goes on after them or the next one begins."""
        held, self.held = self.held, []
        if label == "IFINDEX" and int(values[0]) == 1:
            return  # another capture begins
        texts = self.ledger.lines.texts
        self.alias += ["\n" + texts[index] for index in held]
        for index in held:
            self.ledger.uses[index] = READ
        self.last = self.alias_end = held[-1]
        self.ledger.report("AP206", f"read as part of the alias of {self.name}", held[0], last=held[-1])

    def _forged(self, index: int) -> bool:
        """Whether a first line behind an alias is text of the alias: what names its owner so has no link-layer line behind it."""
        texts = self.ledger.lines.texts
        if index + 1 >= len(texts) or texts[index + 1].lstrip().startswith("link/") or _ONE_LINE_LINK.search(texts[index]):
            return False
        self.alias.append("\n" + texts[index])
        self.alias_end = index
        self.ledger.report("AP206", f"read as part of the alias of {self.name}", index)
        return True


def _note(doubts: dict[str, int], name: str, index: int) -> None:
    if len(doubts) <= _FEW:
        doubts.setdefault(name, index)


def _pieces(text: str) -> list[str]:
    return (_JOINT if _JOINT.search(text) else _FLAT_JOINT).split(text)
