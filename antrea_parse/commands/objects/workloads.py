"""Deployments, DaemonSets, and the configuration of Antrea.

Sources: k8s.io/api apps/v1; kubernetes pkg/printers/internalversion/printers.go (printDeployment, printDaemonSet);
antrea build/charts/antrea/conf/antrea-agent.conf, v0.1 to v2.7.
"""

from __future__ import annotations

import re
from typing import Any

from antrea_parse.commands.cells import Ready
from antrea_parse.commands.objects.access import Access, Mapping, known, to_network
from antrea_parse.commands.objects.parts import AgentConfig
from antrea_parse.commands.objects.policies import plain
from antrea_parse.engine.documents import Object, read_documents

#: A setting that others hang on.
_SECTION = re.compile(r"[A-Za-z]\w*\s*:\s*(?:#.*)?$")


def _template(look: Access, spec: Mapping) -> dict[str, Any]:
    template = look.object(spec, "template")
    containers = list(look.objects(look.object(template, "spec"), "containers"))
    return known(
        containers=[look.text(item, "name") or "" for item in containers] or None,
        images=[look.text(item, "image") or "" for item in containers] or None,
        selector=look.selector(spec, "selector"),
        template_labels=look.labels(look.object(template, "metadata"), "labels"),
    )


def deployment(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a Deployment beside its metadata."""
    spec, status = look.object(data, "spec"), look.object(data, "status")
    values = _template(look, spec)
    wanted = look.number(spec, "replicas")
    if wanted is not None and "status" in data:
        # Zero is not written.
        values["ready"] = Ready(ready=look.number(status, "readyReplicas") or 0, total=wanted)
        values["up_to_date"] = look.number(status, "updatedReplicas") or 0
        values["available"] = look.number(status, "availableReplicas") or 0
        values["current"] = look.number(status, "replicas") or 0
    return {**values, **known(desired=wanted)}


def daemonset(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a DaemonSet beside its metadata."""
    spec, status = look.object(data, "spec"), look.object(data, "status")
    pods = look.object(look.object(spec, "template"), "spec")
    values = {**_template(look, spec), **known(node_selector=look.labels(pods, "nodeSelector"))}
    if "desiredNumberScheduled" in status:
        for name, key in (
            ("desired", "desiredNumberScheduled"),
            ("current", "currentNumberScheduled"),
            ("ready", "numberReady"),
            ("up_to_date", "updatedNumberScheduled"),
            ("available", "numberAvailable"),
        ):
            values[name] = look.number(status, key) or 0
    return values


def configmap(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a ConfigMap beside its metadata; of the values only Antrea's own configuration is kept."""
    entries = look.object(data, "data")
    keys = [*entries, *look.object(data, "binaryData")]
    values: dict[str, Any] = {"data": len(keys), "keys": keys}
    for name, key, kind in (("agent", "antrea-agent.conf", "AgentConf"), ("controller", "antrea-controller.conf", "ControllerConf")):
        text = look.text(entries, key)
        if text is not None:
            settings = _settings(look, entries, key, text, kind)
            if settings is not None:
                values[name] = agent_config(settings) if name == "agent" else plain(settings)
    return values


def _settings(look: Access, entries: Mapping, key: str, text: str, kind: str) -> Mapping | None:
    lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    if any(_SECTION.match(line) for line in lines) and not any(line[0].isspace() for line in lines):
        from antrea_parse.commands.objects.flattened import rebuild_settings  # it names the kinds, which name this module

        rebuilt = rebuild_settings(lines, kind)
        if rebuilt is None:
            look.refuse(entries, key, "settings with their indentation")
        return rebuilt
    document = next(read_documents(text.split("\n")), None)
    if document is None:
        return {}  # all of it is comments: the defaults hold
    if document.stop is not None or type(document.data) is not Object:
        look.refuse(entries, key, "settings in YAML")
        return None
    return document.data


def agent_config(settings: Mapping) -> AgentConfig:
    """The settings of an agent, in the spelling of any release."""

    def section(name: str) -> dict[str, Any]:
        found = settings.get(name)
        return found if isinstance(found, dict) else {}

    def text(value: Any) -> str | None:
        return value if isinstance(value, str) and value else None

    def number(value: Any) -> int | None:
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def truth(value: Any) -> bool | None:
        return value if isinstance(value, bool) else None

    gates = {key: value for key, value in section("featureGates").items() if isinstance(value, bool)}
    proxy = section("antreaProxy")
    encryption = text(settings.get("trafficEncryptionMode")) or ("ipsec" if settings.get("enableIPSecTunnel") is True else None)
    values = known(
        traffic_encap_mode=text(settings.get("trafficEncapMode")),
        traffic_encryption_mode=encryption,
        tunnel_type=text(settings.get("tunnelType")),
        tunnel_port=number(settings.get("tunnelPort")),
        tunnel_csum=truth(settings.get("tunnelCsum")),
        ovs_bridge=text(settings.get("ovsBridge")),
        ovs_datapath_type=text(settings.get("ovsDatapathType")),
        host_gateway=text(settings.get("hostGateway")),
        default_mtu=number(settings.get("defaultMTU")),
        no_snat=truth(settings.get("noSNAT")),
        service_cidr=to_network(cidr) if (cidr := text(settings.get("serviceCIDR"))) else None,
        service_cidr_v6=to_network(cidr) if (cidr := text(settings.get("serviceCIDRv6"))) else None,
        transport_interface=text(settings.get("transportInterface")),
        proxy_all=truth(proxy.get("proxyAll")),
        proxy_enabled=truth(proxy.get("enable")),
        bridging=truth(settings.get("enableBridgingMode")),
        node_port_local=truth(section("nodePortLocal").get("enable")),
        node_port_local_range=text(section("nodePortLocal").get("portRange")) or text(settings.get("nplPortRange")),
        wireguard_port=number(section("wireGuard").get("port")),
        egress_except_cidrs=[to_network(item) for item in section("egress").get("exceptCIDRs") or () if isinstance(item, str)] or None,
        feature_gates=gates or None,
    )
    return AgentConfig(**values, settings=plain(settings))
