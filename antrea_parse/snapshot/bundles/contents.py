"""Every file that a support bundle of Antrea may hold, v0.7 to v2.7: what fills it, and what it is read as.

Source: pkg/support/dump.go, dump_windows.go and pkg/antctl/raw/supportbundle of Antrea.
"""

from __future__ import annotations

from typing import NamedTuple


class BundleFile(NamedTuple):
    """A file of a bundle.

    Attributes:
        name: its name; a folder of files ends in a slash.
        place: the archives that hold it.
        since: releases that write it.
        filled_by: what fills it.
        command: the command line of which it holds the output, as a user would type it; the form of objects is told by the file.
        unread: what it is, when it is not read.
        why: why it is not read.
    """

    name: str
    place: str
    since: str
    filled_by: str
    command: str = ""
    unread: str = ""
    why: str = ""


_LINUX, _WINDOWS, _AGENT, _BOTH, _CONTROLLER, _OUTER = "agent, Linux", "agent, Windows", "agent", "agent, controller", "controller", "outer folder"
_WINDOWS_ONLY = "tables of PowerShell are cut at the width of a console, labels are those of its language"
_RULES = "no statement of the topology rests on rules of the host"
_LOGS = "logs tell of events; only their host is taken, to know the node"
FILES = (
    BundleFile("clusterinfo", _OUTER, "v0.7", "pods, nodes, deployments, replicas, daemonsets, configs of the API", "clusterinfo"),
    BundleFile("failed_nodes", _OUTER, "v1.3", "names of nodes whose bundle was not fetched", "failed_nodes"),
    BundleFile("address", _LINUX, "v0.7", "ip address", "ip address"),
    BundleFile("link", _LINUX, "v0.7", "ip link", "ip link"),
    BundleFile("route", _LINUX, "v0.7", "ip route", "ip -4 route"),
    BundleFile("rule", _LINUX, "v2.7", "ip rule", "ip -4 rule"),
    BundleFile("route-table-all", _LINUX, "v2.7", "ip route show table all", "ip route show table all"),
    BundleFile("iptables", _LINUX, "v0.7", "iptables-save -c, ip6tables-save -c", unread="rules of iptables (iptables-save -c)", why=_RULES),
    BundleFile("ipset", _LINUX, "v2.6", "ipset save", unread="sets of ipset (ipset save)", why=_RULES),
    BundleFile("nftables", _LINUX, "v2.6", "nft list ruleset", unread="rules of nftables (nft list ruleset)", why=_RULES),
    BundleFile("flows", _AGENT, "v0.7", "ovs-ofctl dump-flows --names, up to v2.6 from table= on", "ovs-ofctl dump-flows br-int --names"),
    BundleFile("groups", _AGENT, "v2.0", "ovs-ofctl dump-groups, without its header", "ovs-ofctl dump-groups br-int --names"),
    BundleFile("ovsports", _AGENT, "v0.10", "ovs-ofctl dump-ports-desc, without its header", "ovs-ofctl dump-ports-desc br-int"),
    BundleFile("agentinfo", _AGENT, "v0.7", "AntreaAgentInfo: JSON up to v1.4, then YAML", "antctl get agentinfo"),
    BundleFile("controllerinfo", "controller, outer folder of a fallback", "v0.7", "AntreaControllerInfo", "antctl get controllerinfo"),
    BundleFile("networkpolicies", _BOTH, "v1.5 (controller v0.7)", "internal NetworkPolicies", "antctl get networkpolicy"),
    BundleFile("addressgroups", _BOTH, "v1.5 (controller v0.7)", "AddressGroups", "antctl get addressgroup"),
    BundleFile("appliedtogroups", _BOTH, "v1.5 (controller v0.7)", "AppliedToGroups", "antctl get appliedtogroup"),
    BundleFile("memberlist", _LINUX, "v1.11", "antctl get memberlist, or why there is none", "antctl get memberlist"),
    BundleFile("memprofile", _BOTH, "v0.10", "pprof", unread="heap profile of Go", why="it tells of the program, not of the cluster"),
    BundleFile("goroutinestacks", _BOTH, "v1.14", "pprof", unread="stacks of goroutines", why="they tell of the program, not of the cluster"),
    BundleFile("network-adapters", _WINDOWS, "v0.10", "Get-NetAdapter", unread="adapters of Windows (Get-NetAdapter)", why=_WINDOWS_ONLY),
    BundleFile("ipconfig", _WINDOWS, "v0.10", "ipconfig /all", unread="addresses of Windows (ipconfig /all)", why=_WINDOWS_ONLY),
    BundleFile("routes", _WINDOWS, "v0.10", "route print", unread="routes of Windows (route print)", why=_WINDOWS_ONLY),
    BundleFile("HNSNetwork", _WINDOWS, "v0.10", "Get-HNSNetwork", unread="networks of HNS (Get-HNSNetwork)", why=_WINDOWS_ONLY),
    BundleFile("HNSEndpoint", _WINDOWS, "v0.10", "Get-HNSEndpoint", unread="endpoints of HNS (Get-HNSEndpoint)", why=_WINDOWS_ONLY),
    BundleFile("logs/agent/", "agent, fallback", "v0.7", "/var/log/antrea/antrea-agent*", unread="logs of antrea-agent", why=_LOGS),
    BundleFile("logs/ovs/", "agent, fallback", "v0.7", "ovs-vswitchd.log, ovsdb-server.log", unread="logs of Open vSwitch", why=_LOGS),
    BundleFile("logs/kubelet/", _WINDOWS, "v0.10", "C:\\var\\log\\kubelet", unread="logs of kubelet", why=_LOGS),
    BundleFile("logs/controller/", "controller, fallback", "v0.7", "/var/log/antrea/antrea-controller*", unread="logs of antrea-controller", why=_LOGS),
)
COMMANDS = {file.name: file.command for file in FILES if file.command and file.place != _OUTER}
UNREAD = {file.name: file.unread for file in FILES if file.unread}
