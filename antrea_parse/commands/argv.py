"""Which command a command line names: abbreviations, option spellings, resource aliases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple


class Resolved(NamedTuple):
    """A command's canonical name and what its options ask for.

    Attributes:
        name: as the registry lists it.
        options: by tool; the functions below name them.
    """

    name: str
    options: Mapping[str, Any]


def resolve(argv: Sequence[str]) -> Resolved | None:
    """The command that these words run, or None for one that is not read.

    >>> resolve(["ip", "-d", "addr", "show", "dev", "eth0"])
    Resolved(name='ip address', options={'details': True, 'dev': 'eth0'})
    >>> resolve("kubectl get po -A -owide".split())
    Resolved(name='kubectl get pods', options={'all_namespaces': True, 'output': 'wide'})
    """
    if not argv:
        return None
    program = argv[0].replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".exe")
    resolver = _RESOLVERS.get(program)
    return resolver(list(argv[1:])) if resolver else None


def may_be_read(command_line: str) -> bool:
    """Whether a command line holds the name of a program whose output is read; a look at it is cheaper than understanding the line.

    >>> may_be_read("sudo ip a"), may_be_read("systemctl status kubelet")
    (True, False)
    """
    return _programs().search(command_line) is not None


@cache
def _programs() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, _RESOLVERS))})(?![\w-])")


def aliases_of(name: str) -> tuple[str, ...]:
    """Other spellings of a command that `resolve` understands, the ones people type.

    >>> aliases_of("ip address")
    ('ip a', 'ip addr')
    """
    program, *rest = name.split()
    if program == "kubectl" and rest[-1] in _RESOURCES:
        return tuple(f"kubectl {rest[0]} {alias}" for alias in _RESOURCES[rest[-1]].split() if alias != rest[-1])
    if program == "antctl" and len(rest) > 1:
        verb = " ".join(rest[:-1])
        return tuple(f"antctl {verb} {alias}" for (kind, alias), found in _ANTCTL_OF.items() if found == name and kind == verb and alias != rest[-1])
    return _ALIASES.get(name, ())


_ALIASES = {
    "ip address": ("ip a", "ip addr"),
    "ip route": ("ip r", "ip ro"),
    "ip link": ("ip l",),
    "ip neighbour": ("ip n", "ip neigh", "ip neighbor"),
    "ip rule": ("ip ru",),
    "ovs-dpctl show": ("ovs-appctl dpctl/show",),
    "ovs-ofctl dump-flows": ("ovs-appctl bridge/dump-flows", "antctl get ovsflows"),
}
_IP_OBJECTS = (
    # iproute2 takes any prefix; the first object that fits wins (ip.c).
    ("address", "ip address"),
    ("route", "ip route"),
    ("rule", "ip rule"),
    ("neighbor", "ip neighbour"),
    ("neighbour", "ip neighbour"),
    ("link", "ip link"),
    ("nexthop", "ip nexthop"),
)
_IP_FLAGS = {
    "details": "details",
    "statistics": "statistics",
    "stats": "statistics",
    "oneline": "oneline",
    "brief": "brief",
    "color": "color",
    "json": "json",
    "human-readable": "human",
    "iec": "human",
    "Numeric": "numeric",
    "resolve": "resolve",
    "timestamp": "timestamp",
    "pretty": "pretty",
}
_IP_SHORT = {
    "d": "details",
    "s": "statistics",
    "o": "oneline",
    "br": "brief",
    "c": "color",
    "j": "json",
    "h": "human",
    "N": "numeric",
    "r": "resolve",
    "t": "timestamp",
    "p": "pretty",
}


def _ip(words: list[str]) -> Resolved | None:
    options: dict[str, Any] = {}
    position = 0
    while position < len(words) and words[position].startswith("-"):
        flag = words[position].lstrip("-").partition("=")[0]
        position += 1
        if flag in ("4", "6"):
            options["family"] = int(flag)
        elif flag == "0":
            options["family"] = 0
        elif flag == "M":
            options["family"] = "mpls"
        elif flag in ("f", "family") and position < len(words):
            options["family"] = {"inet": 4, "inet6": 6}.get(words[position], words[position])
            position += 1
        elif flag in _IP_SHORT:
            _count(options, _IP_SHORT[flag])
        else:
            for name, option in _IP_FLAGS.items():
                if flag and name.startswith(flag):
                    _count(options, option)
                    break
    rest = words[position:]
    if not rest:
        return None
    name = next((name for word, name in _IP_OBJECTS if word.startswith(rest[0])), "")
    if not name or options.get("json"):
        return None
    rest = rest[1:]
    verb = rest[0] if rest else "show"
    if name == "ip route" and len(verb) > 1 and "get".startswith(verb):
        options["get"] = True
    elif "list".startswith(verb) or "show".startswith(verb) or verb == "lst":
        rest = rest[1:]
    elif verb in ("add", "del", "delete", "replace", "change", "set", "flush", "append", "save", "restore", "help"):
        return None
    options.update((key, value) for key, value in pairwise(rest) if key in ("dev", "table", "vrf", "type", "master"))
    if (
        name in ("ip address", "ip link")
        and rest
        and rest[0] not in ("dev", "up", "master", "type", "scope", "to", "label", "vrf", "group", "permanent", "dynamic")
    ):
        options["dev"] = rest[0]
    return Resolved(name, options)


def _count(options: dict[str, Any], option: str) -> None:
    """``-s -s`` asks for more than ``-s``."""
    options[option] = int(options[option]) + 1 if option in options else True


#: Aliases of the resources whose tables are typed; all others are read as generic tables.
_RESOURCES = {
    "pods": "pods pod po",
    "nodes": "nodes node no",
    "services": "services service svc",
    "endpoints": "endpoints endpoint ep",
    "endpointslices": "endpointslices endpointslice endpointslices.discovery.k8s.io",
    "networkpolicies": "networkpolicies networkpolicy netpol networkpolicies.networking.k8s.io",
    "namespaces": "namespaces namespace ns",
    "deployments": "deployments deployment deploy deployments.apps",
    "daemonsets": "daemonsets daemonset ds daemonsets.apps",
    "clusternetworkpolicies": "clusternetworkpolicies clusternetworkpolicy acnp cnp clusternetworkpolicies.crd.antrea.io",
    "networkpolicies.crd.antrea.io": "networkpolicies.crd.antrea.io annp anp",
    "configmaps": "configmaps configmap cm",
    "tiers": "tiers tier tr tiers.crd.antrea.io",
    "clustergroups": "clustergroups clustergroup cg clustergroups.crd.antrea.io",
    "groups": "groups group grp groups.crd.antrea.io",
    "externalippools": "externalippools externalippool eip externalippools.crd.antrea.io",
    "egresses": "egresses egress eg egresses.crd.antrea.io",
    "traceflows": "traceflows traceflow tf traceflows.crd.antrea.io",
    "antreaagentinfos": "antreaagentinfos antreaagentinfo aai antreaagentinfos.crd.antrea.io",
    "antreacontrollerinfos": "antreacontrollerinfos antreacontrollerinfo aci antreacontrollerinfos.crd.antrea.io",
}
_RESOURCE_OF = {alias: name for name, aliases in _RESOURCES.items() for alias in aliases.split()}
_KUBECTL_WITH_VALUE = {
    "-n": "namespace",
    "--namespace": "namespace",
    "-o": "output",
    "--output": "output",
    "-l": "selector",
    "--selector": "selector",
    "-L": "label_columns",
    "--label-columns": "label_columns",
    "--field-selector": "field_selector",
    "--sort-by": "sort_by",
    "--kubeconfig": "kubeconfig",
    "--context": "context",
    "-f": "filename",
    "--filename": "filename",
    "--cluster": "cluster",
    "--user": "user",
    "-s": "server",
    "--server": "server",
    "--chunk-size": "chunk_size",
    "--request-timeout": "request_timeout",
    "--template": "template",
}
_KUBECTL_FLAGS = {
    "-A": "all_namespaces",
    "--all-namespaces": "all_namespaces",
    "--show-labels": "show_labels",
    "--no-headers": "no_headers",
    "-w": "watch",
    "--watch": "watch",
    "--show-kind": "show_kind",
    "--output-watch-events": "watch_events",
}


def _options(words: list[str], with_value: Mapping[str, str], flags: Mapping[str, str]) -> tuple[list[str], dict[str, Any]]:
    """Words that are no options, and the options by name; spellings ``-o wide``, ``-owide``, ``-o=wide``, ``--output=wide``."""
    plain: list[str] = []
    options: dict[str, Any] = {}
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        flag, equals, value = word.partition("=")
        if not word.startswith("-") or word == "-":
            plain.append(word)
        elif flag in with_value:
            if not equals and position < len(words):
                value = words[position]
                position += 1
            options[with_value[flag]] = value
        elif flag in flags:
            options[flags[flag]] = value != "false"
        elif word[:2] in with_value and not word.startswith("--"):
            options[with_value[word[:2]]] = word[2:].removeprefix("=")
    return plain, options


def _kubectl(words: list[str]) -> Resolved | None:
    plain, options = _options(words, _KUBECTL_WITH_VALUE, _KUBECTL_FLAGS)
    if plain[:1] == ["api-resources"] or (plain[:1] == ["top"] and len(plain) > 1):
        return Resolved(f"kubectl {plain[0]}", options)
    if plain == ["events"]:
        return Resolved("kubectl get", {**options, "resource": "events"})
    if plain[:1] == ["get"] and len(plain) == 1 and "filename" in options:
        return Resolved("kubectl get", options)
    if len(plain) < 2 or plain[0] not in ("get", "describe"):
        return None
    kinds = [part.split("/")[0] for part in plain[1].split(",")]
    if len(plain) > 2:
        options["names"] = tuple(plain[2:])
    if plain[0] == "describe":
        options["describe"] = True  # the same objects, told in another form
    known = _RESOURCE_OF.get(kinds[0].lower())
    if len(kinds) > 1 or known is None or str(options.get("output", "")).startswith("custom-columns"):
        options["resource"] = plain[1]
        return Resolved("kubectl get", options)
    return Resolved(f"kubectl get {known}", options)


_OVS_WITH_VALUE = {
    "-O": "protocols",
    "--protocols": "protocols",
    "-t": "timeout",
    "-T": "timeout",
    "--timeout": "timeout",
    "--db": "db",
    "-F": "flow_format",
    "--columns": "columns",
    "-f": "format",
    "--format": "format",
    "-d": "data",
    "--data": "data",
    "-u": "unixctl",
    "--target": "target",
}
_OVS_FLAGS = {
    "--names": "names",
    "--no-names": "no_names",
    "--no-stats": "no_stats",
    "--stats": "stats",
    "-s": "stats",
    "--no-headings": "no_headings",
    "-m": "more",
    "--more": "more",
    "--oneline": "oneline",
}
_OVS_TABLES = {
    "interface": "interface",
    "interfaces": "interface",
    "int": "interface",
    "iface": "interface",
    "port": "port",
    "ports": "port",
    "bridge": "bridge",
    "bridges": "bridge",
    "br": "bridge",
}
_OFCTL = frozenset(["show", "dump-ports-desc", "dump-ports", "dump-flows", "dump-groups", "dump-group-stats", "dump-meters", "meter-stats"])
_APPCTL = {
    "dpif/show": "ovs-appctl dpif/show",
    "dpctl/show": "ovs-dpctl show",
    "fdb/show": "ovs-appctl fdb/show",
    "bridge/dump-flows": "ovs-ofctl dump-flows",
    "ofproto/trace": "antctl trace-packet",
}


def _ovs_vsctl(words: list[str]) -> Resolved | None:
    plain, options = _options(words, _OVS_WITH_VALUE, _OVS_FLAGS)
    if plain[:1] == ["show"]:
        return Resolved("ovs-vsctl show", options)
    if plain[:1] == ["list"] and len(plain) > 1 and options.get("format", "list") in ("list", ""):
        table = _OVS_TABLES.get(plain[1].lower())
        return Resolved(f"ovs-vsctl list {table}", options) if table else None
    return None


def _ovs_ofctl(words: list[str]) -> Resolved | None:
    plain, options = _options(words, _OVS_WITH_VALUE, _OVS_FLAGS)
    if not plain or plain[0] not in _OFCTL:
        return None
    if len(plain) > 1:
        options["bridge"] = plain[1]
    return Resolved(f"ovs-ofctl {plain[0]}", options)


def _ovs_appctl(words: list[str]) -> Resolved | None:
    plain, options = _options(words, _OVS_WITH_VALUE, _OVS_FLAGS)
    name = _APPCTL.get(plain[0]) if plain else None
    if name is None:
        return None
    if len(plain) > 1:
        options["bridge"] = plain[1]
    return Resolved(name, options)


def _ovs_dpctl(words: list[str]) -> Resolved | None:
    plain, options = _options(words, _OVS_WITH_VALUE, _OVS_FLAGS)
    return Resolved("ovs-dpctl show", options) if plain[:1] == ["show"] else None


_ANTCTL = {
    "agentinfo": "agentinfo agentinfos ai",
    "controllerinfo": "controllerinfo controllerinfos ci",
    "podinterface": "podinterface podinterfaces pi",
    "networkpolicy": "networkpolicy networkpolicies netpol",
    "addressgroup": "addressgroup addressgroups ag",
    "appliedtogroup": "appliedtogroup appliedtogroups atg",
    "memberlist": "memberlist ml",
    "featuregates": "featuregates fg",
    "serviceexternalip": "serviceexternalip serviceexternalips seip",
    "bgppolicy": "bgppolicy",
    "bgppeers": "bgppeers",
    "bgproutes": "bgproutes",
    "fqdncache": "fqdncache",
    "podmulticaststats": "podmulticaststats",
    "flowrecords": "flowrecords flowrecord fr",
    "recordmetrics": "recordmetrics rm",
}
_ANTCTL_MC = {
    "clusterset": "clusterset clustersets",
    "resourceexport": "resourceexport resourceexports re",
    "resourceimport": "resourceimport resourceimports ri",
    "membertoken": "membertoken membertokens",
}
_ANTCTL_QUERY = {"endpoint": "endpoint endpoints", "networkpolicyevaluation": "networkpolicyevaluation networkpoliciesevaluation netpoleval"}
#: Command by verb and resource.
_ANTCTL_OF = {
    (verb, alias): f"antctl {verb} {name}"
    for verb, resources in (("get", _ANTCTL), ("mc get", _ANTCTL_MC), ("query", _ANTCTL_QUERY))
    for name, aliases in resources.items()
    for alias in aliases.split()
}
_ANTCTL_VERBS = {
    "version": "version",
    "traceflow": "traceflow",
    "tf": "traceflow",
    "traceflows": "traceflow",
    "trace-packet": "trace-packet",
    "tp": "trace-packet",
    "check": "check",
    "supportbundle": "supportbundle",
}
_ANTCTL_FLAGS = {
    "-S": "bridge",
    "-T": "table",
    "-p": "pod",
    "-n": "namespace",
    "--namespace": "namespace",
    "-o": "output",
    "--output": "output",
    "-k": "kubeconfig",
    "--kubeconfig": "kubeconfig",
    "-s": "server",
    "--server": "server",
    "-t": "timeout",
    "--timeout": "timeout",
}


def _antctl(words: list[str]) -> Resolved | None:
    plain, options = _options(words, _ANTCTL_FLAGS, {"-G": "groups", "--groups-only": "groups", "-w": "watch", "--watch": "watch"})
    if not plain:
        return None
    if plain[0] in _ANTCTL_VERBS:
        return Resolved(f"antctl {_ANTCTL_VERBS[plain[0]]}", options)
    verb, resource = " ".join(plain[: 2 if plain[0] == "mc" else 1]), plain[2 if plain[0] == "mc" else 1 :]
    if not resource:
        return None
    if len(resource) > 1:
        options["names"] = tuple(resource[1:])
    if verb == "get" and resource[0] in ("ovsflows", "of"):
        return Resolved("ovs-ofctl dump-groups" if options.get("groups") else "ovs-ofctl dump-flows", options)
    name = _ANTCTL_OF.get((verb, resource[0]))
    return Resolved(name, options) if name else None


_RESOLVERS: dict[str, Callable[[list[str]], Resolved | None]] = {
    "ip": _ip,
    "kubectl": _kubectl,
    "k": _kubectl,
    "oc": _kubectl,
    "ovs-vsctl": _ovs_vsctl,
    "ovs-ofctl": _ovs_ofctl,
    "ovs-appctl": _ovs_appctl,
    "ovs-dpctl": _ovs_dpctl,
    "antctl": _antctl,
}
