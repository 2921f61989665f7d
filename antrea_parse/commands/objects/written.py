"""Lines of YAML taken one by one, without regard to their indentation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from antrea_parse.commands.objects.schema import Type
from antrea_parse.engine.documents import Array, Object, plain_scalar, read_documents

_LINE = re.compile(r"(?P<dash>-(?:\s+|$))?(?:(?P<key>\"[^\"]*\"|'[^']*'|[^\s\"'#{\[&*!|>%@`-]\S*?|-\S+?)\s*:(?:\s+(?P<value>.*))?$)?")
_COMMENT = re.compile(r"(?<!\s)\s+#.*$")
_BLOCK = re.compile(r"[|>][-+]?\d?[-+]?(?:\s+#.*)?$")
_LABEL_KEY = re.compile(r"(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_LABEL = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.:]{0,251}[A-Za-z0-9])?")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")
_KEY = re.compile(r"[A-Za-z0-9][-A-Za-z0-9_./]{0,316}")
#: Names of features begin with a capital, those of settings do not.
_GATE = re.compile(r"[A-Z]\w{1,60}")
#: Lines that a quoted text may go over.
_FOLDED = 200

#: No value on the line: a container or nothing begins.
OPEN = object()
#: A text follows on the next lines.
BLOCK = object()
#: The line is no YAML that is understood.
BROKEN = object()


class Written(NamedTuple):
    """A line.

    Attributes:
        first: index of the line.
        dash: it begins an item of a list.
        key: its key; None without one.
        value: its value; `OPEN`, `BLOCK` or `BROKEN` where there is none.
        plain: the value is written without quotes.
        text: the line as it stands, without blanks at its ends.
        last: index of the line on which its value ends.
        indent: blanks before it, where they tell.
        is_told: it is no YAML but a line of ``kubectl describe``; its value is `Told`, or `OPEN` where nothing stands there.
    """

    first: int
    dash: bool
    key: str | None
    value: Any
    plain: bool
    text: str
    last: int
    indent: int | None = None
    is_told: bool = False


class Told(str):
    """A value as a description shows it: whether it is a text, a number or a truth only its place tells."""

    __slots__ = ()


def take_lines(texts: Sequence[str], first: int, behind: int) -> list[Written]:
    """The lines that say something."""
    found: list[Written] = []
    index = first
    dash: int | None = None
    while index < behind:
        text = texts[index].strip()
        if text == "-" and dash is None:
            dash = index  # its item begins on the next line
        elif text and not text.startswith("#"):
            line = _take(texts, index, behind, text)
            if dash is not None:
                line = line._replace(first=dash, dash=True) if not line.dash else line._replace(value=BROKEN)
                dash = None
            found.append(line)
            index = line.last
        index += 1
    return found


def _take(texts: Sequence[str], index: int, behind: int, text: str) -> Written:
    match = _LINE.match(text)
    dash = bool(match and match["dash"])
    key = match["key"] if match else None
    if key is not None and match is not None:
        rest = (match["value"] or "").strip()
        key = key[1:-1] if key[0] in "\"'" else key
    else:
        rest = text[match.end("dash") :] if match and dash else text
    value, plain, last = _value(texts, index, behind, rest)
    return Written(index, dash, key, value, plain, text, last)


def _value(texts: Sequence[str], index: int, behind: int, rest: str) -> tuple[Any, bool, int]:
    if not rest or rest.startswith("#"):
        return OPEN, True, index
    if rest[0] in "|>":
        return (BLOCK if _BLOCK.fullmatch(rest) else BROKEN), True, index
    if rest[0] in "&*!%@`":
        return BROKEN, True, index
    if rest[0] not in "\"'{[":
        return plain_scalar(_COMMENT.sub("", rest)), True, index
    whole = rest
    for last in range(index, min(behind, index + _FOLDED)):
        if last > index:
            whole += "\n " + texts[last].strip()
        document = next(read_documents(whole.split("\n")), None)
        if document is not None and document.stop is None and not document.problems:
            return _at(document.data, index, last), False, last
        if rest[0] not in "\"'":
            break
    return BROKEN, False, index


def _at(data: Any, first: int, last: int) -> Any:
    """Data read from one value, with the lines that the value stands on."""
    if isinstance(data, (Object, Array)):
        data.first, data.last = first, last
        if isinstance(data, Object):
            data.lines = dict.fromkeys(data.lines, first)
        for item in data.values() if isinstance(data, Object) else data:
            _at(item, first, last)
    return data


def admits(kind: Type, value: Any) -> bool:
    """Whether a value may stand where this type is asked for."""
    if kind.form == "any":
        return True
    if kind.form == "scalar":
        return _admits_scalar(kind, value)
    if value is None:
        return not kind.required
    if kind.form == "union":
        return any(admits(item, value) for item in kind.item)
    if kind.form == "list":
        return isinstance(value, list) and all(admits(kind.item[0], item) for item in value)
    if not isinstance(value, dict):
        return False
    if kind.form == "map":
        return all(admits_entry(kind, key, item) for key, item in value.items())
    return kind.required <= value.keys() and all(key in kind.fields and admits(kind.fields[key], item) for key, item in value.items())


def admits_entry(kind: Type, key: str, value: Any) -> bool:
    """Whether a mapping may hold this entry."""
    pattern = _LABEL_KEY if kind.name == "m" else _GATE if kind.name == "gates" else _KEY
    return pattern.fullmatch(key) is not None and ((kind.item[0].name == "text" and isinstance(value, str)) or admits(kind.item[0], value))


def _admits_scalar(kind: Type, value: Any) -> bool:
    if kind.words:
        return value in kind.words if isinstance(value, str) else False
    name = kind.name
    if type(value) is Told and name in "bipqr":
        value = plain_scalar(value)
    if name == "label":
        return isinstance(value, str) and _LABEL.fullmatch(value) is not None
    if name == "n":
        return isinstance(value, str) and _NAME.fullmatch(value) is not None
    if name == "t":
        return value is None or (isinstance(value, str) and _TIME.fullmatch(value) is not None)
    if name in "svk" or name == "text":
        return isinstance(value, str)
    if name == "b":
        return isinstance(value, bool)
    number = isinstance(value, int) and not isinstance(value, bool)
    if name == "i":
        return number
    if name == "p":
        return number or (isinstance(value, str) and bool(value) and " " not in value)
    return number or isinstance(value, float) or (name == "q" and isinstance(value, str) and value[:1].isdigit())
