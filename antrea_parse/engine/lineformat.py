"""Runs a TextFSM template over lines, one match a line, and knows the line of everything it read.

A template here describes lines: each rule matches one kind of line and records it (``-> Record``), or recognises it and keeps
nothing (``->``). textfsm itself reads the template; each of its states is compiled to one alternation with an empty marker group
behind each rule, so that one match of `re` tells the rule (``lastindex``) and holds its values. The rows are the same as
textfsm's (the tests compare them); what textfsm cannot tell comes on top: the line of each row and the lines that no rule explains.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from antrea_parse.engine.catalogue import template_text
from antrea_parse.text.errors import TemplateError


class Event(NamedTuple):
    """One line that a rule with values matched.

    Attributes:
        line: index of the line, from 0.
        label: name of the rule's first value; tells which kind of line it is.
        values: the rule's values in the order in which the rule names them; None for one that the line has not.
    """

    line: int
    label: str
    values: tuple[str | None, ...]


_new_event = tuple.__new__  # a named tuple's own constructor costs as much as a match


@dataclass(frozen=True, slots=True)
class _Rule:
    names: tuple[str, ...]
    label: str
    groups: tuple[int, ...]
    next_state: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class _State:
    pattern: re.Pattern[str]
    rules: dict[int, _Rule]  # by the number of the marker group


class LineFormat:
    """A compiled template.

    Args:
        text: the template.
        name: what messages call it.

    Raises:
        TemplateError: the template uses something other than one-line rules.
    """

    def __init__(self, text: str, name: str = "<template>") -> None:
        import textfsm  # 16 ms; only needed once something is parsed

        try:
            fsm = textfsm.TextFSM(io.StringIO(text))
        except textfsm.TextFSMTemplateError as error:
            raise TemplateError(f"{name}: {error}") from error
        self.name = name
        self.value_names: tuple[str, ...] = tuple(value.name for value in fsm.values)
        self.value_patterns: dict[str, str] = {value.name: value.regex for value in fsm.values}
        for value in fsm.values:
            if value.options:
                raise TemplateError(f"{name}: value {value.name} has options, lines have none")
        self._states = {state: self._compile(state, rules) for state, rules in fsm.states.items() if state not in ("End", "EOF")}

    def _compile(self, state: str, rules: list[object]) -> _State:
        parts: list[str] = []
        by_marker: dict[int, _Rule] = {}
        count = 0
        for rule in rules:
            line_op, record_op = rule.line_op or "Next", rule.record_op or "NoRecord"  # type: ignore[attr-defined]
            pattern: str = rule.regex  # type: ignore[attr-defined]
            compiled = re.compile(pattern)
            names = tuple(sorted(compiled.groupindex, key=compiled.groupindex.__getitem__))
            supported = line_op in ("Next", "Error") and record_op == ("Record" if names else "NoRecord")
            if not supported:
                raise TemplateError(f"{self.name}: {state}: a rule with values records, one without does not, and none continues: {pattern}")
            groups = tuple(count + compiled.groupindex[name] for name in names)
            parts.append("(?:" + re.sub(r"\(\?P<\w+>", "(", pattern) + ")()")
            count += compiled.groups + 1
            by_marker[count] = _Rule(names, names[0] if names else "", groups, rule.new_state if line_op != "Error" else "", line_op == "Error")  # type: ignore[attr-defined]
        return _State(re.compile("|".join(parts)), by_marker)

    def events(self, lines: Iterable[str], uses: bytearray | None = None, read: int = 1, state: str = "Start") -> Iterator[Event]:
        """The lines that rules with values match, in order.

        Args:
            lines: the lines without their ends.
            uses: one byte a line; set to `read` for each line that a rule explained (also one without values).
            read: the byte to set.
            state: the state to begin in.
        """
        current = self._states[state]
        match, rules = current.pattern.match, current.rules
        for index, line in enumerate(lines):
            found = match(line)
            if found is None:
                continue
            rule = rules[found.lastindex]  # type: ignore[index]  # each alternative ends in its marker
            if rule.is_error:
                continue
            if uses is not None:
                uses[index] = read
            groups = rule.groups
            if groups:
                values: Any = found.group(*groups)
                yield _new_event(Event, (index, rule.label, values if len(groups) > 1 else (values,)))
            if rule.next_state:
                current = self._states[rule.next_state]
                match, rules = current.pattern.match, current.rules

    def event(self, line: str, state: str = "Start") -> tuple[str, tuple[Any, ...]] | None:
        """What one line is, for readers that know most lines without asking: label and values; None where no rule with values matches."""
        current = self._states[state]
        found = current.pattern.match(line)
        if found is None:
            return None
        rule = current.rules[found.lastindex]  # type: ignore[index]
        if rule.is_error or not rule.groups:
            return None
        values: Any = found.group(*rule.groups)
        return rule.label, values if len(rule.groups) > 1 else (values,)

    def rows(self, lines: Iterable[str]) -> Iterator[dict[str, str]]:
        """What textfsm itself would give: for each matched line all values of the template, empty where the line has none."""
        empty = dict.fromkeys(self.value_names, "")
        names = {(rule.label, len(rule.names)): rule.names for state in self._states.values() for rule in state.rules.values()}
        for _, label, values in self.events(lines):
            yield {**empty, **{name: value or "" for name, value in zip(names[label, len(values)], values, strict=True)}}


@cache
def line_format(name: str) -> LineFormat:
    """The compiled template with this file name."""
    return LineFormat(template_text(name), name)
