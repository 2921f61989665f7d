"""Cells of kubectl's tables, made with the fields that a record must have for them: the truth that generated tables are compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

#: A cell as the server sends it, and the record's fields as JSON has them.
Made = tuple[str, dict[str, Any]]
#: Makes the cells of one row by their titles.
Maker = Callable[[Random], dict[str, Made]]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
NONE = "<none>"


def name(rng: Random) -> str:
    """A DNS-1123 name; some look like something else."""
    if rng.random() < 0.12:
        return rng.choice(["1", "4d15h", "v1", "none", "running", "0", "10.0.0.1", "true", "a.b.c", "x" * 63, "node", "name", "age", "in", "more", "1-1"])
    parts = ["".join(rng.choices(_LETTERS + "0123456789", k=rng.randint(1, 9))) for _ in range(rng.randint(1, 4))]
    return rng.choice("-.--").join(parts)


def duration(seconds: int, release: int = 33) -> str:
    """How apimachinery's HumanDuration prints it: since 1.18 without a part that is zero, before 1.15 in one unit only.

    >>> [duration(value) for value in (119, 120, 301, 10800, 691199)]
    ['119s', '2m', '5m1s', '3h', '7d23h']
    """
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    years = days // 365
    if release < 15:
        limits = ((seconds < 60, f"{seconds}s"), (minutes < 60, f"{minutes}m"), (hours < 24, f"{hours}h"), (days < 365, f"{days}d"))
        return next((text for fits, text in limits if fits), f"{years}y")
    if seconds < 120:
        return f"{seconds}s"
    if minutes < 10:
        return _two(minutes, "m", seconds % 60, "s", release)
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m", release)
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return _two(days, "d", hours % 24, "h", release)
    if days < 730:
        return f"{days}d"
    return _two(years, "y", days % 365, "d", release) if years < 8 else f"{years}y"


def _two(first: int, unit: str, second: int, smaller: str, release: int) -> str:
    return f"{first}{unit}" if not second and release >= 18 else f"{first}{unit}{second}{smaller}"


def age_text(rng: Random) -> str:
    """Any age, or the words in its place."""
    if rng.random() < 0.08:
        return rng.choice(["<unknown>", "<invalid>"])
    return duration(int(10 ** rng.uniform(0, 9)), rng.choice([9, 16, 33]))


def age(rng: Random) -> Made:
    """The column AGE."""
    text = age_text(rng)
    return text, {"age": text}


def ipv4(rng: Random) -> str:
    """An IPv4 address."""
    return ".".join(str(rng.choice([0, 1, 9, 10, 192, 254, rng.randint(0, 255)])) for _ in range(4))


def ipv6(rng: Random) -> str:
    """An IPv6 address, as Go prints it."""
    return rng.choice(["fd00::1", "fe80::1", "::1", "2001:db8:1:2:3:4:5:6", f"fd00:10:244::{rng.randint(1, 0xFFFF):x}", f"fd00:96::{rng.randint(1, 15):x}:1"])


def ip(rng: Random) -> str:
    """An address."""
    return ipv4(rng) if rng.random() < 0.8 else ipv6(rng)


def field(key: str, text: str, value: Any = ...) -> Made:
    """A cell of one field: None for ``<none>`` and for an empty cell, else the value or the text."""
    return text, {key: None if text in (NONE, "") else text if value is ... else value}


def ready(rng: Random, key: str = "ready") -> Made:
    """``1/2``."""
    first, total = rng.randint(0, 12), rng.choice([0, 1, 1, 2, 3, 100])
    return f"{first}/{total}", {key: {"ready": first, "total": total}}


def _value(rng: Random) -> str:
    return rng.choice(["", "a", "web", "Pod", "1.2", "v1", "x_y", "true", "0", "k8s-app", "4d15h"])


def _key(rng: Random) -> str:
    return rng.choice(["app", "k8s-app", "role", "tier", "app.kubernetes.io/name", "x.io/A_b", "z9", "env", "legacy"])


def labels(rng: Random, most: int = 4) -> dict[str, str]:
    """Labels, sorted as kubectl prints them."""
    return dict(sorted({_key(rng): _value(rng) for _ in range(rng.randint(0, most))}.items()))


def labels_text(given: Mapping[str, str]) -> str:
    """How kubectl prints labels."""
    return ",".join(sorted(f"{key}={value}" for key, value in given.items())) or NONE


def selector(rng: Random, key: str, empty: str = NONE) -> Made:
    """A label selector, set-based terms included."""
    equal, terms, texts = {}, [], []
    for label in sorted({_key(rng) for _ in range(rng.randint(0, 4))}):
        kind = rng.random()
        values = sorted({_value(rng) for _ in range(rng.randint(1, 3))})
        if kind < 0.5:
            equal[label] = values[0]
            texts.append(f"{label}={values[0]}")
        elif kind < 0.8:
            negated = rng.random() < 0.5
            terms.append({"key": label, "operator": "NotIn" if negated else "In", "values": values})
            texts.append(f"{label} {'notin' if negated else 'in'} ({','.join(values)})")
        else:
            absent = rng.random() < 0.5
            terms.append({"key": label, "operator": "DoesNotExist" if absent else "Exists", "values": []})
            texts.append(f"{'!' if absent else ''}{label}")
    return field(key, ",".join(texts) or empty, {"match_labels": equal, "match_expressions": terms})


def words(rng: Random, key: str, choices: Sequence[str], *, nothing: str = NONE) -> Made:
    """A list joined by commas."""
    found = sorted(rng.sample(list(choices), rng.randint(0, min(3, len(choices)))))
    return field(key, ",".join(found) or nothing, found)


def more(rng: Random, shown: Sequence[str]) -> tuple[str, int]:
    """A list of which three are shown, and how many are not."""
    hidden = rng.choice([0, 1, 7, 997]) if len(shown) == 3 else 0
    return ",".join(shown) + (f" + {hidden} more..." if hidden else ""), hidden


def pod(rng: Random) -> dict[str, Made]:
    """A row of ``kubectl get pods -o wide``."""
    status = rng.choice(["Running", "Pending", "Completed", "CrashLoopBackOff", "Init:0/1", "Init:ExitCode:137", "Signal:9", "NodeLost", "OutOfcpu", "Unknown"])
    count = rng.choice([0, 0, 1, 7, 12, 2305])
    ago = age_text(rng) if count and rng.random() < 0.7 else ""
    restarts = {"restarts": count} | ({"last_restart": ago} if ago else {})
    placed, addressed = rng.random() < 0.9, rng.random() < 0.9
    address = ip(rng)
    gates = ready(rng, "readiness_gates")
    return {
        "READY": ready(rng),
        "STATUS": field("status", status),
        "RESTARTS": (f"{count} ({ago} ago)" if ago else str(count), restarts),
        "AGE": age(rng),
        "IP": field("ip", address if placed and addressed else NONE, address),
        "NODE": field("node", name(rng) if placed else NONE),
        "NOMINATED NODE": field("nominated_node", name(rng) if rng.random() < 0.1 else NONE),
        "READINESS GATES": gates if rng.random() < 0.2 else field("readiness_gates", NONE),
    }


_SYSTEMS = ("CentOS Linux 7 (Core)", "Ubuntu 22.04.4 LTS", "Windows Server 2019 Datacenter", "Flatcar", "Talos (v1.7.0)", "Red  Hat   OS 9")
_KERNELS = ("3.10.0-1160.31.1.el7.x86_64", "6.1.58+", "10.0.17763.5458")


def node(rng: Random) -> dict[str, Made]:
    """A row of ``kubectl get nodes -o wide``."""
    address = ip(rng)
    outside = ip(rng)
    is_silent = rng.random() < 0.2  # a node that never reported
    status = rng.choice(["Ready", "NotReady", "Unknown"]) + rng.choice(["", "", ",SchedulingDisabled"])
    runtime = rng.choice(["docker://20.10.7", "containerd://1.7.13", "containerd://Unknown", "cri-o://1.26.1", "docker://", "<unknown>"])
    return {
        "STATUS": field("status", status),
        "ROLES": words(rng, "roles", ["control-plane", "master", "worker", "etcd", "4d15h"]),
        "AGE": age(rng),
        "VERSION": field("version", rng.choice(["v1.21.2", "v1.33.1+k3s1", "v1.29.4-gke.1043002", "v1.9.0-beta.1", ""])),
        "INTERNAL-IP": field("internal_ip", address if rng.random() < 0.9 else NONE, address),
        "EXTERNAL-IP": field("external_ip", outside if rng.random() < 0.2 else NONE, [outside]),
        "OS-IMAGE": field("os_image", "<unknown>" if is_silent else rng.choice(_SYSTEMS)),
        "KERNEL-VERSION": field("kernel_version", "<unknown>" if is_silent else rng.choice(_KERNELS)),
        "CONTAINER-RUNTIME": field("container_runtime", runtime),
    }


def _ports(rng: Random) -> Made:
    found, texts = [], []
    for _ in range(rng.choice([0, 1, 1, 2, 5])):
        port, node_port = rng.randint(1, 65535), rng.randint(30000, 32767) if rng.random() < 0.4 else None
        protocol = rng.choice(["TCP", "UDP", "SCTP"])
        found.append({"port": port, "node_port": node_port, "protocol": protocol, "name": None, "target_port": None})
        texts.append(f"{port}:{node_port}/{protocol}" if node_port else f"{port}/{protocol}")
    return field("ports", ",".join(texts) or NONE, found)


def service(rng: Random) -> dict[str, Made]:
    """A row of ``kubectl get services -o wide``."""
    kind = rng.choice(["ClusterIP", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"])
    address = rng.choice([ip(rng), ip(rng), "None"])
    if kind == "ExternalName":
        address = rng.choice([NONE, ""])
        outside = ["db.example.com"]
    elif kind == "LoadBalancer":
        outside = rng.choice([["<pending>"], [ip(rng)], ["192.0.2.1", "198..."], ["lb.example.com", ip(rng)], ["a-long-name.e..."]])
    else:
        outside = [ip(rng) for _ in range(rng.choice([0, 0, 0, 1, 2]))]
    chosen = labels(rng, 3)
    return {
        "TYPE": field("type", kind),
        "CLUSTER-IP": field("cluster_ip", address),
        "EXTERNAL-IP": field("external_ip", ",".join(outside) or NONE, outside),
        "PORT(S)": _ports(rng),
        "AGE": age(rng),
        "SELECTOR": field("selector", labels_text(chosen), chosen),
    }


def _endpoint(address: str, port: int | None = None) -> dict[str, Any]:
    unknown = ("protocol", "port_name", "node", "pod", "ready")
    return {"ip": address, "port": port, **dict.fromkeys(unknown)}


def endpoints(rng: Random) -> dict[str, Made]:
    """A row of ``kubectl get endpoints``."""
    ported = rng.random() < 0.8
    pairs = [(ip(rng), rng.randint(1, 65535) if ported else None) for _ in range(rng.choice([0, 1, 2, 3, 3]))]
    texts = [address if port is None else f"[{address}]:{port}" if ":" in address else f"{address}:{port}" for address, port in pairs]
    text, hidden = more(rng, texts)
    cell, fields = field("endpoints", text or rng.choice([NONE, ""]), [_endpoint(*pair) for pair in pairs])
    return {"ENDPOINTS": (cell, fields | ({"more": hidden} if hidden else {})), "AGE": age(rng)}


def endpointslice(rng: Random) -> dict[str, Made]:
    """A row of ``kubectl get endpointslices``."""
    kind = rng.choice(["IPv4", "IPv6", "FQDN"])
    ports = [rng.choice([80, 443, 65535, "*", "http", "web-1"]) for _ in range(rng.choice([0, 1, 2, 3]))]
    made = {"IPv4": ipv4, "IPv6": ipv6, "FQDN": lambda rng: rng.choice(["a.example.com", "db-1.example.org"])}[kind]
    addresses = [made(rng) for _ in range(rng.choice([0, 1, 2, 3, 3]))]
    ports_text, more_ports = more(rng, [str(port) for port in ports])
    text, hidden = more(rng, addresses)
    unset = rng.choice(["<unset>", ""])
    return {
        "ADDRESSTYPE": field("address_type", kind),
        "PORTS": (ports_text or unset, {"ports": ports or None} | ({"more_ports": more_ports} if more_ports else {})),
        "ENDPOINTS": (text or unset, {"endpoints": [_endpoint(address) for address in addresses] or None} | ({"more": hidden} if hidden else {})),
        "AGE": age(rng),
    }


def workload(rng: Random) -> dict[str, Made]:
    """A row of ``kubectl get deployments`` or ``daemonsets -o wide`` of any release."""
    counts = {title: field(key, str(number), number) for title, key in _COUNTS.items() for number in [rng.choice([0, 1, 3, 250])]}
    return {
        **counts,
        "READY": ready(rng),
        "NODE SELECTOR": field("node_selector", labels_text(chosen := labels(rng, 2)), chosen),
        "AGE": age(rng),
        "CONTAINERS": words(rng, "containers", ["antrea-agent", "antrea-ovs", "a1"], nothing=""),
        "IMAGES": words(rng, "images", ["antrea/antrea-ubuntu:v1.9.0", "registry.example:5000/a/b@sha256:0123", "busybox"], nothing=""),
        "SELECTOR": selector(rng, "selector", rng.choice([NONE, ""])),
    }


_COUNTS = {"DESIRED": "desired", "CURRENT": "current", "UP-TO-DATE": "up_to_date", "AVAILABLE": "available"}


def antrea(rng: Random) -> dict[str, Made]:
    """Columns of Antrea's resources: empty where an object has no such field."""

    def perhaps(text: str) -> str:
        return text if rng.random() < 0.85 else ""

    def count(key: str) -> Made:
        text = perhaps(str(rng.choice([0, 1, 7, 1500])))
        return field(key, text, int(text or 0))

    def truth(key: str) -> Made:
        text = perhaps(rng.choice(["true", "false"]))
        return field(key, text, text == "true")

    priority = perhaps(rng.choice(["5", "1.5", "10000", "0.25"]))
    subnets = [f"10.{rng.randint(0, 9)}.0.0/24", "fd00::/64"][: rng.randint(1, 2)]
    heartbeat = perhaps(age_text(rng))
    return {
        "TIER": field("tier", perhaps(rng.choice(["application", "emergency", "securityops"]))),
        "PRIORITY": field("priority", priority, float(priority or 0)),
        "DESIRED NODES": count("desired_nodes"),
        "CURRENT NODES": count("current_nodes"),
        "EGRESSIP": field("egress_ip", perhaps(ip(rng))),
        "NODE": field("node", perhaps(name(rng))),
        "PHASE": field("phase", perhaps(rng.choice(["Running", "Succeeded", "Failed"]))),
        "SOURCE-POD": field("source_pod", perhaps(name(rng))),
        "DESTINATION-POD": field("destination_pod", perhaps(name(rng))),
        "DESTINATION-IP": field("destination_ip", perhaps(ip(rng))),
        "LIVE-TRAFFIC": truth("live_traffic"),
        "DROPPED-ONLY": truth("dropped_only"),
        "TIMEOUT": count("timeout"),
        "HEALTHY": field("healthy", perhaps(rng.choice(["True", "False", "Unknown"]))),
        "LAST HEARTBEAT": field("last_heartbeat", heartbeat),
        "VERSION": field("version", perhaps(rng.choice(["v2.7.0", "v1.9.0-dev-4ed2c67.clean", "UNKNOWN"]))),
        "NUM PODS": count("num_pods"),
        "SUBNETS": field("subnets", perhaps('["' + '","'.join(subnets) + '"]'), subnets),
        "CONNECTED AGENTS": count("connected_agents"),
        "NUM NETWORK POLICIES": count("num_network_policies"),
        "AGE": age(rng),
    }
