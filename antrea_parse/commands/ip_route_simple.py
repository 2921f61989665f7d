"""Routes of one line and few words, as nearly every route is: of a line known by heart, or by what stands behind its addresses."""

from __future__ import annotations

from socket import AF_INET, inet_pton
from typing import Any, NamedTuple

from antrea_parse.commands.ip_route_record import Route
from antrea_parse.text.values import to_ip

#: Kernel, boot and static, which have names wherever -N is not given.
NUMERIC_PROTOCOLS = frozenset("234")


class Simple(NamedTuple):
    """A route of few words.

    Attributes:
        state: all fields of the record.
        printed: those that the line has.
        numeric: the protocol is a number that has a name: the tool was told to print numbers.
    """

    state: dict[str, Any]
    printed: set[str]
    numeric: bool


#: What lines were read to. Nodes of a cluster print the same routes, a thousand of them a million lines of a thousand forms: equal lines are
#: read once and share what they hold.
_KNOWN: dict[str, Simple] = {}
_KNOWN_LIMIT = 1 << 15
#: A route for each text behind the destination, and behind the gateway where there is one. A node has a route to each of its peers, and they
#: differ in these two only.
_BEHIND_DESTINATION: dict[str, Simple] = {}
_BEHIND_GATEWAY: dict[str, Simple] = {}
_BEHIND_LIMIT = 1 << 12
_LENGTHS = frozenset(map(str, range(33)))
#: The names printed, by which of a simple route's fields are missing.
_PRINTED: dict[tuple[bool, ...], set[str]] = {}


def simple_route(line: str) -> Simple | None:
    """The route of a line like one that was read before; None for any other."""
    known = _KNOWN.get(line)
    if known is not None:
        return known
    destination, _, behind = line.partition(" ")
    gateway = None
    if behind[:4] == "via ":
        gateway, _, behind = behind[4:].partition(" ")
        like = _BEHIND_GATEWAY.get(behind)
    else:
        like = _BEHIND_DESTINATION.get(behind)
    if like is None or not _is_destination(destination):
        return None
    state = like.state.copy()
    state["dst"] = destination
    if gateway is not None:
        try:
            state["gateway"] = to_ip(gateway)
        except ValueError:
            return None
        if ":" in gateway:
            return None
    return _keep(line, Simple(state, like.printed, like.numeric))


def _is_destination(text: str) -> bool:
    address, slash, length = text.partition("/")
    if slash and length not in _LENGTHS:
        return False
    try:
        inet_pton(AF_INET, address)
    except (OSError, ValueError):
        return text == "default"
    return True


def _keep(line: str, known: Simple) -> Simple:
    if len(_KNOWN) >= _KNOWN_LIMIT:
        _KNOWN.clear()
    _KNOWN[line] = known
    return known


def remember(line: str, words: tuple[Any, ...]) -> Simple:
    """The simple route of what the template found in a line; lines like it are known from now on."""
    known = _read(words)
    destination, gateway = words[0], words[1]
    front, ways = (f"{destination} ", _BEHIND_DESTINATION) if gateway is None else (f"{destination} via {gateway} ", _BEHIND_GATEWAY)
    if line.startswith(front):
        if len(ways) >= _BEHIND_LIMIT:
            ways.clear()
        ways[line[len(front) :]] = known
    return _keep(line, known)


def _read(words: tuple[Any, ...]) -> Simple:
    destination, gateway, dev, protocol, scope, source, metric, flag = words
    shape = (gateway is None, protocol is None, scope is None, source is None, metric is None)
    state = Route.blank()
    state["dst"] = destination
    if gateway is not None:
        state["gateway"] = to_ip(gateway)
    state["dev"] = dev
    state["protocol"] = protocol
    state["scope"] = scope
    if source is not None:
        state["prefsrc"] = to_ip(source)
    if metric is not None:
        state["metric"] = int(metric)
    if flag is not None:
        state["flags"] = (flag,)
    return Simple(state, _PRINTED.get(shape) or _printed(shape), protocol in NUMERIC_PROTOCOLS)


def _printed(shape: tuple[bool, ...]) -> set[str]:
    optional = ("gateway", "protocol", "scope", "prefsrc", "metric")
    _PRINTED[shape] = {"dst", "dev", "flags", *(name for name, missing in zip(optional, shape, strict=True) if not missing)}
    return _PRINTED[shape]
