"""Services and the addresses behind them."""

from __future__ import annotations

from antrea_parse.text.values import IPAddress
from antrea_parse.topology.basis import Model
from antrea_parse.topology.model.base import Entity, object_key


class ServicePort(Model):
    """A port of a Service."""

    port: int
    protocol: str = "TCP"
    node_port: int | None = None
    target_port: str | None = None
    name: str | None = None


class Service(Entity):
    """A Service.

    Attributes:
        namespace: its namespace.
        name: its name.
        type: ``ClusterIP``, ``NodePort``…
        cluster_ip: its virtual address; None for a headless one.
        cluster_ips: of both families.
        external_ips: as kubectl prints them.
        ports: what it listens on.
        selector: labels of the pods behind it.
    """

    namespace: str | None = None
    name: str
    type: str | None = None
    cluster_ip: IPAddress | None = None
    cluster_ips: tuple[IPAddress, ...] = ()
    external_ips: tuple[str, ...] = ()
    ports: tuple[ServicePort, ...] = ()
    selector: dict[str, str] | None = None

    @property
    def key(self) -> str:
        """``namespace/name``."""
        return object_key(self.namespace, self.name)


class EndpointAddress(Entity):
    """One address behind a Service.

    Attributes:
        ip: the address.
        port: the port; None where kubectl prints none.
        pod: ``namespace/name`` of the pod that holds the address.
        node: the node that holds it, or on which its pod runs.
    """

    ip: IPAddress
    port: int | None = None
    pod: str | None = None
    node: str | None = None


class Endpoints(Entity):
    """The addresses behind a Service.

    Attributes:
        namespace: its namespace.
        name: its name: the Service's.
        addresses: those that are printed.
        more: how many more the table counts without printing them.
    """

    namespace: str | None = None
    name: str
    addresses: tuple[EndpointAddress, ...] = ()
    more: int = 0

    @property
    def key(self) -> str:
        """``namespace/name``."""
        return object_key(self.namespace, self.name)
