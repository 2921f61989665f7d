"""Columns of tables that have no record type of their own; the grammar of their cells is in the template.

Sources: kubernetes pkg/printers/internalversion/printers.go, versions 1.8 to 1.33; the CRDs of Antrea, v0.13 to v2.7; kubectl pkg/cmd/top,
pkg/cmd/apiresources.
"""

from __future__ import annotations

from collections.abc import Mapping


def _headers(*lists: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(titles.split("|")) for titles in lists)


_TEMPLATE = "|CONTAINERS|IMAGES|SELECTOR"

#: Headers by resource. Resources whose cells never are empty or hold blanks need not stand here.
SHAPES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "replicasets": _headers("NAME|DESIRED|CURRENT|READY|AGE" + _TEMPLATE, "NAME|DESIRED|CURRENT|READY|AGE"),
    "statefulsets": _headers("NAME|READY|AGE|CONTAINERS|IMAGES", "NAME|READY|AGE"),
    "jobs": _headers(
        "NAME|STATUS|COMPLETIONS|DURATION|AGE" + _TEMPLATE,
        "NAME|STATUS|COMPLETIONS|DURATION|AGE",
        "NAME|COMPLETIONS|DURATION|AGE" + _TEMPLATE,
        "NAME|COMPLETIONS|DURATION|AGE",
    ),
    "cronjobs": _headers(
        "NAME|SCHEDULE|TIMEZONE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE" + _TEMPLATE,
        "NAME|SCHEDULE|TIMEZONE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE",
        "NAME|SCHEDULE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE" + _TEMPLATE,
        "NAME|SCHEDULE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE",
    ),
    "ingresses": _headers("NAME|CLASS|HOSTS|ADDRESS|PORTS|AGE", "NAME|HOSTS|ADDRESS|PORTS|AGE"),
    "horizontalpodautoscalers": _headers("NAME|REFERENCE|TARGETS|MINPODS|MAXPODS|REPLICAS|AGE"),
    "persistentvolumes": _headers(
        "NAME|CAPACITY|ACCESS MODES|RECLAIM POLICY|STATUS|CLAIM|STORAGECLASS|VOLUMEATTRIBUTESCLASS|REASON|AGE|VOLUMEMODE",
        "NAME|CAPACITY|ACCESS MODES|RECLAIM POLICY|STATUS|CLAIM|STORAGECLASS|VOLUMEATTRIBUTESCLASS|REASON|AGE",
        "NAME|CAPACITY|ACCESS MODES|RECLAIM POLICY|STATUS|CLAIM|STORAGECLASS|REASON|AGE|VOLUMEMODE",
        "NAME|CAPACITY|ACCESS MODES|RECLAIM POLICY|STATUS|CLAIM|STORAGECLASS|REASON|AGE",
    ),
    "persistentvolumeclaims": _headers(
        "NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|VOLUMEATTRIBUTESCLASS|AGE|VOLUMEMODE",
        "NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|VOLUMEATTRIBUTESCLASS|AGE",
        "NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|AGE|VOLUMEMODE",
        "NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|AGE",
    ),
    "storageclasses": _headers("NAME|PROVISIONER|RECLAIMPOLICY|VOLUMEBINDINGMODE|ALLOWVOLUMEEXPANSION|AGE", "NAME|PROVISIONER|AGE"),
    "events": _headers(
        "LAST SEEN|TYPE|REASON|OBJECT|SUBOBJECT|SOURCE|MESSAGE|FIRST SEEN|COUNT|NAME",
        "LAST SEEN|TYPE|REASON|OBJECT|MESSAGE",
    ),
    "customresourcedefinitions": _headers("NAME|CREATED AT"),
    "poddisruptionbudgets": _headers("NAME|MIN AVAILABLE|MAX UNAVAILABLE|ALLOWED DISRUPTIONS|AGE"),
    "apiservices": _headers("NAME|SERVICE|AVAILABLE|AGE"),
    "leases": _headers("NAME|HOLDER|AGE"),
    "componentstatuses": _headers("NAME|STATUS|MESSAGE|ERROR"),
    "tiers": _headers("NAME|PRIORITY|AGE"),
    "externalippools": _headers("NAME|TOTAL|USED|AGE"),
    "packetcaptures": _headers(
        "NAME|SOURCE-POD|DESTINATION-POD|SOURCE-IP|DESTINATION-IP|TIMEOUT|AGE|CAPTURED-PACKETS|STARTED|COMPLETE|UPLOADED",
        "NAME|AGE|CAPTURED-PACKETS|STARTED|COMPLETE",
    ),
    "trafficcontrols": _headers("NAME|DIRECTION|ACTION|AGE"),
    "bgppolicies": _headers("NAME|LOCAL ASN|AGE"),
    "top": _headers("NAME|CPU(cores)|CPU%|MEMORY(bytes)|MEMORY%", "NAME|CPU(cores)|CPU(%)|MEMORY(bytes)|MEMORY(%)", "NAME|CPU(cores)|MEMORY(bytes)"),
    "api-resources": _headers(
        "NAME|SHORTNAMES|APIVERSION|NAMESPACED|KIND|VERBS|CATEGORIES",
        "NAME|SHORTNAMES|APIVERSION|NAMESPACED|KIND",
        "NAME|SHORTNAMES|APIGROUP|NAMESPACED|KIND|VERBS",
        "NAME|SHORTNAMES|APIGROUP|NAMESPACED|KIND",
    ),
}
