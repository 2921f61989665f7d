"""The actions of a flow, decoded to a tree: ``ct(commit,table=10,nat(dst=10.0.0.6:80)),goto_table:4``.

Every node has one form: a name and what stands behind it, a value (``output:5``, ``table=10``) or children in parentheses
(``ct(…)``), and after ``->`` the field that is written. A list within an action (``exec``, ``clone``) is made of actions again.
The scanner keeps its own stack: no input makes it recurse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from antrea_parse.commands.flows import values
from antrea_parse.commands.flows.fields import FIELDS
from antrea_parse.commands.flows.problem import problem
from antrea_parse.commands.flows.values import Masked, Subfield, Value

#: Open vSwitch itself reads no deeper (MAX_OFPACT_PARSE_DEPTH in lib/ofp-actions.c).
DEPTH_LIMIT = 100

_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"|[(),]')
_ITEM = re.compile(r"([A-Za-z_]\w*)(?:([:=])(.*))?", re.DOTALL)


class Action(NamedTuple):
    """An action, or an argument of one.

    Attributes:
        name: ``ct``, ``output``, ``table``, ``commit``; empty for a bare value such as the ``4`` of ``resubmit(,4)``.
        value: typed; None for a word without value.
        mask: of the value; None where none is printed.
        children: what stands in the parentheses; None without parentheses.
        target: the field behind ``->``; the text that stands there (with the arrow, behind a parenthesis) where it is no field.
        joint: ``:``, ``=`` or nothing: what stands between name and value.
        text: the value as printed.
        start: where the action begins in its line, from 0.
        end: where it ends.
    """

    name: str
    value: Value
    mask: Value
    children: tuple[Action, ...] | None
    target: Subfield | str | None
    joint: str
    text: str
    start: int
    end: int

    @property
    def column(self) -> int:
        """Column as editors and diagnostics count, from 1."""
        return self.start + 1

    @property
    def value_start(self) -> int:
        """Where the value begins in the line."""
        return self.start + len(self.name) + len(self.joint)

    @property
    def arguments(self) -> dict[str, Value]:
        """Values of the children by name, those without one by what their place means: ``conjunction(7,1/3)`` has ``id`` and ``clause``.

        A word without value is True.

        >>> decode_actions("resubmit(,4)")[0].arguments
        {'table': 4}
        """
        found: dict[str, Value] = {}
        places = PLACES.get(self.name, ())
        for place, child in enumerate(self.children or ()):
            name = places[place] if place < len(places) else child.name or str(place)
            if child.name and place < len(places):
                found[name] = child.name if child.value is None else child.value
            elif child.name or child.text:
                found[name] = True if child.value is None else child.value
        if self.children is None and self.value is not None:
            found[places[0] if places else self.name] = self.value
        return found

    def child(self, name: str) -> Action | None:
        """The first child with this name."""
        return next((child for child in self.children or () if child.name == name), None)

    def __str__(self) -> str:
        return format_actions((self,))


#: What the places of arguments without names mean.
PLACES: dict[str, tuple[str, ...]] = {
    "resubmit": ("port", "table", "ct"),
    "conjunction": ("id", "clause"),
    "multipath": ("fields", "basis", "algorithm", "n_links", "arg", "dst"),
    "bundle": ("fields", "basis", "algorithm", "ofport"),
    "bundle_load": ("fields", "basis", "algorithm", "ofport", "dst"),
    "output": ("port",),
    "check_pkt_larger": ("pkt_len",),
    "tlv": ("class", "type", "value"),
    "set_mpls_label": ("label",),
    "set_mpls_tc": ("tc",),
    "set_mpls_ttl": ("ttl",),
    "group": ("id",),
    "meter": ("id",),
    "goto_table": ("table",),
}


def _table(text: str) -> Masked:
    return values.table(text), None


def _nat(text: str) -> Masked:
    return values.nat_range(text), None


def _octets(text: str) -> Masked:
    return values.octets(text), None


def _enqueue(text: str) -> Masked:
    """``2:1``, also ``"eth 1":1``: port and queue."""
    port, _, queue = text.rpartition(":")
    return values.port(port)[0], values.number(queue)[0]


def _zone(text: str) -> Masked:
    return (values.subfield(text), None) if text[-1:] == "]" else values.number(text)


def _any(text: str) -> Masked:
    """A value whose action does not tell its kind."""
    first = text[:1]
    if first == '"':
        return values.unquoted(text), None
    if text[-1:] == "]" and first != "[":
        return values.subfield(text), None
    found = values.number(text)
    if found[0] is text and ("." in text or ":" in text):
        found = values.address(text) if ":" not in text or text.count(":") != 5 else values.mac(text)
    if found[0] is text and (clause := _CLAUSE.fullmatch(text)):
        return values.Clause(int(clause[1]), int(clause[2])), None
    return found


_CLAUSE = re.compile(r"(\d{1,3})/(\d{1,3})")
_DECODERS: dict[str, Callable[[str], Masked]] = {
    "output": values.port,
    "port": values.port,
    "resubmit": values.port,
    "watch_port": values.port,
    "in_port": values.port,
    "sampling_port": values.port,
    "members": values.port,
    "slaves": values.port,
    "enqueue": _enqueue,
    "goto_table": _table,
    "table": _table,
    "zone": _zone,
    "src": _nat,
    "dst": _nat,
    "note": _octets,
    "userdata": _octets,
    "mod_dl_src": values.mac,
    "mod_dl_dst": values.mac,
    "mod_nw_src": values.address,
    "mod_nw_dst": values.address,
    "reason": values.word,
    "alg": values.word,
    "type": _any,
}


def decode_actions(text: str, start: int = 0) -> tuple[Action, ...]:
    """Decode a list of actions.

    Args:
        text: the actions.
        start: where they begin in their line.

    Raises:
        ParseError: parentheses do not match or are nested deeper than Open vSwitch reads.

    >>> ct, goto = decode_actions("ct(commit,table=10,zone=65520,nat(dst=10.211.1.6:80)),goto_table:4")
    >>> ct.arguments["zone"], ct.child("nat").arguments["dst"].port_first, goto.value
    (65520, 80, 4)
    """
    if not ("(" in text or ")" in text or '"' in text):
        found = []
        position = start
        for part in text.split(","):
            found.append(_leaf(part, position, ""))
            position += len(part) + 1
        return tuple(found)
    return _scan(text, start)


def _scan(text: str, start: int) -> tuple[Action, ...]:
    items: list[Action] = []
    stack: list[tuple[list[Action], str, int, int]] = []  # outer list, head, where the action begins, where its list begins
    parent = ""
    begin = 0
    closed: tuple[str, int, tuple[Action, ...], int] | None = None  # the action whose parenthesis has just been closed
    for found in _STRUCTURE.finditer(text):
        sign = found.group()
        position = found.start()
        if sign == "(":
            if len(stack) >= DEPTH_LIMIT:
                raise problem(f"parentheses nested deeper than {DEPTH_LIMIT}, which Open vSwitch does not read either", text, position, start)
            if closed is not None:
                raise problem("parenthesis behind a parenthesis, expected a comma", text, position, start)
            head = text[begin:position]
            stack.append((items, parent, begin, position + 1))
            items, parent, begin = [], head.rstrip(":="), position + 1
        elif sign == "," or sign == ")":
            if closed is not None:
                items.append(_closed(*closed, text[closed[3] : position], start))
                closed = None
            elif sign == "," or position > begin or items:
                items.append(_leaf(text[begin:position], start + begin, parent))
            begin = position + 1
            if sign == ")":
                if not stack:
                    raise problem("closing parenthesis without an opening one", text, position, start)
                outer, outer_parent, first, list_begin = stack.pop()
                closed = (text[first : list_begin - 1], first, tuple(items), position + 1)
                items, parent = outer, outer_parent
    if stack:
        raise problem(f"{len(stack)} parentheses not closed: the line seems cut", text, stack[-1][3] - 1, start)
    if closed is not None:
        items.append(_closed(*closed, text[closed[3] :], start))
    elif begin < len(text) or items:
        items.append(_leaf(text[begin:], start + begin, parent))
    return tuple(items)


def _closed(head: str, first: int, children: tuple[Action, ...], tail_start: int, tail: str, start: int) -> Action:
    """An action with parentheses; its tail is empty or names the field that is written."""
    name = head.rstrip(":=")
    field = values.subfield(tail[2:]) if tail[:2] == "->" else tail
    target = field if isinstance(field, Subfield) else tail or None
    return Action(name, None, None, children, target, head[len(name) :], "", start + first, start + tail_start + len(tail))


def _leaf(text: str, start: int, parent: str) -> Action:
    end = start + len(text)
    found = _ITEM.fullmatch(text)
    if found is None:
        value, mask = _bare(text, parent)
        return Action("", value, mask, None, None, "", text, start, end)
    name, joint, rest = found.groups()
    if joint is None:
        return Action(name, None, None, None, None, "", "", start, end)
    target: Subfield | str | None = None
    if "->" in rest and rest[0] != '"':
        rest, _, field = rest.rpartition("->")
        target = values.subfield(field)
        if name == "set_field":
            value, mask = values.of_field(target.name if isinstance(target, Subfield) else field, rest)
            return Action(name, value, mask, None, target, joint, rest, start, end)
        if rest[-1:] == "]":
            return Action(name, values.subfield(rest), None, None, target, joint, rest, start, end)
        value, mask = values.number(rest)
        return Action(name, value, mask, None, target, joint, rest, start, end)
    decode = _DECODERS.get(name)
    if decode is None:
        value, mask = values.of_field(name, rest) if joint == "=" and name in FIELDS and rest[-1:] != "]" else _any(rest)
    else:
        value, mask = decode(rest)
    return Action(name, value, mask, None, target, joint, rest, start, end)


def _bare(text: str, parent: str) -> Masked:
    if not text:
        return None, None
    if parent == "conjunction" and (clause := _CLAUSE.fullmatch(text)):
        return values.Clause(int(clause[1]), int(clause[2])), None
    if parent == "resubmit":
        return values.port(text)
    return _any(text)


def format_actions(actions: tuple[Action, ...]) -> str:
    """The actions as Open vSwitch prints them.

    >>> format_actions(decode_actions("load:0x1->NXM_NX_REG0[9],ct(commit,exec(move:NXM_NX_REG0[0..3]->NXM_NX_CT_MARK[0..3]))"))
    'load:0x1->NXM_NX_REG0[9],ct(commit,exec(move:NXM_NX_REG0[0..3]->NXM_NX_CT_MARK[0..3]))'
    """
    return ",".join(map(_format, actions))


def _format(action: Action) -> str:
    # Recursion is bounded by DEPTH_LIMIT.
    inner = action.text if action.children is None else f"({format_actions(action.children)})"
    if action.target is None:
        tail = ""
    elif isinstance(action.target, Subfield):
        tail = "->" + action.target.text
    else:
        tail = action.target if action.children is not None else "->" + action.target
    return f"{action.name}{action.joint}{inner}{tail}"


def walk(actions: tuple[Action, ...]) -> Iterator[Action]:
    """All actions and arguments, an outer one before its inner ones.

    >>> [action.name for action in walk(decode_actions("ct(commit,exec(load:0x1->NXM_NX_CT_MARK[])),drop"))]
    ['ct', 'commit', 'exec', 'load', 'drop']
    """
    pending = list(reversed(actions))
    while pending:
        action = pending.pop()
        yield action
        if action.children:
            pending.extend(reversed(action.children))
