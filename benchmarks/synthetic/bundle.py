"""Antrea support bundles: the outer folder, one archive per node, one of the controller; laid out as each release does.

Bundles made in a pod, of a SupportBundleCollection, of the API when an agent does not answer, and of Windows nodes too.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from benchmarks.synthetic import flows, ip_address, ip_route, kubectl, ovs_ofctl, service_flows
from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Node
from benchmarks.synthetic.spelling import Style

#: Name that antctl gives the folder.
FOLDER = "support-bundles_20260301T120344Z"

#: What each file of an agent's archive counts as, when captures are withheld.
_FILES = {
    "address": "ip address",
    "link": "ip link",
    "route": "ip route",
    "rule": "ip rule",
    "route-table-all": "ip route",
    "flows": "ovs-ofctl dump-flows",
    "groups": "ovs-ofctl dump-groups",
    "ovsports": "ovs-ofctl dump-ports-desc",
    "agentinfo": "antctl get agentinfo",
}


def files(
    state: State,
    *,
    packed: bool = False,
    commands: Collection[str] | None = None,
    nodes: Collection[str] | None = None,
    older: Mapping[str, State] | None = None,
    failed: Collection[str] = (),
    windows: Collection[str] = (),
    whole: bool = False,
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of a support bundle's folder, or the folder packed again as people attach it.

    Args:
        state: the cluster.
        packed: in one archive.
        commands: canonical names of what was captured; None for all.
        nodes: names of the nodes whose bundles were fetched; None for all.
        older: commands that were run at another moment, and what the cluster was then.
        failed: names of nodes whose agents did not answer.
        windows: names of nodes that run Windows.
        whole: with the files that hold no output of a command of `COMMANDS`: rules, logs, profiles.
    """
    members: Iterator[tuple[str, bytes]] = _outer(state, commands, nodes, older or {}, failed, windows, whole=whole)
    if packed:
        yield f"{FOLDER}.tar.gz", (archive((f"{FOLDER}/{name}", data) for name, data in members),)
        return
    for name, data in members:
        yield f"{FOLDER}/{name}", (data,)


def _outer(
    state: State,
    commands: Collection[str] | None,
    nodes: Collection[str] | None,
    older: Mapping[str, State],
    failed: Collection[str],
    windows: Collection[str],
    *,
    whole: bool,
) -> Iterator[tuple[str, bytes]]:
    if state.release.number < (0, 7):
        raise ValueError("antctl supportbundle came with v0.7")
    if commands is None or {"kubectl get pods", "kubectl get nodes"} & set(commands):
        yield "clusterinfo", clusterinfo(state, commands).encode()
    controller = {"controllerinfo": _controllerinfo(state), "networkpolicies": _internal_policies(state)}
    members = [(name, text.encode()) for name, text in controller.items()]
    yield "controller.tar.gz", archive([*_controller_logs(state), *members] if whole else members)
    for node in state.nodes:
        if node.name in failed:
            if state.release.number >= (2, 3):
                yield f"agent_{node.name}.tar.gz", archive(_fallback(state, node))
        elif nodes is None or node.name in nodes:
            yield f"agent_{node.name}.tar.gz", agent_archive(state, node.name, commands, older, windows=node.name in windows, whole=whole)
    if failed and state.release.number >= (1, 3):
        yield "failed_nodes", "".join(f"{name}\n" for name in failed).encode()


def in_pod(state: State, name: str, *, whole: bool = True) -> tuple[str, bytes]:
    """The bundle that ``antctl supportbundle`` leaves in ``/tmp`` of an agent: its name tells nothing."""
    return f"bundle_{state.node[name].index + 380912744}.tar.gz", agent_archive(state, name, whole=whole)


def collected(state: State, collection: str, *, whole: bool = True) -> Iterator[tuple[str, bytes]]:
    """What the agents upload for a SupportBundleCollection."""
    for node in state.nodes:
        yield f"{collection}_{node.name}.tar.gz", agent_archive(state, node.name, whole=whole)


def agent_archive(
    state: State,
    name: str,
    commands: Collection[str] | None = None,
    older: Mapping[str, State] | None = None,
    *,
    windows: bool = False,
    whole: bool = False,
) -> bytes:
    """The archive of one node."""
    members = [(file, text.encode()) for file, text in agent_files(state, name, commands, older)]
    if windows:
        # No iproute2 there; what is written ends its lines as Windows does.
        kept = [(file, data.replace(b"\n", b"\r\n")) for file, data in members if file not in ("address", "link", "route", "rule", "route-table-all")]
        members = [*kept, *((file, text.replace("\n", "\r\n").encode()) for file, text in _windows_files(state.node[name]))]
    if whole:
        members = [*_agent_logs(state, name, windows=windows), *members, *_other_files(state, windows=windows)]
    return archive(members)


_KLOG = (
    "Log file created at: 2026/03/01 08:00:00\nRunning on machine: {host}\nBinary: Built with gc go1.21.5 for linux/amd64\n"
    "Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"
)


def _agent_logs(state: State, name: str, *, windows: bool) -> Iterator[tuple[str, bytes]]:
    prefix, user = ("rancher-wins-antrea-agent.exe", "SYSTEM") if windows else ("antrea-agent", "root")
    line = 'I0301 08:00:00.123456       1 agent.go:99] "Initializing agent for node"\n'
    yield f"logs/agent/{prefix}.{name}.{user}.log.INFO.20260301-080000.1", (_KLOG.format(host=name) + line * 20).encode()
    yield "logs/ovs/ovs-vswitchd.log", b"2026-03-01T08:00:00.000Z|00001|vlog|INFO|opened log file /var/log/openvswitch/ovs-vswitchd.log\n" * 5
    if windows:
        yield "logs/kubelet/kubelet.log", b"I0301 08:00:00.000000    1234 server.go:415] Version: v1.24.9\r\n" * 3


def _controller_logs(state: State) -> Iterator[tuple[str, bytes]]:
    host = state.control_plane.name
    yield f"logs/controller/antrea-controller.{host}.root.log.INFO.20260301-080000.1", _KLOG.format(host=host).encode()


def _other_files(state: State, *, windows: bool) -> Iterator[tuple[str, bytes]]:
    number = state.release.number
    if not windows:
        yield (
            "iptables",
            b"# Generated by iptables-save v1.8.7 on Sun Mar  1 12:03:44 2026\n*nat\n[12:720] -A POSTROUTING -j ANTREA-POSTROUTING\nCOMMIT\n",
        )
        if number >= (2, 6):
            yield "ipset", b"create ANTREA-POD-IP hash:net family inet hashsize 1024 maxelem 65536\nadd ANTREA-POD-IP 10.10.0.0/24\n"
            yield "nftables", b""
        if number >= (1, 11):
            yield "memberlist", b"memberlist is not enabled\n"
    if number >= (0, 10):
        yield "memprofile", gzip.compress(b"\x0a\x04\x08\x01\x10\x02\x0a\x00" * 40, mtime=0)
    if number >= (1, 14):
        yield "goroutinestacks", b"goroutine 1 [running]:\nmain.main()\n\t/antrea/cmd/antrea-agent/main.go:36 +0x1d\n"


def _windows_files(node: Node) -> Iterator[tuple[str, str]]:
    mac = "-".join(["00", "15", "5D", "9A", "B1", f"{node.index:02X}"])
    heads = ("Name", "InterfaceDescription", "ifIndex", "Status", "MacAddress", "LinkSpeed")
    row = ("br-int", "Hyper-V Virtual Ethernet Adapter #2", "17", "Up", mac, "10 Gbps")
    widths = (26, 40, 8, 13, 23, 9)
    lines = ["".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in (heads, ["-" * len(head) for head in heads], row)]
    yield "network-adapters", "\n" + "\n".join(lines) + "\n\n"
    yield "ipconfig", f"\nWindows IP Configuration\n\n   Host Name . . . . . . . . . . . . : {node.name}\n"
    yield "routes", "===========================================================================\nInterface List\n"
    yield "HNSNetwork", "\nActivities             : {@{...}}\nName                   : antrea-hnsnetwork\n"
    yield "HNSEndpoint", "\nActivityId             : 0F3E\nName                   : web-0-a1b2c3\n"


def _fallback(state: State, node: Node) -> Iterator[tuple[str, bytes]]:
    """What the API of Kubernetes tells of a node whose agent does not answer."""
    value = {
        "apiVersion": "crd.antrea.io/v1beta1",
        "kind": "AntreaAgentInfo",
        "metadata": {"name": node.name},
        "version": state.release.text,
        "podRef": {"kind": "Pod", "namespace": "kube-system", "name": node.agent_pod},
        "nodeRef": {"kind": "Node", "name": node.name},
        "nodeSubnets": [str(network) for network in node.pod_cidrs],
        "localPodNum": len(node.ports),
    }
    yield "agentinfo", kubectl.yaml(value).encode()
    yield "logs/agent/agent.log", b'I0301 08:00:00.123456       1 agent.go:99] "Initializing"\n'
    yield "logs/ovs/ovs.log", b"2026-03-01T08:00:00.000Z|00001|vlog|INFO|opened log file\n"


def agent_files(state: State, name: str, commands: Collection[str] | None = None, older: Mapping[str, State] | None = None) -> Iterator[tuple[str, str]]:
    """Names and text of the files in a node's archive."""
    number = state.release.number
    style = Style(state.release.openflow15, names=True, cookie=number >= (2, 7))
    absent: set[str] = set()
    absent |= {"ovsports"} if number < (0, 10) else set()
    absent |= {"groups"} if number < (2, 0) else set()
    absent |= {"rule", "route-table-all"} if number < (2, 7) else set()
    for file_name, command in _FILES.items():
        if file_name in absent or (commands is not None and command not in commands):
            continue
        then = (older or {}).get(command, state)
        node = then.node[name]
        if file_name == "address":
            text = ip_address.address_text(ip_address.devices(then, node), kernel_protocols=number >= (2, 0))
        elif file_name == "link":
            text = ip_address.address_text(ip_address.devices(then, node), link_only=True)
        elif file_name == "route":
            text = ip_route.route_text(then, node) if 4 in then.families else ""
        elif file_name == "rule":
            text = ip_route.rule_text(then, node)
        elif file_name == "route-table-all":
            text = ip_route.all_tables_text(then, node)
        elif file_name == "flows":
            lines = flows.dump_flows(then, node, style).rstrip("\n").split("\n")
            text = "\n".join(line.strip() for line in lines)
        elif file_name == "groups":
            lines = service_flows.dump_groups(then, Style(style.openflow15, names=True)).rstrip("\n").split("\n")
            text = "\n".join(line.strip() for line in lines[1:])
        elif file_name == "ovsports":
            text = ovs_ofctl.ports_desc(then, node, header=False).rstrip("\n")
        else:
            text = _agentinfo(then, node)
        yield file_name, text


def clusterinfo(state: State, commands: Collection[str] | None = None) -> str:
    """Pods, nodes and configuration as YAML documents without their types: the comment before them says what they are."""
    parts = []
    if commands is None or "kubectl get pods" in commands:
        parts.append(
            "#pods\n"
            + "".join(kubectl.yaml(kubectl.pod_object(pod, typed=False, node_port_local=kubectl.node_port_local(state, pod))) + "---\n" for pod in state.pods)
        )
    if commands is None or "kubectl get nodes" in commands:
        parts.append("#nodes\n" + "".join(kubectl.yaml(kubectl.node_object(node, state, typed=False)) + "---\n" for node in state.nodes))
    block = "".join(f"    {line}\n" for line in kubectl.agent_config(state).splitlines())
    parts.append(f"#configs\ndata:\n  antrea-agent.conf: |\n{block}metadata:\n  name: antrea-config\n  namespace: kube-system\n---\n")
    return "".join(parts)


def _agentinfo(state: State, node: Node) -> str:
    """The agent's own description: JSON in one line at first, then YAML with lower-case keys."""
    version = state.release.text
    subnets = [str(network) for network in node.pod_cidrs]
    if state.release.number <= (1, 4):
        listed = ",".join(f'"{subnet}"' for subnet in subnets)
        reference = f'"nodeRef":{{"kind":"Node","name":"{node.name}"}},"nodeSubnets":[{listed}]'
        return f'{{"metadata":{{"name":"{node.name}","creationTimestamp":null}},"version":"{version}",{reference},"localPodNum":{len(node.ports)}}}'
    value = {
        "typemeta": {"kind": "", "apiversion": ""},
        "objectmeta": {"name": node.name},
        "version": version,
        "podref": {"kind": "Pod", "namespace": "kube-system", "name": node.agent_pod},
        "noderef": {"kind": "Node", "name": node.name},
        "nodesubnets": subnets,
        "ovsinfo": {"version": state.release.ovs, "bridgename": "br-int"},
        "localpodnum": len(node.ports),
    }
    return kubectl.yaml(value)


def _controllerinfo(state: State) -> str:
    counts = {"addressGroupNum": len(state.policies), "networkPolicyNum": len(state.policies)}
    return kubectl.yaml({"connectedAgentNum": len(state.nodes), "networkPolicyControllerInfo": counts, "version": state.release.text})


def _internal_policies(state: State) -> str:
    items = []
    for policy in state.policies:
        source = {"name": policy.name, "namespace": policy.namespace, "type": "K8sNetworkPolicy"}
        items.append(
            {
                "metadata": {"name": policy.name},
                "rules": [{"direction": "In" if rule.direction == "ingress" else "Out"} for rule in policy.rules],
                "sourceRef": source,
            }
        )
    return kubectl.yaml(items)


def archive(members: Iterable[tuple[str, bytes]], *, compression: str = "gz") -> bytes:
    """An archive of regular files without folder entries: tar packed with ``gz``, ``xz``, ``bz2`` or nothing, or ``zip``; the same members, the same bytes."""
    if compression == "zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in members:
                file.writestr(zipfile.ZipInfo(name), data)
        return packed.getvalue()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o644
            tar.addfile(info, io.BytesIO(data))
    return _PACKERS[compression](out.getvalue())


_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gz": lambda data: gzip.compress(data, compresslevel=1, mtime=0),
    "bz2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=1),
}
