"""What every command has: records, an output, the account of its lines, and a description of itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, overload

from pydantic import BaseModel, ConfigDict

from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.shown import brief_fields, html_table
from antrea_parse.text.source import Lines
from antrea_parse.text.span import Span

_set = object.__setattr__
_new = object.__new__
# The slots of pydantic's models, written directly: a frozen model's own __setattr__ is slow and refuses.
_set_fields_set, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__ for slot in ("__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)

#: Which fields were printed, by their names: few combinations for however many records.
_SHAPES: dict[tuple[str, ...], set[str]] = {}
_SHAPES_LIMIT = 4096
#: Records that a notebook shows.
_SHOWN = 50
#: Values that a record in a cell is known by, where it has no name.
_WORDS = 3


def _shape(names: tuple[str, ...]) -> set[str]:
    # Records of one shape share the set: it is a third of a small record's memory, and nothing changes it.
    shape = set(names)
    if len(_SHAPES) < _SHAPES_LIMIT:
        _SHAPES[names] = shape
    return shape


class Record(BaseModel):
    """One typed row of a capture. Frozen; equal when its fields are equal, wherever it was read."""

    # The span lives in a slot of its own so that it is no field: neither equality nor model_dump sees it.
    __slots__ = ("_span",)
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    _defaults: ClassVar[dict[str, Any]] = {}
    _mutable: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        # Required fields stand here too, to be overwritten: the order of the fields is that in which they are dumped.
        cls._defaults = {name: None if info.is_required() else info.get_default(call_default_factory=True) for name, info in cls.model_fields.items()}
        cls._mutable = tuple(name for name, value in cls._defaults.items() if isinstance(value, (dict, list)))

    @classmethod
    def build(cls, values: dict[str, Any], span: Span | None = None) -> Self:
        """Make a record of values that a parser has already typed.

        Validation would check again what the grammar of the template guarantees; the tests validate every record of every sample
        instead. Keys are field names, not aliases; those given are the fields that the output printed.
        """
        names = tuple(values)
        state = {**cls._defaults, **values}
        for name in cls._mutable:  # else all records would share one
            if name not in values:
                state[name] = cls._defaults[name].copy()
        return cls.whole(state, _SHAPES.get(names) or _shape(names), span)

    @classmethod
    def whole(cls, state: dict[str, Any], printed: set[str], span: Span | None) -> Self:
        """Make a record of typed values for all fields, in their order; `printed` are those that the output printed.

        For readers of which every microsecond counts; both arguments become the record's own and must not be changed any more.
        """
        self = _new(cls)
        _set_fields_set(self, printed)
        _set(self, "__dict__", state)
        _set_extra(self, None)
        _set_private(self, None)
        _set(self, "_span", span)
        return self

    @classmethod
    def blank(cls) -> dict[str, Any]:
        """All fields as they are where nothing is printed, in their order: what `whole` wants. A field whose default can change must be set."""
        return cls._defaults.copy()

    @property
    def span(self) -> Span | None:
        """The lines of the source that the record was read from; None for a record made by hand."""
        return getattr(self, "_span", None)

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What the output printed, on one line."""
        return brief_fields((name, getattr(self, name)) for name in type(self).model_fields if name in self.model_fields_set)

    def _repr_html_(self) -> str:
        """A table for a notebook: a row for each field."""
        fields = _flatten(self.model_dump(mode="json", by_alias=True, exclude_unset=True))
        return html_table([{"field": name, "value": value} for name, value in fields], type(self).__name__ + (f", {self.span}" if self.span else ""))

    def __copy__(self) -> Self:
        return self._at(super().__copy__())

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self._at(super().__deepcopy__(memo))

    def _at(self, copied: Self) -> Self:
        _set(copied, "_span", self.span)
        return copied

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "span": self.span}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        _set(self, "_span", state.pop("span", None))
        super().__setstate__(state)


class Output(BaseModel):
    """What a command printed: a sequence of its records, and what could not be understood.

    Attributes:
        command: canonical name, as `antrea_parse.commands()` lists it.
        argv: the command line's words, when it is known.
        node: the node whose state the records tell, when it is known.
        records: one typed record for each thing listed.
        diagnostics: lines not understood, repairs, messages of the tool.
    """

    __slots__ = ("_ledger",)
    model_config = ConfigDict(frozen=True, extra="forbid")

    command: str
    argv: tuple[str, ...] | None = None
    node: str | None = None
    records: tuple[Record, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ledger(self) -> Ledger | None:
        """Which line was used for what; None for an output made by hand."""
        return getattr(self, "_ledger", None)

    @property
    def span(self) -> Span | None:
        """From the first line of the capture that was read to the last."""
        ledger = self.ledger
        return ledger.extent if ledger else None

    def on(self, node: str | None) -> Self:
        """The same output, told of another node."""
        moved = self.model_copy(update={"node": node})
        _set(moved, "_ledger", self.ledger)
        return moved

    def __len__(self) -> int:
        return len(self.records)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Record, ...]: ...
    def __getitem__(self, index: int | slice) -> Record | tuple[Record, ...]:
        return self.records[index]

    def __iter__(self) -> Iterator[Record]:  # type: ignore[override]  # a sequence of records rather than of (field, value)
        return iter(self.records)

    def __contains__(self, item: object) -> bool:
        return item in self.records

    def __bool__(self) -> bool:
        # An output without records is still an output.
        return True

    def to_rows(self) -> list[dict[str, Any]]:
        """Flat dicts of plain values, one for each record, ready for ``pandas.DataFrame``.

        Nested fields get dotted names; lists become text, joined by ``, ``.
        """
        return [dict(_flatten(record.model_dump(mode="json", by_alias=True))) for record in self.records]

    def _repr_html_(self) -> str:
        """A table for a notebook: a row for each of the first records, with its lines."""
        rows = [{"lines": _lines(record.span), **dict(_flatten(_brief(record)))} for record in self.records[:_SHOWN]]
        more = f"{len(self.records) - _SHOWN} more records; to_rows() has all" if len(self.records) > _SHOWN else ""
        where = f" on {self.node}" if self.node else ""
        return html_table(rows, f"{self.command}{where}: {len(self.records)} records" + (f", {self.span}" if self.span else ""), more)

    def __repr__(self) -> str:
        where = f" on {self.node}" if self.node else ""
        errors = sum(item.level == "error" for item in self.diagnostics)
        tail = f", {errors} errors" if errors else ""
        return f"<{type(self).__name__} {self.command!r}{where}: {len(self.records)} records{tail}>"


Sequence.register(Output)


def _lines(span: Span | None) -> str:
    if span is None:
        return ""
    return str(span.first_line) if span.first_line == span.last_line else f"{span.first_line}-{span.last_line}"


def _brief(record: Record) -> dict[str, Any]:
    """The fields of a record for a row of a table: of records inside of it what they are known by."""
    found = record.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for key, value in found.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found[key] = [_known_by(item) for item in value]
    return found


def _known_by(item: Mapping[str, Any]) -> str:
    """An address with its prefix; else a name, where there is one; else the first values that say something."""
    if "local" in item:
        return f"{item['local']}/{item['prefixlen']}" if "prefixlen" in item else str(item["local"])
    words = [str(value) for value in item.values() if isinstance(value, str | int) and not isinstance(value, bool)]
    return str(item.get("name") or " ".join(words[:_WORDS]))


def _flatten(value: Mapping[str, Any], front: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if isinstance(item, dict) and item:
            yield from _flatten(item, f"{front}{key}.")
        elif isinstance(item, list):
            yield front + key, ", ".join(_text(part) for part in item)
        else:
            yield front + key, item if item != {} else None


def _text(part: Any) -> str:
    if isinstance(part, dict):
        part = {name: value for name, value in part.items() if value is not None}
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)


#: What a line of a capture was used for; `Ledger.uses` has one of these bytes a line.
UNREAD, READ, BLANK, CHATTER = range(4)
#: What is said (AP202) of a line that holds two: no reading of lines that a terminal wrapped is one that makes such a line.
TWO_IN_ONE = "the end of the line is missing: another stands behind it, which is left out"


@dataclass(slots=True)
class Ledger:
    """The account of one parse: what each line was used for, what was found, what belongs to the output as a whole.

    Attributes:
        lines: the lines that are parsed.
        options: what the command line asked for, as the command's resolver names it (``{"family": 6}``).
        uses: one byte for each line, `UNREAD` until a rule explains it.
        diagnostics: findings in the order of their discovery.
        extras: fields of the output beside its records.
        holds_objects: the records were read from whole objects (YAML, JSON, descriptions, manifests), not from a table.
    """

    lines: Lines
    options: Mapping[str, Any] = field(default_factory=dict)
    uses: bytearray = field(init=False)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)
    holds_objects: bool = False

    def __post_init__(self) -> None:
        self.uses = bytearray(len(self.lines))

    def span(self, first: int, last: int | None = None) -> Span:
        """The source lines behind these indexes."""
        return self.lines.span(first, last)

    def report(
        self, code: str, message: str = "", index: int | None = None, *, last: int | None = None, column: int | None = None, hint: str | None = None
    ) -> None:
        """Add a diagnostic about the line with this index (or about the whole capture)."""
        span = None if index is None else self.span(index, last)
        text = None if index is None else self.lines.texts[index]
        self.diagnostics.append(Diagnostic.of(code, message, span=span, source=self.lines.source, text=text, column=column, hint=hint))

    @property
    def read(self) -> list[int]:
        """Indexes of the lines that a rule explained."""
        return [index for index, use in enumerate(self.uses) if use == READ]

    @property
    def extent(self) -> Span | None:
        """From the first line read to the last; None when nothing was."""
        first = self.uses.find(READ)
        if first < 0:
            return None
        return self.span(first, self.uses.rfind(READ))


#: Reads lines, marks them in the ledger, yields records.
Reader = Callable[[Iterable[str], Ledger], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command whose output can be read.

    Attributes:
        name: canonical name, e.g. ``ip address``.
        record: type of its records.
        output: type of its output.
        template: file in `templates/`.
        read: yields the records of lines; whatever it does not mark in the ledger counts as not understood.
        starts: pattern of a line with which an output of this command may begin; where it matches after a gap, a new capture begins.
        signs: patterns of lines that only this command prints, each with the reason that is told when a text is recognised by it.
        line_limit: longest line that is read, in characters.
        nests: a record has several lines, and only their order tells which: behind lines that were left out another record may go on.
        rejoin: readings of the lines with those joined that a terminal broke, by what the command knows of them; None where it knows nothing.
    """

    name: str
    record: type[Record]
    output: type[Output]
    template: str
    read: Reader
    starts: str
    signs: tuple[tuple[str, str], ...]
    line_limit: int = 1 << 20
    nests: bool = False
    rejoin: Callable[[Lines], list[Lines] | None] | None = None
