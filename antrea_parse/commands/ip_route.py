"""``ip route``: the routes of a network namespace, of both families, of one table or all, and the answer of ``ip route get``.

Source of the format: iproute2 ip/iproute.c, 4.11 to 7.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from antrea_parse.commands.base import READ, UNREAD, Command, Ledger
from antrea_parse.commands.ip_encap import options
from antrea_parse.commands.ip_hop import HOP_WORDS, JOINT
from antrea_parse.commands.ip_nexthop import Nexthop, nexthop
from antrea_parse.commands.ip_route_record import Route, RouteHop, RouteOutput
from antrea_parse.commands.ip_route_simple import NUMERIC_PROTOCOLS, Simple, remember, simple_route
from antrea_parse.commands.ip_words import Special, grammar, natural, read_words
from antrea_parse.engine.lineformat import line_format
from antrea_parse.text.values import to_ip

TEMPLATE = "ip_route.textfsm"


def _milliseconds(text: str) -> int:
    return natural(text[:-2]) if text.endswith("ms") else round(float(text.removesuffix("s")) * 1000)


def _metric(name: str, key: str) -> Special:
    """A metric of the path: ``mtu 1400``, ``mtu lock 1400``, ``rtt 100ms``."""
    convert: Any = _milliseconds if key in ("rtt", "rttvar", "rto_min") else str if key == "congestion" else natural

    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        if key in _metrics(values):
            raise ValueError(name)  # said already
        if words[position] == "lock":
            position += 1
            values["metrics_lock"] = (*values.get("metrics_lock", ()), name)
        _metrics(values)[key] = convert(words[position])
        return position + 1

    return read


def _features(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``features ecn 0x3``."""
    if words[position] == "ecn":
        _metrics(values)["ecn"] = None
        position += 1
    if position < len(words) and words[position].startswith("0x"):
        _metrics(values)["features"] = words[position]
        position += 1
    return position


def _metrics(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = values.setdefault("metrics", ({},))[0]
    return found


def _seconds(key: str) -> Special:
    def read(values: dict[str, Any], words: Sequence[str], position: int) -> int:
        values[key] = natural(words[position].removesuffix("sec"))
        return position + 1

    return read


def _source(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    values["prefsrc"] = to_ip(words[position])
    return position + 1


def _tos(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """The route's own type of service; a number is that of its wrapping, which `ip -j` overwrites too."""
    said_before = isinstance(values.get("tos"), str)
    if said_before:
        raise ValueError(words[position])
    values["tos"] = words[position]
    return position + 1


def _mark(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    values["mark"] = int(words[position], 0)
    return position + 1


def _propagation(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    values["ttl_propogate"] = {"enabled": True, "disabled": False}[words[position]]
    return position + 1


def _oifs(values: dict[str, Any], words: Sequence[str], position: int) -> int:
    """``Oifs: eth0 eth1(ttl>2)`` of a cached multicast route."""
    hops = []
    for word in words[position:]:
        dev, _, limit = word.partition("(ttl>")
        hops.append(RouteHop.build({"dev": dev, "flags": (), **({"ttl": natural(limit.rstrip(")"))} if limit else {})}))
    values["nexthops"] = tuple(hops)
    return len(words)


_HOP = grammar("dev weight:i pref", HOP_WORDS)
_METRICS = "mtu window rtt rttvar ssthresh cwnd advmss reordering hoplimit initcwnd rto_min initrwnd quickack fastopen_no_cookie"
_WORDS = grammar(
    "from=from_ nhid:i dev table proto=protocol scope metric:i uid:i error:i users:i used:i ipid ts iif pref",
    {
        **HOP_WORDS,
        **{name: _metric(name, name) for name in _METRICS.split()},
        "congctl": _metric("congctl", "congestion"),
        "features": _features,
        "src": _source,
        "tos": _tos,
        "mark": _mark,
        "expires": _seconds("expires"),
        "age": _seconds("age"),
        "tsage": _seconds("tsage"),
        "ttl-propogate": _propagation,
        "Oifs:": _oifs,
    },
)


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Route]:
    """Fold the lines into routes."""
    reader = _Reader(ledger)
    span, uses, event = ledger.lines.span, ledger.uses, line_format(TEMPLATE).event
    simple: Simple | None = None  # the route at hand, while no further line goes on with it
    first = last = -1
    for index, line in enumerate(lines):
        known = simple_route(line)
        if known is None:
            found = event(line)
            if found is None:
                continue
            label, values = found
            if label == "SIMPLE_DST":
                known = remember(line, values)
        uses[index] = READ
        if known is not None:
            if simple is not None:
                if index == last + 1 and known.state == simple.state:
                    ledger.report("AP205", "the line above stands here again", index)
                    last = index
                    continue
                yield Route.whole(simple.state, simple.printed, span(first, last))
            else:
                done = reader.finish()
                if done is not None:
                    yield done
            simple = known
            first = last = index
            if known.numeric:
                reader.numeric = True
            continue
        if simple is not None:
            if label == "TYPE":
                yield Route.whole(simple.state, simple.printed, span(first, last))
            else:
                reader.resume(simple, first, last)
            simple = None
        done = reader.take(index, label, values)
        if done is not None:
            yield done
    done = reader.finish() if simple is None else Route.whole(simple.state, simple.printed, span(first, last))
    if done is not None:
        yield done


class _Reader:
    """The route at hand, while its lines pass by."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        # With -N types are numbers too; without, a number before a destination is not the tool's.
        self.numeric = bool(ledger.options.get("numeric"))
        # A bare number is a label only where it is sure that the routes are MPLS's; elsewhere it may be the end of an address.
        self.labels = ledger.options.get("family") == "mpls"
        self.values: dict[str, Any] | None = None
        self.hops: list[RouteHop] = []
        self.hop_texts: set[str] = set()
        self.first = self.last = -1
        self.previous: tuple[str, tuple[Any, ...]] = ("", ())
        self.flat_reported = False

    def take(self, index: int, label: str, values: tuple[Any, ...]) -> Route | None:
        """Use one line; returns the route that it ends."""
        if values == self.previous[1] and label == self.previous[0] and index == self.last + 1:
            self.ledger.report("AP205", "the line above stands here again", index)
            self.last = index
            return None
        done = None
        if label == "TYPE":
            kind, destination, text = values
            front, *pieces = JOINT.split(text or "") if text and "\\" in text else (text or "",)
            fields = self._route(index, kind, destination, front)
            used = fields is not None
            if used:
                done = self.finish()
                self.values, self.first = fields, index
                self.hops, self.hop_texts = [], set()
                self._take_pieces(index, pieces)
        else:
            used = self._go_on(index, label, values[0] or "")
        if used:
            self.last = index
            self.previous = (label, values)
        else:
            self.ledger.uses[index] = UNREAD
        return done

    def resume(self, simple: Simple, first: int, last: int) -> None:
        """Take over a simple route with which a further line goes on."""
        self.values = {name: simple.state[name] for name in simple.printed}
        self.first, self.last, self.previous = first, last, ("", ())
        self.hops, self.hop_texts = [], set()

    def finish(self) -> Route | None:
        """The route at hand, as far as its lines went."""
        values, self.values = self.values, None
        if values is None:
            return None
        if self.hops:
            values["nexthops"] = (*values.get("nexthops", ()), *self.hops)
        elif len(values) == 2:
            self.ledger.uses[self.first] = UNREAD  # an address alone on its line
            return None
        elif _LEADS_SOMEWHERE.isdisjoint(values) and "dev" not in self.ledger.options:
            self.ledger.report("AP202", f"the next hops of {values['dst']} are missing", self.first)
        return Route.build(values, self.ledger.span(self.first, self.last))

    def _route(self, index: int, kind: str | None, destination: str, text: str) -> dict[str, Any] | None:
        """Fields of a first line; None when it is none."""
        values: dict[str, Any] = {"dst": destination, "flags": ()}
        if kind is not None:
            if kind.isdigit() and not self.numeric:
                return None
            values["type"] = kind
        if destination.isdigit():
            self.labels = self.labels or text.startswith("as to ")
            if not self.labels:
                return None
        elif destination != "default" and not destination.startswith("0/"):
            try:
                to_ip(destination.partition("/")[0])
            except ValueError:
                return None
        known = len(values)
        strange = read_words(text.split(), _WORDS, values)
        if strange:
            if len(values) == known:
                return None
            self.ledger.report("AP203", f"not understood: {' '.join(strange)}", index)
        if values.get("protocol") in NUMERIC_PROTOCOLS:
            self.numeric = True
        return values

    def _go_on(self, index: int, label: str, text: str) -> bool:
        """Use a line that goes on with a route; tells whether it is one."""
        front, *pieces = JOINT.split(text) if "\\" in text else (text,)
        values = self.values
        if values is None:
            values = {"dst": "", "flags": ()}
            self.ledger.report("AP202", "belongs to a route whose first line is missing", index)
        if label == "OPTIONS":
            kind, _, front = front.partition(" ")
            return self._options(index, kind, front.split())
        if label == "NEXTHOP":
            hop: dict[str, Any] = {"flags": ()}
            strange = read_words(front.split(), _HOP, hop)
            if (strange and len(hop) == 1) or "dev" in values or "gateway" in values or values.get("type") in _LEAD_NOWHERE:
                return False  # a route with one way or none has no further ones: the first line of another is missing
            if "pref" in hop:  # up to 5.5 it stands behind the last next hop
                values["pref"] = hop.pop("pref")
            if "dev" in hop and front in self.hop_texts:
                self.ledger.report("AP206", "this next hop stands here twice, or the first line of another route is missing", index)
            self.hop_texts.add(front)
            self.hops.append(RouteHop.build(hop))
        elif label == "NH_INFO":
            info, strange = nexthop(front)
            if "nh_info" in values or (self.values is not None and info.get("id") != values.get("nhid")):
                return False
            values["nh_info"] = Nexthop.build(info)
        else:
            flags, words = (), front.split()
            if words and words[0].startswith("<"):
                flags = tuple(words.pop(0).strip("<>").split(","))
            values["cache"] = flags
            strange = read_words(words, _WORDS, values)
        if strange:
            self.ledger.report("AP203", f"not understood: {' '.join(strange)}", index)
        line = self.ledger.lines.texts[index]
        if not self.flat_reported and not line[:1].isspace() and index != self.first:
            self.flat_reported = True
            self.ledger.report("AP111", "indentation lost", index)
        self._take_pieces(index, pieces)
        return True

    def _options(self, index: int, kind: str, words: list[str]) -> bool:
        """The options of a wrapping stand on a line of their own, behind which the words of the route or next hop go on."""
        if self.values is None or "encap" not in (self.hops[-1].model_fields_set if self.hops else self.values):
            return False
        hop = self.hops.pop() if self.hops else None
        values = {name: getattr(hop, name) for name in hop.model_fields_set} if hop else self.values
        try:
            values[kind] = options(kind, words[0])
        except (ValueError, IndexError):
            strange = words
        else:
            strange = read_words(words[1:], _HOP if hop else _WORDS, values)
        if hop:
            self.hops.append(RouteHop.build(values))
        if strange:
            self.ledger.report("AP203", f"not understood: {' '.join(strange)}", index)
        return True

    def _take_pieces(self, index: int, pieces: Sequence[str]) -> None:
        """Read the lines that ``-o`` joined to one."""
        marks = bytearray(len(pieces))
        for position, label, values in line_format(TEMPLATE).events(pieces, marks, READ):
            if label == "TYPE" or not self._go_on(index, label, values[0] or ""):
                marks[position] = UNREAD
        for mark, piece in zip(marks, pieces, strict=True):
            if mark == UNREAD and piece.strip():
                self.ledger.report("AP203", f"not understood: {piece.strip()}", index)


_LEADS_SOMEWHERE = frozenset(("dev", "gateway", "via", "nhid", "type", "encap", "scope", "nexthops", "cache"))
_LEAD_NOWHERE = frozenset(("blackhole", "unreachable", "prohibit", "throw"))
_DESTINATION = r"(?:default|[0-9a-fA-F]*[.:][0-9a-fA-F.:]*(?:/\d+)?)"
_TYPES = r"(?:(?:unicast|local|broadcast|anycast|multicast|blackhole|unreachable|prohibit|throw) )"

COMMANDS = (
    Command(
        name="ip route",
        record=Route,
        output=RouteOutput,
        template=TEMPLATE,
        read=read,
        nests=True,
        starts=rf"\s*{_TYPES}?{_DESTINATION}\s+(?:via|dev|proto|scope|nhid|from|table|metric|encap|src)\s",
        signs=(
            (rf"\s*{_TYPES}?{_DESTINATION}\s+(?:from\s+\S+\s+)?(?:via\s+(?:inet6?\s+)?[0-9a-fA-F.:]+|nhid\s+\d+)\s.*\bdev\s", "is a route through a gateway"),
            (rf"\s*{_TYPES}?{_DESTINATION}\s+dev\s+\S+\s+(?:table|proto|scope|src|metric)\s", "is a route to an interface"),
            (rf"\s*{_TYPES}?{_DESTINATION}\s+(?:proto|metric)\s.*", "is a route of several next hops"),
            (r"\s*(?:unicast )?\d+ as to \d+(?:/\d+)* ", "is a route of MPLS"),
            (rf"\s*(?:blackhole|unreachable|prohibit|throw)\s+{_DESTINATION}(?:\s|$)", "is a route that drops packets"),
        ),
    ),
)
