"""Outputs that hand-made logs are put together from."""

from __future__ import annotations

import antrea_parse as ap

IP_A = """1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
2: ens160: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000
    link/ether 00:50:56:a7:11:22 brd ff:ff:ff:ff:ff:ff
    inet 192.168.110.66/24 brd 192.168.110.255 scope global ens160
       valid_lft forever preferred_lft forever
"""
IP_R = """default via 192.168.110.1 dev ens160 proto static
10.211.0.0/24 via 10.211.0.1 dev antrea-gw0 onlink
10.211.1.0/24 dev antrea-gw0 proto kernel scope link src 10.211.1.1
"""
NODES = """NAME        STATUS   ROLES    AGE   VERSION   INTERNAL-IP      EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION     CONTAINER-RUNTIME
master-01   Ready    master   10d   v1.20.5   192.168.110.65   <none>        Ubuntu 20.04.2 LTS   5.4.0-70-generic   docker://20.10.5
worker-01   Ready    <none>   10d   v1.20.5   192.168.110.66   <none>        Ubuntu 20.04.2 LTS   5.4.0-70-generic   docker://20.10.5
worker-02   Ready    <none>   10d   v1.20.5   192.168.110.67   <none>        Ubuntu 20.04.2 LTS   5.4.0-70-generic   docker://20.10.5
"""
PODS = """NAMESPACE NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES
default frontend 1/1 Running 0 175m 10.211.1.14 worker-01 <none> <none>
kube-system antrea-agent-bj42h 2/2 Running 3 4d19h 192.168.110.66 worker-01 <none> <none>
"""


def prefixed(prefix: str, text: str) -> str:
    """Every line with something before it."""
    return "".join(f"{prefix}{line}\n" for line in text.splitlines())


def told(snap: ap.Snapshot) -> list[tuple[str, str | None, int]]:
    """What was read: command, node, number of records."""
    return [(capture.command or "", capture.node, len(capture.output)) for capture in snap.captures if capture.output is not None]


def codes(snap: ap.Snapshot) -> set[str]:
    """Codes of what deserves a look."""
    return {item.code for item in snap.diagnostics if item.level != "info"}
