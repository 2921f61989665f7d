"""Neighbours of a node."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple, Required

from typing_extensions import TypedDict

from antrea_parse.text.values import IPAddress
from antrea_parse.topology.basis import Basis, Evidence
from antrea_parse.topology.model.base import Entity
from antrea_parse.topology.model.columns import Columns


class Neighbour(Entity):
    """An entry of a node's neighbour table.

    Attributes:
        ip: address of the neighbour.
        dev: device it is reached by.
        mac: its link-layer address; None while it is not resolved.
        states: ``REACHABLE``, ``STALE``, ``PERMANENT``…
        meaning: ``peer-gateway`` (answered with Antrea's virtual MAC), ``virtual`` (an address that only Antrea uses), ``pod``, ``node``, ``other``.
        peer: the node or pod that has the address, as the graph names it (``node/worker-02``).
    """

    ip: IPAddress
    dev: str | None = None
    mac: str | None = None
    states: tuple[str, ...] = ()
    meaning: str = "other"
    peer: str | None = None


class NeighbourForm(NamedTuple):
    """What an entry of a neighbour table says, wherever it stands; fields as of `Neighbour`."""

    ip: str
    dev: str | None = None
    mac: str | None = None
    states: tuple[str, ...] = ()
    meaning: str = "other"
    peer: str | None = None


class _Row(TypedDict, total=False):
    """A neighbour in JSON: what is set, and the lines that say it."""

    ip: Required[str]
    dev: str
    mac: str
    states: tuple[str, ...]
    meaning: str
    peer: str
    evidence: Required[list[str]]


class Neighbours(Columns[NeighbourForm, Neighbour]):
    """The neighbour table of a node, in the order of its captures; a tuple of `Neighbour` for all purposes."""

    __slots__ = ()

    command = "ip neighbour"
    _form = NeighbourForm
    _row = _Row

    def _make(self, form: NeighbourForm, plain: Basis, proof: tuple[Evidence, ...]) -> Neighbour:
        values = form._asdict()
        values["ip"] = ip_address(form.ip)
        basis = dict.fromkeys((name for name in ("ip", "mac", "states") if values[name]), plain)
        if form.meaning != "other":
            basis["meaning"] = Basis("inferred", "neighbour-address" if form.meaning == "node" else "neighbour-form", proof)
        if form.peer is not None:
            basis["peer"] = Basis("inferred", "neighbour-address", proof)
        return Neighbour.model_construct(**values, basis=basis)
