"""Cards of the view of a Service: client, Service, endpoint."""

from __future__ import annotations

from collections.abc import Sequence

from antrea_parse.drawing.scene import Box, Run, cell, frame, line, stack
from antrea_parse.drawing.views.common import (
    binding_run,
    certainty_of,
    field_grounds,
    is_bad,
    names,
    paint,
    plural,
    pod_tooltip,
    tag,
    tooltip,
    unknown,
)
from antrea_parse.drawing.views.policies import strips
from antrea_parse.drawing.views.story import Story, Target
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Pod

CLIENT, SERVICE, ENDPOINT = 242, 246, 264


def service_card(story: Story) -> Box:
    """The Service: address, ports, selector, how many endpoints answer."""
    service = story.service
    address = str(service.cluster_ip) if service.cluster_ip else ("headless" if certainty_of(service, "cluster_ip") == "observed" else "")
    lines = [
        line(tag("SVC", "svc"), Run(service.name, 13, "bold", elastic=1), right=[Run(service.namespace or "?", 9, color="mute", elastic=2)], height=20),
        line(Run(service.type or "type ?", 9, color="mute"), Run(address, 10, "mono") if address else unknown(), height=15),
    ]
    for port in service.ports[:4]:
        runs = [Run(f"{port.port}/{port.protocol}", 10, "bold")]
        runs.append(Run(f"→ {_target(story, port.target_port)}", 10, elastic=1))
        lines.append(line(*runs, height=15))
        lines += [line(Run(f"node port {port.node_port}", 9, color="mute", elastic=1), height=13)] if port.node_port else []
    if len(service.ports) > 4:
        lines.append(line(Run(f"+ {plural(len(service.ports) - 4, 'port')} more", 9, color="mute"), height=14))
    if service.external_ips:
        lines.append(line(Run("external", 9, color="mute"), Run(names(service.external_ips, 3), 9, "mono", elastic=1), height=14))
    if service.selector:
        lines.append(line(Run(f"selector {labels_text(service.selector)}", 9, color="mute", elastic=1), height=14))
    elif certainty_of(service, "selector") == "unknown":
        lines.append(line(Run("selector", 9, color="mute"), unknown(), height=14))
    lines.append(line(_match(story), height=16))
    hint = tooltip(
        f"Service {service.key} {service.type or ''} {address}",
        names((f"{port.name or ''} {port.protocol} {port.port}".strip() for port in service.ports), 20),
        field_grounds(service, "name"),
    )
    return cell(
        SERVICE, *lines, height=sum(item.height for item in lines) + 12, pad=10, kind="svc", key=service.key, tooltip=hint, corners="all", **paint("svc")
    )


def _target(story: Story, target_port: str | None) -> str:
    """The pods' own port: as the Service's object says, else as the endpoints do."""
    if target_port is not None:
        return f"targetPort {target_port}"
    ports = sorted({address.port for target in story.targets for address in target.addresses if address.port is not None})
    one = "one of ports" if len(story.service.ports) > 1 and len(ports) > 1 else "port"
    return f"{one} {names(map(str, ports), 3)} of the pods" if ports else "?"


def _match(story: Story) -> Run:
    """How many endpoints lead to a pod that runs."""
    if story.endpoints is None:
        return Run("? endpoints not captured", 10, "bold", "warn-line", mark="unknown")
    pods = sum(target.runs for target in story.targets if target.pod is not None)
    nodes = sum(target.runs for target in story.targets if target.pod is None)
    # What kubectl did not print is neither good nor bad.
    count, unprinted = len(story.targets), story.endpoints.more
    good = pods + nodes == count > 0
    words = [f"{pods} of {plural(count, 'endpoint')} {'matches' if count == 1 else 'match'} a running pod"] if pods or not nodes else []
    words += [f"{nodes} of {plural(count, 'endpoint')} {'is' if count == 1 else 'are'} a node's own address"] if nodes else []
    words += [f"{unprinted} not printed"] if unprinted else []
    return Run(f"{'✓' if good else '!'} {', '.join(words)}", 9, "bold", "ok" if good else "warn-line", elastic=1)


def labels_text(labels: dict[str, str]) -> str:
    """Labels as a selector writes them."""
    return ",".join(f"{key}={value}" if value else key for key, value in sorted(labels.items()))


def _pod_box(pod: Pod, width: int, address: str, key: str) -> Box:
    word = tag("POD", "pod")
    bad = [Run(f"! {pod.status if pod.status != 'Running' else pod.ready}", 9, "bold", "warn-line", mark="bad")] if is_bad(pod) else []
    about = labels_text(pod.labels) if pod.labels else (pod.namespace or "?")
    where = [Run(pod.node, 9, color="mute", elastic=1)] if pod.node else [unknown()]
    number = [] if pod.host_network else [binding_run(pod)]
    return cell(
        width,
        line(word, Run(pod.name, 12, "bold", elastic=2), right=[Run(address, 10, "mono", elastic=2)], height=17),
        line(Run(about, 9, color="mute", elastic=1), *bad, right=[*where, *number], height=14),
        height=38,
        kind="pod",
        key=key,
        tooltip=pod_tooltip(pod),
        **paint("pod"),
    )


def endpoint_card(story: Story, target: Target) -> Box:
    """A target with the policies on it."""
    pod = target.pod
    if pod is None:
        return _foreign(target)
    flows = [flow for client in story.clients or (None,) for flow in story.flows(client, target)]
    parts = [_pod_box(pod, ENDPOINT, target.shown, pod.key), *strips(story, pod, "ingress", flows, ENDPOINT)]
    hint = f"Endpoint {target.shown} of {story.service.key}: {field_grounds(target.addresses[0], 'pod')}"
    return frame(stack(parts), 0, kind="endpoint", key=target.key, tooltip=hint)


def _foreign(target: Target) -> Box:
    """An endpoint that is no pod: a node's own address, or one that no capture knows."""
    shown = [Run(target.shown, 10, "mono", elastic=2)]
    certainty: Certainty = "unknown"
    if target.node is not None:
        first = line(tag("NIC", "nic"), Run(target.node, 12, "bold", elastic=1), right=shown, height=17)
        second = line(Run("address of the node itself: host network", 9, color="mute", elastic=1), height=14)
        kind, certainty = "nic", certainty_of(target.addresses[0], "node")
    else:
        first = line(tag("POD", "pod"), Run("no pod with this address", 10, "italic", "mute", elastic=1), unknown(), right=shown, height=17)
        second = line(Run("'kubectl get pods -A -o wide' would tell", 9, color="mute", elastic=1), height=14)
        kind = "pod"
    hint = tooltip(f"Endpoint {target.shown}", field_grounds(target.addresses[0], "node" if target.node else "pod"))
    return cell(ENDPOINT, first, second, height=38, kind="endpoint", key=target.key, certainty=certainty, tooltip=hint, **paint(kind, certainty))


def client_card(story: Story, pod: Pod) -> Box:
    """A pod that may reach the Service, with the policies on it."""
    flows = [flow for target in story.targets for flow in story.flows(pod, target)]
    also = any(target.pod is pod for target in story.targets)
    box = _pod_box(pod, CLIENT, str(pod.ip) if pod.ip else "?", f"{pod.key}-client" if also else pod.key)
    parts = [box, *strips(story, pod, "egress", flows, CLIENT)]
    return frame(stack(parts), 0, kind="client", key=pod.key, tooltip=f"{pod.key}: a rule on the endpoints names it")


def anybody(story: Story) -> Box:
    """In place of clients where no rule names one."""
    if story.isolated:
        text, why = "clients", "the policies on the endpoints name no pod that was captured"
    elif story.unsure:
        text, why = "any client", "policies may select the endpoints"
    elif story.topology.policies:
        text, why = "any client", "no policy isolates every endpoint"
    else:
        text, why = "any client", "no policy was captured"
    certainty: Certainty = "inferred" if story.topology.policies and not story.isolated and not story.unsure else "unknown"
    first = line(tag("POD", "pod"), Run(text, 12, "bold"), *([unknown()] if certainty == "unknown" else []), height=17)
    second = line(Run(why, 9, color="mute", elastic=1), height=14)
    return cell(CLIENT, first, second, height=38, kind="client", key="any", certainty=certainty, tooltip=why, **paint("pod", certainty))


def no_endpoint(story: Story) -> Box:
    """In place of endpoints where there is none, or none was captured."""
    if story.endpoints is not None:
        first = line(Run("! no endpoint", 12, "bold", "warn-line", mark="bad"), height=17)
        second = line(Run("packets to the Service are rejected or dropped", 9, color="mute", elastic=1), height=14)
        return cell(
            ENDPOINT,
            first,
            second,
            height=38,
            kind="endpoint",
            key="none",
            tooltip=field_grounds(story.endpoints, "addresses"),
            fill="warn",
            stroke="warn-line",
        )
    first = line(Run("endpoints not captured", 12, "italic", "mute"), unknown(), height=17)
    second = line(Run("'kubectl get endpoints -A' would tell", 9, color="mute", elastic=1), height=14)
    return cell(ENDPOINT, first, second, height=38, kind="endpoint", key="none", certainty="unknown", **paint("pod", "unknown"))


def more_endpoints(story: Story, hidden: Sequence[Target]) -> Box:
    """What is counted in place of more cards."""
    unprinted = story.endpoints.more if story.endpoints is not None else 0
    bad = sum(not target.runs for target in hidden)
    words = [f"+ {plural(len(hidden), 'endpoint')} more"] if hidden else []
    words += [f"! {bad} not running"] if bad else []
    words += [f"+ {unprinted} that kubectl did not print"] if unprinted else []
    hint = names((f"{target.shown} {target.key if target.pod else '?'}" for target in hidden), 60)
    return cell(ENDPOINT, line(Run(", ".join(words), 10, color="mute", elastic=1)), height=18, pad=2, kind="more", key="endpoints", tooltip=hint)
