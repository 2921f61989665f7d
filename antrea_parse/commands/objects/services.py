"""Services and the addresses behind them.

Source: kubernetes pkg/printers/internalversion/printers.go (printService), k8s.io/api core/v1, discovery/v1.
"""

from __future__ import annotations

from typing import Any

from antrea_parse.commands.cells import EndpointAddress, ServicePort
from antrea_parse.commands.objects.access import Access, Mapping, ips_or_texts, known
from antrea_parse.commands.objects.parts import EndpointPort
from antrea_parse.text.values import ip_or_text

_SERVICE_OF_SLICE = "kubernetes.io/service-name"


def service(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of a Service beside its metadata."""
    spec, status = look.object(data, "spec"), look.object(data, "status")
    kind = look.text(spec, "type")
    cluster_ip = look.text(spec, "clusterIP")
    ingress = look.objects(look.object(status, "loadBalancer"), "ingress")
    balancer = sorted({text for item in ingress if (text := look.text(item, "ip") or look.text(item, "hostname"))})
    external = look.texts(spec, "externalIPs")
    ports = [
        ServicePort(
            port=port,
            node_port=look.number(item, "nodePort") or None,
            protocol=look.text(item, "protocol") or "TCP",
            name=look.text(item, "name") or None,
            target_port=look.number_or_name(item, "targetPort"),
        )
        for item in look.objects(spec, "ports")
        if (port := look.number(item, "port")) is not None
    ]
    client = look.object(look.object(spec, "sessionAffinityConfig"), "clientIP")
    values = known(
        type=kind,
        cluster_ip=None if not cluster_ip else ip_or_text(cluster_ip),
        ports=ports or None,
        selector=look.labels(spec, "selector"),
        cluster_ips=ips_or_texts(look.texts(spec, "clusterIPs")) or None,
        external_ips=ips_or_texts(external) or None,
        load_balancer=ips_or_texts(balancer) or None,
        load_balancer_ip=look.text(spec, "loadBalancerIP") or None,
        load_balancer_class=look.text(spec, "loadBalancerClass"),
        external_name=look.text(spec, "externalName") or None,
        session_affinity=look.text(spec, "sessionAffinity"),
        session_affinity_timeout=look.number(client, "timeoutSeconds"),
        external_traffic_policy=look.text(spec, "externalTrafficPolicy"),
        internal_traffic_policy=look.text(spec, "internalTrafficPolicy"),
        ip_families=look.texts(spec, "ipFamilies") or None,
        ip_family_policy=look.text(spec, "ipFamilyPolicy"),
        health_check_node_port=look.number(spec, "healthCheckNodePort") or None,
    )
    if "status" in data:
        values["external_ip"] = _external(kind, external, balancer, values.get("external_name"))
    return values


def _external(kind: str | None, external: list[str], balancer: list[str], name: str | None) -> list[Any] | None:
    """The column EXTERNAL-IP as kubectl's server fills it in a wide table."""
    if kind == "LoadBalancer":
        return ips_or_texts(balancer + external) or ["<pending>"]
    if kind == "ExternalName":
        return [name] if name else None
    return ips_or_texts(external) or None


def endpoints(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of Endpoints beside their metadata."""
    found = []
    for subset in look.objects(data, "subsets"):
        ports = list(look.objects(subset, "ports"))
        for key, is_ready in (("addresses", True), ("notReadyAddresses", False)):
            addresses = list(look.objects(subset, key))
            for port in ports or [{}]:
                found += [_address(look, item, port, is_ready=is_ready) for item in addresses if look.text(item, "ip")]
    return {"endpoints": found or None}


def _address(look: Access, item: Mapping, port: Mapping, *, is_ready: bool) -> EndpointAddress:
    number = look.number(port, "port")
    return EndpointAddress(
        ip=ip_or_text(look.text(item, "ip") or ""),
        port=number,
        protocol=None if number is None else look.text(port, "protocol") or "TCP",
        port_name=look.text(port, "name") or None,
        node=look.text(item, "nodeName"),
        pod=_pod(look, item),
        ready=is_ready,
        hostname=look.text(item, "hostname"),
    )


def _pod(look: Access, item: Mapping) -> str | None:
    target = look.object(item, "targetRef")
    if look.text(target, "kind") != "Pod" or not look.text(target, "name"):
        return None
    return f"{look.text(target, 'namespace') or '?'}/{look.text(target, 'name')}"


def endpointslice(look: Access, data: Mapping) -> dict[str, Any]:
    """The fields of an EndpointSlice beside its metadata."""
    meta = look.object(data, "metadata")
    ports = [
        EndpointPort(port=look.number(item, "port"), protocol=look.text(item, "protocol") or "TCP", name=look.text(item, "name") or None)
        for item in look.objects(data, "ports")
    ]
    found = [address for item in look.objects(data, "endpoints") for address in _slice_addresses(look, item)]
    shown: list[int | str] = [port.port if port.port is not None else port.name or "*" for port in ports]
    return {
        **known(
            address_type=look.text(data, "addressType"),
            service=(look.labels(meta, "labels") or {}).get(_SERVICE_OF_SLICE),
            endpoint_ports=ports or None,
        ),
        "ports": shown or None,
        "endpoints": found or None,
    }


def _slice_addresses(look: Access, item: Mapping) -> list[EndpointAddress]:
    conditions = look.object(item, "conditions")
    return [
        EndpointAddress(
            ip=ip_or_text(address),
            node=look.text(item, "nodeName"),
            pod=_pod(look, item),
            ready=look.truth(conditions, "ready"),
            serving=look.truth(conditions, "serving"),
            terminating=look.truth(conditions, "terminating"),
            zone=look.text(item, "zone"),
            hostname=look.text(item, "hostname"),
        )
        for address in look.texts(item, "addresses")
    ]
