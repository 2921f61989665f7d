"""What every entity has, and how lookups that miss answer."""

from __future__ import annotations

import difflib
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network
from typing import Any, Protocol, TypeVar

from pydantic import Field

from antrea_parse.text.errors import TopologyError
from antrea_parse.text.shown import html_table
from antrea_parse.topology.basis import Basis, Model

IPNetwork = IPv4Network | IPv6Network
IPInterface = IPv4Interface | IPv6Interface

#: Version of the JSON form of a topology; raised when a field changes its meaning or goes away.
FORMAT = 3

#: Names that an error message lists.
_LISTED = 10

_UNKNOWN = Basis(certainty="unknown")


class Entity(Model):
    """Something in the topology.

    Attributes:
        basis: what each field rests on, by field name.
    """

    basis: dict[str, Basis] = Field(default_factory=dict)

    def why(self, field: str) -> Basis:
        """What a field rests on; a basis of unknown certainty where no rule spoke about it."""
        return self.basis.get(field) or _UNKNOWN

    def _repr_html_(self) -> str:
        """A table for a notebook: a row for each field, with what it rests on."""
        rows = []
        for name, value in self.__repr_args__():
            basis = self.basis.get(name)
            lines = ", ".join(str(item.span) for item in basis.evidence) if basis is not None else ""
            rows.append({"field": name, "value": _words(value), "certainty": basis and basis.certainty, "rule": basis and basis.rule, "evidence": lines})
        return html_table(rows, type(self).__name__)


def _words(value: Any) -> str:
    """A value as a table shows it."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


class Named(Protocol):
    """An object of Kubernetes."""

    @property
    def namespace(self) -> str | None:
        """Its namespace."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def key(self) -> str:
        """``namespace/name``."""


T = TypeVar("T")
K = TypeVar("K", bound=Named)


def find(items: tuple[T, ...], field: str, wanted: str, what: str, capture: str = "") -> T:
    """The item whose field has this value.

    Raises:
        TopologyError: there is none.
    """
    for item in items:
        if getattr(item, field) == wanted:
            return item
    raise missed(what, wanted, [str(getattr(item, field)) for item in items], capture)


def find_key(items: tuple[K, ...], key: str, what: str, capture: str) -> K:
    """The object ``namespace/name``; the name alone does where only one has it.

    Raises:
        TopologyError: none or several fit.
    """
    exact = [item for item in items if item.key == key]
    found = exact or [item for item in items if item.name == key or (item.namespace is None and item.name == key.rpartition("/")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        raise TopologyError(f"{len(found)} {what}s are called {key!r}: {', '.join(item.key for item in found)}; give one as namespace/name")
    raise missed(what, key, [item.key for item in items], capture)


def missed(what: str, wanted: str, known: list[str], capture: str) -> TopologyError:
    """What a lookup that found nothing says."""
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)
    listed = ", ".join(known[:_LISTED]) + (f" and {len(known) - _LISTED} more" if len(known) > _LISTED else "")
    message = f"no {what} {wanted!r}; known: {listed or 'none'}"
    if near:
        message += f"; did you mean {' or '.join(near)}?"
    elif capture:
        message += f"; an output of '{capture}' would tell"
    return TopologyError(message)


def object_key(namespace: str | None, name: str) -> str:
    """``namespace/name``; ``?/name`` where no capture tells the namespace."""
    return f"{namespace or '?'}/{name}"


#: Fields of any entity, as rules hand them over.
Values = dict[str, Any]
