"""Objects of kinds that are not typed."""

from __future__ import annotations

from datetime import datetime

from antrea_parse.commands.base import Record


class KubernetesObject(Record):
    """An object of a kind that is not typed.

    Attributes:
        kind: its kind.
        api_version: group and version of its API.
        namespace: of the object; unset where it has none.
        name: of the object.
        labels: of the object.
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created.
        uid: its identity, unlike any other's before or after.
    """

    kind: str
    api_version: str | None = None
    namespace: str | None = None
    name: str | None = None
    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None
