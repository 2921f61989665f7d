"""Makes records of the data of objects, as far as it can be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.base import Ledger, Record
from antrea_parse.commands.objects.access import Access, known
from antrea_parse.commands.objects.antrea import spelled
from antrea_parse.commands.objects.fits import whole_parts
from antrea_parse.commands.objects.generic import KubernetesObject
from antrea_parse.commands.objects.kinds import Kind, find_kind
from antrea_parse.commands.objects.policies import antrea_policy, networkpolicy
from antrea_parse.engine.documents import Array, Object

#: The command of objects whose kind is not typed, and of several kinds together.
ANY = "kubectl get"
#: An object as other readings have it, with the line (its index) that may be read in two ways, and which.
Alternatives = Sequence[tuple[Object, int, str]]


class Found(NamedTuple):
    """An object that was read.

    Attributes:
        command: canonical name of the command that lists such objects.
        record: what it tells.
        first: index of its first line.
        last: index of its last line.
        is_live: it is in a cluster; a manifest only asks for it.
    """

    command: str
    record: Record
    first: int
    last: int
    is_live: bool


class Maker:
    """Makes the records of one text.

    Args:
        ledger: the account of the lines.
        has_gaps: somebody left out lines: what an object does not say it may have said there.
    """

    def __init__(self, ledger: Ledger, *, has_gaps: bool = False) -> None:
        self._ledger = ledger
        self._has_gaps = has_gaps
        self._untyped: set[str] = set()

    def all_of(self, data: Any, kind: str | None, api_version: str | None) -> Iterator[Found]:
        """The objects in some data: one, or the items of a list.

        Args:
            data: a mapping or a list.
            kind: of those that do not name theirs.
            api_version: of those that do not name theirs.
        """
        if type(data) is Array:
            for item in data:
                if type(item) is Object:
                    yield from self.all_of(item, kind, api_version)
            return
        name = data.get("kind")
        if isinstance(name, str) and name and not name.isalnum():
            self._ledger.report("AP203", f"kind: expected a word, found {name[:80]!r}", data.first)
            return
        name = name if isinstance(name, str) and name else kind
        version = data.get("apiVersion")
        version = version if isinstance(version, str) and version else api_version
        items = data.get("items")
        if type(items) is Array and (name is None or name.endswith("List") or not data.get("metadata")):
            inner = (name or "").removesuffix("List") or kind
            for item in items:
                if type(item) is Object:
                    yield from self.all_of(item, inner, version if inner and name != "List" else None)
            return
        if name is not None:
            found = self.one(data, find_kind(name, version), name, version)
            if found is not None:
                yield found

    def one(self, data: Object, kind: Kind | None, name: str, version: str | None, alternatives: Alternatives = ()) -> Found | None:
        """The object; None where it cannot be told. `alternatives` has it as other readings of its lines do."""
        is_cut = not data.whole
        is_policy = kind is not None and kind.build in (networkpolicy, antrea_policy)  # a rule that it has not says something too
        if is_cut:
            data = whole_parts(data)
            self._ledger.report("AP202", f"{name} cut: {'not kept' if is_policy else 'what is not there proves nothing'}", data.first)
            if is_policy or not self._is_identified(data, kind):
                return None
        refused: list[tuple[int, str]] = []
        values = values_of(Access(lambda line, message: refused.append((line, message)), data.first), data, kind)
        for line, message in refused:
            self._ledger.report("AP203", message, line)
        if refused and is_policy:
            self._ledger.report("AP202", f"{name} not kept: a rule of it is not understood", data.first)
            return None
        if is_cut:
            # Absence is not told, nor how many entries there are.
            values = {key: value for key, value in values.items() if value is not None and not (name == "ConfigMap" and key in ("data", "keys"))}
        if is_cut and not data.get("status"):
            values.pop("containers", None)  # what they do stands in the status
        known_as = values.get("name")
        if (known_as is None and kind is not None) or ((known_as is not None and not known_as.isprintable()) or " " in (known_as or "")):
            what = "without a name" if known_as is None else f"with {known_as[:80]!r} for a name"
            self._ledger.report("AP203", f"{name} {what}: expected metadata.name", data.first)
            return None
        if alternatives:
            fields = disputed(values, kind, alternatives, self._ledger)
            if "name" in fields or (is_policy and fields - {"namespace", "labels", "annotations"}):
                return None
            values = {key: value for key, value in values.items() if key not in fields}
        span = self._ledger.span(data.first, data.last)
        is_live = bool(data.get("status")) or "created" in values or "uid" in values
        if kind is None:
            self._tell_untyped(name, data.first)
            return Found(ANY, KubernetesObject.build({"kind": name, **known(api_version=version), **values}, span), data.first, data.last, is_live)
        record = registry.load(kind.command).record
        if "namespace" not in record.model_fields:
            values.pop("namespace", None)
        return Found(kind.command, record.build(values, span), data.first, data.last, is_live)

    def _is_identified(self, data: Object, kind: Kind | None) -> bool:
        """Whether the name of an object that was cut is known, and its namespace."""
        meta = data.get("metadata")
        if type(meta) is not Object:
            return False
        if meta.whole:
            return True
        is_namespaced = kind is None or "namespace" in registry.load(kind.command).record.model_fields
        return self._has_gaps and isinstance(meta.get("name"), str) and (not is_namespaced or isinstance(meta.get("namespace"), str))

    def _tell_untyped(self, name: str, line: int) -> None:
        if name not in self._untyped:
            self._untyped.add(name)
            self._ledger.report("AP310", f"objects of kind {name} are not typed: only their metadata is kept", line)


def values_of(look: Access, data: Object, kind: Kind | None) -> dict[str, Any]:
    """The fields of a record: the metadata, and what is the kind's own."""
    if kind is not None and kind.name.startswith("Antrea"):
        data = spelled(data)
    meta = look.object(data, "metadata")
    values = known(namespace=look.text(meta, "namespace") or None, name=look.text(meta, "name") or None)
    if kind is not None:
        values.update(kind.build(look, data))
    values.update(
        known(
            labels=look.labels(meta, "labels"),
            annotations=look.labels(meta, "annotations"),
            created=look.time(meta, "creationTimestamp"),
            uid=look.text(meta, "uid") or None,
        )
    )
    return values


def disputed(values: dict[str, Any], kind: Kind | None, alternatives: Alternatives, ledger: Ledger) -> set[str]:
    """Fields that another reading of the same lines tells differently; each such reading is reported.

    Args:
        values: the fields as the first reading has them.
        kind: the kind of the object.
        alternatives: the object as other readings have it, with the line (its index) that may be read in two ways, and which.
        ledger: the account of the lines.
    """
    silent = Access(lambda line, message: None)
    found: set[str] = set()
    told: dict[int, tuple[str, set[str]]] = {}
    for other, line, message in alternatives:
        theirs = values_of(silent, other, kind)
        fields = {key for key in values.keys() | theirs.keys() if values.get(key) != theirs.get(key)}
        if fields:
            told.setdefault(line, (message, set()))[1].update(fields)
        found |= fields
    for line, (message, fields) in told.items():
        ledger.report("AP206", f"{message}; left unset: {', '.join(sorted(fields))}", line)
    return found
