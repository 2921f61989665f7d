"""What the views share: how things look, how numbers are marked, what tooltips say, which legend a scene needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import TypedDict

from antrea_parse.drawing.palette import PALETTE
from antrea_parse.drawing.scene import Box, LegendEntry, Line, Link, Mark, Run, cell, line
from antrea_parse.drawing.widths import shorten
from antrea_parse.topology.basis import Basis, Certainty, Evidence
from antrea_parse.topology.model import Binding, Entity, Node, Overlay, Pod, Topology

#: Width of drawings with cards side by side: 900 points with the margins, so that a page of that width shows all sizes as they are.
WIDTH = 872
GAP = 16
#: Room of a cluster's name in a title.
_NAME = 340
#: Names that a tooltip lists before it counts.
_LISTED = 30
#: Places that a tooltip names before it counts.
_PLACES = 4

_ENCRYPTION = {"ipsec": "IPsec", "wireguard": "WireGuard"}
TUNNELS = {"geneve": "Geneve", "vxlan": "VXLAN", "gre": "GRE", "stt": "STT"}
#: Palette family of each kind of box; fill ``<family>``, stroke ``<family>-line``.
FAMILY = {
    "pod": "pod",
    "ovs": "ovs",
    "port": "ovs",
    "gw": "ovs",
    "tun": "tun",
    "overlay": "tun",
    "nic": "nic",
    "underlay": "nic",
    "svc": "svc",
    "np": "np",
    "error": "err",
    "warning": "warn",
    "info": "info",
}

_MEANING = {
    "pod": "Pod",
    "ovs": "OVS, gateway",
    "tun": "tunnel, overlay",
    "nic": "host NIC, underlay",
    "svc": "Service",
    "np": "network policy",
    "err": "✕ error",
    "warn": "! warning",
    "info": "i note",
}
_MARKS: dict[Mark, tuple[Run, str]] = {
    "ofport": (Run(":15", 10, "monobold", "ovs-line"), "OVS port"),
    "number": (Run("15", 10, "monobold", "ovs-line"), "OVS port number"),
    "inferred-ofport": (Run("~15", 10, "monobold", "ovs-line"), "inferred port"),
    "ambiguous": (Run("~?", 11, "bold", "warn-line"), "several candidates"),
    "unknown": (Run("?", 11, "bold", "warn-line"), "value not captured"),
    "bad": (Run("!", 11, "bold", "warn-line"), "not Running"),
    "np": (Run("NP", 9, "bold", "np-line"), "network policy on the pod"),
    "allow": (Run("✓", 10, "bold", "ok"), "allowed"),
    "deny": (Run("✕", 10, "bold", "err-line"), "denied"),
    "undecided": (Run("?", 10, "bold", "warn-line"), "not to be decided from what was read"),
}


def tag(word: str, kind: str) -> Run:
    """The small word that names a kind of thing, so that no colour has to."""
    return Run(word, 9, "bold", f"{FAMILY[kind]}-line")


def unknown(gap: float = 5) -> Run:
    """The sign of what no capture tells."""
    return Run("?", 11, "bold", "warn-line", gap, mark="unknown")


class Paint(TypedDict):
    """Colours of a box."""

    fill: str
    stroke: str


def paint(kind: str, certainty: Certainty = "observed") -> Paint:
    """Colours of a box of a kind; what nothing tells is neutral."""
    family = "unk" if certainty == "unknown" else FAMILY[kind]
    return {"fill": family, "stroke": f"{family}-line"}


def certainty_of(entity: Entity, field: str) -> Certainty:
    """How sure a field is; one that no rule spoke about is observed if it has a value."""
    basis = entity.basis.get(field)
    if basis is not None:
        return basis.certainty
    return "unknown" if getattr(entity, field) in (None, (), "") else "observed"


def ofport_run(number: int | None, certainty: Certainty, candidates: Sequence[str] = (), size: float = 10) -> Run:
    """An OVS port number, marked by how sure it is that it belongs here."""
    if number is None:
        if len(candidates) > 1:
            return Run("~?", size + 1, "bold", "warn-line", mark="ambiguous")
        return Run("?", size + 1, "bold", "warn-line", mark="unknown")
    if certainty == "observed":
        return Run(f":{number}", size, "monobold", "ovs-line", mark="ofport")
    return Run(f"~{number}", size, "monobold", "ovs-line", mark="inferred-ofport")


def binding_run(pod: Pod) -> Run:
    """The OVS port number of a pod."""
    binding = pod.ports[0] if pod.ports else Binding()
    return ofport_run(binding.ofport, binding.certainty, binding.candidates)


def address_runs(pod: Pod, size: float = 10) -> list[Run]:
    """The address of a pod; of several the first, and how many more."""
    if pod.ip is None:
        return [unknown()]
    more = len(pod.ips) - 1
    return [Run(str(pod.ip), size, "mono", elastic=2), *([Run(f"+{more}", 9, color="mute", gap=2)] if more > 0 else [])]


def bad_runs(pod: Pod) -> list[Run]:
    """What is wrong with a pod, where something is; cut after what else is on the line."""
    if not is_bad(pod):
        return []
    word = pod.status if pod.status != "Running" else pod.ready
    return [Run(f"! {word}", 9, "bold", "warn-line", mark="bad", elastic=2)]


def line_runs(pod: Pod, size: float) -> list[Run]:
    """The address of a pod on a line that also says what is wrong with it: of one that does not run it leads nowhere, and there is no room for it."""
    return [] if is_bad(pod) and pod.status != "Running" else address_runs(pod, size)


def source_name(name: str) -> str:
    """A source as a drawing names it: of an absolute path only the file, for a picture is shared and a home directory is not."""
    for flavour in (PurePosixPath, PureWindowsPath):
        path = flavour(name)
        if path.is_absolute():
            return path.name
    return name


def places(evidence: Iterable[Evidence]) -> str:
    """Where the lines stand that speak for something."""
    found = list(dict.fromkeys(_place(item) for item in evidence))
    listed = ", ".join(found[:_PLACES])
    return listed + (f" and {len(found) - _PLACES} more" if len(found) > _PLACES else "")


def _place(item: Evidence) -> str:
    last = "" if item.last_line == item.first_line else f"-{item.last_line}"
    return f"{source_name(item.source)}:{item.first_line}{last}"


def grounds(basis: Basis | Binding) -> str:
    """What a statement rests on, for a tooltip: how sure, by which rule, from which lines, what would tell more."""
    words: str = basis.certainty
    if basis.rule:
        words += f" by {basis.rule}"
    if basis.evidence:
        words += f" from {places(basis.evidence)}"
    if len(basis.candidates) > 1:
        words += f"; candidates: {names(basis.candidates)}"
    if basis.missing:
        words += f"; would tell: {names(basis.missing)}"
    return words


def field_grounds(entity: Entity, field: str) -> str:
    """What a field rests on, for a tooltip; nothing where no rule spoke about it."""
    basis = entity.basis.get(field)
    return grounds(basis) if basis is not None else ""


def names(items: Iterable[str], limit: int = _LISTED) -> str:
    """A list of names, counted where it is long."""
    found = list(items)
    return ", ".join(found[:limit]) + (f" and {len(found) - limit} more" if len(found) > limit else "")


def tooltip(*parts: str) -> str:
    """Lines of a tooltip, without the empty ones."""
    return "\n".join(part for part in parts if part)


def plural(count: int, noun: str, plural_noun: str = "") -> str:
    """A count with its noun.

    >>> plural(1, "node"), plural(3000, "pod")
    ('1 node', '3,000 pods')
    """
    return f"{count:,} {noun if count == 1 else plural_noun or noun + 's'}"


def legend_for(lanes: Iterable[Box], links: Iterable[Link] = (), meanings: dict[str, str] | None = None) -> tuple[LegendEntry, ...]:
    """Explanations of the colours and marks that boxes and links use, and of no others."""
    meaning = {**_MEANING, **(meanings or {})}
    families: set[str] = set()
    marks: set[Mark] = set()
    dashed: set[Certainty] = set()
    for lane in lanes:
        for box in lane.walk():
            if box.stroke:
                families.add(box.stroke.removesuffix("-line"))
                dashed |= {box.certainty}
            marks |= {run.mark for item in box.lines for run in item.runs()}
    for link in links:
        families.add(link.kind)
        dashed |= {link.certainty}
    found = [
        # What is a line only has no tint.
        LegendEntry(text, family, f"{family}-line") if family in PALETTE else LegendEntry(text, sample=Run("→", 11, "bold", f"{family}-line"))
        for family, text in meaning.items()
        if family in families
    ]
    inferred = "~ inferred" if "inferred" in marks else "inferred"
    words = [inferred] * bool(dashed & {"inferred", "ambiguous"}) + ["not captured"] * ("unknown" in dashed)
    if words:
        found.append(LegendEntry(", ".join(words), "unk", "unk-line", dashed=True))
    elif "inferred" in marks:
        found.append(LegendEntry("inferred", sample=Run("~", 11, "bold")))
    found += [LegendEntry(text, sample=sample) for mark, (sample, text) in _MARKS.items() if mark in marks]
    return tuple(found)


def roles_text(node: Node) -> str:
    """Roles as kubectl prints them; empty when no table of nodes was read."""
    if node.roles:
        return ",".join(node.roles)
    return "<none>" if node.status is not None else ""


def header_lines(node: Node) -> tuple[Line, Line]:
    """The head of a node's card: name and roles, then address, status and version."""
    roles = roles_text(node)
    second = [Run(str(node.internal_ip), 10, "mono", "head-mute", elastic=1)] if node.internal_ip else []
    if not second:
        second = [Run("address", 10, color="head-mute"), Run("?", 11, "bold", "head-warn", mark="unknown")]
    if node.status:
        ready = node.status.split(",")[0] == "Ready"
        bad = not ready or "," in node.status
        second.append(Run(f"! {node.status}" if bad else node.status, 10, "bold" if bad else "sans", "head-warn" if bad else "head-mute", gap=8))
    right = [Run(node.version, 10, "sans", "head-mute", elastic=2)] if node.version else []
    return (
        line(Run(node.name, 13, "bold", "head-ink", elastic=2), right=[Run(roles, 10, "sans", "head-mute", elastic=1)] if roles else (), height=18),
        line(*second, right=right, height=15),
    )


def node_tooltip(node: Node) -> str:
    """A node in words."""
    return tooltip(
        f"Node {node.name}",
        " · ".join(str(part) for part in (node.internal_ip, roles_text(node), node.status, node.version) if part),
        " · ".join(
            part for part in (node.os_image, node.kernel_version, node.container_runtime, node.ovs_version and f"Open vSwitch {node.ovs_version}") if part
        ),
        f"captures: {names(node.captured)}" if node.captured else "no capture of this node was read",
    )


def is_bad(pod: Pod) -> bool:
    """Not running, or not ready: what one looks for first."""
    if pod.status is not None and pod.status not in {"Running", "Completed", "Succeeded"}:
        return True
    ready, _, total = (pod.ready or "").partition("/")
    return pod.status == "Running" and bool(total) and ready != total


def shown_name(pod: Pod) -> str:
    """Name and address of a pod, for lists."""
    return f"{pod.key} {pod.ip}" if pod.ip else pod.key


def pod_tooltip(pod: Pod) -> str:
    """A pod in words."""
    binding = pod.ports[0] if pod.ports else None
    attached = ""
    if binding is not None:
        where = f"interface {binding.interface or '?'}, port {'?' if binding.ofport is None else binding.ofport} of {binding.bridge or 'the bridge'}"
        attached = f"{where}: {grounds(binding)}"
    elif pod.host_network:
        attached = "uses its node's network"
    return tooltip(
        f"Pod {pod.key}",
        " · ".join(part for part in (names(map(str, pod.ips or ((pod.ip,) if pod.ip else ()))), pod.status, pod.ready, pod.node and f"on {pod.node}") if part),
        attached,
    )


def stray_pods(topology: Topology, width: int) -> list[Box]:
    """A bar with the pods whose node no capture tells, or names a node that no table lists; none where there is none."""
    known = {node.name for node in topology.nodes}
    pods = [pod for pod in topology.pods if pod.node is None or pod.node not in known]
    if not pods:
        return []
    text = Run(f"! {plural(len(pods), 'pod')} on no known node", 10, "bold", "warn-line", mark="bad")
    listed = Run(names((shown_name(pod) for pod in pods), 12), 10, color="mute", elastic=1)
    hint = names((f"{shown_name(pod)}: {grounds(pod.why('node'))}" for pod in pods), 40)
    return [cell(width, line(text, listed), height=27, kind="stray", key="pods", tooltip=hint, fill="warn", stroke="warn-line")]


def overlay_words(overlay: Overlay | None) -> str:
    """The overlay in words; empty where no capture tells."""
    if overlay is None:
        return ""
    kind = TUNNELS.get(overlay.type, overlay.type) if overlay.type else ""
    return " with ".join(part for part in (kind, _ENCRYPTION.get(overlay.encryption or "", "")) if part)


def without_overlay(overlay: Overlay | None) -> bool:
    """Whether it is known that no packet between pods is wrapped."""
    return overlay is not None and overlay.mode in {"noEncap", "networkPolicyOnly"} and not overlay.encryption


def findings_note(topology: Topology) -> tuple[str, ...]:
    """What a drawing that does not show findings says of them."""
    counts = {word: sum(item.level == word for item in topology.diagnostics) for word in ("error", "warning")}
    found = [plural(count, word) for word, count in counts.items() if count]
    return (f"Joining the captures brought {' and '.join(found)} to light: the view 'findings' shows where",) if found else ()


def title_of(topology: Topology, view: str) -> str:
    """The title of a drawing."""
    name = PurePosixPath(topology.title.replace("\\", "/")).name
    # The end of a title says which view it is: it is the name that is cut.
    return f"{shorten(name, _NAME, 15, 'bold')} — {view}" if name else view.capitalize()


def empty_cell(width: int, text: str, height: int = 24) -> Box:
    """Words where nothing is to be drawn."""
    return cell(width, line(Run(text, 10, "italic", "mute", elastic=1)), height=height, pad=2)
