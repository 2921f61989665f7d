"""Antrea support bundles: the outer folder, one archive per node, one of the controller; laid out as each release does."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
from collections.abc import Collection, Iterable, Iterator, Mapping

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
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of a support bundle's folder, or the folder packed again as people attach it."""
    members: Iterator[tuple[str, bytes]] = _outer(state, commands, nodes, older or {})
    if packed:
        yield f"{FOLDER}.tar.gz", (archive((f"{FOLDER}/{name}", data) for name, data in members),)
        return
    for name, data in members:
        yield f"{FOLDER}/{name}", (data,)


def _outer(state: State, commands: Collection[str] | None, nodes: Collection[str] | None, older: Mapping[str, State]) -> Iterator[tuple[str, bytes]]:
    if state.release.number < (0, 7):
        raise ValueError("antctl supportbundle came with v0.7")
    if commands is None or {"kubectl get pods", "kubectl get nodes"} & set(commands):
        yield "clusterinfo", clusterinfo(state, commands).encode()
    controller = {"controllerinfo": _controllerinfo(state), "networkpolicies": _internal_policies(state)}
    yield "controller.tar.gz", archive((name, text.encode()) for name, text in controller.items())
    for node in state.nodes:
        if nodes is None or node.name in nodes:
            members = [(name, text.encode()) for name, text in agent_files(state, node.name, commands, older)]
            yield f"agent_{node.name}.tar.gz", archive(members)


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
        parts.append("#pods\n" + "".join(kubectl.yaml(kubectl.pod_object(pod, typed=False)) + "---\n" for pod in state.pods))
    if commands is None or "kubectl get nodes" in commands:
        parts.append("#nodes\n" + "".join(kubectl.yaml(kubectl.node_object(node, state, typed=False)) + "---\n" for node in state.nodes))
    config = f"trafficEncapMode: {state.mode}\n" + (f"tunnelType: {state.tunnel_type}\n" if state.tunnel_type else "")
    block = "".join(f"    {line}\n" for line in config.splitlines())
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
        items.append({"metadata": {"name": policy.name}, "rules": [{"direction": rule.direction.title()} for rule in policy.rules], "sourceRef": source})
    return kubectl.yaml(items)


def archive(members: Iterable[tuple[str, bytes]], *, compression: str = "gz") -> bytes:
    """A tar archive of regular files without folder entries; the same members give the same bytes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o644
            tar.addfile(info, io.BytesIO(data))
    if compression == "xz":
        return lzma.compress(out.getvalue(), preset=1)
    return gzip.compress(out.getvalue(), compresslevel=1, mtime=0)
