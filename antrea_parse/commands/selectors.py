"""Labels, label selectors, and the rules of a NetworkPolicy.

Sources: apimachinery pkg/labels (text form of selectors), networking.k8s.io/v1 (rules).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from typing import Literal

from pydantic import Field

from antrea_parse.commands.cells import Part


class Requirement(Part):
    """One term of a label selector that is no plain equality.

    Attributes:
        key: the label.
        operator: as Kubernetes names it.
        values: the values it is compared with; empty for ``Exists`` and ``DoesNotExist``.
    """

    key: str
    operator: Literal["In", "NotIn", "Exists", "DoesNotExist"]
    values: list[str] = Field(default_factory=list)

    def __str__(self) -> str:
        if self.operator in ("Exists", "DoesNotExist"):
            return f"!{self.key}" if self.operator == "DoesNotExist" else self.key
        return f"{self.key} {self.operator.lower()} ({','.join(self.values)})"


class LabelSelector(Part):
    """Which objects are meant, by their labels; an empty one means all. Its text is kubectl's own.

    Attributes:
        match_labels: labels with exactly these values.
        match_expressions: further terms, all of which must hold.

    >>> LabelSelector(match_labels={"role": "frontend"}).matches({"role": "frontend", "tier": "web"})
    True
    """

    match_labels: dict[str, str] = Field(default_factory=dict)
    match_expressions: list[Requirement] = Field(default_factory=list)

    def __str__(self) -> str:
        terms = [(key, f"{key}={value}") for key, value in self.match_labels.items()] + [(term.key, str(term)) for term in self.match_expressions]
        return ",".join(text for _, text in sorted(terms, key=lambda term: term[0]))

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether an object with these labels is meant."""
        if any(labels.get(key) != value for key, value in self.match_labels.items()):
            return False
        for term in self.match_expressions:
            if term.operator == "Exists":
                fits = term.key in labels
            elif term.operator == "DoesNotExist":
                fits = term.key not in labels
            elif term.operator == "In":
                fits = labels.get(term.key) in term.values
            else:
                fits = labels.get(term.key) not in term.values
            if not fits:
                return False
        return True


class IPBlock(Part):
    """A range of addresses.

    Attributes:
        cidr: the range.
        except_: ranges inside it that are not meant; dumps as ``except``.
    """

    cidr: IPv4Network | IPv6Network | str
    except_: list[IPv4Network | IPv6Network | str] = Field(default_factory=list, alias="except")


class NetworkPolicyPeer(Part):
    """Who may be at the other end: Pods by their labels, or addresses.

    Attributes:
        pod_selector: Pods with these labels, in the namespaces of `namespace_selector` or else in the policy's own.
        namespace_selector: namespaces with these labels; all their Pods where there is no `pod_selector`.
        ip_block: addresses; set alone.
    """

    pod_selector: LabelSelector | None = None
    namespace_selector: LabelSelector | None = None
    ip_block: IPBlock | None = None


class NetworkPolicyPort(Part):
    """A port that a rule allows.

    Attributes:
        protocol: ``TCP`` (also where the object does not say), ``UDP`` or ``SCTP``.
        port: number or name; None for all.
        end_port: last number of a range that begins with `port`.
    """

    protocol: str = "TCP"
    port: int | str | None = None
    end_port: int | None = None


class NetworkPolicyRule(Part):
    """What a NetworkPolicy allows.

    Attributes:
        peers: who may be at the other end (``from`` or ``to``); empty for everybody.
        ports: on which ports; empty for all.
    """

    peers: list[NetworkPolicyPeer] = Field(default_factory=list)
    ports: list[NetworkPolicyPort] = Field(default_factory=list)


def to_labels(text: str) -> dict[str, str]:
    """``k=v,k=v`` as a dict; a value may be empty."""
    labels = {}
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals or not key:
            raise ValueError(f"not a label: {part!r}")
        labels[key] = value
    return labels


_TERM = re.compile(
    r"(?P<absent>!)?(?P<key>[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?)"
    r"(?:(?P<equal>==?|!=)(?P<value>[A-Za-z0-9._-]*)| (?P<operator>in|notin) \((?P<values>[A-Za-z0-9._,-]*)\))?(?:,|$)"
)


@lru_cache(maxsize=4096)
def to_selector(text: str) -> LabelSelector:
    """A label selector as kubectl prints it, set-based terms included.

    >>> to_selector("app in (a,b),!legacy,tier=web").match_labels
    {'tier': 'web'}
    """
    labels: dict[str, str] = {}
    terms: list[Requirement] = []
    position = 0
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None:
            raise ValueError(f"not a label selector: {text!r}")
        position = match.end()
        key = match["key"]
        if match["operator"]:
            operator: Literal["In", "NotIn"] = "In" if match["operator"] == "in" else "NotIn"
            terms.append(Requirement(key=key, operator=operator, values=match["values"].split(",")))
        elif match["equal"] == "!=":
            terms.append(Requirement(key=key, operator="NotIn", values=[match["value"]]))
        elif match["equal"]:
            labels[key] = match["value"]
        else:
            terms.append(Requirement(key=key, operator="DoesNotExist" if match["absent"] else "Exists"))
    return LabelSelector(match_labels=labels, match_expressions=terms)
