"""What a snapshot knows that must not be shown: names of nodes, pods, namespaces and all else that people name, and networks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_interface
from typing import TYPE_CHECKING, Any, NamedTuple

from antrea_parse.commands.base import Record
from antrea_parse.snapshot.redaction.addresses import Network
from antrea_parse.snapshot.redaction.vocabulary import PUBLIC_KEY
from antrea_parse.text.prompt import find_prompt, find_prompt_behind, find_tall_prompt
from antrea_parse.text.source import Source, Unkept

if TYPE_CHECKING:
    from antrea_parse.snapshot.snapshot import Snapshot

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
#: What a program says in words: names among them are told from words by their digits and signs.
_PROSE = frozenset(["message", "reason"])
#: Names of nodes stand there.
_NODE_FIELDS = frozenset(["node", "nominated_node", "node_name", "nodes", "egress_node"])
#: Names of objects that are read wherever a name stands, whatever word they are.
_OBJECT_FIELDS = frozenset(["namespace", "node", "node_name", "pod", "pod_name", "pod_namespace"])
#: What the commands that list these print as a name is one that people chose.
_NAMED_KINDS = frozenset(
    [
        "pods",
        "nodes",
        "namespaces",
        "services",
        "endpoints",
        "endpointslices",
        "networkpolicies",
        "deployments",
        "daemonsets",
        "replicasets",
        "statefulsets",
        "egresses",
        "externalippools",
        "clusternetworkpolicies",
        "networkpolicies.crd.antrea.io",
        "clustergroups",
        "groups",
        "traceflows",
        "antreaagentinfos",
        "configmaps",
        "podinterface",
        "memberlist",
    ]
)
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


class Known(NamedTuple):
    """Names that a snapshot knows.

    Attributes:
        names: all that must not be shown.
        nodes: names of nodes and hosts.
        named: names of nodes, pods, namespaces and other objects, among them such as are words of the tools.
    """

    names: set[str]
    nodes: set[str]
    named: set[str]


def names_of(snapshot: Snapshot) -> Known:
    """The names in captures, command lines, prompts and paths."""
    known = Known(set(), set(), set())
    for capture in snapshot.captures:
        if capture.node is not None:
            known.nodes.add(capture.node)
        invocation = capture.invocation
        if invocation is not None:
            named = [invocation.pod, invocation.namespace, invocation.host]
            words = [word for text in named if text for word in _WORD.findall(text.removeprefix("node/"))]
            known.names.update(words)
            known.named.update(words)
        if capture.output is not None and not (capture.command or "").startswith(_PORTS_ONLY):
            for record in capture.output:
                _of_record(record, capture.command or "", known)
    for source in snapshot.sources:
        if source.origin is not None and source.origin.node:
            known.nodes.add(source.origin.node)
        texts = source.lines.texts
        if isinstance(texts, Unkept):
            continue
        uses = snapshot.coverage.uses_of(source.name)
        first = source.lines.numbers[0] if texts else 1
        for index, text in enumerate(texts):
            if uses[source.lines.numbers[index] - first] in ("command", "prompt"):
                prompt = find_prompt(text) or find_prompt_behind(text) or (find_tall_prompt(texts[index - 1], text) if index else None)
                if prompt is not None:
                    known.nodes.update(filter(None, [prompt.host]))
                    known.names.update(filter(None, [prompt.user]))
    return known


def _of_record(record: Record, command: str, known: Known) -> None:
    values = {name: getattr(record, name) for name in record.model_fields_set if name not in _TOLD_BY_TOOLS | _INTERFACES}
    if isinstance(values.get("name"), str) and command.rpartition(" ")[2] in _NAMED_KINDS:
        known.named.add(values["name"])
    if command in _NODE_COMMANDS and isinstance(values.get("name"), str):
        known.nodes.add(values["name"])
    known.named.update(value for field in _OBJECT_FIELDS & values.keys() if isinstance(value := values[field], str) and _WORD.fullmatch(value))
    for field in _PROSE & record.model_fields_set:
        known.names.update(word for word in _WORD.findall(str(getattr(record, field))) if not word.isalpha())
    for field, text in _texts(values):
        if (command.startswith("ovs-vsctl") and field not in _IDS) or (command.startswith("antctl") and not _NAMED.search(field)):
            continue
        words = _WORD.findall(text)
        (known.nodes if field in _NODE_FIELDS else known.names).update(words)
        if command.startswith("ovs-vsctl"):
            known.named.update(words)
        for word in words:  # a host may be written without its domain
            if "." in word:
                known.names.update(word.split("."))


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
