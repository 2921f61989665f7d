"""Which pods a label selector means, as far as the captures tell the labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from antrea_parse.commands.selectors import LabelSelector
from antrea_parse.topology.basis import Certainty, Evidence
from antrea_parse.topology.board import Board, Draft
from antrea_parse.topology.captured import evidence, options

#: Every namespace has its name as this label, since Kubernetes 1.21.
_NAME_LABEL = "kubernetes.io/metadata.name"
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is meant.

    Attributes:
        words: in words.
        pods: ``namespace/name`` of the pods.
        open: pods of which it cannot be told, ``?`` for those that no capture lists.
        certainty: of what is told.
        evidence: lines with the labels.
    """

    words: str
    pods: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    certainty: Certainty = "observed"
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def union(cls, parts: Iterable[Chosen]) -> Chosen:
        """All who are meant by any of them."""
        parts = list(parts)
        pods = tuple(dict.fromkeys(pod for part in parts for pod in part.pods))
        left = tuple(dict.fromkeys(pod for part in parts for pod in part.open if pod not in pods))
        certainty: Certainty = "inferred" if any(part.certainty == "inferred" for part in parts) else "observed"
        return cls(", ".join(part.words for part in parts), pods, left, certainty, tuple(dict.fromkeys(item for part in parts for item in part.evidence)))


class Selection:
    """Answers for one assembly.

    Args:
        board: with all pods on it.
    """

    def __init__(self, board: Board) -> None:
        self._pods: dict[str, list[tuple[str, Draft]]] = defaultdict(list)
        for (namespace, name), pod in board.pods.items():
            # Policies do not reach pods that use their node's network.
            if namespace is not None and pod.get("host_network") is not True and not pod.get("ended"):
                self._pods[namespace].append((f"{namespace}/{name}", pod))
        self._listed, self._all = _listed(board)
        self._labels: dict[str, tuple[Mapping[str, str], Evidence]] = {}
        for capture, record in board.captured.rows("kubectl get namespaces"):
            if record.labels is not None:
                self._labels[record.name] = (record.labels, evidence(capture, record))

    def pods(self, namespace: str, selector: LabelSelector | None) -> Chosen:
        """Pods of a namespace with these labels; all for an empty selector."""
        words = "pods " + selector_text(selector) if _narrows(selector) else "all pods"
        return self._chosen(f"{words} in {namespace}", [namespace], selector, whole=self._all or namespace in self._listed)

    def peer(self, namespace: str, peer: Any) -> Chosen:
        """Who a peer of a NetworkPolicy of Kubernetes is."""
        if peer.ip_block is not None:
            return Chosen(_block(peer.ip_block))
        if peer.namespace_selector is None:
            return self.pods(namespace, peer.pod_selector)
        return self._across(peer.namespace_selector, peer.pod_selector)

    def antrea_peer(self, namespace: str | None, peer: Any) -> Chosen:
        """Who a peer of an Antrea policy, or of an Egress, is; `namespace` of the policy, None for one of the cluster."""
        if peer.ip_block is not None:
            return Chosen(_block(peer.ip_block))
        for field, what in (("fqdn", "domain"), ("group", "group"), ("service_account", "service account"), ("service", "service"), ("node_selector", "nodes")):
            value = getattr(peer, field)
            if value is not None:
                text = selector_text(value) if isinstance(value, LabelSelector) else getattr(value, "name", value)
                # Domains and nodes are no pods; who is in the others, no selector says.
                return Chosen(f"{what} {text}", (), () if field in ("fqdn", "node_selector") else ("?",))
        if peer.external_entity_selector is not None:
            return Chosen(f"external entities {selector_text(peer.external_entity_selector)}")
        if peer.namespaces is not None:
            return Chosen(f"pods {selector_text(peer.pod_selector)} in namespaces {peer.namespaces}", (), ("?",))
        if peer.namespace_selector is not None or namespace is None:
            return self._across(peer.namespace_selector, peer.pod_selector)
        return self.pods(namespace, peer.pod_selector)

    def _across(self, namespaces: LabelSelector | None, selector: LabelSelector | None) -> Chosen:
        words = "pods " + selector_text(selector) if _narrows(selector) else "all pods"
        where = f"namespaces {selector_text(namespaces)}" if _narrows(namespaces) else "all namespaces"
        chosen, proof, unsure = [], [], []
        for name in self._pods:
            fits, line = self._namespace(name, namespaces)
            if fits is None:
                unsure.append(name)
            elif fits:
                chosen.append(name)
                proof += line
        found = self._chosen(f"{words} in {where}", chosen, selector, whole=self._all, proof=proof[:_ENOUGH])
        if not unsure:
            return found
        maybe = self._chosen("", unsure, selector, whole=True)
        return Chosen(found.words, found.pods, (*found.open, *maybe.pods, *maybe.open), found.certainty, found.evidence)

    def _namespace(self, name: str, selector: LabelSelector | None) -> tuple[bool | None, list[Evidence]]:
        """Whether a namespace is meant; None where its labels are not known."""
        if selector is None or not _narrows(selector):
            return True, []
        if name in self._labels:
            labels, line = self._labels[name]
            return selector.matches({_NAME_LABEL: name, **labels}), [line]
        keys = {*selector.match_labels, *(term.key for term in selector.match_expressions)}
        return (selector.matches({_NAME_LABEL: name}), []) if keys == {_NAME_LABEL} else (None, [])

    def _chosen(self, words: str, namespaces: list[str], selector: LabelSelector | None, *, whole: bool, proof: Iterable[Evidence] = ()) -> Chosen:
        pods, unsure, lines = [], [], list(proof)
        certainty: Certainty = "observed"
        for namespace in namespaces:
            for key, pod in self._pods.get(namespace, ()):
                labels = pod.get("labels")
                if not _narrows(selector):
                    pods.append(key)
                elif labels is None:
                    unsure.append(key)
                elif selector is not None and selector.matches(labels):
                    pods.append(key)
                    if len(lines) < _ENOUGH:
                        lines += pod.proof("labels")
                    if pod.certainty("labels") == "inferred":
                        certainty = "inferred"
        return Chosen(words, tuple(pods), tuple(unsure) if whole else (*unsure, "?"), certainty, tuple(lines))


def _listed(board: Board) -> tuple[set[str], bool]:
    """Namespaces all of whose pods are listed, and whether all pods of the cluster are."""
    found: set[str] = set()
    everything = False
    for capture in board.captured.captures("kubectl get pods"):
        asked = options(capture)
        if not board.captured.whole(capture) or asked.keys() & {"selector", "field_selector", "names"}:
            continue
        if asked.get("all_namespaces"):
            everything = True
        else:
            found.add(asked.get("namespace") or "default")
    return found, everything


def _narrows(selector: LabelSelector | None) -> bool:
    return selector is not None and bool(selector.match_labels or selector.match_expressions)


def selector_text(selector: LabelSelector | None) -> str:
    """A selector as kubectl prints it.

    >>> selector_text(LabelSelector(match_labels={"role": "frontend"}))
    'role=frontend'
    """
    if not _narrows(selector) or selector is None:
        return "<none>"
    parts = [f"{key}={value}" for key, value in selector.match_labels.items()]
    for term in selector.match_expressions:
        if term.operator in ("In", "NotIn"):
            parts.append(f"{term.key} {term.operator.lower()} ({','.join(term.values)})")
        else:
            parts.append(("!" if term.operator == "DoesNotExist" else "") + term.key)
    return ",".join(parts)


def _block(block: Any) -> str:
    return str(block.cidr) + (f" except {', '.join(map(str, block.except_))}" if block.except_ else "")
