"""What a snapshot knows that must not be shown: names of nodes, pods, namespaces and all else that people name, and networks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_interface
from typing import Any

from antrea_parse.commands.base import Record
from antrea_parse.snapshot.capture import Capture
from antrea_parse.snapshot.redaction.addresses import Network
from antrea_parse.snapshot.redaction.vocabulary import PUBLIC_KEY
from antrea_parse.text.prompt import find_prompt
from antrea_parse.text.source import Source

_WORD = re.compile(r"[A-Za-z0-9]+(?:[.-]+[A-Za-z0-9]+)*")
_NETWORK = re.compile(r"(?<![\w:.])((?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?)/(\d{1,3})(?![\w.])")
#: Fields whose words are those of the tools.
_TOLD_BY_TOOLS = frozenset(
    [
        "status",
        "version",
        "os_image",
        "kernel_version",
        "container_runtime",
        "phase",
        "type",
        "types",
        "protocol",
        "ready",
        "age",
        "roles",
        "conditions",
        "reason",
        "message",
        "state",
        "flags",
        "operstate",
        "qdisc",
        "kind",
        "api_version",
        "event",
        "internal_traffic_policy",
        "external_traffic_policy",
        "session_affinity",
        "architecture",
        "operating_system",
        "taints",
        "capacity",
        "allocatable",
        "created",
        "uid",
        "started",
        "restarted",
        "last_restart",
        "family",
        "direction",
        "action",
        "enabled",
        "config",
        "curr",
        "advertised",
        "supported",
        "fail_mode",
        "datapath_type",
        "policy_types",
        "qos_class",
        "restart_policy",
        "dns_policy",
        "current",
        "feature_gates",
        "features",
        "heartbeat",
    ]
)
#: Names of nodes stand there.
_NODE_FIELDS = frozenset(["node", "nominated_node", "node_name", "nodes", "egress_node"])
#: Names of interfaces follow from those of pods.
_INTERFACES = frozenset(["interface", "interface_name", "ifname", "interfaces", "device", "port_uuid", "container_id"])
_NODE_COMMANDS = frozenset(["kubectl get nodes", "antctl get memberlist"])
#: Outputs whose names are those of interfaces and tables, which follow from pods.
_PORTS_ONLY = ("ip ", "ovs-ofctl", "ovs-appctl", "ovs-dpctl")
#: Fields whose keys people choose.
_FREE_KEYS = frozenset(["labels", "annotations", "selector", "node_selector", "match_labels"])
#: Fields of antctl that hold names; others have words of flows and of the program.
_NAMED = re.compile(r"(?:^|_)(?:names?|namespaces?|pods?|nodes?|ns|services?|labels|fqdns?|hostname|policy|policies|egress|cluster_id|source)$")
_IDS = frozenset(["pod-name", "pod-namespace", "node-name", "hostname", "entity-name", "entity-namespace", "system-id"])


def names_of(captures: Iterable[Capture], sources: Iterable[Source]) -> tuple[set[str], set[str]]:
    """All names, and those of nodes."""
    names: set[str] = set()
    nodes: set[str] = set()
    for capture in captures:
        if capture.node is not None:
            nodes.add(capture.node)
        invocation = capture.invocation
        if invocation is not None:
            named = (invocation.pod, invocation.namespace, invocation.host)
            names.update(word for text in named if text for word in _WORD.findall(text))
        if capture.output is not None and not (capture.command or "").startswith(_PORTS_ONLY):
            for record in capture.output:
                _of_record(record, capture.command or "", names, nodes)
    for source in sources:
        for text in source.lines.texts:
            if "@" in text or "#" in text or "$" in text:
                prompt = find_prompt(text)
                if prompt is not None:
                    nodes.update(filter(None, [prompt.host]))
                    names.update(filter(None, [prompt.user]))
        if source.origin is not None and source.origin.node:
            nodes.add(source.origin.node)
    return names, nodes


def _of_record(record: Record, command: str, names: set[str], nodes: set[str]) -> None:
    values = {name: getattr(record, name) for name in record.model_fields_set if name not in _TOLD_BY_TOOLS | _INTERFACES}
    if command in _NODE_COMMANDS and isinstance(values.get("name"), str):
        nodes.add(values["name"])
    for field, text in _texts(values):
        if (command.startswith("ovs-vsctl") and field not in _IDS) or (command.startswith("antctl") and not _NAMED.search(field)):
            continue
        words = _WORD.findall(text)
        (nodes if field in _NODE_FIELDS else names).update(words)
        for word in words:  # a host may be written without its domain
            if "." in word:
                names.update(word.split("."))


def _texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, item in value.items():
            if field in _FREE_KEYS and "/" in str(key) and not PUBLIC_KEY.fullmatch(str(key)):
                yield field, str(key)
            if key not in _TOLD_BY_TOOLS:
                yield from _texts(item, str(key))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _texts(item, field)
    elif hasattr(value, "__dict__") or hasattr(type(value), "model_fields"):
        inner = getattr(value, "__dict__", None) or {}
        yield from _texts({key: item for key, item in inner.items() if not key.startswith("_")}, field)


def networks_of(sources: Iterable[Source]) -> set[Network]:
    """Networks that the text names: of addresses with their lengths."""
    found: set[Network] = set()
    seen: set[tuple[str, str]] = set()
    for source in sources:
        for text in source.lines.texts:
            if "/" not in text:
                continue
            for match in _NETWORK.finditer(text):
                if match.groups() not in seen:
                    seen.add((match[1], match[2]))
                    try:
                        network = ip_interface(f"{match[1]}/{match[2]}").network
                    except ValueError:
                        continue
                    if network.prefixlen >= 8:
                        found.add(network)
    return found
