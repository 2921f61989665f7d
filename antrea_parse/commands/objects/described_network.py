"""Descriptions of Services, Endpoints, network policies and namespaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from antrea_parse.commands.objects.description import NOTHING, Entry, Section, Unreadable, rows_of, selector_of, words_of

SERVICE_KEYS = frozenset(
    """Selector,Type,IP Family Policy,IP Families,IP,IPs,External IPs,IP (LoadBalancer),LoadBalancer Ingress,Desired LoadBalancer IP,
    LoadBalancer Source Ranges,External Name,Port,TargetPort,NodePort,Endpoints,Session Affinity,External Traffic Policy,
    Internal Traffic Policy,HealthCheck NodePort,Events""".replace("\n    ", "").split(",")
)
NAMESPACE_KEYS = frozenset({"Resource Quotas", "LimitRange resource.", "Resource Limits", "Events"})
_PORT = re.compile(r"(?P<name>\S+)\s+(?P<port>\d{1,5})/(?P<protocol>\w+)")
_ONE_LINE = {
    "Type": "type",
    "IP Family Policy": "ipFamilyPolicy",
    "IP": "clusterIP",
    "Desired LoadBalancer IP": "loadBalancerIP",
    "External Name": "externalName",
    "Session Affinity": "sessionAffinity",
    "External Traffic Policy": "externalTrafficPolicy",
    "Internal Traffic Policy": "internalTrafficPolicy",
}
_LISTS = {"IP Families": "ipFamilies", "IPs": "clusterIPs", "External IPs": "externalIPs"}


def service(sections: Sequence[Section]) -> dict[str, Any]:
    """A Service in the shape of the object."""
    spec: dict[str, Any] = {"ports": []}
    status: dict[str, Any] = {}
    for section in sections:
        key, value = section.key, section.value
        if key == "Selector":
            spec["selector"] = dict(pair.split("=", 1) for pair in words_of(value or "") if "=" in pair) or None
        elif key in _ONE_LINE:
            spec[_ONE_LINE[key]] = "None" if key in ("Session Affinity", "IP") and section.entries[0].value == "None" else value
        elif key in _LISTS:
            spec[_LISTS[key]] = words_of(section.entries[0].value.strip("[]").replace(" ", ",")) or None
        elif key == "LoadBalancer Ingress" and value is not None:
            names = [re.sub(r" \(.*\)$", "", word) for word in words_of(value)]
            status["loadBalancer"] = {"ingress": [{"ip" if re.fullmatch(r"[0-9a-fA-F:.]*[:.][0-9a-fA-F:.]*", name) else "hostname": name} for name in names]}
        elif key == "Port" and (match := _PORT.fullmatch(section.entries[0].value)):
            name = None if match["name"] in NOTHING else match["name"]
            spec["ports"].append({"name": name, "port": int(match["port"]), "protocol": match["protocol"]})
        elif key == "TargetPort" and spec["ports"] and value is not None:
            target = value.rpartition("/")[0]
            spec["ports"][-1]["targetPort"] = int(target) if target.isdecimal() else target
        elif key == "NodePort" and spec["ports"] and (match := _PORT.fullmatch(section.entries[0].value)):
            spec["ports"][-1]["nodePort"] = int(match["port"])
        elif key == "HealthCheck NodePort" and (value or "").isdecimal():
            spec["healthCheckNodePort"] = int(value or "")
    return {"spec": spec, "status": status}


def endpoints(sections: Sequence[Section]) -> dict[str, Any]:
    """Endpoints in the shape of the object."""
    subsets: list[dict[str, Any]] = []
    for section in sections:
        if section.key != "Subsets":
            continue
        table: list[Entry] = []
        for entry in section.below:
            if entry.key == "Addresses":
                subsets.append({"addresses": _addresses(entry), "ports": []})
                table = []
            elif entry.key == "NotReadyAddresses" and subsets:
                subsets[-1]["notReadyAddresses"] = _addresses(entry)
            elif entry.key != "Ports" and subsets:
                table.append(entry)
                subsets[-1]["ports"] = [
                    {"name": None if row[0] in NOTHING else row[0], "port": int(row[1]), "protocol": row[2] if len(row) > 2 else None}
                    for row in rows_of(table)
                    if len(row) > 1 and row[1].isdecimal()
                ]
    return {"subsets": subsets}


def _addresses(entry: Entry) -> list[dict[str, str]]:
    return [{"ip": address} for address in words_of(entry.value)]


def namespace(sections: Sequence[Section]) -> dict[str, Any]:
    """A namespace in the shape of the object."""
    return {"status": {"phase": next((section.value for section in sections if section.key == "Status"), None)}}


def networkpolicy(sections: Sequence[Section]) -> dict[str, Any]:
    """A NetworkPolicy in the shape of the object; every line of it has to be understood."""
    spec: dict[str, Any] = {}
    rules: list[dict[str, Any]] = []
    far = "from"
    peer: dict[str, Any] = {}
    for entry in next((section.below for section in sections if section.key == "Spec"), ()):
        key, text = entry.key, entry.text
        direction = re.fullmatch(r"Allowing (ingress|egress) traffic", key)
        if direction is not None:
            # What it isolates for without a rule lets nothing pass.
            rules = [] if entry.value.startswith("<none>") else [{}]
            spec[direction[1]] = rules
            far = "from" if direction[1] == "ingress" else "to"
        elif text.startswith("Not affecting "):
            rules = []
        elif key == "Policy Types":
            spec["policyTypes"] = words_of(entry.value)
        elif key == "PodSelector" and not rules:
            spec["podSelector"] = selector_of(entry)
        elif not rules:
            raise Unreadable(entry.line, f"description of a NetworkPolicy: {text[:80]!r} not understood")
        elif set(text) == {"-"}:
            rules.append({})
        elif key in ("To Port", "To Port Range"):
            _port(rules[-1], entry)
        elif key in ("From", "To"):
            if not entry.value.startswith("<any>"):
                peer = {}
                rules[-1].setdefault(far, []).append(peer)
        else:
            _peer(peer, entry)
    return {"spec": spec}


def _port(rule: dict[str, Any], entry: Entry) -> None:
    if entry.value.startswith("<any>"):
        return
    match = re.fullmatch(r"(?P<port>[^/\s-]+|[a-z0-9-]+)(?:-(?P<end>\d+))?/(?P<protocol>\w+)", entry.value)
    ranged = re.fullmatch(r"(?P<port>\d+)-(?P<end>\d+)/(?P<protocol>\w+)", entry.value)
    match = ranged if entry.key == "To Port Range" else match
    if match is None:
        raise Unreadable(entry.line, f"{entry.key}: {entry.value!r} is no port")
    port = match["port"]
    found = {"port": None if port in ("<any>", "<nil>") else int(port) if port.isdecimal() else port, "protocol": match["protocol"]}
    if match["end"]:
        found["endPort"] = int(match["end"])
    rule.setdefault("ports", []).append(found)


def _peer(peer: dict[str, Any], entry: Entry) -> None:
    if entry.key in ("PodSelector", "NamespaceSelector"):
        peer[entry.key[0].lower() + entry.key[1:]] = selector_of(entry)
    elif entry.key == "IPBlock":
        peer["ipBlock"] = {}
    elif entry.key == "CIDR" and "ipBlock" in peer:
        peer["ipBlock"]["cidr"] = entry.value
    elif entry.key == "Except" and "ipBlock" in peer:
        peer["ipBlock"]["except"] = words_of(entry.value)
    else:
        raise Unreadable(entry.line, f"description of a NetworkPolicy: {entry.text[:80]!r} not understood")
