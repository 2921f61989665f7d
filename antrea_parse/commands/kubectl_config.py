"""``kubectl get configmaps``: among them the configuration of Antrea.

Source of the format: kubernetes pkg/printers/internalversion/printers.go; antrea build/charts/antrea/conf.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from antrea_parse.commands.base import Command, Output, Record
from antrea_parse.commands.cells import AgeOrWord
from antrea_parse.commands.kubectl_kind import Field, Kind
from antrea_parse.commands.kubectl_reader import table_command
from antrea_parse.commands.objects.parts import AgentConfig


class ConfigMap(Record):
    """A ConfigMap.

    Tables tell no more than `event` and what stands before it; objects (``-o yaml``, ``describe``, manifests) the rest too.

    Attributes:
        namespace: of the object; unset in a table of one namespace.
        name: of the ConfigMap.
        data: how many entries it has.
        age: since it was created.
        labels: of the ConfigMap; tables print them with ``--show-labels``.
        label_columns: values of the labels that ``-L`` asked for; see `Kind`.
        event: what happened to the ConfigMap, with ``--output-watch-events``.
        keys: names of the entries; the values are not kept but for Antrea's own configuration.
        agent: settings of Antrea's agents (``antrea-agent.conf``).
        controller: settings of Antrea's controller (``antrea-controller.conf``).
        annotations: of the object; without ``kubectl.kubernetes.io/last-applied-configuration``, which repeats the object.
        created: when it was created; `age` is what tables print.
        uid: its identity, unlike any other's before or after.
    """

    namespace: str | None = None
    name: str
    data: int | None = None
    age: AgeOrWord | None = None
    labels: dict[str, str] | None = None
    label_columns: dict[str, str | None] | None = None
    event: str | None = None
    keys: list[str] | None = None
    agent: AgentConfig | None = None
    controller: dict[str, Any] | None = None
    annotations: dict[str, str] | None = None
    created: datetime | None = None
    uid: str | None = None


CONFIGMAPS = Kind("configmaps", ConfigMap, headers=(("NAME", "DATA", "AGE"),), fields={"DATA": Field("data", int)}, anchor="DATA")


class ConfigMapsOutput(Output):
    """Output of ``kubectl get configmaps``: one record for each ConfigMap."""

    records: tuple[ConfigMap, ...] = ()


COMMANDS: tuple[Command, ...] = (table_command(CONFIGMAPS, ConfigMapsOutput),)
