"""What a command line asks for in full: the output of one that chooses nothing shows all there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from antrea_parse.snapshot.capture import Capture
from antrea_parse.topology.captured import Captured, inside, options

#: What a list lists, and what it is limited to.
Asked = tuple[str, str]

_NAMESPACED = ("pods", "services", "endpoints", "endpointslices", "networkpolicies", "networkpolicies.crd.antrea.io")
_CLUSTER_WIDE = ("nodes", "clusternetworkpolicies", "egresses")
#: Options of ``kubectl get`` that choose among what there is.
_CHOOSING = frozenset({"selector", "field_selector", "names", "watch", "filename"})
#: The namespace of kubectl's context.
CONTEXT = "?"
_FAMILIES = (4, 6)
#: Options of ``ip`` that stand before the object and take a word.
_WITH_WORD = frozenset({"f", "family", "n", "netns", "b", "batch", "l", "loops", "rc", "rcvbuf"})
_VERBS = ("show", "list", "lst")


def asked_in_full(capture: Capture) -> list[Asked]:
    """What the command line of a capture asks for without choosing among it; nothing where there is no command line.

    The names are those of `antrea_parse.topology.model.Listing`.
    """
    asked = _ASKED.get(capture.command or "")
    return asked(capture) if asked is not None and capture.argv and not capture.part else []


def in_full(captured: Captured, command: str, node: str, family: int | None = None) -> list[Capture]:
    """Captures of a node's command that show all there is, of one IP family or of all: what they lack was not there.

    Args:
        captured: the captures.
        command: ``ip address``, ``ip route``, ``ovs-vsctl show``…
        node: the node.
        family: 4 or 6 for what the captures must show at least; of routes always one of them.
    """
    return [capture for capture in captured.captures(command, node) if captured.whole(capture) and not inside(capture) and _shows_all(capture, family)]


def _shows_all(capture: Capture, family: int | None) -> bool:
    found = asked_in_full(capture)
    if capture.command == "ip route":
        return ("routes", f"{family} main") in found or ("routes", f"{family} *") in found
    if capture.command in ("ip address", "ip link"):
        return (("interfaces", "") if family is None else ("addresses", str(family))) in found
    if capture.command in _SIGNED:
        return shows_its_end(capture)
    return bool(capture.argv) and not capture.part


def shows_its_end(capture: Capture) -> bool:
    """Whether an output's own last line tells that nothing was cut off behind it."""
    sign = _SIGNED.get(capture.command or "")
    return sign is not None and getattr(capture.output, sign, None) is not None


def _of_cluster(what: str) -> Callable[[Capture], list[Asked]]:
    def asked(capture: Capture) -> list[Asked]:
        given = options(capture)
        if _CHOOSING & given.keys() or "watch" in capture.command_line.split():
            return []  # `watch` shows what fits the terminal
        if what in _CLUSTER_WIDE or given.get("all_namespaces"):
            return [(what, "")]
        return [(what, str(given.get("namespace") or CONTEXT))]

    return asked


def _ip_words(argv: Sequence[str]) -> list[str] | None:
    """What ``ip`` was asked for, behind the object and its verb; None where there is no object."""
    words = list(argv[1:])
    while words and words[0].startswith("-"):
        takes = words[0].lstrip("-") in _WITH_WORD
        words = words[2 if takes else 1 :]
    if not words:
        return None
    rest = words[1:]
    return rest[1:] if rest and any(verb.startswith(rest[0]) for verb in (*_VERBS, "ls")) else rest


def _families(capture: Capture, default: tuple[int, ...] = _FAMILIES) -> tuple[int, ...]:
    family = options(capture).get("family")
    return default if family is None else (family,) if family in _FAMILIES else ()


def _interfaces(capture: Capture) -> list[Asked]:
    if _ip_words(capture.argv) != []:
        return []
    # `ip -4 address` leaves out interfaces without such an address.
    every = "family" not in options(capture)
    return [("interfaces", "")] * every + [("addresses", str(family)) for family in _families(capture)] * (capture.command == "ip address")


def _routes(capture: Capture) -> list[Asked]:
    words = _ip_words(capture.argv)
    table = "main"
    if words and len(words) == 2 and words[0] == "table":
        table = {"all": "*", "254": "main", "255": "local"}.get(words[1], words[1])
    elif words != []:
        return []
    return [("routes", f"{family} {table}") for family in _families(capture, (4,))]


def _rules(capture: Capture) -> list[Asked]:
    return [("rules", str(family)) for family in _families(capture, (4,))] if _ip_words(capture.argv) == [] else []


def _neighbours(capture: Capture) -> list[Asked]:
    return [("neighbours", str(family)) for family in _families(capture)] if _ip_words(capture.argv) == [] else []


def _plain_words(argv: Sequence[str]) -> list[str]:
    """Words of a command line that are no options; None of them follows an option that takes it."""
    taken = {second for first, second in pairwise(argv) if first in ("-O", "-t", "-T", "--db", "-F", "-f", "-d", "--timeout", "--columns")}
    return [word for word in argv[1:] if not word.startswith("-") and word not in taken]


def _vsctl_show(capture: Capture) -> list[Asked]:
    # Its last line tells that nothing was cut off, its command line has nothing to say.
    return [("bridges", ""), ("ports", "")] if getattr(capture.output, "ovs_version", None) else []


def _vsctl_list_bridge(capture: Capture) -> list[Asked]:
    # A list of interfaces does not say on which bridges they are.
    return [("bridges", "")] if len(_plain_words(capture.argv)) == 2 and "columns" not in options(capture) else []


def _of_bridge(what: str) -> Callable[[Capture], list[Asked]]:
    def asked(capture: Capture) -> list[Asked]:
        bridge = options(capture).get("bridge")
        return [(what, str(bridge))] if bridge and len(_plain_words(capture.argv)) == 2 else []

    return asked


#: Outputs that show their end, with the field that holds it.
_SIGNED = {"ovs-vsctl show": "ovs_version", "ovs-ofctl show": "frags"}
#: What the command line of a capture asks for in full; nothing where it chooses.
_ASKED: dict[str, Callable[[Capture], list[Asked]]] = {
    **{f"kubectl get {what}": _of_cluster(what) for what in (*_NAMESPACED, *_CLUSTER_WIDE)},
    "ip address": _interfaces,
    "ip link": _interfaces,
    "ip route": _routes,
    "ip rule": _rules,
    "ip neighbour": _neighbours,
    "ovs-vsctl show": _vsctl_show,
    "ovs-vsctl list bridge": _vsctl_list_bridge,
    "ovs-ofctl show": _of_bridge("ports"),
    "ovs-ofctl dump-ports-desc": _of_bridge("ports"),
    "ovs-ofctl dump-flows": _of_bridge("flows"),
}
#: Commands of which it is known.
COMMANDS = tuple(_ASKED)
