"""The data of Secrets in lines of YAML and JSON."""

from __future__ import annotations

import re
from collections import Counter

from antrea_parse.text.mask import MASK

_SECRET_KIND = re.compile(r"(\s*)(- )?[\"']?kind[\"']?\s*:\s*[\"']?Secret(?:List)?[\"']?\s*,?\s*$")
_SECRET_INLINE = re.compile(r"\\?\"kind\\?\"\s*:\s*\\?\"Secret(?:List)?\\?\"")
_INLINE_DATA = re.compile(r"(\\?\"(?:data|stringData)\\?\"\s*:\s*)\{[^{}]*\}?")
_DATA_KEY = re.compile(r"\s*(?:- )?[\"']?(data|stringData)[\"']?\s*:\s*\{?\s*$")
_FLOW_DATA = re.compile(r"(\s*(?:- )?[\"']?(?:data|stringData)[\"']?\s*:\s*)\{\s*[^\s}].*$")
_ITEM = re.compile(r"(\s*[\"']?[A-Za-z0-9._-]{1,253}[\"']?\s*:\s*)(\S.*)$")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*$")
_TOP_KEY = re.compile(r"\s*(?:- )?[\"']?(?:apiVersion|kind|metadata|type|immutable|items|status|spec)[\"']?\s*:")
_VERSION = re.compile(r"\s*(?:- )?[\"']?apiVersion[\"']?\s*:")
_FLAT_ITEM = re.compile(r"- (?:apiVersion|data|kind|metadata|stringData)\s*:")
_DIVIDER = re.compile(r"---(?:\s|$)|\.\.\.\s*$")
#: Lines of a document that are searched for its kind, each way.
_REACH = 5000


def mask_secret_objects(lines: list[str]) -> Counter[str]:
    """The data of Secrets, in YAML (their kind stands behind the data) and JSON, with their indentation or without; what was masked, how often."""
    kinds: Counter[str] = Counter()
    ends: dict[int, int] = {}  # where the objects end that were looked at, by how far they are indented
    for index, line in enumerate(lines):
        if "Secret" not in line:
            continue
        if _SECRET_INLINE.search(line):
            lines[index], count = _INLINE_DATA.subn(rf"\1{{{MASK}}}", line)
            if count:
                kinds["data of a Secret"] += count
        match = _SECRET_KIND.match(line)
        if match is not None:
            margin = len(match[1]) + len(match[2] or "")
            if index >= ends.get(margin, 0):
                ends[margin] = _mask_around(lines, index, margin, kinds)
    return kinds


def _mask_around(lines: list[str], kind: int, margin: int, kinds: Counter[str]) -> int:
    """Mask the data of the object whose kind stands in a line; the index behind the object."""
    first = kind
    has_version = False
    while first > max(0, kind - _REACH) and not has_version and not _starts_item(lines[first], margin) and not _ends_object(lines[first - 1], margin):
        first -= 1
        has_version = _is_version(lines[first], margin)
    inside = in_block = False
    data_margin = 0
    for index in range(first, min(kind + _REACH, len(lines))):
        line = lines[index]
        if index > kind and (_ends_object(line, margin) or _starts_item(line, margin) or (has_version and _is_version(line, margin))):
            return index
        indentation = len(line) - len(line.lstrip())
        if inside and line.strip():
            is_flat = data_margin == 0 and indentation == 0
            if _TOP_KEY.match(line) if is_flat else indentation <= data_margin:
                inside = False
            else:
                in_block = _mask_item(lines, index, kinds, in_block=in_block)
                continue
        if match := _FLOW_DATA.match(line):
            lines[index] = f'{match[1]}{{"{MASK}": "{MASK}"}}'
            kinds["data of a Secret"] += 1
        elif _DATA_KEY.match(line):
            inside = True
            data_margin = indentation + 2 * line.lstrip().startswith("- ")
    return min(kind + _REACH, len(lines))


def _mask_item(lines: list[str], index: int, kinds: Counter[str], *, in_block: bool) -> bool:
    """Mask a line of the data of a Secret; whether a block of several lines goes on behind it."""
    line = lines[index]
    item = _ITEM.match(line)
    if line.strip() in ("}", "},"):
        return False
    if item is not None and _BLOCK.match(item[2]):
        return True
    if not line.rstrip(',"').endswith(MASK):
        kinds["data of a Secret"] += 1
        if item is not None:
            lines[index] = f'{item[1]}"{MASK}"' + "," * line.rstrip().endswith(",")
        else:  # of a block; else the rest of a value, where nothing may stand behind what was quoted
            lines[index] = line[: len(line) - len(line.lstrip())] + MASK if in_block else ""
    return in_block and item is None


def _is_version(line: str, margin: int) -> bool:
    return "apiVersion" in line and _VERSION.match(line) is not None and len(line) - len(line.lstrip("- ")) == margin


def _starts_item(line: str, margin: int) -> bool:
    """Whether an item of a list begins here, of the list that an object with this margin stands in."""
    if margin < 2:
        return _FLAT_ITEM.match(line) is not None
    return line.startswith("- ", margin - 2) and not line[: margin - 2].strip()


def _ends_object(line: str, margin: int) -> bool:
    """Whether a line stands outside of the object whose keys are indented by `margin`."""
    if _DIVIDER.match(line):
        return True
    return margin >= 2 and bool(line.strip()) and len(line) - len(line.lstrip()) < margin and not _starts_item(line, margin)
